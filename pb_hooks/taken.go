package pb_hooks

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// judgeTaken holds what another program said: the take-over writes it, nobody corrects it, and it goes by the purge only.
func judgeTaken(w write) ([]law.Finding, error) {
	switch {
	case w.moment == create && w.actor.Kind == school.System:
		return nil, nil
	case w.moment == update && w.actor.Kind == school.System && !w.changed("source", "source_id", "title", "departs_on", "returns_on", "record", "digest"):
		return nil, nil // the project it led to was deleted: the link is emptied
	case w.moment == create:
		return house("Un voyage d’un autre logiciel n’entre que par la reprise.", "L’opérateur lance : openacademie import mobilisco."), nil
	case w.moment == remove:
		return trip.Destruction(w.app, "Voyages repris de MobiliSCO")
	}
	return house("Une archive reprise dit ce que l’autre logiciel disait : elle ne se corrige pas.", ""), nil
}
