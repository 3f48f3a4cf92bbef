package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
)

// askWords says why a place is asked for before it is signed for.
func askWords(p FamilyPageProps) string {
	switch t := p.View.Trip; {
	case t.Selection == trip.ByDraw:
		return "Les places sont tirées au sort parmi les familles qui en demandent une. Demander une place n’engage à rien : vous signerez seulement si elle vous revient."
	case t.Selection == trip.ByCriteria:
		return "L’établissement donne les places d’après les critères écrits plus bas. Demander une place n’engage à rien : vous signerez seulement si elle vous revient."
	case p.View.Queue > 0:
		return "D’autres familles attendent déjà une place : les places libres leur sont proposées dans l’ordre. Vous pouvez demander la vôtre : cela n’engage à rien."
	}
	return "Toutes les places sont prises pour l’instant. Vous pouvez demander une place sur la liste d’attente : cela n’engage à rien."
}

func waitWords(view trip.FamilyTrip) string {
	next := " Si une place se libère, elle est proposée dans l’ordre de la liste, et vous serez prévenu. Rien n’est dû d’ici là."
	switch {
	case view.Rank == 1:
		return view.Child.FirstName + " est en tête de la liste d’attente." + next
	case view.Rank > 1:
		return view.Child.FirstName + " a le rang " + itoa(view.Rank) + " sur la liste d’attente." + next
	case view.Trip.Selection == trip.ByDraw:
		return "Votre demande est notée. L’ordre sera celui du tirage au sort : ni la date de la demande, ni un paiement ne comptent."
	}
	return "Votre demande est notée. L’établissement classe les demandes d’après les critères écrits plus bas : ni la date de la demande, ni un paiement ne comptent."
}

func rankTag(view trip.FamilyTrip) Node {
	if view.Rank == 0 {
		return components.Tag(components.Wait, "sans rang pour l’instant")
	}
	return components.Tag(components.Wait, "rang "+itoa(view.Rank)+" sur "+itoa(view.Queue))
}

func drawLink(p FamilyPageProps) Node {
	if p.View.Trip.Selection != trip.ByDraw {
		return nil
	}
	return P(A(Href(familyHref(p.View, "/tirage")), components.French("Le tirage au sort : comment il se fait, son résultat")))
}
