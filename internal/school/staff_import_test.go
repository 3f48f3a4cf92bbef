package school_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
	"github.com/openacademie/openacademie/internal/testapp"
)

const staffHeaders = "Libellé Civilité;Nom d'usage;Prénom;Date de naissance;Téléphone;Téléphone mobile;Mél pro;Libellé Discipline\n"

func staffFile(lines ...string) []siecle.File {
	return []siecle.File{siecle.Bytes("gigc.csv", []byte(staffHeaders+strings.Join(lines, "\n")))}
}

func withSchool(t testing.TB) core.App {
	t.Helper()
	app := testapp.New(t)
	importAll(t, app, zipped(fixture.School(7, fixture.Options{Pupils: 2, Classes: 4})))
	return app
}

func readStaff(t testing.TB, app core.App, lines ...string) *school.StaffDifference {
	t.Helper()
	d, err := school.ReadStaffImport(context.Background(), app, staffFile(lines...))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func importStaff(t testing.TB, app core.App, lines ...string) *school.StaffDifference {
	t.Helper()
	d := readStaff(t, app, lines...)
	if err := school.ConfirmStaffImport(context.Background(), app, d); err != nil {
		t.Fatal(err)
	}
	if again := readStaff(t, app, lines...); !again.IsEmpty() {
		t.Errorf("the second time still writes %d rows: %+v", again.Rows, again)
	}
	return d
}

func TestStaffImportMatchesNobodyByNamesake(t *testing.T) {
	for name, c := range map[string]struct {
		base     []map[string]any
		lines    []string
		added    int
		changed  int
		rejected string
	}{
		"a newcomer":                    {nil, []string{"M.;SORBIER;Jean;05/03/1971;;;;"}, 1, 0, ""},
		"the same, with accents":        {[]map[string]any{{"last_name": "Hénon", "first_name": "Zoé", "birth_on": "1971-03-05"}}, []string{"Mme;HENON;ZOE;05/03/1971;;;;"}, 0, 1, ""},
		"born another day":              {[]map[string]any{{"last_name": "SORBIER", "first_name": "Jean", "birth_on": "1980-01-01"}}, []string{"M.;SORBIER;Jean;05/03/1971;;;;"}, 1, 0, ""},
		"typed by hand without a day":   {[]map[string]any{{"last_name": "Sorbier", "first_name": "Jean"}}, []string{"M.;SORBIER;Jean;05/03/1971;;;;"}, 0, 1, ""},
		"two in the file, one in base":  {[]map[string]any{{"last_name": "SORBIER", "first_name": "Jean"}}, []string{"M.;SORBIER;Jean;05/03/1971;;;;", "M.;SORBIER;Jean;06/04/1999;;;;"}, 0, 0, "homonymes"},
		"the address tells":             {[]map[string]any{{"last_name": "SORBIER", "first_name": "Jean", "email": "js@ac-exemple.fr"}}, []string{"M.;SORBIER;Jean;05/03/1971;;;js@ac-exemple.fr;", "M.;SORBIER;Jean;06/04/1999;;;;"}, 1, 1, ""},
		"two in base, none with a day":  {[]map[string]any{{"last_name": "SORBIER", "first_name": "Jean"}, {"last_name": "SORBIER", "first_name": "Jean"}}, []string{"M.;SORBIER;Jean;05/03/1971;;;;"}, 0, 0, "homonymes"},
		"two in base, one born so":      {[]map[string]any{{"last_name": "SORBIER", "first_name": "Jean"}, {"last_name": "SORBIER", "first_name": "Jean", "birth_on": "1971-03-05"}}, []string{"M.;SORBIER;Jean;05/03/1971;;;;"}, 0, 1, ""},
		"no day in the file, two there": {[]map[string]any{{"last_name": "SORBIER", "first_name": "Jean", "birth_on": "1980-01-01"}, {"last_name": "SORBIER", "first_name": "Jean", "birth_on": "1971-03-05"}}, []string{"M.;SORBIER;Jean;;;;;"}, 0, 0, "homonymes"},
		"a new name, the same person":   {[]map[string]any{{"last_name": "SORBIER", "first_name": "Lou", "birth_on": "1971-03-05", "email": "lou@ac-exemple.fr"}}, []string{"Mme;TILLEUL;Lou;05/03/1971;;;lou@ac-exemple.fr;"}, 0, 1, ""},
		"somebody else's address":       {[]map[string]any{{"last_name": "SORBIER", "first_name": "Lou", "email": "lou@ac-exemple.fr"}}, []string{"Mme;TILLEUL;Ève;05/03/1971;;;lou@ac-exemple.fr;"}, 0, 0, "déjà celle de SORBIER Lou"},
		"one address for two":           {nil, []string{"Mme;TILLEUL;Ève;;;;x@ac-exemple.fr;", "M.;TILLEUL;Max;;;;x@ac-exemple.fr;"}, 0, 0, "plusieurs lignes portent"},
	} {
		t.Run(name, func(t *testing.T) {
			app := withSchool(t)
			for _, row := range c.base {
				testapp.Row(t, app, "staff", row)
			}
			d := importStaff(t, app, c.lines...)
			if len(d.Added) != c.added || len(d.Changed) != c.changed || (len(d.Rejected) > 0) != (c.rejected != "") {
				t.Fatalf("added %v, changed %v, rejected %v", d.Added, d.Changed, d.Rejected)
			}
			for _, r := range d.Rejected {
				if !strings.Contains(r.Reason, c.rejected) {
					t.Errorf("rejected because %q", r.Reason)
				}
			}
			if n := count(t, app, "staff"); n != len(c.base)+c.added {
				t.Errorf("%d rows of staff", n)
			}
		})
	}
}

// What the file does not say is not erased, functions and accesses are untouched, a leaver stays.
func TestStaffImportErasesNothing(t *testing.T) {
	app := withSchool(t)
	teacher := testapp.Row(t, app, "staff", map[string]any{
		"last_name": "MAREUIL", "first_name": "Éloi", "birth_on": "1971-03-05", "email": "eloi@ac-exemple.fr", "phone": "01 99 00 12 34",
		"discipline": "Lettres", "roles": []school.Role{school.Teacher}, "active_until": "2090-01-01",
	})
	stays := testapp.Row(t, app, "staff", map[string]any{"last_name": "SORBIER", "first_name": "Lou"})
	d := importStaff(t, app, "M.;MAREUIL;Éloi;05/03/1971;0199001234;639980001;autre@ac-exemple.fr;")
	if len(d.Absent) != 1 || d.Absent[0].ID != stays.Id {
		t.Errorf("absent %v", d.Absent)
	}
	if len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "l’administrateur la change") {
		t.Errorf("notes %q", d.Notes)
	}
	record, err := app.FindRecordById("staff", teacher.Id)
	if err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]string{
		"email": "eloi@ac-exemple.fr", "phone": "01 99 00 12 34", "phone_mobile": "0639980001", "discipline": "Lettres", "civility": "M.", "active_until": "2090-01-01",
	} {
		if got := record.GetString(field); got != want {
			t.Errorf("%s is %q, not %q", field, got, want)
		}
	}
	if roles := record.GetStringSlice("roles"); !slices.Equal(roles, []string{"teacher"}) {
		t.Errorf("roles %v", roles)
	}
}

