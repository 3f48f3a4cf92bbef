package trip

import (
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// JudgeTrip judges a trip's row about to be written: the rules of the gates its state has passed, then the house's order.
func JudgeTrip(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	switch marks := record.Original(); {
	case record.IsNew() && (record.GetString("archived_on") != "" || record.GetString("anonymised_on") != ""):
		return refuse("archived_on", "Un voyage qui commence n’est pas archivé.", ""), nil
	case !record.IsNew() && marks.GetString("archived_on") != record.GetString("archived_on"):
		return archiveMark(app, record, actor)
	case !record.IsNew() && marks.GetString("anonymised_on") != record.GetString("anonymised_on"):
		return Destruction(app, "Données personnelles d’un voyage") // the purge dates it, nobody else
	}
	f, err := FactsOf(app, record)
	if err != nil {
		return nil, err
	}
	findings, err := Judge(app, f, Gates(f.Trip.State)...)
	if err != nil {
		return nil, err
	}
	agreement, agrees := agreementDoor(record, actor)
	if !agrees && !onlyAccounts(record, actor) {
		findings = append(findings, stepOf(f, actor)...)
	}
	findings = append(findings, agreement...) // the accountant agrees to the instalments, and writes nothing else of the trip
	findings = append(findings, accountsDoor(record, actor)...)
	findings = append(findings, HouseOf(f, f.Trip.State)...)
	findings = append(findings, dossierDoor(record, actor)...)
	findings = append(findings, shapeOfNotices(f.Notices, f.Today)...)
	return append(findings, shapeOf(f)...), nil
}

func refuse(field, what, fix string) []law.Finding {
	return []law.Finding{{Severity: law.Block, Field: field, What: what, Fix: fix}}
}

// stepOf holds the table of transitions, who may take each step, and what each state freezes.
func stepOf(f Facts, actor school.Actor) []law.Finding {
	if f.Before == nil {
		switch {
		case f.Trip.State != Draft:
			return refuse("state", "Un voyage commence comme un projet.", "")
		case f.Trip.Act != "":
			return refuse("act", "Un voyage qui commence ne repose encore sur aucun acte.", "L’acte s’enregistre quand le conseil d’administration a voté.")
		case actor.Kind != school.System && actor.Kind != school.Operator && !actor.May(school.WriteTrips):
			return refuse("", "Votre fonction ne permet pas de créer un voyage.", "Demandez-le à un professeur, au secrétariat ou au gestionnaire.")
		}
		return nil
	}
	if f.Before.State == f.Trip.State {
		return frozenOf(f, actor)
	}
	t, legal := FindTransition(f.Before.State, f.Trip.State)
	switch {
	case !legal:
		return refuse("state", fmt.Sprintf("Un voyage ne passe pas de « %s » à « %s ».", f.Before.State.Label(), f.Trip.State.Label()), "Suivez les étapes affichées en haut de la page du voyage.")
	case !actor.May(t.Permission):
		return refuse("state", "Cette étape revient à : "+roleNames(t.Permission)+".", "")
	case t.Permission == school.WriteTrips && !MayEdit(actor, *f.Before):
		return refuse("state", notTheirs, "")
	case projectOf(*f.Before) != projectOf(f.Trip):
		// Otherwise a step would carry with it what the state before it had frozen.
		return refuse("state", "Une étape ne change rien d’autre au voyage.", "Enregistrez le changement d’abord, puis passez l’étape.")
	case f.Before.Act != f.Trip.Act && f.Trip.State != Voted && f.Trip.State != Draft:
		return refuse("act", notAnotherAct, actIsOfTheVote)
	case f.Trip.State == Draft && f.Trip.Act != "":
		return refuse("act", "Un voyage revenu au projet ne repose plus sur l’acte voté.", "Un nouveau vote sera nécessaire.")
	case f.Trip.State == Endorsed && (f.Opinion == nil || f.Opinion.Decision != "yes"):
		return refuse("state", "L’avis favorable du chef d’établissement n’est pas enregistré.", "")
	case f.Trip.State == Draft && f.Signed > 0:
		return refuse("state", "Des familles ont déjà signé : le voyage ne revient plus au projet.", WayToChange(Open))
	case f.Trip.State == Returned && f.Before.State == Cleared && f.Today < f.Trip.ReturnsOn:
		return refuse("state", "Le voyage n’est pas encore rentré : le retour est prévu le "+f.Trip.ReturnsOn.French()+".", "")
	case f.Trip.State == Cancelled && len([]rune(f.Trip.CancelReason)) < 5:
		return refuse("cancel_reason", "Une annulation se motive : les familles liront ce motif.", "Écrivez-le en une phrase.")
	}
	return nil
}

const (
	notTheirs      = "Seul l’organisateur, le secrétariat ou la direction modifie ce voyage."
	notAnotherAct  = "L’acte d’un voyage ne se remplace pas."
	actIsOfTheVote = "Revenez au projet : l’acte s’attache au moment du vote, avec le prix et les dates qu’il a votés."
)

// project is what the board votes on: what no step carries with it.
type project struct {
	destination, country, obligation string
	selection, criteria              string
	capacity                         int
	departs, returns                 law.Day
	pupils, adults                   int
	price                            cents.Amount
}

func projectOf(t Trip) project {
	return project{t.Destination, t.CountryCode, t.Obligation, t.Selection, t.Criteria, t.Capacity, t.DepartsOn, t.ReturnsOn, t.PupilsEstimated, t.AdultsEstimated, t.PriceCents}
}

func roleNames(p school.Permission) string {
	var names []string
	for _, r := range school.RolesFor(p) {
		names = append(names, r.Label())
	}
	return strings.Join(names, ", ")
}

// frozenOf says what can no longer change in the state where a trip stands, and who may change the rest.
func frozenOf(f Facts, actor school.Actor) []law.Finding {
	before, now := *f.Before, f.Trip
	switch {
	case before.State == Cancelled:
		return refuse("", "Un voyage annulé ne se modifie plus.", "")
	case actor.Kind != school.System && actor.Kind != school.Operator && !MayEdit(actor, before):
		return refuse("", notTheirs, "")
	case before.Act != now.Act:
		return refuse("act", notAnotherAct, actIsOfTheVote)
	case before.AdultsRequired != now.AdultsRequired && !actor.May(school.Authorise):
		return refuse("adults_required", "Le nombre d’accompagnateurs est fixé par le chef d’établissement, en son nom.", "Demandez-lui de le fixer depuis la page des accompagnateurs.")
	}
	if BudgetIsFrozen(before.State) && (before.PriceCents != now.PriceCents || before.PupilsEstimated != now.PupilsEstimated || before.AdultsEstimated != now.AdultsEstimated) {
		return refuse("price_cents", "Le budget est arrêté : ni le prix ni les effectifs ne changent plus.", WayToChange(before.State))
	}
	if findings := frozenPlaces(f); findings != nil {
		return findings
	}
	submitted := before.State != Draft && before.State != Endorsed && before.State != Balanced
	if submitted && (before.DepartsOn != now.DepartsOn || before.ReturnsOn != now.ReturnsOn || before.CountryCode != now.CountryCode ||
		before.Obligation != now.Obligation || before.Destination != now.Destination) {
		return refuse("departs_on", "Le voyage a été présenté au conseil d’administration : sa destination, ses dates et sa nature ne changent plus.", WayToChange(before.State))
	}
	return nil
}

// HouseOf holds what a state asks besides the law: who may go, an instalment plan that adds up to the price, a date to
// answer by.
func HouseOf(f Facts, s State) []law.Finding {
	var findings []law.Finding
	if gates := Gates(s); len(gates) > 0 {
		var total cents.Amount
		for _, n := range f.Instalments {
			total += n.AmountCents
		}
		if total != f.Trip.PriceCents {
			findings = append(findings, law.Finding{
				Severity: law.Block, Who: string(school.Bursar), Field: "instalments",
				What: fmt.Sprintf("L’échéancier fait %s, le prix est de %s.", total, f.Trip.PriceCents), Fix: "Ajustez les échéances : leur somme est égale au prix.",
			})
		}
		if f.Targets == 0 {
			findings = append(findings, law.Finding{
				Severity: law.Block, Who: string(school.Teacher), What: "Le voyage ne dit pas encore à quels élèves il s’adresse.",
				Fix: "Choisissez des classes, des groupes, des options ou des élèves.",
			})
		}
	}
	if s == Reported && len(f.Lines) > 0 && !f.hasRealCosts() {
		findings = append(findings, law.Finding{
			Severity: law.Block, Who: string(school.Bursar), What: "Le bilan n’a encore aucune dépense réelle.",
			Fix: "Reprenez le budget du projet et inscrivez ce qui a été payé et reçu.",
		})
	}
	if s == Closed {
		findings = append(findings, f.Closing.houseClosing()...)
	}
	if s == Open && f.Trip.AnswerBy == "" {
		findings = append(findings, law.Finding{
			Severity: law.Block, Who: string(school.Teacher), Field: "answer_by", What: "La date de réponse attendue des familles n’est pas fixée.", Fix: "Inscrivez-la dans le projet.",
		})
	}
	return findings
}

// shapeOf refuses a row that makes no sense, whoever writes it.
func shapeOf(f Facts) []law.Finding {
	t := f.Trip
	switch {
	case t.DepartsOn == "" || t.ReturnsOn == "":
		return refuse("departs_on", "Un voyage a un jour de départ et un jour de retour.", "Écrivez les deux dates.")
	case t.ReturnsOn < t.DepartsOn:
		return refuse("returns_on", "Le retour ne peut pas précéder le départ.", "Vérifiez les deux dates.")
	case t.DepartsOn.DaysUntil(t.ReturnsOn) > 120:
		return refuse("returns_on", "Un voyage de plus de 120 jours est sans doute une faute de frappe.", "Vérifiez les deux dates.")
	case t.AnswerBy != "" && t.AnswerBy > t.DepartsOn:
		return refuse("answer_by", "La réponse est attendue avant le départ.", "Vérifiez la date de réponse.")
	case t.PupilsEstimated < 0 || t.PupilsEstimated > 2000 || t.AdultsEstimated < 0 || t.AdultsEstimated > 500:
		return refuse("pupils_estimated", "Les effectifs prévus ne sont pas plausibles.", "Vérifiez les nombres.")
	case t.Capacity < 0 || t.Capacity > 2000:
		return refuse("capacity", "Le nombre de places n’est pas plausible.", "Vérifiez-le, ou laissez-le vide : ce sera l’effectif prévu.")
	case t.PriceCents < 0 || t.PriceCents > 1_000_000:
		return refuse("price_cents", "Le prix n’est pas plausible.", "Écrivez un montant entre 0 € et 10 000 €.")
	}
	return nil
}

// JudgePart judges a row that belongs to a trip (a budget line, an instalment, a target): who may write it, and whether
// the trip's state still lets it change.
func JudgePart(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	parent, err := app.FindRecordById("trips", record.GetString("trip"))
	if err != nil && !record.IsNew() && record.Original().GetString("trip") == record.GetString("trip") {
		return nil, nil // its draft was deleted in this transaction, and takes it along
	}
	if err != nil {
		return refuse("trip", "Ce voyage n’existe pas.", ""), nil //nolint:nilerr // the refusal says it
	}
	t := tripOf(parent)
	name := record.Collection().Name
	switch {
	case !record.IsNew() && record.Original().GetString("trip") != t.ID:
		return refuse("trip", "Ce qui appartient à un voyage ne passe pas à un autre.", ""), nil // it would leave a budget that was voted
	case actor.Kind != school.System && actor.Kind != school.Operator && !actor.Has(school.Head, school.Bursar, school.Secretary) &&
		(!actor.May(school.WriteTrips) || t.Organiser != actor.ID):
		return refuse("", notTheirs, ""), nil
	case name == "budget_lines" && !record.IsNew() && record.Original().GetString("phase") != record.GetString("phase"):
		return refuse("phase", "Une ligne du projet ne devient pas une ligne réelle : elle se reprend.", "Reprenez le budget du projet."), nil
	case name == "budget_lines" && record.GetString("phase") == Execution && !ExecutionIsOpen(t.State):
		return refuse("", "Les dépenses et les recettes réelles s’écrivent de l’ouverture des inscriptions jusqu’au bilan.", executionFix(t.State)), nil
	case onlyAct(record, actor):
		return nil, nil
	case frozenParts[name] && !isReal(record) && BudgetIsFrozen(t.State):
		return refuse("", "Le budget est arrêté : ses lignes et ses échéances ne changent plus.", WayToChange(t.State)), nil
	case name == "trip_targets" && t.State.EnrolmentBegan() && !record.IsNew():
		return refuse("", "Les inscriptions sont ouvertes : on n’écarte plus une classe ou un élève d’un clic.", "Ajoutez des élèves si nécessaire."), nil
	}
	if name == "budget_lines" {
		if findings := shapeOfCarried(app, record, t); len(findings) > 0 {
			return findings, nil
		}
	}
	if name == "trip_targets" && record.IsNew() {
		return shapeOfTarget(app, record, actor)
	}
	return shapeOfPart(record, name, t), nil
}

// frozenParts are what the board votes on, and what the state of the trip freezes with it.
var frozenParts = map[string]bool{"budget_lines": true, "instalments": true, "price_brackets": true}

func isReal(record *core.Record) bool {
	return record.Collection().Name == "budget_lines" && record.GetString("phase") == Execution
}

func executionFix(s State) string {
	switch s {
	case Reported, Closed:
		return "Une facture arrive après le bilan ? Le gestionnaire le rouvre d’abord."
	case Cancelled:
		return "Ce voyage est annulé."
	case Draft, Endorsed, Balanced, Submitted, Voted, Open, Cleared, Returned:
	}
	return "Attendez que les inscriptions soient ouvertes."
}

func shapeOfPart(record *core.Record, name string, t Trip) []law.Finding {
	amount := record.GetInt("amount_cents")
	switch {
	case name == "budget_lines" && record.GetString("side") == Income && record.GetString("origin") == "families":
		return refuse("origin", "La part des familles n’est pas une ligne : c’est le prix multiplié par le nombre d’élèves.", "Changez le prix.")
	case name == "budget_lines" && (amount < 0 || amount > 100_000_000):
		return refuse("amount_cents", "Le montant de la ligne n’est pas plausible.", "Écrivez un montant positif.")
	case isReal(record) && record.GetString("basis") != Total:
		return refuse("basis", "Une ligne réelle est un montant payé ou reçu, pas un prix par personne.", "Écrivez le total.")
	case isReal(record) && record.GetString("spent_on") != "" && law.Day(record.GetString("spent_on")) > t.ReturnsOn.AddMonths(24):
		return refuse("spent_on", "Cette date est plus de deux ans après le retour.", "Vérifiez la date.")
	case name == "price_brackets" && (amount != 0 || record.GetInt("price_cents") < 0 || record.GetInt("price_cents") > 1_000_000):
		return refuse("price_cents", "Le prix de la tranche n’est pas plausible.", "Écrivez un montant entre 0 € et 10 000 €.")
	case name == "price_brackets" && (record.GetInt("quotient_below") < 0 || record.GetInt("quotient_below") > 100_000):
		return refuse("quotient_below", "Ce quotient familial n’est pas plausible.", "Écrivez un nombre d’euros, ou rien pour la dernière tranche.")
	case name == "price_brackets" && (record.GetInt("pupils_estimated") < 0 || record.GetInt("pupils_estimated") > 2000):
		return refuse("pupils_estimated", "Cet effectif n’est pas plausible.", "Écrivez combien d’élèves vous attendez dans la tranche.")
	case name == "instalments" && amount <= 0:
		return refuse("amount_cents", "Une échéance a un montant.", "Retirez la ligne vide ou écrivez son montant.")
	case name == "instalments" && record.GetString("due_on") == "":
		return refuse("due_on", "Une échéance a une date.", "Écrivez la date limite de paiement.")
	case name == "instalments" && law.Day(record.GetString("due_on")) > t.DepartsOn.AddMonths(6):
		return refuse("due_on", "Cette échéance tombe plus de six mois après le départ.", "Vérifiez la date.")
	}
	return nil
}

// JudgeDecision judges a decision about a trip. The head's authorisation may be taken back while enrolments are open: nobody
// signs nor pays then, until it is given again (V-03). Once the departure is authorised, that is what is taken back first.
func JudgeDecision(app core.App, record *core.Record) ([]law.Finding, error) {
	if record.GetString("kind") != "head_authorisation" || record.GetString("decision") == "yes" || record.GetString("subject_collection") != "trips" {
		return nil, nil
	}
	parent, err := app.FindRecordById("trips", record.GetString("subject_id"))
	if err != nil {
		return refuse("subject_id", "Ce voyage n’existe pas.", ""), nil //nolint:nilerr // the refusal says it
	}
	switch tripOf(parent).State {
	case Cleared:
		return refuse("decision", "Le départ est autorisé : l’autorisation du voyage ne se retire plus seule.", backToOpen), nil
	case Returned, Reported, Closed:
		return refuse("decision", "Le voyage a eu lieu : son autorisation ne se retire plus.", ""), nil
	case Draft, Endorsed, Balanced, Submitted, Voted, Open, Cancelled:
	}
	return nil, nil
}

// MayDelete tells whether a trip's row may go: a draft that nobody has voted on, by whoever may write it.
func MayDelete(record *core.Record, actor school.Actor) bool {
	t := tripOf(record.Original())
	return t.State == Draft && MayEdit(actor, t)
}
