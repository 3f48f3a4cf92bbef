package staff

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
)

// JournalPageProps is the last lines of the journal.
type JournalPageProps struct {
	Query   url.Values
	Filter  school.JournalFilter
	Lines   []school.JournalLine
	Older   int // number of the last line shown, when there are older ones
	Total   int
	First   time.Time
	Zone    *time.Location
	Viewer  school.Actor
	Problem string
}

// JournalPage lists who did what, newest first.
func JournalPage(p JournalPageProps) Node {
	var rows []components.Row
	for _, l := range p.Lines {
		rows = append(rows, components.Row{Cells: []Node{
			A(Href(journalPath+"/"+strconv.Itoa(l.LineNo)), Class("num"), OnlyLine(l.LineNo)),
			components.TimeEl(l.HappenedAt.Time().UTC().Format(time.RFC3339), clockFrench(l.HappenedAt.Time(), p.Zone)),
			whoCell(l), components.French(verbText(l.Verb)), subjectCell(p.Viewer, l), components.French(orDash(shortWords(l.Note))),
		}})
	}
	l := Listing{Path: journalPath, Query: p.Query}
	foot := components.PaginationProps{Summary: law.Counted(p.Total, "ligne en tout", "lignes en tout"), CSVHref: l.With("format", "csv", "avant", ""), SheetHref: l.With("format", "xlsx", "avant", "")}
	if p.Older > 0 {
		foot.NextHref = l.With("avant", strconv.Itoa(p.Older))
	}
	if p.Filter.Before > 0 {
		foot.PreviousHref = l.With("avant", "")
	}
	return Group{
		components.PageHead(components.PageHeadProps{
			Title: "Journal", Lead: "Chaque écriture y laisse une ligne, enchaînée à la précédente : une ligne changée ou ôtée se verrait.",
			Actions: []Node{components.PostForm(components.PostFormProps{Action: journalPath + "/verification", Label: "Vérifier la chaîne"}, components.ButtonPlain("Vérifier la chaîne"))},
		}),
		Iff(p.Problem != "", func() Node { return components.Notice(components.NoticeProps{Kind: components.Stop, Text: p.Problem}) }),
		journalFilters(p),
		components.Card(
			components.DataTable(components.DataTableProps{
				Caption: "Lignes du journal", HideCaption: true, RowHead: true, Stacked: true, Rows: rows, EmptyMessage: "Aucune ligne ne correspond à ces filtres.",
				Columns: []components.Column{{Label: "Ligne"}, {Label: "Quand"}, {Label: "Qui"}, {Label: "Quoi"}, {Label: "Objet"}, {Label: "Note"}},
			}),
			components.Pagination(foot),
		),
	}
}

// OnlyLine is the number of a line, said in full to those who listen.
func OnlyLine(n int) Node { return Group{components.OnlyHeard("Ligne "), Text(law.Thousands(n))} }

// shortWords cuts digests: a list shows that there is one, the line's own page shows it whole.
func shortWords(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if len(w) > 24 {
			words[i] = w[:10] + "…"
		}
	}
	return strings.Join(words, " ")
}

func whoCell(l school.JournalLine) Node {
	if l.Who == "" {
		return components.French(actorLabel(l.ActorKind))
	}
	return Group{components.French(l.Who), Text(" "), components.Soft(actorLabel(l.ActorKind))}
}

func subjectCell(viewer school.Actor, l school.JournalLine) Node {
	name := l.About
	href := subjectHref(viewer, l)
	if name == "" && href != "" {
		name = "ouvrir"
	}
	if href == "" {
		return components.French(orDash(name))
	}
	return A(Href(href), components.French(name))
}

