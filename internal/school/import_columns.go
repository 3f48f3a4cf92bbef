package school

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/openacademie/openacademie/internal/siecle"
)

// pupilFields is every column of a pupil that SIECLE feeds, except the class and the last day, which move with placements.
var pupilFields = append(append([]field[siecle.Pupil]{
	text("eleve_id", "ELEVE_ID", 20, func(p *siecle.Pupil) string { return p.EleveID }),
	text("ine", "INE", 11, func(p *siecle.Pupil) string { return p.INE }),
	text("elenoet", "Numéro dans l’établissement", 20, func(p *siecle.Pupil) string { return p.Elenoet }),
	text("last_name", "Nom de famille", 100, func(p *siecle.Pupil) string { return p.LastName }),
	text("first_name", "Prénom", 100, func(p *siecle.Pupil) string { return p.FirstName }),
	date("birth_on", "Date de naissance", func(p *siecle.Pupil) string { return p.BirthDate }),
	text("sex", "Sexe", 1, func(p *siecle.Pupil) string { return p.Sex }),
	text("usage_name", "Nom d’usage", 100, func(p *siecle.Pupil) string { return p.UsageName }),
	text("first_name2", "Deuxième prénom", 100, func(p *siecle.Pupil) string { return p.FirstName2 }),
	text("first_name3", "Troisième prénom", 100, func(p *siecle.Pupil) string { return p.FirstName3 }),
	text("id_etab", "Identifiant élève établissement", 30, func(p *siecle.Pupil) string { return p.IDEtab }),
	text("birth_place", "Lieu de naissance", 100, func(p *siecle.Pupil) string { return p.BirthPlace }),
	text("birth_country", "Pays de naissance", 5, func(p *siecle.Pupil) string { return p.BirthCountry }),
	text("nationality", "Nationalité", 5, func(p *siecle.Pupil) string { return p.NationalityCode }),
	answer("repeating", "Redoublement", func(p *siecle.Pupil) *bool { return p.Repeating }),
	text("boarding_code", "Régime", 4, func(p *siecle.Pupil) string { return p.BoardingCode }),
	text("mef_code", "MEF", 11, func(p *siecle.Pupil) string { return p.MEF }),
	text("status_code", "Statut", 4, func(p *siecle.Pupil) string { return p.StatusCode }),
	date("entered_on", "Date d’entrée", func(p *siecle.Pupil) string { return p.EnteredOn }),
	{"last_year", "Scolarité de l’an dernier", list, 0, readLastYear},
	reached("email", "Adresse électronique", 254, pupilReach, func(p *siecle.Pupil) string { return p.Email }),
	reached("phone_mobile", "Téléphone portable", 30, pupilReach, func(p *siecle.Pupil) string { return p.PhoneMobile }),
	reached("phone_home", "Téléphone personnel", 30, pupilReach, func(p *siecle.Pupil) string { return p.PhonePersonal }),
	reached("phone_work", "Téléphone professionnel", 30, pupilReach, func(p *siecle.Pupil) string { return p.PhoneWork }),
	answer("sms_ok", "Accepte les SMS", func(p *siecle.Pupil) *bool { return p.SMSAccepted }),
}, addressFields(func(p *siecle.Pupil) *siecle.Address { return &p.Address })...),
	optionsField, extraField(pupilExtras))

// Places in pupilFields that matching reads.
const (
	eleveIDColumn = iota
	ineColumn
	elenoetColumn
	lastNameColumn
	firstNameColumn
	birthColumn
	sexColumn
)

var guardianFields = append(append([]field[siecle.Guardian]{
	text("personne_id", "PERSONNE_ID", 20, func(g *siecle.Guardian) string { return g.PersonneID }),
	text("civility", "Civilité", 10, func(g *siecle.Guardian) string { return g.Civility }),
	text("last_name", "Nom de famille", 100, func(g *siecle.Guardian) string { return g.LastName }),
	text("first_name", "Prénom", 100, func(g *siecle.Guardian) string { return g.FirstName }),
	reached("email", "Adresse électronique", 254, guardianReach, func(g *siecle.Guardian) string { return g.Email }),
	reached("phone_mobile", "Téléphone portable", 30, guardianReach, func(g *siecle.Guardian) string { return g.PhoneMobile }),
	reached("phone_home", "Téléphone personnel", 30, guardianReach, func(g *siecle.Guardian) string { return g.PhonePersonal }),
	reached("phone_work", "Téléphone professionnel", 30, guardianReach, func(g *siecle.Guardian) string { return g.PhoneWork }),
	text("usage_name", "Nom d’usage", 100, func(g *siecle.Guardian) string { return g.UsageName }),
	answer("sms_ok", "Accepte les SMS", func(g *siecle.Guardian) *bool { return g.SMSAccepted }),
	answer("shares_contact", "Coordonnées communicables", func(g *siecle.Guardian) *bool { return g.SharesContact }),
}, addressFields(func(g *siecle.Guardian) *siecle.Address { return &g.Address })...),
	extraField(guardianExtras))

