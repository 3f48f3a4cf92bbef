package site_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/rgaa"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/ui/components/web"
	"github.com/openacademie/openacademie/ui/site"
)

type public struct {
	*testing.T
	app     core.App
	handler http.Handler
}

func open(t *testing.T) *public {
	t.Helper()
	app := testapp.New(t, func(app core.App) error {
		app.OnServe().BindFunc(func(se *core.ServeEvent) error {
			web.Mount(se, site.Routes())
			return se.Next()
		})
		return nil
	})
	return &public{T: t, app: app, handler: testapp.Handler(t, app)}
}

func (p *public) ask(path string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	p.Helper()
	request := httptest.NewRequest(http.MethodGet, path, nil)
	for _, c := range cookies {
		request.AddCookie(c)
	}
	answer := httptest.NewRecorder()
	p.handler.ServeHTTP(answer, request)
	return answer
}

var tags = regexp.MustCompile(`(?s)<(style|script|svg)[^>]*>.*?</(style|script|svg)>|<[^>]+>`)

// get opens a page that must be there, its no-break spaces made plain.
func (p *public) get(path string) string {
	p.Helper()
	answer := p.ask(path)
	if answer.Code != http.StatusOK {
		p.Fatalf("%s: %d", path, answer.Code)
	}
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(answer.Body.String())
}

func text(page string) string {
	return strings.Join(strings.Fields(tags.ReplaceAllString(page, " ")), " ")
}

func says(t *testing.T, page string, wanted ...string) {
	t.Helper()
	for _, w := range wanted {
		if !strings.Contains(page, w) && !strings.Contains(text(page), w) {
			t.Errorf("the page does not say %q:\n%s", w, text(page))
		}
	}
}

func (p *public) name(t *testing.T) {
	t.Helper()
	testapp.Row(t, p.app, "school", map[string]any{
		"uai": "0691234A", "name": "Collège <b>& Cie</b>", "kind": "college", "time_zone": "Europe/Paris", "address": "12 quai des Deux-Rives\nBâtiment B",
		"postcode": "69007", "town": "Lyon", "email": "ce.0691234a@ac-lyon.example", "head_name": "Claire Marchand", "academy": "Lyon",
	})
}

func TestEachRuleHasItsPage(t *testing.T) {
	t.Parallel()
	p := open(t)
	for _, r := range school.DepsOf(p.app).Registry.All() {
		page := p.get(r.Path())
		says(t, page, "<h1", r.ID, "Qui peut la lever", "Textes")
		for _, broken := range []string{"{{", "%!", "<nil>", "&lt;p&gt;", "\n## "} {
			if strings.Contains(page, broken) {
				t.Errorf("%s holds %q", r.ID, broken)
			}
		}
		if r.Confidence != law.High {
			says(t, page, "À confirmer")
		}
	}
	says(t, p.get("/regles/V-08"), "V-08") // as people type it
	for _, path := range []string{"/regles/z-99", "/regles/v-08/", "/regles/..%2fv-08", "/regles/%00"} {
		if code := p.ask(path).Code; code != http.StatusNotFound {
			t.Errorf("%s: %d", path, code)
		}
	}
}

func TestASeverityChosenHereShowsOnThePage(t *testing.T) {
	t.Parallel()
	p := open(t)
	says(t, p.get("/regles/v-16"), "bloque", "agent comptable", "0,01 €")
	err := school.SetParameter(testapp.As(t, p.app, school.Accountant), p.app, school.NewSetting{
		Rule: "V-16", Name: law.SeverityParameter, Value: "warn", From: school.Clock(p.app).Today(), Reason: "lecture de l’agence comptable",
	})
	if err != nil {
		t.Fatal(err)
	}
	says(t, p.get("/regles/v-16"), "avertit")
	says(t, p.get("/regles/v-07"), "15 jours (fixé par la loi)", "non")
}

