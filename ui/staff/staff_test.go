package staff_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/ui"
	"github.com/openacademie/openacademie/ui/staff"
)

// office is a served practice school and the people who knock at its pages.
type office struct {
	testing.TB
	app     core.App
	handler http.Handler
	cookies map[school.Role]*http.Cookie
	actors  map[school.Role]school.Actor
	due     *int // how many times the jobs ran
}

// open serves an empty practice school.
func open(t testing.TB) *office {
	t.Helper()
	due := 0
	app := testapp.New(t, func(app core.App) error {
		return ui.Bind(app, ui.Options{Due: func(context.Context, core.App) error { due++; return nil }})
	})
	return &office{TB: t, app: app, handler: testapp.Handler(t, app), cookies: map[school.Role]*http.Cookie{}, actors: map[school.Role]school.Actor{}, due: &due}
}

// filled serves a school of 24 pupils, imported.
func filled(t testing.TB) *office {
	t.Helper()
	o := open(t)
	if at := o.post(school.Secretary, "/gestion/ecole/import", upload(t, zip(fixture.Mutation{}))).Header().Get("Location"); at == "" {
		t.Fatal("the files were not read")
	} else if job := o.post(school.Secretary, at+"/confirmation", form()); job.Code != http.StatusSeeOther {
		t.Fatalf("confirmation: %d", job.Code)
	} else {
		o.finish(school.Secretary, job.Header().Get("Location"))
	}
	return o
}

func zip(m fixture.Mutation) []byte {
	return fixture.School(3, fixture.Options{Pupils: 24, Classes: 4, Groups: 2, Mutate: m}).Zip()
}

func (o *office) as(role school.Role) *http.Cookie {
	if role == "" {
		return nil
	}
	if o.cookies[role] == nil {
		record := testapp.Row(o, o.app, "staff", map[string]any{
			"last_name": "Personne", "first_name": "Une", "roles": []school.Role{role}, "email": string(role) + "@college.example.org",
		})
		o.actors[role] = school.Actor{Kind: school.Staff, ID: record.Id, Roles: []school.Role{role}}
		o.cookies[role] = testapp.SignIn(o, o.app, o.actors[role])
	}
	return o.cookies[role]
}

// body is what a form sends.
type body struct {
	kind    string
	content []byte
}

func form(pairs ...string) body {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return body{"application/x-www-form-urlencoded", []byte(values.Encode())}
}

func upload(t testing.TB, content []byte) body {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("fichiers", "export.zip")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return body{w.FormDataContentType(), b.Bytes()}
}

func (o *office) get(role school.Role, address string) *httptest.ResponseRecorder {
	return o.ask(httptest.NewRequest(http.MethodGet, address, nil), role)
}

func (o *office) post(role school.Role, address string, b body) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodPost, address, bytes.NewReader(b.content))
	request.Header.Set("Content-Type", b.kind)
	return o.ask(request, role)
}

func (o *office) ask(request *http.Request, role school.Role) *httptest.ResponseRecorder {
	if c := o.as(role); c != nil {
		request.AddCookie(c)
	}
	request.RemoteAddr = "127.0.0.1:5000"
	answer := httptest.NewRecorder()
	o.handler.ServeHTTP(answer, request)
	return answer
}

// finish follows a task to its end and returns the page of its result.
func (o *office) finish(role school.Role, job string) string {
	o.Helper()
	for range 400 {
		answer := o.get(role, job)
		if answer.Code == http.StatusSeeOther {
			return answer.Header().Get("Location")
		}
		if answer.Header().Get("Refresh") == "" {
			o.Fatalf("the task did not end well: %s", text(answer))
		}
		wait()
	}
	o.Fatal("the task never ends")
	return ""
}

func (o *office) one(query string) string {
	o.Helper()
	var value string
	if err := o.app.DB().NewQuery(query).Row(&value); err != nil {
		o.Fatal(err)
	}
	return value
}

