package trips

import (
	"fmt"
	"slices"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components/web"
)

// emptyRows are offered below the lines that exist; saving brings new ones.
const emptyRows = 3

// maxLines keeps a form and a budget readable.
const maxLines = 80

func showBudget(v *web.Visit) error {
	facts, err := staffFacts(v)
	if err != nil {
		return err
	}
	return budgetPage(v, facts, budgetFormOf(facts), nil)
}

// staffFacts loads the facts of the trip of the address.
func staffFacts(v *web.Visit) (trip.Facts, error) { return trip.LoadFacts(v.App, v.Path("trip")) }

func budgetFormOf(f trip.Facts) BudgetForm {
	form := BudgetForm{Price: web.TypedAmount(f.Trip.PriceCents), Pupils: web.TypedNumber(f.Trip.PupilsEstimated), Adults: web.TypedNumber(f.Trip.AdultsEstimated)}
	place := map[string]string{} // expense line → its number in the form
	for _, l := range f.Lines {
		if l.Side == trip.Expense {
			place[l.ID] = itoa(len(place))
		}
	}
	for _, l := range f.Lines {
		typed := LineForm{Category: l.Category, Label: l.Label, Beneficiaries: l.Beneficiaries, Basis: l.Basis, Origin: l.Origin, Status: l.Status, Amount: l.AmountCents.Plain(),
			Quiet: l.NoAdvertising}
		if l.Side == trip.Expense {
			form.Expenses = append(form.Expenses, typed)
		} else {
			typed.Funds = place[l.FundsLine]
			form.Incomes = append(form.Incomes, typed)
		}
	}
	return form
}

func saveBudget(v *web.Visit) error {
	facts, err := staffFacts(v)
	if err != nil {
		return err
	}
	r, err := v.Read()
	if err != nil {
		return err
	}
	form := BudgetForm{Price: r.Text("price_cents"), Pupils: r.Text("pupils_estimated"), Adults: r.Text("adults_estimated")}
	price, pupils, adults := r.Amount("price_cents"), r.Number("pupils_estimated"), r.Number("adults_estimated")
	expenses, lines := readLines(r, trip.Expense)
	form.Expenses = expenses
	incomes, more := readLines(r, trip.Income)
	form.Incomes = incomes
	follow(expenses, incomes, more)
	refusal := r.Refusal()
	if refusal == nil {
		err := trip.SetBudget(v.Ctx(), v.App, facts.Trip.ID, price, pupils, adults, append(lines, more...))
		if err == nil {
			return v.SeeWith(staffList+"/"+facts.Trip.ID+"/budget", "ok", "Le budget est enregistré.")
		}
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return err
		}
		atRow(refusal, len(lines))
	}
	return budgetPage(v, facts, form, refusal)
}

// follow keeps each income tied to its expense when a line above was emptied, and unties it when that line is the one.
func follow(expenses, incomes []LineForm, lines []trip.Line) {
	now := map[string]string{"": ""}
	for _, e := range expenses {
		now[itoa(e.shown)] = itoa(e.row)
	}
	for i := range incomes {
		incomes[i].Funds = now[incomes[i].Funds]
		lines[i].FundsLine = incomes[i].Funds
	}
}

// atRow names, in a refusal of the door, the field of the form that it is about: expenses come first, then incomes.
func atRow(refusal *law.Refusal, expenses int) {
	names := map[string]string{"amount_cents": "amount", "category": "category", "origin": "origin", "beneficiaries": "for", "basis": "basis"}
	for i, f := range refusal.Findings {
		row, name, ok := trip.LineField(f.Field)
		if !ok || names[name] == "" {
			continue
		}
		side := trip.Expense
		if row >= expenses {
			side, row = trip.Income, row-expenses
			if name == "category" {
				name = "origin"
			}
		}
		refusal.Findings[i].Field = fmt.Sprintf("%s_%d_%s", side, row, names[name])
	}
}

