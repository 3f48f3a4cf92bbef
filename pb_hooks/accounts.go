package pb_hooks

import (
	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// accountConsequences end a person's sessions when what they rest on changes: the address or the people of an account, the
// roles or the last day of a member of staff.
func accountConsequences() []step {
	return []step{
		{"users", []moment{update}, func(w write) error {
			if w.actor.Kind != school.Operator || !w.changed("email", "guardians", "staff", "pupil") {
				return nil
			}
			return school.EndSessionsOf(w.ctx, w.app, w.record.Id, "")
		}},
		{"staff", []moment{update}, func(w write) error {
			if !w.changed("roles", "email", "active_until") {
				return nil
			}
			var accounts []string
			err := w.app.DB().Select("DISTINCT account").From("sessions").Where(dbx.HashExp{"staff": w.record.Id, "ended_at": ""}).Column(&accounts)
			if err != nil {
				return err
			}
			if !w.changed("email") && w.record.GetString("active_until") == "" {
				return nil // new roles are read at each request; nobody needs to sign in again
			}
			for _, id := range accounts {
				if err := school.EndSessionsOf(w.ctx, w.app, id, ""); err != nil {
					return err
				}
			}
			return nil
		}},
	}
}

// staffDoors hold who gives roles: the administrators of the school. An operator only seats the first one.
func staffDoors() []door {
	return []door{{"staff", []moment{create, update, remove}, nil, func(w write) ([]law.Finding, error) {
		if w.actor.Kind == school.System || w.actor.May(school.GiveRoles) || (w.moment == update && !w.changed("roles", "email", "active_from", "active_until")) {
			return nil, nil
		}
		var administrators int
		err := w.app.DB().Select("COUNT(*)").From("staff").Where(dbx.Like("roles", `"`+string(school.Administrator)+`"`)).
			AndWhere(dbx.NewExp("id != {:id} AND (active_until = '' OR active_until >= {:today})",
				dbx.Params{"id": w.record.Id, "today": string(school.Clock(w.app).Today())})).Row(&administrators)
		if err != nil {
			return nil, err
		}
		if w.actor.Kind == school.Operator && administrators == 0 && w.moment != remove {
			return nil, nil // the first administrator has to come from somewhere; the journal names the operator
		}
		return house("Les fonctions et les accès sont donnés par l’administrateur de l’application, dans École.", "Demandez-le-lui."), nil
	}}}
}
