package trip_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

var update = flag.Bool("update-acts", false, "write the golden files of acts")

// aDraft is a trip to Rome by income, with a gift and refund terms, on its way to the board.
func aDraft() trip.ActDraft {
	lines := []trip.Line{
		{ID: "e1", Side: trip.Expense, Category: "Forfait global", Label: "Agence du Forum", Beneficiaries: trip.ForAll, Basis: trip.PerPerson, AmountCents: 350_00},
		{ID: "i1", Side: trip.Income, Category: "Don", Label: "Foyer", Origin: "fse", Status: "notified", Beneficiaries: trip.ForPupils, Basis: trip.Total, AmountCents: 500_00},
		{ID: "i2", Side: trip.Income, Category: "Fonds de roulement", Label: "Établissement", Origin: "school", Status: "voted", Beneficiaries: trip.ForAdults, Basis: trip.Total, AmountCents: 700_00},
		{ID: "i3", Side: trip.Income, Category: "Subvention du département", Origin: "local_authority", Status: "requested", Beneficiaries: trip.ForPupils, Basis: trip.Total, AmountCents: 450_00},
	}
	t := trip.Trip{
		ID: "rome", Title: "Rome antique", Destination: "Rome", CountryCode: "IT", Purpose: "Lire la ville, de la République à l’Empire.", Obligation: trip.Optional,
		DepartsOn: "2027-04-12", ReturnsOn: "2027-04-17", PupilsEstimated: 10, AdultsEstimated: 2, PriceCents: 300_00,
	}
	brackets := []trip.Bracket{{RankNo: 1, QuotientBelow: 500, PriceCents: 150_00, PupilsEstimated: 3}, {RankNo: 2, PriceCents: 300_00, PupilsEstimated: 7}}
	return trip.ActDraft{
		Organ: school.Board, Organiser: "Mme Salaün",
		Facts: trip.Facts{
			Trip: t, Lines: lines, Brackets: brackets, Budget: trip.WorkOut(lines, t.PriceCents, 10, 2).WithGrid(brackets),
			Instalments: []trip.Instalment{{RankNo: 1, DueOn: "2026-12-15", AmountCents: 150_00}, {RankNo: 2, DueOn: "2027-01-15", AmountCents: 150_00}},
			Opinion:     &trip.Decision{Decision: "yes"}, Dossier: trip.Dossier{CalledOn: "2026-11-16", ReportNote: "Les élèves ont lu la ville."},
		},
		Terms:   []trip.Term{{Cause: trip.CauseMedical, RatePercent: 100}, {Cause: trip.CauseOther, RatePercent: 50, DaysBefore: 30}},
		LastAct: &school.Act{ActNumber: "2026-17", VotedOn: "2026-10-01"},
	}
}

// TestActsSayWhatTheySaid compares the text of each act with its golden file. After a change that is meant:
// go test ./internal/trip -run TestActsSay -update-acts, then read the difference.
func TestActsSayWhatTheySaid(t *testing.T) {
	t.Parallel()
	uniform, committee, amended, report := aDraft(), aDraft(), aDraft(), aDraft()
	uniform.Facts.Brackets, uniform.Terms, uniform.Facts.Lines = nil, nil, uniform.Facts.Lines[:3]
	uniform.Facts.Budget = trip.WorkOut(uniform.Facts.Lines, 300_00, 10, 2)
	committee.Organ = school.StandingCommittee
	before := trip.VotedOf(aDraft().Facts, true)
	before.Price, before.DepartsOn, before.Expense = 280_00, "2027-04-11", 4_000_00
	amended.Changes = trip.NewVoteNeeded(before, trip.VotedOf(amended.Facts, true))
	report.Report = trip.DrawReport(report.Facts.Trip, []trip.Line{
		{Side: trip.Expense, Beneficiaries: trip.ForAll, AmountCents: 4_000_00, SpentOn: "2027-04-17"},
	}, trip.Ledger{Charged: 2_550_00, Collected: 2_550_00, Payers: 10}, 10, 2, 0)
	for name, d := range map[string]trip.Deliberation{
		"acte-grille": trip.ProjectAct(aDraft()), "acte-projet": trip.ProjectAct(uniform), "acte-commission": trip.ProjectAct(committee),
		"acte-modification": trip.AmendingAct(amended), "acte-bilan": trip.ReportAct(report),
	} {
		got, golden := strings.NewReplacer("\u00a0", "~", "\u202f", "^").Replace(d.Text()), filepath.Join("testdata", name+".golden.txt")
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s has changed:\n%s", name, got)
		}
	}
}

// A change asks for a new vote when the board has fixed what changes; otherwise the board is only told.
func TestANewVoteIsAskedForOnlyWhenAChangeNeedsOne(t *testing.T) {
	t.Parallel()
	voted := trip.VotedOf(aDraft().Facts, true)
	if changes := trip.NewVoteNeeded(voted, voted); len(changes) != 0 {
		t.Errorf("nothing has changed: %+v", changes)
	}
	for what, c := range map[string]struct {
		change func(*trip.Ballot)
		needed bool
	}{
		"a higher price":      {func(b *trip.Ballot) { b.Price++ }, true},
		"a lower price":       {func(b *trip.Ballot) { b.Price-- }, true},
		"another destination": {func(b *trip.Ballot) { b.Destination = "Naples" }, true},
		"other dates":         {func(b *trip.Ballot) { b.ReturnsOn = "2027-04-18" }, true},
		"another grid":        {func(b *trip.Ballot) { b.Brackets = nil }, true},
		"a higher cost":       {func(b *trip.Ballot) { b.Expense++ }, true},
		"a lower cost":        {func(b *trip.Ballot) { b.Expense-- }, false},
		"one pupil less":      {func(b *trip.Ballot) { b.Pupils-- }, false},
		"a gift more":         {func(b *trip.Ballot) { b.Gifts = append(b.Gifts, trip.Gift{Label: "Tombola", Amount: 10_00}) }, true},
		"a gift less":         {func(b *trip.Ballot) { b.Gifts = nil }, false},
	} {
		now := voted
		now.Gifts = append([]trip.Gift{}, voted.Gifts...)
		c.change(&now)
		changes := trip.NewVoteNeeded(voted, now)
		if len(changes) == 0 || trip.AnyNeeded(changes) != c.needed {
			t.Errorf("%s: %+v", what, changes)
		}
		for _, x := range changes {
			if x.What == "" || x.Why == "" || x.From == x.To {
				t.Errorf("%s is not said: %+v", what, x)
			}
		}
	}
}
