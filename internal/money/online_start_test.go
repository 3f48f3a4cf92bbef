package money_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/payfip/simulator"
	"github.com/openacademie/openacademie/internal/school"
)

func TestSecondTabIsToldToResumeOrWait(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	id := c.charge(c.due(12000, ""))[0]
	first := c.start(id)
	busy, ok := isInProgress(errOf(money.StartOnline(c.ctx, c.app, c.gw, c.ask(id))))
	if !ok || busy.ResumeURL != first.PageURL || busy.AttemptID != first.AttemptID || busy.Until.Sub(c.sim.Now()) != 20*time.Minute {
		t.Fatalf("%+v", busy)
	}
	if !strings.Contains(busy.Error(), "10:20") { // Paris
		t.Fatal(busy)
	}
	c.sim.Advance(16 * time.Minute)
	if busy, ok = isInProgress(errOf(money.StartOnline(c.ctx, c.app, c.gw, c.ask(id)))); !ok || busy.ResumeURL != "" {
		t.Fatalf("the page is closed: %+v", busy)
	}
	c.sim.Advance(4 * time.Minute)
	c.start(id)
	c.want(first.AttemptID, money.Expired)
}

func TestSecondTabOfAPaymentThatSucceededPaysNothing(t *testing.T) {
	c := openCounter(t, simulator.Options{Notify: simulator.Notify{Lost: true}})
	id := c.charge(c.due(12000, ""))[0]
	first := c.start(id)
	c.press(first, "cb")
	_, err := money.StartOnline(c.ctx, c.app, c.gw, c.ask(id)) // pulls before deciding
	wantRefusal(t, err, "")
	c.wantPaid(first.AttemptID, 1, 0)
}

func TestAttemptOnOtherChargesIsFree(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	ids := c.charge(c.due(12000, ""), c.due(5000, ""), c.due(600, ""))
	c.start(ids[0], ids[1])
	c.start(ids[2])
	if _, ok := isInProgress(errOf(money.StartOnline(c.ctx, c.app, c.gw, c.ask(ids[1], ids[2])))); !ok {
		t.Fatal("one charge in common is enough")
	}
}

func TestAmountsComeFromTheLedger(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	ids := c.charge(c.due(12000, "2026-11-01"), c.due(5000, "2026-12-01"))
	c.transfer(2000)
	s := c.ask(ids...)
	s.Amounts = map[string]cents.Amount{ids[1]: 1500}
	started, err := money.StartOnline(c.ctx, c.app, c.gw, s)
	if err != nil || started.Amount != 11500 {
		t.Fatalf("%+v %v", started, err)
	}
	c.press(started, "cb")
	c.wantPaid(started.AttemptID, 2, 3500)
	for _, amount := range []cents.Amount{0, -1, 3501} {
		s.ChargeIDs, s.Amounts[ids[1]] = ids[1:], amount
		_, err := money.StartOnline(c.ctx, c.app, c.gw, s)
		wantRefusal(t, err, "")
	}
	s.Amounts[ids[1]] = 99 // PayFiP takes one euro at least
	_, err = money.StartOnline(c.ctx, c.app, c.gw, s)
	wantRefusal(t, err, "")
}

func TestPayerPaysOnlyTheirOwnDebts(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	mine := c.charge(c.due(12000, ""))[0]
	pupil, guardian := c.family("Alan", "Turing")
	d := c.due(5000, "")
	d.PupilID, d.DebtorID = pupil, guardian
	theirs := c.charge(d)[0]
	for name, ask := range map[string]struct {
		ctx     context.Context
		charges []string
	}{
		"another family's": {c.ctx, []string{theirs}},
		"one of each":      {c.ctx, []string{mine, theirs}},
		"nothing":          {c.ctx, nil},
		"unknown":          {c.ctx, []string{"nothing00000000"}},
		"the accountant":   {c.accountant, []string{mine}},
		"the program":      {c.program, []string{mine}},
		"an operator":      {school.WithActor(context.Background(), school.Actor{Kind: school.Operator, ID: "x"}), []string{mine}},
		"the pupil, minor": {school.WithActor(context.Background(), school.Actor{Kind: school.Pupil, ID: c.pupil}), []string{mine}},
	} {
		_, err := money.StartOnline(ask.ctx, c.app, c.gw, c.ask(ask.charges...))
		if err == nil {
			t.Errorf("%s: started", name)
			continue
		}
		wantRefusal(t, err, "")
	}
	if c.count("online_payments") != 0 || len(c.sim.Payments()) != 0 {
		t.Fatal("something was opened")
	}

	// Nobody learns that somebody else is paying, nor where.
	if _, err := money.StartOnline(c.ctx, c.app, c.gw, c.ask(mine)); err != nil {
		t.Fatal(err)
	}
	stranger := school.WithActor(context.Background(), school.Actor{Kind: school.Guardian, ID: guardian})
	_, err := money.StartOnline(stranger, c.app, c.gw, c.ask(mine))
	if _, busy := isInProgress(err); busy {
		t.Fatal("a stranger is told of the payment in progress")
	}
	wantRefusal(t, err, "")
}

