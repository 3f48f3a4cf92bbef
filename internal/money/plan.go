package money

import (
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// PlanState is where an instalment plan stands.
type PlanState string

// The states of a plan. Asked by a family or proposed by staff, it counts once the accountant has agreed to it; it never
// changes after that, another one replaces it.
const (
	PlanAsked     PlanState = "asked"
	PlanProposed  PlanState = "proposed"
	PlanAgreed    PlanState = "agreed"
	PlanRefused   PlanState = "refused"
	PlanWithdrawn PlanState = "withdrawn"
	PlanReplaced  PlanState = "replaced"
	PlanKept      PlanState = "kept"
	PlanBroken    PlanState = "broken"
)

// AllPlanStates lists the states in the order of a plan's life.
var AllPlanStates = []PlanState{PlanAsked, PlanProposed, PlanAgreed, PlanRefused, PlanWithdrawn, PlanReplaced, PlanKept, PlanBroken}

// Label is the state in French.
func (s PlanState) Label() string { return planLabels[s] }

var planLabels = map[PlanState]string{
	PlanAsked: "demandé", PlanProposed: "proposé", PlanAgreed: "accordé", PlanRefused: "refusé", PlanWithdrawn: "retiré", PlanReplaced: "remplacé",
	PlanKept: "tenu", PlanBroken: "interrompu",
}

// Waits tells whether the accountant has to answer.
func (s PlanState) Waits() bool { return s == PlanAsked || s == PlanProposed }

// Ower is who owes: a guardian, or a pupil of full age. One of the two is given.
type Ower struct{ GuardianID, PupilID string }

// DebtorOf is who owes a charge.
func (a Account) DebtorOf() Ower {
	if a.DebtorID != "" {
		return Ower{GuardianID: a.DebtorID}
	}
	return Ower{PupilID: a.PupilID}
}

// Key is the debtor in an address or a form.
func (d Ower) Key() string {
	if d.GuardianID != "" {
		return "r-" + d.GuardianID
	}
	return "e-" + d.PupilID
}

// ParseDebtor reads Key.
func ParseDebtor(key string) (Ower, bool) {
	if len(key) < 3 {
		return Ower{}, false
	}
	switch key[:2] {
	case "r-":
		return Ower{GuardianID: key[2:]}, true
	case "e-":
		return Ower{PupilID: key[2:]}, true
	}
	return Ower{}, false
}

// actor is the debtor as a reader of their own account.
func (d Ower) actor() school.Actor {
	if d.GuardianID != "" {
		return school.Actor{Kind: school.Guardian, ID: d.GuardianID}
	}
	return school.Actor{Kind: school.Pupil, ID: d.PupilID}
}

// DebtorIs is the debtor that an actor is; the zero Ower for staff.
func DebtorIs(a school.Actor) Ower {
	switch a.Kind {
	case school.Guardian:
		return Ower{GuardianID: a.ID}
	case school.Pupil:
		return Ower{PupilID: a.ID}
	case school.Staff, school.System, school.Operator:
	}
	return Ower{}
}

// PlanLine is one payment of a plan.
type PlanLine struct {
	DueOn  law.Day
	Amount cents.Amount
	Left   cents.Amount `db:"-"` // of it, once what has been paid since is set against the oldest lines
}

// PlanCharge is a sum that a plan spreads.
type PlanCharge struct {
	ChargeID, PupilID string
	Label             string
	Covered           cents.Amount // due when the plan was asked
	Due               cents.Amount // today
}

// Plan is an instalment plan with its lines and what it spreads.
type Plan struct {
	ID                  string
	GuardianID, PupilID string
	Name                string // of the debtor
	State               PlanState
	Total               cents.Amount
	Reason              string // empty for who does not decide on plans
	PreparedBy          string
	PreparedName        string
	AgreedName          string
	Replaces            string
	GraceDays           int
	Why                 string
	AskedOn             law.Day
	AgreedOn, EndedOn   law.Day
	Lines               []PlanLine   `db:"-"`
	Charges             []PlanCharge `db:"-"`
}

// Debtor is who the plan is given to.
func (p Plan) Debtor() Ower { return Ower{p.GuardianID, p.PupilID} }

// Settled is what has been paid, or taken off by a decision, since the plan was asked.
func (p Plan) Settled() cents.Amount {
	settled := cents.Amount(0)
	for _, c := range p.Charges {
		settled += c.Covered - c.Due
	}
	return settled
}

// Due is what remains of what the plan spreads.
func (p Plan) Due() (due cents.Amount) {
	for _, c := range p.Charges {
		due += max(0, c.Due)
	}
	return due
}

// Late is what should have been paid by now under the plan, and is not.
func (p Plan) Late(today law.Day) cents.Amount {
	asked := cents.Amount(0)
	for _, l := range p.Lines {
		if l.DueOn < today {
			asked += l.Amount
		}
	}
	return min(max(0, asked-p.Settled()), p.Due())
}

// Next is the first line that is not fully paid.
func (p Plan) Next() (PlanLine, bool) {
	for _, l := range p.Lines {
		if l.Left > 0 {
			return l, true
		}
	}
	return PlanLine{}, false
}

// BreaksOn is the first day on which the plan no longer holds, unless its oldest unpaid line is paid by then.
func (p Plan) BreaksOn() law.Day {
	next, open := p.Next()
	if !open || p.Due() <= 0 {
		return ""
	}
	return next.DueOn.Add(p.GraceDays + 1)
}

// Spread proposes equal monthly payments, a cent more on the first ones where the sum does not divide.
func Spread(total cents.Amount, times int, first law.Day) []PlanLine {
	if times < 1 || total <= 0 {
		return nil
	}
	each, over := total/cents.Amount(times), int(total%cents.Amount(times))
	lines := make([]PlanLine, times)
	for i := range lines {
		lines[i] = PlanLine{DueOn: first.AddMonths(i), Amount: each}
		if i < over {
			lines[i].Amount++
		}
	}
	return lines
}

// PlanFilter narrows a list of plans; its zero value is all.
type PlanFilter struct {
	ID, GuardianID, PupilID string
	State                   PlanState
}

// Plans lists plans for staff who see money, newest first. Only those who decide on plans read why a delay is asked.
func Plans(app core.App, viewer school.Actor, f PlanFilter) ([]Plan, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	where := dbx.HashExp{}
	for column, value := range map[string]string{"p.id": f.ID, "p.guardian_id": f.GuardianID, "p.pupil_id": f.PupilID, "p.state": string(f.State)} {
		if value != "" {
			where[column] = value
		}
	}
	all, err := plans(app, where)
	if !viewer.May(school.PreparePlans) && !viewer.May(school.AgreePlans) {
		for i := range all {
			all[i].Reason = ""
		}
	}
	return all, err
}

// PlanByID reads one plan for staff who see money.
func PlanByID(app core.App, viewer school.Actor, id string) (Plan, bool, error) {
	all, err := Plans(app, viewer, PlanFilter{ID: id})
	if id == "" || err != nil || len(all) == 0 {
		return Plan{}, false, err
	}
	return all[0], true, nil
}

// PlansOf lists the viewer's own plans, newest first. There is no way to ask for someone else's.
func PlansOf(app core.App, viewer school.Actor) ([]Plan, error) {
	d := DebtorIs(viewer)
	if d == (Ower{}) || viewer.ID == "" {
		return nil, nil
	}
	return plans(app, dbx.HashExp{"p.guardian_id": d.GuardianID, "p.pupil_id": d.PupilID})
}

// plans reads plans whole, in three queries whatever their number.
func plans(app core.App, where dbx.Expression) ([]Plan, error) {
	var all []Plan
	err := app.DB().Select("p.id", "p.guardian_id", "p.pupil_id", "p.state", "p.total_cents AS total", "p.reason", "p.prepared_by", "p.replaces", "p.grace_days", "p.why",
		"p.asked_on", "p.agreed_on", "p.ended_on",
		"TRIM(COALESCE(NULLIF(g.usage_name, ''), g.last_name, NULLIF(u.usage_name, ''), u.last_name, '') || ' ' || COALESCE(g.first_name, u.first_name, '')) AS name",
		"COALESCE(TRIM(b.first_name || ' ' || b.last_name), '') AS prepared_name", "COALESCE(TRIM(a.first_name || ' ' || a.last_name), '') AS agreed_name").
		From("plans p").LeftJoin("guardians g", dbx.NewExp("g.id = p.guardian_id")).LeftJoin("pupils u", dbx.NewExp("u.id = p.pupil_id")).
		LeftJoin("staff b", dbx.NewExp("b.id = p.prepared_by")).LeftJoin("staff a", dbx.NewExp("a.id = p.agreed_by")).
		Where(where).OrderBy("p.asked_on DESC", "p.rowid DESC").All(&all)
	if err != nil || len(all) == 0 {
		return nil, planError(err)
	}
	at, ids := map[string]int{}, make([]any, len(all))
	for i, p := range all {
		at[p.ID], ids[i] = i, p.ID
	}
	var lines []struct {
		PlanLine
		Plan string
	}
	err = app.DB().Select("payment_plan AS plan", "due_on", "amount_cents AS amount").From("plan_lines").Where(dbx.In("payment_plan", ids...)).OrderBy("payment_plan", "rank_no").All(&lines)
	if err != nil {
		return nil, planError(err)
	}
	for _, l := range lines {
		p := &all[at[l.Plan]]
		p.Lines = append(p.Lines, l.PlanLine)
	}
	var charges []struct {
		PlanCharge
		Plan string
	}
	err = app.DB().Select("k.payment_plan AS plan", "k.charge AS charge_id", "c.pupil AS pupil_id", "c.label", "k.amount_cents AS covered",
		"c.amount_cents - "+grantedOfCharge+" - "+paidOfCharge+" AS due").From("plan_charges k").InnerJoin("charges c", dbx.NewExp("c.id = k.charge")).
		Where(dbx.In("k.payment_plan", ids...)).OrderBy("c.due_on", "c.charged_at", "c.id").All(&charges)
	if err != nil {
		return nil, planError(err)
	}
	for _, c := range charges {
		p := &all[at[c.Plan]]
		p.Charges = append(p.Charges, c.PlanCharge)
	}
	for i := range all {
		settled := all[i].Settled()
		for k := range all[i].Lines {
			l := &all[i].Lines[k]
			l.Left = max(0, l.Amount-max(0, settled))
			settled -= l.Amount
		}
	}
	return all, nil
}

func planError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("instalment plans: %w", err)
}

