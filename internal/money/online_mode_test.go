package money_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/payfip"
	"github.com/openacademie/openacademie/internal/payfip/simulator"
	"github.com/openacademie/openacademie/internal/school"
)

// settable gives the counter's school the address of its simulator and an accountant with an account.
func settable(t *testing.T) *counter {
	t.Helper()
	c := openCounter(t, simulator.Options{})
	c.viewer.AccountID = c.account
	c.accountant = money.WithMachine(school.WithActor(context.Background(), c.viewer), c.sim.Now)
	base := strings.TrimSuffix(c.page, simulator.PagePath)
	err := school.SavePayFiP(c.accountant, c.app, school.PayFiPSettings{Numcli: "090909", Mode: "T", SOAPURL: base + simulator.SOAPPath, PageURL: c.page})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *counter) trial(action string) money.Attempt {
	c.t.Helper()
	started, err := money.StartTrial(c.accountant, c.app, c.gw, c.ask())
	if err != nil {
		c.t.Fatal(err)
	}
	c.press(started, action)
	return c.attempt(started.AttemptID)
}

func (c *counter) state() school.PayFiPState {
	c.t.Helper()
	state, err := school.PayFiPStateFor(c.app, c.viewer)
	if err != nil {
		c.t.Fatal(err)
	}
	return state
}

// From the convention to production: the connection, one euro by each means, two confirmations; each step waits for the one
// before.
func TestModesOfPayFiPMoveForwardOnFacts(t *testing.T) {
	c := settable(t)
	wantRefusal(t, school.ChangePayFiPMode(c.accountant, c.app, payfip.ModeActivation), "")
	info, err := school.TestPayFiP(c.accountant, c.app)
	if err != nil || info.Label1 != "COLLEGE EXEMPLE" || !c.state().Checked || len(c.state().Labels) != 2 {
		t.Fatalf("%+v %+v %v", info, c.state(), err)
	}
	wantRefusal(t, school.AskProduction(c.accountant, c.app), "")
	if a := c.trial("cb"); a.State != money.PaidCard || !a.BookedAt.IsZero() || a.Mode != payfip.ModeTest || a.Trouble != "" {
		t.Fatalf("%+v", a)
	}
	if c.state().CardPaid || c.state().Activated() {
		t.Fatal("a fictitious payment activates nothing")
	}
	if err := school.ChangePayFiPMode(c.accountant, c.app, payfip.ModeActivation); err != nil {
		t.Fatal(err)
	}
	if a := c.trial("cb"); a.State != money.PaidCard || !strings.Contains(a.Trouble, "activation") {
		t.Fatalf("%+v", a)
	}
	wantRefusal(t, school.AskProduction(c.accountant, c.app), "") // the debit is still to be tried
	c.trial("prelevement")
	if c.count("payments") != 0 || !c.state().Activated() {
		t.Fatalf("%+v", c.state())
	}
	wantRefusal(t, school.ConfirmProduction(c.accountant, c.app, true), "") // confirmed once only
	if err := school.AskProduction(c.accountant, c.app); err != nil {
		t.Fatal(err)
	}
	wantRefusal(t, school.ConfirmProduction(c.accountant, c.app, false), "")
	if err := school.ConfirmProduction(c.accountant, c.app, true); err != nil {
		t.Fatal(err)
	}
	_, err = money.StartTrial(c.accountant, c.app, c.gw, c.ask())
	wantRefusal(t, err, "") // in production every payment settles something
	s := c.start(c.charge(c.due(12000, ""))[0])
	c.press(s, "cb")
	c.wantPaid(s.AttemptID, 1, 0)
}

