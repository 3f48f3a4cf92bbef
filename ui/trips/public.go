package trips

import (
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

func showPublic(v *web.Visit) error {
	targets, err := trip.TargetsOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	return publicPage(v, targets, "", nil)
}

// savePublic saves the public, or looks a pupil up and comes back with everything that was ticked.
func savePublic(v *web.Visit) error {
	form, err := v.Form()
	if err != nil {
		return err
	}
	known, err := trip.TargetsOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	var ticked []trip.Choice
	var targets []trip.Target
	for _, value := range form["target"] {
		kind, id, _ := strings.Cut(value, ":")
		t := trip.Target{Kind: kind, ID: id}
		targets = append(targets, t)
		ticked = append(ticked, trip.Choice{Target: t, Label: labelOf(known, t, form.Get("label:"+value))})
	}
	if v.Field("do") == "search" {
		return publicPage(v, ticked, v.Field("q"), nil)
	}
	err = trip.SetTargets(v.Ctx(), v.App, v.Path("trip"), targets)
	if refusal, ok := web.Refusal(err); ok {
		return publicPage(v, ticked, "", refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(staffList+"/"+v.Path("trip"), "ok", "Le public du voyage est enregistré.")
}

func labelOf(known []trip.Choice, t trip.Target, typed string) string {
	if i := slices.IndexFunc(known, func(c trip.Choice) bool { return c.Target == t }); i >= 0 {
		return known[i].Label
	}
	return components.Short(typed, 120)
}

func publicPage(v *web.Visit, ticked []trip.Choice, search string, refusal *law.Refusal) error {
	_, t, err := trip.ProjectOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	choices, err := trip.ChoicesOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	props := PublicPageProps{Trip: t, Choices: choices, Ticked: ticked, Search: search}
	if props.Found, err = trip.PupilsNamed(v.App, v.Actor, search); err != nil {
		return err
	}
	if refusal != nil {
		props.Refused = web.RefusedBy(v, refusal)
		return v.PageAgain(inTrip(t, "Public"), PublicPage(props))
	}
	return v.Page(inTrip(t, "Public"), PublicPage(props))
}
