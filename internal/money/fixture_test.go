package money_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// till is a small school with an enforceable act, one family, and the people of the money.
type till struct {
	t          testing.TB
	app        core.App
	act        string
	pupil      string
	guardian   string
	account    string
	accountant context.Context
	bursar     context.Context
	parent     context.Context
	viewer     school.Actor // the accountant
	remission  string       // the act by which the board remits debts: see remissionAct
}

func openTill(t testing.TB) *till {
	t.Helper()
	app := testapp.New(t)
	f := &till{t: t, app: app}
	f.row("school", map[string]any{
		"uai": "0750001A", "name": "Collège d’essai", "kind": "college", "time_zone": "Europe/Paris", "payfip_numcli": "090909", "payfip_mode": "T",
	})
	f.act = f.row("acts", map[string]any{
		"organ": "board", "act_number": "41", "purpose": "trip", "overnight": true, "voted_on": "2026-10-01", "transmitted_on": "2026-10-05",
	})
	f.pupil, f.guardian = f.family("Ada", "Lovelace")
	f.account = f.user("parent@example.org")
	f.viewer = testapp.StaffActor(t, app, school.Accountant)
	f.accountant = school.WithActor(context.Background(), f.viewer)
	f.bursar = testapp.As(t, app, school.Bursar)
	f.parent = school.WithActor(context.Background(), f.actor())
	return f
}

// votedTrip writes a trip and its schedule under the hooks: what a trip goes through is told elsewhere.
func (f *till) votedTrip(id string, each cents.Amount, due ...law.Day) {
	f.t.Helper()
	f.sql("INSERT INTO trips (id, title, state, act, price_cents) VALUES ({:id}, 'Rome', 'open', {:act}, {:price})",
		dbx.Params{"id": id, "act": f.act, "price": int64(each) * int64(len(due))})
	for i, on := range due {
		f.sql("INSERT INTO instalments (id, trip, rank_no, due_on, amount_cents) VALUES ({:id}, {:trip}, {:rank}, {:on}, {:amount})",
			dbx.Params{"id": fmt.Sprintf("inst0000000000%d", i+1), "trip": id, "rank": i + 1, "on": string(on), "amount": int64(each)})
	}
}

// signed writes an accepted commitment under the hooks and returns its id.
func (f *till) signed(trip, pupil string) string {
	f.t.Helper()
	f.sql("INSERT INTO commitments (id, trip, pupil, decision, guardian_id) VALUES ({:id}, {:trip}, {:pupil}, 'accept', {:guardian})",
		dbx.Params{"id": "c" + pupil[1:], "trip": trip, "pupil": pupil, "guardian": f.guardian})
	return "c" + pupil[1:]
}

func (f *till) sql(query string, params dbx.Params) {
	f.t.Helper()
	if _, err := f.app.DB().NewQuery(query).Bind(params).Execute(); err != nil {
		f.t.Fatal(err)
	}
}

func (f *till) actor() school.Actor {
	return school.Actor{Kind: school.Guardian, ID: f.guardian, AccountID: f.account}
}

func (f *till) row(collection string, fields map[string]any) string {
	f.t.Helper()
	return testapp.Row(f.t, f.app, collection, fields).Id
}

func (f *till) family(first, last string) (pupil, guardian string) {
	f.t.Helper()
	pupil = f.row("pupils", map[string]any{"first_name": first, "last_name": last, "birth_on": "2013-05-01"})
	guardian = f.row("guardians", map[string]any{"first_name": "Anne", "last_name": last})
	f.row("guardianships", map[string]any{"pupil": pupil, "guardian": guardian, "responsibility": 1})
	return pupil, guardian
}

func (f *till) user(email string) string {
	f.t.Helper()
	record, err := school.NewRecord(f.app, "users")
	if err != nil {
		f.t.Fatal(err)
	}
	record.Set("email", email)
	record.SetRaw("password:hash", "x")
	record.RefreshTokenKey()
	if err := f.app.SaveNoValidate(record); err != nil {
		f.t.Fatal(err)
	}
	return record.Id
}

// due is a charge of the family, payable by a day.
func (f *till) due(amount cents.Amount, on law.Day) money.NewCharge {
	return money.NewCharge{
		PupilID: f.pupil, DebtorID: f.guardian, Subject: money.Subject{Collection: "sales", ID: "cahiers"}, ActID: f.act,
		Label: "Participation au voyage", Amount: amount, DueOn: on,
	}
}

func (f *till) charge(charges ...money.NewCharge) []string {
	f.t.Helper()
	ids, err := money.Charge(f.bursar, f.app, charges...)
	if err != nil {
		f.t.Fatal(err)
	}
	return ids
}

// transfer books a transfer, the means that asks for least.
func (f *till) transfer(amount cents.Amount, lines ...money.Line) money.Booked {
	f.t.Helper()
	booked, err := money.BookPayment(f.accountant, f.app, money.Desk{
		Means: money.Transfer, Amount: amount, PupilID: f.pupil, PayerID: f.guardian, BankReference: "VIR 1", Allocations: lines,
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return booked
}

func (f *till) balance() money.Balance {
	f.t.Helper()
	all, err := money.Balances(f.app, f.viewer, money.Scope{PupilID: f.pupil})
	if err != nil {
		f.t.Fatal(err)
	}
	if err := money.Verify(f.app); err != nil {
		f.t.Fatal(err)
	}
	if len(all) == 0 {
		return money.Balance{}
	}
	return all[0]
}

func (f *till) count(table string) (n int) {
	f.t.Helper()
	if err := f.app.DB().Select("COUNT(*)").From(table).Row(&n); err != nil {
		f.t.Fatal(err)
	}
	return n
}

func wantRefusal(t testing.TB, err error, rule string) {
	t.Helper()
	var refusal *law.Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("no refusal: %v", err)
	}
	if rule != "" && !refusal.Has(rule) {
		t.Fatalf("refused without %s: %v", rule, err)
	}
	if rule == "" {
		for _, found := range refusal.Findings {
			if found.Rule != "" {
				t.Fatalf("refused by %s, not by the house: %v", found.Rule, err)
			}
		}
	}
}
