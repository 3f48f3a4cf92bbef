package grants_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/ledongthuc/pdf"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/ui/components/web"
	"github.com/openacademie/openacademie/ui/grants"
)

// bureau is a school that helps: two parents of one pupil who live apart, another family, and who works there.
type bureau struct {
	*testing.T
	app                                     core.App
	handler                                 http.Handler
	cookies                                 map[string]*http.Cookie
	social, bursar, head, accountant        school.Actor
	teacher, secretary, nurse, admin        school.Actor
	anne, bruno, chris                      school.Actor
	ada, charge, fund, fixed, right, brunos string
}

func open(t *testing.T) *bureau {
	t.Helper()
	b := &bureau{T: t, cookies: map[string]*http.Cookie{}}
	b.app = testapp.New(t, func(app core.App) error {
		app.OnServe().BindFunc(func(se *core.ServeEvent) error {
			web.Mount(se, grants.Routes())
			return se.Next()
		})
		return nil
	})
	b.row("school", map[string]any{"uai": "0691234A", "name": "Collège des Deux-Rives", "kind": "college", "time_zone": "Europe/Paris", "town": "Deux-Rives", "head_name": "Claire Morvan", "head_title": "la principale", "social_worker_name": "Nadia Ferhat"})
	act := b.row("acts", map[string]any{"organ": "board", "act_number": "41", "purpose": "trip", "overnight": true, "voted_on": "2026-10-01", "transmitted_on": "2026-10-05"})
	b.ada = b.row("pupils", map[string]any{"first_name": "Ada", "last_name": "Lovelace", "birth_on": "2013-05-01"})
	bob := b.row("pupils", map[string]any{"first_name": "Bob", "last_name": "Garrec", "birth_on": "2013-06-01"})
	b.anne, b.bruno, b.chris = b.guardian("Anne", "Lovelace", b.ada), b.guardian("Bruno", "Brunel", b.ada), b.guardian("Chris", "Garrec", bob)
	b.social, b.bursar, b.head, b.accountant = b.staff("Nadia", school.SocialWorker), b.staff("Helene", school.Bursar), b.staff("Claire", school.Head), b.staff("Marc", school.Accountant)
	b.teacher, b.secretary, b.nurse, b.admin = b.staff("Rozenn", school.Teacher), b.staff("Yann", school.Secretary), b.staff("Luc", school.Nurse), b.staff("Maud", school.Administrator)
	as := school.WithActor(t.Context(), b.bursar)
	ids, err := money.Charge(as, b.app, money.NewCharge{PupilID: b.ada, DebtorID: b.anne.ID, Subject: money.Subject{Collection: "sales", ID: "a"}, ActID: act, Label: "Classe de neige", Amount: 12000, DueOn: "2026-12-01"},
		money.NewCharge{PupilID: b.ada, DebtorID: b.bruno.ID, Subject: money.Subject{Collection: "sales", ID: "b"}, ActID: act, Label: "Part du père", Amount: 3000, DueOn: "2026-12-01"})
	b.must(err)
	b.charge, b.brunos = ids[0], ids[1]
	b.fund, err = aid.OpenFund(as, b.app, aid.NewFund{Name: "Fonds social collégien", Kind: aid.College, Opening: 20000, OpenedOn: "2026-09-01"})
	b.must(err)
	b.fixed, err = aid.AddType(as, b.app, aid.Type{Name: "Aide aux voyages", Mode: aid.Fixed, Fund: b.fund})
	b.must(err)
	b.right, err = aid.AddType(as, b.app, aid.Type{Name: "Droit de tirage", Mode: aid.Drawing, Fund: b.fund})
	b.must(err)
	b.handler = testapp.Handler(t, b.app)
	return b
}

func (b *bureau) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bureau) row(collection string, fields map[string]any) string {
	b.Helper()
	return testapp.Row(b, b.app, collection, fields).Id
}

func (b *bureau) guardian(first, last, pupil string) school.Actor {
	b.Helper()
	id := b.row("guardians", map[string]any{"first_name": first, "last_name": last, "email": strings.ToLower(first) + "@exemple.fr"})
	b.row("guardianships", map[string]any{"pupil": pupil, "guardian": id, "responsibility": 1, "pays": true})
	return school.Actor{Kind: school.Guardian, ID: id}
}

