package site

import (
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/ui/components"
)

// HomePage says what this is, to each trade, and how to enter.
func HomePage(schoolName string, practice bool) Node {
	return Group{
		components.PageHead(components.PageHeadProps{
			Title:   or(schoolName, "Open Académie"),
			Lead:    "Les voyages et les sorties, de l’idée au retour : chacun fait sa part, sur son téléphone ou à son bureau, et le droit est respecté.",
			Actions: []Node{components.LinkMain("Se connecter", "/connexion")},
		}),
		Iff(practice, func() Node {
			return components.Notice(components.NoticeProps{
				Kind: "info", Title: "Ceci est une école d’entraînement",
				Body: P(components.French("Tout y est fictif : les élèves, les familles, l’argent. Les comptes pour essayer et l’horloge à avancer sont sur "), A(Href("/pratique"), components.French("la page d’entraînement")), Text(".")),
			})
		}),
		components.CardGrid(
			trade("people", "Familles", "Une seule liste de ce qui vous attend, pour tous vos enfants. Lire, signer, payer en ligne, en une minute. Une aide est possible, sans que les professeurs le sachent."),
			trade("bus", "Professeurs", "Un voyage se prépare pas à pas. Le tableau de conformité dit ce qui bloque encore le départ, quel texte le demande et qui peut le lever."),
			trade("euro", "Intendance et agence comptable", "Le prix vient de l’acte, la créance vient de la signature, la quittance vient de l’encaissement. Au centime, sans double saisie."),
			trade("school", "Direction", "Une file de décisions, chacune avec ses pièces. Rien n’ouvre avant que l’acte soit exécutoire et que vous l’ayez autorisé."),
		),
		components.Actions(components.LinkButton("Lire les règles appliquées", "/regles"), components.LinkButton("Entrer avec le code d’un courrier", "/connexion/courrier")),
	}
}

func trade(icon, title, text string) Node {
	return components.Card(components.CardHead(components.CardHeadProps{Title: title, Aside: components.Icon(icon)}), P(components.French(text)))
}

// RulesPageProps is the list of rules, filtered.
type RulesPageProps struct {
	Rules           []law.Rule
	Search, Subject string
}

var subjects = []struct{ code, label string }{
	{"", "Tous les domaines"}, {"trips", "Voyages"}, {"money", "Argent des familles"}, {"enrolment", "Inscription"}, {"textbooks", "Manuels"}, {"digital", "Service numérique"},
}

// RulesPage lists every rule of the registry with its source.
func RulesPage(p RulesPageProps) Node {
	var rows []components.Row
	for _, r := range p.Rules {
		state, word := severityTag(r.Severity)
		rows = append(rows, components.Row{Cells: []Node{
			A(Href(r.Path()), Text(r.ID)), components.French(r.Title), components.Tag(state, word), components.Soft(sourceText(r.Sources[0])),
		}})
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Les règles", Lead: "Chaque règle a sa page : ce qu’elle dit, quel texte la fonde, ce que le logiciel en fait, et qui peut la lever."}),
		Form(Class("filters"), Method("get"), Action("/regles"), Role("search"),
			components.Field(components.FieldProps{ID: "q", Label: "Chercher", Value: p.Search, Type: "search", Filter: true}),
			components.SelectField(subjectField(p.Subject)),
			components.ButtonPlain("Filtrer"),
		),
		components.DataTable(components.DataTableProps{
			Caption: "Règles", HideCaption: true, RowHead: true, Stacked: true, Rows: rows, EmptyMessage: "Aucune règle ne correspond à cette recherche.",
			Columns: []components.Column{{Label: "Règle"}, {Label: "Ce qu’elle dit"}, {Label: "Effet"}, {Label: "Premier texte"}},
		}),
	}
}

func subjectField(current string) components.SelectFieldProps {
	p := components.SelectFieldProps{FieldProps: components.FieldProps{ID: "domaine", Label: "Domaine", Value: current, Filter: true}, Empty: subjects[0].label}
	for _, s := range subjects[1:] {
		p.Options = append(p.Options, components.OptionProps{Value: s.code, Label: s.label})
	}
	return p
}

func severityTag(s law.Severity) (state, word string) {
	switch s {
	case law.Block:
		return "stop", "bloque"
	case law.Warn:
		return "wait", "avertit"
	case law.Document:
	}
	return "neutral", "trace"
}

func sourceText(s law.Source) string {
	return strings.TrimSuffix(s.Text+", "+s.Article, ", ")
}

// Setting is one parameter of a rule, as it stands today.
type Setting struct {
	Label, Text string
	Fixed       bool
}

// RulePageProps is one rule.
type RulePageProps struct {
	Rule     law.Rule
	Severity law.Severity
	Lifts    string
	Values   []Setting
	Body     Node
}

// RulePage shows one rule: its effect here, its text, its sources, who may lift it.
func RulePage(p RulePageProps) Node {
	state, word := severityTag(p.Severity)
	lifts := or(p.Lifts, "personne")
	if p.Rule.Severity != law.Block {
		lifts = "sans objet : la règle ne refuse rien"
	}
	return Article(Class("stack"),
		components.PageHead(components.PageHeadProps{Eyebrow: p.Rule.ID, Title: p.Rule.Title, Tag: components.Tag(state, word)}),
		Iff(p.Rule.Confidence != law.High, func() Node {
			return components.Notice(components.NoticeProps{Kind: "wait", Title: "À confirmer", Text: "Cette lecture des textes est à confirmer avec " + p.Rule.ConfirmWith + "."})
		}),
		components.Prose(p.Body),
		components.Stack(components.Card(
			components.CardHead(components.CardHeadProps{Title: "Textes"}),
			Ul(Class("plain"), Map(p.Rule.Sources, func(s law.Source) Node {
				return Li(components.French(sourceText(s)), Iff(s.Date != "", func() Node { return components.Soft(" (" + dateText(s.Date) + ")") }),
					Iff(s.Quote != "", func() Node { return BlockQuote(components.French(s.Quote)) }))
			})),
		),
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Dans cet établissement, aujourd’hui"}),
				components.DefinitionGrid(append([]components.Pair{{Term: "Effet", Value: Text(word)}, {Term: "Qui peut la lever", Value: components.French(lifts)}}, valuePairs(p.Values)...)...),
			)),
	)
}

func valuePairs(values []Setting) []components.Pair {
	var pairs []components.Pair
	for _, v := range values {
		text := v.Text
		if v.Fixed {
			text += " (fixé par la loi)"
		}
		pairs = append(pairs, components.Pair{Term: v.Label, Value: components.French(text)})
	}
	return pairs
}

func dateText(s string) string {
	if d, err := law.ParseDay(s); err == nil {
		return d.French()
	}
	return s
}
