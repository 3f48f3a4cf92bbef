package paperwork

import (
	"cmp"
	"fmt"
	"strconv"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// Called is what the ledger asks for one pupil on a day: the charges of that day and before, less what lowered them since.
// Aid does not lower it, somebody else pays.
type Called struct {
	PupilID, Name, Class string
	Charged, Remitted    cents.Amount
	Cancelled            cents.Amount // corrections, withdrawals, and what was given back as a lower debt
}

// Net is what the order holds for the pupil.
func (c Called) Net() cents.Amount { return c.Charged - c.Remitted - c.Cancelled }

// calledOn reads every pupil who was ever charged, in the order of names, as they stood on a day; "" is today.
func calledOn(charges []money.TripCharge, on law.Day) []Called {
	var all []Called
	for _, c := range charges {
		if n := len(all); n == 0 || all[n-1].PupilID != c.PupilID {
			all = append(all, Called{PupilID: c.PupilID, Name: joined(" ", c.LastName, c.FirstName), Class: c.Class})
		}
		if on != "" && c.ChargedOn > on {
			continue
		}
		k := &all[len(all)-1]
		k.Charged += c.Amount
		k.Remitted += c.Granted(money.Remission, on)
		k.Cancelled += c.Granted(money.Cancellation, on) + c.Granted(money.Surplus, on)
	}
	byName(all, func(c Called) string { return c.Name + "\x00" + c.PupilID })
	return all
}

// firstOrderOn is the day proposed for the first order: that by which families had to answer, once it is past.
func (a Accounts) firstOrderOn() law.Day {
	if a.Trip.AnswerBy != "" && a.Trip.AnswerBy < a.Today {
		return a.Trip.AnswerBy
	}
	return a.Today
}

// orderFacts are what every order says above its table.
func (a Accounts) orderFacts(more ...document.Fact) []document.Fact {
	text := func(name string) string { return a.Parameters.Text("F-03", name, a.Today) }
	return append([]document.Fact{
		{Label: "Imputation", Value: "service " + text("service") + ", compte " + text("revenue_account") + " ; débiteurs au compte " + text("debtor_account")},
		{Label: "Fondement", Value: a.actLine()}, {Label: "Participation", Value: a.priceWords()},
	}, more...)
}

// notAnOrder is under each of them: the accounting software alone issues orders (F-19).
const notAnOrder = "Pièce justificative. L’ordre de recettes est émis dans le logiciel comptable ; service et comptes sont des réglages de la règle F-03, à confirmer avec l’agent comptable."

// firstOrder is what justifies the first order: what is owed by each pupil on the day of the order.
func firstOrder(a Accounts) (document.ListData, error) {
	on := cmp.Or(a.Asked.On, a.Today)
	if err := a.pastDay(on); err != nil {
		return document.ListData{}, err
	}
	d := document.ListData{
		Title: "Justificatif de l’ordre de recettes initial", Facts: a.orderFacts(document.Fact{Label: "Arrêté au", Value: on.French()}),
		Columns: []document.Column{
			{Name: "Élève"}, {Name: "Classe", Width: 18}, {Name: "Participation", Kind: document.KindMoney, Width: 28}, {Name: "Remise", Kind: document.KindMoney, Width: 24},
			{Name: "Montant", Kind: document.KindMoney, Width: 28}, {Name: "Observation", Width: 40},
		},
		Signers: []document.Signer{a.headByHand()}, Notes: []string{notAnOrder},
	}
	var g document.ListGroup
	var charged, remitted, net cents.Amount
	for _, c := range calledOn(a.Charges, on) {
		if c.Net() == 0 && c.Remitted == 0 {
			continue
		}
		asked := c.Charged - c.Cancelled
		g.Rows = append(g.Rows, []document.Cell{
			document.Text(c.Name), document.Text(c.Class), document.Money(asked), document.Money(c.Remitted), document.Money(c.Net()), document.Text(a.remark(c, false)),
		})
		charged, remitted, net = charged+asked, remitted+c.Remitted, net+c.Net()
	}
	if len(g.Rows) == 0 {
		return d, missing("Aucune participation n’est constatée au "+on.French()+".", "Elle l’est quand une famille s’engage. Choisissez un jour plus tardif.")
	}
	d.Groups = []document.ListGroup{g}
	d.Total = []document.Cell{document.Text(pupils(len(g.Rows))), {}, document.Money(charged), document.Money(remitted), document.Money(net)}
	return d, nil
}

// pastDay refuses a day to come: nobody knows what the ledger will hold.
func (a Accounts) pastDay(on law.Day) error {
	if on > a.Today {
		return law.Object("jour", "Ce jour n’est pas encore venu.", "Choisissez au plus tard le "+a.Today.French()+".")
	}
	return nil
}

// remark says why a pupil's amount is not the price.
func (a Accounts) remark(c Called, withRemission bool) string {
	left := ""
	if a.withdrawn[c.PupilID] {
		left = "désistement"
	}
	remission := ""
	if withRemission && c.Remitted != 0 {
		remission = "remise de " + c.Remitted.String()
	}
	return joined(", ", left, remission)
}

// correctingOrder is what has changed since the first order; its sign names it.
func correctingOrder(a Accounts) (document.ListData, error) {
	on := cmp.Or(a.Asked.On, a.firstOrderOn())
	if err := a.pastDay(on); err != nil {
		return document.ListData{}, err
	}
	before := map[string]cents.Amount{}
	var first, now cents.Amount
	for _, c := range calledOn(a.Charges, on) {
		before[c.PupilID] = c.Net()
		first += c.Net()
	}
	var g document.ListGroup
	changed := false
	for _, c := range calledOn(a.Charges, "") {
		was := before[c.PupilID]
		changed = changed || was != c.Net()
		now += c.Net()
		if was == 0 && c.Net() == 0 {
			continue
		}
		g.Rows = append(g.Rows, []document.Cell{
			document.Text(c.Name), document.Text(c.Class), document.Money(was), document.Money(c.Net()), document.Money(c.Net() - was), document.Text(a.remark(c, true)),
		})
	}
	if !changed {
		return document.ListData{}, missing("Rien n’a changé depuis le "+on.French()+" : aucun ordre rectificatif n’est à établir.", "Si l’ordre initial porte un autre jour, choisissez-le.")
	}
	kind := "Ordre de recettes complémentaire"
	switch {
	case now < first:
		kind = "Ordre d’annulation de recettes"
	case now == first:
		kind = "Sans effet sur le total : l’état nominatif change"
	}
	return document.ListData{
		Title: "Justificatif de l’ordre de recettes rectificatif",
		Facts: a.orderFacts(document.Fact{Label: "Nature", Value: kind}, document.Fact{Label: "Ordre initial", Value: first.String() + ", arrêté au " + on.French()},
			document.Fact{Label: "Montant à ce jour", Value: now.String()}, document.Fact{Label: "Différence", Value: more(now - first)}),
		Columns: []document.Column{
			{Name: "Élève"}, {Name: "Classe", Width: 18}, {Name: "Ordre initial", Kind: document.KindMoney, Width: 27}, {Name: "À ce jour", Kind: document.KindMoney, Width: 27},
			{Name: "Écart", Kind: document.KindMoney, Width: 25}, {Name: "Observation", Width: 42},
		},
		Groups:  []document.ListGroup{g},
		Total:   []document.Cell{document.Text(pupils(len(g.Rows))), {}, document.Money(first), document.Money(now), document.Money(now - first)},
		Signers: []document.Signer{a.headByHand()}, Notes: []string{notAnOrder},
	}, nil
}

// closedYear is the accounting year proposed: the one before the trip leaves.
func (a Accounts) closedYear() int {
	if a.Asked.Year != 0 {
		return a.Asked.Year
	}
	return yearOf(a.Trip.DepartsOn) - 1
}

func yearOf(d law.Day) int {
	if len(d) < 4 {
		return 0
	}
	n, err := strconv.Atoi(string(d[:4]))
	if err != nil {
		return 0
	}
	return n
}

// yearChange cancels, in the year in which it was charged, the revenue of a trip that leaves the year after.
func yearChange(a Accounts) (document.ListData, error) {
	year := a.closedYear()
	if yearOf(a.Trip.DepartsOn) <= year {
		return document.ListData{}, law.Object("exercice", fmt.Sprintf("Ce voyage part dans l’exercice %d : ses recettes lui reviennent.", yearOf(a.Trip.DepartsOn)), "Choisissez un exercice antérieur à celui du départ.")
	}
	last := law.Day(fmt.Sprintf("%04d-12-31", year))
	d := document.ListData{
		Title: "Annulation de recettes, changement d’exercice",
		Columns: []document.Column{
			{Name: "Élève"}, {Name: "Classe", Width: 22}, {Name: fmt.Sprintf("Constaté en %d", year), Kind: document.KindMoney, Width: 40}, {Name: "Observation", Width: 44},
		},
		Signers: []document.Signer{a.headByHand()},
	}
	var g document.ListGroup
	var sum cents.Amount
	for _, c := range calledOn(a.Charges, last) {
		if c.Net() != 0 {
			g.Rows = append(g.Rows, []document.Cell{document.Text(c.Name), document.Text(c.Class), document.Money(c.Net()), document.Text(a.remark(c, true))})
			sum += c.Net()
		}
	}
	if sum <= 0 {
		return d, missing(fmt.Sprintf("Aucune participation n’est constatée sur l’exercice %d.", year), "Il n’y a rien à reporter.")
	}
	text := func(name string) string { return a.Parameters.Text("F-03", name, a.Today) }
	d.Facts = a.orderFacts(document.Fact{Label: "Exercice annulé", Value: strconv.Itoa(year)}, document.Fact{Label: "Exercice de reprise", Value: strconv.Itoa(year + 1)},
		document.Fact{Label: "Montant", Value: sum.String()})
	d.Groups = []document.ListGroup{g}
	d.Total = []document.Cell{document.Text(pupils(len(g.Rows))), {}, document.Money(sum)}
	d.Notes = []string{
		fmt.Sprintf("Le voyage a lieu en %d : la recette constatée en %d appartient à l’exercice du voyage. Elle est annulée au compte %s pour %d, portée au compte %s (produits constatés d’avance), puis reprise au compte %s en %d.",
			yearOf(a.Trip.DepartsOn), year, text("revenue_account"), year, text("deferred_account"), text("revenue_account"), year+1),
		"Le compte " + text("debtor_account") + " n’est pas mouvementé : les familles doivent la même somme, aux mêmes échéances.",
		notAnOrder,
	}
	if last > a.Today {
		d.Notes = append(d.Notes, fmt.Sprintf("L’exercice %d n’est pas clos : cet état peut encore changer.", year))
	}
	return d, nil
}

// more says a difference in words: a sign is easily overlooked.
func more(difference cents.Amount) string {
	switch {
	case difference > 0:
		return difference.String() + " en plus"
	case difference < 0:
		return (-difference).String() + " en moins"
	}
	return "aucune"
}