// address fills the wildcards of a route with rows of the school.
func (o *office) address(pattern string) string {
	for wildcard, query := range map[string]string{
		"{pupil}": "SELECT id FROM pupils LIMIT 1", "{import}": "SELECT id FROM imports LIMIT 1", "{staff}": "SELECT id FROM staff LIMIT 1",
		"{job}": "SELECT id FROM jobs LIMIT 1", "{line}": "SELECT MAX(line_no) FROM journal",
	} {
		if strings.Contains(pattern, wildcard) {
			pattern = strings.ReplaceAll(pattern, wildcard, o.one(query))
		}
	}
	return strings.NewReplacer("{rule}", "v-07", "{parameter}", "day_count_offset").Replace(pattern)
}

var tags = regexp.MustCompile(`<[^>]*>`)

// text is what a page says.
func text(answer *httptest.ResponseRecorder) string {
	_, page, _ := strings.Cut(answer.Body.String(), "<main")
	return strings.Join(strings.Fields(strings.NewReplacer("&#39;", "’", "&nbsp;", " ", "\u00a0", " ", "\u202f", " ").Replace(tags.ReplaceAllString(page, " "))), " ")
}

func TestEachPageOpensForItsRolesAndNobodyElse(t *testing.T) {
	o := filled(t)
	for _, which := range []string{"logo", "signature"} {
		o.post(school.Head, "/gestion/ecole/identite/images/"+which, image(t, pngOf(t, 40, 20)))
	}
	for _, r := range staff.Routes(nil) {
		if r.Method != http.MethodGet || r.Who.ForPractice() {
			continue
		}
		address := r.Sample
		if address == "" {
			address = o.address(r.Pattern)
		}
		if r.OtherOrigin { // for a provider's machine, whose secret is the key: a stranger finds no page
			if code := o.get("", address).Code; code != http.StatusNotFound {
				t.Errorf("%s without its secret: %d", r.Pattern, code)
			}
			continue
		}
		if code := o.get("", address).Code; code != http.StatusSeeOther {
			t.Errorf("%s for a guest: %d", r.Pattern, code)
		}
		for _, role := range school.AllRoles {
			allowed := r.Who.Permission() == "" || slices.Contains(school.RolesFor(r.Who.Permission()), role)
			answer := o.get(role, address)
			switch {
			case r.Pattern == "/gestion/taches/{job}":
				// A task is its starter's alone; TestImport follows it.
			case allowed && answer.Code != http.StatusOK:
				t.Errorf("%s for %s: %d %s", r.Pattern, role, answer.Code, text(answer))
			case !allowed && answer.Code != http.StatusForbidden:
				t.Errorf("%s for %s: %d, wanted 403", r.Pattern, role, answer.Code)
			}
			checkPage(t, r.Pattern, answer)
		}
	}
}

func checkPage(t *testing.T, name string, answer *httptest.ResponseRecorder) {
	t.Helper()
	page := answer.Body.String()
	if page == "" || !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
		return
	}
	if n := strings.Count(page, "<h1"); n != 1 {
		t.Errorf("%s has %d h1", name, n)
	}
	if strings.Contains(page, " style=") || regexp.MustCompile(`<script[^>]*>[^<]`).MatchString(page) || strings.Contains(page, " onclick=") {
		t.Errorf("%s has an inline style or script", name)
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if ids[m[1]] {
			t.Errorf("%s has the id %q twice", name, m[1])
		}
		ids[m[1]] = true
	}
}

func TestEachFormIsRefusedToWhoMayNot(t *testing.T) {
	o := filled(t)
	for _, r := range staff.Routes(nil) {
		if r.Method != http.MethodPost || r.Who.ForPractice() {
			continue
		}
		for _, role := range school.AllRoles {
			if p := r.Who.Permission(); p != "" && !slices.Contains(school.RolesFor(p), role) {
				if code := o.post(role, o.address(r.Pattern), form()).Code; code != http.StatusForbidden {
					t.Errorf("POST %s by %s: %d", r.Pattern, role, code)
				}
			}
		}
	}
}

