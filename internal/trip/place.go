package trip

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// How pupils are chosen when there are more demands than places, as announced before families answer.
const (
	ByAll      = "all"      // nobody is: there is a place for everyone
	ByArrival  = "arrival"  // the first who sign
	ByCriteria = "criteria" // the criteria written for families
	ByDraw     = "draw"     // a draw whose seed is published
)

// Selections are the ways to choose, in the order of the form.
var Selections = []struct{ Code, Label, Hint string }{
	{ByAll, "Tous les élèves concernés ont une place", "Il n’y a personne à choisir."},
	{ByArrival, "Dans l’ordre des engagements signés", "Les premières familles qui signent prennent les places ; les suivantes attendent, dans l’ordre de leur demande."},
	{ByCriteria, "Selon des critères écrits", "Les familles demandent une place, l’établissement les classe d’après les critères que chacun peut lire."},
	{ByDraw, "Par tirage au sort", "Les familles demandent une place ; un tirage que tout le monde peut refaire donne l’ordre."},
}

// SelectionLabel is the French name of a way to choose.
func SelectionLabel(code string) string {
	for _, s := range Selections {
		if s.Code == code {
			return s.Label
		}
	}
	return ""
}

// Places is how many pupils may leave: the number set, else the number estimated; 0 is no limit.
func (t Trip) Places() int {
	if t.Capacity > 0 {
		return t.Capacity
	}
	return t.PupilsEstimated
}

// mayLack tells whether more pupils may ask than there are places.
func (t Trip) mayLack(eligible int) bool { return t.Places() > 0 && eligible > t.Places() }

// NewPlaces is how many places there are and how they are given.
type NewPlaces struct {
	Capacity  int // 0: as many as pupils estimated
	Selection string
	Criteria  string
}

// SetPlaces keeps how many places a trip has and how pupils are chosen. Once enrolments are open, only the number may grow.
func SetPlaces(ctx context.Context, app core.App, tripID string, p NewPlaces) error {
	r, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return ErrNoTrip
	}
	r.Load(map[string]any{"capacity": p.Capacity, "selection": p.Selection, "criteria": strings.TrimSpace(p.Criteria)})
	return app.SaveWithContext(ctx, r)
}

// frozenPlaces holds what families were told before they answered, and the places they hold.
func frozenPlaces(f Facts) []law.Finding {
	before, now := *f.Before, f.Trip
	switch {
	case before.State.EnrolmentBegan() && (before.Selection != now.Selection || before.Criteria != now.Criteria):
		return refuse("selection", "Les familles ont répondu d’après la façon de choisir qui leur a été annoncée : elle ne change plus.", "Augmentez le nombre de places, ou annulez le voyage.")
	case before.Places() != now.Places() && now.Places() > 0 && f.Taken > now.Places():
		return refuse("capacity", fmt.Sprintf("%d places sont déjà prises ou proposées.", f.Taken), "Le nombre de places ne descend pas en dessous.")
	case before.State == Returned || before.State == Reported || before.State == Closed:
		if before.Capacity != now.Capacity {
			return refuse("capacity", "Le voyage a eu lieu : son nombre de places ne change plus.", "")
		}
	}
	return nil
}

const (
	whyFair = "Le choix des élèves suit des critères objectifs, annoncés avant que les familles répondent (L551-1 du code de l’éducation, L311-3-1 du code des relations entre le public et l’administration)."
)

// notAnnounced says that families would answer without knowing how pupils are chosen.
func notAnnounced(f Facts) []law.Finding {
	t := f.Trip
	if !t.mayLack(f.Eligible) && t.Selection != ByCriteria {
		return nil
	}
	finding := law.Finding{Severity: law.Block, Field: "selection", Who: string(school.Teacher), Why: whyFair,
		Fix: "Dites sur la page des places comment les élèves sont choisis : ordre d’arrivée, critères écrits ou tirage au sort."}
	switch {
	case t.Selection == ByCriteria && t.Criteria == "":
		finding.Field, finding.What = "criteria", "Le choix se fait selon des critères, et aucun critère n’est écrit."
		finding.Fix = "Écrivez les critères et leur ordre : les familles les lisent avant de répondre."
	case t.Selection == "" || t.Selection == ByAll:
		finding.What = fmt.Sprintf("Le voyage s’adresse à %d élèves pour %d places, et rien ne dit comment ils seront choisis.", f.Eligible, t.Places())
	default:
		return nil
	}
	return []law.Finding{finding}
}

