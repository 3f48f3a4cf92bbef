package siecle

// Structure is a class (division) or a group.
type Structure struct {
	Code, Label string
	MEFs        []string // codes, sorted; what pupils of the class may follow
	Classes     []string // for a group: codes of the classes it takes pupils from, sorted
	Extra       map[string]string
}

// MEF is a level of study, « module élémentaire de formation »: "10010012110" is 6EME.
type MEF struct {
	Code, Formation, Label, Edition string
	NationalCode                    string // CODE_MEFSTAT
	ParentCode                      string // MEF_RATTACHEMENT
	// CompulsoryOptions and MinimumOptions are how many options SIECLE demands; nil when not said.
	CompulsoryOptions, MinimumOptions *int
	OpenedOn, ClosedOn                string
	Extra                             map[string]string
}

// Subject is a matière.
type Subject struct {
	Code          string // 6 digits; "" when a workbook alone names the subject
	ManagementKey string // "AGL1"
	Short, Label  string
	Edition       string // the label with its accents
	Extra         map[string]string
}

// Programme says that a subject is taught in a MEF, and how it is elected.
type Programme struct {
	MEF, SubjectCode, Mode string
	Hours                  string // weekly, as written
}

// RankedOption is the rank at which SIECLE accepts a compulsory option in a MEF.
type RankedOption struct {
	MEF, SubjectCode string
	Rank             int
}

// Code is one line of a code list.
type Code struct {
	Code, Short, Label string
	Edition            string // the label with its accents, where the list has one
	Extra              map[string]string
}
