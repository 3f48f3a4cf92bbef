package pb_hooks

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Sealed lists the append-only collections: no update, no delete, for anyone. SQLite triggers hold them below the hooks.
var Sealed = []string{
	"journal", "charges", "payments", "allocations", "receipts", "reversals", "grants", "commitments", "overrides",
	"online_payment_events", "approvals",
}

// sealedDoors answer with words where the trigger would only fail.
func sealedDoors() []door {
	var all []door
	for _, name := range Sealed {
		d := door{collection: name, moments: []moment{update, remove}, judge: func(write) ([]law.Finding, error) {
			return []law.Finding{{
				Severity: law.Block, What: "Cette ligne est scellée : elle ne se modifie ni ne s’efface.",
				Fix: "Une correction s’écrit par une nouvelle ligne qui renvoie à celle-ci.",
			}}, nil
		}}
		if name == "receipts" || name == "payments" {
			d.rules = []string{"F-08"}
			d.judge = func(w write) ([]law.Finding, error) {
				regime, err := school.Regime(w.app, "", "")
				if err != nil {
					return nil, err
				}
				return append(law.Rulebook[bool]{{Rule: "F-08", Judge: func(bool) []law.Finding {
					return []law.Finding{{
						Severity: law.Block, What: "Un encaissement et sa quittance ne se modifient ni ne s’effacent.",
						Why: "La série des quittances est continue et ne connaît que l’annulation, avec sa trace.",
						Fix: "L’agent comptable annule l’encaissement, avec un motif.", Who: string(school.Accountant),
					}}
				}}}.Check(true, regime), house("Cette ligne est scellée : elle ne se modifie ni ne s’efface.", "")...), nil
			}
		}
		all = append(all, d)
	}
	return all
}

// CheckSeals verifies that every trigger that holds a sealed table, the folder's kind and the practice clock is in place.
// doctor and /healthz call it.
func CheckSeals(app core.App) error {
	wanted := []string{"sealed_folder_update", "sealed_folder_delete", "practice_clock_practice", "practice_clock_forward"}
	for _, name := range Sealed {
		wanted = append(wanted, "sealed_"+name+"_update", "sealed_"+name+"_delete")
	}
	for _, trigger := range wanted {
		var n int
		err := app.DB().Select("COUNT(*)").From("sqlite_master").Where(dbx.HashExp{"type": "trigger", "name": trigger}).Row(&n)
		if err != nil {
			return fmt.Errorf("read triggers: %w", err)
		}
		if n != 1 {
			return fmt.Errorf("le verrou %s manque dans la base : restaurez une sauvegarde", trigger)
		}
	}
	return nil
}
