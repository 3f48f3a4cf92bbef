package trip

import (
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Kinds of papers of a traveller. No number of a document is ever kept: what was seen, until when it holds, who saw it.
const (
	PaperIdentity       = "identity"
	PaperExitPermit     = "ast" // autorisation de sortie du territoire
	PaperInsurance      = "insurance"
	PaperHealthSheet    = "health_sheet" // a tick: it travels in a sealed envelope, its content is nowhere here (V-69)
	PaperVisa           = "visa"         // visa, residence permit or DCEM
	PaperCollective     = "collective_document"
	PaperHealthCard     = "ceam"
	PaperBothParents    = "both_parents"
	PaperSecurityLetter = "security_letter"
	PaperOther          = "other"
)

// PaperKinds lists the kinds in the order of the screens.
var PaperKinds = []string{
	PaperIdentity, PaperExitPermit, PaperBothParents, PaperCollective, PaperVisa, PaperInsurance, PaperHealthCard, PaperHealthSheet,
	PaperSecurityLetter, PaperOther,
}

// PaperLabel is the French name of a kind of paper.
func PaperLabel(kind string) string { return paperLabels[kind] }

var paperLabels = map[string]string{
	PaperIdentity: "Pièce d’identité", PaperExitPermit: "Autorisation de sortie du territoire", PaperInsurance: "Attestation d’assurance",
	PaperHealthSheet: "Fiche sanitaire sous pli fermé", PaperVisa: "Visa, titre de séjour ou DCEM", PaperCollective: "Document de voyage collectif",
	PaperHealthCard: "Carte européenne d’assurance maladie", PaperBothParents: "Accord des deux parents pour sortir du territoire",
	PaperSecurityLetter: "Lettre de sécurité", PaperOther: "Autre pièce",
}

// States of a paper; "" is not handed in.
const (
	PaperReceived = "received"
	PaperChecked  = "checked"
	PaperRefused  = "refused"
	PaperWaived   = "waived"
)

// PaperStateLabel is the French name of a paper's state.
func PaperStateLabel(state string) string { return paperStates[state] }

var paperStates = map[string]string{"": "attendue", PaperReceived: "reçue", PaperChecked: "vérifiée", PaperRefused: "refusée", PaperWaived: "dispensée"}

// Natures of an identity document.
const (
	IDCard           = "id_card"
	Passport         = "passport"
	ResidencePermit  = "residence_permit"
	RefugeeDocument  = "refugee_document"
	ProfessionalCard = "professional_card"
)

// Paper is a row of documents.
type Paper struct {
	ID, Pupil, Chaperone, Asked, Kind, State, Paper, Nationality string
	IssuedOn, ExpiresOn, SignedOn                                law.Day
	OriginalSeen, CoversLiability, CoversAccident                bool
	SignatoryID, SignatoryPaper, SignatoryNationality            string
	SignatoryExpiresOn                                           law.Day
	Reason, CheckedBy, CheckedAt                                 string
}

// france is the code of French nationality in SIECLE (INSEE, without its leading 99).
const france = "100"

// union holds the nationalities whose holders move freely: the code of SIECLE for each country of the European Union, of
// the European Economic Area and Switzerland, with the two letters by which a destination is known.
var union = map[string]string{
	"109": "DE", "110": "AT", "131": "BE", "111": "BG", "254": "CY", "119": "HR", "101": "DK", "134": "ES", "106": "EE", "105": "FI", france: "FR",
	"126": "GR", "112": "HU", "136": "IE", "127": "IT", "107": "LV", "108": "LT", "137": "LU", "144": "MT", "135": "NL", "122": "PL", "139": "PT",
	"114": "RO", "117": "SK", "145": "SI", "104": "SE", "116": "CZ", // the twenty-seven
	"102": "IS", "113": "LI", "103": "NO", // European Economic Area
	"140": "CH",
}

// Origin is what a nationality means at a border.
type Origin string

const (
	FromFrance    Origin = "france"
	FromUnion     Origin = "union" // European Union, European Economic Area, Switzerland
	FromAbroad    Origin = "third"
	FromNowhere   Origin = "" // nobody has said
	ireland              = "IE"
	unitedKingdom        = "GB"
)

// OriginOf reads a SIECLE code of nationality.
func OriginOf(code string) Origin {
	code = strings.TrimPrefix(strings.TrimSpace(code), "99")
	switch {
	case code == "":
		return FromNowhere
	case code == france:
		return FromFrance
	case union[code] != "":
		return FromUnion
	}
	return FromAbroad
}

// inUnion tells whether a destination is in the European Union, the European Economic Area or Switzerland.
func inUnion(country string) bool {
	for _, c := range union {
		if c == country {
			return true
		}
	}
	return false
}

// cardCountries take an identity card though they are outside: their only ways in are through the Union (V-57).
var cardCountries = []string{"AD", "MC", "SM", "VA"}

// takesCards tells whether an identity card is enough to enter a country.
func takesCards(country string) bool {
	return inUnion(country) || slices.Contains(cardCountries, country)
}

// Key tells a paper from the others of the same person: its kind, and for what only the organiser asks, what was asked.
func (p Paper) Key() string { return paperKey(p.Kind, p.Asked) }

func paperKey(kind, asked string) string {
	if kind == PaperOther {
		return kind + "-" + asked
	}
	return kind
}

// Need is a paper that is expected of one traveller.
type Need struct {
	Kind, Rule, Label, Note string
	AskedID                 string // row of documents_asked, when the organiser has said something about it
	DueOn                   law.Day
	Blocks                  bool // asked by the organiser as a condition; what the rules ask blocks by the rules
}

// Key is the key of the paper that answers the need.
func (n Need) Key() string { return paperKey(n.Kind, n.AskedID) }

// needs is the table of what the law has each pupil bring, by where they go, how old they are and where they come from.
var needs = []struct {
	Kind, Rule string
	When       func(TravellerFacts) bool
}{
	{PaperIdentity, "V-57", func(f TravellerFacts) bool { return f.Trip.Abroad() && !f.onCollective() }},
	{PaperExitPermit, "V-54", func(f TravellerFacts) bool { return f.Trip.Abroad() && f.minor() }},
	{PaperBothParents, "V-56", func(f TravellerFacts) bool { return f.Trip.Abroad() && f.minor() && f.Traveller.ExitBan }},
	{PaperCollective, "V-59", func(f TravellerFacts) bool { return f.thirdCountryMinor() && !f.onOwnPapers() }},
	{PaperVisa, "V-59", func(f TravellerFacts) bool { return f.thirdCountryMinor() && !f.onCollective() }},
	{PaperInsurance, "V-62", func(f TravellerFacts) bool { return f.Trip.Obligation == Optional }},
	{PaperHealthCard, "V-61", func(f TravellerFacts) bool { return f.Trip.Abroad() && inUnion(f.Trip.CountryCode) }},
	{PaperHealthSheet, "V-69", func(f TravellerFacts) bool { return f.Trip.Nights() > 0 }},
}

// paperLead is how long before the departure papers are expected, when the organiser says nothing (V-54).
const paperLead = 14

// NeedsOf lists what one pupil brings: what the law asks first, then what the organiser adds.
func NeedsOf(f TravellerFacts) []Need {
	var all []Need
	for _, n := range needs {
		if !n.When(f) {
			continue
		}
		need := Need{Kind: n.Kind, Rule: n.Rule, Label: PaperLabel(n.Kind), DueOn: f.Trip.DepartsOn.Add(-paperLead)}
		for _, a := range f.Asked {
			if a.Kind == n.Kind && a.Audience == "pupils" {
				need.AskedID, need.Note = a.ID, a.Note
				if a.DueOn != "" {
					need.DueOn = a.DueOn
				}
			}
		}
		all = append(all, need)
	}
	for _, a := range f.Asked {
		if a.Audience != "pupils" || slices.ContainsFunc(all, func(n Need) bool { return n.AskedID == a.ID }) {
			continue
		}
		need := Need{Kind: a.Kind, Label: PaperLabel(a.Kind), Note: a.Note, AskedID: a.ID, DueOn: a.DueOn, Blocks: a.Blocks}
		if a.Label != "" {
			need.Label = a.Label
		}
		if need.DueOn == "" {
			need.DueOn = f.Trip.DepartsOn.Add(-paperLead)
		}
		all = append(all, need)
	}
	return all
}

// AskedPaper is a row of documents_asked: what the organiser asks besides the law, or says about what the law asks.
type AskedPaper struct {
	ID, Kind, Label, Audience, Note string
	DueOn                           law.Day
	Blocks                          bool
}

// minor tells whether the pupil is under eighteen on the day of departure; an unknown birth date counts as a minor's.
func (f TravellerFacts) minor() bool {
	return f.Traveller.BirthOn == "" || f.Traveller.BirthOn.AgeOn(f.Trip.DepartsOn) < school.Majority
}

// origin is where the pupil comes from at a border: the document shown says it before SIECLE does.
func (f TravellerFacts) origin() Origin {
	if p, shown := f.Traveller.Papers[PaperIdentity]; shown && p.Nationality != "" {
		return OriginOf(p.Nationality)
	}
	return OriginOf(f.Traveller.Nationality)
}

// thirdCountryMinor tells whether V-59 speaks of the pupil.
func (f TravellerFacts) thirdCountryMinor() bool {
	return f.Trip.Abroad() && inUnion(f.Trip.CountryCode) && f.minor() && f.origin() == FromAbroad
}

// onCollective tells whether a collective travel document stands for the pupil's own papers. Ireland wants the passport too.
func (f TravellerFacts) onCollective() bool {
	_, listed := f.checked(PaperCollective)
	return f.thirdCountryMinor() && listed && f.Trip.CountryCode != ireland
}

// onOwnPapers tells whether the pupil travels on a passport and what proves the right to come back.
func (f TravellerFacts) onOwnPapers() bool {
	id, seen := f.checked(PaperIdentity)
	_, stays := f.checked(PaperVisa)
	return seen && stays && (id.Paper == Passport || id.Paper == RefugeeDocument)
}

// checked returns a paper that somebody has looked at and accepted.
func (f TravellerFacts) checked(kind string) (Paper, bool) {
	p, there := f.Traveller.Papers[kind]
	return p, there && p.State == PaperChecked
}

// Nationality is a SIECLE code with the country's two letters.
type Nationality struct{ Code, Country string }

// UnionNationalities lists the nationalities of the Union, the European Economic Area and Switzerland, France excepted.
func UnionNationalities() []Nationality {
	var all []Nationality
	for code, country := range union {
		if code != france {
			all = append(all, Nationality{code, country})
		}
	}
	slices.SortFunc(all, func(a, b Nationality) int { return strings.Compare(a.Country, b.Country) })
	return all
}
