package till

import (
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// OwnMandatePageProps is where a debtor's mandate stands.
type OwnMandatePageProps struct {
	Mandate money.Mandate
	Living  bool
	Offer   money.MandateOffer
	Debits  []money.Debit
}

// OwnMandatePage says whether the school may debit, and what it has announced or taken.
func OwnMandatePage(p OwnMandatePageProps) Node {
	m := p.Mandate
	return Group{
		components.BackLink("/payer"),
		components.PageHead(components.PageHeadProps{Title: "Prélèvement", Lead: "Chaque somme est prélevée à sa date, après vous avoir été annoncée. Rien ne vous y oblige : les autres moyens restent ouverts."}),
		Iff(!p.Living || m.State == money.MandateDraft, func() Node {
			if !p.Offer.Ready {
				return components.Notice(components.NoticeProps{Kind: "info", Title: "L’établissement ne prélève pas encore.", Text: "Payez en ligne, par virement, ou à l’intendance."})
			}
			return components.Actions(components.LinkMain("Signer un mandat", familyMandate+"/signature"))
		}),
		Iff(m.State == money.MandateSuspended, func() Node {
			return components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Votre mandat est suspendu.", Text: "Votre banque n’a pas accepté un prélèvement. Donnez un autre compte, ou voyez avec l’intendance."})
		}),
		Iff(p.Living && m.State != money.MandateDraft, func() Node {
			return components.Card(
				components.CardHead(components.CardHeadProps{Title: "Votre mandat"}),
				components.SummaryList(
					components.Pair{Term: "État", Value: mandateTag(m.State)}, components.Pair{Term: "Référence (RUM)", Value: Code(Text(m.RUM))},
					components.Pair{Term: "Créancier", Value: components.French(p.Offer.Creditor + ", ICS " + m.ICS)},
					components.Pair{Term: "Compte", Value: components.French("se termine par " + m.IbanTail)}, components.Pair{Term: "Signé le", Value: components.French(m.SignedOn.French())},
					components.Pair{Term: "Annonce", Value: components.French(strconv.Itoa(m.NoticeDays) + " jours avant chaque prélèvement")},
				),
				components.Disclosure("Lire ce que vous avez signé", components.Prose(paragraphs(m.Terms))),
				components.Actions(components.LinkButton("Changer de compte", familyMandate+"/compte"), components.LinkButton("Révoquer ce mandat", familyMandate+"/revocation")),
			)
		}),
		Iff(len(p.Debits) > 0, func() Node { return ownDebitsCard(p.Debits) }),
	}
}

func paragraphs(text string) Node {
	var all Group
	for _, part := range strings.Split(text, "\n\n") {
		all = append(all, P(components.French(part)))
	}
	return all
}

func mandateTag(s money.MandateState) Node {
	switch s {
	case money.MandateActive:
		return components.Tag(components.OK, s.Label())
	case money.MandateDraft, money.MandateSuspended:
		return components.Tag(components.Wait, s.Label())
	case money.MandateRevoked, money.MandateLapsed, money.MandateUsed:
	}
	return components.Tag("neutral", s.Label())
}

func debitTag(d money.Debit) Node {
	switch d.State {
	case money.DebitBooked:
		return components.Tag(components.OK, d.State.Label())
	case money.DebitPlanned, money.DebitSent:
		return components.Tag(components.Wait, d.State.Label())
	case money.DebitReturned:
		return components.Tag(components.Stop, d.State.Label())
	case money.DebitWithdrawn:
	}
	return components.Tag("neutral", d.State.Label())
}

func ownDebitsCard(debits []money.Debit) Node {
	var rows []components.Row
	for _, d := range debits {
		rows = append(rows, components.Row{Cells: []Node{
			components.French(d.CollectOn.French()), components.French(strings.Join(d.Labels, ", ")), components.Money(d.Amount.String()), debitTag(d),
		}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Vos prélèvements"}),
		components.DataTable(components.DataTableProps{Caption: "Prélèvements", HideCaption: true, Stacked: true, RowHead: true, Rows: rows,
			Columns: []components.Column{{Label: "Date"}, {Label: "Objet"}, {Label: "Montant", Num: true}, {Label: "État"}}}),
	)
}

// SignaturePageProps is a mandate to sign.
type SignaturePageProps struct {
	Offer   money.MandateOffer
	Terms   string
	Holder  string
	Shorter bool
	Wrong   string
	web.Refused
}

// SignaturePage shows the whole text before it asks for anything; nothing is ticked beforehand.
func SignaturePage(p SignaturePageProps) Node {
	summary := p.Summary
	if p.Wrong != "" {
		summary = append(summary, components.FieldError{ID: "accord", Message: p.Wrong})
	}
	notice, shorter := strconv.Itoa(p.Offer.NoticeDays), strconv.Itoa(p.Offer.ShorterDays)
	return Group{
		Iff(len(summary) > 0, func() Node { return components.ErrorSummary(summary) }),
		Iff(len(p.Findings) > 0, func() Node { return components.RefusalBlock(p.Findings) }),
		components.BackLink(familyMandate),
		components.PageHead(components.PageHeadProps{Title: "Mandat de prélèvement SEPA"}),
		components.SignedText("Ce que vous signez", p.Terms),
		components.PostForm(components.PostFormProps{Action: familyMandate},
			accountFields(p.Holder, p.Errors, "Il est chiffré, et effacé dès que le mandat ne sert plus."),
			Iff(p.Offer.ShorterDays < p.Offer.NoticeDays, func() Node {
				return components.CheckboxField(components.CheckboxFieldProps{
					ID: "preavis", Label: "J’accepte d’être prévenu " + shorter + " jours avant chaque prélèvement, au lieu de " + notice + " (facultatif).", Checked: p.Shorter,
				})
			}),
			components.CheckboxField(components.CheckboxFieldProps{
				ID: "accord", Label: "J’ai lu ce mandat, je suis titulaire de ce compte ou autorisé à le faire débiter, et je signe.", Error: p.Wrong, Required: true,
			}),
			components.Actions(components.ButtonMain("Signer le mandat"), components.LinkButton("Annuler", familyMandate)),
		),
	}
}

// accountFields ask for an account. The number's box is always empty: what is typed is not shown again.
func accountFields(holder string, wrong map[string]string, kept string) Node {
	return Group{
		components.Field(components.FieldProps{
			ID: "iban", Label: "IBAN", Hint: "En France, il commence par FR et a 27 caractères, par exemple FR14 2004 1010 0505 0001 3M02 606. " + kept,
			Error: wrong["iban"], Required: true, Autocomplete: "off", Attrs: []Node{Attr("spellcheck", "false"), Attr("autocapitalize", "characters"), MaxLength("60")},
		}),
		components.Field(components.FieldProps{
			ID: "titulaire", Label: "Titulaire du compte", Hint: "Comme sur le relevé d’identité bancaire.", Value: holder, Error: wrong["titulaire"], Required: true,
			Autocomplete: "name", Attrs: []Node{MaxLength("70")},
		}),
	}
}

// MandateAccountPageProps asks for another account under a mandate.
type MandateAccountPageProps struct {
	Mandate      money.Mandate
	Holder       string
	Action, Back string
	web.Refused
}

// MandateAccountPage asks for another account under the same mandate.
func MandateAccountPage(p MandateAccountPageProps) Node {
	return Group{
		p.Head(),
		components.BackLink(p.Back),
		components.PageHead(components.PageHeadProps{Title: "Quel nouveau compte ?", Lead: "Le mandat " + p.Mandate.RUM + " garde sa référence. Le compte actuel se termine par " + p.Mandate.IbanTail + "."}),
		components.PostForm(components.PostFormProps{Action: p.Action},
			accountFields(p.Holder, p.Errors, "Il remplace l’ancien, qui est effacé."),
			components.Actions(components.ButtonMain("Changer de compte"), components.LinkButton("Annuler", p.Back)),
		),
	}
}

// RevocationPage asks to confirm that a mandate is taken back: as short as it was to give it.
func RevocationPage(m money.Mandate, wrong string) Node {
	return Group{
		Iff(wrong != "", func() Node {
			return components.ErrorSummary([]components.FieldError{{ID: "accord", Message: wrong}})
		}),
		components.BackLink(familyMandate),
		components.PageHead(components.PageHeadProps{Title: "Révoquer le mandat " + m.RUM, Lead: "Plus rien ne sera prélevé, et vos coordonnées bancaires seront effacées. Un prélèvement déjà remis à la banque se fait encore : elle seule peut l’arrêter."}),
		components.PostForm(components.PostFormProps{Action: familyMandate + "/revocation"},
			components.CheckboxField(components.CheckboxFieldProps{ID: "accord", Label: "Je révoque ce mandat.", Error: wrong, Required: true}),
			components.Actions(components.ButtonMain("Révoquer"), components.LinkButton("Le garder", familyMandate)),
		),
	}
}
