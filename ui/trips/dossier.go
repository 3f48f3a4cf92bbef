package trips

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components/web"
)

func showDossier(v *web.Visit) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	return dossierPage(v, f, f.Dossier, nil)
}

func saveDossier(v *web.Visit) error {
	f, r, err := dossierForm(v)
	if err != nil {
		return err
	}
	d := f.Dossier
	d.InSchoolPlan, d.AbsentPlan = r.Text("in_school_plan") != "", r.Text("absent_plan")
	d.SchoolDays, d.Payee = r.Number("school_days"), known(r.Text("payee"), trip.PaySchool, trip.PayAssociation)
	refusal := r.Refusal()
	if refusal == nil {
		err := trip.SetDossier(v.Ctx(), v.App, f.Trip.ID, d)
		if refusal, err = ended(v, err, "Le dossier est enregistré."); refusal == nil {
			return err
		}
	}
	return dossierPage(v, f, d, refusal)
}

func saveSitting(v *web.Visit) error {
	f, r, err := dossierForm(v)
	if err != nil {
		return err
	}
	d := f.Dossier
	d.CalledOn, d.MeetsOn, d.Urgent, d.CreditsOpen = r.Day("board_called_on"), r.Day("board_meets_on"), r.Text("board_urgent") != "", r.Text("credits_open") != ""
	refusal := r.Refusal()
	if refusal == nil {
		err := trip.SetSitting(v.Ctx(), v.App, f.Trip.ID, d)
		if refusal, err = ended(v, err, "La séance est notée."); refusal == nil {
			return err
		}
	}
	return dossierPage(v, f, d, refusal)
}

func dossierForm(v *web.Visit) (trip.Facts, *web.Reader, error) {
	f, err := staffFacts(v)
	if err != nil {
		return f, nil, err
	}
	r, err := v.Read()
	return f, r, err
}

// ended leads to the dossier with a word when a write went through, and gives its refusal back when it did not.
func ended(v *web.Visit, err error, done string) (*law.Refusal, error) {
	if refusal, isRefusal := web.Refusal(err); isRefusal {
		return refusal, nil
	}
	if err != nil {
		return nil, err
	}
	return nil, v.SeeWith(staffList+"/"+v.Path("trip")+"/conseil", "ok", done)
}

func dossierPage(v *web.Visit, f trip.Facts, d trip.Dossier, refusal *law.Refusal) error {
	props := DossierPageProps{Facts: f, Form: d, MaySit: v.Actor.May(school.SubmitTrips), MayWrite: trip.MayEdit(v.Actor, f.Trip)}
	page := inTrip(f.Trip, "Dossier pour le conseil")
	if refusal != nil {
		props.Refused = web.RefusedBy(v, refusal, "in_school_plan", "absent_plan", "school_days", "board_called_on", "board_meets_on", "board_urgent", "credits_open")
		return v.PageAgain(page, DossierPage(props))
	}
	board, err := trip.BoardOf(v.App, f)
	if err != nil {
		return err
	}
	var about []law.Finding
	for _, x := range append(append([]law.Finding{}, board.Blocking...), board.Watch...) {
		switch x.Rule {
		case "V-10", "V-11", "V-12", "V-13", "V-14", "V-15", "V-26":
			about = append(about, x)
		}
	}
	props.Findings = v.Findings(about)
	return v.Page(page, DossierPage(props))
}
