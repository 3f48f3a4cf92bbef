package trips

import (
	"net/http"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const termsPath = staffList + "/conditions"

// termsRoutes are the refund terms voted by the board: for every trip, and for one trip that departs from them.
func termsRoutes() []web.Route {
	records := web.Staff(school.RecordActs)
	return []web.Route{
		{Method: http.MethodGet, Pattern: termsPath, Who: records, Handle: showTerms},
		{Method: http.MethodPost, Pattern: termsPath, Who: records, Handle: recordTerms},
		{Method: http.MethodGet, Pattern: staffTrip + "/conditions", Who: records, Handle: showTerms},
		{Method: http.MethodPost, Pattern: staffTrip + "/conditions", Who: records, Handle: recordTerms},
	}
}

// maxTerms is as many lines as a family can read.
const maxTerms = 12

var termsFields = []string{"act", "organ", "act_number", "voted_on", "transmitted_on", "published_on", "delegation"}

func showTerms(v *web.Visit) error {
	current, err := trip.TermsOn(v.App, v.Path("trip"), v.Today())
	if err != nil {
		return err
	}
	terms := current.Terms
	if len(terms) == 0 {
		if terms, err = trip.ProposedTerms(v.App); err != nil {
			return err
		}
	}
	form := TermsForm{}
	for _, t := range terms {
		form.Lines = append(form.Lines, TermForm{Cause: t.Cause, Days: web.TypedNumber(t.DaysBefore), Rate: itoa(t.RatePercent), Recoverable: t.RecoverableOnly, Note: t.Note})
	}
	return termsPage(v, form, nil)
}

func recordTerms(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	form := TermsForm{
		Act: r.Text("act"), Organ: r.Text("organ"), Number: r.Text("act_number"), VotedOn: r.Text("voted_on"), TransmittedOn: r.Text("transmitted_on"),
		PublishedOn: r.Text("published_on"), Delegation: r.Text("delegation"),
	}
	n := trip.NewTerms{TripID: v.Path("trip"), ActID: form.Act}
	if form.Act == "" {
		n.Vote = trip.Vote{
			Organ: form.Organ, ActNumber: r.Must("act_number", "Écrivez le numéro de l’acte."), VotedOn: r.MustDay("voted_on", "Écrivez la date du vote."),
			TransmittedOn: r.Day("transmitted_on"), PublishedOn: r.Day("published_on"), Delegation: form.Delegation,
		}
		if n.Vote.Organ != school.Board && n.Vote.Organ != school.StandingCommittee {
			r.Wrong("organ", "Dites qui a voté l’acte.")
		}
		if n.Vote.Organ == school.Board {
			n.Vote.Delegation = ""
		}
	}
	for i := range maxTerms {
		at := termNamer(i)
		line := TermForm{Cause: r.Text(at("cause")), Days: r.Text(at("days")), Rate: r.Text(at("rate")), Recoverable: r.Text(at("recoverable")) != "", Note: r.Text(at("note"))}
		if line == (TermForm{}) {
			continue
		}
		form.Lines = append(form.Lines, line)
		if line.Cause == "" {
			r.Wrong(at("cause"), "Choisissez la cause de cette ligne.")
		}
		if line.Rate == "" {
			r.Wrong(at("rate"), "Écrivez la part rendue, de 0 à 100.")
		}
		n.Terms = append(n.Terms, trip.Term{
			Cause: line.Cause, DaysBefore: r.Number(at("days")), RatePercent: r.Number(at("rate")), RecoverableOnly: line.Recoverable, Note: line.Note,
		})
	}
	refusal := r.Refusal()
	if refusal == nil {
		err := trip.RecordTerms(v.Ctx(), v.App, n)
		if err == nil {
			back := strings.TrimSuffix(v.Request.URL.Path, "/conditions")
			if n.TripID == "" {
				back = termsPath
			}
			return v.SeeWith(back, components.OK, "Les conditions de remboursement sont enregistrées.")
		}
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return err
		}
	}
	return termsPage(v, form, refusal)
}

func termsPage(v *web.Visit, form TermsForm, refusal *law.Refusal) error {
	props, id := TermsPageProps{Form: form, Here: termsPath, Back: staffList}, v.Path("trip")
	page := components.PageProps{Title: "Conditions de remboursement", Breadcrumb: []components.Crumb{{Label: "Voyages", Href: staffList}, {Label: "Conditions de remboursement"}}}
	if id != "" {
		_, t, err := trip.ProjectOf(v.App, v.Actor, id)
		if err != nil {
			return err
		}
		props.Trip, props.Back = &t, staffList+"/"+id
		props.Here = props.Back + "/conditions"
		page = inTrip(t, "Conditions de remboursement")
	}
	var err error
	if props.Current, err = trip.TermsOn(v.App, id, v.Today()); err != nil {
		return err
	}
	if props.Acts, err = trip.TermActs(v.App, v.Actor, id); err != nil {
		return err
	}
	if props.Delegations, err = school.Delegations(v.App, v.Actor); err != nil {
		return err
	}
	if refusal == nil {
		return v.Page(page, TermsPage(props))
	}
	fields := termsFields
	for i := range maxTerms {
		fields = append(fields, termNamer(i)("cause"), termNamer(i)("days"), termNamer(i)("rate"))
	}
	props.Refused = web.RefusedBy(v, refusal, fields...)
	return v.PageAgain(page, TermsPage(props))
}
