package trip

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Kinds of departures in the overview.
const (
	WithNights = "voyage" // one night away or more
	DayOuting  = "sortie"
)

// OverviewFilter narrows the overview of trips; a zero value is the current school year, cancelled trips left out.
type OverviewFilter struct {
	Year   string // label of a school year
	State  State
	Kind   string // WithNights, DayOuting, "" for both
	Search string // title, destination, organiser
}

// Overview is every trip of a school year, as projects, and as what became of them.
type Overview struct {
	Filter   OverviewFilter
	Years    []string
	Projects []ProjectLine
	Results  []ResultLine // for those who see money
	Ledger   bool         // the viewer sees money
}

// ProjectLine is a trip as it was planned. Its figures are those of its budget page.
type ProjectLine struct {
	Trip      Trip
	Organiser string
	Budget    Budget
}

// Institutional is what others than families bring.
func (p ProjectLine) Institutional() cents.Amount { return p.Budget.Income() - p.Budget.FamilyShare }

// ResultLine is a trip as it went. Its figures are those of its report.
type ResultLine struct{ Report }

// FamilyIncome is what was asked of families and is paid by them or in their place.
func (r ResultLine) FamilyIncome() cents.Amount { return r.FamilyCalled + r.AidForFamilies }

// OverviewOf reads the overview for a member of staff: the projects for all, the results for those who see money. A trip
// without a line, an adult or a pupil is a line of zeros, never left out (decision 0007).
func OverviewOf(app core.App, viewer school.Actor, f OverviewFilter) (Overview, error) {
	o := Overview{Filter: f, Ledger: viewer.May(school.SeeMoney)}
	if err := school.Require(viewer, school.SeeTrips); err != nil {
		return o, err
	}
	if err := app.DB().NewQuery("SELECT DISTINCT school_year FROM trips WHERE school_year != '' ORDER BY school_year DESC").Column(&o.Years); err != nil {
		return o, fmt.Errorf("school years: %w", err)
	}
	if !slices.Contains(o.Years, f.Year) {
		year, err := school.CurrentYear(app)
		if err != nil {
			return o, err
		}
		o.Filter.Year = year.Label
	}
	trips, err := o.trips(app)
	if err != nil {
		return o, err
	}
	for _, t := range trips {
		lines, err := LinesOf(app, t.Trip.ID, ProjectPhase)
		if err != nil {
			return o, err
		}
		brackets, err := BracketsOf(app, t.Trip.ID)
		if err != nil {
			return o, err
		}
		t.Budget = WorkOut(lines, t.Trip.PriceCents, t.Trip.PupilsEstimated, t.Trip.AdultsEstimated).WithGrid(brackets)
		o.Projects = append(o.Projects, t)
		if !o.Ledger || !t.Trip.State.EnrolmentBegan() {
			continue
		}
		report, err := ReportOf(app, t.Trip.ID)
		if err != nil {
			return o, err
		}
		o.Results = append(o.Results, ResultLine{report})
	}
	return o, nil
}

// trips lists the trips of the filter, the one that leaves first on top.
func (o Overview) trips(app core.App) ([]ProjectLine, error) {
	where := dbx.HashExp{"school_year": o.Filter.Year}
	if o.Filter.State != "" {
		where["state"] = string(o.Filter.State)
	}
	records, err := app.FindAllRecords("trips", where)
	if err != nil {
		return nil, fmt.Errorf("trips of a year: %w", err)
	}
	var people []struct{ ID, Name string }
	err = app.DB().Select("id", "TRIM(civility || ' ' || last_name) AS name").From("staff").Where(dbx.NewExp("id IN (SELECT organiser FROM trips)")).All(&people)
	if err != nil {
		return nil, fmt.Errorf("organisers: %w", err)
	}
	names := make(map[string]string, len(people))
	for _, p := range people {
		names[p.ID] = p.Name
	}
	var all []ProjectLine
	for _, r := range records {
		t := tripOf(r)
		switch {
		case o.Filter.State == "" && t.State == Cancelled,
			o.Filter.Kind == WithNights && t.Nights() == 0, o.Filter.Kind == DayOuting && t.Nights() > 0,
			!school.Matches(o.Filter.Search, t.Title+" "+t.Destination+" "+names[t.Organiser]):
			continue
		}
		all = append(all, ProjectLine{Trip: t, Organiser: names[t.Organiser]})
	}
	slices.SortFunc(all, func(a, b ProjectLine) int {
		return strings.Compare(string(a.Trip.DepartsOn)+a.Trip.Title+a.Trip.ID, string(b.Trip.DepartsOn)+b.Trip.Title+b.Trip.ID)
	})
	return all, nil
}

// ProjectSums adds projects up.
type ProjectSums struct {
	Nights, Pupils, Adults                      int
	Expense, AdultCost, Families, Institutional cents.Amount
}

// SumProjects adds the projects of the overview up.
func (o Overview) SumProjects() (s ProjectSums) {
	for _, p := range o.Projects {
		s.Nights, s.Pupils, s.Adults = s.Nights+p.Trip.Nights(), s.Pupils+p.Budget.Pupils, s.Adults+p.Budget.Adults
		s.Expense, s.AdultCost = s.Expense+p.Budget.Expense(), s.AdultCost+p.Budget.ExpenseAdults
		s.Families, s.Institutional = s.Families+p.Budget.FamilyShare, s.Institutional+p.Institutional()
	}
	return s
}

// ResultSums adds results up.
type ResultSums struct {
	Pupils, Adults                                          int
	Expense, AdultCost, Families, Collected, Other, Balance cents.Amount
}

// SumResults adds the results of the overview up.
func (o Overview) SumResults() (s ResultSums) {
	for _, r := range o.Results {
		s.Pupils, s.Adults = s.Pupils+r.Pupils, s.Adults+r.Adults
		s.Expense, s.AdultCost, s.Families = s.Expense+r.TotalExpense(), s.AdultCost+r.ExpenseAdults, s.Families+r.FamilyIncome()
		s.Collected, s.Other, s.Balance = s.Collected+r.FamilyCollected, s.Other+r.OtherIncome(), s.Balance+r.Balance()
	}
	return s
}
