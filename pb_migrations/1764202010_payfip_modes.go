package pb_migrations

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What a school has shown before it takes real money online, and the payments of one euro that show it: nobody owes them.
func init() {
	m.Register(func(app core.App) error {
		return steps(app,
			func(app core.App) error {
				return extend(app, "school", []core.Field{
					choices("payfip_means", "Moyens souscrits dans la convention PayFiP : carte, prélèvement ; vide : les deux", []string{"card", "debit"}),
					instant("payfip_checked_at", "Connexion essayée avec succès le"),
					text("payfip_checked_for", "Numéro de client et service alors essayés", 260),
					text("payfip_labels", "Libellés que PayFiP donne à ce numéro", 300),
					text("payfip_written", "Confirmation écrite de la DGFiP : de qui, quelle référence", 300),
					day("payfip_written_on", "Date de cette confirmation"),
					instant("payfip_asked_at", "Passage en production demandé le, en attente de la seconde confirmation"),
				})
			},
			func(app core.App) error {
				return extend(app, "online_payments", []core.Field{
					flag("trial", "Paiement d’essai ou d’activation : rien n’est dû, rien n’est comptabilisé"),
				})
			},
			func(app core.App) error {
				c := mustFind(app, "online_payments")
				pupil, isRelation := c.Fields.GetByName("pupil").(*core.RelationField)
				if !isRelation {
					return fmt.Errorf("loosen online_payments.pupil: no relation")
				}
				pupil.Required = false // a trial is nobody's
				return app.Save(c)
			},
		)
	}, forwardOnly)
}
