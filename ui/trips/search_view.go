package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/search"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// SearchPageProps is what was looked for and what was found.
type SearchPageProps struct {
	Answers search.Answers
	Classes []string
	Reader  school.Actor
}

// SearchPage answers « Cet élève part-il ? » and « Qui sont ces parents ? », then finds trips and colleagues.
func SearchPage(p SearchPageProps) Node {
	a := p.Answers
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Recherche", Lead: "Un nom, une classe, un voyage ; pour les familles, aussi le nom écrit sur un chèque, un téléphone ou un courriel. Les accents ne comptent pas."}),
		searchForm(p),
		Iff(a.TooFew && a.Query.Text != "", func() Node {
			return components.Notice(components.NoticeProps{Kind: components.Info, Title: "Recherche trop courte", Text: "Écrivez au moins deux lettres."})
		}),
		Iff(a.Query.Text == "" && a.Query.Class == "" && len(p.Classes) > 0, func() Node {
			return components.ScreenOnly(Nav(Class("local-nav"), Aria("label", "Élèves d’une classe"), Ul(Map(p.Classes, func(class string) Node {
				return Li(A(Href(web.SearchPath+queryOf(map[string]string{"classe": class, "genre": search.Pupils})), Text(class)))
			}))))
		}),
		Iff(!a.TooFew, func() Node { return searchAnswers(p) }),
	}
}

func searchForm(p SearchPageProps) Node {
	q := p.Answers.Query
	kinds := []components.OptionProps{{Value: search.Pupils, Label: "Élèves"}}
	if p.Answers.SeesParents {
		kinds = append(kinds, components.OptionProps{Value: search.Parents, Label: "Parents et payeurs"})
	}
	kinds = append(kinds, components.OptionProps{Value: search.Trips, Label: "Voyages"}, components.OptionProps{Value: search.People, Label: "Personnels"})
	var classes []components.OptionProps
	for _, c := range p.Classes {
		classes = append(classes, components.OptionProps{Value: c, Label: c})
	}
	return components.ScreenOnly(Form(Class("filters"), Role("search"), Aria("label", "Préciser la recherche"), Method("get"), Action(web.SearchPath),
		components.Field(components.FieldProps{ID: "q", Label: "Nom, téléphone, courriel, voyage", Type: "search", Value: q.Text, Filter: true, Autocomplete: "off"}),
		choose("genre", "Chercher", q.Kind, "Partout", kinds), choose("classe", "Classe des élèves", q.Class, "Toutes", classes),
		Button(Class("button"), Type("submit"), components.Icon("search"), Text("Chercher"))))
}

func searchAnswers(p SearchPageProps) Node {
	a := p.Answers
	shown := func(kind string) bool { return a.Query.Kind == "" || a.Query.Kind == kind }
	return components.Stack(
		Iff(shown(search.Pupils), func() Node {
			return answerTable(p, search.Pupils, "Cet élève part-il ?", pupilAnswers(p), components.Column{Label: "Élève"}, components.Column{Label: "Classe"}, components.Column{Label: "Voyages"})
		}),
		Iff(shown(search.Parents) && a.SeesParents && a.Query.Text != "", func() Node {
			return answerTable(p, search.Parents, "Qui sont ces parents ?", parentAnswers(p), components.Column{Label: "Personne"}, components.Column{Label: "Élève"}, components.Column{Label: "Reconnu par"})
		}),
		Iff(shown(search.Trips) && a.Query.Text != "", func() Node {
			return answerTable(p, search.Trips, "Voyages", tripAnswers(a), components.Column{Label: "Voyage"}, components.Column{Label: "Dates"}, components.Column{Label: "État"})
		}),
		Iff(shown(search.People) && a.Query.Text != "", func() Node {
			return answerTable(p, search.People, "Personnels", peopleAnswers(p), components.Column{Label: "Personne"}, components.Column{Label: "Discipline"})
		}),
	)
}

// answerTable is the answers of one kind, with their files and what was left out.
func answerTable(p SearchPageProps, kind, caption string, rows []components.Row, columns ...components.Column) Node {
	q := p.Answers.Query
	query := queryOf(map[string]string{"q": q.Text, "classe": q.Class, "genre": kind})
	table := components.DataTable(components.DataTableProps{Caption: caption, RowHead: true, Stacked: true, Columns: columns, Rows: rows, EmptyMessage: "Rien ne correspond."})
	return Group{
		table,
		Iff(p.Answers.More[kind] > 0, func() Node {
			return P(components.Soft("Les " + itoa(search.Limit) + " premières réponses sur " + itoa(p.Answers.More[kind]) + " : précisez la recherche."))
		}),
		If(len(rows) > 0, components.ScreenOnly(formats(web.SearchPath, query, caption, "pdf", "xlsx", "csv"))),
	}
}

func pupilAnswers(p SearchPageProps) (rows []components.Row) {
	for _, one := range p.Answers.Pupils {
		var trips Group
		for i, s := range one.Trips {
			if i > 0 {
				trips = append(trips, Br())
			}
			trips = append(trips, A(Href(staffList+"/"+s.Trip), components.French(s.Title)), components.Soft(", "+s.StateIn()+", "), Span(Class("num"), Text(shortDates(s.DepartsOn, s.ReturnsOn))))
		}
		if len(one.Trips) == 0 {
			trips = Group{components.Soft("aucun voyage")}
		}
		class := orDash(one.Class)
		if one.LeftOn != "" {
			class += ", sorti le " + one.LeftOn.Short()
		}
		rows = append(rows, components.Row{Cells: []Node{pupilLink(p, one.ID, one.Name()), components.French(class), Span(trips)}})
	}
	return rows
}

// pupilLink leads to the file of a pupil for who may open it.
func pupilLink(p SearchPageProps, id, name string) Node {
	if p.Reader.May(school.SeePeople) {
		return A(Href("/gestion/ecole/eleves/"+id), components.French(name))
	}
	return components.French(name)
}

func parentAnswers(p SearchPageProps) (rows []components.Row) {
	for _, one := range p.Answers.Parents {
		hidden := ""
		if one.Hidden {
			hidden = ", coordonnées protégées"
		}
		pupil := Group{pupilLink(p, one.PupilID, one.Pupil), components.Soft(" " + one.Class)}
		if p.Answers.SeesMoney {
			pupil = append(pupil, Br(), A(Href("/gestion/caisse/eleves/"+one.PupilID), Aria("label", "Compte de "+one.Pupil), Text("Compte")))
		}
		rows = append(rows, components.Row{Cells: []Node{Span(components.French(one.Name), Br(), components.Soft(one.Tie+hidden)), Span(pupil), components.French(one.By)}})
	}
	return rows
}

func tripAnswers(a search.Answers) (rows []components.Row) {
	for _, t := range a.Trips {
		rows = append(rows, components.Row{Cells: []Node{
			Span(A(Href(staffList+"/"+t.ID), components.French(t.Title)), Br(), components.Soft(t.Destination)), Span(Class("num"), Text(shortDates(t.DepartsOn, t.ReturnsOn))), components.French(t.State.Label()),
		}})
	}
	return rows
}

func peopleAnswers(p SearchPageProps) (rows []components.Row) {
	for _, one := range p.Answers.People {
		name := components.French(one.Name)
		if p.Reader.May(school.GiveRoles) {
			name = A(Href("/gestion/ecole/personnels/"+one.ID), name)
		}
		rows = append(rows, components.Row{Cells: []Node{name, components.French(orDash(one.Discipline))}})
	}
	return rows
}
