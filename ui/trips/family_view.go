package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// FamilyPageProps is one trip for one child, as one person of the family reads it.
type FamilyPageProps struct {
	View     trip.FamilyTrip
	Today    law.Day
	Myself   bool // the reader is the pupil, of full age
	Interest string
	Papers   []trip.PaperLine
	AidName  string // the school's social worker, "" when not known
	Refused  web.Refused
}

// FamilyPage is the trip, read on a phone: what it is, what it costs, what one may answer and from when.
func FamilyPage(p FamilyPageProps) Node {
	t, child := p.View.Trip, p.View.Child
	who := child.FirstName
	if child.Class != "" {
		who += " · " + child.Class
	}
	return Group{
		p.Refused.Head(),
		Div(components.BackLink("/a-faire"),
			components.PageHead(components.PageHeadProps{Eyebrow: who, Title: t.Title, Lead: familyLead(t), Tag: stageTag(p)})),
		stageCard(p),
		otherParents(p),
		papersCard(p),
		If(p.View.Stage != trip.StageWithdrawn && p.View.Stage != trip.StageDeclined,
			P(components.LinkIcon("print", "Les papiers à imprimer pour ce voyage", familyHref(p.View, "/papiers")))),
		factsCard(p),
		Iff(t.PriceCents > 0, func() Node { return priceCard(p) }),
		Iff(t.Programme != "" || t.Purpose != "", func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "Le programme"}),
				Iff(t.Purpose != "", func() Node { return paragraphs(t.Purpose) }), Iff(t.Programme != "", func() Node { return paragraphs(t.Programme) }))
		}),
	}
}

func familyLead(t trip.Trip) string {
	nature := "Voyage facultatif, "
	switch {
	case t.Obligation == trip.Compulsory:
		nature = "Sortie obligatoire, "
	case t.Nights() == 0:
		nature = "Sortie facultative, "
	}
	return nature + t.Dates() + "."
}

func stageTag(p FamilyPageProps) Node {
	switch p.View.Stage {
	case trip.StageCommitted:
		return components.Tag(components.OK, "inscription ferme")
	case trip.StageDeclined:
		return components.Tag(components.Neutral, "décliné")
	case trip.StageWaiting:
		return components.Tag(components.Wait, "liste d’attente")
	case trip.StageWithdrawn:
		return components.Tag(components.Neutral, "désisté")
	case trip.StageOther:
		return components.Tag(components.Wait, "autre signature attendue")
	case trip.StageAnswer:
		return components.Tag(components.Wait, "réponse attendue")
	case trip.StageInterest, trip.StageReadOnly:
	}
	return nil
}

// stageCard is what this person can do now.
func stageCard(p FamilyPageProps) Node {
	switch p.View.Stage {
	case trip.StageInterest:
		return interestCard(p)
	case trip.StageAnswer:
		return answerCard(p)
	case trip.StageOther:
		return components.Card(components.CardHead(components.CardHeadProps{Title: "Vous avez signé"}),
			P(components.French("L’inscription sera ferme quand l’autre parent aura signé à son tour. Vous n’avez rien d’autre à faire.")), signedLinks(p))
	case trip.StageCommitted:
		return committedCard(p)
	case trip.StageDeclined:
		return declinedCard(p)
	case trip.StageWaiting:
		return components.Card(components.CardHead(components.CardHeadProps{Title: "Sur la liste d’attente", Aside: rankTag(p.View)}),
			P(components.French(waitWords(p.View))),
			drawLink(p),
			components.Actions(components.LinkButton("Renoncer à la place", familyHref(p.View, "/refus"))))
	case trip.StageWithdrawn:
		return components.Notice(components.NoticeProps{Title: "Désistement enregistré", Text: "Pour toute question, écrivez à l’établissement."})
	case trip.StageReadOnly:
		return components.Notice(components.NoticeProps{Title: "Cette page est pour information", Text: readOnlyWords(p)})
	}
	return nil
}

func readOnlyWords(p FamilyPageProps) string {
	if p.View.Child.BirthOn != "" && p.View.Child.BirthOn.AgeOn(p.Today) >= 18 {
		return "C’est à " + p.View.Child.FirstName + " de répondre : depuis sa majorité, un élève signe seul son engagement."
	}
	return "La réponse est donnée par les représentants légaux " + of(p.View.Child.FirstName) + "."
}