// followed is what a plan in force says of one charge that it spreads.
type followed struct {
	PlanID  string
	PupilID string
	Late    cents.Amount // of what is due on the charge, late under the plan
	NextOn  law.Day      // the plan's next day
}

// followPlans reads what the plans in force say of charges, by charge; none named, of all. It is the only judge of what is
// late under a plan: what the plan awaits is set on its oldest charges first.
func followPlans(app core.App, chargeIDs ...any) (map[string]followed, error) {
	return followPlansOn(app, school.Clock(app).Today(), chargeIDs...)
}

// followPlansOn is followPlans on another day: what is awaited before it.
func followPlansOn(app core.App, day law.Day, chargeIDs ...any) (map[string]followed, error) {
	var where dbx.Expression = dbx.HashExp{"p.state": string(PlanAgreed)}
	if n := len(chargeIDs); n > 0 && n <= 200 {
		var ids []any
		err := app.DB().Select("k.payment_plan").Distinct(true).From("plan_charges k").Where(dbx.In("k.charge", chargeIDs...)).Column(&ids)
		if err != nil || len(ids) == 0 {
			return nil, planError(err)
		}
		where = dbx.And(where, dbx.In("p.id", ids...))
	}
	all, err := plans(app, where)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	by := map[string]followed{}
	for _, p := range all {
		late := p.Late(day)
		next, _ := p.Next()
		for _, c := range p.Charges {
			part := min(late, max(0, c.Due))
			by[c.ChargeID] = followed{p.ID, c.PupilID, part, next.DueOn}
			late -= part
		}
	}
	return by, nil
}

