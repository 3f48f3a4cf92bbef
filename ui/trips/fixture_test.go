package trips_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/ui/assets"
	"github.com/openacademie/openacademie/ui/components/web"
	"github.com/openacademie/openacademie/ui/trips"
)

// village is a small school: two classes, a family of two households, another family, an adult pupil, the staff.
type village struct {
	t       testing.TB
	app     core.App
	handler http.Handler

	teacher, colleague, head, bursar, accountant school.Actor
	class, malo, ines, chloe                     string
	amina, karim, uncle, stranger, adult         school.Actor
}

// bind serves the pages of trips, and the assets for those who look.
func bind(app core.App) error {
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		web.Mount(se, trips.Routes())
		se.Router.GET("/assets/{path...}", func(e *core.RequestEvent) error {
			assets.Handler().ServeHTTP(e.Response, e.Request)
			return nil
		})
		return se.Next()
	})
	return nil
}

func newVillage(t testing.TB) *village {
	t.Helper()
	app := testapp.New(t, bind)
	v := &village{t: t, app: app}
	row := func(collection string, fields map[string]any) string {
		return testapp.Row(t, app, collection, fields).Id
	}
	row("school", map[string]any{
		"uai": "0691234A", "name": "Collège des Deux-Rives", "kind": "college", "town": "Lyon", "postcode": "69007", "address": "12 quai des Deux-Rives",
		"phone": "04 78 00 00 00", "email": "secretariat@deux-rives.example", "social_worker_name": "Mme Nadia Ferhat", "time_zone": "Europe/Paris",
	})
	year := row("school_years", map[string]any{"label": "2026-2027", "starts_on": "2026-09-01", "ends_on": "2027-08-31", "is_current": true})
	v.class = row("classes", map[string]any{"school_year": year, "code": "4e B"})
	other := row("classes", map[string]any{"school_year": year, "code": "6e A"})
	group := row("groups", map[string]any{"school_year": year, "code": "4ESP1", "label": "Espagnol, groupe 1"})
	row("subjects", map[string]any{"code": "0306", "label": "Latin"})
	pupil := func(first, last, born, class string) string {
		return row("pupils", map[string]any{"first_name": first, "last_name": last, "birth_on": born, "class": class, "options": `[{"code":"0306"}]`})
	}
	v.malo, v.ines = pupil("Malo", "Benali", "2013-03-02", v.class), pupil("Inès", "Benali", "2015-06-01", other)
	v.chloe = pupil("Chloé", "Garrec", "2013-09-12", v.class)
	eve := testapp.Row(t, app, "pupils", map[string]any{"first_name": "Ève", "last_name": "Roussel", "birth_on": "2008-01-05", "class": v.class, "email": "eve@famille.example"})
	for _, name := range []string{"Amari Nadir", "Bessières Jules", "Ferrand Lucie", "Lopes Tiago"} {
		last, first, _ := strings.Cut(name, " ")
		pupil(first, last, "2013-05-05", v.class)
	}
	row("group_members", map[string]any{"in_group": group, "pupil": v.malo})
	guardian := func(first, last, email string, level int, pupils ...string) school.Actor {
		id := row("guardians", map[string]any{"first_name": first, "last_name": last, "email": email, "phone_mobile": "06 12 34 56 78"})
		for _, p := range pupils {
			row("guardianships", map[string]any{"pupil": p, "guardian": id, "responsibility": level})
		}
		return school.Actor{Kind: school.Guardian, ID: id}
	}
	v.amina = guardian("Amina", "Benali", "amina@famille.example", 1, v.malo, v.ines)
	v.karim = guardian("Karim", "Benali", "karim@ailleurs.example", 1, v.malo, v.ines)
	v.uncle = guardian("Samir", "Haddad", "samir@famille.example", 2, v.malo)
	v.stranger = guardian("Enora", "Garrec", "enora@famille.example", 1, v.chloe)
	guardian("Paul", "Roussel", "paul@famille.example", 1, eve.Id)
	v.adult = school.Actor{Kind: school.Pupil, ID: eve.Id}
	staff := func(civility, first, last string, roles ...school.Role) school.Actor {
		id := row("staff", map[string]any{"civility": civility, "first_name": first, "last_name": last, "roles": roles, "email": strings.ToLower(first) + "@deux-rives.example"})
		return school.Actor{Kind: school.Staff, ID: id, Roles: roles}
	}
	v.teacher = staff("Mme", "Anne", "Salaün", school.Teacher)
	v.colleague = staff("M.", "Yann", "Tanguy", school.Teacher)
	v.head = staff("Mme", "Claire", "Marchand", school.Head)
	v.bursar = staff("M.", "Olivier", "Petit", school.Bursar)
	v.accountant = staff("Mme", "Lise", "Moreau", school.Accountant)
	v.handler = testapp.Handler(t, app)
	v.voteTerms()
	return v
}