func TestImportShowsTheDifferenceThenWritesItThenNothingChanges(t *testing.T) {
	o := filled(t)
	if got := o.one("SELECT COUNT(*) FROM pupils"); got != "24" {
		t.Fatalf("%s pupils", got)
	}
	again := o.post(school.Secretary, "/gestion/ecole/import", upload(t, zip(fixture.Mutation{})))
	page := o.get(school.Secretary, again.Header().Get("Location"))
	if said := text(page); !strings.Contains(said, "Rien ne change") {
		t.Errorf("the second import says: %.400s", said)
	}
	checkPage(t, "difference", page)

	moved := o.post(school.Secretary, "/gestion/ecole/import", upload(t, zip(fixture.Mutation{Phones: 1, Newcomers: 1})))
	at := moved.Header().Get("Location")
	said := text(o.get(school.Secretary, at))
	for _, wanted := range []string{"Élèves ajoutés", "Responsables changés", "avant :", "après :", "Enregistrer ces changements", "Abandonner"} {
		if !strings.Contains(said, wanted) {
			t.Errorf("the difference does not say %q", wanted)
		}
	}
	job := o.post(school.Secretary, at+"/confirmation", form()).Header().Get("Location")
	if result := o.finish(school.Secretary, job); result != at {
		t.Errorf("the result is at %s", result)
	}
	if said := text(o.get(school.Secretary, at)); !strings.Contains(said, "Import enregistré") || !strings.Contains(said, "Enregistré le") {
		t.Errorf("the result says: %.300s", said)
	}
	if code := o.get(school.Head, job).Code; code != http.StatusNotFound {
		t.Errorf("somebody else's task: %d", code)
	}
}

// The binary workbook of SIECLE comes in by the same page, whatever the name it was given.
func TestImportReadsOldExcel(t *testing.T) {
	o := filled(t)
	d := fixture.School(3, fixture.Options{Pupils: 24, Classes: 4, Groups: 2, Mutate: fixture.Mutation{Newcomers: 2}})
	at := o.post(school.Secretary, "/gestion/ecole/import", upload(t, d.XLS(fixture.Current))).Header().Get("Location")
	if said := text(o.get(school.Secretary, at)); !strings.Contains(said, "Élèves ajoutés") || !strings.Contains(said, "classeur « élèves complète »") {
		t.Errorf("the difference says: %.400s", said)
	}
	o.finish(school.Secretary, o.post(school.Secretary, at+"/confirmation", form()).Header().Get("Location"))
	if got := o.one("SELECT COUNT(*) FROM pupils"); got != "26" {
		t.Errorf("%s pupils", got)
	}
	other := fixture.School(4, fixture.Options{Pupils: 4, UAI: "0990017F"})
	refused := o.post(school.Secretary, "/gestion/ecole/import", upload(t, other.XLS(fixture.Older)))
	if refused.Code != http.StatusUnprocessableEntity || !strings.Contains(text(refused), "autre établissement") {
		t.Errorf("another school: %d", refused.Code)
	}
}

func TestImportRefusesInWordsAndCanBeGivenUp(t *testing.T) {
	o := filled(t)
	for name, b := range map[string]body{"no file": upload(t, nil), "not a SIECLE file": upload(t, []byte("bonjour"))} {
		answer := o.post(school.Secretary, "/gestion/ecole/import", b)
		if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), `href="#fichiers"`) {
			t.Errorf("%s: %d", name, answer.Code)
		}
	}
	at := o.post(school.Secretary, "/gestion/ecole/import", upload(t, zip(fixture.Mutation{Newcomers: 1}))).Header().Get("Location")
	if code := o.post(school.Secretary, at+"/abandon", form()).Code; code != http.StatusSeeOther {
		t.Errorf("abandon: %d", code)
	}
	if got := o.one("SELECT COUNT(*) FROM pupils"); got != "24" {
		t.Errorf("%s pupils after giving up", got)
	}
	if code := o.post(school.Secretary, at+"/confirmation", form()).Code; code != http.StatusSeeOther {
		t.Errorf("confirmation of an import given up: %d", code)
	}
	if got := o.one("SELECT COUNT(*) FROM pupils"); got != "24" {
		t.Error("an import given up was written")
	}
}

