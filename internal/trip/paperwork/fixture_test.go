package paperwork_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ledongthuc/pdf"
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/internal/trip"
)

var (
	update = flag.Bool("update", false, "write the golden files")
	outDir = flag.String("out", "", "folder to write the documents to, for eyes")
)

// college is a fictitious school with an open trip of five nights, its pupils and its adults.
type college struct {
	t                                                       testing.TB
	app                                                     *tests.TestApp
	head, bursar, accountant, secretary, teacher, colleague school.Actor
	nurse, administrator                                    school.Actor
	year, class, other, trip                                string
	pupils                                                  []string
	acts                                                    int
}

func newCollege(t testing.TB) *college {
	t.Helper()
	c := &college{t: t, app: testapp.New(t)}
	c.row("school", map[string]any{
		"uai": "0990001A", "name": "Collège des Deux-Rives", "kind": "college", "academy": "Académie de Villeneuve", "time_zone": "Europe/Paris",
		"address": "12 quai des Deux-Rives", "postcode": "99100", "town": "Villeneuve", "phone": "03 99 00 00 00", "head_name": "Claire MARCHAND", "head_title": "la principale",
		"accountant_name": "Lise MOREAU", "accountant_civility": "Mme", "bursar_name": "Olivier PETIT", "bursar_title": "le secrétaire général",
	})
	c.year = c.row("school_years", map[string]any{"label": "2026-2027", "starts_on": "2026-09-01", "ends_on": "2027-08-31", "is_current": true})
	c.class = c.row("classes", map[string]any{"school_year": c.year, "code": "4B"})
	c.other = c.row("classes", map[string]any{"school_year": c.year, "code": "4A"})
	c.head, c.bursar = c.staff("Mme", "Claire", "MARCHAND", "", school.Head), c.staff("M.", "Olivier", "PETIT", "", school.Bursar)
	c.accountant, c.secretary = c.staff("Mme", "Lise", "MOREAU", "", school.Accountant), c.staff("M.", "Sami", "HADDAD", "", school.Secretary)
	c.teacher, c.colleague = c.staff("Mme", "Anne", "SALAÜN", "Espagnol", school.Teacher), c.staff("M.", "Yann", "TANGUY", "Mathématiques", school.Teacher)
	c.nurse, c.administrator = c.staff("Mme", "Inès", "ROCHE", "", school.Nurse), c.staff("", "Ada", "KERN", "", school.Administrator)
	c.trip = c.open(trip.Project{
		Title: "Grenade, l’Alhambra et les mathématiques", Destination: "Grenade", CountryCode: "ES", Purpose: "Lire les pavages.", Obligation: trip.Optional,
		DepartsOn: "2027-04-12", ReturnsOn: "2027-04-17", AnswerBy: "2027-01-29", PupilsEstimated: 12, AdultsEstimated: 3,
	}, c.class, c.other)
	c.set("trips", c.trip, dbx.Params{
		"meeting_point": "Devant la grille, 5 h 45", "emergency_phone": "06 39 98 00 10", "stay_address": "Auberge du Sacromonte, Grenade", "transports": `["coach","plane"]`,
	})
	return c
}

func (c *college) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *college) row(collection string, fields map[string]any) string {
	c.t.Helper()
	return testapp.Row(c.t, c.app, collection, fields).Id
}

func (c *college) staff(civility, first, last, discipline string, roles ...school.Role) school.Actor {
	c.t.Helper()
	id := c.row("staff", map[string]any{"civility": civility, "first_name": first, "last_name": last, "discipline": discipline, "roles": roles, "phone": "03 99 00 00 0" + fmt.Sprint(len(roles))})
	return school.Actor{Kind: school.Staff, ID: id, Roles: roles}
}

func as(a school.Actor) context.Context { return school.WithActor(context.Background(), a) }

