package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// SurplusPageProps is what a trip gives back, and what stands between it and its closing.
type SurplusPageProps struct {
	Trip      trip.Trip
	Surplus   trip.Surplus
	Closing   trip.Closing
	Refunds   []money.Refund
	Shown     []money.Refund // of the refunds, those looked for
	Search    string
	Before    []components.FindingProps // of closing
	MayClose  bool
	MayAccept bool   // the gift that a waiver is, by its act
	PostedOn  string // as typed
	Refused   web.Refused
}

// SurplusPage explains every cent of a trip, lists what goes back to whom, and closes it.
func SurplusPage(p SurplusPageProps) Node {
	here := staffList + "/" + p.Trip.ID + "/reliquats"
	drawn := p.Trip.State == trip.Reported || p.Trip.State == trip.Closed
	lead := "Le bilan n’est pas encore établi : les chiffres changent encore."
	switch {
	case drawn && p.Surplus.Total > 0:
		lead = p.Surplus.Total.String() + " reviennent à ceux qui ont payé pour les élèves, en proportion de ce qu’ils ont payé."
	case drawn:
		lead = "Le voyage a coûté au moins ce qui a été payé pour les élèves : rien n’est à rendre."
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Reliquats", Lead: lead}),
		surplusActions(p, here),
		explanation(p),
		waiverNotice(p),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Ce qui revient à chacun", Aside: components.RuleLink("V-28")}),
			narrowForm(here, "Chercher un élève, une classe, une famille", p.Search),
			refundRows(p.Shown),
			listFoot(law.Counted(len(p.Shown), "remboursement", "remboursements"), here+"/liste", map[string]string{"q": p.Search}),
		),
		Iff(p.Trip.State == trip.Reported, func() Node { return closingCard(p, here) }),
	}
}

func surplusActions(p SurplusPageProps, here string) Node {
	if p.Trip.State != trip.Reported && p.Trip.State != trip.Closed {
		return nil
	}
	toTell, told, toPost := 0, 0, 0
	for _, r := range p.Refunds {
		if r.ToPost() {
			toPost++
		}
		switch {
		case r.State == money.RefundDue && !r.Aid():
			toTell++
		case r.State == money.RefundNotified:
			told++
		}
	}
	left := p.Surplus.Left()
	return Group{
		Iff(left > 0 && p.Trip.State == trip.Reported && p.MayClose, func() Node {
			return components.PostForm(components.PostFormProps{Action: here + "/repartition", Label: "Répartition"}, components.Actions(components.ButtonMain("Répartir "+left.String())))
		}),
		Iff(left > 0 && p.Trip.State == trip.Reported && !p.MayClose, func() Node {
			return components.Notice(components.NoticeProps{Kind: components.Wait, Title: left.String() + " restent à répartir", Text: "L’agent comptable l’inscrit : c’est son avis conforme."})
		}),
		Iff(toTell > 0, func() Node {
			return components.PostForm(components.PostFormProps{Action: here + "/avis", Label: "Notification"},
				components.Actions(components.ButtonMain("Prévenir "+law.Counted(toTell, "payeur", "payeurs"))))
		}),
		Iff(told > 0, func() Node {
			return components.PostForm(components.PostFormProps{Action: here + "/lettres", Label: "Lettres"}, components.Actions(components.ButtonPlain("Imprimer les lettres")))
		}),
		Iff(toPost > 0, func() Node { return postingForm(p, here, toPost) }),
	}
}

// postingForm asks when the letters left, for those whom no message has reached: the delay of small sums runs from there.
func postingForm(p SurplusPageProps, here string, n int) Node {
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: law.Counted(n, "lettre à poster", "lettres à poster"), Aside: components.RuleLink("V-27")}),
		P(components.French("Aucun message n’est encore parti pour ces personnes. Imprimez leurs lettres, postez-les, puis notez le jour : les trois mois d’une petite somme courent de là.")),
		components.PostForm(components.PostFormProps{Action: here + "/lettres/postees", Label: "Envoi des lettres"},
			components.DateField(components.FieldProps{ID: "posted_on", Label: "Lettres postées le", Required: true, Value: p.PostedOn, Error: p.Refused.Errors["posted_on"]}),
			components.Actions(components.ButtonPlain("Noter l’envoi")),
		),
	)
}

