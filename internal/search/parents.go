package search

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// What a person was recognised by.
const (
	byName    = "nom"
	byPhone   = "téléphone"
	byMail    = "courriel"
	byPayment = "a déjà payé pour l’élève"
)

// tied is a guardian of a pupil. Details that are hidden are not even read: a search must not tell whose they are.
type tied struct {
	PupilID, PupilLast, PupilUsage, PupilFirst, Class string
	Civility, LastName, UsageName, FirstName          string
	Kinship                                           string
	PhoneMobile, PhoneHome, PhoneWork, Email          string
	Responsibility                                    int
	Hidden                                            bool
	EndedOn                                           law.Day
}

// findParents finds the pupils behind a name, a telephone number or an address: of guardians, and of whoever has already paid, for those who see money. A guardian whose details are hidden from one pupil's file is hidden
// everywhere.
func (a *Answers) findParents(app core.App, w wanted) error {
	var rows []tied
	err := app.DB().NewQuery(`SELECT p.id AS pupil_id, p.last_name AS pupil_last, p.usage_name AS pupil_usage, p.first_name AS pupil_first, COALESCE(c.code, '') AS class,
			r.civility, r.last_name, r.usage_name, r.first_name, g.kinship_code AS kinship, g.responsibility, g.ended_on, h.hidden,
			CASE WHEN h.hidden THEN '' ELSE r.phone_mobile END AS phone_mobile, CASE WHEN h.hidden THEN '' ELSE r.phone_home END AS phone_home,
			CASE WHEN h.hidden THEN '' ELSE r.phone_work END AS phone_work, CASE WHEN h.hidden THEN '' ELSE r.email END AS email
		FROM guardianships g JOIN guardians r ON r.id = g.guardian JOIN pupils p ON p.id = g.pupil LEFT JOIN classes c ON c.id = p.class
		JOIN (SELECT guardian, MAX(address_hidden) AS hidden FROM guardianships GROUP BY guardian) h ON h.guardian = g.guardian`).All(&rows)
	if err != nil {
		return fmt.Errorf("search of families: %w", err)
	}
	var all []Parent
	for _, r := range rows {
		by := w.recognises(r.FirstName+" "+r.LastName+" "+r.UsageName, r.Email, r.PhoneMobile, r.PhoneHome, r.PhoneWork)
		if by == "" {
			continue
		}
		all = append(all, Parent{
			PupilID: r.PupilID, Pupil: strings.TrimSpace(cmp.Or(r.PupilUsage, r.PupilLast) + " " + r.PupilFirst), Class: r.Class, Hidden: r.Hidden, By: by,
			Name: strings.TrimSpace(school.CivilityName(r.Civility) + " " + r.FirstName + " " + cmp.Or(r.UsageName, r.LastName)), Tie: r.tie(),
		})
	}
	payers, err := a.payers(app, w, all)
	if err != nil {
		return err
	}
	all = append(all, payers...)
	sortBy(all, func(p Parent) string { return p.Pupil + "\x00" + p.Class + "\x00" + p.Name })
	a.Parents = kept(a.More, Parents, all)
	return nil
}

// recognises says by what a search knows a person, "" when it does not.
func (w wanted) recognises(name, mail string, phones ...string) string {
	switch {
	case w.mail != "":
		if mail != "" && strings.Contains(strings.ToLower(mail), w.mail) {
			return byMail
		}
	case w.digits != "":
		if slices.ContainsFunc(phones, func(p string) bool { return strings.Contains(national(digitsOf(p)), w.digits) }) {
			return byPhone
		}
	case w.in(name):
		return byName
	}
	return ""
}

// tie is « mère, représentant légal ».
func (t tied) tie() string {
	g := school.GuardianFile{KinshipCode: t.Kinship, Responsibility: t.Responsibility}
	tie := g.Kinship() + ", " + g.Level()
	if t.EndedOn != "" {
		tie += ", jusqu’au " + t.EndedOn.Short()
	}
	return tie
}

// payers are those who have paid for a pupil under a name that no guardian bears: a grandmother, a neighbour.
func (a *Answers) payers(app core.App, w wanted, known []Parent) ([]Parent, error) {
	if !a.SeesMoney || w.mail != "" || w.digits != "" {
		return nil, nil
	}
	var rows []struct{ PupilID, Last, First, Class, Payer string }
	err := app.DB().NewQuery(`SELECT DISTINCT p.id AS pupil_id, COALESCE(NULLIF(p.usage_name, ''), p.last_name) AS last, p.first_name AS first, COALESCE(c.code, '') AS class, d.payer_name AS payer
		FROM payment_details d JOIN payments m ON m.id = d.payment JOIN pupils p ON p.id = m.pupil LEFT JOIN classes c ON c.id = p.class
		WHERE d.payer_name != ''`).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("search of those who paid: %w", err)
	}
	var all []Parent
	for _, r := range rows {
		if !w.in(r.Payer) || slices.ContainsFunc(known, func(p Parent) bool { return p.PupilID == r.PupilID && school.Matches(r.Payer, p.Name) }) {
			continue
		}
		all = append(all, Parent{PupilID: r.PupilID, Pupil: strings.TrimSpace(r.Last + " " + r.First), Class: r.Class, Name: r.Payer, Tie: "tiers", By: byPayment})
	}
	return all, nil
}
