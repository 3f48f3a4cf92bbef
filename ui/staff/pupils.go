package staff

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const pupilsPath = "/gestion/ecole/eleves"

func showPupils(v *web.Visit) error {
	f := school.PupilFilter{Search: v.Query("q"), Class: v.Query("classe"), Flag: school.PupilFlag(v.Query("repere")), Sort: v.Query("tri"), Down: v.Query("sens") == "desc"}
	pupils, err := school.PupilsFor(v.App, v.Actor, f)
	if err != nil {
		return err
	}
	if done, err := exported(v, "eleves", func() document.Sheet { return pupilSheet(pupils) }); done {
		return err
	}
	classes, err := school.ClassCodes(v.App)
	if err != nil {
		return err
	}
	l := listing(v, len(pupils))
	return v.Page(components.PageProps{Title: "Élèves et familles", Breadcrumb: underSchool("Élèves et familles"), Wide: true}, PupilsPage(PupilsPageProps{
		List: l, Filter: f, Classes: classes, Pupils: window(l, pupils), Letters: v.Actor.May(school.PrintCodes),
	}))
}

func pupilSheet(pupils []school.PupilRow) document.Sheet {
	s := document.Sheet{Title: "Élèves", Columns: []document.Column{
		{Name: "Nom"}, {Name: "Prénom"}, {Name: "Classe"}, {Name: "Né le", Kind: document.KindDay}, {Name: "INE"}, {Name: "Représentants légaux", Kind: document.KindInt},
		{Name: "Avec courriel", Kind: document.KindInt}, {Name: "Désaccord connu"}, {Name: "Interdiction de sortie"}, {Name: "Sorti le", Kind: document.KindDay},
	}}
	for _, p := range pupils {
		s.Rows = append(s.Rows, []document.Cell{
			document.Text(orElse(p.UsageName, p.LastName)), document.Text(p.FirstName), document.Text(p.Class), document.Date(p.BirthOn), document.Text(p.INE),
			document.Int(p.Guardians), document.Int(p.Reachable), document.Text(yes(p.Disagreement)), document.Text(yes(p.ExitBan)), document.Date(p.LeftOn),
		})
	}
	return s
}

func yes(b bool) string {
	if b {
		return "oui"
	}
	return ""
}

// PupilsPageProps is the list of pupils.
type PupilsPageProps struct {
	List    Listing
	Filter  school.PupilFilter
	Classes []string
	Pupils  []school.PupilRow
	Letters bool
}

var flags = []components.OptionProps{
	{Value: string(school.FlagDisagreement), Label: "désaccord connu"}, {Value: string(school.FlagExitBan), Label: "interdiction de sortie du territoire"},
	{Value: string(school.FlagAdult), Label: "majeurs"}, {Value: string(school.FlagUnreachable), Label: "familles sans courriel"}, {Value: string(school.FlagLeft), Label: "sortis"},
}

// PupilsPage lists pupils, with what is to be known of each.
func PupilsPage(p PupilsPageProps) Node {
	var classes []components.OptionProps
	for _, c := range p.Classes {
		classes = append(classes, components.OptionProps{Value: c, Label: c})
	}
	var rows []components.Row
	for _, r := range p.Pupils {
		rows = append(rows, components.Row{Cells: []Node{
			A(Href(pupilsPath+"/"+r.ID), components.French(r.Name())), components.French(orDash(r.Class)), birth(r.BirthOn), reached(r), pupilTags(r),
		}})
	}
	head := components.PageHeadProps{Title: "Élèves et familles", Lead: "Ces fiches viennent de SIECLE ; seuls les repères de vigilance se règlent ici."}
	if p.Letters {
		head.Actions = []Node{components.LinkButton("Courriers avec un code", "/gestion/ecole/courriers")}
	}
	return Group{
		components.PageHead(head),
		FilterForm(pupilsPath, "Chercher un élève",
			components.Field(components.FieldProps{ID: "q", Label: "Nom, prénom ou INE", Type: "search", Value: p.Filter.Search, Filter: true, Autocomplete: "off"}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "classe", Label: "Classe", Value: p.Filter.Class, Filter: true}, Options: classes, Empty: "Toutes"}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "repere", Label: "Repère", Value: string(p.Filter.Flag), Filter: true}, Options: flags, Empty: "Élèves présents"}),
		),
		components.Card(
			components.DataTable(components.DataTableProps{
				Caption: "Élèves", HideCaption: true, RowHead: true, Stacked: true, Rows: rows, EmptyMessage: "Aucun élève ne correspond à cette recherche.",
				Columns: []components.Column{
					p.List.Column("Élève", "nom", "nom"), p.List.Column("Classe", "classe", "nom"), p.List.Column("Né le", "naissance", "nom"), {Label: "Représentants légaux"}, {Label: "À savoir"},
				},
			}),
			p.List.Foot("élève", "élèves"),
		),
	}
}

func birth(d law.Day) Node {
	if d == "" {
		return components.Soft("–")
	}
	return Span(Class("num"), components.TimeEl(string(d), d.Short()))
}

// reached says how many legal guardians can be written to by e-mail.
func reached(r school.PupilRow) Node {
	switch {
	case r.Guardians == 0:
		return components.Tag(components.Stop, "aucun")
	case r.Reachable == 0:
		return Group{Text(law.Thousands(r.Guardians) + " "), components.Tag(components.Wait, "sans courriel")}
	}
	if r.Reachable < r.Guardians {
		return components.French(law.Thousands(r.Guardians) + ", dont " + law.Thousands(r.Reachable) + " par courriel")
	}
	return components.French(law.Thousands(r.Guardians) + ", par courriel")
}

func pupilTags(r school.PupilRow) Node {
	var tags Group
	if r.Disagreement {
		tags = append(tags, components.Tag(components.Stop, "désaccord"), Text(" "))
	}
	if r.ExitBan {
		tags = append(tags, components.Tag(components.Stop, "sortie du territoire interdite"), Text(" "))
	}
	if r.LeftOn != "" {
		tags = append(tags, components.Tag(components.Neutral, "sorti le "+r.LeftOn.Short()))
	}
	if len(tags) == 0 {
		return components.Soft("–")
	}
	return tags
}
