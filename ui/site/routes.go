// Package site is the public side: what the product is, the rules it holds, the legal pages. Nothing here needs an account.
package site

import (
	"net/http"

	"github.com/openacademie/openacademie/ui/components/web"
)

// Routes is the table of the public pages.
func Routes() []web.Route {
	routes := []web.Route{
		{Method: http.MethodGet, Pattern: "/{$}", Sample: "/", Who: web.Public, Handle: showHome},
		{Method: http.MethodGet, Pattern: "/regles", Who: web.Public, Handle: showRules},
		{Method: http.MethodGet, Pattern: "/regles/{rule}", Sample: "/regles/v-08", Who: web.Public, Handle: showRule},
		{Method: http.MethodGet, Pattern: "/accessibilite", Who: web.Public, Handle: showAccessibility},
		{Method: http.MethodGet, Pattern: criteriaPath, Who: web.Public, Handle: showCriteria},
		{Method: http.MethodGet, Pattern: planPath, Who: web.Public, Handle: showAccessibilityPlan},
		{Method: http.MethodGet, Pattern: "/plan-du-site", Who: web.Public, Handle: showSiteMap},
	}
	for _, p := range legalPages {
		routes = append(routes, web.Route{Method: http.MethodGet, Pattern: p.path, Who: web.Public, Handle: showLegal(p)})
	}
	return routes
}

const privacyPath = "/confidentialite"

// legalPages are Markdown of content/legal.
var legalPages = []legalPage{
	{privacyPath, "legal/confidentialite.md", "Confidentialité"},
	{"/mentions-legales", "legal/mentions-legales.md", "Mentions légales"},
}

type legalPage struct{ path, file, title string }
