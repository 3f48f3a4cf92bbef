package trips

import (
	"fmt"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// ReceivablesProps is what the accounting software was told of a trip, and what is left to tell.
type ReceivablesProps struct {
	trip.Receivables
	Shown    []trip.Owed // of the lines, those looked for
	Search   string
	Mappings []trip.Mapping
	Typed    TypedReceivables
	Refused  web.Refused
}

// ReceivablesPage shows what would leave, and lets it leave.
func ReceivablesPage(p ReceivablesProps) Node {
	here := staffList + "/" + p.Trip.ID + "/creances"
	send := p.ToSend()
	lead := "Rien n’est à transférer : tout ce qui est dû l’a déjà été."
	if len(send) > 0 {
		lead = law.Counted(len(send), "ligne", "lignes") + " à transférer, " + trip.TotalOwed(send).String() + "."
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Créances pour la comptabilité", Lead: lead}),
		Iff(trip.AgainAmong(send), func() Node {
			return components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Des lignes reviennent sur un transfert précédent", Text: againNote})
		}),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Ce qui est dû, ce qui est parti"}),
			narrowForm(here, "Chercher un élève, une classe, un débiteur", p.Search),
			owedTable(p.Shown),
			listFoot(law.Counted(len(p.Shown), "débiteur", "débiteurs"), here, map[string]string{"q": p.Search}),
			P(components.Soft("Montant dû : appelé, remises et annulations déduites. Une aide versée à la place de la famille ou un reliquat rendu ne change pas la créance.")),
		),
		Iff(len(send) > 0, func() Node { return transferForms(p, here) }),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Transferts"}),
			transferTable(p, here),
		),
		accountCard(p, here),
		counterCard(p, here),
	}
}

func owedTable(lines []trip.Owed) Node {
	var rows []components.Row
	for _, o := range lines {
		mark := components.Soft("–")
		if o.Amount != 0 {
			mark = components.French(constatation(o))
		}
		rows = append(rows, components.Row{Cells: []Node{
			components.French(o.Pupil()), components.French(dashed(o.Class)), Span(components.French(o.Debtor()), Iff(o.Hidden, func() Node {
				return Group{Br(), components.Soft("adresse protégée : elle ne part pas")}
			})),
			components.Money(orBlank(o.Called)), components.Money(orBlank(o.Sent)), components.Money(orBlank(o.Amount)), mark,
		}})
	}
	return components.DataTable(components.DataTableProps{
		Caption: "Créances du voyage", HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucune créance : personne ne doit rien pour ce voyage.",
		Columns: []components.Column{{Label: "Élève"}, {Label: "Classe"}, {Label: "Débiteur"}, {Label: "Dû", Num: true}, {Label: "Transféré", Num: true}, {Label: "À transférer", Num: true}, {Label: "Constatation"}},
	})
}

func transferForms(p ReceivablesProps, here string) Node {
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Transférer"}),
		P(components.French(fmt.Sprintf("Exercice %s, compte %s. Une fois écrit, le transfert précédent ne pourra plus être refait.", dashed(p.Year), dashed(p.Account)))),
		components.Actions(
			components.PostForm(components.PostFormProps{Action: here, Label: "Transférer vers GFC"}, components.HiddenFields(components.HiddenValue{Name: "target", Value: trip.ToGFC}),
				components.ButtonMain(fmt.Sprintf("Écrire le transfert n° %d vers GFC", p.Counter+1))),
			components.PostForm(components.PostFormProps{Action: here, Label: "Transférer vers un autre logiciel"}, components.HiddenFields(components.HiddenValue{Name: "target", Value: trip.ToOthers}),
				components.ButtonPlain("Écrire un transfert vers un autre logiciel")),
		),
		P(components.Soft("La mémoire est commune aux deux : une somme ne part qu’une fois. "), A(Href(mappingsPath), Text("Modèles d’export"))),
	)
}

func transferState(state string) string {
	return map[string]string{trip.TransferWritten: "écrit", trip.TransferRedone: "refait", trip.TransferCancelled: "annulé"}[state]
}

