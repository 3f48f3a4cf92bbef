package pb_hooks_test

import (
	"errors"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/internal/trip"
)

// BenchmarkSurplus300 gives back what a trip of 300 pupils did not cost, each of whom paid in three times. What it writes
// is undone: a surplus is given once.
func BenchmarkSurplus300(b *testing.B) {
	app := testapp.New(b)
	const id = "voyagedereliqua"
	testapp.Row(b, app, "school", map[string]any{"uai": "0350001A", "name": "Collège d’essai", "kind": "college", "time_zone": "Europe/Paris"})
	for _, query := range []string{
		`INSERT INTO trips (id, title, country_code, obligation, state, departs_on, returns_on, price_cents)
			VALUES ('` + id + `', 'Rome', 'IT', 'optional', 'reported', '2026-10-12', '2026-10-17', 30000)`,
		`INSERT INTO approvals (id, kind, subject_collection, subject_id, decision, decided_at)
			VALUES ('bilanbilanbilan', 'final_report', 'trips', '` + id + `', 'yes', '2026-11-10 10:00:00.000Z')`,
		`INSERT INTO budget_lines (id, trip, phase, side, beneficiaries, label, amount_cents, spent_on)
			VALUES ('lignelignelign1', '` + id + `', 'execution', 'expense', 'pupils', 'Hébergement', 8000000, '2026-10-17')`,
		`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
			INSERT INTO pupils (id, first_name, last_name, birth_on) SELECT printf('pupil%010d', i), 'Élève', printf('Nom %04d', i), '2013-05-01' FROM n`,
		`INSERT INTO guardians (id, first_name, last_name) SELECT REPLACE(id, 'pupil', 'guard'), 'Anne', last_name FROM pupils`,
		`INSERT INTO guardianships (id, pupil, guardian, responsibility) SELECT REPLACE(id, 'pupil', 'glink'), id, REPLACE(id, 'pupil', 'guard'), 1 FROM pupils`,
		`INSERT INTO seats (id, trip, pupil, state) SELECT REPLACE(id, 'pupil', 'seats'), '` + id + `', id, 'committed' FROM pupils`,
		`INSERT INTO commitments (id, trip, pupil, guardian_id, decision) SELECT REPLACE(id, 'pupil', 'signs'), '` + id + `', id, REPLACE(id, 'pupil', 'guard'), 'accept' FROM pupils`,
		`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3)
			INSERT INTO charges (id, pupil, debtor_id, subject_collection, subject_id, basis, label, amount_cents, due_on, charged_at)
			SELECT 'c' || i || SUBSTR(id, 3), id, REPLACE(id, 'pupil', 'guard'), 'trips', '` + id + `', 'act', 'Échéance ' || i, 10000, '2026-0' || (6 + i) || '-15',
			'2026-06-01 10:00:00.000Z' FROM pupils, n`,
		`INSERT INTO payments (id, pupil, payer_id, means, amount_cents, received_on, booked_on, booked_at)
			SELECT 'p' || SUBSTR(id, 2), pupil, debtor_id, 'transfer', amount_cents, due_on, due_on, charged_at FROM charges`,
		`INSERT INTO allocations (id, payment, charge, amount_cents) SELECT 'a' || SUBSTR(id, 2), 'p' || SUBSTR(id, 2), id, amount_cents FROM charges`,
	} {
		if _, err := app.DB().NewQuery(query).Execute(); err != nil {
			b.Fatal(err)
		}
	}
	accountant := testapp.StaffActor(b, app, school.Accountant)
	undone := errors.New("undone")
	for b.Loop() {
		err := app.RunInTransaction(func(tx core.App) error {
			if err := trip.GiveSurplus(as(accountant), tx, id); err != nil {
				return err
			}
			refunds, err := money.Refunds(tx, accountant, money.RefundFilter{Subject: money.OfTrip(id)})
			if err != nil || len(refunds) != 300 {
				b.Fatalf("%d refunds: %v", len(refunds), err)
			}
			return undone
		})
		if !errors.Is(err, undone) {
			b.Fatal(err)
		}
	}
}
