package till

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// CreditForm is what a family types to use its credit.
type CreditForm struct{ Charge, Amount, Token string }

// CreditPageProps is what a family has paid too much, and what it may settle.
type CreditPageProps struct {
	Credit   cents.Amount
	Owed     []money.Account
	Children []school.Child
	Today    law.Day
	Form     CreditForm
	web.Refused
}

// CreditPage lets a family use its credit on one of its own sums; leaving it to be given back is as easy.
func CreditPage(p CreditPageProps) Node {
	lead := "Vous n’avez pas d’avoir."
	if p.Credit > 0 {
		lead = "Vous avez " + p.Credit.String() + " d’avance. Cet argent est à vous."
	}
	return Group{
		p.Head(),
		components.BackLink("/payer"),
		components.PageHead(components.PageHeadProps{Title: "Mon avoir", Lead: lead}),
		Iff(p.Credit > 0 && len(p.Owed) > 0, func() Node { return creditForm(p) }),
		Iff(p.Credit > 0, func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "Ou ne rien faire"}),
				P(components.French("L’avoir vous est rendu par virement à partir de 8 €, sans que vous ayez à le demander. Au-dessous, vous êtes prévenu et vous avez trois mois pour le réclamer ("), components.RuleLink("F-12"), Text(").")))
		}),
	}
}

func creditForm(p CreditPageProps) Node {
	var options []components.OptionProps
	for _, a := range p.Owed {
		hint := dueWords(a.DueOn, p.Today)
		if name := childName(p.Children, a.PupilID); name != "" {
			hint = name + " · " + hint
		}
		options = append(options, components.OptionProps{Value: a.ID, Label: a.Label + " : " + a.Due().String(), Hint: hint})
	}
	amount := p.Form.Amount
	if amount == "" {
		amount = p.Credit.Plain()
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Utiliser mon avoir"}),
		components.PostForm(components.PostFormProps{Action: creditPath, Label: "Utiliser mon avoir"},
			components.HiddenFields(components.HiddenValue{Name: "jeton", Value: p.Form.Token}),
			components.RadioGroup(components.ChoiceProps{ID: "creance", Legend: "Pour régler", Required: true, Value: p.Form.Charge, Error: p.Errors["creance"], Options: options}),
			components.AmountField(components.FieldProps{ID: "montant", Label: "Combien, au plus", Required: true, Value: amount, Error: p.Errors["montant"]}),
			components.Actions(components.ButtonMain("Utiliser mon avoir"), components.LinkButton("Ne rien faire", "/payer"))))
}
