package paperwork

import (
	"context"
	"fmt"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/school"
)

// List is one of the lists of a trip.
type List struct {
	Name   string // in addresses and file names
	Label  string
	Hint   string // what it is for
	Access Access
	// Contacts: telephone numbers of families stand in it. Each print is a line of the journal.
	Contacts bool
	build    func(Facts) document.ListData
}

// Lists is the table of the lists of a trip, in the order of its life.
var Lists = []List{
	{"noms-inscrits", "Liste des inscrits", "Noms par classe, trois colonnes libres.", Neutral, false, namesOf("Liste des inscrits", Facts.enrolled)},
	{"noms-engages", "Liste des engagés", "Noms par classe, trois colonnes libres.", Neutral, false, namesOf("Liste des engagés", Facts.committed)},
	{"administrative-inscrits", "Liste administrative des inscrits", "Majorité, sexe, régime, visa à vérifier.", People, false, administrative("Liste administrative des inscrits", Facts.enrolled)},
	{"administrative-engages", "Liste administrative des engagés", "Majorité, sexe, régime, visa à vérifier.", Personal, false, administrative("Liste administrative des engagés", Facts.committed)},
	{"contacts-inscrits", "Contacts des inscrits", "Téléphones et adresses électroniques.", People, true, contacts("Contacts des inscrits", Facts.enrolled)},
	{"contacts", "Contacts des engagés", "Téléphones et adresses électroniques.", Personal, true, contacts("Contacts des engagés", Facts.committed)},
	{"lettres-manquantes", "Lettres non parvenues", "Familles dont la réponse est attendue, par classe.", Neutral, false, missingLetters},
	{"suivi-organisateur", "Suivi par l’organisateur", "Lettres revenues, remises à noter à la main.", Neutral, false, checkList},
	{"non-participants", "Élèves qui ne partent pas", "Par classe, sans dire pourquoi, pour la vie scolaire (V-14).", Neutral, false, nonParticipants},
	{"remise-repas", "Aide à la remise d’ordre", "Jours de service manqués par les demi-pensionnaires et les internes (V-38).", Personal, false, meals},
	{"encadrement", "Liste d’encadrement", "Adultes, groupes et comptages.", Personal, false, supervision},
	{"embarquement-car", "Embarquement en car", "Téléphones, aller et retour à cocher.", Personal, true, coach},
	{"embarquement-avion", "Embarquement en avion", "Noms des pièces d’identité, numéros à écrire à la main.", Personal, false, plane},
}

// FindList looks a list up.
func FindList(name string) (List, bool) {
	for _, l := range slices.Concat(Lists, LocalLists) {
		if l.Name == name {
			return l, true
		}
	}
	return List{}, false
}

// Make builds a list for the person in the context. days is the number of days of service that the reader asked for in the
// meal list; 0 lets it be computed. A list with telephone numbers is journaled.
func (l List) Make(ctx context.Context, app core.App, origin document.Origin, tripID string, days int) (document.ListData, error) {
	viewer := school.ActorIn(ctx)
	f, err := load(app, viewer, origin, tripID)
	if err != nil {
		return document.ListData{}, err
	}
	if err := l.Access.require(viewer, f.Trip); err != nil {
		return document.ListData{}, err
	}
	f.Days = days
	if !l.Contacts {
		return l.filled(f), nil
	}
	if err := withContacts(app, tripID, f.Travellers); err != nil {
		return document.ListData{}, err
	}
	data := l.filled(f)
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		return school.Journal(ctx, tx, school.Entry{
			Verb: "trips.contacts", Collection: "trips", ID: tripID, Note: fmt.Sprintf("%s, %d élèves", l.Name, data.Count()),
		})
	})
	return data, err
}

// filled builds the list and says what every list says.
func (l List) filled(f Facts) document.ListData {
	d := l.build(f)
	d.Origin, d.Subtitle = f.Origin, f.about()
	return d
}

// enrolled are the pupils whose family has said yes, signed or not.
func (f Facts) enrolled() []Traveller { return f.Travellers }

// byClass groups rows of people by their class.
func byClass[T any](all []T, class func(T) string, row func(T) []document.Cell) []document.ListGroup {
	var groups []document.ListGroup
	for _, one := range all {
		name := class(one)
		if name == "" {
			name = "Sans classe"
		}
		if n := len(groups); n == 0 || groups[n-1].Name != name {
			groups = append(groups, document.ListGroup{Name: name})
		}
		g := &groups[len(groups)-1]
		g.Rows = append(g.Rows, row(one))
		g.Subtotal = []document.Cell{document.Text(pupils(len(g.Rows)))}
	}
	return groups
}

// one is a list without groups.
func one[T any](all []T, row func(T) []document.Cell) []document.ListGroup {
	if len(all) == 0 {
		return nil
	}
	g := document.ListGroup{}
	for _, x := range all {
		g.Rows = append(g.Rows, row(x))
	}
	return []document.ListGroup{g}
}

const nobody = "Aucun élève pour l’instant."
