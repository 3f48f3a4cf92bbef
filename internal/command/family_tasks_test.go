package command_test

import (
	"slices"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/internal/trip"
)

// The list of a family is read in one query; it says exactly what reading every trip of every child would say.
func TestTheListOfAFamilySaysWhatItsTripsSay(t *testing.T) {
	dir, _ := practiceFolder(t)
	app, err := school.Open(dir, school.Options{Kind: school.Practice, Rules: testapp.Rules()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := school.Close(app); err != nil {
			t.Error(err)
		}
	}()
	var viewers []struct{ Kind, ID string }
	err = app.DB().NewQuery(`SELECT DISTINCT 'guardian' AS kind, g.guardian AS id FROM guardianships g JOIN pupils p ON p.id = g.pupil
			JOIN classes c ON c.id = p.class AND c.code IN ('5A', '5B', '4B')
		UNION ALL SELECT 'pupil', id FROM pupils WHERE birth_on <= '2008-11-16'`).All(&viewers)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, v := range viewers {
		viewer := school.Actor{Kind: school.ActorKind(v.Kind), ID: v.ID}
		tasks, err := trip.FamilyTasks(app, viewer)
		if err != nil {
			t.Fatal(err)
		}
		views, err := trip.FamilyTrips(app, viewer)
		if err != nil {
			t.Fatal(err)
		}
		var said, wanted []string
		for _, task := range tasks {
			said = append(said, task.Kind+" "+task.Href)
			seen[task.Kind]++
		}
		for _, view := range views {
			href := "/voyages/" + view.Trip.ID + "/enfants/" + view.Child.ID
			switch {
			case view.Stage == trip.StageInterest && view.Interested == "":
				wanted = append(wanted, "trip.interest "+href)
			case view.Stage == trip.StageAnswer:
				wanted = append(wanted, "trip.answer "+href)
			}
		}
		slices.Sort(said)
		slices.Sort(wanted)
		if !slices.Equal(said, wanted) {
			t.Errorf("%s %s: list %v, trips %v", v.Kind, v.ID, said, wanted)
		}
	}
	if seen["trip.interest"] == 0 || seen["trip.answer"] == 0 {
		t.Errorf("the fictitious collège shows too little: %v", seen)
	}
}
