package site

import (
	"fmt"
	"slices"
	"strings"

	g "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/content"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// showHome sends those who are signed in to their work, and tells the others what this is.
func showHome(v *web.Visit) error {
	if v.Session != nil {
		if v.Session.StaffID != "" {
			return v.See("/gestion")
		}
		return v.See("/a-faire")
	}
	return v.Page(components.PageProps{
		Title: "Voyages et paiements", Shell: components.ShellPublic, Indexed: true,
		Description: "Les voyages du collège ou du lycée, de l’idée au paiement, dans le respect du droit.",
	}, HomePage(v.Identity.Name, school.IsPractice(v.App)))
}

func showRules(v *web.Visit) error {
	search, subject := v.Query("q"), v.Query("domaine")
	var found []law.Rule
	for _, r := range school.DepsOf(v.App).Registry.All() {
		if (subject == "" || r.Subject == subject) && matches(r, search) {
			found = append(found, r)
		}
	}
	return v.Page(components.PageProps{Title: "Les règles", Shell: components.ShellPublic, Indexed: true,
		Description: "Toutes les règles que le logiciel connaît, avec leurs textes."}, RulesPage(RulesPageProps{Rules: found, Search: search, Subject: subject}))
}

// matches looks for each word typed, without minding case or accents.
func matches(r law.Rule, search string) bool {
	if search == "" {
		return true
	}
	text := r.ID + " " + r.Title + " " + r.Body
	for _, s := range r.Sources {
		text += " " + s.Text + " " + s.Article
	}
	text = school.Fold(text)
	for word := range strings.FieldsSeq(search) {
		if !strings.Contains(text, school.Fold(word)) {
			return false
		}
	}
	return true
}

func showRule(v *web.Visit) error {
	rule, found := school.DepsOf(v.App).Registry.Rule(strings.ToUpper(v.Path("rule")))
	if !found {
		return web.ErrNotFound
	}
	parameters, err := school.ParametersOf(v.App)
	if err != nil {
		return err
	}
	props := RulePageProps{Rule: rule, Severity: parameters.SeverityOf(rule, v.Today()), Lifts: school.LiftersOf(rule), Body: components.Markdown(rule.Body)}
	for _, p := range rule.AllParameters() {
		props.Values = append(props.Values, Setting{Label: p.Label, Text: valueText(p, parameters.Text(rule.ID, p.Name, v.Today())), Fixed: p.Fixed})
	}
	return v.Page(components.PageProps{
		Title: rule.ID + " : " + rule.Title, Shell: components.ShellPublic, Indexed: true,
		Breadcrumb: []components.Crumb{{Label: "Les règles", Href: "/regles"}, {Label: rule.ID}},
	}, RulePage(props))
}

// valueText writes a parameter's value for a reader.
func valueText(p law.ParameterSpec, value string) string {
	units := map[string]string{"days": " jours", "months": " mois", "years": " ans", "hours": " h", "percent": "\u00a0%"}
	switch p.Unit {
	case "cents":
		var n int64
		if _, err := fmt.Sscan(value, &n); err == nil {
			return fmt.Sprintf("%d,%02d\u00a0€", n/100, n%100)
		}
	case "flag":
		if value == "true" {
			return "oui"
		}
		return "non"
	case "text":
		if p.Name == law.SeverityParameter {
			return map[string]string{"block": "refuse", "warn": "avertit"}[value]
		}
	}
	return value + units[p.Unit]
}

func showLegal(p legalPage) func(*web.Visit) error {
	return func(v *web.Visit) error {
		text, err := legalText(v, p.file)
		if err != nil {
			return err
		}
		body := []g.Node{components.PageHead(components.PageHeadProps{Title: p.title}), components.Markdown(text)}
		if p.path == privacyPath {
			kept, err := keptPage(v)
			if err != nil {
				return err
			}
			body = append(body, kept)
		}
		return v.Page(components.PageProps{Title: p.title, Shell: components.ShellPublic, Indexed: true}, body...)
	}
}

// legalText is a text of content/legal in the name of the school.
func legalText(v *web.Visit, file string) (string, error) {
	raw, err := content.FS.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("legal page: %w", err)
	}
	own, err := school.AccessibilityOf(v.App)
	if err != nil {
		return "", err
	}
	replace := strings.NewReplacer("{{établissement}}", or(v.Identity.Name, "l’établissement"), "{{adresse}}", or(addressOf(v.Identity), "adresse à compléter"),
		"{{courriel}}", or(v.Identity.Email, "l’adresse de l’établissement"), "{{contact}}", or(own.AnswersAt(v.Identity), "l’adresse de l’établissement"),
		"{{chef}}", or(v.Identity.HeadName, "le chef d’établissement"), "{{dpd}}", or(keeperOf(v.Identity), "à compléter par l’établissement"), "{{hébergeur}}", or(hostOf(v.Identity), "à compléter par l’établissement"))
	return replace.Replace(string(raw)), nil
}

func keeperOf(i school.Identity) string {
	return strings.Trim(i.DPOName+", "+i.DPOEmail, ", ")
}

func hostOf(i school.Identity) string {
	return strings.Join(slices.DeleteFunc([]string{i.HostName, strings.ReplaceAll(i.HostAddress, "\n", ", "), i.HostPhone}, func(s string) bool { return s == "" }), ", ")
}

func addressOf(i school.Identity) string {
	return strings.Trim(strings.ReplaceAll(i.Address, "\n", ", ")+", "+i.Postcode+" "+i.Town, ", ")
}

func or(s, otherwise string) string {
	if strings.TrimSpace(s) == "" {
		return otherwise
	}
	return s
}
