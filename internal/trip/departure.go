package trip

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Departure is all that judging whether a trip may leave needs: the trip, who goes, their papers, who looks after them,
// the list as it was frozen. It is read in a constant number of queries, whatever the number of travellers.
type Departure struct {
	Trip       Trip
	Travellers []Traveller // in the order of the lists: class, name
	Adults     []Chaperone // leader first
	Asked      []AskedPaper
	GroupPaper map[string]Paper // papers of the whole group: the British form
	Pending    int              // places signed by one parent that wait for the other: these pupils do not go
	Supervised bool             // the head has fixed the number of adults
	Roster     *Roster          // latest version of the list; nil before the first
	Table      DepartureTable
	Today      law.Day
	only       string // one pupil the trip is for, whether they go or not: their own file of papers
}

// Traveller is a pupil who goes.
type Traveller struct {
	ID, FirstName, LastName, Class, SeatID string
	BirthOn                                law.Day
	Nationality                            string
	Disagreement, ExitBan                  bool
	Signers                                []Signer         `db:"-"`
	Accepted, Declined                     map[string]bool  `db:"-"` // as in SeatFacts
	Papers                                 map[string]Paper `db:"-"` // by key, the latest of each
}

// Name writes « Lovelace Ada ».
func (t Traveller) Name() string { return strings.TrimSpace(t.LastName + " " + t.FirstName) }

// DepartureTable is the dated figures by which a departure is judged, as the school has set them.
type DepartureTable struct {
	ExitPermitDays       int            // V-54
	ExpiredFrenchYears   int            // V-55
	PassportMonths       map[string]int // V-58, by country; "autres" for those that are not in it
	CollectiveLeadDays   int            // V-59
	BritishGroup         int            // V-60
	BritishAge           int            // V-60, included
	HealthCardLeadDays   int            // V-61
	PupilsPerAdult       int            // V-63
	AdultsAtNight        int            // V-63
	PrimaryFirst         int            // V-64: pupils that the first two adults look after
	PrimaryThen          int            // V-64: pupils by adult beyond
	HealthSheetsLastDays int            // V-69
}

func departureTable(app core.App, t Trip, on law.Day) (DepartureTable, error) {
	p, err := school.ParametersOf(app)
	if err != nil {
		return DepartureTable{}, err
	}
	identity, err := school.IdentityOf(app)
	if err != nil {
		return DepartureTable{}, err
	}
	ratio, primary := "ratio_lycee", "primary_day_"
	if identity.Kind == "college" {
		ratio = "ratio_college"
	}
	if t.Nights() > 0 {
		primary = "primary_night_"
	}
	return DepartureTable{
		ExitPermitDays: p.Int("V-54", "ast_max_days", on), ExpiredFrenchYears: p.Int("V-55", "expired_ok_years_fr", on),
		PassportMonths: countryNumbers(p.Text("V-58", "passport_months_by_country", on)), CollectiveLeadDays: p.Int("V-59", "dvc_lead_days", on),
		BritishGroup: p.Int("V-60", "uk_min_group", on), BritishAge: p.Int("V-60", "uk_max_age_included", on),
		HealthCardLeadDays: p.Int("V-61", "ehic_lead_days", on), PupilsPerAdult: p.Int("V-63", ratio, on),
		AdultsAtNight: p.Int("V-63", "min_adults_overnight", on), PrimaryFirst: p.Int("V-64", primary+"first_pupils", on),
		PrimaryThen: p.Int("V-64", primary+"then_pupils", on), HealthSheetsLastDays: p.Int("V-69", "health_purge_days", on),
	}, nil
}

// otherCountries stands, in a table by country, for those that it does not name.
const otherCountries = "autres"

// countryNumbers reads « MA=6 ; TN=3 ; autres=6 ». What cannot be read is left out: the line for the others answers.
func countryNumbers(list string) map[string]int {
	table := map[string]int{}
	for _, entry := range strings.FieldsFunc(list, func(r rune) bool { return r == ';' || r == ',' || r == '\n' }) {
		name, value, found := strings.Cut(entry, "=")
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if !found || err != nil {
			continue
		}
		if name = strings.TrimSpace(name); strings.EqualFold(name, otherCountries) {
			table[otherCountries] = n
		} else {
			table[strings.ToUpper(name)] = n
		}
	}
	return table
}

func (t DepartureTable) passportMonths(country string) int {
	if n, known := t.PassportMonths[country]; known {
		return n
	}
	return t.PassportMonths[otherCountries]
}

// LoadDeparture reads the facts of a trip's departure.
func LoadDeparture(app core.App, tripID string) (Departure, error) {
	record, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return Departure{}, ErrNoTrip
	}
	return departureOf(app, tripOf(record))
}

// departureOf reads the facts of a trip that may be about to be written.
func departureOf(app core.App, t Trip) (Departure, error) { return departureWith(app, t, "") }

