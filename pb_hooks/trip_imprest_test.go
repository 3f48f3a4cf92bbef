package pb_hooks_test

import (
	"context"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// purseOf is an imprest of advances of 300 € held by the teacher, complete but for the two decisions.
func (w *world) purseOf(changes ...func(*trip.Imprest)) trip.Imprest {
	i := trip.Imprest{
		Nature: trip.Advances, Holder: w.teacher.ID, Deputy: w.colleague.ID, ActNumber: "R-2026-3", From: "2026-11-02", Until: "2027-05-08",
		Advance: 300_00, OperationCap: 100_00, CashCap: 200_00, Means: []string{"cash", "card"}, ExpenseKinds: "repas, visites",
	}
	for _, change := range changes {
		change(&i)
	}
	return i
}

func receipts(i *trip.Imprest) {
	i.Nature, i.Means, i.ExpenseKinds, i.Advance, i.OperationCap = trip.Receipts, []string{"cash", "cheque"}, "", 0, 0
}

func (w *world) prepared(id string, i trip.Imprest) string {
	w.t.Helper()
	imprest, err := trip.AddImprest(as(w.bursar), w.app, id, i)
	w.must(err)
	return imprest
}

func (w *world) decided(id string, i trip.Imprest) string {
	w.t.Helper()
	imprest := w.prepared(id, i)
	w.must(trip.AgreeToImprest(as(w.accountant), w.app, id, imprest, true, ""))
	w.must(trip.DecideImprest(as(w.head), w.app, id, imprest, "R-2026-3", "2026-11-16"))
	return imprest
}

func (w *world) advanced(id string, i trip.Imprest) string {
	w.t.Helper()
	imprest := w.decided(id, i)
	w.must(w.cash(id, imprest, trip.ImprestAdvanced, 0))
	return imprest
}

// cash takes a step of the accountant.
func (w *world) cash(id, imprest string, to trip.ImprestState, returned cents.Amount) error {
	return trip.StepImprest(as(w.accountant), w.app, id, imprest, to, "", returned)
}

func spend(amount cents.Amount) trip.ImprestLine {
	return trip.ImprestLine{Direction: trip.Spent, On: "2026-11-16", Supplier: "Boulangerie", Nature: "repas", Means: "cash", Amount: amount, Voucher: true}
}

func collect(amount cents.Amount) trip.ImprestLine {
	return trip.ImprestLine{Direction: trip.Collected, On: "2026-11-16", Means: "cash", Amount: amount}
}

func (w *world) enter(a school.Actor, id, imprest string, l trip.ImprestLine) error {
	return trip.WriteLine(as(a), w.app, id, imprest, l)
}

// lineRow is a line as REST would send it.
func lineRow(imprest string, l trip.ImprestLine, number int) map[string]any {
	return map[string]any{
		"imprest": imprest, "line_no": number, "direction": l.Direction, "spent_on": string(l.On), "means": l.Means, "nature": l.Nature, "amount_cents": int64(l.Amount),
	}
}

func TestV46NoImprestWithoutItsAct(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	gone := w.staff("Partie", school.Teacher)
	w.must(w.write(school.Actor{Kind: school.System}, "staff", gone.ID, map[string]any{"active_until": "2026-10-31"}))
	for what, change := range map[string]func(*trip.Imprest){
		"no period":          func(i *trip.Imprest) { i.Until = "" },
		"no means":           func(i *trip.Imprest) { i.Means = nil },
		"no advance":         func(i *trip.Imprest) { i.Advance = 0 },
		"no list":            func(i *trip.Imprest) { i.ExpenseKinds = " , " },
		"somebody who left":  func(i *trip.Imprest) { i.Holder = gone.ID },
		"deputy of oneself":  func(i *trip.Imprest) { i.Deputy = i.Holder },
		"receipts, no cap":   func(i *trip.Imprest) { receipts(i); i.CashCap = 0 },
		"a mandate for cash": func(i *trip.Imprest) { i.Nature = trip.ChequeMandate },
	} {
		imprest := w.prepared(id, w.purseOf(change))
		w.must(trip.AgreeToImprest(as(w.accountant), w.app, id, imprest, true, ""))
		if err := trip.DecideImprest(as(w.head), w.app, id, imprest, "R-1", "2026-11-16"); !refusedBy(err, "V-46") {
			t.Errorf("%s: %v", what, err)
		}
	}
	imprest := w.prepared(id, w.purseOf())
	w.refused("V-46", trip.DecideImprest(as(w.head), w.app, id, imprest, "R-1", "2026-11-16")) // the accountant has not agreed
	w.restRefused("V-46", "PATCH", "imprests/"+imprest, map[string]any{"state": "decided", "decided_on": "2026-11-16"})
	w.must(trip.AgreeToImprest(as(w.accountant), w.app, id, imprest, true, ""))
	w.refused("V-46", trip.DecideImprest(as(w.head), w.app, id, imprest, " ", "2026-11-16")) // no number
	w.refused("V-46", w.write(w.head, "imprests", imprest, map[string]any{"state": "decided", "act_number": "R-1", "decided_on": "2026-11-16"}))
	w.refused("V-46", w.enter(w.teacher, id, imprest, spend(10_00))) // nothing is decided
	w.restRefused("V-46", "POST", "imprest_lines", lineRow(imprest, spend(10_00), 1))
	w.must(trip.DecideImprest(as(w.head), w.app, id, imprest, "R-1", "2026-11-16"))
	w.refused("V-46", w.enter(w.teacher, id, imprest, spend(10_00))) // the advance is not paid
	w.must(w.cash(id, imprest, trip.ImprestAdvanced, 0))
	w.must(w.enter(w.teacher, id, imprest, spend(10_00)))
	w.refused("V-46", w.enter(w.teacher, id, imprest, spend(290_01))) // beyond the advance
	early := spend(10_00)
	early.On = "2026-11-01"
	w.refused("V-46", w.enter(w.teacher, id, imprest, early))
	w.must(w.enter(w.colleague, id, imprest, spend(290_00))) // the deputy, to the cent
}

// What the accountant agreed to is what is decided; each decision is taken by the person whose it is.
func TestV46EachDecisionIsTakenInItsOwnName(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	imprest := w.prepared(id, w.purseOf())
	for _, a := range []school.Actor{w.head, w.bursar, w.teacher, {Kind: school.Operator, ID: "o"}, {Kind: school.System}} {
		w.objected(trip.AgreeToImprest(as(a), w.app, id, imprest, true, ""))
		w.objected(w.write(a, "imprests", imprest, map[string]any{"accountant_agreed_on": "2026-11-16"}))
	}
	w.must(trip.AgreeToImprest(as(w.accountant), w.app, id, imprest, true, ""))
	w.must(trip.ChangeImprest(as(w.bursar), w.app, id, imprest, w.purseOf(func(i *trip.Imprest) { i.Advance = 3_000_00 })))
	w.refused("V-46", trip.DecideImprest(as(w.head), w.app, id, imprest, "R-1", "2026-11-16"))
	w.must(trip.AgreeToImprest(as(w.accountant), w.app, id, imprest, true, ""))
	w.objected(w.write(w.bursar, "imprests", imprest, map[string]any{"advance_cents": 9_000_00}))
	w.must(trip.AgreeToImprest(as(w.accountant), w.app, id, imprest, false, "Trop élevé."))
	w.refused("V-46", trip.DecideImprest(as(w.head), w.app, id, imprest, "R-1", "2026-11-16"))
	w.must(trip.AgreeToImprest(as(w.accountant), w.app, id, imprest, true, ""))
	for _, a := range []school.Actor{w.bursar, w.accountant, w.teacher} {
		w.objected(trip.DecideImprest(as(a), w.app, id, imprest, "R-1", "2026-11-16"))
	}
	w.must(trip.DecideImprest(as(w.head), w.app, id, imprest, "R-1", "2026-11-16"))
	w.objected(trip.ChangeImprest(as(w.bursar), w.app, id, imprest, w.purseOf(func(i *trip.Imprest) { i.Advance = 400_00 })))
	w.restObjected("PATCH", "imprests/"+imprest, map[string]any{"advance_cents": 400_00})
	for _, a := range []school.Actor{w.bursar, w.head, w.teacher} {
		w.objected(trip.StepImprest(as(a), w.app, id, imprest, trip.ImprestAdvanced, "", 0))
	}
	_, err := trip.AddImprest(as(w.teacher), w.app, id, w.purseOf())
	w.objected(err)
	if w.rest("POST", "imprests", map[string]any{"trip": id, "nature": "advances", "state": "draft", "holder": "guide0000000001"}).status < 400 {
		t.Error("somebody who is no staff holds an imprest")
	}
}

func TestV47AnOperationBeyondTheCapWarns(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	imprest := w.advanced(id, w.purseOf())
	w.must(w.enter(w.teacher, id, imprest, spend(100_00)))
	if note := w.noteOf("imprest_lines.create"); strings.Contains(note, "V-47") {
		t.Errorf("at the cap: %q", note)
	}
	w.must(w.enter(w.teacher, id, imprest, spend(100_01)))
	if note := w.noteOf("imprest_lines.create"); !strings.Contains(note, "V-47") {
		t.Errorf("beyond the cap: %q", note)
	}
	gift := spend(5_00)
	gift.Nature = "souvenirs"
	w.must(w.enter(w.teacher, id, imprest, gift))
	if note := w.noteOf("imprest_lines.create"); !strings.Contains(note, "V-47") {
		t.Errorf("out of the list: %q", note)
	}
	rule, _ := school.DepsOf(w.app).Registry.Rule("V-47")
	if rule.Severity != law.Warn || rule.Confidence != law.Low || !strings.Contains(rule.ConfirmWith, "agent comptable") {
		t.Errorf("the rule is %+v", rule)
	}
}

func TestV48AnImprestIsDischargedToTheCent(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	imprest := w.advanced(id, w.purseOf())
	w.must(w.enter(w.teacher, id, imprest, spend(99_99)))
	late := spend(50_00)
	late.Voucher = false
	w.must(w.enter(w.teacher, id, imprest, late))
	w.must(w.cash(id, imprest, trip.ImprestReturned, 150_00))
	w.objected(w.enter(w.teacher, id, imprest, spend(1_00))) // the accounts are given back
	w.refused("V-48", w.cash(id, imprest, trip.ImprestDischarged, 0))
	w.restRefused("V-48", "PATCH", "imprests/"+imprest, map[string]any{"state": "discharged"})
	view, err := trip.ImprestOf(w.app, w.accountant, id, imprest)
	w.must(err)
	if len(view.Findings) != 2 || view.Imprest.Balance(view.Tally) != 150_01 {
		t.Errorf("the page says %+v of %s", view.Findings, view.Imprest.Balance(view.Tally))
	}
	w.objected(trip.TickVoucher(as(w.teacher), w.app, id, imprest, view.Lines[1].ID, true))
	w.must(trip.TickVoucher(as(w.accountant), w.app, id, imprest, view.Lines[1].ID, true))
	w.refused("V-48", w.cash(id, imprest, trip.ImprestDischarged, 0)) // one cent is missing
	w.must(w.cash(id, imprest, trip.ImprestAdvanced, 0))              // opened again
	w.must(w.cash(id, imprest, trip.ImprestReturned, 150_01))
	w.must(w.cash(id, imprest, trip.ImprestDischarged, 0))
	w.objected(w.cash(id, imprest, trip.ImprestReturned, 1))
	w.objected(trip.TickVoucher(as(w.accountant), w.app, id, imprest, view.Lines[0].ID, false))
}

func TestV48ATripDoesNotCloseOnAnOpenImprest(t *testing.T) {
	w := newWorld(t)
	id := w.given(museum(free), trip.Reported)
	imprest := w.advanced(id, w.purseOf())
	w.refused("V-48", trip.Step(as(w.accountant), w.app, id, trip.Closed, ""))
	w.restRefused("V-48", "PATCH", "trips/"+id, map[string]any{"state": "closed"})
	w.must(w.cash(id, imprest, trip.ImprestReturned, 300_00))
	w.refused("V-48", trip.Step(as(w.accountant), w.app, id, trip.Closed, "")) // given back, not discharged
	w.must(w.cash(id, imprest, trip.ImprestDischarged, 0))
	if err := trip.Step(as(w.accountant), w.app, id, trip.Closed, ""); refusedBy(err, "V-48") {
		t.Errorf("discharged: %v", err)
	}
}

func TestV48TheHolderIsRemindedAfterTheReturn(t *testing.T) {
	w := newWorld(t)
	id := w.given(museum(), trip.Voted) // back on 10 December
	imprest := w.advanced(id, w.purseOf())
	says := func() bool {
		facts, err := trip.LoadFacts(w.app, id)
		w.must(err)
		board, err := trip.BoardOf(w.app, facts)
		w.must(err)
		return warns(board.Watch, "V-48")
	}
	task := func() (due law.Day, late bool) {
		tasks, err := trip.StaffTasks(w.app, w.teacher)
		w.must(err)
		for _, task := range tasks {
			if task.Kind == "trip.imprest" {
				return task.Due, task.Late
			}
		}
		return "", false
	}
	told := func() (n int) {
		w.must(trip.RunDue(context.Background(), w.app))
		w.must(w.app.DB().NewQuery("SELECT COUNT(*) FROM messages WHERE kind = 'notice_due' AND staff_id = {:s} AND link LIKE '%/regies/%'").Bind(map[string]any{"s": w.teacher.ID}).Row(&n))
		return n
	}
	if due, _ := task(); says() || due != "" || told() != 0 {
		t.Error("before the trip, nothing is owed")
	}
	w.on("2026-12-11")
	if due, late := task(); says() || due != "2026-12-18" || late || told() != 1 {
		t.Error("the day after, the holder has a task and one message, and nobody warns")
	}
	w.on("2026-12-19")
	if _, late := task(); !says() || !late || told() != 2 {
		t.Error("nine days after, it is late")
	}
	w.must(w.cash(id, imprest, trip.ImprestReturned, 300_00))
	if due, _ := task(); says() || due != "" {
		t.Error("given back")
	}
}

func TestV49AHolderDoesWhatTheActSays(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	advances := w.advanced(id, w.purseOf())
	w.refused("V-49", w.enter(w.teacher, id, advances, collect(10_00)))
	w.restRefused("V-49", "POST", "imprest_lines", lineRow(advances, collect(10_00), 1))
	byCheque := spend(10_00)
	byCheque.Means = "cheque"
	w.refused("V-49", w.enter(w.teacher, id, advances, byCheque))

	takes := w.decided(id, w.purseOf(receipts))
	w.refused("V-49", w.enter(w.teacher, id, takes, spend(10_00)))
	byCard := collect(10_00)
	byCard.Means = "card"
	w.refused("V-49", w.enter(w.teacher, id, takes, byCard))
	w.must(w.enter(w.teacher, id, takes, collect(150_00)))
	w.refused("V-49", w.enter(w.teacher, id, takes, collect(50_01))) // the cash would pass 200 €
	handed := trip.ImprestLine{Direction: trip.Handed, On: "2026-11-16", Means: "cash", Amount: 150_01}
	w.refused("V-49", w.enter(w.accountant, id, takes, handed))
	handed.Amount = 100_00
	w.objected(w.enter(w.teacher, id, takes, handed)) // the accountant receives it, and writes it
	w.must(w.enter(w.accountant, id, takes, handed))
	w.must(w.enter(w.teacher, id, takes, collect(50_01)))
	w.on("2026-12-17") // 50 € of 16 November are more than a month old
	again := collect(1_00)
	again.On = "2026-12-17"
	w.refused("V-49", w.enter(w.teacher, id, takes, again))
	handed.On, handed.Amount = "2026-12-17", 100_01
	w.must(w.enter(w.accountant, id, takes, handed))
	w.must(w.enter(w.teacher, id, takes, again))

	mandate := w.decided(id, w.purseOf(receipts, func(i *trip.Imprest) { i.Nature, i.Means, i.CashCap = trip.ChequeMandate, []string{"cheque"}, 0 }))
	again.Means = "cash"
	w.refused("V-49", w.enter(w.teacher, id, mandate, again))
	again.Means = "cheque"
	w.must(w.enter(w.teacher, id, mandate, again))

	both := w.advanced(id, w.purseOf(func(i *trip.Imprest) { i.Nature = trip.Mixed }))
	again.Means = "cash"
	w.must(w.enter(w.teacher, id, both, again))
	w.must(w.enter(w.teacher, id, both, spend(10_00)))
}

func TestV50ABondWarns(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	w.prepared(id, w.purseOf(func(i *trip.Imprest) { i.MentionsBond = true }))
	if note := w.noteOf("imprests.create"); !strings.Contains(note, "V-50") {
		t.Errorf("the journal says %q", note)
	}
	w.prepared(id, w.purseOf())
	if note := w.noteOf("imprests.create"); strings.Contains(note, "V-50") {
		t.Errorf("without a bond: %q", note)
	}
}

// A journal is its holder's: numbered without holes, corrected in place, read by nobody else.
func TestAJournalBelongsToItsHolder(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	imprest := w.advanced(id, w.purseOf(func(i *trip.Imprest) { i.Deputy = "" }))
	for _, a := range []school.Actor{w.colleague, w.bursar, w.head, {Kind: school.Guardian, ID: w.mother}} {
		w.objected(w.enter(a, id, imprest, spend(10_00)))
	}
	for range 3 {
		w.must(w.enter(w.teacher, id, imprest, spend(10_00)))
	}
	view, err := trip.ImprestOf(w.app, w.teacher, id, imprest)
	w.must(err)
	for n, l := range view.Lines {
		if l.Number != n+1 {
			t.Errorf("line %d has the number %d", n+1, l.Number)
		}
	}
	w.objected(trip.DropLine(as(w.teacher), w.app, id, imprest, view.Lines[0].ID))
	w.objected(w.write(w.teacher, "imprest_lines", view.Lines[0].ID, map[string]any{"line_no": 9}))
	w.restObjected("POST", "imprest_lines", lineRow(imprest, spend(10_00), 9))
	w.must(trip.DropLine(as(w.teacher), w.app, id, imprest, view.Lines[2].ID))
	w.must(trip.CorrectLine(as(w.teacher), w.app, id, imprest, view.Lines[0].ID, spend(12_00)))
	for _, a := range []school.Actor{w.colleague, w.secretary, {Kind: school.Guardian, ID: w.mother}} {
		if _, err := trip.ImprestOf(w.app, a, id, imprest); err == nil {
			t.Errorf("%s %v reads the journal", a.Kind, a.Roles)
		}
	}
	rows, err := trip.ImprestsOf(w.app, w.colleague, id)
	w.must(err)
	if len(rows) != 1 || rows[0].Mine || rows[0].Imprest.Advance != 0 || rows[0].Imprest.HolderName == "" {
		t.Errorf("a colleague sees %+v", rows)
	}
	other := w.given(museum(), trip.Voted)
	if _, err := trip.ImprestOf(w.app, w.teacher, other, imprest); err == nil {
		t.Error("the imprest is read under another trip")
	}
}

func TestV71WhatIsDueIsToldOnce(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted) // the academy is told before 13 March 2027
	told := func(a school.Actor) (n int) {
		w.must(trip.RunDue(context.Background(), w.app))
		w.must(w.app.DB().NewQuery("SELECT COUNT(*) FROM messages WHERE kind = 'notice_due' AND staff_id = {:s}").Bind(map[string]any{"s": a.ID}).Row(&n))
		return n
	}
	tasks := func(a school.Actor) (n int) {
		all, err := trip.StaffTasks(w.app, a)
		w.must(err)
		for _, task := range all {
			if task.Kind == "trip.notice" {
				n++
			}
		}
		return n
	}
	says := func() bool {
		facts, err := trip.LoadFacts(w.app, id)
		w.must(err)
		board, err := trip.BoardOf(w.app, facts)
		w.must(err)
		return warns(board.Watch, "V-71")
	}
	if told(w.secretary) != 0 || tasks(w.secretary) != 0 || says() {
		t.Error("in November nothing is due")
	}
	w.on("2027-03-08")
	if first, again := told(w.secretary), told(w.secretary); first != 1 || again != 1 || told(w.teacher) != 1 || tasks(w.secretary) != 1 || says() {
		t.Errorf("some days before: %d and %d messages, %d tasks", told(w.secretary), told(w.teacher), tasks(w.secretary))
	}
	w.on("2027-03-14")
	if told(w.secretary) != 2 || !says() {
		t.Error("the day after, it is late")
	}
	dates, _, err := trip.NoticesOf(w.app, w.teacher, id)
	w.must(err)
	dates.AcademyTold = "2027-03-15"
	w.objected(trip.RecordNotices(as(w.teacher), w.app, id, dates)) // a day to come
	w.restObjected("PATCH", "trips/"+id, map[string]any{"academy_told_on": "2027-03-15"})
	dates.AcademyTold = "2027-03-14"
	w.objected(trip.RecordNotices(as(w.colleague), w.app, id, dates))
	w.must(trip.RecordNotices(as(w.secretary), w.app, id, dates))
	if says() {
		t.Error("the academy is told")
	}
}

