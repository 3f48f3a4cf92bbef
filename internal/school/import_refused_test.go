package school_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
	"github.com/openacademie/openacademie/internal/testapp"
)

func TestImportNeedsTheRight(t *testing.T) {
	app := testapp.New(t)
	teacher, secretary := testapp.As(t, app, school.Teacher), testapp.As(t, app, school.Secretary)
	if _, err := school.ReadImport(teacher, app, zipped(small(fixture.Mutation{}))); !errors.Is(err, school.ErrMayNotImport) {
		t.Fatalf("a teacher: %v", err)
	}
	d, err := school.ReadImport(secretary, app, zipped(small(fixture.Mutation{})))
	if err != nil {
		t.Fatal(err)
	}
	if err := school.Confirm(teacher, app, d); !errors.Is(err, school.ErrMayNotImport) {
		t.Fatalf("a teacher: %v", err)
	}
	if err := school.Confirm(secretary, app, d); err != nil {
		t.Fatal(err)
	}
}

func TestF23RefusesAnImportAndNamesTheLine(t *testing.T) {
	app, data := testapp.New(t), small(fixture.Mutation{})
	data.Pupils[7].Address.Line1 = "4970 1000 0000 0055"
	bad := data.Pupils[7].Address.ID
	d := readImport(t, app, zipped(data))
	err := school.Confirm(context.Background(), app, d)
	var refusal *law.Refusal
	var line *school.ImportError
	if !errors.As(err, &refusal) || !refusal.Has("F-23") || !errors.As(err, &line) || !strings.Contains(err.Error(), line.Who) {
		t.Fatalf("card number: %v", err)
	}
	found := false
	for _, p := range data.Pupils {
		found = found || (p.Address.ID == bad && strings.Contains(line.Who, p.LastName+" "+p.FirstName))
	}
	if !found {
		t.Errorf("the refusal names %q", line.Who)
	}
	if n := count(t, app, "pupils") + count(t, app, "school") + count(t, app, "imports"); n != 0 {
		t.Errorf("%d rows written by a refused import", n)
	}
}

func TestImportIsRefusedWhenTheBaseChanged(t *testing.T) {
	app := testapp.New(t)
	importAll(t, app, zipped(small(fixture.Mutation{})))
	next := small(fixture.Mutation{Phones: 3, Leavers: 2})
	d := readImport(t, app, zipped(next))
	pupil := find(t, app, "pupils", "id", d.Left[0].ID)
	pupil.Set("town", "AILLEURS")
	if err := app.Save(pupil); err != nil {
		t.Fatal(err)
	}
	importAll(t, app, zipped(next))
	if err := school.Confirm(context.Background(), app, d); !errors.Is(err, school.ErrBaseChanged) {
		t.Fatalf("stale difference: %v", err)
	}
}

func TestImportTellsItsProgress(t *testing.T) {
	app, steps := testapp.New(t), map[string]int{}
	ctx := school.WithProgress(context.Background(), func(step string, done, total int) {
		if done > total {
			t.Errorf("%s: %d of %d", step, done, total)
		}
		steps[step]++
	})
	d, err := school.ReadImport(ctx, app, zipped(small(fixture.Mutation{})))
	if err != nil {
		t.Fatal(err)
	}
	if err := school.Confirm(ctx, app, d); err != nil {
		t.Fatal(err)
	}
	if len(steps) < 4 {
		t.Errorf("steps: %v", steps)
	}
}

func TestImportStopsWhenCancelled(t *testing.T) {
	app := testapp.New(t)
	d := readImport(t, app, zipped(small(fixture.Mutation{})))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := school.Confirm(ctx, app, d); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if n := count(t, app, "pupils"); n != 0 {
		t.Errorf("%d pupils written", n)
	}
}

// A file cut short must not empty the school.
func TestImportOfAFileWithoutPupilsIsRefused(t *testing.T) {
	app, data := testapp.New(t), small(fixture.Mutation{})
	importAll(t, app, zipped(data))
	empty := without(data.XML()[fixture.PupilsFile], "ELEVES", "OPTIONS", "STRUCTURES")
	_, err := school.ReadImport(context.Background(), app, []siecle.File{siecle.Bytes("ElevesAvecAdresses.xml", empty)})
	if !errors.Is(err, school.ErrNothingRead) {
		t.Fatalf("no pupil: %v", err)
	}
	most := small(fixture.Mutation{Gone: 60})
	if notes := strings.Join(readImport(t, app, zipped(most)).Notes, " "); !strings.Contains(notes, "Attention : 60 élèves présents sur 100") {
		t.Errorf("notes: %s", notes)
	}
}

func TestImportGuessesTheKindAndTheTimeZone(t *testing.T) {
	for uai, want := range map[string][2]string{
		"0990001": {"college", "Europe/Paris"}, "9740001": {"college", "Indian/Reunion"}, "9710001": {"college", "America/Guadeloupe"},
		"9880001": {"college", "Pacific/Noumea"}, "9720001": {"lycee", "America/Martinique"}, "9760001": {"lycee_pro", "Indian/Mayotte"},
	} {
		letter, _ := siecle.UAILetter(uai)
		data := fixture.School(3, fixture.Options{Pupils: 20, UAI: uai + string(letter)})
		mef := map[string]string{"college": "10010012110", "lycee": "20010018110", "lycee_pro": "24720008311"}[want[0]]
		for i := range data.Pupils {
			data.Pupils[i].MEF = mef
		}
		d, err := school.ReadImportOfNewSchool(context.Background(), zipped(data))
		if err != nil {
			t.Fatal(err)
		}
		if n := d.NewSchool; n == nil || n.Kind != want[0] || n.TimeZone != want[1] {
			t.Errorf("%s: %+v, want %v", uai, n, want)
		}
	}
}

// What is longer than its column is cut there, and kept whole beside it.
func TestImportKeepsWhatIsTooLong(t *testing.T) {
	app, data := testapp.New(t), small(fixture.Mutation{})
	long := "Résidence " + strings.Repeat("des Érables ", 12)
	long = strings.TrimSpace(long)
	data.Pupils[0].Address.Line2 = long
	id := data.Pupils[0].Address.ID
	for i := range data.Pupils {
		if data.Pupils[i].Address.ID == id {
			data.Pupils[i].Address.Line2 = long
		}
	}
	importAll(t, app, zipped(data))
	r := find(t, app, "pupils", "eleve_id", data.Pupils[0].EleveID)
	if cut := r.GetString("address2"); len([]rune(cut)) > 80 || !strings.HasPrefix(long, strings.TrimSuffix(cut, "…")) {
		t.Errorf("cut: %q", cut)
	}
	if !strings.Contains(r.GetString("siecle"), long) {
		t.Errorf("siecle: %s", r.GetString("siecle"))
	}
	wantEmpty(t, readImport(t, app, zipped(data)))
}
