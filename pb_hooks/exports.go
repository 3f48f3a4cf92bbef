package pb_hooks

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/reconcile"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// exportDoors hold the memory of what was told to the accounting software: a wrong memory sends a debt twice.
func exportDoors() []door {
	return []door{
		{"receivable_exports", []moment{create, update}, nil, func(w write) ([]law.Finding, error) {
			return trip.JudgeTransfer(w.app, w.record, w.actor)
		}},
		{"receivable_lines", []moment{create, update}, nil, func(w write) ([]law.Finding, error) {
			return trip.JudgeTransferLine(w.app, w.record, w.actor)
		}},
		{"receivable_exports", []moment{remove}, nil, keptTransfer},
		{"receivable_lines", []moment{remove}, nil, keptTransfer},
		{"school", []moment{update}, nil, func(w write) ([]law.Finding, error) {
			if !w.changed("gfc_counter") || w.changed("accounting_year") { // a new year brings its own counter
				return nil, nil
			}
			return trip.JudgeCounter(w.record, w.actor), nil
		}},
		{"column_mappings", []moment{create, update, remove}, nil, func(w write) ([]law.Finding, error) {
			if w.record.GetString("kind") == reconcile.MappingKind && (w.before == nil || w.before.GetString("kind") == reconcile.MappingKind) {
				return reconcile.JudgeMapping(w.record, w.actor), nil
			}
			if w.actor.Kind != school.System && !w.actor.May(school.ExportFiles) {
				return house("Les modèles d’export reviennent au gestionnaire et à l’agent comptable.", "Demandez-le-leur."), nil
			}
			if w.moment == remove {
				return nil, nil
			}
			return trip.JudgeMapping(w.record), nil
		}},
	}
}

func keptTransfer(write) ([]law.Finding, error) {
	return house("Un transfert de créances ne s’efface pas : la mémoire de ce qui est parti en dépend.", "Annulez le dernier s’il n’a pas été importé."), nil
}

// exportPreparations: when the school comes to another accounting year, its counter is that of this year.
func exportPreparations() []step {
	return []step{{"school", []moment{update}, func(w write) error {
		if !w.changed("accounting_year") {
			return nil
		}
		last, err := trip.CounterOf(w.app, w.record.GetString("accounting_year"))
		if err != nil {
			return err
		}
		w.record.Set("gfc_counter", last)
		return nil
	}}}
}
