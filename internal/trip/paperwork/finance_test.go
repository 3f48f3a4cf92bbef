package paperwork_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/xuri/excelize/v2"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/internal/trip/paperwork"
)

// spending is a budget of every kind of line, the real lines beside it, and the money of the four families that travel and of
// the one that withdrew.
func (c *college) spending() *college {
	c.t.Helper()
	c.set("trips", c.trip, dbx.Params{"price_cents": 31200, "pupils_estimated": 12, "adults_estimated": 3, "departs_on": "2027-04-12"})
	line := func(id, phase, side, category, label, who, basis, origin, status string, amount int, from string) {
		c.put("budget_lines", dbx.Params{"id": id, "trip": c.trip, "phase": phase, "side": side, "category": category, "label": label, "beneficiaries": who, "basis": basis, "origin": origin, "status": status, "amount_cents": amount, "carried_from": from})
	}
	line("line00000000001", "project", "expense", "Car", "Autocars du Rhône", "all", "total", "", "", 300000, "")
	line("line00000000002", "project", "expense", "Visites et musées", "", "pupils", "per_person", "", "", 16050, "")
	line("line00000000003", "project", "expense", "Chambre individuelle", "", "adults", "per_person", "", "", 5000, "")
	line("line00000000004", "project", "income", "", "Don du foyer", "pupils", "total", "fse", "notified", 58200, "")
	line("line00000000005", "project", "income", "Fonds de roulement", "", "adults", "total", "school", "voted", 75000, "")
	line("line00000000011", "execution", "expense", "Car", "Autocars du Rhône", "all", "total", "", "", 298000, "line00000000001")
	line("line00000000012", "execution", "expense", "Visites et musées", "", "pupils", "total", "", "", 80000, "line00000000002")
	line("line00000000014", "execution", "income", "", "Don du foyer", "pupils", "total", "fse", "notified", 58200, "line00000000004")
	line("line00000000015", "execution", "expense", "Activités", "Atelier de zelliges", "pupils", "total", "", "", 4200, "")
	for i := range 5 { // the last one has withdrawn
		pupil := c.pupils[i]
		if i == 4 {
			pupil = c.pupils[7]
		}
		for n, on := range []string{"2027-01-31", "2027-02-28", "2027-03-31"} {
			id := chargeID(i, n)
			c.put("charges", dbx.Params{"id": id, "pupil": pupil, "subject_collection": "trips", "subject_id": c.trip, "basis": "act", "label": "Participation", "amount_cents": 10400, "due_on": on, "charged_at": "2026-11-05 09:00:00.000Z"})
		}
	}
	grant := func(charge, kind string, amount int, at string) {
		c.put("grants", dbx.Params{"charge": charge, "kind": kind, "approval": charge, "by_staff": c.accountant.ID, "amount_cents": amount, "granted_at": at})
	}
	grant(chargeID(0, 0), "social_fund", 5000, "2026-11-12 09:00:00.000Z")
	grant(chargeID(1, 0), "remission", 2600, "2026-11-13 09:00:00.000Z")
	for n := range 3 {
		grant(chargeID(4, n), "cancellation", 10400, "2026-11-14 09:00:00.000Z")
	}
	c.paid("pay000000000001", c.pupils[0], "cheque", "Amina BENALI", "1234567", 10000, map[string]int{chargeID(0, 0): 5400, chargeID(0, 1): 4600}, false)
	c.paid("pay000000000002", c.pupils[1], "cheque", "Amina BENALI", "1234567", 6000, map[string]int{chargeID(1, 0): 6000}, false)
	c.paid("pay000000000003", c.pupils[2], "transfer", "Karim ROUSSEL", "", 31200, map[string]int{chargeID(2, 0): 10400, chargeID(2, 1): 10400, chargeID(2, 2): 10400}, false)
	c.paid("pay000000000004", c.pupils[3], "cheque", "Karim D’AUBIGNÉ", "7654321", 10400, map[string]int{chargeID(3, 0): 10400}, true)
	return c
}

