package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Second factor of the staff, the devices it is remembered on, and the session a device was subscribed in.
func init() {
	m.Register(func(app core.App) error {
		return steps(app, createFactors, datedSessions)
	}, forwardOnly)
}

func createFactors(app core.App) error {
	err := create(app, "second_factors", []core.Field{
		relation(app, "staff", "Personnel", "staff", required, label, owned),
		text("secret_sealed", "Secret partagé avec le téléphone, chiffré", 400, required, secret),
		number("last_step", "Dernier code accepté, en pas de 30 secondes : un code ne sert qu’une fois"),
		number("wrong_tries", "Essais faux depuis le dernier juste"),
		instant("locked_until", "Fermé jusqu’au, après trop d’essais faux"),
		instant("made_at", "Enregistré le", required),
		instant("used_at", "Dernière preuve le"),
	}, "!staff")
	if err != nil {
		return err
	}
	err = create(app, "recovery_codes", []core.Field{
		relation(app, "staff", "Personnel", "staff", required, label, owned),
		text("digest", "Empreinte du code de secours", 64, required, secret),
		instant("used_at", "Utilisé le"),
	}, "!digest", "staff")
	if err != nil {
		return err
	}
	return create(app, "trusted_devices", []core.Field{
		relation(app, "staff", "Personnel", "staff", required, label, owned),
		text("digest", "Empreinte du jeton gardé par l’appareil", 64, required, secret),
		text("device", "Appareil, tel que le navigateur se décrit", 200),
		instant("proven_at", "Seconde preuve faite le", required),
	}, "!digest", "staff")
}

// datedSessions let a session know when the second proof was given, and a device which session it was subscribed in.
func datedSessions(app core.App) error {
	err := extend(app, "sessions", []core.Field{instant("factor_at", "Seconde preuve donnée le")})
	if err != nil {
		return err
	}
	return extend(app, "push_subscriptions", []core.Field{text("session_id", "Session dans laquelle l’appareil s’est inscrit", 15)}, "session_id")
}
