package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// InstalmentForm is one instalment as typed.
type InstalmentForm struct{ Day, Amount string }

// SchedulePageProps is the schedule of a price.
type SchedulePageProps struct {
	Trip     trip.Trip
	Rows     []InstalmentForm
	Total    cents.Amount
	Proposed bool // written by the program, not saved yet
	Frozen   bool
	Editable bool // the reader may write it
	MayAgree bool // the reader is the accountant
	Kept     int  // instalments recorded
	Refused  web.Refused
}

// SchedulePage is where instalments are written; their sum stands beside the price.
func SchedulePage(p SchedulePageProps) Node {
	back := staffList + "/" + p.Trip.ID
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "L’échéancier", Lead: "Des montants différents aident à reconnaître les versements. L’agent comptable donne son accord sur les dates."}),
		If(p.Proposed, components.Notice(components.NoticeProps{Kind: components.Info, Text: "Voici une proposition : rien n’est enregistré tant que vous ne le demandez pas."})),
		If(p.Frozen, components.Notice(components.NoticeProps{Kind: components.Wait, Text: "Le budget est arrêté : les échéances ne changent plus."})),
		components.KPIs(
			components.KPIProps{Value: p.Trip.PriceCents.String(), Label: "prix par élève"},
			components.KPIProps{Value: p.Total.String(), Label: "somme des échéances", State: sumState(p), Hint: sumWords(p)},
		),
		Iff(p.Frozen || !p.Editable, func() Node { return components.Card(frozenSchedule(p)) }),
		Iff(!p.Frozen && p.Editable, func() Node {
			return Group{
				components.PostForm(components.PostFormProps{Action: back + "/echeances", Label: "Échéancier"},
					components.Card(scheduleTable(p)),
					formActions("Enregistrer l’échéancier", back),
				),
				components.Disclosure("Proposer un autre découpage", splitForm(back, "3", string(p.Trip.DepartsOn.AddMonths(-4)))),
			}
		}),
		Iff(p.Kept > 1 && !p.Proposed, func() Node { return agreementCard(p) }),
		Iff(p.Frozen || !p.Editable, func() Node { return components.Actions(components.LinkButton("Revenir au voyage", back)) }),
	}
}

// agreementCard says whether the accountant agrees to several payments, and lets them say so.
func agreementCard(p SchedulePageProps) Node {
	head := components.CardHead(components.CardHeadProps{Title: "Accord de l’agent comptable", Aside: components.RuleLink("V-30")})
	switch {
	case p.Trip.ScheduleAgreedOn != "":
		return components.Card(head, P(components.Tag(components.OK, "donné"), components.French(" le "+p.Trip.ScheduleAgreedOn.French()+", pour ces échéances. Un changement demandera un nouvel accord.")))
	case p.MayAgree:
		return components.Card(head,
			P(components.French("Vous acceptez que les familles paient en "+itoa(p.Kept)+" fois, à ces dates et pour ces montants.")),
			components.PostForm(components.PostFormProps{Action: staffList + "/" + p.Trip.ID + "/echeances/accord", Label: "Accord de l’agent comptable"},
				components.Actions(components.ButtonMain("Donner mon accord"))))
	}
	return components.Card(head, P(components.Tag(components.Wait, "attendu"), components.French(" L’agent comptable le donne sur cette page. Sans lui, le voyage peut être présenté au conseil, avec un avertissement.")))
}

func sumState(p SchedulePageProps) string {
	if p.Total == p.Trip.PriceCents {
		return components.OK
	}
	return components.Stop
}

func sumWords(p SchedulePageProps) string {
	switch gap := p.Trip.PriceCents - p.Total; {
	case gap > 0:
		return "il manque " + gap.String()
	case gap < 0:
		return (-gap).String() + " de trop"
	}
	return "égale au prix"
}

func scheduleTable(p SchedulePageProps) Node {
	var rows []components.Row
	typed := append(append([]InstalmentForm{}, p.Rows...), make([]InstalmentForm, emptyRows)...)
	for i, r := range typed {
		day, amount := "day_"+itoa(i), "amount_"+itoa(i)
		rows = append(rows, components.Row{Cells: []Node{
			Text(itoa(i + 1)),
			dayCell("À payer avant le, échéance "+itoa(i+1), day, r.Day, p.Refused.Errors[day]),
			cell("Montant en euros, échéance "+itoa(i+1), amount, r.Amount, p.Refused.Errors[amount], Class("amount"), Data("width", "s"), Attr("inputmode", "decimal")),
		}})
	}
	return components.DataTable(components.DataTableProps{Caption: "Échéances", Stacked: true, RowHead: true, Rows: rows,
		Columns: []components.Column{{Label: "N°"}, {Label: "À payer avant le"}, {Label: "Montant (€)"}}})
}

func frozenSchedule(p SchedulePageProps) Node {
	var rows []components.Row
	for i, r := range p.Rows {
		rows = append(rows, components.Cells(itoa(i+1), frenchDay(r.Day), r.Amount+" €"))
	}
	return components.DataTable(components.DataTableProps{Caption: "Échéances", Rows: rows, EmptyMessage: "Aucune échéance : le voyage est gratuit.",
		Columns: []components.Column{{Label: "N°"}, {Label: "À payer avant le"}, {Label: "Montant"}}})
}
