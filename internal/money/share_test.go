package money_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// other is a second guardian of the family's pupil, who lives elsewhere.
func (f *till) other() string {
	f.t.Helper()
	id := f.row("guardians", map[string]any{"first_name": "Bruno", "last_name": "Martin"})
	f.row("guardianships", map[string]any{"pupil": f.pupil, "guardian": id, "responsibility": 1})
	return id
}

// agreed records that two persons share what the pupil owes, in thousandths.
func (f *till) agreed(subject money.Subject, first, second int64, other string) string {
	f.t.Helper()
	a := money.Agreement{PupilID: f.pupil, Subject: subject, Basis: money.ByJudgment, Reference: "Jugement classé au dossier", DatedOn: "2026-09-14", Unit: money.PerMille}
	for _, s := range []money.Share{{GuardianID: f.guardian, Weight: first}, {GuardianID: other, Weight: second}} {
		if s.Weight > 0 {
			a.Shares = append(a.Shares, s)
		}
	}
	id, err := money.RecordAgreement(f.bursar, f.app, a)
	if err != nil {
		f.t.Fatal(err)
	}
	return id
}

func (f *till) owedBy(guardian string) (due cents.Amount) {
	f.t.Helper()
	s, err := money.StatementOf(f.app, school.Actor{Kind: school.Guardian, ID: guardian})
	if err != nil {
		f.t.Fatal(err)
	}
	return s.Due
}

func TestF18ChargesFollowTheSharesOfAnAgreement(t *testing.T) {
	f := openTill(t)
	other := f.other()
	f.agreed(money.Subject{}, 667, 333, other)
	f.charge(f.due(10001, "2026-12-01"))
	if a, b := f.owedBy(f.guardian), f.owedBy(other); a != 6671 || b != 3330 {
		t.Errorf("%s and %s", a, b)
	}
	b := f.balance()
	if b.Charged != 10001 || b.Due() != 10001 {
		t.Errorf("%+v", b)
	}
	// Each reads their own part, and nothing of the other's.
	mine, err := money.StatementOf(f.app, f.actor())
	if err != nil || len(mine.Charges) != 1 {
		t.Fatalf("%+v %v", mine, err)
	}
	own, err := money.OwnShares(f.app, f.actor(), mine.Charges)
	if err != nil || own[mine.Charges[0].ID] != "66,7 %" {
		t.Errorf("%v %v", own, err)
	}
}

func TestF18AnInstalmentIsChargedOnceWhoeverPays(t *testing.T) {
	f := openTill(t)
	other := f.other()
	f.votedTrip("trip00000000001", 10000, "2026-12-01")
	signed := f.signed("trip00000000001", f.pupil)
	f.agreed(money.OfTrip("trip00000000001"), 500, 500, other)
	one := money.NewCharge{
		PupilID: f.pupil, DebtorID: f.guardian, Subject: money.OfTrip("trip00000000001"), ActID: f.act, Label: "Rome", Amount: 10000, DueOn: "2026-12-01",
		InstalmentID: "inst00000000001", CommitmentID: signed,
	}
	first, again := f.charge(one), f.charge(one)
	if first[0] != again[0] || f.count("charges") != 2 {
		t.Errorf("%v %v, %d charges", first, again, f.count("charges"))
	}
	if f.owedBy(f.guardian) != 5000 || f.owedBy(other) != 5000 {
		t.Errorf("%s and %s", f.owedBy(f.guardian), f.owedBy(other))
	}
}

func TestF18WhatWasChargedIsSplitToTheCent(t *testing.T) {
	f := openTill(t)
	other := f.other()
	charges := f.charge(f.due(10000, "2026-12-01"), f.due(5001, "2027-01-01"))
	f.transfer(9000) // the first signatory paid nearly the first
	_, err := money.BookPayment(f.accountant, f.app, money.Desk{
		Means: money.Transfer, Amount: 1000, PupilID: f.pupil, PayerID: other, BankReference: "VIR 2", Allocations: []money.Line{{ChargeID: charges[0], Amount: 1000}},
	})
	if err != nil {
		t.Fatal(err)
	}
	before := f.balance()
	agreement := f.agreed(money.Subject{}, 600, 400, other)
	moved, err := money.SplitCharges(f.accountant, f.app, agreement)
	if err != nil || moved != 6000 {
		t.Fatalf("%s %v", moved, err)
	}
	after := f.balance()
	if before.Charged-before.Granted != after.Charged-after.Granted {
		t.Errorf("asked for %s, then %s", before.Charged-before.Granted, after.Charged-after.Granted)
	}
	// Anne owed 60 % of 150,01 €: 90,01 €, of which 60 € of the first were paid; 30 € that she paid too much are hers again.
	// Bruno's 10 € stay his: they followed him to his own part.
	if a, b := f.owedBy(f.guardian), f.owedBy(other); a != 3001 || b != 5000 {
		t.Errorf("%s and %s remain", a, b)
	}
	if after.Credit != 3000 {
		t.Errorf("credit %s", after.Credit)
	}
	_, err = money.SplitCharges(f.accountant, f.app, agreement)
	wantRefusal(t, err, "") // twice changes nothing
	// The judgment is changed: all to the second.
	agreement = f.agreed(money.Subject{}, 0, 1000, other)
	if _, err := money.SplitCharges(f.accountant, f.app, agreement); err != nil {
		t.Fatal(err)
	}
	if a, b := f.owedBy(f.guardian), f.owedBy(other); a != 0 || b != 14001 {
		t.Errorf("%s and %s remain", a, b)
	}
	if last := f.balance(); last.Charged-last.Granted != before.Charged-before.Granted || last.Credit != 9000 {
		t.Errorf("%+v", last)
	}
}

