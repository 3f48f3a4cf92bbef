package account

import (
	"net/http"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/tongue"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

func showLanguages(v *web.Visit) error {
	return v.Page(components.PageProps{Title: "Langue"}, LanguagePage(v.Language(), v.Query("retour")))
}

// chooseLanguage keeps a language on the device, and on the account of who is signed in: their messages follow.
func chooseLanguage(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	code := v.Field("langue")
	if _, ours := tongue.Of(code); !ours {
		return v.See(web.LanguagePath)
	}
	v.KeepLanguage(code)
	if v.Session != nil {
		if err := school.ChooseLanguage(v.Ctx(), v.App, v.Session.AccountID, code); err != nil {
			return err
		}
	}
	back := v.Field("retour")
	if back == "" {
		back = "/"
	}
	return v.See(back)
}

// LanguagePage lists the languages, each by its own name: who cannot read this page finds theirs.
func LanguagePage(current, back string) Node {
	return Group{
		components.PageHead(components.PageHeadProps{
			Title: "Langue", Lead: "Vos pages et vos messages sont écrits dans la langue que vous choisissez.",
		}),
		components.PostForm(components.PostFormProps{Action: web.LanguagePath, Label: "Langue"},
			components.HiddenFields(components.HiddenValue{Name: "retour", Value: back}),
			components.Stack(Map(tongue.Languages, func(l tongue.Language) Node {
				return Button(Class("button"), Type("submit"), Name("langue"), Value(l.Code), Lang(l.Code), Dir(l.Dir),
					If(l.Code == current, Aria("current", "true")), Text(l.Name))
			})...),
		),
		P(components.Soft("Ce que vous signez reste en français : c’est le texte français qui vous engage. La traduction est à côté pour vous aider.")),
	}
}

func languageRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: web.LanguagePath, Who: web.Public, Handle: showLanguages},
		{Method: http.MethodPost, Pattern: web.LanguagePath, Who: web.Public, Handle: chooseLanguage},
	}
}
