package till

import (
	. "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// ActForm is what is typed of an act.
type ActForm struct{ Purpose, Number, VotedOn, TransmittedOn, PublishedOn string }

// ActsPageProps is the acts on which the till rests.
type ActsPageProps struct {
	Acts      []school.Act
	Form      ActForm
	MayRecord bool
	Today     law.Day
	web.Refused
}

// ActsPage lists the acts and takes a new one.
func ActsPage(p ActsPageProps) Node {
	var rows []components.Row
	for _, a := range p.Acts {
		state := components.Tag("wait", "pas encore exécutoire")
		if a.IsEnforceable(p.Today) {
			state = components.Tag("ok", "exécutoire le "+a.EnforceableOn.French())
		}
		rows = append(rows, components.Row{Cells: []Node{components.French("n°\u00a0" + a.ActNumber), components.French(actKinds[a.Purpose]), components.French(a.VotedOn.French()), state}})
	}
	var kinds []components.OptionProps
	for _, k := range actKindOrder {
		kinds = append(kinds, components.OptionProps{Value: k, Label: actKinds[k]})
	}
	return Group{
		p.Head(),
		components.PageHead(components.PageHeadProps{Eyebrow: "Caisse", Title: "Actes du conseil", Lead: "Tarifs, remises, admissions en non-valeur : une somme naît ou s’efface par un acte exécutoire. Ceux des voyages sont sur leur voyage."}),
		components.Card(components.DataTable(components.DataTableProps{
			Caption: "Actes du conseil d’administration", List: &components.Listing{Find: "Chercher un acte", Noun: "acte", Nouns: "actes"}, HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucun acte de cette nature n’est enregistré.",
			Columns: []components.Column{{Label: "Acte"}, {Label: "Ce qu’il décide"}, {Label: "Voté le"}, {Label: "État"}},
		})),
		If(p.MayRecord, components.Card(components.CardHead(components.CardHeadProps{Title: "Enregistrer un acte", Aside: components.RuleLink("F-13")}),
			components.PostForm(components.PostFormProps{Action: actsPath, Label: "Enregistrer un acte"},
				components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "purpose", Label: "Ce que l’acte décide", Required: true, Value: p.Form.Purpose, Error: p.Errors["purpose"]}, Empty: "Choisissez", Options: kinds}),
				components.Field(components.FieldProps{ID: "act_number", Label: "Numéro", Required: true, Value: p.Form.Number, Error: p.Errors["act_number"]}),
				components.DateField(components.FieldProps{ID: "voted_on", Label: "Voté le", Required: true, Value: p.Form.VotedOn, Error: p.Errors["voted_on"]}),
				components.DateField(components.FieldProps{ID: "transmitted_on", Label: "Accusé de transmission du", Value: p.Form.TransmittedOn, Error: p.Errors["transmitted_on"]}),
				components.DateField(components.FieldProps{ID: "published_on", Label: "Publié le", Value: p.Form.PublishedOn, Error: p.Errors["published_on"]}),
				components.Actions(components.ButtonMain("Enregistrer l’acte"))))),
	}
}
