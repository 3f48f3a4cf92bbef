package paperwork

import (
	"fmt"

	"github.com/openacademie/openacademie/internal/document"
)

// meals is what the office needs to take meals off a bill: who eats in the school and was away, and for how many days of
// service. The bill itself is made elsewhere (V-38).
func meals(f Facts) document.ListData {
	days, source := f.Days, "nombre donné à l’impression"
	if days == 0 {
		days = serviceDays(f.Trip.DepartsOn, f.Trip.ReturnsOn, served(f.Parameters, f.Today))
		source = "jours de service de la semaine (" + f.Parameters.Text("V-38", "service_days", f.Today) + "), jours fériés ôtés ; vacances à vérifier"
	}
	d := document.ListData{
		Title: "Aide à la remise d’ordre", GroupBy: "Régime", Empty: "Aucun élève engagé n’est demi-pensionnaire ou interne.", Signers: f.head(),
		Facts: []document.Fact{{Label: "Absence", Value: capital(f.Trip.Dates())}, {Label: "Jours de service", Value: fmt.Sprintf("%d – %s", days, source)}},
		Columns: []document.Column{
			{Name: "Élève"}, {Name: "Classe", Width: 18}, {Name: "Jours de service", Kind: document.KindInt, Width: 24}, {Name: "Remarque", Width: 70},
		},
	}
	total, people := 0, 0
	for _, b := range boardings {
		if b == external {
			continue
		}
		g := document.ListGroup{Name: capital(b.label())}
		sum := 0
		for _, t := range f.committed() {
			if boardingOf(t.BoardingCode) != b {
				continue
			}
			cell := document.Cell{}
			if counts := b == halfBoard || b == boarder; counts {
				cell = document.Int(days)
				sum += days
			}
			g.Rows = append(g.Rows, []document.Cell{document.Text(t.Name()), document.Text(t.Class), cell, document.Text(mealRemark(b, t.BoardingCode))})
		}
		if len(g.Rows) == 0 {
			continue
		}
		g.Subtotal = []document.Cell{document.Text(pupils(len(g.Rows))), {}, document.Int(sum)}
		d.Groups = append(d.Groups, g)
		total, people = total+sum, people+len(g.Rows)
	}
	if people > 0 {
		d.Total = []document.Cell{document.Text(pupils(people)), {}, document.Int(total)}
	}
	d.Notes = []string{f.mealThreshold(days), "Le calcul de la remise suit le règlement de la collectivité et se fait dans l’outil de restauration."}
	return d
}

func mealRemark(b boarding, code string) string {
	switch {
	case b == byTicket:
		return "paie chaque repas : rien à déduire"
	case b == elsewhere:
		return "prévenir l’établissement qui l’accueille à table"
	case b == unknownBoarding:
		return "régime à vérifier avant tout décompte"
	case partOfWeek(code):
		return fmt.Sprintf("forfait de %c jour(s) par semaine : jours à vérifier", code[1])
	}
	return ""
}

// mealThreshold compares the days with the threshold of the local authority, when the school has written it down.
func (f Facts) mealThreshold(days int) string {
	threshold := f.Parameters.Int("V-38", "meal_absence_days", f.Today)
	switch {
	case threshold == 0:
		return "Le nombre de jours à partir duquel la collectivité accorde la remise n’est pas renseigné (règle V-38) : à confirmer avec l’agent comptable."
	case days < threshold:
		return fmt.Sprintf("Le règlement enregistré accorde la remise à partir de %d jours d’absence : ce voyage est au-dessous.", threshold)
	}
	return fmt.Sprintf("Le règlement enregistré accorde la remise à partir de %d jours d’absence : elle est due.", threshold)
}
