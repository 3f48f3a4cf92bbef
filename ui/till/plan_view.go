package till

import (
	"fmt"
	"net/url"
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// AskPlanProps is a plan being written, by a family or by staff for it.
type AskPlanProps struct {
	Form     planForm
	Open     []money.Account
	Children []school.Child
	Plans    []money.Plan // the family's own
	Family   bool
	Name     string // of the debtor, for staff
	Action   string
	Today    law.Day
	web.Refused
}

// AskPlanPage first asks what to spread and in how many payments, then shows each payment to be corrected and sent.
func AskPlanPage(p AskPlanProps) Node {
	waiting := false
	var cards Group
	for _, plan := range p.Plans {
		waiting = waiting || plan.State.Waits()
		cards = append(cards, familyPlanCard(plan, p.Today))
	}
	title, lead := "Demander un délai", "Proposez des dates et des montants. Seule l’intendance lit cette demande ; les professeurs n’en savent rien."
	if !p.Family {
		title, lead = "Proposer un délai", "Écrivez ce qui a été convenu avec la famille. L’agent comptable l’accorde."
		if p.Name != "" {
			lead = p.Name + ". " + lead
		}
	}
	return Group{
		p.Head(),
		Iff(p.Family, func() Node { return components.BackLink("/payer") }),
		components.PageHead(components.PageHeadProps{Title: title, Lead: lead}),
		cards,
		Iff(!waiting && len(p.Open) > 0, func() Node { return Group{equalPartsForm(p), linesForm(p)} }),
		Iff(len(p.Open) == 0 && !waiting, func() Node {
			text := "Ce qui est dû est déjà dans un échéancier, ou rien n’est dû."
			if !p.Family && p.Form.Debtor == (money.Ower{}) {
				text = "Ouvrez le compte d’un élève, ou la liste des relances, et proposez un délai à la personne qui doit."
			}
			return components.Empty(components.EmptyProps{Icon: "check", Title: "Rien à étaler.", Text: text})
		}),
	}
}

// equalPartsForm proposes equal parts: it changes nothing, and works by GET.
func equalPartsForm(p AskPlanProps) Node {
	var options []components.OptionProps
	for _, a := range p.Open {
		hint := dueWords(a.PayBy(), p.Today)
		if name := childName(p.Children, a.PupilID); name != "" {
			hint = name + " · " + hint
		}
		options = append(options, components.OptionProps{Value: a.ID, Label: a.Label + " : " + a.Due().String(), Hint: hint})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "1. Ce qui est à étaler"}),
		Form(Class("form"), Method("get"), Action(p.Action), components.Heard("Ce qui est à étaler"),
			planHidden(p),
			components.CheckboxGroup(components.ChoiceProps{ID: "creance", Legend: "Sommes dues", Options: options, Values: p.Form.Chosen, Required: true, Error: p.Errors["creance"]}),
			components.Field(components.FieldProps{ID: "fois", Label: "En combien de versements ?", Value: strconv.Itoa(p.Form.Times), InputMode: "numeric", Width: "s", Required: true, Hint: fmt.Sprintf("De 1 à %d.", mostPayments)}),
			components.DateField(components.FieldProps{ID: "premier", Label: "Date du premier versement", Value: string(p.Form.First), Required: true}),
			components.Actions(components.ButtonPlain("Calculer les versements")),
		),
	)
}

func planHidden(p AskPlanProps) Node {
	var hidden []components.HiddenValue
	if !p.Family {
		hidden = append(hidden, components.HiddenValue{Name: "debiteur", Value: p.Form.Debtor.Key()})
	}
	if p.Form.Replaces != "" {
		hidden = append(hidden, components.HiddenValue{Name: "remplace", Value: p.Form.Replaces})
	}
	return components.HiddenFields(hidden...)
}

func linesForm(p AskPlanProps) Node {
	var rows Group
	for i := range p.Form.Dates {
		n := strconv.Itoa(i + 1)
		rows = append(rows, FieldSet(Class("field"), Legend(components.French("Versement "+n)),
			components.DateField(components.FieldProps{ID: "date-" + n, Label: "Avant le", Value: p.Form.Dates[i], Required: true, Error: p.Errors["date-"+n]}),
			components.AmountField(components.FieldProps{ID: "montant-" + n, Label: "Montant", Value: p.Form.Amounts[i], Required: true, Error: p.Errors["montant-"+n]}),
		))
	}
	hidden := []components.HiddenValue{{Name: "fois", Value: strconv.Itoa(p.Form.Times)}, {Name: "premier", Value: string(p.Form.First)}}
	var total cents.Amount
	for _, a := range p.Open {
		for _, id := range p.Form.Chosen {
			if id == a.ID {
				hidden = append(hidden, components.HiddenValue{Name: "creance", Value: id})
				total += a.Due()
			}
		}
	}
	label, button := "Pourquoi ce délai ?", "Envoyer la demande"
	if !p.Family {
		label, button = "Remarque", "Proposer cet échéancier"
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "2. Les versements", Aside: components.RuleLink("F-04")}),
		P(components.French("En tout : "+total.String()+". Corrigez les dates et les montants si vous le souhaitez : leur somme reste la même.")),
		components.PostForm(components.PostFormProps{Action: p.Action, Label: "Les versements"},
			planHidden(p), components.HiddenFields(hidden...), rows,
			components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "raison", Label: label, Value: p.Form.Reason, Error: p.Errors["raison"], Hint: "Rien n’oblige à le dire. L’intendance seule le lit.", Attrs: []Node{MaxLength("500")}}}),
			components.Actions(components.ButtonMain(button)),
		),
	)
}