func departureWith(app core.App, t Trip, only string) (Departure, error) {
	d := Departure{Trip: t, Today: school.Clock(app).Today(), GroupPaper: map[string]Paper{}, only: only}
	var err error
	if d.Table, err = departureTable(app, t, d.Today); err != nil {
		return d, err
	}
	for _, load := range []func(core.App) error{d.loadTravellers, d.loadSigners, d.loadSignatures, d.loadAdults, d.loadPapers, d.loadDecisions} {
		if err := load(app); err != nil {
			return d, err
		}
	}
	d.Roster, err = lastRoster(app, t.ID)
	return d, err
}

// loadTravellers reads who goes: the firm places; for a compulsory outing, every pupil it is for.
func (d *Departure) loadTravellers(app core.App) error {
	const columns = `SELECT DISTINCT p.id, p.first_name, COALESCE(NULLIF(p.usage_name, ''), p.last_name) AS last_name, COALESCE(c.code, '') AS class,
		COALESCE(s.id, '') AS seat_id, p.birth_on, p.nationality, p.disagreement, p.exit_ban `
	who := columns + `FROM seats s JOIN pupils p ON p.id = s.pupil LEFT JOIN classes c ON c.id = p.class
		WHERE s.trip = {:trip} AND s.state = 'committed' ORDER BY class, last_name, p.first_name, p.id`
	if d.Trip.Obligation == Compulsory {
		who = columns + `FROM trip_targets t JOIN pupils p ON ` + targeted + ` LEFT JOIN classes c ON c.id = p.class
			LEFT JOIN seats s ON s.trip = t.trip AND s.pupil = p.id
			WHERE t.trip = {:trip} AND p.left_on = '' AND COALESCE(s.state, '') NOT IN ('refused', 'withdrawn') ORDER BY class, last_name, p.first_name, p.id`
	}
	if d.only != "" {
		who = columns + `FROM pupils p LEFT JOIN classes c ON c.id = p.class LEFT JOIN seats s ON s.pupil = p.id AND s.trip = {:trip}
			WHERE p.id = {:pupil} AND (s.id IS NOT NULL OR EXISTS (SELECT 1 FROM trip_targets t WHERE t.trip = {:trip} AND ` + targeted + `))`
	}
	if err := app.DB().NewQuery(who).Bind(dbx.Params{"trip": d.Trip.ID, "pupil": d.only}).All(&d.Travellers); err != nil {
		return fmt.Errorf("travellers: %w", err)
	}
	for i := range d.Travellers {
		t := &d.Travellers[i]
		t.Accepted, t.Declined, t.Papers = map[string]bool{}, map[string]bool{}, map[string]Paper{}
	}
	err := app.DB().NewQuery("SELECT COUNT(*) FROM seats s WHERE s.trip = {:trip} AND s.state = 'offered' AND " + placeTaken).
		Bind(dbx.Params{"trip": d.Trip.ID}).Row(&d.Pending)
	if err != nil {
		return fmt.Errorf("pending places: %w", err)
	}
	return nil
}

// byID finds a traveller; nil for a pupil who does not go.
func (d *Departure) byID(id string) *Traveller {
	i := slices.IndexFunc(d.Travellers, func(t Traveller) bool { return t.ID == id })
	if i < 0 {
		return nil
	}
	return &d.Travellers[i]
}

// index is byID for those who look everybody up.
func (d *Departure) index() map[string]*Traveller {
	all := make(map[string]*Traveller, len(d.Travellers))
	for i := range d.Travellers {
		all[d.Travellers[i].ID] = &d.Travellers[i]
	}
	return all
}

// loadSigners reads who may sign for each pupil, as SignersOf says it for one.
func (d *Departure) loadSigners(app core.App) error {
	var rows []struct {
		Pupil, ID, FirstName, LastName string
		Responsibility                 int
	}
	ids := make([]any, len(d.Travellers))
	for i, t := range d.Travellers {
		ids[i] = t.ID
	}
	err := app.DB().Select("s.pupil", "g.id", "g.first_name", "COALESCE(NULLIF(g.usage_name, ''), g.last_name) AS last_name", "s.responsibility").
		From("guardianships s").InnerJoin("guardians g", dbx.NewExp("g.id = s.guardian")).
		Where(dbx.In("s.pupil", ids...)).AndWhere(dbx.NewExp("s.ended_on = '' AND s.responsibility IN (1, 2)")).
		OrderBy("s.responsibility", "s.contact_first", "g.id").All(&rows)
	if err != nil {
		return fmt.Errorf("signers: %w", err)
	}
	first, who := map[string]int{}, d.index()
	for _, r := range rows {
		if level, known := first[r.Pupil]; !known {
			first[r.Pupil] = r.Responsibility
		} else if level != r.Responsibility {
			continue // the persons in charge sign only when SIECLE names no legal guardian
		}
		who[r.Pupil].Signers = append(who[r.Pupil].Signers, Signer{ID: r.ID, FirstName: r.FirstName, LastName: r.LastName})
	}
	return nil
}

