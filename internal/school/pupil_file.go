package school

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/siecle/codes"
)

// ErrNoPupil is returned for a pupil who does not exist.
var ErrNoPupil = errors.New("cet élève n’existe pas")

// PupilFile is a pupil as the office sees them, contact details included: for the staff who see people.
type PupilFile struct {
	ID, LastName, UsageName, FirstName, FirstName2, FirstName3, INE, Sex, BirthPlace string
	BirthOn, EnteredOn, LeftOn                                                       law.Day
	ExitReason, BoardingCode, MefCode, Class, ClassLabel, Mef                        string
	Options                                                                          string // JSON
	Disagreement, ExitBan, Repeating                                                 bool
	Reach
	Adult     bool           `db:"-"`
	Groups    []string       `db:"-"`
	Guardians []GuardianFile `db:"-"`
}

// Reach is how to reach a person.
type Reach struct {
	Email, PhoneMobile, PhoneHome, PhoneWork                                     string
	Address1, Address2, Address3, Address4, Postcode, Town, TownForeign, Country string
	SMSOk                                                                        bool `db:"sms_ok"`
}

// AddressLines are the lines of a letter, without the name.
func (r Reach) AddressLines() []string {
	var lines []string
	for _, line := range []string{
		r.Address1, r.Address2, r.Address3, r.Address4, strings.TrimSpace(r.Postcode + " " + cmp.Or(r.Town, r.TownForeign)),
	} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	if country := strings.ToUpper(r.Country); country != "" && country != "FRANCE" {
		lines = append(lines, country)
	}
	return lines
}

// LetterNameOf is « Mme Léa MARTIN », as letters write the person of a row.
func LetterNameOf(person *core.Record) string {
	last := cmp.Or(person.GetString("usage_name"), person.GetString("last_name"))
	return strings.TrimSpace(CivilityName(person.GetString("civility")) + " " + strings.TrimSpace(person.GetString("first_name")+" "+last))
}

// AddressLinesOf are the lines of a letter to the person of a row, without the name.
func AddressLinesOf(person *core.Record) []string {
	return Reach{
		Address1: person.GetString("address1"), Address2: person.GetString("address2"), Address3: person.GetString("address3"), Address4: person.GetString("address4"),
		Postcode: person.GetString("postcode"), Town: person.GetString("town"), TownForeign: person.GetString("town_foreign"), Country: person.GetString("country"),
	}.AddressLines()
}

// GuardianFile is a guardian of a pupil, with what ties them.
type GuardianFile struct {
	ID, Civility, LastName, UsageName, FirstName, KinshipCode string
	Responsibility, ContactFirst                              int
	Pays, GetsAid, LivesWith, AddressHidden, SharesContact    bool
	EndedOn                                                   law.Day
	Reach
}

// Name is "Mme Léa MARTIN" as letters and lists write it.
func (g GuardianFile) Name() string {
	return strings.TrimSpace(CivilityName(g.Civility) + " " + g.FirstName + " " + cmp.Or(g.UsageName, g.LastName))
}

// Kinship is the tie in French: « mère », « tuteur ».
func (g GuardianFile) Kinship() string {
	if c, known := codes.Kinship().Find(g.KinshipCode); known {
		return strings.ToLower(cmp.Or(c.Edition, c.Label))
	}
	return "lien non précisé"
}

// Level is the responsibility in French.
func (g GuardianFile) Level() string {
	switch g.Responsibility {
	case 1:
		return "représentant légal"
	case 2:
		return "personne en charge"
	}
	return "contact"
}

// CivilityName writes a civility as it is read, whether SIECLE gave its code or its label.
func CivilityName(c string) string {
	switch strings.ToUpper(strings.TrimSuffix(strings.TrimSpace(c), ".")) {
	case "1", "M", "MONSIEUR":
		return "M."
	case "2", "3", "MME", "MADAME", "MLLE":
		return "Mme"
	}
	return ""
}

// Name is how the file calls the pupil.
func (p PupilFile) Name() string {
	return strings.TrimSpace(p.FirstName + " " + cmp.Or(p.UsageName, p.LastName))
}

// Boarding is the régime in French.
func (p PupilFile) Boarding() string {
	if c, known := codes.Boarding().Find(p.BoardingCode); known {
		return sentenceCase(c.Label)
	}
	return ""
}