func chargeID(pupil, instalment int) string {
	return fmt.Sprintf("charge0000%d000%d", pupil, instalment)
}

// paid is a payment and what it settles, by ids.
func (c *college) paid(id, pupil, means, payer, number string, amount int, settles map[string]int, reversed bool) {
	c.t.Helper()
	c.put("payments", dbx.Params{"id": id, "pupil": pupil, "means": means, "amount_cents": amount, "received_on": "2026-11-10", "booked_on": "2026-11-10", "booked_at": "2026-11-10 09:00:00.000Z"})
	c.put("payment_details", dbx.Params{"payment": id, "payer_name": payer, "bank": "Banque du Fleuve", "cheque_number": number})
	for charge, part := range settles {
		c.put("allocations", dbx.Params{"payment": id, "charge": charge, "amount_cents": part})
	}
	if reversed {
		c.put("reversals", dbx.Params{"payment": id, "reversed_on": "2026-11-15"})
	}
}

func (c *college) finance(a school.Actor, name string, asked paperwork.Asked) (document.ListData, error) {
	c.t.Helper()
	p, known := paperwork.FindFinance(name)
	if !known {
		c.t.Fatalf("no paper %s", name)
	}
	return p.Make(as(a), c.app, origin(), c.trip, asked)
}

// Every paper about money, printed from the base, and its workbook.
func TestFinancePapersSayWhatTheySaid(t *testing.T) {
	c := newCollege(t).people().adults().spending()
	for _, p := range paperwork.Finances {
		t.Run(p.Name, func(t *testing.T) {
			asked := paperwork.Asked{}
			if p.Name == "ordre-rectificatif" {
				asked.On = "2026-11-12"
			}
			data, err := c.finance(c.bursar, p.Name, asked)
			if err != nil {
				t.Fatal(err)
			}
			file, err := document.PrintedList(data)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, p.Name, file)
			book, err := document.ListXLSX(data)
			if err != nil {
				t.Fatal(err)
			}
			if rows := sheet(t, book); len(rows) < data.Count()+1 {
				t.Errorf("the workbook has %d rows for %d", len(rows), data.Count())
			}
		})
	}
	slip, err := paperwork.SlipOf(c.app, c.bursar, money.ChequeFilter{TripID: c.trip})
	if err != nil {
		t.Fatal(err)
	}
	o, err := trip.OverviewOf(c.app, c.bursar, trip.OverviewFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]document.ListData{
		"remise-de-cheques": slip.List(origin()), "projets-de-voyages": paperwork.ProjectsList(o, origin()), "resultats-des-voyages": paperwork.ResultsList(o, origin()),
	} {
		file, err := document.PrintedList(data)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, file)
	}
}

