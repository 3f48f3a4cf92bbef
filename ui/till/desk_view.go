package till

import (
	"fmt"
	"slices"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// TillPageProps is the accountant's first page.
type TillPageProps struct {
	Search                string
	TakenToday, Due, Late cents.Amount
	ToLookAt              int
	Trips                 []trip.Row
	Found                 []money.Balance
	Others                []Named
	Reader                school.Actor
}

// TillPage finds a pupil in a word, and says where money stands.
func TillPage(p TillPageProps) Node {
	var rows []components.Row
	for _, b := range p.Found {
		late := components.Soft("–")
		if b.Late > 0 {
			late = components.Tag("stop", "retard : "+b.Late.String())
		}
		rows = append(rows, components.Row{Cells: []Node{
			A(Href("/gestion/caisse/eleves/"+b.PupilID), components.French(b.LastName+" "+b.FirstName)), components.French(b.Class),
			components.Money(b.Charged.String()), components.Money(b.Paid.String()), components.Money(b.Due().String()), late,
		}})
	}
	for _, n := range p.Others {
		none := components.Money("0,00 €")
		rows = append(rows, components.Row{Cells: []Node{
			A(Href("/gestion/caisse/eleves/"+n.ID), components.French(n.LastName+" "+n.FirstName)), components.French(n.Class), none, none, none, Text(""),
		}})
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Caisse"}),
		sectionNav(p.Reader),
		components.KPIs(
			components.KPIProps{Value: p.TakenToday.String(), Label: "encaissés aujourd’hui", Href: "/gestion/caisse/journal"},
			components.KPIProps{Value: p.Due.String(), Label: "restent dus"},
			components.KPIProps{Value: p.Late.String(), Label: "dont la date est passée"},
			components.KPIProps{Value: fmt.Sprint(p.ToLookAt), Label: "paiements en ligne à examiner", Href: "/gestion/caisse/en-ligne"},
		),
		components.SearchForm(components.SearchFormProps{Action: "/gestion/caisse", Name: "q", Value: p.Search, Label: "Chercher un élève (nom, classe)", ID: "recherche-eleve"}),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: tillTitle(p)}),
			components.DataTable(components.DataTableProps{
				Caption: "Comptes des élèves", List: &components.Listing{Noun: "élève", Nouns: "élèves"}, HideCaption: true, RowHead: true, Stacked: true, Rows: rows, EmptyMessage: "Aucun élève ne correspond.",
				Columns: []components.Column{{Label: "Élève"}, {Label: "Classe"}, {Label: "Dû", Num: true}, {Label: "Payé", Num: true}, {Label: "Reste", Num: true}, {Label: "Retard"}},
			}),
		),
		Iff(len(p.Trips) > 0, func() Node {
			return components.Card(
				components.CardHead(components.CardHeadProps{Title: "Voyages ouverts"}),
				Ul(Class("plain"), Map(p.Trips, func(t trip.Row) Node {
					return Li(A(Href("/gestion/caisse/voyages/"+t.ID), components.French(t.Title)), Text(" "), components.Soft(fmt.Sprintf("%d inscrits", t.Committed)))
				})),
			)
		}),
	}
}

func tillTitle(p TillPageProps) string {
	if p.Search != "" {
		return "Résultats pour « " + p.Search + " »"
	}
	return "Comptes qui restent dus"
}

// PupilAccountPageProps is one pupil's account for staff.
type PupilAccountPageProps struct {
	Pupil               Named
	Statement           money.Statement
	Today               law.Day
	MayBook, MayReverse bool
	Delays              []components.Pair // who owes, and the way to propose them a delay
}

