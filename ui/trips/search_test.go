package trips_test

import (
	"net/http"
	"strings"
	"testing"
)

// The box of the top bar answers who travels, who parents are, in the page and in files.
func TestTheSearchOfTheTopBar(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	v.travelling(here)
	contains(t, v.as(v.teacher).get("/gestion/voyages"), `action="/gestion/recherche"`)
	lacks(t, v.as(v.teacher).get("/gestion/recherche"), "recherche-partout")
	page := v.as(v.teacher).get("/gestion/recherche?q=chloe")
	contains(t, page, "Cet élève part-il", "Garrec", here, "recherche.csv?genre=eleves&amp;q=chloe")
	lacks(t, page, "Qui sont ces parents", "/gestion/ecole/eleves/", "/gestion/caisse/eleves/")
	office := v.as(v.accountant).get("/gestion/recherche?q=garrec")
	contains(t, office, "Qui sont ces parents", "Enora", "/gestion/caisse/eleves/"+v.chloe, "/gestion/ecole/eleves/"+v.chloe)
	lacks(t, office, "enora@famille.example", "06 12 34 56 78")
	contains(t, v.as(v.accountant).get("/gestion/recherche?q=06.12.34.56.78&genre=parents"), "téléphone", "Benali")
	contains(t, v.as(v.accountant).get("/gestion/recherche.csv?q=garrec&genre=parents"), "Enora Garrec", "Garrec Chloé;4e B;nom")
	contains(t, v.as(v.teacher).get("/gestion/recherche.csv?q=chloe"), "Garrec Chloé;4e B;Grenade", "12/04/2027;17/04/2027")
	if got := v.as(v.teacher).send(http.MethodGet, "/gestion/recherche.csv?q=garrec&genre=parents", nil).Code; got != http.StatusUnprocessableEntity {
		t.Errorf("a teacher exports parents: %d", got)
	}
	if got := v.as(v.amina).send(http.MethodGet, "/gestion/recherche?q=garrec", nil).Code; got != http.StatusForbidden {
		t.Errorf("a family searches: %d", got)
	}
	contains(t, v.as(v.teacher).get("/gestion/recherche?q=%3Cscript%3E"), "&lt;script&gt;", "Rien ne correspond")
	contains(t, v.as(v.teacher).get("/gestion/recherche?q=a"), "au moins deux lettres")
	if body := v.as(v.teacher).get("/gestion/recherche.pdf?q=grenade&genre=voyages"); !strings.HasPrefix(body, "%PDF") {
		t.Error("the answers are no PDF")
	}
}