func planTag(p money.Plan, today law.Day) Node {
	switch {
	case p.State == money.PlanAgreed && p.Late(today) > 0:
		return components.Tag("stop", "versement attendu")
	case p.State == money.PlanAgreed || p.State == money.PlanKept:
		return components.Tag("ok", p.State.Label())
	case p.State.Waits():
		return components.Tag("wait", p.State.Label())
	}
	return components.Tag("neutral", p.State.Label())
}

func planLines(p money.Plan, today law.Day) Node {
	var rows []components.Row
	for _, l := range p.Lines {
		state := components.Tag("neutral", "à venir")
		switch {
		case p.State != money.PlanAgreed:
			state = components.Soft("–")
		case l.Left == 0:
			state = components.Tag("ok", "payé")
		case l.DueOn < today:
			state = components.Tag("stop", "reste "+l.Left.String())
		}
		rows = append(rows, components.Row{Cells: []Node{components.French(l.DueOn.French()), components.Money(l.Amount.String()), state}})
	}
	return components.DataTable(components.DataTableProps{
		Caption: "Versements", HideCaption: true, Stacked: true, RowHead: true, Rows: rows, Columns: []components.Column{{Label: "Avant le"}, {Label: "Montant", Num: true}, {Label: "État"}},
	})
}

// breakWords says when a plan would end.
func breakWords(p money.Plan, today law.Day) string {
	if breaks := p.BreaksOn(); p.State == money.PlanAgreed && p.Late(today) > 0 && breaks != "" {
		return "Un versement manque : l’échéancier prend fin le " + breaks.French() + " s’il n’arrive pas d’ici là."
	}
	return ""
}

func familyPlanCard(p money.Plan, today law.Day) Node {
	words := breakWords(p, today)
	if p.Why != "" {
		words = p.Why
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Délai pour " + p.Total.String(), Aside: planTag(p, today)}),
		Iff(words != "", func() Node { return P(components.French(words)) }),
		planLines(p, today),
		Iff(p.State == money.PlanAsked, func() Node {
			return components.PostForm(components.PostFormProps{Action: askPlanPath + "/retrait", Label: "Retrait de la demande"},
				components.HiddenFields(components.HiddenValue{Name: "demande", Value: p.ID}), components.Actions(components.ButtonPlain("Retirer la demande")))
		}),
		Iff(p.State == money.PlanAgreed, func() Node {
			return components.Actions(components.LinkButton("Demander un autre échéancier", askPlanPath+"?remplace="+p.ID))
		}),
	)
}

// PlansProps is the list of plans.
type PlansProps struct {
	Plans []money.Plan
	Today law.Day
}

// PlansPage lists plans, those that wait for an answer first.
func PlansPage(p PlansProps) Node {
	var waiting, others []components.Row
	for _, plan := range p.Plans {
		next := "–"
		if line, open := plan.Next(); open && plan.State == money.PlanAgreed {
			next = line.DueOn.French() + " : " + line.Left.String()
		}
		row := components.Row{Cells: []Node{
			A(Href(plansPath+"/"+plan.ID), components.French(plan.Name)), components.French(plan.AskedOn.French()), components.Money(plan.Total.String()),
			components.French(strconv.Itoa(len(plan.Lines))), components.French(next), planTag(plan, p.Today),
		}}
		if plan.State.Waits() {
			waiting = append(waiting, row)
		} else {
			others = append(others, row)
		}
	}
	columns := []components.Column{{Label: "Pour"}, {Label: "Demandé le"}, {Label: "Somme", Num: true}, {Label: "Versements", Num: true}, {Label: "Prochain"}, {Label: "État"}}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Délais de paiement", Lead: "Un échéancier tenu suspend les relances ; un versement manqué y met fin, après le délai annoncé."}),
		components.Card(components.CardHead(components.CardHeadProps{Title: "À accorder", Aside: components.RuleLink("F-21")}),
			components.DataTable(components.DataTableProps{Caption: "Demandes qui attendent", List: &components.Listing{Find: "Chercher un échéancier", Noun: "demande", Nouns: "demandes"}, HideCaption: true, RowHead: true, Rows: waiting, Columns: columns, EmptyMessage: "Aucune demande n’attend."})),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Tous les échéanciers", Aside: components.RuleLink("F-04")}),
			components.DataTable(components.DataTableProps{Caption: "Échéanciers", List: &components.Listing{Find: "Chercher un échéancier", Noun: "échéancier", Nouns: "échéanciers"}, HideCaption: true, RowHead: true, Rows: others, Columns: columns, EmptyMessage: "Aucun échéancier n’a été accordé."})),
	}
}