// PupilAccountPage lists charges and payments of one pupil.
func PupilAccountPage(p PupilAccountPageProps) Node {
	var charges, payments []components.Row
	for _, a := range p.Statement.Charges {
		state := components.Tag("ok", "soldé")
		if a.Due() > 0 {
			state = components.Tag("neutral", "à venir")
			if a.PlanID != "" {
				state = components.Tag("neutral", "délai accordé")
			}
			if a.Late(p.Today) {
				state = components.Tag("stop", "en retard")
			}
		}
		charges = append(charges, components.Row{Cells: []Node{
			components.French(a.Label), components.French(a.DueOn.French()), components.Money(a.Amount.String()), components.Money(a.Cancelled.String()), components.Money((a.Granted - a.Cancelled).String()),
			components.Money(a.Paid.String()), components.Money(a.Due().String()), state,
		}})
	}
	for _, r := range p.Statement.Payments {
		state := components.Tag("ok", "encaissé")
		action := Text("")
		if r.Reversed {
			state = components.Tag("neutral", "annulé")
		} else if p.MayReverse {
			action = A(Href("/gestion/caisse/paiements/"+r.PaymentID+"/annulation"), Text("Annuler"), components.OnlyHeard(" l’encaissement "+r.Receipt))
		}
		receipt := Text("")
		if r.Receipt != "" {
			receipt = A(Href("/gestion/caisse/quittances/"+r.PaymentID), components.French(r.Receipt))
		}
		payments = append(payments, components.Row{Cells: []Node{
			components.French(r.ReceivedOn.French()), components.French(r.Means.Label()), components.Money(r.Amount.String()), receipt, state, action,
		}})
	}
	var actions []Node
	if p.MayBook {
		actions = append(actions, components.LinkMain("Encaisser", "/gestion/caisse/eleves/"+p.Pupil.ID+"/encaissement"))
	}
	account := "/gestion/caisse/eleves/" + p.Pupil.ID
	actions = append(actions, components.LinkButton("Aides et remises", account+"/aides"), components.LinkButton("Partage", account+"/partage"), components.LinkButton("Mouvements", account+"/mouvements"))
	return Group{
		components.PageHead(components.PageHeadProps{Eyebrow: p.Pupil.Class, Title: p.Pupil.FirstName + " " + p.Pupil.LastName, Lead: "Reste dû : " + p.Statement.Due.String() + ".", Actions: actions}),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Sommes dues"}),
			components.DataTable(components.DataTableProps{
				Caption: "Créances", List: &components.Listing{Noun: "créance", Nouns: "créances"}, HideCaption: true, RowHead: true, Stacked: true, Rows: charges, EmptyMessage: "Aucune créance : rien n’est dû.",
				Columns: []components.Column{{Label: "Objet"}, {Label: "Avant le"}, {Label: "Montant", Num: true}, {Label: "Annulé", Num: true}, {Label: "Aides", Num: true}, {Label: "Payé", Num: true}, {Label: "Reste", Num: true}, {Label: "État"}},
			}),
			Iff(len(p.Delays) > 0, func() Node { return components.DefinitionGrid(p.Delays...) }),
		),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Encaissements"}),
			components.DataTable(components.DataTableProps{
				Caption: "Encaissements", List: &components.Listing{Noun: "encaissement", Nouns: "encaissements"}, HideCaption: true, RowHead: true, Stacked: true, Rows: payments, EmptyMessage: "Aucun encaissement.",
				Columns: []components.Column{{Label: "Reçu le"}, {Label: "Moyen"}, {Label: "Montant", Num: true}, {Label: "Quittance"}, {Label: "État"}, {Label: "Action", Quiet: true}},
			}),
		),
		Iff(len(p.Statement.Refunds) > 0, func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "Remboursements"}), refundTable(p.Statement.Refunds, refundsOfOne))
		}),
		Iff(p.Statement.Credit > 0, func() Node {
			return components.Notice(components.NoticeProps{Kind: "wait", Title: "Avance de " + p.Statement.Credit.String(), Text: "Elle appartient à qui l’a versée : elle règle ce que cette personne doit, s’emploie ailleurs avec son accord, ou se rend (F-12).",
				Body: components.Actions(components.LinkButton("Mouvements", "/gestion/caisse/eleves/"+p.Pupil.ID+"/mouvements"), components.LinkButton("Remboursements", refundsPath))})
		}),
	}
}

// DeskForm is what the accountant types.
type DeskForm struct {
	Means, Amount, ReceivedOn, PayerID, PayerName, Bank, Account, ChequeNumber, PayableTo, CashOn, BankReference, Note, Token, Reason string
}

// DeskPageProps is the desk.
type DeskPageProps struct {
	Pupil     Named
	Form      DeskForm
	Open      []money.Account
	Payers    []Named
	Today     law.Day
	PayableTo string
	Vouchers  bool // chèques-vacances are taken (V-36)
	Cards     bool // the school has a terminal (F-10)
	web.Refused
}

// overflows tells whether F-06 is in the way: the page then asks for the reason that lifts it.
func overflows(r web.Refused) bool {
	return slices.ContainsFunc(r.Findings, func(f components.FindingProps) bool { return f.Rule == "F-06" })
}

// fieldNames are the names that the ledger gives to the fields of the form.
var fieldNames = map[string]string{
	"means": "moyen", "amount_cents": "montant", "received_on": "recu", "payer_id": "payeur", "payer_name": "nom", "bank": "banque", "cheque_number": "cheque",
	"account": "compte", "payable_to": "ordre", "cash_on": "encaisser", "bank_reference": "reference",
}

func fieldName(field string) string {
	if name, known := fieldNames[field]; known {
		return name
	}
	return field
}

