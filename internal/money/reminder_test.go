package money_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
)

// toRemind is who would be reminded on the school's day, by their id.
func (f *till) toRemind() map[string]money.ToRemind {
	f.t.Helper()
	all, err := money.ToRemindAll(f.app, f.viewer)
	if err != nil {
		f.t.Fatal(err)
	}
	byDebtor := map[string]money.ToRemind{}
	for _, t := range all {
		byDebtor[t.Debtor.GuardianID] = t
	}
	return byDebtor
}

// A family that has asked for aid is not reminded while it waits for the answer: neither of the sum that the request names,
// nor, when it names none, of anything of that pupil. The reason shown tells nobody that aid was asked for.
func TestF14NoReminderWhileAidIsAskedFor(t *testing.T) {
	f := openTill(t)
	charges := f.charge(f.due(10000, "2026-12-01"), f.due(5000, "2026-12-01"))
	f.on("2027-01-04")
	if r := f.toRemind()[f.guardian]; !r.Ready() || r.Total != 15000 {
		t.Fatalf("%+v", r)
	}
	ask := func(named ...string) {
		raw, _ := json.Marshal(named)
		f.sql(`INSERT OR REPLACE INTO aid_requests (id, request_no, school_year, pupil, guardian, origin, state, charge_ids, received_on)
			VALUES ('aidrequest00001', 1, '2026-2027', {:pupil}, {:guardian}, 'online', 'received', {:charges}, '2027-01-04')`,
			dbx.Params{"pupil": f.pupil, "guardian": f.guardian, "charges": string(raw)})
	}
	ask(charges[0])
	if r := f.toRemind()[f.guardian]; !r.Ready() || r.Total != 5000 {
		t.Errorf("with one sum named: %+v", r)
	}
	ask()
	r := f.toRemind()[f.guardian]
	if r.Ready() || strings.Contains(strings.ToLower(r.WhyNot), "aide") {
		t.Errorf("with none named: %q", r.WhyNot)
	}
	wantRefusal(t, money.SendReminders(f.bursar, f.app, r.Debtor), "")
	f.sql("UPDATE aid_requests SET state = 'decided'", nil)
	if !f.toRemind()[f.guardian].Ready() {
		t.Error("still held once it is decided")
	}
}

// A sum without a date is reminded of some days after it was made, as the school's parameter says, and no letter gives it a date.
func TestF04ASumWithoutADateIsRemindedOfInTheEnd(t *testing.T) {
	f := openTill(t)
	f.charge(f.due(10000, ""))
	for _, day := range []struct {
		on     law.Day
		listed bool
	}{{"2026-12-16", false}, {"2026-12-18", true}} {
		f.on(day.on)
		if _, there := f.toRemind()[f.guardian]; there != day.listed {
			t.Errorf("on %s: listed %v", day.on, there)
		}
	}
	f.on("2027-01-04")
	r := f.toRemind()[f.guardian]
	if !r.Ready() || r.Total != 10000 || !r.Charges[0].Undated {
		t.Fatalf("%+v", r)
	}
	text, err := money.ReminderText(f.app, r.Step, r.Lines)
	if err != nil || strings.Contains(text, "à payer avant le") || !strings.Contains(text, r.Total.String()) {
		t.Errorf("%s %v", text, err)
	}
}

// Two payers of one sum are each reminded of their own part: neither the other's name, nor the amount, nor the whole.
func TestF18EachPayerIsRemindedOfTheirOwnPartOnly(t *testing.T) {
	f := openTill(t)
	other := f.other()
	f.agreed(money.Subject{}, 667, 333, other)
	f.charge(f.due(10000, "2026-12-01"))
	f.on("2027-01-04")
	mine, theirs := f.toRemind()[f.guardian], f.toRemind()[other]
	if mine.Total != 6670 || theirs.Total != 3330 {
		t.Fatalf("%s and %s", mine.Total, theirs.Total)
	}
	if err := money.SendReminders(f.bursar, f.app, mine.Debtor, theirs.Debtor); err != nil {
		t.Fatal(err)
	}
	for _, own := range []struct {
		guardian string
		hidden   []string
	}{{f.guardian, []string{"Bruno", "33,30", "100,00"}}, {other, []string{"Lovelace", "66,70", "100,00"}}} {
		var text string
		err := f.app.DB().Select("GROUP_CONCAT(title || body || short_title || short_body)").From("messages").Where(dbx.HashExp{"kind": "reminder", "guardian_id": own.guardian}).Row(&text)
		if err != nil || text == "" {
			t.Fatalf("nothing is told: %v", err)
		}
		for _, word := range own.hidden {
			if strings.Contains(text, word) {
				t.Errorf("%s is told %q:\n%s", own.guardian, word, text)
			}
		}
	}
}

// A letter printed of a reminder asks for what it names and is still due, by a reference that finds the debt again.
func TestF04ALetterOfAReminderCarriesTheTransferItAsksFor(t *testing.T) {
	f := openTill(t)
	f.mayDebit()
	charges := f.charge(f.due(10000, "2026-12-01"), f.due(5000, "2026-12-01"), f.due(9900, "2027-06-01"))
	f.on("2027-01-04")
	f.must(money.SendReminders(f.bursar, f.app, f.toRemind()[f.guardian].Debtor))
	var id string
	f.must(f.app.DB().Select("id").From("reminders").Row(&id))
	asked := func() money.TransferAsk {
		ask, found, err := money.AskTransferOfReminder(f.app, f.viewer, id)
		if err != nil || !found || ask.Payload == "" {
			t.Fatalf("%+v %v", ask, err)
		}
		return ask
	}
	ask := asked()
	if _, debtor, found := money.FindTransfer(ask.Reference); ask.Amount != 15000 || !found || debtor != f.guardian {
		t.Errorf("%+v", ask)
	}
	f.transfer(10000, money.Line{ChargeID: charges[0], Amount: 10000})
	ask = asked()
	if charge, _, found := money.FindTransfer(ask.Reference); ask.Amount != 5000 || !found || charge != charges[1] {
		t.Errorf("%+v", ask)
	}
	if _, _, err := money.AskTransferOfReminder(f.app, school.Actor{Kind: school.Guardian, ID: f.guardian}, id); err == nil {
		t.Error("a family reads what staff print")
	}
}
