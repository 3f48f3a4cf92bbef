package money_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/payfip"
)

func TestMachineKnowsEachStateAndNoOther(t *testing.T) {
	if len(money.Transitions) != len(money.AllStates) {
		t.Fatal("a state without its line")
	}
	for _, from := range money.AllStates {
		targets, known := money.Transitions[from]
		if !known || from.Label() == "" {
			t.Errorf("%s: no line or no name", from)
		}
		for _, to := range money.AllStates {
			if got, want := from.May(to), from == to || slices.Contains(targets, to); got != want {
				t.Errorf("%s to %s: %v", from, to, got)
			}
		}
		for _, to := range targets {
			if !slices.Contains(money.AllStates, to) || to == from || to == money.Created {
				t.Errorf("%s leads to %q", from, to)
			}
		}
		switch paid := from.Paid(); {
		case paid && len(targets) != 0:
			t.Errorf("%s is absorbing", from)
		case paid != (from.Means() != ""):
			t.Errorf("%s is booked as %q", from, from.Means())
		case !paid && from != money.Created && (!from.May(money.PaidCard) || !from.May(money.PaidDebit)):
			t.Errorf("%s would lose a late success", from)
		}
	}
}

// answers are what PayFiP may say about an attempt.
func answers() map[string]money.Answer {
	detail := func(result payfip.Result) money.Answer {
		return money.Answer{Detail: payfip.Detail{
			IDOp: "0b7c1f30-9a51-11f1-8f4e-0242ac120002", Result: result, Numcli: "090909", Refdet: "F000000001A01", Amount: 5000, HasAmount: true, Mode: payfip.ModeProduction,
		}}
	}
	code := func(code string) money.Answer { return money.Answer{Err: &payfip.FunctionalError{Code: code}} }
	wrong := detail("P")
	wrong.Detail.Amount = 1
	forgotten := detail("R")
	forgotten.Detail.HasAmount = false
	return map[string]money.Answer{
		"P": detail("P"), "V": detail("V"), "R": detail("R"), "Z": detail("Z"), "A": detail("A"), "Q": detail("Q"),
		"P1": code("P1"), "P5": code("P5"), "T2": code("T2"), "P of another amount": wrong, "R without an amount": forgotten,
		"down": {Err: &payfip.TransportError{Err: errors.New("502")}}, "ill": {Err: &payfip.TechnicalError{Kind: payfip.Unavailable}},
	}
}

func TestEachAnswerInEachState(t *testing.T) {
	const young, old = 10 * time.Minute, 30 * time.Minute
	stay := money.State("")
	type row map[money.State]money.State
	all := func(to money.State) row {
		return row{money.Opened: to, money.Refused: to, money.Abandoned: to, money.Expired: to, money.ToCheck: to}
	}
	for name, want := range map[string]struct{ young, old row }{
		"P":                   {all(money.PaidCard), all(money.PaidCard)},
		"V":                   {all(money.PaidDebit), all(money.PaidDebit)},
		"R":                   {all(money.Refused), all(money.Refused)},
		"Z":                   {all(money.Refused), all(money.Refused)},
		"A":                   {all(stay), row{money.Opened: money.Abandoned, money.Refused: stay, money.Abandoned: stay, money.Expired: money.Abandoned, money.ToCheck: money.Abandoned}},
		"Q":                   {all(money.ToCheck), all(money.ToCheck)},
		"P of another amount": {all(money.ToCheck), all(money.ToCheck)},
		"R without an amount": {all(money.ToCheck), all(money.ToCheck)},
		"P5":                  {all(stay), row{money.Opened: money.Expired, money.Refused: stay, money.Abandoned: stay, money.Expired: stay, money.ToCheck: stay}},
		"P1":                  {all(money.ToCheck), row{money.Opened: money.Expired, money.Refused: stay, money.Abandoned: stay, money.Expired: stay, money.ToCheck: stay}},
		"T2":                  {all(stay), all(stay)}, "down": {all(stay), all(stay)}, "ill": {all(stay), all(stay)},
	} {
		for _, age := range []struct {
			age  time.Duration
			want row
		}{{young, want.young}, {old, want.old}} {
			for from, to := range age.want {
				if to == stay {
					to = from
				}
				now := time.Date(2026, 11, 16, 10, 0, 0, 0, time.UTC)
				a := money.Attempt{
					IDOp: "0B7C1F30-9a51-11f1-8f4e-0242ac120002", State: from, Numcli: "090909", Refdet: "F000000001A01", Amount: 5000,
					Mode: payfip.ModeProduction, MadeAt: now.Add(-age.age),
				}
				got, trouble, _, failed := money.Read(a, answers()[name], now, "")
				if got != to {
					t.Errorf("%s after %s, from %s: %s, want %s", name, age.age, from, got, to)
				}
				if got == money.ToCheck && from != money.ToCheck && trouble == "" {
					t.Errorf("%s from %s: to check, and nobody is told why", name, from)
				}
				if failed != (name == "down" || name == "ill") {
					t.Errorf("%s: failed %v", name, failed)
				}
				if got, trouble, _, _ = money.Read(a, answers()[name], now, "Paiement d’essai."); got.Paid() || (name == "P" || name == "V") && trouble != "Paiement d’essai." {
					t.Errorf("%s in a test world, from %s: %s %q", name, from, got, trouble)
				}
			}
		}
	}
}

