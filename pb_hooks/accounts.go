package pb_hooks

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// accountConsequences end a person's sessions when what they rest on changes: the address or the people of an account, the
// address of a guardian or of a pupil, the roles or the last day of a member of staff.
func accountConsequences() []step {
	return []step{
		{"guardians", []moment{update}, func(w write) error { return endByAddress(w, "guardian") }},
		{"pupils", []moment{update}, func(w write) error { return endByAddress(w, "pupil") }},
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
			if !w.changed("email") && w.record.GetString("active_until") == "" && !lostRole(w) {
				return nil // a role more is read at each request; nobody needs to sign in again
			}
			return endOfStaff(w)
		}},
	}
}

// endByAddress ends the sessions that a person opened with a code sent to an address that is no longer theirs,
// or through a provider that may have named them by it.
func endByAddress(w write, column string) error {
	if !w.changed("email") {
		return nil
	}
	sessions, err := w.app.FindAllRecords("sessions", dbx.HashExp{column: w.record.Id, "auth_level": []any{"email_code", "oidc"}, "ended_at": ""})
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if err := school.EndSession(w.ctx, w.app, s.Id); err != nil {
			return err
		}
	}
	return nil
}

// staffDoors hold who gives roles: the administrators of the school. An operator only seats the first one.
func staffDoors() []door {
	return []door{{"staff", []moment{create, update, remove}, nil, func(w write) ([]law.Finding, error) {
		if w.actor.Kind == school.System || w.actor.May(school.GiveRoles) || (w.moment == update && !w.changed("roles", "email", "active_from", "active_until")) {
			return nil, nil
		}
		if w.moment != remove && w.actor.May(school.ImportPeople) && opensNothing(w) {
			return nil, nil // a person known by the staff file, without any function: the administrator gives one
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

// opensNothing tells whether a write of a member of staff neither gives an access nor moves one: no function before, none
// after, and no date of access.
func opensNothing(w write) bool {
	hasRole := func(r *core.Record) bool { return r != nil && len(r.GetStringSlice("roles")) > 0 }
	if w.before == nil {
		return !hasRole(w.record) && w.record.GetString("active_from") == "" && w.record.GetString("active_until") == ""
	}
	return !hasRole(w.record) && !hasRole(w.before) && !w.changed("active_from", "active_until")
}

// schoolDoors keep to the accountant where the families' money goes online; the program itself sets it in a practice folder.
func schoolDoors() []door {
	return []door{{"school", []moment{create, update}, nil, func(w write) ([]law.Finding, error) {
		if !w.changed("iban", "bic", "ics", "siret") {
			return nil, nil
		}
		r := w.record
		wrong := school.JudgeBankIDs(school.BankIDs{IBAN: r.GetString("iban"), BIC: r.GetString("bic"), ICS: r.GetString("ics"), SIRET: r.GetString("siret")})
		if w.before == nil || w.actor.Kind == school.System || w.actor.May(school.SetPayFiP) {
			return wrong, nil
		}
		return append(wrong, house("Seul l’agent comptable change les identifiants bancaires de l’établissement.", "Il le fait dans École, en son nom.")...), nil
	}}, {"school", []moment{create, update}, nil, func(w write) ([]law.Finding, error) {
		return school.JudgePayFiP(w.app, w.before, w.record, w.actor)
	}}}
}

// schoolPreparations forget, with another client number, what PayFiP said of the one before.
func schoolPreparations() []step {
	return []step{{"school", []moment{update}, func(w write) error {
		school.PreparePayFiP(w.before, w.record)
		return nil
	}}}
}
