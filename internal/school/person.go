package school

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
)

// PersonKind is in which quality a person signs in.
type PersonKind string

const (
	GuardianPerson PersonKind = "guardian"
	StaffPerson    PersonKind = "staff"
	PupilPerson    PersonKind = "pupil" // adult pupils only
)

// column is the relation that points to this kind of person in sessions and login_codes.
func (k PersonKind) column() string { return string(k) }

// Person is somebody who can sign in.
type Person struct {
	Kind      PersonKind
	ID        string
	FirstName string
	LastName  string
	Email     string
}

// Name is "Prénom NOM" as written in the base.
func (p Person) Name() string { return strings.TrimSpace(p.FirstName + " " + p.LastName) }

// Majority is the age at which a pupil signs alone (Code civil, art. 388 and 414).
const Majority = 18

// PeopleAt lists who holds an e-mail address: staff in office, guardians of a pupil present, adult pupils present.
func PeopleAt(app core.App, address string) ([]Person, error) {
	people, err := peoplePresent(app, "LOWER(x.email) = {:value}", address)
	if err != nil {
		return nil, fmt.Errorf("people at an address: %w", err)
	}
	return people, nil
}

// FindPerson returns one person who can sign in.
func FindPerson(app core.App, kind PersonKind, id string) (Person, error) {
	table := map[PersonKind]string{GuardianPerson: "guardians", StaffPerson: "staff", PupilPerson: "pupils"}[kind]
	record, err := app.FindRecordById(table, id)
	if err != nil {
		return Person{}, fmt.Errorf("person: %w", err)
	}
	p := Person{Kind: kind, ID: id, FirstName: record.GetString("first_name"), LastName: record.GetString("last_name"), Email: record.GetString("email")}
	if usage := record.GetString("usage_name"); usage != "" {
		p.LastName = usage
	}
	return p, nil
}

// Child is a pupil as their family sees them.
type Child struct {
	ID        string
	FirstName string
	LastName  string
	BirthOn   law.Day
	Class     string // code of the class, "" when none
	ClassID   string
	Level     int // responsibility of the viewer: 1 legal, 2 in charge; 0 for the pupil
	Pays      bool
	LivesWith bool
	Disagree  bool // a disagreement between holders of parental authority is known
}

// ChildrenOf lists the pupils present whom the viewer, a guardian or an adult pupil, may see. The viewer decides: there is
// no way to ask for someone else's.
func ChildrenOf(app core.App, viewer Actor) ([]Child, error) {
	q := app.DB().Select("p.id", "p.first_name", "p.last_name", "p.birth_on", "COALESCE(c.code, '') AS class", "p.class AS class_id",
		"p.disagreement AS disagree").From("pupils p").LeftJoin("classes c", dbx.NewExp("c.id = p.class")).
		Where(dbx.HashExp{"p.left_on": ""}).OrderBy("p.birth_on", "p.first_name")
	switch viewer.Kind {
	case Guardian:
		// A mere contact (level 3) holds no right over the child's file.
		q.AndSelect("g.responsibility AS level", "g.pays", "g.lives_with").
			InnerJoin("guardianships g", dbx.NewExp("g.pupil = p.id AND g.ended_on = '' AND g.responsibility < 3")).
			AndWhere(dbx.HashExp{"g.guardian": viewer.ID})
	case Pupil:
		q.AndWhere(dbx.HashExp{"p.id": viewer.ID})
	case System, Staff, Operator, Guest:
		return nil, nil
	}
	var children []Child
	if err := q.All(&children); err != nil {
		return nil, fmt.Errorf("children: %w", err)
	}
	return children, nil
}

// ChildOf returns one pupil if the viewer may see them; found is false otherwise, and it does not tell whether the pupil exists.
func ChildOf(app core.App, viewer Actor, pupilID string) (child Child, found bool, err error) {
	children, err := ChildrenOf(app, viewer)
	for _, c := range children {
		if c.ID == pupilID {
			return c, true, nil
		}
	}
	return Child{}, false, err
}

// OtherGuardian is what one guardian may know of another guardian of the same child: a name and a kinship, never how to
// reach them (I-10).
type OtherGuardian struct {
	ID        string
	FirstName string
	LastName  string
	Kinship   string // SIECLE code
	Level     int
}

// OtherGuardiansOf lists the other legal guardians of a child that the viewer may see.
func OtherGuardiansOf(app core.App, viewer Actor, pupilID string) ([]OtherGuardian, error) {
	if _, found, err := ChildOf(app, viewer, pupilID); err != nil || !found {
		return nil, err
	}
	var others []OtherGuardian
	err := app.DB().Select("g.id", "g.first_name", "COALESCE(NULLIF(g.usage_name, ''), g.last_name) AS last_name",
		"s.kinship_code AS kinship", "s.responsibility AS level").From("guardianships s").
		InnerJoin("guardians g", dbx.NewExp("g.id = s.guardian")).
		Where(dbx.HashExp{"s.pupil": pupilID, "s.ended_on": "", "s.responsibility": 1}).
		AndWhere(dbx.NewExp("g.id != {:me}", dbx.Params{"me": viewer.ID})).OrderBy("g.id").All(&others)
	if err != nil {
		return nil, fmt.Errorf("other guardians: %w", err)
	}
	return others, nil
}