// loadSignatures reads who has accepted and who has declined, as answersOf says it for one pupil.
func (d *Departure) loadSignatures(app core.App) error {
	version, _, err := LetterOf(app, d.Trip.ID)
	if err != nil {
		return err
	}
	var rows []struct {
		Pupil, Decision, GuardianID, SecondGuardianID, PupilSigns string
		VersionNo                                                 int
	}
	err = app.DB().Select("c.pupil", "c.decision", "c.guardian_id", "c.second_guardian_id", "c.pupil_signs", "l.version_no").From("commitments c").
		InnerJoin("letters l", dbx.NewExp("l.id = c.letter")).Where(dbx.HashExp{"c.trip": d.Trip.ID}).OrderBy("c.signed_at", "c.rowid").All(&rows)
	if err != nil {
		return fmt.Errorf("signatures: %w", err)
	}
	travellers := d.index()
	for _, r := range rows {
		t := travellers[r.Pupil]
		if t == nil {
			continue
		}
		people := []string{r.GuardianID, r.SecondGuardianID}
		if r.PupilSigns != "" {
			people = []string{adultSigns}
		}
		for _, who := range people {
			if who == "" {
				continue
			}
			delete(t.Accepted, who)
			delete(t.Declined, who)
			switch {
			case r.Decision != "accept":
				t.Declined[who] = true
			case r.VersionNo == version:
				t.Accepted[who] = true
			}
		}
	}
	return nil
}

func (d *Departure) loadAdults(app core.App) (err error) {
	d.Adults, err = chaperonesOf(app, d.Trip)
	return err
}

const paperColumns = `id, pupil, chaperone, asked, kind, state, paper, nationality, issued_on, expires_on, signed_on, original_seen, covers_liability,
	covers_accident, signatory_id, signatory_paper, signatory_nationality, signatory_expires_on, reason, checked_by, checked_at`

func (d *Departure) loadPapers(app core.App) error {
	err := app.DB().Select("id", "kind", "label", "audience", "note", "due_on", "blocks").From("documents_asked").
		Where(dbx.HashExp{"trip": d.Trip.ID}).OrderBy("kind", "label", "id").All(&d.Asked)
	if err != nil {
		return fmt.Errorf("papers asked: %w", err)
	}
	var papers []Paper
	err = app.DB().NewQuery("SELECT " + paperColumns + " FROM documents WHERE trip = {:trip} ORDER BY rowid").
		Bind(dbx.Params{"trip": d.Trip.ID}).All(&papers)
	if err != nil {
		return fmt.Errorf("papers: %w", err)
	}
	travellers, adults := d.index(), map[string]*Chaperone{}
	for i := range d.Adults {
		adults[d.Adults[i].ID] = &d.Adults[i]
	}
	for _, p := range papers { // the latest of each kind wins
		switch {
		case p.Pupil == "" && p.Chaperone == "":
			d.GroupPaper[p.Kind] = p
		case travellers[p.Pupil] != nil:
			travellers[p.Pupil].Papers[p.Key()] = p
		case adults[p.Chaperone] != nil:
			adults[p.Chaperone].Papers[p.Key()] = p
		}
	}
	return nil
}

func (d *Departure) loadDecisions(app core.App) error {
	var last []string
	err := app.DB().Select("decision").From("approvals").Where(dbx.HashExp{"subject_collection": "trips", "subject_id": d.Trip.ID, "kind": "supervision"}).
		OrderBy("decided_at DESC", "rowid DESC").Limit(1).Column(&last)
	if err != nil {
		return fmt.Errorf("supervision: %w", err)
	}
	d.Supervised = len(last) > 0 && last[0] == "yes" && d.Trip.AdultsRequired > 0
	return nil
}

// Roster is one version of the list of those who go.
type Roster struct {
	ID                         string
	VersionNo                  int
	Entries                    Entries
	Digest, Reason, By, Frozen string
}

// Entries are the participants of a list, by their ids, sorted.
type Entries struct {
	Pupils []string `json:"pupils"` // of pupils
	Adults []string `json:"adults"` // of chaperones
}

func lastRoster(app core.App, tripID string) (*Roster, error) {
	all, err := rostersOf(app, tripID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// rostersOf lists the versions of the list, newest first.
func rostersOf(app core.App, tripID string) ([]Roster, error) {
	var rows []struct {
		ID, Entries, Digest, Reason, By, FrozenAt string
		VersionNo                                 int
	}
	err := app.DB().Select("r.id", "r.version_no", "r.entries", "r.digest", "r.reason", "r.frozen_at",
		"COALESCE(TRIM(s.first_name || ' ' || s.last_name), '') AS by").From("rosters r").LeftJoin("staff s", dbx.NewExp("s.id = r.by_staff")).
		Where(dbx.HashExp{"r.trip": tripID}).OrderBy("r.version_no DESC").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("lists of travellers: %w", err)
	}
	all := make([]Roster, 0, len(rows))
	for _, r := range rows {
		roster := Roster{ID: r.ID, VersionNo: r.VersionNo, Digest: r.Digest, Reason: r.Reason, By: r.By, Frozen: r.FrozenAt}
		if err := json.Unmarshal([]byte(r.Entries), &roster.Entries); err != nil {
			return nil, fmt.Errorf("list of travellers %s: %w", r.ID, err)
		}
		all = append(all, roster)
	}
	return all, nil
}