func TestV72ASuspendedDestinationWarns(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	w.must(school.SetParameter(as(w.head), w.app, school.NewSetting{Rule: "V-72", Name: "suspended_destinations", Value: "Ukraine; Italie", From: "2026-11-16", Reason: "Consigne du rectorat."}))
	w.must(w.write(w.teacher, "trips", id, map[string]any{"programme": "Le Forum."}))
	if note := w.noteOf("trips.update"); !strings.Contains(note, "V-72") {
		t.Errorf("the journal says %q", note)
	}
	home := w.given(museum(), trip.Draft)
	w.must(w.write(w.teacher, "trips", home, map[string]any{"programme": "Le Parlement."}))
	if note := w.noteOf("trips.update"); strings.Contains(note, "V-72") {
		t.Errorf("in Rennes: %q", note)
	}
}

// V-38: while a trip that families have signed for is open, the board reminds that the kitchen needs the list.
func TestV38TheListForTheKitchenIsAsked(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	says := func() bool {
		facts, err := trip.LoadFacts(w.app, id)
		w.must(err)
		board, err := trip.BoardOf(w.app, facts)
		w.must(err)
		for _, f := range board.Watch {
			if f.Rule == "V-38" {
				return f.Severity == law.Document
			}
		}
		return false
	}
	if says() {
		t.Error("nobody has signed")
	}
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	if !says() {
		t.Error("a family has signed, and nothing is asked")
	}
}
