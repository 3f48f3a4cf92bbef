package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Identity providers (EduConnect, the academy's), and the accounts there that a person of the school has proved to be theirs.
func init() {
	m.Register(func(app core.App) error { return steps(app, createProviders, createIdentityLinks, limitReturns) }, forwardOnly)
}

func createProviders(app core.App) error {
	return create(app, "identity_providers", []core.Field{
		text("name", "Nom sur le bouton", 60, required, label),
		choice("audience", "Pour qui", []string{"family", "staff"}, required),
		text("issuer", "Adresse du fournisseur d’identité (issuer)", 300, required),
		text("client_id", "Identifiant donné à l’établissement", 200, required),
		text("secret_sealed", "Secret du client, chiffré", 800, required, secret),
		choice("match_by", "Ce qui désigne la personne", []string{"subject", "email"}, required),
		text("scopes", "Informations demandées (scopes)", 200),
		text("level_asked", "Niveau demandé (acr_values)", 200),
		text("second_proofs", "Niveaux (acr) ou moyens (amr) qui valent une seconde preuve", 200),
		flag("is_open", "Le bouton est sur la page de connexion"),
		instant("made_at", "Enregistré le", required),
	}, "!name")
}

func createIdentityLinks(app core.App) error {
	return create(app, "identity_links", []core.Field{
		relation(app, "provider", "Fournisseur d’identité", "identity_providers", required, label, owned),
		text("digest", "Empreinte de l’identifiant stable donné par le fournisseur", 64, required, secret),
		text("name", "Nom que le fournisseur donnait", 200),
		relation(app, "guardian", "Responsable", "guardians", owned),
		relation(app, "staff", "Personnel", "staff", owned),
		relation(app, "pupil", "Élève majeur", "pupils", owned),
		instant("made_at", "Relié le", required),
	}, "!digest", "guardian", "staff", "pupil")
}

// limitReturns stops machines that bring back answers nobody asked for: each costs a call to the provider or a line of the journal.
func limitReturns(app core.App) error {
	s := app.Settings()
	for label, perMinute := range map[string]int{"GET /connexion/retour": 120, "GET /connexion/fournisseur/": 120} {
		s.RateLimits.Rules = append(s.RateLimits.Rules, core.RateLimitRule{Label: label, Duration: 60, MaxRequests: perMinute})
	}
	return app.Save(s)
}
