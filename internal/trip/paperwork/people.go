package paperwork

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// Traveller is a pupil who is enrolled in a trip. Interest alone is an enrolment too: the family has said yes, and nothing
// is signed.
type Traveller struct {
	ID, LastName, UsageName, FirstName, FirstName2, FirstName3, Class, Sex, Nationality, BoardingCode string
	BirthOn                                                                                           law.Day
	Seat                                                                                              string
	PhoneMobile, Email, TripPhone                                                                     string
	Paper                                                                                             string // identity paper seen, when one is recorded
	PaperUntil                                                                                        law.Day
	Guardians                                                                                         []Contact `db:"-"`
}

// Name is how lists call a pupil: « MARTIN Léa ».
func (t Traveller) Name() string {
	return strings.TrimSpace(cmp.Or(t.UsageName, t.LastName) + " " + t.FirstName)
}

// BirthName is the name on identity papers: family name, then every first name.
func (t Traveller) BirthName() string {
	return strings.Join(strings.Fields(t.LastName+" "+t.FirstName+" "+t.FirstName2+" "+t.FirstName3), " ")
}

// Contact is how to reach a guardian during the trip. Hidden details are not even read.
type Contact struct {
	Pupil, Civility, LastName, UsageName, FirstName   string
	PhoneMobile, PhoneHome, PhoneWork, Email, Kinship string
	Hidden                                            bool
}

// Name is « Mme Claire MARTIN ».
func (c Contact) Name() string {
	return strings.TrimSpace(school.CivilityName(c.Civility) + " " + c.FirstName + " " + cmp.Or(c.UsageName, c.LastName))
}

// Phones are the numbers in the order in which one calls.
func (c Contact) Phones() []string {
	var all []string
	for _, n := range []string{c.PhoneMobile, c.PhoneHome, c.PhoneWork} {
		if n != "" && !contains(all, n) {
			all = append(all, n)
		}
	}
	return all
}

// travellers lists the pupils of a trip in the order of classes and names, those who declined or withdrew left out.
func travellers(app core.App, t trip.Trip) ([]Traveller, error) {
	var all []Traveller
	err := app.DB().NewQuery(`SELECT p.id, p.last_name, p.usage_name, p.first_name, p.first_name2, p.first_name3, p.sex, p.nationality, p.boarding_code, p.birth_on,
			p.phone_mobile, p.email, COALESCE(c.code, '') AS class, COALESCE(s.state, '') AS seat,
			COALESCE(json_extract(CASE WHEN json_valid(s.answers) THEN s.answers ELSE '{}' END, '$.trip_phone'), '') AS trip_phone,
			COALESCE(d.paper, '') AS paper, COALESCE(d.expires_on, '') AS paper_until
		FROM pupils p LEFT JOIN classes c ON c.id = p.class LEFT JOIN seats s ON s.trip = {:trip} AND s.pupil = p.id
		LEFT JOIN documents d ON d.id = (SELECT x.id FROM documents x WHERE x.trip = {:trip} AND x.pupil = p.id AND x.kind = 'identity'
			AND x.state IN ('received', 'checked') ORDER BY x.received_at DESC, x.rowid DESC LIMIT 1)
		WHERE (p.left_on = '' OR p.left_on > {:departs}) AND (s.state IN ('interested', 'waiting', 'offered', 'committed')
			OR s.id IS NULL AND EXISTS (SELECT 1 FROM trip_answers a WHERE a.trip = {:trip} AND a.pupil = p.id AND a.answer = 'yes'))`).
		Bind(dbx.Params{"trip": t.ID, "departs": string(t.DepartsOn)}).All(&all)
	if err != nil {
		return nil, fmt.Errorf("travellers: %w", err)
	}
	for i := range all {
		all[i].PhoneMobile, all[i].TripPhone = telephone(all[i].PhoneMobile), telephone(all[i].TripPhone)
	}
	byName(all, func(t Traveller) string { return t.Class + "\x00" + t.Name() + "\x00" + t.ID })
	return all, nil
}