// readLines reads the rows of one side, as typed and as meant. A row without nature, label nor amount is left out: that is how
// a line is taken away.
func readLines(r *web.Reader, side string) (typed []LineForm, lines []trip.Line) {
	for i := range maxLines {
		at := func(name string) string { return fmt.Sprintf("%s_%d_%s", side, i, name) }
		if _, there := r.Form[at("amount")]; !there {
			break
		}
		f := LineForm{
			Category: r.Text(at("category")), Label: r.Text(at("label")), Beneficiaries: r.Text(at("for")), Basis: r.Text(at("basis")),
			Origin: r.Text(at("origin")), Status: r.Text(at("status")), Amount: r.Text(at("amount")), Funds: r.Text(at("funds")), Quiet: r.Text(at("quiet")) != "",
		}
		if f.Category == "" && f.Label == "" && f.Amount == "" {
			continue
		}
		f.row, f.shown = len(typed), i
		typed = append(typed, f)
		// What comes back is numbered without holes: mistakes follow their line.
		said := func(name string) string { return fmt.Sprintf("%s_%d_%s", side, f.row, name) }
		line := trip.Line{Side: side, Category: f.Category, Label: f.Label, Beneficiaries: known(f.Beneficiaries, trip.ForAll, trip.ForPupils, trip.ForAdults),
			Basis: known(f.Basis, trip.Total, trip.PerPerson)}
		if side == trip.Expense && f.Category == "" {
			r.Wrong(said("category"), "Dites la nature de cette dépense.")
		}
		if side == trip.Income {
			line.Origin, line.Status, line.FundsLine, line.NoAdvertising = f.Origin, f.Status, f.Funds, f.Quiet
			if line.Category == "" {
				line.Category = originLabel(f.Origin)
			}
			if originLabel(f.Origin) == "" {
				r.Wrong(said("origin"), "Dites qui paie cette recette.")
			}
		}
		if f.Amount == "" {
			r.Wrong(said("amount"), "Écrivez le montant de cette ligne.")
		} else {
			line.AmountCents = r.Amount(at("amount"))
			r.Rename(at("amount"), said("amount"))
		}
		lines = append(lines, line)
	}
	return typed, lines
}

// known keeps a value of a list; the first is what a browser shows when nothing was chosen.
func known(value string, list ...string) string {
	if slices.Contains(list, value) {
		return value
	}
	return list[0]
}

func originLabel(code string) string {
	for _, o := range trip.Origins {
		if o.Code == code {
			return o.Label
		}
	}
	return ""
}

func budgetPage(v *web.Visit, f trip.Facts, form BudgetForm, refusal *law.Refusal) error {
	page := inTrip(f.Trip, "Budget")
	page.Wide = true
	props := BudgetPageProps{Facts: f, Form: form, Frozen: trip.BudgetIsFrozen(f.Trip.State), MayGrid: v.Actor.May(school.BalanceBudget)}
	for side, natures := range map[string]*[]string{trip.Expense: &props.Natures, trip.Income: &props.Sources} {
		categories, err := trip.Categories(v.App, side)
		if err != nil {
			return err
		}
		*natures = trip.Proposed(categories)
	}
	if refusal != nil {
		fields := []string{"price_cents", "pupils_estimated", "adults_estimated"}
		for _, finding := range refusal.Findings {
			fields = append(fields, finding.Field)
		}
		props.Refused = web.RefusedBy(v, refusal, fields...)
		return v.PageAgain(page, BudgetPage(props))
	}
	board, err := trip.BoardOf(v.App, f)
	if err != nil {
		return err
	}
	var about []law.Finding
	for _, x := range append(append([]law.Finding{}, board.Blocking...), board.Watch...) {
		if slices.Contains([]string{"V-02", "V-16", "V-17", "V-18", "V-19", "V-20", "V-21", "V-22", "V-23", "V-24", "V-25"}, x.Rule) {
			about = append(about, x)
		}
	}
	props.Findings = v.Findings(about)
	return v.Page(page, BudgetPage(props))
}