func interestCard(p FamilyPageProps) Node {
	t := p.View.Trip
	legend := "Ce voyage intéresse-t-il " + p.View.Child.FirstName + " ?"
	if p.Myself {
		legend = "Ce voyage vous intéresse-t-il ?"
	}
	when := "Le conseil d’administration doit encore voter le voyage et son prix."
	if p.View.Act != nil && p.View.Act.EnforceableOn != "" {
		when = "Le voyage est voté. Vous pourrez signer à partir du " + p.View.Act.EnforceableOn.French() + " au plus tôt."
	} else if t.State == trip.Voted {
		when = "Le voyage est voté. La date à partir de laquelle vous pourrez signer n’est pas encore connue."
	}
	return components.Card(
		components.PostForm(components.PostFormProps{Action: familyHref(p.View, "/interet"), Label: "Dire si le voyage intéresse"},
			components.RadioGroup(components.ChoiceProps{ID: "interest", Legend: legend, Hint: "Oui ou non, votre réponse n’engage à rien et rien n’est dû. Vous pouvez en changer.", Required: true,
				Inline: true, Value: p.Interest, Error: p.Refused.Errors["interest"], Options: []components.OptionProps{{Value: "yes", Label: "Oui"}, {Value: "no", Label: "Non"}}}),
			components.Actions(components.ButtonMain("Envoyer ma réponse")),
		),
		P(components.Soft(when)),
		drawLink(p),
	)
}

func answerCard(p FamilyPageProps) Node {
	t := p.View.Trip
	due, late := "", t.AnswerBy != "" && t.AnswerBy < p.Today
	if t.AnswerBy != "" {
		due = "avant le " + withoutYear(t.AnswerBy, p.Today)
	}
	head := components.CardHead(components.CardHeadProps{Who: p.View.Child.FirstName, Due: due, Late: late, Title: "Votre réponse est attendue"})
	if p.View.MustAsk {
		return components.Card(head,
			P(components.French(askWords(p))),
			drawLink(p),
			components.PostForm(components.PostFormProps{Action: familyHref(p.View, "/attente"), Label: "Liste d’attente"},
				components.Actions(components.ButtonPlain("Demander une place"), components.LinkButton("Décliner", familyHref(p.View, "/refus")))))
	}
	text := "Vous lirez l’engagement en entier avant de décider. Signer comme décliner prend une minute."
	if p.View.OfferedUntil != "" {
		text = "Une place est gardée pour " + p.View.Child.FirstName + " jusqu’au " + p.View.OfferedUntil.French() + ". Sans réponse, elle sera proposée à la famille suivante. " + text
	}
	if p.View.NeedsBoth {
		text += " Pour ce voyage, la signature des deux parents est demandée."
	}
	return components.Card(head,
		If(p.View.SeatReason != "", components.Notice(components.NoticeProps{Kind: components.Wait, Text: p.View.SeatReason})),
		P(components.French(text)),
		components.Actions(components.LinkMain("Lire et signer", familyHref(p.View, "/engagement")), components.LinkButton("Décliner la proposition", familyHref(p.View, "/refus"))))
}

func committedCard(p FamilyPageProps) Node {
	name := p.View.Child.FirstName + " est sur la liste des participants"
	if p.Myself {
		name = "Vous êtes sur la liste des participants"
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: name}),
		If(p.View.CommitmentID == "", P(components.French("L’engagement a été signé par l’autre parent."))),
		signedLinks(p),
		leaveLine(p))
}

// leaveLine is the way out, as short as the way in.
func leaveLine(p FamilyPageProps) Node {
	switch {
	case p.View.LeaveAsked:
		return P(components.Soft("Votre demande de désistement est enregistrée : l’établissement vous répond. La place reste à votre enfant d’ici là."))
	case mayLeave(p.View):
		return P(components.Soft("Un empêchement ? "), A(Href(familyHref(p.View, "/desistement")), components.French("Demander à se désister")))
	}
	return P(components.Soft("Un empêchement ? Prévenez l’établissement par écrit dès que possible."))
}

// signedLinks lead to the reader's own papers: never to another person's.
func signedLinks(p FamilyPageProps) Node {
	return components.Stack(
		If(p.View.CommitmentID != "", components.LinkIcon("file", "Mon engagement signé (PDF)", familyHref(p.View, "/engagement.pdf"))),
		If(p.View.CommitmentID != "", components.LinkIcon("done", "Mon accusé de réception", familyHref(p.View, "/accuse"))),
		If(p.View.Trip.PriceCents > 0 && p.View.Stage == trip.StageCommitted, components.LinkIcon("card", "Voir les échéances et payer", "/payer")),
	)
}

