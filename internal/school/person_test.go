package school_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
)

func (f *family) at(address string) string {
	f.t.Helper()
	people, err := school.PeopleAt(f.app, address)
	if err != nil {
		f.t.Fatal(err)
	}
	return namesOf(people)
}

func TestWhoHoldsAnAddress(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	f.adult("eve@exemple.fr")
	f.row("pupils", map[string]any{"first_name": "Max", "last_name": "Presque", "birth_on": "2008-11-18", "email": "max@exemple.fr"})
	f.row("pupils", map[string]any{"first_name": "Guy", "last_name": "Parti", "birth_on": "2007-01-01", "email": "guy@exemple.fr", "left_on": "2026-10-01"})
	f.row("pupils", map[string]any{"first_name": "Une", "last_name": "Inconnue", "email": "sans-date@exemple.fr"})
	staff := func(first, email, from, until string) {
		f.row("staff", map[string]any{"first_name": first, "last_name": "Personnel", "email": email, "active_from": from, "active_until": until})
	}
	staff("Anne-Staff", shared, "", "")
	staff("Ancien", "ancien@exemple.fr", "", "2026-11-15")
	staff("Dernier", "dernier@exemple.fr", "", "2026-11-16")
	staff("Futur", "futur@exemple.fr", "2026-11-17", "")
	ended := f.guardian("Fini", "Lien", "fini@exemple.fr", 1)
	f.row("guardianships", map[string]any{"pupil": f.lea, "guardian": ended, "responsibility": 1, "ended_on": "2026-09-01"})

	for address, want := range map[string]string{
		shared:                  "guardian Anne, guardian Bruno, staff Anne-Staff",
		"partie@exemple.fr":     "",                // her only pupil has left
		"fini@exemple.fr":       "",                // no longer responsible
		"mamie@exemple.fr":      "guardian Denise", // a mere contact may enter: she will see no child
		"eve@exemple.fr":        "pupil Ève",       // eighteen today
		"max@exemple.fr":        "",                // eighteen in two days
		"guy@exemple.fr":        "",
		"sans-date@exemple.fr":  "",
		"ancien@exemple.fr":     "",
		"dernier@exemple.fr":    "staff Dernier",
		"futur@exemple.fr":      "",
		"":                      "",
		"%":                     "",
		"' OR '1'='1":           "",
		"personne@exemple.fr":   "",
		strings.ToUpper(shared): "", // callers normalise first: RequestCode does
	} {
		if got := f.at(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}

func (f *family) childrenOf(a school.Actor) string {
	f.t.Helper()
	children, err := school.ChildrenOf(f.app, a)
	if err != nil {
		f.t.Fatal(err)
	}
	var names []string
	for _, c := range children {
		names = append(names, c.FirstName)
	}
	return strings.Join(names, " ")
}

func TestEachSeesTheirOwnChildren(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	eve := f.adult("eve@exemple.fr")
	for _, c := range []struct {
		who  school.Actor
		want string
	}{
		{school.Actor{Kind: school.Guardian, ID: f.mother}, "Léa Tom"},
		{school.Actor{Kind: school.Guardian, ID: f.father}, "Léa"},
		{school.Actor{Kind: school.Guardian, ID: f.apart}, "Tom"},
		{school.Actor{Kind: school.Guardian, ID: f.granny}, ""}, // level 3: called in an emergency, holds no right
		{school.Actor{Kind: school.Guardian, ID: f.old}, ""},    // the pupil has left
		{school.Actor{Kind: school.Guardian, ID: eve}, ""},      // a pupil's id in the quality of a guardian
		{school.Actor{Kind: school.Pupil, ID: eve}, "Ève"},
		{school.Actor{Kind: school.Staff, ID: f.mother, Roles: school.AllRoles}, ""}, // staff have their own queries
		{school.Actor{Kind: school.Operator, ID: f.mother}, ""},
		{school.Actor{Kind: school.System}, ""},
		{school.Actor{Kind: school.Guest, ID: f.mother}, ""},
	} {
		if got := f.childrenOf(c.who); got != c.want {
			t.Errorf("%s %s sees %q, want %q", c.who.Kind, c.who.ID, got, c.want)
		}
	}
}

// I-10: what one parent may know of the other has no room for a way to reach them, by construction.
func TestI10OneParentHasNoFieldForTheOthersContact(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	var fields []string
	for field := range reflect.TypeFor[school.OtherGuardian]().Fields() {
		fields = append(fields, field.Name)
	}
	if want := []string{"ID", "FirstName", "LastName", "Kinship", "Level"}; !slices.Equal(fields, want) {
		t.Errorf("fields %v: each new one has to pass I-10", fields)
	}
	for field := range reflect.TypeFor[school.Child]().Fields() {
		for _, contact := range []string{"Email", "Phone", "Address", "Street", "Town", "Postcode"} {
			if strings.Contains(field.Name, contact) {
				t.Errorf("a child shows %s: the other parent may live there", field.Name)
			}
		}
	}
	others, err := school.OtherGuardiansOf(f.app, school.Actor{Kind: school.Guardian, ID: f.apart}, f.tom)
	if err != nil || len(others) != 1 || others[0].FirstName != "Anne" || others[0].Level != 1 {
		t.Errorf("others: %+v, %v", others, err)
	}
}

func TestI10OthersAreShownToWhoSeesTheChild(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	for _, c := range []struct{ who, pupil string }{{f.apart, f.lea}, {f.granny, f.lea}, {f.old, f.gone}, {f.mother, "inconnu"}} {
		others, err := school.OtherGuardiansOf(f.app, school.Actor{Kind: school.Guardian, ID: c.who}, c.pupil)
		if err != nil || others != nil {
			t.Errorf("%v, %v", others, err)
		}
	}
	// Contacts and former guardians are not « the other parent ».
	others, err := school.OtherGuardiansOf(f.app, school.Actor{Kind: school.Guardian, ID: f.mother}, f.lea)
	if err != nil || len(others) != 1 || others[0].FirstName != "Bruno" {
		t.Errorf("others: %+v, %v", others, err)
	}
}

func TestI10ContactDetailsAreOnesOwn(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	own, err := school.ContactOf(f.app, school.Actor{Kind: school.Guardian, ID: f.apart})
	if err != nil || own.Email != alone || own.Address != "3 rue du Refuge, Lyon" {
		t.Errorf("own contact: %+v, %v", own, err)
	}
	for _, kind := range []school.ActorKind{school.Staff, school.Pupil, school.Operator, school.System, school.Guest} {
		if got, err := school.ContactOf(f.app, school.Actor{Kind: kind, ID: f.apart}); err != nil || got != (school.Contact{}) {
			t.Errorf("as %s: %+v, %v", kind, got, err)
		}
	}
}

func TestI10ASharedMailboxOpensNoContactDetails(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	got, err := school.ContactOf(f.app, school.Actor{Kind: school.Guardian, ID: f.apart, SharedAddress: true})
	if err != nil || got != (school.Contact{}) {
		t.Errorf("behind a shared mailbox: %+v, %v", got, err)
	}
}
