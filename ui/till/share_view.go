package till

import (
	"fmt"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// ShareForm is what is typed of an agreement.
type ShareForm struct {
	Subject, Basis, Reference, DatedOn, Unit string
	Parts                                    map[string]string // by guardian
}

// SharesPageProps is who owes which part of a pupil's sums.
type SharesPageProps struct {
	Pupil               Named
	Payers              []Named
	Current             []money.Agreement
	Before              int // agreements replaced since
	ToMove              map[string]cents.Amount
	Open                []money.Account
	Form                ShareForm
	MayRecord, MayApply bool
	web.Refused
}

func (p SharesPageProps) here() string { return "/gestion/caisse/eleves/" + p.Pupil.ID + "/partage" }

// SharesPage shows the agreements that hold, what they would change, and takes a new one.
func SharesPage(p SharesPageProps) Node {
	return Group{
		p.Head(),
		components.PageHead(components.PageHeadProps{Eyebrow: p.Pupil.FirstName + " " + p.Pupil.LastName, Title: "Partage entre payeurs",
			Lead: "Chaque personne voit, paie et reçoit sa part. Aucune ne voit l’adresse, les comptes ni les paiements de l’autre."}),
		Iff(len(p.Current) == 0, func() Node {
			return components.Card(P(components.Soft("Aucun partage n’est enregistré : toute somme est due par la personne qui a signé.")))
		}),
		Map(p.Current, func(a money.Agreement) Node { return agreementCard(p, a) }),
		Iff(p.Before > 0, func() Node {
			return P(components.Soft(fmt.Sprintf("%d partage(s) plus ancien(s), remplacé(s) depuis, reste(nt) au journal.", p.Before)))
		}),
		If(p.MayRecord, shareForm(p)),
		components.Actions(components.LinkButton("Revenir au compte", "/gestion/caisse/eleves/"+p.Pupil.ID)),
	}
}

func agreementCard(p SharesPageProps, a money.Agreement) Node {
	title := "Tout ce que l’élève doit"
	for _, c := range p.Open {
		if (money.Subject{Collection: c.SubjectCollection, ID: c.SubjectID}) == a.Subject {
			title = c.Label
		}
	}
	basis := "Accord"
	if a.Basis == money.ByJudgment {
		basis = "Jugement"
	}
	var rows []components.Row
	for _, s := range a.Shares {
		amount := "—"
		if a.Unit == money.InCents {
			amount = cents.Amount(s.Weight).String()
		}
		rows = append(rows, components.Row{Cells: []Node{components.French(s.Name), components.Money(a.Percent(s)), components.Money(amount)}})
	}
	moved := p.ToMove[a.ID]
	return components.Card(components.CardHead(components.CardHeadProps{Title: title, Aside: components.RuleLink("F-18")}),
		P(components.French(basis+" du "+a.DatedOn.French()+" : "+a.Reference+". Enregistré par "+a.ByName+" le "+a.RecordedOn.French()+".")),
		components.DataTable(components.DataTableProps{Caption: "Parts, " + title, HideCaption: true, RowHead: true, Rows: rows,
			Columns: []components.Column{{Label: "Personne"}, {Label: "Part", Num: true}, {Label: "Montant convenu", Num: true}}}),
		Iff(moved > 0, func() Node {
			return Group{
				P(components.French("Des sommes ont été constatées avant ce partage : " + moved.String() + " changeraient de débiteur. Le total dû reste le même ; ce que chacun a payé suit sa part, le reste devient son avoir.")),
				If(p.MayApply, components.PostForm(components.PostFormProps{Action: p.here() + "/application", Label: "Partager ce qui est déjà dû, " + title},
					components.HiddenFields(components.HiddenValue{Name: "accord", Value: a.ID}), components.Actions(components.ButtonPlain("Partager ce qui est déjà dû")))),
				If(!p.MayApply, P(components.Soft("L’agent comptable l’inscrit aux comptes."))),
			}
		}))
}

func shareForm(p SharesPageProps) Node {
	var subjects []components.OptionProps
	seen := map[string]bool{}
	for _, c := range p.Open {
		key := c.SubjectCollection + ":" + c.SubjectID
		if !seen[key] {
			seen[key] = true
			subjects = append(subjects, components.OptionProps{Value: key, Label: "Seulement : " + c.Label})
		}
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Enregistrer un accord ou un jugement", Aside: components.RuleLink("F-18")}),
		P(components.French("Il remplace le précédent pour le même objet et vaut pour les sommes à venir.")),
		components.PostForm(components.PostFormProps{Action: p.here(), Label: "Enregistrer un accord ou un jugement"},
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "objet", Label: "Ce qui est partagé", Value: p.Form.Subject, Error: p.Errors["objet"]}, Empty: "Tout ce que l’élève doit", Options: subjects}),
			components.RadioGroup(components.ChoiceProps{ID: "basis", Legend: "Sur quoi repose le partage", Required: true, Value: p.Form.Basis, Error: p.Errors["basis"], Options: []components.OptionProps{
				{Value: string(money.ByAgreement), Label: "Accord écrit des payeurs"}, {Value: string(money.ByJudgment), Label: "Jugement"},
			}}),
			components.Field(components.FieldProps{ID: "reference", Label: "Référence de l’écrit", Hint: "Où il est classé ; ni nom, ni adresse.", Required: true, Value: p.Form.Reference, Error: p.Errors["reference"], Width: "l"}),
			components.DateField(components.FieldProps{ID: "dated_on", Label: "Daté du", Required: true, Value: p.Form.DatedOn, Error: p.Errors["dated_on"]}),
			components.RadioGroup(components.ChoiceProps{ID: "unit", Legend: "Les parts sont", Required: true, Inline: true, Value: p.Form.Unit, Error: p.Errors["unit"], Options: []components.OptionProps{
				{Value: money.PerMille, Label: "des pourcentages"}, {Value: money.InCents, Label: "des montants en euros"},
			}}),
			Map(p.Payers, func(n Named) Node {
				return components.Field(components.FieldProps{ID: "part_" + n.ID, Label: "Part de " + n.FirstName + " " + n.LastName, Hint: "Vide : ne paie rien.", InputMode: "decimal", Width: "s",
					Value: p.Form.Parts[n.ID], Error: p.Errors["part_"+n.ID]})
			}),
			components.Actions(components.ButtonMain("Enregistrer le partage"))))
}