// moneyWords are what a criterion may not speak of.
var moneyWords = []string{"paiement", "payer", "payé", "paye ", "acompte", "arrhes", "versement", "chèque", "revenu", "quotient", "impayé", "dette", "boursier"}

// unfairCriteria points out a criterion that speaks of money: a place never depends on paying first.
func unfairCriteria(f Facts) []law.Finding {
	criteria := strings.ToLower(f.Trip.Criteria) + " "
	i := slices.IndexFunc(moneyWords, func(w string) bool { return strings.Contains(criteria, w) })
	if i < 0 {
		return nil
	}
	return []law.Finding{{
		Severity: law.Warn, Field: "criteria", Who: string(school.Teacher),
		What: "Les critères annoncés parlent d’argent (« " + strings.TrimSpace(moneyWords[i]) + " »).",
		Why:  "Une place ne dépend ni de l’argent d’une famille, ni de la date de son paiement (L551-1 du code de l’éducation).",
		Fix:  "Retirez ce critère.",
	}}
}

// hiddenChoice refuses a choice among pupils that nobody could check: without announced criteria, or out of the order
// without a reason.
func hiddenChoice(f SeatFacts) []law.Finding {
	finding := law.Finding{Severity: law.Block, Field: "order_reason", Who: string(school.Secretary), Why: whyFair}
	skips := f.Offers && f.From != SeatOffered && f.First > 0 && (f.Rank == 0 || f.Rank > f.First)
	switch {
	case (f.Offers || f.Reordered) && f.Trip.mayLack(f.Eligibles) && (f.Trip.Selection == "" || f.Trip.Selection == ByAll):
		finding.Field, finding.What = "selection", "Cette place irait à un élève choisi parmi d’autres, sans que les familles sachent comment."
		finding.Fix = "La façon de choisir s’annonce avant l’ouverture des inscriptions ; à défaut, augmentez le nombre de places."
	case f.Reordered && f.Trip.Selection == ByDraw:
		finding.What, finding.Fix = "L’ordre d’un tirage au sort ne se change pas à la main.", "Proposez les places dans l’ordre du tirage."
	case f.Reordered && f.OrderReason == "":
		finding.What, finding.Fix = "Le rang d’un élève ne change pas à la main sans motif.", "Écrivez le critère annoncé qui explique ce rang."
	case f.Offers && f.From == SeatWaiting && f.Rank == 0 && f.Waiting > 0 && f.OrderReason == "" && (f.Trip.Selection == ByDraw || f.Trip.Selection == ByCriteria):
		finding.What, finding.Fix = "La liste d’attente n’a pas encore d’ordre.", "Faites le tirage annoncé, ou classez les demandes d’après les critères écrits."
	case skips && f.OrderReason == "":
		finding.What = fmt.Sprintf("Cette place revient d’abord à l’élève de rang %d de la liste d’attente.", f.First)
		finding.Fix = "Proposez-la dans l’ordre, ou écrivez pourquoi l’ordre n’est pas suivi."
	default:
		return nil
	}
	return []law.Finding{finding}
}

// mustAsk tells whether a family may not take a place by signing, and asks for one: others wait already, or the announced
// choice comes first.
func (f SeatFacts) mustAsk() bool {
	chosen := f.Trip.Selection == ByCriteria || f.Trip.Selection == ByDraw
	return f.Waiting > 0 || chosen && f.Trip.mayLack(f.Eligibles)
}

// helpsItself tells whether the step takes a place that only the school offers: from the waiting list, or after a withdrawal.
func (f SeatFacts) helpsItself() bool {
	return f.Offers && f.From != SeatOffered || (f.From == SeatWaiting || f.From == SeatWithdrawn) && f.To == SeatOffered
}

