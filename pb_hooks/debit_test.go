package pb_hooks_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/pb_hooks"
)

// openBank is a purse whose school may debit, with a mandate of the mother.
func openBank(t *testing.T) (p *purse, mandate, charge string) {
	t.Helper()
	p = openPurse(t)
	p.row("school", map[string]any{"uai": "0750001A", "name": "Collège d’essai", "kind": "college", "time_zone": "Europe/Paris"})
	if err := school.SaveBankIDs(p.accountant, p.app, school.BankIDs{IBAN: "FR1420041010050500013M02606", ICS: "FR72ZZZ123456"}); err != nil {
		t.Fatal(err)
	}
	charge = p.charge(12000)
	mandate, err := money.DraftMandate(p.bursar, p.app, money.NewMandate{GuardianID: p.guardian, Kind: money.Recurrent})
	if err != nil {
		t.Fatal(err)
	}
	err = money.RecordPaperMandate(p.bursar, p.app, mandate, money.NewMandate{IBAN: "DE89370400440532013000", Holder: "Anne Lovelace", SignedOn: "2026-11-12"})
	if err != nil {
		t.Fatal(err)
	}
	return p, mandate, charge
}

// operator makes an operator's calls of REST.
func (p *purse) operator() func(method, path string, fields map[string]any) (status int, body string) {
	handler, token := testapp.Handler(p.t, p.app), testapp.OperatorToken(p.t, p.app)
	return func(method, path string, fields map[string]any) (int, string) {
		p.t.Helper()
		sent, err := json.Marshal(fields)
		if err != nil {
			p.t.Fatal(err)
		}
		answer := testapp.Ask(p.t, handler, method, "/api/collections/"+path, token, string(sent))
		return answer.Code, answer.Body.String()
	}
}

// An operator gives no mandate, debits nobody, and books no debit; nor does the accountant by hand.
func TestF10NobodyDebitsRoundTheMandate(t *testing.T) {
	p, mandate, charge := openBank(t)
	ask := p.operator()
	typed := func(severity string) {
		t.Helper()
		err := school.SetParameter(p.accountant, p.app, school.NewSetting{Rule: "F-10", Name: "severity", Value: severity, From: school.Clock(p.app).Today(), Reason: "Avis de la banque"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := testapp.Try(p.app, p.accountant, "payments", p.paymentRow(map[string]any{"means": "direct_debit"})); !refusedBy(err, "F-10") {
			t.Errorf("typed by the accountant, %s: %v", severity, err)
		}
	}
	for what, try := range map[string]struct {
		path   string
		fields map[string]any
	}{
		"a mandate":  {"mandates/records", map[string]any{"guardian_id": p.guardian, "kind": "recurrent", "state": "active", "notice_days": 1, "iban_sealed": "DE89370400440532013000", "account_holder": "Anne"}},
		"a batch":    {"debit_batches/records", map[string]any{"number": "P-9", "state": "prepared", "collect_on": "2026-12-07"}},
		"a payment":  {"payments/records", p.paymentRow(map[string]any{"means": "direct_debit"})},
		"a sent one": {"debit_batches/records", map[string]any{"number": "P-9", "state": "sent", "collect_on": "2026-12-07"}},
	} {
		if status, body := ask(http.MethodPost, try.path, try.fields); status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", what, status, body)
		}
	}
	typed("warn") // what did not happen at the bank is no matter of a setting
	typed("block")
	p.refusedPayment("F-10", p.accountant, p.desk(money.DirectDebit, 12000))

	batch, err := money.PrepareDebits(p.bursar, p.app, "2026-12-07", charge)
	if err != nil {
		t.Fatal(err)
	}
	debit, err := p.app.FindFirstRecordByData("debits", "batch", batch)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := testapp.Try(p.app, school.WithActor(t.Context(), school.Actor{Kind: school.System}), "payments",
		p.paymentRow(map[string]any{"means": "direct_debit", "debit_id": debit.Id, "amount_cents": 12000, "booked_by": ""})); !refusedBy(err, "F-10") {
		t.Errorf("booked before it is sent: %v", err)
	}
	for what, fields := range map[string]map[string]any{
		"its amount": {"amount_cents": 1}, "its state": {"state": "booked"}, "its day": {"collect_on": "2026-11-17"}, "its notice": {"posted_on": "2026-11-16"}, "its return": {"return_code": "AM04"},
	} {
		if status, body := ask(http.MethodPatch, "debits/records/"+debit.Id, fields); status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", what, status, body)
		}
	}
	if status, body := ask(http.MethodPatch, "debit_batches/records/"+batch, map[string]any{"state": "sent"}); status != http.StatusBadRequest || !strings.Contains(body, "F-10") {
		t.Errorf("sent without notice: %d %s", status, body)
	}
	for _, row := range []string{"debits/records/" + debit.Id, "debit_batches/records/" + batch, "mandates/records/" + mandate} {
		if status, _ := ask(http.MethodDelete, row, nil); status != http.StatusBadRequest {
			t.Errorf("%s deleted: %d", row, status)
		}
	}
	// A message that leaves is the notice.
	delivery, err := p.app.FindFirstRecordByFilter("deliveries", "message.kind = 'debit_announced'")
	if err != nil {
		t.Fatal(err)
	}
	delivery.Load(map[string]any{"state": "sent", "channel": "email"})
	if err := p.app.SaveWithContext(school.WithActor(t.Context(), school.Actor{Kind: school.System}), delivery); err != nil {
		t.Fatal(err)
	}
	if debit, err = p.app.FindRecordById("debits", debit.Id); err != nil || debit.GetString("noticed_on") != "2026-11-16" {
		t.Errorf("told on %q %v", debit.GetString("noticed_on"), err)
	}
}

