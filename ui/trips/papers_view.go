package trips

import (
	"net/url"
	"slices"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// PapersTyped is what was typed in a form of the page that was refused.
type PapersTyped struct {
	Class, Paper string
	Expires      string // last day of cover, for certificates of insurance
	Read         bool   // both covers were read on each certificate
	Asked        trip.AskedPaper
}

// PapersPageProps is the grid of papers: who has handed in what, neither numbers nor health.
type PapersPageProps struct {
	Papers                    trip.Papers
	Shown                     []trip.PaperFile
	Expecting                 int // pupils from whom something is expected
	Classes                   []string
	View, Kind, Class, Search string
	Typed                     PapersTyped
	Refused                   web.Refused
}

func (p PapersPageProps) here() string {
	return staffList + "/" + p.Papers.Departure.Trip.ID + "/pieces"
}

// PapersPage is the papers of everybody who goes, one line a pupil, one column a paper.
func PapersPage(p PapersPageProps) Node {
	t := p.Papers.Departure.Trip
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Pièces", Lead: t.Title + ", " + t.Dates() + ". Aucun numéro de document ni aucune donnée de santé n’est gardé ici."}),
		components.ScreenOnly(components.Stack(
			components.Actions(
				papersLink(p, "Tous, "+itoa(len(p.Papers.Files)), "", p.Kind, p.Class),
				papersLink(p, "Pièces attendues, "+itoa(p.Expecting), onlyExpected, p.Kind, p.Class),
			),
			papersFilter(p),
		)),
		papersTable(p),
		components.ScreenOnly(components.Pagination(components.PaginationProps{
			Summary: law.Counted(len(p.Shown), "élève", "élèves"), CSVHref: p.here() + ".csv" + p.query(p.View, p.Kind, p.Class), SheetHref: p.here() + ".xlsx" + p.query(p.View, p.Kind, p.Class),
		})),
		components.ScreenOnly(components.Stack(tickCard(p), askedCard(p), groupCard(p), healthCard(p))),
	}
}

func (p PapersPageProps) query(view, kind, class string) string {
	q := url.Values{}
	for name, value := range map[string]string{"voir": view, "piece": kind, "classe": class, "q": p.Search} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

func papersLink(p PapersPageProps, label, view, kind, class string) Node {
	return components.LinkButton(label, p.here()+p.query(view, kind, class), If(p.View == view, Aria("current", "true")))
}

func papersFilter(p PapersPageProps) Node {
	return Form(Class("filters"), Method("get"), Action(p.here()), Aria("label", "Choisir les élèves"),
		Iff(p.View != "", func() Node { return components.HiddenFields(components.HiddenValue{Name: "voir", Value: p.View}) }),
		components.Field(components.FieldProps{ID: "q", Type: "search", Label: "Chercher un élève ou une classe", Value: p.Search, Filter: true, Autocomplete: "off"}),
		components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "piece", Label: "Pièce", Value: p.Kind, Filter: true}, Empty: "Toutes", Options: needOptions(p)}),
		components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "classe", Label: "Classe", Value: p.Class, Filter: true}, Empty: "Toutes", Options: classOptions(p)}),
		components.ButtonPlain("Filtrer"),
	)
}

func needOptions(p PapersPageProps) []components.OptionProps {
	var options []components.OptionProps
	for _, n := range p.Papers.Kinds {
		options = append(options, components.OptionProps{Value: n.Key(), Label: n.Label})
	}
	return options
}

func classOptions(p PapersPageProps) []components.OptionProps {
	var options []components.OptionProps
	for _, c := range p.Classes {
		options = append(options, components.OptionProps{Value: c, Label: c})
	}
	return options
}

