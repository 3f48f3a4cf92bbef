package account

import (
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// FactorPageProps is the second proof at sign-in.
type FactorPageProps struct {
	Next, Error string
	Practice    string // the code of the moment, in a practice school
	Days        int
}

// FactorPage asks for the code of the telephone, or for a recovery code.
func FactorPage(p FactorPageProps) Node {
	return Group{
		problem("code", p.Error),
		components.PageHead(components.PageHeadProps{Title: "Seconde preuve", Lead: "Votre fonction touche à l’argent, aux aides ou aux accès : l’adresse électronique ne suffit pas."}),
		components.PostForm(components.PostFormProps{Action: web.FactorPath},
			components.CodeField(components.FieldProps{ID: "code", Label: "Code de l’application de votre téléphone", Hint: "Six chiffres, qui changent toutes les trente secondes ; ou l’un de vos codes de secours.", Error: p.Error, Required: true}),
			components.CheckboxField(components.CheckboxFieldProps{ID: "retenir", Label: "Retenir cet appareil pendant " + strconv.Itoa(p.Days) + " jours", Hint: "Jamais sur un poste partagé."}),
			components.HiddenFields(components.HiddenValue{Name: "suite", Value: p.Next}),
			components.Actions(components.ButtonMain("Continuer")),
		),
		practiceCode(p.Practice),
		components.Disclosure("Téléphone perdu ou remplacé ?",
			P(components.French("Entrez avec un code de secours, puis enregistrez le nouveau téléphone dans votre page. Sans code de secours, demandez au chef d’établissement ou à l’administrateur de l’application de retirer la preuve perdue : ils vous reconnaissent de vive voix, pas par courriel.")),
		),
		leaveForm(),
	}
}

func practiceCode(code string) Node {
	if code == "" {
		return nil
	}
	return components.Notice(components.NoticeProps{Kind: "info", Title: "École d’entraînement", Text: "Pas besoin de téléphone ici : le code du moment est " + code + "."})
}

func leaveForm() Node {
	return components.PostForm(components.PostFormProps{Action: "/deconnexion", Label: "Se déconnecter"}, components.Actions(components.ButtonPlain("Se déconnecter")))
}

// EnrolPageProps is the registration of a telephone.
type EnrolPageProps struct {
	Typed, Sealed, Error string
	Path                 string // of the QR code
	Side                 int
	Practice             string
}

// EnrolPage shows the secret to the telephone and asks for its first code.
func EnrolPage(p EnrolPageProps) Node {
	return Group{
		problem("code", p.Error),
		components.PageHead(components.PageHeadProps{Title: "Enregistrer votre téléphone", Lead: "Votre fonction touche à l’argent, aux aides ou aux accès. À chaque connexion, un code de votre téléphone s’ajoute à celui du courriel : une boîte volée n’ouvre rien."}),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "1. Lisez ce dessin"}),
			P(components.French("Avec une application d’authentification du téléphone : FreeOTP, Aegis, Google ou Microsoft Authenticator, le trousseau de l’iPhone.")),
			components.QR(components.QRProps{Label: "Clé à lire avec l’application d’authentification ; elle est écrite en clair dessous", Path: p.Path, Side: p.Side}),
			P(components.Soft("Ou recopiez cette clé : "), Strong(Text(p.Typed))), // long: it has to break on a telephone
		),
		components.PostForm(components.PostFormProps{Action: enrolPath},
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "2. Donnez le code affiché"}),
				components.CodeField(components.FieldProps{ID: "code", Label: "Code à six chiffres", Hint: "Celui que l’application montre maintenant.", Error: p.Error, Required: true}),
				components.HiddenFields(components.HiddenValue{Name: "cle", Value: p.Sealed}),
				components.Actions(components.ButtonMain("Enregistrer")),
			),
		),
		practiceCode(p.Practice),
		leaveForm(),
	}
}

// RecoveryPageProps is the ten codes, as they are shown once.
type RecoveryPageProps struct {
	Codes              []string
	Next, School, Name string
}

// RecoveryPage is made to be printed.
func RecoveryPage(p RecoveryPageProps) Node {
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Vos codes de secours", Lead: p.School + " · " + p.Name}),
		components.Notice(components.NoticeProps{Kind: "wait", Title: "Imprimez cette page ou recopiez-la maintenant.", Text: "Ces codes ne seront plus jamais montrés. Chacun ouvre une fois, à la place du téléphone. Rangez-les sous clé, loin du poste."}),
		Ol(Map(p.Codes, func(code string) Node { return Li(Strong(Class("num"), Text(code))) })),
		components.ScreenOnly(components.Actions(components.LinkMain("C’est fait, continuer", p.Next))),
	}
}

// factorCard is the state of the reader's second proof, on their own page.
func factorCard(p MePageProps) Node {
	f := p.Factor
	if !f.Enrolled {
		why := "Facultative pour votre fonction ; elle protège votre compte si votre boîte est volée."
		if f.Asked {
			why = "Votre fonction la demande à la prochaine connexion."
		}
		if f.Asked && p.Practice {
			why = "Votre fonction la demanderait dans un établissement réel. Cette école d’entraînement s’en passe : vous pouvez l’essayer."
		}
		return components.Card(
			components.CardHead(components.CardHeadProps{Title: "Seconde preuve d’identité", Aside: components.Tag("neutral", "pas enregistrée")}),
			P(components.Soft(why)),
			components.Actions(components.LinkButton("Enregistrer mon téléphone", enrolPath)),
		)
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Seconde preuve d’identité", Aside: components.Tag("ok", "enregistrée")}),
		components.DefinitionGrid(
			components.Pair{Term: "Téléphone enregistré", Value: components.French(stampFrench(f.MadeAt.String()))},
			components.Pair{Term: "Dernière preuve", Value: components.French(stampFrench(f.UsedAt.String()))},
			components.Pair{Term: "Codes de secours restants", Value: Text(strconv.Itoa(f.Recovery))},
		),
		components.PostForm(components.PostFormProps{Action: "/moi/codes-de-secours"},
			components.CodeField(components.FieldProps{ID: "code", Label: "Code de l’application", Error: p.Refused, Hint: "Il est demandé pour faire dix autres codes de secours ; les anciens ne servent plus."}),
			components.Actions(components.ButtonPlain("Faire de nouveaux codes de secours"), components.LinkButton("Changer de téléphone", enrolPath)),
		),
	)
}
