package till

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
)

// AccountPageProps is what a family owes and has paid.
type AccountPageProps struct {
	Statement  money.Statement
	Children   []school.Child
	Today      law.Day
	Offer      money.OnlineOffer
	Accountant string
	Debited    map[string]law.Day // charges that a direct debit is about to take, and when
	Debits     bool               // the school debits
	Transfers  bool               // the school says where to transfer
	Shares     map[string]string  // charge → the part of it that an agreement leaves to the viewer
}

// AccountPage shows the total first, then each sum with its date, then what was paid.
func AccountPage(p AccountPageProps) Node {
	var owed, debited []money.Account
	for _, a := range p.Statement.Charges {
		switch _, held := p.Debited[a.ID]; {
		case a.Due() > 0 && held:
			debited = append(debited, a)
		case a.Due() > 0:
			owed = append(owed, a)
		}
	}
	lead := "Vous ne devez rien."
	if p.Statement.Due > 0 {
		lead = "En tout : " + p.Statement.Due.String() + "."
		if p.Statement.Late > 0 {
			lead += " Dont " + p.Statement.Late.String() + " dont la date est passée."
		}
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Payer", Lead: lead}),
		Iff(len(owed) == 0 && len(debited) == 0, func() Node {
			return components.Empty(components.EmptyProps{Icon: "check", Title: "Rien à payer.", Text: "Les prochaines échéances paraîtront ici, avec leur date."})
		}),
		Iff(len(owed) > 0, func() Node { return owedForm(p, owed) }),
		Iff(len(debited) > 0, func() Node { return debitedCard(p, debited) }),
		Iff(p.Debits || p.Transfers && len(owed) > 0, func() Node {
			return components.Actions(
				Iff(p.Transfers && len(owed) > 0, func() Node { return components.LinkButton("Payer par virement", transferPath) }),
				Iff(p.Debits, func() Node { return components.LinkButton("Prélèvement", familyMandate) }),
			)
		}),
		Iff(p.Statement.Credit > 0, func() Node {
			return components.Notice(components.NoticeProps{Kind: "info", Title: "Une avance de " + p.Statement.Credit.String(), Text: "Elle règle ce que vous choisissez, ou vous est rendue.", Body: components.Actions(components.LinkButton("Utiliser mon avoir", creditPath))})
		}),
		Iff(len(p.Statement.Refunds) > 0, func() Node { return refundsCard(p.Statement.Refunds) }),
		Iff(len(p.Statement.Payments) > 0, func() Node { return paidCard(p) }),
	}
}

// debitedCard lists what the bank is about to be asked for: it is not paid a second time.
func debitedCard(p AccountPageProps, debited []money.Account) Node {
	var pairs []components.Pair
	for _, a := range debited {
		term := a.Label
		if name := childName(p.Children, a.PupilID); name != "" {
			term = name + " · " + a.Label
		}
		pairs = append(pairs, components.Pair{Term: term, Value: components.French(a.Due().String() + ", le " + p.Debited[a.ID].French())})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Sera prélevé"}),
		P(components.French("Vous n’avez rien à faire : ces sommes ne se paient pas une deuxième fois.")), components.SummaryList(pairs...),
	)
}

func owedForm(p AccountPageProps, owed []money.Account) Node {
	var options []components.OptionProps
	for _, a := range owed {
		hint := dueWords(a.PayBy(), p.Today)
		if name := childName(p.Children, a.PupilID); name != "" {
			hint = name + " · " + hint
		}
		if part := p.Shares[a.ID]; part != "" {
			hint += " · votre part : " + part
		}
		if a.PlanID != "" {
			hint += " · délai accordé"
		}
		if a.Paid > 0 {
			hint += " · déjà payé : " + a.Paid.String()
		}
		options = append(options, components.OptionProps{Value: a.ID, Label: a.Label + " : " + a.Due().String(), Hint: hint})
	}
	return Group{
		Iff(!p.Offer.Open, func() Node { return otherWays(p) }),
		Form(Class("form"), Method("get"), Action("/payer/confirmation"),
			components.CheckboxGroup(components.ChoiceProps{
				ID: "creance", Legend: "Que voulez-vous payer ?", Options: options, Hint: "Choisissez une ou plusieurs sommes.", Required: true,
			}),
			Iff(p.Offer.Open, func() Node { return components.Actions(components.ButtonMain("Continuer")) }),
		),
		components.Disclosure("Une difficulté pour payer ?",
			P(components.French("Une aide est possible et la demande reste confidentielle : les professeurs n’en savent rien. Vous pouvez aussi en parler à l’assistant social, ou demander un délai.")),
			components.Actions(components.LinkButton("Demander un délai", askPlanPath), components.LinkButton("Demander une aide", "/payer/demandes/nouvelle"), components.LinkButton("Mes demandes", "/payer/demandes")),
		),
	}
}

