package siecle

// Guardian is one adult, one row for all the siblings. From XML a person is a PERSONNE_ID; a workbook has no such key and
// repeats the person beside each child, so the reader merges by civility, names and one shared contact (e-mail, telephone
// or address), and says so in Export.Notes.
type Guardian struct {
	Key        string // unique in one Export: PERSONNE_ID, or "xl:" and a digest for a workbook (not stable over exports)
	PersonneID string // "" from a workbook

	Civility                       string // "M.", "MME" or as written
	LastName, UsageName, FirstName string
	SMSAccepted                    *bool
	Email                          string

	PhonePersonal, PhoneWork, PhoneMobile string // see [NormalisePhone]

	// SharesContact is COMMUNICATION_ADRESSE: the guardian lets the school give his address to parents' associations.
	SharesContact *bool
	Address       Address
	Extra         map[string]string // as Pupil.Extra; the profession code is here, CODE_PROFESSION
}

// Level is the responsibility of a guardian for one pupil.
type Level int

// The levels of SIECLE since 2018; before, a file said legal 1, legal 2 or contact.
const (
	LevelUnknown Level = 0
	LevelLegal   Level = 1
	LevelCharge  Level = 2 // the person who has the pupil in charge, without legal authority
	LevelContact Level = 3
)

// Link joins a guardian to a pupil.
type Link struct {
	PupilKey, GuardianKey string
	Level                 Level
	// Rank is 1 or 2 for the first and second legal guardian where the file orders them (old XML, workbook), 0 elsewhere.
	Rank         int
	KinshipCode  string // see package codes; "" when the label of a workbook is unknown
	KinshipLabel string // as written, workbook only

	Pays            *bool // pays the school fees
	ReceivesAid     *bool
	LivesWith       *bool // the pupil lives there
	ContactPriority *bool
	Extra           map[string]string
}
