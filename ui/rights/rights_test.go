package rights_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/ui/components/web"
	"github.com/openacademie/openacademie/ui/rights"
)

type house struct {
	*testing.T
	app               core.App
	handler           http.Handler
	anne, bruno, head *http.Cookie
}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{T: t}
	h.app = testapp.New(t, func(app core.App) error {
		app.OnServe().BindFunc(func(se *core.ServeEvent) error {
			web.Mount(se, rights.Routes())
			return se.Next()
		})
		return nil
	})
	row := func(collection string, fields map[string]any) string {
		return testapp.Row(t, h.app, collection, fields).Id
	}
	row("school", map[string]any{"uai": "0691234A", "name": "Collège des Deux-Rives", "kind": "college", "time_zone": "Europe/Paris"})
	lea := row("pupils", map[string]any{"first_name": "Léa", "last_name": "Martin", "birth_on": "2013-05-01"})
	parent := func(name string) *http.Cookie {
		id := row("guardians", map[string]any{"first_name": name, "last_name": "Martin", "phone_mobile": "06 " + name, "email": strings.ToLower(name) + "@exemple.fr"})
		row("guardianships", map[string]any{"pupil": lea, "guardian": id, "responsibility": 1})
		return testapp.SignIn(t, h.app, school.Actor{Kind: school.Guardian, ID: id})
	}
	h.anne, h.bruno = parent("Anne"), parent("Bruno")
	h.head = testapp.SignIn(t, h.app, testapp.StaffActor(t, h.app, school.Head))
	h.handler = testapp.Handler(t, h.app)
	return h
}

func (h *house) send(who *http.Cookie, path string, pairs ...string) *httptest.ResponseRecorder {
	h.Helper()
	method, form := http.MethodGet, url.Values{}
	if len(pairs) > 0 {
		method = http.MethodPost
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	request := httptest.NewRequest(method, "https://ecole.example"+path, strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.AddCookie(who)
	answer := httptest.NewRecorder()
	h.handler.ServeHTTP(answer, request)
	return answer
}

func (h *house) says(answer *httptest.ResponseRecorder, code int, wanted ...string) {
	h.Helper()
	page := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(answer.Body.String())
	if answer.Code != code {
		h.Errorf("%d, expected %d: %s", answer.Code, code, page)
	}
	for _, w := range wanted {
		if !strings.Contains(page, w) {
			h.Errorf("the page does not say %q:\n%s", w, page)
		}
	}
}

// unzip reads the files of a copy, by name.
func (h *house) unzip(answer *httptest.ResponseRecorder) map[string]string {
	h.Helper()
	z, err := zip.NewReader(bytes.NewReader(answer.Body.Bytes()), int64(answer.Body.Len()))
	if err != nil {
		h.Fatalf("%d: %v", answer.Code, err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			h.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			h.Fatal(err)
		}
		files[f.Name] = string(content)
	}
	return files
}

func TestAParentTakesTheirCopyAndNobodyElses(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.says(h.send(h.anne, "/moi/donnees"), http.StatusOK, "Télécharger ma copie", "Lire mes données")
	answer := h.send(h.anne, "/moi/donnees/copie", "geste", "copie")
	if cache := answer.Header().Get("Cache-Control"); cache != "private, no-store" {
		t.Errorf("the copy may be kept by a cache: %q", cache)
	}
	files := h.unzip(answer)
	for _, name := range []string{"vos-donnees.html", "vos-donnees.json"} {
		if !strings.Contains(files[name], "06 Anne") || !strings.Contains(files[name], "Léa") || strings.Contains(files[name], "Bruno") || strings.Contains(files[name], "bruno@") {
			t.Errorf("%s: %s", name, files[name])
		}
	}
	if !strings.Contains(files["vos-donnees.html"], "<h2>Votre fiche de responsable</h2>") {
		t.Error("the copy is not written for a reader")
	}

	// Half an hour later, or from a mailbox that two people read, one signs in again first.
	for field, value := range map[string]any{"opened_at": time.Now().Add(-31 * time.Minute).UTC().Format("2006-01-02 15:04:05.000Z"), "shared_address": true} {
		other := open(t)
		if _, err := other.app.DB().Update("sessions", dbx.Params{field: value}, dbx.HashExp{"staff": ""}).Execute(); err != nil {
			t.Fatal(err)
		}
		other.says(other.send(other.anne, "/moi/donnees"), http.StatusOK, "Une connexion récente est nécessaire")
		if refused := other.send(other.anne, "/moi/donnees/copie", "geste", "copie"); refused.Code != http.StatusSeeOther || refused.Header().Get("Location") != "/moi/donnees" {
			t.Errorf("%s: %d", field, refused.Code)
		}
	}
}

func TestARequestGoesFromThePersonToTheHeadAndBack(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.says(h.send(h.anne, "/moi/donnees/demandes", "droit", "erasure", "texte", ""), http.StatusUnprocessableEntity, "Dites ce qui doit changer.")
	asked := h.send(h.anne, "/moi/donnees/demandes", "droit", "erasure", "texte", "Mon ancienne <b>adresse</b>")
	page := asked.Header().Get("Location")
	h.says(h.send(h.anne, page), http.StatusOK, "Demande n° 1", "accusé de réception", "&lt;b&gt;adresse", "en cours")
	h.says(h.send(h.bruno, page), http.StatusNotFound)
	h.says(h.send(h.anne, "/gestion/ecole/droits"), http.StatusForbidden)

	queue := "/gestion/ecole/droits"
	h.says(h.send(h.head, queue), http.StatusOK, "Anne Martin", "Effacer")
	at := queue + page[strings.LastIndex(page, "/"):]
	h.says(h.send(h.head, at), http.StatusOK, "Prolonger de deux mois", "Ce que la personne lira")
	h.says(h.send(h.head, at+"/copie", "geste", "copie"), http.StatusUnprocessableEntity, "demande d’accès")
	h.says(h.send(h.head, at+"/reponse", "issue", "refus", "reponse", "non"), http.StatusUnprocessableEntity, "un refus se motive")
	if told := h.send(h.head, at+"/reponse", "issue", "refus", "reponse", "Cette adresse figure sur une pièce comptable."); told.Code != http.StatusSeeOther {
		t.Fatalf("the answer: %d %s", told.Code, told.Body)
	}
	h.says(h.send(h.anne, page), http.StatusOK, "refusée", "pièce comptable", "CNIL", "tribunal administratif")

	h.says(h.send(h.head, queue+"/papier?q=bruno+mart"), http.StatusOK, "Bruno Martin", "responsable de Léa")
	h.says(h.send(h.head, queue+"/papier?q=zzz"), http.StatusOK, "Personne ne porte ce nom.")
}
