package rights

import (
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/privacy"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// AskForm is a request as typed.
type AskForm struct{ Right, Child, Text string }

// OwnPageProps is what a person has asked for, and what they may ask.
type OwnPageProps struct {
	Requests []privacy.Request
	Children []school.Child
	Form     AskForm
	WhyNot   string // the copy is not given now: why
	Keeper   string // address of who watches over data
	Refused  web.Refused
}

var rightWords = map[privacy.Right][2]string{
	privacy.Access:        {"Lire mes données", "Recevoir une copie de ce que l’établissement garde."},
	privacy.Rectification: {"Corriger", "Un nom, une adresse, une date est inexacte."},
	privacy.Erasure:       {"Effacer", "Ce qui ne sert plus. Les comptes et les archives se gardent le temps fixé par la loi."},
	privacy.Objection:     {"M’opposer", "Pour une raison qui tient à votre situation."},
	privacy.Restriction:   {"Geler", "Le temps de vérifier une donnée que vous contestez."},
}

func stateTag(r privacy.Request) Node {
	switch r.State {
	case privacy.Answered:
		return components.Tag(components.OK, "satisfaite")
	case privacy.Refused:
		return components.Tag(components.Stop, "refusée")
	case privacy.Extended:
		return components.Tag(components.Wait, "prolongée")
	case privacy.Received:
	}
	return components.Tag(components.Wait, "en cours")
}

// OwnPage gives the copy, takes a request, and shows where each stands.
func OwnPage(p OwnPageProps) Node {
	var rows []components.Row
	for _, r := range p.Requests {
		rows = append(rows, components.Row{Cells: []Node{
			A(Href(askPath+"/"+r.ID), components.French("Demande n° "+strconv.Itoa(r.Number))), components.French(rightWords[r.Right][0]), components.French(r.ReceivedOn.French()), components.French(r.DueOn.French()), stateTag(r),
		}})
	}
	return Group{
		p.Refused.Head(),
		components.BackLink("/moi"),
		components.PageHead(components.PageHeadProps{Title: "Vos données", Lead: "Ce que l’établissement garde de vous et de vos enfants vous est ouvert."}),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Une copie de vos données"}),
			P(components.French("Un fichier ZIP contient une page lisible, les mêmes données pour un autre logiciel, et les pièces que vous avez déposées.")),
			P(components.French("Les données de l’autre parent n’y sont pas. La copie n’est gardée nulle part : le fichier est à vous, rangez-le bien.")),
			Iff(p.WhyNot == "", func() Node {
				return components.PostForm(components.PostFormProps{Action: copyPath}, components.Actions(components.ButtonMain("Télécharger ma copie")))
			}),
			Iff(p.WhyNot != "", func() Node {
				return components.Notice(components.NoticeProps{Kind: "info", Title: "Une connexion récente est nécessaire", Text: p.WhyNot})
			}),
		),
		Iff(len(rows) > 0, func() Node {
			return components.Card(components.DataTable(components.DataTableProps{Caption: "Vos demandes", Stacked: true, RowHead: true, Rows: rows,
				Columns: []components.Column{{Label: "Demande"}, {Label: "Droit"}, {Label: "Reçue le"}, {Label: "Réponse due le"}, {Label: "Où elle en est"}}}))
		}),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Faire une demande"}),
			P(components.French("La réponse vous est due dans le mois.")),
			askForm(p),
			Iff(p.Keeper != "", func() Node {
				return P(components.Soft("Vous pouvez aussi écrire à la déléguée ou au délégué à la protection des données : " + p.Keeper + "."))
			}),
		),
	}
}

func askForm(p OwnPageProps) Node {
	var rights, children []components.OptionProps
	for _, r := range privacy.Rights {
		rights = append(rights, components.OptionProps{Value: string(r), Label: rightWords[r][0], Hint: rightWords[r][1]})
	}
	for _, c := range p.Children {
		children = append(children, components.OptionProps{Value: c.ID, Label: c.FirstName})
	}
	return components.PostForm(components.PostFormProps{Action: askPath, Label: "Faire une demande"},
		components.RadioGroup(components.ChoiceProps{ID: "droit", Legend: "Que demandez-vous ?", Required: true, Value: p.Form.Right, Options: rights, Error: p.Refused.Of("droit")}),
		Iff(len(children) > 0, func() Node {
			return components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "enfant", Label: "Pour un enfant", Value: p.Form.Child, Error: p.Refused.Of("enfant")}, Empty: "Pour moi", Options: children})
		}),
		components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "texte", Label: "Précisions", Value: p.Form.Text, Error: p.Refused.Of("texte"), Hint: "Ce qui est inexact, ce qui doit partir, et pourquoi. N’écrivez rien sur la santé."}, Rows: "4"}),
		components.Actions(components.ButtonMain("Envoyer la demande")))
}

// OwnRequestPage is the receipt of a request, then its answer.
func OwnRequestPage(r privacy.Request) Node {
	pairs := []components.Pair{
		{Term: "Droit", Value: components.French(rightWords[r.Right][0])},
		{Term: "Reçue le", Value: components.French(r.ReceivedOn.French())},
		{Term: "Réponse due le", Value: components.French(r.DueOn.French())},
		{Term: "Où elle en est", Value: stateTag(r)},
	}
	if r.AboutWho != "" {
		pairs = append(pairs, components.Pair{Term: "Enfant", Value: Text(r.AboutWho)})
	}
	return Group{
		components.BackLink(ownPath),
		components.PageHead(components.PageHeadProps{Title: "Demande n° " + strconv.Itoa(r.Number), Lead: "Cette page est votre accusé de réception."}),
		components.Card(components.DefinitionGrid(pairs...), Iff(r.Text != "", func() Node { return P(Text(r.Text)) })),
		Iff(r.ExtendedOn != "", func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "Le délai est prolongé"}),
				P(components.French("L’établissement l’a décidé le "+r.ExtendedOn.French()+". Son motif :")), P(Text(r.ExtensionReason)))
		}),
		Iff(!r.State.Open(), func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "La réponse"}),
				P(components.Soft("Donnée le "+r.AnsweredOn.French()+".")), P(Text(r.Answer)))
		}),
		Iff(r.State != privacy.Received, func() Node {
			return P(components.Soft("Vous n’êtes pas d’accord ? Vous pouvez saisir la CNIL, sur cnil.fr, ou le tribunal administratif."))
		}),
	}
}