func papersTable(p PapersPageProps) Node {
	columns := []components.Column{{Label: "Élève"}, {Label: "Classe"}}
	for _, n := range p.Papers.Kinds {
		columns = append(columns, components.Column{Label: n.Label})
	}
	var rows []components.Row
	for _, f := range p.Shown {
		cells := []Node{A(Href(p.here()+"/eleves/"+f.Traveller.ID), components.French(f.Traveller.Name())), components.French(f.Traveller.Class)}
		for _, n := range p.Papers.Kinds {
			cells = append(cells, lineCell(f, n))
		}
		rows = append(rows, components.Row{Cells: cells})
	}
	empty := "Aucun élève ne correspond."
	if len(p.Papers.Files) == 0 {
		empty = "Aucun élève n’est encore inscrit fermement : les pièces se demandent ensuite."
	}
	return components.DataTable(components.DataTableProps{Caption: law.Counted(len(p.Shown), "élève", "élèves"), RowHead: true, Columns: columns, Rows: rows, EmptyMessage: empty})
}

func lineCell(f trip.PaperFile, n trip.Need) Node {
	line, asked := f.Line(n.Key())
	if !asked {
		return components.Soft("sans objet")
	}
	state, word := lineState(line)
	return components.Tag(state, word)
}

// lineState is where a paper stands, in a shape and a word.
func lineState(l trip.PaperLine) (state, word string) {
	switch l.Paper.State {
	case trip.PaperChecked:
		for _, f := range l.Faults {
			if f.Severity == law.Block && f.LiftedBy == "" {
				return components.Stop, "à refaire"
			}
		}
		return components.OK, trip.PaperStateLabel(trip.PaperChecked)
	case trip.PaperWaived:
		return components.Neutral, trip.PaperStateLabel(trip.PaperWaived)
	case trip.PaperRefused:
		return components.Stop, trip.PaperStateLabel(trip.PaperRefused)
	}
	return components.Wait, trip.PaperStateLabel(l.Paper.State)
}

func tickCard(p PapersPageProps) Node {
	if len(p.Papers.Kinds) == 0 {
		return nil
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Cocher pour toute une classe", ID: "classe-entiere"}),
		components.PostForm(components.PostFormProps{Action: p.here() + "/classe", Label: "Cocher une pièce pour une classe"},
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "class", Label: "Classe", Value: p.Typed.Class}, Empty: "Tous les élèves qui partent", Options: classOptions(p)}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "paper", Label: "Pièce", Required: true, Value: p.Typed.Paper, Error: p.Refused.Errors["paper"],
				Hint: "Une pièce à dates est notée reçue ; ses dates se lisent ensuite, élève par élève."}, Options: needOptions(p)}),
			Iff(slices.ContainsFunc(p.Papers.Kinds, func(n trip.Need) bool { return n.Kind == trip.PaperInsurance }), func() Node { return insuranceFields(p) }),
			components.Actions(components.ButtonPlain("Cocher")),
		))
}

// insuranceFields check certificates of insurance for a class at once: the same last day for all.
func insuranceFields(p PapersPageProps) Node {
	e := p.Refused.Errors
	return Group{
		components.DateField(components.FieldProps{ID: "expires_on", Label: "Assurance : dernier jour couvert, le même pour tous", Value: p.Typed.Expires, Error: e["expires_on"],
			Hint: "Pour l’attestation d’assurance seulement. Sans date, les attestations sont notées reçues."}),
		components.CheckboxField(components.CheckboxFieldProps{ID: "both_read", Label: "J’ai lu sur chacune la responsabilité civile et les accidents corporels", Checked: p.Typed.Read, Error: e["both_read"]}),
	}
}

