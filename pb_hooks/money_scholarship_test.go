package pb_hooks_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// scholar is an open trip that Ada's mother has signed, with the first charge of it.
func (w *world) scholar() (id, charge string) {
	w.t.Helper()
	id = w.given(rome(), trip.Open)
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	open, err := money.OpenCharges(w.app, w.accountant, w.pupil)
	w.must(err)
	return id, open[0].ID
}

func TestV37NoScholarshipPaysWithoutTheFamilysAgreement(t *testing.T) {
	w := newWorld(t)
	_, charge := w.scholar()
	_, stranger := w.child("Zoé", "2013-02-02")
	agreed := money.NewScholarship{ChargeID: charge, Amount: 60_00, AgreedOn: "2026-11-10", AgreedBy: w.mother, Reason: "Deuxième trimestre, demi-pension déduite."}
	pay := func(a school.Actor, change func(*money.NewScholarship)) error {
		n := agreed
		if change != nil {
			change(&n)
		}
		return money.PayByScholarship(as(a), w.app, n)
	}
	for name, change := range map[string]func(*money.NewScholarship){
		"no day":        func(n *money.NewScholarship) { n.AgreedOn = "" },
		"nobody":        func(n *money.NewScholarship) { n.AgreedBy = "" },
		"a day ahead":   func(n *money.NewScholarship) { n.AgreedOn = "2027-01-01" },
		"a stranger":    func(n *money.NewScholarship) { n.AgreedBy = stranger },
		"a pupil of 13": func(n *money.NewScholarship) { n.AgreedBy = w.pupil },
	} {
		if err := pay(w.accountant, change); !refusedBy(err, "V-37") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, a := range []school.Actor{w.head, w.bursar, w.guardian(w.mother)} {
		if err := pay(a, nil); err == nil {
			t.Errorf("%v has a scholarship pay", a)
		}
	}
	w.must(w.decide(w.accountant, "scholarship", "charges", charge, "yes"))
	decision, err := w.app.FindFirstRecordByFilter("approvals", "kind = 'scholarship'")
	w.must(err)
	byHand := w.rest("POST", "grants", map[string]any{
		"charge": charge, "kind": "scholarship", "approval": decision.Id, "by_staff": w.accountant.ID, "amount_cents": 60_00, "granted_at": "2026-11-16 09:00:00.000Z",
	})
	if byHand.status != 400 || byHand.Data["agreed_on"].Code != "V-37" {
		t.Errorf("REST: %d %+v", byHand.status, byHand)
	}
	w.must(pay(w.accountant, nil))
	if due := w.left(); due != 240_00 {
		t.Errorf("%s still due", due)
	}
	w.must(money.Verify(w.app))
}

// What a scholarship has paid is the family's: it stands as paid in the report and on the certificate, and goes back to the
// scholarship when the trip is cancelled.
func TestV37AScholarshipIsTheFamilysOwnMoney(t *testing.T) {
	w := newWorld(t)
	id, charge := w.scholar()
	w.must(money.PayByScholarship(as(w.accountant), w.app, money.NewScholarship{ChargeID: charge, Amount: 60_00, AgreedOn: "2026-11-10", AgreedBy: w.mother}))
	w.paid(100_00)
	report, err := trip.ReportOf(w.app, id)
	w.must(err)
	if report.AidForFamilies != 0 || report.FamilyCalled != 300_00 || report.FamilyCollected != 160_00 || report.Outstanding() != 140_00 {
		t.Errorf("called %s, aid %s, collected %s", report.FamilyCalled, report.AidForFamilies, report.FamilyCollected)
	}
	ledgers, err := money.TripLedgers(w.app, w.guardian(w.mother), id)
	w.must(err)
	if len(ledgers) != 1 || ledgers[0].Paid != 160_00 || ledgers[0].Remitted != 0 || ledgers[0].Aided != 0 {
		t.Errorf("%+v", ledgers)
	}
	if theirs, err := money.TripLedgers(w.app, w.guardian(w.father), id); err != nil || len(theirs) != 0 {
		t.Errorf("the father reads %+v, %v", theirs, err)
	}
	w.must(w.step(id, trip.Cancelled, trip.Vote{}))
	_, err = trip.SettleCancelled(as(w.accountant), w.app, id)
	w.must(err)
	back := w.refundsOf(id)
	if back[w.mother].Amount != 100_00 || back[money.AidFund(money.Scholarship)].Amount != 60_00 {
		t.Errorf("back: %+v", back)
	}
	if n, err := trip.SettleCancelled(as(w.accountant), w.app, id); n != 0 || err != nil {
		t.Errorf("again: %d, %v", n, err)
	}
	w.must(money.Verify(w.app))
}

// The surplus of a price that a scholarship paid in part goes back by halves, to the family and to its scholarship; a price
// that a scholarship paid whole goes back whole when the school cancels.
func TestV37TheShareOfAScholarshipGoesBackToIt(t *testing.T) {
	w := newWorld(t)
	id, _ := w.scholar()
	open, err := money.OpenCharges(w.app, w.accountant, w.pupil)
	w.must(err)
	var all cents.Amount
	for _, c := range open {
		all += c.Due()
		w.must(money.PayByScholarship(as(w.accountant), w.app, money.NewScholarship{ChargeID: c.ID, Amount: c.Due(), AgreedOn: "2026-11-10", AgreedBy: w.father}))
	}
	surplus, err := trip.SurplusOf(w.app, id)
	w.must(err)
	if len(surplus.Shares) != 1 || surplus.Shares[0].Fund != money.AidFund(money.Scholarship) || surplus.Shares[0].Called != all {
		t.Errorf("%+v", surplus.Shares)
	}
	w.must(w.step(id, trip.Cancelled, trip.Vote{}))
	for range 2 {
		_, err = trip.SettleCancelled(as(w.accountant), w.app, id)
		w.must(err)
	}
	if back := w.refundsOf(id); len(back) != 1 || back[money.AidFund(money.Scholarship)].Amount != all {
		t.Errorf("back: %+v", back)
	}
}