func TestPayFiPIsNeverCalledInsideATransaction(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	id := c.charge(c.due(12000, ""))[0]
	s := c.start(id)
	err := c.app.RunInTransaction(func(tx core.App) error {
		if _, err := money.StartOnline(c.ctx, tx, c.gw, c.ask(id)); err == nil {
			t.Error("started")
		}
		if _, err := money.Pull(c.program, tx, c.gw, s.AttemptID, money.ByHand); err == nil {
			t.Error("pulled")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func whatPayFiPWouldNotTakeIsSaidBefore(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	d := c.due(12000, "")
	d.Label = "Séjour à Nîmes – l’arène : « cœur » n° 1/3 " + strings.Repeat("é", 100)
	id := c.charge(d)[0]
	s := c.ask(id)
	s.Mel = "pas une adresse"
	_, err := money.StartOnline(c.ctx, c.app, c.gw, s)
	wantRefusal(t, err, "")
	if c.count("online_payments") != 0 {
		t.Fatal("kept")
	}
	c.start(id)
	payment := c.sim.Payments()[0]
	if payment.Numcli != "090909" || payment.Refdet != "F000000001A01" || !strings.HasPrefix(payment.Objet, "Sejour a Nimes l arene coeur n 13") || len(payment.Objet) > 99 {
		t.Fatalf("%+v", payment)
	}
	c.sql("UPDATE school SET payfip_numcli = '090911'", nil) // closed: T4
	c.sim.Advance(20 * time.Minute)
	if _, err := money.StartOnline(c.ctx, c.app, c.gw, c.ask(id)); err == nil {
		t.Fatal("started on a closed account")
	}
	look, err := money.ToLookAt(c.app, c.viewer)
	if err != nil || !strings.Contains(look[0].Trouble, "T4") {
		t.Fatalf("the staff is told: %+v %v", look, err)
	}
}

func TestFollowUpShowsAnAmountAndAState(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	s := c.start(c.charge(c.due(12000, ""))[0])
	p, found, err := money.FollowUp(c.app, s.Token)
	if err != nil || !found || p.Amount != 12000 || p.State != money.Opened || !p.Waiting {
		t.Fatalf("%+v %v", p, err)
	}
	for _, token := range []string{"", "x", s.AttemptID, c.attempt(s.AttemptID).IDOp} {
		if _, found, _ := money.FollowUp(c.app, token); found {
			t.Fatalf("%q opens the page", token)
		}
	}
	var kept string
	if err := c.app.DB().Select("resume_digest").From("online_payments").Row(&kept); err != nil || kept == "" || strings.Contains(kept, s.Token) {
		t.Fatal("the token itself is kept")
	}
	for _, viewer := range []school.Actor{{Kind: school.Guardian, ID: "other"}, {}, {Kind: school.Operator}, {Kind: school.Staff, Roles: []school.Role{school.Teacher}}} {
		if _, found, _ := money.FindAttempt(c.app, viewer, s.AttemptID); found {
			t.Fatalf("%+v sees the attempt", viewer)
		}
	}
	if _, found, _ := money.FindAttempt(c.app, c.actor(), s.AttemptID); !found {
		t.Fatal("the payer does not")
	}
}

func TestOnePaymentForTwoChildren(t *testing.T) {
	c := openCounter(t, simulator.Options{})
	sibling, _ := c.family("Byron", "Lovelace")
	c.row("guardianships", map[string]any{"pupil": sibling, "guardian": c.guardian, "responsibility": 1})
	d := c.due(5000, "")
	d.PupilID = sibling
	ids := c.charge(c.due(12000, ""), d)
	s := c.start(ids...)
	c.press(s, "cb")
	c.wantPaid(s.AttemptID, 1, 0)
	if statement, err := money.StatementOf(c.app, c.actor()); err != nil || statement.Due != 0 || statement.Credit != 0 {
		t.Fatalf("%+v %v", statement, err)
	}
}
