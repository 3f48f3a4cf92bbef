package trips

import (
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// after ends a step: a word on the trip's page when it is taken, the page with its refusal when it is not.
func after(v *web.Visit, err error, done string, typed TypedStep) error {
	if refusal, ok := web.Refusal(err); ok {
		return tripPage(v, refusal, typed)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(staffList+"/"+v.Path("trip"), "ok", done)
}

func giveOpinion(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	favourable := v.Field("decision") == "yes"
	done := "Votre avis favorable est enregistré."
	if !favourable {
		done = "Votre avis défavorable est enregistré : l’organisateur en lira le motif."
	}
	typed := TypedStep{Step: "avis", Reason: v.Field("reason")}
	return after(v, trip.GiveOpinion(v.Ctx(), v.App, v.Path("trip"), favourable, typed.Reason), done, typed)
}

func balanceBudget(v *web.Visit) error {
	return step(v, trip.Balanced, "Le budget est certifié équilibré : ni le prix ni les lignes ne changent plus.")
}

func submitTrip(v *web.Visit) error {
	return step(v, trip.Submitted, "Le voyage est présenté au conseil d’administration. Les familles peuvent dire si leur enfant est intéressé, sans s’engager.")
}

func openTrip(v *web.Visit) error {
	return step(v, trip.Open, "Les inscriptions sont ouvertes : chaque famille concernée est prévenue.")
}

func step(v *web.Visit, to trip.State, done string) error {
	return after(v, trip.Step(v.Ctx(), v.App, v.Path("trip"), to, ""), done, TypedStep{})
}

func authorise(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	yes := v.Field("decision") == "yes"
	done := "Votre autorisation est enregistrée."
	if !yes {
		done = "Votre autorisation est retirée."
	}
	// The trip is looked up first: a decision about nothing must not be recorded.
	if _, err := staffFacts(v); err != nil {
		return err
	}
	typed := TypedStep{Step: "autorisation", Reason: v.Field("reason")}
	return after(v, trip.Authorise(v.Ctx(), v.App, v.Path("trip"), yes, typed.Reason), done, typed)
}

func showReturn(v *web.Visit) error { return confirmReturn(v, web.Refused{}) }

func confirmReturn(v *web.Visit, refused web.Refused) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	return confirmPage(v, inTrip(f.Trip, "Revenir au projet"), ReturnPage(ConfirmPageProps{Trip: f.Trip, Act: f.Act, Refused: refused}), refused)
}

func confirmPage(v *web.Visit, page components.PageProps, body node, refused web.Refused) error {
	if len(refused.Findings)+len(refused.Summary) > 0 {
		return v.PageAgain(page, body)
	}
	return v.Page(page, body)
}

func returnToProject(v *web.Visit) error {
	err := trip.Step(v.Ctx(), v.App, v.Path("trip"), trip.Draft, "")
	if refusal, ok := web.Refusal(err); ok {
		return confirmReturn(v, web.RefusedBy(v, refusal))
	}
	return after(v, err, "Le voyage est revenu au projet : vous pouvez le modifier.", TypedStep{})
}

func showCancel(v *web.Visit) error { return confirmCancel(v, "", web.Refused{}) }

func confirmCancel(v *web.Visit, reason string, refused web.Refused) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	body := CancelPage(ConfirmPageProps{Trip: f.Trip, Signed: f.Signed, Reason: reason, Refused: refused})
	return confirmPage(v, inTrip(f.Trip, "Annuler le voyage"), body, refused)
}

func cancelTrip(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	reason := v.Field("cancel_reason")
	err := trip.Step(v.Ctx(), v.App, v.Path("trip"), trip.Cancelled, reason)
	if refusal, ok := web.Refusal(err); ok {
		return confirmCancel(v, reason, web.RefusedBy(v, refusal, "cancel_reason"))
	}
	return after(v, err, "Le voyage est annulé.", TypedStep{})
}
