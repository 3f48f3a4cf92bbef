package money_test

import (
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// past writes a charge and a payment on an earlier day, below the doors: a closed period needs a past.
func (f *till) past(on law.Day) (payment string) {
	f.t.Helper()
	f.sql(`INSERT INTO payments (id, means, amount_cents, received_on, booked_on, payer_id, pupil, booked_at) VALUES ('past00000000001', 'transfer', 5000, {:on}, {:on}, {:payer}, {:pupil}, {:at})`,
		map[string]any{"on": string(on), "payer": f.guardian, "pupil": f.pupil, "at": string(on) + " 09:00:00.000Z"})
	f.sql(`INSERT INTO receipt_series (id, code, label) VALUES ('series000000001', 'Q-2026', 'Caisse')`, nil)
	f.sql(`INSERT INTO receipts (id, series, receipt_no, payment, issued_at) VALUES ('receipt00000001', 'series000000001', 1, 'past00000000001', {:at})`, map[string]any{"at": string(on) + " 09:00:00.000Z"})
	err := school.Journal(f.accountant, f.app, school.Entry{Verb: "payments.create", Collection: "payments", ID: "past00000000001"})
	if err != nil {
		f.t.Fatal(err)
	}
	return "past00000000001"
}

func TestAClosedPeriodReceivesNothingMore(t *testing.T) {
	f := openTill(t)
	f.charge(f.due(10000, "2026-12-01"))
	f.past("2026-11-10")
	for name, to := range map[string]law.Day{"today": "2026-11-16", "to come": "2026-12-31", "no day": ""} {
		if _, err := money.CloseBooks(f.accountant, f.app, to); err == nil {
			t.Errorf("closed, %s", name)
		}
	}
	_, err := money.CloseBooks(f.bursar, f.app, "2026-11-15")
	wantRefusal(t, err, "")
	id, err := money.CloseBooks(f.accountant, f.app, "2026-11-15")
	if err != nil {
		t.Fatal(err)
	}
	closing, found, err := money.FindClosing(f.app, f.viewer, id)
	if err != nil || !found || closing.FromOn != "2026-11-10" || closing.Totals.Taken != 5000 || closing.Totals.Payments != 1 || closing.JournalLine == 0 {
		t.Fatalf("%+v %v", closing, err)
	}
	_, err = money.CloseBooks(f.accountant, f.app, "2026-11-12")
	wantRefusal(t, err, "")
	// Every write path: a row as REST or an import would write it, and each operation.
	row := map[string]any{
		"means": "transfer", "amount_cents": 100, "received_on": "2026-11-15", "booked_on": "2026-11-15", "pupil": f.pupil, "payer_id": f.guardian,
		"booked_at": "2026-11-15 09:00:00.000Z", "booked_by": f.viewer.ID,
	}
	_, err = testapp.Try(f.app, f.accountant, "payments", row)
	wantRefusal(t, err, "")
	row["booked_on"] = "2026-11-16"
	if _, err = testapp.Try(f.app, f.accountant, "payments", row); err != nil {
		t.Errorf("money received before, booked today: %v", err)
	}
	reversal := map[string]any{"payment": "past00000000001", "by_staff": f.viewer.ID, "reason": "Chèque revenu impayé", "reversed_at": "2026-11-15 09:00:00.000Z", "reversed_on": "2026-11-15"}
	_, err = testapp.Try(f.app, f.accountant, "reversals", reversal)
	wantRefusal(t, err, "")
	if err := money.ReversePayment(f.accountant, f.app, "past00000000001", "Chèque revenu impayé"); err != nil {
		t.Errorf("corrected in the open period: %v", err)
	}
	if err := money.VerifyClosings(f.app); err != nil {
		t.Error(err)
	}
}

func TestF21WhoClosesDoesNotCheck(t *testing.T) {
	f := openTill(t)
	f.past("2026-11-10")
	id, err := money.CloseBooks(f.accountant, f.app, "2026-11-15")
	if err != nil {
		t.Fatal(err)
	}
	wantRefusal(t, money.Visa(f.accountant, f.app, id, "Rapproché"), "F-21")
	if err := money.Visa(f.bursar, f.app, id, "Rapproché avec la comptabilité"); err != nil {
		t.Fatal(err)
	}
	if c, _, err := money.FindClosing(f.app, f.viewer, id); err != nil || c.VisaBy == "" || c.VisaOn != "2026-11-16" {
		t.Errorf("%+v %v", c, err)
	}
}

// Whoever holds the file may change it; what was closed does not let it pass unseen.
func TestAClosingShowsWhatWasTamperedWith(t *testing.T) {
	for name, c := range map[string]struct{ sql, says string }{
		"a row of the period": {"UPDATE payments SET amount_cents = 4000", "totaux"},
		"its payer":           {"UPDATE payments SET payer_id = ''", "écritures"},
		"the journal's tail":  {"DELETE FROM journal WHERE line_no > 2", "journal"},
		"a table's tail":      {"DELETE FROM charges", "charges"},
		"a payment's line":    {"UPDATE journal SET subject_id = 'x' WHERE verb = 'payments.create'", "coupée"},
		"a payment":           {"DELETE FROM reversals", "ne sont plus là"},
	} {
		t.Run(name, func(t *testing.T) {
			f := openTill(t)
			f.charge(f.due(10000, "2026-11-01"))
			f.past("2026-11-10")
			if _, err := money.CloseBooks(f.accountant, f.app, "2026-11-15"); err != nil {
				t.Fatal(err)
			}
			if err := money.ReversePayment(f.accountant, f.app, "past00000000001", "Chèque revenu impayé"); err != nil {
				t.Fatal(err)
			}
			if err := money.VerifyClosings(f.app); err != nil {
				t.Fatal(err)
			}
			for _, table := range []string{"payments", "journal", "charges", "reversals"} {
				f.sql("DROP TRIGGER sealed_"+table+"_update", nil)
				f.sql("DROP TRIGGER sealed_"+table+"_delete", nil)
			}
			f.sql(c.sql, nil)
			if err := money.VerifyClosings(f.app); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("doctor says %v", err)
			}
		})
	}
}
