package staff

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
)

// TodayPageProps is what waits for a member of staff.
type TodayPageProps struct {
	FirstName            string
	Roles                []string
	Today                law.Day
	Decide, Check, Chase []school.Task
	Late                 int
	SeesOutbox           bool
	Letters, Failed      int // of the outbox
	Practice             bool
	Empty, MayImport     bool // no school yet
}

func (p TodayPageProps) total() int { return len(p.Decide) + len(p.Check) + len(p.Chase) }

// TodayPage is the queue of a member of staff: to decide, to check, to chase.
func TodayPage(p TodayPageProps) Node {
	return Group{
		components.PageHead(components.PageHeadProps{Eyebrow: "Bonjour " + p.FirstName, Title: "Aujourd’hui", Lead: todayLead(p)}),
		Iff(p.Empty, func() Node { return firstImport(p.MayImport) }),
		components.KPIs(todayTiles(p)...),
		Iff(p.total() == 0 && !p.Empty, func() Node {
			return components.Empty(components.EmptyProps{Icon: "done", Title: "Rien ne vous attend.", Text: "Ce qui demandera une décision, une vérification ou une relance s’affichera ici."})
		}),
		queue("À décider", "Votre décision fait avancer le dossier.", p.Decide),
		queue("À vérifier", "Une pièce, une date ou un montant à contrôler.", p.Check),
		queue("À relancer", "Des réponses ou des règlements manquent.", p.Chase),
		Iff(p.Practice, func() Node {
			return components.Notice(components.NoticeProps{Kind: components.Info, Title: "Vous vous entraînez", Body: P(
				components.French("Rien ici n’est réel. Faites passer les jours avec "), A(Href("/pratique"), components.French("l’horloge d’entraînement")),
				components.French(" et lisez ce que reçoivent les familles dans "), A(Href("/pratique/envois"), components.French("la boîte d’envoi")), Text("."))})
		}),
	}
}

func todayLead(p TodayPageProps) string {
	switch p.total() {
	case 0:
		return "Vous êtes connecté comme " + join(p.Roles) + "."
	case 1:
		return "Une chose vous attend comme " + join(p.Roles) + "."
	}
	return law.Thousands(p.total()) + " choses vous attendent comme " + join(p.Roles) + "."
}

func todayTiles(p TodayPageProps) []components.KPIProps {
	tiles := []components.KPIProps{
		{Value: law.Thousands(len(p.Decide)), Label: "à décider"}, {Value: law.Thousands(len(p.Check)), Label: "à vérifier"}, {Value: law.Thousands(len(p.Chase)), Label: "à relancer"},
	}
	if p.Late > 0 {
		tiles = append(tiles, components.KPIProps{Value: law.Thousands(p.Late), Label: "en retard", State: components.Stop})
	}
	if p.SeesOutbox {
		tiles = append(tiles, components.KPIProps{Value: law.Thousands(p.Letters), Label: "courriers à imprimer", Href: "/gestion/messages/courriers"})
	}
	if p.Failed > 0 {
		tiles = append(tiles, components.KPIProps{Value: law.Thousands(p.Failed), Label: "envois en échec", State: components.Stop, Href: "/gestion/messages?etat=failed"})
	}
	return tiles
}

func firstImport(may bool) Node {
	notice := components.NoticeProps{Kind: components.Info, Title: "Cet établissement est encore vide", Text: "Les élèves, les responsables et les classes viennent de SIECLE."}
	if may {
		notice.Body = P(A(Href("/gestion/ecole/import"), Text("Importer les fichiers de SIECLE")))
	}
	return components.Notice(notice)
}

func queue(title, hint string, tasks []school.Task) Node {
	if len(tasks) == 0 {
		return nil
	}
	var rows []components.Row
	for _, t := range tasks {
		due := components.Soft("–")
		if t.Due != "" {
			due = components.TimeEl(string(t.Due), t.Due.French())
		}
		if t.Late {
			due = components.Tag(components.Stop, "en retard, "+t.Due.Short())
		}
		rows = append(rows, components.Row{Cells: []Node{
			A(Href(t.Href), components.French(t.Title)), components.French(t.Text), due,
			components.LinkButton(t.Action, t.Href, Aria("label", t.Action+" : "+t.Title)),
		}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: title, Aside: components.Soft(law.Counted(len(tasks), "dossier", "dossiers"))}),
		P(components.Soft(hint)),
		components.DataTable(components.DataTableProps{
			Caption: title, HideCaption: true, RowHead: true, Stacked: true, Rows: rows,
			Columns: []components.Column{{Label: "Dossier"}, {Label: "Ce qui est attendu"}, {Label: "Échéance"}, {Label: "Action", Quiet: true}},
		}),
	)
}
