// Package search answers the questions of an office: does this pupil travel, who are these parents, where is that trip, who
// is that colleague. People type as they can: accents, capitals and the order of words do not count.
package search

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// Limit is how many answers of one kind are shown: beyond it, the question is not precise enough.
const Limit = 50

// shortest is the least that is searched: one letter finds everybody.
const shortest = 2

// Kinds of answers, as in the address of the page.
const (
	Pupils  = "eleves"
	Parents = "parents"
	Trips   = "voyages"
	People  = "personnels"
)

// Query is what somebody looks for.
type Query struct {
	Text  string
	Kind  string // "" for every kind
	Class string // code of a class, for the pupils
}

// asks tells whether a kind is wanted.
func (q Query) asks(kind string) bool { return q.Kind == "" || q.Kind == kind }

// Answers is what was found, kind by kind, at most Limit of each.
type Answers struct {
	Query   Query
	TooFew  bool // the text is too short to be searched
	Pupils  []Pupil
	Parents []Parent
	Trips   []trip.Row
	People  []Colleague
	More    map[string]int // by kind, how many there are when some are left out

	SeesParents bool // the viewer may ask who parents are
	SeesMoney   bool // and open accounts
}

// Pupil is a pupil with every trip in which something is known of them.
type Pupil struct {
	ID, LastName, UsageName, FirstName, Class string
	LeftOn                                    law.Day
	Trips                                     []Seat `db:"-"`
}

// Name is how lists call a pupil: « MARTIN Léa ».
func (p Pupil) Name() string {
	return strings.TrimSpace(cmp.Or(p.UsageName, p.LastName) + " " + p.FirstName)
}

// Seat is where a pupil stands in a trip.
type Seat struct {
	Pupil, Trip, Title, State string
	TripState                 trip.State
	DepartsOn, ReturnsOn      law.Day
}

// Parent is a person behind whom there is a pupil.
type Parent struct {
	PupilID, Pupil, Class string
	Name, Tie             string
	Hidden                bool   // their details are protected: they are found by name only
	By                    string // what was recognised: a name, a telephone number, an address, a payment
}

// Colleague is a member of staff, without any contact detail.
type Colleague struct{ ID, Name, Discipline string }

// Find answers a query for a member of staff. What each may read is told by the permissions: trips and where pupils stand in
// them to all who see trips, families to those who see people or book payments.
func Find(app core.App, viewer school.Actor, q Query) (Answers, error) {
	a := Answers{Query: q, More: map[string]int{}, SeesParents: viewer.May(school.SeePeople) || viewer.May(school.BookPayments), SeesMoney: viewer.May(school.SeeMoney)}
	if err := school.Require(viewer, school.SeeTrips); err != nil {
		return a, err
	}
	if q.Kind == Parents {
		if err := school.RequireAny(viewer, school.SeePeople, school.BookPayments); err != nil {
			return a, err
		}
	}
	if a.TooFew = len([]rune(school.Fold(q.Text))) < shortest && q.Class == ""; a.TooFew {
		return a, nil
	}
	w := wantedOf(q.Text)
	if q.asks(Pupils) {
		if err := a.findPupils(app, w); err != nil {
			return a, err
		}
	}
	if q.asks(Parents) && a.SeesParents && !w.empty() {
		if err := a.findParents(app, w); err != nil {
			return a, err
		}
	}
	if q.asks(Trips) && !w.empty() {
		rows, err := trip.List(app, viewer, trip.Filter{})
		if err != nil {
			return a, err
		}
		a.Trips = kept(a.More, Trips, slices.DeleteFunc(rows, func(r trip.Row) bool { return !w.in(r.Title + " " + r.Destination + " " + r.OrganiserName) }))
	}
	if q.asks(People) && !w.empty() {
		if err := a.findPeople(app, w); err != nil {
			return a, err
		}
	}
	return a, nil
}

// kept cuts a list at the limit and says how many there were.
func kept[T any](more map[string]int, kind string, all []T) []T {
	if len(all) > Limit {
		more[kind] = len(all)
		all = all[:Limit]
	}
	return all
}

