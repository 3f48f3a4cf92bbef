package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What people ask about their own data, and what a legal notice says of the school: who watches over data, who hosts.
func init() {
	m.Register(func(app core.App) error { return steps(app, createRights, describeHosting) }, forwardOnly)
}

func createRights(app core.App) error {
	return create(app, "rights_requests", []core.Field{
		number("request_no", "Numéro de la demande", required, label),
		choice("right_asked", "Droit exercé", []string{"access", "rectification", "erasure", "objection", "restriction"}, required),
		relation(app, "guardian", "Responsable qui demande", "guardians"),
		relation(app, "staff", "Personnel qui demande", "staff"),
		relation(app, "pupil", "Élève majeur qui demande", "pupils"),
		relation(app, "about", "Enfant concerné", "pupils"),
		text("request_text", "Ce que dit la demande", 4000),
		day("received_on", "Reçue le", required),
		text("entered_by", "Personnel qui l’a inscrite, quand elle est venue autrement", 15),
		text("identity_note", "Comment l’identité a été vérifiée, quand elle est venue autrement", 200),
		choice("state", "Reçue, prolongée, satisfaite, refusée", []string{"received", "extended", "answered", "refused"}, required),
		day("due_on", "Réponse due au plus tard le", required),
		day("extended_on", "Prolongée le"),
		text("extension_reason", "Motif de la prolongation", 1000),
		day("answered_on", "Répondue le"),
		text("answer_text", "Réponse, ou motif du refus", 4000),
		text("answered_by", "Personnel qui a répondu", 15),
	}, "!request_no", "guardian", "staff", "pupil", "state")
}

func describeHosting(app core.App) error {
	return extend(app, "school", []core.Field{
		text("dpo_name", "Déléguée ou délégué à la protection des données", 120),
		text("dpo_email", "Son adresse électronique", 200),
		text("host_name", "Hébergeur du service", 120),
		text("host_address", "Son adresse", 400),
		text("host_phone", "Son téléphone", 30),
	})
}
