package trip_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
)

func TestV71TheCalendarOfNotices(t *testing.T) {
	t.Parallel()
	rome := trip.Trip{DepartsOn: "2027-04-12", ReturnsOn: "2027-04-17", CountryCode: "IT", PriceCents: 300_00}
	base := trip.NoticeFacts{Trip: rome, BoardMeetsOn: "2026-12-10", AcademyDays: 30, BoardDays: 8, UrgentDays: 1, GroupDocumentDays: 21, CEAMDays: 21, AcademyChannel: "formulaire"}
	due := func(f trip.NoticeFacts) map[string]law.Day {
		days := map[string]law.Day{}
		last := law.Day("")
		for _, n := range trip.Notices(f) {
			if n.Due < last || n.What == "" || n.Rule == "" || n.Who == "" {
				t.Errorf("out of order, or mute: %+v", n)
			}
			days[n.Kind], last = n.Due, n.Due
		}
		return days
	}
	want := func(what string, f trip.NoticeFacts, wanted map[string]law.Day) {
		t.Helper()
		got := due(f)
		if len(got) != len(wanted) {
			t.Errorf("%s: %v", what, got)
		}
		for kind, day := range wanted {
			if got[kind] != day {
				t.Errorf("%s: %s on %q, not %s", what, kind, got[kind], day)
			}
		}
	}
	want("Rome", base, map[string]law.Day{"board_called_on": "2026-12-02", "academy_told_on": "2027-03-13", "ceam_told_on": "2027-03-22", "ariane_on": "2027-04-11"})
	urgent := base
	urgent.Urgent, urgent.AcademyDays = true, 15
	want("in urgency, fifteen days", urgent, map[string]law.Day{"board_called_on": "2026-12-09", "academy_told_on": "2027-03-28", "ceam_told_on": "2027-03-22", "ariane_on": "2027-04-11"})
	group := base
	group.Asked, group.BoardMeetsOn = []string{"identity", "collective_document"}, ""
	want("with a group document", group, map[string]law.Day{"group_document_on": "2027-03-22", "academy_told_on": "2027-03-13", "ceam_told_on": "2027-03-22", "ariane_on": "2027-04-11"})
	far := base
	far.Trip.CountryCode = "JP"
	want("Japan", far, map[string]law.Day{"board_called_on": "2026-12-02", "academy_told_on": "2027-03-13", "ariane_on": "2027-04-11"})
	home := base
	home.Trip.CountryCode, home.BoardMeetsOn = "FR", ""
	want("France", home, nil)
	done := base
	done.AcademyTold = "2027-03-20"
	for _, n := range trip.Notices(done) {
		if n.Kind == "academy_told_on" && (n.DoneOn != "2027-03-20" || n.Late("2027-04-01")) {
			t.Errorf("done: %+v", n)
		}
		if n.Kind == "ariane_on" && (!n.Late("2027-04-12") || n.Late("2027-04-11")) {
			t.Errorf("late the day after: %+v", n)
		}
	}
}

func TestV72ASuspendedPlaceIsFound(t *testing.T) {
	t.Parallel()
	for list, want := range map[string]string{
		"aucune": "", "": "", "ES": "ES", "es ; IT": "es", "Espagne": "Espagne", "ukraine, ESPAGNE": "ESPAGNE", "Grenade": "Grenade", "Gre": "", "Maroc;Tunisie": "", "FR": "",
	} {
		if got := trip.SuspendedPlace(list, trip.Trip{CountryCode: "ES", Destination: "Séville et Grenade"}); got != want {
			t.Errorf("%q: %q, not %q", list, got, want)
		}
	}
}
