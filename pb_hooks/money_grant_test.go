package pb_hooks_test

import (
	"context"
	"errors"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

func (p *purse) decision(kind, charge string) string {
	p.t.Helper()
	head := testapp.As(p.t, p.app, school.Head)
	record, err := testapp.Try(p.app, head, "approvals", map[string]any{
		"kind": kind, "subject_collection": "charges", "subject_id": charge, "decision": "yes", "by_staff": school.ActorIn(head).ID,
		"decided_at": "2026-11-16 09:00:00.000Z",
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return record.Id
}

func TestF13NoDiscountByHand(t *testing.T) {
	p := openPurse(t)
	charge, other := p.charge(10000), p.charge(10000)
	fund := p.decision("social_fund", charge)
	grant := func(ctx context.Context, g money.NewGrant) error {
		_, err := money.Grant(ctx, p.app, g)
		return err
	}
	good := money.NewGrant{ChargeID: charge, Kind: money.SocialFund, ApprovalID: fund, Amount: 4000}
	for name, g := range map[string]money.NewGrant{
		"no decision":          {ChargeID: charge, Kind: money.SocialFund, Amount: 4000},
		"of another kind":      {ChargeID: charge, Kind: money.Remission, ApprovalID: fund, Amount: 4000},
		"about another charge": {ChargeID: other, Kind: money.SocialFund, ApprovalID: fund, Amount: 4000},
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

func TestF13RemissionOfTheHeadStaysBelowTheThreshold(t *testing.T) {
	p := openPurse(t)
	charge := p.charge(10000)
	g := money.NewGrant{ChargeID: charge, Kind: money.Remission, ApprovalID: p.decision("remission", charge), Amount: 2000}
	if _, err := money.Grant(p.accountant, p.app, g); !refusedBy(err, "F-13") {
		t.Fatalf("without delegation: %v", err)
	}
	err := school.SetParameter(p.accountant, p.app, school.NewSetting{
		Rule: "F-13", Name: "head_remission_below_cents", Value: "2001", From: school.Clock(p.app).Today(), Reason: "Acte n° 12 du conseil", Act: p.act,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := money.Grant(p.accountant, p.app, g); err != nil {
		t.Fatalf("below the threshold: %v", err)
	}
	g.ApprovalID, g.Amount = p.decision("remission", charge), 3000
	if _, err := money.Grant(p.accountant, p.app, g); !refusedBy(err, "F-13") {
		t.Fatalf("above it: %v", err)
	}
	g.ActID = p.act
	if _, err := money.Grant(p.accountant, p.app, g); err != nil {
		t.Fatalf("voted by the board: %v", err)
	}
}

func TestF13OperatorLowersNothing(t *testing.T) {
	p := openPurse(t)
	charge := p.charge(10000)
	byOperator(t, p.app, "POST", "/api/collections/grants/records", map[string]any{
		"charge": charge, "kind": "remission", "approval": p.decision("remission", charge), "by_staff": "x", "amount_cents": 1, "granted_at": "2026-11-16 09:00:00.000Z",
	}, 400, `"code":"F-13"`)
}