func TestStaffImportNeedsTheRightAndAnUnchangedBase(t *testing.T) {
	app := withSchool(t)
	teacher, secretary := testapp.As(t, app, school.Teacher), testapp.As(t, app, school.Secretary)
	line := "M.;MAREUIL;Éloi;05/03/1971;;;eloi@ac-exemple.fr;"
	if _, err := school.ReadStaffImport(teacher, app, staffFile(line)); !errors.Is(err, school.ErrMayNotImport) {
		t.Fatalf("a teacher: %v", err)
	}
	d, err := school.ReadStaffImport(secretary, app, staffFile(line))
	if err != nil {
		t.Fatal(err)
	}
	id, err := school.StoreStaffDifference(secretary, app, d)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := school.LoadDifference(secretary, app, id); !errors.Is(err, school.ErrNoSuchImport) {
		t.Errorf("a staff file read as pupils: %v", err)
	}
	stranger := testapp.Row(t, app, "staff", map[string]any{"last_name": "MAREUIL", "first_name": "Éloi"})
	if d, err = school.LoadStaffDifference(secretary, app, id); err != nil || !d.Stale {
		t.Fatalf("stale %v, %v", d, err)
	}
	if err := school.ConfirmStaffImport(secretary, app, d); !errors.Is(err, school.ErrBaseChanged) {
		t.Errorf("a base that changed: %v", err)
	}
	if err := app.Delete(stranger); err != nil {
		t.Fatal(err)
	}
	if d, err = school.LoadStaffDifference(secretary, app, id); err != nil || d.Stale {
		t.Fatalf("stale %v, %v", d, err)
	}
	if err := school.ConfirmStaffImport(secretary, app, d); err != nil {
		t.Fatal(err)
	}
	if n := count(t, app, "staff", dbx.HashExp{"last_name": "MAREUIL", "email": "eloi@ac-exemple.fr", "roles": "[]"}); n != 1 {
		t.Errorf("%d rows: the secretary's import writes a person without function", n)
	}
	if n := count(t, app, "journal", dbx.HashExp{"verb": "gigc.import"}); n != 1 {
		t.Errorf("%d lines in the journal", n)
	}
	if _, _, err := school.StaffImportFor(teacher, app, id); err == nil {
		t.Error("a teacher reads an import of staff")
	}
	if err := school.ConfirmStaffImport(secretary, app, d); err == nil {
		t.Error("an import is confirmed twice")
	}
}

