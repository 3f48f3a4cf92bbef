package aid

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Report is a year of aid for the board: figures, nobody's name.
type Report struct {
	Year                             string
	From, Until                      law.Day
	Applicants, Others               int // pupils who asked, and who did not
	Requests, Granted, Refused, Open int
	Spent, Balance                   cents.Amount
	Funds                            []FundYear
	Types                            []TypeYear
	Brackets                         []BracketYear
}

// FundYear is a year of a fund: what it gave, and what is left on the last day.
type FundYear struct {
	ID, Name       string
	Count          int
	Spent, Balance cents.Amount
}

// TypeYear is a year of one aid.
type TypeYear struct {
	ID, Name        string
	Requests, Count int
	Spent           cents.Amount
}

// BracketYear is a year of one bracket of the scale; Few hides a number of pupils too small to be told.
type BracketYear struct {
	Name  string
	Count int
	Few   bool
}

// few is the number of pupils below which a bracket is not detailed: one could recognise them.
const few = 5

// ReportFor adds a year up. The viewer sees aid.
func ReportFor(app core.App, viewer school.Actor, year string) (Report, error) {
	r := Report{Year: year}
	if err := school.Require(viewer, school.SeeAid); err != nil {
		return r, err
	}
	r.From, r.Until = Window(year)
	requests, err := readRequests(app, requestQuery(app).Where(dbx.NewExp("r.received_on BETWEEN {:from} AND {:until}", dbx.Params{"from": string(r.From), "until": string(r.Until)})))
	if err != nil {
		return r, err
	}
	asked := map[string]bool{}
	types := map[string]*TypeYear{}
	all, err := kindsOfAid(app)
	if err != nil {
		return r, err
	}
	for _, t := range all {
		r.Types = append(r.Types, TypeYear{ID: t.ID, Name: t.Name})
	}
	for i := range r.Types {
		types[r.Types[i].ID] = &r.Types[i]
	}
	scale, _, err := scaleOn(app, school.Clock(app).Today())
	if err != nil {
		return r, err
	}
	counts := map[string]int{}
	for _, q := range requests {
		asked[q.PupilID] = true
		r.Requests++
		switch {
		case q.Outcome.Given():
			r.Granted, r.Spent = r.Granted+1, r.Spent+q.Granted
		case q.Outcome == Refused:
			r.Refused++
		case q.State != Withdrawn:
			r.Open++
		}
		if t := types[q.TypeID]; t != nil {
			t.Requests++
			if q.Outcome.Given() {
				t.Count, t.Spent = t.Count+1, t.Spent+q.Granted
			}
		}
		if quotient, known := q.Said.Means.Quotient(scale.Daily); known {
			if b, found := BracketOf(scale.Brackets, quotient); found {
				counts[b.Name]++
			}
		}
	}
	for _, b := range scale.Brackets {
		n := counts[b.Name]
		r.Brackets = append(r.Brackets, BracketYear{Name: b.Name + ", " + b.Range(), Count: n, Few: n > 0 && n < few})
	}
	var present int
	if err := app.DB().Select("COUNT(*)").From("pupils").Where(dbx.HashExp{"left_on": ""}).Row(&present); err != nil {
		return r, wrap("pupils of a report", err)
	}
	r.Applicants, r.Others = len(asked), max(present-len(asked), 0)
	err = r.loadFunds(app)
	return r, err
}

// loadFunds reads what each fund gave in the window, and its balance at the end of it: what entered and left until then.
func (r *Report) loadFunds(app core.App) error {
	err := app.DB().NewQuery(`SELECT f.id, f.name,
			(SELECT COUNT(*) FROM decisions d WHERE d.fund = f.id AND d.state IN ('urgent', 'granted', 'ended') AND d.decided_on BETWEEN {:from} AND {:until}) AS [[count]],
			COALESCE((SELECT SUM(d.amount_cents) FROM decisions d WHERE d.fund = f.id AND d.state IN ('urgent', 'granted', 'ended') AND d.decided_on BETWEEN {:from} AND {:until}), 0) AS spent,
			f.opening_cents + COALESCE((SELECT SUM(m.amount_cents) FROM aid_movements m WHERE m.fund = f.id AND m.moved_on <= {:until}), 0)
				- COALESCE((SELECT SUM(d.amount_cents) FROM decisions d WHERE d.fund = f.id AND d.state IN ('urgent', 'granted', 'ended') AND d.decided_on <= {:until}), 0) AS balance
		FROM aid_funds f WHERE f.opened_on <= {:until} ORDER BY f.name`).Bind(dbx.Params{"from": string(r.From), "until": string(r.Until)}).All(&r.Funds)
	r.Spent, r.Granted = 0, 0
	for _, f := range r.Funds { // what was spent is what was decided in the window, whenever it was asked
		r.Spent, r.Granted, r.Balance = r.Spent+f.Spent, r.Granted+f.Count, r.Balance+f.Balance
	}
	return wrap("funds of a report", err)
}

// GrantedOn lists what was granted on a fund between two days: the lines of its accounting extract. The viewer sees aid.
func GrantedOn(app core.App, viewer school.Actor, fundID string, from, until law.Day) ([]Request, error) {
	if err := school.Require(viewer, school.SeeAid); err != nil {
		return nil, err
	}
	return readRequests(app, requestQuery(app).Where(dbx.HashExp{"d.fund": fundID}).AndWhere(dbx.NewExp("d.state IN ('urgent', 'granted', 'ended')")).
		AndWhere(dbx.NewExp("d.decided_on BETWEEN {:from} AND {:until}", dbx.Params{"from": string(from), "until": string(until)})).OrderBy("r.request_no"))
}

// CriteriaActs lists the acts of the board on the criteria, newest first. The viewer sees aid.
func CriteriaActs(app core.App, viewer school.Actor) ([]school.Act, error) {
	if err := school.Require(viewer, school.SeeAid); err != nil {
		return nil, err
	}
	var ids []string
	err := app.DB().Select("id").From("acts").Where(dbx.HashExp{"purpose": school.AidCriteriaAct}).OrderBy("voted_on DESC").Column(&ids)
	if err != nil {
		return nil, wrap("acts on criteria", err)
	}
	var all []school.Act
	for _, id := range ids {
		act, found, err := school.FindAct(app, id)
		if err != nil {
			return nil, err
		}
		if found {
			all = append(all, act)
		}
	}
	return all, nil
}

// RecordCriteria records the act by which the board settles the criteria.
func RecordCriteria(ctx context.Context, app core.App, number string, voted, published law.Day) error {
	_, err := save(ctx, app, "acts", map[string]any{
		"organ": school.Board, "purpose": school.AidCriteriaAct, "act_number": trim(number), "title": "Critères des fonds sociaux", "voted_on": string(voted), "published_on": string(published),
	})
	return err
}