// explanation is the money of the trip to the cent: what came in, what went out, what waits.
func explanation(p SurplusPageProps) Node {
	c, r := p.Closing, p.Closing.Report
	var rows []components.Row
	add := func(label string, in, out cents.Amount) {
		if in == 0 && out == 0 {
			return
		}
		rows = append(rows, components.Row{Cells: []Node{components.French(label), components.Money(orBlank(in)), components.Money(orBlank(out))}})
	}
	add("Payé par les familles", c.FamilyIn(), 0)
	add("Aides payées pour des familles (fonds social, tiers)", r.AidForFamilies, 0)
	add("Autres recettes", r.OtherIncome(), 0)
	add("Dépenses réelles", 0, r.TotalExpense())
	add("Rendu aux familles", 0, c.Refunds.Families)
	add("Reversé aux aides", 0, c.Refunds.Funds)
	add("À rendre, pas encore parti", 0, c.Waiting())
	add("Acquis ou donné à l’établissement", 0, c.Refunds.Kept)
	add("Part d’une aide que personne n’a réclamée en quatre ans", 0, c.Refunds.FundKept)
	add("Reliquat à répartir", 0, c.Unshared)
	add("Encore dû par les familles", c.Outstanding, 0)
	switch {
	case c.Rest > 0:
		add("Reste à l’établissement (part des accompagnateurs, autres financeurs)", 0, c.Rest)
	case c.Rest < 0:
		add("Pris en charge par l’établissement", -c.Rest, 0)
	}
	state := components.Tag(components.OK, "chaque centime est expliqué")
	if c.Unexplained != 0 {
		state = components.Tag(components.Stop, c.Unexplained.String()+" inexpliqués")
	}
	in := c.In() + c.Outstanding + max(0, -c.Rest)
	out := c.Out() + c.Waiting() + c.Refunds.Kept + c.Refunds.FundKept + c.Unshared + max(0, c.Rest)
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "L’argent du voyage, au centime", Aside: state}),
		components.DataTable(components.DataTableProps{
			Caption: "Ce qui est entré, ce qui est sorti", HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucun mouvement.",
			Columns: []components.Column{{Label: "Nature"}, {Label: "Entré", Num: true}, {Label: "Sorti", Num: true}},
			Foot:    []components.Row{{Cells: []Node{components.French("Total"), components.Money(in.String()), components.Money(out.String())}}},
		}),
		gapTable(c.Gaps),
	)
}

// gapTable sets the report beside the books, where they disagree.
func gapTable(gaps []trip.Gap) Node {
	if len(gaps) == 0 {
		return P(components.Soft("Le bilan est comparé, chiffre par chiffre, aux comptes des familles et aux lignes écrites : ils disent la même chose."))
	}
	var rows []components.Row
	for _, g := range gaps {
		rows = append(rows, components.Row{Cells: []Node{components.French(g.What), components.Money(g.Report.String()), components.Money(g.Books.String()), components.Money(g.Size().String())}})
	}
	return components.DataTable(components.DataTableProps{
		Caption: "Ce qui ne s’explique pas", RowHead: true, Rows: rows,
		Columns: []components.Column{{Label: "Chiffre"}, {Label: "Au bilan", Num: true}, {Label: "Dans les comptes", Num: true}, {Label: "Écart", Num: true}},
	})
}

// waiverNotice leads to the act that accepts what families have given up in writing.
func waiverNotice(p SurplusPageProps) Node {
	w := p.Closing.Waivers
	if w.ToAccept == 0 {
		return nil
	}
	return components.Card(
		components.Notice(components.NoticeProps{
			Kind: components.Wait, Title: law.Counted(w.ToAccept, "somme donnée par écrit", "sommes données par écrit") + " à faire accepter : " + w.AmountToAccept.String(),
			Text: "Une renonciation expresse est un don : le conseil d’administration l’accepte avant la clôture.",
		}),
		If(p.MayAccept, components.Actions(components.LinkButton("Enregistrer l’acte d’acceptation", staffList+"/"+p.Trip.ID+"/dons"))),
		If(!p.MayAccept, P(components.Soft("La direction, le secrétariat ou le gestionnaire enregistre l’acte à la page « Dons » du voyage."))),
	)
}

func orBlank(a cents.Amount) string {
	if a == 0 {
		return "–"
	}
	return a.String()
}

func refundRows(list []money.Refund) Node {
	var rows []components.Row
	for _, r := range list {
		kind := components.Wait
		switch {
		case r.State == money.RefundDue:
			kind = components.Stop
		case r.State == money.RefundSent:
			kind = components.OK
		case r.State.Final():
			kind = "neutral"
		}
		rows = append(rows, components.Row{Cells: []Node{
			A(Href("/gestion/caisse/remboursements/"+r.ID), components.French(r.PupilName)), components.French(r.Class), components.French(r.Payee), components.French(components.Capital(r.Cause.Label())),
			components.Money(r.Amount.String()), components.French(dashed(r.NotifiedOn.French())), components.French(dashed(r.Until().French())), components.Tag(kind, r.State.Label()),
		}})
	}
	return components.DataTable(components.DataTableProps{
		Caption: "Remboursements du voyage", HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Rien n’a encore été réparti.",
		Columns: []components.Column{
			{Label: "Élève"}, {Label: "Classe"}, {Label: "Rendu à"}, {Label: "Cause"}, {Label: "Montant", Num: true}, {Label: "Notifié le"}, {Label: "Réclamable jusqu’au"}, {Label: "État"},
		},
	})
}

func dashed(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func closingCard(p SurplusPageProps, here string) Node {
	body := Group{components.CardHead(components.CardHeadProps{Title: "Clore le voyage", Aside: components.RuleLink("V-27")})}
	if len(p.Before) > 0 {
		body = append(body, components.FindingList(p.Before))
	} else {
		body = append(body, P(components.French("Plus rien n’est dû à personne.")))
	}
	if p.MayClose {
		body = append(body, components.PostForm(components.PostFormProps{Action: here + "/cloture", Label: "Clôture"}, components.Actions(components.ButtonMain("Clore le voyage"))))
	} else {
		body = append(body, P(components.Soft("L’agent comptable clôt le voyage.")))
	}
	return components.Card(body)
}
