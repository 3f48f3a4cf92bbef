package till

import (
	"net/url"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// ExitsPage lists what the accountant takes out.
func ExitsPage(all []Exit) Node {
	return Group{
		components.PageHead(components.PageHeadProps{Title: "États et journaux", Lead: "Ce qui s’affiche est ce qui s’imprime et s’exporte."}),
		components.CardGrid(Map(all, func(e Exit) Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: e.Label}), P(components.Soft(e.Lead)), P(A(Href(exitsPath+"/"+e.Key), Text("Ouvrir"), components.OnlyHeard(" "+e.Label))))
		})),
	}
}

// ExitProps is one exit for a period.
type ExitProps struct {
	Exit     Exit
	Query    ExitQuery
	Table    ExitTable
	Today    law.Day
	Models   []trip.Mapping
	MayModel bool
}

// ExitPage shows an exit: the question, the files, the table; each figure leads to its rows.
func ExitPage(p ExitProps) Node {
	here, query := exitsPath+"/"+p.Exit.Key, p.Query.values(p.Exit).Encode()
	if query != "" {
		query = "?" + query
	}
	var facts []components.Pair
	for _, f := range p.Table.Facts {
		facts = append(facts, components.Pair{Term: f.Label, Value: components.Money(f.Value)})
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: p.Exit.Label, Lead: p.Exit.Lead, Actions: []Node{
			components.LinkButton("PDF", here+"/pdf"+query), components.LinkButton("Tableur", here+"/xlsx"+query), components.LinkButton("CSV", here+"/csv"+query),
		}}),
		exitFilter(p, here),
		Iff(len(facts) > 0, func() Node { return components.Card(components.SummaryList(facts...)) }),
		components.Card(exitTable(p.Table)),
		Map(p.Table.Notes, func(note string) Node { return P(components.Soft(note)) }),
		Iff(p.MayModel, func() Node { return exitModels(p, here) }),
	}
}

func exitFilter(p ExitProps, here string) Node {
	switch p.Exit.Period {
	case periodMonth:
		var months []components.OptionProps
		first := law.Day(string(p.Today[:8]) + "01")
		for range 24 {
			words := strings.TrimLeft(strings.TrimPrefix(first.French(), "1er"), " \u00a0")
			months, first = append(months, components.OptionProps{Value: string(first[:7]), Label: words}), first.AddMonths(-1)
		}
		return Form(Class("filters"), Method("get"), Action(here),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "mois", Label: "Mois", Value: string(p.Query.From[:7]), Filter: true}, Options: months, Empty: "Le mois en cours"}),
			components.ButtonPlain("Afficher"))
	case periodDays:
		var means Node
		if p.Exit.Key == "encaissements" {
			var options []components.OptionProps
			for _, m := range money.AllMeans {
				options = append(options, components.OptionProps{Value: string(m), Label: components.Capital(m.Label())})
			}
			means = components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "moyen", Label: "Moyen", Value: string(p.Query.Means), Filter: true}, Options: options, Empty: "Tous"})
		}
		kept := p.Query.values(p.Exit)
		var hidden []components.HiddenValue
		for _, name := range []string{"acte", "colonne", "objet"} {
			if kept.Get(name) != "" {
				hidden = append(hidden, components.HiddenValue{Name: name, Value: kept.Get(name)})
			}
		}
		from, to := "Du", "Au"
		if p.Exit.Key == "ordres" {
			from, to = "Ordre initial arrêté au", "Rectificatif au"
		}
		return Form(Class("filters"), Method("get"), Action(here), components.HiddenFields(hidden...),
			components.DateField(components.FieldProps{ID: "du", Label: from, Value: string(p.Query.From), Filter: true}),
			components.DateField(components.FieldProps{ID: "au", Label: to, Value: string(p.Query.To), Filter: true}),
			means, components.ButtonPlain("Afficher"))
	}
	return nil
}

