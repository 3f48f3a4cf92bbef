package till

import (
	"fmt"
	"time"

	. "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// OnlineDayPage sets what PayFiP answered beside what the ledger made of it, for one day.
func OnlineDayPage(d money.OnlineDay, zone *time.Location) Node {
	query := "?jour=" + string(d.Day)
	state := components.Tag(components.OK, "PayFiP et la caisse disent la même chose")
	if !d.Agrees {
		state = components.Tag(components.Stop, "PayFiP et la caisse diffèrent")
	}
	var totals []components.Row
	for _, line := range dayTotals(d) {
		totals = append(totals, components.Row{Cells: []Node{
			components.French(line.Label), Text(fmt.Sprint(line.Read.Count)), components.Money(line.Read.Amount.String()), Text(fmt.Sprint(line.Booked.Count)), components.Money(line.Booked.Amount.String()),
		}})
	}
	var tiles []components.KPIProps
	for _, concern := range money.AllConcerns {
		tiles = append(tiles, components.KPIProps{Value: fmt.Sprint(d.Concerns[concern]), Label: concern.Label()})
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Paiements en ligne du " + d.Day.French(), Lead: "Ce qui a été demandé à PayFiP, ce qu’il a répondu, ce que la caisse en a fait.", Tag: state}),
		dayForm(d),
		components.Actions(components.LinkButton("PDF", money.OnlineDayPath+"/pdf"+query), components.LinkButton("Tableur", money.OnlineDayPath+"/xlsx"+query), components.LinkButton("CSV", money.OnlineDayPath+"/csv"+query)),
		components.KPIs(tiles...),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Totaux par moyen"}), components.DataTable(components.DataTableProps{
			Caption: "Totaux par moyen", HideCaption: true, RowHead: true, Rows: totals,
			Columns: []components.Column{{Label: "Moyen"}, {Label: "Lus chez PayFiP", Num: true}, {Label: "Montant lu", Num: true}, {Label: "En caisse", Num: true}, {Label: "Montant en caisse", Num: true}},
		})),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Paiements du jour"}), onlineTable("Paiements du jour", d.Rows, zone, "15:04", "Aucun paiement en ligne ce jour.")),
		Iff(len(d.Pending) > 0, func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "D’autres jours, à examiner"}), onlineTable("Paiements d’autres jours à examiner", d.Pending, zone, "02/01/2006 15:04", ""))
		}),
	}
}

func onlineTable(caption string, rows []money.OnlineRow, zone *time.Location, layout, empty string) Node {
	var shown []components.Row
	for _, r := range rows {
		look := Group{}
		if r.Concern != "" {
			state := components.Wait
			if r.Concern == money.Mismatched {
				state = components.Stop
			}
			look = Group{components.Tag(state, r.Concern.Label()), Text(" "), components.Soft(r.Why)}
		}
		inTill := Text("")
		if r.PaymentID != "" {
			inTill = Group{components.Money(r.Booked.String()), Text(" "), components.Soft(r.Receipt)}
		}
		shown = append(shown, components.Row{Cells: []Node{
			attemptLink(r.Attempt), components.French(r.MadeAt.In(zone).Format(layout)), components.Money(r.Amount.String()), components.French(answerOf(r)), inTill, look,
		}})
	}
	return components.DataTable(components.DataTableProps{
		Caption: caption, List: &components.Listing{Find: "Chercher un paiement", Noun: "paiement", Nouns: "paiements"}, HideCaption: true, RowHead: true, Rows: shown, EmptyMessage: empty,
		Columns: []components.Column{{Label: "Référence"}, {Label: "Tentative"}, {Label: "Montant", Num: true}, {Label: "Réponse de PayFiP"}, {Label: "En caisse"}, {Label: "À voir"}},
	})
}

// AttemptPageProps is one payment online, with its log.
type AttemptPageProps struct {
	Attempt      money.Attempt
	Events       []money.Event
	Zone         *time.Location
	MayReconcile bool
	Note         string
	web.Refused
}

