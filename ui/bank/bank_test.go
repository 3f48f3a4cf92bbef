package bank_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/ui/bank"
	"github.com/openacademie/openacademie/ui/components/web"
)

// counter is a school with one family that owes 120 €, its accountant, its bursar, a teacher.
type counter struct {
	*testing.T
	app                         core.App
	handler                     http.Handler
	accountant, bursar, teacher school.Actor
	ada, anne                   string
	cookies                     map[string]*http.Cookie
}

func open(t *testing.T) *counter {
	t.Helper()
	c := &counter{T: t, cookies: map[string]*http.Cookie{}}
	c.app = testapp.New(t, func(app core.App) error {
		app.OnServe().BindFunc(func(se *core.ServeEvent) error {
			web.Mount(se, bank.Routes())
			return se.Next()
		})
		return nil
	})
	row := func(collection string, fields map[string]any) string {
		return testapp.Row(t, c.app, collection, fields).Id
	}
	row("school", map[string]any{"uai": "0691234A", "name": "Collège des Deux-Rives", "kind": "college", "time_zone": "Europe/Paris"})
	act := row("acts", map[string]any{"organ": "board", "act_number": "41", "purpose": "trip", "overnight": true, "voted_on": "2026-10-01", "transmitted_on": "2026-10-05"})
	c.ada = row("pupils", map[string]any{"first_name": "Ada", "last_name": "Lovelace", "birth_on": "2013-05-01"})
	c.anne = row("guardians", map[string]any{"first_name": "Anne", "last_name": "Lovelace"})
	row("guardianships", map[string]any{"pupil": c.ada, "guardian": c.anne, "responsibility": 1})
	staff := func(first string, role school.Role) school.Actor {
		id := row("staff", map[string]any{"first_name": first, "last_name": "Personnel", "roles": []school.Role{role}, "email": strings.ToLower(first) + "@college.example"})
		return school.Actor{Kind: school.Staff, ID: id, Roles: []school.Role{role}}
	}
	c.accountant, c.bursar, c.teacher = staff("Lise", school.Accountant), staff("Olivier", school.Bursar), staff("Paul", school.Teacher)
	if _, err := money.Charge(school.WithActor(t.Context(), c.bursar), c.app, money.NewCharge{
		PupilID: c.ada, DebtorID: c.anne, Subject: money.Subject{Collection: "sales", ID: "x"}, ActID: act, Label: "Voyage à Grenade", Amount: 12000, DueOn: "2026-12-01",
	}); err != nil {
		t.Fatal(err)
	}
	c.handler = testapp.Handler(t, c.app)
	return c
}

func (c *counter) ask(who school.Actor, method, path, kind string, body []byte) *httptest.ResponseRecorder {
	c.Helper()
	request := httptest.NewRequest(method, "https://ecole.example"+path, bytes.NewReader(body))
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	if c.cookies[who.ID] == nil {
		c.cookies[who.ID] = testapp.SignIn(c, c.app, who)
	}
	request.AddCookie(c.cookies[who.ID])
	answer := httptest.NewRecorder()
	c.handler.ServeHTTP(answer, request)
	return answer
}

func (c *counter) page(who school.Actor, path string) string {
	c.Helper()
	answer := c.ask(who, http.MethodGet, path, "", nil)
	if answer.Code != http.StatusOK {
		c.Fatalf("GET %s: %d", path, answer.Code)
	}
	return answer.Body.String()
}

// send posts a form and returns where it leads, or what the page that came back says.
func (c *counter) send(who school.Actor, path string, status int, pairs ...string) string {
	c.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	answer := c.ask(who, http.MethodPost, path, "application/x-www-form-urlencoded", []byte(values.Encode()))
	if answer.Code != status {
		c.Fatalf("POST %s: %d, not %d\n%s", path, answer.Code, status, text(answer.Body.String()))
	}
	if status == http.StatusSeeOther {
		return answer.Header().Get("Location")
	}
	return text(answer.Body.String())
}

