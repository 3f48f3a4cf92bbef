package site

import (
	"fmt"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/content"
	"github.com/openacademie/openacademie/internal/rgaa"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	criteriaPath = "/accessibilite/criteres"
	planPath     = "/accessibilite/schema"
)

// showAccessibility is the declaration that the law asks for: the text of the release, with what the table holds at its place.
func showAccessibility(v *web.Visit) error {
	text, err := legalText(v, "legal/accessibilite.md")
	if err != nil {
		return err
	}
	audit, err := rgaa.Current()
	if err != nil {
		return err
	}
	own, err := school.AccessibilityOf(v.App)
	if err != nil {
		return err
	}
	before, after, _ := strings.Cut(text, rgaa.TableMark)
	return v.Page(components.PageProps{Title: "Accessibilité", Shell: components.ShellPublic, Indexed: true},
		StatementPage(StatementProps{Before: before, After: after, Audit: audit, Own: own, Of: or(v.Identity.Name, "l’établissement")}))
}

func showCriteria(v *web.Visit) error {
	audit, err := rgaa.Current()
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: "Les 106 critères", Shell: components.ShellPublic, Indexed: true, Breadcrumb: underAccessibility("Les 106 critères")}, CriteriaPage(audit))
}

func showAccessibilityPlan(v *web.Visit) error {
	own, err := school.AccessibilityOf(v.App)
	if err != nil {
		return err
	}
	plan := own.Plan
	if plan == "" {
		raw, err := content.FS.ReadFile("accessibility/schema.md")
		if err != nil {
			return fmt.Errorf("accessibility plan: %w", err)
		}
		plan = string(raw)
	}
	return v.Page(components.PageProps{Title: "Schéma pluriannuel d’accessibilité", Shell: components.ShellPublic, Indexed: true, Breadcrumb: underAccessibility("Schéma pluriannuel")},
		components.PageHead(components.PageHeadProps{Title: "Schéma pluriannuel d’accessibilité"}), components.Prose(components.Markdown(plan)))
}

func showSiteMap(v *web.Visit) error {
	return v.Page(components.PageProps{Title: "Plan du site"}, SiteMapPage(v.SiteMap()))
}

func underAccessibility(title string) []components.Crumb {
	return []components.Crumb{{Label: "Accessibilité", Href: "/accessibilite"}, {Label: title}}
}

// StatementProps is the declaration of accessibility: the text before and after what the table holds.
type StatementProps struct {
	Before, After string
	Audit         rgaa.Audit
	Own           school.Accessibility
	Of            string
}

// StatementPage is the declaration of accessibility.
func StatementPage(p StatementProps) Node {
	a := p.Audit
	adopted := "pas encore"
	if !p.Own.MadeOn.IsZero() {
		adopted = p.Own.MadeOn.French()
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Accessibilité", Tag: components.Tag(verdictTag(a), a.Verdict())}),
		components.Prose(components.Markdown(p.Before)),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Résultats de l’audit"}),
			components.DefinitionGrid(
				components.Pair{Term: "Taux de conformité", Value: components.French(fmt.Sprintf("%d %%, soit %d critères sur les %d applicables", a.Rate(), a.In(rgaa.Conform), a.Applicable()))},
				components.Pair{Term: "Référentiel", Value: components.French(a.Reference)},
				components.Pair{Term: "Audit du", Value: components.French(a.On.French())},
				components.Pair{Term: "Déclaration adoptée par l’établissement", Value: components.French(adopted)},
				components.Pair{Term: "Réalisé par", Value: components.French(a.By)},
				components.Pair{Term: "Technologies", Value: components.French(strings.Join(a.Technologies, ", "))},
				components.Pair{Term: "Outils", Value: components.French(strings.Join(a.Tools, " ; "))},
				components.Pair{Term: "Pages vérifiées", Value: components.French("toutes les pages par les outils ; relues : " + strings.Join(a.Pages, ", "))},
			),
			components.Actions(components.LinkButton("Les 106 critères, un par un", criteriaPath), components.LinkButton("Le schéma pluriannuel", planPath)),
		),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Contenus non accessibles"}),
			H3(components.French("Non-conformités")),
			criteriaList(a.Of(rgaa.Fails), "Aucune non-conformité connue."),
			H3(components.French("Critères pas encore vérifiés, comptés comme non conformes")),
			criteriaList(a.Of(rgaa.Unchecked), "Tous les critères sont vérifiés."),
			H3(components.French("Dérogations pour charge disproportionnée")),
			Iff(len(a.Derogations) == 0, func() Node { return P(components.French("Aucune.")) }),
			Iff(len(a.Derogations) > 0, func() Node {
				return Ul(Map(a.Derogations, func(d string) Node { return Li(components.French(d)) }))
			}),
		),
		components.Prose(components.Markdown(p.After)),
	}
}