// AttemptPage says where a payment online stands, what led there, and what can be done.
func AttemptPage(p AttemptPageProps) Node {
	a := p.Attempt
	pairs := []components.Pair{
		{Term: "Montant", Value: components.Money(a.Amount.String())}, {Term: "État", Value: components.French(a.State.Label())},
		{Term: "Demandé le", Value: components.French(a.MadeAt.In(p.Zone).Format("02/01/2006 15:04"))}, {Term: "Mode", Value: components.French(modeWords(a))},
		{Term: "Numéro de client", Value: Text(a.Numcli)},
	}
	if a.IDOp != "" {
		pairs = append(pairs, components.Pair{Term: "Identifiant d’opération", Value: Text(a.IDOp)})
	}
	if a.AuthNumber != "" {
		pairs = append(pairs, components.Pair{Term: "Numéro d’autorisation", Value: Text(a.AuthNumber)})
	}
	if a.PupilID != "" {
		pairs = append(pairs, components.Pair{Term: "Compte", Value: components.LinkButton("Voir le compte de l’élève", "/gestion/caisse/eleves/"+a.PupilID)})
	}
	var events []components.Row
	for _, e := range p.Events {
		events = append(events, components.Row{Cells: []Node{
			components.French(e.At.Time().In(p.Zone).Format("02/01/2006 15:04:05")), components.French(causeWords[e.Cause]), components.French(e.To.Label()), Text(e.Answer), components.French(e.Detail),
		}})
	}
	return Group{
		p.Head(),
		components.PageHead(components.PageHeadProps{Title: "Paiement en ligne " + a.Refdet}),
		Iff(a.Trouble != "", func() Node { return troubleNotice(a) }),
		components.Card(components.SummaryList(pairs...)),
		Iff(p.MayReconcile && !a.State.Paid() && a.IDOp != "", func() Node {
			return components.PostForm(components.PostFormProps{Action: onlinePath + "/" + a.ID + "/releve", Label: "Interroger PayFiP"}, components.Actions(components.ButtonPlain("Interroger PayFiP")))
		}),
		Iff(p.MayReconcile && a.Trouble != "", func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "Noter l’examen"}),
				components.PostForm(components.PostFormProps{Action: onlinePath + "/" + a.ID + "/examen", Label: "Noter l’examen"},
					components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "note", Label: "Ce que vous avez constaté et fait", Value: p.Note, Error: p.Errors["note"], Required: true,
						Hint: "Par exemple : remboursement n° 12, ou réponse de la DDFiP."}, Rows: "3"}),
					components.Actions(components.ButtonMain("Enregistrer l’examen"))))
		}),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Journal"}), components.DataTable(components.DataTableProps{
			Caption: "Journal du paiement", HideCaption: true, RowHead: true, Rows: events, EmptyMessage: "Aucun événement.",
			Columns: []components.Column{{Label: "Instant"}, {Label: "Déclenché par"}, {Label: "État"}, {Label: "Réponse"}, {Label: "Précision"}},
		})),
	}
}

// troubleNotice says what is the matter; what was paid twice goes back from the page of refunds (F-12).
func troubleNotice(a money.Attempt) Node {
	if a.State.Paid() && !a.Trial {
		return components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Payé deux fois", Body: Group{
			components.French(a.Trouble), components.Actions(components.LinkButton("Rembourser ou imputer l’avance", refundsPath)),
		}})
	}
	return components.Notice(components.NoticeProps{Kind: components.Wait, Title: "À examiner", Text: a.Trouble})
}

var causeWords = map[money.Cause]string{
	money.ByCreation: "la demande", money.ByNotification: "la notification de PayFiP", money.ByReturn: "le retour du payeur", money.ByPoller: "le relevé automatique", money.ByHand: "une personne",
}

func modeWords(a money.Attempt) string {
	words := map[string]string{"T": "test", "X": "activation", "W": "production"}[string(a.Mode)]
	if a.Trial {
		words += ", paiement d’essai"
	}
	return words
}
