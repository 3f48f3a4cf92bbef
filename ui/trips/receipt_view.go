package trips

import (
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
)

// ReceiptPageProps is what a family keeps after answering.
type ReceiptPageProps struct {
	View                 trip.FamilyTrip
	Proof                trip.Proof
	School, Phone, Email string
	PushKey              string // "" when notifications cannot be offered
	Myself               bool
}

// ReceiptPage says that the answer is kept, when, under which reference, and whom to ask.
func ReceiptPage(p ReceiptPageProps) Node {
	return Group{
		components.Receipt(components.ReceiptProps{Title: receiptTitle(p), Text: receiptText(p), Reference: p.Proof.ID}),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Ce que nous gardons"}), components.DefinitionGrid(receiptPairs(p)...),
			components.Stack(
				If(p.Proof.Accepted, components.LinkIcon("file", "Le texte signé (PDF)", familyHref(p.View, "/engagement.pdf"))),
				components.LinkIcon("download", "Cet accusé (PDF)", familyHref(p.View, "/accuse.pdf")),
			)),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Et maintenant"}),
			Map(nextSentences(p.View, p.Proof), func(s string) Node { return P(components.French(s)) }),
			P(components.French("Une question ? "+contactWords(p))),
			components.Actions(
				If(p.Proof.Accepted && p.View.Trip.PriceCents > 0 && p.View.Stage == trip.StageCommitted, components.LinkMain("Voir les échéances", "/payer")),
				components.LinkButton("Ce qui reste à faire", "/a-faire"),
			)),
		components.InstallCard(),
		Iff(p.PushKey != "" && p.Proof.Accepted && p.View.Trip.PriceCents > 0, func() Node {
			return components.PushButton(components.PushProps{PublicKey: p.PushKey, Label: "Me rappeler les échéances sur cet appareil"})
		}),
	}
}

func receiptTitle(p ReceiptPageProps) string {
	switch {
	case !p.Proof.Accepted:
		return "C’est noté"
	case p.View.Stage == trip.StageOther:
		return "Votre signature est gardée"
	}
	return "C’est signé"
}

func receiptText(p ReceiptPageProps) string {
	switch {
	case !p.Proof.Accepted && p.Myself:
		return "Vous avez décliné le voyage « " + p.View.Trip.Title + " »."
	case !p.Proof.Accepted:
		return "Vous avez décliné le voyage « " + p.View.Trip.Title + " » pour " + p.View.Child.FirstName + "."
	case p.View.Stage == trip.StageOther:
		return "L’inscription sera ferme quand l’autre parent aura signé à son tour."
	case p.Myself:
		return "Votre inscription au voyage « " + p.View.Trip.Title + " » est ferme."
	}
	return "L’inscription " + of(p.View.Child.FirstName) + " au voyage « " + p.View.Trip.Title + " » est ferme."
}

func receiptPairs(p ReceiptPageProps) []components.Pair {
	day := law.DayOf(p.Proof.At)
	pairs := []components.Pair{
		{Term: "Reçu le", Value: components.TimeEl(p.Proof.At.Format("2006-01-02T15:04:05-07:00"), day.FrenchLong()+" à "+strings.TrimPrefix(p.Proof.At.Format("15 h 04"), "0"))},
		{Term: "Vous étiez identifié par", Value: components.French(p.Proof.AuthLabel())},
	}
	if p.Proof.SharedAddress {
		pairs = append(pairs, components.Pair{Term: "Adresse", Value: components.French("adresse partagée")})
	}
	return append(pairs, components.Pair{Term: "Empreinte du texte", Value: Span(Class("num"), Text(shortDigest(p.Proof.Digest)))})
}

// shortDigest is the head of a digest, in groups of four: enough to compare with the paper.
func shortDigest(d string) string {
	if len(d) < 16 {
		return d
	}
	return strings.Join([]string{d[:4], d[4:8], d[8:12], d[12:16]}, " ") + "…"
}

func contactWords(p ReceiptPageProps) string {
	var ways []string
	if p.Phone != "" {
		ways = append(ways, "au "+p.Phone)
	}
	if p.Email != "" {
		ways = append(ways, "à "+p.Email)
	}
	if len(ways) == 0 {
		return "Adressez-vous au secrétariat de l’établissement."
	}
	return p.School + " vous répond " + strings.Join(ways, " ou ") + "."
}