// guardianReach and pupilReach tell whether the files say how to reach a person at all.
func guardianReach(g *siecle.Guardian) bool {
	return g.Email+g.PhoneMobile+g.PhonePersonal+g.PhoneWork != "" || !g.Address.IsZero()
}

func pupilReach(p *siecle.Pupil) bool {
	return p.Email+p.PhoneMobile+p.PhonePersonal+p.PhoneWork != ""
}

// Places in guardianFields that matching reads; the address follows.
const (
	personneIDColumn = iota
	civilityColumn
	guardianLastColumn
	guardianFirstColumn
	emailColumn
	mobileColumn
	homeColumn
	workColumn
)

var linkFields = []field[siecle.Link]{
	{"responsibility", "Responsabilité", number, 1, func(l *siecle.Link, _ string) (string, bool) {
		return strconv.Itoa(int(l.Level)), l.Level != siecle.LevelUnknown
	}},
	text("kinship_code", "Lien de parenté", 4, func(l *siecle.Link) string { return l.KinshipCode }),
	answer("pays", "Paie les frais scolaires", func(l *siecle.Link) *bool { return l.Pays }),
	answer("gets_aid", "Perçoit les aides", func(l *siecle.Link) *bool { return l.ReceivesAid }),
	answer("lives_with", "Héberge l’élève", func(l *siecle.Link) *bool { return l.LivesWith }),
	{"contact_first", "À contacter en priorité", number, 1, func(l *siecle.Link, _ string) (string, bool) {
		if l.ContactPriority != nil && *l.ContactPriority {
			return "1", true
		}
		return "0", l.ContactPriority != nil
	}},
	extraField(func(l *siecle.Link) map[string]string {
		extra := maps.Clone(l.Extra)
		if l.Rank > 0 {
			extra = with(extra, "RANG", strconv.Itoa(l.Rank))
		}
		if l.KinshipCode == "" {
			extra = with(extra, "Lien Parenté", l.KinshipLabel)
		}
		return extra
	}),
}

// classFields and groupFields follow the code, which is the key of the row in its year.
var classFields = []field[siecle.Structure]{
	text("label", "Libellé", 80, func(s *siecle.Structure) string { return s.Label }),
	text("mef_codes", "MEF", 200, func(s *siecle.Structure) string { return strings.Join(s.MEFs, " ") }),
	extraField(func(s *siecle.Structure) map[string]string { return s.Extra }),
}

var groupFields = []field[siecle.Structure]{
	text("label", "Libellé", 80, func(s *siecle.Structure) string { return s.Label }),
	extraField(func(s *siecle.Structure) map[string]string {
		return with(with(maps.Clone(s.Extra), "DIVISIONS", strings.Join(s.Classes, " ")), "MEFS", strings.Join(s.MEFs, " "))
	}),
}

var mefFields = []field[mefOfYear]{
	text("label", "Libellé", 80, func(m *mefOfYear) string { return cmp.Or(m.Edition, m.Label) }),
	text("formation", "Formation", 20, func(m *mefOfYear) string { return m.Formation }),
	extraField(func(m *mefOfYear) map[string]string { return m.extras() }),
}

var subjectFields = []field[siecle.Subject]{
	text("management_key", "Clé de gestion", 10, func(s *siecle.Subject) string { return s.ManagementKey }),
	text("label", "Libellé", 80, func(s *siecle.Subject) string { return cmp.Or(s.Edition, s.Label) }),
	extraField(func(s *siecle.Subject) map[string]string {
		return with(with(maps.Clone(s.Extra), "LIBELLE_COURT", s.Short), "LIBELLE_LONG", s.Label)
	}),
}

func pupilExtras(p *siecle.Pupil) map[string]string {
	extra := maps.Clone(p.Extra)
	extra = with(extra, "CODE_COMMUNE_INSEE_NAISS", p.BirthINSEE)
	extra = with(extra, "CODE_DEPARTEMENT_NAISS", p.BirthDepartment)
	if p.BirthCountry == "" {
		extra = with(extra, "Pays Naiss.", p.BirthCountryLabel)
	}
	if p.NationalityCode == "" {
		extra = with(extra, "Pays Nat.", p.NationalityLabel)
	}
	return withAddress(extra, &p.Address)
}

func guardianExtras(g *siecle.Guardian) map[string]string {
	return withAddress(maps.Clone(g.Extra), &g.Address)
}

// withAddress keeps what identifies an address in SIECLE: people of one household share its ADRESSE_ID. The commune of a
// former address does not outlive it.
func withAddress(extra map[string]string, a *siecle.Address) map[string]string {
	const commune = "ADRESSE_CODE_COMMUNE_INSEE"
	extra = with(with(extra, "ADRESSE_ID", a.ID), commune, a.INSEE)
	if a.ID != "" && a.INSEE == "" && !a.IsZero() {
		extra[commune] = ""
	}
	return extra
}

func with(extra map[string]string, key, value string) map[string]string {
	if value == "" {
		return extra
	}
	if extra == nil {
		extra = map[string]string{}
	}
	extra[key] = value
	return extra
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
