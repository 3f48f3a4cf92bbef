package pb_hooks_test

import (
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
)

// What protects people only shortens.
func TestD17DurationsOnlyShorten(t *testing.T) {
	w := newWorld(t)
	for name, bounds := range map[string][2]string{"delete_after_days": {"31", "15"}, "log_months": {"13", "6"}, "copy_days": {"36", "20"}} {
		s := school.NewSetting{Rule: "D-17", Name: name, Value: bounds[0], From: school.Clock(w.app).Today(), Reason: "Usage de l’établissement."}
		err := school.SetParameter(as(w.head), w.app, s)
		w.objected(err)
		if err != nil && (!strings.Contains(err.Error(), "ne peut pas dépasser") || !strings.Contains(err.Error(), "2016/679") || !strings.Contains(err.Error(), "ou moins")) {
			t.Errorf("%s: %v", name, err)
		}
		w.restObjected("POST", "parameters", map[string]any{
			"rule": "D-17", "parameter": name, "setting": bounds[0], "in_force_from": string(s.From), "reason": s.Reason, "by_staff": w.head.ID,
		})
		s.Value = bounds[1]
		w.must(school.SetParameter(as(w.head), w.app, s))
	}
}

// What protects proofs only grows.
func TestF20YearsOnlyGrow(t *testing.T) {
	w := newWorld(t)
	s := school.NewSetting{Rule: "F-20", Name: "extra_years", Value: "-1", From: school.Clock(w.app).Today(), Reason: "Plus de place aux archives."}
	err := school.SetParameter(as(w.head), w.app, s)
	w.objected(err)
	if err != nil && (!strings.Contains(err.Error(), "ne peut pas descendre sous") || !strings.Contains(err.Error(), "2012-1246")) {
		t.Error(err)
	}
	w.restObjected("POST", "parameters", map[string]any{
		"rule": "F-20", "parameter": "extra_years", "setting": "-1", "in_force_from": string(s.From), "reason": s.Reason, "by_staff": w.head.ID,
	})
	s.Value = "5"
	w.must(school.SetParameter(as(w.head), w.app, s))
}
