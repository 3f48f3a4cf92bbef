package staff

import (
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/ui/components"
)

// listCard is one list of a difference: its number in its head, its first lines, the rest for who asks.
func listCard[T any](title string, list []T, p DifferencePageProps, columns []string, row func(T) components.Row) Node {
	return cardOf(title, list, p.Import.ID, p.All, columns, row)
}

func cardOf[T any](title string, list []T, importID string, all bool, columns []string, row func(T) components.Row) Node {
	if len(list) == 0 {
		return nil
	}
	shown := list
	if !all && len(list) > shownAtFirst {
		shown = list[:shownAtFirst]
	}
	var rows []components.Row
	for _, item := range shown {
		rows = append(rows, row(item))
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: title, Aside: components.Soft(law.Thousands(len(list)))}),
		If(len(shown) <= openUpTo, rowsOf(title, rows, columns...)),
		Iff(len(shown) > openUpTo, func() Node {
			return components.Disclosure("Voir la liste", rowsOf(title, rows, columns...), Iff(len(shown) < len(list), func() Node {
				return P(A(Href(importPath+"/"+importID+"?tout=1"), components.French("Montrer les "+law.Thousands(len(list))+" lignes")))
			}))
		}),
	)
}

func pupilCard(title string, pupils []school.ImportPupil, p DifferencePageProps, left bool) Node {
	columns := []string{"Élève", "Classe"}
	if left {
		columns = append(columns, "Sorti le")
	}
	return listCard(title, pupils, p, columns, func(i school.ImportPupil) components.Row {
		r := components.Row{Cells: []Node{pupilName(p, i.ID, i.Name), components.French(orDash(i.Class))}}
		if left {
			r.Cells = append(r.Cells, components.Money(orDash(dayFrench(i.LeftOn))))
		}
		return r
	})
}

func pupilName(p DifferencePageProps, id, name string) Node {
	if id == "" || !p.Links {
		return components.French(name)
	}
	return A(Href("/gestion/ecole/eleves/"+id), components.French(name))
}

func changeCard(title string, changes []school.ImportChange, p DifferencePageProps, pupils bool) Node {
	if len(changes) == 0 {
		return nil
	}
	columns := []string{"Personne", "Ce qui change"}
	return listCard(title, changes, p, columns, func(c school.ImportChange) components.Row {
		name := components.French(c.Name)
		if pupils {
			name = pupilName(p, c.ID, c.Name)
		}
		if c.Class != "" {
			name = Group{name, Text(" "), components.Soft(c.Class)}
		}
		return components.Row{Cells: []Node{name, fieldChanges(c.Fields)}}
	})
}

// fieldChanges writes each field with its value before and after.
func fieldChanges(fields []school.FieldChange) Node {
	return Dl(Class("changes"), Map(fields, func(f school.FieldChange) Node {
		return Div(Dt(components.French(f.Label)), Dd(
			Iff(f.Old != "", func() Node { return Del(components.OnlyHeard("avant : "), components.French(f.Old)) }),
			Iff(f.New != "", func() Node { return Ins(components.OnlyHeard(" après : "), components.French(f.New)) }),
			Iff(f.New == "", func() Node { return components.Soft("effacé") }),
		))
	}))
}

func guardianCard(guardians []school.ImportGuardian, p DifferencePageProps) Node {
	return listCard("Responsables ajoutés", guardians, p, []string{"Responsable"}, func(g school.ImportGuardian) components.Row {
		return components.Cells(g.Name)
	})
}

func linkCard(title string, links []school.ImportLink, p DifferencePageProps) Node {
	return listCard(title, links, p, []string{"Élève", "Responsable", "Précisions"}, func(l school.ImportLink) components.Row {
		return components.Row{Cells: []Node{components.French(l.Pupil), components.French(l.Guardian), fieldChanges(l.Fields)}}
	})
}

func structureCard(d *school.Difference) Node {
	if len(d.ClassesAdded) == 0 && len(d.GroupsAdded) == 0 {
		return nil
	}
	var pairs []components.Pair
	for _, s := range []struct {
		term  string
		codes []string
	}{{"Classes ajoutées", d.ClassesAdded}, {"Groupes ajoutés", d.GroupsAdded}} {
		if len(s.codes) > 0 {
			pairs = append(pairs, components.Pair{Term: s.term, Value: components.French(strings.Join(s.codes, ", "))})
		}
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Classes et groupes"}), components.DefinitionGrid(pairs...))
}

func filesCard(d *school.Difference) Node {
	var rows []components.Row
	for _, f := range d.Files {
		rows = append(rows, components.Cells(f.Name, fileKind(f), orDash(f.Encoding), orDash(dayFrench(f.ExportedOn))))
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Fichiers lus"}), table("Fichiers lus", rows, "Fichier", "Contenu", "Encodage", "Exporté le"))
}

// fileKind says what a file holds.
func fileKind(f siecle.FileInfo) string {
	known := map[siecle.Kind]string{
		siecle.KindPupils: "élèves", siecle.KindGuardians: "responsables", siecle.KindStructures: "structures", siecle.KindNomenclature: "nomenclature",
		siecle.KindWorkbook: "classeur « élèves complète »",
	}[f.Kind]
	return orElse(known, "rien d’utile ici")
}