// upload sends a file as a browser does.
func (c *counter) upload(who school.Actor, status int, source, account, raw string) string {
	c.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range map[string]string{"source": source, "compte": account} {
		if err := form.WriteField(name, value); err != nil {
			c.Fatal(err)
		}
	}
	if raw != "" {
		file, err := form.CreateFormFile("fichier", `C:\relevés\novembre.csv`)
		if err != nil {
			c.Fatal(err)
		}
		if _, err := file.Write([]byte(raw)); err != nil {
			c.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		c.Fatal(err)
	}
	answer := c.ask(who, http.MethodPost, "/gestion/caisse/releves", form.FormDataContentType(), body.Bytes())
	if answer.Code != status {
		c.Fatalf("upload: %d, not %d\n%s", answer.Code, status, text(answer.Body.String()))
	}
	if status == http.StatusSeeOther {
		return answer.Header().Get("Location")
	}
	return text(answer.Body.String())
}

var tags = regexp.MustCompile(`(?s)<(style|script|svg)[^>]*>.*?</(style|script|svg)>|<[^>]+>`)

func text(page string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\u00a0", " ", "\u202f", " ", "&#39;", "'").Replace(tags.ReplaceAllString(page, " "))), " ")
}

func says(t *testing.T, page string, wanted ...string) {
	t.Helper()
	for _, w := range wanted {
		if !strings.Contains(text(page), w) {
			t.Errorf("the page does not say %q:\n%s", w, text(page))
		}
	}
}

func (c *counter) count(query string, want int) {
	c.Helper()
	var got int
	if err := c.app.DB().NewQuery("SELECT COUNT(*) FROM " + query).Row(&got); err != nil || got != want {
		c.Errorf("%s: %d, not %d (%v)", query, got, want, err)
	}
}

func (c *counter) day(n int) string { return school.Clock(c.app).Today().Add(n).Short() }

var (
	proof    = regexp.MustCompile(`name="preuve" value="([0-9a-f]+)"`)
	lineHref = regexp.MustCompile(`href="(/gestion/caisse/rapprochement/[a-z0-9]{15})"`)
)

func first(t *testing.T, of *regexp.Regexp, page string) string {
	t.Helper()
	m := of.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no %s in the page:\n%s", of, text(page))
	}
	return m[1]
}

// From the file of the bank to the receipt, without a script: send, choose the columns, accept.
func TestAStatementGoesFromItsColumnsToTheReceipt(t *testing.T) {
	c := open(t)
	says(t, c.upload(c.bursar, 422, "bank", "", "Date;Montant\n"), "Nommez le compte")
	says(t, c.upload(c.bursar, 422, "bank", "Compte DFT", ""), "Choisissez le fichier")
	says(t, c.upload(c.bursar, 422, "bank", "Compte DFT", "\x89PNG\x00"), "n’est ni un texte en colonnes")
	c.ask(c.teacher, http.MethodGet, "/gestion/caisse/rapprochement", "", nil)

	raw := "Quand;Quoi;Combien\n" + c.day(-2) + ";VIR MME ANNE LOVELACE voyage;120,00\n" + c.day(-2) + ";COMMISSIONS CB;-1,20\n" + c.day(-1) + ";SUBVENTION;500,00\n" + c.day(-1) + ";VIR;?\n"
	at := c.upload(c.bursar, 303, "bank", "Compte DFT", raw)
	page := c.page(c.bursar, at)
	says(t, page, "A · Quand", "VIR MME ANNE LOVELACE voyage", "Que contient chaque colonne", "« ? » n’est pas un montant")
	says(t, c.send(c.bursar, at, 422, "faire", "importer", "colonne-date", "1", "colonne-label", "0", "colonne-amount", "2"), "Aucune ligne n’a pu être lue")
	says(t, c.send(c.bursar, at, 422, "faire", "importer", "colonne-date", "0", "colonne-label", "1", "colonne-amount", "2"), "cochez la case pour les laisser de côté")
	tried := c.send(c.bursar, at, 303, "faire", "essayer", "colonne-date", "0", "colonne-label", "1", "colonne-amount", "2")
	says(t, c.page(c.bursar, tried), "Lignes nouvelles 3", "Crédits nouveaux 620,00 €")
	if to := c.send(c.bursar, at, 303, "faire", "importer", "ecarter", "oui", "colonne-date", "0", "colonne-label", "1", "colonne-amount", "2"); to != "/gestion/caisse/rapprochement" {
		t.Error(to)
	}
	c.count("statement_lines", 3)
	says(t, c.upload(c.bursar, 422, "bank", "Compte DFT", raw), "déjà importé")
	says(t, c.page(c.bursar, "/gestion/caisse/releves"), "Compte DFT", "novembre.csv")
	if c.ask(c.bursar, http.MethodGet, at, "", nil).Code != http.StatusSeeOther {
		t.Error("an imported file still asks for its columns")
	}

	inbox := c.page(c.accountant, "/gestion/caisse/rapprochement?confiance=sures")
	says(t, inbox, "120,00 € reçus le", "Le libellé nomme Anne Lovelace", "120,00 € est exactement ce qui reste dû", "sûre", "Encaisser", "Entrée ou « a » accepte")
	if strings.Contains(c.page(c.bursar, "/gestion/caisse/rapprochement?confiance=sures"), `aria-label="Encaisser`) {
		t.Error("the bursar is offered to book (F-01)")
	}
	many := c.page(c.accountant, "/gestion/caisse/rapprochement/ensemble")
	says(t, many, "120,00 €", "Commission ou frais de la banque", "Accepter ces 2 lignes")
	c.send(c.accountant, "/gestion/caisse/rapprochement/ensemble", 422, "preuve", "autre")
	c.send(c.accountant, "/gestion/caisse/rapprochement/ensemble", 303, "preuve", first(t, proof, many))
	c.count("payments WHERE means = 'transfer' AND amount_cents = 12000", 1)
	c.count("statement_lines WHERE state = 'open'", 1)

	line := first(t, lineHref, c.page(c.bursar, "/gestion/caisse/rapprochement?confiance=inconnues"))
	says(t, c.page(c.accountant, line+"?q=lovelace"), "Lovelace Ada", "Anne Lovelace", "Mettre de côté")
	says(t, c.send(c.bursar, line+"/mise-de-cote", 422, "motif", "non"), "dix caractères")
	c.send(c.bursar, line+"/mise-de-cote", 303, "motif", "Subvention de la commune")
	says(t, c.page(c.bursar, line), "Subvention de la commune", "Reprendre la ligne")
	c.send(c.bursar, line+"/reprise", 303)
	c.send(c.bursar, line+"/mise-de-cote", 303, "motif", "Subvention de la commune")
	says(t, c.page(c.bursar, "/gestion/caisse/rapprochement"), "Tout est rapproché")

	report := c.page(c.bursar, "/gestion/caisse/rapprochement/etat")
	says(t, report, "Total", "620,00 €", "120,00 €", "encaissé : Q-")
	file := c.ask(c.bursar, http.MethodGet, "/gestion/caisse/rapprochement/etat.csv", "", nil).Body.String()
	for _, want := range []string{"120,00", "-1,20", "500,00", "rapprochée", "mise de côté", "Q-"} {
		if !strings.Contains(file, want) {
			t.Errorf("the export has no %q:\n%s", want, file)
		}
	}
	if answer := c.ask(c.bursar, http.MethodGet, "/gestion/caisse/rapprochement/etat.xlsx", "", nil); answer.Code != 200 || !bytes.HasPrefix(answer.Body.Bytes(), []byte("PK")) {
		t.Error(answer.Code)
	}
}

