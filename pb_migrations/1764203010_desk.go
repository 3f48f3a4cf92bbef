package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The desk, whole: the card terminal, the account of a cheque (its number is one of a bank and an account, of nothing more),
// the day on which money settled a charge, the slips on which cheques leave for the bank, and the cash register.
func init() {
	m.Register(func(app core.App) error { return steps(app, deskMeans, deskSlips, deskRegister) }, forwardOnly)
}

func deskMeans(app core.App) error {
	return steps(app,
		func(app core.App) error {
			return resealing(app, "payments", func(app core.App) error { return widen(app, "payments", "means", "card") })
		},
		func(app core.App) error {
			return extend(app, "payment_details", []core.Field{text("account", "Compte du chèque : ligne du bas", 34)}, "cheque_number, account, bank WHERE cheque_number != ''")
		},
		func(app core.App) error {
			return resealing(app, "allocations", func(app core.App) error {
				return extend(app, "allocations", []core.Field{day("settled_on", "Jour de la ventilation (vide, avant cette version : celui du paiement)")})
			})
		},
	)
}

func deskSlips(app core.App) error {
	err := create(app, "slips", []core.Field{
		text("slip_no", "Numéro du bordereau", 20, required, label),
		choice("state", "État", []string{"open", "closed"}, required, label),
		text("opened_by", "Agent comptable qui l’ouvre", 15, required),
		day("opened_on", "Ouvert le", required),
		text("closed_by", "Agent comptable qui le clôt", 15),
		day("closed_on", "Clos le : jour de la remise"),
		number("cheques_count", "Nombre de chèques à la clôture"),
		money("total_cents", "Total à la clôture"),
	}, "!slip_no", "state")
	if err != nil {
		return err
	}
	return create(app, "slip_lines", []core.Field{
		relation(app, "slip", "Bordereau", "slips", required),
		relation(app, "payment", "Chèque", "payments", required),
	}, "!payment", "slip")
}

func deskRegister(app core.App) error {
	return steps(app,
		func(app core.App) error {
			return create(app, "cash_counts", []core.Field{
				choice("kind", "Ouverture, fermeture, annulation d’un comptage", []string{"opening", "closing", "void"}, required, label),
				day("counted_on", "Compté le", required),
				instant("counted_at", "Compté à", required),
				text("by_staff", "Compté par", 15, required),
				document("units", "Pièces et billets : valeur en centimes, nombre"),
				money("total_cents", "Espèces comptées"),
				money("expected_cents", "Espèces attendues d’après le grand livre"),
				money("difference_cents", "Écart constaté"),
				text("reason", "Explication de l’écart, ou motif de l’annulation", 1000),
				text("voids", "Comptage annulé par celui-ci", 15),
			}, "counted_on", "!voids WHERE voids != ''")
		},
		func(app core.App) error { return seal(app, "cash_counts") },
		func(app core.App) error {
			return create(app, "cash_movements", []core.Field{
				choice("kind", "Fonds de caisse, dégagement, annulation", []string{"float", "deposit", "void"}, required, label),
				day("moved_on", "Jour", required),
				instant("moved_at", "Enregistré le", required),
				text("by_staff", "Enregistré par", 15, required),
				money("amount_cents", "Montant : négatif quand les espèces sortent"),
				text("reason", "Référence ou motif", 500, required),
				text("voids", "Mouvement annulé par celui-ci", 15),
			}, "moved_on", "!voids WHERE voids != ''")
		},
		func(app core.App) error { return seal(app, "cash_movements") },
	)
}
