package bank

import (
	"fmt"
	"strconv"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/reconcile"
	"github.com/openacademie/openacademie/internal/statement"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// UploadForm is a statement as sent.
type UploadForm struct{ Source, Name string }

// StatementsProps is the form of an import and what was imported before.
type StatementsProps struct {
	Said      web.Refused
	All       []reconcile.Statement
	Accounts  []string
	Form      UploadForm
	MayImport bool
	Zone      *time.Location
}

// StatementsPage asks for a file and lists those imported.
func StatementsPage(p StatementsProps) Node {
	var rows []components.Row
	for _, s := range p.All {
		rows = append(rows, components.Row{Cells: []Node{
			components.French(law.DayOf(s.ImportedAt.Time().In(p.Zone)).Short()), components.French(s.Name), components.French(s.Source.Label()), Text(s.FileName),
			components.French(s.FirstOn.Short() + " au " + s.LastOn.Short()), components.Money(strconv.Itoa(s.LinesCount)), components.Money(strconv.Itoa(s.RepeatedCount)),
			components.Money(s.CreditCents.String()), components.Money(s.DebitCents.String()), components.Money(strconv.Itoa(s.OpenLinesCount)), components.French(s.ByName),
		}})
	}
	return Group{
		p.Said.Head(),
		components.BackLink(inboxPath),
		components.PageHead(components.PageHeadProps{Title: "Relevés", Lead: "Le relevé du compte, ou le fichier des paiements PayFiP. Un fichier importé deux fois, ou deux périodes qui se recouvrent, n’ajoutent rien en double."}),
		Iff(p.MayImport, func() Node { return uploadCard(p) }),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Relevés importés"}),
			components.DataTable(components.DataTableProps{
				Caption: "Relevés importés", List: &components.Listing{Find: "Chercher un relevé", Noun: "relevé", Nouns: "relevés"}, HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucun relevé pour l’instant.",
				Columns: []components.Column{{Label: "Importé le"}, {Label: "Compte"}, {Label: "Source"}, {Label: "Fichier"}, {Label: "Opérations"}, {Label: "Nouvelles", Num: true},
					{Label: "Déjà connues", Num: true}, {Label: "Crédits", Num: true}, {Label: "Débits", Num: true}, {Label: "À rapprocher", Num: true}, {Label: "Par"}},
			}),
		),
	}
}

func uploadCard(p StatementsProps) Node {
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Importer un relevé"}),
		components.PostForm(components.PostFormProps{Action: statementsPath, Upload: true, Label: "Importer un relevé"},
			components.RadioGroup(components.ChoiceProps{ID: "source", Legend: "Qui parle", Required: true, Value: p.Form.Source, Error: p.Said.Errors["source"], Inline: true,
				Options: []components.OptionProps{{Value: string(reconcile.Bank), Label: "La banque"}, {Value: string(reconcile.PayFiP), Label: "PayFiP"}}}),
			components.Field(components.FieldProps{ID: "compte", Label: "Compte ou régie", Value: p.Form.Name, Required: true, Error: p.Said.Errors["compte"], Width: "l",
				Hint: "Toujours le même nom pour le même compte : ses colonnes sont retenues.", Attrs: []Node{List("comptes")}}),
			DataList(ID("comptes"), Map(p.Accounts, func(name string) Node { return Option(Value(name)) })),
			components.FileField(components.FileFieldProps{FieldProps: components.FieldProps{ID: "fichier", Label: "Fichier", Required: true, Error: p.Said.Errors["fichier"],
				Hint: "CSV ou texte en colonnes, classeur .xlsx ou .xls, ou camt.053 (XML). 8 Mo au plus."}, Accept: ".csv,.txt,.xlsx,.xls,.xml"}),
			components.Actions(components.ButtonMain("Lire le fichier")),
		),
	)
}

// ColumnsProps is a file whose columns are to be chosen, and what they give.
type ColumnsProps struct {
	reconcile.Waiting
	Said     web.Refused
	Trial    reconcile.Trial
	Readable bool // the columns give lines
}

// shownRows is how many rows of the file the page shows.
const shownRows = 8

// ColumnsPage shows the first rows, asks what each column is, and says what would be imported.
func ColumnsPage(p ColumnsProps) Node {
	return Group{
		p.Said.Head(),
		components.BackLink(statementsPath),
		components.PageHead(components.PageHeadProps{Title: "Colonnes du relevé", Lead: p.Name + " (" + p.Source.Label() + ") · " + p.FileName}),
		Iff(p.Moved, func() Node {
			return components.Notice(components.NoticeProps{Kind: "wait", Title: "Ce fichier n’a plus les colonnes de la dernière fois.", Text: "Choisissez-les de nouveau : elles seront retenues pour ce compte."})
		}),
		Iff(p.Remembered, func() Node {
			return components.Notice(components.NoticeProps{Kind: "info", Title: "Colonnes retenues de la dernière fois.", Text: "Vérifiez l’aperçu, puis importez."})
		}),
		Iff(p.File.Table != nil, func() Node { return firstRows(p) }),
		components.PostForm(components.PostFormProps{Action: statementsPath + "/" + p.ID, Label: "Colonnes et import"},
			Iff(p.File.Table != nil, func() Node { return columnFields(p) }),
			Iff(p.Readable, func() Node { return trialCard(p) }),
			Iff(len(p.Trial.Problems) > 0, func() Node { return problemsCard(p) }),
			components.Actions(
				Iff(p.Readable, func() Node { return components.ButtonMain("Importer", Name("faire"), Value("importer")) }),
				Iff(p.File.Table != nil, func() Node { return components.ButtonPlain("Essayer ces colonnes", Name("faire"), Value("essayer")) }),
			),
		),
		components.PostForm(components.PostFormProps{Action: statementsPath + "/" + p.ID + "/abandon", Label: "Abandonner ce fichier"}, components.Actions(components.ButtonPlain("Abandonner ce fichier"))),
	}
}

