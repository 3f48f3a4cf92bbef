package browser_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui"
	"github.com/openacademie/openacademie/ui/components/web"
)

// routes are all the pages of the school.
func routes() []web.Route {
	var all []web.Route
	for _, table := range ui.Tables(ui.Options{}) {
		all = append(all, table...)
	}
	return all
}

// patterns matches addresses with the routes that serve them, as the server does.
func patterns() *http.ServeMux {
	mux := http.NewServeMux()
	for _, r := range routes() {
		mux.HandleFunc(r.Method+" "+r.Pattern, func(http.ResponseWriter, *http.Request) {})
	}
	return mux
}

func patternOf(mux *http.ServeMux, method, address string) string {
	request, err := http.NewRequest(method, address, http.NoBody)
	if err != nil {
		return ""
	}
	_, pattern := mux.Handler(request)
	_, pattern, _ = strings.Cut(pattern, " ")
	return pattern
}

// allowed tells whether a visitor may use a route, from what its table says.
func allowed(v *visitor, who web.Who) bool {
	family := v.actor.Kind == school.Guardian || v.actor.Kind == school.Pupil
	staff := v.actor.Kind == school.Staff
	switch {
	case who.IsPublic(), who.ForPractice():
		return true
	case family:
		return who.ForFamily()
	case staff:
		return who.ForStaff() && (who.Permission() == "" || v.actor.May(who.Permission()))
	}
	return false
}

// found is a page that a visitor reaches by following links.
type found struct {
	by      *visitor
	pattern string
	path    string
	answer  answer
}

var (
	links    = regexp.MustCompile(`<a [^>]*href="(/[^"#]*)`)
	actions  = regexp.MustCompile(`<form [^>]*action="(/[^"]*)"`)
	perRoute = 6 // addresses of one route that each visitor opens
)

// walk follows every link from where a visitor starts, a few addresses of each route. posts are the addresses of the forms
// met on the way.
func walk(v *visitor, from ...string) (pages []found, posts []string) {
	v.t.Helper()
	mux, seen, count := patterns(), map[string]bool{}, map[string]int{}
	for len(from) > 0 {
		path := from[0]
		from = from[1:]
		pattern := patternOf(mux, http.MethodGet, path)
		if seen[path] || count[pattern] >= perRoute || strings.HasPrefix(path, "/_/") {
			continue
		}
		seen[path] = true
		count[pattern]++
		answer := v.get(path)
		pages = append(pages, found{v, pattern, path, answer})
		if answer.status == http.StatusSeeOther {
			from = append(from, answer.location())
		}
		if !answer.isPage() || pattern == "/pratique/envois" { // messages of other people: their links are theirs
			continue
		}
		for _, match := range links.FindAllStringSubmatch(answer.body, -1) {
			from = append(from, html.UnescapeString(match[1]))
		}
		for _, match := range actions.FindAllStringSubmatch(answer.body, -1) {
			if action := html.UnescapeString(match[1]); !slices.Contains(posts, action) {
				posts = append(posts, action)
			}
		}
	}
	return pages, posts
}

// starts are the addresses that a visitor types or has in a message; the rest is reached by links.
func starts(v *visitor) []string {
	here := []string{"/", "/connexion", "/connexion/code", "/connexion/courrier", "/hors-ligne", "/pratique", "/pratique/envois"}
	switch v.actor.Kind {
	case school.Guardian, school.Pupil:
		here = append(here, "/a-faire", "/payer", "/enfants", "/moi")
	case school.Staff:
		here = append(here, "/gestion", "/gestion/ecole", "/moi")
	}
	return here
}

// history makes what the seed has not: an abandoned online payment and a checked import, so that every page exists.
func history(t *testing.T, s *practiceSchool) (extra map[string]string) {
	t.Helper()
	payer := byMail(t, s, "payer", s.account(t, alreadySigned), school.Actor{Kind: school.Guardian})
	charge := regexp.MustCompile(`name="creance"[^>]*value="(\w+)"|value="(\w+)"[^>]*name="creance"`).FindStringSubmatch(payer.get("/payer").body)
	if charge == nil {
		t.Fatal("nothing to pay")
	}
	id := charge[1] + charge[2]
	service := payer.post("/payer/en-ligne", url.Values{"creance": {id}, "mel": {"parent@example.org"}}).location()
	at, err := url.Parse(service)
	if err != nil || at.Query().Get("idop") == "" {
		t.Fatalf("the payment does not start: %q", service)
	}
	back := guest(t, s).post(at.Scheme+"://"+at.Host+at.Path, url.Values{"idop": {at.Query().Get("idop")}, "action": {"abandon"}}).location()
	returned, err := url.Parse(back)
	if err != nil || !strings.HasPrefix(returned.Path, "/payfip/retour/") {
		t.Fatalf("the payment does not come back: %q", back)
	}
	token := strings.TrimPrefix(returned.Path, "/payfip/retour/")
	return map[string]string{
		"/payer/suivi/{token}": "/payer/suivi/" + token, "/payfip/retour/{token}": "/payfip/retour/" + token,
		"/payer/confirmation":                       "/payer/confirmation?creance=" + id,
		"/gestion/caisse/en-ligne/{attempt}":        "/gestion/caisse/en-ligne/" + text(s.row(t, "online_payments", ""), "id"),
		"/gestion/caisse/en-ligne/{attempt}/releve": "/gestion/caisse/en-ligne/" + text(s.row(t, "online_payments", ""), "id") + "/releve",
	}
}

func whoOf(pattern string) web.Who {
	i := slices.IndexFunc(routes(), func(r web.Route) bool { return r.Pattern == pattern })
	if i < 0 {
		return web.Public
	}
	return routes()[i].Who
}

func theAccountant() school.Actor {
	return school.Actor{Kind: school.Staff, Roles: []school.Role{school.Accountant}}
}
