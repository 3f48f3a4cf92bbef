package school_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
	"github.com/openacademie/openacademie/internal/testapp"
)

// However a school comes to an export, it says the same of those who are there.
func TestImportAnyWayGivesTheSameSchool(t *testing.T) {
	rounds := 4
	if testing.Short() {
		rounds = 1
	}
	random := rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano())))
	for range rounds {
		seed, n := random.Uint64(), func() int { return random.IntN(6) }
		m := fixture.Mutation{Addresses: n(), Phones: n(), Leavers: n(), Gone: n(), Newcomers: n(), Classes: n()}
		t.Run(fmt.Sprintf("%d %+v", seed, m), func(t *testing.T) {
			a := fixture.School(seed, fixture.Options{Pupils: 60, Classes: 8})
			b := fixture.School(seed, fixture.Options{Pupils: 60, Classes: 8, Mutate: m})
			app, direct := testapp.New(t), testapp.New(t)
			importAll(t, app, zipped(a))
			importAll(t, app, zipped(b))
			wantEmpty(t, importAll(t, app, zipped(b)))
			importAll(t, direct, zipped(b))
			compareSchools(t, app, direct)
		})
	}
}

// compareSchools compares the pupils present, their guardians and their links, by the numbers of SIECLE.
func compareSchools(t *testing.T, a, b core.App) {
	t.Helper()
	for name, query := range map[string]string{
		"pupils": `SELECT p.eleve_id, p.ine, p.elenoet, p.last_name, p.first_name, p.birth_on, p.boarding_code, p.mef_code, p.options, p.siecle, p.last_year,
			p.address1, p.address2, p.address3, p.address4, p.postcode, p.town, p.phone_mobile, p.email, COALESCE(c.code, '') FROM pupils p
			LEFT JOIN classes c ON c.id = p.class WHERE p.left_on = '' ORDER BY 1`,
		"guardians": `SELECT DISTINCT g.personne_id, g.civility, g.last_name, g.usage_name, g.first_name, g.email, g.phone_mobile, g.phone_home, g.address1,
			g.address2, g.address3, g.address4, g.postcode, g.town, g.sms_ok, g.shares_contact, g.siecle FROM guardians g JOIN guardianships s ON s.guardian = g.id
			JOIN pupils p ON p.id = s.pupil AND p.left_on = '' WHERE s.ended_on = '' ORDER BY 1`,
		"links": `SELECT p.eleve_id, g.personne_id, s.responsibility, s.kinship_code, s.pays, s.gets_aid, s.lives_with, s.contact_first FROM guardianships s
			JOIN pupils p ON p.id = s.pupil AND p.left_on = '' JOIN guardians g ON g.id = s.guardian WHERE s.ended_on = '' ORDER BY 1, 2`,
		"groups": `SELECT p.eleve_id, g.code FROM group_members m JOIN pupils p ON p.id = m.pupil AND p.left_on = '' JOIN groups g ON g.id = m.in_group ORDER BY 1, 2`,
		"placements": `SELECT p.eleve_id, COALESCE(c.code, ''), l.boarding_code, l.mef_code FROM placements l JOIN pupils p ON p.id = l.pupil AND p.left_on = ''
			LEFT JOIN classes c ON c.id = l.class WHERE l.until_on = '' ORDER BY 1`,
		"structures": `SELECT code, label, mef_codes, COALESCE(siecle, '') FROM classes UNION ALL SELECT code, label, '', COALESCE(siecle, '') FROM groups ORDER BY 1`,
		"subjects":   `SELECT code, management_key, label, siecle FROM subjects UNION ALL SELECT code, formation, label, siecle FROM mefs ORDER BY 1`,
	} {
		left, right := linesOf(t, a, query), linesOf(t, b, query)
		if len(left) != len(right) {
			t.Errorf("%s: %d and %d", name, len(left), len(right))
			continue
		}
		for i := range left {
			if left[i] != right[i] {
				t.Errorf("%s differ:\n%s\n%s", name, left[i], right[i])
				break
			}
		}
	}
}

func linesOf(t *testing.T, app core.App, query string) []string {
	t.Helper()
	rows, err := app.DB().NewQuery(query).Rows()
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var lines []string
	names, _ := rows.Columns()
	for rows.Next() {
		cells, targets := make([]string, len(names)), make([]any, len(names))
		for i := range cells {
			targets[i] = &cells[i]
		}
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, strings.Join(cells, " | "))
	}
	return lines
}

func TestImportWaitsForItsConfirmation(t *testing.T) {
	app := testapp.New(t)
	ctx := testapp.As(t, app, school.Secretary)
	store := func(d *school.Difference) string {
		t.Helper()
		id, err := school.StoreDifference(ctx, app, d)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	kept := func(id string) bool {
		_, err := os.Stat(filepath.Join(app.DataDir(), "imports", id+".json.gz"))
		return err == nil
	}
	read := readImport(t, app, zipped(small(fixture.Mutation{})))
	id := store(read)
	d, err := school.LoadDifference(ctx, app, id)
	if err != nil || d.Stale || d.ID != id || len(d.Added) != 100 || !kept(id) {
		t.Fatalf("loaded: %v %+v", err, d)
	}
	if err := school.Confirm(ctx, app, d); err != nil {
		t.Fatal(err)
	}
	row := find(t, app, "imports", "id", id)
	if row.GetString("state") != "confirmed" || row.GetString("digest") == "" || kept(id) || count(t, app, "imports") != 1 {
		t.Errorf("after confirming: %s, file kept %v", row.GetString("state"), kept(id))
	}
	if _, err := school.LoadDifference(ctx, app, id); !errors.Is(err, school.ErrNoSuchImport) {
		t.Errorf("confirmed twice: %v", err)
	}
	if err := school.Confirm(ctx, app, d); err == nil {
		t.Error("confirmed twice")
	}

	cancelled := store(readImport(t, app, zipped(small(fixture.Mutation{Phones: 2}))))
	if err := school.CancelImport(ctx, app, cancelled); err != nil || kept(cancelled) {
		t.Errorf("cancelled: %v", err)
	}

	stale := store(readImport(t, app, zipped(small(fixture.Mutation{Phones: 2}))))
	importAll(t, app, zipped(small(fixture.Mutation{Phones: 3})))
	d, err = school.LoadDifference(ctx, app, stale)
	if err != nil || !d.Stale {
		t.Fatalf("stale: %v %v", d, err)
	}
	if err := school.Confirm(ctx, app, d); !errors.Is(err, school.ErrBaseChanged) {
		t.Errorf("stale: %v", err)
	}

	later := school.Clock(app).Now().Add(72 * time.Hour)
	if err := school.Advance(context.Background(), app, later, func(context.Context) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if err := school.DropOldImports(context.Background(), app); err != nil || kept(stale) {
		t.Errorf("too old: %v, file kept %v", err, kept(stale))
	}
}
