package pb_hooks_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// days are what a product puts on somebody's calendar: « 2026-12-18 Titre ».
func (w *world) days(source func(core.App, school.Actor) ([]school.Appointment, error), viewer school.Actor) (said []string) {
	w.t.Helper()
	all, err := source(w.app, viewer)
	w.must(err)
	var ids []string
	for _, a := range all {
		said = append(said, string(a.From)+" "+a.Title)
		ids = append(ids, a.ID)
		for _, never := range []string{"Ada", "Lovelace", "€", "payer", "solde"} {
			if strings.Contains(a.Title, never) {
				w.t.Errorf("a calendar that anybody may read says %q in %q", never, a.Title)
			}
		}
	}
	slices.Sort(ids)
	if len(slices.Compact(ids)) != len(all) {
		w.t.Errorf("one event is there twice: %v", said)
	}
	return said
}

func (w *world) expects(what string, got []string, wanted ...string) {
	w.t.Helper()
	if !slices.Equal(got, wanted) {
		w.t.Errorf("%s: %q, expected %q", what, got, wanted)
	}
}

func TestEachProductPutsItsDaysOnACalendar(t *testing.T) {
	w := newWorld(t)
	twin := w.row("pupils", map[string]any{"first_name": "Augusta", "last_name": "Lovelace", "birth_on": "2013-05-01", "class": w.class})
	w.row("guardianships", map[string]any{"pupil": twin, "guardian": w.mother, "responsibility": 1})
	_, stranger := w.child("Bob", "2013-06-01")
	id := w.given(rome(), trip.Open)
	mother, father := w.guardian(w.mother), w.guardian(w.father)
	w.expects("two children, one trip", w.days(trip.Appointments, mother), "2026-12-18 Dernier jour pour répondre : Rome antique")
	w.must(w.sign(mother, id, w.pupil, true))
	w.expects("one of two children goes", w.days(trip.Appointments, mother), "2027-04-12 Voyage : Rome antique", "2026-12-18 Dernier jour pour répondre : Rome antique")
	w.expects("the father's only child goes", w.days(trip.Appointments, father), "2027-04-12 Voyage : Rome antique")
	w.expects("another family", w.days(trip.Appointments, w.guardian(stranger)), "2026-12-18 Dernier jour pour répondre : Rome antique")
	w.expects("another family owes nothing", w.days(money.Appointments, w.guardian(stranger)))
	sums := append(w.days(money.Appointments, mother), w.days(money.Appointments, father)...)
	w.expects("instalments, of one debtor", sums, "2026-12-15 Date à retenir dans votre espace famille", "2027-01-15 Date à retenir dans votre espace famille")

	organiser := w.days(trip.Appointments, w.teacher)
	if len(organiser) < 3 || organiser[0] != "2027-04-12 Voyage : Rome antique" || organiser[1] != "2026-12-18 Fin des réponses : Rome antique" {
		t.Errorf("the organiser reads %q", organiser)
	}
	for _, nobody := range []school.Actor{w.colleague, w.bursar, {Kind: school.Operator, ID: "o"}, {Kind: school.Guest}} {
		w.expects("not theirs", append(w.days(trip.Appointments, nobody), w.days(money.Appointments, nobody)...))
	}
}

func TestAMeetingIsOnTheCalendarOfItsMembers(t *testing.T) {
	b := openBureau(t)
	id, err := aid.Prepare(b.social, b.app, aid.NewCommission{HeldOn: "2026-12-08", HeldAt: "17:30", Place: "Salle 12", TypeIDs: []string{b.fixed}})
	b.must(err)
	head := school.ActorIn(b.head)
	b.must(aid.AddMember(b.social, b.app, id, aid.Member{Name: "Hélène", Capacity: "principale", StaffID: head.ID}))
	for wanted, state := range []aid.Meeting{aid.Prepared, aid.Convened} {
		if state == aid.Convened {
			_, err := aid.Convene(b.social, b.app, id)
			b.must(err)
		}
		days, err := aid.Appointments(b.app, head)
		b.must(err)
		if len(days) != wanted || wanted > 0 && days[0].Title != "Réunion, 17:30, Salle 12" {
			t.Errorf("%s: %+v", state, days)
		}
	}
	for _, nobody := range []school.Actor{school.ActorIn(b.bursar), school.ActorIn(b.anne)} {
		if days, err := aid.Appointments(b.app, nobody); err != nil || len(days) > 0 {
			t.Errorf("%s: %+v, %v", nobody.Kind, days, err)
		}
	}
}

func TestOnlyThePersonMakesTheirCalendarAddress(t *testing.T) {
	w := newWorld(t)
	mother, father := w.guardian(w.mother), w.guardian(w.father)
	secret, err := school.MakeCalendar(as(mother), w.app)
	w.must(err)
	link := w.one("calendar_links")
	fields := map[string]any{"digest": strings.Repeat("0", 64), "account": father.AccountID, "guardian": w.mother, "made_at": "2026-11-16 08:00:00.000Z"}
	for _, other := range []school.Actor{father, w.head, {Kind: school.Guest}} {
		w.objected(w.try(other, "calendar_links", fields))
	}
	w.objected(w.write(father, "calendar_links", link, map[string]any{"account": father.AccountID}))
	w.objected(w.write(mother, "calendar_links", link, map[string]any{"guardian": w.father}))
	if made, moved := w.rest(http.MethodPost, "calendar_links", fields).status, w.rest(http.MethodPatch, "calendar_links/"+link, map[string]any{"guardian": w.father}).status; made != http.StatusBadRequest || moved != http.StatusBadRequest {
		t.Errorf("an operator makes an address: %d, moves one: %d", made, moved)
	}
	if _, err := school.FindCalendar(w.app, secret); err != nil {
		t.Errorf("the address does not open: %v", err)
	}
	if gone := w.rest(http.MethodDelete, "calendar_links/"+link, nil).status; gone != http.StatusNoContent {
		t.Errorf("an operator revokes: %d", gone)
	}
	if _, err := school.FindCalendar(w.app, secret); err == nil {
		t.Error("revoked by an operator, it still opens")
	}
}

// Who has left, and who lost a telephone, no longer reads the school's days in it.
func TestACalendarAddressEndsWithItsPerson(t *testing.T) {
	w := newWorld(t)
	paul := w.signedIn(school.StaffPerson, w.teacher.ID)
	secret, err := school.MakeCalendar(as(paul), w.app)
	w.must(err)
	w.must(w.write(w.staff("Ines", school.Administrator), "staff", w.teacher.ID, map[string]any{"active_until": "2026-11-15"}))
	if _, err := school.FindCalendar(w.app, secret); err == nil {
		t.Error("the address of somebody who has left opens")
	}
}
