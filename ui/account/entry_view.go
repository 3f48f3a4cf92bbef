package account

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
)

func entryProps() components.PageProps {
	return components.PageProps{Title: "Se connecter", Shell: components.ShellBare}
}

func codeProps() components.PageProps {
	return components.PageProps{Title: "Votre code", Shell: components.ShellBare}
}

func whoProps() components.PageProps {
	return components.PageProps{Title: "Qui êtes-vous ?", Shell: components.ShellBare}
}

func letterProps() components.PageProps {
	return components.PageProps{Title: "Le code de votre courrier", Shell: components.ShellBare}
}

// EntryPageProps is the first step: an address.
type EntryPageProps struct {
	Address, Next, Error string
	Providers            []school.ProviderButton
}

// EntryPage asks for the address known by the school.
func EntryPage(p EntryPageProps) Node {
	return Group{
		problem("adresse", p.Error),
		components.PageHead(components.PageHeadProps{
			Title: "Se connecter", Lead: "Pas de mot de passe : un code à six chiffres est envoyé à l’adresse que l’établissement connaît.",
		}),
		components.PostForm(components.PostFormProps{Action: "/connexion"},
			components.Field(components.FieldProps{
				ID: "adresse", Label: "Votre adresse électronique", Type: "email", Value: p.Address, Error: p.Error,
				Autocomplete: "email", InputMode: "email", Required: true,
			}),
			components.HiddenFields(components.HiddenValue{Name: "suite", Value: p.Next}),
			components.Actions(components.ButtonMain("Recevoir un code")),
		),
		providerCard(p.Providers, p.Next),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Vous avez reçu un courrier avec un code ?"}),
			P(components.Soft("Il ouvre votre espace sans adresse électronique.")),
			components.Actions(components.LinkButton("Entrer avec le code du courrier", "/connexion/courrier")),
		),
	}
}

// CodePageProps is the second step: the code received.
type CodePageProps struct {
	Address, Code, Next, Error string
	Practice                   bool
}

// CodePage asks for the six digits. It says the same thing whether the address is known or not.
func CodePage(p CodePageProps) Node {
	return Group{
		problem("code", p.Error),
		components.BackLink("/connexion"),
		components.PageHead(components.PageHeadProps{
			Title: "Votre code",
			Lead:  "Si " + p.Address + " est connue de l’établissement, un code à six chiffres vient d’y être envoyé. Il est valable dix minutes.",
		}),
		components.PostForm(components.PostFormProps{Action: "/connexion/code"},
			components.CodeField(components.FieldProps{ID: "code", Label: "Code à six chiffres", Value: p.Code, Error: p.Error, Required: true}),
			components.Actions(components.ButtonMain("Entrer")),
		),
		Iff(p.Practice, func() Node {
			return components.Notice(components.NoticeProps{
				Kind: "info", Title: "École d’entraînement",
				Body: P(components.French("Rien n’est envoyé dans le monde réel : le code se lit dans "), A(Href("/pratique/envois"), components.French("la boîte d’envoi")), Text(".")),
			})
		}),
		components.Disclosure("Rien reçu ?",
			P(components.French("Regardez dans les courriers indésirables. L’adresse doit être celle que vous avez donnée à l’établissement ; si elle a changé, prévenez le secrétariat.")),
			components.PostForm(components.PostFormProps{Action: "/connexion"},
				components.HiddenFields(components.HiddenValue{Name: "adresse", Value: p.Address}, components.HiddenValue{Name: "suite", Value: p.Next}),
				components.Actions(components.ButtonPlain("Envoyer un nouveau code")),
			),
		),
	}
}

// Choice is one person who holds the address.
type Choice struct{ Value, Name, As string }

func choicesOf(people []school.Person) []Choice {
	var choices []Choice
	for _, p := range people {
		as := map[school.PersonKind]string{school.GuardianPerson: "responsable d’élève", school.StaffPerson: "personnel", school.PupilPerson: "élève majeur"}[p.Kind]
		choices = append(choices, Choice{Value: string(p.Kind) + ":" + p.ID, Name: p.Name(), As: as})
	}
	return choices
}

// WhoPageProps is the step of a shared address.
type WhoPageProps struct {
	Address, Error string
	People         []Choice
}

// WhoPage asks who is there when several people hold one address.
func WhoPage(p WhoPageProps) Node {
	var options []components.OptionProps
	for _, c := range p.People {
		options = append(options, components.OptionProps{Value: c.Value, Label: c.Name, Hint: c.As})
	}
	return Group{
		problem("personne", p.Error),
		components.PostForm(components.PostFormProps{Action: "/connexion/qui"},
			components.RadioGroup(components.ChoiceProps{
				ID: "personne", Legend: "Qui êtes-vous ?", AsTitle: true, Required: true, Error: p.Error, Options: options,
				Hint: "Plusieurs personnes utilisent " + p.Address + ". Ce que vous signerez portera votre nom et la mention « adresse partagée ».",
			}),
			components.Actions(components.ButtonMain("Continuer")),
		),
	}
}

// LetterEntryPageProps is the entry with a printed code.
type LetterEntryPageProps struct{ Code, Error string }

// LetterEntryPage asks for the one-time code of a letter.
func LetterEntryPage(p LetterEntryPageProps) Node {
	return Group{
		problem("code", p.Error),
		components.BackLink("/connexion"),
		components.PageHead(components.PageHeadProps{Title: "Le code de votre courrier", Lead: "Quatorze lettres et chiffres, imprimés en grand. Il ne sert qu’une fois."}),
		components.PostForm(components.PostFormProps{Action: "/connexion/courrier"},
			components.Field(components.FieldProps{
				ID: "code", Label: "Code du courrier", Hint: "Par exemple : 7KQ2M-X4D9B-H3TZ. Les tirets et les majuscules sont facultatifs.", Value: p.Code, Error: p.Error,
				Autocomplete: "off", Required: true, Attrs: []Node{Attr("autocapitalize", "characters"), Attr("spellcheck", "false")},
			}),
			components.Actions(components.ButtonMain("Entrer")),
		),
	}
}

// problem is the summary of a refused form with one field.
func problem(field, message string) Node {
	if message == "" {
		return nil
	}
	return components.ErrorSummary([]components.FieldError{{ID: field, Message: message}})
}
