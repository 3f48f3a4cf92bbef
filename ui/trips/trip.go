package trips

import (
	"slices"

	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

func showTrip(v *web.Visit) error { return tripPage(v, nil, TypedStep{}) }

// tripPage is the page of a trip; after a refused step it comes back with the refusal and what was typed.
func tripPage(v *web.Visit, refusal *law.Refusal, typed TypedStep) error {
	view, err := trip.StaffViewOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	t := view.Facts.Trip
	props := TripPageProps{
		View: view, Reader: v.Actor, Today: v.Today(), Typed: typed, Next: nextAction(view, v.Actor, v.Today()), Decisions: decisionsOf(v, view.Decisions),
		Blocking: boardFindings(v, view, view.Board.Blocking), Watch: boardFindings(v, view, view.Board.Watch), Lifted: boardFindings(v, view, view.Board.Lifted), Depart: boardFindings(v, view, view.Board.Depart),
		May: TripRights{
			Opinion: t.State == trip.Draft && v.Actor.May(school.GiveOpinion), Authorise: mayAuthorise(view, v.Actor),
			DateAct: v.Actor.May(school.RecordActs) && view.Facts.Act != nil && (view.Facts.Act.TransmittedOn == "" || view.Facts.Act.PublishedOn == ""),
			Return:  mayStep(v.Actor, t, trip.Draft, view), Cancel: mayStep(v.Actor, t, trip.Cancelled, view),
		},
	}
	page := components.PageProps{Title: t.Title, Wide: true, Breadcrumb: []components.Crumb{{Label: "Voyages", Href: staffList}, {Label: t.SchoolYear}}}
	if refusal == nil {
		return v.Page(page, TripPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "reason", "transmitted_on", "published_on")
	return v.PageAgain(page, TripPage(props))
}

// mayStep tells whether a step exists from here and is the reader's to take.
func mayStep(a school.Actor, t trip.Trip, to trip.State, view trip.StaffView) bool {
	step, legal := trip.FindTransition(t.State, to)
	if !legal || !a.May(step.Permission) || (to == trip.Draft && view.Facts.Signed > 0) {
		return false
	}
	return step.Permission != school.WriteTrips || view.Editable
}

// mayAuthorise tells whether the head's authorisation is worth asking for here: once given, it can be taken back until the
// trip leaves.
func mayAuthorise(view trip.StaffView, a school.Actor) bool {
	s := view.Facts.Trip.State
	return a.May(school.Authorise) && s != trip.Draft && s != trip.Cancelled
}

// nextAction is the one thing this reader can do now to move the trip on.
func nextAction(view trip.StaffView, a school.Actor, today law.Day) NextAction {
	t, here := view.Facts.Trip, staffList+"/"+view.Facts.Trip.ID
	may := a.May
	switch {
	case t.State == trip.Draft && may(school.GiveOpinion):
		return NextAction{Label: "Donner mon avis", Href: here + "#decisions"}
	case t.State == trip.Draft && view.Editable:
		return NextAction{Label: "Compléter le budget", Href: here + "/budget"}
	case t.State == trip.Endorsed && may(school.BalanceBudget):
		return NextAction{Label: "Certifier l’équilibre du budget", Post: here + "/equilibre"}
	case t.State == trip.Endorsed && view.Editable:
		return NextAction{Label: "Compléter le budget", Href: here + "/budget"}
	case t.State == trip.Balanced && !t.NeedsAct() && may(school.Authorise) && !authorised(view):
		return NextAction{Label: "Autoriser le voyage", Href: here + "#decisions"}
	case t.State == trip.Balanced && !t.NeedsAct() && may(school.OpenTrips):
		return NextAction{Label: "Ouvrir les inscriptions", Post: here + "/ouverture"}
	case t.State == trip.Balanced && t.NeedsAct() && may(school.SubmitTrips):
		return NextAction{Label: "Présenter au conseil d’administration", Post: here + "/presentation"}
	case t.State == trip.Submitted && may(school.RecordActs):
		return NextAction{Label: "Enregistrer l’acte", Href: here + "/acte"}
	case t.State == trip.Voted && may(school.Authorise) && !authorised(view):
		return NextAction{Label: "Autoriser le voyage", Href: here + "#decisions"}
	case t.State == trip.Voted && may(school.OpenTrips):
		label := "Ouvrir les inscriptions"
		if day := view.Facts.EnforceableSays(); day > today {
			label = "Ouvrir dès le " + withoutYear(day, today)
		}
		return NextAction{Label: label, Post: here + "/ouverture"}
	case t.State == trip.Open:
		return NextAction{Label: "Voir les inscriptions", Href: here + "/inscriptions"}
	}
	return NextAction{}
}

func authorised(view trip.StaffView) bool {
	return view.Facts.Authorised != nil && view.Facts.Authorised.Decision == "yes"
}

// boardFindings are the findings of the board, each with the page where it is mended and, for those who may, the lift.
func boardFindings(v *web.Visit, view trip.StaffView, findings []law.Finding) []components.FindingProps {
	here := staffList + "/" + view.Facts.Trip.ID
	shown := v.Findings(findings)
	registry := school.DepsOf(v.App).Registry
	for i, f := range findings {
		if place := mendedAt(f); view.Editable && place != "" && f.Until == "" {
			shown[i].FixHref = here + place
		}
		switch {
		case f.Rule == "V-24" && v.Actor.May(school.RecordActs):
			shown[i].FixHref = here + "/dons"
		case f.Rule == "V-15" && v.Actor.May(school.SeeMoney):
			shown[i].FixHref = here + "/bilan"
		}
		rule, known := registry.Rule(f.Rule)
		if known && f.Blocks() && slices.ContainsFunc(v.Actor.Roles, func(r school.Role) bool { return slices.Contains(rule.LiftedBy, string(r)) }) {
			shown[i].LiftHref = here + "/derogations?regle=" + f.Rule
		}
	}
	return shown
}

// mendedAt is the page, below the trip's, where a finding can be mended.
func mendedAt(f law.Finding) string {
	switch f.Rule {
	case "V-01":
		return "/projet"
	case "V-02", "V-16", "V-17", "V-18", "V-19", "V-20", "V-21", "V-22", "V-23", "V-25":
		return "/budget"
	case "V-10", "V-11", "V-12", "V-13", "V-14", "V-26":
		return "/conseil"
	case "V-03":
		return "#decisions"
	case "V-35":
		return "/achats"
	case "V-48":
		return "/regies"
	case "V-70", "V-71":
		return "/demarches"
	case "V-34":
		return "/conditions"
	case "V-73":
		return "/places"
	case "V-04", "V-05", "V-06", "V-07", "V-08":
		return "#acte"
	}
	switch {
	case f.Rule != "":
		return ""
	case f.Field == "instalments":
		return "/echeances"
	case f.Field == "answer_by":
		return "/projet"
	}
	return "/public"
}

// decisionsOf writes decisions for the page: what, by whom, when, why.
func decisionsOf(v *web.Visit, decisions []trip.Decision) []components.TimelineItem {
	words := map[string][2]string{
		"head_opinion": {"Avis favorable", "Avis défavorable"}, "bursar_balance": {"Budget certifié équilibré", "Budget refusé"},
		"submission": {"Présenté au conseil d’administration", "Retiré de l’ordre du jour"}, "head_authorisation": {"Voyage autorisé", "Autorisation retirée"},
		"withdrawal": {"Voyage annulé : tout ce qui a été versé est rendu", "Annulation écartée"},
	}
	items := make([]components.TimelineItem, 0, len(decisions))
	for _, d := range decisions {
		word, state := words[d.Kind][0], components.OK
		if d.Decision != "yes" {
			word, state = words[d.Kind][1], components.Stop
		}
		day := dayOf(v, d.DecidedAt)
		items = append(items, components.TimelineItem{Day: string(day), When: day.French() + ", par " + d.By, Title: word, Text: d.Reason, State: state})
	}
	return items
}

// dayOf is the school's day of an instant kept in the base.
func dayOf(v *web.Visit, instant string) law.Day {
	at, err := types.ParseDateTime(instant)
	if err != nil || at.IsZero() {
		return ""
	}
	return law.DayOf(at.Time().In(school.Clock(v.App).Zone()))
}
