package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
)

// DraftPageProps is the draft of an act, ready to be pasted into Dém'Act, or why it cannot be written yet.
type DraftPageProps struct {
	Kind    draftKind
	Facts   trip.Facts
	Organ   string
	Act     trip.Deliberation
	Ready   bool
	Changes []trip.Change
	LastAct *school.Act
	Stops   []components.FindingProps
	TooLate bool // what was voted does not change any more
}

// DraftPage shows the text of an act; what stops it comes first.
func DraftPage(p DraftPageProps) Node {
	back := staffList + "/" + p.Facts.Trip.ID
	here := back + "/acte/" + p.Kind.name
	head := components.PageHead(components.PageHeadProps{Title: p.Kind.label, Lead: "Écrit d’après le budget tel qu’il est enregistré. À copier dans Dém’Act ou à imprimer."})
	leave := components.Actions(components.LinkButton("Revenir au voyage", back))
	if len(p.Stops) > 0 {
		title := "Cet acte ne peut pas encore être écrit"
		if p.TooLate {
			title = "Le temps des actes modificatifs est passé"
			head = components.PageHead(components.PageHeadProps{Title: p.Kind.label, Lead: "Un acte modificatif se vote avant l’ouverture des inscriptions."})
		}
		return Group{head, components.Notice(components.NoticeProps{Kind: components.Stop, Title: title}), components.FindingList(p.Stops), leave}
	}
	page := Group{head}
	if p.Kind.name == "modification" {
		page = append(page, changesCard(p))
		if !p.Ready {
			return append(page, leave)
		}
	}
	query := ""
	if p.Organ == school.StandingCommittee {
		query = "?organe=commission"
	}
	return append(page,
		If(!p.Kind.money, organChoice(p, here)),
		If(p.Organ == school.StandingCommittee && p.Facts.Trip.Nights() == 0, components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Tarif d’une sortie sans nuitée",
			Text: "Cette compétence ne se délègue pas : le conseil d’administration le vote lui-même (V-05)."})),
		components.Actions(components.LinkIcon("download", "Texte (.txt)", here+".txt"+query), components.LinkIcon("print", "PDF", here+".pdf"+query)),
		components.DocumentText("Texte de l’acte", Div(Class("act"), components.French(p.Act.Text()))),
		leave,
	)
}

func organChoice(p DraftPageProps, here string) Node {
	if p.Organ == school.StandingCommittee {
		return P(components.French("Variante pour la commission permanente, sur délégation. "), A(Href(here), components.French("Texte pour le conseil d’administration")))
	}
	return P(components.French("Texte pour le conseil d’administration. "), A(Href(here+"?organe=commission"), components.French("Variante pour la commission permanente")))
}

// changesCard says what is no longer as it was voted, and whether the board must vote again.
func changesCard(p DraftPageProps) Node {
	if len(p.Changes) == 0 {
		return components.Notice(components.NoticeProps{Kind: components.OK, Title: "Rien n’a changé depuis le vote", Text: "Le voyage est tel que le conseil l’a voté : aucun nouvel acte n’est nécessaire."})
	}
	var rows []components.Row
	for _, c := range p.Changes {
		needed := components.Soft("à dire au conseil")
		if c.Needed {
			needed = components.Tag(components.Stop, "nouveau vote")
		}
		rows = append(rows, components.Row{Cells: []Node{components.French(c.What), components.French(c.From), components.French(c.To), needed, components.French(c.Why)}})
	}
	word := components.Notice(components.NoticeProps{Kind: components.OK, Title: "Un nouvel acte n’est pas nécessaire", Text: "Ces changements sont à porter à la connaissance du conseil, avec le bilan au plus tard."})
	if trip.AnyNeeded(p.Changes) {
		word = components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Un nouvel acte est nécessaire", Text: "Le voyage n’est plus tel que " + p.LastAct.Name() + " l’a voté."})
	}
	return Group{word, components.Card(components.DataTable(components.DataTableProps{Caption: "Ce qui a changé depuis le vote", RowHead: true, Stacked: true, Rows: rows,
		Columns: []components.Column{{Label: "Quoi"}, {Label: "Voté"}, {Label: "Maintenant"}, {Label: "Suite"}, {Label: "Pourquoi"}}}))}
}
