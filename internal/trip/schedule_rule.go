package trip

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// latePayment points out an instalment that falls after the departure: it is the hardest to obtain (V-30).
func latePayment(f Facts) []law.Finding {
	for _, n := range f.Instalments {
		if n.DueOn > f.Trip.DepartsOn {
			return []law.Finding{{
				Severity: law.Warn, Field: "instalments", Who: string(school.Bursar),
				What: "La dernière échéance tombe après le départ, le " + f.Instalments[len(f.Instalments)-1].DueOn.French() + ".",
				Why:  "Un versement attendu après le départ est plus difficile à obtenir ; l’échéancier a l’accord de l’agent comptable (usage, instruction M9-6).",
				Fix:  "Avancez cette échéance, ou demandez son accord à l’agent comptable.",
			}}
		}
	}
	return nil
}
