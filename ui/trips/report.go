package trips

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components/web"
)

func showReport(v *web.Visit) error { return reportPage(v, "", "", nil) }

// drawReport takes the step: what the trip cost no longer changes, and what is left goes back to whom it belongs.
func drawReport(v *web.Visit) error {
	err := trip.Step(v.Ctx(), v.App, v.Path("trip"), trip.Reported, "")
	if refusal, isRefusal := web.Refusal(err); isRefusal {
		return reportPage(v, "", "", refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(staffList+"/"+v.Path("trip")+"/bilan", "ok", "Le bilan est établi : les lignes réelles ne changent plus.")
}

func presentReport(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	on, note := r.MustDay("reported_on", "Écrivez la date de la séance."), r.Text("report_note")
	refusal := r.Refusal()
	if refusal == nil {
		err := trip.PresentReport(v.Ctx(), v.App, v.Path("trip"), on, note)
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			if err != nil {
				return err
			}
			return v.SeeWith(staffList+"/"+v.Path("trip")+"/bilan", "ok", "La présentation du bilan au conseil est notée.")
		}
	}
	return reportPage(v, r.Text("reported_on"), note, refusal)
}

func reportPage(v *web.Visit, day, note string, refusal *law.Refusal) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	r, err := trip.ReportOf(v.App, f.Trip.ID)
	if err != nil {
		return err
	}
	if day == "" && note == "" {
		day, note = string(f.Dossier.ReportedOn), f.Dossier.ReportNote
	}
	props := ReportPageProps{Facts: f, Report: r, Day: day, Note: note,
		MayDraw: f.Trip.State == trip.Returned && v.Actor.May(school.ReportTrips), MayPresent: f.Trip.State != trip.Cancelled && v.Actor.May(school.SubmitTrips),
		MayRead: v.Actor.May(school.WriteTrips)}
	page := inTrip(f.Trip, "Bilan")
	page.Wide = true
	if refusal == nil {
		board, err := trip.BoardOf(v.App, f)
		if err != nil {
			return err
		}
		var about []law.Finding
		for _, x := range board.Watch {
			if x.Rule == "V-15" {
				about = append(about, x)
			}
		}
		props.Findings = v.Findings(about)
		return v.Page(page, ReportPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "reported_on", "report_note")
	return v.PageAgain(page, ReportPage(props))
}
