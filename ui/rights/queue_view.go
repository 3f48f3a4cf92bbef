package rights

import (
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/privacy"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// QueuePage is what the school owes an answer to, what is due first on top.
func QueuePage(all []privacy.Request, today law.Day, noKeeper bool) Node {
	var rows []components.Row
	for _, r := range all {
		due := components.French(r.DueOn.French())
		if r.Late(today) {
			due = components.Tag(components.Stop, "en retard : "+r.DueOn.Short())
		}
		rows = append(rows, components.Row{Cells: []Node{
			A(Href(queuePath+"/"+r.ID), components.French("N° "+strconv.Itoa(r.Number))), Text(r.Person), components.French(rightWords[r.Right][0]), components.French(r.ReceivedOn.French()), due, stateTag(r),
		}})
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: queueTitle, Lead: "Une réponse est due dans le mois. Seul le chef d’établissement répond.", Actions: []Node{components.LinkButton("Inscrire une demande reçue autrement", queuePath+"/papier"), components.RuleLink("D-18")}}),
		Iff(noKeeper, func() Node {
			return components.Notice(components.NoticeProps{Kind: "wait", Title: "Le contact de la déléguée ou du délégué à la protection des données manque", Text: "Inscrit dans l’identité de l’établissement, il reçoit les mêmes rappels que vous."})
		}),
		components.DataTable(components.DataTableProps{Caption: queueTitle, HideCaption: true, RowHead: true, Stacked: true, Rows: rows, EmptyMessage: "Personne n’a rien demandé.",
			List:    &components.Listing{Find: "Chercher une personne, un droit, un état", Noun: "demande", Nouns: "demandes"},
			Columns: []components.Column{{Label: "Demande"}, {Label: "Personne"}, {Label: "Droit"}, {Label: "Reçue le"}, {Label: "Réponse due le"}, {Label: "État"}}}),
	}
}

// AnswerForm is an answer as typed.
type AnswerForm struct{ Reason, Outcome, Text string }

// RequestPageProps is one request before whoever answers it.
type RequestPageProps struct {
	Request privacy.Request
	Form    AnswerForm
	Today   law.Day
	Answers bool // the reader may answer
	Refused web.Refused
}

// RequestPage shows what is asked, gives the copy, and takes the answer.
func RequestPage(p RequestPageProps) Node {
	r := p.Request
	pairs := []components.Pair{
		{Term: "Personne", Value: Text(r.Person)}, {Term: "Droit", Value: components.French(rightWords[r.Right][0])}, {Term: "Reçue le", Value: components.French(r.ReceivedOn.French())},
		{Term: "Réponse due le", Value: components.French(r.DueOn.French())}, {Term: "État", Value: stateTag(r)},
	}
	if r.AboutWho != "" {
		pairs = append(pairs, components.Pair{Term: "Enfant", Value: Text(r.AboutWho)})
	}
	if r.IdentityNote != "" {
		pairs = append(pairs, components.Pair{Term: "Identité vérifiée", Value: Text(r.IdentityNote)})
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Demande n° " + strconv.Itoa(r.Number)}),
		components.Card(components.DefinitionGrid(pairs...), Iff(r.Text != "", func() Node { return P(Text(r.Text)) })),
		Iff(r.ExtendedOn != "", func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "Prolongée"}), P(components.Soft("Le "+r.ExtendedOn.French())), P(Text(r.ExtensionReason)))
		}),
		Iff(!r.State.Open(), func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "Réponse donnée"}), P(components.Soft("Le "+r.AnsweredOn.French())), P(Text(r.Answer)))
		}),
		Iff(r.State.Open() && !p.Answers, func() Node {
			return P(components.Soft("Le chef d’établissement répond. Vous pouvez préparer les éléments."))
		}),
		Iff(r.State.Open() && p.Answers, func() Node { return answerCards(p) }),
	}
}

