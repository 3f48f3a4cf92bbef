package till

import (
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
)

// JournalPageProps is the journal of a period.
type JournalPageProps struct {
	From, To law.Day
	Takings  money.Takings
}

// JournalPage lists the receipts of a period and their totals per day and means.
func JournalPage(p JournalPageProps) Node {
	var lines, totals []components.Row
	var sum cents.Amount
	for _, l := range p.Takings.Lines {
		lines = append(lines, components.Row{Cells: []Node{
			components.French(l.Receipt), components.French(l.Day.Short()), components.French(l.PayerName), components.French(l.PupilName),
			components.French(l.For), components.French(l.Means.Label()), components.French(strings.TrimSpace(l.Reference + " " + l.AuthNumber)), components.Money(l.Amount.String()),
		}})
		sum += l.Amount
	}
	for _, t := range p.Takings.Totals {
		totals = append(totals, components.Row{Cells: []Node{components.French(t.Day.Short()), components.French(t.Means.Label()), components.Money(t.Amount.String())}})
	}
	query := "?du=" + string(p.From) + "&au=" + string(p.To)
	foot := components.Row{Cells: []Node{Text("Total"), Text(""), Text(""), Text(""), Text(""), Text(""), Text(""), components.Money(sum.String())}}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Journal des encaissements", Lead: "Du " + p.From.French() + " au " + p.To.French() + "."}),
		Form(Class("filters"), Method("get"), Action("/gestion/caisse/journal"),
			components.DateField(components.FieldProps{ID: "du", Label: "Du", Value: string(p.From), Required: true}),
			components.DateField(components.FieldProps{ID: "au", Label: "Au", Value: string(p.To), Required: true}),
			components.ButtonPlain("Afficher"),
		),
		components.Actions(components.LinkButton("PDF", "/gestion/caisse/journal/pdf"+query)),
		components.Card(components.DataTable(components.DataTableProps{
			Caption: "Encaissements de la période", List: &components.Listing{Find: "Chercher un encaissement", Noun: "encaissement", Nouns: "encaissements"}, HideCaption: true, RowHead: true, Rows: lines, Foot: []components.Row{foot}, EmptyMessage: "Aucun encaissement sur la période.",
			Columns: []components.Column{{Label: "Quittance"}, {Label: "Jour"}, {Label: "Payé par"}, {Label: "Élève"}, {Label: "Objet"}, {Label: "Moyen"}, {Label: "Référence"}, {Label: "Montant", Num: true}},
		})),
		Iff(len(totals) > 0, func() Node {
			return components.Card(
				components.CardHead(components.CardHeadProps{Title: "Par jour et par moyen"}),
				components.DataTable(components.DataTableProps{
					Caption: "Totaux", HideCaption: true, RowHead: true, Rows: totals, Columns: []components.Column{{Label: "Jour"}, {Label: "Moyen"}, {Label: "Total", Num: true}},
				}),
			)
		}),
	}
}

// TripMoneyPage is the money of one trip, pupil by pupil.
func TripMoneyPage(t trip.Trip, account money.TripAccount) Node {
	var rows []components.Row
	for _, p := range account.Pupils {
		state := components.Tag("ok", "soldé")
		switch {
		case p.Late > 0:
			state = components.Tag("stop", "en retard")
		case p.Due > 0:
			state = components.Tag("neutral", "à venir")
		}
		rows = append(rows, components.Row{Cells: []Node{
			A(Href("/gestion/caisse/eleves/"+p.PupilID), components.French(p.LastName+" "+p.FirstName)), components.French(p.Class),
			components.Money(p.Charged.String()), components.Money(p.Cancelled.String()), components.Money((p.Granted - p.Cancelled).String()), components.Money(p.Paid.String()), components.Money(p.Due.String()), state,
		}})
	}
	foot := components.Row{Cells: []Node{
		Text("Total"), Text(""), components.Money(account.Charged.String()), components.Money(account.Cancelled.String()), components.Money((account.Granted - account.Cancelled).String()), components.Money(account.Paid.String()),
		components.Money(account.Due.String()), Text(""),
	}}
	return Group{
		components.PageHead(components.PageHeadProps{Title: t.Title, Lead: t.Dates(), Actions: []Node{components.LinkButton("Voir le voyage", "/gestion/voyages/"+t.ID)}}),
		components.Card(components.DataTable(components.DataTableProps{
			Caption: "Argent du voyage, élève par élève", List: &components.Listing{Find: "Chercher un élève", Noun: "élève", Nouns: "élèves"}, RowHead: true, Rows: rows, Foot: []components.Row{foot}, EmptyMessage: "Aucune famille ne s’est encore engagée.",
			Columns: []components.Column{{Label: "Élève"}, {Label: "Classe"}, {Label: "Dû", Num: true}, {Label: "Annulé", Num: true}, {Label: "Aides", Num: true}, {Label: "Payé", Num: true}, {Label: "Reste", Num: true}, {Label: "État"}},
		})),
	}
}