// wanted is a search, folded once for thousands of comparisons.
type wanted struct {
	words  []string
	digits string // of a telephone number, "" when what was typed is none
	mail   string
}

func wantedOf(text string) wanted {
	w := wanted{words: strings.Fields(school.Fold(text))}
	if strings.Contains(text, "@") {
		w.mail = strings.ToLower(strings.TrimSpace(text))
	}
	if d := digitsOf(text); len(d) >= 6 && strings.IndexFunc(text, func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }) < 0 {
		w.digits = national(d)
	}
	return w
}

func (w wanted) empty() bool { return len(w.words) == 0 }

// in tells whether every word stands in a text.
func (w wanted) in(text string) bool {
	text = school.Fold(text)
	for _, word := range w.words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// digitsOf keeps the digits of a number, however it is written.
func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// national writes +33 6… and 0033 6… as 06….
func national(digits string) string {
	for _, prefix := range []string{"0033", "33"} {
		if rest, cut := strings.CutPrefix(digits, prefix); cut && len(rest) == 9 {
			return "0" + rest
		}
	}
	return digits
}

// findPupils looks for pupils by name and class, then reads in one query where those found stand in every trip.
func (a *Answers) findPupils(app core.App, w wanted) error {
	q := app.DB().Select("p.id", "p.last_name", "p.usage_name", "p.first_name", "p.left_on", "COALESCE(c.code, '') AS class").From("pupils p").LeftJoin("classes c", dbx.NewExp("c.id = p.class"))
	if a.Query.Class != "" {
		q.Where(dbx.HashExp{"c.code": a.Query.Class})
	}
	var all []Pupil
	if err := q.All(&all); err != nil {
		return fmt.Errorf("search of pupils: %w", err)
	}
	all = slices.DeleteFunc(all, func(p Pupil) bool { return !w.in(p.LastName + " " + p.UsageName + " " + p.FirstName + " " + p.Class) })
	sortBy(all, func(p Pupil) string { return p.Name() + "\x00" + p.Class + p.ID })
	a.Pupils = kept(a.More, Pupils, all)
	return a.seats(app)
}

func (a *Answers) seats(app core.App) error {
	if len(a.Pupils) == 0 {
		return nil
	}
	index := make(map[string]int, len(a.Pupils))
	ids := make([]any, len(a.Pupils))
	for i, p := range a.Pupils {
		index[p.ID], ids[i] = i, p.ID
	}
	var rows []Seat
	err := app.DB().Select("s.pupil", "s.trip", "s.state", "v.title", "v.state AS trip_state", "v.departs_on", "v.returns_on").From("seats s").InnerJoin("trips v", dbx.NewExp("v.id = s.trip")).
		Where(dbx.In("s.pupil", ids...)).OrderBy("v.departs_on DESC", "v.id").All(&rows)
	if err != nil {
		return fmt.Errorf("places of pupils: %w", err)
	}
	for _, r := range rows {
		p := &a.Pupils[index[r.Pupil]]
		p.Trips = append(p.Trips, r)
	}
	return nil
}

func (a *Answers) findPeople(app core.App, w wanted) error {
	var all []Colleague
	err := app.DB().Select("id", "TRIM(last_name || ' ' || first_name) AS name", "discipline").From("staff").All(&all)
	if err != nil {
		return fmt.Errorf("search of staff: %w", err)
	}
	all = slices.DeleteFunc(all, func(p Colleague) bool { return !w.in(p.Name + " " + p.Discipline) })
	sortBy(all, func(p Colleague) string { return p.Name + "\x00" + p.ID })
	a.People = kept(a.More, People, all)
	return nil
}

// sortBy sorts as a French reader expects; keys are folded once.
func sortBy[T any](all []T, key func(T) string) {
	type keyed struct {
		key string
		one T
	}
	rows := make([]keyed, len(all))
	for i, one := range all {
		rows[i] = keyed{school.Fold(key(one)), one}
	}
	slices.SortStableFunc(rows, func(x, y keyed) int { return strings.Compare(x.key, y.key) })
	for i, r := range rows {
		all[i] = r.one
	}
}
