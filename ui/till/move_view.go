package till

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// MoveForm is what is typed of a transfer.
type MoveForm struct {
	Source, Target, Amount, Reason, ConsentOn, ConsentNote, Token string
}

// MovesPageProps is what moves on a pupil's account.
type MovesPageProps struct {
	Pupil   Named
	Sources []money.Source
	Targets []money.Account
	Moved   []money.Moved
	Form    MoveForm
	MayMove bool
	web.Refused
}

// MovesPage moves what a payment settles, or uses a credit; what was moved stays written.
func MovesPage(p MovesPageProps) Node {
	var rows []components.Row
	for _, m := range p.Moved {
		from, by, consent := m.From, m.By, "sa propre dette"
		if from == "" {
			from = "Avoir, quittance " + m.Receipt
		}
		if by == "" {
			by = "la famille"
		}
		if m.ConsentOn != "" {
			consent = "accord du " + m.ConsentOn.French()
			if m.ConsentNote != "" {
				consent += " (" + m.ConsentNote + ")"
			}
		}
		rows = append(rows, components.Row{Cells: []Node{
			components.French(m.MovedOn.French()), components.French(from), components.French(m.To), components.Money(m.Amount.String()), components.French(m.Reason),
			components.French(by + ", " + consent),
		}})
	}
	return Group{
		p.Head(),
		components.PageHead(components.PageHeadProps{Eyebrow: p.Pupil.FirstName + " " + p.Pupil.LastName, Title: "Mouvements du compte",
			Lead: "Un paiement peut régler une autre somme de la même famille. Rien ne s’efface : chaque mouvement garde son motif et son auteur."}),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Ce qui a été déplacé"}),
			components.DataTable(components.DataTableProps{Caption: "Mouvements", List: &components.Listing{Find: "Chercher un mouvement", Noun: "mouvement", Nouns: "mouvements"}, HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Rien n’a été déplacé sur ce compte.",
				Columns: []components.Column{{Label: "Le"}, {Label: "De"}, {Label: "Vers"}, {Label: "Montant", Num: true}, {Label: "Motif"}, {Label: "Par"}}})),
		Iff(p.MayMove && len(p.Sources) > 0 && len(p.Targets) > 0, func() Node { return shiftForm(p) }),
		Iff(p.MayMove && (len(p.Sources) == 0 || len(p.Targets) == 0), func() Node {
			return components.Card(P(components.Soft("Il faut un encaissement, et une somme encore due de la même famille : il n’y a rien à déplacer. Un avoir sans emploi se rend (page « Remboursements »).")))
		}),
		components.Actions(components.LinkButton("Revenir au compte", "/gestion/caisse/eleves/"+p.Pupil.ID)),
	}
}

func shiftForm(p MovesPageProps) Node {
	var sources, targets []components.OptionProps
	for _, s := range p.Sources {
		label := "Avoir"
		if s.ChargeID != "" {
			label = s.Label
		}
		sources = append(sources, components.OptionProps{Value: s.PaymentID + ":" + s.ChargeID, Label: label + " : " + s.Amount.String() + ", " + s.Payer + ", " + s.Receipt})
	}
	for _, a := range p.Targets {
		targets = append(targets, components.OptionProps{Value: a.ID, Label: a.Label + " : " + a.Due().String() + " à payer"})
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Déplacer", Aside: components.RuleLink("F-12")}),
		components.PostForm(components.PostFormProps{Action: "/gestion/caisse/eleves/" + p.Pupil.ID + "/mouvements", Label: "Déplacer"},
			components.HiddenFields(components.HiddenValue{Name: "jeton", Value: p.Form.Token}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "source", Label: "Ce qui est déplacé", Required: true, Value: p.Form.Source, Error: p.Errors["source"]}, Empty: "Choisissez", Options: sources}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "creance", Label: "Somme réglée", Required: true, Value: p.Form.Target, Error: p.Errors["creance"]}, Empty: "Choisissez", Options: targets}),
			components.AmountField(components.FieldProps{ID: "montant", Label: "Montant", Required: true, Value: p.Form.Amount, Error: p.Errors["montant"]}),
			components.Field(components.FieldProps{ID: "motif", Label: "Motif", Required: true, Value: p.Form.Reason, Error: p.Errors["motif"], Width: "l"}),
			P(components.French("L’accord de la personne qui a payé est nécessaire quand l’argent règle la somme d’un autre enfant ou la dette de quelqu’un d’autre.")),
			components.DateField(components.FieldProps{ID: "accord_le", Label: "Accord donné le", Value: p.Form.ConsentOn, Error: p.Errors["accord_le"]}),
			components.Field(components.FieldProps{ID: "accord_ecrit", Label: "Écrit qui porte l’accord", Hint: "Sa nature et sa date : « courriel du 12 novembre, classé ».", Value: p.Form.ConsentNote, Error: p.Errors["accord_ecrit"], Width: "l"}),
			components.Actions(components.ButtonMain("Inscrire le mouvement"))))
}
