package till

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// SlipsProps is the cheques that wait, and the slips.
type SlipsProps struct {
	Waiting []money.SlipCheque
	Slips   []money.ChequeSlip
	MayKeep bool
	web.Refused
}

// SlipsPage picks the cheques that leave, and lists the slips.
func SlipsPage(p SlipsProps) Node {
	var slips []components.Row
	for _, s := range p.Slips {
		slips = append(slips, components.Row{Cells: []Node{
			A(Href(slipsPath+"/"+s.ID), components.French(s.Number)), slipTag(s), components.French(s.OpenedOn.Short()), components.French(s.ClosedOn.Short()),
			components.French(law.Counted(s.Count, "chèque", "chèques")), components.Money(s.Total.String()),
		}})
	}
	return Group{
		p.Head(),
		components.PageHead(components.PageHeadProps{Title: "Bordereaux de chèques", Lead: "Un chèque est sur un seul bordereau ; une fois clos, le bordereau ne change plus."}),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Chèques à remettre"}), waitingCheques(p)),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Bordereaux"}),
			components.DataTable(components.DataTableProps{
				Caption: "Bordereaux", List: &components.Listing{Find: "Chercher un bordereau", Noun: "bordereau", Nouns: "bordereaux"}, HideCaption: true, RowHead: true, Rows: slips, EmptyMessage: "Aucun bordereau.",
				Columns: []components.Column{{Label: "Numéro"}, {Label: "État"}, {Label: "Ouvert le"}, {Label: "Clos le"}, {Label: "Chèques"}, {Label: "Total", Num: true}},
			}),
		),
	}
}

func slipTag(s money.ChequeSlip) Node {
	if s.State == money.SlipClosed {
		return components.Tag("ok", money.SlipLabel(s.State))
	}
	return components.Tag("wait", money.SlipLabel(s.State))
}

func waitingCheques(p SlipsProps) Node {
	if len(p.Waiting) == 0 {
		return P(components.Soft("Aucun chèque n’attend : tous sont sur un bordereau."))
	}
	var total cents.Amount
	options, all := make([]components.OptionProps, 0, len(p.Waiting)), make([]string, 0, len(p.Waiting))
	for _, c := range p.Waiting {
		total += c.Amount
		all = append(all, c.PaymentID)
		options = append(options, components.OptionProps{
			Value: c.PaymentID, Label: c.Amount.String() + ", " + c.Payer, Hint: join(", ", c.BookedOn.Short(), c.Bank, c.ChequeNumber, c.Receipt),
		})
	}
	if !p.MayKeep {
		return P(components.French(law.Counted(len(p.Waiting), "chèque attend", "chèques attendent") + ", " + total.String() + "."))
	}
	return components.PostForm(components.PostFormProps{Action: slipsPath},
		components.CheckboxGroup(components.ChoiceProps{
			ID: "cheques", Legend: law.Counted(len(p.Waiting), "chèque attend", "chèques attendent") + ", " + total.String(), Required: true, Options: options, Values: all, Error: p.Errors["cheques"],
		}),
		components.Actions(components.ButtonMain("Mettre sur le bordereau")),
	)
}

func join(separator string, parts ...string) string {
	said := ""
	for _, p := range parts {
		switch {
		case p == "":
		case said == "":
			said = p
		default:
			said += separator + p
		}
	}
	return said
}

// SlipProps is one slip.
type SlipProps struct {
	Slip    money.ChequeSlip
	MayKeep bool
	web.Refused
}

// SlipPage shows a slip, lets it be printed, and closed once.
func SlipPage(p SlipProps) Node {
	s, here := p.Slip, slipsPath+"/"+p.Slip.ID
	open := s.State == money.SlipOpen
	var rows []components.Row
	for _, c := range s.Cheques {
		state := components.Tag("ok", "remis")
		switch {
		case c.ReversedOn != "":
			state = components.Tag("stop", "annulé le "+c.ReversedOn.Short())
		case open:
			state = components.Tag("neutral", "à remettre")
		}
		action := components.Soft("–")
		if open && p.MayKeep {
			action = components.PostForm(components.PostFormProps{Action: here + "/retrait", Label: "Retirer le chèque " + c.Receipt},
				components.HiddenFields(components.HiddenValue{Name: "cheque", Value: c.PaymentID}), components.ButtonPlain("Retirer"))
		}
		rows = append(rows, components.Row{Cells: []Node{
			A(Href("/gestion/caisse/eleves/"+c.PupilID), components.French(c.Receipt)), components.French(c.BookedOn.Short()), components.French(c.Payer),
			components.French(join(" ", c.Bank, c.ChequeAccount)), components.French(c.ChequeNumber), state, components.Money(c.Amount.String()), action,
		}})
	}
	foot := components.Row{Cells: []Node{Text("Total"), Text(""), Text(""), Text(""), components.French(law.Counted(s.Count, "chèque", "chèques")), Text(""), components.Money(s.Total.String()), Text("")}}
	lead := "Ouvert le " + s.OpenedOn.French() + " par " + s.OpenedBy + "."
	if !open {
		lead = "Clos le " + s.ClosedOn.French() + " par " + s.ClosedBy + "."
	}
	return Group{
		p.Head(),
		components.PageHead(components.PageHeadProps{Title: "Bordereau " + s.Number, Lead: lead, Actions: []Node{
			components.LinkButton("PDF", here+"/bordereau.pdf"), components.LinkButton("Tableur", here+"/bordereau.xlsx"), components.LinkButton("CSV", here+"/bordereau.csv"),
		}}),
		components.Card(components.DataTable(components.DataTableProps{
			Caption: "Chèques du bordereau", List: &components.Listing{Find: "Chercher un chèque", Noun: "chèque", Nouns: "chèques"}, HideCaption: true, RowHead: true, Rows: rows, Foot: []components.Row{foot}, EmptyMessage: "Aucun chèque.",
			Columns: []components.Column{{Label: "Quittance"}, {Label: "Enregistré le"}, {Label: "Tireur"}, {Label: "Banque et compte"}, {Label: "Numéro"}, {Label: "État"}, {Label: "Montant", Num: true}, {Label: "Action", Quiet: true}},
		})),
		Iff(open && p.MayKeep && len(s.Cheques) > 0, func() Node {
			return components.PostForm(components.PostFormProps{Action: here + "/cloture"},
				components.Notice(components.NoticeProps{Kind: "wait", Title: "La clôture ne se défait pas.", Text: "Un chèque revenu impayé s’annulera par son encaissement ; le bordereau gardera ce qui est parti."}),
				components.Actions(components.ButtonMain("Clore le bordereau")),
			)
		}),
	}
}
