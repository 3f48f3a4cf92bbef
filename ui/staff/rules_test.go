package staff_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/ui"
	"github.com/openacademie/openacademie/ui/staff"
)

func wait() { time.Sleep(10 * time.Millisecond) }

func TestStaffFormKeepsWhatWasTyped(t *testing.T) {
	o := open(t)
	answer := o.post(school.Administrator, "/gestion/ecole/personnels/nouveau", form("nom", "", "prenom", "Soizic", "courriel", "pas une adresse", "fonctions", "teacher", "discipline", "Histoire"))
	page := answer.Body.String()
	if answer.Code != http.StatusUnprocessableEntity {
		t.Fatalf("code %d", answer.Code)
	}
	for _, kept := range []string{`value="Soizic"`, `value="pas une adresse"`, `value="Histoire"`, `value="teacher" checked`, `href="#nom"`, `href="#courriel"`} {
		if !strings.Contains(page, kept) {
			t.Errorf("%s is lost", kept)
		}
	}
	checkPage(t, "staff form", answer)
}

func TestRolesAreGivenByTheAdministratorOnly(t *testing.T) {
	o := open(t)
	answer := o.post(school.Administrator, "/gestion/ecole/personnels/nouveau", form("nom", "Le Goff", "prenom", "Soizic", "courriel", "Soizic@college.example.org", "fonctions", "teacher", "fonctions", "librarian"))
	if answer.Code != http.StatusSeeOther {
		t.Fatalf("creation: %d %s", answer.Code, text(answer))
	}
	record, err := o.app.FindFirstRecordByData("staff", "last_name", "Le Goff")
	if err != nil || record.GetString("email") != "soizic@college.example.org" || len(record.GetStringSlice("roles")) != 2 {
		t.Fatalf("row: %v %v", record, err)
	}
	for _, role := range []school.Role{school.Head, school.Bursar, school.Accountant} {
		if code := o.post(role, "/gestion/ecole/personnels/"+record.Id, form("nom", "Le Goff", "courriel", "soizic@college.example.org", "fonctions", "head")).Code; code != http.StatusForbidden {
			t.Errorf("%s gives roles: %d", role, code)
		}
		if _, err := school.SaveStaff(school.WithActor(t.Context(), o.actors[role]), o.app, school.StaffMember{LastName: "Autre"}); err == nil {
			t.Errorf("%s makes staff through the operation", role)
		}
	}
}

func TestHeadAndAccountantAreTwoPeople(t *testing.T) {
	o := open(t)
	answer := o.post(school.Administrator, "/gestion/ecole/personnels/nouveau", form("nom", "Le Goff", "courriel", "soizic@college.example.org", "fonctions", "head", "fonctions", "accountant"))
	if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), `href="#fonctions"`) {
		t.Errorf("%d %s", answer.Code, text(answer))
	}
}

func TestTheLastAdministratorStays(t *testing.T) {
	o := open(t)
	o.as(school.Administrator)
	id := o.actors[school.Administrator].ID
	answer := o.post(school.Administrator, "/gestion/ecole/personnels/"+id, form("nom", "Personne", "courriel", "administrator@college.example.org", "fonctions", "teacher"))
	if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(text(answer), "plus aucun administrateur") {
		t.Errorf("%d %s", answer.Code, text(answer))
	}
}

func TestSharedAddressIsTold(t *testing.T) {
	o := filled(t)
	address := o.one("SELECT g.email FROM guardians g JOIN guardianships s ON s.guardian = g.id AND s.ended_on = '' JOIN pupils p ON p.id = s.pupil AND p.left_on = '' WHERE g.email != '' LIMIT 1")
	at := o.post(school.Administrator, "/gestion/ecole/personnels/nouveau", form("nom", "Le Goff", "courriel", address, "fonctions", "teacher")).Header().Get("Location")
	if said := text(o.get(school.Administrator, at)); !strings.Contains(said, "les deux espaces sont proposés") {
		t.Errorf("page: %.300s", said)
	}
}

