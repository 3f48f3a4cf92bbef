package pb_hooks

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// departureDoors hold what a departure rests on: papers, adults, the list as it was frozen.
func departureDoors() []door {
	never := func(write) ([]law.Finding, error) {
		return house("Une liste arrêtée ne se modifie ni ne s’efface : on saurait mal, après, qui était parti.", "Arrêtez une nouvelle version."), nil
	}
	return []door{
		{"documents", []moment{create, update}, append(trip.PaperRules.Rules(), trip.HealthRules.Rules()...), func(w write) ([]law.Finding, error) {
			return trip.JudgePaper(w.app, w.record, w.actor)
		}},
		{"documents", []moment{remove}, []string{"D-12"}, func(w write) ([]law.Finding, error) {
			return trip.JudgePaperGone(w.app, w.record, w.actor)
		}},
		{"documents_asked", []moment{create, update}, trip.HealthRules.Rules(), func(w write) ([]law.Finding, error) {
			return trip.JudgeAsked(w.app, w.record, w.actor, false)
		}},
		{"documents_asked", []moment{remove}, nil, func(w write) ([]law.Finding, error) {
			return trip.JudgeAsked(w.app, w.record, w.actor, true)
		}},
		{"chaperones", []moment{create, update}, nil, func(w write) ([]law.Finding, error) {
			return trip.JudgeChaperone(w.app, w.record, w.actor, false)
		}},
		{"chaperones", []moment{remove}, nil, func(w write) ([]law.Finding, error) {
			return trip.JudgeChaperone(w.app, w.record, w.actor, true)
		}},
		{"rosters", []moment{create}, trip.HealthRules.Rules(), func(w write) ([]law.Finding, error) {
			return trip.JudgeRoster(w.app, w.record, w.actor)
		}},
		{"rosters", []moment{update, remove}, nil, never},
		{"headcounts", []moment{create}, trip.HealthRules.Rules(), func(w write) ([]law.Finding, error) {
			return trip.JudgeHeadcount(w.app, w.record, w.actor)
		}},
		{"headcounts", []moment{update, remove}, nil, func(write) ([]law.Finding, error) {
			return house("Un comptage ne se modifie ni ne s’efface.", "Comptez à nouveau."), nil
		}},
	}
}

// departureConsequences: the organiser joins the adults when a trip opens, and nothing that a departure rests on breaks it
// once it is authorised.
func departureConsequences() []step {
	holds := func(w write) error { return trip.HoldDeparture(w.app, w.record.GetString("trip")) }
	all := []step{{"trips", []moment{update}, func(w write) error {
		if !w.changed("state", "organiser") {
			return nil
		}
		return trip.JoinOrganiser(w.ctx, w.app, w.record)
	}}}
	for _, name := range []string{"seats", "documents", "documents_asked", "chaperones"} {
		all = append(all, step{name, []moment{create, update, remove}, holds})
	}
	return append(all, step{"approvals", []moment{create}, func(w write) error {
		if w.record.GetString("kind") != "supervision" || w.actor.Kind == school.System {
			return nil
		}
		return trip.HoldDeparture(w.app, w.record.GetString("subject_id"))
	}})
}