// open is a trip voted and open to enrolments. How it got there is told by the tests of the doors.
func (c *college) open(p trip.Project, classes ...string) string {
	c.t.Helper()
	id, err := trip.Create(as(c.teacher), c.app, p)
	c.must(err)
	var targets []trip.Target
	for _, class := range classes {
		targets = append(targets, trip.Target{Kind: "class", ID: class})
	}
	c.must(trip.SetTargets(as(c.teacher), c.app, id, targets))
	c.put("acts", dbx.Params{"organ": "board", "act_number": fmt.Sprintf("2026-%d", 41+c.acts), "purpose": "trip", "voted_on": "2026-10-01", "transmitted_on": "2026-10-05", "enforceable_on": "2026-10-20", "overnight": true})
	c.acts++
	c.set("trips", id, dbx.Params{"state": "open", "act": c.value("SELECT id FROM acts ORDER BY rowid DESC LIMIT 1", nil)})
	return id
}

// set writes columns without asking the doors: the lists are read, whoever wrote.
func (c *college) set(table, id string, fields dbx.Params) {
	c.t.Helper()
	_, err := c.app.DB().Update(table, fields, dbx.HashExp{"id": id}).Execute()
	c.must(err)
}

// put makes a row without asking the doors.
func (c *college) put(table string, fields dbx.Params) {
	c.t.Helper()
	if fields["id"] == nil {
		fields["id"] = core.GenerateDefaultRandomId()
	}
	_, err := c.app.DB().Insert(table, fields).Execute()
	c.must(err)
}

// seat places a pupil.
func (c *college) seat(tripID, pupil, state, phone string) {
	c.t.Helper()
	c.put("seats", dbx.Params{"trip": tripID, "pupil": pupil, "state": state, "answers": `{"trip_phone":"` + phone + `"}`})
}

// people are pupils of every boarding status, birth, nationality and place, with their guardians.
func (c *college) people() *college {
	c.t.Helper()
	for i, p := range []struct{ first, last, class, sex, born, nationality, boarding, seat string }{
		{"Malo", "BENALI", c.class, "M", "2013-03-02", "100", "2", "committed"},
		{"Chloé", "GARREC", c.class, "F", "2013-09-12", "139", "3", "committed"},
		{"Ève", "ROUSSEL", c.class, "F", "2008-01-05", "352", "0", "committed"},
		{"Jean-Baptiste", "D’AUBIGNÉ-LEFEBVRE DE LA TOUR DU PIN", c.other, "M", "2013-05-05", "", "", "committed"},
		{"Tiago", "LOPES", c.other, "M", "2013-05-05", "100", "24", "committed"},
		{"Lucie", "FERRAND", c.other, "F", "2013-06-05", "100", "29", "waiting"},
		{"Nadir", "AMARI", c.class, "M", "2013-07-05", "100", "2", "offered"},
		{"Jules", "BESSIÈRES", c.class, "M", "2013-08-05", "100", "2", "withdrawn"},
		{"Émilie", "Zola", c.other, "F", "2013-08-06", "100", "2", ""},
	} {
		pupil := c.row("pupils", map[string]any{
			"first_name": p.first, "last_name": p.last, "class": p.class, "sex": p.sex, "birth_on": p.born, "nationality": p.nationality, "boarding_code": p.boarding,
			"phone_mobile": fmt.Sprintf("06399801%02d", i), "email": "",
		})
		c.pupils = append(c.pupils, pupil)
		for j, first := range []string{"Amina", "Karim"} {
			guardian := c.row("guardians", map[string]any{
				"first_name": first, "last_name": p.last, "civility": []string{"Mme", "M."}[j], "phone_mobile": fmt.Sprintf("06 39 98 %02d %02d", 20+j, i), "phone_work": "",
				"phone_home": fmt.Sprintf("03 99 00 %02d %02d", 30+j, i), "email": strings.ToLower(first) + fmt.Sprint(i) + "@famille.example",
			})
			c.row("guardianships", map[string]any{"pupil": pupil, "guardian": guardian, "responsibility": 1, "contact_first": j + 1, "address_hidden": i == 1 && j == 1})
		}
		if p.seat != "" {
			c.seat(c.trip, pupil, p.seat, fmt.Sprintf("06 39 98 90 %02d", i))
		}
	}
	return c
}

