package trips

import (
	"slices"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// projectFields are the fields of the project form: a mistake in one of them goes to the summary of errors.
var projectFields = []string{
	"title", "destination", "country_code", "departs_on", "returns_on", "obligation", "purpose", "programme",
	"pupils_estimated", "adults_estimated", "answer_by", "organiser",
}

func showNewProject(v *web.Visit) error {
	return newProjectPage(v, ProjectForm{CountryCode: "FR", New: true}, nil)
}

func createProject(v *web.Visit) error {
	form, project, refusal, err := readProject(v)
	if err != nil {
		return err
	}
	form.New = true
	if refusal == nil {
		id, err := trip.Create(v.Ctx(), v.App, project)
		if err == nil {
			return v.SeeWith(staffList+"/"+id, "ok", "Le projet est créé. Dites maintenant à quels élèves il s’adresse, puis préparez son budget.")
		}
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return err
		}
	}
	return newProjectPage(v, form, refusal)
}

func newProjectPage(v *web.Visit, form ProjectForm, refusal *law.Refusal) error {
	props, err := projectProps(v, form, refusal)
	if err != nil {
		return err
	}
	props.Back, props.Action, props.Save = staffList, staffList+"/nouveau", "Créer le projet"
	page := components.PageProps{Title: "Nouveau voyage", Breadcrumb: []components.Crumb{{Label: "Voyages", Href: staffList}, {Label: "Nouveau voyage"}}}
	if refusal != nil {
		return v.PageAgain(page, ProjectPage(props))
	}
	return v.Page(page, ProjectPage(props))
}

func showProject(v *web.Visit) error {
	p, t, err := trip.ProjectOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	return oldProjectPage(v, t, formOf(p), nil)
}

func saveProject(v *web.Visit) error {
	id := v.Path("trip")
	_, t, err := trip.ProjectOf(v.App, v.Actor, id)
	if err != nil {
		return err
	}
	form, project, refusal, err := readProject(v)
	if err != nil {
		return err
	}
	if refusal == nil {
		err := trip.Update(v.Ctx(), v.App, id, project)
		if err == nil {
			return v.SeeWith(staffList+"/"+id, "ok", "Le projet est enregistré.")
		}
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return err
		}
	}
	return oldProjectPage(v, t, form, refusal)
}

func oldProjectPage(v *web.Visit, t trip.Trip, form ProjectForm, refusal *law.Refusal) error {
	props, err := projectProps(v, form, refusal)
	if err != nil {
		return err
	}
	props.Back = staffList + "/" + t.ID
	props.Action, props.Save = props.Back+"/projet", "Enregistrer le projet"
	props.Frozen = t.State != trip.Draft && t.State != trip.Endorsed
	props.WayToChange = trip.WayToChange(t.State)
	page := inTrip(t, "Projet")
	if refusal != nil {
		return v.PageAgain(page, ProjectPage(props))
	}
	return v.Page(page, ProjectPage(props))
}

// inTrip is the frame of a page below a trip's.
func inTrip(t trip.Trip, title string) components.PageProps {
	return components.PageProps{Title: title + " · " + t.Title, Breadcrumb: []components.Crumb{
		{Label: "Voyages", Href: staffList}, {Label: t.Title, Href: staffList + "/" + t.ID}, {Label: title},
	}}
}

func projectProps(v *web.Visit, form ProjectForm, refusal *law.Refusal) (ProjectPageProps, error) {
	props := ProjectPageProps{Form: form}
	if refusal != nil {
		props.Refused = web.RefusedBy(v, refusal, projectFields...)
	}
	var err error
	if v.Actor.Has(school.Head, school.Bursar, school.Secretary) { // a teacher organises their own trips
		props.Organisers, err = trip.Organisers(v.App, v.Actor)
	}
	return props, err
}

func formOf(p trip.Project) ProjectForm {
	return ProjectForm{
		Title: p.Title, Destination: p.Destination, CountryCode: p.CountryCode, Purpose: p.Purpose, Programme: p.Programme, Obligation: p.Obligation,
		InTimetable: p.InTimetable, DepartsOn: string(p.DepartsOn), ReturnsOn: string(p.ReturnsOn), AnswerBy: string(p.AnswerBy), Organiser: p.Organiser,
		Pupils: web.TypedNumber(p.PupilsEstimated), Adults: web.TypedNumber(p.AdultsEstimated), Asks: p.Asks,
	}
}

// readProject reads the form as typed, to show it again, and as meant, to save it.
func readProject(v *web.Visit) (ProjectForm, trip.Project, *law.Refusal, error) {
	r, err := v.Read()
	if err != nil {
		return ProjectForm{}, trip.Project{}, nil, err
	}
	form := ProjectForm{
		Title: r.Text("title"), Destination: r.Text("destination"), CountryCode: r.Text("country_code"), Purpose: r.Text("purpose"),
		Programme: r.Text("programme"), Obligation: r.Text("obligation"), InTimetable: r.Text("in_timetable") != "", DepartsOn: r.Text("departs_on"),
		ReturnsOn: r.Text("returns_on"), AnswerBy: r.Text("answer_by"), Organiser: r.Text("organiser"), Pupils: r.Text("pupils_estimated"),
		Adults: r.Text("adults_estimated"), Asks: r.Form["asks"],
	}
	p := trip.Project{
		Title: r.Must("title", "Donnez un nom au voyage."), Destination: r.Must("destination", "Dites où va le voyage."),
		CountryCode: r.Must("country_code", "Choisissez le pays."), Purpose: form.Purpose, Programme: form.Programme, InTimetable: form.InTimetable,
		DepartsOn: r.MustDay("departs_on", "Dites quel jour le voyage part."), ReturnsOn: r.MustDay("returns_on", "Dites quel jour le voyage revient."),
		Obligation: form.Obligation, AnswerBy: r.Day("answer_by"), Organiser: form.Organiser, Asks: form.Asks,
		PupilsEstimated: r.Number("pupils_estimated"), AdultsEstimated: r.Number("adults_estimated"),
	}
	if !slices.Contains([]string{trip.Optional, trip.Compulsory}, p.Obligation) {
		r.Wrong("obligation", "Dites si le voyage est facultatif ou obligatoire.")
	}
	if !slices.ContainsFunc(countries, func(c country) bool { return c.Code == p.CountryCode }) && p.CountryCode != "" {
		r.Wrong("country_code", "Choisissez le pays dans la liste.")
	}
	p.Asks = slices.DeleteFunc(slices.Clone(p.Asks), func(a string) bool {
		return !slices.ContainsFunc(trip.Asks, func(known struct{ Code, Label, Hint string }) bool { return known.Code == a })
	})
	return form, p, r.Refusal(), nil
}
