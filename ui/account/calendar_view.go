package account

import (
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/ui/components"
)

// CalendarPageProps is a person's calendar address.
type CalendarPageProps struct {
	Staff, Shared bool
	Exists        bool
	Address       string // only just after it was made
}

// CalendarPage explains how a telephone or a computer follows one's dates, and gives or revokes the secret address.
func CalendarPage(p CalendarPageProps) Node {
	content := "On y lit le nom des voyages, les jours de réponse et les dates de votre espace. Jamais un nom d’enfant, jamais un montant."
	if p.Staff {
		content = "On y lit vos voyages, leurs démarches et vos réunions. Jamais un nom d’élève, jamais un montant."
	}
	return Group{
		components.BackLink("/moi"),
		components.PageHead(components.PageHeadProps{Title: "Votre calendrier", Lead: "Vos dates s’affichent dans le calendrier de votre téléphone ou de votre ordinateur, et s’y mettent à jour seules."}),
		Iff(p.Address != "", func() Node {
			return components.Card(
				components.CardHead(components.CardHeadProps{Title: "Votre adresse secrète"}),
				P(components.French("Cette adresse ne s’affiche qu’une fois. Ne la donnez à personne.")),
				components.CopyCode("Adresse du calendrier", p.Address),
				components.Actions(components.LinkMain("Ouvrir dans mon calendrier", webcal(p.Address))),
				H3(components.French("Si rien ne s’ouvre")),
				Ul(
					Li(components.French("Sur iPhone : Réglages, Apps, Calendrier, Comptes calendrier, puis « Ajouter un cal. avec abonnement ».")),
					Li(components.French("Avec Google Agenda, sur un ordinateur : Autres agendas, puis « À partir de l’URL ». Le téléphone suit.")),
					Li(components.French("Avec Outlook ou Thunderbird : ajouter un calendrier depuis Internet, puis coller l’adresse.")),
				),
			)
		}),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Une adresse secrète"}),
			P(components.French("Votre calendrier lit vos dates à une adresse que vous seul connaissez.")),
			P(components.French(content)),
			P(components.French("Elle se ferme aussi quand vous déconnectez tous vos autres appareils.")),
			Iff(p.Shared, func() Node {
				return P(components.French("Vous partagez votre adresse électronique : cette adresse ne montre que vos propres dates."))
			}),
			Iff(!p.Exists, func() Node {
				return components.PostForm(components.PostFormProps{Action: calendarPath}, components.Actions(components.ButtonMain("Créer mon adresse")))
			}),
			Iff(p.Exists, func() Node {
				return Group{
					P(components.French("Une adresse existe. Si vous l’avez perdue ou si quelqu’un l’a lue, changez-la : l’ancienne ne montre plus rien.")),
					components.PostForm(components.PostFormProps{Action: calendarPath}, components.Actions(components.ButtonPlain("Changer d’adresse"))),
					components.PostForm(components.PostFormProps{Action: calendarPath + "/fin"}, components.Actions(components.ButtonPlain("Supprimer l’adresse"))),
				}
			}),
		),
	}
}

// webcal is the address that a telephone opens in its calendar rather than in its browser.
func webcal(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	return "webcal://" + rest
}
