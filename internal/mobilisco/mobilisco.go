// Package mobilisco reads the data of MobiliSCO, an Access file, as mdbtools writes it: one CSV file per table in a folder.
// It is a pure package: a folder in, one [Base] out. Columns are found by name, without case, accents, blanks and signs.
//
// No real file was at hand when this was written: tables and columns are those of a description of MobiliSCO 8.4.
package mobilisco

import (
	"errors"
	"fmt"

	"github.com/openacademie/openacademie/internal/money/cents"
)

// What Read refuses. Each sentence stands alone on a screen.
var (
	ErrNoFolder = errors.New("ce dossier est introuvable ou illisible : donnez celui où mdb-export a écrit les tables")
	ErrNoTable  = errors.New("ce dossier ne contient pas cette table : exportez toutes les tables du fichier .accdb avec mdb-export")
	ErrTable    = errors.New("cette table est illisible : exportez-la de nouveau avec mdb-export, sans changer de séparateur")
	ErrColumns  = errors.New("il manque une colonne à cette table : MobiliSCO 8 ou une version voisine est attendu")
	ErrTooBig   = errors.New("ce fichier est trop volumineux pour une table de MobiliSCO")
	ErrEncoding = errors.New("cette table n'est pas en UTF-8 : laissez à mdb-export son encodage d'origine")
)

// TableError says which table is refused. Err is one of this package.
type TableError struct {
	Table, Detail string
	Err           error
}

func (e *TableError) Error() string {
	s := fmt.Sprintf("%s : %s", e.Table, e.Err)
	if e.Detail != "" {
		s += " (" + e.Detail + ")"
	}
	return s
}

// Unwrap gives the named error.
func (e *TableError) Unwrap() error { return e.Err }

// Limits bound what a folder may cost. A zero field takes the value of [DefaultLimits].
type Limits struct {
	MaxBytes int64 // of one table
	MaxRows  int   // of one table
	MaxText  int   // bytes of one value
}

// DefaultLimits fit the largest schools many times over.
func DefaultLimits() Limits { return Limits{MaxBytes: 64 << 20, MaxRows: 200_000, MaxText: 64 << 10} }

// Base is what a MobiliSCO file says. Days are "2006-01-02", "" when there is none.
type Base struct {
	School   School
	Pupils   map[int]Pupil // by Id_Elève
	Staff    []Person
	Trips    []Trip
	Rejected []Rejected
	Notes    []string
}

// Rejected is a row left out.
type Rejected struct {
	Table  string `json:"table"`
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

// School is the row of settings.
type School struct {
	UAI, Name, Town, Address, Postcode, Phone, Website                                  string
	HeadCivility, HeadTitle, HeadName, BursarCivility, BursarTitle, BursarName          string
	AccountantCivility, AccountantName, SocialCivility, SocialTitle, SocialName, Agency string
	IBAN, BIC, ICS, SIRET, AccountingYear                                               string
}

// Pupil is enough of a pupil to find them again.
type Pupil struct{ Number, LastName, FirstName string }

// Name is how messages call the pupil.
func (p Pupil) Name() string { return joined(p.LastName, p.FirstName) }

// Person is a member of the staff.
type Person struct {
	ID                                                                       int
	Civility, LastName, FirstName, Phone, Mobile, Email, Discipline, BirthOn string
}

// Trip is one trip with all that hangs on it: its JSON is the evidence that is kept.
type Trip struct {
	ID            int          `json:"id"`
	Archived      bool         `json:"archived,omitempty"`
	Destination   string       `json:"destination"`
	Purpose       string       `json:"purpose,omitempty"`
	DepartsOn     string       `json:"departs_on"`
	ReturnsOn     string       `json:"returns_on"`
	VotedOn       string       `json:"voted_on,omitempty"`
	PriceCents    cents.Amount `json:"price_cents"`
	Organiser     int          `json:"organiser"`
	AdvanceCents  cents.Amount `json:"advance_cents,omitempty"`
	LettersBy     string       `json:"letters_by,omitempty"`
	ExchangeFrom  string       `json:"exchange_from,omitempty"`
	ExchangeUntil string       `json:"exchange_until,omitempty"`
	PupilsPlanned int          `json:"pupils_planned,omitempty"`
	AdultsPlanned int          `json:"adults_planned,omitempty"`
	FirstOrder    cents.Amount `json:"first_order_cents,omitempty"`
	Class4        string       `json:"class4,omitempty"`
	PayBy         string       `json:"pay_by,omitempty"`
	Enrolments    []Enrolment  `json:"enrolments,omitempty"`
	Adults        []int        `json:"adults,omitempty"`
	Instalments   []Instalment `json:"instalments,omitempty"`
	Lines         []Line       `json:"lines,omitempty"`
	Payments      []Payment    `json:"payments,omitempty"`
	LetterBlocks  []Block      `json:"letter,omitempty"`
}

// Enrolment is a pupil of a trip.
type Enrolment struct {
	ID             int          `json:"id"`
	Pupil          int          `json:"pupil"`
	Number         string       `json:"number,omitempty"` // Elève No Etab
	Name           string       `json:"name,omitempty"`
	Letter         bool         `json:"letter,omitempty"` // the signed letter came back
	Broken         bool         `json:"broken,omitempty"` // the commitment was broken
	RemissionCents cents.Amount `json:"remission_cents,omitempty"`
}

// Instalment is a date of the schedule.
type Instalment struct {
	Number      string       `json:"number,omitempty"`
	On          string       `json:"on"`
	AmountCents cents.Amount `json:"amount_cents"`
}

// Line is a line of budget, of the project or of the execution.
type Line struct {
	Side          string       `json:"side"`  // expense, income
	Phase         string       `json:"phase"` // project, execution
	Category      string       `json:"category"`
	Label         string       `json:"label,omitempty"`
	Beneficiaries string       `json:"beneficiaries"` // all, pupils, adults
	PerPerson     bool         `json:"per_person,omitempty"`
	AmountCents   cents.Amount `json:"amount_cents"`
}

// Payment is the part of a payment that was booked on a pupil of the trip.
type Payment struct {
	Enrolment   int          `json:"enrolment"`
	On          string       `json:"on,omitempty"`
	AmountCents cents.Amount `json:"amount_cents"`
	Kind        string       `json:"kind,omitempty"` // number of the instalment, FSL, SOL, Reverst
	Means       string       `json:"means,omitempty"`
	Payer       string       `json:"payer,omitempty"`
	Bank        string       `json:"bank,omitempty"`
	Cheque      string       `json:"cheque,omitempty"`
	Slip        string       `json:"slip,omitempty"`
}

// Block is a paragraph of the trip's letter.
type Block struct {
	Name string `json:"name"`
	Text string `json:"text"`
}
