package money_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/money"
)

// agedSchool has so many pupils, each with three charges and two payments in each of so many years, written under the hooks.
func agedSchool(b testing.TB, pupils, years int) *till {
	f := openTill(b)
	of := dbx.Params{"pupils": pupils, "years": years, "act": f.act}
	f.sql(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {:pupils})
		INSERT INTO pupils (id, first_name, last_name, birth_on) SELECT printf('pupil%010d', i), 'Élève', printf('Nom %04d', i), '2013-05-01' FROM n`, of)
	f.sql(`INSERT INTO guardians (id, first_name, last_name) SELECT REPLACE(id, 'pupil', 'guard'), 'Anne', last_name FROM pupils WHERE id LIKE 'pupil%'`, nil)
	f.sql(`INSERT INTO guardianships (id, pupil, guardian, responsibility) SELECT REPLACE(id, 'pupil', 'glink'), id, REPLACE(id, 'pupil', 'guard'), 1
		FROM pupils WHERE id LIKE 'pupil%'`, nil)
	f.sql(`WITH RECURSIVE y(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM y WHERE n < {:years}), e(k) AS (VALUES (1), (2), (3))
		INSERT INTO charges (id, pupil, debtor_id, subject_collection, subject_id, basis, act, label, amount_cents, due_on, charged_at, instalment_id, commitment_id)
		SELECT printf('c%02d%d%s', n, k, SUBSTR(p.id, 5)), p.id, REPLACE(p.id, 'pupil', 'guard'), 'sales', printf('y%d', n), 'act', {:act}, 'Échéance', 10000 + k,
			printf('%d-%02d-15', 2027 - n, k), printf('%d-01-01 00:00:00.000Z', 2027 - n), '', ''
		FROM pupils p, y, e WHERE p.id LIKE 'pupil%'`, of)
	f.sql(`INSERT INTO payments (id, pupil, payer_id, means, amount_cents, received_on, booked_on, booked_at, online_payment_id, idempotency_token)
		SELECT 'p' || SUBSTR(id, 2), pupil, debtor_id, 'transfer', amount_cents, due_on, due_on, charged_at, '', '' FROM charges WHERE amount_cents < 10003`, nil)
	f.sql(`INSERT INTO allocations (id, payment, charge, amount_cents) SELECT 'a' || SUBSTR(id, 2), 'p' || SUBSTR(id, 2), id, amount_cents FROM charges WHERE amount_cents < 10003`, nil)
	f.sql("ANALYZE", nil)
	return f
}

// BenchmarkGrowth shows what more pupils and more years of history cost: the balances of the school, and the account of one
// pupil, which must not grow with the school.
func BenchmarkGrowth(b *testing.B) {
	for _, size := range []struct{ pupils, years int }{{300, 1}, {1500, 1}, {3000, 1}, {1500, 5}, {1500, 10}} {
		f := agedSchool(b, size.pupils, size.years)
		name := fmt.Sprintf("pupils=%d/years=%d", size.pupils, size.years)
		for what, read := range map[string]func() error{
			"balances": func() error {
				all, err := money.Balances(f.app, f.viewer, money.Scope{})
				if err == nil && len(all) != size.pupils {
					err = fmt.Errorf("%d balances", len(all))
				}
				return err
			},
			"account": func() error {
				s, err := money.StatementFor(f.app, f.viewer, "pupil0000000042")
				if err == nil && len(s.Charges) != 3*size.years {
					err = fmt.Errorf("%d charges", len(s.Charges))
				}
				return err
			},
		} {
			b.Run(what+"/"+name, func(b *testing.B) {
				start := processor()
				for b.Loop() {
					if err := read(); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64((processor()-start)/time.Microsecond)/float64(b.N)/1000, "cpu-ms/op")
			})
		}
	}
}
