package pb_hooks_test

import (
	"flag"
	"fmt"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// A walk costs half a second: a few at each run, more when asked (go test ./pb_hooks -run Reachable -walks 500).
var walksAsked = flag.Int("walks", 15, "walks of TestNoReachableStateBreaksTheLaw")

// walk is one trip on which anybody tries anything, by the operations and by raw writes, lawful or not.
type walk struct {
	*world
	id     string
	pupils []string
	acts   int
}

// lawful says what the law has against the trip as it stands in the base: nothing, whatever was tried.
func (k *walk) lawful(r *rapid.T) {
	f, err := trip.LoadFacts(k.app, k.id)
	if err != nil {
		r.Fatal(err)
	}
	findings, err := trip.Judge(k.app, f, trip.Gates(f.Trip.State)...)
	if err != nil {
		r.Fatal(err)
	}
	for _, x := range findings {
		if x.Rule == "V-03" && f.Trip.State == trip.Open {
			continue // taken back: nobody signs until it is given again: TestV03NobodySignsOnceTheAuthorisationIsTakenBack
		}
		if x.Blocks() {
			r.Fatalf("the trip is %s and %s %s", f.Trip.State, x.Rule, x.What)
		}
	}
	committed := 0
	for _, pupil := range k.pupils {
		if k.seatState(pupil) == trip.SeatCommitted {
			committed++
		}
	}
	if committed > f.Trip.Places() {
		r.Fatalf("%d travellers for %d places", committed, f.Trip.Places())
	}
	if err := money.Verify(k.app); err != nil {
		r.Fatal(err)
	}
}

func (k *walk) seatState(pupil string) string {
	seat, err := k.app.FindFirstRecordByFilter("seats", "trip = {:trip} && pupil = {:pupil}", map[string]any{"trip": k.id, "pupil": pupil})
	if err != nil {
		return ""
	}
	return seat.GetString("state")
}

// anyRow is a row of the trip in a collection, or nothing.
func (k *walk) anyRow(r *rapid.T, collection string) *core.Record {
	rows, err := k.app.FindRecordsByFilter(collection, "trip = {:trip}", "id", 50, 0, map[string]any{"trip": k.id})
	if err != nil || len(rows) == 0 {
		return nil
	}
	return rapid.SampledFrom(rows).Draw(r, collection)
}

// soon has a trip leave in three days, on an act that has been enforceable for a month: a walk that brings it home moves
// the clock by a week only.
func soon(today law.Day, act string) func(*plan) {
	return func(p *plan) {
		nights := p.DepartsOn.DaysUntil(p.ReturnsOn)
		p.DepartsOn, p.ReturnsOn, p.AnswerBy = today.Add(3), today.Add(3+nights), today.Add(1)
		for i := range p.schedule {
			p.schedule[i].DueOn = today.Add(i + 1)
		}
		p.vote.ActNumber, p.vote.VotedOn, p.vote.TransmittedOn, p.vote.PublishedOn = act, today.Add(-60), today.Add(-50), today.Add(-50)
	}
}

// Whatever anybody tries, in whatever order, no state that a trip reaches breaks a rule that blocks.
func TestNoReachableStateBreaksTheLaw(t *testing.T) {
	w := newWorld(t)
	second, _ := w.child("Zoé", "2013-06-01")
	adult, _ := w.child("Ali", "2008-06-01")
	people := []school.Actor{
		w.head, w.bursar, w.accountant, w.secretary, w.teacher, w.colleague, w.guardian(w.mother), w.guardian(w.father), {Kind: school.Operator, ID: "o"},
	}
	walks := 0
	rapid.Check(t, func(r *rapid.T) {
		if walks++; walks > *walksAsked {
			return
		}
		p := rapid.SampledFrom([]func(...func(*plan)) plan{rome, museum}).Draw(r, "plan")(soon(school.Clock(w.app).Today(), fmt.Sprint("W-", walks)))
		start := rapid.SampledFrom([]trip.State{trip.Draft, trip.Submitted, trip.Open, trip.Cleared, trip.Returned}).Draw(r, "start")
		var days []law.Day
		for _, n := range []int{-60, -16, -14, 0, 1, 4, 9} {
			days = append(days, school.Clock(w.app).Today().Add(n))
		}
		k := &walk{world: w, id: w.given(p, start), pupils: []string{w.pupil, second, adult}}
		actor := rapid.SampledFrom(people)
		amount := rapid.Custom(func(r *rapid.T) cents.Amount { return cents.Amount(rapid.IntRange(0, 6).Draw(r, "tens")) * 60_00 })
		// What is tried may be refused or not: only where it leaves the trip counts.
		tried := func(error) {}
		write := func(a school.Actor, row *core.Record, fields map[string]any) {
			if row != nil {
				row.Load(fields)
				tried(w.app.SaveWithContext(as(a), row))
			}
		}
		r.Repeat(map[string]func(*rapid.T){
			"": k.lawful,
			"step": func(r *rapid.T) {
				tried(trip.Step(as(actor.Draw(r, "who")), w.app, k.id, rapid.SampledFrom(trip.States).Draw(r, "to"), "Parce que."))
			},
			"write the state": func(r *rapid.T) {
				tried(w.write(actor.Draw(r, "who"), "trips", k.id, map[string]any{"state": string(rapid.SampledFrom(trip.States).Draw(r, "to"))}))
			},
			"write the trip": func(r *rapid.T) {
				tried(w.write(actor.Draw(r, "who"), "trips", k.id, rapid.SampledFrom([]map[string]any{
					{"price_cents": int64(amount.Draw(r, "price"))}, {"obligation": "compulsory"}, {"country_code": "FR"}, {"country_code": "GB"},
					{"departs_on": string(rapid.SampledFrom(days).Draw(r, "from"))}, {"returns_on": string(rapid.SampledFrom(days).Draw(r, "until"))},
					{"pupils_estimated": rapid.IntRange(0, 12).Draw(r, "pupils")}, {"adults_estimated": rapid.IntRange(0, 3).Draw(r, "adults")},
					{"capacity": rapid.IntRange(0, 3).Draw(r, "places")}, {"payee": "association"}, {"ariane_on": ""}, {"act": ""}, {"adults_required": 9},
				}).Draw(r, "fields")))
			},
			"budget": func(r *rapid.T) {
				lines := append([]trip.Line{}, p.lines...)
				lines[0].AmountCents = amount.Draw(r, "expense")
				tried(trip.SetBudget(as(actor.Draw(r, "who")), w.app, k.id, amount.Draw(r, "price"), p.PupilsEstimated, p.AdultsEstimated, lines))
			},
			"write a part": func(r *rapid.T) {
				collection := rapid.SampledFrom([]string{"budget_lines", "instalments", "trip_targets", "chaperones", "contracts", "imprests", "documents", "rosters"}).Draw(r, "part")
				row, a := k.anyRow(r, collection), actor.Draw(r, "who")
				if row != nil && rapid.Bool().Draw(r, "delete") {
					tried(w.app.DeleteWithContext(as(a), row))
					return
				}
				write(a, row, map[string]any{"amount_cents": int64(amount.Draw(r, "amount")), "state": rapid.SampledFrom([]string{"refused", "draft", "cancelled"}).Draw(r, "state")})
			},
			"decide": func(r *rapid.T) {
				a := actor.Draw(r, "who")
				tried(trip.Authorise(as(a), w.app, k.id, rapid.Bool().Draw(r, "yes"), "Parce que."))
			},
			"vote": func(r *rapid.T) {
				k.acts++
				v := p.vote
				v.ActNumber = fmt.Sprint("W-", walks, "-", k.acts)
				v.TransmittedOn = rapid.SampledFrom(append([]law.Day{""}, days...)).Draw(r, "transmitted")
				tried(trip.RecordVote(as(actor.Draw(r, "who")), w.app, k.id, v))
			},
			"write the act": func(r *rapid.T) {
				act := w.record("trips", k.id).GetString("act")
				if act != "" {
					tried(w.write(actor.Draw(r, "who"), "acts", act, rapid.SampledFrom([]map[string]any{
						{"price_cents": 1}, {"transmitted_on": ""}, {"transmitted_on": string(days[2])}, {"purpose": "other"}, {"organ": "standing_committee"}, {"voted_on": string(days[5])},
					}).Draw(r, "fields")))
				}
			},
			"sign": func(r *rapid.T) {
				tried(w.sign(actor.Draw(r, "who"), k.id, rapid.SampledFrom(k.pupils).Draw(r, "pupil"), rapid.Bool().Draw(r, "accept")))
			},
			"write a place": func(r *rapid.T) {
				state := rapid.SampledFrom([]string{"committed", "offered", "waiting", "withdrawn", "refused"}).Draw(r, "seat")
				a, pupil := actor.Draw(r, "who"), rapid.SampledFrom(k.pupils).Draw(r, "pupil")
				if row := k.anyRow(r, "seats"); row != nil && rapid.Bool().Draw(r, "known") {
					write(a, row, map[string]any{"state": state, "cause": "family", "reason": "Parce que."})
					return
				}
				tried(w.try(a, "seats", map[string]any{"trip": k.id, "pupil": pupil, "state": state}))
			},
			"pay": func(r *rapid.T) {
				_, err := money.BookPayment(as(actor.Draw(r, "who")), w.app, money.Desk{
					Means: money.Cheque, Amount: amount.Draw(r, "amount"), PupilID: rapid.SampledFrom(k.pupils).Draw(r, "pupil"), PayerID: w.mother,
				})
				tried(err)
			},
		})
	})
}
