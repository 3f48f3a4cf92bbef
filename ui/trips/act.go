package trips

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components/web"
)

var voteFields = []string{"organ", "act_number", "voted_on", "transmitted_on", "published_on", "delegation"}

func showVote(v *web.Visit) error { return votePage(v, VoteForm{}, nil) }

func recordVote(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	form := VoteForm{
		Organ: r.Text("organ"), Number: r.Text("act_number"), VotedOn: r.Text("voted_on"), TransmittedOn: r.Text("transmitted_on"),
		PublishedOn: r.Text("published_on"), CoversContract: r.Text("covers_contract") != "", AcceptsGifts: r.Text("accepts_gifts") != "", Delegation: r.Text("delegation"),
	}
	vote := trip.Vote{
		Organ: form.Organ, ActNumber: r.Must("act_number", "Écrivez le numéro de l’acte."), VotedOn: r.MustDay("voted_on", "Écrivez la date du vote."),
		TransmittedOn: r.Day("transmitted_on"), PublishedOn: r.Day("published_on"), CoversContract: form.CoversContract, AcceptsGifts: form.AcceptsGifts,
		Delegation: form.Delegation,
	}
	if vote.Organ != school.Board && vote.Organ != school.StandingCommittee {
		r.Wrong("organ", "Dites qui a voté l’acte.")
	}
	if vote.VotedOn > v.Today() {
		r.Wrong("voted_on", "Cette date est à venir : un acte s’enregistre une fois voté.")
	}
	if vote.Organ == school.Board {
		vote.Delegation = ""
	}
	refusal := r.Refusal()
	if refusal == nil {
		err := trip.RecordVote(v.Ctx(), v.App, v.Path("trip"), vote)
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return after(v, err, "L’acte est enregistré.", TypedStep{})
		}
	}
	return votePage(v, form, refusal)
}

func votePage(v *web.Visit, form VoteForm, refusal *law.Refusal) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	props := VotePageProps{Trip: f.Trip, Form: form, Gifts: f.Gifts()}
	if props.Delegations, err = school.Delegations(v.App, v.Actor); err != nil {
		return err
	}
	if refusal != nil {
		props.Refused = web.RefusedBy(v, refusal, voteFields...)
		return v.PageAgain(inTrip(f.Trip, "Acte"), VotePage(props))
	}
	return v.Page(inTrip(f.Trip, "Acte"), VotePage(props))
}

func dateAct(v *web.Visit) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	if f.Act == nil {
		return web.ErrNotFound
	}
	r, err := v.Read()
	if err != nil {
		return err
	}
	typed := TypedStep{Transmitted: r.Text("transmitted_on"), Published: r.Text("published_on")}
	transmitted, published := r.Day("transmitted_on"), r.Day("published_on")
	if transmitted == "" && published == "" && r.Refusal() == nil {
		r.Wrong("transmitted_on", "Écrivez au moins une des deux dates.")
	}
	if refusal := r.Refusal(); refusal != nil {
		return tripPage(v, refusal, typed)
	}
	return after(v, trip.DateAct(v.Ctx(), v.App, f.Act.ID, transmitted, published), "Les dates de l’acte sont enregistrées.", typed)
}
