package document

import "github.com/openacademie/openacademie/internal/money/cents"

// Balance is what remains due for the trip; negative when it comes back to the family.
func (d FamilyPaper) balance() cents.Amount { return d.Charged - d.Remitted - d.Aided - d.Paid }

// remission prints what the head granted, and what follows for the family.
func (p *paper) remission(b FamilyBatch, d FamilyPaper) error {
	p.addressed(d)
	p.paragraph(block{text: []run{{"Remise accordée", bold}}, size: 15, leading: 1.2, after: 3, keep: 20})
	p.facts(about(d.Pupil, d.Trip), 26)
	p.y += 3
	p.said("Vous avez signé l’engagement de ce voyage. Le chef d’établissement vous accorde une remise de " + minus(d.Remitted.String()) + " sur ce qui était dû.")
	p.moneyTable(d, fact{"Remise accordée", minus((-d.Remitted).String())})
	switch balance := d.balance(); {
	case balance < 0:
		p.said("Il vous revient " + minus((-balance).String()) + ". L’établissement vous demandera à ce moment-là, et seulement alors, vos coordonnées bancaires.")
	case balance == 0:
		p.said("Rien n’est plus dû, et rien ne vous revient.")
	default:
		p.said("Il reste à payer " + minus(balance.String()) + ", aux dates convenues.")
	}
	return p.signedBy(b.Origin.Head)
}

// moneyTable prints the payments of a family for a trip, then how the balance is made.
func (p *paper) moneyTable(d FamilyPaper, taken ...fact) {
	if len(d.Payments) > 0 {
		s := Sheet{
			Columns: []Column{{Name: "Reçu le", Width: 30}, {Name: "Moyen de paiement"}, {Name: "Quittance", Width: 40}, {Name: "Montant", Kind: KindMoney, Width: 30}},
			Total:   []Cell{Text("Total versé"), {}, {}, Money(d.Paid)},
		}
		for _, one := range d.Payments {
			s.Rows = append(s.Rows, []Cell{Date(one.Day), Text(one.Means), Text(one.Receipt), Money(one.Amount)})
		}
		p.sheet(s, 10)
		p.y += 4
	}
	if d.Charged == 0 {
		return // what was paid for somebody else's debt has no balance of its own
	}
	facts := append([]fact{{"Somme due", minus(d.Charged.String())}}, taken...)
	if d.Aided != 0 {
		facts = append(facts, fact{"Aides reçues", minus((-d.Aided).String())})
	}
	p.facts(append(facts, fact{"Versé", minus(d.Paid.String())}, fact{"Solde", balanceWords(d.balance())}), 40)
	p.y += 3
}

func balanceWords(balance cents.Amount) string {
	switch {
	case balance < 0:
		return minus((-balance).String()) + " en faveur de la famille"
	case balance == 0:
		return "rien n’est plus dû"
	}
	return minus(balance.String()) + " restant à payer"
}
