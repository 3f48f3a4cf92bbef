package paperwork

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// Facts is all that the papers of one trip say.
type Facts struct {
	Origin     document.Origin
	Trip       trip.Trip
	Act        *school.Act
	House      House
	More       More
	Organiser  Adult // name and telephone of the organiser
	Travellers []Traveller
	Offered    []trip.Pupil // everybody the trip is offered to
	Adults     []Adult
	Parameters law.Parameters
	Today      law.Day
	Imprests   []Imprest   // of the papers about cash only
	Budget     trip.Budget // of the project, as its page shows it
	Days       int         // days of service asked for by the reader, 0: computed
}

// House is who signs in the school.
type House struct {
	UAI, Name, Kind, Address, Postcode, Town, HeadName, HeadTitle, BursarName, BursarTitle, AccountantName, AccountantCivility string
}

// More is what a trip says of its practical side.
type More struct {
	MeetingPoint, EmergencyPhone, StayAddress string
	BoardMeetsOn                              law.Day
	Transports                                []string `db:"-"`
}

// load reads the facts of a trip, without the contact details of families.
func load(app core.App, viewer school.Actor, origin document.Origin, tripID string) (Facts, error) {
	f := Facts{Origin: origin, Today: school.Clock(app).Today()}
	if !viewer.May(school.SeeTrips) {
		return f, trip.ErrNoTrip
	}
	judged, err := trip.LoadFacts(app, tripID)
	if err != nil {
		return f, err
	}
	f.Trip, f.Act, f.Budget = judged.Trip, judged.Act, judged.Budget
	if f.House, err = houseOf(app); err != nil {
		return f, err
	}
	if f.More, err = moreOf(app, tripID); err != nil {
		return f, err
	}
	if f.Parameters, err = school.ParametersOf(app); err != nil {
		return f, err
	}
	if f.Travellers, err = travellers(app, f.Trip); err != nil {
		return f, err
	}
	if f.Offered, err = trip.PupilsOf(app, viewer, tripID); err != nil {
		return f, err
	}
	byName(f.Offered, func(p trip.Pupil) string { return p.Class + "\x00" + p.LastName + " " + p.FirstName + "\x00" + p.ID })
	if f.Adults, err = adults(app, tripID); err != nil {
		return f, err
	}
	f.Organiser, err = organiserOf(app, f.Trip.Organiser, f.Adults)
	if !viewer.Has(school.Head, school.Bursar, school.Secretary) {
		f.Origin.Head.Picture = nil // what an organiser prints waits for the head's hand
	}
	if f.Origin.Head.Name == "" {
		f.Origin.Head.Capacity, f.Origin.Head.Name = f.House.headCapacity(), f.House.HeadName
	}
	return f, err
}

func houseOf(app core.App) (House, error) {
	var rows []House
	err := app.DB().Select("uai", "name", "kind", "address", "postcode", "town", "head_name", "head_title", "bursar_name", "bursar_title", "accountant_name",
		"accountant_civility").From("school").Limit(1).All(&rows)
	if err != nil {
		return House{}, fmt.Errorf("school: %w", err)
	}
	if len(rows) == 0 {
		return House{}, school.ErrNoSchool
	}
	return rows[0], nil
}

// headCapacity is in what capacity the head signs: « La principale ».
func (h House) headCapacity() string {
	return capital(cmp.Or(strings.TrimSpace(h.HeadTitle), "le chef d’établissement"))
}

// author is the head who speaks in a decision: « La principale du collège des Deux-Rives ».
func (h House) author() string { return h.headCapacity() + ", " + h.Name }

// seat is the administrative residence of those who work in the school.
func (h House) seat() string {
	return strings.Join(strings.Fields(strings.ReplaceAll(h.Name+", "+h.Address+", "+h.Postcode+" "+h.Town, "\n", " ")), " ")
}