func criteriaList(criteria []rgaa.Criterion, none string) Node {
	if len(criteria) == 0 {
		return P(components.French(none))
	}
	return Ul(Map(criteria, func(c rgaa.Criterion) Node { return Li(components.French(c.Number + " · " + c.Asks + " " + c.Note)) }))
}

func verdictTag(a rgaa.Audit) string {
	switch a.Verdict() {
	case rgaa.Whole:
		return components.OK
	case rgaa.Partial:
		return components.Wait
	}
	return components.Stop
}

var stateWords = map[rgaa.State][2]string{
	rgaa.Conform: {components.OK, "conforme"}, rgaa.Fails: {components.Stop, "non conforme"},
	rgaa.NotApplicable: {components.Neutral, "non applicable"}, rgaa.Unchecked: {components.Wait, "non vérifié"},
}

// CriteriaPage is the whole table, subject by subject, with what each answer rests on.
func CriteriaPage(a rgaa.Audit) Node {
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Les 106 critères", Lead: "Chaque réponse dit sur quoi elle repose : un essai automatique rejoué à chaque version, une relecture datée, ou une page à ouvrir. " +
			"Les demandes sont résumées ; le texte qui fait foi est le RGAA 4.1.2, publié par la direction interministérielle du numérique."}),
		Map(a.Themes(), func(t rgaa.Theme) Node {
			var rows []components.Row
			for _, c := range t.Criteria {
				state := stateWords[c.State]
				rows = append(rows, components.Row{Cells: []Node{Text(c.Number), components.French(c.Asks), components.Tag(state[0], state[1]), evidence(c)}})
			}
			return Section(
				H2(components.French(fmt.Sprintf("%d. %s", t.Number, t.Name))),
				components.DataTable(components.DataTableProps{
					Caption: t.Name + " : critères et réponses", HideCaption: true, RowHead: true, Stacked: true, Rows: rows,
					Columns: []components.Column{{Label: "Critère"}, {Label: "Ce qu’il demande"}, {Label: "Réponse"}, {Label: "Sur quoi elle repose"}},
				}))
		}),
	}
}

// evidence says what an answer rests on, or what is missing.
func evidence(c rgaa.Criterion) Node {
	var said []string
	for _, e := range c.Evidence {
		switch {
		case e.Test != "":
			said = append(said, "essai "+e.Test)
		case e.Check != "":
			said = append(said, e.Check+" ("+e.On.Short()+")")
		default:
			said = append(said, "page "+e.Page)
		}
	}
	if c.Note != "" {
		said = append(said, c.Note)
	}
	return components.Soft(strings.Join(said, " ; "))
}

// SiteMapPage leads to every place of the menus.
func SiteMapPage(groups []web.MapGroup) Node {
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Plan du site"}),
		components.CardGrid(mapCards(groups)...),
	}
}

// mapCards makes one card of each group.
func mapCards(groups []web.MapGroup) []Node {
	var cards []Node
	for _, g := range groups {
		cards = append(cards, components.Card(components.CardHead(components.CardHeadProps{Title: g.Title}),
			Ul(Class("plain"), Map(g.Items, func(i components.NavItem) Node { return Li(A(Href(i.Href), components.French(i.Label))) }))))
	}
	return cards
}
