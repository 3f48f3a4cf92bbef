package staff

import (
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/ui/components"
)

// shownAtFirst is how many lines of each list a difference shows before one asks for all.
const shownAtFirst = 100

// openUpTo is the length above which a list is folded.
const openUpTo = 20

// DifferencePageProps is what an import would change, or has changed.
type DifferencePageProps struct {
	Title  string
	Import school.PastImport
	Zone   *time.Location
	D      *school.Difference
	Links  bool // the reader may open pupils' files
	All    bool // every line, however many
}

// DifferencePage shows a difference field by field, and asks for a decision while there is one to take.
func DifferencePage(p DifferencePageProps) Node {
	d := p.D
	waits := p.Import.State == "read"
	return Group{
		components.PageHead(components.PageHeadProps{
			Eyebrow: "Année " + d.Year + " · UAI " + d.UAI, Title: p.Title, Lead: differenceLead(p.Import, p.Zone), Tag: importTag(p.Import.State, importCounts{Rows: d.Rows}),
		}),
		Iff(waits && d.Stale, func() Node {
			return components.Notice(components.NoticeProps{Kind: components.Stop, Title: "La base a changé depuis la lecture", Text: "Choisissez de nouveau les fichiers : la différence sera refaite.",
				Body: P(A(Href(importPath), Text("Choisir de nouveau les fichiers")))})
		}),
		Iff(waits && d.IsEmpty(), func() Node {
			return components.Notice(components.NoticeProps{Kind: components.OK, Title: "Rien ne change", Text: "La base dit déjà tout ce que disent ces fichiers. Enregistrer gardera seulement la trace de cette vérification."})
		}),
		components.KPIs(differenceTiles(d)...),
		Iff(waits && !d.Stale, func() Node {
			return decision(p.Import.ID, d.IsEmpty(), "Tout s’enregistre d’un seul tenant, ou rien. Les élèves sortis gardent leur histoire.")
		}),
		Iff(len(d.Notes) > 0, func() Node { return notesCard(d.Notes) }),
		rejectedCard(d.Rejected, "Elles ne seront pas enregistrées. Corrigez-les dans SIECLE ; le prochain import les reprendra."),
		newSchoolCard(d),
		pupilCard("Élèves ajoutés", d.Added, p, false),
		changeCard("Élèves changés", d.Changed, p, true),
		pupilCard("Élèves sortis", d.Left, p, true),
		guardianCard(d.GuardiansAdded, p),
		changeCard("Responsables changés", d.GuardiansChanged, p, false),
		linkCard("Liens ajoutés", d.LinksAdded, p),
		linkCard("Liens changés", d.LinksChanged, p),
		linkCard("Liens terminés", d.LinksEnded, p),
		structureCard(d),
		filesCard(d),
	}
}

func differenceLead(i school.PastImport, zone *time.Location) string {
	switch {
	case i.State == "confirmed" && !i.ConfirmedAt.IsZero():
		lead := "Enregistré le " + clockFrench(i.ConfirmedAt.Time(), zone)
		if i.By != "" {
			lead += " par " + i.By
		}
		return lead + "."
	case i.State == "cancelled":
		return "Abandonné : rien n’a été enregistré."
	}
	return "Rien n’est encore enregistré. Relisez, puis décidez."
}

func differenceTiles(d *school.Difference) []components.KPIProps {
	tiles := []components.KPIProps{
		{Value: law.Thousands(d.Read.Pupils), Label: "élèves lus", Hint: law.Counted(d.Read.Classes, "classe", "classes")},
		{Value: law.Thousands(d.Read.Guardians), Label: "responsables lus", Hint: law.Counted(d.Read.Links, "lien", "liens")},
		{Value: law.Thousands(len(d.Added)), Label: "ajoutés"}, {Value: law.Thousands(len(d.Changed)), Label: "changés"}, {Value: law.Thousands(len(d.Left)), Label: "sortis"},
	}
	if n := len(d.Rejected); n > 0 {
		tiles = append(tiles, components.KPIProps{Value: law.Thousands(n), Label: "lignes écartées", State: components.Wait})
	}
	return tiles
}

// decision is the two ways out, of the same size.
func decision(importID string, empty bool, text string) Node {
	path := importPath + "/" + importID
	label := "Enregistrer ces changements"
	if empty {
		label = "Garder la trace de cette vérification"
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Votre décision"}),
		P(components.French(text)),
		components.Actions(
			components.PostForm(components.PostFormProps{Action: path + "/confirmation", Label: "Enregistrer l’import"}, components.ButtonMain(label)),
			components.PostForm(components.PostFormProps{Action: path + "/abandon", Label: "Abandonner l’import"}, components.ButtonPlain("Abandonner")),
		),
	)
}

func notesCard(notes []string) Node {
	return components.Notice(components.NoticeProps{Kind: components.Wait, Title: "À lire avant d’enregistrer", Body: Ul(Map(notes, func(n string) Node { return Li(components.French(components.Sentence(n))) }))})
}

func rejectedCard(rejected []siecle.Rejected, fix string) Node {
	if len(rejected) == 0 {
		return nil
	}
	var rows []components.Row
	for _, r := range rejected {
		line := ""
		if r.Line > 0 {
			line = law.Thousands(r.Line)
		}
		rows = append(rows, components.Row{Cells: []Node{components.French(r.File), components.Money(orDash(line)), components.French(components.Sentence(r.Reason))}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Lignes écartées", Aside: components.Tag(components.Wait, law.Counted(len(rejected), "ligne", "lignes"))}),
		P(components.Soft(fix)),
		table("Lignes écartées", rows, "Fichier", "Ligne", "Motif"),
	)
}

func newSchoolCard(d *school.Difference) Node {
	if d.NewSchool == nil && d.NewYear == "" {
		return nil
	}
	var pairs []components.Pair
	if s := d.NewSchool; s != nil {
		pairs = append(pairs, components.Pair{Term: "Établissement", Value: components.French(s.Name)}, components.Pair{Term: "UAI", Value: components.Money(s.UAI)},
			components.Pair{Term: "Fuseau horaire", Value: Text(s.TimeZone)})
	}
	if d.NewYear != "" {
		pairs = append(pairs, components.Pair{Term: "Nouvelle année en cours", Value: components.Money(d.NewYear)})
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Nouveau"}), components.DefinitionGrid(pairs...))
}

// table is a plain list of a difference.
func table(caption string, rows []components.Row, columns ...string) Node {
	return components.DataTable(tableProps(caption, rows, columns))
}

// rowsOf is a table of which there can be hundreds of rows.
func rowsOf(caption string, rows []components.Row, columns ...string) Node {
	p := tableProps(caption, rows, columns)
	p.List = &components.Listing{Find: "Chercher un nom", Noun: "ligne", Nouns: "lignes"}
	return components.DataTable(p)
}

func tableProps(caption string, rows []components.Row, columns []string) components.DataTableProps {
	p := components.DataTableProps{Caption: caption, HideCaption: true, RowHead: true, Stacked: true, Rows: rows}
	for _, c := range columns {
		p.Columns = append(p.Columns, components.Column{Label: c})
	}
	return p
}