func declinedCard(p FamilyPageProps) Node {
	if p.View.MustAsk {
		return components.Card(components.CardHead(components.CardHeadProps{Title: "Vous avez décliné"}),
			If(p.View.SeatReason != "", P(components.French(p.View.SeatReason))),
			P(components.French("Rien n’est dû. Toutes les places sont maintenant prises ou demandées ; si vous changez d’avis, vous pouvez demander une place sur la liste d’attente.")),
			components.PostForm(components.PostFormProps{Action: familyHref(p.View, "/attente"), Label: "Liste d’attente"}, components.Actions(components.ButtonPlain("Demander une place"))))
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Vous avez décliné"}),
		If(p.View.SeatReason != "", P(components.French(p.View.SeatReason))),
		P(components.French("Rien n’est dû et rien d’autre ne vous est demandé. Tant que les inscriptions sont ouvertes, vous pouvez changer d’avis.")),
		components.Actions(components.LinkButton("Relire l’engagement", familyHref(p.View, "/engagement"))))
}

// otherParents says who else has signed: a name, never how to reach them.
func otherParents(p FamilyPageProps) Node {
	open := p.View.Trip.State == trip.Open && p.View.Stage != trip.StageReadOnly
	if !open || len(p.View.OthersState) == 0 || p.Myself {
		return nil
	}
	var pairs []components.Pair
	for _, o := range p.View.OthersState {
		state := components.Tag(components.Neutral, "n’a pas signé")
		if o.Signed {
			state = components.Tag(components.OK, "a signé")
		}
		pairs = append(pairs, components.Pair{Term: o.Name, Value: state})
	}
	note := "La signature d’un seul parent suffit."
	if p.View.NeedsBoth {
		note = "La signature des deux parents est demandée."
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "L’autre parent"}), components.DefinitionGrid(pairs...), P(components.Soft(note)))
}

func factsCard(p FamilyPageProps) Node {
	t := p.View.Trip
	place := t.Destination
	if t.Abroad() {
		place += ", " + countryName(t.CountryCode)
	}
	pairs := []components.Pair{
		{Term: "Où", Value: components.French(place)},
		{Term: "Quand", Value: components.French(components.Capital(t.Dates()) + ", " + nights(t.Nights()))},
		{Term: "Organisé par", Value: components.French(p.View.Organiser)},
	}
	if n := t.Places(); n > 0 {
		pairs = append(pairs, components.Pair{Term: "Places", Value: components.French(law.Counted(n, "élève", "élèves"))})
	}
	if t.Selection != "" && t.Selection != trip.ByAll {
		pairs = append(pairs, components.Pair{Term: "S’il y a plus de demandes", Value: components.French(trip.SelectionLabel(t.Selection))})
	}
	if t.Criteria != "" {
		pairs = append(pairs, components.Pair{Term: "Critères", Value: paragraphs(t.Criteria)})
	}
	if p.View.Act != nil {
		pairs = append(pairs, components.Pair{Term: "Voté par", Value: components.French(components.Capital(p.View.Act.Name()))}, components.Pair{Term: "Signature possible", Value: components.French(fromWhen(p))})
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "L’essentiel"}), components.DefinitionGrid(pairs...))
}

func fromWhen(p FamilyPageProps) string {
	switch a := p.View.Act; {
	case a.EnforceableOn == "":
		return "La date n’est pas encore connue"
	case a.IsEnforceable(p.Today):
		return "Depuis le " + a.EnforceableOn.French()
	default:
		return "À partir du " + a.EnforceableOn.French()
	}
}

func priceCard(p FamilyPageProps) Node {
	t := p.View.Trip
	title := "Prix prévu : " + t.PriceCents.String()
	if p.View.Act != nil {
		title = "Prix voté : " + t.PriceCents.String()
	}
	help := "Une aide est possible, sans que les professeurs le sachent."
	if p.AidName != "" {
		help += " Parlez-en à " + p.AidName + "."
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: title}),
		Iff(len(p.View.Instalments) > 0, func() Node { return instalmentTable(p.View) }),
		P(components.Soft("Le même prix pour tous les élèves. Rien n’est dû avant votre signature.")),
		P(Strong(components.French(help))),
		P(A(Href("/payer/demandes/nouvelle?eleve="+p.View.Child.ID), components.French("Demander une aide"))),
		Iff(len(p.View.Refunds.Terms) > 0, func() Node {
			return components.Disclosure("Ce qui est rendu si "+p.View.Child.FirstName+" ne part pas", termList(p.View.Refunds.Terms))
		}))
}

func instalmentTable(view trip.FamilyTrip) Node {
	var rows []components.Row
	for _, n := range view.Instalments {
		rows = append(rows, components.Row{Cells: []Node{components.French("Avant le " + n.DueOn.French()), components.Money(n.AmountCents.String())}})
	}
	return components.DataTable(components.DataTableProps{Caption: "Échéancier", HideCaption: true, Rows: rows,
		Columns: []components.Column{{Label: "Échéance"}, {Label: "Montant", Num: true}},
		Foot:    []components.Row{{Cells: []Node{components.French("En tout"), components.Money(view.Trip.PriceCents.String())}}}})
}
