package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// ArchivesPageProps is a school year before its archives: what may go, what stays and why, what is there.
type ArchivesPageProps struct {
	Year, Search             string
	ToArchive                int // of the year, whatever is looked for
	Years                    []string
	Ready, Staying, Archived []trip.Archivable
	Refused                  web.Refused
}

// ArchivesPage puts a school year away.
func ArchivesPage(p ArchivesPageProps) Node {
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: archivesTitle, Lead: "Un voyage archivé se lit et s’imprime en entier ; plus rien de lui ne change."}),
		Iff(len(p.Years) == 0, func() Node {
			return components.Empty(components.EmptyProps{Icon: "file", Title: "Aucun voyage à archiver.", Text: "Un voyage s’archive une fois clos ou annulé."})
		}),
		Iff(len(p.Years) > 0, func() Node {
			return Group{
				yearChoice(p),
				narrowForm(archivesPath, "Chercher un voyage, un lieu", p.Search, ofYear(p.Year)),
				Iff(len(p.Ready) > 0, func() Node {
					return components.Card(components.CardHead(components.CardHeadProps{Title: "Prêts à archiver"}),
						archivables("Voyages prêts à archiver", p.Ready, "", nil),
						components.PostForm(components.PostFormProps{Action: archivesPath, Label: "Archiver l’année"},
							components.HiddenFields(components.HiddenValue{Name: "annee", Value: p.Year}),
							components.Actions(components.ButtonMain("Archiver "+law.Counted(p.ToArchive, "voyage", "voyages")+" de "+p.Year))))
				}),
				Iff(len(p.Staying) > 0, func() Node {
					return components.Card(components.CardHead(components.CardHeadProps{Title: "Pas encore"}),
						archivables("Voyages qui restent", p.Staying, "Ce qui le retient", func(a trip.Archivable) Node {
							return Span(components.French(a.Why), Br(), components.Soft(a.Fix))
						}))
				}),
				Iff(len(p.Archived) > 0, func() Node {
					return components.Card(components.CardHead(components.CardHeadProps{Title: "Archivés"}),
						archivables("Voyages archivés", p.Archived, "Archivé le", func(a trip.Archivable) Node {
							on := Group{Span(Class("num"), Text(a.ArchivedOn.Short()))}
							if a.AnonymisedOn != "" {
								on = append(on, Br(), components.Soft("anonymisé le "+a.AnonymisedOn.Short()))
							}
							return on
						}))
				}),
				listFoot(law.Counted(len(p.Ready)+len(p.Staying)+len(p.Archived), "ligne", "lignes"), archivesPath, map[string]string{"annee": p.Year, "q": p.Search}),
			}
		}),
	}
}

func yearChoice(p ArchivesPageProps) Node {
	return components.ScreenOnly(Form(Class("filters actions"), Method("get"), Action(archivesPath), Role("search"), Aria("label", "Choisir l’année scolaire"),
		Label(Class("only-heard"), For("annee"), Text("Année scolaire")),
		Div(Class("field"), Select(ID("annee"), Name("annee"), Map(p.Years, func(year string) Node {
			return Option(Value(year), If(year == p.Year, Selected()), Text(year))
		}))),
		components.ButtonPlain("Afficher"),
	))
}

func archivables(caption string, all []trip.Archivable, more string, cell func(trip.Archivable) Node) Node {
	columns := []components.Column{{Label: "Voyage"}, {Label: "Dates"}, {Label: "État"}}
	if cell != nil {
		columns = append(columns, components.Column{Label: more})
	}
	var rows []components.Row
	for _, a := range all {
		cells := []Node{
			Span(A(Href(staffList+"/"+a.ID), components.French(a.Title)), Br(), components.Soft(a.Destination)),
			Span(Class("num"), Text(shortDates(a.DepartsOn, a.ReturnsOn))), stateTag(a.State),
		}
		if cell != nil {
			cells = append(cells, cell(a))
		}
		rows = append(rows, components.Row{Cells: cells})
	}
	return components.DataTable(components.DataTableProps{Caption: caption, HideCaption: true, RowHead: true, Stacked: true, Columns: columns, Rows: rows})
}

// ArchivePageProps is one trip before the archives, or in them.
type ArchivePageProps struct {
	Trip    trip.Trip
	Reason  string
	Refused web.Refused
}

// ArchivePage archives a trip, or takes it out of the archives with a reason.
func ArchivePage(p ArchivePageProps) Node {
	here := staffList + "/" + p.Trip.ID
	if p.Trip.ArchivedOn == "" {
		return Group{
			p.Refused.Head(),
			components.PageHead(components.PageHeadProps{Title: "Archiver ce voyage ?", Lead: p.Trip.Title}),
			components.Card(P(components.French("Il quitte la liste des voyages en cours. Ses pages se lisent et ses documents s’impriment comme avant ; plus rien de lui ne change.")),
				components.PostForm(components.PostFormProps{Action: here + "/archive", Label: "Archiver ce voyage"},
					components.Actions(components.ButtonMain("Archiver ce voyage"), components.LinkButton("Laisser tel quel", here)))),
		}
	}
	text := "Il redevient modifiable, autant que son état le permet."
	if p.Trip.AnonymisedOn != "" {
		text += " Les données effacées le " + p.Trip.AnonymisedOn.French() + " ne reviennent pas."
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Sortir ce voyage des archives ?", Lead: p.Trip.Title + ", archivé le " + p.Trip.ArchivedOn.French() + "."}),
		components.Card(P(components.French(text)),
			components.PostForm(components.PostFormProps{Action: here + "/restauration", Label: "Sortir des archives"},
				components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "restored_for", Label: "Motif", Required: true, Value: p.Reason,
					Error: p.Refused.Errors["restored_for"], Hint: "En une phrase : il reste au journal."}, Rows: "3"}),
				components.Actions(components.ButtonMain("Sortir des archives"), components.LinkButton("Le laisser archivé", here)))),
	}
}

// archivedNotice says on a trip's page that nothing of it changes any more.
func archivedNotice(t trip.Trip, reader school.Actor) Node {
	if t.ArchivedOn == "" {
		return nil
	}
	text := "Archivé le " + t.ArchivedOn.French() + " : tout se lit et s’imprime, plus rien ne change."
	if t.AnonymisedOn != "" {
		text += " Ses données personnelles ont été effacées le " + t.AnonymisedOn.French() + "."
	}
	return components.Notice(components.NoticeProps{Kind: components.Info, Title: "Voyage archivé", Body: Group{
		P(components.French(text)),
		If(reader.May(school.ArchiveTrips), components.LinkButton("Le sortir des archives", staffList+"/"+t.ID+"/archive")),
	}})
}