// PlanProps is one plan, for staff.
type PlanProps struct {
	Plan                      money.Plan
	Today                     law.Day
	MayAgree, MayPrepare, Own bool
	Why                       string
	web.Refused
}

// PlanPage shows a plan, and takes the accountant's answer.
func PlanPage(p PlanProps) Node {
	plan, here := p.Plan, plansPath+"/"+p.Plan.ID
	by := "la famille"
	if plan.PreparedName != "" {
		by = plan.PreparedName
	}
	pairs := []components.Pair{
		{Term: "État", Value: planTag(plan, p.Today)}, {Term: "Demandé par", Value: components.French(by + ", le " + plan.AskedOn.French())},
		{Term: "Accordé par", Value: components.French(orDash(plan.AgreedName))}, {Term: "Accordé le", Value: components.French(orDash(plan.AgreedOn.French()))},
		{Term: "Reste à payer", Value: components.Money(plan.Due().String())},
	}
	if plan.Reason != "" {
		pairs = append(pairs, components.Pair{Term: "Remarque", Value: components.French(plan.Reason)})
	}
	if plan.Why != "" {
		pairs = append(pairs, components.Pair{Term: "Motif", Value: components.French(plan.Why)})
	}
	if plan.EndedOn != "" {
		pairs = append(pairs, components.Pair{Term: "Terminé le", Value: components.French(plan.EndedOn.French())})
	}
	if plan.Replaces != "" {
		pairs = append(pairs, components.Pair{Term: "Remplace", Value: A(Href(plansPath+"/"+plan.Replaces), components.French("l’échéancier précédent"))})
	}
	var charges []components.Row
	for _, c := range plan.Charges {
		charges = append(charges, components.Row{Cells: []Node{
			A(Href("/gestion/caisse/eleves/"+c.PupilID), components.French(c.Label)), components.Money(c.Covered.String()), components.Money(c.Due.String()),
		}})
	}
	return Group{
		p.Head(),
		components.PageHead(components.PageHeadProps{Title: "Délai de " + plan.Name, Lead: plan.Total.String() + " en " + law.Counted(len(plan.Lines), "versement", "versements") + "."}),
		Iff(breakWords(plan, p.Today) != "", func() Node {
			return components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Un versement manque", Text: breakWords(plan, p.Today)})
		}),
		components.Card(components.SummaryList(pairs...)),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Versements"}), planLines(plan, p.Today)),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Ce qui est étalé"}), components.DataTable(components.DataTableProps{
			Caption: "Créances étalées", HideCaption: true, RowHead: true, Rows: charges, Columns: []components.Column{{Label: "Objet"}, {Label: "À la demande", Num: true}, {Label: "Reste dû", Num: true}},
		})),
		Iff(plan.State.Waits() && p.MayAgree, func() Node {
			return components.Card(
				components.CardHead(components.CardHeadProps{Title: "Votre réponse", Aside: components.RuleLink("F-21")}),
				components.PostForm(components.PostFormProps{Action: here + "/accord", Label: "Accord"}, components.Actions(components.ButtonMain("Accorder ce délai"))),
				components.PostForm(components.PostFormProps{Action: here + "/refus", Label: "Refus"},
					components.Field(components.FieldProps{ID: "why", Label: "Pourquoi refuser", Value: p.Why, Required: true, Error: p.Errors["why"], Hint: "La famille lit ce motif.", Attrs: []Node{MaxLength("300")}}),
					components.Actions(components.ButtonPlain("Refuser")),
				),
			)
		}),
		Iff(plan.State == money.PlanProposed && p.Own, func() Node {
			return Group{
				components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Une autre personne accorde ce délai", Text: "Qui propose un échéancier ne l’accorde pas."}),
				components.PostForm(components.PostFormProps{Action: here + "/retrait", Label: "Retrait"}, components.Actions(components.ButtonPlain("Retirer la proposition"))),
			}
		}),
		Iff(plan.State == money.PlanAgreed && p.MayPrepare, func() Node {
			return components.Actions(components.LinkButton("Proposer un autre échéancier", newPlanPath+"?debiteur="+plan.Debtor().Key()+"&remplace="+plan.ID))
		}),
	}
}

// delayLinks lead to the proposal of a delay, one for each person who owes one of the charges.
func delayLinks(v *web.Visit, charges []money.Account) ([]components.Pair, error) {
	var links []components.Pair
	seen := map[money.Ower]bool{}
	for _, c := range charges {
		if c.Due() <= 0 || seen[c.DebtorOf()] {
			continue
		}
		seen[c.DebtorOf()] = true
		name, err := money.DebtorName(v.App, v.Actor, c.DebtorOf())
		if err != nil {
			return nil, err
		}
		links = append(links, components.Pair{Term: name, Value: A(Href(newPlanPath+"?debiteur="+url.QueryEscape(c.DebtorOf().Key())), components.French("Proposer un délai"), components.OnlyHeard(" à "+name))})
	}
	return links, nil
}
