package pb_hooks

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/reconcile"
	"github.com/openacademie/openacademie/internal/school"
)

// reconcileDoors hold what the bank and PayFiP said: a line never changes, a match is undone and never erased.
func reconcileDoors() []door {
	kept := func(write) ([]law.Finding, error) {
		return house("Un relevé, ses lignes et leurs rapprochements ne s’effacent pas : leur trace reste.", "Mettez la ligne de côté, ou défaites le rapprochement."), nil
	}
	return []door{
		{"statements", []moment{create, update}, nil, func(w write) ([]law.Finding, error) {
			return reconcile.JudgeStatement(w.before, w.record, w.actor), nil
		}},
		{"statement_lines", []moment{create, update}, nil, func(w write) ([]law.Finding, error) {
			return reconcile.JudgeLine(w.app, w.before, w.record, w.actor)
		}},
		{"statement_matches", []moment{create, update}, nil, func(w write) ([]law.Finding, error) {
			return reconcile.JudgeMatch(w.app, w.before, w.record, w.actor)
		}},
		{"statements", []moment{remove}, nil, kept},
		{"statement_lines", []moment{remove}, nil, kept},
		{"statement_matches", []moment{remove}, nil, kept},
	}
}

// reconcileConsequences: a payment booked from a line and reversed since leaves the line to match again.
func reconcileConsequences() []step {
	return []step{{"reversals", []moment{create}, func(w write) error {
		return reconcile.Reversed(school.WithActor(w.ctx, w.actor), w.app, w.record)
	}}}
}
