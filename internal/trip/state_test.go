package trip_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/trip"
)

// The life of a trip, every pair of states: a step not written here is a decision that nobody has taken.
func TestTheStepsOfATripArePinned(t *testing.T) {
	t.Parallel()
	pinned := `
		draft→endorsed give_opinion head_opinion
		endorsed→balanced balance_budget bursar_balance
		balanced→submitted submit_trips submission
		submitted→voted record_acts
		voted→open open_trips
		balanced→open open_trips
		endorsed→draft write_trips
		balanced→draft write_trips
		submitted→draft submit_trips
		voted→draft submit_trips
		draft→cancelled write_trips
		endorsed→cancelled authorise
		balanced→cancelled authorise
		submitted→cancelled authorise
		voted→cancelled authorise
		open→cancelled authorise
		open→cleared authorise departure
		cleared→open authorise
		cleared→cancelled authorise
		cleared→returned write_trips
		returned→reported report_trips final_report
		reported→returned report_trips
		reported→closed close_trips closing`
	var got []string
	for _, from := range trip.States {
		for _, to := range trip.States {
			if step, legal := trip.FindTransition(from, to); legal {
				got = append(got, strings.TrimSpace(fmt.Sprintf("%s→%s %s %s", from, to, step.Permission, step.Approval)))
			}
		}
	}
	var want []string
	for line := range strings.Lines(strings.TrimSpace(pinned)) {
		want = append(want, strings.TrimSpace(line))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("steps:\n%s\npinned:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(trip.Transitions) != len(want) {
		t.Errorf("%d lines for %d steps: one is written twice", len(trip.Transitions), len(want))
	}
}

// A trip never loses a gate as it goes on, and its budget does not move once one is passed.
func TestGatesAddUp(t *testing.T) {
	t.Parallel()
	passed := 0
	for _, s := range []trip.State{trip.Draft, trip.Endorsed, trip.Balanced, trip.Submitted, trip.Voted, trip.Open} {
		gates := trip.Gates(s)
		if len(gates) < passed {
			t.Errorf("%s has passed %v only", s, gates)
		}
		if passed = len(gates); (passed > 0) != trip.BudgetIsFrozen(s) {
			t.Errorf("%s: gates %v, budget frozen %v", s, gates, trip.BudgetIsFrozen(s))
		}
		if s.Label() == "" {
			t.Errorf("%s has no name", s)
		}
	}
	if got := fmt.Sprint(trip.Gates(trip.Open)); got != "[submit vote open]" {
		t.Errorf("an open trip has passed %s", got)
	}
}

// Every pair of states of a place; "none" is before the row exists.
func TestTheStepsOfAPlaceArePinned(t *testing.T) {
	t.Parallel()
	pinned := map[string]string{
		"":                  "committed interested offered refused waiting",
		trip.SeatInterested: "committed offered refused waiting",
		trip.SeatWaiting:    "offered refused",
		trip.SeatOffered:    "committed refused waiting",
		trip.SeatCommitted:  "offered withdrawn",
		trip.SeatRefused:    "committed offered waiting",
		trip.SeatWithdrawn:  "offered",
	}
	all := []string{trip.SeatCommitted, trip.SeatInterested, trip.SeatOffered, trip.SeatRefused, trip.SeatWaiting, trip.SeatWithdrawn}
	for from, want := range pinned {
		var got []string
		for _, to := range all {
			if to != from && trip.SeatStep(from, to) {
				got = append(got, to)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("from %q: %v, pinned %s", from, got, want)
		}
		if trip.SeatLabel(from) == "" {
			t.Errorf("%q has no name", from)
		}
	}
}

// What families signed is never voted again: no step leads a trip whose enrolment began back to its project or to a vote,
// which is what the draft of an amending act and WayToChange say.
func TestNoVoteFollowsASignature(t *testing.T) {
	t.Parallel()
	for _, step := range trip.Transitions {
		if step.From.EnrolmentBegan() && !step.To.EnrolmentBegan() {
			t.Errorf("%s goes back to %s", step.From, step.To)
		}
	}
	for state, way := range map[trip.State]string{trip.Voted: "Revenez au projet", trip.Open: "Annulez ce voyage", trip.Reported: "Préparez un autre voyage"} {
		if !strings.HasPrefix(trip.WayToChange(state), way) {
			t.Errorf("%s: %s", state, trip.WayToChange(state))
		}
	}
}
