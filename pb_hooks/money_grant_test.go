package pb_hooks_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/internal/trip"
)

func (p *purse) decision(kind, charge string) string {
	p.t.Helper()
	head := testapp.As(p.t, p.app, school.Head)
	record, err := testapp.Try(p.app, head, "approvals", map[string]any{
		"kind": kind, "subject_collection": "charges", "subject_id": charge, "decision": "yes", "by_staff": school.ActorIn(head).ID,
		"reason": "Région Alpha, lettre du 12 novembre", "decided_at": "2026-11-16 09:00:00.000Z",
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return record.Id
}

func TestF13NoDiscountByHand(t *testing.T) {
	p := openPurse(t)
	charge, other := p.charge(10000), p.charge(10000)
	decision := p.decision("third_party", charge)
	grant := func(ctx context.Context, g money.NewGrant) error {
		_, err := money.Grant(ctx, p.app, g)
		return err
	}
	good := money.NewGrant{ChargeID: charge, Kind: money.ThirdParty, ApprovalID: decision, Amount: 4000}
	for name, g := range map[string]money.NewGrant{
		"no decision":          {ChargeID: charge, Kind: money.ThirdParty, Amount: 4000},
		"of another kind":      {ChargeID: charge, Kind: money.Surplus, ApprovalID: decision, Amount: 4000},
		"about another charge": {ChargeID: other, Kind: money.ThirdParty, ApprovalID: decision, Amount: 4000},
	} {
		if err := grant(p.accountant, g); !refusedBy(err, "F-13") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, ctx := range []context.Context{context.Background(), p.bursar, testapp.As(t, p.app, school.Head)} {
		if err := grant(ctx, good); !refusedBy(err, "F-13") {
			t.Errorf("by %v: %v", school.ActorIn(ctx), err)
		}
	}
	var refusal *law.Refusal
	beyond := good
	beyond.Amount = 10001
	if err := grant(p.accountant, beyond); !errors.As(err, &refusal) || refusal.Has("F-13") {
		t.Errorf("beyond what is due: %v", err)
	}
	if err := grant(p.accountant, good); err != nil {
		t.Fatal(err)
	}
	if err := money.Verify(p.app); err != nil {
		t.Fatal(err)
	}
}

// act writes an enforceable act of the board.
func (p *purse) actOf(purpose, number string) string {
	p.t.Helper()
	return p.row("acts", map[string]any{"organ": "board", "act_number": number, "purpose": purpose, "voted_on": "2026-10-01", "published_on": "2026-10-05"})
}

const assent = "Avis conforme du 16 novembre 2026"

func TestF13RemissionOfTheHeadStaysBelowTheThreshold(t *testing.T) {
	p := openPurse(t)
	charge := p.charge(10000)
	g := money.NewGrant{ChargeID: charge, Kind: money.Remission, ApprovalID: p.decision("remission", charge), Amount: 2000, Assent: assent}
	grant := func(g money.NewGrant) error {
		_, err := money.Grant(p.accountant, p.app, g)
		return err
	}
	if err := grant(g); !refusedBy(err, "F-13") {
		t.Fatalf("without delegation: %v", err)
	}
	set := func(act string) {
		t.Helper()
		err := school.SetParameter(p.accountant, p.app, school.NewSetting{
			Rule: "F-13", Name: "head_remission_below_cents", Value: "2001", From: school.Clock(p.app).Today(), Reason: "Acte n° 12 du conseil", Act: act,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	set(p.act)
	if err := grant(g); !refusedBy(err, "F-13") {
		t.Fatalf("on the act of a trip: %v", err)
	}
	set(p.actOf("remission_threshold", "12"))
	silent := g
	silent.Assent = " "
	if err := grant(silent); !refusedBy(err, "F-13") {
		t.Fatalf("without the accountant's assent: %v", err)
	}
	if err := grant(g); err != nil {
		t.Fatalf("below the threshold: %v", err)
	}
	g.ApprovalID, g.Amount = p.decision("remission", charge), 3000
	if err := grant(g); !refusedBy(err, "F-13") {
		t.Fatalf("above it: %v", err)
	}
	for _, wrong := range []string{p.act, p.actOf("write_off", "13"), p.row("acts", map[string]any{"organ": "board", "act_number": "14", "purpose": "remission", "voted_on": "2026-11-12"})} {
		g.ActID = wrong
		if err := grant(g); !refusedBy(err, "F-13") {
			t.Fatalf("on an act that votes no remission, or has no effect yet: %v", err)
		}
	}
	g.ActID = p.actOf("remission", "15")
	if err := grant(g); err != nil {
		t.Fatalf("voted by the board: %v", err)
	}
	if p.lastNote("grants.create") != "" {
		t.Error("a warning was let through")
	}
}

// What the head remits needs the board and the accountant whatever the row is called: neither the aid of a third party nor a
// cancellation of what had been paid is a way around.
func TestF13ARemissionHasNoOtherName(t *testing.T) {
	p := openPurse(t)
	charge := p.charge(10000)
	p.book(p.desk(money.Transfer, 8000))
	remission := p.decision("remission", charge)
	grant := func(g money.NewGrant) error {
		_, err := money.Grant(p.accountant, p.app, g)
		return err
	}
	if err := grant(money.NewGrant{ChargeID: charge, Kind: money.ThirdParty, ApprovalID: remission, Amount: 1000, Assent: assent}); !refusedBy(err, "F-13") {
		t.Fatalf("as the aid of a third party: %v", err)
	}
	byOperator(t, p.app, "POST", "/api/collections/grants/records", map[string]any{
		"charge": charge, "kind": "cancellation", "approval": remission, "by_staff": "x", "amount_cents": 5000, "granted_at": "2026-11-16 09:00:00.000Z",
	}, 400, `"code":"F-13"`)
	g := money.NewGrant{ChargeID: charge, Kind: money.Cancellation, ApprovalID: remission, Amount: 5000, Assent: assent}
	if err := grant(g); !refusedBy(err, "F-13") {
		t.Fatalf("cancelled above what is delegated: %v", err)
	}
	g.ActID = p.act
	if err := grant(g); !refusedBy(err, "F-13") {
		t.Fatalf("on the act of a trip: %v", err)
	}
	g.ActID, g.Assent = p.actOf("remission", "15"), ""
	if err := grant(g); !refusedBy(err, "F-13") {
		t.Fatalf("without the accountant's assent: %v", err)
	}
	g.Assent = assent
	if err := grant(g); err != nil {
		t.Fatalf("voted, with the accountant's assent: %v", err)
	}
	g = money.NewGrant{ChargeID: charge, Kind: money.Cancellation, ApprovalID: p.decision("withdrawal", charge), Amount: 1000}
	if err := grant(g); !refusedBy(err, "F-13") {
		t.Fatalf("cancelled as an error that nothing shows: %v", err)
	}
	g.ActID, g.Assent = p.actOf("remission", "16"), assent
	if err := grant(g); err != nil {
		t.Fatalf("voted: %v", err)
	}
	if err := money.Verify(p.app); err != nil {
		t.Fatal(err)
	}
}

// That a third party pays is a decision of its own, which names them: without a name, it would be a remission.
func TestF13AThirdPartyHasAName(t *testing.T) {
	p := openPurse(t)
	charge, head := p.charge(10000), testapp.As(t, p.app, school.Head)
	for reason, refused := range map[string]bool{"": true, " ": true, "Caisse des écoles, 40 €": false} {
		id, err := money.DecideOnCharge(head, p.app, charge, money.ThirdParty, reason)
		if refused != refusedBy(err, "F-13") {
			t.Fatalf("%q: %v", reason, err)
		}
		if refused {
			continue
		}
		g := money.NewGrant{ChargeID: charge, Kind: money.Remission, ApprovalID: id, Amount: 4000, ActID: p.actOf("remission", "15"), Assent: assent}
		if _, err := money.Grant(p.accountant, p.app, g); !refusedBy(err, "F-13") {
			t.Fatalf("remitted on it: %v", err)
		}
		g.Kind, g.ActID = money.ThirdParty, ""
		if _, err := money.Grant(p.accountant, p.app, g); err != nil {
			t.Fatalf("booked: %v", err)
		}
	}
}

// A debt that will never be paid is written off by the board, and the pupil's account says so; what was paid stays.
func TestF13AWriteOffRestsOnTheBoard(t *testing.T) {
	p := openPurse(t)
	charge := p.charge(10000)
	d := p.desk(money.Transfer, 4000)
	p.book(d)
	g := money.NewGrant{ChargeID: charge, Kind: money.WriteOff, ApprovalID: p.decision("write_off", charge), Amount: 6000}
	for _, act := range []string{"", p.act, p.actOf("remission", "20")} {
		g.ActID = act
		if _, err := money.Grant(p.accountant, p.app, g); !refusedBy(err, "F-13") {
			t.Fatalf("on %q: %v", act, err)
		}
	}
	g.ActID = p.actOf("write_off", "21")
	beyond := g
	beyond.Amount = 6001
	if _, err := money.Grant(p.accountant, p.app, beyond); err == nil {
		t.Fatal("what was paid is written off")
	}
	if _, err := money.Grant(p.accountant, p.app, g); err != nil {
		t.Fatal(err)
	}
	if err := money.Verify(p.app); err != nil {
		t.Fatal(err)
	}
}

// Nobody both decides and records, even with both functions.
func TestF21WhoDecidesDoesNotRecord(t *testing.T) {
	p := openPurse(t)
	charge := p.charge(10000)
	both := testapp.As(t, p.app, school.Head, school.Accountant)
	decision, err := testapp.Try(p.app, both, "approvals", map[string]any{
		"kind": "third_party", "subject_collection": "charges", "subject_id": charge, "decision": "yes", "by_staff": school.ActorIn(both).ID, "reason": "Caisse des écoles", "decided_at": "2026-11-16 09:00:00.000Z",
	})
	if err != nil {
		t.Fatal(err)
	}
	g := money.NewGrant{ChargeID: charge, Kind: money.ThirdParty, ApprovalID: decision.Id, Amount: 1000}
	if _, err := money.Grant(both, p.app, g); !refusedBy(err, "F-21") {
		t.Fatalf("alone: %v", err)
	}
	if _, err := money.Grant(p.accountant, p.app, g); err != nil {
		t.Fatalf("by another person: %v", err)
	}
}

// An aid of the social fund is decided on a request, after the commission, and drawn on a fund: neither the head alone, nor
// the accountant, nor the program, nor an operator makes one on a charge. Through a decision, the ledger follows by itself.
func TestF14NoFundWithoutItsCommission(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	open, err := money.OpenCharges(w.app, w.accountant, w.pupil)
	w.must(err)
	charge, due := open[0].ID, open[0].Due()

	for _, on := range []money.Subject{{Collection: "charges", ID: charge}, {Collection: "pupils", ID: w.pupil}, {Collection: "seats", ID: w.seatOf(id, w.pupil).Id}, money.OfTrip(id)} {
		w.refused("F-14", w.decide(w.head, "social_fund", on.Collection, on.ID, "yes"))
	}
	_, err = money.DecideOnCharge(as(w.head), w.app, charge, money.SocialFund, "40 €")
	w.refused("F-14", err)
	var refusal *law.Refusal
	if !errors.As(err, &refusal) || !strings.Contains(refusal.Findings[0].Fix, "Passez par Aides (fonds sociaux)") {
		t.Errorf("the way is not told: %v", err)
	}
	w.must(w.decide(w.head, "remission", "charges", charge, "yes"))
	remission, err := w.app.FindFirstRecordByFilter("approvals", "kind = 'remission'")
	w.must(err)
	for _, a := range []school.Actor{w.accountant, w.head, w.bursar, {Kind: school.System}} {
		for _, approval := range []string{"", remission.Id} {
			_, err := money.Grant(as(a), w.app, money.NewGrant{ChargeID: charge, Kind: money.SocialFund, ApprovalID: approval, Amount: 40_00})
			w.refused("F-14", err)
		}
	}
	byHand := map[string]any{
		"charge": charge, "kind": "social_fund", "approval": remission.Id, "amount_cents": 40_00, "granted_at": "2026-11-16 09:00:00.000Z", "by_staff": w.accountant.ID,
	}
	w.restRefused("F-14", "POST", "grants", byHand)
	byHand["by_staff"] = "decision"
	w.restRefused("F-14", "POST", "grants", byHand)

	w.aided(w.pupil, w.mother, charge, 40_00)
	open, err = money.OpenCharges(w.app, w.accountant, w.pupil)
	w.must(err)
	if open[0].ID != charge || open[0].Due() != due-40_00 {
		t.Errorf("through a decision %s is still due, not %s", open[0].Due(), due-40_00)
	}
	granted, err := w.app.FindFirstRecordByFilter("approvals", "kind = 'social_fund'")
	w.must(err)
	byHand["approval"] = granted.Id // the same decision does not serve twice
	w.restRefused("F-14", "POST", "grants", byHand)
	_, err = money.Grant(as(w.accountant), w.app, money.NewGrant{ChargeID: charge, Kind: money.SocialFund, ApprovalID: granted.Id, Amount: 40_00})
	w.refused("F-14", err)
	w.must(money.Verify(w.app))
}

func TestF13OperatorLowersNothing(t *testing.T) {
	p := openPurse(t)
	charge := p.charge(10000)
	byOperator(t, p.app, "POST", "/api/collections/grants/records", map[string]any{
		"charge": charge, "kind": "remission", "approval": p.decision("remission", charge), "by_staff": "x", "amount_cents": 1, "granted_at": "2026-11-16 09:00:00.000Z",
	}, 400, `"code":"F-13"`)
}
