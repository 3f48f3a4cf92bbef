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

// ImportsPageProps is the form of an import and the list of past ones.
type ImportsPageProps struct {
	Past  []school.PastImport
	Zone  *time.Location
	Error string
}

// ImportsPage asks for files and lists what was imported before.
func ImportsPage(p ImportsPageProps) Node {
	var summary []components.FieldError
	if p.Error != "" {
		summary = []components.FieldError{{ID: "fichiers", Message: p.Error}}
	}
	return Group{
		components.ErrorSummary(summary),
		components.PageHead(components.PageHeadProps{
			Title: "Import SIECLE", Lead: "L’application lit les fichiers, montre la différence avec ce qu’elle sait déjà, et n’enregistre qu’après votre accord.",
		}),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Lire des fichiers"}),
			components.PostForm(components.PostFormProps{Action: importPath, Upload: true},
				components.FileField(components.FileFieldProps{FieldProps: components.FieldProps{
					ID: "fichiers", Label: "Fichiers exportés de SIECLE", Required: true, Error: p.Error,
					Hint: "Le zip, ou les fichiers XML ensemble : élèves, responsables, structures, nomenclature. Ou le classeur « élèves complète », .xls ou .xlsx, zippé ou non. 64 Mo au plus.",
				}, Accept: ".zip,.xml,.xlsx,.xls", Multiple: true}),
				components.Actions(components.ButtonMain("Lire et comparer")),
			),
			components.Disclosure("Où trouver ces fichiers ?",
				P(components.French("Dans SIECLE, Base élèves, menu Exportations puis « En XML » : « Élèves avec adresses », « Responsables avec adresses », « Structures » et « Nomenclature ». Ne les modifiez pas et n’ouvrez pas le zip.")),
				P(components.French("Importez aussi souvent que vous voulez : ce qui n’a pas changé n’est pas touché, et ce que l’établissement seul sait (désaccords, interdictions, adresses à taire) n’est jamais effacé.")),
			),
		),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Imports précédents"}),
			components.DataTable(components.DataTableProps{
				Caption: "Imports précédents", List: &components.Listing{Find: "Chercher un import", Noun: "import", Nouns: "imports"}, HideCaption: true, RowHead: true, Stacked: true, EmptyMessage: "Aucun import pour l’instant.",
				Columns: []components.Column{{Label: "Lu le"}, {Label: "Année"}, {Label: "Par"}, {Label: "Élèves lus", Num: true}, {Label: "Ajoutés", Num: true},
					{Label: "Changés", Num: true}, {Label: "Sortis", Num: true}, {Label: "État"}},
				Rows: pastRows(p),
			}),
		),
	}
}

// importCounts are the numbers kept with an import.
type importCounts struct {
	Read                 school.ImportCounts
	Added, Changed, Left int
	Rejected, Rows       int
}

func countsOf(raw []byte) importCounts {
	var c importCounts
	_ = json.Unmarshal(raw, &c) // an import without numbers shows zeros
	return c
}

func pastRows(p ImportsPageProps) []components.Row {
	var rows []components.Row
	for _, i := range p.Past {
		c := countsOf(i.Counts)
		when := components.TimeEl(i.ReadAt.String(), clockFrench(i.ReadAt.Time(), p.Zone))
		if i.State != "cancelled" {
			when = A(Href(importPath+"/"+i.ID), when)
		}
		rows = append(rows, components.Row{Cells: []Node{
			when, components.French(i.YearLabel), components.French(orDash(i.By)), components.Money(law.Thousands(c.Read.Pupils)), components.Money(law.Thousands(c.Added)),
			components.Money(law.Thousands(c.Changed)), components.Money(law.Thousands(c.Left)), importTag(i.State, c),
		}})
	}
	return rows
}

func importTag(state string, c importCounts) Node {
	switch {
	case state == "confirmed" && c.Rows == 0:
		return components.Tag(components.OK, "rien à changer")
	case state == "confirmed":
		return components.Tag(components.OK, "enregistré")
	case state == "read":
		return components.Tag(components.Wait, "à confirmer")
	}
	return components.Tag(components.Neutral, "abandonné")
}