// Whatever the order of the lines, an import says the same; and it never makes two rows of one key.
func TestStaffImportDoesNotDependOnTheOrder(t *testing.T) {
	app := withSchool(t)
	for _, row := range []map[string]any{
		{"last_name": "A", "first_name": "X"}, {"last_name": "A", "first_name": "X", "birth_on": "1970-01-01"}, {"last_name": "B", "first_name": "X", "email": "b@ac-exemple.fr"},
	} {
		testapp.Row(t, app, "staff", row)
	}
	rapid.Check(t, func(rt *rapid.T) {
		line := rapid.Custom(func(rt *rapid.T) string {
			return strings.Join([]string{"M.", rapid.SampledFrom([]string{"A", "B", "C"}).Draw(rt, "name"), "X",
				rapid.SampledFrom([]string{"", "01/01/1970", "02/02/1980"}).Draw(rt, "birth"), "", "", rapid.SampledFrom([]string{"", "b@ac-exemple.fr", "c@ac-exemple.fr"}).Draw(rt, "email"), ""}, ";")
		})
		lines := rapid.SliceOfN(line, 1, 5).Draw(rt, "lines")
		a := readStaff(t, app, lines...)
		b := readStaff(t, app, rapid.Permutation(lines).Draw(rt, "shuffled")...)
		names := func(d *school.StaffDifference) string {
			var all []string
			for _, s := range d.Added {
				all = append(all, "+"+s.Name)
			}
			for _, s := range d.Changed {
				all = append(all, "~"+s.ID)
			}
			for _, s := range d.Absent {
				all = append(all, "-"+s.ID)
			}
			for _, r := range d.Rejected {
				all = append(all, "!"+r.Reason)
			}
			slices.Sort(all)
			return strings.Join(all, "\n")
		}
		if names(a) != names(b) {
			rt.Fatalf("%q says\n%s\nshuffled\n%s", lines, names(a), names(b))
		}
	})
}
