package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

func init() {
	m.Register(func(app core.App) error {
		return steps(app, createLedger, createReceipts, createCorrections, createOnlinePayments)
	}, forwardOnly)
}

func createLedger(app core.App) error {
	return steps(app,
		func(app core.App) error {
			return create(app, "charges", []core.Field{
				relation(app, "pupil", "Élève", "pupils", required),
				text("debtor_id", "Responsable débiteur (vide : l’élève majeur)", 15),
				text("subject_collection", "Collection de l’objet (trips…)", 60, required),
				text("subject_id", "Objet", 15, required),
				choice("basis", "Fondement de la créance", []string{"act", "tariff", "agreement", "regulation", "judgment"}, required),
				relation(app, "act", "Acte qui fonde la créance", "acts", required),
				text("label", "Objet de la créance", 160, required, label),
				money("amount_cents", "Montant"),
				day("due_on", "À payer avant le"),
				text("instalment_id", "Échéance", 15),
				text("commitment_id", "Engagement signé", 15),
				instant("charged_at", "Constatée le", required),
			}, "pupil, due_on, amount_cents, id", "debtor_id", "subject_collection, subject_id, pupil, amount_cents", "instalment_id WHERE instalment_id != ''",
				"!pupil, instalment_id, commitment_id WHERE instalment_id != ''")
		},
		func(app core.App) error {
			return create(app, "payments", []core.Field{
				choice("means", "Moyen de paiement", []string{"cheque", "cash", "transfer", "payfip_card", "payfip_debit"}, required, label),
				money("amount_cents", "Montant reçu"),
				day("received_on", "Reçu le", required),
				day("booked_on", "Enregistré le : jour du journal de l’agent comptable", required),
				text("payer_id", "Responsable payeur (vide : l’élève majeur ou un tiers)", 15),
				relation(app, "pupil", "Élève pour qui l’on paie", "pupils", required),
				text("booked_by", "Personnel qui enregistre (vide : paiement en ligne)", 15),
				text("online_payment_id", "Paiement en ligne", 15),
				text("idempotency_token", "Jeton du formulaire : un envoi répété n’enregistre qu’une fois", 64),
				instant("booked_at", "Enregistré le", required),
			}, "!online_payment_id WHERE online_payment_id != ''", "!idempotency_token WHERE idempotency_token != ''", "booked_on", "pupil, amount_cents, id", "payer_id")
		},
		func(app core.App) error {
			return create(app, "payment_details", []core.Field{
				relation(app, "payment", "Paiement", "payments", required),
				text("payer_name", "Nom de la personne qui paie", 120, label),
				text("bank", "Banque du chèque", 80),
				text("cheque_number", "Numéro du chèque", 20),
				text("payable_to", "Ordre du chèque", 120),
				day("cash_on", "À encaisser le (chèque)"),
				text("bank_reference", "Référence du virement", 80),
				text("note", "Remarque", 500),
			}, "!payment", "cheque_number, bank WHERE cheque_number != ''")
		},
		func(app core.App) error {
			return create(app, "allocations", []core.Field{
				relation(app, "payment", "Paiement", "payments", required),
				relation(app, "charge", "Créance réglée", "charges", required),
				money("amount_cents", "Montant"),
			}, "payment, amount_cents", "charge, payment, amount_cents")
		},
	)
}

func createReceipts(app core.App) error {
	err := create(app, "receipt_series", []core.Field{
		text("code", "Série de quittances", 20, required, label),
		text("label", "Intitulé", 120),
	}, "!code")
	if err != nil {
		return err
	}
	return create(app, "receipts", []core.Field{
		relation(app, "series", "Série", "receipt_series", required),
		number("receipt_no", "Numéro, sans trou dans la série", required, label),
		relation(app, "payment", "Paiement", "payments", required),
		instant("issued_at", "Délivrée le", required),
	}, "!series, receipt_no", "!payment")
}

func createCorrections(app core.App) error {
	err := create(app, "reversals", []core.Field{
		relation(app, "payment", "Paiement annulé", "payments", required),
		text("by_staff", "Annulé par", 15, required),
		text("reason", "Motif", 1000, required),
		instant("reversed_at", "Annulé le", required),
		day("reversed_on", "Jour de l’annulation au journal de l’agent comptable", required),
	}, "!payment", "reversed_on")
	if err != nil {
		return err
	}
	return create(app, "grants", []core.Field{
		relation(app, "charge", "Créance allégée", "charges", required),
		choice("kind", "Fonds social, remise gracieuse, aide d’un tiers, annulation", []string{"social_fund", "remission", "third_party", "cancellation"}, required, label),
		relation(app, "approval", "Décision", "approvals", required),
		relation(app, "act", "Acte du conseil qui vote la remise, ou en fixe le seuil", "acts"),
		text("by_staff", "Inscrite par l’agent comptable, dont c’est l’avis conforme", 15, required),
		money("amount_cents", "Montant"),
		instant("granted_at", "Accordée le", required),
	}, "charge, amount_cents", "!charge, approval")
}

func createOnlinePayments(app core.App) error {
	err := create(app, "online_payments", []core.Field{
		number("attempt_no", "Numéro de tentative", required),
		text("refdet", "Référence PayFiP", 30, required, label),
		text("idop", "Identifiant d’opération PayFiP", 36),
		choice("state", "État", []string{"created", "opened", "paid_card", "paid_debit", "refused", "abandoned", "expired", "to_check"}, required, label),
		money("amount_cents", "Montant"),
		text("numcli", "Numéro de client PayFiP", 6, required),
		choice("mode", "T : test, X : activation, W : production", []string{"T", "X", "W"}, required),
		text("exer", "Exercice", 4),
		text("objet", "Objet transmis", 100),
		text("mel", "Adresse du ticket de paiement", 80),
		relation(app, "account", "Compte du payeur", "users", required),
		text("payer_id", "Responsable payeur", 15),
		relation(app, "pupil", "Élève", "pupils", required),
		document("lines", "Créances payées : créance, montant en centimes"),
		text("resume_digest", "Empreinte du jeton de la page de suivi", 64, secret),
		text("result", "Résultat PayFiP (P, V, R, Z, A…)", 4),
		text("auth_number", "Numéro d’autorisation", 40),
		instant("made_at", "Tentative du", required),
		instant("opened_at", "Page ouverte le"),
		instant("transacted_at", "Opération du"),
		instant("ended_at", "Terminée le"),
		instant("booked_at", "Comptabilisée le"),
		instant("next_pull_at", "Prochaine interrogation"),
		number("pulls", "Nombre d’interrogations"),
		text("trouble", "Ce qui demande un examen", 500),
	}, "!refdet", "!idop WHERE idop != ''", "!attempt_no", "!resume_digest WHERE resume_digest != ''", "state, next_pull_at", "pupil", "payer_id")
	if err != nil {
		return err
	}
	return create(app, "online_payment_events", []core.Field{
		relation(app, "online_payment", "Paiement en ligne", "online_payments", required),
		choice("cause", "Ce qui a déclenché l’événement", []string{"creation", "notification", "payer_return", "poller", "manual"}, required, label),
		text("from_state", "État avant", 20),
		text("to_state", "État après", 20),
		text("answer", "Réponse de PayFiP : résultat ou code d’anomalie", 40),
		text("detail", "Précision", 500),
		instant("happened_at", "Le", required),
	}, "online_payment")
}
