package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// QuestionPageProps is one question of the road to the signature.
type QuestionPageProps struct {
	View      trip.FamilyTrip
	Name      string // code of the question
	Value     string
	Wrong     string
	Prefilled bool // the value is what the school holds
	Review    bool // asked again from the last reading
	Rank, Of  int
	BackHref  string
}

// QuestionPage asks one thing.
func QuestionPage(p QuestionPageProps) Node {
	var summary []components.FieldError
	if p.Wrong != "" {
		summary = append(summary, components.FieldError{ID: p.Name, Message: p.Wrong})
	}
	hidden := []components.HiddenValue{{Name: "question", Value: p.Name}}
	if p.Review {
		hidden = append(hidden, components.HiddenValue{Name: "retour", Value: "1"})
	}
	return Group{
		components.ErrorSummary(summary),
		components.BackLink(p.BackHref),
		P(Class("eyebrow"), components.French(p.View.Child.FirstName+" · "+p.View.Trip.Title+questionRank(p))),
		components.PostForm(components.PostFormProps{Action: familyHref(p.View, "/engagement"), Label: "Question"},
			components.HiddenFields(hidden...), question(p), components.Actions(components.ButtonMain("Continuer")),
		),
	}
}

func questionRank(p QuestionPageProps) string {
	if p.Of < 2 {
		return ""
	}
	return " · question " + itoa(p.Rank) + " sur " + itoa(p.Of)
}

func question(p QuestionPageProps) Node {
	for _, a := range trip.Asks {
		if a.Code != p.Name {
			continue
		}
		if a.Code == "trip_phone" {
			hint := a.Hint
			if p.Prefilled {
				hint += " C’est le numéro que l’établissement connaît : gardez-le ou changez-le pour ce voyage."
			}
			return components.Field(components.FieldProps{ID: a.Code, Label: a.Label, Hint: hint, Required: true, AsTitle: true, Type: "tel", Autocomplete: "tel",
				InputMode: "tel", Width: "m", Value: p.Value, Error: p.Wrong})
		}
		return components.RadioGroup(components.ChoiceProps{ID: a.Code, Legend: a.Label, Hint: a.Hint, Required: true, AsTitle: true, Value: p.Value, Error: p.Wrong,
			Options: []components.OptionProps{{Value: "yes", Label: "Oui, c’est prêt"}, {Value: "soon", Label: "Pas encore, ce sera fait avant le départ"}}})
	}
	return nil
}

func answerWords(code, value string) string {
	switch {
	case code == "trip_phone":
		return value
	case value == "yes":
		return "Oui, c’est prêt"
	case value == "soon":
		return "Avant le départ"
	}
	return "–"
}

// ReviewPageProps is the last page before the decision.
type ReviewPageProps struct {
	View      trip.FamilyTrip
	Questions []string
	Answers   map[string]string
	Letter    trip.Letter
	Changed   bool // the text is no longer the one that was shown
	Myself    bool
	BackHref  string
	Refused   web.Refused
}

// ReviewPage shows the total, the answers and the whole text, then two choices of the same weight.
func ReviewPage(p ReviewPageProps) Node {
	return Group{
		If(p.Changed, components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Le texte a changé",
			Text: "L’établissement l’a modifié pendant que vous lisiez. Rien n’a été signé : voici la nouvelle version."})),
		p.Refused.Head(),
		components.BackLink(p.BackHref),
		components.PageHead(components.PageHeadProps{Eyebrow: p.View.Child.FirstName + " · " + p.View.Trip.Title, Title: "Relisez, puis décidez"}),
		components.SummaryList(reviewPairs(p)...),
		H2(components.French("Le texte de l’engagement")),
		components.SignedText("Texte de l’engagement", p.Letter.Body),
		If(p.View.NeedsBoth, components.Notice(components.NoticeProps{Text: "La signature des deux parents est demandée : l’inscription sera ferme quand vous aurez signé tous les deux."})),
		P(components.French(weight(p))),
		components.PostForm(components.PostFormProps{Action: familyHref(p.View, "/signature"), Label: "Signer"},
			components.HiddenFields(components.HiddenValue{Name: "text_digest", Value: p.Letter.Digest}),
			components.Actions(components.ButtonMain("Signer l’engagement"), If(p.View.Stage == trip.StageAnswer, components.LinkButton("Décliner la proposition", familyHref(p.View, "/refus")))),
		),
	}
}

// weight says in one sentence what signing does, the amount included.
func weight(p ReviewPageProps) string {
	if p.View.Trip.PriceCents == 0 {
		return "En signant, vous " + enrols(p.View, p.Myself) + " à ce voyage. Il est gratuit. Vous pouvez aussi décliner : aucune explication ne vous sera demandée."
	}
	return "En signant, vous " + enrols(p.View, p.Myself) + " et vous vous engagez à payer " + p.View.Trip.PriceCents.String() +
		" aux dates prévues. Rien n’est à payer aujourd’hui. Vous pouvez aussi décliner : aucune explication ne vous sera demandée."
}

func enrols(view trip.FamilyTrip, myself bool) string {
	if myself {
		return "vous inscrivez"
	}
	return "inscrivez " + view.Child.FirstName
}

func reviewPairs(p ReviewPageProps) []components.Pair {
	t := p.View.Trip
	price := components.French("Gratuit")
	if t.PriceCents > 0 {
		price = Strong(components.French(t.PriceCents.String() + " en tout, en " + itoa(max(1, len(p.View.Instalments))) + " fois"))
	}
	pairs := []components.Pair{
		{Term: "Élève", Value: components.French(p.View.Child.FirstName + " " + p.View.Child.LastName + ", " + p.View.Child.Class)},
		{Term: "Voyage", Value: components.French(t.Destination + ", " + t.Dates())},
		{Term: "Prix", Value: price},
	}
	for _, q := range p.Questions {
		for _, a := range trip.Asks {
			if a.Code == q {
				pairs = append(pairs, components.Pair{Term: a.Label, Value: components.French(answerWords(q, p.Answers[q])), ChangeHref: familyHref(p.View, "/engagement?retour=1&question="+q)})
			}
		}
	}
	return pairs
}

// DeclinePageProps is the page that asks before a refusal is recorded.
type DeclinePageProps struct {
	View    trip.FamilyTrip
	Digest  string
	Myself  bool
	Refused web.Refused
}

// DeclinePage takes a refusal without asking why.
func DeclinePage(p DeclinePageProps) Node {
	title := "Décliner pour " + p.View.Child.FirstName + " ?"
	if p.Myself {
		title = "Décliner ce voyage ?"
	}
	return Group{
		p.Refused.Head(),
		components.BackLink(familyHref(p.View, "")),
		components.PageHead(components.PageHeadProps{Eyebrow: p.View.Trip.Title, Title: title}),
		P(components.French("Aucune raison n’est demandée et rien n’est dû. L’élève qui ne part pas est accueilli en classe. Tant que les inscriptions sont ouvertes, vous pouvez changer d’avis.")),
		If(p.View.Trip.PriceCents > 0, P(components.French("Si c’est une question d’argent, une aide est possible, sans que les professeurs le sachent."))),
		components.PostForm(components.PostFormProps{Action: familyHref(p.View, "/refus"), Label: "Décliner"},
			components.HiddenFields(components.HiddenValue{Name: "text_digest", Value: p.Digest}),
			components.Actions(components.ButtonMain("Décliner"), components.LinkButton("Revenir au voyage", familyHref(p.View, ""))),
		),
	}
}