func TestF18AnAgreementIsRecordedByTheOrdonnateur(t *testing.T) {
	f := openTill(t)
	other := f.other()
	good := func() money.Agreement {
		return money.Agreement{
			PupilID: f.pupil, Basis: money.ByAgreement, Reference: "Accord signé le 14 septembre", DatedOn: "2026-09-14", Unit: money.PerMille,
			Shares: []money.Share{{GuardianID: f.guardian, Weight: 500}, {GuardianID: other, Weight: 500}},
		}
	}
	_, err := money.RecordAgreement(f.accountant, f.app, good())
	wantRefusal(t, err, "")
	for name, change := range map[string]func(*money.Agreement){
		"no paper":        func(a *money.Agreement) { a.Reference = "" },
		"no basis":        func(a *money.Agreement) { a.Basis = money.ByTariff },
		"to come":         func(a *money.Agreement) { a.DatedOn = "2027-01-01" },
		"less than all":   func(a *money.Agreement) { a.Shares[1].Weight = 400 },
		"more than all":   func(a *money.Agreement) { a.Shares[1].Weight = 600 },
		"a stranger":      func(a *money.Agreement) { a.Shares[1].GuardianID = "guardian0000000" },
		"the same person": func(a *money.Agreement) { a.Shares[1].GuardianID = f.guardian },
		"a negative part": func(a *money.Agreement) { a.Shares[0].Weight, a.Shares[1].Weight = 1100, -100 },
	} {
		a := good()
		change(&a)
		if _, err := money.RecordAgreement(f.bursar, f.app, a); err == nil {
			t.Errorf("%s is recorded", name)
		}
	}
	if f.count("share_agreements") != 0 {
		t.Errorf("%d agreements", f.count("share_agreements"))
	}
}

// Without a paper, a debt is not shared: the charge goes through with a warning that says so.
func TestF18WarnsOfAShareWithoutAnAgreement(t *testing.T) {
	facts := money.ChargeFacts{OtherOwes: true}
	regime := law.Regime{Registry: school.DepsOf(openTill(t).app).Registry, On: "2026-11-16"}
	for _, shared := range []bool{false, true} {
		facts.Shared = shared
		warned := false
		for _, found := range money.ChargeRules.Check(facts, regime) {
			warned = warned || found.Rule == "F-18" && found.Severity == law.Warn
		}
		if warned == shared {
			t.Errorf("shared %v, warned %v", shared, warned)
		}
	}
}

// Amounts that an agreement names are kept as they are when they make the whole, and in proportion otherwise.
func TestSharesInCents(t *testing.T) {
	f := openTill(t)
	other := f.other()
	_, err := money.RecordAgreement(f.bursar, f.app, money.Agreement{
		PupilID: f.pupil, Basis: money.ByAgreement, Reference: "Accord signé", DatedOn: "2026-09-14", Unit: money.InCents,
		Shares: []money.Share{{GuardianID: f.guardian, Weight: 12000}, {GuardianID: other, Weight: 8000}},
	})
	if err != nil {
		t.Fatal(err)
	}
	f.charge(f.due(20000, "2026-12-01"), f.due(999, "2027-01-01"))
	if a, b := f.owedBy(f.guardian), f.owedBy(other); a != 12000+599 || b != 8000+400 {
		t.Errorf("%s and %s", a, b)
	}
}

// An agreement between payers takes off one what others have come to owe by it: it remits nothing.
func TestF13AnAgreementCancelsWhatOthersOwe(t *testing.T) {
	f := openTill(t)
	other := f.other()
	charge := f.charge(f.due(10000, "2026-12-01"))[0]
	id := f.agreed(money.Subject{}, 500, 500, other)
	var approval string
	if err := f.app.DB().Select("approval").From("share_agreements").Row(&approval); err != nil {
		t.Fatal(err)
	}
	byHand := func() error {
		_, err := money.Grant(f.accountant, f.app, money.NewGrant{ChargeID: charge, Kind: money.Cancellation, ApprovalID: approval, Amount: 1})
		return err
	}
	wantRefusal(t, byHand(), "F-13")
	if moved, err := money.SplitCharges(f.accountant, f.app, id); err != nil || moved != 5000 {
		t.Fatal(moved, err)
	}
	wantRefusal(t, byHand(), "F-13")
	if b := f.balance(); b.Due() != 10000 {
		t.Fatalf("%+v", b)
	}
}
