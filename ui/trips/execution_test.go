package trips_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/internal/trip"
)

// What an imprest paid is proposed to the real budget and taken over by one gesture, each expense once; the journal and the
// budget then say the same amount, or neither changes.
func TestExpensesOfAnImprestReachTheRealBudgetOnce(t *testing.T) {
	v := newVillage(t)
	here, bursar, accountant, holder := v.opened(), v.as(v.bursar), v.as(v.accountant), v.as(v.teacher)
	lacks(t, bursar.get(here+"/execution"), "de régie à reprendre")
	cash := bursar.post(here+"/regies/nouvelle", v.imprestForm())
	accountant.post(cash+"/agrement", url.Values{"decision": {"yes"}})
	v.as(v.head).post(cash+"/decision", url.Values{"act_number": {"R-3"}, "decided_on": {"2026-11-20"}})
	accountant.post(cash+"/etape", url.Values{"to": {"advanced"}, "on": {string(v.today())}})
	spend := func(amount, supplier string) {
		holder.post(cash+"/lignes", url.Values{"direction": {"spent"}, "spent_on": {string(v.today())}, "amount_cents": {amount}, "means": {"cash"}, "nature": {"repas"}, "supplier": {supplier}})
	}
	spend("12,50", "Boulangerie")
	spend("30", "Épicerie")
	contains(t, holder.get(here+"/execution"), "2\u00a0dépenses de régie à reprendre", "42,50")
	holder.post(here+"/execution/regies", nil)
	page := holder.get(here + "/execution")
	contains(t, page, `value="Boulangerie"`, `value="12,50"`, `value="Épicerie"`, `value="régie 2"`)
	lacks(t, page, "de régie à reprendre")
	holder.post(here+"/execution/regies", nil) // a second click adds nothing
	spend("5", "Kiosque")
	contains(t, holder.get(here+"/execution"), "1\u00a0dépense de régie à reprendre")
	holder.post(here+"/execution/regies", nil)
	v.realSum(here, 4750)

	// The journal no longer moves under the budget, nor the budget away from the journal.
	number := lineHref(t, holder.get(cash), cash)
	contains(t, holder.refused(number, url.Values{"direction": {"spent"}, "spent_on": {string(v.today())}, "amount_cents": {"13"}, "means": {"cash"}, "nature": {"repas"}, "supplier": {"Boulangerie"}}),
		"reprise dans le budget réel")
	form := v.realForm(here)
	form.Set("real_0_amount", "99")
	contains(t, holder.refused(here+"/execution", form), "vient d’une régie")
	form = v.realForm(here)
	holder.post(here+"/execution", form)
	lacks(t, holder.get(here+"/execution"), "de régie à reprendre")
	v.realSum(here, 4750)
	// A line that is taken out of the budget is proposed again.
	holder.post(here+"/execution", url.Values{})
	contains(t, holder.get(here+"/execution"), "3\u00a0dépenses de régie à reprendre")
	v.realSum(here, 0)
}

// An expense of one trip is no line of another, and is taken over once, whoever writes it.
func TestARealLineOfAnImprestIsItsOwnTrips(t *testing.T) {
	v := newVillage(t)
	here, bursar := v.opened(), v.as(v.bursar)
	cash := bursar.post(here+"/regies/nouvelle", v.imprestForm())
	v.as(v.accountant).post(cash+"/agrement", url.Values{"decision": {"yes"}})
	v.as(v.head).post(cash+"/decision", url.Values{"act_number": {"R-3"}, "decided_on": {"2026-11-20"}})
	v.as(v.accountant).post(cash+"/etape", url.Values{"to": {"advanced"}, "on": {string(v.today())}})
	v.as(v.teacher).post(cash+"/lignes", url.Values{"direction": {"spent"}, "spent_on": {string(v.today())}, "amount_cents": {"12,50"}, "means": {"cash"}, "nature": {"repas"}, "supplier": {"Boulangerie"}})
	v.as(v.teacher).post(here+"/execution/regies", nil)
	line, err := v.app.FindFirstRecordByFilter("budget_lines", "imprest_line != ''")
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]any{"trip": idOf(here), "phase": trip.Execution, "side": trip.Expense, "category": "Repas", "beneficiaries": trip.ForAll, "basis": trip.Total, "amount_cents": 1250}
	for name, expense := range map[string]string{"taken over twice": line.GetString("imprest_line"), "made up": "aaaaaaaaaaaaaaa"} {
		fields["imprest_line"] = expense
		if _, err := testapp.Try(v.app, t.Context(), "budget_lines", fields); err == nil {
			t.Errorf("an expense is %s", name)
		}
	}
	fields["imprest_line"] = ""
	if _, err := testapp.Try(v.app, t.Context(), "budget_lines", fields); err != nil {
		t.Errorf("a line of its own: %v", err)
	}
	v.realSum(here, 2500)
}

// realLines are the real lines of a trip.
func (v *village) realLines(here string) []trip.Line {
	v.t.Helper()
	lines, err := trip.LinesOf(v.app, idOf(here), trip.Execution)
	if err != nil {
		v.t.Fatal(err)
	}
	return lines
}

func (v *village) realSum(here string, want cents.Amount) {
	v.t.Helper()
	var got cents.Amount
	for _, l := range v.realLines(here) {
		got += l.AmountCents
	}
	if got != want {
		v.t.Errorf("the real lines make %s, want %s", got, want)
	}
}

// realForm is the form of the real budget as the page sends it back.
func (v *village) realForm(here string) url.Values {
	form := url.Values{}
	for i, l := range v.realLines(here) {
		for name, value := range map[string]string{
			"id": l.ID, "side": l.Side, "category": l.Category, "label": l.Label, "for": l.Beneficiaries, "amount": l.AmountCents.Plain(), "on": string(l.SpentOn), "voucher": l.VoucherNo,
		} {
			form.Set(fmt.Sprintf("real_%d_%s", i, name), value)
		}
	}
	return form
}