// withContacts adds to travellers the guardians to call: the legal ones, or the persons in charge when SIECLE names no
// legal one, in the order of contact. Of a guardian whose details are hidden only the name is read.
func withContacts(app core.App, tripID string, all []Traveller) error {
	var rows []Contact
	err := app.DB().NewQuery(`SELECT g.pupil, r.civility, r.last_name, r.usage_name, r.first_name, g.kinship_code AS kinship, g.address_hidden AS hidden,
			CASE WHEN g.address_hidden THEN '' ELSE r.phone_mobile END AS phone_mobile, CASE WHEN g.address_hidden THEN '' ELSE r.phone_home END AS phone_home,
			CASE WHEN g.address_hidden THEN '' ELSE r.phone_work END AS phone_work, CASE WHEN g.address_hidden THEN '' ELSE r.email END AS email
		FROM guardianships g JOIN guardians r ON r.id = g.guardian
		WHERE g.ended_on = '' AND g.responsibility = (SELECT MIN(responsibility) FROM guardianships WHERE pupil = g.pupil AND ended_on = '' AND responsibility IN (1, 2))
			AND (g.pupil IN (SELECT pupil FROM seats WHERE trip = {:trip}) OR g.pupil IN (SELECT pupil FROM trip_answers WHERE trip = {:trip}))
		ORDER BY g.contact_first, g.id`).Bind(dbx.Params{"trip": tripID}).All(&rows)
	if err != nil {
		return fmt.Errorf("contacts: %w", err)
	}
	of := map[string][]Contact{}
	for _, c := range rows {
		c.PhoneMobile, c.PhoneHome, c.PhoneWork = telephone(c.PhoneMobile), telephone(c.PhoneHome), telephone(c.PhoneWork)
		of[c.Pupil] = append(of[c.Pupil], c)
	}
	for i := range all {
		all[i].Guardians = of[all[i].ID]
	}
	return nil
}

// Adult is someone who goes with the pupils.
type Adult struct {
	ID, Staff, Name, Quality, Duty, Discipline, Phone, Email string
	FirstAider, IsHead                                       bool
	BirthOn                                                  law.Day
	BirthName, BirthPlace, Sex, Nationality, Civility        string
	OrderSignedOn, AuthorisedOn, HonourAskedOn, HonourOkayOn law.Day
}

// Titled is « Mme Anne SALAÜN ».
func (a Adult) Titled() string { return strings.TrimSpace(a.Civility + " " + a.Name) }

// adults lists who goes with the pupils, the leader first.
func adults(app core.App, tripID string) ([]Adult, error) {
	var all []Adult
	err := app.DB().NewQuery(`SELECT a.id, a.staff, CASE WHEN s.id IS NULL THEN a.name ELSE TRIM(s.first_name || ' ' || s.last_name) END AS name,
			a.quality, a.duty, COALESCE(s.discipline, '') AS discipline, COALESCE(NULLIF(a.phone, ''), s.phone, '') AS phone, COALESCE(NULLIF(a.email, ''), s.email, '') AS email,
			a.first_aider, a.birth_on, a.birth_name, a.birth_place, a.sex, a.nationality, COALESCE(s.civility, '') AS civility,
			COALESCE(s.roles LIKE '%"head"%', 0) AS is_head, a.order_signed_on, a.authorised_on, a.honour_asked_on, a.honour_answered_on AS honour_okay_on
		FROM chaperones a LEFT JOIN staff s ON s.id = a.staff WHERE a.trip = {:trip}
		ORDER BY CASE a.duty WHEN 'leader' THEN 0 WHEN 'deputy' THEN 1 ELSE 2 END, COALESCE(s.last_name, a.name), a.id`).Bind(dbx.Params{"trip": tripID}).All(&all)
	if err != nil {
		return nil, fmt.Errorf("adults of a trip: %w", err)
	}
	for i := range all {
		all[i].Civility, all[i].Phone = school.CivilityName(all[i].Civility), telephone(all[i].Phone)
	}
	return all, nil
}