// The same sums stand on the page of the till, on the report, on every paper, in the workbook and in the ledger.
func TestSumsAreTheSameEverywhere(t *testing.T) {
	c := newCollege(t).people().adults().spending()
	r, err := trip.ReportOf(c.app, c.trip)
	if err != nil {
		t.Fatal(err)
	}
	account, err := money.TripMoney(c.app, c.bursar, c.trip)
	if err != nil {
		t.Fatal(err)
	}
	charges, err := money.TripCharges(c.app, c.bursar, c.trip)
	if err != nil {
		t.Fatal(err)
	}
	var charged, paid, due cents.Amount
	for _, k := range charges {
		charged, paid, due = charged+k.Amount, paid+k.Paid, due+k.Due()
	}
	if charged != account.Charged || paid != account.Paid || due != account.Due || paid != r.FamilyCollected || due != r.Outstanding() || paid != 47200 {
		t.Errorf("charges %s %s %s, till %+v, report %s %s", charged, paid, due, account, r.FamilyCollected, r.Outstanding())
	}
	total := func(name string, asked paperwork.Asked) []string {
		data, err := c.finance(c.bursar, name, asked)
		if err != nil {
			t.Fatal(err)
		}
		book, err := document.ListXLSX(data)
		if err != nil {
			t.Fatal(err)
		}
		file, err := document.PrintedList(data)
		if err != nil {
			t.Fatal(err)
		}
		last := data.Total
		if data.Wide != nil {
			last = data.Wide.Total
		}
		var said []string
		printed := textOf(t, file)
		for _, cell := range last {
			said = append(said, cell.String())
		}
		for _, cell := range data.Total {
			if s := strings.NewReplacer("\u00a0", "~", "\u202f", "^").Replace(cell.String()); !strings.Contains(printed, s) {
				t.Errorf("%s: %q is not printed", name, s)
			}
		}
		checkSums(t, name, book)
		return said
	}
	net := r.FamilyCharged - r.Remissions - r.SurplusGranted
	for name, wanted := range map[string][]cents.Amount{
		"encaissements": {account.Charged, account.Paid, account.Due}, "ordre-de-recettes": {net}, "changement-exercice": {net},
		"bilan": {r.Balance()}, "budget-academique": {12*31200 + 58200 + 75000},
	} {
		said := total(name, paperwork.Asked{})
		for _, amount := range wanted {
			if !slices.Contains(said, document.Money(amount).String()) {
				t.Errorf("%s does not say %s: %q", name, amount, said)
			}
		}
	}
	said := total("ordre-rectificatif", paperwork.Asked{On: "2026-11-12"})
	first := cents.Amount(5 * 31200)
	if !slices.Contains(said, document.Money(first).String()) || !slices.Contains(said, document.Money(net).String()) || !slices.Contains(said, document.Money(net-first).String()) {
		t.Errorf("correcting order: %q", said)
	}
	o, err := trip.OverviewOf(c.app, c.bursar, trip.OverviewFilter{Kind: trip.WithNights})
	if err != nil || len(o.Projects) != 1 || len(o.Results) != 1 {
		t.Fatalf("overview: %+v, %v", o, err)
	}
	f, err := trip.LoadFacts(c.app, c.trip)
	if err != nil {
		t.Fatal(err)
	}
	s, q := o.SumResults(), o.SumProjects()
	if s.Balance != r.Balance() || s.Collected != paid || s.Expense != r.TotalExpense() || q.Expense != f.Budget.Expense() || q.Institutional != 58200+75000 {
		t.Errorf("overview: %+v, %+v", s, q)
	}
	slip, err := paperwork.SlipOf(c.app, c.bursar, money.ChequeFilter{})
	whole, _ := slip.Total()
	if err != nil || len(slip.Cheques) != 1 || whole != 16000 || len(slip.Cheques[0].Pupils) != 2 {
		t.Errorf("one cheque for two children, the cancelled one left out: %+v, %v", slip.Cheques, err)
	}
}

