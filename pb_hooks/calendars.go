package pb_hooks

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// calendarDoors let a person, and nobody for them, give their dates a secret address; an operator may revoke one, and who takes a lost
// second proof away does.
func calendarDoors() []door {
	return []door{{"calendar_links", []moment{create, update, remove}, nil, func(w write) ([]law.Finding, error) {
		own := w.actor.ID != "" && w.record.GetString(string(w.actor.Kind)) == w.actor.ID
		switch {
		case w.actor.Kind == school.System, w.moment == remove && (own || w.actor.Kind == school.Operator || w.actor.May(school.ResetFactors)):
			return nil, nil
		case w.moment == create && own && w.record.GetString("account") == w.actor.AccountID && one(w, "guardian", "staff", "pupil"):
			return nil, nil
		}
		return house("Chacun crée l’adresse de son propre calendrier.", "La personne le fait à la page « Votre calendrier »."), nil
	}}}
}

// one tells whether exactly one of the fields is filled.
func one(w write, fields ...string) bool {
	filled := 0
	for _, f := range fields {
		if w.record.GetString(f) != "" {
			filled++
		}
	}
	return filled == 1
}
