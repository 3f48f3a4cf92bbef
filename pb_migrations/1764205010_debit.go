package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// SEPA direct debits: the mandates of families, the batches given to the bank, each debit and what became of it.
func init() {
	m.Register(func(app core.App) error {
		return steps(app, createMandates, createDebits, payByDebit)
	}, forwardOnly)
}

func createMandates(app core.App) error {
	return create(app, "mandates", []core.Field{
		text("rum", "Référence unique du mandat (RUM)", 35, required, label),
		text("guardian_id", "Responsable débiteur (vide : l’élève majeur)", 15),
		text("pupil_id", "Élève majeur débiteur", 15),
		choice("kind", "Répété, ou pour une seule fois", []string{"recurrent", "once"}, required),
		choice("state", "État", []string{"draft", "active", "suspended", "revoked", "lapsed", "used"}, required, label),
		text("ics", "Identifiant créancier de l’établissement", 35, required),
		text("iban_sealed", "IBAN chiffré, effacé quand le mandat ne sert plus", 400, secret),
		text("iban_tail", "Quatre derniers caractères de l’IBAN", 4),
		text("account_holder", "Titulaire du compte, chiffré", 400, secret),
		number("account_no", "Rang du compte : il augmente quand l’IBAN change sous le même mandat"),
		number("notice_days", "Préavis accepté par le débiteur, en jours", required),
		day("last_on", "Dernier prélèvement au plus tard le"),
		day("signed_on", "Signé le"),
		choice("signed_how", "Signé en ligne ou sur papier", []string{"online", "paper"}),
		text("terms", "Texte montré et signé", 4000),
		text("terms_digest", "Empreinte SHA-256 du texte signé", 64),
		text("account_id", "Compte du signataire", 15),
		text("session_id", "Session du signataire", 15),
		text("auth_level", "Niveau d’identification du signataire", 20),
		text("origin_digest", "Empreinte salée de l’adresse réseau", 64),
		instant("signed_at", "Signature reçue le"),
		text("paper_by", "Personnel qui a reçu le mandat papier", 15),
		text("why", "Pourquoi suspendu, rétabli ou révoqué", 300),
		day("ended_on", "Terminé le"),
		instant("made_at", "Ouvert le", required),
	}, "!rum", "guardian_id", "pupil_id", "state")
}

func createDebits(app core.App) error {
	err := create(app, "debit_batches", []core.Field{
		text("number", "Numéro du lot", 20, required, label),
		choice("state", "État", []string{"prepared", "sent", "cancelled"}, required),
		day("collect_on", "Prélèvement demandé le", required),
		number("debits_count", "Nombre de prélèvements à la préparation"),
		money("total_cents", "Total à la préparation"),
		text("digest", "Empreinte du fichier envoyé", 64),
		text("by_staff", "Préparé par", 15),
		text("sent_by", "Envoyé par (une autre personne)", 15),
		instant("prepared_at", "Préparé le"),
		instant("sent_at", "Envoyé le"),
	}, "!number")
	if err != nil {
		return err
	}
	return create(app, "debits", []core.Field{
		relation(app, "batch", "Lot de prélèvements", "debit_batches", required),
		relation(app, "mandate", "Mandat", "mandates", required),
		relation(app, "pupil", "Élève pour qui l’on paie", "pupils", required),
		text("payer_id", "Responsable débiteur (vide : l’élève majeur)", 15),
		money("amount_cents", "Montant"),
		document("lines", "Créances prélevées : créance, montant en centimes"),
		choice("sequence", "Séquence", []string{"FRST", "RCUR", "FNAL", "OOFF"}, required),
		text("end_to_end", "Référence du prélèvement", 35, required, label),
		number("account_no", "Rang du compte débité sous le mandat"),
		flag("new_account", "Le compte a changé depuis le prélèvement précédent"),
		day("collect_on", "Prélèvement demandé le", required),
		choice("state", "État", []string{"planned", "withdrawn", "sent", "booked", "returned"}, required, label),
		day("noticed_on", "Débiteur prévenu le"),
		day("posted_on", "Lettre postée le, pour qui ne reçoit pas de message"),
		text("payment_id", "Encaissement", 15),
		day("returned_on", "Rejeté ou retourné le"),
		text("return_code", "Motif donné par la banque", 4),
		text("why", "Pourquoi retiré ou rejeté", 300),
	}, "!end_to_end", "!batch, mandate", "mandate, state", "state, collect_on", "payer_id")
}

// payByDebit lets a payment say which debit brought it: one, for ever.
func payByDebit(app core.App) error {
	return resealing(app, "payments",
		func(app core.App) error { return widen(app, "payments", "means", "direct_debit") },
		func(app core.App) error {
			return extend(app, "payments", []core.Field{text("debit_id", "Prélèvement", 15)}, "!debit_id WHERE debit_id != ''")
		},
	)
}
