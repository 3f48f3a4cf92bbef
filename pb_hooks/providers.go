package pb_hooks

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// providerDoors keep to the administrators by whom the school lets others say who somebody is, and to each person the account
// that says it of them: linked by themselves, in a session that one of our codes opened.
func providerDoors() []door {
	all := []moment{create, update, remove}
	return []door{
		{"identity_providers", all, nil, func(w write) ([]law.Finding, error) {
			if w.actor.Kind != school.System && !w.actor.May(school.SetProviders) {
				return house("Le raccordement à un fournisseur d’identité revient à l’administrateur de l’application.", "Il se règle dans École, Connexions extérieures."), nil
			}
			if w.moment == remove {
				return nil, nil
			}
			return school.JudgeProvider(w.record, school.IsPractice(w.app)), nil
		}},
		{"identity_links", all, nil, func(w write) ([]law.Finding, error) {
			own := w.actor.ID != "" && w.record.GetString(string(w.actor.Kind)) == w.actor.ID
			switch {
			case w.actor.Kind == school.System, w.moment == remove && (own || w.actor.Kind == school.Operator || w.actor.May(school.ResetFactors) || w.actor.May(school.SetProviders)):
				return nil, nil
			case w.moment == create && own && one(w, "guardian", "staff", "pupil") && w.actor.SessionID != "" && !w.actor.SharedAddress && w.actor.AuthLevel != "oidc":
				return nil, nil
			}
			return house("Chacun relie lui-même son compte extérieur, après être entré avec un code de l’établissement.", "La personne entre avec un code reçu par courriel ou imprimé, puis par le fournisseur d’identité."), nil
		}},
	}
}
