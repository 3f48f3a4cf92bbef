package pb_migrations

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Several persons may owe one price, by an agreement or a judgment that fixes the part of each (F-18); and what lowers a
// debt says more of itself: the kind of act, the accountant's assent, the debt that will never be paid (F-13).
func init() {
	m.Register(func(app core.App) error {
		return steps(app, widenDebtDecisions, createShares, shareCharges)
	}, forwardOnly)
}

func widenDebtDecisions(app core.App) error {
	return steps(app,
		func(app core.App) error {
			return widen(app, "acts", "purpose", "remission", "remission_threshold", "write_off")
		},
		func(app core.App) error {
			return resealing(app, "approvals", func(app core.App) error {
				return widen(app, "approvals", "kind", "shares", "assent", "closing_visa")
			})
		},
		func(app core.App) error {
			return resealing(app, "grants", func(app core.App) error { return widen(app, "grants", "kind", "write_off") })
		},
	)
}

func createShares(app core.App) error {
	return steps(app,
		func(app core.App) error {
			return create(app, "share_agreements", []core.Field{
				relation(app, "pupil", "Élève", "pupils", required),
				text("subject_collection", "Collection de l’objet (vide : tout ce que l’élève doit)", 60),
				text("subject_id", "Objet", 15),
				choice("basis", "Accord écrit des payeurs, ou jugement", []string{"agreement", "judgment"}, required, label),
				text("reference", "Référence de l’écrit, sans nom ni adresse", 200, required),
				day("dated_on", "Date de l’écrit", required),
				choice("unit", "Les parts sont en millièmes, ou en centimes", []string{"per_mille", "cents"}, required),
				relation(app, "approval", "Décision de l’ordonnateur qui enregistre le partage", "approvals", required),
				text("by_staff", "Enregistré par", 15, required),
				instant("recorded_at", "Enregistré le", required),
			}, "pupil, recorded_at")
		},
		func(app core.App) error {
			return create(app, "payer_shares", []core.Field{
				relation(app, "agreement", "Accord ou jugement", "share_agreements", required),
				text("guardian_id", "Responsable qui paie cette part", 15, required),
				number("weight", "Part : millièmes ou centimes, selon l’accord", required, label),
			}, "!agreement, guardian_id", "guardian_id")
		},
		func(app core.App) error { return seal(app, "share_agreements") },
		func(app core.App) error { return seal(app, "payer_shares") },
	)
}

// shareCharges lets one instalment be owed by several persons: who owes is part of what is owed once.
func shareCharges(app core.App) error {
	return resealing(app, "charges", func(app core.App) error {
		c := mustFind(app, "charges")
		c.RemoveIndex("idx_charges_pupil_instalment_id_commitment_id")
		c.Fields.Add(
			text("agreement_id", "Accord ou jugement qui fixe cette part", 15),
			text("split_of", "Créance d’origine, quand une créance déjà faite a été partagée", 15),
		)
		if err := saveIndexed(app, c, []index{
			"!pupil, instalment_id, commitment_id, debtor_id, agreement_id WHERE instalment_id != ''", "split_of WHERE split_of != ''",
		}); err != nil {
			return fmt.Errorf("several payers: %w", err)
		}
		return nil
	})
}
