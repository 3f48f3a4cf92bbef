package account

import (
	"net/url"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
)

// providerCard offers the ways in that the school has beside its codes.
func providerCard(buttons []school.ProviderButton, next string) Node {
	if len(buttons) == 0 {
		return nil
	}
	query := ""
	if next != "" {
		query = "?suite=" + url.QueryEscape(next)
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Vous avez un compte ailleurs ?"}),
		P(components.Soft("La première fois, un code de l’établissement vous sera demandé pour le relier.")),
		components.Actions(Map(buttons, func(b school.ProviderButton) Node {
			return components.LinkButton("Entrer avec "+b.Name, providerPath+b.ID+query)
		})),
	)
}

// LinkPageProps is an account that waits to be linked.
type LinkPageProps struct{ Provider, Account, Me string }

// LinkPage asks whether an account is the reader's.
func LinkPage(p LinkPageProps) Node {
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Relier ce compte ?", Lead: "Une fois relié, il ouvrira cet espace sans code."}),
		components.SummaryList(
			components.Pair{Term: "Compte extérieur", Value: components.French(orDash(p.Account))},
			components.Pair{Term: "Service de connexion", Value: components.French(orDash(p.Provider))},
			components.Pair{Term: "Vous êtes ici", Value: components.French(p.Me)},
		),
		components.Notice(components.NoticeProps{Kind: "wait", Title: "Est-ce bien votre compte ?", Text: "Qui entre avec ce compte lira et signera en votre nom. Sur un poste partagé, vérifiez le nom."}),
		components.PostForm(components.PostFormProps{Action: linkPath}, components.Actions(components.ButtonMain("C’est mon compte, le relier"))),
		components.PostForm(components.PostFormProps{Action: linkPath + "/refus"}, components.Actions(components.ButtonPlain("Ne rien relier"))),
	}
}

// refusals say what happened and what to do, for each reason.
var refusals = map[school.Refused]struct{ what, fix string }{
	school.RefusedLate:     {"Cette connexion a pris plus de dix minutes, ou elle a commencé dans un autre navigateur.", "Recommencez, sans changer d’appareil."},
	school.RefusedReplay:   {"Cette réponse a déjà servi.", "Recommencez : chaque connexion demande une réponse nouvelle."},
	school.RefusedState:    {"Cette réponse n’est pas celle que cet appareil attendait.", "Recommencez depuis la page de connexion. Ne suivez pas un lien reçu par message."},
	school.RefusedClosed:   {"L’établissement n’accepte plus ce service.", "Entrez avec le code envoyé à votre adresse."},
	school.RefusedPerson:   {"L’autre service n’a pas confirmé qui vous êtes.", "Recommencez et acceptez sa demande, ou entrez avec un code."},
	school.RefusedAnswer:   {"La réponse de l’autre service n’a pas pu être vérifiée.", "Entrez avec un code. Si cela se répète, prévenez l’établissement."},
	school.RefusedDown:     {"L’autre service ne répond pas en ce moment.", "Entrez avec un code, ou réessayez dans quelques minutes."},
	school.RefusedEmail:    {"L’autre service n’a pas vérifié votre adresse électronique.", "Vérifiez-la chez lui, ou entrez ici avec un code."},
	school.RefusedLinked:   {"Ce compte est déjà relié à une autre personne.", "Entrez avec un code. Si ce compte est bien le vôtre, prévenez l’établissement."},
	school.RefusedAudience: {"Ce service n’est pas ouvert à votre compte.", "Les familles et les personnels n’entrent pas par le même service."},
	school.RefusedShared:   {"Plusieurs personnes lisent votre adresse : elle ne dit pas qui vous êtes.", "Demandez au secrétariat le code d’un courrier, entrez avec lui, puis reliez le compte."},
	school.RefusedGone:     {"La personne reliée à ce compte n’a plus accès à cet espace.", "Si c’est une erreur, prévenez l’établissement."},
}

// EntryRefusedPage says why an entry by a provider is turned down.
func EntryRefusedPage(why school.Refused, home string) Node {
	r := refusals[why]
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Cette connexion n’a pas abouti"}),
		components.Notice(components.NoticeProps{Kind: "stop", Title: r.what, Text: r.fix}),
		components.Actions(components.LinkMain("Continuer", home)),
	}
}

// AccountsProps is the accounts elsewhere that open the reader's space, and those that could.
type AccountsProps struct {
	Links  []school.Linked
	Others []school.ProviderButton
}

func accountsCard(p AccountsProps) Node {
	if len(p.Links) == 0 && len(p.Others) == 0 {
		return nil
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Comptes extérieurs"}),
		P(components.Soft("Un compte relié ouvre votre espace sans code. Se déconnecter d’ici ne ferme pas la session de l’autre service.")),
		Map(p.Links, func(l school.Linked) Node {
			return Group{
				P(Strong(components.French(l.Provider)), Text(" · "), components.French(orDash(l.Name)), Text(" · "), components.Soft(stampFrench(l.MadeAt.String()))),
				components.PostForm(components.PostFormProps{Action: linkPath + "/" + l.ID + "/fin", Label: "Délier " + l.Provider}, components.Actions(components.ButtonPlain("Délier ce compte"))),
			}
		}),
		Iff(len(p.Others) > 0, func() Node {
			return components.Actions(Map(p.Others, func(b school.ProviderButton) Node {
				return components.LinkButton("Relier "+b.Name, providerPath+b.ID+"?suite=/moi")
			}))
		}),
	)
}
