package browser_test

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Whatever a message links to is a page.
func TestMessagesLeadToPages(t *testing.T) {
	t.Parallel()
	school, mux := open(t), patterns()
	for _, m := range school.rows(t, "messages", "link != ''") {
		if link := text(m, "link"); patternOf(mux, http.MethodGet, link) == "" {
			t.Errorf("%s: %s is no page", text(m, "kind"), link)
		}
	}
}

// Every page that a link leads to opens, with a title of its own and the headers of the house; every route of the tables
// is reached by somebody.
func TestEveryLinkOpensAPage(t *testing.T) {
	t.Parallel()
	c := crawled(t)
	reached := map[string]string{}
	for _, v := range c.visitors(t) {
		titles := map[string]string{}
		for _, p := range c.pages[v.name] {
			reached[p.pattern] = p.path
			checkPage(t, p, titles)
		}
	}
	notLinked := []string{ // reached after a form, from another site, or at a moment of a trip that the seed has not
		"/connexion/qui", "/connexion/preuve", "/gestion/voyages/pieces.zip", "/payfip/notification", "/payfip/retour/{token}", "/gestion/taches/{job}", "/payer/quittances/{payment}", "/payer/demandes/{request}/reponse.pdf",
		"/payer/avoir", "/payer/remboursements/{refund}", "/payer/remboursements/{refund}/titulaire", "/payer/remboursements/{refund}/don",
		"/gestion/caisse/remboursements/{refund}", "/gestion/caisse/remboursements/{refund}/titulaire", "/gestion/caisse/virements/{batch}",
		"/payer/mandat/compte", "/payer/mandat/revocation", "/payer/virement/avis.pdf", "/gestion/caisse/prelevements/{lot}",
		"/gestion/caisse/prelevements/{lot}/prelevements.csv", "/gestion/caisse/prelevements/{lot}/prelevements.xlsx", "/gestion/caisse/prelevements/{lot}/{debit}",
		"/gestion/caisse/virements/{batch}/virements.xml", "/gestion/caisse/virements/{batch}/virements.csv",
		"/gestion/voyages/{trip}/reliquats", "/gestion/voyages/{trip}/reliquats/liste.csv", "/gestion/voyages/{trip}/reliquats/liste.xlsx",
		"/gestion/voyages/{trip}/papiers-regie/{file}", "/gestion/voyages/{trip}/acte", "/gestion/voyages/delegations", "/gestion/voyages/delegations.csv", "/gestion/voyages/delegations.xlsx", "/gestion/voyages/{trip}/derogations", "/voyages/{trip}/enfants/{pupil}/engagement/relire",
		"/gestion/voyages/{trip}/acte/modification.txt", "/gestion/voyages/{trip}/acte/modification.pdf", "/gestion/voyages/{trip}/acte/bilan.txt", "/gestion/voyages/{trip}/acte/bilan.pdf",
		"/gestion/caisse/releves/{statement}", "/gestion/voyages/{trip}/dossier.json", "/voyages/{trip}/enfants/{pupil}/tirage", "/gestion/voyages/{trip}/documents.pdf", "/gestion/voyages/{trip}/lettres.pdf",
		"/gestion/voyages/reprise", "/gestion/voyages/reprise.csv", "/gestion/voyages/reprise.xlsx", "/gestion/ecole/identite/images/logo.png", "/gestion/ecole/identite/images/signature.png",
		"/gestion/voyages/{trip}/creances/{export}/fichiers.zip", "/gestion/voyages/{trip}/creances/{export}/bordereau.pdf", "/gestion/voyages/{trip}/archive",
	}
	for _, r := range routes() {
		if r.Method == http.MethodGet && reached[r.Pattern] == "" && !slices.Contains(notLinked, r.Pattern) {
			t.Errorf("no link leads to %s (%s)", r.Pattern, r.Who)
		}
	}
}

var (
	inlineStyle  = regexp.MustCompile(`<[^>]+\sstyle=|<style`)
	inlineScript = regexp.MustCompile(`<script(?:\s[^>]*)?>[^<]|<[^>]+\son[a-z]+=|href="javascript:`)
)

func checkPage(t *testing.T, p found, titles map[string]string) {
	t.Helper()
	where := p.by.name + " " + p.path
	if p.answer.status != http.StatusOK && p.answer.status != http.StatusSeeOther {
		t.Errorf("%s: %d", where, p.answer.status)
		return
	}
	if p.answer.status == http.StatusSeeOther {
		return
	}
	if p.answer.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%s: nosniff is missing", where)
	}
	if cache := p.answer.header.Get("Cache-Control"); !strings.Contains(cache, "private") && p.by.name != "guest" {
		t.Errorf("%s: Cache-Control is %q", where, cache)
	}
	if !p.answer.isPage() {
		return
	}
	policy := p.answer.header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "script-src 'self'") || !strings.Contains(policy, "form-action 'self'") ||
		!strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("%s: policy %q", where, policy)
	}
	for _, name := range []string{"Referrer-Policy", "X-Frame-Options", "Permissions-Policy"} {
		if p.answer.header.Get(name) == "" {
			t.Errorf("%s: %s is missing", where, name)
		}
	}
	if inlineStyle.MatchString(p.answer.body) || inlineScript.MatchString(p.answer.body) {
		t.Errorf("%s: inline style or script", where)
	}
	title := p.answer.title()
	if before, taken := titles[title]; title == "" || taken && before != p.pattern {
		t.Errorf("%s: title %q, which %s has", where, title, before)
	}
	titles[title] = p.pattern
}