func TestParameterIsDatedReasonedAndNeverPast(t *testing.T) {
	o := open(t)
	const path = "/gestion/ecole/parametres/v-07/day_count_offset"
	answer := o.post(school.Bursar, path, form("valeur", "1", "depuis", "2026-11-10", "motif", "Usage de l’académie"))
	if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "Usage de l’académie") || !strings.Contains(text(answer), "passé") {
		t.Errorf("the past: %d %s", answer.Code, text(answer))
	}
	if answer := o.post(school.Bursar, path, form("valeur", "deux", "depuis", "2026-11-20", "motif", "")); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), `href="#valeur"`) || !strings.Contains(answer.Body.String(), `href="#motif"`) {
		t.Errorf("unreadable value: %d", answer.Code)
	}
	if answer := o.post(school.Bursar, path, form("valeur", "1", "depuis", "2026-11-20", "motif", "Usage de l’académie")); answer.Code != http.StatusSeeOther {
		t.Fatalf("set: %d %s", answer.Code, text(answer))
	}
	if said := text(o.get(school.Bursar, path)); !strings.Contains(said, "Usage de l’académie") || !strings.Contains(said, "20 novembre 2026") {
		t.Errorf("history: %s", said)
	}
}

func TestWhatTheLawFixesIsShownAndRefused(t *testing.T) {
	o := open(t)
	const path = "/gestion/ecole/parametres/v-07/delay_days"
	page := o.get(school.Accountant, path)
	if strings.Contains(page.Body.String(), `name="valeur"`) || !strings.Contains(text(page), "Fixé par la loi") {
		t.Error("a fixed value has a form")
	}
	if answer := o.post(school.Accountant, path, form("valeur", "3", "depuis", "2026-11-20", "motif", "Plus vite")); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(text(answer), "fixé par la loi") {
		t.Errorf("%d %s", answer.Code, text(answer))
	}
}

func TestSeverityIsTheAccountantsAlone(t *testing.T) {
	o := open(t)
	path := ""
	for _, rule := range school.DepsOf(o.app).Registry.All() {
		if rule.SeverityIsParameter() {
			path = "/gestion/ecole/parametres/" + strings.ToLower(rule.ID) + "/severity"
			break
		}
	}
	sent := form("valeur", "warn", "depuis", "2026-11-16", "motif", "Avis écrit de la DRFiP")
	for _, role := range []school.Role{school.Head, school.Bursar} {
		if page := o.get(role, path); strings.Contains(page.Body.String(), `name="valeur"`) {
			t.Errorf("%s is offered the choice", role)
		}
		if answer := o.post(role, path, sent); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(text(answer), "agent comptable") {
			t.Errorf("%s: %d", role, answer.Code)
		}
	}
	if answer := o.post(school.Accountant, path, sent); answer.Code != http.StatusSeeOther {
		t.Errorf("accountant: %d %s", answer.Code, text(answer))
	}
}

func TestJournalHidesNoLineAndLeaksNoFamily(t *testing.T) {
	o := filled(t)
	pupil := o.one("SELECT id FROM pupils WHERE last_name NOT LIKE '%''%' ORDER BY eleve_id LIMIT 1") // written the same in HTML
	name := o.one("SELECT last_name FROM pupils WHERE id = '" + pupil + "'")
	if answer := o.post(school.Secretary, "/gestion/ecole/eleves/"+pupil+"/vigilance", form("desaccord", "oui")); answer.Code != http.StatusSeeOther {
		t.Fatalf("mark: %d", answer.Code)
	}
	line := o.one("SELECT MAX(line_no) FROM journal WHERE subject_collection = 'pupils'")
	for _, role := range []school.Role{school.Head, school.Administrator} {
		lines, err := school.JournalFor(o.app, o.actor(role), school.JournalFilter{Limit: 5000})
		if err != nil || len(lines) == 0 || lines[0].LineNo != len(lines) {
			t.Fatalf("%s reads %d lines, %v", role, len(lines), err)
		}
	}
	if page := o.get(school.Head, "/gestion/journal/"+line); !strings.Contains(page.Body.String(), name) || !strings.Contains(text(page), "Désaccord connu") {
		t.Errorf("the head reads: %s", text(page))
	}
	page := o.get(school.Administrator, "/gestion/journal/"+line)
	if strings.Contains(page.Body.String(), name) || !strings.Contains(text(page), "Détail réservé") {
		t.Errorf("the administrator reads: %s", text(page))
	}
	if list := o.get(school.Administrator, "/gestion/journal"); strings.Contains(list.Body.String(), name) {
		t.Error("the administrator's journal names a pupil")
	}
	if answer := o.post(school.Head, "/gestion/journal/verification", form()); answer.Code != http.StatusSeeOther {
		t.Errorf("verification: %d", answer.Code)
	}
}

