package account_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/ui/account"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	shared = "famille@exemple.fr" // Anne and Bruno read it
	apart  = "chris@exemple.fr"
)

// house is a school with a family: two parents who share a mailbox, a third guardian elsewhere, an adult pupil, a teacher.
type house struct {
	*testing.T
	app                         core.App
	handler                     http.Handler
	lea, tom, eve               string
	anne, bruno, chris, teacher string
}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{T: t}
	h.app = testapp.New(t, func(app core.App) error {
		app.OnServe().BindFunc(func(se *core.ServeEvent) error {
			web.Mount(se, account.Routes())
			return se.Next()
		})
		return nil
	})
	h.row("school", map[string]any{"uai": "0691234A", "name": "Collège des Deux-Rives", "kind": "college", "time_zone": "Europe/Paris"})
	h.lea = h.row("pupils", map[string]any{"first_name": "Léa", "last_name": "Martin", "birth_on": "2013-05-01"})
	h.tom = h.row("pupils", map[string]any{"first_name": "Tom", "last_name": "Martin", "birth_on": "2015-05-01"})
	h.eve = h.row("pupils", map[string]any{"first_name": "Ève", "last_name": "Majeure", "birth_on": "2008-01-05", "email": "eve@exemple.fr"})
	h.anne = h.guardian("Anne", "Martin", shared, h.lea, h.tom)
	h.bruno = h.guardian("Bruno", "Martin", shared, h.lea)
	h.chris = h.guardian("Chris", "Apart", apart, h.tom)
	h.teacher = h.row("staff", map[string]any{"first_name": "Sam", "last_name": "Prof", "email": "sam@exemple.fr", "roles": []school.Role{school.Teacher}})
	h.handler = testapp.Handler(t, h.app)
	return h
}

func (h *house) row(collection string, fields map[string]any) string {
	h.Helper()
	return testapp.Row(h, h.app, collection, fields).Id
}

func (h *house) guardian(first, last, email string, pupils ...string) string {
	h.Helper()
	id := h.row("guardians", map[string]any{
		"first_name": first, "last_name": last, "email": email, "phone_mobile": "06 11 22 33 " + email[:2], "address1": "3 rue de " + first, "town": "Lyon",
	})
	for _, p := range pupils {
		h.row("guardianships", map[string]any{"pupil": p, "guardian": id, "responsibility": 1})
	}
	return id
}

func (h *house) one(query string) (value string) {
	h.Helper()
	if err := h.app.DB().NewQuery(query).Row(&value); err != nil {
		h.Fatalf("%s: %v", query, err)
	}
	return value
}

// browser keeps cookies as a browser does.
type browser struct {
	*house
	cookies map[string]string
	header  http.Header
}

func (h *house) browser() *browser {
	return &browser{house: h, cookies: map[string]string{}, header: http.Header{}}
}

// as is the browser of somebody who is signed in.
func (h *house) as(kind school.ActorKind, id string) *browser {
	h.Helper()
	b := h.browser()
	cookie := testapp.SignIn(h, h.app, school.Actor{Kind: kind, ID: id})
	b.cookies[cookie.Name] = cookie.Value
	return b
}

func (b *browser) send(method, path string, form url.Values) *httptest.ResponseRecorder {
	b.Helper()
	request := httptest.NewRequest(method, "https://ecole.example"+path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, values := range b.header {
		request.Header[name] = values
	}
	for name, value := range b.cookies {
		request.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	answer := httptest.NewRecorder()
	b.handler.ServeHTTP(answer, request)
	for _, c := range answer.Result().Cookies() {
		if b.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	return answer
}

// get opens a page that must be there and returns its text.
func (b *browser) get(path string) string {
	b.Helper()
	answer := b.send(http.MethodGet, path, nil)
	if answer.Code != http.StatusOK {
		b.Fatalf("GET %s: %d to %q", path, answer.Code, answer.Header().Get("Location"))
	}
	return answer.Body.String()
}

// post sends a form that must be taken and returns where it leads.
func (b *browser) post(path string, pairs ...string) string {
	b.Helper()
	answer := b.send(http.MethodPost, path, form(pairs...))
	if answer.Code != http.StatusSeeOther {
		b.Fatalf("POST %s: %d\n%s", path, answer.Code, answer.Body)
	}
	return answer.Header().Get("Location")
}

// refused sends a form that must come back, and returns the page.
func (b *browser) refused(path string, pairs ...string) string {
	b.Helper()
	answer := b.send(http.MethodPost, path, form(pairs...))
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

var codeInMail = regexp.MustCompile(`([0-9]{3}) ([0-9]{3})`)

// mailed waits for the n-th code of the outbox: mails leave in the background.
func (h *house) mailed(n int) string {
	h.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		var bodies []string
		err := h.app.DB().NewQuery("SELECT body FROM messages WHERE kind = 'login_code' ORDER BY rowid").Column(&bodies)
		if err != nil {
			h.Fatal(err)
		}
		if len(bodies) >= n {
			m := codeInMail.FindStringSubmatch(bodies[n-1])
			if m == nil {
				h.Fatalf("no code in %q", bodies[n-1])
			}
			return m[1] + m[2]
		}
	}
	h.Fatalf("mail %d never left", n)
	return ""
}

func says(t *testing.T, page string, wanted ...string) {
	t.Helper()
	page = strings.ReplaceAll(page, "\u00a0", " ") // French typography
	for _, w := range wanted {
		if !strings.Contains(page, w) {
			t.Errorf("the page does not say %q:\n%s", w, page)
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
