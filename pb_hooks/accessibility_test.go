package pb_hooks_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// The declaration of accessibility names somebody who answers and a day that has come, whoever writes it; an old one is told.
func TestD01ADeclarationHasAContactAndADay(t *testing.T) {
	t.Parallel()
	app := testapp.New(t)
	row := testapp.Row(t, app, "school", map[string]any{"uai": "0990001N", "name": "Collège", "kind": "college", "time_zone": "Europe/Paris"})
	today := school.Clock(app).Today()
	save := func(a school.Accessibility) error {
		return school.SaveAccessibility(testapp.As(t, app, school.Head), app, a)
	}
	refused := func(what string, err error) {
		t.Helper()
		var r *law.Refusal
		if !errors.As(err, &r) || !r.Has("D-01") {
			t.Errorf("%s: %v", what, err)
		}
	}
	refused("no contact", save(school.Accessibility{MadeOn: today}))
	refused("tomorrow", save(school.Accessibility{MadeOn: today.Add(1), Contact: "ce@exemple.fr"}))
	if err := school.SaveAccessibility(testapp.As(t, app, school.Teacher), app, school.Accessibility{}); err == nil {
		t.Error("a teacher declares")
	}
	if err := save(school.Accessibility{MadeOn: today, Contact: "ce@"}); err == nil {
		t.Error("half an address is kept")
	}
	handler, token := testapp.Handler(t, app), testapp.OperatorToken(t, app)
	if answer := testapp.Ask(t, handler, http.MethodPatch, "/api/collections/school/records/"+row.Id, token, `{"accessibility_made_on":"2020-01-01"}`); answer.Code != http.StatusBadRequest {
		t.Errorf("an operator, without contact: %d", answer.Code)
	}
	for what, a := range map[string]school.Accessibility{
		"today":              {MadeOn: today, Contact: "acces@exemple.fr", Plan: "## Notre plan"},
		"four years ago":     {MadeOn: today.AddMonths(-48), Contact: "acces@exemple.fr"}, // a warning
		"not yet ours":       {},
		"a plan before that": {Plan: "## Notre plan"},
	} {
		if err := save(a); err != nil {
			t.Errorf("%s: %v", what, err)
		} else if got, err := school.AccessibilityOf(app); err != nil || got != a {
			t.Errorf("%s: kept as %+v, %v", what, got, err)
		}
	}
}