func sentenceCase(capitals string) string {
	s := []rune(strings.ToLower(strings.ReplaceAll(capitals, "ETABLISSEMENT", "ÉTABLISSEMENT")))
	if len(s) == 0 {
		return ""
	}
	return strings.ToUpper(string(s[0])) + string(s[1:])
}

// OptionLabels lists the options followed.
func (p PupilFile) OptionLabels() []string {
	var options []pupilOption
	if p.Options == "" || json.Unmarshal([]byte(p.Options), &options) != nil {
		return nil
	}
	var labels []string
	for _, o := range options {
		labels = append(labels, cmp.Or(o.Label, cmp.Or(o.Key, o.Code)))
	}
	return labels
}

const reachColumns = "email, phone_mobile, phone_home, phone_work, sms_ok, address1, address2, address3, address4, postcode, town, town_foreign, country"

func reachOf(alias string) []string {
	columns := strings.Split(reachColumns, ", ")
	for i, c := range columns {
		columns[i] = alias + "." + c
	}
	return columns
}

// PupilFileFor reads a pupil with their guardians.
func PupilFileFor(app core.App, viewer Actor, id string) (PupilFile, error) {
	if err := Require(viewer, SeePeople); err != nil {
		return PupilFile{}, err
	}
	var rows []PupilFile
	err := app.DB().Select("p.id", "p.last_name", "p.usage_name", "p.first_name", "p.first_name2", "p.first_name3", "p.ine", "p.sex", "p.birth_place",
		"p.birth_on", "p.entered_on", "p.left_on", "p.exit_reason", "p.boarding_code", "p.mef_code", "COALESCE(p.options, '') AS options", "p.disagreement", "p.exit_ban",
		"p.repeating", "COALESCE(c.code, '') AS class", "COALESCE(c.label, '') AS class_label", "COALESCE(m.label, '') AS mef").
		AndSelect(reachOf("p")...).From("pupils p").LeftJoin("classes c", dbx.NewExp("c.id = p.class")).
		LeftJoin("mefs m", dbx.NewExp("m.code = p.mef_code")).Where(dbx.HashExp{"p.id": id}).All(&rows)
	if err != nil {
		return PupilFile{}, fmt.Errorf("pupil: %w", err)
	}
	if len(rows) == 0 {
		return PupilFile{}, ErrNoPupil
	}
	p := rows[0]
	p.Adult = p.BirthOn != "" && p.BirthOn.AgeOn(Clock(app).Today()) >= Majority
	if err := app.DB().Select("g.code").From("group_members m").InnerJoin("groups g", dbx.NewExp("g.id = m.in_group")).
		Where(dbx.HashExp{"m.pupil": id}).OrderBy("g.code").Column(&p.Groups); err != nil {
		return p, fmt.Errorf("groups of a pupil: %w", err)
	}
	err = app.DB().Select("r.id", "r.civility", "r.last_name", "r.usage_name", "r.first_name", "r.shares_contact", "g.kinship_code", "g.responsibility",
		"g.contact_first", "g.pays", "g.gets_aid", "g.lives_with", "g.address_hidden", "g.ended_on").AndSelect(reachOf("r")...).
		From("guardianships g").InnerJoin("guardians r", dbx.NewExp("r.id = g.guardian")).Where(dbx.HashExp{"g.pupil": id}).
		OrderBy("(g.ended_on != '')", "g.responsibility", "g.contact_first", "r.last_name").All(&p.Guardians)
	if err != nil {
		return p, fmt.Errorf("guardians of a pupil: %w", err)
	}
	return p, nil
}

// MarkPupil records what the school alone knows of a pupil: a disagreement between holders of parental authority, a ban on
// leaving the territory (V-52). The door writes the journal.
func MarkPupil(ctx context.Context, app core.App, id string, disagreement, exitBan bool) error {
	if err := Require(ActorIn(ctx), MarkDisagreement); err != nil {
		return err
	}
	record, err := app.FindRecordById("pupils", id)
	if err != nil {
		return ErrNoPupil
	}
	record.Set("disagreement", disagreement)
	record.Set("exit_ban", exitBan)
	return app.SaveWithContext(ctx, record)
}
