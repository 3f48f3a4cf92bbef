package pb_hooks

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
)

// purgeDoors hold what people are erased by: the visas of the archives, and the details of the journal. What a purge itself
// writes is judged for every collection alike, see judgePurge.
func purgeDoors() []door {
	return []door{
		{"*", []moment{update, remove}, trip.PurgeRules.Rules(), nil},
		{"archive_visas", []moment{create, update, remove}, nil, func(w write) ([]law.Finding, error) {
			return trip.JudgeVisa(w.app, w.record, w.actor, w.moment == create), nil
		}},
		{"journal_details", []moment{update, remove}, []string{"D-12"}, func(w write) ([]law.Finding, error) {
			return trip.Destruction(w.app, "Détail du journal")
		}},
	}
}

// judgePurge judges the writes by which a category is let go; the other doors do not speak then.
func judgePurge(w write) (findings []law.Finding, purging bool, err error) {
	category, purging := trip.PurgeIn(w.ctx)
	if !purging {
		return nil, false, nil
	}
	findings, err = trip.JudgePurge(w.ctx, w.app, category, w.record, w.moment == remove)
	return findings, true, err
}
