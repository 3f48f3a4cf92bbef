package pb_hooks_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// leaving is a trip about to leave with a few pupils, and the pupils of its frozen list.
func (w *world) leaving() (id string, pupils []string) {
	w.t.Helper()
	id = w.given(rome(), trip.Cleared)
	f, err := trip.FolderOf(w.app, w.teacher, id)
	w.must(err)
	return id, f.Roster.Entries.Pupils
}

// The folder opens for the adults of the trip and those who keep a list at the school; for the others it does not exist.
func TestTheFolderIsForThoseWhoCarryIt(t *testing.T) {
	w := newWorld(t)
	id, pupils := w.leaving()
	for name, a := range map[string]school.Actor{"organiser": w.teacher, "head": w.head, "bursar": w.bursar, "secretary": w.secretary} {
		if f, err := trip.FolderOf(w.app, a, id); err != nil || len(f.Pupils) != len(pupils) {
			t.Errorf("%s: %v", name, err)
		}
	}
	outsiders := map[string]school.Actor{
		"another teacher": w.staff("Élise", school.Teacher), "accountant": w.accountant, "mother": w.guardian(w.mother), "operator": {Kind: school.Operator, ID: "o"}, "guest": {Kind: school.Guest},
	}
	for name, a := range outsiders {
		f, err := trip.FolderOf(w.app, a, id)
		if len(f.Pupils)+len(f.Adults)+len(f.Headcounts) > 0 {
			t.Errorf("%s reads the folder", name)
		}
		if a.May(school.SeeTrips) {
			w.objected(err)
		} else if !errors.Is(err, trip.ErrNoTrip) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What the family gave for the trip comes first; a protected address gives no number away.
func TestTheFolderSaysWhomToCall(t *testing.T) {
	w := newWorld(t)
	id, pupils := w.leaving()
	parents, err := w.app.FindRecordsByFilter("guardianships", "pupil = {:pupil}", "responsibility", 10, 0, map[string]any{"pupil": pupils[0]})
	w.must(err)
	first := parents[0]
	w.must(w.write(school.Actor{Kind: school.System}, "guardians", first.GetString("guardian"), map[string]any{"phone_mobile": "06 39 98 00 01", "phone_work": "02 99 00 00 02"}))
	contact := func() trip.FolderContact {
		f, err := trip.FolderOf(w.app, w.teacher, id)
		w.must(err)
		i := slices.IndexFunc(f.Pupils, func(p trip.FolderPupil) bool { return p.ID == pupils[0] })
		for _, c := range f.Pupils[i].Contacts {
			if len(c.Phones) > 0 || c.Reserved {
				return c
			}
		}
		return trip.FolderContact{}
	}
	if c := contact(); !slices.Equal(c.Phones, []string{"06 39 98 00 01", "02 99 00 00 02"}) {
		t.Errorf("%+v", c)
	}
	w.must(w.write(school.Actor{Kind: school.System}, "guardianships", first.Id, map[string]any{"address_hidden": true}))
	if c := contact(); !c.Reserved || len(c.Phones) > 0 {
		t.Errorf("a protected number is in the folder: %+v", c)
	}
}

func TestTheFolderExpiresAfterTheReturn(t *testing.T) {
	w := newWorld(t)
	id, _ := w.leaving()
	back := w.record("trips", id).GetString("returns_on")
	f, err := trip.FolderOf(w.app, w.teacher, id)
	w.must(err)
	if want := f.Trip.ReturnsOn.Add(3).At(0, 0, school.Clock(w.app).Zone()); !f.ExpiresAt.Equal(want) || back != string(f.Trip.ReturnsOn) {
		t.Errorf("expires %s, not %s", f.ExpiresAt, want)
	}
	w.on(f.Trip.ReturnsOn.Add(2))
	if _, err := trip.FolderOf(w.app, w.teacher, id); err != nil {
		t.Error(err)
	}
	w.on(f.Trip.ReturnsOn.Add(3))
	_, err = trip.FolderOf(w.app, w.teacher, id)
	w.objected(err)
}

func TestThereIsNoFolderWithoutAFrozenList(t *testing.T) {
	w := newWorld(t)
	_, err := trip.FolderOf(w.app, w.teacher, w.given(rome(), trip.Open))
	w.objected(err)
}

// A count sent twice is kept once; late, it keeps its own hour; its sums are those of the list, whoever writes it.
func TestHeadsAreCountedOnce(t *testing.T) {
	w := newWorld(t)
	id, pupils := w.leaving()
	count := trip.Count{TripID: id, Place: "Montée dans le car", Present: pupils[1:], Token: "jeton-1"}
	w.objected(trip.CountHeads(as(w.teacher), w.app, count)) // months before
	w.on("2027-04-13")
	w.objected(trip.CountHeads(as(w.staff("Élise", school.Teacher)), w.app, count))
	w.objected(trip.CountHeads(as(school.Actor{Kind: school.Operator, ID: "o"}), w.app, count))
	count.Age = 2 * time.Hour
	w.must(trip.CountHeads(as(w.teacher), w.app, count))
	w.must(trip.CountHeads(as(w.teacher), w.app, count))
	f, err := trip.FolderOf(w.app, w.teacher, id)
	w.must(err)
	if len(f.Headcounts) != 1 {
		t.Fatalf("%d counts", len(f.Headcounts))
	}
	got := f.Headcounts[0]
	if got.Expected != len(pupils) || got.Present != len(pupils)-1 || len(got.Missing) != 1 || got.By == "" {
		t.Errorf("%+v", got)
	}
	if late := school.Clock(w.app).Now().Sub(got.CountedAt); late < 119*time.Minute || late > 121*time.Minute {
		t.Errorf("counted %s ago", late)
	}
	row, err := w.app.FindFirstRecordByFilter("headcounts", "trip = {:trip}", map[string]any{"trip": id})
	w.must(err)
	w.objected(w.write(w.teacher, "headcounts", row.Id, map[string]any{"present": len(pupils)}))
	w.restObjected("PATCH", "headcounts/"+row.Id, map[string]any{"place": "Ailleurs"})
	w.objected(w.try(w.teacher, "headcounts", map[string]any{"trip": id, "expected": len(pupils), "present": len(pupils) + 1, "missing": []string{}, "by_chaperone": w.teacher.ID, "counted_at": school.Clock(w.app).Now()}))
	w.refused("V-69", w.try(w.teacher, "headcounts", map[string]any{"trip": id, "place": "Crise d’asthme", "expected": len(pupils), "present": len(pupils), "missing": []string{}, "by_chaperone": w.teacher.ID, "counted_at": school.Clock(w.app).Now()}))
}

// V-67: the list that the adults carry is the frozen one, and says so when it is no longer who goes.
func TestV67TheFolderCarriesTheFrozenList(t *testing.T) {
	w := newWorld(t)
	id, _ := w.leaving()
	f, err := trip.FolderOf(w.app, w.teacher, id)
	w.must(err)
	if f.Changed || f.Roster.VersionNo != 1 {
		t.Errorf("version %d, changed %v", f.Roster.VersionNo, f.Changed)
	}
}
