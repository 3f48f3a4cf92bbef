package staff

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/sms"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// pageFunc renders a page, whole or again after a refusal.
type pageFunc func(components.PageProps, ...Node) error

// SMSPageProps is the settings of short messages.
type SMSPageProps struct {
	Settings         notify.SMSSettings
	Price            string // as typed, in cents
	Reports, Replies string // addresses to give to the provider
	Bounces          string // and to the mail server
	Meter            notify.Meter
	Practice         bool
	Refused          web.Refused
}

// SMSPage asks how short messages leave, and what they may cost.
func SMSPage(p SMSPageProps) Node {
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{
			Title: "SMS", Lead: "Pour qui l’accepte et que ni notification ni courriel n’ont joint. Un SMS dit qu’une chose attend, jamais laquelle.", Tag: smsTag(p),
		}),
		Iff(p.Practice, func() Node {
			return components.Notice(components.NoticeProps{Kind: components.Info, Title: "École d’entraînement",
				Text: "Aucun SMS ne part. Sans adresse, ceux qui partiraient se lisent dans Messages ; avec une adresse, elle est sur cette machine."})
		}),
		components.PostForm(components.PostFormProps{Action: smsPath, Label: "Réglages des SMS"},
			smsContract(p), smsRequest(p), smsWords(p),
			components.Actions(components.ButtonMain("Enregistrer les réglages"), components.LinkButton("Annuler", "/gestion/ecole")),
		),
		Iff(p.Reports != "", func() Node { return smsAddresses(p) }),
		Iff(p.Settings.Enabled, smsTrial),
	}
}

func smsTag(p SMSPageProps) Node {
	switch {
	case !p.Meter.Enabled:
		return components.Tag(components.Neutral, "aucun SMS ne part")
	case p.Meter.Cost >= p.Meter.Ceiling:
		return components.Tag(components.Stop, "plafond du mois atteint")
	}
	return components.Tag(components.OK, p.Meter.Cost.String()+" ce mois-ci, "+law.Counted(p.Meter.Messages, "message", "messages"))
}

// smsField is a text of the settings.
func smsField(p SMSPageProps, id, label, value, hint string) Node {
	return components.Field(components.FieldProps{ID: id, Label: label, Value: value, Hint: hint, Error: p.Refused.Of(id), Autocomplete: "off"})
}

func smsContract(p SMSPageProps) Node {
	s, ceiling := p.Settings, ""
	if s.Ceiling > 0 {
		ceiling = s.Ceiling.Plain()
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Prestataire et budget"}),
		P(components.Soft("Les numéros des familles lui sont confiés : choisissez-le dans l’Union européenne, avec un contrat de sous-traitance, et inscrivez-le au registre (D-19).")),
		components.CheckboxField(components.CheckboxFieldProps{ID: "ouvert", Label: "Les SMS partent", Checked: s.Enabled}),
		smsField(p, "prestataire", "Prestataire", s.Provider, ""),
		smsField(p, "pays", "Pays où il traite les numéros", s.Country, ""),
		components.Field(components.FieldProps{ID: "prix", Label: "Prix d’un segment, en centimes", Value: p.Price, Error: p.Refused.Of("prix"), InputMode: "decimal", Width: "s", Autocomplete: "off",
			Hint: "Par exemple 4,5. Un SMS a un segment jusqu’à 160 caractères ; dans un autre alphabet, jusqu’à 70."}),
		components.AmountField(components.FieldProps{ID: "plafond", Label: "Plafond du mois", Value: ceiling, Error: p.Refused.Of("plafond"),
			Hint: "Au plafond, plus aucun SMS ne part jusqu’à la fin du mois, et le gestionnaire est prévenu."}),
	)
}

