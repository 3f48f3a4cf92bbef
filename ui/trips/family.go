package trips

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// familyView is the trip and the child of the address, if they are the reader's; not found otherwise.
func familyView(v *web.Visit) (trip.FamilyTrip, error) {
	return trip.FamilyTripOf(v.App, v.Actor, v.Path("trip"), v.Path("pupil"))
}

// familyHref is the address of a trip for one child, with what stands below it.
func familyHref(view trip.FamilyTrip, below string) string {
	return "/voyages/" + view.Trip.ID + "/enfants/" + view.Child.ID + below
}

func showFamilyTrip(v *web.Visit) error { return familyPage(v, nil, "") }

func familyPage(v *web.Visit, refusal *law.Refusal, interest string) error {
	view, err := familyView(v)
	if err != nil {
		return err
	}
	if interest == "" {
		interest = view.Interested
	}
	props := FamilyPageProps{View: view, Today: v.Today(), Myself: v.Actor.Kind == school.Pupil, Interest: interest, AidName: v.Identity.SocialWorkerName}
	if props.Papers, err = trip.FamilyPapers(v.App, v.Actor, view.Trip.ID, view.Child.ID); err != nil {
		return err
	}
	page := components.PageProps{Title: view.Trip.Title}
	if refusal == nil {
		return v.Page(page, FamilyPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "interest")
	return v.PageAgain(page, FamilyPage(props))
}

func answerInterest(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	answer := v.Field("interest")
	if answer != "yes" && answer != "no" {
		return familyPage(v, &law.Refusal{Findings: []law.Finding{{Severity: law.Block, Field: "interest", What: "Choisissez une réponse : oui ou non."}}}, "")
	}
	err := trip.AnswerInterest(v.Ctx(), v.App, v.Path("trip"), v.Path("pupil"), answer == "yes")
	if refusal, ok := web.Refusal(err); ok {
		return familyPage(v, refusal, answer)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(v.Request.URL.Path[:len(v.Request.URL.Path)-len("/interet")], "ok", "Merci, votre réponse est notée. Vous pouvez encore en changer.")
}

func joinWaitingList(v *web.Visit) error {
	view, err := familyView(v)
	if err != nil {
		return err
	}
	if !view.MustAsk && view.Stage != trip.StageWaiting {
		return v.SeeWith(familyHref(view, ""), "info", "Il reste des places : vous pouvez répondre dès maintenant.")
	}
	err = trip.JoinWaitingList(v.Ctx(), v.App, view.Trip.ID, view.Child.ID)
	if refusal, ok := web.Refusal(err); ok {
		return familyPage(v, refusal, "")
	}
	if err != nil {
		return err
	}
	return v.SeeWith(familyHref(view, ""), "ok", "Votre demande est notée. L’établissement vous préviendra si une place revient à votre enfant.")
}
