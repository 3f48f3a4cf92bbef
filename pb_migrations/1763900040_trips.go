package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

func init() {
	m.Register(func(app core.App) error {
		return steps(app, createTrips, createTripParts, createSeats)
	}, forwardOnly)
}

func createTrips(app core.App) error {
	return create(app, "trips", []core.Field{
		text("title", "Nom du voyage ou de la sortie", 120, required, label),
		text("destination", "Destination (ville, lieu)", 120, required),
		text("country_code", "Pays : FR pour la France, sinon code à deux lettres", 2, required),
		text("purpose", "Objet pédagogique", 1000),
		text("programme", "Programme", 8000),
		choice("obligation", "Obligatoire ou facultatif", []string{"compulsory", "optional"}, required),
		flag("in_timetable", "Se déroule entièrement sur les heures de cours prévues à l’emploi du temps"),
		day("departs_on", "Départ le", required),
		day("returns_on", "Retour le", required),
		relation(app, "organiser", "Organisateur", "staff", required),
		choice("state", "État", []string{"draft", "endorsed", "balanced", "submitted", "voted", "open", "cancelled"}, required),
		number("pupils_estimated", "Nombre d’élèves prévu"),
		number("adults_estimated", "Nombre d’accompagnateurs prévu"),
		money("price_cents", "Participation des familles, par élève"),
		relation(app, "act", "Acte qui vote le voyage et son prix", "acts"),
		day("answer_by", "Réponse attendue des familles avant le"),
		choices("asks", "Ce que l’engagement demande à la famille", []string{"trip_phone", "identity_papers", "insurance"}),
		text("cancel_reason", "Motif d’annulation", 1000),
		text("school_year", "Année scolaire (2026-2027)", 9),
	}, "state", "departs_on", "organiser")
}

func createTripParts(app core.App) error {
	return steps(app,
		func(app core.App) error {
			return create(app, "trip_targets", []core.Field{
				relation(app, "trip", "Voyage", "trips", required, owned, label),
				choice("kind", "Classe, groupe, option ou élève", []string{"class", "group", "option", "pupil"}, required),
				relation(app, "class", "Classe", "classes"),
				relation(app, "in_group", "Groupe", "groups"),
				text("option_code", "Code matière de l’option", 10),
				relation(app, "pupil", "Élève", "pupils"),
			}, "trip", "class", "pupil")
		},
		func(app core.App) error {
			return create(app, "budget_lines", []core.Field{
				relation(app, "trip", "Voyage", "trips", required, owned),
				choice("phase", "Projet ou exécution", []string{"project", "execution"}, required),
				choice("side", "Dépense ou recette", []string{"expense", "income"}, required),
				text("category", "Nature (car, hébergement, subvention…)", 80, required),
				text("label", "Libellé (fournisseur, financeur…)", 120, label),
				choice("beneficiaries", "Qui en bénéficie", []string{"all", "pupils", "adults"}, required),
				choice("basis", "Montant total ou par personne", []string{"total", "per_person"}, required),
				money("amount_cents", "Montant"),
				choice("origin", "Pour une recette : qui paie", []string{
					"families", "school", "fse", "mdl", "parents_association", "local_authority", "state", "company", "adults", "other",
				}),
				choice("status", "Pour une recette : où elle en est", []string{"voted", "notified", "requested", "promised"}),
			}, "trip, phase")
		},
		func(app core.App) error {
			return create(app, "instalments", []core.Field{
				relation(app, "trip", "Voyage", "trips", required, owned),
				number("rank_no", "Rang de l’échéance", required, label),
				day("due_on", "À payer avant le", required, label),
				money("amount_cents", "Montant"),
			}, "!trip, rank_no")
		},
		func(app core.App) error {
			return create(app, "letters", []core.Field{
				choice("kind", "Modèle de l’établissement, lettre d’un voyage, texte signé", []string{"model", "trip", "signed"}, required, label),
				relation(app, "trip", "Voyage", "trips"),
				relation(app, "pupil", "Élève, pour un texte signé", "pupils"),
				number("version_no", "Version"),
				document("blocks", "Paragraphes : nom, présent ou non, texte"),
				text("body", "Texte complet, tel que montré à la signature", 60000),
				text("text_digest", "Empreinte SHA-256 du texte", 64),
				instant("made_at", "Fait le"),
			}, "trip, kind", "!trip, version_no WHERE kind = 'trip'")
		},
		func(app core.App) error {
			return create(app, "chaperones", []core.Field{
				relation(app, "trip", "Voyage", "trips", required, owned),
				relation(app, "staff", "Personnel", "staff"),
				text("name", "Nom, pour un bénévole", 120, label),
				choice("quality", "Qualité", []string{"staff", "local_agent", "volunteer"}, required),
				text("phone", "Téléphone pendant le voyage", 30),
			}, "trip")
		},
		func(app core.App) error {
			return create(app, "trip_answers", []core.Field{
				relation(app, "trip", "Voyage", "trips", required, owned),
				relation(app, "pupil", "Élève", "pupils", required, label),
				text("guardian_id", "Responsable qui a répondu", 15),
				choice("answer", "Intérêt, sans engagement", []string{"yes", "no"}, required),
				instant("answered_at", "Répondu le"),
			}, "!trip, pupil, guardian_id", "pupil")
		},
	)
}

func createSeats(app core.App) error {
	err := create(app, "seats", []core.Field{
		relation(app, "trip", "Voyage", "trips", required),
		relation(app, "pupil", "Élève", "pupils", required, label),
		choice("state", "État de la place", []string{"interested", "waiting", "offered", "committed", "withdrawn", "refused"}, required, label),
		choice("cause", "Cause d’un retrait ou d’un refus", []string{"family", "medical", "school", "unpaid", "papers", "discipline", "other"}),
		text("reason", "Motif", 1000),
		flag("aid_offered", "L’aide du fonds social a été proposée à la famille"),
		document("answers", "Réponses demandées à l’engagement"),
		instant("changed_at", "Depuis le"),
	}, "!trip, pupil", "pupil")
	if err != nil {
		return err
	}
	return create(app, "commitments", []core.Field{
		relation(app, "trip", "Voyage", "trips", required),
		relation(app, "pupil", "Élève", "pupils", required, label),
		choice("decision", "Accepte ou décline", []string{"accept", "decline"}, required),
		relation(app, "letter", "Texte montré et gardé", "letters", required),
		text("text_digest", "Empreinte SHA-256 du texte montré", 64, required),
		text("guardian_id", "Responsable signataire", 15),
		text("pupil_signs", "Élève majeur signataire (son identifiant)", 15),
		text("account_id", "Compte", 15, required),
		text("session_id", "Session", 15, required),
		choice("auth_level", "Niveau d’identification", []string{"email_code", "letter_code", "second_factor", "oidc"}, required),
		flag("shared_address", "Adresse partagée par plusieurs responsables"),
		text("origin_digest", "Empreinte salée de l’adresse réseau", 64),
		instant("signed_at", "Signé le", required),
	}, "trip, pupil", "pupil")
}
