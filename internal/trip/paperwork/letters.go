package paperwork

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// LettersOfTrip is where the letters of a trip stand.
type LettersOfTrip struct {
	ID, Title, Destination string
	DepartsOn, AnswerBy    law.Day
	Counts                 trip.Counts
}

// Letters lists the trips whose families are invited to answer, the one that leaves first on top, with how many letters
// are still awaited: the same count as the page of each trip.
func Letters(app core.App, viewer school.Actor) ([]LettersOfTrip, error) {
	if err := school.Require(viewer, school.SeeTrips); err != nil {
		return nil, err
	}
	var all []LettersOfTrip
	err := app.DB().NewQuery("SELECT id, title, destination, departs_on, answer_by FROM trips WHERE state IN ('open', 'cleared') ORDER BY departs_on, title, id").All(&all)
	if err != nil {
		return nil, fmt.Errorf("trips whose letters are awaited: %w", err)
	}
	for i := range all {
		pupils, err := trip.PupilsOf(app, viewer, all[i].ID)
		if err != nil {
			return nil, err
		}
		all[i].Counts = trip.CountPupils(pupils)
	}
	return all, nil
}

// LettersList is the same as a table.
func LettersList(all []LettersOfTrip, origin document.Origin) document.ListData {
	number := func(name string) document.Column {
		return document.Column{Name: name, Kind: document.KindInt, Width: 23}
	}
	d := document.ListData{
		Origin: origin, Title: "Lettres d’engagement", Subtitle: "Voyages dont les inscriptions sont ouvertes", Landscape: true, Empty: "Aucun voyage n’attend de lettre.",
		Columns: []document.Column{
			{Name: "Voyage"}, {Name: "Destination", Width: 42}, {Name: "Départ", Kind: document.KindDay, Width: 22}, {Name: "Réponse avant le", Kind: document.KindDay, Width: 27},
			number("Concernés"), number("Engagés"), number("En attente"), number("Déclinés"), number("À relancer"),
		},
		Groups: one(all, func(l LettersOfTrip) []document.Cell {
			c := l.Counts
			return []document.Cell{
				document.Text(l.Title), document.Text(l.Destination), document.Date(l.DepartsOn), document.Date(l.AnswerBy),
				document.Int(c.Eligible), document.Int(c.Committed), document.Int(c.Waiting), document.Int(c.Declined), document.Int(c.Missing),
			}
		}),
	}
	if len(all) > 0 {
		c := SumOf(all)
		d.Total = []document.Cell{
			document.Text(counted(len(all), "voyage", "voyages")), {}, {}, {}, document.Int(c.Eligible), document.Int(c.Committed), document.Int(c.Waiting), document.Int(c.Declined), document.Int(c.Missing),
		}
	}
	return d
}

// SumOf adds up the counts of trips.
func SumOf(all []LettersOfTrip) (sum trip.Counts) {
	for _, l := range all {
		sum.Eligible += l.Counts.Eligible
		sum.Committed += l.Counts.Committed
		sum.Waiting += l.Counts.Waiting
		sum.Declined += l.Counts.Declined
		sum.Missing += l.Counts.Missing
	}
	return sum
}