// exitTable is the same table as the files, with its links.
func exitTable(t ExitTable) Node {
	props := components.DataTableProps{Caption: join(", ", t.Title, t.Subtitle), RowHead: true, EmptyMessage: t.Empty}
	for _, c := range t.Columns {
		props.Columns = append(props.Columns, components.Column{Label: c.Name, Num: c.Kind == document.KindMoney || c.Kind == document.KindInt})
	}
	at := 0
	for _, g := range t.Groups {
		for _, row := range g.Rows {
			var r components.Row
			for i, cell := range row {
				r.Cells = append(r.Cells, exitCell(cell, t.Links[[2]int{at, i}]))
			}
			props.Rows, at = append(props.Rows, r), at+1
		}
	}
	var foot components.Row
	for _, cell := range t.Total {
		foot.Cells = append(foot.Cells, exitCell(cell, ""))
	}
	if len(foot.Cells) > 0 && at > 0 {
		props.Foot = []components.Row{foot}
	}
	return components.DataTable(props)
}

func exitCell(c document.Cell, href string) Node {
	var content Node = components.French(c.String())
	if c.IsMoney() {
		content = components.Money(c.String())
	}
	if href != "" && c.String() != "" {
		return A(Href(href), content)
	}
	return content
}

func exitModels(p ExitProps, here string) Node {
	query := p.Query.values(p.Exit)
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Exports réglés par l’établissement"}),
		Iff(len(p.Models) > 0, func() Node {
			return Ul(Map(p.Models, func(m trip.Mapping) Node {
				query.Set("modele", m.ID)
				return Li(A(Href(here+"/fichier?"+query.Encode()), components.French(m.Name)), Text(" "), components.Soft(strings.ToUpper(m.FileKind)),
					Text(" "), A(Href(here+"/modele?"+url.Values{"modele": {m.ID}}.Encode()), Text("Modifier"), components.OnlyHeard(" le modèle "+m.Name)))
			}))
		}),
		P(A(Href(here+"/modele"), Text("Nouveau modèle d’export"))),
	)
}

// ExitModelProps is the form of a school's own file.
type ExitModelProps struct {
	Exit    Exit
	Model   trip.Mapping
	All     []trip.Mapping
	Columns []document.Column
	web.Refused
}

// ExitModelPage chooses which columns of an exit stand in a file, in which order and under which names.
func ExitModelPage(p ExitModelProps) Node {
	rank := map[string]string{}
	label := map[string]string{}
	for i, c := range p.Model.Columns {
		rank[c.Field], label[c.Field] = strconv.Itoa(i+1), c.Label
	}
	var columns Group
	for i, c := range p.Columns {
		n := strconv.Itoa(i)
		columns = append(columns, FieldSet(Class("field"), Legend(components.French(c.Name)),
			components.Field(components.FieldProps{ID: "rang-" + n, Label: "Rang de « " + c.Name + " »", Value: rank[c.Name], Error: p.Errors["rang-"+n], InputMode: "numeric", Width: "s", Filter: true}),
			components.Field(components.FieldProps{ID: "label-" + n, Label: "Intitulé de « " + c.Name + " »", Value: label[c.Name], Filter: true})))
	}
	pairs := func(table []struct{ Code, Label string }) (options []components.OptionProps) {
		for _, o := range table {
			options = append(options, components.OptionProps{Value: o.Code, Label: o.Label})
		}
		return options
	}
	return Group{
		p.Head(),
		components.PageHead(components.PageHeadProps{Title: "Modèle d’export", Lead: p.Exit.Label + " : une colonne sans rang reste hors du fichier."}),
		components.PostForm(components.PostFormProps{Action: exitsPath + "/" + p.Exit.Key + "/modele"},
			components.HiddenFields(components.HiddenValue{Name: "id", Value: p.Model.ID}),
			components.Field(components.FieldProps{ID: "name", Label: "Nom du modèle", Hint: "Celui du logiciel qui lira le fichier.", Value: p.Model.Name, Error: p.Errors["name"], Required: true}),
			components.RadioGroup(components.ChoiceProps{ID: "file_kind", Legend: "Format", Required: true, Inline: true, Value: p.Model.FileKind, Options: []components.OptionProps{{Value: "csv", Label: "CSV"}, {Value: "xlsx", Label: "Tableur"}}}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "separator", Label: "Séparateur du CSV", Value: p.Model.Separator, Error: p.Errors["separator"]}, Options: pairs(trip.Separators)}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "encoding", Label: "Encodage du CSV", Value: p.Model.Encoding}, Options: pairs(trip.Encodings)}),
			columns,
			components.Actions(components.ButtonMain("Enregistrer le modèle")),
		),
	}
}