func answerCards(p RequestPageProps) Node {
	at := queuePath + "/" + p.Request.ID
	return Group{
		Iff(p.Request.Right == privacy.Access, func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "Copie à remettre"}),
				P(components.French("Elle se fait à l’instant et n’est gardée nulle part. Remettez-la à la personne seule ; les données de l’autre parent n’y sont pas.")),
				components.PostForm(components.PostFormProps{Action: at + "/copie"}, components.Actions(components.ButtonPlain("Télécharger la copie"))))
		}),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Répondre"}),
			components.PostForm(components.PostFormProps{Action: at + "/reponse", Label: "Répondre"},
				components.RadioGroup(components.ChoiceProps{ID: "issue", Legend: "Réponse", Required: true, Inline: true, Value: p.Form.Outcome, Error: p.Refused.Of("issue"), Options: []components.OptionProps{{Value: "accord", Label: "La demande est satisfaite"}, {Value: "refus", Label: "La demande est refusée"}}}),
				components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "reponse", Label: "Ce que la personne lira", Required: true, Value: p.Form.Text, Error: p.Refused.Of("reponse"), Hint: "Ce qui a été fait, ou le motif du refus et son texte. La page ajoute comment saisir la CNIL et le tribunal."}, Rows: "5"}),
				components.Actions(components.ButtonMain("Envoyer la réponse")))),
		Iff(p.Request.State == privacy.Received, func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "Prolonger de deux mois"}),
				components.PostForm(components.PostFormProps{Action: at + "/prolongation", Label: "Prolonger"},
					components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "motif", Label: "Motif, que la personne lira", Required: true, Value: p.Form.Reason, Error: p.Refused.Of("motif"), Hint: "Seulement si la demande est complexe, et avant la fin du premier mois."}, Rows: "3"}),
					components.Actions(components.ButtonPlain("Prolonger"))))
		}),
	}
}

// PaperForm is a request that came by letter, by telephone or at the counter.
type PaperForm struct{ Search, Person, Right, Text, Identity, Received string }

// PaperPageProps is the form of such a request.
type PaperPageProps struct {
	Form    PaperForm
	People  []privacy.Found
	Refused web.Refused
}

// PaperPage finds the person, then inscribes what they ask.
func PaperPage(p PaperPageProps) Node {
	var people, rights []components.OptionProps
	for _, f := range p.People {
		people = append(people, components.OptionProps{Value: string(f.Kind) + ":" + f.ID, Label: f.Name, Hint: f.Hint})
	}
	for _, r := range privacy.Rights {
		rights = append(rights, components.OptionProps{Value: string(r), Label: rightWords[r][0]})
	}
	f, e := p.Form, p.Refused
	return Group{
		e.Head(),
		components.PageHead(components.PageHeadProps{Title: "Demande reçue autrement", Lead: "Par lettre, par téléphone, au guichet : le mois court depuis le jour de réception."}),
		components.SearchForm(components.SearchFormProps{Action: queuePath + "/papier", Label: "Chercher la personne par son nom", ID: "q", Value: f.Search}),
		Iff(f.Search != "" && len(people) == 0, func() Node { return P(components.Soft("Personne ne porte ce nom.")) }),
		Iff(len(people) > 0, func() Node {
			return components.Card(components.PostForm(components.PostFormProps{Action: queuePath + "/papier", Label: "Inscrire la demande"},
				components.HiddenFields(components.HiddenValue{Name: "q", Value: f.Search}),
				components.RadioGroup(components.ChoiceProps{ID: "personne", Legend: "Qui demande", Required: true, Value: f.Person, Options: people, Error: e.Of("personne")}),
				components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "droit", Label: "Droit exercé", Required: true, Value: f.Right, Error: e.Of("droit")}, Options: rights}),
				components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "texte", Label: "Ce que dit la demande", Value: f.Text, Error: e.Of("texte")}, Rows: "4"}),
				components.DateField(components.FieldProps{ID: "recue", Label: "Reçue le", Required: true, Value: f.Received, Error: e.Of("recue")}),
				components.Field(components.FieldProps{ID: "identite", Label: "Comment l’identité a été vérifiée", Required: true, Value: f.Identity, Error: e.Of("identite"), Hint: "Ce qui a suffi, sans copie de pièce : « reconnue au guichet »."}),
				components.Actions(components.ButtonMain("Inscrire la demande"))))
		}),
	}
}