// checkSums adds the columns of amounts of the first sheet up and finds its last row.
func checkSums(t *testing.T, name string, book []byte) {
	t.Helper()
	if name == "bilan" || name == "budget-academique" {
		return // their last row is a difference, or the sum of one part
	}
	file, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := file.GetRows(file.GetSheetList()[0], excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	last := rows[len(rows)-1]
	for i := range last {
		var sum float64
		amounts := 0
		for _, row := range rows[1 : len(rows)-1] {
			var v float64
			if i < len(row) {
				if _, err := fmt.Sscanf(row[i], "%g", &v); err == nil {
					sum, amounts = sum+v, amounts+1
				}
			}
		}
		var said float64
		if n, err := fmt.Sscanf(last[i], "%g", &said); n == 1 && err == nil && i > 1 && amounts > 0 && int64(sum*100+.5) != int64(said*100+.5) {
			t.Errorf("%s, column %d: %v adds up to %v", name, i, said, sum)
		}
	}
}

// Who prints what: budgets are open to those who see trips; the ledger is for those who see money, never for the organiser.
func TestWhoPrintsTheMoney(t *testing.T) {
	c := newCollege(t).people().adults().spending()
	holder := c.staff("M.", "Paul", "RIGAUD", "", school.ImprestHolder)
	people := map[string]school.Actor{
		"head": c.head, "bursar": c.bursar, "accountant": c.accountant, "imprest holder": holder, "secretary": c.secretary, "organiser": c.teacher, "colleague": c.colleague, "nurse": c.nurse,
		"administrator": c.administrator, "guardian": {Kind: school.Guardian, ID: "aaaaaaaaaaaaaaa"}, "operator": {Kind: school.Operator, ID: "aaaaaaaaaaaaaaa"}, "guest": {Kind: school.Guest},
	}
	ledger := []string{"head", "bursar", "accountant", "imprest holder"}
	staff := append([]string{"secretary", "organiser", "colleague", "nurse", "administrator"}, ledger...)
	for name, actor := range people {
		for _, p := range paperwork.Finances {
			asked := paperwork.Asked{}
			if p.Name == "ordre-rectificatif" {
				asked.On = "2026-11-12"
			}
			_, err := c.finance(actor, p.Name, asked)
			may := slices.Contains(staff, name)
			if p.Access == paperwork.Ledger {
				may = slices.Contains(ledger, name)
			}
			if may != (err == nil) {
				t.Errorf("%s, %s: %v", name, p.Name, err)
			}
		}
		if _, err := paperwork.SlipOf(c.app, actor, money.ChequeFilter{}); slices.Contains(ledger, name) != (err == nil) {
			t.Errorf("%s, cheques: %v", name, err)
		}
		o, err := trip.OverviewOf(c.app, actor, trip.OverviewFilter{})
		if slices.Contains(staff, name) != (err == nil) || (len(o.Results) > 0) != slices.Contains(ledger, name) {
			t.Errorf("%s, overview: %d results, %v", name, len(o.Results), err)
		}
	}
}

// An order for a day to come, for a year that is the trip's, or when nothing has changed, is refused and says why.
func TestAnOrderThatRestsOnNothingIsRefused(t *testing.T) {
	c := newCollege(t).people()
	refuse := func(name string, asked paperwork.Asked, says string) {
		t.Helper()
		_, err := c.finance(c.bursar, name, asked)
		refused(t, err, says)
	}
	refuse("budget-projet", paperwork.Asked{}, "n’a pas de ligne")
	refuse("ordre-de-recettes", paperwork.Asked{}, "Aucune participation")
	refuse("encaissements", paperwork.Asked{}, "Aucune participation")
	refuse("changement-exercice", paperwork.Asked{}, "exercice 2026")
	c.spending()
	refuse("ordre-de-recettes", paperwork.Asked{On: "2030-01-01"}, "pas encore venu")
	refuse("ordre-rectificatif", paperwork.Asked{}, "Rien n’a changé")
	refuse("changement-exercice", paperwork.Asked{Year: 2027}, "part dans l’exercice 2027")
	c.set("trips", c.trip, dbx.Params{"state": "draft"})
	refuse("bilan", paperwork.Asked{}, "ouverture des inscriptions")
}

// Any number of instalments holds: those too many for the page stand below, and the workbook has them all.
func TestACollectionTableOfTwentyInstalments(t *testing.T) {
	c := newCollege(t).people()
	for n := range 20 {
		c.put("charges", dbx.Params{"pupil": c.pupils[0], "subject_collection": "trips", "subject_id": c.trip, "basis": "act", "label": "Participation", "amount_cents": 1000, "due_on": fmt.Sprintf("2027-01-%02d", n+1), "charged_at": "2026-11-05 09:00:00.000Z"})
	}
	data, err := c.finance(c.bursar, "encaissements", paperwork.Asked{})
	if err != nil {
		t.Fatal(err)
	}
	if len(data.Columns) > 12 || len(data.After) != 3 || len(data.Sheet().Columns) != 2+20+3 {
		t.Errorf("%d columns, %d tables below, %d in the workbook", len(data.Columns), len(data.After), len(data.Sheet().Columns))
	}
	if _, err := document.PrintedList(data); err != nil {
		t.Error(err)
	}
}
