package trips_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/internal/trip"
)

// eligible lists who may go, by their ids.
func (v *village) eligible(here string) []string {
	v.t.Helper()
	ids, err := trip.Eligible(v.app, idOf(here))
	if err != nil {
		v.t.Fatal(err)
	}
	slices.Sort(ids)
	return ids
}

// isFor checks that a trip is for these pupils and nobody else.
func (v *village) isFor(here string, pupils ...string) {
	v.t.Helper()
	slices.Sort(pupils)
	if got := v.eligible(here); !slices.Equal(got, pupils) {
		v.t.Errorf("the trip is for %v, want %v", got, pupils)
	}
}

// followsGerman has one pupil follow an option that nobody else does.
func (v *village) followsGerman(pupil string) {
	v.t.Helper()
	testapp.Row(v.t, v.app, "subjects", map[string]any{"code": "0421", "label": "Allemand"})
	if _, err := v.app.DB().NewQuery(`UPDATE pupils SET options = '[{"code":"0421"}]' WHERE id = {:id}`).Bind(map[string]any{"id": pupil}).Execute(); err != nil {
		v.t.Fatal(err)
	}
}

func (v *village) group() string {
	v.t.Helper()
	r, err := v.app.FindFirstRecordByData("groups", "code", "4ESP1")
	if err != nil {
		v.t.Fatal(err)
	}
	return r.Id
}

// A trip is offered to a group and to those who follow an option, by the page: their families see it, the others do not.
func TestATripIsOfferedToAGroupAndToAnOption(t *testing.T) {
	v := newVillage(t)
	v.followsGerman(v.chloe)
	teacher := v.as(v.teacher)
	here := v.draft()
	page := teacher.get(here + "/public")
	contains(t, page, "Espagnol, groupe 1", "Allemand", "Latin", `value="group:`+v.group()+`"`, `value="option:0421"`)

	teacher.post(here+"/public", url.Values{"target": {"group:" + v.group()}, "do": {"save"}})
	v.isFor(here, v.malo)
	teacher.post(here+"/public", url.Values{"target": {"group:" + v.group(), "option:0421", "option:0421"}, "do": {"save"}})
	v.isFor(here, v.malo, v.chloe)
	teacher.post(here+"/public", url.Values{"target": {"option:0421"}, "do": {"save"}})
	v.isFor(here, v.chloe)
	contains(t, teacher.get(here), "Allemand")

	v.as(v.head).post(here+"/avis", url.Values{"decision": {"yes"}, "reason": {"Beau projet."}})
	v.as(v.bursar).post(here+"/equilibre", nil)
	v.as(v.head).post(here+"/presentation", nil)
	contains(t, v.as(v.stranger).get(family(here, v.chloe)), "Ce voyage intéresse-t-il Chloé")
	for path, b := range map[string]*browser{family(here, v.malo): v.as(v.amina), family(here, v.chloe): v.as(v.amina)} {
		if got := b.send(http.MethodGet, path, nil).Code; got != http.StatusNotFound {
			t.Errorf("a family that the trip is not for opens %s: %d", path, got)
		}
	}
	// One more pupil joins the group: no page is saved again, and the trip is theirs.
	teacher.post(here+"/public", url.Values{"target": {"option:0421", "group:" + v.group()}, "do": {"save"}})
	testapp.Row(t, v.app, "group_members", map[string]any{"in_group": v.group(), "pupil": v.ines})
	v.isFor(here, v.chloe, v.malo, v.ines)
	contains(t, v.as(v.amina).get(family(here, v.ines)), "Ce voyage intéresse-t-il Inès")
}

// A target that no list offers is refused, whoever made it up: the page comes back and nothing has changed.
func TestAForgedTargetIsRefused(t *testing.T) {
	v := newVillage(t)
	teacher := v.as(v.teacher)
	here := v.draft()
	before := v.eligible(here)
	for name, forged := range map[string]string{
		"a class of nowhere":        "class:aaaaaaaaaaaaaaa",
		"a group of nowhere":        "group:aaaaaaaaaaaaaaa",
		"a class as a group":        "group:" + v.class,
		"an option nobody follows":  "option:9999",
		"a pupil of nowhere":        "pupil:aaaaaaaaaaaaaaa",
		"a group as a pupil":        "pupil:" + v.group(),
		"no such kind":              "school:" + v.class,
		"nobody":                    "pupil:",
		"a class of another spring": "class:" + v.lastYearsClass(),
	} {
		page := teacher.refused(here+"/public", url.Values{"target": {"class:" + v.class, forged}, "do": {"save"}})
		contains(t, page, "À qui s’adresse le voyage", `value="class:`+v.class+`" checked`)
		if got := v.eligible(here); !slices.Equal(got, before) {
			t.Errorf("%s: the trip is now for %v", name, got)
		}
	}
}

func (v *village) lastYearsClass() string {
	v.t.Helper()
	year := testapp.Row(v.t, v.app, "school_years", map[string]any{"label": "2025-2026", "starts_on": "2025-09-01", "ends_on": "2026-08-31"})
	return testapp.Row(v.t, v.app, "classes", map[string]any{"school_year": year.Id, "code": "5e B"}).Id
}
