package till

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
)

// TransferPageProps is how to transfer a sum.
type TransferPageProps struct {
	Ask      money.TransferAsk
	Children []school.Child
	Today    law.Day
	Path     string // of the QR code
	Side     int
	Query    string // of the charges chosen
}

// TransferPage says the amount first, then the account and the reference in clear, then the QR code that says the same.
func TransferPage(p TransferPageProps) Node {
	var pairs []components.Pair
	for _, a := range p.Ask.Charges {
		term := a.Label
		if name := childName(p.Children, a.PupilID); name != "" {
			term = name + " · " + a.Label
		}
		pairs = append(pairs, components.Pair{Term: term, Value: components.French(a.Due().String() + ", " + dueWords(a.DueOn, p.Today))})
	}
	return Group{
		components.BackLink("/payer"),
		components.PageHead(components.PageHeadProps{Title: p.Ask.Amount.String() + " par virement", Lead: "Recopiez la référence : elle dit ce que vous payez. Le virement paraît ici quelques jours plus tard."}),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "À recopier dans votre application bancaire"}),
			components.SummaryList(
				components.Pair{Term: "Bénéficiaire", Value: Text(p.Ask.Creditor)},
				components.Pair{Term: "IBAN", Value: Code(Text(p.Ask.Groups()))},
				components.Pair{Term: "BIC", Value: Code(Text(orDash(p.Ask.BIC)))},
				components.Pair{Term: "Montant", Value: components.Money(p.Ask.Amount.String())},
				components.Pair{Term: "Référence", Value: Code(Text(p.Ask.ReferenceGroups()))},
			),
		),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Ou visez ce carré"}),
			P(components.French("Certaines applications bancaires lisent les QR codes de virement : tout est alors rempli. Vérifiez le montant avant de valider.")),
			components.QR(components.QRProps{Label: "QR code du virement : mêmes indications que ci-dessus", Path: p.Path, Side: p.Side}),
		),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Ce que ce virement règle"}), components.SummaryList(pairs...)),
		components.Actions(components.LinkButton("Avis à imprimer (PDF)", transferPath+"/avis.pdf?"+p.Query)),
	}
}

// NoTransferPage says that nothing is to be transferred.
func NoTransferPage() Node {
	return Group{
		components.BackLink("/payer"),
		components.PageHead(components.PageHeadProps{Title: "Payer par virement"}),
		components.Empty(components.EmptyProps{Icon: "check", Title: "Rien à payer par virement.", Text: "Tout est réglé ou sera prélevé, ou l’établissement ne prend pas les virements : voyez avec l’intendance."}),
	}
}
