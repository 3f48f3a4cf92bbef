package till

import (
	"fmt"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// ClosingsPageProps is the closed periods.
type ClosingsPageProps struct {
	Closings           []money.ClosedPeriod
	To                 string
	Trouble            string // what no longer is as it was closed
	Actor              string
	MayClose, MayCheck bool
	web.Refused
}

// ClosingsPage closes a period and shows those that are, with what proves them.
func ClosingsPage(p ClosingsPageProps) Node {
	return Group{
		p.Head(),
		components.PageHead(components.PageHeadProps{Eyebrow: "Caisse", Title: "Clôtures", Lead: "Une période arrêtée ne reçoit plus rien : une correction s’inscrit au jour où elle est faite."}),
		Iff(p.Trouble != "", func() Node {
			return components.Notice(components.NoticeProps{Kind: "stop", Title: "Une clôture ne se retrouve plus.", Text: p.Trouble + " Prévenez l’exploitant et gardez la dernière sauvegarde."})
		}),
		Iff(len(p.Closings) > 0 && p.Trouble == "", func() Node {
			return components.Notice(components.NoticeProps{Kind: "ok", Title: "Chaque période se retrouve à l’identique.", Text: "Écritures, totaux et journal ont été comparés à l’instant avec ce qui a été arrêté."})
		}),
		If(p.MayClose, components.Card(components.CardHead(components.CardHeadProps{Title: "Arrêter les comptes", Aside: components.RuleLink("F-21")}),
			components.PostForm(components.PostFormProps{Action: closingsPath, Label: "Arrêter les comptes"},
				components.DateField(components.FieldProps{ID: "to_on", Label: "Jusqu’au, ce jour compris", Hint: "Un jour passé : un paiement en ligne peut encore arriver aujourd’hui.", Required: true, Value: p.To, Error: p.Errors["to_on"]}),
				components.Actions(components.ButtonMain("Arrêter les comptes"))))),
		Iff(len(p.Closings) == 0, func() Node {
			return components.Card(P(components.Soft("Aucune période n’est arrêtée.")))
		}),
		Map(p.Closings, func(c money.ClosedPeriod) Node { return closingCard(p, c) }),
		components.ScreenOnly(components.Pagination(components.PaginationProps{Summary: law.Counted(len(p.Closings), "période arrêtée", "périodes arrêtées"), CSVHref: closingsPath + "/liste.csv", SheetHref: closingsPath + "/liste.xlsx", Label: "Exports des clôtures"})),
	}
}

func closingCard(p ClosingsPageProps, c money.ClosedPeriod) Node {
	name := "Du " + c.FromOn.French() + " au " + c.ToOn.French()
	t := c.Totals
	row := func(label string, n int, amount string) components.Row {
		return components.Row{Cells: []Node{components.French(label), components.Money(fmt.Sprint(n)), components.Money(amount)}}
	}
	visa := components.Tag("wait", "à viser")
	if c.VisaBy != "" {
		visa = components.Tag("ok", "visée par "+c.VisaBy+" le "+c.VisaOn.French())
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: name, Aside: visa}),
		components.DataTable(components.DataTableProps{Caption: "Totaux, " + name, HideCaption: true, RowHead: true,
			Columns: []components.Column{{Label: "Écritures"}, {Label: "Nombre", Num: true}, {Label: "Montant", Num: true}},
			Rows: []components.Row{
				row("Créances constatées", t.Charges, t.Charged.String()), row("Aides, remises, annulations", t.Grants, t.Granted.String()),
				row("Encaissements", t.Payments, t.Taken.String()), row("Annulations d’encaissements", t.Reversals, t.Reversed.String()),
				row("Mouvements entre créances", t.Transfers, t.Moved.String()), row("Remboursements envoyés", t.Refunds, t.Refunded.String()),
			}}),
		components.Disclosure("Preuves, à garder hors du logiciel",
			P(components.French("Arrêtée par "+c.By+" le "+c.ClosedAt.Time().Format("02/01/2006")+fmt.Sprintf(", à la ligne %d du journal.", c.JournalLine))),
			P(components.Soft("Empreinte des écritures : "), Code(Text(c.RowsDigest))), P(components.Soft("Empreinte du journal : "), Code(Text(c.JournalDigest))),
			P(components.French("Imprimez cette page : une base récrite en entier, clôtures comprises, ne retrouverait pas ces empreintes."))),
		Iff(c.VisaBy == "" && p.MayCheck && c.ByStaff != p.Actor, func() Node {
			return components.PostForm(components.PostFormProps{Action: closingsPath + "/" + c.ID + "/visa", Label: "Viser la clôture, " + name},
				components.Field(components.FieldProps{ID: "remarque-" + c.ID, Name: "remarque", Label: "Ce qui a été rapproché", Width: "l"}),
				components.Actions(components.ButtonPlain("Viser la clôture")))
		}))
}
