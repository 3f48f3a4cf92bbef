package pb_hooks

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
)

// beforeProof are the rows that a session may write while it still owes its second proof: those of the proof itself.
var beforeProof = map[string]bool{
	"sessions": true, "second_factors": true, "recovery_codes": true, "trusted_devices": true, "journal": true, "journal_details": true,
	"messages": true, "deliveries": true, "push_subscriptions": true,
}

// judgeUnproven stops every other write of such a session, whatever page or operation it comes from.
func judgeUnproven(w write) []law.Finding {
	if !w.actor.FactorDue || beforeProof[w.record.Collection().Name] {
		return nil
	}
	return house("Votre fonction demande une seconde preuve d’identité avant d’enregistrer quoi que ce soit.",
		"Donnez le code de l’application de votre téléphone, à la page « Seconde preuve ».")
}

// factorDoors keep a second factor to the person it proves; the head and the administrators only take one away.
func factorDoors() []door {
	own := func(w write) ([]law.Finding, error) {
		self := w.actor.Kind == school.Staff && w.actor.ID == w.record.GetString("staff") &&
			(w.before == nil || w.before.GetString("staff") == w.record.GetString("staff"))
		switch {
		case w.actor.Kind == school.System, w.moment == remove && w.actor.May(school.ResetFactors):
			return nil, nil
		case self && w.before != nil && w.moment == update && w.actor.FactorDue && w.changed("secret_sealed", "made_at"):
		case self:
			return nil, nil
		}
		return house("Chacun enregistre sa propre seconde preuve d’identité.",
			"Pour un téléphone perdu, le chef d’établissement ou l’administrateur la retire dans École, Secondes preuves."), nil
	}
	all := []moment{create, update, remove}
	return []door{
		{"second_factors", all, nil, own}, {"recovery_codes", all, nil, own}, {"trusted_devices", all, nil, own},
		{"staff", []moment{create, update}, personRules.Rules(), judgePerson},
	}
}

// personFacts is what judging an account of the staff needs.
type personFacts struct{ schoolAddress, serviceAddress bool }

var personRules = law.Rulebook[personFacts]{{Rule: "D-11", Judge: func(f personFacts) []law.Finding {
	finding := law.Finding{
		Severity: law.Block, Field: "courriel", Why: "Avec un compte commun, plus personne ne sait qui a encaissé, annulé ou lu.",
		Fix: "Écrivez l’adresse professionnelle de la personne.", Who: string(school.Administrator),
	}
	switch {
	case f.schoolAddress:
		finding.What = "Cette adresse est celle de l’établissement : plusieurs personnes la lisent."
	case f.serviceAddress:
		finding.Severity, finding.What = law.Warn, "Cette adresse semble être celle d’un service : si plusieurs personnes la lisent, l’une signerait pour l’autre."
	default:
		return nil
	}
	return []law.Finding{finding}
}}}

var (
	schoolMailbox  = regexp.MustCompile(`^ce\.?\d{7}[a-z]@`) // the one that every school is given
	serviceMailbox = []string{"secretariat", "intendance", "gestion", "direction", "vie-scolaire", "viescolaire", "accueil", "contact", "infirmerie", "cdi"}
)

// judgePerson looks at the address of whoever is given a function: it opens one person's account, never a service's.
func judgePerson(w write) ([]law.Finding, error) {
	address := strings.ToLower(w.record.GetString("email"))
	if address == "" || len(w.record.GetStringSlice("roles")) == 0 || !w.changed("email", "roles") {
		return nil, nil
	}
	identity, err := school.IdentityOf(w.app)
	if err != nil {
		return nil, err
	}
	name, _, _ := strings.Cut(address, "@")
	facts := personFacts{
		schoolAddress:  schoolMailbox.MatchString(address) || address == strings.ToLower(identity.Email),
		serviceAddress: slices.Contains(serviceMailbox, name),
	}
	regime, err := school.Regime(w.app, "", "")
	if err != nil {
		return nil, err
	}
	return personRules.Check(facts, regime), nil
}

// factorConsequences tell the person what happens to their second factor without them.
func factorConsequences() []step {
	tell := func(w write, why notify.FactorNews) error {
		_, err := notify.Queue(w.ctx, w.app, notify.TellFactor(notify.Recipient{StaffID: w.record.GetString("staff")}, why, w.record.Id, school.Clock(w.app).Today()))
		return err
	}
	return []step{
		{"second_factors", []moment{remove}, func(w write) error {
			if staff, err := w.app.FindRecordById("staff", w.record.GetString("staff")); err != nil || staff == nil {
				return nil //nolint:nilerr // the person goes with their factor: there is nobody to tell
			}
			return tell(w, notify.FactorReset)
		}},
		{"second_factors", []moment{update}, func(w write) error {
			if w.record.GetDateTime("locked_until").IsZero() || !w.changed("locked_until") {
				return nil
			}
			return tell(w, notify.FactorTried)
		}},
		{"second_factors", []moment{update}, func(w write) error {
			if !w.changed("secret_sealed") {
				return nil
			}
			return tell(w, notify.FactorReplaced)
		}},
	}
}

// lostRole tells whether a write takes a function away from a member of staff.
func lostRole(w write) bool {
	after := w.record.GetStringSlice("roles")
	return slices.ContainsFunc(w.before.GetStringSlice("roles"), func(r string) bool { return !slices.Contains(after, r) })
}

// endOfStaff ends every session of a member of staff.
func endOfStaff(w write) error {
	var ids []string
	err := w.app.DB().Select("id").From("sessions").Where(dbx.HashExp{"staff": w.record.Id, "ended_at": ""}).Column(&ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := school.EndSession(w.ctx, w.app, id); err != nil {
			return err
		}
	}
	return nil
}
