package school

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/siecle/gigc"
)

// A staff file has no number that names a person, the NUMEN apart, which is not ours to keep. A person is known by name,
// first name and day of birth, and by the professional address. Two namesakes are told apart or left out: never guessed.

// baseStaff is a member of staff as the comparison sees them.
type baseStaff struct {
	ID, Civility, LastName, FirstName, Email, Phone, PhoneMobile, Discipline string
	BirthOn, ActiveUntil                                                     law.Day
	Roles                                                                    types.JSONArray[Role]
	taken                                                                    bool
}

func (b *baseStaff) name() string { return strings.TrimSpace(b.LastName + " " + b.FirstName) }

func (b *baseStaff) key() string { return fold(b.LastName) + "|" + fold(b.FirstName) }

func personKey(p gigc.Person) string { return fold(p.LastName) + "|" + fold(p.FirstName) }

func loadStaff(app core.App) ([]*baseStaff, error) {
	var rows []*baseStaff
	err := app.DB().Select("id", "civility", "last_name", "first_name", "email", "phone", "phone_mobile", "discipline", "birth_on", "active_until", "roles").
		From("staff").OrderBy("last_name", "first_name", "id").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("staff: %w", err)
	}
	return rows, nil
}

type staffComparison struct {
	*StaffDifference
	staff []*baseStaff
	today law.Day
	pairs []staffPair
}

// staffPair is a person of the files and their row, nil for a newcomer.
type staffPair struct {
	person gigc.Person
	row    *baseStaff
}

func (c *staffComparison) reject(p gigc.Person, reason string) {
	c.Rejected = append(c.Rejected, siecle.Rejected{File: p.File, Line: p.Line, Reason: p.Name() + " : " + reason})
}

