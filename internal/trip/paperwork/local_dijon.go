package paperwork

import (
	"cmp"
	"strings"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/trip"
)

// yonneRequest asks the authority of the Yonne to let a trip with nights go. What nobody records here, such as the check of
// the file of offenders, is a box for a hand.
func yonneRequest(f Facts) document.ListData {
	all := f.committed()
	d := document.ListData{
		Title: "Demande d’autorisation de voyage avec nuitées", Landscape: true, Empty: nobody, Signers: f.head(),
		Facts: []document.Fact{
			{Label: "Établissement", Value: f.House.seat()}, {Label: "Courriel", Value: f.Origin.Letterhead.Email}, {Label: "Téléphone", Value: f.Origin.Letterhead.Phone},
			{Label: "Chef d’établissement", Value: f.House.HeadName}, {Label: "Organisateur", Value: f.organiserLine()}, {Label: "Urgence pendant le voyage", Value: f.More.EmergencyPhone},
			{Label: "Dates", Value: f.Trip.Dates()}, {Label: "Nuits", Value: itoa(f.Trip.Nights())}, {Label: "Destination", Value: f.place()}, {Label: "Lieu de séjour", Value: f.More.StayAddress},
			{Label: "Départements traversés", Value: "……………………………………………………………………"},
			{Label: "Effectif", Value: pupils(len(all)) + ", " + counted(len(f.Adults), "adulte", "adultes")},
		},
		Columns: []document.Column{
			{Name: "N°", Width: 10}, {Name: "Élève"}, {Name: "Né(e) le", Kind: document.KindDay, Width: 24}, {Name: "Classe", Width: 16}, {Name: "Responsable 1", Width: 76}, {Name: "Responsable 2", Width: 76},
		},
		Groups: one(numbered(all), func(n place[Traveller]) []document.Cell {
			return []document.Cell{
				document.Int(n.no), document.Text(n.of.Name()), document.Date(n.of.BirthOn), document.Text(n.of.Class), contactCell(n.of, 0, false), contactCell(n.of, 1, false),
			}
		}),
		Wide:  contactSheet(all),
		Notes: []string{"Forme et pièces à confirmer avec la DSDEN de l’Yonne. " + discretion},
	}
	d.After = f.yonneAdults()
	d.After = append(d.After, f.budgetSummary())
	return d
}

// yonneAdults parts the staff, whom the authority knows, from the other adults, whose civil status it asks for.
func (f Facts) yonneAdults() []document.Sheet {
	staff := document.Sheet{Title: "Personnels", Columns: []document.Column{{Name: "Nom"}, {Name: "Qualité", Width: 70}, {Name: "Téléphone", Width: 44}}}
	others := document.Sheet{Title: "Autres adultes", Columns: []document.Column{
		{Name: "Nom et prénom"}, {Name: "Nom de naissance", Width: 44}, {Name: "Né(e) le", Kind: document.KindDay, Width: 24}, {Name: "Lieu de naissance", Width: 44}, {Name: "Sexe", Width: 16},
		{Name: "Téléphone", Width: 34}, {Name: "FIJAIS", Width: 20, Blank: true},
	}}
	aid := document.Sheet{Title: "Premiers secours", Columns: []document.Column{{Name: "Adultes formés"}, {Name: "Téléphone", Width: 44}}}
	for _, a := range f.Adults {
		if a.Quality == trip.QualityStaff {
			staff.Rows = append(staff.Rows, []document.Cell{document.Text(a.Titled()), document.Text(cmp.Or(a.Discipline, trip.QualityLabel(a.Quality))), document.Text(a.Phone)})
		} else {
			others.Rows = append(others.Rows, []document.Cell{
				document.Text(a.Titled()), document.Text(a.BirthName), document.Date(a.BirthOn), document.Text(a.BirthPlace), document.Text(a.Sex), document.Text(a.Phone),
			})
		}
		if a.FirstAider {
			aid.Rows = append(aid.Rows, []document.Cell{document.Text(a.Titled()), document.Text(a.Phone)})
		}
	}
	var sheets []document.Sheet
	for _, s := range []document.Sheet{staff, others, aid} {
		if len(s.Rows) > 0 {
			sheets = append(sheets, s)
		}
	}
	return sheets
}

// budgetSummary is what the project costs and who pays; its detail is the budget in the academy's form.
func (f Facts) budgetSummary() document.Sheet {
	b := f.Budget
	return document.Sheet{
		Title: "Budget prévisionnel", Columns: []document.Column{{Name: "Poste"}, {Name: "Montant", Kind: document.KindMoney, Width: 44}},
		Rows: [][]document.Cell{
			{document.Text("Dépenses"), document.Money(b.Expense())}, {document.Text("Participation des familles"), document.Money(b.FamilyShare)},
			{document.Text("Autres recettes"), document.Money(b.Income() - b.FamilyShare)}, {document.Text("Total des recettes"), document.Money(b.Income())},
			{document.Text("Prix par élève"), document.Money(f.Trip.PriceCents)},
		},
	}
}

// dijonDeclaration is what one copies into the rectorate's web form, in its order. What the application does not know is
// left for a hand.
func dijonDeclaration(f Facts) document.ListData {
	const byHand = "………………………………"
	type field struct{ label, value string }
	var names []string
	for _, a := range f.Adults {
		names = append(names, a.Titled())
	}
	fields := []field{
		{"UAI", f.House.UAI}, {"Établissement", f.House.Name}, {"Date de départ", f.Trip.DepartsOn.French()}, {"Date de retour", f.Trip.ReturnsOn.French()},
		{"Description", f.Trip.Title}, {"Nombre d’élèves prévus", itoa(f.Trip.PupilsEstimated)}, {"Nombre d’adultes prévus", itoa(f.Trip.AdultsEstimated)}, {"Adultes", strings.Join(names, ", ")},
		{"Civilité de l’organisateur", f.Organiser.Civility}, {"Nom de l’organisateur", f.Organiser.Name}, {"Téléphone de l’organisateur", f.Organiser.Phone}, {"Téléphone d’urgence", f.More.EmergencyPhone},
		{"Lieu", byHand}, {"Détail", byHand}, {"Horaires", byHand},
	}
	return document.ListData{
		Title: "À recopier dans la déclaration en ligne", Columns: []document.Column{{Name: "Rubrique", Width: 62}, {Name: "À recopier"}},
		Groups: one(fields, func(x field) []document.Cell { return []document.Cell{document.Text(x.label), document.Text(x.value)} }),
		Notes:  []string{"Dans l’ordre du formulaire du rectorat de Dijon, à confirmer sur le site : rien n’est envoyé par l’application."},
	}
}
