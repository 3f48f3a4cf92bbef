package trips

import (
	. "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// DelegationForm is a delegation as typed.
type DelegationForm struct {
	Number, VotedOn, TransmittedOn, PublishedOn, MandateUntil string
	Powers                                                    []string
}

// DelegationPageProps is the page of the delegations of the board.
type DelegationPageProps struct {
	Form    DelegationForm
	Known   []school.Act // those that the address asks for
	Search  string
	Refused web.Refused
}

// DelegationPage lists the delegations recorded and records another: without one, the standing committee votes nothing (V-06).
func DelegationPage(p DelegationPageProps) Node {
	e := p.Refused.Errors
	var rows []components.Row
	for _, d := range p.Known {
		rows = append(rows, components.Row{Cells: []Node{
			components.French("Acte n° " + d.ActNumber), components.French(d.VotedOn.French()), components.French(enforceableWord(d)),
		}})
	}
	var powers []components.OptionProps
	for _, o := range school.DelegablePowers {
		powers = append(powers, components.OptionProps{Value: o.Code, Label: o.Label})
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{
			Title: "Délégations du conseil d’administration",
			Lead:  "La commission permanente n’a que les pouvoirs que le conseil en exercice lui a délégués. Le tarif d’une sortie sans nuitée ne se délègue pas.",
		}),
		narrowForm(staffList+"/delegations", "Chercher un acte", p.Search),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Délégations enregistrées", Aside: components.RuleLink("V-06")}),
			components.DataTable(components.DataTableProps{
				Caption: "Délégations enregistrées", HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucune délégation n’est enregistrée.",
				Columns: []components.Column{{Label: "Acte"}, {Label: "Voté le"}, {Label: "Exécutoire le"}},
			}),
			listFoot(law.Counted(len(p.Known), "délégation", "délégations"), staffList+"/delegations", map[string]string{"q": p.Search}),
		),
		components.PostForm(components.PostFormProps{Action: staffList + "/delegations", Label: "Nouvelle délégation"},
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Enregistrer une délégation"}),
				components.Field(components.FieldProps{ID: "act_number", Label: "Numéro de l’acte", Required: true, Value: p.Form.Number, Error: e["act_number"], Width: "s"}),
				components.DateField(components.FieldProps{ID: "voted_on", Label: "Votée le", Required: true, Value: p.Form.VotedOn, Error: e["voted_on"]}),
				components.DateField(components.FieldProps{ID: "transmitted_on", Label: "Accusé de transmission du", Value: p.Form.TransmittedOn, Error: e["transmitted_on"]}),
				components.DateField(components.FieldProps{ID: "published_on", Label: "Publiée le", Value: p.Form.PublishedOn, Error: e["published_on"]}),
				components.DateField(components.FieldProps{ID: "mandate_until", Label: "Fin du mandat du conseil", Hint: "En général le jour de la première réunion du conseil suivant.", Required: true,
					Value: p.Form.MandateUntil, Error: e["mandate_until"]}),
				components.CheckboxGroup(components.ChoiceProps{ID: "powers", Legend: "Compétences déléguées", Required: true, Values: p.Form.Powers, Error: e["powers"], Options: powers}),
			),
			formActions("Enregistrer la délégation", staffList),
		),
	}
}
