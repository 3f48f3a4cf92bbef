package school_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// family is a house with two children, its two parents who share a mailbox, a grandmother who is only called in an emergency,
// and a neighbour whose child has left.
type family struct {
	t                                  *testing.T
	app                                core.App
	lea, tom, gone                     string // pupils
	mother, father, apart, granny, old string // guardians
}

const (
	shared = "famille@exemple.fr"
	alone  = "papa.apart@exemple.fr"
)

func newFamily(t *testing.T) *family {
	t.Helper()
	f := &family{t: t, app: testapp.New(t)}
	f.lea = f.row("pupils", map[string]any{"first_name": "Léa", "last_name": "Martin", "birth_on": "2013-05-01"})
	f.tom = f.row("pupils", map[string]any{"first_name": "Tom", "last_name": "Martin", "birth_on": "2015-05-01"})
	f.gone = f.row("pupils", map[string]any{"first_name": "Zoé", "last_name": "Partie", "birth_on": "2012-05-01", "left_on": "2026-10-01"})
	f.mother = f.guardian("Anne", "Martin", shared, 1, f.lea, f.tom)
	f.father = f.guardian("Bruno", "Martin", shared, 1, f.lea)
	f.apart = f.guardian("Chris", "Apart", alone, 1, f.tom)
	f.granny = f.guardian("Denise", "Contact", "mamie@exemple.fr", 3, f.lea)
	f.old = f.guardian("Élise", "Partie", "partie@exemple.fr", 1, f.gone)
	return f
}

func (f *family) row(collection string, fields map[string]any) string {
	f.t.Helper()
	return testapp.Row(f.t, f.app, collection, fields).Id
}

func (f *family) guardian(first, last, email string, level int, pupils ...string) string {
	f.t.Helper()
	id := f.row("guardians", map[string]any{
		"first_name": first, "last_name": last, "email": email, "phone_mobile": "06 12 34 56 78", "address1": "3 rue du Refuge", "town": "Lyon",
	})
	for _, p := range pupils {
		f.row("guardianships", map[string]any{"pupil": p, "guardian": id, "responsibility": level})
	}
	return id
}

func (f *family) adult(email string) string {
	f.t.Helper()
	return f.row("pupils", map[string]any{"first_name": "Ève", "last_name": "Majeure", "birth_on": "2008-11-16", "email": email})
}

// person is somebody as the pages find them.
func (f *family) person(kind school.PersonKind, id string) school.Person {
	f.t.Helper()
	p, err := school.FindPerson(f.app, kind, id)
	if err != nil {
		f.t.Fatal(err)
	}
	return p
}

// sql writes below the hooks: the way tests make time pass and folders rot.
func (f *family) sql(query string, params dbx.Params) {
	f.t.Helper()
	if _, err := f.app.DB().NewQuery(query).Bind(params).Execute(); err != nil {
		f.t.Fatal(err)
	}
}

func (f *family) one(query string) (value string) {
	f.t.Helper()
	if err := f.app.DB().NewQuery(query).Row(&value); err != nil {
		f.t.Fatal(err)
	}
	return value
}

func stampOf(t *testing.T, at time.Time) string {
	t.Helper()
	d, err := types.ParseDateTime(at)
	if err != nil {
		t.Fatal(err)
	}
	return d.String()
}

// namesOf writes people as « guardian Anne, staff Zoé ».
func namesOf(people []school.Person) string {
	var names []string
	for _, p := range people {
		names = append(names, string(p.Kind)+" "+p.FirstName)
	}
	return strings.Join(names, ", ")
}
