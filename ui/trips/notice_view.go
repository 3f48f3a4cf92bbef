package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// NoticeForm are the days as typed, by field.
type NoticeForm struct {
	ArianeReference string
	Days            map[string]string
}

// NoticePageProps is the calendar of what is told and asked for a trip.
type NoticePageProps struct {
	Trip     trip.Trip
	Notices  []trip.Notice
	Form     NoticeForm
	Today    law.Day
	MayWrite bool
	Refused  web.Refused
}

// NoticePage shows the calendar, and records what was done.
func NoticePage(p NoticePageProps) Node {
	back, e := staffList+"/"+p.Trip.ID, p.Refused.Errors
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Les démarches", Lead: "Qui prévenir et quand, calculé depuis la séance du conseil et le départ. Un rappel part une semaine avant chaque date."}),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Le calendrier"}), noticeList(p.Notices, p.Today)),
		Iff(p.MayWrite, func() Node {
			return components.PostForm(components.PostFormProps{Action: back + "/demarches", Label: "Dates des démarches"},
				components.Card(
					components.CardHead(components.CardHeadProps{Title: "Ce qui est fait"}),
					Map(p.noticesOnce(), func(n trip.Notice) Node {
						return components.DateField(components.FieldProps{ID: n.Kind, Label: n.What + " : fait le", Value: p.Form.Days[n.Kind], Error: e[n.Kind]})
					}),
					p.kept(),
					If(p.Trip.Abroad(), components.Field(components.FieldProps{ID: "ariane_reference", Label: "Référence du dépôt Ariane", Value: p.Form.ArianeReference, Error: e["ariane_reference"], Attrs: []Node{MaxLength("60")}})),
					If(len(p.noticesOnce()) == 0, P(components.Soft("Ce voyage ne demande aucune autre démarche."))),
				),
				formActions("Enregistrer les dates", back),
			)
		}),
		Iff(!p.MayWrite, func() Node { return components.Actions(components.LinkButton("Revenir au voyage", back)) }),
	}
}

// noticesOnce are the notices whose day is typed here: that of the board is typed with its meeting.
func (p NoticePageProps) noticesOnce() []trip.Notice {
	var all []trip.Notice
	for _, n := range p.Notices {
		if n.Kind != "board_called_on" {
			all = append(all, n)
		}
	}
	return all
}

// kept carries the days recorded for notices that the trip no longer asks for: saving the page forgets nothing.
func (p NoticePageProps) kept() Node {
	shown := map[string]bool{}
	for _, n := range p.Notices {
		shown[n.Kind] = true
	}
	var hidden []components.HiddenValue
	for _, field := range noticeDays {
		if !shown[field] && p.Form.Days[field] != "" {
			hidden = append(hidden, components.HiddenValue{Name: field, Value: p.Form.Days[field]})
		}
	}
	return components.HiddenFields(hidden...)
}

func noticeList(notices []trip.Notice, today law.Day) Node {
	var rows []components.Row
	for _, n := range notices {
		rows = append(rows, components.Row{Cells: []Node{
			Span(components.French(n.What), Br(), components.Soft(n.How)), components.French(n.Due.French()), noticeTag(n, today), components.RuleLink(n.Rule),
		}})
	}
	return components.DataTable(components.DataTableProps{Caption: "Démarches du voyage", List: &components.Listing{Find: "Chercher une démarche", Noun: "démarche", Nouns: "démarches"}, HideCaption: true, RowHead: true, Stacked: true, Rows: rows,
		EmptyMessage: "Aucune démarche : le voyage reste en France, ou la séance du conseil n’est pas encore fixée.",
		Columns:      []components.Column{{Label: "Démarche"}, {Label: "Avant le"}, {Label: "État"}, {Label: "Règle"}}})
}

func noticeTag(n trip.Notice, today law.Day) Node {
	switch {
	case n.DoneOn != "":
		return components.Tag(components.OK, "fait le "+n.DoneOn.Short())
	case n.Late(today):
		return components.Tag(components.Stop, "en retard")
	}
	return components.Tag(components.Wait, "dans "+law.Counted(today.DaysUntil(n.Due), "jour", "jours"))
}

// noticesCard is the calendar on a trip's own page.
func noticesCard(p TripPageProps) Node {
	notices := p.View.Facts.Notices
	if len(notices) == 0 || p.View.Facts.Trip.State == trip.Cancelled {
		return nil
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Démarches", ID: "demarches", Aside: aside(true, "Noter une démarche", p.here()+"/demarches")}),
		noticeList(notices, p.Today),
	)
}
