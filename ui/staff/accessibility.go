package staff

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"net/http"
	"strings"

	"github.com/openacademie/openacademie/content"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/rgaa"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const accessibilityPath = "/gestion/ecole/accessibilite"

var accessibilityProps = components.PageProps{Title: "Accessibilité du service", Breadcrumb: underSchool("Accessibilité du service")}

func accessibilityRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: accessibilityPath, Who: web.Staff(school.SetSchool), Handle: showAccessibility},
		{Method: http.MethodPost, Pattern: accessibilityPath, Who: web.Staff(school.SetSchool), Handle: saveAccessibility},
	}
}

func showAccessibility(v *web.Visit) error {
	if v.Identity.UAI == "" {
		return v.Page(accessibilityProps, components.PageHead(components.PageHeadProps{Title: accessibilityProps.Title}), noSchoolYet(v))
	}
	own, err := school.AccessibilityOf(v.App)
	if err != nil {
		return err
	}
	return accessibilityPage(v, own, web.Refused{}, v.Page)
}

func saveAccessibility(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	own := school.Accessibility{Contact: strings.ToLower(v.Field("contact")), Plan: v.Field("schema")}
	madeOn, err := law.ParseDay(v.Field("date"))
	if err != nil {
		err = law.Object("date", "La date ne se lit pas.", "Écrivez-la comme 12/04/2027.")
	} else {
		own.MadeOn = madeOn
		err = school.SaveAccessibility(v.Ctx(), v.App, own)
	}
	if refused, ok := refusedBy(v, err, "contact", "date", "schema"); ok {
		return accessibilityPage(v, own, refused, v.PageAgain)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(accessibilityPath, components.OK, "La déclaration et le schéma sont enregistrés : leurs pages publiques sont à jour.")
}

func accessibilityPage(v *web.Visit, own school.Accessibility, refused web.Refused, send func(components.PageProps, ...Node) error) error {
	audit, err := rgaa.Current()
	if err != nil {
		return err
	}
	regime, err := school.Regime(v.App, "school", "")
	if err != nil {
		return err
	}
	model, err := content.FS.ReadFile("accessibility/schema.md")
	if err != nil {
		return err
	}
	findings := rgaa.Rules.Check(rgaa.Statement{
		MadeOn: own.MadeOn, Today: regime.On, Contact: own.AnswersAt(v.Identity), MaxYears: regime.Parameters.Int("D-01", "declaration_max_years", regime.On),
	}, regime)
	return send(accessibilityProps, AccessibilityPage(AccessibilityPageProps{Own: own, Audit: audit, Findings: v.Findings(findings), Model: string(model), Refused: refused, Mail: v.Identity.Email}))
}

// AccessibilityPageProps is what the school adds to the declaration of its release.
type AccessibilityPageProps struct {
	Own      school.Accessibility
	Audit    rgaa.Audit
	Findings []components.FindingProps
	Model    string // the plan to start from
	Mail     string // of the school
	Refused  web.Refused
}

// AccessibilityPage asks for the contact, the date and the plan.
func AccessibilityPage(p AccessibilityPageProps) Node {
	r, plan := p.Refused, p.Own.Plan
	if plan == "" {
		plan = p.Model
	}
	hint := "Vide : la déclaration n’a pas de contact, car l’établissement n’a pas d’adresse électronique."
	if p.Mail != "" {
		hint = "Vide : " + p.Mail + "."
	}
	return Group{
		r.Head(),
		components.PageHead(components.PageHeadProps{Title: "Accessibilité du service", Tag: components.Tag(components.Wait, p.Audit.Verdict()),
			Lead: "Le service est au nom de l’établissement : c’est lui qui déclare, qui répond aux difficultés et qui publie son schéma."}),
		Iff(len(r.Errors) == 0, func() Node { return components.FindingList(p.Findings) }),
		components.PostForm(components.PostFormProps{Action: accessibilityPath, Draft: "accessibilite"},
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Déclaration"}),
				P(components.French("Son contenu vient de l’audit de cette version, avec son taux et ses manques. "), A(Href("/accessibilite"), components.French("Relire la déclaration")), Text(".")),
				components.Field(components.FieldProps{ID: "contact", Label: "Adresse électronique pour signaler une difficulté", Type: "email", Value: p.Own.Contact, Error: r.Of("contact"), Hint: hint, Autocomplete: "off"}),
				components.Field(components.FieldProps{ID: "date", Label: "Date à laquelle l’établissement fait sienne la déclaration", Type: "date", Value: string(p.Own.MadeOn), Error: r.Of("date"), Width: "m",
					Hint: "À refaire au moins tous les trois ans."}),
			),
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Schéma pluriannuel"}),
				components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "schema", Label: "Texte publié", Value: plan, Error: r.Of("schema"),
					Hint: "Des titres (##) et des listes (-). Vide : le modèle est publié."}, Rows: "18"}),
			),
			components.Actions(components.ButtonMain("Enregistrer"), components.LinkButton("Annuler", "/gestion/ecole")),
		),
	}
}