// match pairs each person of the files with a row, a newcomer, or a refusal. What is certain is settled first, so that the
// order of the file does not matter.
func (c *staffComparison) match() {
	people := c.distinct()
	for _, certain := range []func(gigc.Person, *baseStaff) bool{
		func(p gigc.Person, b *baseStaff) bool { // name, first name, day of birth
			return p.BirthOn != "" && string(b.BirthOn) == p.BirthOn && b.key() == personKey(p)
		},
		func(p gigc.Person, b *baseStaff) bool { // the same address under the same name, unless born another day
			return p.Email != "" && strings.EqualFold(b.Email, p.Email) && b.key() == personKey(p) && !differ(p, b)
		},
		func(p gigc.Person, b *baseStaff) bool { // the name changed: a marriage
			return p.Email != "" && p.BirthOn != "" && strings.EqualFold(b.Email, p.Email) && string(b.BirthOn) == p.BirthOn && fold(b.FirstName) == fold(p.FirstName)
		},
	} {
		people = c.settle(people, certain)
	}
	c.byName(people)
	slices.SortStableFunc(c.pairs, func(a, b staffPair) int { return comparePeople(a.person, b.person) })
	slices.SortStableFunc(c.Rejected, func(a, b siecle.Rejected) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}

func comparePeople(a, b gigc.Person) int {
	return cmp.Or(strings.Compare(personKey(a), personKey(b)), strings.Compare(a.BirthOn, b.BirthOn), cmp.Compare(a.Line, b.Line))
}

func differ(p gigc.Person, b *baseStaff) bool {
	return p.BirthOn != "" && b.BirthOn != "" && string(b.BirthOn) != p.BirthOn
}

// distinct leaves out the lines of the files that contradict one another on the same person.
func (c *staffComparison) distinct() []gigc.Person {
	byKey, byEmail := map[string]int{}, map[string]int{}
	for _, p := range c.export.People {
		byKey[personKey(p)+"|"+p.BirthOn]++
		if p.Email != "" {
			byEmail[p.Email]++
		}
	}
	var people []gigc.Person
	for _, p := range c.export.People {
		switch {
		case byKey[personKey(p)+"|"+p.BirthOn] > 1:
			c.reject(p, "plusieurs lignes de ce nom, que la date de naissance ne distingue pas. Corrigez le fichier, ou saisissez cette personne à la main")
		case p.Email != "" && byEmail[p.Email] > 1:
			c.reject(p, "plusieurs lignes portent l’adresse "+p.Email+". Chacun a la sienne : le code qui y arrive vaut signature")
		default:
			people = append(people, p)
		}
	}
	return people
}

// settle pairs those who have exactly one row of which the test is certain, and returns the others.
func (c *staffComparison) settle(people []gigc.Person, certain func(gigc.Person, *baseStaff) bool) []gigc.Person {
	var rest []gigc.Person
	for _, p := range people {
		var found []*baseStaff
		for _, b := range c.staff {
			if !b.taken && certain(p, b) {
				found = append(found, b)
			}
		}
		switch len(found) {
		case 0:
			rest = append(rest, p)
		case 1:
			found[0].taken = true
			c.pairs = append(c.pairs, staffPair{p, found[0]})
		default:
			c.reject(p, "plusieurs personnes de ce nom et de cette date de naissance sont dans la base. Corrigez leurs fiches")
		}
	}
	return rest
}

// byName pairs by name alone those whom nothing contradicts: one person of that name in the files, one row without a day of
// birth, or a file that gives none. Everything else is a newcomer, or a doubt that a person must settle.
func (c *staffComparison) byName(people []gigc.Person) {
	inFiles := map[string]int{}
	for _, p := range people {
		inFiles[personKey(p)]++
	}
	for _, p := range people {
		var found []*baseStaff
		for _, b := range c.staff {
			if !b.taken && b.key() == personKey(p) && !differ(p, b) {
				found = append(found, b)
			}
		}
		switch {
		case len(found) == 1 && inFiles[personKey(p)] == 1:
			found[0].taken = true
			c.pairs = append(c.pairs, staffPair{p, found[0]})
		case len(found) > 0:
			c.reject(p, "des homonymes que rien ne distingue. Écrivez la date de naissance de chacun, dans le fichier et sur leur fiche")
		case c.holder(p.Email) != nil:
			c.reject(p, "l’adresse "+p.Email+" est déjà celle de "+c.holder(p.Email).name()+". S’il s’agit de la même personne, corrigez son nom ou sa date de naissance sur sa fiche")
		default:
			c.pairs = append(c.pairs, staffPair{p, nil})
		}
	}
}

func (c *staffComparison) holder(email string) *baseStaff {
	for _, b := range c.staff {
		if email != "" && strings.EqualFold(b.Email, email) {
			return b
		}
	}
	return nil
}

// compare says what each pair changes, and who is not in the files.
func (c *staffComparison) compare() {
	for _, pair := range c.pairs {
		if pair.row == nil {
			c.add(pair.person)
			continue
		}
		c.change(pair.person, pair.row)
	}
	named := map[string]bool{} // those whom a doubt leaves out are in the files all the same
	for _, p := range c.export.People {
		named[personKey(p)] = true
	}
	for _, b := range c.staff {
		gone := b.ActiveUntil != "" && b.ActiveUntil < c.today
		if !b.taken && !gone && !named[b.key()] {
			c.Absent = append(c.Absent, ImportStaff{ID: b.ID, Name: b.name(), Discipline: b.Discipline})
		}
		if b.taken && gone {
			c.Notes = append(c.Notes, fmt.Sprintf("%s est dans le fichier, mais son accès est fermé depuis le %s : l’administrateur le rouvre sur sa fiche s’il y a lieu.", b.name(), b.ActiveUntil.Short()))
		}
	}
}

// fits cuts a text to its column, whose lengths are those of the collection.
func fits(s string, max int) string {
	if r := []rune(s); len(r) > max {
		return string(r[:max])
	}
	return s
}

func (c *staffComparison) add(p gigc.Person) {
	email := p.Email
	if _, err := NormalizeAddress(email); email != "" && err != nil {
		c.Notes = append(c.Notes, p.Name()+" : l’adresse « "+email+" » n’est pas complète, elle n’est pas reprise.")
		email = ""
	}
	c.Added = append(c.Added, ImportStaff{Name: p.Name(), Discipline: p.Discipline})
	c.plan = append(c.plan, staffRow{who: p.Name(), values: map[string]any{
		"civility": p.Civility, "last_name": fits(p.LastName, 100), "first_name": fits(p.FirstName, 100), "birth_on": p.BirthOn, "phone": fits(p.Phone, 30),
		"phone_mobile": fits(p.Mobile, 30), "email": email, "discipline": fits(p.Discipline, 80),
	}})
}

func (c *staffComparison) change(p gigc.Person, b *baseStaff) {
	values := map[string]any{}
	var fields []FieldChange
	set := func(column, label, old, now string) {
		if now != "" && now != old { // what the file does not say is never erased
			values[column] = now
			fields = append(fields, FieldChange{label, old, now})
		}
	}
	set("civility", "Civilité", CivilityName(b.Civility), p.Civility)
	if fold(b.LastName) != fold(p.LastName) { // capitals and accents are the school's own way of writing
		set("last_name", "Nom", b.LastName, fits(p.LastName, 100))
	}
	if b.BirthOn == "" {
		set("birth_on", "Date de naissance", "", p.BirthOn)
	}
	for _, number := range []struct{ column, label, old, now string }{
		{"phone", "Téléphone", b.Phone, p.Phone}, {"phone_mobile", "Téléphone portable", b.PhoneMobile, p.Mobile},
	} {
		if siecle.NormalisePhone(number.old) != number.now {
			set(number.column, number.label, number.old, fits(number.now, 30))
		}
	}
	set("discipline", "Discipline ou fonction", b.Discipline, fits(p.Discipline, 80))
	c.changeEmail(p, b, set)
	if len(values) > 0 {
		c.Changed = append(c.Changed, ImportChange{ID: b.ID, Name: b.name(), Fields: fields})
		c.plan = append(c.plan, staffRow{id: b.ID, who: b.name(), values: values})
	}
}

// changeEmail takes the address of a file only for who holds no function here: with a function, the address is the key of an
// access, and the administrator alone changes it.
func (c *staffComparison) changeEmail(p gigc.Person, b *baseStaff, set func(column, label, old, now string)) {
	if p.Email == "" || strings.EqualFold(p.Email, b.Email) {
		return
	}
	address, err := NormalizeAddress(p.Email)
	switch {
	case err != nil:
		c.Notes = append(c.Notes, b.name()+" : l’adresse « "+p.Email+" » n’est pas complète, elle n’est pas reprise.")
	case len(b.Roles) > 0:
		c.Notes = append(c.Notes, b.name()+" : le fichier donne l’adresse "+p.Email+". Cette personne a des fonctions, son adresse ouvre son accès : l’administrateur la change sur sa fiche.")
	case c.holder(address) != nil && c.holder(address) != b:
		c.Notes = append(c.Notes, b.name()+" : l’adresse "+p.Email+" est déjà celle de "+c.holder(address).name()+", elle n’est pas reprise.")
	default:
		set("email", "Courriel", b.Email, address)
	}
}

// StaffMatched tells which row each person of the files has, by their line: for who reads more about them once they are
// written. Those left out have none.
func (d *StaffDifference) StaffMatched(app core.App) (map[int]string, error) {
	rows := map[int]string{}
	staff, err := loadStaff(app)
	if err != nil {
		return nil, err
	}
	c := &staffComparison{StaffDifference: &StaffDifference{export: d.export}, staff: staff, today: Clock(app).Today()}
	c.match()
	for _, pair := range c.pairs {
		if pair.row != nil {
			rows[pair.person.Line] = pair.row.ID
		}
	}
	return rows, nil
}

// importKind tells the kind of an import.
func importKind(app core.App, id string) string {
	var kinds []string
	if err := app.DB().Select("kind").From("imports").Where(dbx.HashExp{"id": id}).Column(&kinds); err != nil || len(kinds) == 0 {
		return ""
	}
	return kinds[0]
}