// No read of the API gives an account, and no free text keeps one.
func TestF22NoAccountIsReadNorWrittenElsewhere(t *testing.T) {
	p, mandate, _ := openBank(t)
	ask := p.operator()
	for _, path := range []string{"mandates/records", "mandates/records/" + mandate, "mandates/records?filter=(iban_tail='3000')"} {
		status, body := ask(http.MethodGet, path, nil)
		if status != http.StatusOK || strings.Contains(body, "iban_sealed") || strings.Contains(body, "account_holder") || strings.Contains(body, "DE89") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	if status, body := ask(http.MethodPatch, "mandates/records/"+mandate, map[string]any{"iban_sealed": "DE89370400440532013000"}); status != http.StatusBadRequest || !strings.Contains(body, "F-22") {
		t.Errorf("in clear: %d %s", status, body)
	}
	desk := p.desk(money.Transfer, 100)
	desk.Note = "Rendre sur DE89 3704 0044 0532 0130 00 merci"
	p.refusedPayment("F-22", p.accountant, desk)
	desk.Note = "Rendre sur le compte connu"
	p.book(desk)
	if _, err := testapp.Try(p.app, p.bursar, "pupils", map[string]any{"first_name": "Léo", "last_name": "Martin", "address1": "FR14-2004-1010-0505-0001-3M02-606"}); !refusedBy(err, "F-22") {
		t.Errorf("in an address: %v", err)
	}
	for text, holds := range map[string]bool{
		"IBAN : FR14 2004 1010 0505 0001 3M02 606.": true, "fr1420041010050500013m02606": true, "(DE89370400440532013000)": true,
		"FR14 2004 1010 0505 0001 3M02 607": false, "RF18 5390 0754 7034": false, "Salle AB12, 3e étage, porte 4, bâtiment C": false, "": false, "FR14": false,
	} {
		if pb_hooks.HoldsIBAN(text) != holds {
			t.Errorf("%q: %v", text, !holds)
		}
	}
	// The journal of all this has kept none.
	var kept int
	if err := p.app.DB().NewQuery("SELECT COUNT(*) FROM journal_details WHERE new_values LIKE '%iban_sealed%' OR new_values LIKE '%3704%' OR old_values LIKE '%iban_sealed%'").Row(&kept); err != nil || kept != 0 {
		t.Errorf("%d lines of the journal hold an account: %v", kept, err)
	}
}