// follow has accounts say what the plans in force make of them.
func follow(app core.App, rows []Account) error {
	if len(rows) == 0 {
		return nil
	}
	ids := make([]any, len(rows))
	for i, a := range rows {
		ids[i] = a.ID
	}
	by, err := followPlans(app, ids...)
	if err != nil {
		return err
	}
	for i := range rows {
		if f, held := by[rows[i].ID]; held {
			rows[i].PlanID, rows[i].planLate, rows[i].PlanNext = f.PlanID, f.Late, f.NextOn
		}
	}
	return nil
}

// Plannable lists what a debtor may ask time for: what they owe, that no plan in force already spreads but the one to be
// replaced, and that the bank is not about to take.
func plannable(app core.App, d Ower, replaces string) ([]Account, error) {
	rows, err := accounts(app, mine(d.actor()))
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, a := range rows {
		ids[i] = a.ID
	}
	debited, err := OnDebit(app, ids...)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(rows, func(a Account) bool {
		_, held := debited[a.ID]
		return held || a.Due() <= 0 || a.PlanID != "" && a.PlanID != replaces
	}), nil
}

// Plannable is plannable for the debtor in person, or for staff who see money.
func Plannable(app core.App, viewer school.Actor, d Ower, replaces string) ([]Account, error) {
	if d != DebtorIs(viewer) || viewer.ID == "" {
		if err := mustSeeMoney(viewer); err != nil {
			return nil, err
		}
	}
	return plannable(app, d, replaces)
}

// DebtorName names a debtor, for staff who see money.
func DebtorName(app core.App, viewer school.Actor, d Ower) (string, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return "", err
	}
	table, id := "guardians", d.GuardianID
	if id == "" {
		table, id = "pupils", d.PupilID
	}
	var names []string
	err := app.DB().Select("COALESCE(NULLIF(usage_name, ''), last_name) || ' ' || first_name AS name").From(table).Where(dbx.HashExp{"id": id}).Column(&names)
	if err != nil || len(names) == 0 {
		return "", err
	}
	return names[0], nil
}
