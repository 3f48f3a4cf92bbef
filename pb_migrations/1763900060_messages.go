package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

func init() {
	m.Register(func(app core.App) error {
		return steps(app, createOutbox, createTools, createSecrets)
	}, forwardOnly)
}

func createOutbox(app core.App) error {
	return steps(app,
		func(app core.App) error {
			return create(app, "messages", []core.Field{
				text("kind", "Nature du message", 60, required, label),
				text("guardian_id", "Responsable destinataire", 15),
				text("staff_id", "Personnel destinataire", 15),
				text("pupil_id", "Élève majeur destinataire", 15),
				text("subject_collection", "Collection de l’objet", 60),
				text("subject_id", "Objet", 15),
				text("title", "Objet du courriel", 160, required, label),
				text("body", "Texte du courriel", 8000),
				text("short_title", "Titre de la notification ou du SMS (rien de sensible)", 80),
				text("short_body", "Texte de la notification ou du SMS (rien de sensible)", 180),
				text("link", "Page à ouvrir", 250),
				flag("urgent", "N’attend pas la fin des heures calmes"),
				number("badge", "Nombre de choses à faire, montré sur l’icône de l’application"),
				instant("not_before", "Pas avant le"),
				instant("made_at", "Fait le", required),
				text("dedupe", "Clé : un même rappel ne part qu’une fois", 160),
			}, "!dedupe WHERE dedupe != ''", "made_at", "guardian_id", "staff_id")
		},
		func(app core.App) error {
			return create(app, "deliveries", []core.Field{
				relation(app, "message", "Message", "messages", required, owned, label),
				choice("channel", "Canal", []string{"push", "email", "sms", "letter"}, required, label),
				text("address", "Adresse, numéro ou abonnement", 254),
				choice("state", "État", []string{"queued", "sent", "failed", "gone", "skipped"}, required),
				number("tries", "Essais"),
				instant("next_try_at", "Prochain essai"),
				text("trouble", "Ce qui n’a pas marché", 300),
				instant("sent_at", "Parti le"),
			}, "state, next_try_at", "message")
		},
		func(app core.App) error {
			return create(app, "push_subscriptions", []core.Field{
				relation(app, "account", "Compte", "users", required, owned),
				text("guardian_id", "Responsable", 15),
				text("staff_id", "Personnel", 15),
				text("pupil_id", "Élève majeur", 15),
				text("endpoint", "Adresse du service de notification", 1000, required, label),
				text("p256dh", "Clé publique du navigateur", 120, required, secret),
				text("auth_secret", "Secret du navigateur", 60, required, secret),
				text("device", "Appareil", 200),
				instant("made_at", "Depuis le"),
				instant("last_ok_at", "Dernier envoi reçu"),
			}, "!endpoint", "guardian_id", "staff_id")
		},
	)
}

func createTools(app core.App) error {
	return steps(app,
		func(app core.App) error {
			return create(app, "jobs", []core.Field{
				text("kind", "Nature de la tâche", 60, required, label),
				choice("state", "État", []string{"running", "done", "failed", "cancelled"}, required),
				number("done", "Fait"),
				number("total", "Sur"),
				text("step", "Étape", 160),
				document("result", "Résultat"),
				text("by_staff", "Lancée par", 15),
				instant("started_at", "Lancée le"),
				instant("ended_at", "Finie le"),
			}, "state")
		},
		func(app core.App) error {
			return create(app, "idempotency_keys", []core.Field{
				text("token", "Jeton", 64, required, label),
				text("operation", "Opération", 60),
				text("result_id", "Résultat", 40),
				instant("made_at", "Le"),
			}, "!token, operation")
		},
		func(app core.App) error {
			return create(app, "preferences", []core.Field{
				relation(app, "account", "Compte", "users", required, owned),
				text("kind", "Nature de message", 60, label),
				choice("channel", "Canal", []string{"push", "email", "sms", "letter"}, required),
				flag("wanted", "Souhaité"),
			}, "!account, kind, channel")
		},
		func(app core.App) error {
			return create(app, "templates", []core.Field{
				text("name", "Modèle", 60, required, label),
				choice("channel", "Canal", []string{"push", "email", "sms", "letter"}, required),
				text("subject", "Objet", 160),
				text("body", "Texte", 8000),
			}, "!name, channel")
		},
	)
}

// createSecrets makes the table of the folder's few secrets, each sealed by the folder's key (Keys.Seal): the private key
// of web push. A plain table, so that neither REST nor the dashboard shows it; inside the database, so that it travels
// with every copy of it: a file left behind at a restore would silence every subscription for ever.
func createSecrets(app core.App) error {
	_, err := app.DB().NewQuery("CREATE TABLE folder_secrets (name TEXT PRIMARY KEY, sealed TEXT NOT NULL CHECK (sealed <> ''))").Execute()
	return err
}
