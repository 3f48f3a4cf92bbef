package trips

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components/web"
)

func showChaperones(v *web.Visit) error { return chaperonesPage(v, nil, ChaperoneTyped{}) }

// chaperonesPage is who goes along; after a refusal it comes back with what was typed.
func chaperonesPage(v *web.Visit, refusal *law.Refusal, typed ChaperoneTyped) error {
	board, err := trip.DepartureBoardOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	d := board.Departure
	staff, err := trip.StaffToTake(v.App, v.Actor, d)
	if err != nil {
		return err
	}
	props := ChaperonesPageProps{
		Departure: d, Staff: staff, Typed: typed, Board: board, Today: v.Today(),
		May: ChaperoneRights{Sign: v.Actor.May(school.Authorise), Receive: v.Actor.May(school.ManageSeats)},
	}
	page := inTrip(d.Trip, "Accompagnateurs")
	if refusal == nil {
		return v.Page(page, ChaperonesPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "staff", "name", "adults_required", "duty")
	return v.PageAgain(page, ChaperonesPage(props))
}

func afterChaperones(v *web.Visit, err error, done string, typed ChaperoneTyped) error {
	if refusal, ok := web.Refusal(err); ok {
		return chaperonesPage(v, refusal, typed)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(staffList+"/"+v.Path("trip")+"/accompagnateurs", "ok", done)
}

func addChaperone(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	c := trip.Companion{Staff: r.Text("staff"), Name: r.Text("name"), Quality: r.Text("quality"), Duty: r.Text("duty"), Phone: r.Text("phone"), Email: r.Text("email"), FirstAider: r.Text("first_aider") != ""}
	if c.Staff == "" {
		c.Quality = trip.QualityVolunteer
	}
	if c.Staff != "" && c.Quality == "" {
		c.Quality = trip.QualityStaff
	}
	if c.Staff == "" && c.Name == "" {
		r.Wrong("staff", "Choisissez un membre du personnel, ou écrivez le nom d’un bénévole.")
	}
	typed := ChaperoneTyped{Companion: c}
	if refusal := r.Refusal(); refusal != nil {
		return chaperonesPage(v, refusal, typed)
	}
	return afterChaperones(v, trip.AddChaperone(v.Ctx(), v.App, v.Path("trip"), c), "L’accompagnateur est ajouté.", typed)
}

func changeChaperone(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	c := trip.Companion{Name: r.Text("name"), Duty: r.Text("duty"), Phone: r.Text("phone"), Email: r.Text("email"), FirstAider: r.Text("first_aider") != ""}
	id := r.Text("chaperone")
	err = trip.ChangeChaperone(v.Ctx(), v.App, v.Path("trip"), id, c)
	if err == nil {
		err = keepAdultIdentity(v, r, id)
	}
	return afterChaperones(v, err, "La fiche est enregistrée.", ChaperoneTyped{})
}

// keepAdultIdentity notes that the identity document of an adult was seen; its number is kept nowhere.
func keepAdultIdentity(v *web.Visit, r *web.Reader, id string) error {
	until := r.Day("identity_until")
	if refusal := r.Refusal(); refusal != nil {
		return refusal
	}
	if until == "" {
		return nil
	}
	return trip.KeepPapers(v.Ctx(), v.App, v.Path("trip"), []trip.Paper{{Chaperone: id, Kind: trip.PaperIdentity, State: trip.PaperChecked, Paper: trip.Passport, ExpiresOn: until}})
}

func removeChaperone(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	return afterChaperones(v, trip.RemoveChaperone(v.Ctx(), v.App, v.Path("trip"), v.Field("chaperone")), "L’accompagnateur est retiré.", ChaperoneTyped{})
}

func signOrder(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	return afterChaperones(v, trip.SignOrder(v.Ctx(), v.App, v.Path("trip"), v.Field("chaperone")), "C’est signé, en votre nom.", ChaperoneTyped{})
}

func dateHonour(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	asked, answered := r.Day("honour_asked"), r.Day("honour_answered")
	if refusal := r.Refusal(); refusal != nil {
		return chaperonesPage(v, refusal, ChaperoneTyped{})
	}
	return afterChaperones(v, trip.DateHonour(v.Ctx(), v.App, v.Path("trip"), r.Text("chaperone"), asked, answered), "Les dates sont enregistrées.", ChaperoneTyped{})
}

func fixSupervision(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	typed := ChaperoneTyped{Number: r.Text("adults_required"), Reason: r.Text("reason")}
	n := r.Number("adults_required")
	if refusal := r.Refusal(); refusal != nil {
		return chaperonesPage(v, refusal, typed)
	}
	return afterChaperones(v, trip.FixSupervision(v.Ctx(), v.App, v.Path("trip"), n, typed.Reason), "Le nombre d’accompagnateurs est fixé.", typed)
}