func TestWrittenConfirmationStandsForActivation(t *testing.T) {
	c := settable(t)
	if _, err := school.TestPayFiP(c.accountant, c.app); err != nil {
		t.Fatal(err)
	}
	wantRefusal(t, school.NoteWrittenConfirmation(c.accountant, c.app, "oui", "2026-11-10"), "")
	wantRefusal(t, school.NoteWrittenConfirmation(c.accountant, c.app, "DDFiP de l’Ain, courriel 12", "2027-11-10"), "")
	if err := school.NoteWrittenConfirmation(c.accountant, c.app, "DDFiP de l’Ain, courriel 12", "2026-11-10"); err != nil {
		t.Fatal(err)
	}
	if err := school.AskProduction(c.accountant, c.app); err != nil {
		t.Fatal(err)
	}
	// Asked for, and forgotten: a quarter of an hour later it is asked for again.
	c.sql("UPDATE school SET payfip_asked_at = '"+time.Now().Add(-16*time.Minute).UTC().Format("2006-01-02 15:04:05.000Z")+"'", nil)
	wantRefusal(t, school.ConfirmProduction(c.accountant, c.app, true), "")
	if err := errors.Join(school.AskProduction(c.accountant, c.app), school.ConfirmProduction(c.accountant, c.app, true)); err != nil {
		t.Fatal(err)
	}
	// In production the number stays; back in test it may change, and what was shown for the other is forgotten.
	settings, err := school.PayFiPSettingsFor(c.app, c.viewer)
	if err != nil {
		t.Fatal(err)
	}
	settings.Numcli = "090910"
	wantRefusal(t, school.SavePayFiP(c.accountant, c.app, settings), "")
	if err := school.ChangePayFiPMode(c.accountant, c.app, payfip.ModeTest); err != nil {
		t.Fatal(err)
	}
	settings.Mode = "T"
	if err := school.SavePayFiP(c.accountant, c.app, settings); err != nil {
		t.Fatal(err)
	}
	if s := c.state(); s.Checked || s.Written != "" || len(s.Labels) != 0 || s.Activated() {
		t.Fatalf("%+v", s)
	}
}

func TestModeDoesNotChangeUnderAPaymentInProgress(t *testing.T) {
	c := settable(t)
	if _, err := school.TestPayFiP(c.accountant, c.app); err != nil {
		t.Fatal(err)
	}
	made := time.Now()
	ctx := money.WithMachine(c.parent, func() time.Time { return made })
	s, err := money.StartOnline(ctx, c.app, c.gw, c.ask(c.charge(c.due(12000, ""))[0]))
	if err != nil {
		t.Fatal(err)
	}
	wantRefusal(t, school.ChangePayFiPMode(c.accountant, c.app, payfip.ModeActivation), "")
	made = made.Add(-21 * time.Minute)
	c.sql("UPDATE online_payments SET made_at = '"+made.UTC().Format("2006-01-02 15:04:05.000Z")+"'", nil)
	if err := school.ChangePayFiPMode(c.accountant, c.app, payfip.ModeActivation); err != nil {
		t.Fatal(err)
	}
	c.want(s.AttemptID, money.Opened)
}

// deceiving is a gateway that does not say that it is simulated: a real school calls it.
type deceiving struct{ money.Gateway }

func TestARealSchoolOpensToFamiliesInProductionOnly(t *testing.T) {
	c := settable(t)
	id := c.charge(c.due(12000, ""))[0]
	practice := c.start(id) // made in test mode
	school.DepsOf(c.app).Kind = school.Real
	gw := deceiving{c.gw}
	_, err := money.StartOnline(c.ctx, c.app, c.gw, c.ask(id))
	wantRefusal(t, err, "") // the simulator, in a real school
	for _, mode := range []string{"T", "X"} {
		c.sql("UPDATE school SET payfip_mode = '"+mode+"'", nil)
		_, err := money.StartOnline(c.ctx, c.app, gw, c.ask(id))
		wantRefusal(t, err, "")
		if _, err := money.PayFiPForFamilies(c.app); !errors.Is(err, money.ErrNotOpen) {
			t.Fatalf("%s: %v", mode, err)
		}
	}
	c.sql("UPDATE school SET payfip_mode = 'W'", nil)
	// What was opened in test and paid there never clears a debt of the school in production.
	c.press(practice, "cb")
	if a := c.want(practice.AttemptID, money.ToCheck); c.count("payments") != 0 || !strings.Contains(a.Trouble, "mode T") {
		t.Fatalf("%+v", a)
	}
	c.sim.Advance(21 * time.Minute)
	s, err := money.StartOnline(c.ctx, c.app, gw, c.ask(id))
	if err != nil {
		t.Fatal(err)
	}
	c.press(s, "cb")
	c.wantPaid(s.AttemptID, 1, 0)
}

func TestOnlyTheAccountantTriesPayFiP(t *testing.T) {
	c := settable(t)
	for name, ctx := range map[string]context.Context{"bursar": c.bursar, "parent": c.ctx, "program": c.program} {
		_, err := money.StartTrial(ctx, c.app, c.gw, c.ask())
		var refusal *law.Refusal
		if !errors.As(err, &refusal) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if c.count("online_payments") != 0 {
		t.Fatal("kept")
	}
}