// Who may open or send what, role by role, as the tables say: whoever is not allowed is sent to sign in or told that the
// page is reserved, and nothing of the page is shown.
func TestTheAccessMatrix(t *testing.T) {
	t.Parallel()
	c := crawled(t)
	samples, visitors, mux := maps.Clone(c.extra), c.visitors(t), patterns()
	opened := map[string]answer{} // by visitor and address
	for _, v := range visitors {
		for _, p := range c.pages[v.name] {
			opened[v.name+" "+p.path] = p.answer
			if samples[p.pattern] == "" && p.answer.status == http.StatusOK {
				samples[p.pattern] = p.path
			}
		}
		for _, path := range c.posts[v.name] {
			if pattern := patternOf(mux, http.MethodPost, path); samples["POST "+pattern] == "" {
				samples["POST "+pattern] = path
			}
		}
	}
	for _, r := range routes() {
		path := samples["POST "+r.Pattern]
		if r.Method == http.MethodGet || path == "" {
			path = samples[r.Pattern]
		}
		if path == "" {
			path = regexp.MustCompile(`\{\w+\}`).ReplaceAllString(r.Pattern, "xxxxxxxxxxxxxxx")
		}
		path = strings.Replace(path, "{$}", "", 1)
		for _, v := range visitors {
			if !allowed(v, r.Who) { // refusals change nothing: allowed posts are the journeys' work
				denied(t, v, r.Method, r.Pattern, path)
			} else if r.Method == http.MethodGet {
				got, before := opened[v.name+" "+path]
				if !before {
					got = v.get(path)
				}
				if got.status == http.StatusForbidden || got.status >= 500 || strings.HasPrefix(got.location(), "/connexion?") {
					t.Errorf("%s GET %s: %d %s", v.name, path, got.status, got.location())
				}
			}
		}
	}
}

func denied(t *testing.T, v *visitor, method, pattern, path string) {
	t.Helper()
	got := v.send(method, path, url.Values{}, nil)
	toSignIn := got.status == http.StatusSeeOther && strings.HasPrefix(got.location(), "/connexion")
	if v.name == "guest" && !toSignIn || v.name != "guest" && got.status != http.StatusForbidden {
		t.Errorf("%s %s %s must be refused: %d %s", v.name, method, pattern, got.status, got.location())
	}
}

// What is another family's does not exist, whatever the address.
func TestAnotherFamilysPagesDoNotExist(t *testing.T) {
	t.Parallel()
	c := crawled(t)
	all := c.visitors(t)
	mine, theirs := all[1], all[2]
	tried := 0
	for _, p := range c.pages[theirs.name] {
		if !strings.Contains(p.pattern, "{") || allowed(all[0], whoOf(p.pattern)) {
			continue
		}
		tried++
		for _, v := range []*visitor{mine, all[3]} {
			if got := v.get(p.path); got.status != http.StatusNotFound {
				t.Errorf("%s opens %s of another family: %d", v.name, p.path, got.status)
			}
		}
	}
	for _, path := range c.posts[theirs.name] {
		if pattern := patternOf(patterns(), http.MethodPost, path); strings.HasPrefix(pattern, "/voyages/") {
			tried++
			if got := mine.post(path, url.Values{"interest": {"yes"}, "text_digest": {"x"}}); got.status != http.StatusNotFound {
				t.Errorf("%s sends %s of another family: %d", mine.name, path, got.status)
			}
		}
	}
	if tried < 5 {
		t.Errorf("only %d pages tried", tried)
	}
}

// A form of another site is refused, except what the payment service sends.
func TestAnotherSiteSendsNothing(t *testing.T) {
	t.Parallel()
	school := open(t)
	v := byMail(t, school, "accountant", accountant, theAccountant())
	for _, r := range routes() {
		if r.Method != http.MethodPost {
			continue
		}
		path := regexp.MustCompile(`\{\w+\}`).ReplaceAllString(r.Pattern, "xxxxxxxxxxxxxxx")
		got := v.send(http.MethodPost, path, url.Values{}, map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://exemple.net"})
		if refused := got.status == http.StatusForbidden; refused == r.OtherOrigin {
			t.Errorf("%s from another site: %d", r.Pattern, got.status)
		}
	}
	if got := v.get("/gestion"); got.status != http.StatusOK {
		t.Errorf("signed out by another site: %d", got.status)
	}
}
