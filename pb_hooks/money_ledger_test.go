package pb_hooks_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
)

func TestF16TeachingIsNotCharged(t *testing.T) {
	p := openPurse(t)
	charge := func(label string) error {
		c := p.newCharge(2000)
		c.Label = label
		_, err := money.Charge(p.bursar, p.app, c)
		return err
	}
	for _, label := range []string{"Photocopies du 1er trimestre", "Frais d’inscription", "Carnet de correspondance", "Affranchissement des bulletins"} {
		if err := charge(label); !refusedBy(err, "F-16") {
			t.Errorf("%s: %v", label, err)
		}
	}
	for _, label := range []string{"Carnet de correspondance perdu", "Cahier d’activités", "Duplicata du carnet de liaison"} {
		if err := charge(label); err != nil {
			t.Errorf("%s: %v", label, err)
		}
	}
	byOperator(t, p.app, "POST", "/api/collections/charges/records", map[string]any{
		"pupil": p.pupil, "debtor_id": p.guardian, "subject_collection": "sales", "subject_id": "x", "basis": "act", "act": p.act, "label": "Photocopies", "amount_cents": 500,
		"charged_at": "2026-11-16 09:00:00.000Z",
	}, 400, `F-16 : `)
}

func TestF17DuesOfAnAssociationAreNotTheSchools(t *testing.T) {
	p := openPurse(t)
	for _, label := range []string{"Cotisation au foyer socio-éducatif", "FSE 2026", "Maison des lycéens", "Licence UNSS"} {
		c := p.newCharge(2000)
		c.Label = label
		if _, err := money.Charge(p.bursar, p.app, c); !refusedBy(err, "F-17") {
			t.Errorf("%s: %v", label, err)
		}
	}
	byOperator(t, p.app, "POST", "/api/collections/charges/records", map[string]any{
		"pupil": p.pupil, "debtor_id": p.guardian, "subject_collection": "sales", "subject_id": "x", "basis": "act", "act": p.act, "label": "Association sportive", "amount_cents": 500,
		"charged_at": "2026-11-16 09:00:00.000Z",
	}, 400, `F-17 : `)
}

// A small claim goes through with a warning, until the same person owes enough.
func TestF11SmallClaimsAreGrouped(t *testing.T) {
	p := openPurse(t)
	if found := money.JudgeSmallClaim(1499, 1500); len(found) != 1 {
		t.Errorf("14,99 €: %v", found)
	}
	if found := money.JudgeSmallClaim(1500, 1500); len(found) != 0 {
		t.Errorf("15 €: %v", found)
	}
	record, err := school.NewRecord(p.app, "charges")
	if err != nil {
		t.Fatal(err)
	}
	record.Load(map[string]any{
		"pupil": p.pupil, "debtor_id": p.guardian, "subject_collection": "sales", "subject_id": "x", "basis": "act", "act": p.act, "label": "Cahier", "amount_cents": 500,
		"charged_at": "2026-11-16 09:00:00.000Z",
	})
	judge := func() bool {
		t.Helper()
		findings, err := money.JudgeCharge(t.Context(), p.app, record, school.ActorIn(p.bursar))
		if err != nil {
			t.Fatal(err)
		}
		return warns(findings, "F-11")
	}
	if !judge() {
		t.Error("5 € alone give no warning")
	}
	p.charge(1000)
	if judge() {
		t.Error("5 € with 10 € of the same person are grouped, and warned of")
	}
}

// What nobody of the school may do, an operator may not do either: shares, transfers, closings.
func TestOperatorWritesNothingOfTheLedger(t *testing.T) {
	for _, collection := range []string{"transfers", "closings", "share_agreements"} {
		p := openPurse(t)
		charge := p.charge(10000)
		body := map[string]any{
			"payment": p.book(p.desk(money.Transfer, 4000)).PaymentID, "from_charge": charge, "to_charge": p.charge(500), "amount_cents": 100, "reason": "Un motif assez long",
			"moved_on": "2026-11-16", "moved_at": "2026-11-16 09:00:00.000Z", "to_on": "2026-11-15", "by_staff": "x", "closed_at": "2026-11-16 09:00:00.000Z",
			"pupil": p.pupil, "basis": "judgment", "reference": "Jugement", "dated_on": "2026-09-01", "unit": "per_mille", "approval": p.decision("remission", charge),
			"recorded_at": "2026-11-16 09:00:00.000Z",
		}
		byOperator(t, p.app, "POST", "/api/collections/"+collection+"/records", body, 400, `"rule"`)
	}
}
