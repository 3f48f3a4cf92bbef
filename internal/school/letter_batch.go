package school

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
)

// Addressee is a person to whom a letter with a one-time code is printed.
type Addressee struct {
	Person
	Civility     string
	AddressLines []string
	Pupils       []string // « Léa MARTIN, 5B »
	Code         string   // set by PrintCodesFor only
}

// LetterName is the first line of the letter.
func (a Addressee) LetterName() string {
	return strings.TrimSpace(CivilityName(a.Civility) + " " + a.Name())
}

// LetterFilter says whose letters: one class by its code, the whole school when empty; only those who have no e-mail
// address, or everybody.
type LetterFilter struct {
	Class    string
	Everyone bool
}

// AddresseesFor lists the legal guardians of pupils present, in the order of classes, for who prints codes.
func AddresseesFor(app core.App, viewer Actor, f LetterFilter) ([]Addressee, error) {
	if err := Require(viewer, PrintCodes); err != nil {
		return nil, err
	}
	where := dbx.And(dbx.HashExp{"g.ended_on": "", "g.responsibility": 1, "p.left_on": ""})
	if f.Class != "" {
		where = dbx.And(where, dbx.HashExp{"c.code": f.Class})
	}
	if !f.Everyone {
		where = dbx.And(where, dbx.HashExp{"r.email": ""})
	}
	return addressees(app, where)
}

// AddresseeFor finds one person to print a letter to: a guardian, or an adult pupil.
func AddresseeFor(app core.App, viewer Actor, kind PersonKind, id string) (Addressee, error) {
	if err := Require(viewer, PrintCodes); err != nil {
		return Addressee{}, err
	}
	if kind == PupilPerson {
		return adultAddressee(app, viewer, id)
	}
	all, err := addressees(app, dbx.HashExp{"r.id": id, "g.ended_on": "", "p.left_on": ""})
	if err != nil {
		return Addressee{}, err
	}
	if len(all) == 0 {
		return Addressee{}, law.Object("", "Cette personne n’est responsable d’aucun élève présent.", "Son accès rouvrira avec le prochain import où elle figure.")
	}
	return all[0], nil
}

func adultAddressee(app core.App, viewer Actor, id string) (Addressee, error) {
	p, err := PupilFileFor(app, viewer, id)
	if err != nil {
		return Addressee{}, err
	}
	if !p.Adult || p.LeftOn != "" {
		return Addressee{}, law.Object("", "Seul un élève majeur et présent reçoit un code à son nom.", "Pour un mineur, le code est remis à un responsable légal.")
	}
	return Addressee{
		Person:       Person{Kind: PupilPerson, ID: p.ID, FirstName: p.FirstName, LastName: cmp.Or(p.UsageName, p.LastName)},
		AddressLines: p.AddressLines(), Pupils: []string{strings.TrimSuffix(p.Name()+", "+p.Class, ", ")},
	}, nil
}

// addressees reads guardians with all their children present, whatever the class that selected them.
func addressees(app core.App, where dbx.Expression) ([]Addressee, error) {
	var ids []string
	err := app.DB().Select("r.id").From("guardianships g").InnerJoin("guardians r", dbx.NewExp("r.id = g.guardian")).
		InnerJoin("pupils p", dbx.NewExp("p.id = g.pupil")).LeftJoin("classes c", dbx.NewExp("c.id = p.class")).
		Where(where).GroupBy("r.id").OrderBy("MIN(COALESCE(c.code, ''))", "r.last_name", "r.first_name").Column(&ids)
	if err != nil || len(ids) == 0 {
		return nil, wrapUnlessNil("people to write to", err)
	}
	var rows []struct {
		ID, Civility, LastName, UsageName, FirstName, PupilName, Class string
		Reach
	}
	err = app.DB().Select("r.id", "r.civility", "r.last_name", "r.usage_name", "r.first_name",
		"TRIM(p.first_name || ' ' || COALESCE(NULLIF(p.usage_name, ''), p.last_name)) AS pupil_name", "COALESCE(c.code, '') AS class").
		AndSelect(reachOf("r")...).From("guardianships g").InnerJoin("guardians r", dbx.NewExp("r.id = g.guardian")).
		InnerJoin("pupils p", dbx.NewExp("p.id = g.pupil AND p.left_on = ''")).LeftJoin("classes c", dbx.NewExp("c.id = p.class")).
		Where(dbx.HashExp{"g.ended_on": ""}).AndWhere(dbx.NewExp("g.responsibility < 3")).OrderBy("p.birth_on").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("people to write to: %w", err)
	}
	found := map[string]*Addressee{}
	for _, r := range rows {
		a := found[r.ID]
		if a == nil {
			a = &Addressee{
				Person:   Person{Kind: GuardianPerson, ID: r.ID, FirstName: r.FirstName, LastName: cmp.Or(r.UsageName, r.LastName), Email: r.Email},
				Civility: r.Civility, AddressLines: r.AddressLines(),
			}
			found[r.ID] = a
		}
		a.Pupils = append(a.Pupils, strings.TrimSuffix(r.PupilName+", "+r.Class, ", "))
	}
	list := make([]Addressee, 0, len(ids))
	for _, id := range ids {
		if a := found[id]; a != nil {
			list = append(list, *a)
		}
	}
	return list, nil
}

// PrintCodesFor makes a new one-time code for each person, which ends their earlier ones, and writes one line of journal.
// The codes come back once, for the letters: only their digests are kept.
func PrintCodesFor(ctx context.Context, app core.App, people []Addressee) ([]Addressee, error) {
	if err := Require(ActorIn(ctx), PrintCodes); err != nil {
		return nil, err
	}
	printed := make([]Addressee, len(people))
	err := InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		ids := make([]string, len(people))
		for i, p := range people {
			code, err := MakeLetterCode(ctx, tx, p.Person)
			if err != nil {
				return err
			}
			p.Code = code
			printed[i], ids[i] = p, p.ID
		}
		entry := Entry{Verb: "codes.print", Note: fmt.Sprintf("%d courriers", len(people)), After: map[string]any{"people": ids}}
		if len(people) == 1 {
			entry.Note = "1 courrier"
			entry.Collection, entry.ID = map[PersonKind]string{GuardianPerson: "guardians", PupilPerson: "pupils"}[people[0].Kind], people[0].ID
		}
		return Journal(ctx, tx, entry)
	})
	return printed, err
}

// LetterCodeDays is how long a printed code is good for, in days.
const LetterCodeDays = int(letterCodeLife / (24 * 60 * 60 * 1e9))

func wrapUnlessNil(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
