package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The secret address at which a person's calendar reads their dates. Only its digest is kept; one person has one address.
func init() {
	m.Register(func(app core.App) error { return steps(app, createCalendarLinks, limitCalendars) }, forwardOnly)
}

func createCalendarLinks(app core.App) error {
	return create(app, "calendar_links", []core.Field{
		text("digest", "Empreinte de l’adresse secrète", 64, required, secret),
		relation(app, "account", "Compte", "users", required, label, owned),
		relation(app, "guardian", "Responsable", "guardians", owned),
		relation(app, "staff", "Personnel", "staff", owned),
		relation(app, "pupil", "Élève majeur", "pupils", owned),
		instant("made_at", "Créée le", required),
	}, "!digest", "account", "guardian", "staff", "pupil")
}

// limitCalendars stops machines that try addresses: a whole residence shares one network address.
func limitCalendars(app core.App) error {
	s := app.Settings()
	s.RateLimits.Rules = append(s.RateLimits.Rules, core.RateLimitRule{Label: "/agenda/", Duration: 60, MaxRequests: 240})
	return app.Save(s)
}
