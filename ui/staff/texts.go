package staff

import (
	"net/http"
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const textsPath = "/gestion/ecole/textes"

// textRoutes are the texts of messages and reminders in the school's own words.
func textRoutes() []web.Route {
	set := web.Staff(school.SetSchool)
	return []web.Route{
		{Method: http.MethodGet, Pattern: textsPath, Who: set, Handle: showTexts},
		{Method: http.MethodGet, Pattern: textsPath + "/{text}", Who: set, Handle: showText, Sample: textsPath + "/" + string(notify.PaymentBooked) + "-email"},
		{Method: http.MethodPost, Pattern: textsPath + "/{text}", Who: set, Handle: saveText},
	}
}

func textModels() []school.TextModel { return append(money.ReminderModels(), notify.Models()...) }

func showTexts(v *web.Visit) error {
	var texts []TextLine
	for _, m := range textModels() {
		w, err := school.WordingOf(v.App, m)
		if err != nil {
			return err
		}
		texts = append(texts, TextLine{Model: m, Wording: w})
	}
	return v.Page(components.PageProps{Title: "Textes des messages", Wide: true, Breadcrumb: underSchool("Textes des messages")}, TextsPage(texts))
}

// textOf is the model that the address names.
func textOf(v *web.Visit) (school.TextModel, error) {
	models := textModels()
	i := slices.IndexFunc(models, func(m school.TextModel) bool { return m.Key() == v.Path("text") })
	if i < 0 {
		return school.TextModel{}, web.ErrNotFound
	}
	return models[i], nil
}

func showText(v *web.Visit) error {
	m, err := textOf(v)
	if err != nil {
		return err
	}
	w, err := school.WordingOf(v.App, m)
	if err != nil {
		return err
	}
	return textPage(v, m, w, false, nil)
}

func saveText(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	m, err := textOf(v)
	if err != nil {
		return err
	}
	typed := school.Wording{Subject: v.Field("subject"), Body: strings.TrimSpace(strings.ReplaceAll(v.Field("body"), "\r\n", "\n"))}
	switch v.Field("do") {
	case "preview":
		return textPage(v, m, typed, true, nil)
	case "original":
		typed = school.Wording{}
	default:
		if typed.Body == "" {
			return textPage(v, m, typed, true, &law.Refusal{Findings: []law.Finding{{Severity: law.Block, Field: "body", What: "Le texte est vide.", Fix: "Écrivez-le, ou reprenez celui d’origine."}}})
		}
	}
	err = school.SaveWording(v.Ctx(), v.App, m, typed.Subject, typed.Body)
	if refusal, ok := web.Refusal(err); ok {
		return textPage(v, m, typed, true, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(textsPath+"/"+m.Key(), components.OK, "Le texte est enregistré : les prochains messages partiront avec lui. Ceux qui sont partis ne changent pas.")
}

func textPage(v *web.Visit, m school.TextModel, w school.Wording, typed bool, refusal *law.Refusal) error {
	versions, err := school.WordingVersions(v.App, v.Actor, m)
	if err != nil {
		return err
	}
	props := TextPageProps{Model: m, Wording: w, Typed: typed, Versions: versions, Zone: school.Clock(v.App).Zone()}
	page := components.PageProps{Title: m.Label, Breadcrumb: []components.Crumb{{Label: "École", Href: "/gestion/ecole"}, {Label: "Textes des messages", Href: textsPath}, {Label: m.Label}}}
	if refusal == nil {
		return v.Page(page, TextPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "subject", "body")
	return v.PageAgain(page, TextPage(props))
}