// adults are the three qualities.
func (c *college) adults() *college {
	c.t.Helper()
	c.put("chaperones", dbx.Params{"trip": c.trip, "staff": c.teacher.ID, "quality": "staff", "duty": "leader", "first_aider": true, "phone": "06 39 98 00 11", "birth_on": "1980-02-03", "sex": "F", "nationality": "100"})
	c.put("chaperones", dbx.Params{"trip": c.trip, "staff": c.colleague.ID, "quality": "staff", "duty": "chaperone", "sex": "M"})
	c.put("chaperones", dbx.Params{"trip": c.trip, "name": "Nora KERMADEC", "quality": "volunteer", "duty": "chaperone", "sex": "F", "birth_on": "1979-11-30", "birth_name": "LE GALL", "birth_place": "Port-Lannion", "phone": "06 39 98 00 12"})
	return c
}

// cash is one imprest of each kind.
func (c *college) cash() *college {
	c.t.Helper()
	c.put("imprests", dbx.Params{
		"trip": c.trip, "nature": "advances", "state": "decided", "holder": c.teacher.ID, "deputy": c.colleague.ID, "act_number": "2027-08", "decided_on": "2027-03-15",
		"accountant_agreed_on": "2027-03-12", "from_on": "2027-03-22", "until_on": "2027-05-08", "advance_cents": 80000, "operation_cap_cents": 15000, "means": `["cash","card"]`,
		"expense_kinds": "repas, visites, transports sur place, pharmacie",
	})
	c.put("imprests", dbx.Params{
		"trip": c.trip, "nature": "receipts", "state": "draft", "holder": c.colleague.ID, "from_on": "2026-12-01", "until_on": "2027-05-08", "cash_cap_cents": 100000, "means": `["cash","cheque"]`,
	})
	c.put("imprests", dbx.Params{"trip": c.trip, "nature": "cheque_mandate", "state": "draft", "holder": c.teacher.ID, "from_on": "2026-12-01", "until_on": "2027-05-08"})
	return c
}

// origin is the letterhead, on the fixed day of the practice folder.
func origin() document.Origin {
	return document.Origin{
		Letterhead: document.Letterhead{
			SchoolName: "Collège des Deux-Rives", AddressLines: []string{"12 quai des Deux-Rives", "99100 Villeneuve"}, Phone: "03 99 00 00 00", Academy: "Académie de Villeneuve", Place: "Villeneuve",
		},
		MadeAt: time.Date(2026, time.November, 16, 9, 0, 0, 0, time.FixedZone("CET", 3600)), Practice: true,
	}
}

// golden compares the text of a PDF, in reading order, with its golden file. After a change that is meant: go test
// ./internal/trip/paperwork -run Say -update, then read the difference.
func golden(t *testing.T, name string, file []byte) {
	t.Helper()
	if *outDir != "" {
		if err := os.WriteFile(filepath.Join(*outDir, name+".pdf"), file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, path := textOf(t, file), filepath.Join("testdata", name+".golden.txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s", path, got)
	}
}

// textOf is the text layer: one line per line printed, cells apart, pages apart.
func textOf(t testing.TB, file []byte) string {
	t.Helper()
	r, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "pages: %d\n", r.NumPage())
	for n := 1; n <= r.NumPage(); n++ {
		fmt.Fprintf(&b, "\n--- page %d\n", n)
		x, y := -1.0, -1.0
		for i, glyph := range r.Page(n).Content().Text {
			if glyph.X != x || glyph.Y != y { // the reader gives the place of a piece of text to all its glyphs
				switch {
				case i > 0 && math.Abs(glyph.Y-y) > 1:
					b.WriteByte('\n')
				case i > 0:
					b.WriteString(" | ")
				}
				x, y = glyph.X, glyph.Y
			}
			b.WriteString(glyph.S)
		}
		b.WriteByte('\n')
	}
	return strings.NewReplacer("\u00a0", "~", "\u202f", "^").Replace(b.String())
}
