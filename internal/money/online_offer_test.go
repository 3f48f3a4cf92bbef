package money_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/payfip/simulator"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

func (c *counter) set(rule, name, value string) {
	c.t.Helper()
	today := school.Clock(c.app).Today()
	err := school.SetParameter(c.accountant, c.app, school.NewSetting{Rule: rule, Name: name, Value: value, From: today, Reason: "Décidé pour cet essai."})
	if err != nil {
		c.t.Fatal(err)
	}
}

func refusedUnder(err error, rule string) bool {
	var refusal *law.Refusal
	return errors.As(err, &refusal) && refusal.Has(rule)
}

// One payment, two children, each line on its own charge; another family's line stops it, by the page's way and by the door.
func TestF05BasketOfTwoChildrenIsPaidOnItsOwnLines(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	sibling, _ := c.family("Byron", "Lovelace")
	c.row("guardianships", map[string]any{"pupil": sibling, "guardian": c.guardian, "responsibility": 1})
	d := c.due(5000, "")
	d.PupilID = sibling
	ids := c.charge(c.due(12000, "2026-12-01"), c.due(3000, "2027-01-01"), d)
	stranger, theirGuardian := c.family("Alan", "Turing")
	theirs := c.due(700, "")
	theirs.PupilID, theirs.DebtorID = stranger, theirGuardian
	foreign := c.charge(theirs)[0]
	_, err := money.StartOnline(c.ctx, c.app, c.gw, c.ask(ids[0], foreign))
	wantRefusal(t, err, "")
	row := map[string]any{
		"attempt_no": 9, "refdet": "F000000009A01", "state": "created", "amount_cents": 700, "numcli": "090909", "mode": "T", "account": c.account,
		"payer_id": c.guardian, "pupil": c.pupil, "lines": []money.Line{{ChargeID: foreign, Amount: 700}}, "made_at": "2026-11-16 09:00:00.000Z",
	}
	_, err = testapp.Try(c.app, c.parent, "online_payments", row)
	wantRefusal(t, err, "")

	s := c.ask(ids...)
	s.Amounts = map[string]cents.Amount{ids[0]: 10000}
	started, err := money.StartOnline(c.ctx, c.app, c.gw, s)
	if err != nil || started.Amount != 18000 {
		t.Fatalf("%+v %v", started, err)
	}
	if payments := c.sim.Payments(); len(payments) != 1 || payments[0].Amount != 18000 {
		t.Fatalf("%+v", payments)
	}
	c.press(started, "cb")
	var rows []struct {
		Charge      string
		AmountCents cents.Amount
	}
	if err := c.app.DB().Select("charge", "amount_cents").From("allocations").All(&rows); err != nil {
		t.Fatal(err)
	}
	got := map[string]cents.Amount{}
	for _, r := range rows {
		got[r.Charge] += r.AmountCents
	}
	if len(rows) != 3 || got[ids[0]] != 10000 || got[ids[1]] != 3000 || got[ids[2]] != 5000 {
		t.Fatalf("%+v", rows)
	}
	if statement, err := money.StatementOf(c.app, c.actor()); err != nil || statement.Due != 2000 || statement.Credit != 0 {
		t.Fatalf("%+v %v", statement, err)
	}
}

func TestF05PartOfAChargeIsTheSchoolsChoice(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	id := c.charge(c.due(12000, ""))[0]
	c.set("F-05", "partial_online", "false")
	s := c.ask(id)
	s.Amounts = map[string]cents.Amount{id: 5000}
	if _, err := money.StartOnline(c.ctx, c.app, c.gw, s); !refusedUnder(err, "F-05") {
		t.Fatal(err)
	}
	if c.count("online_payments") != 0 {
		t.Fatal("kept")
	}
	c.set("F-05", "partial_online", "true")
	started, err := money.StartOnline(c.ctx, c.app, c.gw, s)
	if err != nil || started.Amount != 5000 {
		t.Fatalf("%+v %v", started, err)
	}
}

func TestF05AWayToPayOnlineIsAlwaysShown(t *testing.T) {
	c := settable(t)
	if offer, err := money.OfferOnline(c.app); err != nil || !offer.Open {
		t.Fatalf("%+v %v", offer, err)
	}
	school.DepsOf(c.app).Kind = school.Real // in test mode
	if offer, err := money.OfferOnline(c.app); err != nil || offer.Open || !offer.Ministry || !strings.HasPrefix(offer.Portal, "https://educonnect.education.gouv.fr") {
		t.Fatalf("%+v %v", offer, err)
	}
	c.sql("UPDATE school SET payfip_numcli = '', online_portal_url = 'https://paiement.exemple.fr/'", nil)
	if offer, err := money.OfferOnline(c.app); err != nil || offer.Open || offer.Ministry || offer.Portal != "https://paiement.exemple.fr/" {
		t.Fatalf("%+v %v", offer, err)
	}
}

func TestF10PayFiPIsAmongTheMeansOfTheSchool(t *testing.T) {
	c := settable(t)
	id := c.charge(c.due(12000, ""))[0]
	c.set("F-10", "accepted_modes", "espèces, chèque, virement")
	c.effect("F-10", "warn") // the list is the accountant's own: a warning does not add a means to it
	if _, err := money.StartOnline(c.ctx, c.app, c.gw, c.ask(id)); !refusedUnder(err, "F-10") {
		t.Fatal(err)
	}
	if offer, err := money.OfferOnline(c.app); err != nil || offer.Open || offer.Accepted != "espèces, chèque, virement" {
		t.Fatalf("%+v %v", offer, err)
	}
	_, err := testapp.Try(c.app, c.parent, "online_payments", map[string]any{
		"attempt_no": 9, "refdet": "F000000009A01", "state": "created", "amount_cents": 12000, "numcli": "090909", "mode": "T", "account": c.account,
		"payer_id": c.guardian, "pupil": c.pupil, "lines": []money.Line{{ChargeID: id, Amount: 12000}}, "made_at": "2026-11-16 09:00:00.000Z",
	})
	if !refusedUnder(err, "F-10") {
		t.Fatal(err)
	}
	c.set("F-10", "accepted_modes", "chèque, paiement en ligne")
	c.press(c.start(id), "cb")
	if c.count("payments") != 1 {
		t.Fatal("not booked")
	}
}

// What a direct debit is about to take is not paid by card as well, by whatever door; once given back, it is.
func TestF10WhatIsDebitedIsNotPaidOnline(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	ids := c.charge(c.due(12000, "2026-12-01"), c.due(5000, "2026-12-02"))
	c.sql("INSERT INTO debits (id, end_to_end, state, collect_on, lines) VALUES ('debit0000000001', 'P-1', 'sent', '2026-12-07', '[{\"charge\":\""+ids[0]+"\",\"cents\":12000}]')", nil)
	for _, basket := range [][]string{{ids[0]}, ids} {
		if _, err := money.StartOnline(c.ctx, c.app, c.gw, c.ask(basket...)); !refusedUnder(err, "F-10") || !strings.Contains(err.Error(), "prélevée le 7") {
			t.Fatal(err)
		}
	}
	if c.count("online_payments") != 0 || len(c.sim.Payments()) != 0 {
		t.Fatal("kept")
	}
	c.start(ids[1])
	c.sql("UPDATE debits SET state = 'returned'", nil)
	c.start(ids[0])
}
