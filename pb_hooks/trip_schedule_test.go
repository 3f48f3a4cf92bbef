package pb_hooks_test

import (
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/trip"
)

// An instalment after the departure lets the trip go on; the journal names the rule.
func TestV30AnInstalmentAfterTheDepartureWarns(t *testing.T) {
	w := newWorld(t)
	w.given(rome(func(p *plan) { p.schedule[1].DueOn = "2027-04-20" }), trip.Balanced)
	if note := w.noteOf("trips.update"); !strings.Contains(note, "V-30") {
		t.Errorf("the journal says %q", note)
	}
	w.given(rome(func(p *plan) { p.Title = "Naples" }), trip.Balanced)
	if note := w.noteOf("trips.update"); strings.Contains(note, "V-30") {
		t.Errorf("the journal says %q", note)
	}
}
