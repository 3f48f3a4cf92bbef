package till

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// refundsCard lists a family's own refunds on its account.
func refundsCard(refunds []money.Refund) Node {
	var rows []components.Row
	for _, r := range refunds {
		rows = append(rows, components.Row{Cells: []Node{
			A(Href(familyRefunds+"/"+r.ID), components.French(refundTitle(r))), components.Money(r.Amount.String()), components.French(r.NotedOn.French()), ownState(r),
		}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Ce qui vous revient"}),
		components.DataTable(components.DataTableProps{
			Caption: "Remboursements", HideCaption: true, Stacked: true, RowHead: true, Rows: rows,
			Columns: []components.Column{{Label: "Objet"}, {Label: "Montant", Num: true}, {Label: "Constaté le"}, {Label: "État"}},
		}),
	)
}

func refundTitle(r money.Refund) string {
	title := components.Capital(r.Cause.Label())
	if r.SubjectTitle != "" {
		title += " : " + r.SubjectTitle
	}
	return title
}

// ownState says to a family where its money is.
func ownState(r money.Refund) Node {
	switch r.State {
	case money.RefundDue, money.RefundNotified:
		return components.Tag(components.Wait, "votre réponse est attendue")
	case money.RefundClaimed, money.RefundBatched:
		return components.Tag(components.Wait, "virement en préparation")
	case money.RefundSent:
		return components.Tag(components.OK, "viré le "+r.SentOn.French())
	case money.RefundKept, money.RefundWaived, money.RefundLapsed, money.RefundReallocated:
	}
	return components.Tag("neutral", r.State.Label())
}

// OwnRefundPageProps is one sum that comes back to its payer.
type OwnRefundPageProps struct {
	Refund money.Refund
	Wrong  string
}

// OwnRefundPage asks the first question: receive it, or give it. Neither is chosen beforehand.
func OwnRefundPage(p OwnRefundPageProps) Node {
	r := p.Refund
	lead := refundTitle(r) + "."
	head := components.PageHead(components.PageHeadProps{Title: r.Amount.String() + " vous reviennent", Lead: lead})
	switch {
	case r.State == money.RefundClaimed || r.State == money.RefundBatched:
		return Group{components.BackLink("/payer"), head,
			components.Notice(components.NoticeProps{Kind: components.OK, Title: "Virement en préparation", Text: "Le compte se termine par " + r.IbanTail + ". Vos coordonnées seront effacées après le virement."}),
			If(r.State == money.RefundClaimed, components.Actions(components.LinkButton("Changer de compte", familyRefunds+"/"+r.ID+"/titulaire"))),
		}
	case r.State.Final():
		return Group{components.BackLink("/payer"), head, components.Card(components.SummaryList(
			components.Pair{Term: "État", Value: ownState(r)}, components.Pair{Term: "Constaté le", Value: components.French(r.NotedOn.French())},
		))}
	}
	return Group{
		Iff(p.Wrong != "", func() Node {
			return components.ErrorSummary([]components.FieldError{{ID: "choix", Message: p.Wrong}})
		}),
		components.BackLink("/payer"), head,
		Iff(r.Small && r.ClaimableUntil != "", func() Node {
			return components.Notice(components.NoticeProps{Kind: components.Wait, Title: "À demander avant le " + r.ClaimableUntil.French() + " inclus",
				Text: "Sous 8 €, la loi laisse la somme à l’établissement si personne ne la demande dans les trois mois."})
		}),
		components.PostForm(components.PostFormProps{Action: familyRefunds + "/" + r.ID},
			components.RadioGroup(components.ChoiceProps{ID: "choix", Legend: "Que souhaitez-vous ?", Required: true, Error: p.Wrong, Options: []components.OptionProps{
				{Value: "recevoir", Label: "Recevoir cette somme par virement", Hint: "Il vous faut un relevé d’identité bancaire (RIB)."},
				{Value: "donner", Label: "La donner à l’établissement", Hint: "C’est un don, que le conseil d’administration accepte. Rien ne vous y oblige."},
			}}),
			components.Actions(components.ButtonMain("Continuer")),
		),
	}
}

// RefundAccountPageProps asks for an account, of a family or by staff who have its paper.
type RefundAccountPageProps struct {
	Refund       money.Refund
	Holder       string
	Action, Back string
	web.Refused
}

// RefundAccountPage asks where to send the money. The number's box is always empty: what is typed is not shown again.
func RefundAccountPage(p RefundAccountPageProps) Node {
	return Group{
		p.Head(),
		components.BackLink(p.Back),
		components.PageHead(components.PageHeadProps{Title: "Sur quel compte ?", Lead: p.Refund.Amount.String() + ", " + p.Refund.Cause.Label() + "."}),
		components.PostForm(components.PostFormProps{Action: p.Action},
			components.Field(components.FieldProps{
				ID: "iban", Label: "IBAN", Hint: "En France, il commence par FR et a 27 caractères, par exemple FR14 2004 1010 0505 0001 3M02 606. Il est chiffré, et effacé après le virement.",
				Error: p.Errors["iban"], Required: true, Autocomplete: "off", Attrs: []Node{Attr("spellcheck", "false"), Attr("autocapitalize", "characters"), MaxLength("60")},
			}),
			components.Field(components.FieldProps{
				ID: "titulaire", Label: "Titulaire du compte", Hint: "Comme sur le relevé d’identité bancaire.", Value: p.Holder, Error: p.Errors["titulaire"], Required: true,
				Autocomplete: "name", Attrs: []Node{MaxLength("70")},
			}),
			components.Actions(components.ButtonMain("Enregistrer ce compte"), components.LinkButton("Annuler", p.Back)),
		),
	}
}

// WaiverPageProps is the written waiver of V-28.
type WaiverPageProps struct {
	Refund   money.Refund
	Wrong    string
	Findings []components.FindingProps
}

// WaiverPage writes what giving means, and asks to confirm it.
func WaiverPage(p WaiverPageProps) Node {
	r := p.Refund
	return Group{
		Iff(p.Wrong != "", func() Node {
			return components.ErrorSummary([]components.FieldError{{ID: "accord", Message: p.Wrong}})
		}),
		Iff(len(p.Findings) > 0, func() Node { return components.RefusalBlock(p.Findings) }),
		components.BackLink(familyRefunds + "/" + r.ID),
		components.PageHead(components.PageHeadProps{Title: "Donner " + r.Amount.String(), Lead: "Cette somme est à vous. La donner est un choix libre, sans conséquence pour votre enfant."}),
		components.PostForm(components.PostFormProps{Action: familyRefunds + "/" + r.ID + "/don"},
			components.CheckboxField(components.CheckboxFieldProps{
				ID: "accord", Label: "Je renonce à " + r.Amount.String() + " (" + r.Cause.Label() + ") et je les donne à l’établissement.", Error: p.Wrong, Required: true,
			}),
			components.Actions(components.ButtonMain("Donner cette somme"), components.LinkButton("Je préfère la recevoir", familyRefunds+"/"+r.ID+"/titulaire")),
		),
	}
}
