package trip

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// PreviewLetter writes the letter that blocks would make for a pupil who does not exist; the trip does not exist either
// for the school's model, whose tripID is "".
func PreviewLetter(app core.App, viewer school.Actor, tripID string, blocks []Block) (Letter, error) {
	if !viewer.May(school.SeeTrips) {
		return Letter{}, ErrNoTrip
	}
	if tripID == "" {
		return previewModel(app, blocks)
	}
	facts, err := LoadFacts(app, tripID)
	if err != nil {
		return Letter{}, err
	}
	identity, err := school.IdentityOf(app)
	if err != nil {
		return Letter{}, err
	}
	organiser := ""
	if r, err := app.FindRecordById("staff", facts.Trip.Organiser); err == nil {
		organiser = trimmed(r.GetString("civility") + " " + r.GetString("last_name"))
	}
	return buildLetter(0, blocks, letterData{
		facts: facts, identity: identity, signatory: "Dominique Exemple", organise: organiser, hosting: hostingOf(app, tripID),
		child: school.Child{FirstName: "Camille", LastName: "Exemple", Class: "4e B", BirthOn: "2013-05-17"},
	}), nil
}

func previewModel(app core.App, blocks []Block) (Letter, error) {
	identity, err := school.IdentityOf(app)
	if err != nil {
		return Letter{}, err
	}
	today := school.Clock(app).Today()
	departs := today.AddMonths(4)
	t := Trip{Title: "Voyage d’exemple", Destination: "Bruges", CountryCode: "BE", DepartsOn: departs, ReturnsOn: departs.Add(4), AnswerBy: today.AddMonths(1), PriceCents: 240_00}
	return buildLetter(0, blocks, letterData{
		facts: Facts{Trip: t, Instalments: []Instalment{
			{RankNo: 1, DueOn: today.AddMonths(2), AmountCents: 120_00}, {RankNo: 2, DueOn: today.AddMonths(3), AmountCents: 120_00},
		}},
		identity: identity, signatory: "Dominique Exemple", organise: "Mme Exemple",
		child: school.Child{FirstName: "Camille", LastName: "Exemple", Class: "4e B", BirthOn: "2013-05-17"},
	}), nil
}

// hostingOf is when a trip's correspondents are hosted, in French.
func hostingOf(app core.App, tripID string) [2]string {
	r, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return [2]string{} // the letter then says that the school will tell
	}
	return [2]string{law.Day(r.GetString("exchange_from")).French(), law.Day(r.GetString("exchange_until")).French()}
}

// SignedAgain is how many committed families a new version of the letter would ask to sign again.
func SignedAgain(app core.App, tripID string) (int, error) {
	n, err := app.CountRecords("seats", seatsCommitted(tripID))
	return int(n), err
}

func seatsCommitted(tripID string) dbx.HashExp {
	return dbx.HashExp{"trip": tripID, "state": SeatCommitted}
}