// DeskPage books one payment by keyboard: means, amount, payer; what it settles is shown beside.
func DeskPage(p DeskPageProps) Node {
	wrong := p.Errors
	payers := []components.OptionProps{}
	for _, n := range p.Payers {
		payers = append(payers, components.OptionProps{Value: n.ID, Label: n.FirstName + " " + n.LastName})
	}
	f := p.Form
	cashLimit := f.Reason != "" || overflows(p.Refused) // what was typed stays, whatever refuses the form
	form := components.PostForm(components.PostFormProps{Action: "/gestion/caisse/eleves/" + p.Pupil.ID + "/encaissement"},
		components.HiddenFields(components.HiddenValue{Name: "jeton", Value: f.Token}),
		components.RadioGroup(components.ChoiceProps{
			ID: "moyen", Legend: "Moyen de paiement", Required: true, Inline: true, Value: f.Means, Error: wrong["moyen"],
			Options: deskMeans(p.Form.Means, p.Cards, p.Vouchers),
		}),
		components.AmountField(components.FieldProps{ID: "montant", Label: "Montant reçu", Value: f.Amount, Error: wrong["montant"], Required: true}),
		components.DateField(components.FieldProps{ID: "recu", Label: "Reçu le", Value: f.ReceivedOn, Error: wrong["recu"], Required: true}),
		components.SelectField(components.SelectFieldProps{
			FieldProps: components.FieldProps{ID: "payeur", Label: "Qui paie", Value: f.PayerID, Error: wrong["payeur"]}, Options: payers, Empty: "Une autre personne, ou l’élève majeur",
		}),
		components.Field(components.FieldProps{ID: "nom", Label: "Nom sur la quittance", Hint: "À remplir si la personne qui paie n’est pas dans la liste.", Value: f.PayerName, Error: wrong["nom"]}),
		components.Disclosure("Chèque",
			components.Field(components.FieldProps{ID: "banque", Label: "Banque", Value: f.Bank, Error: wrong["banque"]}),
			components.Field(components.FieldProps{ID: "compte", Label: "Compte", Hint: "Les douze derniers chiffres de la ligne du bas.", Value: f.Account, Error: wrong["compte"], InputMode: "numeric"}),
			components.Field(components.FieldProps{ID: "cheque", Label: "Numéro du chèque", Value: f.ChequeNumber, Error: wrong["cheque"], InputMode: "numeric"}),
			components.Field(components.FieldProps{ID: "ordre", Label: "Ordre écrit sur le chèque", Value: orText(f.PayableTo, p.PayableTo), Error: wrong["ordre"]}),
			components.DateField(components.FieldProps{ID: "encaisser", Label: "« À encaisser le », si la famille l’a écrit", Hint: "Un chèque est payable dès qu’il est présenté : une date n’y change rien (V-31).", Value: f.CashOn, Error: wrong["encaisser"]}),
		),
		components.Disclosure("Virement, carte", components.Field(components.FieldProps{ID: "reference", Label: "Référence du virement, ou du ticket de carte", Value: f.BankReference, Error: wrong["reference"]})),
		components.Field(components.FieldProps{ID: "remarque", Label: "Remarque", Value: f.Note}),
		Iff(cashLimit, func() Node {
			return components.TextareaField(components.TextareaFieldProps{
				FieldProps: components.FieldProps{ID: "motif", Label: "Motif pour accepter plus de 300 € en espèces", Hint: "L’agent comptable peut lever la règle F-06 pour cet élève ; le motif est gardé avec son nom.", Value: f.Reason}, Rows: "3",
			})
		}),
		components.Actions(components.ButtonMain("Enregistrer l’encaissement")),
	)
	return Group{
		p.Head(),
		components.PageHead(components.PageHeadProps{Eyebrow: "Encaisser", Title: p.Pupil.FirstName + " " + p.Pupil.LastName}),
		components.Columns(components.Card(form), openCard(p)),
	}
}

// deskMeans are the means that the desk takes. Those that need an agreement or a terminal stay chosen in a form that comes
// back refused.
func deskMeans(chosen string, cards, vouchers bool) []components.OptionProps {
	options := []components.OptionProps{{Value: "cheque", Label: "Chèque"}, {Value: "cash", Label: "Espèces"}, {Value: "transfer", Label: "Virement"}}
	if cards || chosen == string(money.Card) {
		options = append(options, components.OptionProps{Value: string(money.Card), Label: "Carte"})
	}
	if vouchers || chosen == string(money.HolidayVoucher) {
		options = append(options, components.OptionProps{Value: string(money.HolidayVoucher), Label: "Chèques-vacances", Hint: "La monnaie n’est pas rendue."})
	}
	return options
}

func openCard(p DeskPageProps) Node {
	var pairs []components.Pair
	for _, a := range p.Open {
		pairs = append(pairs, components.Pair{Term: a.Label + ", " + dueWords(a.DueOn, p.Today), Value: components.Money(a.Due().String())})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Ce que l’encaissement règle"}),
		Iff(len(pairs) == 0, func() Node {
			return P(components.Soft("Rien n’est dû : la somme resterait une avance, à rendre ou à imputer."))
		}),
		Iff(len(pairs) > 0, func() Node {
			return Group{P(components.Soft("Les sommes les plus anciennes d’abord.")), components.SummaryList(pairs...)}
		}),
	)
}

func orText(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
