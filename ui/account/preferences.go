package account

import (
	"net/http"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const preferencesPath = "/moi/messages"

func preferenceRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: preferencesPath, Who: web.SignedIn, Handle: showPreferences},
		{Method: http.MethodPost, Pattern: preferencesPath, Who: web.SignedIn, Handle: savePreferences},
	}
}

func showPreferences(v *web.Visit) error {
	p, err := notify.PreferencesOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: "Comment vous êtes prévenu"}, PreferencesPage(p, notify.TopicsOf(v.Actor), v.Actor.Kind == school.Staff))
}

func savePreferences(v *web.Visit) error {
	form, err := v.Form()
	if err != nil {
		return err
	}
	p := notify.Preferences{Wanted: map[string][]notify.Channel{}}
	for _, t := range notify.TopicsOf(v.Actor) {
		for _, c := range form[t.Key] {
			p.Wanted[t.Key] = append(p.Wanted[t.Key], notify.Channel(c))
		}
	}
	switch v.Field("rythme") {
	case string(notify.EachDay):
		p.Rhythm = notify.EachDay
	case string(notify.EachWeek):
		p.Rhythm = notify.EachWeek
	}
	if err := notify.SavePreferences(v.Ctx(), v.App, p); err != nil {
		return err
	}
	return v.SeeWith(preferencesPath, "ok", "Vos choix sont enregistrés.")
}

// now is the value of the answer that chooses no rhythm: an answer ticked has to say something.
const now = "now"

// PreferencesPage asks by which ways the reader is told, topic by topic.
func PreferencesPage(p notify.Preferences, topics []notify.Topic, isStaff bool) Node {
	ways := []components.OptionProps{{Value: string(notify.Push), Label: "Notification sur vos appareils"}, {Value: string(notify.Email), Label: "Courriel"}}
	if !isStaff {
		ways = append(ways, components.OptionProps{Value: string(notify.SMS), Label: "SMS, si vous les acceptez"})
	}
	rhythm := string(p.Rhythm)
	if p.Rhythm == notify.AtOnce {
		rhythm = now
	}
	return Group{
		components.BackLink("/moi"),
		components.PageHead(components.PageHeadProps{Title: "Comment vous êtes prévenu", Lead: "Une notification suffit quand elle arrive. Sinon le courriel prend le relais, puis le SMS."}),
		components.PostForm(components.PostFormProps{Action: preferencesPath},
			Map(topics, func(t notify.Topic) Node {
				hint := "Sans rien de coché, une lettre vous est envoyée."
				if t.Optional {
					hint = "Sans rien de coché, rien ne part : tout se lit dans votre espace."
				}
				var values []string
				for _, c := range p.Wanted[t.Key] {
					values = append(values, string(c))
				}
				return components.CheckboxGroup(components.ChoiceProps{ID: t.Key, Legend: t.Label, Hint: hint, Values: values, Options: ways})
			}),
			components.RadioGroup(components.ChoiceProps{ID: "rythme", Legend: "Ce qui peut attendre", Hint: "Reçus et accusés de réception. Ce qui a une date part toujours tout de suite.", Value: rhythm,
				Options: []components.OptionProps{
					{Value: now, Label: "Tout de suite"}, {Value: string(notify.EachDay), Label: "Une fois par jour, ensemble"}, {Value: string(notify.EachWeek), Label: "Une fois par semaine, ensemble"},
				}}),
			P(components.Soft("Les messages qui protègent votre compte partent toujours.")),
			components.Actions(components.ButtonMain("Enregistrer mes choix")),
		),
	}
}
