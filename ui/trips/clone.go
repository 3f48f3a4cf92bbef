package trips

import (
	"net/http"

	. "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

func cloneRoutes() []web.Route {
	write := web.Staff(school.WriteTrips)
	return []web.Route{
		{Method: http.MethodGet, Pattern: staffTrip + "/copie", Who: write, Handle: showClone},
		{Method: http.MethodPost, Pattern: staffTrip + "/copie", Who: write, Handle: cloneTrip},
	}
}

// ClonePageProps asks for the days of a copy.
type ClonePageProps struct {
	Trip             trip.Trip
	Departs, Returns string
	Refused          web.Refused
}

func showClone(v *web.Visit) error { return clonePage(v, "", "", nil) }

func clonePage(v *web.Visit, departs, returns string, refusal *law.Refusal) error {
	_, t, err := trip.ProjectOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	p := ClonePageProps{Trip: t, Departs: departs, Returns: returns}
	page := inTrip(t, "Reprendre ce voyage")
	if refusal == nil {
		return v.Page(page, ClonePage(p))
	}
	p.Refused = web.RefusedBy(v, refusal, "departs_on", "returns_on")
	return v.PageAgain(page, ClonePage(p))
}

func cloneTrip(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	departs, returns := r.MustDay("departs_on", "Écrivez le jour du départ."), r.MustDay("returns_on", "Écrivez le jour du retour.")
	typed := func(refusal *law.Refusal) error {
		return clonePage(v, r.Text("departs_on"), r.Text("returns_on"), refusal)
	}
	if refusal := r.Refusal(); refusal != nil {
		return typed(refusal)
	}
	id, err := trip.Clone(v.Ctx(), v.App, v.Path("trip"), departs, returns)
	if refusal, ok := web.Refusal(err); ok {
		return typed(refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(staffList+"/"+id, "ok", "Le projet est repris. Choisissez son public, ses échéances et la date de réponse des familles.")
}

// ClonePage says what comes along and what does not.
func ClonePage(p ClonePageProps) Node {
	here := staffList + "/" + p.Trip.ID
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Reprendre ce voyage", Lead: "Le projet, le budget, la lettre et les pièces de « " + p.Trip.Title + " » serviront de départ. Ni les personnes ni les dates ne sont reprises ; les recettes seront à demander de nouveau."}),
		components.PostForm(components.PostFormProps{Action: here + "/copie", Label: "Dates du nouveau voyage"},
			components.DateField(components.FieldProps{ID: "departs_on", Label: "Départ", Value: p.Departs, Required: true, Error: p.Refused.Errors["departs_on"]}),
			components.DateField(components.FieldProps{ID: "returns_on", Label: "Retour", Value: p.Returns, Required: true, Error: p.Refused.Errors["returns_on"]}),
			formActions("Créer le projet", here),
		),
	}
}
