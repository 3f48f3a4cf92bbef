package money_test

import (
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/sepa"
)

// The reference of a transfer finds its debt again, however a bank writes it; what a debit is about to take is not asked.
func TestATransferIsAskedWithAReferenceThatComesBack(t *testing.T) {
	f := openTill(t)
	charges := f.charge(f.due(12000, "2026-12-01"), f.due(4050, "2027-01-05"))
	if _, found, err := money.AskTransfer(f.app, f.actor()); found || err != nil {
		t.Fatalf("without an account of the school: %v", err)
	}
	f.mayDebit()
	ask, found, err := money.AskTransfer(f.app, f.actor(), charges[1])
	if err != nil || !found || ask.Amount != 4050 || ask.BIC != "TRPUFRP1" {
		t.Fatalf("%+v %v", ask, err)
	}
	read, err := sepa.ParsePayload(ask.Payload)
	if err != nil || read.Amount != 4050 || read.Reference != ask.Reference || string(read.Creditor.IBAN) != ask.IBAN || read.Creditor.Name != "Collège d’essai" {
		t.Errorf("%+v %v", read, err)
	}
	for _, line := range []string{ask.Reference, "VIR SEPA LOVELACE " + ask.ReferenceGroups() + " MERCI", strings.ToLower(ask.Reference)} {
		if charge, debtor, found := money.FindTransfer(line); charge != charges[1] || debtor != "" || !found {
			t.Errorf("%q: %s %s", line, charge, debtor)
		}
	}
	wrong := ask.Reference[:len(ask.Reference)-1] + map[bool]string{true: "0", false: "1"}[strings.HasSuffix(ask.Reference, "1")]
	if _, _, found := money.FindTransfer(wrong); found {
		t.Errorf("%s is read", wrong)
	}
	whole, _, err := money.AskTransfer(f.app, f.actor())
	if _, debtor, found := money.FindTransfer(whole.Reference); err != nil || !found || debtor != f.guardian || whole.Amount != 16050 {
		t.Errorf("%+v %v", whole, err)
	}

	// Another family's charge is not asked, and what a debit takes is left out.
	_, stranger := f.family("Bob", "Garrec")
	if _, found, err := money.AskTransfer(f.app, school.Actor{Kind: school.Guardian, ID: stranger}, charges[0]); found || err != nil {
		t.Errorf("another's charge: %v", err)
	}
	if _, _, err := money.AskTransferOf(f.app, f.actor(), charges[0]); err == nil {
		t.Error("a family reads as staff do")
	}
	f.signs()
	f.prepared("2026-12-07", charges[0])
	if rest, _, err := money.AskTransfer(f.app, f.actor()); err != nil || rest.Amount != 4050 {
		t.Errorf("%+v %v", rest, err)
	}
}
