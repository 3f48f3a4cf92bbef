package trips

import (
	"slices"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components/web"
)

func showGifts(v *web.Visit) error { return giftsPage(v, GiftForm{}, nil) }

// acceptGifts records the act that accepts gifts and ties it to their lines.
func acceptGifts(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	form := GiftForm{VoteForm: VoteForm{
		Organ: r.Text("organ"), Number: r.Text("act_number"), VotedOn: r.Text("voted_on"), TransmittedOn: r.Text("transmitted_on"), PublishedOn: r.Text("published_on"),
		Delegation: r.Text("delegation"),
	}, Lines: r.Form["lines"]}
	vote := trip.Vote{
		Organ: form.Organ, ActNumber: r.Must("act_number", "Écrivez le numéro de l’acte."), VotedOn: r.MustDay("voted_on", "Écrivez la date du vote."),
		TransmittedOn: r.Day("transmitted_on"), PublishedOn: r.Day("published_on"), Delegation: form.Delegation,
	}
	if vote.Organ != school.Board && vote.Organ != school.StandingCommittee {
		r.Wrong("organ", "Dites qui a voté l’acte.")
	}
	if vote.Organ == school.Board {
		vote.Delegation = ""
	}
	refusal := r.Refusal()
	if refusal == nil {
		err := trip.AcceptGifts(v.Ctx(), v.App, v.Path("trip"), vote, form.Lines)
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			if err != nil {
				return err
			}
			return v.SeeWith(staffList+"/"+v.Path("trip")+"/dons", "ok", "L’acte qui accepte ces dons est enregistré.")
		}
	}
	return giftsPage(v, form, refusal)
}

// dateGiftAct adds what came after the vote of an act that accepts gifts of this trip: its transmission, its publication.
func dateGiftAct(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	w, err := money.WaiversOf(v.App, v.Actor, money.OfTrip(f.Trip.ID))
	if err != nil {
		return err
	}
	waiting, err := trip.WaitingGiftActs(v.App, f, w)
	if err != nil {
		return err
	}
	id := r.Text("act")
	if !slices.ContainsFunc(waiting, func(a school.Act) bool { return a.ID == id }) {
		return web.ErrNotFound
	}
	transmitted, published := r.Day("gift_transmitted_on"), r.Day("gift_published_on")
	refusal := r.Refusal()
	if refusal == nil {
		err := trip.DateAct(v.Ctx(), v.App, id, transmitted, published)
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			if err != nil {
				return err
			}
			return v.SeeWith(staffList+"/"+v.Path("trip")+"/dons", "ok", "Les dates de l’acte sont enregistrées.")
		}
	}
	return giftsPage(v, GiftForm{DatedAct: id, Transmitted: r.Text("gift_transmitted_on"), Published: r.Text("gift_published_on")}, refusal)
}

func giftsPage(v *web.Visit, form GiftForm, refusal *law.Refusal) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	props := GiftsPageProps{Facts: f, Form: form}
	if props.Delegations, err = school.Delegations(v.App, v.Actor); err != nil {
		return err
	}
	if props.Waivers, err = money.WaiversOf(v.App, v.Actor, money.OfTrip(f.Trip.ID)); err != nil {
		return err
	}
	if props.Waiting, err = trip.WaitingGiftActs(v.App, f, props.Waivers); err != nil {
		return err
	}
	if refusal == nil {
		return v.Page(inTrip(f.Trip, "Dons"), GiftsPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, append(append([]string{}, voteFields...), "lines", "gift_transmitted_on", "gift_published_on")...)
	return v.PageAgain(inTrip(f.Trip, "Dons"), GiftsPage(props))
}
