package school_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
	"github.com/openacademie/openacademie/internal/testapp"
)

// small is a school of a hundred pupils: enough for siblings, separated parents, people in care.
func small(m fixture.Mutation) *fixture.Data {
	return fixture.School(11, fixture.Options{Pupils: 100, Classes: 8, Mutate: m})
}

func zipped(d *fixture.Data) []siecle.File { return []siecle.File{siecle.Bytes("export.zip", d.Zip())} }

func workbook(d *fixture.Data) []siecle.File {
	return []siecle.File{siecle.Bytes("eleves.xlsx", d.XLSX(fixture.Current))}
}

// only gives some of the XML files.
func only(d *fixture.Data, names ...string) []siecle.File {
	all := d.XML()
	files := make([]siecle.File, len(names))
	for i, name := range names {
		files[i] = siecle.Bytes(name, all[name])
	}
	return files
}

func readImport(t testing.TB, app core.App, files []siecle.File) *school.Difference {
	t.Helper()
	d, err := school.ReadImport(context.Background(), app, files)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func importAll(t testing.TB, app core.App, files []siecle.File) *school.Difference {
	t.Helper()
	d := readImport(t, app, files)
	if err := school.Confirm(context.Background(), app, d); err != nil {
		t.Fatal(err)
	}
	return d
}

func count(t testing.TB, app core.App, table string, where ...dbx.Expression) int {
	t.Helper()
	var n int
	if err := app.DB().Select("COUNT(*)").From(table).Where(dbx.And(where...)).Row(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func find(t testing.TB, app core.App, collection, field, value string) *core.Record {
	t.Helper()
	r, err := app.FindFirstRecordByData(collection, field, value)
	if err != nil {
		t.Fatalf("%s %s=%s: %v", collection, field, value, err)
	}
	return r
}

func wantEmpty(t testing.TB, d *school.Difference) {
	t.Helper()
	if !d.IsEmpty() {
		t.Errorf("expected nothing to write: %d rows", d.Rows)
	}
	said := *d
	said.Files, said.Notes, said.Rejected = nil, nil, nil
	for name, n := range map[string]int{
		"added": len(d.Added), "changed": len(d.Changed), "left": len(d.Left), "guardians added": len(d.GuardiansAdded),
		"guardians changed": len(d.GuardiansChanged), "links added": len(d.LinksAdded), "links changed": len(d.LinksChanged), "links ended": len(d.LinksEnded),
	} {
		if n > 0 {
			t.Errorf("%d %s; %.300s", n, name, fmt.Sprintf("%+v", said))
		}
	}
}

func TestImportFirst(t *testing.T) {
	app, data := testapp.New(t), small(fixture.Mutation{})
	d := readImport(t, app, zipped(data))
	if len(d.Added) != 100 || len(d.Changed) != 0 || len(d.Left) != 0 || d.NewSchool == nil || d.NewYear != "2026-2027" {
		t.Fatalf("first difference: %d added, %+v, %q", len(d.Added), d.NewSchool, d.NewYear)
	}
	if n := count(t, app, "pupils"); n != 0 {
		t.Fatalf("reading wrote %d pupils", n)
	}
	lines := count(t, app, "journal")
	if err := school.Confirm(context.Background(), app, d); err != nil {
		t.Fatal(err)
	}
	for table, want := range map[string]int{
		"pupils": 100, "guardians": len(data.Guardians), "guardianships": len(data.Links), "placements": 100, "classes": len(data.Classes),
		"groups": len(data.Groups), "mefs": len(data.MEFs), "subjects": len(data.Subjects), "school": 1, "school_years": 1, "imports": 1, "users": 0,
	} {
		if n := count(t, app, table); n != want {
			t.Errorf("%s: %d rows, want %d", table, n, want)
		}
	}
	if n := count(t, app, "journal") - lines; n != 1 {
		t.Errorf("%d journal lines for one import", n)
	}
	if err := school.VerifyJournal(app); err != nil {
		t.Error(err)
	}
	identity, err := school.IdentityOf(app)
	if err != nil || identity.UAI != data.UAI || identity.Kind != "college" || identity.Name != "Établissement "+data.UAI {
		t.Errorf("school: %+v %v", identity, err)
	}
	p := data.Pupils[0]
	r := find(t, app, "pupils", "eleve_id", p.EleveID)
	for column, want := range map[string]string{
		"ine": p.INE, "elenoet": p.Elenoet, "last_name": p.LastName, "first_name": p.FirstName, "birth_on": p.BirthDate, "sex": p.Sex,
		"boarding_code": p.BoardingCode, "mef_code": p.MEF, "address3": p.Address.Line3, "postcode": p.Address.Postcode, "town": p.Address.Town,
		"left_on": "",
	} {
		if got := r.GetString(column); got != want {
			t.Errorf("%s: %q, want %q", column, got, want)
		}
	}
	class, err := app.FindRecordById("classes", r.GetString("class"))
	if err != nil || class.GetString("code") != p.Class {
		t.Errorf("class: %v %v", class, err)
	}
	var options []struct {
		Rank            int
		Mode, Code, Key string
		Label           string
	}
	if err := r.UnmarshalJSONField("options", &options); err != nil || len(options) != len(p.Options) || options[0].Code != p.Options[0].SubjectCode ||
		options[0].Key == "" || options[0].Label == "" {
		t.Errorf("options: %+v %v", options, err)
	}
	if year, err := school.CurrentYear(app); err != nil || year.Label != "2026-2027" || year.StartsOn != "2026-09-01" || year.EndsOn != "2027-08-31" {
		t.Errorf("year: %+v %v", year, err)
	}
}

func TestImportTwiceIsEmpty(t *testing.T) {
	for name, files := range map[string]func(*fixture.Data) []siecle.File{"xml": zipped, "workbook": workbook} {
		t.Run(name, func(t *testing.T) {
			app, data := testapp.New(t), small(fixture.Mutation{Leavers: 3})
			importAll(t, app, files(data))
			before := count(t, app, "guardians")
			again := importAll(t, app, files(data))
			wantEmpty(t, again)
			wantEmpty(t, readImport(t, app, files(data)))
			if n := count(t, app, "guardians"); n != before {
				t.Errorf("%d guardians after, %d before", n, before)
			}
		})
	}
}

func TestImportMutated(t *testing.T) {
	app := testapp.New(t)
	importAll(t, app, zipped(small(fixture.Mutation{})))
	next := small(fixture.Mutation{Addresses: 3, Phones: 4, Leavers: 3, Gone: 2, Newcomers: 5, Classes: 4})
	d := importAll(t, app, zipped(next))
	if len(d.Added) != 5 || len(d.Left) != 5 || len(d.GuardiansChanged) < 4 {
		t.Fatalf("added %d, left %d, guardians changed %d", len(d.Added), len(d.Left), len(d.GuardiansChanged))
	}
	moved := 0
	for _, c := range d.Changed {
		for _, f := range c.Fields {
			if f.Label == "Classe" && f.Old != "" && f.New != "" && f.Old != f.New {
				moved++
			}
			if f.Old == f.New {
				t.Errorf("%s: %+v changes nothing", c.Name, f)
			}
		}
	}
	if moved != 4 {
		t.Errorf("%d pupils moved to another class, want 4", moved)
	}
	left := find(t, app, "pupils", "id", d.Left[0].ID)
	if left.GetString("left_on") == "" || left.GetString("class") != "" {
		t.Errorf("a leaver has a last day and no class: %v", left.PublicExport())
	}
	if n := count(t, app, "placements", dbx.HashExp{"pupil": left.Id, "until_on": ""}); n != 0 {
		t.Errorf("%d placements of a leaver still open", n)
	}
	if n := count(t, app, "placements", dbx.HashExp{"pupil": left.Id}); n != 1 {
		t.Errorf("a leaver keeps his history: %d placements", n)
	}
	wantEmpty(t, readImport(t, app, zipped(next)))

	back := importAll(t, app, zipped(small(fixture.Mutation{})))
	returned := find(t, app, "pupils", "id", left.Id)
	if returned.GetString("left_on") != "" || returned.GetString("class") == "" || len(back.Added) != 0 {
		t.Errorf("who comes back is present again: %q, %d added", returned.GetString("left_on"), len(back.Added))
	}
	if n := count(t, app, "placements", dbx.HashExp{"pupil": left.Id}); n != 2 {
		t.Errorf("%d placements of who came back", n)
	}
}

func TestImportOfAnotherSchoolIsRefused(t *testing.T) {
	app := testapp.New(t)
	importAll(t, app, zipped(small(fixture.Mutation{})))
	letter, _ := siecle.UAILetter("0990002")
	other := fixture.School(3, fixture.Options{Pupils: 20, UAI: "0990002" + string(letter)})
	for _, files := range [][]siecle.File{zipped(other), workbook(other)} {
		_, err := school.ReadImport(context.Background(), app, files)
		if !errors.Is(err, school.ErrOtherSchool) || !strings.Contains(err.Error(), "0990002") && !strings.Contains(err.Error(), "990002") {
			t.Errorf("other school: %v", err)
		}
	}
}

func TestImportWithoutUAIOfAnEmptyFolderIsRefused(t *testing.T) {
	letter, _ := siecle.UAILetter("0710001") // 71 and 971 end alike: the workbook cannot tell
	data := fixture.School(3, fixture.Options{Pupils: 20, UAI: "0710001" + string(letter)})
	app := testapp.New(t)
	if _, err := school.ReadImport(context.Background(), app, workbook(data)); !errors.Is(err, school.ErrNoSchoolNamed) {
		t.Fatalf("workbook first: %v", err)
	}
	importAll(t, app, zipped(data))
	if d := readImport(t, app, workbook(data)); len(d.Added)+len(d.GuardiansAdded)+len(d.Left) != 0 {
		t.Errorf("then the workbook finds everybody: %v %v", d.Added, d.GuardiansAdded)
	}
}

func TestImportFollowsTheYear(t *testing.T) {
	app := testapp.New(t)
	year := func(y int, date string) *fixture.Data {
		return fixture.School(11, fixture.Options{Pupils: 60, Classes: 8, Year: y, Date: date})
	}
	first, second := year(2026, "2026-11-16"), year(2027, "2027-09-10")
	for i := range second.Pupils { // the same children a year later
		second.Pupils[i].BirthDate = first.Pupils[i].BirthDate
	}
	importAll(t, app, zipped(first))
	d := importAll(t, app, zipped(second))
	if d.NewYear != "2027-2028" || len(d.Left) != 0 || len(d.Added) != 0 {
		t.Fatalf("new year %q, left %d, added %d", d.NewYear, len(d.Left), len(d.Added))
	}
	if n := count(t, app, "school_years", dbx.HashExp{"is_current": true}); n != 1 {
		t.Errorf("%d current years", n)
	}
	if n := count(t, app, "placements"); n != 120 {
		t.Errorf("%d placements: the history of last year is kept", n)
	}
	if n := count(t, app, "placements", dbx.HashExp{"until_on": "2027-08-31"}); n != 60 {
		t.Errorf("%d placements closed on the last day of the year", n)
	}
	if n := count(t, app, "classes"); n != 16 {
		t.Errorf("%d classes over two years", n)
	}
	wantEmpty(t, readImport(t, app, zipped(second)))
	if _, err := school.ReadImport(context.Background(), app, zipped(first)); !errors.Is(err, school.ErrOlderYear) {
		t.Errorf("going back a year: %v", err)
	}
}