// The staff file of GIGC: difference first, then written; twice nothing; who is absent stays; a stranger to the task is refused.
func TestStaffImportByPage(t *testing.T) {
	o := filled(t)
	o.as(school.Administrator)
	o.as(school.Teacher) // who comes to the staff after the reading changes the base
	file := "Libellé Civilité;Nom d'usage;Prénom;Date de naissance;Téléphone mobile;Mél pro;Libellé Discipline\nM.;MAREUIL;Éloi;05/03/1971;639980001;eloi@ac-exemple.fr;LETTRES\nMme;SORBIER;;;;;\n"
	checkPage(t, "staff imports", o.get(school.Secretary, "/gestion/ecole/personnels/import"))
	sent := o.post(school.Secretary, "/gestion/ecole/personnels/import", upload(t, []byte(file)))
	at := sent.Header().Get("Location")
	if at == "" {
		t.Fatalf("not read: %.400s", text(sent))
	}
	page := o.get(school.Secretary, at)
	checkPage(t, "staff difference", page)
	for _, wanted := range []string{"Personnes ajoutées", "MAREUIL Éloi", "Absents du fichier", "Lignes écartées", "Personne n’est supprimé", "Abandonner"} {
		if !strings.Contains(text(page), wanted) {
			t.Errorf("the difference does not say %q", wanted)
		}
	}
	if code := o.post(school.Teacher, at+"/confirmation", form()).Code; code != http.StatusForbidden && code != http.StatusNotFound {
		t.Errorf("a teacher confirms: %d", code)
	}
	if to := o.post(school.Secretary, at+"/confirmation", form()).Header().Get("Location"); to != at {
		t.Errorf("confirmed to %q", to)
	}
	if got := o.one("SELECT phone_mobile FROM staff WHERE last_name = 'MAREUIL' AND roles = '[]'"); got != "0639980001" {
		t.Errorf("the person is not there: %q", got)
	}
	checkPage(t, "staff import done", o.get(school.Secretary, at))
	again := o.post(school.Secretary, "/gestion/ecole/personnels/import", upload(t, []byte(file))).Header().Get("Location")
	if said := text(o.get(school.Secretary, again)); !strings.Contains(said, "Rien ne change") {
		t.Errorf("the second time: %.400s", said)
	}
	if to := o.post(school.Secretary, again+"/abandon", form()).Header().Get("Location"); to != "/gestion/ecole/personnels/import" {
		t.Errorf("given up to %q", to)
	}
	for name, b := range map[string]body{"no file": upload(t, nil), "another file": upload(t, []byte("bonjour"))} {
		if answer := o.post(school.Secretary, "/gestion/ecole/personnels/import", b); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), `href="#fichiers"`) {
			t.Errorf("%s: %d", name, answer.Code)
		}
	}
	if code := o.get(school.Teacher, "/gestion/ecole/personnels/import").Code; code == http.StatusOK {
		t.Error("a teacher reads the page")
	}
	if said := text(o.get(school.Secretary, "/gestion/ecole/import")); strings.Contains(said, "gigc") {
		t.Error("the page of SIECLE lists a staff file")
	}
}

// Feature 7 of the ancestor: a person typed by hand, with all that the file would say.
func TestStaffByHand(t *testing.T) {
	o := filled(t)
	at := o.post(school.Administrator, "/gestion/ecole/personnels/nouveau", form("civilite", "Mme", "nom", "Sorbier", "prenom", "Lou", "courriel", "lou@ac-exemple.fr",
		"telephone", "01 99 00 12 34", "portable", "06 39 98 00 01", "naissance", "1980-07-12", "discipline", "Anglais")).Header().Get("Location")
	page := o.get(school.Administrator, at)
	for _, wanted := range []string{`value="1980-07-12"`, `value="06 39 98 00 01"`} {
		if !strings.Contains(page.Body.String(), wanted) {
			t.Errorf("the form does not show %s", wanted)
		}
	}
	refused := o.post(school.Administrator, at, form("nom", "Sorbier", "naissance", "1080-07-12"))
	if refused.Code != http.StatusUnprocessableEntity || !strings.Contains(text(refused), "n’est pas une date") {
		t.Errorf("born in 1080: %d %s", refused.Code, text(refused))
	}
}
