package siecle

import (
	"fmt"
	"strings"
)

// guardianReader reads ResponsablesAvecAdresses.xml and ResponsablesSansAdresses.xml.
type guardianReader struct {
	*part
	lines     map[string]int
	addresses addressBook
}

func (r *guardianReader) isRecord(path []string, _ string) bool {
	return sections(path, "PERSONNES", "RESPONSABLES", "ADRESSES")
}

func (r *guardianReader) onRecord(section string, e *element) error {
	switch section {
	case "PERSONNES":
		r.readGuardian(e)
	case "RESPONSABLES":
		r.readLink(e)
	case "ADRESSES":
		r.addresses.read(r.part, e)
	}
	return nil
}

func (r *guardianReader) readGuardian(e *element) {
	g := Guardian{PersonneID: e.key("PERSONNE_ID"), LastName: e.child("NOM_DE_FAMILLE", "NOM")}
	g.Key = g.PersonneID
	name := strings.TrimSpace(g.LastName + " " + e.child("PRENOM"))
	_, twice := r.lines[g.PersonneID]
	switch {
	case g.PersonneID == "":
		r.reject(e.line, strings.TrimSuffix("responsable sans identifiant PERSONNE_ID : "+name, " : "))
		return
	case g.LastName == "":
		r.reject(e.line, "responsable sans nom (PERSONNE_ID "+g.PersonneID+")")
		return
	case twice:
		r.reject(e.line, fmt.Sprintf("responsable en double : %s (PERSONNE_ID %s), déjà lu dans ce fichier", name, g.PersonneID))
		return
	}
	for _, kid := range e.kids {
		readGuardianLeaf(&g, kid)
	}
	if r.lines == nil {
		r.lines = map[string]int{}
	}
	r.lines[g.PersonneID] = e.line
	r.guardians = append(r.guardians, g)
}

func readGuardianLeaf(g *Guardian, kid *element) {
	s := kid.text
	switch kid.name {
	case "PERSONNE_ID", "NOM_DE_FAMILLE", "NOM": // read above
	case "LC_CIVILITE", "LL_CIVILITE", "CODE_CIVILITE":
		// A file gives the civility in up to three ways, which agree; should they not, the others are kept.
		switch c := parseCivility(s); {
		case g.Civility == "" || g.Civility == c:
			g.Civility = c
		default:
			addExtra(&g.Extra, kid, "")
		}
	case "NOM_USAGE":
		g.UsageName = s
	case "PRENOM":
		g.FirstName = s
	case "ACCEPTE_SMS":
		g.SMSAccepted = parseBool(s)
	case "MEL", "EMAIL":
		g.Email = s
	case "TEL_PERSONNEL":
		g.PhonePersonal = NormalisePhone(s)
	case "TEL_PROFESSIONNEL":
		g.PhoneWork = NormalisePhone(s)
	case "TEL_PORTABLE":
		g.PhoneMobile = NormalisePhone(s)
	case "COMMUNICATION_ADRESSE":
		g.SharesContact = parseBool(s)
	case "ADRESSE_ID":
		g.Address.ID = s
	default:
		addExtra(&g.Extra, kid, "")
	}
}

// readLink reads both ways of saying who is responsible: NIVEAU_RESPONSABILITE since 2018, RESP_LEGAL before.
func (r *guardianReader) readLink(e *element) {
	l := Link{PupilKey: e.key("ELEVE_ID"), GuardianKey: e.key("PERSONNE_ID")}
	if l.PupilKey == "" || l.GuardianKey == "" {
		r.reject(e.line, "lien de responsabilité sans élève ou sans personne")
		return
	}
	for _, kid := range e.kids {
		s := kid.text
		switch kid.name {
		case "ELEVE_ID", "PERSONNE_ID":
		case "NIVEAU_RESPONSABILITE":
			if l.Level = levelOf(s); l.Level == LevelUnknown {
				addExtra(&l.Extra, kid, "")
			}
		case "RESP_LEGAL":
			switch s {
			case "1":
				l.Rank = 1
			case "2":
				l.Rank = 2
			case "0":
			default:
				addExtra(&l.Extra, kid, "")
			}
		case "CODE_PARENTE":
			l.KinshipCode = s
		case "PAIE_FRAIS_SCOLAIRES", "RESP_FINANCIER":
			l.Pays = parseBool(s)
		case "PERCOIT_LES_AIDES":
			l.ReceivesAid = parseBool(s)
		case "HEBERGE_ELEVE":
			l.LivesWith = parseBool(s)
		case "A_CONTACTER_EN_PRIORITE":
			l.ContactPriority = parseBool(s)
		default:
			addExtra(&l.Extra, kid, "")
		}
	}
	if l.Level == LevelUnknown {
		switch e.child("RESP_LEGAL") {
		case "1", "2":
			l.Level = LevelLegal
		case "0":
			l.Level = LevelContact
		}
	}
	r.links = append(r.links, fileLink{l, e.line})
}

func levelOf(s string) Level {
	switch s {
	case "1":
		return LevelLegal
	case "2":
		return LevelCharge
	case "3":
		return LevelContact
	}
	return LevelUnknown
}

// finish resolves the addresses and drops the links that lead to nobody of this file, or twice to the same person.
func (r *guardianReader) finish() {
	r.hasAddresses = r.addresses != nil
	for i := range r.guardians {
		g := &r.guardians[i]
		if g.Address.ID != "" && r.hasAddresses && !r.addresses.fill(&g.Address, &g.Extra) {
			r.reject(r.lines[g.PersonneID], fmt.Sprintf("adresse %s introuvable dans le fichier : responsable %s %s gardé sans adresse",
				g.Address.ID, g.LastName, g.FirstName))
		}
	}
	kept := r.links[:0]
	type pair struct{ pupil, guardian string }
	seen := map[pair]bool{}
	for _, l := range r.links {
		_, known := r.lines[l.GuardianKey]
		key := pair{l.PupilKey, l.GuardianKey}
		switch {
		case !known:
			r.reject(l.line, fmt.Sprintf("lien vers une personne absente du fichier ou rejetée (ELEVE_ID %s, PERSONNE_ID %s)", l.PupilKey, l.GuardianKey))
		case seen[key]:
			r.reject(l.line, fmt.Sprintf("lien en double (ELEVE_ID %s, PERSONNE_ID %s)", l.PupilKey, l.GuardianKey))
		default:
			seen[key] = true
			kept = append(kept, l)
		}
	}
	r.links = kept
}
