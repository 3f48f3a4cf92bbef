package trips

import (
	"net/http"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components/web"
)

// noticeRoutes are the calendar of what is told and asked for a trip.
func noticeRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: staffTrip + "/demarches", Who: web.Staff(school.SeeTrips), Handle: showNotices},
		{Method: http.MethodPost, Pattern: staffTrip + "/demarches", Who: web.Staff(school.WriteTrips), Handle: saveNotices},
	}
}

// noticeDays are the days typed here: those of the board are typed with the project.
var noticeDays = []string{"academy_told_on", "group_document_on", "ceam_told_on", "ariane_on"}

func showNotices(v *web.Visit) error {
	dates, _, err := trip.NoticesOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	return noticePage(v, NoticeForm{
		ArianeReference: dates.ArianeReference, Days: map[string]string{
			"academy_told_on": string(dates.AcademyTold), "group_document_on": string(dates.GroupDocument), "ceam_told_on": string(dates.CEAM), "ariane_on": string(dates.Ariane),
		},
	}, nil)
}

func saveNotices(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	form := NoticeForm{ArianeReference: r.Text("ariane_reference"), Days: map[string]string{}}
	for _, field := range noticeDays {
		form.Days[field] = r.Text(field)
	}
	dates := trip.NoticeDates{
		AcademyTold: r.Day("academy_told_on"), GroupDocument: r.Day("group_document_on"), CEAM: r.Day("ceam_told_on"), Ariane: r.Day("ariane_on"),
		ArianeReference: form.ArianeReference,
	}
	refusal := r.Refusal()
	if refusal == nil {
		err := trip.RecordNotices(v.Ctx(), v.App, v.Path("trip"), dates)
		if err == nil {
			return v.SeeWith(staffList+"/"+v.Path("trip")+"/demarches", "ok", "Les dates sont enregistrées.")
		}
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return err
		}
	}
	return noticePage(v, form, refusal)
}

func noticePage(v *web.Visit, form NoticeForm, refusal *law.Refusal) error {
	facts, err := staffFacts(v)
	if err != nil {
		return err
	}
	props := NoticePageProps{Trip: facts.Trip, Notices: facts.Notices, Form: form, Today: v.Today(), MayWrite: trip.MayEdit(v.Actor, facts.Trip)}
	page := inTrip(facts.Trip, "Démarches")
	if refusal != nil {
		props.Refused = web.RefusedBy(v, refusal, append(noticeDays, "ariane_reference")...)
		return v.PageAgain(page, NoticePage(props))
	}
	return v.Page(page, NoticePage(props))
}
