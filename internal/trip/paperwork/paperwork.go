// Package paperwork is what is printed for a trip: the lists of its travellers, the decisions of the head about its adults
// and its cash, the calendar of the kitchen. It loads facts for a viewer and builds the plain data of internal/document;
// nothing is written, but a line of the journal when a list carries the telephone numbers of families.
package paperwork

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// Access is how far a paper goes into the life of people; it says who may print it.
type Access int

const (
	// Neutral: names, classes, places. Whoever sees trips.
	Neutral Access = iota
	// Personal: birth dates, nationalities, boarding status, telephone numbers. The organiser of the trip, and the staff who see people.
	Personal
	// People: the same of those who have signed nothing yet. The staff who see people.
	People
	// Office: birth dates of adults, letters to the authorities. The direction and the secretariat.
	Office
	// Project: what the organiser prepares for the head to sign.
	Project
	// Cash: decisions on the school's money. Those who manage imprests.
	Cash
	// Ledger: what families owe and have paid. Those who see money; the organiser never does.
	Ledger
)

// Allows tells whether a viewer may print a paper of a trip. An organiser loses the personal lists when the trip is over.
func (a Access) Allows(viewer school.Actor, t trip.Trip) bool {
	if !viewer.May(school.SeeTrips) {
		return false
	}
	organiser := viewer.Kind == school.Staff && viewer.ID == t.Organiser
	switch a {
	case Neutral:
		return true
	case Personal:
		underWay := t.State == trip.Open || t.State == trip.Cleared || t.State == trip.Returned
		return viewer.May(school.SeePeople) || organiser && underWay
	case People:
		return viewer.May(school.SeePeople)
	case Office:
		return viewer.Has(school.Head, school.Bursar, school.Secretary)
	case Project:
		return organiser && viewer.May(school.WriteTrips) || viewer.Has(school.Head, school.Bursar, school.Secretary)
	case Cash:
		return viewer.May(school.ManageImprests)
	case Ledger:
		return viewer.May(school.SeeMoney)
	}
	return false
}

// who names those a paper is for, in the words of a refusal.
func (a Access) who() string {
	switch a {
	case Personal:
		return "l’organisateur du voyage jusqu’à son retour, et les personnels qui voient les coordonnées des familles"
	case People:
		return "les personnels qui voient les coordonnées des familles"
	case Office, Project:
		return "la direction et le secrétariat"
	case Cash:
		return "le chef d’établissement, le gestionnaire et l’agent comptable"
	case Ledger:
		return "le chef d’établissement, le gestionnaire, l’agent comptable et le régisseur"
	case Neutral:
	}
	return "les personnels qui voient les voyages"
}

// require refuses whoever may not print a paper.
func (a Access) require(viewer school.Actor, t trip.Trip) error {
	if a.Allows(viewer, t) {
		return nil
	}
	return law.Object("", "Ce document n’est pas ouvert à votre fonction.", "Demandez-le à : "+a.who()+".")
}

// ErrNoPaper is returned for a paper that does not exist.
var ErrNoPaper = trip.ErrNoTrip

// missing says what must be filled in before a paper can be printed.
func missing(what, fix string) error { return law.Object("", what, fix) }

// counted writes « 1 élève », « 34 élèves ».
func counted(n int, one, many string) string {
	if n < 2 {
		return strconv.Itoa(n) + "\u00a0" + one
	}
	return strconv.Itoa(n) + "\u00a0" + many
}

func pupils(n int) string { return counted(n, "élève", "élèves") }

// ratio writes how many pupils there are for an adult, with two decimals, without a float: "12,50".
func ratio(pupils, adults int) string {
	if adults == 0 {
		return "–"
	}
	hundredths := (pupils*200 + adults) / (2 * adults)
	return fmt.Sprintf("%d,%02d", hundredths/100, hundredths%100)
}

// byName sorts people as a French reader expects: without regard to accents or capitals.
func byName[T any](all []T, name func(T) string) {
	slices.SortStableFunc(all, func(a, b T) int { return compareFolded(name(a), name(b)) })
}
