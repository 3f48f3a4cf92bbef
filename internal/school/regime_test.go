package school_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

func TestALiftIsReadForItsSubjectOnly(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	reason := "Famille sans compte bancaire, accord du 12 novembre."
	lift := school.NewLift{Rule: "F-06", SubjectCollection: "pupils", SubjectID: f.lea, Reason: reason}
	for role, who := range map[string]school.Role{"head": school.Head, "bursar": school.Bursar, "administrator": school.Administrator} {
		if err := school.Lift(testapp.As(t, f.app, who), f.app, lift); err == nil || !strings.Contains(err.Error(), "agent comptable") {
			t.Errorf("lifted by the %s: %v", role, err)
		}
	}
	accountant := testapp.As(t, f.app, school.Teacher, school.Accountant)
	short := lift
	short.Reason = "  accord   "
	if err := school.Lift(accountant, f.app, short); err == nil {
		t.Error("lifted without a reason")
	}
	if err := school.Lift(accountant, f.app, lift); err != nil {
		t.Fatal(err)
	}
	regime, err := school.Regime(f.app, "pupils", f.lea)
	if err != nil || len(regime.Overrides) != 1 {
		t.Fatalf("lifts: %+v, %v", regime.Overrides, err)
	}
	if o := regime.Overrides[0]; o.Rule != "F-06" || o.Why != reason || o.By != "levée par Une Personne, agent comptable" {
		t.Errorf("lift: %+v", o)
	}
	for _, other := range [][2]string{{"pupils", f.tom}, {"trips", f.lea}, {"", ""}, {"pupils", ""}} {
		if regime, err := school.Regime(f.app, other[0], other[1]); err != nil || len(regime.Overrides) != 0 {
			t.Errorf("%v has the lift: %v", other, err)
		}
	}
}

func TestWhatCannotBeLifted(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	everybody := school.Actor{Kind: school.Staff, ID: "x", Roles: school.AllRoles}
	for _, id := range []string{"V-08", "F-01", "F-23", "I-10", "Z-99", ""} {
		err := school.CheckLift(f.app, everybody, school.NewLift{Rule: id, SubjectCollection: "trips", SubjectID: "x", Reason: "un motif assez long"})
		if err == nil {
			t.Errorf("%s can be lifted", id)
		}
	}
}

// A parameter has the value of its day: what was judged yesterday is not judged again by tomorrow's value.
func TestAParameterIsDated(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	today := school.Clock(f.app).Today()
	head := testapp.As(t, f.app, school.Head)
	set := func(value string, from law.Day) error {
		return school.SetParameter(head, f.app, school.NewSetting{Rule: "V-07", Name: "day_count_offset", Value: value, From: from, Reason: "usage de l’académie"})
	}
	if err := set("1", today.Add(10)); err != nil {
		t.Fatal(err)
	}
	if err := set(" 2 ", today.Add(20)); err != nil {
		t.Fatal(err)
	}
	p, err := school.ParametersOf(f.app)
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[law.Day]int{today: 0, today.Add(9): 0, today.Add(10): 1, today.Add(19): 1, today.Add(20): 2, today.Add(400): 2} {
		if got := p.Int("V-07", "day_count_offset", day); got != want {
			t.Errorf("on %s: %d, want %d", day, got, want)
		}
	}
	if err := set("3", today.Add(-1)); err == nil {
		t.Error("the past was rewritten")
	}
}

func TestWhoSetsWhichParameter(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	today := school.Clock(f.app).Today()
	good := school.NewSetting{Rule: "V-07", Name: "day_count_offset", Value: "1", From: today, Reason: "usage"}
	severity := school.NewSetting{Rule: "V-16", Name: law.SeverityParameter, Value: "warn", From: today, Reason: "lecture de l’agence comptable"}
	change := func(s school.NewSetting, edit func(*school.NewSetting)) school.NewSetting { edit(&s); return s }
	for name, c := range map[string]struct {
		role school.Role
		s    school.NewSetting
		ok   bool
	}{
		"the head":                       {school.Head, good, true},
		"a teacher":                      {school.Teacher, good, false},
		"the accountant, a severity":     {school.Accountant, severity, true},
		"the head, a severity":           {school.Head, severity, false},
		"fixed by law":                   {school.Accountant, change(good, func(s *school.NewSetting) { s.Name = "delay_days" }), false},
		"unknown parameter":              {school.Accountant, change(good, func(s *school.NewSetting) { s.Name = "nothing" }), false},
		"unknown rule":                   {school.Accountant, change(good, func(s *school.NewSetting) { s.Rule = "Z-99" }), false},
		"no reason":                      {school.Accountant, change(good, func(s *school.NewSetting) { s.Reason = "  " }), false},
		"not a number":                   {school.Accountant, change(good, func(s *school.NewSetting) { s.Value = "un" }), false},
		"a severity that does not exist": {school.Accountant, change(severity, func(s *school.NewSetting) { s.Value = "rien" }), false},
		"a severity of a sure rule":      {school.Accountant, change(severity, func(s *school.NewSetting) { s.Rule = "V-08" }), false},
	} {
		err := school.SetParameter(testapp.As(t, f.app, c.role), f.app, c.s)
		var refusal *law.Refusal
		if (err == nil) != c.ok || (err != nil && !errors.As(err, &refusal)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Nobody writes in somebody else's name.
	row := map[string]any{"rule": "V-07", "parameter": "day_count_offset", "setting": "1", "in_force_from": string(today.Add(1)), "reason": "usage", "by_staff": testapp.StaffActor(t, f.app, school.Head).ID}
	if _, err := testapp.Try(f.app, testapp.As(t, f.app, school.Accountant), "parameters", row); err == nil {
		t.Error("a parameter was set in somebody else's name")
	}
}
