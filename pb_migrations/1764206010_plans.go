package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Instalment plans: the time that a family is given to pay what it owes, agreed by the accountant.
func init() {
	m.Register(func(app core.App) error {
		return steps(app, createPlans)
	}, forwardOnly)
}

func createPlans(app core.App) error {
	err := create(app, "plans", []core.Field{
		text("guardian_id", "Responsable débiteur (vide : l’élève majeur)", 15),
		text("pupil_id", "Élève majeur débiteur", 15),
		choice("state", "État", []string{"asked", "proposed", "agreed", "refused", "withdrawn", "replaced", "kept", "broken"}, required, label),
		money("total_cents", "Somme étalée"),
		text("reason", "Pourquoi un délai est demandé (facultatif, lu par l’intendance seulement)", 500),
		text("prepared_by", "Personnel qui propose (vide : demandé par la famille)", 15),
		text("agreed_by", "Agent comptable qui accorde", 15),
		text("replaces", "Échéancier remplacé", 15),
		number("grace_days", "Jours laissés après une échéance manquée avant la fin de l’échéancier"),
		text("why", "Pourquoi refusé, retiré ou terminé", 300),
		day("asked_on", "Demandé le", required),
		day("agreed_on", "Accordé le"),
		day("ended_on", "Terminé le"),
	}, "guardian_id", "pupil_id", "state, id")
	if err != nil {
		return err
	}
	err = create(app, "plan_lines", []core.Field{
		relation(app, "payment_plan", "Échéancier", "plans", required),
		number("rank_no", "Rang", required),
		day("due_on", "À payer avant le", required),
		money("amount_cents", "Montant"),
	}, "!payment_plan, rank_no")
	if err != nil {
		return err
	}
	return create(app, "plan_charges", []core.Field{
		relation(app, "payment_plan", "Échéancier", "plans", required),
		relation(app, "charge", "Créance étalée", "charges", required),
		money("amount_cents", "Ce qui en restait dû à la demande"),
	}, "!payment_plan, charge", "charge, payment_plan")
}
