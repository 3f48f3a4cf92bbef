package browser_test

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
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

// notLinked are the pages that no link of the practice school leads to, by when they are reached.
var notLinked = map[string][]string{
	"after a form": {
		"/connexion/qui", "/connexion/preuve", "/moi/donnees/demandes/{request}", "/gestion/ecole/droits/{request}", "/payer/demandes/{request}/reponse.pdf", "/voyages/{trip}/enfants/{pupil}/engagement/relire",
	},
	"from another site": {
		"/payfip/notification", "/payfip/retour/{token}",
	},
	"by the provider of short messages":                               {"/sms/etat/{secret}"},
	"through an identity provider, which the practice school has not": {"/connexion/fournisseur/{provider}", "/connexion/retour", "/moi/compte-exterieur"},
	"from the calendar of a person, by its secret address":            {"/agenda/{secret}"},
	"while a job or a file is in the making": {
		"/gestion/voyages/pieces.zip", "/gestion/taches/{job}", "/gestion/voyages/{trip}/documents.pdf", "/gestion/voyages/{trip}/lettres.pdf",
	},
	"once money goes back": {
		"/payer/quittances/{payment}", "/payer/avoir", "/payer/remboursements/{refund}", "/payer/remboursements/{refund}/titulaire",
		"/payer/remboursements/{refund}/don", "/gestion/caisse/remboursements/{refund}", "/gestion/caisse/remboursements/{refund}/titulaire",
		"/payer/mandat/compte", "/payer/mandat/revocation",
	},
	"once a batch is made": {
		"/gestion/caisse/virements/{batch}",
		"/gestion/caisse/virements/{batch}/virements.xml", "/gestion/caisse/virements/{batch}/virements.csv",
		"/gestion/voyages/{trip}/creances/{export}/fichiers.zip", "/gestion/voyages/{trip}/creances/{export}/bordereau.pdf",
	},
	"once a trip has come back": {
		"/gestion/voyages/{trip}/reliquats", "/gestion/voyages/{trip}/reliquats/liste.csv", "/gestion/voyages/{trip}/reliquats/liste.xlsx",
	},
	"at a step of a trip that the seed has not": {
		"/gestion/voyages/{trip}/acte", "/gestion/voyages/delegations", "/gestion/voyages/delegations.csv",
		"/gestion/voyages/delegations.xlsx", "/gestion/voyages/{trip}/acte/modification.txt",
		"/gestion/voyages/{trip}/acte/modification.pdf", "/gestion/voyages/{trip}/acte/bilan.txt", "/gestion/voyages/{trip}/acte/bilan.pdf",
		"/gestion/caisse/releves/{statement}", "/gestion/voyages/{trip}/dossier.json", "/gestion/voyages/reprise",
		"/gestion/voyages/reprise.csv", "/gestion/voyages/reprise.xlsx", "/gestion/voyages/{trip}/archive",
	},
	"once the school has given its images": {
		"/gestion/ecole/identite/images/logo.png", "/gestion/ecole/identite/images/signature.png",
	},
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
	reasons := map[string]string{}
	for reason, patterns := range notLinked {
		for _, pattern := range patterns {
			reasons[pattern] = reason
		}
	}
	for _, r := range routes() {
		if r.Method != http.MethodGet {
			continue
		}
		switch said := reasons[r.Pattern]; {
		case reached[r.Pattern] == "" && said == "":
			t.Errorf("no link leads to %s (%s)", r.Pattern, r.Who)
		case reached[r.Pattern] != "" && said != "":
			t.Errorf("%s is said to be reached %s, and a link leads there: %s", r.Pattern, said, reached[r.Pattern])
		}
		delete(reasons, r.Pattern)
	}
	for pattern := range reasons {
		t.Errorf("%s is no route", pattern)
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
