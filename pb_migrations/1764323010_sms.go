package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The gateway by which a school sends short messages, and what each one cost and became.
func init() {
	m.Register(func(app core.App) error { return steps(app, createGateway, priceDeliveries, limitReports) }, forwardOnly)
}

func createGateway(app core.App) error {
	return create(app, "sms_gateway", []core.Field{
		flag("enabled", "Les SMS partent"),
		text("provider", "Prestataire, tel qu’il figure au registre (D-19)", 120, label),
		text("country", "Pays où il traite les données", 60),
		text("url", "Adresse du service", 500),
		choice("method", "Méthode", []string{"POST", "PUT"}),
		choice("format", "Forme du corps", []string{"json", "form"}),
		text("headers", "En-têtes, un par ligne", 2000),
		text("body", "Corps, avec {{to}}, {{text}}, {{sender}}, {{id}} et {{secret}}", 4000),
		text("sender", "Expéditeur", 16),
		text("secret_sealed", "Secret du prestataire, chiffré", 1000, secret),
		text("id_field", "Où la réponse donne son numéro", 100),
		text("report_id", "Champ du numéro dans un avis", 100),
		text("report_state", "Champ de l’état dans un avis", 100),
		text("delivered_words", "États qui disent remis", 300),
		text("failed_words", "États qui disent non remis", 300),
		text("reply_from", "Champ du numéro dans une réponse", 100),
		text("reply_text", "Champ du texte dans une réponse", 100),
		text("reply_id", "Champ du numéro de la réponse", 100),
		text("callback_sealed", "Secret de nos adresses de retour, chiffré", 300, secret),
		number("price", "Prix d’un segment, en dixièmes de centime"),
		money("ceiling", "Plafond du mois"),
	})
}

func priceDeliveries(app core.App) error {
	return extend(app, "deliveries", []core.Field{
		text("receipt", "Numéro donné par le prestataire", 100),
		number("segments", "Segments payés"),
		number("cost", "Coût, en dixièmes de centime"),
		day("charged_on", "Compté le"),
		instant("delivered_at", "Remis le, d’après le prestataire"),
	}, "receipt WHERE receipt != ''", "charged_on WHERE charged_on != ''")
}

// limitReports lets a gateway report a whole batch, and stops machines that try addresses.
func limitReports(app core.App) error {
	s := app.Settings()
	s.RateLimits.Rules = append(s.RateLimits.Rules, core.RateLimitRule{Label: "/sms/", Duration: 60, MaxRequests: 1200})
	return app.Save(s)
}