func journalFilters(p JournalPageProps) Node {
	var kinds, objects []components.OptionProps
	for _, k := range []school.ActorKind{school.Staff, school.Guardian, school.Pupil, school.Operator, school.System} {
		kinds = append(kinds, components.OptionProps{Value: string(k), Label: actorLabel(k)})
	}
	for name, s := range subjects {
		objects = append(objects, components.OptionProps{Value: name, Label: s.name})
	}
	objects = append(objects, components.OptionProps{Value: "connexion", Label: "Connexion"})
	slices.SortFunc(objects, func(a, b components.OptionProps) int { return cmp.Compare(school.Fold(a.Label), school.Fold(b.Label)) })
	return FilterForm(journalPath, "Filtrer le journal",
		components.DateField(components.FieldProps{ID: "du", Label: "Du", Value: p.Query.Get("du"), Filter: true}),
		components.DateField(components.FieldProps{ID: "au", Label: "Au", Value: p.Query.Get("au"), Filter: true}),
		components.Field(components.FieldProps{ID: "qui", Label: "Nom de la personne", Type: "search", Value: p.Filter.Who, Filter: true, Autocomplete: "off"}),
		components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "par", Label: "En qualité de", Value: string(p.Filter.Kind), Filter: true}, Options: kinds, Empty: "Tous"}),
		components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "objet", Label: "Sur quoi", Value: p.Filter.Subject, Filter: true}, Options: objects, Empty: "Tout"}),
	)
}

// LinePageProps is one line with its details.
type LinePageProps struct {
	Title  string
	Line   school.JournalDetails
	Labels map[string]string // French names of the fields
	Viewer school.Actor
	Zone   *time.Location
}

// LinePage shows one line: who, when, what stood before and after.
func LinePage(p LinePageProps) Node {
	l := p.Line
	var rows []components.Row
	for _, c := range l.Changes {
		rows = append(rows, components.Row{Cells: []Node{components.French(orElse(p.Labels[c.Field], c.Field)), components.French(orDash(dayOr(c.Before))), components.French(orDash(dayOr(c.After)))}})
	}
	empty := "Cette ligne n’a pas de détail."
	if l.Purged {
		empty = "Le détail de cette ligne a été effacé à la fin de sa durée de conservation. Son empreinte reste."
	}
	return Group{
		components.PageHead(components.PageHeadProps{Eyebrow: p.Title, Title: verbText(l.Verb)}),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "La ligne"}),
			components.DefinitionGrid(
				components.Pair{Term: "Quand", Value: components.TimeEl(l.HappenedAt.Time().UTC().Format(time.RFC3339), clockFrench(l.HappenedAt.Time(), p.Zone))},
				components.Pair{Term: "Qui", Value: whoCell(l.JournalLine)},
				components.Pair{Term: "Objet", Value: subjectCell(p.Viewer, l.JournalLine)},
				components.Pair{Term: "Note", Value: components.French(orDash(l.Note))},
				components.Pair{Term: "Code", Value: Code(Text(l.Verb))},
			),
		),
		Iff(l.Reserved != "", func() Node {
			return components.Notice(components.NoticeProps{Kind: components.Info, Title: "Détail réservé", Text: "Ce qui a changé concerne les familles : ce détail est lu par " + rolesFor(l.Reserved) + "."})
		}),
		Iff(l.Reserved == "", func() Node {
			return components.Card(
				components.CardHead(components.CardHeadProps{Title: "Avant et après"}),
				components.DataTable(components.DataTableProps{
					Caption: "Avant et après", HideCaption: true, RowHead: true, Stacked: true, Rows: rows, EmptyMessage: empty,
					Columns: []components.Column{{Label: "Donnée"}, {Label: "Avant"}, {Label: "Après"}},
				}),
			)
		}),
	}
}

func rolesFor(p school.Permission) string {
	var labels []string
	for _, r := range school.RolesFor(p) {
		labels = append(labels, r.Label())
	}
	return join(labels)
}

// dayOr writes a day in French and anything else as it is.
func dayOr(s string) string {
	if len(s) == 10 {
		if d, err := law.ParseDay(s); err == nil {
			return d.French()
		}
	}
	return s
}