// loadQueue reads where a pupil stands in the waiting list, and whether they hold a place.
func (f *SeatFacts) loadQueue(app core.App, pupilID string) error {
	err := app.DB().NewQuery(`SELECT
			(SELECT COUNT(*) FROM seats s WHERE s.trip = {:trip} AND s.pupil != {:pupil} AND s.state = 'waiting'),
			COALESCE((SELECT MIN(s.rank_no) FROM seats s WHERE s.trip = {:trip} AND s.state = 'waiting' AND s.rank_no > 0), 0),
			COALESCE((SELECT s.rank_no FROM seats s WHERE s.trip = {:trip} AND s.pupil = {:pupil} AND s.state = 'waiting'), 0),
			EXISTS (SELECT 1 FROM seats s WHERE s.trip = {:trip} AND s.pupil = {:pupil} AND `+placeTaken+`)`).
		Bind(dbx.Params{"trip": f.Trip.ID, "pupil": pupilID}).Row(&f.Waiting, &f.First, &f.Rank, &f.Held)
	if err != nil {
		return fmt.Errorf("waiting list: %w", err)
	}
	return nil
}

func countEligible(app core.App, tripID string) (n int, err error) {
	err = app.DB().NewQuery("SELECT COUNT(DISTINCT p.id) FROM trip_targets t JOIN pupils p ON " + targeted + " WHERE t.trip = {:trip} AND p.left_on = ''").
		Bind(dbx.Params{"trip": tripID}).Row(&n)
	if err != nil {
		return 0, fmt.Errorf("count eligible pupils: %w", err)
	}
	return n, nil
}

// judgeSameSeat judges a write that leaves the state of a place: who may change what of it, and the rules that speak of it.
func judgeSameSeat(app core.App, f SeatFacts, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	before := record.Original()
	changed := func(fields ...string) bool {
		return slices.ContainsFunc(fields, func(n string) bool { return before.GetString(n) != record.GetString(n) })
	}
	written := func(fields ...string) bool {
		return slices.ContainsFunc(fields, func(n string) bool { return changed(n) && record.GetString(n) != "" })
	}
	var findings []law.Finding
	if f.Reordered || (f.To == SeatWithdrawn || f.To == SeatRefused) && changed("cause", "aid_offered") {
		var err error
		if f.HeadDecided, err = headDecided(app, record.Id); err != nil {
			return nil, err
		}
		regime, err := school.Regime(app, "trips", f.Trip.ID)
		if err != nil {
			return nil, err
		}
		findings = SeatRules.Check(f, regime)
	}
	office := actor.Kind == school.System || actor.Kind == school.Staff && (actor.May(school.ManageSeats) || actor.May(school.Authorise))
	theirs := actor.Kind == school.Guardian && !f.Adult && holds(f.Signers, actor.ID) || actor.Kind == school.Pupil && f.Adult && actor.ID == record.GetString("pupil")
	switch {
	case changed("offered_until") && f.To == SeatOffered && !f.Held && f.Trip.Places() > 0 && f.Taken >= f.Trip.Places():
		findings = append(findings, law.Finding{Severity: law.Block, What: "Toutes les places de ce voyage sont prises."})
	case (changed("aid_offered", "rank_no", "order_reason", "asked_on", "replaced_by", "recoverable_cents") || written("cause", "reason", "offered_until")) && !office,
		changed("cause", "reason", "offered_until") && !office && !theirs: // a signature clears them
		findings = append(findings, law.Finding{Severity: law.Block, What: "Le rang, la cause et le délai d’une place sont tenus par : " + roleNames(school.ManageSeats) + "."})
	case changed("remission_cents") && !actor.May(school.Authorise):
		findings = append(findings, refuse("remission_cents", "Une remise est décidée par le chef d’établissement, en son nom.", "")...)
	case changed("leave_asked_at", "leave_asked_by", "leave_cause", "leave_reason") && !office && !theirs:
		findings = append(findings, law.Finding{Severity: law.Block, What: "Un désistement est demandé par la famille."})
	case changed("answers") && !office && !theirs && actor.Kind != school.Operator:
		findings = append(findings, law.Finding{Severity: law.Block, What: "Ces réponses sont celles de la famille."})
	}
	return findings, nil
}
