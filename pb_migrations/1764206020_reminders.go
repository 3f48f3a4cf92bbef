package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Reminders of what is late: to whom, at which step, for which charges; and the head's decision to hold the recovery of a
// charge that is disputed.
func init() {
	m.Register(func(app core.App) error {
		return steps(app, createReminders, func(app core.App) error {
			return resealing(app, "approvals", func(app core.App) error { return widen(app, "approvals", "kind", "hold") })
		})
	}, forwardOnly)
}

func createReminders(app core.App) error {
	return create(app, "reminders", []core.Field{
		text("guardian_id", "Responsable débiteur (vide : l’élève majeur)", 15),
		text("pupil_id", "Élève majeur débiteur", 15),
		choice("step", "Étape", []string{"amicable", "second", "formal", "handed"}, required, label),
		money("total_cents", "Somme rappelée"),
		document("lines", "Créances rappelées : créance, montant en centimes"),
		text("by_staff", "Envoyée par (vide : à sa date, par le programme)", 15),
		day("sent_on", "Envoyée le", required),
		instant("seen_at", "Ouverte par le débiteur le"),
	}, "guardian_id", "pupil_id", "sent_on")
}
