package till_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/payfip/simulator"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/ui/components/web"
	"github.com/openacademie/openacademie/ui/staff"
	"github.com/openacademie/openacademie/ui/till"
)

// bank is a school that receives money: a family with two guardians, another family, the accountant, PayFiP's simulator.
type bank struct {
	*testing.T
	app     core.App
	handler http.Handler
	sim     *simulator.Simulator
	page    string // of the simulator
	act     string

	ada, bob             string // pupils of two families
	anne, bruno, chris   school.Actor
	accountant, bursar   school.Actor
	cookies              map[string]*http.Cookie
	adasTrip, adasSecond string // charges of Anne: 120 € due on 1 December, 40 € due on 1 January
	bobsTrip             string // charge of Chris: 75 €
}

// open is the school without online payment; online adds the simulator.
func open(t *testing.T) *bank {
	t.Helper()
	b := &bank{T: t, cookies: map[string]*http.Cookie{}}
	b.app = testapp.New(t, func(app core.App) error {
		app.OnServe().BindFunc(func(se *core.ServeEvent) error {
			web.Mount(se, till.Routes(), staff.Routes(nil)) // the letters to print are those of every product
			return se.Next()
		})
		return nil
	})
	b.row("school", map[string]any{
		"uai": "0691234A", "name": "Collège des Deux-Rives", "kind": "college", "time_zone": "Europe/Paris", "town": "Lyon", "accountant_name": "Lise Moreau",
	})
	b.act = b.row("acts", map[string]any{"organ": "board", "act_number": "41", "purpose": "trip", "overnight": true, "voted_on": "2026-10-01", "transmitted_on": "2026-10-05"})
	b.ada = b.row("pupils", map[string]any{"first_name": "Ada", "last_name": "Lovelace", "birth_on": "2013-05-01"})
	b.bob = b.row("pupils", map[string]any{"first_name": "Bob", "last_name": "Garrec", "birth_on": "2013-06-01"})
	b.anne = b.guardian("Anne", "Lovelace", b.ada)
	b.bruno = b.guardian("Bruno", "Lovelace", b.ada)
	b.chris = b.guardian("Chris", "Garrec", b.bob)
	b.accountant, b.bursar = b.staff("Lise", school.Accountant), b.staff("Olivier", school.Bursar)
	b.adasTrip, b.adasSecond = b.charge(b.ada, b.anne, 12000, "2026-12-01"), b.charge(b.ada, b.anne, 4000, "2027-01-01")
	b.bobsTrip = b.charge(b.bob, b.chris, 7500, "2026-12-01")
	b.handler = testapp.Handler(t, b.app)
	return b
}

func online(t *testing.T) *bank {
	t.Helper()
	b := open(t)
	b.sim = simulator.New(simulator.Options{Notify: simulator.Notify{Lost: true}}) // tests ring themselves
	base, err := b.sim.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.sim.Close)
	b.page = base + simulator.PagePath
	err = school.SavePayFiP(school.WithActor(t.Context(), b.accountant), b.app, school.PayFiPSettings{
		Numcli: "090909", Mode: "T", SOAPURL: base + simulator.SOAPPath, PageURL: b.page,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bank) row(collection string, fields map[string]any) string {
	b.Helper()
	return testapp.Row(b, b.app, collection, fields).Id
}

func (b *bank) guardian(first, last, pupil string) school.Actor {
	b.Helper()
	id := b.row("guardians", map[string]any{"first_name": first, "last_name": last, "email": strings.ToLower(first) + "@exemple.fr"})
	b.row("guardianships", map[string]any{"pupil": pupil, "guardian": id, "responsibility": 1, "pays": true})
	return school.Actor{Kind: school.Guardian, ID: id}
}

func (b *bank) staff(first string, roles ...school.Role) school.Actor {
	b.Helper()
	id := b.row("staff", map[string]any{"first_name": first, "last_name": "Personnel", "roles": roles, "email": strings.ToLower(first) + "@college.example"})
	return school.Actor{Kind: school.Staff, ID: id, Roles: roles}
}

func (b *bank) charge(pupil string, debtor school.Actor, amount cents.Amount, due law.Day) string {
	b.Helper()
	ids, err := money.Charge(school.WithActor(b.Context(), b.bursar), b.app, money.NewCharge{
		PupilID: pupil, DebtorID: debtor.ID, Subject: money.Subject{Collection: "sales", ID: "essai" + string(due)}, ActID: b.act, Label: "Voyage à Grenade " + string(due), Amount: amount, DueOn: due,
	})
	if err != nil {
		b.Fatal(err)
	}
	return ids[0]
}

func (b *bank) one(query string) (value string) {
	b.Helper()
	if err := b.app.DB().NewQuery(query).Row(&value); err != nil {
		b.Fatalf("%s: %v", query, err)
	}
	return value
}

// nobody has no session: PayFiP, or a browser that comes back from it.
var nobody = school.Actor{Kind: school.Guest}

func (b *bank) send(who school.Actor, method, path string, form url.Values) *httptest.ResponseRecorder {
	b.Helper()
	request := httptest.NewRequest(method, "https://ecole.example"+path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if who.ID != "" {
		if b.cookies[who.ID] == nil {
			b.cookies[who.ID] = testapp.SignIn(b, b.app, who)
		}
		request.AddCookie(b.cookies[who.ID])
	} else {
		request.Header.Set("Sec-Fetch-Site", "cross-site")
	}
	answer := httptest.NewRecorder()
	b.handler.ServeHTTP(answer, request)
	return answer
}

func (b *bank) get(who school.Actor, path string) string {
	b.Helper()
	answer := b.send(who, http.MethodGet, path, nil)
	if answer.Code != http.StatusOK {
		b.Fatalf("GET %s: %d to %q", path, answer.Code, answer.Header().Get("Location"))
	}
	return answer.Body.String()
}

func (b *bank) post(who school.Actor, path string, pairs ...string) string {
	b.Helper()
	answer := b.send(who, http.MethodPost, path, form(pairs...))
	if answer.Code != http.StatusSeeOther {
		b.Fatalf("POST %s: %d\n%s", path, answer.Code, text(answer.Body.String()))
	}
	return answer.Header().Get("Location")
}

func (b *bank) refused(who school.Actor, path string, pairs ...string) string {
	b.Helper()
	answer := b.send(who, http.MethodPost, path, form(pairs...))
	if answer.Code != http.StatusUnprocessableEntity {
		b.Fatalf("POST %s: %d to %q", path, answer.Code, answer.Header().Get("Location"))
	}
	return answer.Body.String()
}

func form(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return values
}

var tags = regexp.MustCompile(`(?s)<(style|script|svg)[^>]*>.*?</(style|script|svg)>|<[^>]+>`)

// text is what a page says, its no-break spaces made plain.
func text(page string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(tags.ReplaceAllString(page, " "))), " ")
}

func says(t *testing.T, page string, wanted ...string) {
	t.Helper()
	for _, w := range wanted {
		if !strings.Contains(page, w) && !strings.Contains(text(page), w) {
			t.Errorf("the page does not say %q:\n%s", w, text(page))
		}
	}
}

func hides(t *testing.T, page string, unwanted ...string) {
	t.Helper()
	for _, w := range unwanted {
		if strings.Contains(page, w) {
			t.Errorf("the page says %q", w)
		}
	}
}

// until waits for what happens in the background.
func (b *bank) until(query, want string) {
	b.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for b.one(query) != want {
		if time.Now().After(deadline) {
			b.Fatalf("%s stays %q", query, b.one(query))
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func (b *bank) as(who school.Actor) context.Context { return school.WithActor(b.Context(), who) }
