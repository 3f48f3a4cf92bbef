package school

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
)

// ErrNoStaff is returned for a member of staff who does not exist.
var ErrNoStaff = errors.New("cette personne n’existe pas")

// StaffMember is a person of the school's staff, with what they may do here and until when.
type StaffMember struct {
	ID, Civility, LastName, FirstName, Email, Phone, PhoneMobile, Discipline string
	BirthOn                                                                  law.Day
	Roles                                                                    types.JSONArray[Role]
	ActiveFrom, ActiveUntil                                                  law.Day
	SeenAt                                                                   types.DateTime `db:"seen_at"` // last page opened; zero when they never came
}

// Name is how the person is called.
func (m StaffMember) Name() string {
	return strings.TrimSpace(CivilityName(m.Civility) + " " + m.FirstName + " " + m.LastName)
}

// InOffice tells whether the person may enter on a day.
func (m StaffMember) InOffice(on law.Day) bool {
	return (m.ActiveFrom == "" || m.ActiveFrom <= on) && (m.ActiveUntil == "" || m.ActiveUntil >= on)
}

// StaffFor lists the staff for who gives roles, by name.
func StaffFor(app core.App, viewer Actor) ([]StaffMember, error) {
	if err := Require(viewer, GiveRoles); err != nil {
		return nil, err
	}
	return staffWhere(app, dbx.NewExp("1 = 1"))
}

// StaffMemberFor reads one member of staff for who gives roles.
func StaffMemberFor(app core.App, viewer Actor, id string) (StaffMember, error) {
	if err := Require(viewer, GiveRoles); err != nil {
		return StaffMember{}, err
	}
	found, err := staffWhere(app, dbx.HashExp{"t.id": id})
	if err != nil {
		return StaffMember{}, err
	}
	if len(found) == 0 {
		return StaffMember{}, ErrNoStaff
	}
	return found[0], nil
}

func staffWhere(app core.App, where dbx.Expression) ([]StaffMember, error) {
	var rows []StaffMember
	err := app.DB().Select("t.id", "t.civility", "t.last_name", "t.first_name", "t.email", "t.phone", "t.phone_mobile", "t.birth_on", "t.discipline", "t.roles", "t.active_from",
		"t.active_until", "COALESCE((SELECT MAX(s.seen_at) FROM sessions s WHERE s.staff = t.id), '') AS seen_at").From("staff t").
		Where(where).OrderBy("t.last_name", "t.first_name").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("staff: %w", err)
	}
	return rows, nil
}

// SaveStaff creates a member of staff, or changes the one named by m.ID. Roles and access are the administrator's to give
// (the door says so too); the last administrator in office cannot leave by mistake.
func SaveStaff(ctx context.Context, app core.App, m StaffMember) (id string, err error) {
	if err := Require(ActorIn(ctx), GiveRoles); err != nil {
		return "", err
	}
	if m, err = checkStaff(m); err != nil {
		return "", err
	}
	err = InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := staffRecord(tx, m.ID)
		if err != nil {
			return err
		}
		if err := checkStaffAddress(tx, m); err != nil {
			return err
		}
		record.Load(map[string]any{
			"civility": m.Civility, "last_name": m.LastName, "first_name": m.FirstName, "email": m.Email, "phone": m.Phone, "phone_mobile": m.PhoneMobile, "birth_on": string(m.BirthOn), "discipline": m.Discipline,
			"roles": []Role(m.Roles), "active_from": string(m.ActiveFrom), "active_until": string(m.ActiveUntil),
		})
		if err := tx.SaveWithContext(ctx, record); err != nil {
			return err
		}
		id = record.Id
		return checkAdministrator(tx)
	})
	return id, err
}

func checkStaff(m StaffMember) (StaffMember, error) {
	var r law.Refusal
	complain := func(field, what, fix string) {
		r.Findings = append(r.Findings, law.Finding{Severity: law.Block, Field: field, What: what, Fix: fix})
	}
	m.LastName, m.FirstName = strings.TrimSpace(m.LastName), strings.TrimSpace(m.FirstName)
	if m.LastName == "" {
		complain("nom", "Le nom manque.", "Écrivez le nom de famille de la personne.")
	}
	if strings.TrimSpace(m.Email) == "" {
		m.Email = ""
		if len(m.Roles) > 0 {
			complain("courriel", "Sans adresse électronique, cette personne ne peut pas se connecter.", "Écrivez son adresse professionnelle : le code de connexion y est envoyé.")
		}
	} else if address, err := NormalizeAddress(m.Email); err != nil {
		complain("courriel", "L’adresse électronique n’est pas complète.", "Écrivez-la comme prenom.nom@ac-exemple.fr.")
	} else {
		m.Email = address
	}
	if m.BirthOn != "" && (m.BirthOn < "1900-01-01" || m.BirthOn > "2100-01-01") {
		complain("naissance", "La date de naissance n’est pas plausible.", "Vérifiez l’année.")
	}
	if m.ActiveFrom != "" && m.ActiveUntil != "" && m.ActiveUntil < m.ActiveFrom {
		complain("jusquau", "La fin de fonction précède son début.", "Vérifiez les deux dates.")
	}
	if slices.Contains(m.Roles, Head) && slices.Contains(m.Roles, Accountant) {
		complain("fonctions", "La même personne ne peut pas ordonner et tenir la caisse.", "Le chef d’établissement et l’agent comptable sont deux personnes (F-01) : retirez l’une des deux fonctions.")
	}
	for _, role := range m.Roles {
		if !slices.Contains(AllRoles, role) {
			complain("fonctions", "Une fonction choisie n’existe pas.", "Choisissez parmi les fonctions proposées.")
		}
	}
	if len(r.Findings) > 0 {
		return m, &r
	}
	return m, nil
}

func staffRecord(app core.App, id string) (*core.Record, error) {
	if id == "" {
		return NewRecord(app, "staff")
	}
	record, err := app.FindRecordById("staff", id)
	if err != nil {
		return nil, ErrNoStaff
	}
	return record, nil
}

func checkStaffAddress(app core.App, m StaffMember) error {
	if m.Email == "" {
		return nil
	}
	others, err := staffWhere(app, dbx.And(dbx.HashExp{"t.email": m.Email}, dbx.NewExp("t.id != {:id}", dbx.Params{"id": m.ID})))
	if err != nil || len(others) == 0 {
		return err
	}
	return law.Object("courriel", "Cette adresse est déjà celle de "+others[0].Name()+".", "Chaque membre du personnel a sa propre adresse : le code qui y arrive vaut signature.")
}

func checkAdministrator(app core.App) error {
	today := Clock(app).Today()
	all, err := staffWhere(app, dbx.Like("t.roles", `"`+string(Administrator)+`"`))
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(m StaffMember) bool { return m.InOffice(today) && m.Email != "" }) {
		return nil
	}
	return law.Object("fonctions", "Il ne resterait plus aucun administrateur de l’application.", "Donnez d’abord cette fonction à une autre personne en poste, qui a une adresse électronique.")
}

// GuardiansAt lists the guardians who hold an e-mail address, for who gives roles: a teacher may be a parent here, and both
// spaces are then offered at sign-in.
func GuardiansAt(app core.App, viewer Actor, address string) ([]Person, error) {
	if err := Require(viewer, GiveRoles); err != nil {
		return nil, err
	}
	address, err := NormalizeAddress(address)
	if err != nil {
		return nil, nil //nolint:nilerr // nobody holds what is not an address
	}
	people, err := PeopleAt(app, address)
	return slices.DeleteFunc(people, func(p Person) bool { return p.Kind != GuardianPerson }), err
}
