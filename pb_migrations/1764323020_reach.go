package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Addresses that are dead, and messages that wait to leave together.
func init() {
	m.Register(func(app core.App) error { return steps(app, createBadAddresses, gatherMessages, limitBounces) }, forwardOnly)
}

func createBadAddresses(app core.App) error {
	return create(app, "bad_addresses", []core.Field{
		text("address", "Adresse électronique, en minuscules", 254, required, label),
		text("reason", "Ce que le serveur de courriel en dit", 300),
		instant("since", "Depuis le", required),
	}, "!address")
}

func gatherMessages(app core.App) error {
	err := extend(app, "messages", []core.Field{
		flag("gathered", "Attend de partir avec d’autres, dans un seul envoi"),
		text("digest_id", "Message dans lequel il est parti", 15),
	}, "gathered WHERE gathered = TRUE")
	if err != nil {
		return err
	}
	return extend(app, "preferences", []core.Field{choice("every", "Regrouper ce qui peut attendre", []string{"day", "week"})})
}

func limitBounces(app core.App) error {
	s := app.Settings()
	s.RateLimits.Rules = append(s.RateLimits.Rules, core.RateLimitRule{Label: "/courriel/", Duration: 60, MaxRequests: 600})
	return app.Save(s)
}
