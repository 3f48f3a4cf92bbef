package pb_hooks_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// noTerms takes the terms of the world away: a school that has voted nothing.
func (w *world) noTerms() {
	w.t.Helper()
	rows, err := w.app.FindAllRecords("refund_terms")
	w.must(err)
	for _, r := range rows {
		w.must(w.app.DeleteWithContext(as(w.bursar), r))
	}
}

func (w *world) terms(trips string, number string, published string, terms ...trip.Term) error {
	day := trip.Vote{Organ: school.Board, ActNumber: number, VotedOn: "2026-10-01"}
	if published != "" {
		day.PublishedOn = "2026-10-05"
	}
	return trip.RecordTerms(as(w.bursar), w.app, trip.NewTerms{TripID: trips, Vote: day, Terms: terms})
}

// A priced trip opens with refund terms that the board has voted, and that are in force; a free one needs none.
func TestV34NoPricedTripOpensWithoutVotedTerms(t *testing.T) {
	w := newWorld(t)
	w.noTerms()
	id := w.given(rome(), trip.Voted)
	w.must(trip.Authorise(as(w.head), w.app, id, true, ""))
	open := func() error { return trip.Step(as(w.bursar), w.app, id, trip.Open, "") }
	w.refused("V-34", open())
	w.restRefused("V-34", "PATCH", "trips/"+id, map[string]any{"state": "open"})
	w.must(w.terms(id, "2026-70", "", trip.Term{Cause: trip.CauseOther, RatePercent: 100})) // voted, published nowhere: no effect yet
	w.refused("V-34", open())
	w.must(w.terms(id, "2026-71", "published", trip.Term{Cause: trip.CauseMedical, RatePercent: 100})) // says nothing of the other causes
	w.refused("V-34", open())
	w.must(w.terms(id, "2026-72", "published", trip.Term{Cause: trip.CauseMedical, RatePercent: 100}, trip.Term{Cause: trip.CauseOther, RatePercent: 20}))
	w.must(open())

	gratis := w.given(museum(free), trip.Balanced)
	w.must(trip.Authorise(as(w.head), w.app, gratis, true, ""))
	w.must(trip.Step(as(w.bursar), w.app, gratis, trip.Open, ""))
}

func TestV34TermsRestOnAVote(t *testing.T) {
	w := newWorld(t)
	line := map[string]any{"cause": "other", "rate_percent": 50}
	w.refused("V-34", w.try(w.bursar, "refund_terms", line))
	w.restRefused("V-34", "POST", "refund_terms", line)
	line["act"] = w.actRow(map[string]any{"purpose": "delegation", "powers": []string{"6"}, "mandate_until": "2027-10-01"})
	w.refused("V-34", w.try(w.bursar, "refund_terms", line))
	line["act"] = w.actRow(map[string]any{"purpose": "charter"})
	w.must(w.try(w.bursar, "refund_terms", line))
	for _, a := range []school.Actor{w.teacher, w.accountant, {Kind: school.Operator, ID: "o"}} {
		w.objected(w.try(a, "refund_terms", line))
	}
	for _, wrong := range []map[string]any{{"rate_percent": 101}, {"rate_percent": -1}, {"days_before": 400}} {
		wrong["cause"], wrong["act"] = "other", line["act"]
		w.objected(w.try(w.bursar, "refund_terms", wrong))
	}
}

// What a family has signed does not change afterwards: neither by page, nor by hand, nor by an older act.
func TestV34WhatWasSignedStays(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	row, err := w.app.FindFirstRecordByData("refund_terms", "cause", "medical")
	w.must(err)
	w.objected(w.write(w.bursar, "refund_terms", row.Id, map[string]any{"rate_percent": 10}))
	w.objected(w.app.DeleteWithContext(as(w.bursar), row))
	w.restObjected("PATCH", "refund_terms/"+row.Id, map[string]any{"rate_percent": 10})
	w.objected(w.terms("", "2026-80", "published", trip.Term{Cause: trip.CauseOther, RatePercent: 0}))
	w.on("2026-11-18")
	w.must(trip.RecordTerms(as(w.bursar), w.app, trip.NewTerms{
		Vote:  trip.Vote{Organ: school.Board, ActNumber: "2026-81", VotedOn: "2026-11-17", PublishedOn: "2026-11-18"},
		Terms: []trip.Term{{Cause: trip.CauseOther, RatePercent: 0}},
	}))
	before, err := trip.TermsOn(w.app, id, "2026-11-16")
	w.must(err)
	now, err := trip.TermsOn(w.app, id, "2026-11-18")
	w.must(err)
	if len(before.Terms) != 4 || len(now.Terms) != 1 {
		t.Errorf("%d lines for who signed before, %d since", len(before.Terms), len(now.Terms))
	}
}

// What the school cancels itself, it gives back in full: no vote keeps a part of it, unless head and accountant lift it.
func TestV33NoVoteKeepsWhatTheSchoolCancels(t *testing.T) {
	w := newWorld(t)
	line := map[string]any{"cause": "school", "rate_percent": 90, "act": w.actRow(map[string]any{"purpose": "charter"})}
	w.refused("V-33", w.try(w.bursar, "refund_terms", line))
	w.restRefused("V-33", "POST", "refund_terms", line)
	line["rate_percent"], line["recoverable_only"] = 100, true
	w.refused("V-33", w.try(w.bursar, "refund_terms", line))
	line["recoverable_only"] = false
	w.must(w.try(w.bursar, "refund_terms", line))
}