func smsRequest(p SMSPageProps) Node {
	g, hint := p.Settings.Gateway, "Facultatif, selon le prestataire."
	if p.Settings.HasSecret {
		hint = "Un secret est enregistré. Laissez vide pour le garder."
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Ce que l’application envoie"}),
		P(components.Soft("D’après la documentation du prestataire. Les mots entre accolades sont remplacés : {{to}} le numéro, {{text}} le texte, {{sender}} l’expéditeur, {{secret}} le secret, "+
			"{{id}} notre numéro du message. Avec {{id}}, le prestataire reconnaît un message déjà pris, et un envoi sans réponse peut être recommencé.")),
		components.Field(components.FieldProps{ID: "adresse", Label: "Adresse du service", Value: g.URL, Error: p.Refused.Of("adresse"), Type: "url", Autocomplete: "off"}),
		components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "methode", Label: "Méthode", Value: g.Method}, Empty: "POST",
			Options: []components.OptionProps{{Value: "POST", Label: "POST"}, {Value: "PUT", Label: "PUT"}}}),
		components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "forme", Label: "Forme du corps", Value: string(g.Format)}, Empty: "JSON",
			Options: []components.OptionProps{{Value: string(sms.JSON), Label: "JSON"}, {Value: string(sms.Form), Label: "formulaire, une ligne « nom=valeur » par champ"}}}),
		components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "entetes", Label: "En-têtes, un par ligne", Value: g.Headers, Error: p.Refused.Of("entetes"), Hint: "Par exemple Authorization: Bearer {{secret}}"}}),
		components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "corps", Label: "Corps", Value: g.Body, Error: p.Refused.Of("corps"),
			Hint: `Par exemple {"to":"{{to}}","from":"{{sender}}","text":"{{text}}","reference":"{{id}}"}`}, Rows: "6"}),
		smsField(p, "expediteur", "Expéditeur", g.Sender, "Onze lettres et chiffres au plus, ou un numéro si les familles répondent."),
		components.Field(components.FieldProps{ID: "secret", Label: "Secret", Type: "password", Hint: hint, Autocomplete: "off"}),
	)
}

func smsWords(p SMSPageProps) Node {
	g, w := p.Settings.Gateway, p.Settings.Words
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Ce que le prestataire répond"}),
		P(components.Soft("Les noms de champs de sa documentation ; un champ à l’intérieur d’un autre s’écrit avec un point, comme data.id.")),
		smsField(p, "recu", "Numéro du message, dans sa réponse", g.IDField, "Vide s’il reprend le nôtre."),
		smsField(p, "avis-numero", "Numéro du message, dans un avis de remise", w.ID, ""),
		smsField(p, "avis-etat", "État, dans un avis de remise", w.State, ""),
		smsField(p, "remis", "États qui disent « remis »", w.Delivered, "Séparés par des virgules."),
		smsField(p, "non-remis", "États qui disent « non remis »", w.Failed, "Séparés par des virgules. Le message prend alors le canal suivant."),
		smsField(p, "reponse-de", "Numéro du téléphone, dans une réponse", w.From, ""),
		smsField(p, "reponse-texte", "Texte, dans une réponse", w.Text, ""),
		smsField(p, "reponse-numero", "Numéro de la réponse", w.Reply, ""),
	)
}

func smsAddresses(p SMSPageProps) Node {
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Adresses à donner au prestataire"}),
		P(components.Soft("Elles sont secrètes : qui les connaît peut dire qu’un SMS est arrivé. Changez-les si elles ont été vues.")),
		components.SummaryList(
			components.Pair{Term: "Avis de remise d’un SMS", Value: Code(Text(p.Reports))},
			components.Pair{Term: "Courriel revenu (pour le serveur de courriel)", Value: Code(Text(p.Bounces))},
		),
		components.PostForm(components.PostFormProps{Action: smsPath + "/adresses", Label: "Changer les adresses"}, components.Actions(components.ButtonPlain("Changer les adresses"))),
	)
}

func smsTrial() Node {
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Essai"}),
		components.PostForm(components.PostFormProps{Action: smsPath + "/essai", Label: "Essai"},
			components.Field(components.FieldProps{ID: "numero", Label: "Votre numéro de portable", Type: "tel", InputMode: "tel", Autocomplete: "tel", Required: true, Width: "m"}),
			components.Actions(components.ButtonPlain("Envoyer un SMS d’essai")),
		),
	)
}
