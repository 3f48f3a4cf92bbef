package paperwork

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/ariane"
	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// ArianeAccess is who may declare the travellers: those who see people, and the organiser until the return.
const ArianeAccess = Personal

// Ariane writes the workbook of the committed pupils of a trip. Each print is a line of the journal. Of a guardian whose
// details are hidden only the name is read: whoever declares completes it with the head.
func Ariane(ctx context.Context, app core.App, origin document.Origin, tripID string) ([]byte, error) {
	viewer := school.ActorIn(ctx)
	f, err := load(app, viewer, origin, tripID)
	if err != nil {
		return nil, err
	}
	if err := ArianeAccess.require(viewer, f.Trip); err != nil {
		return nil, err
	}
	book := ariane.File{School: f.Origin.Letterhead.SchoolName, Trip: f.Trip.Destination, MadeAt: origin.MadeAt}
	if book.Pupils, err = arianePupils(app, f.Trip); err != nil {
		return nil, err
	}
	for _, a := range f.Adults {
		book.Adults = append(book.Adults, ariane.Adult{Name: a.Name, Duty: trip.DutyLabel(a.Duty), BirthOn: string(a.BirthOn), Phone: a.Phone})
	}
	body, err := ariane.Workbook(book)
	if err != nil {
		return nil, err
	}
	return body, school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		return school.Journal(ctx, tx, school.Entry{Verb: "trips.contacts", Collection: "trips", ID: tripID, Note: fmt.Sprintf("ariane, %d élèves", len(book.Pupils))})
	})
}

func arianePupils(app core.App, t trip.Trip) ([]ariane.Pupil, error) {
	var rows []struct {
		Class, LastName, FirstName, BirthPlace, GuardianLast, GuardianFirst    string
		BirthOn                                                                law.Day
		Address1, Address2, Address3, Address4, Postcode, Town, Mobile, AtHome string
	}
	err := app.DB().NewQuery(`WITH g AS (SELECT l.*, ROW_NUMBER() OVER (PARTITION BY l.pupil ORDER BY l.responsibility, l.contact_first, l.id) AS place
			FROM guardianships l WHERE l.ended_on = '' AND l.responsibility IN (1, 2))
		SELECT COALESCE(c.code, '') AS class, p.last_name, p.first_name, p.birth_on, p.birth_place, COALESCE(r.last_name, '') AS guardian_last, COALESCE(r.first_name, '') AS guardian_first,
			CASE WHEN shown THEN r.address1 ELSE '' END AS address1, CASE WHEN shown THEN r.address2 ELSE '' END AS address2,
			CASE WHEN shown THEN r.address3 ELSE '' END AS address3, CASE WHEN shown THEN r.address4 ELSE '' END AS address4,
			CASE WHEN shown THEN r.postcode ELSE '' END AS postcode, CASE WHEN shown THEN r.town ELSE '' END AS town,
			CASE WHEN shown THEN r.phone_mobile ELSE '' END AS mobile, CASE WHEN shown THEN r.phone_home ELSE '' END AS at_home
		FROM (SELECT s.pupil, g.guardian, g.guardian IS NOT NULL AND NOT g.address_hidden AS shown FROM seats s LEFT JOIN g ON g.pupil = s.pupil AND g.place = 1
			WHERE s.trip = {:trip} AND s.state = 'committed') x
		JOIN pupils p ON p.id = x.pupil LEFT JOIN classes c ON c.id = p.class LEFT JOIN guardians r ON r.id = x.guardian`).Bind(dbx.Params{"trip": t.ID}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("travellers for Ariane: %w", err)
	}
	pupils := make([]ariane.Pupil, 0, len(rows))
	for _, r := range rows {
		p := ariane.Pupil{
			Class: r.Class, LastName: r.LastName, FirstName: r.FirstName, BirthOn: string(r.BirthOn), BirthPlace: r.BirthPlace, GuardianLast: r.GuardianLast, GuardianFirst: r.GuardianFirst,
			Address: []string{r.Address3, r.Address4, r.Address1, r.Address2}, Postcode: r.Postcode, Town: r.Town, Phone: r.Mobile,
		}
		if p.Phone == "" {
			p.Phone = r.AtHome
		}
		pupils = append(pupils, p)
	}
	byName(pupils, func(p ariane.Pupil) string { return p.LastName + " " + p.FirstName })
	return pupils, nil
}

// AccountantName is « Mme Lise MOREAU », as papers name the accountant.
func AccountantName(app core.App) (string, error) {
	h, err := houseOf(app)
	return joined(" ", school.CivilityName(h.AccountantCivility), h.AccountantName), err
}
