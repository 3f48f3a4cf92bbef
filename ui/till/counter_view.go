package till

import (
	"net/url"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/ui/assets"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// CounterProps is the fast desk at either of its two steps: who, then what.
type CounterProps struct {
	Search   string
	Found    []Named
	Pupil    Named // empty: nobody is named yet
	Form     DeskForm
	Family   bool              // brothers and sisters too
	Parts    map[string]string // charge → amount typed
	Open     []money.Account
	Siblings []money.Sibling
	Payers   []Named
	Last     []money.DeskEntry
	Register money.Register

	PayableTo       string
	Today           law.Day
	Cards, Vouchers bool
	web.Refused
}

// CounterPage takes one family after another without leaving the keyboard.
func CounterPage(p CounterProps) Node {
	lead := "Un nom, une classe ou un numéro, puis Entrée."
	if p.Pupil.ID != "" {
		lead = "Entrée passe au champ suivant ; à la fin, elle enregistre."
	}
	return Group{
		p.Head(),
		components.PageHead(components.PageHeadProps{Title: "Guichet", Lead: lead}),
		Iff(p.Register.Used && !p.Register.Open, func() Node {
			return components.Notice(components.NoticeProps{Kind: "wait", Title: "La caisse est fermée.", Text: "Chèques, virements et cartes s’enregistrent ; les espèces attendent l’ouverture de la caisse, à la page « Caisse du jour »."})
		}),
		Iff(p.Pupil.ID == "", func() Node { return counterSearch(p) }),
		Iff(p.Pupil.ID != "", func() Node { return components.Columns(components.Card(counterForm(p)), counterSide(p)) }),
		lastEntries(p),
		Script(Type("module"), Src(assets.Path("counter.js"))),
	}
}

func counterSearch(p CounterProps) Node {
	var rows []components.Row
	for _, n := range p.Found {
		rows = append(rows, components.Row{Cells: []Node{
			A(Href(counterPath+"?"+url.Values{"eleve": {n.ID}}.Encode()), components.French(n.LastName+" "+n.FirstName)), components.French(n.Class),
		}})
	}
	return components.Card(
		Form(Method("get"), Action(counterPath), Data("counter", ""),
			components.Field(components.FieldProps{ID: "q", Label: "Élève", Value: p.Search, Required: true, Autocomplete: "off", Attrs: []Node{AutoFocus()}}),
			components.Actions(components.ButtonMain("Continuer")),
		),
		Iff(p.Search != "", func() Node {
			return components.DataTable(components.DataTableProps{
				Caption: "Élèves trouvés", RowHead: true, Rows: rows, EmptyMessage: "Aucun élève ne porte ce nom, n’est dans cette classe ou n’a ce numéro.",
				Columns: []components.Column{{Label: "Élève"}, {Label: "Classe"}},
			})
		}),
	)
}

func counterForm(p CounterProps) Node {
	f, wrong := p.Form, p.Errors
	payers := make([]components.OptionProps, 0, len(p.Payers))
	for _, n := range p.Payers {
		payers = append(payers, components.OptionProps{Value: n.ID, Label: n.FirstName + " " + n.LastName})
	}
	return components.PostForm(components.PostFormProps{Action: counterPath},
		Data("counter", ""),
		components.HiddenFields(components.HiddenValue{Name: "jeton", Value: f.Token}, components.HiddenValue{Name: "eleve", Value: p.Pupil.ID}),
		components.AmountField(components.FieldProps{ID: "montant", Label: "Montant reçu", Value: f.Amount, Error: wrong["montant"], Required: true, Attrs: []Node{AutoFocus()}}),
		components.RadioGroup(components.ChoiceProps{
			ID: "moyen", Legend: "Moyen de paiement", Required: true, Inline: true, Value: f.Means, Error: wrong["moyen"], Options: deskMeans(f.Means, p.Cards, p.Vouchers),
		}),
		Div(Class("form"), Data("means", "cheque"),
			components.Field(components.FieldProps{ID: "cheque", Label: "Numéro du chèque", Hint: "Un lecteur remplit d’un coup le numéro, la banque et le compte.", Value: f.ChequeNumber, Error: wrong["cheque"], InputMode: "numeric", Autocomplete: "off"}),
			components.Field(components.FieldProps{ID: "banque", Label: "Banque", Value: f.Bank, Error: wrong["banque"], Autocomplete: "off"}),
			components.Field(components.FieldProps{ID: "compte", Label: "Compte", Hint: "Les douze derniers chiffres de la ligne du bas.", Value: f.Account, Error: wrong["compte"], InputMode: "numeric", Autocomplete: "off"}),
			components.Disclosure("Un autre ordre, ou une date à venir",
				components.Field(components.FieldProps{ID: "ordre", Label: "Ordre écrit sur le chèque", Value: orText(f.PayableTo, p.PayableTo), Error: wrong["ordre"]}),
				components.DateField(components.FieldProps{ID: "encaisser", Label: "« À encaisser le », si la famille l’a écrit", Hint: "Un chèque est payable dès qu’il est présenté (V-31).", Value: f.CashOn, Error: wrong["encaisser"]}),
			),
		),
		Div(Class("form"), Data("means", "transfer card"),
			components.Field(components.FieldProps{ID: "reference", Label: "Référence du virement, ou du ticket de carte", Value: f.BankReference, Error: wrong["reference"], Autocomplete: "off"}),
		),
		components.SelectField(components.SelectFieldProps{
			FieldProps: components.FieldProps{ID: "payeur", Label: "Qui paie", Value: f.PayerID, Error: wrong["payeur"]}, Options: payers, Empty: "Une autre personne, ou l’élève majeur",
		}),
		Iff(len(p.Siblings) > 0, func() Node {
			return components.CheckboxField(components.CheckboxFieldProps{ID: "fratrie", Label: "Régler aussi pour " + siblingNames(p.Siblings), Hint: "Les sommes les plus anciennes de tous d’abord.", Checked: p.Family})
		}),
		Iff(len(p.Open) > 0, func() Node {
			return components.Disclosure("Choisir ce que le paiement règle", P(components.Soft("Sans rien écrire ici, les sommes les plus anciennes d’abord.")), Map(p.Open, func(a money.Account) Node {
				return components.AmountField(components.FieldProps{
					ID: "part-" + a.ID, Label: p.chargeWords(a), Hint: "Reste " + a.Due().String() + ", " + dueWords(a.DueOn, p.Today) + ".", Value: p.Parts[a.ID], Error: wrong["part-"+a.ID],
				})
			}))
		}),
		components.Disclosure("Autre jour, autre nom, remarque",
			components.DateField(components.FieldProps{ID: "recu", Label: "Reçu le", Value: f.ReceivedOn, Error: wrong["recu"], Required: true}),
			components.Field(components.FieldProps{ID: "nom", Label: "Nom sur la quittance", Hint: "À remplir si la personne qui paie n’est pas dans la liste.", Value: f.PayerName, Error: wrong["nom"]}),
			components.Field(components.FieldProps{ID: "remarque", Label: "Remarque", Value: f.Note}),
		),
		Iff(f.Reason != "" || overflows(p.Refused), func() Node {
			return components.TextareaField(components.TextareaFieldProps{
				FieldProps: components.FieldProps{ID: "motif", Label: "Motif pour accepter plus de 300 € en espèces", Hint: "L’agent comptable peut lever la règle F-06 pour cet élève ; le motif est gardé avec son nom.", Value: f.Reason}, Rows: "3",
			})
		}),
		components.Actions(components.ButtonMain("Enregistrer"), components.LinkButton("Un autre élève", counterPath)),
	)
}

func siblingNames(siblings []money.Sibling) string {
	names := make([]string, len(siblings))
	for i, s := range siblings {
		names[i] = s.FirstName
	}
	return strings.Join(names, " et ")
}

// chargeWords name a charge, and its pupil when there are several.
func (p CounterProps) chargeWords(a money.Account) string {
	for _, s := range p.Siblings {
		if s.ID == a.PupilID {
			return s.FirstName + " : " + a.Label
		}
	}
	if len(p.Siblings) > 0 {
		return p.Pupil.FirstName + " : " + a.Label
	}
	return a.Label
}

func counterSide(p CounterProps) Node {
	var pairs []components.Pair
	var total cents.Amount
	for _, a := range p.Open {
		pairs = append(pairs, components.Pair{Term: p.chargeWords(a) + ", " + dueWords(a.DueOn, p.Today), Value: components.Money(a.Due().String())})
		total += a.Due()
	}
	pairs = append(pairs, components.Pair{Term: "En tout", Value: components.Money(total.String())})
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: p.Pupil.FirstName + " " + p.Pupil.LastName}),
		Iff(p.Pupil.Class != "", func() Node { return P(components.Soft(p.Pupil.Class)) }),
		Iff(len(p.Open) == 0, func() Node {
			return P(components.Soft("Rien n’est dû : la somme resterait une avance, à rendre ou à imputer."))
		}),
		Iff(len(p.Open) > 0, func() Node { return components.SummaryList(pairs...) }),
		P(A(Href("/gestion/caisse/eleves/"+p.Pupil.ID), Text("Voir le compte"))),
	)
}

func lastEntries(p CounterProps) Node {
	var rows []components.Row
	for _, e := range p.Last {
		state := components.Tag("neutral", "à imprimer")
		switch {
		case e.Reversed:
			state = components.Tag("stop", "annulé")
		case e.Sent:
			state = components.Tag("ok", "envoyée à qui a payé")
		}
		rows = append(rows, components.Row{Cells: []Node{
			A(Href("/gestion/caisse/quittances/"+e.PaymentID), components.French(e.Receipt)), components.French(e.Pupils), components.French(e.Payer),
			components.French(e.Means.Label()), state, components.Money(e.Amount.String()),
		}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Vos derniers encaissements du jour"}),
		components.DataTable(components.DataTableProps{
			Caption: "Derniers encaissements", HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucun encaissement aujourd’hui.",
			Columns: []components.Column{{Label: "Quittance"}, {Label: "Élève"}, {Label: "Payé par"}, {Label: "Moyen"}, {Label: "Quittance envoyée"}, {Label: "Montant", Num: true}},
		}),
	)
}