func (b *bureau) staff(first string, role school.Role) school.Actor {
	b.Helper()
	id := b.row("staff", map[string]any{"first_name": first, "last_name": "Personnel", "roles": []school.Role{role}, "email": strings.ToLower(first) + "@college.example"})
	return school.Actor{Kind: school.Staff, ID: id, Roles: []school.Role{role}}
}

func (b *bureau) send(who school.Actor, method, path, media string, body []byte) *httptest.ResponseRecorder {
	b.Helper()
	request := httptest.NewRequest(method, "https://ecole.example"+path, bytes.NewReader(body))
	if media != "" {
		request.Header.Set("Content-Type", media)
	}
	if who.ID != "" {
		if b.cookies[who.ID] == nil {
			b.cookies[who.ID] = testapp.SignIn(b, b.app, who)
		}
		request.AddCookie(b.cookies[who.ID])
	}
	answer := httptest.NewRecorder()
	b.handler.ServeHTTP(answer, request)
	return answer
}

func (b *bureau) get(who school.Actor, path string) string {
	b.Helper()
	answer := b.send(who, http.MethodGet, path, "", nil)
	if answer.Code != http.StatusOK {
		b.Fatalf("GET %s: %d %s", path, answer.Code, text(answer.Body.String()))
	}
	return answer.Body.String()
}

const formMedia = "application/x-www-form-urlencoded"

// post sends a form that goes through, and returns where it leads.
func (b *bureau) post(who school.Actor, path string, pairs ...string) string {
	b.Helper()
	answer := b.send(who, http.MethodPost, path, formMedia, []byte(form(pairs...).Encode()))
	if answer.Code != http.StatusSeeOther {
		b.Fatalf("POST %s: %d\n%s", path, answer.Code, text(answer.Body.String()))
	}
	return answer.Header().Get("Location")
}

// refused sends a form that does not, and returns the page.
func (b *bureau) refused(who school.Actor, path string, pairs ...string) string {
	b.Helper()
	answer := b.send(who, http.MethodPost, path, formMedia, []byte(form(pairs...).Encode()))
	if answer.Code != http.StatusUnprocessableEntity {
		b.Fatalf("POST %s: %d to %q", path, answer.Code, answer.Header().Get("Location"))
	}
	return answer.Body.String()
}

// hand sends a file.
func (b *bureau) hand(who school.Actor, path, label string, content []byte) *httptest.ResponseRecorder {
	b.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	b.must(w.WriteField("piece", label))
	file, err := w.CreateFormFile("fichier", "avis.pdf")
	b.must(err)
	_, err = file.Write(content)
	b.must(err)
	b.must(w.Close())
	return b.send(who, http.MethodPost, path, w.FormDataContentType(), body.Bytes())
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
	return strings.Join(strings.Fields(strings.NewReplacer("\u00a0", " ", "\u202f", " ", "&#39;", "’").Replace(tags.ReplaceAllString(page, " "))), " ")
}

func says(t *testing.T, page string, wanted ...string) {
	t.Helper()
	for _, w := range wanted {
		if !strings.Contains(page, w) && !strings.Contains(text(page), w) {
			t.Errorf("it does not say %q:\n%s", w, text(page))
		}
	}
}

func hides(t *testing.T, page string, unwanted ...string) {
	t.Helper()
	for _, w := range unwanted {
		if strings.Contains(strings.ToLower(page), strings.ToLower(w)) {
			t.Errorf("it says %q", w)
		}
	}
}

// printed is the text of a PDF, a line for a line.
func printed(t *testing.T, file string) string {
	t.Helper()
	r, err := pdf.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatalf("the PDF cannot be read: %v", err)
	}
	var out strings.Builder
	for n := 1; n <= r.NumPage(); n++ {
		y := -1.0
		for _, glyph := range r.Page(n).Content().Text {
			if glyph.Y != y && out.Len() > 0 {
				out.WriteByte('\n')
			}
			y = glyph.Y
			out.WriteString(glyph.S)
		}
		out.WriteByte('\n')
	}
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(out.String())
}
