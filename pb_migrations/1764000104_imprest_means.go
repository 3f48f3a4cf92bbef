package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What an act of imprest limits is kept line by line: by which means money moved, and what was handed to the accountant. A
// trip keeps the two notices that concern some of its travellers only.
func init() {
	m.Register(func(app core.App) error {
		return steps(app,
			func(app core.App) error { return widen(app, "imprest_lines", "direction", "handed") },
			func(app core.App) error {
				return extend(app, "imprest_lines", []core.Field{
					choice("means", "Moyen de paiement ou d’encaissement", []string{"cash", "card", "cheque", "transfer"}),
				})
			},
			func(app core.App) error {
				return extend(app, "trips", []core.Field{
					day("group_document_on", "Document de voyage collectif demandé à la préfecture le"),
					day("ceam_told_on", "Familles invitées à demander la carte européenne d’assurance maladie le"),
				})
			},
		)
	}, forwardOnly)
}
