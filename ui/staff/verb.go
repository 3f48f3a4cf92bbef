package staff

import (
	"encoding/json"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// subject is what a line of the journal is about, in French.
type subject struct {
	name     string // « Voyage »
	feminine bool
	path     string            // of its page, before its id; "" when it has none
	needs    school.Permission // to open that page
}

// subjects names the collections of the journal.
var subjects = map[string]subject{
	"acts": {"Acte", false, "", ""}, "allocations": {"Ventilation", true, "", ""}, "approvals": {"Décision", true, "", ""},
	"charges": {"Créance", true, "", ""}, "classes": {"Classe", true, "", ""}, "codes": {"Courriers avec un code", false, "", ""}, "commitments": {"Engagement", false, "", ""},
	"documents": {"Pièce", true, "", ""}, "grants": {"Aide ou remise", true, "", ""}, "group_members": {"Membre d’un groupe", false, "", ""}, "groups": {"Groupe", false, "", ""},
	"guardians": {"Responsable", false, "", ""}, "guardianships": {"Lien de responsabilité", false, "", ""},
	"imports": {"Import", false, importPath + "/", school.ImportPeople}, "mefs": {"Formation", true, "", ""},
	"online_payment_events": {"Étape d’un paiement en ligne", true, "", ""}, "online_payments": {"Paiement en ligne", false, "", ""}, "overrides": {"Levée de règle", true, "", ""},
	"parameters": {"Paramètre", false, "", ""}, "payments": {"Encaissement", false, "", ""}, "placements": {"Affectation", true, "", ""},
	"pupils": {"Élève", false, pupilsPath + "/", school.SeePeople}, "receipt_series": {"Série de quittances", true, "", ""}, "receipts": {"Quittance", true, "", ""},
	"reversals": {"Annulation", true, "", ""}, "school": {"Établissement", false, "", ""}, "school_years": {"Année scolaire", true, "", ""}, "seats": {"Place", true, "", ""},
	"staff": {"Personnel", false, staffPath + "/", school.GiveRoles}, "subjects": {"Matière", true, "", ""}, "templates": {"Modèle de texte", false, "", ""},
	"trip_answers": {"Réponse de famille", true, "", ""}, "trip_chaperones": {"Accompagnateur", false, "", ""}, "trip_instalments": {"Échéance de voyage", true, "", ""},
	"trip_lines": {"Ligne de budget", true, "", ""}, "trip_targets": {"Public visé", false, "", ""},
	"trips": {"Voyage", false, "/gestion/voyages/", school.SeeTrips}, "users": {"Compte", false, "", ""},
}

// deeds are the verbs that are no plain write of a row.
var deeds = map[string]string{
	"siecle.import": "Import SIECLE enregistré", "codes.print": "Courriers avec un code imprimés",
	"connexion.adresse-partagee": "Connexion par une adresse partagée", "journal.read": "Journal consulté",
}

// verbText says in French what a line of the journal tells.
func verbText(verb string) string {
	if text, known := deeds[verb]; known {
		return text
	}
	collection, moment, _ := strings.Cut(verb, ".")
	s, known := subjects[collection]
	done, written := map[string]string{"create": "créé", "update": "modifié", "delete": "supprimé"}[moment]
	if !known {
		return verb
	}
	if !written {
		return s.name + " : " + moment
	}
	if s.feminine {
		done += "e"
	}
	return s.name + " " + done
}

// subjectHref is the page of a subject, "" when there is none or the viewer may not open it.
func subjectHref(viewer school.Actor, l school.JournalLine) string {
	s := subjects[l.SubjectCollection]
	if s.path == "" || l.SubjectID == "" || !viewer.May(s.needs) {
		return ""
	}
	return s.path + l.SubjectID
}

var actorLabels = map[school.ActorKind]string{
	school.System: "application", school.Staff: "personnel", school.Guardian: "responsable", school.Pupil: "élève majeur", school.Operator: "opérateur", school.Guest: "visiteur",
}

func actorLabel(k school.ActorKind) string { return orElse(actorLabels[k], string(k)) }

// fieldHelps are the French names of the fields of a collection, as its dashboard shows them.
func fieldHelps(c *core.Collection) map[string]string {
	labels := map[string]string{}
	for _, f := range c.Fields {
		raw, err := json.Marshal(f)
		if err != nil {
			continue
		}
		var told struct{ Help string }
		if json.Unmarshal(raw, &told) == nil {
			label, _, _ := strings.Cut(told.Help, " (")
			labels[f.GetName()], _, _ = strings.Cut(label, " : ")
		}
	}
	return labels
}
