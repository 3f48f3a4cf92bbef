package trip

import (
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Trip is a row of trips.
type Trip struct {
	ID, Title, Destination, CountryCode, Purpose, Programme, Obligation string
	InTimetable                                                         bool
	DepartsOn, ReturnsOn, AnswerBy                                      law.Day
	Organiser                                                           string
	State                                                               State
	PupilsEstimated, AdultsEstimated                                    int
	PriceCents                                                          cents.Amount
	Act                                                                 string
	CancelReason                                                        string
	SchoolYear                                                          string
	Transports, Sports                                                  []string
	WithPrimary                                                         bool
	AdultsRequired                                                      int // fixed by the head (V-63); 0 until then
	ArianeOn                                                            law.Day
	MeetingPoint, EmergencyPhone, StayAddress                           string // of the folder that the adults carry
	Capacity                                                            int    // places, 0: as many as pupils estimated
	Selection                                                           string // how pupils are chosen when there are more demands than places
	Criteria                                                            string // as announced to families
	ArchivedOn, AnonymisedOn                                            law.Day
	ScheduleAgreedOn                                                    law.Day // by the accountant, on the instalments as they are (V-30)
}

// Obligations.
const (
	Compulsory = "compulsory"
	Optional   = "optional"
)

// Nights is the number of nights away.
func (t Trip) Nights() int { return t.DepartsOn.DaysUntil(t.ReturnsOn) }

// Abroad tells whether the trip leaves France.
func (t Trip) Abroad() bool { return t.CountryCode != "FR" }

// NeedsAct tells whether an act must be recorded before opening: a night or a price asks for one.
func (t Trip) NeedsAct() bool { return t.Nights() > 0 || t.PriceCents > 0 }

// Dates writes « du 12 au 17 avril 2027 » or « le 12 avril 2027 ».
func (t Trip) Dates() string {
	if t.DepartsOn == t.ReturnsOn {
		return "le " + t.DepartsOn.French()
	}
	return "du " + t.DepartsOn.FrenchUntil(t.ReturnsOn)
}

// Instalment is one due date of a trip's price.
type Instalment struct {
	ID          string
	RankNo      int
	DueOn       law.Day
	AmountCents cents.Amount
}

// Decision is an approval recorded for a trip.
type Decision struct {
	Kind, Decision, By, Reason string
	DecidedAt                  string
}

// Facts is all that judging a trip needs.
type Facts struct {
	Trip        Trip
	Before      *Trip // as it stands in the base; nil at creation
	Lines       []Line
	Budget      Budget
	Instalments []Instalment
	Targets     int // how many lines say who may go
	Act         *school.Act
	ActOf       string    // title of another trip that the act has voted, when there is one
	Opinion     *Decision // latest of each kind
	Authorised  *Decision // of the project as the head last gave an opinion on it
	Signed      int       // commitments recorded
	Eligible    int       // pupils whom the targets take in
	Taken       int       // places firm or held
	Refunds     RefundTerms
	Today       law.Day
	Tolerance   cents.Amount // V-16
	PriceAlert  cents.Amount // V-23

	Dossier    Dossier
	Brackets   []Bracket // the price grid, empty when everybody pays the same
	Real       []Line    // the execution
	FreePlaces int       // offered by suppliers, over the contracts that stand
	Shared     []string  // ids of the budget lines of a contract with free places
	Voted      *Ballot   // what the act has voted, when it was kept
	Accepted   map[string]bool
	Limits     Limits
	Closing    Closing // once the report is drawn up

	Dealings // purchases, cash in the hands of staff, notices
}

// LoadFacts reads the facts of a trip that is in the base.
func LoadFacts(app core.App, id string) (Facts, error) {
	record, err := app.FindRecordById("trips", id)
	if err != nil {
		return Facts{}, ErrNoTrip
	}
	f, err := FactsOf(app, record)
	f.Before = nil
	return f, err
}

// ErrNoTrip is returned for a trip that does not exist, or that the viewer may not see: the two cannot be told apart.
var ErrNoTrip = errors.New("ce voyage n’existe pas")

// FactsOf reads the facts around a trip's record, saved or about to be.
func FactsOf(app core.App, record *core.Record) (Facts, error) {
	f := Facts{Trip: tripOf(record), Today: school.Clock(app).Today()}
	if !record.IsNew() {
		before := tripOf(record.Original())
		f.Before = &before
	}
	parameters, err := school.ParametersOf(app)
	if err != nil {
		return f, err
	}
	identity, err := school.IdentityOf(app)
	if err != nil {
		return f, err
	}
	f.Tolerance = cents.Amount(parameters.Int("V-16", "tolerance_cents", f.Today))
	f.PriceAlert = cents.Amount(parameters.Int("V-23", priceAlertName(identity.Kind), f.Today))
	if err := f.loadParts(app); err != nil {
		return f, err
	}
	if err := f.loadBudgetFacts(app, record, parameters); err != nil {
		return f, err
	}
	if f.Dealings, err = dealingsOf(app, record, f.Trip, parameters, f.Today); err != nil {
		return f, err
	}
	f.Budget = WorkOut(f.Lines, f.Trip.PriceCents, f.Trip.PupilsEstimated, f.Trip.AdultsEstimated).WithGrid(f.Brackets)
	if f.Trip.State == Reported || f.Trip.State == Closed {
		f.Closing, err = ClosingOf(app, f.Trip.ID)
	}
	return f, err
}

func priceAlertName(kind string) string {
	if kind == "college" {
		return "price_warn_college_cents"
	}
	return "price_warn_lycee_cents"
}

func (f *Facts) loadParts(app core.App) error {
	id := f.Trip.ID
	ofTrip := dbx.HashExp{"trip": id}
	var err error
	if f.Lines, err = LinesOf(app, id, ProjectPhase); err != nil {
		return err
	}
	err = app.DB().Select("id", "rank_no", "due_on", "amount_cents").From("instalments").Where(ofTrip).OrderBy("rank_no").All(&f.Instalments)
	if err != nil {
		return fmt.Errorf("instalments: %w", err)
	}
	err = app.DB().NewQuery("SELECT (SELECT COUNT(*) FROM trip_targets WHERE trip = {:id}), (SELECT COUNT(*) FROM commitments WHERE trip = {:id} AND decision = 'accept')").
		Bind(dbx.Params{"id": id}).Row(&f.Targets, &f.Signed)
	if err != nil {
		return fmt.Errorf("count targets: %w", err)
	}
	if act, found, err := school.FindAct(app, f.Trip.Act); err != nil {
		return err
	} else if found {
		f.Act = &act
		if f.ActOf, err = otherTripOf(app, f.Trip); err != nil {
			return err
		}
	}
	if f.Eligible, err = countEligible(app, id); err != nil {
		return err
	}
	if f.Taken, err = placesTaken(app, id, ""); err != nil {
		return err
	}
	if f.Refunds, err = TermsOn(app, id, f.Today); err != nil {
		return err
	}
	var decisions []Decision
	err = app.DB().Select("a.kind", "a.decision", "TRIM(s.first_name || ' ' || s.last_name) AS by", "a.reason", "a.decided_at").From("approvals a").
		InnerJoin("staff s", dbx.NewExp("s.id = a.by_staff")).
		Where(dbx.HashExp{"a.subject_collection": "trips", "a.subject_id": id}).OrderBy("a.decided_at", "a.rowid").All(&decisions)
	if err != nil {
		return fmt.Errorf("decisions: %w", err)
	}
	for i := range decisions {
		switch decisions[i].Kind {
		case "head_opinion":
			// A trip that went back to the project comes with a new opinion; what was authorised before was another trip.
			f.Opinion, f.Authorised = &decisions[i], nil
		case "head_authorisation":
			f.Authorised = &decisions[i]
		}
	}
	return nil
}

// otherTripOf names another trip that rests on the same act. One act votes one trip and its price; only a second departure
// of the very same project (same year, destination, number of nights, nature and price) may rest on it, since boards do
// vote « classe de neige, deux départs » in one act. A cancelled trip counts: what replaces it is voted anew, unless it is
// the same project at other dates.
func otherTripOf(app core.App, t Trip) (string, error) {
	records, err := app.FindAllRecords("trips", dbx.HashExp{"act": t.Act}, dbx.NewExp("id != {:id}", dbx.Params{"id": t.ID}))
	if err != nil {
		return "", fmt.Errorf("trips of an act: %w", err)
	}
	for _, r := range records {
		o := tripOf(r)
		if o.SchoolYear != t.SchoolYear || o.Destination != t.Destination || o.CountryCode != t.CountryCode || o.Nights() != t.Nights() ||
			o.Obligation != t.Obligation || o.PriceCents != t.PriceCents {
			return o.Title, nil
		}
	}
	return "", nil
}

func tripOf(r *core.Record) Trip {
	return Trip{
		ID: r.Id, Title: r.GetString("title"), Destination: r.GetString("destination"), CountryCode: r.GetString("country_code"),
		Purpose: r.GetString("purpose"), Programme: r.GetString("programme"), Obligation: r.GetString("obligation"),
		InTimetable: r.GetBool("in_timetable"), DepartsOn: law.Day(r.GetString("departs_on")), ReturnsOn: law.Day(r.GetString("returns_on")),
		AnswerBy: law.Day(r.GetString("answer_by")), Organiser: r.GetString("organiser"), State: State(r.GetString("state")),
		PupilsEstimated: r.GetInt("pupils_estimated"), AdultsEstimated: r.GetInt("adults_estimated"),
		PriceCents: cents.Amount(r.GetInt("price_cents")), Act: r.GetString("act"), CancelReason: r.GetString("cancel_reason"),
		SchoolYear: r.GetString("school_year"), Transports: r.GetStringSlice("transports"), Sports: r.GetStringSlice("sports"),
		WithPrimary: r.GetBool("with_primary"), AdultsRequired: r.GetInt("adults_required"), ArianeOn: law.Day(r.GetString("ariane_on")),
		MeetingPoint: r.GetString("meeting_point"), EmergencyPhone: r.GetString("emergency_phone"), StayAddress: r.GetString("stay_address"),
		Capacity: r.GetInt("capacity"), Selection: r.GetString("selection"), Criteria: r.GetString("criteria"),
		ArchivedOn: law.Day(r.GetString("archived_on")), AnonymisedOn: law.Day(r.GetString("anonymised_on")),
		ScheduleAgreedOn: law.Day(r.GetString("schedule_agreed_on")),
	}
}