func TestRulesAreFound(t *testing.T) {
	t.Parallel()
	p := open(t)
	ids := func(path string) (found int, page string) {
		page = p.get(path)
		return strings.Count(page, `href="/regles/`), page
	}
	all, _ := ids("/regles")
	if want := len(school.DepsOf(p.app).Registry.All()); all != want {
		t.Errorf("%d rules listed, of %d", all, want)
	}
	for query, want := range map[string]string{"q=f-06": "F-06", "q=ESPÈCES": "F-06", "q=esp%C3%A8ces%20300": "F-06", "q=especes": "F-06", "q=R421-54&domaine=trips": "V-07"} {
		n, page := ids("/regles?" + query)
		if n == 0 || n == all || !strings.Contains(page, want) {
			t.Errorf("%s finds %d rules", query, n)
		}
	}
	if n, page := ids("/regles?q=xyzzy"); n != 0 || !strings.Contains(page, "Aucune règle ne correspond") {
		t.Errorf("nothing was expected: %d", n)
	}
	if n, _ := ids("/regles?domaine=money"); n == 0 || n == all {
		t.Errorf("%d rules of money", n)
	}
	if page := p.get("/regles?q=%3Cscript%3Ealert(1)%3C/script%3E&domaine=%22%3E%3Cb%3E"); strings.Contains(page, "<script>alert") || strings.Contains(page, `"><b>`) {
		t.Error("what was typed is markup")
	}
}

func TestLegalPagesNameTheSchool(t *testing.T) {
	t.Parallel()
	empty := open(t)
	named := open(t)
	named.name(t)
	for _, path := range []string{"/accessibilite", "/confidentialite", "/mentions-legales"} {
		for _, page := range []string{empty.get(path), named.get(path)} {
			for _, broken := range []string{"{{", "}}", "<b>& Cie"} {
				if strings.Contains(page, broken) {
					t.Errorf("%s holds %q", path, broken)
				}
			}
		}
	}
	says(t, named.get("/mentions-legales"), "12 quai des Deux-Rives, Bâtiment B, 69007 Lyon", "Claire Marchand", "&amp; Cie")
	says(t, named.get("/confidentialite"), "ce.0691234a@ac-lyon.example")
}

func TestHomeSendsEachToTheirWork(t *testing.T) {
	t.Parallel()
	p := open(t)
	page := p.ask("/")
	says(t, page.Body.String(), "Se connecter", "Ceci est une école d’entraînement", "/regles", "/connexion/courrier")
	pupil := testapp.Row(t, p.app, "pupils", map[string]any{"first_name": "Ève", "last_name": "Roussel", "birth_on": "2008-01-05", "email": "eve@exemple.fr"})
	guardian := testapp.Row(t, p.app, "guardians", map[string]any{"first_name": "Anne", "last_name": "Roussel", "email": "anne@exemple.fr"})
	for actor, want := range map[school.ActorKind][2]string{
		school.Staff: {testapp.StaffActor(t, p.app, school.Teacher).ID, "/gestion"}, school.Guardian: {guardian.Id, "/a-faire"}, school.Pupil: {pupil.Id, "/a-faire"},
	} {
		answer := p.ask("/", testapp.SignIn(t, p.app, school.Actor{Kind: actor, ID: want[0]}))
		if at := answer.Header().Get("Location"); answer.Code != http.StatusSeeOther || at != want[1] {
			t.Errorf("%s goes to %q", actor, at)
		}
	}
	if answer := p.ask("/", &http.Cookie{Name: web.SessionCookie, Value: strings.Repeat("A", 43)}); answer.Code != http.StatusOK {
		t.Errorf("with a dead session: %d", answer.Code)
	}
}