func transferTable(p ReceivablesProps, here string) Node {
	var rows []components.Row
	for _, e := range p.Exports {
		at := here + "/" + e.ID
		kind, target := components.OK, "GFC"
		if e.State == trip.TransferCancelled {
			kind = components.Neutral
		}
		if e.Target == trip.ToOthers {
			target = "autre logiciel"
		}
		name := fmt.Sprintf("n° %d de %s", e.Number, e.AccountingYear)
		rows = append(rows, components.Row{Cells: []Node{
			Span(components.French(name), Br(), components.Soft(target)), components.French(law.DayOf(e.ExportedAt.Time()).Short() + byWhom(e.By)), Text(itoa(e.LinesCount)),
			components.Money(e.TotalCents.String()), components.Tag(kind, transferState(e.State)), transferActions(p, e, at, name),
		}})
	}
	return components.DataTable(components.DataTableProps{
		Caption: "Transferts du voyage", List: &components.Listing{Noun: "transfert", Nouns: "transferts"}, HideCaption: true, RowHead: true, Stacked: true, Rows: rows, EmptyMessage: "Aucun transfert encore.",
		Columns: []components.Column{{Label: "Transfert"}, {Label: "Fait"}, {Label: "Lignes", Num: true}, {Label: "Total", Num: true}, {Label: "État"}, {Label: "Fichiers"}},
	})
}

func transferActions(p ReceivablesProps, e trip.ReceivableExport, at, name string) Node {
	of := Aria("label", "Bordereau, transfert "+name)
	links := Group{components.LinkButton("Bordereau", at+"/bordereau.pdf", of)}
	if !e.Last {
		return components.Actions(links)
	}
	switch e.Target {
	case trip.ToGFC:
		links = append(links, components.LinkButton("FME et FMEDK", at+"/fichiers.zip"), components.LinkButton("avec les accents de Windows", at+"/fichiers.zip?jeu=windows-1252"))
	default:
		links = append(links, components.LinkButton("Fichier, colonnes usuelles", at+"/fichiers.zip"))
		for _, m := range p.Mappings {
			links = append(links, components.LinkButton("Fichier « "+m.Name+" »", at+"/fichiers.zip?modele="+m.ID))
		}
	}
	return components.Actions(links,
		components.PostForm(components.PostFormProps{Action: at + "/refaire", Label: "Refaire le transfert " + name}, components.ButtonPlain("Refaire")),
		components.PostForm(components.PostFormProps{Action: at + "/annuler", Label: "Annuler le transfert " + name}, components.ButtonStop("Annuler")),
	)
}

func accountCard(p ReceivablesProps, here string) Node {
	e := p.Refused.Errors
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Compte et date de règlement"}),
		components.PostForm(components.PostFormProps{Action: here + "/compte", Label: "Compte et date de règlement"},
			components.Field(components.FieldProps{ID: "class4_account", Label: "Compte de classe 4", Value: p.Typed.Account, Error: e["class4_account"], Width: "s", InputMode: "numeric", Hint: "Sept chiffres au plus, comme 4112."}),
			components.DateField(components.FieldProps{ID: "pay_by", Label: "À régler avant le", Value: p.Typed.PayBy, Error: e["pay_by"]}),
			components.Actions(components.ButtonPlain("Enregistrer")),
		),
	)
}

func counterCard(p ReceivablesProps, here string) Node {
	e := p.Refused.Errors
	return components.Disclosure("Corriger le compteur de GFC",
		components.PostForm(components.PostFormProps{Action: here + "/compteur", Label: "Compteur de GFC"},
			components.Field(components.FieldProps{ID: "gfc_counter", Label: "Dernier numéro de transfert de l’exercice " + p.Year, Value: p.Typed.Counter, Error: e["gfc_counter"], Width: "s", InputMode: "numeric", Required: true,
				Hint: "Quand un autre logiciel utilise le même compteur, ou après un trou."}),
			components.Field(components.FieldProps{ID: "reason", Label: "Pourquoi", Value: p.Typed.Reason, Error: e["reason"], Required: true}),
			components.Actions(components.ButtonPlain("Corriger le compteur")),
		),
	)
}

