package staff

import (
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// ProvidersPage lists the identity providers into which the school is plugged.
func ProvidersPage(all []school.ProviderSettings) Node {
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Connexions extérieures", Lead: "EduConnect pour les familles, le service de l’académie pour les personnels : ils disent qui tient un compte, à côté des codes de l’établissement."}),
		Iff(len(all) == 0, func() Node {
			return components.Empty(components.EmptyProps{Icon: "lock", Title: "Aucun service n’est raccordé.", Text: "Chacun entre avec le code reçu par courriel ou imprimé. Un raccordement est facultatif."})
		}),
		components.Stack(Map(all, func(s school.ProviderSettings) Node {
			tag := components.Tag(components.Neutral, "fermé")
			if s.Open {
				tag = components.Tag(components.OK, "ouvert")
			}
			return components.Card(
				components.CardHead(components.CardHeadProps{Title: s.Name, Href: providersPath + "/" + s.ID, Aside: tag}),
				P(components.Soft("Pour les "+s.Audience.Label()+" · "+s.Issuer+" · comptes reliés : "+strconv.Itoa(s.Links))),
			)
		})...),
		components.Actions(components.LinkMain("Raccorder un service", providersPath+"/"+newProvider)),
	}
}

// ProviderPageProps is one provider, as it is or as it was typed.
type ProviderPageProps struct {
	Settings    school.ProviderSettings
	Title, Back string
	Practice    bool
	Refused     web.Refused
}

// ProviderPage asks how the school is plugged into a provider.
func ProviderPage(p ProviderPageProps) Node {
	s, r := p.Settings, p.Refused
	path := providersPath + "/" + newProvider
	secret := "Donné avec l’identifiant (client_secret). Il est gardé chiffré."
	if s.ID != "" {
		path = providersPath + "/" + s.ID
		secret = "Vide : le secret connu est gardé."
	}
	return Group{
		r.Head(),
		components.PageHead(components.PageHeadProps{Title: p.Title, Lead: "OpenID Connect, par code et PKCE. Le service dit qui tient un compte ; il ne crée jamais une personne."}),
		Iff(p.Practice, func() Node {
			return components.Notice(components.NoticeProps{Kind: components.Info, Title: "École d’entraînement", Text: "Seul un fournisseur d’essai de cette machine est accepté."})
		}),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "À donner au fournisseur d’identité"}),
			P(components.French("L’adresse de retour, à recopier telle quelle dans sa demande d’inscription :")),
			P(Strong(Text(p.Back))), // long: it has to break on a telephone
		),
		components.PostForm(components.PostFormProps{Action: path},
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Le bouton"}),
				components.Field(components.FieldProps{ID: "nom", Label: "Nom du service", Value: s.Name, Error: r.Of("nom"), Required: true, Hint: "Le bouton dira « Entrer avec … ».", Width: "m", Autocomplete: "off"}),
				components.RadioGroup(components.ChoiceProps{ID: "public", Legend: "Pour qui", Value: string(s.Audience), Error: r.Of("public"), Required: true, Options: []components.OptionProps{
					{Value: string(school.ForFamilies), Label: "Les familles", Hint: "Responsables et élèves majeurs."},
					{Value: string(school.ForStaff), Label: "Les personnels"},
				}}),
				components.CheckboxField(components.CheckboxFieldProps{ID: "ouvert", Label: "Mettre le bouton sur la page de connexion", Checked: s.Open, Hint: "Le fournisseur est interrogé d’abord : s’il ne répond pas, le bouton reste fermé."}),
			),
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Le fournisseur d’identité"}),
				components.Field(components.FieldProps{ID: "emetteur", Label: "Adresse (issuer)", Value: s.Issuer, Error: r.Of("emetteur"), Type: "url", Required: true, Hint: "Celle qu’il annonce, au caractère près.", Autocomplete: "off"}),
				components.Field(components.FieldProps{ID: "client", Label: "Identifiant de l’établissement (client_id)", Value: s.ClientID, Error: r.Of("client"), Required: true, Autocomplete: "off"}),
				components.Field(components.FieldProps{ID: "secret", Label: "Secret (client_secret)", Type: "password", Error: r.Of("secret"), Required: s.ID == "", Hint: secret, Autocomplete: "off"}),
				components.Field(components.FieldProps{ID: "informations", Label: "Informations demandées (scopes)", Value: s.Scopes, Hint: "Vide : profile et email.", Autocomplete: "off"}),
			),
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Qui entre"}),
				components.RadioGroup(components.ChoiceProps{ID: "designation", Legend: "Ce qui désigne la personne", Value: string(s.MatchBy), Error: r.Of("designation"), Required: true, Options: []components.OptionProps{
					{Value: string(school.BySubject), Label: "L’identifiant stable du service", Hint: "La personne entre une fois avec un code, puis relie son compte."},
					{Value: string(school.ByEmail), Label: "L’adresse électronique vérifiée par le service", Hint: "À réserver à un service dont l’adresse est celle de la base : celui de l’académie."},
				}}),
				components.Field(components.FieldProps{ID: "niveau", Label: "Niveau demandé (acr_values)", Value: s.LevelAsked, Autocomplete: "off"}),
				components.Field(components.FieldProps{ID: "preuves", Label: "Niveaux qui valent une seconde preuve", Value: s.SecondProofs, Hint: "Valeurs acr ou amr, séparées par des espaces. Vide : l’argent et les aides demandent toujours le téléphone.", Autocomplete: "off"}),
			),
			components.Actions(components.ButtonMain("Enregistrer"), components.LinkButton("Annuler", providersPath)),
		),
		Iff(s.ID != "", func() Node {
			return components.Card(
				components.CardHead(components.CardHeadProps{Title: "Essayer, retirer"}),
				components.PostForm(components.PostFormProps{Action: path + "/essai", Label: "Essayer le service"}, components.Actions(components.ButtonPlain("Interroger le service"))),
				P(components.French("Retiré, le service n’ouvre plus rien : les comptes reliés sont oubliés ("+strconv.Itoa(s.Links)+").")),
				components.PostForm(components.PostFormProps{Action: path + "/retrait", Label: "Retirer le service"}, components.Actions(components.ButtonStop("Retirer le raccordement"))),
			)
		}),
	}
}