func moreOf(app core.App, tripID string) (More, error) {
	record, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return More{}, trip.ErrNoTrip
	}
	return More{
		MeetingPoint: record.GetString("meeting_point"), EmergencyPhone: record.GetString("emergency_phone"), StayAddress: record.GetString("stay_address"),
		BoardMeetsOn: law.Day(record.GetString("board_meets_on")), Transports: record.GetStringSlice("transports"),
	}, nil
}

func organiserOf(app core.App, staffID string, going []Adult) (Adult, error) {
	var rows []Adult
	err := app.DB().Select("id AS staff", "civility", "TRIM(first_name || ' ' || last_name) AS name", "phone", "discipline").From("staff").
		Where(dbx.HashExp{"id": staffID}).All(&rows)
	if err != nil {
		return Adult{}, fmt.Errorf("organiser: %w", err)
	}
	if len(rows) == 0 {
		return Adult{}, nil
	}
	rows[0].Civility, rows[0].Phone = school.CivilityName(rows[0].Civility), telephone(rows[0].Phone)
	if i := slices.IndexFunc(going, func(a Adult) bool { return a.Staff == staffID }); i >= 0 {
		rows[0].Phone = going[i].Phone // the one that answers during the trip
	}
	return rows[0], nil
}

// about is the line under the title of a paper: the trip and its dates.
func (f Facts) about() string { return f.Trip.Title + " – " + f.Trip.Dates() }

// committed are the pupils whose place is firm.
func (f Facts) committed() []Traveller {
	return slices.DeleteFunc(slices.Clone(f.Travellers), func(t Traveller) bool { return t.Seat != trip.SeatCommitted })
}

// organiserLine is « Mme Anne Salaün, 06 … ».
func (f Facts) organiserLine() string { return joined(", ", f.Organiser.Titled(), f.Organiser.Phone) }

// place is where one goes.
func (f Facts) place() string {
	if f.Trip.Abroad() {
		return f.Trip.Destination + " (" + trip.CountryName(f.Trip.CountryCode) + ")"
	}
	return f.Trip.Destination
}

// head is the signature of the head, with its picture when the school keeps one.
func (f Facts) head() []document.Signer { return []document.Signer{f.Origin.Head} }

// byHand is the head without a picture: a decision on public money is signed by hand.
func (f Facts) headByHand() document.Signer {
	return document.Signer{Capacity: f.Origin.Head.Capacity, Name: f.Origin.Head.Name}
}

func (f Facts) accountant() document.Signer {
	return document.Signer{Capacity: "L’agent comptable", Name: joined(" ", school.CivilityName(f.House.AccountantCivility), f.House.AccountantName)}
}

func (f Facts) bursar() document.Signer {
	return document.Signer{Capacity: capital(cmp.Or(f.House.BursarTitle, "le gestionnaire")), Name: f.House.BursarName}
}

// actLine is « l’acte n° 41 du conseil d’administration du 12 novembre 2026 », "" without an act.
func (f Facts) actLine() string {
	if f.Act == nil {
		return ""
	}
	organ := "du conseil d’administration"
	if f.Act.Organ == school.StandingCommittee {
		organ = "de la commission permanente"
	}
	return "l’acte n° " + f.Act.ActNumber + " " + organ + " du " + f.Act.VotedOn.French()
}

// mustHaveAct refuses a decision that rests on an act nobody has recorded.
func (f Facts) mustHaveAct() error {
	if f.Act != nil || !f.Trip.NeedsAct() {
		return nil
	}
	return missing("Aucun acte n’est enregistré pour ce voyage : la décision n’a pas de fondement.",
		"Enregistrez le vote du conseil d’administration depuis la page du voyage, puis imprimez.")
}

// mustHaveHead refuses a paper that nobody could sign.
func (f Facts) mustHaveHead() error {
	if f.Origin.Head.Name != "" {
		return nil
	}
	return missing("Le nom du chef d’établissement n’est pas enregistré : personne ne pourrait signer.", "Écrivez-le dans École, Identité de l’établissement.")
}