// MappingsProps is the models of files of the school, one of them open.
type MappingsProps struct {
	All     []trip.Mapping
	Model   trip.Mapping
	Refused web.Refused
}

// MappingsPage writes a model: which columns, in which order, under which names.
func MappingsPage(p MappingsProps) Node {
	e := p.Refused.Errors
	var links Group
	for _, m := range p.All {
		links = append(links, Li(A(Href(mappingsPath+"?modele="+m.ID), If(m.ID == p.Model.ID, Aria("current", "page")), components.French(m.Name))))
	}
	fields := codeOptions(trip.ReceivableFields())
	var rows []components.Row
	for i := range len(p.Model.Columns) + mappingRows {
		var c trip.MappedColumn
		if i < len(p.Model.Columns) {
			c = p.Model.Columns[i]
		}
		n := itoa(i)
		rows = append(rows, components.Row{Cells: []Node{
			Text(itoa(i + 1)), fieldChoice("Colonne "+itoa(i+1)+" : ce qu’elle contient", "field_"+n, c.Field, fields), cell("Colonne "+itoa(i+1)+" : son intitulé", "label_"+n, c.Label, ""),
		}})
	}
	title := "Nouveau modèle"
	if p.Model.ID != "" {
		title = "Modifier le modèle"
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Modèles d’export de créances", Lead: "Pour Op@le ou un autre logiciel : les colonnes qu’il lit, dans son ordre, sous ses intitulés. Demandez-les à l’éditeur ou à l’agence comptable."}),
		Iff(len(p.All) > 0, func() Node {
			return Nav(Class("local-nav"), Aria("label", "Modèles"), Ul(links, Li(A(Href(mappingsPath), Text("Nouveau modèle")))))
		}),
		components.PostForm(components.PostFormProps{Action: mappingsPath, Label: title}, components.HiddenFields(components.HiddenValue{Name: "id", Value: p.Model.ID}),
			components.Card(components.CardHead(components.CardHeadProps{Title: title}),
				components.Field(components.FieldProps{ID: "name", Label: "Nom du modèle", Value: p.Model.Name, Error: e["name"], Required: true, Width: "l"}),
				components.RadioGroup(components.ChoiceProps{ID: "file_kind", Legend: "Format", Required: true, Inline: true, Value: p.Model.FileKind, Options: []components.OptionProps{{Value: "csv", Label: "CSV"}, {Value: "xlsx", Label: "Tableur"}}}),
				components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "separator", Label: "Séparateur du CSV", Value: p.Model.Separator, Error: e["separator"], Width: "m"}, Options: codeOptions(trip.Separators)}),
				components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "encoding", Label: "Encodage du CSV", Value: p.Model.Encoding, Width: "m"}, Options: codeOptions(trip.Encodings)}),
			),
			components.DataTable(components.DataTableProps{ID: "columns", Caption: "Colonnes, dans l’ordre du fichier", Rows: rows, Columns: []components.Column{{Label: "Place", Num: true}, {Label: "Contenu"}, {Label: "Intitulé"}}}),
			P(components.Soft("Une ligne sans contenu est ignorée. Sans intitulé, le nom du champ est écrit.")),
			components.Actions(components.ButtonMain("Enregistrer le modèle", Name("do"), Value("save")),
				Iff(p.Model.ID != "", func() Node { return components.ButtonStop("Retirer le modèle", Name("do"), Value("drop")) })),
		),
	}
}

// fieldChoice is a list in a cell of a table, whose column and line say what it is.
func fieldChoice(label, name, value string, options []components.OptionProps) Node {
	return Div(Class("field"), Select(ID(name), Name(name), Aria("label", label),
		Option(Value(""), If(value == "", Selected()), Text("–")),
		Map(options, func(o components.OptionProps) Node {
			return Option(Value(o.Value), If(o.Value == value, Selected()), components.French(o.Label))
		})))
}