func askedCard(p PapersPageProps) Node {
	var rows []components.Row
	for _, a := range p.Papers.Departure.Asked {
		label := trip.PaperLabel(a.Kind)
		if a.Label != "" {
			label = a.Label
		}
		condition := "non"
		if a.Blocks {
			condition = "oui"
		}
		rows = append(rows, components.Row{Cells: []Node{
			components.French(label), components.French(dayWord(a.DueOn)), components.French(condition), components.French(orDash(a.Note)),
			Form(Method("post"), Action(p.here()+"/retrait"), components.HiddenFields(components.HiddenValue{Name: "asked", Value: a.ID}),
				components.ButtonPlain("Ne plus demander", Aria("label", "Ne plus demander : "+label))),
		}})
	}
	var kinds []components.OptionProps
	for _, k := range trip.PaperKinds {
		kinds = append(kinds, components.OptionProps{Value: k, Label: trip.PaperLabel(k)})
	}
	a, e := p.Typed.Asked, p.Refused.Errors
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Ce que le voyage demande de plus", ID: "demandes"}),
		P(components.Soft("Les règles demandent déjà les pièces de la grille, selon le pays, l’âge et la nationalité. Ici s’ajoutent une autre pièce, une date ou une précision.")),
		components.DataTable(components.DataTableProps{Caption: "Pièces ajoutées ou précisées", HideCaption: true, RowHead: true, Stacked: true, Rows: rows, EmptyMessage: "Rien de plus n’est demandé.",
			Columns: []components.Column{{Label: "Pièce"}, {Label: "À remettre avant le"}, {Label: "Condition du départ"}, {Label: "Précision"}, {Label: "Retirer", Quiet: true}}}),
		components.Disclosure("Demander ou préciser une pièce",
			components.PostForm(components.PostFormProps{Action: p.here() + "/demandes", Label: "Demander une pièce"},
				components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "kind", Label: "Pièce", Required: true, Value: a.Kind, Error: e["kind"]}, Options: kinds}),
				components.Field(components.FieldProps{ID: "label", Label: "Intitulé, pour une autre pièce", Value: a.Label, Error: e["label"]}),
				components.DateField(components.FieldProps{ID: "due_on", Label: "À remettre avant le", Value: string(a.DueOn), Error: e["due_on"], Hint: "Sans date : deux semaines avant le départ."}),
				components.CheckboxField(components.CheckboxFieldProps{ID: "blocks", Label: "Sans elle, l’élève ne part pas", Checked: a.Blocks}),
				components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "note", Label: "Précision donnée aux familles", Value: a.Note, Error: e["note"], Hint: "Aucune donnée de santé."}, Rows: "2"}),
				components.Actions(components.ButtonPlain("Demander cette pièce")),
			)),
	)
}

func dayWord(d law.Day) string {
	if d == "" {
		return "deux semaines avant le départ"
	}
	return d.French()
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// groupCard is the form of the whole group, for the United Kingdom (V-60).
func groupCard(p PapersPageProps) Node {
	if p.Papers.Departure.Trip.CountryCode != "GB" {
		return nil
	}
	done := p.Papers.Departure.GroupPaper[trip.PaperCollective].State == trip.PaperChecked
	button := components.ButtonPlain("Le formulaire est validé", Name("state"), Value("checked"))
	if done {
		button = components.ButtonPlain("Ne plus le cocher")
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Formulaire du groupe pour le Royaume-Uni", ID: "groupe"}),
		P(components.French("France-UK School Trip Travel Information Form : chaque élève y figure. Le formulaire se remplit et se garde hors d’ici ; seule sa validation est notée.")),
		P(components.RuleLink("V-60")),
		Form(Method("post"), Action(p.here()+"/groupe"), components.Actions(button)),
	)
}

// healthCard gives the sealed envelopes back after the return (V-69).
func healthCard(p PapersPageProps) Node {
	d := p.Papers.Departure
	left := 0
	for _, f := range p.Papers.Files {
		if s := f.Traveller.Papers[trip.PaperHealthSheet].State; s != "" && s != trip.PaperWaived {
			left++
		}
	}
	if left == 0 || (d.Trip.State != trip.Returned && d.Trip.State != trip.Reported) {
		return nil
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Fiches sanitaires à rendre ou à détruire", ID: "sante"}),
		P(components.French(law.Counted(left, "enveloppe reste", "enveloppes restent")+" à rendre ou à détruire avant le "+d.Trip.ReturnsOn.Add(d.Table.HealthSheetsLastDays).French()+".")),
		P(components.RuleLink("V-69")),
		Form(Method("post"), Action(p.here()+"/destruction"), components.Actions(components.ButtonPlain("Elles sont rendues ou détruites"))),
	)
}