// The rows that leave no line of journal: bookkeeping (pb_hooks).
var unjournaled = []string{"journal", "journal_details", "sessions", "login_codes", "drafts", "messages", "deliveries", "push_subscriptions", "jobs", "idempotency_keys", "preferences"}

func TestJournalNamesEveryCollectionInFrench(t *testing.T) {
	o := open(t)
	collections, err := o.app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range collections {
		if !strings.HasPrefix(c.Name, "_") && !slices.Contains(unjournaled, c.Name) && !staff.NamesSubject(c.Name) {
			t.Errorf("%s has no French name in the journal", c.Name)
		}
	}
}

func (o *office) actor(role school.Role) school.Actor {
	o.as(role)
	return o.actors[role]
}

func TestLettersMakeNewCodesAndEndTheOldOnes(t *testing.T) {
	o := filled(t)
	guardian := o.one("SELECT g.guardian FROM guardianships g JOIN pupils p ON p.id = g.pupil WHERE g.ended_on = '' AND g.responsibility = 1 AND p.left_on = '' LIMIT 1")
	for range 2 {
		answer := o.post(school.Secretary, "/gestion/ecole/courriers", form("personne", "guardian:"+guardian))
		if answer.Code != http.StatusOK || !strings.HasPrefix(answer.Body.String(), "%PDF") {
			t.Fatalf("%d %s", answer.Code, text(answer))
		}
	}
	open, err := o.app.CountRecords("login_codes", dbx.HashExp{"guardian": guardian, "used_at": ""})
	if err != nil || open != 1 {
		t.Errorf("%d codes open, %v", open, err)
	}
	if got := o.one("SELECT COUNT(*) FROM journal WHERE verb = 'codes.print'"); got != "2" {
		t.Errorf("%s lines of journal", got)
	}
}

func TestPayFiPStaysOnThisMachineInPractice(t *testing.T) {
	o := filled(t)
	answer := o.post(school.Accountant, "/gestion/ecole/payfip", form("numcli", "123", "mode", "T", "service", "https://www.payfip.gouv.fr/tpa/services/securite", "page", "https://www.payfip.gouv.fr/tpa/paiementws.web"))
	if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), `href="#numcli"`) || !strings.Contains(answer.Body.String(), `href="#service"`) || !strings.Contains(answer.Body.String(), `value="123"`) {
		t.Errorf("%d %s", answer.Code, text(answer))
	}
	if answer := o.post(school.Accountant, "/gestion/ecole/payfip", form("numcli", "090909", "mode", "T", "service", "http://localhost:9/tpa/services/securite", "page", "http://localhost:9/tpa/paiementws.web")); answer.Code != http.StatusSeeOther {
		t.Errorf("simulator: %d %s", answer.Code, text(answer))
	}
	if answer := o.post(school.Accountant, "/gestion/ecole/payfip/essai", form()); answer.Code != http.StatusSeeOther {
		t.Errorf("test of a simulator that is not there: %d", answer.Code)
	}
}

func TestIdentityKeepsTheUAI(t *testing.T) {
	o := filled(t)
	uai := o.one("SELECT uai FROM school")
	answer := o.post(school.Head, "/gestion/ecole/identite", form("nom", "", "nature", "college", "fuseau", "Europe/Paris", "commune", "Deux-Rives"))
	if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), `value="Deux-Rives"`) {
		t.Errorf("no name: %d", answer.Code)
	}
	answer = o.post(school.Head, "/gestion/ecole/identite", form("uai", "0000000A", "nom", "Collège des Deux-Rives", "nature", "college", "fuseau", "Indian/Reunion"))
	if answer.Code != http.StatusSeeOther || o.one("SELECT uai FROM school") != uai || o.one("SELECT time_zone FROM school") != "Indian/Reunion" {
		t.Errorf("%d %s", answer.Code, o.one("SELECT uai || time_zone FROM school"))
	}
}