// attemptLink leads to the page of one attempt by its reference.
func attemptLink(a money.Attempt) Node {
	return A(Href(onlinePath+"/"+a.ID), components.French(a.Refdet))
}

// dayForm chooses the day of a reconciliation.
func dayForm(d money.OnlineDay) Node {
	return Form(Class("filters"), Method("get"), Action(money.OnlineDayPath),
		components.DateField(components.FieldProps{ID: "jour", Label: "Jour", Value: string(d.Day), Required: true}), components.ButtonPlain("Afficher"))
}

// OnlinePage lists the online payments that a person has to look at.
func OnlinePage(attempts []money.Attempt, mayPull bool) Node {
	var rows []components.Row
	for _, a := range attempts {
		action := Text("")
		if mayPull && !a.State.Paid() {
			action = components.PostForm(components.PostFormProps{Action: "/gestion/caisse/en-ligne/" + a.ID + "/releve", Label: "Interroger PayFiP pour " + a.Refdet}, components.ButtonPlain("Interroger PayFiP"))
		}
		rows = append(rows, components.Row{Cells: []Node{
			attemptLink(a), components.French(a.MadeAt.Format("02/01/2006 15:04")), components.Money(a.Amount.String()),
			components.French(a.State.Label()), components.French(a.Trouble), action,
		}})
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Paiements en ligne à examiner", Lead: "Résultats inconnus, écarts, doubles paiements, et attentes de plus d’une demi-heure."}),
		components.Card(components.DataTable(components.DataTableProps{
			Caption: "Paiements en ligne", List: &components.Listing{Find: "Chercher un paiement", Noun: "paiement", Nouns: "paiements"}, HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Rien à examiner.",
			Columns: []components.Column{{Label: "Référence"}, {Label: "Tentative du"}, {Label: "Montant", Num: true}, {Label: "État"}, {Label: "Ce qui pose question"}, {Label: "Action", Quiet: true}},
		})),
	}
}

// ReversalPageProps is the cancellation of a payment.
type ReversalPageProps struct {
	Receipt  money.ReceiptCopy
	Reason   string
	Findings []components.FindingProps
}

// ReversalPage asks why, and says what follows.
func ReversalPage(p ReversalPageProps) Node {
	return Group{
		Iff(len(p.Findings) > 0, func() Node { return components.RefusalBlock(p.Findings) }),
		components.BackLink("/gestion/caisse/eleves/" + p.Receipt.PupilID),
		components.PageHead(components.PageHeadProps{Title: "Annuler l’encaissement " + p.Receipt.Name(), Lead: p.Receipt.Amount.String() + ", " + p.Receipt.Means.Label() + ", reçus le " + p.Receipt.ReceivedOn.French() + "."}),
		components.Notice(components.NoticeProps{Kind: "wait", Title: "L’encaissement ne s’efface pas.", Text: "Une ligne d’annulation s’ajoute, la quittance garde son numéro et les sommes redeviennent dues."}),
		components.PostForm(components.PostFormProps{Action: "/gestion/caisse/paiements/" + p.Receipt.PaymentID + "/annulation"},
			components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "motif", Label: "Motif", Value: p.Reason, Required: true}, Rows: "3"}),
			components.Actions(components.ButtonStop("Annuler l’encaissement"), components.LinkButton("Ne rien changer", "/gestion/caisse/eleves/"+p.Receipt.PupilID)),
		),
	}
}
