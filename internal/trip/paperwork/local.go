package paperwork

import (
	"strings"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// LocalLists are the forms that one academy or one border asks for; they are offered where they make sense.
var LocalLists = []List{
	{"lille-eleves", "Liste des élèves (académie de Lille)", "Naissance et téléphones du premier responsable.", Personal, true, lillePupils},
	{"lille-adultes", "Liste des adultes (académie de Lille)", "Naissance et téléphones.", Office, false, lilleAdults},
	{"france-royaume-uni", "France-UK School Trip Travel Information Form", "Les voyageurs par papiers ; les numéros s’écrivent à la main et ne sont jamais conservés.", Personal, false, unitedKingdomForm},
	{"caf-la-reunion", "Aide aux temps libres (CAF de La Réunion)", "Aide calculée par élève ; le quotient familial s’écrit à la main et n’est jamais conservé.", Office, false, reunionAid},
	{"yonne-autorisation", "Demande d’autorisation (DSDEN de l’Yonne)", "Voyage avec nuitées : adultes, élèves, téléphones des responsables, budget en résumé.", Office, true, yonneRequest},
	{"dijon-declaration", "Déclaration en ligne (académie de Dijon)", "Ce qu’il faut recopier, dans l’ordre du formulaire.", Project, false, dijonDeclaration},
}

// fits tells whether a local form is for this school and this trip.
func (l List) fits(f Facts) bool {
	if l.Name == "france-royaume-uni" {
		return f.Trip.CountryCode == "GB"
	}
	academy := school.Fold(f.Origin.Letterhead.Academy)
	switch l.Name {
	case "caf-la-reunion":
		return strings.Contains(academy, "reunion")
	case "yonne-autorisation":
		return strings.Contains(academy, "dijon") && f.Trip.Nights() > 0
	case "dijon-declaration":
		return strings.Contains(academy, "dijon")
	}
	return strings.Contains(academy, "lille")
}

func lillePupils(f Facts) document.ListData {
	return document.ListData{
		Title: "Liste des élèves", Facts: f.lilleFacts(), Empty: nobody,
		Columns: []document.Column{{Name: "N°", Width: 10}, {Name: "Nom"}, {Name: "Prénom"}, {Name: "Né(e) le", Kind: document.KindDay, Width: 24}, {Name: "Contact"}},
		Groups: one(numbered(f.committed()), func(n place[Traveller]) []document.Cell {
			return []document.Cell{document.Int(n.no), document.Text(n.of.LastName), document.Text(n.of.FirstName), document.Date(n.of.BirthOn), contactCell(n.of, 0, false)}
		}),
		Notes: []string{discretion},
	}
}

func lilleAdults(f Facts) document.ListData {
	return document.ListData{
		Title: "Liste des adultes", Facts: f.lilleFacts(), Empty: "Aucun adulte n’est enregistré pour ce voyage.",
		Columns: []document.Column{{Name: "N°", Width: 10}, {Name: "Nom et prénom"}, {Name: "Né(e) le", Kind: document.KindDay, Width: 24}, {Name: "Établissement", Width: 32}, {Name: "Portable", Width: 32}},
		Groups: one(numbered(f.Adults), func(n place[Adult]) []document.Cell {
			return []document.Cell{document.Int(n.no), document.Text(n.of.Name), document.Date(n.of.BirthOn), document.Text(f.Origin.Letterhead.Phone), document.Text(n.of.Phone)}
		}),
	}
}

func (f Facts) lilleFacts() []document.Fact {
	return []document.Fact{{Label: "Établissement", Value: f.House.seat()}, {Label: "Professeur référent", Value: f.organiserLine()}, {Label: "Dates", Value: f.Trip.Dates()}}
}

// place is someone with their row.
type place[T any] struct {
	no int
	of T
}

func numbered[T any](all []T) []place[T] {
	rows := make([]place[T], 0, len(all))
	for i, x := range all {
		rows = append(rows, place[T]{i + 1, x})
	}
	return rows
}

// unitedKingdomForm sorts travellers as the British border does: who may show an identity card or a passport of the
// European Economic Area or Switzerland, and who travels with another passport. The list of countries is that of the
// law on papers, Slovakia, Slovenia, Norway, Iceland and Liechtenstein included.
func unitedKingdomForm(f Facts) document.ListData {
	var inside, outside []Traveller
	for _, t := range f.committed() {
		switch trip.OriginOf(t.Nationality) {
		case trip.FromFrance, trip.FromUnion:
			inside = append(inside, t)
		case trip.FromAbroad, trip.FromNowhere:
			outside = append(outside, t)
		}
	}
	d := document.ListData{
		Title: "France-UK School Trip Travel Information Form", Landscape: true, GroupBy: "Part", Empty: nobody,
		Facts: []document.Fact{
			{Label: "School / Établissement", Value: f.House.seat()}, {Label: "Academy / Académie", Value: f.Origin.Letterhead.Academy},
			{Label: "Arrival / Arrivée", Value: f.Trip.DepartsOn.French()}, {Label: "Departure / Départ", Value: f.Trip.ReturnsOn.French()},
			{Label: "Address in the UK / Adresse", Value: "……………………………………………………………………"}, {Label: "Total pupils / Élèves", Value: itoa(len(inside) + len(outside))},
			{Label: "Head / Chef d’établissement", Value: f.House.HeadName},
		},
		Columns: []document.Column{
			{Name: "No", Width: 10}, {Name: "Family name / Nom"}, {Name: "Given names / Prénoms"}, {Name: "Date of birth", Kind: document.KindDay, Width: 26}, {Name: "Nationality", Width: 34},
			{Name: "Document number / N°", Width: 44, Blank: true},
		},
		Notes:   []string{"Les numéros et l’adresse s’écrivent à la main : l’application ne les conserve pas. Vérifiez les conditions de ce formulaire auprès de la préfecture et de l’autorité britannique (à confirmer)."},
		Signers: f.head(),
	}
	for _, part := range []struct {
		name string
		of   []Traveller
	}{{"A/B – EU, EEA or Swiss passport or identity card", inside}, {"C – Other passports", outside}} {
		if len(part.of) == 0 {
			continue
		}
		g := one(numbered(part.of), func(n place[Traveller]) []document.Cell {
			return []document.Cell{document.Int(n.no), document.Text(n.of.LastName), document.Text(joined(" ", n.of.FirstName, n.of.FirstName2)), document.Date(n.of.BirthOn), document.Text(nationality(n.of.Nationality))}
		})[0]
		g.Name = part.name
		d.Groups = append(d.Groups, g)
	}
	if len(f.Adults) > 0 {
		g := one(numbered(f.Adults), func(n place[Adult]) []document.Cell {
			return []document.Cell{document.Int(n.no), document.Text(n.of.Name), {}, document.Date(n.of.BirthOn), document.Text(nationality(n.of.Nationality))}
		})[0]
		g.Name = "D – Adults"
		d.Groups = append(d.Groups, g)
	}
	return d
}
