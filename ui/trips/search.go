package trips

import (
	"net/http"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/search"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// searchRoutes are the page behind the box of the top bar, and its answers as files.
func searchRoutes() []web.Route {
	routes := []web.Route{{Method: http.MethodGet, Pattern: web.SearchPath, Who: web.Staff(school.SeeTrips), Handle: showSearch}}
	for _, format := range []string{".pdf", ".xlsx", ".csv"} {
		routes = append(routes, web.Route{Method: http.MethodGet, Pattern: web.SearchPath + format, Who: web.Staff(school.SeeTrips), Handle: printSearch})
	}
	return routes
}

func searchQuery(v *web.Visit) search.Query {
	q := search.Query{Text: v.Query("q"), Kind: v.Query("genre"), Class: v.Query("classe")}
	switch q.Kind {
	case search.Pupils, search.Parents, search.Trips, search.People:
	default:
		q.Kind = ""
	}
	return q
}

func showSearch(v *web.Visit) error {
	answers, err := search.Find(v.App, v.Actor, searchQuery(v))
	if err != nil {
		return err
	}
	classes, err := school.ClassCodes(v.App)
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: "Recherche", Wide: true}, SearchPage(SearchPageProps{Answers: answers, Classes: classes, Reader: v.Actor}))
}

func printSearch(v *web.Visit) error {
	q := searchQuery(v)
	if q.Kind == "" {
		q.Kind = search.Pupils
	}
	answers, err := search.Find(v.App, v.Actor, q)
	if err != nil {
		return err
	}
	list, known := answers.List(q.Kind, v.Paper())
	if !known {
		return web.ErrNotFound
	}
	return sendList(v, "recherche-"+q.Kind, formatOf(v), list)
}