// Identity is the school's row as pages, letters and files need it.
type Identity struct {
	UAI, Name, Kind, Academy, Authority, Address, Postcode, Town, Phone, Email string
	HeadName, HeadTitle, BursarName, AccountantName                            string
	SocialWorkerName                                                           string
	PayfipNumcli, PayfipMode, PayfipSoapURL, PayfipPageURL, OnlinePortalURL    string
	HeadCivility, BursarCivility, BursarTitle, AccountantCivility              string
	SocialWorkerCivility, SocialWorkerTitle, Website, AgencySchool             string
	DPOName                                                                    string `db:"dpo_name"` // who watches over data
	DPOEmail                                                                   string `db:"dpo_email"`
	HostName, HostAddress, HostPhone                                           string
	AccountingYear, InsuranceNote                                              string
	IBAN, BIC, ICS, SIRET                                                      string
	UnderContract                                                              bool
}

// HeadSigns is in what capacity the head signs: their title, or the name of the function.
func (i Identity) HeadSigns() string {
	return cmp.Or(Capitalised(i.HeadTitle), "Le chef d’établissement")
}

// Head is the head's name with its civility.
func (i Identity) Head() string { return strings.TrimSpace(i.HeadCivility + " " + i.HeadName) }

// Bursar is the bursar's name with its civility.
func (i Identity) Bursar() string { return strings.TrimSpace(i.BursarCivility + " " + i.BursarName) }

// Accountant is the accountant's name with its civility.
func (i Identity) Accountant() string {
	return strings.TrimSpace(i.AccountantCivility + " " + i.AccountantName)
}

// SocialWorker is whom to ask for help, with civility, name and title as letters print them.
func (i Identity) SocialWorker() string {
	name := strings.TrimSpace(i.SocialWorkerCivility + " " + i.SocialWorkerName)
	if name == "" || i.SocialWorkerTitle == "" {
		return name
	}
	return name + ", " + i.SocialWorkerTitle
}

// PostLines are the lines of the school's address.
func (i Identity) PostLines() []string {
	var lines []string
	for line := range strings.SplitSeq(i.Address+"\n"+i.Postcode+" "+i.Town, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// Capitalised gives a title its capital: « La principale ».
func Capitalised(s string) string {
	if s == "" {
		return ""
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// IdentityOf reads the school's row; the zero Identity when the folder holds no school yet.
func IdentityOf(app core.App) (Identity, error) {
	var rows []Identity
	err := app.DB().Select("uai", "name", "kind", "academy", "authority", "address", "postcode", "town", "phone", "email", "head_name",
		"head_title", "bursar_name", "accountant_name", "social_worker_name", "payfip_numcli", "payfip_mode",
		"payfip_soap_url", "payfip_page_url", "online_portal_url", "head_civility", "bursar_civility", "bursar_title", "accountant_civility",
		"social_worker_civility", "social_worker_title", "website", "agency_school", "accounting_year", "insurance_note", "iban", "bic", "ics",
		"siret", "under_contract", "dpo_name", "dpo_email", "host_name", "host_address", "host_phone").From("school").Limit(1).All(&rows)
	if err != nil {
		return Identity{}, fmt.Errorf("school: %w", err)
	}
	if len(rows) == 0 {
		return Identity{}, nil
	}
	return rows[0], nil
}

func hashID(id string) dbx.Expression { return dbx.HashExp{"id": id} }

// Year is a school year.
type Year struct{ ID, Label, StartsOn, EndsOn string }

// CurrentYear is the current school year; the zero Year before any import.
func CurrentYear(app core.App) (Year, error) {
	var rows []Year
	err := app.DB().Select("id", "label", "starts_on", "ends_on").From("school_years").Where(dbx.HashExp{"is_current": true}).Limit(1).All(&rows)
	if err != nil {
		return Year{}, fmt.Errorf("school year: %w", err)
	}
	if len(rows) == 0 {
		return Year{}, nil
	}
	return rows[0], nil
}

// Contact is how the school reaches a guardian, as that guardian may read it: their own, never another's.
type Contact struct{ Email, PhoneMobile, PhoneHome, PhoneWork, Address string }

// ContactOf returns the viewer's own contact details; none to someone who came in through a mailbox that several guardians
// share: whoever reads it may have chosen the other's name, whose address may be hidden (I-10). A printed code identifies.
func ContactOf(app core.App, viewer Actor) (Contact, error) {
	if viewer.Kind != Guardian || viewer.SharedAddress {
		return Contact{}, nil
	}
	r, err := app.FindRecordById("guardians", viewer.ID)
	if err != nil {
		return Contact{}, fmt.Errorf("own contact: %w", err)
	}
	var lines []string
	for _, f := range []string{"address1", "address2", "address3", "address4"} {
		if s := r.GetString(f); s != "" {
			lines = append(lines, s)
		}
	}
	if town := strings.TrimSpace(r.GetString("postcode") + " " + r.GetString("town")); town != "" {
		lines = append(lines, town)
	}
	return Contact{
		Email: r.GetString("email"), PhoneMobile: r.GetString("phone_mobile"), PhoneHome: r.GetString("phone_home"),
		PhoneWork: r.GetString("phone_work"), Address: strings.Join(lines, ", "),
	}, nil
}
