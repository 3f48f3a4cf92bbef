package simulator

import (
	"flag"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func (s *Simulator) open(id string) (int, string) {
	w := s.try("GET", PagePath+"?idop="+id, "", "")
	return w.Code, w.Body.String()
}

func (s *Simulator) press(fields ...string) (int, string, http.Header) {
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	w := s.try("POST", PagePath, "application/x-www-form-urlencoded", form.Encode())
	return w.Code, w.Body.String(), w.Header()
}

func TestPageGolden(t *testing.T) {
	s := start(t, Options{Seed: 1})
	pages := map[string]func() string{
		"page": func() string {
			_, body := s.open(s.make(t, map[string]string{"montant": "123456"}))
			return body
		},
		"page-card-only": func() string {
			_, body := s.open(s.make(t, map[string]string{"numcli": "090910", "objet": "-"}))
			return body
		},
		"page-bad-mel": func() string {
			id := s.make(t, nil)
			s.open(id)
			_, body, _ := s.press("idop", id, "action", "cb", "mel", `"><script>`)
			return body
		},
		"closed": func() string {
			id := s.make(t, nil)
			s.open(id)
			_, body, _ := s.press("idop", id, "action", "fermer")
			return body
		},
		"anomaly": func() string { _, body := s.open("x"); return body },
	}
	for _, name := range []string{"page", "page-card-only", "page-bad-mel", "closed", "anomaly"} {
		got := pages[name]()
		path := filepath.Join("testdata", name+".golden.html")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil || got != string(want) {
			t.Errorf("%s differs from %s (%v): go test -run Golden -update\n%s", name, path, err, got)
		}
		for _, banned := range []string{"<script", "style=", "<style", " on"} {
			if banned != " on" && strings.Contains(got, banned) || banned == " on" && strings.Contains(got, " onclick") {
				t.Errorf("%s holds %s", name, banned)
			}
		}
		if !strings.Contains(got, "SIMULATEUR – aucun paiement réel") || !strings.Contains(got, `lang="fr"`) || strings.Count(got, "<h1>") != 1 {
			t.Errorf("%s: banner, language or title missing", name)
		}
	}
}

func TestPageOpensOnceWithin15Minutes(t *testing.T) {
	anomalyOf := func(body string) string {
		_, after, _ := strings.Cut(body, "Code de l’anomalie : <strong>")
		code, _, _ := strings.Cut(after, "<")
		return code
	}
	s := start(t, Options{})
	fresh, opened, late, paid, refused := s.make(t, nil), s.make(t, nil), s.make(t, nil), s.make(t, nil), s.make(t, nil)
	s.try("HEAD", PagePath+"?idop="+fresh, "", "")
	s.open(opened)
	_ = s.Force(paid, "V", false)
	_ = s.Force(refused, "R", false)
	s.Advance(15 * time.Minute)
	for _, c := range []struct{ id, want string }{{fresh, ""}, {fresh, "P3"}, {opened, "P3"}, {paid, "P3"}, {refused, "P3"}, {"", "P1"}, {"x", "P1"}} {
		if status, body := s.open(c.id); status != http.StatusOK || anomalyOf(body) != c.want {
			t.Errorf("%s: HTTP %d, anomaly %q, want %q", c.id, status, anomalyOf(body), c.want)
		}
	}
	s.Advance(time.Second)
	if _, body := s.open(late); anomalyOf(body) != "P4" {
		t.Errorf("after 15 minutes: %q", anomalyOf(body))
	}
	if _, body, _ := s.press("idop", late, "action", "cb"); anomalyOf(body) != "P4" {
		t.Errorf("paid without opening the page, after 15 minutes: %q", anomalyOf(body))
	}
	demo := start(t, Options{ReopenPage: true})
	id := demo.make(t, nil)
	demo.open(id)
	if _, body := demo.open(id); anomalyOf(body) != "" {
		t.Errorf("ReopenPage: %q", anomalyOf(body))
	}
}

func TestReturnAddressKeepsItsQuery(t *testing.T) {
	s := start(t, Options{})
	for back, want := range map[string]string{
		"https://ecole.example.org/retour":       "https://ecole.example.org/retour?idop=",
		"https://ecole.example.org/retour?a=1&b": "https://ecole.example.org/retour?a=1&b&idop=",
	} {
		id := s.make(t, map[string]string{"urlredirect": back})
		s.open(id)
		status, _, header := s.press("idop", id, "action", "cb", "mel", "autre@example.org")
		if status != http.StatusFound || header.Get("Location") != want+id {
			t.Errorf("HTTP %d to %s", status, header.Get("Location"))
		}
		p, _ := s.Payment(id)
		if p.Mel != "parent@example.org" || p.TicketMel != "autre@example.org" {
			t.Errorf("mel %+v", p)
		}
	}
}

// Browsers apply form-action to the redirect that follows the form: the school's origin has to be in it.
func TestPolicyLetsThePayerGoBack(t *testing.T) {
	s := start(t, Options{})
	id := s.make(t, map[string]string{"urlredirect": "http://127.0.0.1:8090/retour"})
	w := s.try("GET", PagePath+"?idop="+id, "", "")
	if policy := w.Header().Get("Content-Security-Policy"); !strings.HasSuffix(policy, "form-action 'self' http://127.0.0.1:8090") || !strings.Contains(policy, "default-src 'none'") {
		t.Error(policy)
	}
	if w := s.try("GET", "/sim/style.css", "", ""); w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/css") {
		t.Errorf("style: HTTP %d %s", w.Code, w.Header().Get("Content-Type"))
	}
}

func TestPageRefusesWhatItDoesNotOffer(t *testing.T) {
	s := start(t, Options{})
	id := s.make(t, map[string]string{"numcli": "090910"})
	s.open(id)
	for _, fields := range [][]string{{"action", "prelevement"}, {"action", "refus_prelevement"}, {"action", "rembourser"}, {"action", "fermer", "issue", "x"}, {}} {
		if status, _, _ := s.press(append(fields, "idop", id)...); status != http.StatusBadRequest {
			t.Errorf("%v: HTTP %d", fields, status)
		}
	}
	if status, _, _ := s.press("idop", id, "action", "cb", "mel", "x"); status != http.StatusUnprocessableEntity {
		t.Errorf("bad mel: HTTP %d", status)
	}
	if status, _, _ := s.press("idop", id, "action", "abandon", "mel", "x"); status != http.StatusFound {
		t.Errorf("giving up needs no mel: HTTP %d", status)
	}
	for issue, want := range map[string]string{"abandon": "A", "refus_cb": "R"} {
		other := s.make(t, nil)
		s.open(other)
		s.press("idop", other, "action", "fermer", "issue", issue)
		if p, _ := s.Payment(other); p.Result != want {
			t.Errorf("closed after %s: %q", issue, p.Result)
		}
	}
}

// Two clicks, one payment: the first wins, the others see the anomaly page, one notification leaves.
func TestParallelClicksSettleOnce(t *testing.T) {
	s := start(t, Options{})
	id := s.make(t, nil)
	s.open(id)
	var group sync.WaitGroup
	var mu sync.Mutex
	redirects := 0
	for range 8 {
		group.Go(func() {
			status, _, _ := s.press("idop", id, "action", "cb")
			mu.Lock()
			defer mu.Unlock()
			if status == http.StatusFound {
				redirects++
			}
		})
	}
	group.Wait()
	s.Wait()
	if redirects != 1 || len(s.Deliveries()) != 1 {
		t.Errorf("%d redirects, %d notifications", redirects, len(s.Deliveries()))
	}
}
