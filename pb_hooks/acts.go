package pb_hooks

import (
	"github.com/pocketbase/dbx"

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
			w.record.Set("enforceable_on", string(notBefore(school.Enforceable(facts), w)))
		}
		return nil
	}}}
}

// notBefore keeps the postponed day that an earlier write gave: a date added afterwards does not bring it forward.
func notBefore(computed law.Day, w write) law.Day {
	if w.before == nil || computed == "" {
		return computed
	}
	return max(computed, law.Day(w.before.GetString("enforceable_on")))
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

// judgeActFrozen holds an act to what was transmitted or published: afterwards only the other of the two dates and a
// postponement can be added. An act on which a trip rests stays, whatever its dates.
func judgeActFrozen(w write) ([]law.Finding, error) {
	if !w.actor.May(school.RecordActs) && w.actor.Kind != school.System {
		return house("Seuls le chef d’établissement, le gestionnaire et le secrétariat enregistrent les actes du conseil d’administration.", ""), nil
	}
	if w.before == nil {
		return nil, nil
	}
	if w.moment == remove {
		var trips int
		err := w.app.DB().Select("COUNT(*)").From("trips").Where(dbx.HashExp{"act": w.record.Id}).Row(&trips)
		if err != nil {
			return nil, err
		}
		if trips > 0 {
			return house("Un voyage repose sur cet acte : il ne s’efface pas.", "Ramenez d’abord le voyage au projet."), nil
		}
	}
	transmitted, published := w.before.GetString("transmitted_on") != "", w.before.GetString("published_on") != ""
	if !transmitted && !published {
		return nil, nil
	}
	frozen := w.moment == remove || transmitted && w.changed("transmitted_on") || published && w.changed("published_on") ||
		w.changed("organ", "act_number", "purpose", "voted_on", "overnight", "covers_contract", "price_cents", "powers", "mandate_until", "delegation", "voted", "body")
	if !frozen {
		return nil, nil
	}
	return house("Un acte transmis ou publié ne se modifie plus.", "Une décision différente est un nouvel acte, voté et transmis à son tour."), nil
}

// house is a refusal of the house: no rule of law, but a sentence and a way out.
func house(what, fix string) []law.Finding {
	return []law.Finding{{Severity: law.Block, What: what, Fix: fix}}
}