func TestPracticePagesMoveTheClockOnThisMachineOnly(t *testing.T) {
	o := open(t)
	for _, address := range []string{"/pratique", "/pratique/envois"} {
		answer := o.get("", address)
		if answer.Code != http.StatusOK {
			t.Errorf("%s: %d %s", address, answer.Code, text(answer))
		}
		checkPage(t, address, answer)
		abroad := httptest.NewRequest(http.MethodGet, address, nil)
		abroad.RemoteAddr = "192.0.2.7:5000"
		recorder := httptest.NewRecorder()
		o.handler.ServeHTTP(recorder, abroad)
		if recorder.Code != http.StatusNotFound {
			t.Errorf("%s from abroad: %d", address, recorder.Code)
		}
	}
	before := school.Clock(o.app).Today()
	if answer := o.post("", "/pratique/horloge", form("pas", "semaine")); answer.Code != http.StatusSeeOther {
		t.Fatalf("a week: %d %s", answer.Code, text(answer))
	}
	if got := school.Clock(o.app).Today(); got != before.Add(7) || *o.due < 7 {
		t.Errorf("it is %s, the jobs ran %d times", got, *o.due)
	}
	for _, wrong := range []string{"", "hier", "2026-11-17", "2099-01-01"} {
		if answer := o.post("", "/pratique/horloge", form("date", wrong)); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", wrong, answer.Code)
		}
	}
}

func TestRealFolderHasNoPracticePage(t *testing.T) {
	t.Setenv("OPENACADEMIE_KEY", strings.Repeat("k", 40))
	app, err := school.Open(testapp.Migrated(t, t.TempDir()), school.Options{Kind: school.Real, Rules: testapp.Rules(), Bind: []func(core.App) error{
		func(app core.App) error { return ui.Bind(app, ui.Options{}) },
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = school.Close(app) })
	handler := testapp.Handler(t, app)
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		for _, address := range []string{"/pratique", "/pratique/envois", "/pratique/horloge"} {
			request := httptest.NewRequest(method, address, nil)
			request.RemoteAddr = "127.0.0.1:5000"
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, request)
			if answer.Code != http.StatusNotFound && answer.Code != http.StatusMethodNotAllowed {
				t.Errorf("%s %s: %d", method, address, answer.Code)
			}
		}
	}
}

func TestListsExportWhatTheyShow(t *testing.T) {
	o := filled(t)
	for address, role := range map[string]school.Role{
		"/gestion/ecole/eleves": school.Head, "/gestion/ecole/personnels": school.Administrator, "/gestion/ecole/parametres": school.Head,
		"/gestion/journal": school.Head, "/gestion/messages": school.Head,
	} {
		csv := o.get(role, address+"?format=csv")
		if !strings.HasPrefix(csv.Header().Get("Content-Type"), "text/csv") || !strings.HasPrefix(csv.Body.String(), "\ufeff") {
			t.Errorf("%s as CSV: %d", address, csv.Code)
		}
		if sheet := o.get(role, address+"?format=xlsx"); !strings.HasPrefix(sheet.Body.String(), "PK") {
			t.Errorf("%s as a workbook: %d", address, sheet.Code)
		}
	}
	name := o.one("SELECT last_name FROM pupils ORDER BY id LIMIT 1")
	if said := text(o.get(school.Head, "/gestion/ecole/eleves?q="+url.QueryEscape(school.Fold(name)[:3]))); !strings.Contains(said, strings.ReplaceAll(name, "'", "’")) {
		t.Errorf("search does not find %s", name)
	}
}

// A parameter that moves one way says it before the form, and refuses the other way there too.
func TestD17AndF20MoveOneWayByThePage(t *testing.T) {
	o := open(t)
	for path, said := range map[string][4]string{
		"/gestion/ecole/parametres/d-17/delete_after_days": {"seulement diminuer", "31", "ne peut pas dépasser 30 jours", "15"},
		"/gestion/ecole/parametres/f-20/extra_years":       {"seulement augmenter", "-1", "ne peut pas descendre sous 0 ans", "5"},
	} {
		if page := text(o.get(school.Head, path)); !strings.Contains(page, said[0]) {
			t.Errorf("%s does not say its way: %s", path, page)
		}
		answer := o.post(school.Head, path, form("valeur", said[1], "depuis", "2026-11-20", "motif", "Usage local"))
		if page := strings.ReplaceAll(text(answer), "\u00a0", " "); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(page, said[2]) {
			t.Errorf("%s: %d %s", path, answer.Code, page)
		}
		if answer := o.post(school.Head, path, form("valeur", said[3], "depuis", "2026-11-20", "motif", "Usage local")); answer.Code != http.StatusSeeOther {
			t.Errorf("%s: %d %s", path, answer.Code, text(answer))
		}
	}
}