// columnName is « C · Montant » : the letter of a spreadsheet, and the head.
func columnName(i int, head string) string {
	name := ""
	for n := i; ; n = n/26 - 1 {
		name = string(rune('A'+n%26)) + name
		if n < 26 {
			break
		}
	}
	if head != "" {
		name += " · " + head
	}
	return name
}

func firstRows(p ColumnsProps) Node {
	var columns []components.Column
	var rows []components.Row
	columns = append(columns, components.Column{Label: "Ligne"})
	for i, h := range p.Layout.Heads {
		columns = append(columns, components.Column{Label: columnName(i, h)})
	}
	for _, at := range p.Layout.Data[:min(len(p.Layout.Data), shownRows)] {
		row := p.File.Table.Rows[at]
		cells := []Node{Text(strconv.Itoa(row.No))}
		for i := range p.Layout.Heads {
			cells = append(cells, Text(row.Cell(i)))
		}
		rows = append(rows, components.Row{Cells: cells})
	}
	return components.Card(components.DataTable(components.DataTableProps{
		Caption: fmt.Sprintf("Premières lignes du fichier (%d en tout)", len(p.Layout.Data)), RowHead: true, Columns: columns, Rows: rows, EmptyMessage: "Aucune ligne sous les titres.",
	}))
}

func columnFields(p ColumnsProps) Node {
	var options []components.OptionProps
	for i, h := range p.Layout.Heads {
		options = append(options, components.OptionProps{Value: strconv.Itoa(i), Label: columnName(i, h)})
	}
	var fields Group
	for n, r := range statement.Roles {
		value := ""
		if at := p.Mapping.At(r); at >= 0 {
			value = strconv.Itoa(at)
		}
		id := "colonne-" + string(r)
		if n == 0 {
			id = "colonnes" // where the summary of errors leads
		}
		fields = append(fields, components.SelectField(components.SelectFieldProps{
			FieldProps: components.FieldProps{ID: id, Name: "colonne-" + string(r), Label: r.Name(), Value: value, Required: r == statement.Day}, Options: options, Empty: "Aucune",
		}))
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Que contient chaque colonne ?"}),
		components.Soft("Un montant signé, ou bien le débit et le crédit. Le libellé ou la référence servent à reconnaître."), fields)
}

func trialCard(p ColumnsProps) Node {
	t := p.Trial
	var rows []components.Row
	for _, l := range t.Lines[:min(len(t.Lines), shownRows)] {
		rows = append(rows, components.Row{Cells: []Node{components.French(l.On.Short()), Text(l.Label), Text(l.Reference), Text(l.Party), components.Money(l.Amount.String())}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Ce qui serait importé"}),
		components.SummaryList(
			components.Pair{Term: "Période", Value: components.French("du " + t.FirstOn.Short() + " au " + t.LastOn.Short())},
			components.Pair{Term: "Lignes nouvelles", Value: Text(strconv.Itoa(t.New))},
			components.Pair{Term: "Déjà connues", Value: Text(strconv.Itoa(t.Repeated))},
			components.Pair{Term: "Crédits nouveaux", Value: components.Money(t.Credit.String())},
			components.Pair{Term: "Débits nouveaux", Value: components.Money(t.Debit.String())},
			components.Pair{Term: "Soldes et totaux, passés", Value: Text(strconv.Itoa(t.Skipped))},
		),
		components.DataTable(components.DataTableProps{
			Caption: "Aperçu", RowHead: true, Rows: rows, Columns: []components.Column{{Label: "Jour"}, {Label: "Libellé"}, {Label: "Référence"}, {Label: "Nom"}, {Label: "Montant", Num: true}},
		}),
	)
}

func problemsCard(p ColumnsProps) Node {
	shown := p.Trial.Problems[:min(len(p.Trial.Problems), shownRows)]
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: fmt.Sprintf("Lignes illisibles : %d", len(p.Trial.Problems))}),
		Div(Class("prose"), Ul(Map(shown, func(e *statement.RowError) Node { return Li(components.French(components.Sentence(e.Error()))) }))),
		Iff(p.Readable, func() Node {
			return components.CheckboxField(components.CheckboxFieldProps{ID: "ecarter", Label: "Laisser ces lignes de côté et importer les autres", Error: p.Said.Errors["ecarter"]})
		}),
	)
}
