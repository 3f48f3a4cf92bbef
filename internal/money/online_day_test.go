package money_test

import (
	"slices"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/payfip/simulator"
	"github.com/openacademie/openacademie/internal/school"
)

// A day of everything: the two sides add up alone, what waits for a person is named, and the ledger agrees to the cent.
func TestDailyReconciliationSetsBothSidesSideBySide(t *testing.T) {
	c := openCounter(t, simulator.Options{Notify: simulator.Notify{Lost: true}})
	ids := c.charge(c.due(12000, ""), c.due(5000, ""), c.due(700, ""), c.due(800, ""), c.due(900, ""), c.due(1000, ""))
	play := func(charge, action string) money.Started {
		s := c.start(charge)
		c.press(s, action)
		c.pull(s.AttemptID, money.ByReturn)
		return s
	}
	play(ids[0], "cb")
	play(ids[1], "prelevement")
	play(ids[2], "refus_cb")
	open := c.start(ids[3])
	unclear := c.start(ids[4])
	c.press(unclear, "cb")
	c.sim.Inject(simulator.Fault{Kind: simulator.UnknownResult, Times: 1})
	c.pull(unclear.AttemptID, money.ByReturn)
	first := c.start(ids[5])
	c.open(first)
	c.sim.Advance(21 * time.Minute)
	second := c.start(ids[5])
	c.press(second, "cb")
	c.choose(first, "cb")
	c.pull(second.AttemptID, money.ByReturn)
	c.pull(first.AttemptID, money.ByReturn)
	c.sim.Advance(10 * time.Minute)

	read := func() money.OnlineDay {
		t.Helper()
		d, err := money.OnlineOn(c.program, c.app, c.viewer, school.Clock(c.app).Today())
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	d := read()
	want := map[money.Concern]int{money.Waiting: 1, money.Unclear: 1, money.PaidTwice: 1}
	if len(d.Rows) != 7 || len(d.Pending) != 0 || len(d.Concerns) != 3 || !d.Agrees {
		t.Fatalf("%d rows, %+v", len(d.Rows), d.Concerns)
	}
	for concern, n := range want {
		if d.Concerns[concern] != n {
			t.Errorf("%s: %d", concern, d.Concerns[concern])
		}
	}
	if d.PulledCard != (money.Tally{Count: 3, Amount: 14000}) || d.BookedCard != d.PulledCard || d.PulledDebit != (money.Tally{Count: 1, Amount: 5000}) || d.BookedDebit != d.PulledDebit {
		t.Errorf("%+v", d)
	}
	journal, err := money.Journal(c.app, c.viewer, d.Day, d.Day)
	if err != nil {
		t.Fatal(err)
	}
	var taken cents.Amount
	for _, l := range journal.Lines {
		taken += l.Amount
	}
	if taken != d.BookedCard.Amount+d.BookedDebit.Amount {
		t.Errorf("the journal says %s", taken)
	}
	i := slices.IndexFunc(d.Rows, func(r money.OnlineRow) bool { return r.ID == first.AttemptID })
	if r := d.Rows[i]; r.Credit != 1000 || r.Concern != money.PaidTwice || r.Receipt == "" {
		t.Errorf("%+v", r)
	}
	if i := slices.IndexFunc(d.Rows, func(r money.OnlineRow) bool { return r.ID == open.AttemptID }); d.Rows[i].Concern != money.Waiting {
		t.Errorf("%+v", d.Rows[i])
	}

	// What the ledger would not know, or know otherwise, is the gravest; no door lets it happen.
	for _, sql := range []string{"UPDATE online_payments SET state = 'paid_card', trouble = '' WHERE id = '" + unclear.AttemptID + "'", "UPDATE online_payments SET amount_cents = 1 WHERE id = '" + second.AttemptID + "'"} {
		c.sql(sql, nil)
	}
	if d = read(); d.Agrees || d.Concerns[money.Mismatched] != 2 || d.Concerns[money.Unclear] != 0 {
		t.Errorf("%+v", d.Concerns)
	}
	counts, err := money.OnlineConcerns(c.program, c.app)
	if err != nil || counts[money.Mismatched] != 2 || counts[money.PaidTwice] != 1 || counts[money.Waiting] != 1 || len(counts) != 3 {
		t.Errorf("%+v %v", counts, err)
	}
	_, err = money.OnlineOn(c.program, c.app, c.actor(), d.Day)
	wantRefusal(t, err, "")

	// The next day they are still to be looked at, under the day's own rows.
	tomorrow := d.Day.Add(1)
	next, err := money.OnlineOn(c.program, c.app, c.viewer, tomorrow)
	if err != nil || len(next.Rows) != 0 || len(next.Pending) != 4 || next.BookedCard.Count != 0 {
		t.Errorf("%d rows, %d pending, %v", len(next.Rows), len(next.Pending), err)
	}
}
