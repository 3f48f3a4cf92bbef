package command_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite"
)

// Who tries the program finds a batch of debits announced and waiting for its second person, and a payment online that was
// booked once, with its receipt.
func TestThePracticeSchoolDebitsAndIsPaidOnline(t *testing.T) {
	t.Parallel()
	dir, _ := practiceFolder(t)
	db, err := sql.Open("sqlite", filepath.Join(dir, "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	for query, want := range map[string]int{
		"SELECT COUNT(*) FROM debit_batches WHERE state = 'prepared' AND debits_count > 0": 1,
		`SELECT COUNT(*) FROM debit_batches b WHERE b.total_cents = (SELECT SUM(d.amount_cents) FROM debits d WHERE d.batch = b.id AND d.state = 'planned')
			AND NOT EXISTS (SELECT 1 FROM debits d WHERE d.batch = b.id AND d.noticed_on = '' AND d.posted_on = '')`: 1,
		"SELECT COUNT(*) FROM online_payments WHERE state = 'paid_card'": 1,
		`SELECT COUNT(*) FROM online_payments o JOIN payments p ON p.online_payment_id = o.id JOIN receipts r ON r.payment = p.id
			JOIN allocations a ON a.payment = p.id WHERE o.state = 'paid_card' AND p.amount_cents = o.amount_cents AND a.amount_cents = p.amount_cents`: 1,
	} {
		var n int
		if err := db.QueryRow(query).Scan(&n); err != nil || n != want {
			t.Errorf("%s: %d, want %d (%v)", query, n, want, err)
		}
	}
}
