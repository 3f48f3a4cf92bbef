package staff

import (
	"encoding/json"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
)

// StaffImportsPage asks for the staff file and lists what was read before.
func StaffImportsPage(p ImportsPageProps) Node {
	var summary []components.FieldError
	if p.Error != "" {
		summary = []components.FieldError{{ID: "fichiers", Message: p.Error}}
	}
	return Group{
		components.ErrorSummary(summary),
		components.PageHead(components.PageHeadProps{
			Title: staffImportTitle, Lead: "L’application lit le fichier, montre la différence avec ce qu’elle sait déjà, et n’enregistre qu’après votre accord. Aucune fonction n’est donnée ni retirée.",
		}),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Lire un fichier"}),
			components.PostForm(components.PostFormProps{Action: staffImportPath, Upload: true},
				components.FileField(components.FileFieldProps{FieldProps: components.FieldProps{
					ID: "fichiers", Label: "Fichier exporté de GIGC", Required: true, Error: p.Error,
					Hint: "Classeur .xls ou .xlsx, ou fichier .csv. 64 Mo au plus.",
				}, Accept: ".xls,.xlsx,.csv,.txt", Multiple: true}),
				components.Actions(components.ButtonMain("Lire et comparer")),
			),
			components.Disclosure("Ce qui est lu, et ce qui ne l’est pas",
				P(components.French("Sont lus : civilité, nom d’usage, prénom, date de naissance, téléphones, courriel professionnel, discipline. Le NUMEN, l’adresse, le grade et les notes du fichier n’entrent pas dans l’application.")),
				P(components.French("Deux homonymes que la date de naissance ne distingue pas sont écartés : l’application ne devine pas. Une personne absente du fichier est signalée, jamais supprimée.")),
				P(components.French("L’adresse d’une personne qui a des fonctions ouvre son accès : l’administrateur seul la change, sur sa fiche.")),
			),
		),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Imports précédents"}),
			components.DataTable(components.DataTableProps{
				Caption: "Imports précédents", List: &components.Listing{Find: "Chercher un import", Noun: "import", Nouns: "imports"}, HideCaption: true, RowHead: true, Stacked: true, EmptyMessage: "Aucun import pour l’instant.",
				Columns: []components.Column{{Label: "Lu le"}, {Label: "Par"}, {Label: "Personnes lues", Num: true}, {Label: "Ajoutées", Num: true}, {Label: "Changées", Num: true}, {Label: "État"}},
				Rows:    pastStaffRows(p),
			}),
		),
	}
}

func pastStaffRows(p ImportsPageProps) []components.Row {
	var rows []components.Row
	for _, i := range p.Past {
		var c struct{ Read, Added, Changed, Rows int }
		_ = json.Unmarshal(i.Counts, &c) // an import without numbers shows zeros
		when := components.TimeEl(i.ReadAt.String(), clockFrench(i.ReadAt.Time(), p.Zone))
		if i.State != "cancelled" {
			when = A(Href(importPath+"/"+i.ID), when)
		}
		rows = append(rows, components.Row{Cells: []Node{
			when, components.French(orDash(i.By)), components.Money(law.Thousands(c.Read)), components.Money(law.Thousands(c.Added)), components.Money(law.Thousands(c.Changed)),
			importTag(i.State, importCounts{Rows: c.Rows}),
		}})
	}
	return rows
}

// StaffDifferencePageProps is what a staff file would change, or has changed.
type StaffDifferencePageProps struct {
	Title  string
	Import school.PastImport
	Zone   *time.Location
	D      *school.StaffDifference
	Links  bool // the reader may open the people's forms
	All    bool
}

// StaffDifferencePage shows a difference person by person, and asks for a decision while there is one to take.
func StaffDifferencePage(p StaffDifferencePageProps) Node {
	d := p.D
	waits := p.Import.State == "read"
	tiles := []components.KPIProps{
		{Value: law.Thousands(d.Read), Label: "personnes lues"}, {Value: law.Thousands(len(d.Added)), Label: "ajoutées"}, {Value: law.Thousands(len(d.Changed)), Label: "changées"},
		{Value: law.Thousands(len(d.Absent)), Label: "absentes du fichier"},
	}
	if n := len(d.Rejected); n > 0 {
		tiles = append(tiles, components.KPIProps{Value: law.Thousands(n), Label: "lignes écartées", State: components.Wait})
	}
	return Group{
		components.PageHead(components.PageHeadProps{
			Eyebrow: staffImportTitle, Title: p.Title, Lead: differenceLead(p.Import, p.Zone), Tag: importTag(p.Import.State, importCounts{Rows: d.Rows}),
		}),
		Iff(waits && d.Stale, func() Node {
			return components.Notice(components.NoticeProps{Kind: components.Stop, Title: "La base a changé depuis la lecture", Text: "Choisissez de nouveau le fichier : la différence sera refaite.",
				Body: P(A(Href(staffImportPath), Text("Choisir de nouveau le fichier")))})
		}),
		Iff(waits && d.IsEmpty(), func() Node {
			return components.Notice(components.NoticeProps{Kind: components.OK, Title: "Rien ne change", Text: "La base dit déjà tout ce que dit ce fichier. Enregistrer gardera seulement la trace de cette vérification."})
		}),
		components.KPIs(tiles...),
		Iff(waits && !d.Stale, func() Node {
			return decision(p.Import.ID, d.IsEmpty(), "Tout s’enregistre d’un seul tenant, ou rien. Personne n’est supprimé ; les fonctions et les accès ne bougent pas.")
		}),
		Iff(len(d.Notes) > 0, func() Node { return notesCard(d.Notes) }),
		rejectedCard(d.Rejected, "Elles ne seront pas enregistrées. Corrigez le fichier ou saisissez ces personnes à la main ; le prochain import les reprendra."),
		p.people("Personnes ajoutées", d.Added),
		cardOf("Personnes changées", d.Changed, p.Import.ID, p.All, []string{"Personne", "Ce qui change"}, func(c school.ImportChange) components.Row {
			return components.Row{Cells: []Node{p.name(c.ID, c.Name), fieldChanges(c.Fields)}}
		}),
		p.people("Absents du fichier", d.Absent),
	}
}

func (p StaffDifferencePageProps) people(title string, people []school.ImportStaff) Node {
	return cardOf(title, people, p.Import.ID, p.All, []string{"Personne", "Discipline ou fonction"}, func(s school.ImportStaff) components.Row {
		return components.Row{Cells: []Node{p.name(s.ID, s.Name), components.French(orDash(s.Discipline))}}
	})
}

func (p StaffDifferencePageProps) name(id, name string) Node {
	if id == "" || !p.Links {
		return components.French(name)
	}
	return A(Href(staffPath+"/"+id), components.French(name))
}