func TestNextPullFollowsTheSchedule(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	made := time.Date(2026, 10, 24, 22, 0, 0, 0, paris) // the night has 25 hours
	at := made.Add
	morning := time.Date(2026, 10, 25, 6, 0, 0, 0, paris)
	for _, c := range []struct {
		state money.State
		now   time.Time
		want  time.Time
	}{
		{money.Opened, made, at(2 * time.Minute)},
		{money.Opened, at(2 * time.Minute), at(5 * time.Minute)},
		{money.Opened, at(15 * time.Minute), at(16 * time.Minute)},
		{money.Opened, at(20 * time.Minute), at(21 * time.Minute)},
		{money.Expired, at(21 * time.Minute), at(30 * time.Minute)},
		{money.Expired, at(59 * time.Minute), at(time.Hour)},
		{money.Abandoned, at(time.Hour), at(6 * time.Hour)},
		{money.Opened, at(6 * time.Hour), morning},
		{money.Expired, morning, time.Time{}},
		{money.Refused, at(30 * time.Minute), at(time.Hour)},
		{money.Refused, at(time.Hour), time.Time{}},
		{money.ToCheck, morning, morning.AddDate(0, 0, 1)},
		{money.ToCheck, morning.AddDate(0, 3, 0), morning.AddDate(0, 3, 1)},
		{money.ToCheck, morning.AddDate(1, 1, 0), time.Time{}},
		{money.Created, made, time.Time{}},
		{money.PaidCard, made, time.Time{}},
		{money.PaidDebit, at(time.Minute), time.Time{}},
	} {
		if got := money.NextPull(c.state, made, c.now, paris); !got.Equal(c.want) {
			t.Errorf("%s at +%s: %s, want %s", c.state, c.now.Sub(made), got, c.want)
		}
	}
}

func TestEveryPullIsLaterThanNow(t *testing.T) {
	paris, _ := time.LoadLocation("Europe/Paris")
	made := time.Date(2026, 3, 28, 23, 30, 0, 0, paris)
	for _, state := range money.AllStates {
		pulls := 0
		for now := made; pulls < 500; pulls++ {
			next := money.NextPull(state, made, now, paris)
			if next.IsZero() {
				break
			}
			if !next.After(now) {
				t.Fatalf("%s: %s is not after %s", state, next, now)
			}
			now = next
		}
		if limit := map[money.State]int{money.ToCheck: 380}[state]; pulls > max(limit, 9) {
			t.Errorf("%s: %d pulls", state, pulls)
		}
	}
}
