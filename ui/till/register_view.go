package till

import (
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// RegisterProps is the register on a day, and what was typed in one of its forms.
type RegisterProps struct {
	Register money.Register
	Day      money.CashDay
	Today    law.Day
	MayKeep  bool

	Kind, Reason                     string // of a count
	Typed                            map[cents.Amount]string
	VoidReason                       string
	MoveKind, MoveAmount, MoveReason string
	VoidMoveReason                   string
	web.Refused
}

// RegisterPage counts the cash, and says what moved.
func RegisterPage(p RegisterProps) Node {
	r := p.Register
	state, expected := "jamais comptée", r.Expected.String()
	switch {
	case r.Open:
		state = "ouverte"
	case r.Used:
		state = "fermée"
	}
	var inOut cents.Amount
	for _, m := range p.Day.Moves {
		inOut += m.Amount
	}
	query := "?jour=" + string(p.Day.Day)
	return Group{
		p.Head(),
		components.PageHead(components.PageHeadProps{Title: "Caisse du jour", Lead: p.Day.Day.French() + ".", Actions: []Node{
			components.LinkButton("PDF", registerPath+"/journee.pdf"+query), components.LinkButton("Tableur", registerPath+"/journee.xlsx"+query), components.LinkButton("CSV", registerPath+"/journee.csv"+query),
		}}),
		components.KPIs(
			components.KPIProps{Value: state, Label: "caisse"},
			components.KPIProps{Value: expected, Label: "attendus dans la caisse"},
			components.KPIProps{Value: inOut.String(), Label: "entrés moins sortis ce jour"},
		),
		Form(Class("filters"), Method("get"), Action(registerPath),
			components.DateField(components.FieldProps{ID: "jour", Label: "Jour", Value: string(p.Day.Day), Required: true}), components.ButtonPlain("Afficher")),
		cashMoves(p),
		cashCounts(p),
		Iff(p.MayKeep, func() Node {
			return Group{countForm(p), Iff(r.Open, func() Node { return moveForm(p) }), Iff(r.Last != nil, func() Node { return voidCountForm(p) })}
		}),
	}
}

func cashMoves(p RegisterProps) Node {
	var rows []components.Row
	for _, m := range p.Day.Moves {
		reference := components.French(m.Reference)
		if m.PaymentID != "" {
			reference = A(Href("/gestion/caisse/quittances/"+m.PaymentID), components.French(m.Reference))
		}
		action := components.Soft("–")
		if p.MayKeep && p.Register.Open && m.MoveID != "" && !m.Voided {
			action = components.PostForm(components.PostFormProps{Action: registerPath + "/mouvement/annulation", Label: "Annuler " + m.What + " " + m.Reference},
				components.HiddenFields(components.HiddenValue{Name: "mouvement", Value: m.MoveID}),
				components.Field(components.FieldProps{ID: "motif-" + m.MoveID, Name: "motif-mouvement", Label: "Motif de l’annulation", Value: p.VoidMoveReason, Required: true}), components.ButtonPlain("Annuler"))
		}
		rows = append(rows, components.Row{Cells: []Node{components.French(m.What), reference, components.Money(m.Amount.String()), action}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Mouvements du jour"}),
		components.DataTable(components.DataTableProps{
			Caption: "Mouvements d’espèces", List: &components.Listing{Find: "Chercher un mouvement, un comptage", Noun: "mouvement", Nouns: "mouvements"}, HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucun mouvement d’espèces ce jour.",
			Columns: []components.Column{{Label: "Mouvement"}, {Label: "Référence"}, {Label: "Montant", Num: true}, {Label: "Action", Quiet: true}},
		}),
	)
}

func cashCounts(p RegisterProps) Node {
	var rows []components.Row
	for _, c := range p.Day.Counts {
		note := c.Reason
		if c.Voided != "" {
			note = "Annulé : " + c.Voided
		}
		rows = append(rows, components.Row{Cells: []Node{
			components.French(countTitle(c)), components.French(c.By), components.Money(c.Expected.String()), components.Money(c.Total.String()), components.Money(c.Difference.String()), components.French(orText(note, "–")),
		}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Comptages du jour"}),
		components.DataTable(components.DataTableProps{
			Caption: "Comptages", List: &components.Listing{Find: "Chercher un comptage", Noun: "comptage", Nouns: "comptages"}, HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "La caisse n’a pas été comptée ce jour.",
			Columns: []components.Column{{Label: "Comptage"}, {Label: "Par"}, {Label: "Attendu", Num: true}, {Label: "Compté", Num: true}, {Label: "Écart", Num: true}, {Label: "Explication"}},
		}),
	)
}

func countForm(p RegisterProps) Node {
	kind, title, button := money.Opening, "Ouvrir la caisse", "Ouvrir la caisse"
	if p.Register.Open {
		kind, title, button = money.Closing, "Fermer la caisse", "Fermer la caisse"
	}
	var notes, coins Group
	for _, d := range money.Denominations {
		label := "Billets de " + strconv.Itoa(int(d/100)) + " €"
		switch {
		case d < 100:
			label = "Pièces de " + strconv.Itoa(int(d)) + " c"
		case d < 500:
			label = "Pièces de " + strconv.Itoa(int(d/100)) + " €"
		}
		field := components.Field(components.FieldProps{
			ID: unitField(d), Label: label, Value: p.Typed[d], Error: p.Errors[unitField(d)], InputMode: "numeric", Width: "s", Autocomplete: "off", Filter: true,
		})
		if d < 500 {
			coins = append(coins, field)
		} else {
			notes = append(notes, field)
		}
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: title}),
		components.PostForm(components.PostFormProps{Action: registerPath + "/comptage"},
			components.HiddenFields(components.HiddenValue{Name: "nature", Value: kind}),
			components.CardGrid(Div(notes), Div(coins)),
			components.TextareaField(components.TextareaFieldProps{
				FieldProps: components.FieldProps{ID: "ecart", Label: "D’où vient l’écart", Hint: "À remplir si le compte n’est pas celui que l’on attend.", Value: p.Reason, Error: p.Errors["ecart"]}, Rows: "2",
			}),
			components.Actions(components.ButtonMain(button)),
		),
	)
}

func moveForm(p RegisterProps) Node {
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Fonds de caisse, dégagement"}),
		components.PostForm(components.PostFormProps{Action: registerPath + "/mouvement"},
			components.RadioGroup(components.ChoiceProps{ID: "mouvement", Legend: "Mouvement", Required: true, Inline: true, Value: p.MoveKind, Options: []components.OptionProps{
				{Value: money.CashDeposit, Label: "Dégagement : des espèces partent à la banque"}, {Value: money.CashFloat, Label: "Fonds de caisse : des espèces arrivent"},
			}}),
			components.AmountField(components.FieldProps{ID: "montant", Label: "Montant", Value: p.MoveAmount, Error: p.Errors["montant"], Required: true}),
			components.Field(components.FieldProps{ID: "reference", Label: "Référence", Hint: "Numéro du versement, ou d’où vient le fonds.", Value: p.MoveReason, Error: p.Errors["reference"], Required: true}),
			components.Actions(components.ButtonPlain("Enregistrer le mouvement")),
		),
	)
}

func voidCountForm(p RegisterProps) Node {
	return components.Disclosure("Annuler le dernier comptage",
		components.PostForm(components.PostFormProps{Action: registerPath + "/comptage/annulation"},
			components.HiddenFields(components.HiddenValue{Name: "comptage", Value: p.Register.Last.ID}),
			P(components.Soft(countTitle(*p.Register.Last)+" du "+p.Register.Last.CountedOn.French()+", "+p.Register.Last.Total.String()+" comptés.")),
			components.Field(components.FieldProps{ID: "motif", Label: "Motif", Value: p.VoidReason, Error: p.Errors["motif"], Required: true}),
			components.Actions(components.ButtonStop("Annuler ce comptage")),
		),
	)
}