// The declaration says what the table holds, in the name of the school, and every page bears its mention.
func TestD01TheDeclarationIsMadeFromTheTable(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.name(t)
	audit, err := rgaa.Current()
	if err != nil {
		t.Fatal(err)
	}
	statement := p.get("/accessibilite")
	says(t, statement, audit.Verdict(), fmt.Sprintf("%d %%", audit.Rate()), audit.Reference, spaced(audit.On), "Défenseur des droits", "ce.0691234a@ac-lyon.example", "pas encore", criteria, "/accessibilite/schema")
	for _, c := range append(audit.Of(rgaa.Fails), audit.Of(rgaa.Unchecked)...) {
		says(t, statement, c.Number+" · "+c.Asks)
	}
	says(t, p.get("/"), "Accessibilité : "+audit.Verdict(), `href="/accessibilite"`)
	if rows := strings.Count(p.get(criteria), "<tr"); rows != 106+13 {
		t.Errorf("%d lines of criteria and heads", rows)
	}
	says(t, p.get("/accessibilite/schema"), "Sur trois ans")
	today := school.Clock(p.app).Today()
	if err := school.SaveAccessibility(testapp.As(t, p.app, school.Head), p.app, school.Accessibility{MadeOn: today, Contact: "acces@exemple.fr", Plan: "## Notre plan\n\nUn <b>ascenseur</b>."}); err != nil {
		t.Fatal(err)
	}
	says(t, p.get("/accessibilite"), spaced(today), "acces@exemple.fr")
	if plan := p.get("/accessibilite/schema"); !strings.Contains(plan, "Notre plan") || strings.Contains(plan, "<b>ascenseur") || strings.Contains(plan, "Sur trois ans") {
		t.Errorf("the plan of the school: %s", text(plan))
	}
}

const criteria = "/accessibilite/criteres"

// Whoever is lost finds from the map every place of the menus.
func TestTheSiteMapLeadsEverywhere(t *testing.T) {
	t.Parallel()
	p := open(t)
	teacher := testapp.StaffActor(t, p.app, school.Teacher)
	guardian := testapp.Row(t, p.app, "guardians", map[string]any{"first_name": "Anne", "last_name": "Roussel", "email": "anne@exemple.fr"})
	for _, reader := range []struct {
		cookies []*http.Cookie
		wanted  []string
	}{
		{nil, []string{"/connexion", "/regles", "/accessibilite", "/confidentialite"}},
		{[]*http.Cookie{testapp.SignIn(t, p.app, teacher)}, []string{"/gestion/voyages", "/gestion", "/moi", "/regles"}},
		{[]*http.Cookie{testapp.SignIn(t, p.app, school.Actor{Kind: school.Guardian, ID: guardian.Id})}, []string{"/a-faire", "/enfants", "/payer", "/moi", "/langue"}},
	} {
		answer := p.ask("/plan-du-site", reader.cookies...)
		_, content, _ := strings.Cut(answer.Body.String(), "<main")
		content, _, _ = strings.Cut(content, "</main>")
		for _, href := range reader.wanted {
			if !strings.Contains(content, `href="`+href+`"`) {
				t.Errorf("the map does not lead to %s", href)
			}
		}
	}
}

// spaced is a day as text() reads it.
func spaced(d law.Day) string { return strings.ReplaceAll(d.French(), "\u00a0", " ") }

// The privacy page says the terms that the engine applies, and who works for the school as the settings name them.
func TestD19ThePrivacyPageSaysWhatTheSettingsSay(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.name(t)
	says(t, p.get("/confidentialite"), "à compléter par l’établissement", "Fiches sanitaires", "30 jours après le retour", "à renseigner")
	err := school.SetParameter(testapp.As(t, p.app, school.Head), p.app, school.NewSetting{
		Rule: "D-19", Name: "subprocessors", Value: "Hébergeur du Nord, serveurs, France ; Courrier SA, SMS, Irlande", From: school.Clock(p.app).Today(), Reason: "contrats signés",
	})
	if err != nil {
		t.Fatal(err)
	}
	says(t, p.get("/confidentialite"), "Hébergeur du Nord, serveurs, France", "Courrier SA, SMS, Irlande")
}
