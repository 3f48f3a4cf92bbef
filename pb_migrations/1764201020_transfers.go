package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What a payment settles may be moved to another charge of the family, and its credit used with the consent of who paid:
// the reason and the consent stand in a row of their own, the two allocations that follow point to it.
func init() {
	m.Register(func(app core.App) error {
		return steps(app,
			func(app core.App) error {
				return create(app, "transfers", []core.Field{
					relation(app, "payment", "Paiement", "payments", required),
					relation(app, "from_charge", "Créance que le paiement réglait (vide : l’avance du paiement)", "charges"),
					relation(app, "to_charge", "Créance que le paiement règle désormais", "charges", required),
					money("amount_cents", "Montant"),
					text("reason", "Motif", 1000, required, label),
					text("by_staff", "Inscrit par (vide : la personne qui a payé)", 15),
					text("consent_by", "Accord de (responsable ou élève majeur qui a payé)", 15),
					day("consent_on", "Accord donné le"),
					text("consent_note", "Écrit qui porte l’accord", 200),
					text("idempotency_token", "Jeton du formulaire : un envoi répété n’inscrit qu’une fois", 64),
					day("moved_on", "Jour des comptes", required),
					instant("moved_at", "Inscrit le", required),
				}, "payment, moved_on", "!idempotency_token WHERE idempotency_token != ''", "moved_on")
			},
			func(app core.App) error { return seal(app, "transfers") },
			func(app core.App) error {
				return resealing(app, "allocations", func(app core.App) error {
					return extend(app, "allocations", []core.Field{
						text("transfer_id", "Virement d’une créance à l’autre qui l’écrit", 15),
						day("allocated_on", "Jour des comptes"),
					}, "!transfer_id, charge WHERE transfer_id != ''", "allocated_on WHERE allocated_on != ''")
				})
			},
		)
	}, forwardOnly)
}