func TestALineIsAcceptedOnceAndUndoneByReversal(t *testing.T) {
	c := open(t)
	at := c.upload(c.bursar, 303, "bank", "Compte DFT", "Date;Libellé;Montant\n"+c.day(-2)+";VIR MME ANNE LOVELACE;120,00\n")
	c.send(c.bursar, at, 303, "faire", "importer", "colonne-date", "0", "colonne-label", "1", "colonne-amount", "2")
	inbox := c.page(c.accountant, "/gestion/caisse/rapprochement")
	line, digest := first(t, lineHref, inbox), first(t, proof, inbox)
	says(t, c.send(c.bursar, line+"/accord", 422, "preuve", digest), "F-01")
	says(t, c.send(c.accountant, line+"/accord", 422, "preuve", "autre"), "a changé")
	for range 2 {
		c.send(c.accountant, line+"/accord", 303, "preuve", digest, "confiance", "sures")
	}
	c.count("payments", 1)
	says(t, c.page(c.accountant, line), "Annuler l’encaissement", "encaissé : Q-")
	says(t, c.send(c.accountant, line+"/retrait", 422, "motif", "non"), "dix caractères")
	c.send(c.accountant, line+"/retrait", 303, "motif", "La famille s’est trompée de compte")
	c.count("reversals", 1)
	says(t, c.page(c.accountant, line), "à rapprocher", "Encaisser")
	c.send(c.accountant, line+"/encaissement", 303, "eleve", c.ada, "payeur", c.anne)
	c.count("payments", 2)
	c.count("statement_lines WHERE state = 'matched'", 1)
}

func TestOnlyThoseOfTheMoneyReadTheInbox(t *testing.T) {
	c := open(t)
	for _, path := range []string{"/gestion/caisse/rapprochement", "/gestion/caisse/releves", "/gestion/caisse/rapprochement/etat", "/gestion/caisse/rapprochement/ecarts"} {
		if answer := c.ask(c.teacher, http.MethodGet, path, "", nil); answer.Code == http.StatusOK {
			t.Errorf("a teacher reads %s", path)
		}
		says(t, c.page(c.bursar, path), "Rapprochement")
	}
	if answer := c.ask(c.bursar, http.MethodGet, "/gestion/caisse/rapprochement/"+fmt.Sprintf("%015d", 1), "", nil); answer.Code != http.StatusNotFound {
		t.Error(answer.Code)
	}
}
