package pb_hooks

import (
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Sealed lists the append-only collections: no update, no delete, for anyone. SQLite triggers hold them below the hooks.
var Sealed = []string{
	"journal", "charges", "payments", "allocations", "receipts", "reversals", "grants", "commitments", "overrides",
	"online_payment_events", "approvals", "refund_lines", "cash_counts", "cash_movements",
	"share_agreements", "payer_shares", "transfers", "closings",
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
				return law.Rulebook[bool]{{Rule: "F-08", Judge: func(bool) []law.Finding {
					return []law.Finding{{
						Severity: law.Block, Firm: true, What: "Un encaissement et sa quittance ne se modifient ni ne s’effacent.",
						Why: "La série des quittances est continue et ne connaît que l’annulation, avec sa trace.",
						Fix: "L’agent comptable annule l’encaissement, avec un motif.", Who: string(school.Accountant),
					}}
				}}}.Check(true, regime), nil
			}
		}
		all = append(all, d)
	}
	return all
}

// CheckSeals verifies that every trigger that holds a sealed table, the folder's kind and the practice clock is in place.
// doctor and /healthz call it.
func CheckSeals(app core.App) error {
	wanted := []string{"sealed_folder_update", "sealed_folder_delete", "practice_clock_practice", "practice_clock_forward", "practice_clock_stays"}
	for _, name := range Sealed {
		wanted = append(wanted, "sealed_"+name+"_update", "sealed_"+name+"_delete")
	}
	for _, trigger := range wanted {
		var found []struct{ TblName, SQL string }
		err := app.DB().Select("tbl_name", "sql").From("sqlite_master").Where(dbx.HashExp{"type": "trigger", "name": trigger}).All(&found)
		if err != nil {
			return fmt.Errorf("read triggers: %w", err)
		}
		if len(found) != 1 {
			return fmt.Errorf("le verrou %s manque dans la base : restaurez une sauvegarde", trigger)
		}
		if !holds(trigger, found[0].TblName, found[0].SQL) {
			return fmt.Errorf("le verrou %s a été changé dans la base : restaurez une sauvegarde", trigger)
		}
	}
	return nil
}

// holds tells whether a trigger still stops what its name says: on its table, before the write, without a condition of its
// own beyond the purge visa.
func holds(trigger, table, sql string) bool {
	sealed, isSeal := strings.CutPrefix(trigger, "sealed_")
	if !isSeal {
		return strings.Contains(sql, "RAISE(ABORT")
	}
	end := strings.LastIndexByte(sealed, '_')
	name, deed := sealed[:end], strings.ToUpper(sealed[end+1:])
	body := strings.Join(strings.Fields(sql), " ")
	want := "CREATE TRIGGER " + trigger + " BEFORE " + deed + " ON " + name + " "
	if deed == "DELETE" && name != "folder" {
		want += "WHEN NOT EXISTS (SELECT 1 FROM purge_visas WHERE collection_name = '" + name + "') "
	}
	return table == name && strings.HasPrefix(body, want+"BEGIN SELECT RAISE(ABORT, 'sealed: ")
}
