package trip

import (
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Notice is something to tell or to ask of an authority by a day: the academic calendar of a trip.
type Notice struct {
	Kind   string // the field of the trip that says when it was done
	What   string
	How    string // by which form, to whom
	Due    law.Day
	DoneOn law.Day
	Rule   string
	Who    school.Role
}

// Late tells whether the day has passed and nothing was done.
func (n Notice) Late(today law.Day) bool { return n.DoneOn == "" && n.Due < today }

// NoticeFacts is what the calendar depends on.
type NoticeFacts struct {
	Trip                                                  Trip
	BoardMeetsOn                                          law.Day
	Urgent                                                bool     // the board is called in urgency
	Asked                                                 []string // papers asked of travellers
	AcademyTold, Ariane, BoardCalled, GroupDocument, CEAM law.Day  // done on
	AcademyDays, BoardDays, UrgentDays, GroupDocumentDays int
	CEAMDays                                              int
	AcademyChannel                                        string
}

// Notices is the calendar of a trip, soonest first. It is pure: the same facts give the same days.
func Notices(f NoticeFacts) []Notice {
	t := f.Trip
	var all []Notice
	add := func(needed bool, n Notice) {
		if needed {
			all = append(all, n)
		}
	}
	days := f.BoardDays
	if f.Urgent {
		days = f.UrgentDays
	}
	add(t.NeedsAct() && f.BoardMeetsOn != "", Notice{
		Kind: "board_called_on", What: "Convoquer le conseil d’administration", How: "Convocation, ordre du jour et documents, à chaque membre.",
		Due: f.BoardMeetsOn.Add(-days), DoneOn: f.BoardCalled, Rule: "V-11", Who: school.Head,
	})
	add(t.Abroad(), Notice{
		Kind: "academy_told_on", What: "Prévenir l’académie", How: "Par : " + f.AcademyChannel + ".",
		Due: t.DepartsOn.Add(-f.AcademyDays), DoneOn: f.AcademyTold, Rule: "V-71", Who: school.Secretary,
	})
	add(slices.Contains(f.Asked, "collective_document"), Notice{
		Kind: "group_document_on", What: "Demander le document de voyage collectif", How: "À la préfecture, avec la liste des élèves étrangers.",
		Due: t.DepartsOn.Add(-f.GroupDocumentDays), DoneOn: f.GroupDocument, Rule: "V-59", Who: school.Secretary,
	})
	add(takesCEAM(t.CountryCode), Notice{
		Kind: "ceam_told_on", What: "Inviter les familles à demander la carte européenne d’assurance maladie", How: "Gratuite, sur le compte ameli du parent.",
		Due: t.DepartsOn.Add(-f.CEAMDays), DoneOn: f.CEAM, Rule: "V-61", Who: school.Teacher,
	})
	add(t.Abroad(), Notice{
		Kind: "ariane_on", What: "Enregistrer le voyage sur Ariane", How: "Avec l’adresse de l’établissement et la liste des voyageurs.",
		Due: t.DepartsOn.Add(-1), DoneOn: f.Ariane, Rule: "V-70", Who: school.Secretary,
	})
	slices.SortStableFunc(all, func(a, b Notice) int { return strings.Compare(string(a.Due), string(b.Due)) })
	return all
}

// ceamCountries are those where the European health card is taken: European Union, European Economic Area, Switzerland and
// the United Kingdom.
var ceamCountries = strings.Fields("AT BE BG CY CZ DE DK EE ES FI GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO CH GB")

func takesCEAM(country string) bool { return slices.Contains(ceamCountries, country) }

// judgeNotices warns of what should have been told to the academy and was not (V-71).
func judgeNotices(f Facts) []law.Finding {
	if f.Trip.State == Cancelled || f.Trip.DepartsOn < f.Today {
		return nil
	}
	var findings []law.Finding
	for _, n := range f.Notices {
		if n.Rule == "V-71" && n.Late(f.Today) {
			findings = append(findings, law.Finding{
				Severity: law.Warn, Field: n.Kind, What: "L’académie devait être prévenue avant le " + n.Due.French() + ".",
				Why: "Le recteur doit savoir où sont les élèves de son académie (circulaires académiques).", Fix: n.How + " Inscrivez la date sur la page des démarches.", Who: string(n.Who),
			})
		}
	}
	return findings
}

// judgeDestination warns when the school's list of suspended destinations names where the trip goes (V-72).
func judgeDestination(f Facts) []law.Finding {
	if f.Suspended == "" || f.Trip.State == Cancelled {
		return nil
	}
	return []law.Finding{{
		Severity: law.Warn, Field: "destination", What: "« " + f.Suspended + " » figure sur la liste des destinations suspendues de l’établissement.",
		Why: "Le ministère ou le rectorat peut suspendre les voyages vers un pays ou une région.", Fix: "Lisez la fiche du pays et la consigne du moment avant de voter, de payer ou de partir.", Who: string(school.Head),
	}}
}

// SuspendedPlace finds where a trip goes in a list of suspended places: country codes, French names of countries, or words
// of the destination. Empty when it is not there.
func SuspendedPlace(list string, t Trip) string {
	for _, entry := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		entry = strings.TrimSpace(entry)
		folded := school.Fold(entry)
		switch {
		case folded == "" || folded == "aucune" || folded == "aucun":
		case strings.EqualFold(entry, t.CountryCode), folded == school.Fold(CountryName(t.CountryCode)),
			len(folded) > 2 && strings.Contains(" "+school.Fold(t.Destination)+" ", " "+folded+" "):
			return entry
		}
	}
	return ""
}
