package pb_hooks

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// actPreparations compute the day on which an act becomes enforceable; a later day given by Dém'Act is kept.
func actPreparations() []step {
	return []step{{"acts", []moment{create, update}, func(w write) error {
		facts, err := school.LoadActFacts(w.app, w.record)
		if err != nil {
			return err
		}
		typed := law.Day(w.record.GetString("enforceable_on"))
		if typed == "" || (w.before != nil && typed == law.Day(w.before.GetString("enforceable_on"))) {
			w.record.Set("enforceable_on", string(max(school.Enforceable(facts), kept(w, facts))))
		}
		return nil
	}}}
}

// kept is the postponed day that an earlier write gave: a new date of transmission does not bring it forward.
func kept(w write, facts school.ActFacts) law.Day {
	if w.before == nil || facts.TransmittedOn == "" || w.before.GetString("transmitted_on") == "" {
		return ""
	}
	return law.Day(w.before.GetString("enforceable_on"))
}

func actDoors() []door {
	return []door{
		{"acts", []moment{create, update}, school.ActRules.Rules(), func(w write) ([]law.Finding, error) {
			facts, err := school.LoadActFacts(w.app, w.record)
			if err != nil {
				return nil, err
			}
			regime, err := school.Regime(w.app, "", "")
			if err != nil {
				return nil, err
			}
			return school.ActRules.Check(facts, regime), nil
		}},
		{"acts", []moment{create, update, remove}, nil, judgeActFrozen},
	}
}

// judgeActFrozen holds an act to what was transmitted: afterwards only its publication and a postponement can be added.
func judgeActFrozen(w write) ([]law.Finding, error) {
	if !w.actor.May(school.RecordActs) && w.actor.Kind != school.System {
		return house("Seuls le chef d’établissement, le gestionnaire et le secrétariat enregistrent les actes du conseil d’administration.", ""), nil
	}
	if w.before == nil || w.before.GetString("transmitted_on") == "" {
		return nil, nil
	}
	frozen := w.moment == remove || w.changed("organ", "act_number", "purpose", "voted_on", "transmitted_on", "overnight", "covers_contract",
		"price_cents", "powers", "mandate_until", "delegation") || (w.before.GetString("published_on") != "" && w.changed("published_on"))
	if !frozen {
		return nil, nil
	}
	return house("Un acte transmis ne se modifie plus.", "Une décision différente est un nouvel acte, voté et transmis à son tour."), nil
}

// house is a refusal of the house: no rule of law, but a sentence and a way out.
func house(what, fix string) []law.Finding {
	return []law.Finding{{Severity: law.Block, What: what, Fix: fix}}
}
