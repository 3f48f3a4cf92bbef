package notify

import (
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Text is one text of a message or of a model, with the field it stands in.
type Text struct{ Field, Value string }

// MessageFacts is what judging a message or a model of message needs.
type MessageFacts struct {
	Exposed  []Text   // what shows on a locked screen or in a list of e-mails
	Names    []string // first and last names of the pupils concerned
	Others   []Text   // contact details of other guardians of the same pupils: "email", "phone", "address"
	All      []Text   // every text of the message
	InPause  bool     // would leave in the quiet hours without being urgent
	Standard bool     // the exposed texts are, word for word, those of the table of kinds or the school's own
}

// MessageRules judges a message each time it is written.
var MessageRules = law.Rulebook[MessageFacts]{
	{Rule: "D-13", Judge: judgeExposed},
	{Rule: "D-15", Judge: func(f MessageFacts) []law.Finding {
		if !f.InPause {
			return nil
		}
		return []law.Finding{{
			Severity: law.Warn, Field: "not_before", What: "Ce message ordinaire attendra la fin de la pause du soir ou du week-end.",
			Fix: "Rien à faire ; seul un message de sécurité part tout de suite.",
		}}
	}},
	{Rule: "I-10", Judge: judgeOthers},
}

// ModelRules judges a model of message: it has no recipient yet.
var ModelRules = law.Rulebook[MessageFacts]{{Rule: "D-13", Judge: judgeExposed}}

const whyExposed = "Une notification, un SMS ou l’objet d’un courriel se lit par-dessus l’épaule : il ne contient ni montant, ni dette, ni aide, " +
	"ni santé, ni nom d’élève (RGPD, art. 5 et 6)."

func judgeExposed(f MessageFacts) []law.Finding {
	var findings []law.Finding
	for _, t := range f.Exposed {
		what := ""
		switch folded := fold(t.Value); {
		case t.Value == "":
		case holdsAmount(t.Value):
			what = "Ce texte court contient un montant."
		case sensitiveTerm(folded) != "":
			what = "Ce texte court parle d’un sujet sensible : « " + sensitiveTerm(folded) + " »."
		case badVariable(t.Value) != "":
			what = "Ce texte court contient la variable « " + badVariable(t.Value) + " », qui peut révéler une donnée personnelle."
		case !f.Standard && holdsName(folded, f.Names):
			what = "Ce texte court nomme un élève."
		}
		if what != "" {
			findings = append(findings, law.Finding{
				Severity: law.Block, Field: t.Field, What: what, Why: whyExposed,
				Fix: "Écrivez qu’un document ou une réponse attend ; le détail se lit après connexion.", Who: string(school.Secretary),
			})
		}
	}
	return findings
}

func judgeOthers(f MessageFacts) []law.Finding {
	for _, t := range f.All {
		for _, other := range f.Others {
			if holdsContact(t.Value, other) {
				return []law.Finding{{
					Severity: law.Block, Field: t.Field, What: "Ce message contient les coordonnées de l’autre responsable de l’élève.",
					Why: "L’adresse ou le téléphone d’un parent ne se communique pas à l’autre (code civil, art. 373-2 ; circulaire n° 94-149).",
					Fix: "Retirez l’adresse ou le numéro. Chaque parent donne lui-même ses coordonnées à l’autre.", Who: string(school.Secretary),
				}}
			}
		}
	}
	return nil
}

// holdsContact tells whether a text gives away one contact detail.
func holdsContact(text string, c Text) bool {
	switch c.Field {
	case "email":
		return strings.Contains(strings.ToLower(text), strings.ToLower(c.Value))
	case "phone":
		return strings.Contains(" "+phones(text), " "+nationalNumber(c.Value)+" ")
	default:
		return strings.Contains(" "+fold(text)+" ", " "+fold(c.Value)+" ")
	}
}
