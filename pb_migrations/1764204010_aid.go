package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Social aid: funds and what moves them, kinds of aid, the scale that the board votes, requests with their papers,
// commissions, decisions and what they take off what is owed. What a family says of its means is sealed with the folder's
// key: the file of the database does not tell it.
func init() {
	m.Register(func(app core.App) error {
		return steps(app,
			func(app core.App) error { return widen(app, "acts", "purpose", "aid_criteria") },
			createAidFunds, createAidRequests, createCommissions, createDecisions)
	}, forwardOnly)
}

const aidPaper = 9 << 20 // a paper of 5 MB, sealed and written in base 64

func createAidFunds(app core.App) error {
	return steps(app,
		func(app core.App) error {
			return create(app, "aid_funds", []core.Field{
				text("name", "Nom du financement", 120, required, label),
				choice("kind", "Fonds social collégien, lycéen, des cantines, ou ressources propres", []string{"college", "lycee", "canteen", "own"}, required),
				money("opening_cents", "Solde de départ"),
				day("opened_on", "Ouvert le", required),
				day("closed_on", "Fermé le"),
				text("note", "Origine : notification, délibération", 300),
			}, "!name")
		},
		func(app core.App) error {
			return create(app, "aid_movements", []core.Field{
				relation(app, "fund", "Financement", "aid_funds", required),
				money("amount_cents", "Montant, négatif quand le fonds baisse"),
				text("label", "Motif : notification de crédits, restitution", 200, required, label),
				day("moved_on", "Le", required),
				text("by_staff", "Inscrit par", 15, required),
			}, "fund, moved_on")
		},
		func(app core.App) error {
			return create(app, "aid_types", []core.Field{
				text("name", "Nom de l’aide", 120, required, label),
				choice("mode", "Façon de calculer", []string{"fixed", "percentage", "drawing", "in_kind"}, required),
				relation(app, "fund", "Financement", "aid_funds", required),
				money("amount_cents", "Montant proposé d’office"),
				day("closed_on", "N’est plus proposée depuis le"),
			}, "!name")
		},
		func(app core.App) error {
			return create(app, "aid_scales", []core.Field{
				text("name", "Nom du barème", 120, required, label),
				relation(app, "act", "Acte du conseil qui vote le barème", "acts"),
				day("in_force_from", "Appliqué à partir du", required),
				flag("daily", "Quotient par jour : divisé par 360"),
				document("brackets", "Tranches : nom, minimum compris et maximum exclu en centimes, pourcentage indicatif"),
				text("by_staff", "Inscrit par", 15, required),
			}, "in_force_from")
		},
	)
}

func createAidRequests(app core.App) error {
	return steps(app,
		func(app core.App) error {
			return create(app, "aid_requests", []core.Field{
				number("request_no", "Numéro de la demande", required, label),
				text("school_year", "Année scolaire", 9, required),
				relation(app, "pupil", "Élève", "pupils", required),
				relation(app, "guardian", "Responsable qui demande ; vide pour un élève majeur", "guardians"),
				relation(app, "aid_type", "Aide demandée, une fois l’instruction faite", "aid_types"),
				choice("origin", "En ligne ou sur papier", []string{"online", "paper"}, required),
				choice("state", "État", []string{"received", "ready", "decided", "withdrawn"}, required),
				document("charge_ids", "Sommes dues pour lesquelles l’aide est demandée"),
				money("asked_cents", "Montant demandé"),
				text("sealed", "Situation de la famille, scellée", 60000, secret),
				day("received_on", "Reçue le", required),
				text("entered_by", "Saisie par, quand elle est sur papier", 15),
				text("instructed_by", "Instruite par", 15),
				day("instructed_on", "Instruite le"),
				day("ended_on", "Décidée ou retirée le"),
			}, "!request_no", "pupil", "guardian", "state")
		},
		func(app core.App) error {
			return create(app, "aid_documents", []core.Field{
				relation(app, "request", "Demande", "aid_requests", required, owned),
				text("label", "Pièce", 120, required, label),
				text("media", "Nature du fichier", 60, required),
				number("size_bytes", "Taille d’origine, en octets"),
				text("content_hash", "Empreinte SHA-256 du fichier", 64),
				&core.FileField{Name: "content", MaxSelect: 1, MaxSize: aidPaper, Protected: true},
				instant("added_at", "Reçue le", required),
				choice("added_by", "Par la famille ou par le service", []string{"family", "staff"}, required),
			}, "request")
		},
	)
}

func createCommissions(app core.App) error {
	return steps(app,
		func(app core.App) error {
			return create(app, "commissions", []core.Field{
				day("held_on", "Date de la commission", required, label),
				text("held_at", "Heure", 5),
				text("place", "Lieu", 120),
				choice("state", "État", []string{"prepared", "convened", "held"}, required),
				relation(app, "types", "Ordre du jour : aides examinées", "aid_types", many),
				day("convened_on", "Membres convoqués le"),
				text("minutes", "Compte rendu des débats, sans nom", 5000),
				text("by_staff", "Préparée par", 15, required),
			}, "held_on")
		},
		func(app core.App) error {
			return create(app, "commission_members", []core.Field{
				relation(app, "commission", "Commission", "commissions", required, owned),
				text("name", "Nom", 120, required, label),
				text("capacity", "Qualité", 120, required),
				&core.EmailField{Name: "email", Help: "Adresse"},
				text("staff_id", "Personnel", 15),
				flag("present", "Était présent"),
				flag("president", "Présidait"),
			}, "!commission, name")
		},
		func(app core.App) error {
			return create(app, "commission_requests", []core.Field{
				relation(app, "commission", "Commission", "commissions", required, owned),
				relation(app, "request", "Demande", "aid_requests", required),
			}, "!commission, request", "request")
		},
	)
}

func createDecisions(app core.App) error {
	return steps(app,
		func(app core.App) error {
			return create(app, "decisions", []core.Field{
				relation(app, "request", "Demande", "aid_requests", required, label),
				relation(app, "commission", "Commission qui a donné son avis", "commissions"),
				relation(app, "fund", "Financement", "aid_funds", required),
				choice("mode", "Façon de calculer", []string{"fixed", "percentage", "drawing", "in_kind"}, required),
				choice("state", "Décision", []string{"pending", "urgent", "granted", "refused", "postponed", "ended"}, required),
				number("percent", "Pourcentage des dettes"),
				money("amount_cents", "Montant accordé, pris sur le fonds"),
				text("in_kind", "Attribution en nature", 200),
				text("sealed", "Avis et motifs, scellés", 20000, secret),
				text("prepared_by", "Proposée par", 15),
				text("decided_by", "Décidée par le chef d’établissement", 15),
				day("decided_on", "Décidée le"),
				day("ratified_on", "Accord entériné le"),
				text("approval_id", "Décision inscrite au registre", 15),
			}, "!request", "fund, state", "commission")
		},
		func(app core.App) error {
			return create(app, "aid_drawings", []core.Field{
				relation(app, "decision", "Décision", "decisions", required),
				text("charge_id", "Somme due allégée", 15, required),
				money("amount_cents", "Montant"),
				text("grant_id", "Aide inscrite aux comptes", 15),
				day("drawn_on", "Le", required, label),
				text("by_staff", "Demandé par", 15),
			}, "!decision, charge_id", "charge_id")
		},
	)
}