// voteTerms has the bursar record, by the page, the refund terms that the board voted for every trip (V-34).
func (v *village) voteTerms() {
	v.t.Helper()
	v.as(v.bursar).post("/gestion/voyages/conditions", url.Values{
		"organ": {"board"}, "act_number": {"2025-60"}, "voted_on": {"2025-11-20"}, "published_on": {"2025-11-24"},
		"term_0_cause": {"medical"}, "term_0_rate": {"100"}, "term_1_cause": {"family"}, "term_1_days": {"60"}, "term_1_rate": {"50"},
		"term_2_cause": {"other"}, "term_2_rate": {"100"}, "term_2_recoverable": {"oui"},
	})
}

// browser is one person in front of the pages.
type browser struct {
	v      *village
	cookie *http.Cookie
}

func (v *village) as(a school.Actor) *browser {
	v.t.Helper()
	if a.Kind == school.Guest {
		return &browser{v: v}
	}
	return &browser{v: v, cookie: testapp.SignIn(v.t, v.app, a)}
}

func (b *browser) send(method, path string, form url.Values, header ...string) *httptest.ResponseRecorder {
	b.v.t.Helper()
	request := httptest.NewRequest(method, "https://ecole.example"+path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	if b.cookie != nil {
		request.AddCookie(b.cookie)
	}
	answer := httptest.NewRecorder()
	b.v.handler.ServeHTTP(answer, request)
	return answer
}

// get opens a page that must be there.
func (b *browser) get(path string) string {
	b.v.t.Helper()
	answer := b.send(http.MethodGet, path, nil)
	if answer.Code != http.StatusOK {
		b.v.t.Fatalf("GET %s: %d\n%s", path, answer.Code, textOf(answer.Body.String()))
	}
	return answer.Body.String()
}

// post sends a form that must be taken, and returns where the browser is sent.
func (b *browser) post(path string, form url.Values) string {
	b.v.t.Helper()
	answer := b.send(http.MethodPost, path, form)
	if answer.Code != http.StatusSeeOther {
		b.v.t.Fatalf("POST %s: %d\n%s", path, answer.Code, textOf(answer.Body.String()))
	}
	return answer.Header().Get("Location")
}

// refused sends a form that must come back, and returns the page.
func (b *browser) refused(path string, form url.Values) string {
	b.v.t.Helper()
	answer := b.send(http.MethodPost, path, form)
	if answer.Code != http.StatusUnprocessableEntity {
		b.v.t.Fatalf("POST %s: %d, want 422\n%s", path, answer.Code, textOf(answer.Body.String()))
	}
	return answer.Body.String()
}

var tags = regexp.MustCompile(`(?s)<(style|script|svg)[^>]*>.*?</(style|script|svg)>|<[^>]+>`)

// textOf is what a page says, for messages of tests.
func textOf(page string) string {
	return strings.Join(strings.Fields(tags.ReplaceAllString(page, " ")), " ")
}

func contains(t testing.TB, page string, wanted ...string) {
	t.Helper()
	for _, w := range wanted {
		if !strings.Contains(page, w) {
			t.Errorf("the page does not say %q:\n%s", w, textOf(page))
		}
	}
}

func lacks(t testing.TB, page string, unwanted ...string) {
	t.Helper()
	for _, w := range unwanted {
		if strings.Contains(page, w) {
			t.Errorf("the page says %q", w)
		}
	}
}

// grenade is a project that holds: an optional trip of five nights in Spain.
func grenade() url.Values {
	return url.Values{
		"title": {"Grenade, l’Alhambra et les mathématiques"}, "destination": {"Grenade"}, "country_code": {"ES"}, "departs_on": {"2027-04-12"},
		"returns_on": {"2027-04-17"}, "obligation": {"optional"}, "purpose": {"Lire les pavages de l’Alhambra avec les outils du cours."},
		"programme": {"Lundi : départ en car.\nMardi : l’Alhambra.\n\nMercredi : ateliers de géométrie."}, "pupils_estimated": {"4"}, "adults_estimated": {"1"},
		"answer_by": {"2027-01-29"}, "asks": {"trip_phone", "identity_papers"},
	}
}

// balanced is its budget: 4 × 312 € and an aid pay for the pupils, the school pays for the adult.
func balanced() url.Values {
	return url.Values{
		"price_cents": {"312"}, "pupils_estimated": {"4"}, "adults_estimated": {"1"},
		"expense_0_category": {"Car"}, "expense_0_label": {"Autocars du Rhône"}, "expense_0_for": {"all"}, "expense_0_basis": {"total"}, "expense_0_amount": {"1 000,00"},
		"expense_1_category": {"Visites et musées"}, "expense_1_label": {""}, "expense_1_for": {"pupils"}, "expense_1_basis": {"per_person"}, "expense_1_amount": {"160,50"},
		"expense_2_category": {""}, "expense_2_label": {""}, "expense_2_amount": {""},
		"income_0_origin": {"fse"}, "income_0_label": {"Don du foyer"}, "income_0_for": {"pupils"}, "income_0_basis": {"total"}, "income_0_status": {"notified"}, "income_0_amount": {"194"},
		"income_1_origin": {"school"}, "income_1_label": {""}, "income_1_for": {"adults"}, "income_1_basis": {"total"}, "income_1_status": {"voted"}, "income_1_amount": {"200"},
	}
}

// draft makes the project of Grenade, its public, its budget and its schedule, all by the pages; it returns its address.
func (v *village) draft() string {
	v.t.Helper()
	b := v.as(v.teacher)
	here := b.post("/gestion/voyages/nouveau", grenade())
	b.post(here+"/public", url.Values{"target": {"class:" + v.class}, "do": {"save"}})
	b.post(here+"/places", url.Values{"selection": {"arrival"}})
	b.post(here+"/budget", balanced())
	b.post(here+"/echeances", url.Values{"day_0": {"2027-01-31"}, "amount_0": {"112"}, "day_1": {"2027-02-28"}, "amount_1": {"100"}, "day_2": {"2027-03-31"}, "amount_2": {"100"}})
	return here
}

// submitted brings it before the board.
func (v *village) submitted() string {
	v.t.Helper()
	here := v.draft()
	v.as(v.head).post(here+"/avis", url.Values{"decision": {"yes"}, "reason": {"Beau projet."}})
	v.as(v.bursar).post(here+"/equilibre", nil)
	v.as(v.head).post(here+"/presentation", nil)
	return here
}

// voted records the act, acknowledged on the given day.
func (v *village) voted(transmitted string) string {
	v.t.Helper()
	here := v.submitted()
	v.as(v.bursar).post(here+"/acte", url.Values{"organ": {"board"}, "act_number": {"41"}, "accepts_gifts": {"1"}, "voted_on": {"2026-11-03"}, "transmitted_on": {transmitted}, "published_on": {transmitted}})
	v.as(v.head).post(here+"/autorisation", url.Values{"decision": {"yes"}})
	return here
}

// opened is an open trip: the act was acknowledged more than fifteen days ago.
func (v *village) opened() (here string) {
	v.t.Helper()
	if v.today() < "2026-11-04" {
		v.t.Fatalf("the practice clock starts too early: %s", v.today())
	}
	here = v.submitted()
	if _, err := v.app.DB().NewQuery("UPDATE practice_clock SET offset_s = offset_s + 86400 * 20").Execute(); err != nil {
		v.t.Fatal(err)
	}
	v.as(v.bursar).post(here+"/acte", url.Values{"organ": {"board"}, "act_number": {"41"}, "accepts_gifts": {"1"}, "voted_on": {"2026-11-12"}, "transmitted_on": {"2026-11-14"}, "published_on": {"2026-11-14"}})
	v.as(v.head).post(here+"/autorisation", url.Values{"decision": {"yes"}})
	v.as(v.bursar).post(here+"/ouverture", nil)
	return here
}

func (v *village) today() law.Day { return school.Clock(v.app).Today() }

func idOf(here string) string { return here[strings.LastIndex(here, "/")+1:] }

func family(here, pupil string) string { return "/voyages/" + idOf(here) + "/enfants/" + pupil }

var digestField = regexp.MustCompile(`name="text_digest" value="([0-9a-f]{64})"`)

func digestIn(t testing.TB, page string) string {
	t.Helper()
	m := digestField.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no digest in the page:\n%s", textOf(page))
	}
	return m[1]
}

// answered walks the questions and returns the last reading.
func (b *browser) answered(address string) string {
	b.v.t.Helper()
	b.post(address+"/engagement", url.Values{"question": {"trip_phone"}, "trip_phone": {"06 12 34 56 78"}})
	b.post(address+"/engagement", url.Values{"question": {"identity_papers"}, "identity_papers": {"soon"}})
	return b.get(address + "/engagement/relire")
}

func testStaff(v *village, role school.Role) string {
	return testapp.Row(v.t, v.app, "staff", map[string]any{"last_name": "Essai", "first_name": string(role), "roles": []school.Role{role}, "email": string(role) + "@essai.example"}).Id
}
