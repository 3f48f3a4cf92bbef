package paperwork

import (
	"strconv"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/trip"
)

func itoa(n int) string { return strconv.Itoa(n) }

// protected stands where a guardian's details are hidden.
const protected = "coordonnées protégées : voir la direction"

// contacts is the list by which one calls families: the pupil, then two guardians.
func contacts(title string, who func(Facts) []Traveller) func(Facts) document.ListData {
	return func(f Facts) document.ListData {
		all := who(f)
		return document.ListData{
			Title: title, Landscape: true, Empty: nobody, Facts: f.travelFacts(),
			Columns: []document.Column{
				{Name: "Élève", Width: 42}, {Name: "Classe", Width: 15}, {Name: "Élève : téléphone, courriel"}, {Name: "Pendant le voyage", Width: 30},
				{Name: "Responsable 1"}, {Name: "Responsable 2"},
			},
			Groups: one(all, func(t Traveller) []document.Cell {
				return []document.Cell{
					document.Text(t.Name()), document.Text(t.Class), document.Lines(t.PhoneMobile, t.Email), document.Text(t.TripPhone),
					contactCell(t, 0, true), contactCell(t, 1, true),
				}
			}),
			Total: []document.Cell{document.Text(pupils(len(all)))}, Wide: contactSheet(all), Notes: []string{discretion},
		}
	}
}

const discretion = "Liste confidentielle : elle sert à joindre les familles pour ce voyage, et à rien d’autre. Elle est détruite au retour."

// contactCell is one guardian on a few lines.
func contactCell(t Traveller, i int, mail bool) document.Cell {
	if i >= len(t.Guardians) {
		return document.Cell{}
	}
	c := t.Guardians[i]
	if c.Hidden {
		return document.Lines(c.Name(), protected)
	}
	lines := append([]string{c.Name()}, joined("  ·  ", c.Phones()...))
	if mail {
		lines = append(lines, c.Email)
	}
	return document.Lines(lines...)
}

