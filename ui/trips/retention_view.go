package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// RetentionRow is a category of personal data as the page shows it.
type RetentionRow struct{ Key, Label, What, Rule, Term, Standing string }

// RetentionPageProps is what is still held of people, from when it has served, and what the archives agreed to.
type RetentionPageProps struct {
	Today      law.Day
	Categories []RetentionRow
	Held       []trip.Held
	Visas      []trip.Visa
	Form       VisaForm
	Search     string
	Refused    web.Refused
}

func (p RetentionPageProps) label(key string) string {
	for _, c := range p.Categories {
		if c.Key == key {
			return c.Label
		}
	}
	return key
}

// RetentionPage counts before it erases, and erases only under an agreement of the archives.
func RetentionPage(p RetentionPageProps) Node {
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: retentionTitle, Lead: "Ce que l’application garde encore des personnes, et jusqu’à quand. Rien ne s’efface sans l’accord des archives."}),
		heldCard(p), visaCard(p), categoriesCard(p),
	}
}

func heldCard(p RetentionPageProps) Node {
	head := components.CardHead(components.CardHeadProps{Title: "Échu et à venir", Aside: components.RuleLink("D-12")})
	search := narrowForm(retentionPath, "Chercher une catégorie, une année, un visa", p.Search)
	if len(p.Held) == 0 && p.Search != "" {
		return components.Card(head, search, P(components.Soft("Rien ne correspond à « "+p.Search+" ».")))
	}
	if len(p.Held) == 0 {
		return components.Card(head, P(components.Soft("Rien de personnel n’est à effacer : aucun voyage n’est terminé, ou tout l’est déjà.")))
	}
	var rows []components.Row
	for _, h := range p.Held {
		rows = append(rows, components.Row{Cells: []Node{
			components.French(p.label(h.Category)), Text(h.Year), components.Money(itoa(h.Rows)), Span(Class("num"), Text(h.DueOn.Short())), agreementOf(h), eraseButton(p, h),
		}})
	}
	return components.Card(head, search,
		components.DataTable(components.DataTableProps{Caption: "Données échues et à venir", HideCaption: true, RowHead: true, Stacked: true, Rows: rows, Columns: []components.Column{
			{Label: "Catégorie"}, {Label: "Année"}, {Label: "Lignes", Num: true}, {Label: "Échu le"}, {Label: "Accord des archives"}, {Label: "Effacer"},
		}}),
		listFoot(law.Counted(len(p.Held), "ligne", "lignes"), retentionPath, map[string]string{"q": p.Search}))
}

func agreementOf(h trip.Held) Node {
	switch {
	case h.Reference == "":
		return components.Tag(components.Wait, "aucun")
	case h.Standing:
		return components.Tag(components.OK, "permanent : "+h.Reference)
	}
	return components.Tag(components.OK, "visa "+h.Reference)
}

func eraseButton(p RetentionPageProps, h trip.Held) Node {
	switch {
	case h.DueOn > p.Today:
		return components.Soft("pas encore échu")
	case h.Reference == "":
		return components.Soft("attend un accord")
	}
	return components.PostForm(components.PostFormProps{Action: erasurePath, Label: "Effacer : " + p.label(h.Category) + ", " + h.Year},
		components.HiddenFields(components.HiddenValue{Name: "categorie", Value: h.Category}, components.HiddenValue{Name: "annee", Value: h.Year}),
		components.ButtonStop("Effacer "+law.Counted(h.Rows, "ligne", "lignes")))
}

func visaCard(p RetentionPageProps) Node {
	var options []components.OptionProps
	for _, c := range p.Categories {
		options = append(options, components.OptionProps{Value: c.Key, Label: c.Label})
	}
	var rows []components.Row
	for _, v := range p.Visas {
		rows = append(rows, components.Row{Cells: []Node{
			components.French(v.Number), components.French(p.label(v.Category)), Span(Class("num"), Text(v.CoversUntil.Short())), components.French(v.By),
		}})
	}
	e := p.Refused.Errors
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Visas des archives"}),
		Iff(len(rows) > 0, func() Node {
			return components.DataTable(components.DataTableProps{Caption: "Visas inscrits", List: &components.Listing{Noun: "visa", Nouns: "visas"}, HideCaption: true, RowHead: true, Stacked: true, Rows: rows,
				Columns: []components.Column{{Label: "Visa"}, {Label: "Catégorie"}, {Label: "Jusqu’au"}, {Label: "Inscrit par"}}})
		}),
		components.PostForm(components.PostFormProps{Action: retentionPath + "/visas", Label: "Inscrire un visa"},
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "category", Label: "Catégorie", Required: true, Value: p.Form.Category, Error: e["category"]}, Options: options}),
			components.Field(components.FieldProps{ID: "number", Label: "Numéro du visa", Required: true, Value: p.Form.Number, Error: e["number"], Hint: "Celui du bordereau d’élimination."}),
			components.DateField(components.FieldProps{ID: "covers_until", Label: "Pour ce qui a pris fin au plus tard le", Required: true, Value: p.Form.Until, Error: e["covers_until"]}),
			components.Actions(components.ButtonMain("Inscrire le visa"))))
}

func categoriesCard(p RetentionPageProps) Node {
	var rows []components.Row
	for _, c := range p.Categories {
		standing := components.Soft("aucune")
		if c.Standing != "" {
			standing = components.French(c.Standing)
		}
		rows = append(rows, components.Row{Cells: []Node{
			Span(components.French(c.Label), Br(), components.Soft(c.Key)), components.French(c.What), Span(components.French(c.Term), Text(" "), components.RuleLink(c.Rule)), standing,
		}})
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Ce qui s’efface, et quand"}),
		components.DataTable(components.DataTableProps{Caption: "Catégories de données", HideCaption: true, RowHead: true, Stacked: true, Rows: rows, Columns: []components.Column{
			{Label: "Catégorie"}, {Label: "Ce qui part, ce qui reste"}, {Label: "Durée"}, {Label: "Autorisation permanente"},
		}}))
}
