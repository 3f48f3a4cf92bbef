package trips_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/trips"
)

func (v *village) fill(pattern, here string) string {
	return strings.NewReplacer("{trip}", idOf(here), "{pupil}", v.malo).Replace(pattern)
}

// Every page answers those it is for, and nobody else.
func TestEveryPageAnswersItsReadersOnly(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	people := map[string]school.Actor{
		"guest": {Kind: school.Guest}, "teacher": v.teacher, "head": v.head, "bursar": v.bursar, "accountant": v.accountant, "guardian": v.amina, "adult pupil": v.adult,
		"nurse": staffWith(v, school.Nurse), "social worker": staffWith(v, school.SocialWorker), "administrator": staffWith(v, school.Administrator),
	}
	for name, actor := range people {
		b := v.as(actor)
		for _, r := range trips.Routes() {
			if r.Who.IsPublic() {
				continue // an empty frame, for everybody
			}
			path := v.fill(r.SampleURL(), here)
			got := b.send(r.Method, path, url.Values{}).Code
			entitled := (actor.Kind == school.Staff && r.Who.ForStaff() && actor.May(r.Who.Permission())) || ((actor.Kind == school.Guardian || actor.Kind == school.Pupil) && r.Who.ForFamily())
			switch {
			case actor.Kind == school.Guest && got != http.StatusSeeOther:
				t.Errorf("%s %s %s: %d, want the sign-in page", name, r.Method, path, got)
			case actor.Kind != school.Guest && !entitled && got != http.StatusForbidden:
				t.Errorf("%s %s %s: %d, want 403", name, r.Method, path, got)
			case entitled && (got == http.StatusForbidden || got >= 500):
				t.Errorf("%s %s %s: %d", name, r.Method, path, got)
			}
		}
	}
}

func staffWith(v *village, role school.Role) school.Actor {
	id := testStaff(v, role)
	return school.Actor{Kind: school.Staff, ID: id, Roles: []school.Role{role}}
}

// Another family's child, a trip that is not offered, an id that does not exist: the same answer.
func TestWhatIsNotTheirsDoesNotExist(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	for _, address := range []string{
		family(here, v.chloe), family(here, v.ines), family(here, "aaaaaaaaaaaaaaa"), "/voyages/aaaaaaaaaaaaaaa/enfants/" + v.malo, family(here, v.adult.ID),
	} {
		amina := v.as(v.amina)
		for _, r := range trips.Routes() {
			if !r.Who.ForFamily() {
				continue
			}
			below := strings.TrimPrefix(r.Pattern, "/voyages/{trip}/enfants/{pupil}")
			if got := amina.send(r.Method, address+below, url.Values{"text_digest": {"0"}, "interest": {"yes"}, "question": {"trip_phone"}}).Code; got != http.StatusNotFound {
				t.Errorf("%s %s%s: %d", r.Method, address, below, got)
			}
		}
	}
	draft := v.draft()
	if got := v.as(v.amina).send(http.MethodGet, family(draft, v.malo), nil).Code; got != http.StatusNotFound {
		t.Errorf("a draft is seen by a family: %d", got)
	}
	for _, path := range []string{"", "/projet", "/public", "/budget", "/echeances", "/lettre", "/inscriptions", "/inscriptions.csv", "/annulation"} {
		if got := v.as(v.head).send(http.MethodGet, "/gestion/voyages/aaaaaaaaaaaaaaa"+path, nil).Code; got != http.StatusNotFound {
			t.Errorf("no such trip%s: %d", path, got)
		}
	}
}

func TestAnotherSiteCannotPost(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://mechant.example"}} {
		if got := v.as(v.amina).send(http.MethodPost, family(here, v.malo)+"/refus", url.Values{}, header...).Code; got != http.StatusForbidden {
			t.Errorf("%v: %d", header, got)
		}
		if got := v.as(v.head).send(http.MethodPost, here+"/annulation", url.Values{"cancel_reason": {"Une attaque."}}, header...).Code; got != http.StatusForbidden {
			t.Errorf("%v: %d", header, got)
		}
	}
}

func TestAColleagueReadsAndDoesNotWrite(t *testing.T) {
	v := newVillage(t)
	here := v.draft()
	lacks(t, v.as(v.colleague).get(here), "Modifier le projet", "Annuler le voyage")
	form := grenade()
	form.Set("title", "Titre d’un autre")
	contains(t, v.as(v.colleague).refused(here+"/projet", form), "Seul l’organisateur", "Titre d’un autre")
}

func TestExportsHoldWhatTheListShows(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	b := v.as(v.teacher)
	csv := b.get(here + "/inscriptions.csv")
	contains(t, csv, "Benali;Malo", "Classe;Nom")
	lacks(t, csv, "@", "06 12")
	contains(t, b.get("/gestion/voyages/liste.csv?q=grenade"), "Grenade", "312,00")
	lacks(t, b.get("/gestion/voyages/liste.csv?q=rome"), "Grenade")
	if body := b.get("/gestion/voyages/liste.xlsx"); !strings.HasPrefix(body, "PK") {
		t.Error("the workbook is none")
	}
	contains(t, b.get("/gestion/voyages?etat=open"), "Grenade")
	contains(t, b.get("/gestion/voyages?etat=draft&q=zzz"), "Aucun voyage ne correspond")
}

var (
	inline   = regexp.MustCompile(`(?i)\sstyle="|<style|\son[a-z]+="|javascript:`)
	script   = regexp.MustCompile(`<script[^>]*>[^<]`)
	h1       = regexp.MustCompile(`<h1[\s>]`)
	ids      = regexp.MustCompile(`\sid="([^"]+)"`)
	forms    = regexp.MustCompile(`(?s)<input [^>]*type="(?:radio|checkbox)"[^>]*checked`)
	emptyTag = regexp.MustCompile(`href="(?:#|)"`)
)

// Every page is one document: one h1, ids used once, nothing inline, no dead link.
func TestPagesAreWellMade(t *testing.T) {
	v := newVillage(t)
	states := map[string]string{"draft": v.draft(), "submitted": v.submitted(), "open": v.opened()}
	for state, here := range states {
		for _, actor := range []school.Actor{v.teacher, v.head, v.bursar, v.accountant, v.amina} {
			b := v.as(actor)
			for _, r := range trips.Routes() {
				if r.Method != http.MethodGet {
					continue
				}
				path := v.fill(r.SampleURL(), here)
				answer := b.send(http.MethodGet, path, nil)
				page := answer.Body.String()
				if !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") || answer.Code == http.StatusSeeOther {
					continue
				}
				if n := len(h1.FindAllString(page, -1)); n != 1 {
					t.Errorf("%s %s: %d h1", state, path, n)
				}
				if m := inline.FindString(page); m != "" {
					t.Errorf("%s %s: inline %q", state, path, m)
				}
				if script.MatchString(page) {
					t.Errorf("%s %s: inline script", state, path)
				}
				if emptyTag.MatchString(page) {
					t.Errorf("%s %s: an empty link", state, path)
				}
				seen := map[string]bool{}
				for _, m := range ids.FindAllStringSubmatch(page, -1) {
					if seen[m[1]] {
						t.Errorf("%s %s: id %q twice", state, path, m[1])
					}
					seen[m[1]] = true
				}
				if strings.HasPrefix(path, "/voyages/") && forms.MatchString(page) {
					t.Errorf("%s %s: something is ticked beforehand", state, path)
				}
			}
		}
	}
}