// otherWays always leads to a free way to pay online, the school's or the ministry's (F-05), and says what else is taken (F-10).
func otherWays(p AccountPageProps) Node {
	accepted := P(components.French("À l’intendance : " + p.Offer.Accepted + "."))
	if p.Offer.Ministry {
		return components.Notice(components.NoticeProps{Kind: "info", Title: "Le paiement en ligne n’est pas encore ouvert ici", Body: Group{
			P(components.French("Le téléservice du ministère, « Paiement des factures », est sans frais : "), A(Href(p.Offer.Portal), components.French("entrer par EduConnect")), Text(".")), accepted,
		}})
	}
	return components.Notice(components.NoticeProps{Kind: "info", Title: "Payer en ligne", Body: Group{
		P(A(Href(p.Offer.Portal), components.French("Le téléservice de paiement de l’établissement")), components.French(" est sans frais.")), accepted,
	}})
}

func paidCard(p AccountPageProps) Node {
	var rows []components.Row
	for _, r := range p.Statement.Payments {
		link := Text("")
		if r.Receipt != "" {
			link = A(Href("/payer/quittances/"+r.PaymentID), components.French("Quittance "+r.Receipt))
		}
		state := components.Tag("ok", "reçu")
		if r.Reversed {
			state = components.Tag("neutral", "annulé")
		}
		rows = append(rows, components.Row{Cells: []Node{components.French(r.ReceivedOn.French()), components.Money(r.Amount.String()), components.French(r.Means.Label()), state, link}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Ce que vous avez payé"}),
		components.DataTable(components.DataTableProps{
			Caption: "Paiements", HideCaption: true, Stacked: true, RowHead: true, Rows: rows,
			Columns: []components.Column{{Label: "Date"}, {Label: "Montant", Num: true}, {Label: "Moyen"}, {Label: "État"}, {Label: "Quittance"}},
		}),
	)
}

// ConfirmationTrouble is why a payment could not start.
type ConfirmationTrouble struct {
	Mel, Text, ResumeURL string
	Parts                map[string]string // what is wrong with a part, by charge
	Findings             []components.FindingProps
}

// ConfirmationPageProps is the last page before PayFiP.
type ConfirmationPageProps struct {
	Accounts []money.Account
	Total    cents.Amount
	Children []school.Child
	Mel      string
	Today    law.Day
	InPart   bool              // the school takes a part of what is due
	Typed    map[string]string // the parts written, by charge
	Trouble  *ConfirmationTrouble
}

// ConfirmationPage shows the total first, what it is made of, and the button that carries the amount.
func ConfirmationPage(p ConfirmationPageProps) Node {
	trouble := ConfirmationTrouble{}
	if p.Trouble != nil {
		trouble = *p.Trouble
	}
	var pairs []components.Pair
	var hidden []components.HiddenValue
	var parts []Node
	problems := []components.FieldError{}
	if trouble.Mel != "" {
		problems = append(problems, components.FieldError{ID: "mel", Message: trouble.Mel})
	}
	for _, a := range p.Accounts {
		term := a.Label
		if name := childName(p.Children, a.PupilID); name != "" {
			term = name + " · " + a.Label
		}
		if message := trouble.Parts[a.ID]; message != "" {
			problems = append(problems, components.FieldError{ID: partField(a.ID), Message: message})
		}
		parts = append(parts, components.AmountField(components.FieldProps{
			ID: partField(a.ID), Label: term, Value: p.Typed[a.ID], Error: trouble.Parts[a.ID], Hint: "Reste dû : " + a.Due().String() + ".",
		}))
		value := components.Money(a.Due().String())
		if part, err := cents.Parse(p.Typed[a.ID]); err == nil && part > 0 && part < a.Due() {
			value = Group{components.Money(part.String()), components.French(" sur " + a.Due().String())}
		}
		pairs = append(pairs, components.Pair{Term: term, Value: value})
		hidden = append(hidden, components.HiddenValue{Name: "creance", Value: a.ID})
	}
	return Group{
		components.ErrorSummary(problems),
		Iff(trouble.Text != "", func() Node {
			return components.Notice(components.NoticeProps{Kind: "wait", Title: trouble.Text, Body: Iff(trouble.ResumeURL != "", func() Node {
				return components.Actions(components.LinkButton("Reprendre le paiement en cours", trouble.ResumeURL))
			})})
		}),
		Iff(len(trouble.Findings) > 0, func() Node { return components.RefusalBlock(trouble.Findings) }),
		components.BackLink("/payer"),
		components.PageHead(components.PageHeadProps{Title: p.Total.String() + " à payer", Lead: "Vérifiez, puis payez sur la page sécurisée de PayFiP, le service de l’État. C’est sans frais."}),
		components.Card(components.SummaryList(pairs...)),
		components.PostForm(components.PostFormProps{Action: "/payer/en-ligne"},
			components.HiddenFields(append(hidden, components.HiddenValue{Name: "montre", Value: p.Total.Plain()})...),
			components.Field(components.FieldProps{
				ID: "mel", Label: "Adresse pour le ticket de paiement", Type: "email", Value: p.Mel, Error: trouble.Mel, Autocomplete: "email", InputMode: "email", Required: true,
			}),
			Iff(p.InPart && len(p.Typed) == 0, func() Node {
				return components.Disclosure("Payer seulement une partie", append([]Node{P(components.French("Écrivez ce que vous payez aujourd’hui ; ce qui reste vide est payé en entier."))}, parts...)...)
			}),
			Iff(p.InPart && len(p.Typed) > 0, func() Node { return Group(parts) }),
			components.Actions(components.ButtonMain("Payer "+p.Total.String()), components.LinkButton("Plus tard", "/a-faire")),
		),
	}
}

// ProgressPageProps is what becomes of a payment, shown without a session: an amount and a state, no name.
type ProgressPageProps struct {
	Progress money.Progress
	Next     string // the same page, asked again
	SignedIn bool
	Contact  string
}

// ProgressPage says where a payment is.
func ProgressPage(p ProgressPageProps) Node {
	amount := p.Progress.Amount.String()
	back := components.Actions(components.LinkMain("Voir ce qui reste à faire", "/a-faire"), components.LinkButton("Voir mes paiements", "/payer"))
	switch s := p.Progress.State; {
	case p.Progress.Trial && s.Paid():
		return Group{
			components.Receipt(components.ReceiptProps{Title: "Le paiement d’essai est revenu", Text: amount + ", " + s.Label() + ". Rien n’était dû : rien n’est comptabilisé."}),
			components.Actions(components.LinkMain("Revenir aux réglages", "/gestion/ecole/payfip")),
		}
	case s.Paid():
		return Group{
			components.Receipt(components.ReceiptProps{Title: "Paiement enregistré", Text: amount + ", " + s.Label() + ". Une quittance vous est envoyée et reste dans votre espace."}),
			components.InstallCard(), back,
		}
	case p.Progress.Waiting:
		return Group{
			components.PageHead(components.PageHeadProps{Title: "Paiement en cours de confirmation", Lead: "Nous demandons à PayFiP ce qu’il en est pour " + amount + "."}),
			components.Notice(components.NoticeProps{Kind: "wait", Title: "N’essayez pas de payer une deuxième fois.", Text: "Cette page se met à jour seule pendant une demi-minute. Vous pouvez aussi la quitter : le résultat vous sera envoyé."}),
			Iff(p.Next != "", func() Node { return components.Actions(components.LinkButton("Regarder à nouveau", p.Next)) }),
			back,
		}
	case s == money.Refused:
		return Group{
			components.PageHead(components.PageHeadProps{Title: "Paiement refusé"}),
			components.Notice(components.NoticeProps{Kind: "stop", Title: amount + " : la banque a refusé.", Text: "Rien n’a été débité. Vérifiez la carte ou choisissez un autre moyen."}),
			back,
		}
	case s == money.ToCheck:
		return Group{
			components.PageHead(components.PageHeadProps{Title: "Paiement en cours de vérification"}),
			components.Notice(components.NoticeProps{Kind: "wait", Title: "L’agent comptable vérifie ce paiement de " + amount + ".", Text: "Ne payez pas une deuxième fois : une réponse vous sera donnée. " + contactText(p.Contact)}),
			back,
		}
	default:
		return Group{
			components.PageHead(components.PageHeadProps{Title: "Paiement non terminé"}),
			components.Notice(components.NoticeProps{Kind: "info", Title: "Rien n’a été débité.", Text: "Le paiement de " + amount + " a été abandonné ou a expiré. Vous pouvez recommencer quand vous voulez."}),
			back,
		}
	}
}

func contactText(email string) string {
	if email == "" {
		return ""
	}
	return "Contact : " + email + "."
}
