package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// sealedAtBirth are the append-only collections of the first schema.
var sealedAtBirth = []string{
	"journal", "charges", "payments", "allocations", "receipts", "reversals", "grants", "commitments", "overrides",
	"online_payment_events", "approvals",
}

func init() {
	m.Register(func(app core.App) error {
		return steps(app, createJournal, setOperatorSettings, func(app core.App) error {
			for _, name := range sealedAtBirth {
				if err := seal(app, name); err != nil {
					return err
				}
			}
			return nil
		})
	}, forwardOnly)
}

func createJournal(app core.App) error {
	err := create(app, "journal", []core.Field{
		number("line_no", "Numéro de ligne, sans trou", required, label),
		instant("happened_at", "Le", required),
		choice("actor_kind", "Qui", []string{"system", "staff", "guardian", "pupil", "operator", "guest"}, required),
		text("actor_id", "Son identifiant", 40),
		text("verb", "Ce qui a été fait", 60, required, label),
		text("subject_collection", "Collection", 60),
		text("subject_id", "Objet", 40),
		text("note", "Avertissements laissés passer, nombre de lignes…", 2000),
		text("details_digest", "Empreinte salée de l’avant et de l’après", 64),
		text("digest", "Empreinte chaînée de la ligne", 64, required),
	}, "!line_no", "subject_collection, subject_id")
	if err != nil {
		return err
	}
	return create(app, "journal_details", []core.Field{
		relation(app, "line", "Ligne du journal", "journal", required),
		text("salt", "Sel de l’empreinte", 64, secret),
		document("old_values", "Avant"),
		document("new_values", "Après"),
	}, "!line")
}

// setOperatorSettings names the dashboard for the people who open it and switches off what we replace or refuse.
func setOperatorSettings(app core.App) error {
	s := app.Settings()
	s.Meta.AppName = "Open Académie"
	s.Meta.HideControls = true // the schema changes by migration only
	s.Meta.SenderName = "Open Académie"
	s.Logs.LogIP = false
	s.Logs.MinLevel = 4
	s.Logs.MaxDays = 5
	s.Batch.Enabled = false
	s.Backups.Cron = ""
	s.RateLimits.Enabled = true
	// By network address: a whole school or a residence shares one, so these only stop machines. What guards a code is its
	// own count of wrong tries and the number of codes an address may ask for (internal/school/login.go).
	for label, perMinute := range map[string]int{"POST /connexion": 120, "POST /connexion/code": 120, "POST /connexion/courrier": 60, "/payfip/": 240} {
		s.RateLimits.Rules = append(s.RateLimits.Rules, core.RateLimitRule{Label: label, Duration: 60, MaxRequests: perMinute})
	}
	return app.Save(s)
}
