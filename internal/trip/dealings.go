package trip

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// dealingRules judge a trip by its purchases, its imprests and its notices.
var dealingRules = law.Rulebook[Facts]{
	{Rule: "V-35", Judge: judgeCancellationCover},
	{Rule: "V-38", Judge: judgeMeals},
	{Rule: "V-48", Judge: judgeCashLate},
	{Rule: "V-48", Gate: GateClose, Judge: judgeCashOpen},
	{Rule: "V-71", Judge: judgeNotices},
	{Rule: "V-72", Judge: judgeDestination},
}

// Dealings are the facts of a trip that come from its purchases, its imprests and its notices.
type Dealings struct {
	Bound      cents.Amount // signed or ordered, and what is awarded
	Covered    bool         // an insurance covers the cancellation
	CoverFrom  cents.Amount // V-35
	MealDays   int          // V-38, 0 when the rule of the authority is not known
	Imprests   []Imprest
	ReturnDays int // V-48
	Notices    []Notice
	Suspended  string // entry of the school's list that names the destination (V-72)
}

func dealingsOf(app core.App, record *core.Record, t Trip, p law.Parameters, today law.Day) (Dealings, error) {
	d := Dealings{
		Covered: record.GetBool("cancellation_cover"), CoverFrom: cents.Amount(p.Int("V-35", "budget_from_cents", today)),
		MealDays: p.Int("V-38", "meal_absence_days", today), ReturnDays: p.Int("V-48", "return_days", today),
		Suspended: SuspendedPlace(p.Text("V-72", "suspended_destinations", today), t),
	}
	var err error
	if d.Imprests, err = imprestsOfTrip(app, t.ID); err != nil {
		return d, err
	}
	var insured int
	err = app.DB().NewQuery(`SELECT COALESCE(SUM(CASE WHEN state IN ('awarded', 'ordered') THEN MAX(amount_cents, amount_ht_cents) ELSE 0 END), 0),
		COALESCE(SUM(kind = 'insurance' AND state = 'ordered'), 0) FROM contracts WHERE trip = {:trip}`).Bind(dbx.Params{"trip": t.ID}).Row(&d.Bound, &insured)
	if err != nil {
		return d, fmt.Errorf("purchases of a trip: %w", err)
	}
	d.Covered = d.Covered || insured > 0
	facts, err := noticeFacts(app, record, t, p, today)
	if err != nil {
		return d, err
	}
	d.Notices = Notices(facts)
	return d, nil
}

func noticeFacts(app core.App, record *core.Record, t Trip, p law.Parameters, today law.Day) (NoticeFacts, error) {
	day := func(field string) law.Day { return law.Day(record.GetString(field)) }
	f := NoticeFacts{
		Trip: t, BoardMeetsOn: day("board_meets_on"), Urgent: record.GetBool("board_urgent"), AcademyTold: day("academy_told_on"), Ariane: day("ariane_on"),
		BoardCalled: day("board_called_on"), GroupDocument: day("group_document_on"), CEAM: day("ceam_told_on"),
		AcademyDays: p.Int("V-71", "notice_days", today), AcademyChannel: p.Text("V-71", "notice_channel", today),
		BoardDays: p.Int("V-11", "convocation_days", today), UrgentDays: p.Int("V-11", "urgent_convocation_days", today),
		GroupDocumentDays: p.Int("V-59", "dvc_lead_days", today), CEAMDays: p.Int("V-61", "ehic_lead_days", today),
	}
	err := app.DB().Select("kind").Distinct(true).From("documents_asked").Where(dbx.HashExp{"trip": t.ID}).Column(&f.Asked)
	if err != nil {
		return f, fmt.Errorf("papers asked: %w", err)
	}
	return f, nil
}

// judgeCancellationCover advises an insurance when much is bound (V-35).
func judgeCancellationCover(f Facts) []law.Finding {
	bound := max(f.Bound, f.Budget.ExpensePupils+f.Budget.ExpenseAdults)
	if f.Covered || bound <= f.CoverFrom || f.Trip.State == Cancelled || f.Trip.ReturnsOn < f.Today {
		return nil
	}
	return []law.Finding{{
		Severity: law.Warn, Field: "cancellation_cover", Who: string(school.Bursar), What: fmt.Sprintf("%s sont en jeu et aucune assurance annulation n’est notée.", bound),
		Why: "Elle est conseillée quand de fortes sommes sont engagées ; ses conditions se conservent avec le dossier (circulaire n° 2011-117, abrogée, doctrine).",
		Fix: "Comparez les offres, puis dites sur la page des achats si une assurance est prise.",
	}}
}

// judgeMeals reminds that the kitchen and the office need the list of those who leave (V-38).
func judgeMeals(f Facts) []law.Finding {
	if f.Signed == 0 || f.Trip.State != Open && f.Trip.State != Cleared {
		return nil
	}
	finding := law.Finding{
		Severity: law.Document, Who: string(school.Bursar), What: "La liste des élèves partis est à remettre à l’intendance, avec les dates : leurs repas sont à déduire selon le règlement de la collectivité.",
		Why: "Règlement de la restauration et de l’hébergement de la collectivité de rattachement.", Fix: "Le seuil en jours n’est pas renseigné : reportez-le dans les réglages.",
	}
	if f.MealDays > 0 {
		finding.Fix = fmt.Sprintf("La remise est due à partir de %d jours d’absence.", f.MealDays)
	}
	return []law.Finding{finding}
}
