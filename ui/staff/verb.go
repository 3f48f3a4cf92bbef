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
	"acts":                  {name: "Acte"},
	"aid_funds":             {name: "Financement d’aides"},
	"aid_movements":         {name: "Mouvement d’un financement"},
	"aid_types":             {name: "Aide proposée", feminine: true},
	"aid_scales":            {name: "Barème des aides"},
	"aid_requests":          {name: "Demande", feminine: true},
	"aid_documents":         {name: "Pièce d’une demande", feminine: true},
	"aid_drawings":          {name: "Tirage d’une aide"},
	"commissions":           {name: "Commission", feminine: true},
	"commission_members":    {name: "Membre d’une commission"},
	"commission_requests":   {name: "Ordre du jour d’une commission"},
	"decisions":             {name: "Décision d’aide", feminine: true},
	"allocations":           {name: "Ventilation", feminine: true},
	"approvals":             {name: "Décision", feminine: true},
	"budget_lines":          {name: "Ligne de budget", feminine: true},
	"chaperones":            {name: "Accompagnateur"},
	"budget_categories":     {name: "Nature de budget", feminine: true},
	"price_brackets":        {name: "Tranche de prix", feminine: true},
	"contracts":             {name: "Contrat ou commande"},
	"imprests":              {name: "Régie", feminine: true},
	"imprest_lines":         {name: "Ligne de régie", feminine: true},
	"documents_asked":       {name: "Pièce demandée", feminine: true},
	"documents":             {name: "Pièce", feminine: true},
	"rosters":               {name: "Liste des participants", feminine: true},
	"headcounts":            {name: "Comptage"},
	"draws":                 {name: "Tirage au sort"},
	"refund_terms":          {name: "Condition de remboursement", feminine: true},
	"refund_batches":        {name: "Lot de remboursements"},
	"refunds":               {name: "Remboursement"},
	"mandates":              {name: "Mandat de prélèvement"},
	"debit_batches":         {name: "Lot de prélèvements"},
	"debits":                {name: "Prélèvement"},
	"reminders":             {name: "Relance", feminine: true},
	"plans":                 {name: "Échéancier"},
	"plan_lines":            {name: "Versement d’un échéancier"},
	"plan_charges":          {name: "Créance d’un échéancier", feminine: true},
	"refund_lines":          {name: "Part d’un remboursement", feminine: true},
	"column_mappings":       {name: "Modèle de colonnes"},
	"receivable_exports":    {name: "Transfert de créances"},
	"receivable_lines":      {name: "Ligne d’un transfert", feminine: true},
	"charges":               {name: "Créance", feminine: true},
	"slips":                 {name: "Bordereau de chèques", path: "/gestion/caisse/bordereaux/", needs: school.SeeMoney},
	"slip_lines":            {name: "Chèque d’un bordereau"},
	"cash_counts":           {name: "Comptage de caisse"},
	"cash_movements":        {name: "Mouvement de caisse"},
	"archive_visas":         {name: "Visa des archives"},
	"classes":               {name: "Classe", feminine: true},
	"codes":                 {name: "Courriers avec un code"},
	"commitments":           {name: "Engagement"},
	"grants":                {name: "Aide ou remise", feminine: true},
	"group_members":         {name: "Membre d’un groupe"},
	"groups":                {name: "Groupe"},
	"guardians":             {name: "Responsable"},
	"guardianships":         {name: "Lien de responsabilité"},
	"imports":               {name: "Import", path: importPath + "/", needs: school.ImportPeople},
	"instalments":           {name: "Échéance de voyage", feminine: true},
	"letters":               {name: "Texte de la lettre d’engagement"},
	"mefs":                  {name: "Formation", feminine: true},
	"online_payment_events": {name: "Étape d’un paiement en ligne", feminine: true},
	"online_payments":       {name: "Paiement en ligne"},
	"overrides":             {name: "Levée de règle", feminine: true},
	"parameters":            {name: "Paramètre"},
	"payment_details":       {name: "Détail d’un encaissement"},
	"payments":              {name: "Encaissement"},
	"placements":            {name: "Affectation en classe", feminine: true},
	"pupils":                {name: "Élève", path: pupilsPath + "/", needs: school.SeePeople},
	"receipt_series":        {name: "Série de quittances", feminine: true},
	"receipts":              {name: "Quittance", feminine: true},
	"reversals":             {name: "Annulation d’un encaissement", feminine: true},
	"school":                {name: "Établissement"},
	"school_years":          {name: "Année scolaire", feminine: true},
	"seats":                 {name: "Place", feminine: true},
	"second_factors":        {name: "Seconde preuve d’identité", feminine: true},
	"recovery_codes":        {name: "Code de secours"},
	"trusted_devices":       {name: "Appareil retenu"},
	"bad_addresses":         {name: "Adresse en échec", feminine: true},
	"sms_gateway":           {name: "Envoi des SMS"},
	"rights_requests":       {name: "Demande sur des données", feminine: true, path: "/gestion/ecole/droits/", needs: school.HandleRights},
	"calendar_links":        {name: "Adresse de calendrier", feminine: true},
	"identity_providers":    {name: "Fournisseur d’identité", path: providersPath + "/", needs: school.SetProviders},
	"identity_links":        {name: "Compte extérieur relié"},
	"staff":                 {name: "Personnel", path: staffPath + "/", needs: school.GiveRoles},
	"statements":            {name: "Relevé de la banque ou de PayFiP"},
	"statement_lines":       {name: "Ligne de relevé", feminine: true},
	"statement_matches":     {name: "Rapprochement"},
	"share_agreements":      {name: "Partage entre payeurs"},
	"payer_shares":          {name: "Part d’un payeur", feminine: true},
	"transfers":             {name: "Virement d’une créance à l’autre"},
	"closings":              {name: "Clôture de période", feminine: true},
	"subjects":              {name: "Matière", feminine: true},
	"taken_trips":           {name: "Voyage repris d’un autre logiciel", path: "/gestion/voyages/reprise?voyage=", needs: school.SeeTrips},
	"templates":             {name: "Modèle de texte"},
	"trip_answers":          {name: "Réponse de famille", feminine: true},
	"trip_targets":          {name: "Public visé"},
	"trips":                 {name: "Voyage", path: "/gestion/voyages/", needs: school.SeeTrips},
	"users":                 {name: "Compte"},
}

// deeds are the verbs that are no plain write of a row.
var deeds = map[string]string{
	"siecle.import": "Import SIECLE enregistré", "gigc.import": "Import des personnels enregistré", "archives.purge": "Données personnelles effacées", "mobilisco.import": "Reprise de MobiliSCO enregistrée", "codes.print": "Courriers avec un code imprimés",
	"imports.create": "Fichiers à importer lus", "imports.update": "Import abandonné", "school.update": "Identité ou réglages de l’établissement modifiés",
	"connexion.adresse-partagee": "Connexion par une adresse partagée", "journal.read": "Journal consulté",
	"connexion.seconde-preuve": "Seconde preuve d’identité enregistrée", "connexion.codes-de-secours": "Codes de secours renouvelés",
	"connexion.code-de-secours": "Connexion avec un code de secours", "connexion.preuve-retiree": "Seconde preuve d’identité retirée",
	"connexion.fournisseur-refuse": "Connexion par un fournisseur d’identité refusée",
	"donnees.copie":                "Copie des données d’une personne donnée",
	"trips.contacts":               "Liste avec les coordonnées des familles imprimée",
}

// NamesSubject tells whether the journal's page knows a collection by a French name.
func NamesSubject(collection string) bool { return subjects[collection].name != "" }

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