// contactSheet has one piece of information a column, for mailing tools and telephones.
func contactSheet(all []Traveller) *document.Sheet {
	s := &document.Sheet{}
	for _, name := range []string{"Classe", "Nom", "Prénom", "Mobile de l’élève", "Courriel de l’élève", "Téléphone pendant le voyage"} {
		s.Columns = append(s.Columns, document.Column{Name: name})
	}
	for _, n := range []string{"1", "2"} {
		for _, name := range []string{"Responsable ", "Mobile ", "Domicile ", "Travail ", "Courriel "} {
			s.Columns = append(s.Columns, document.Column{Name: name + n})
		}
	}
	for _, t := range all {
		row := []document.Cell{
			document.Text(t.Class), document.Text(joined(" ", t.LastName, t.usage())), document.Text(t.FirstName), document.Text(t.PhoneMobile), document.Text(t.Email), document.Text(t.TripPhone),
		}
		for i := range 2 {
			if i >= len(t.Guardians) {
				row = append(row, document.Cell{}, document.Cell{}, document.Cell{}, document.Cell{}, document.Cell{})
				continue
			}
			c := t.Guardians[i]
			name := c.Name()
			if c.Hidden {
				name += " (" + protected + ")"
			}
			row = append(row, document.Text(name), document.Text(c.PhoneMobile), document.Text(c.PhoneHome), document.Text(c.PhoneWork), document.Text(c.Email))
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

// usage is the name in use, in brackets, when it is not the family name.
func (t Traveller) usage() string {
	if t.UsageName == "" || t.UsageName == t.LastName {
		return ""
	}
	return "(" + t.UsageName + ")"
}

// travelFacts is what whoever holds the list of travellers must find first.
func (f Facts) travelFacts() []document.Fact {
	return []document.Fact{
		{Label: "Organisateur", Value: f.organiserLine()}, {Label: "Urgence pendant le voyage", Value: f.More.EmergencyPhone},
		{Label: "Rendez-vous", Value: f.More.MeetingPoint}, {Label: "Établissement", Value: f.Origin.Letterhead.Phone},
	}
}

// coach is the list of those who get on the coach, with whom to call when one is missing.
func coach(f Facts) document.ListData {
	all := f.committed()
	d := document.ListData{
		Title: "Embarquement en car", Landscape: true, Empty: nobody, Facts: f.travelFacts(),
		Columns: []document.Column{
			{Name: "Élève", Width: 46}, {Name: "Classe", Width: 15}, {Name: "Élève", Width: 27}, {Name: "Pendant le voyage", Width: 27}, {Name: "Responsable 1"}, {Name: "Responsable 2"},
			{Name: "Aller", Width: 13, Blank: true}, {Name: "Retour", Width: 13, Blank: true},
		},
		Groups: one(all, func(t Traveller) []document.Cell {
			return []document.Cell{
				document.Text(t.Name()), document.Text(t.Class), document.Text(t.PhoneMobile), document.Text(t.TripPhone), contactCell(t, 0, false), contactCell(t, 1, false),
			}
		}),
		Total: []document.Cell{document.Text(pupils(len(all)))}, Wide: contactSheet(all), Notes: []string{"Comptez au départ, à chaque arrêt et au retour. " + discretion},
	}
	if len(f.Adults) > 0 {
		d.After = []document.Sheet{adultSheet(f.Adults)}
	}
	return d
}

func adultSheet(all []Adult) document.Sheet {
	s := document.Sheet{Title: "Adultes", Columns: []document.Column{{Name: "Nom"}, {Name: "Rôle", Width: 44}, {Name: "Qualité", Width: 40}, {Name: "Téléphone", Width: 34}, {Name: "Premiers secours", Width: 30}}}
	for _, a := range all {
		s.Rows = append(s.Rows, []document.Cell{
			document.Text(a.Titled()), document.Text(trip.DutyLabel(a.Duty)), document.Text(trip.QualityLabel(a.Quality)), document.Text(a.Phone), document.Text(yesOrNo(a.FirstAider)),
		})
	}
	return s
}

// supervision is the list of who looks after whom: groups and counts are written by hand.
func supervision(f Facts) document.ListData {
	all := f.committed()
	d := document.ListData{
		Title: "Liste d’encadrement", Empty: nobody,
		Facts: []document.Fact{
			{Label: "Organisateur", Value: f.organiserLine()}, {Label: "Élèves par adulte", Value: ratio(len(all), len(f.Adults))},
		},
		Columns: []document.Column{
			{Name: "Élève"}, {Name: "Classe", Width: 18}, {Name: "Groupe ou adulte référent", Width: 44, Blank: true}, {Name: "1", Width: 13, Blank: true}, {Name: "2", Width: 13, Blank: true},
			{Name: "3", Width: 13, Blank: true},
		},
		Groups: one(all, func(t Traveller) []document.Cell {
			return []document.Cell{document.Text(t.Name()), document.Text(t.Class)}
		}),
		Total: []document.Cell{document.Text(pupils(len(all)))},
	}
	if len(f.Adults) > 0 {
		d.After = []document.Sheet{adultSheet(f.Adults)}
	} else {
		d.Notes = []string{"Aucun adulte n’est enregistré pour ce voyage : ajoutez les accompagnateurs avant le départ."}
	}
	return d
}

// papersSeen are the French names of the natures of an identity document.
var papersSeen = map[string]string{
	"id_card": "carte d’identité", "passport": "passeport", "residence_permit": "titre de séjour", "refugee_document": "document de réfugié", "professional_card": "carte professionnelle",
}

// plane is the list an airline asks for, names as identity papers write them. Numbers are never kept: they are written by hand.
func plane(f Facts) document.ListData {
	all := f.committed()
	d := document.ListData{
		Title: "Embarquement en avion", Landscape: true, GroupBy: "Groupe", Empty: nobody, Facts: []document.Fact{{Label: "Organisateur", Value: f.organiserLine()}}, Signers: f.head(),
		Columns: []document.Column{
			{Name: "Nom et prénoms de la pièce d’identité"}, {Name: "Classe", Width: 15}, {Name: "Né(e) le", Kind: document.KindDay, Width: 21}, {Name: "F/M", Width: 10, Centred: true},
			{Name: "Nationalité", Width: 27}, {Name: "Pièce vue", Width: 26}, {Name: "N° de la pièce", Width: 30, Blank: true},
		},
		Notes: []string{"Les numéros des pièces s’écrivent à la main : l’application ne les conserve pas."},
	}
	if len(all) > 0 {
		d.Groups = one(all, func(t Traveller) []document.Cell {
			return []document.Cell{
				document.Text(t.BirthName()), document.Text(t.Class), document.Date(t.BirthOn), document.Text(t.Sex), document.Text(nationality(t.Nationality)),
				document.Text(joined(", ", papersSeen[t.Paper], t.PaperUntil.Short())),
			}
		})
		d.Groups[0].Name, d.Groups[0].Subtotal = "Élèves", []document.Cell{document.Text(pupils(len(all)))}
	}
	if len(f.Adults) > 0 {
		g := one(f.Adults, func(a Adult) []document.Cell {
			return []document.Cell{document.Text(joined(" ", a.Name, bornAs(a))), {}, document.Date(a.BirthOn), document.Text(a.Sex), document.Text(nationality(a.Nationality))}
		})[0]
		g.Name, g.Subtotal = "Adultes", []document.Cell{document.Text(counted(len(f.Adults), "adulte", "adultes"))}
		d.Groups = append(d.Groups, g)
	}
	if d.Count() > 0 {
		d.Total = []document.Cell{document.Text(counted(d.Count(), "voyageur", "voyageurs"))}
	}
	return d
}

func bornAs(a Adult) string {
	if a.BirthName == "" {
		return ""
	}
	return "(nom de naissance : " + a.BirthName + ")"
}
