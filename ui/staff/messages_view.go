package staff

import (
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/ui/components"
)

// MessagesPageProps is the outbox.
type MessagesPageProps struct {
	List   Listing
	Filter notify.Filter
	Search string
	Kind   notify.Kind
	Lines  []notify.Line
	Tally  notify.Tally
	Jams   []notify.Jam
	Meter  notify.Meter
	Zone   *time.Location
}

var jamPlurals = map[notify.Channel]string{notify.Push: "notifications", notify.Email: "courriels", notify.SMS: "SMS", notify.Letter: "courriers"}

var channelLabels = map[notify.Channel]string{notify.Push: "notification", notify.Email: "courriel", notify.SMS: "SMS", notify.Letter: "courrier"}

var stateLabels = []struct {
	state       notify.State
	word, shape string
}{
	{notify.Queued, "en attente", components.Wait}, {notify.Sent, "parti", components.OK}, {notify.Failed, "en échec", components.Stop},
	{notify.Gone, "appareil ou adresse disparus", components.Neutral}, {notify.Skipped, "non tenté", components.Neutral},
}

func stateWord(d notify.Way) string {
	if d.Channel == notify.Letter && d.State == notify.Queued {
		return "à imprimer"
	}
	if d.Channel == notify.Letter && d.State == notify.Sent {
		return "posté ou remis"
	}
	for _, s := range stateLabels {
		if s.state == d.State {
			return s.word
		}
	}
	return string(d.State)
}

func wayTag(d notify.Way) Node {
	for _, s := range stateLabels {
		if s.state == d.State {
			return components.Tag(s.shape, channelLabels[d.Channel]+" : "+stateWord(d))
		}
	}
	return components.Tag(components.Neutral, channelLabels[d.Channel])
}

func kindLabel(k notify.Kind) string { return orElse(notify.SpecOf(k).Label, string(k)) }

// MessagesPage lists what the school said, to whom, and what became of it.
func MessagesPage(p MessagesPageProps) Node {
	var rows []components.Row
	for _, l := range p.Lines {
		rows = append(rows, components.Row{Cells: []Node{
			components.French(orDash(l.To)), components.French(l.Title), components.TimeEl(l.MadeAt.Time().UTC().Format(time.RFC3339), clockFrench(l.MadeAt.Time(), p.Zone)), ways(l),
		}})
	}
	return Group{
		components.PageHead(components.PageHeadProps{
			Title: "Messages", Lead: "Chaque message descend de lui-même : notification, courriel, SMS pour qui l’accepte, puis courrier à imprimer.",
			Actions: []Node{components.LinkButton(law.Counted(p.Tally.ToPrint, "courrier à imprimer", "courriers à imprimer"), paperPath), components.LinkButton("Adresses en échec", badPath)},
		}),
		jamNotices(p),
		components.KPIs(outboxTiles(p)...),
		messageFilters(p),
		components.Card(
			components.DataTable(components.DataTableProps{
				Caption: "Messages", HideCaption: true, RowHead: true, Stacked: true, Rows: rows, EmptyMessage: "Aucun message ne correspond à ces filtres.",
				Columns: []components.Column{{Label: "À"}, {Label: "Objet"}, {Label: "Fait le"}, {Label: "Envois"}},
			}),
			p.List.Foot("message", "messages"),
		),
	}
}

// jamNotices tell that a channel does not take what is handed to it: nothing is lost, and somebody may have to mend it.
func jamNotices(p MessagesPageProps) Node {
	var notices Group
	for _, j := range p.Jams {
		notices = append(notices, components.Notice(components.NoticeProps{
			Kind: components.Wait, Title: law.Counted(j.Waiting, channelLabels[j.Channel]+" en attente", jamPlurals[j.Channel]+" en attente"),
			Text: j.Trouble + " Rien n’est perdu : le prochain essai est prévu le " + clockFrench(j.NextTryAt.Time(), p.Zone) + ".",
		}))
	}
	return notices
}

func outboxTiles(p MessagesPageProps) []components.KPIProps {
	t := p.Tally
	failed := components.KPIProps{Value: law.Thousands(t.Failed), Label: "en échec", Href: messagesPath + "?etat=failed"}
	if t.Failed > 0 {
		failed.State = components.Stop
	}
	tiles := []components.KPIProps{
		{Value: law.Thousands(t.Sent), Label: "partis", Href: messagesPath + "?etat=sent"}, {Value: law.Thousands(t.Queued), Label: "en attente", Href: messagesPath + "?etat=queued"},
		{Value: law.Thousands(t.ToPrint), Label: "à imprimer", Href: paperPath}, failed,
	}
	if m := p.Meter; m.Enabled {
		tiles = append(tiles, components.KPIProps{
			Value: m.Cost.String(), Label: "de SMS ce mois-ci, sur " + m.Ceiling.String() + " (" + law.Counted(m.Messages, "message", "messages") + ", " + law.Counted(m.Segments, "segment", "segments") + ")",
			Href: messagesPath + "?canal=sms",
		})
	}
	return tiles
}

func messageFilters(p MessagesPageProps) Node {
	var channels, states, kinds []components.OptionProps
	for _, c := range []notify.Channel{notify.Push, notify.Email, notify.SMS, notify.Letter} {
		channels = append(channels, components.OptionProps{Value: string(c), Label: channelLabels[c]})
	}
	for _, s := range stateLabels {
		states = append(states, components.OptionProps{Value: string(s.state), Label: s.word})
	}
	for _, k := range notify.Kinds {
		kinds = append(kinds, components.OptionProps{Value: string(k.Kind), Label: k.Label})
	}
	return FilterForm(messagesPath, "Chercher un message",
		components.Field(components.FieldProps{ID: "q", Label: "Destinataire ou objet", Type: "search", Value: p.Search, Filter: true, Autocomplete: "off"}),
		components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "nature", Label: "Nature", Value: string(p.Kind), Filter: true}, Options: kinds, Empty: "Toutes"}),
		components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "canal", Label: "Canal", Value: string(p.Filter.Channel), Filter: true}, Options: channels, Empty: "Tous"}),
		components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "etat", Label: "État", Value: string(p.Filter.State), Filter: true}, Options: states, Empty: "Tous"}),
	)
}

// ways shows each delivery with what went wrong.
func ways(l notify.Line) Node {
	var all Group
	for i, d := range l.Deliveries {
		all = append(all, If(i > 0, Br()), wayTag(d), Iff(d.Trouble != "", func() Node { return Group{Text(" "), components.Soft(d.Trouble)} }))
	}
	if len(all) == 0 {
		return components.Soft("aucun moyen de joindre cette personne")
	}
	return all
}

// PaperPageProps is the letters that wait.
type PaperPageProps struct {
	Papers   []notify.Paper
	MayPrint bool
	Zone     *time.Location
}

// PaperPage lists the letters to print: one form, two buttons, so that what was printed is what is marked.
func PaperPage(p PaperPageProps) Node {
	head := components.PageHead(components.PageHeadProps{Title: "Courriers à imprimer", Lead: "Pour ceux que ni notification ni courriel ne peuvent joindre."})
	if len(p.Papers) == 0 {
		return Group{head, components.Empty(components.EmptyProps{Icon: "done", Title: "Rien à imprimer.", Text: "Tout le monde a pu être joint autrement."})}
	}
	if !p.MayPrint {
		return Group{head, components.Notice(components.NoticeProps{Kind: components.Info, Text: "Ces courriers sont imprimés par le chef d’établissement, le gestionnaire ou le secrétariat."}),
			rowsOf("Courriers à imprimer", paperRows(p, false), "Destinataire", "Objet", "Fait le", "Adresse")}
	}
	return Group{
		head,
		components.PostForm(components.PostFormProps{Action: paperPath, ID: "courriers"},
			components.Card(
				components.CardHead(components.CardHeadProps{Title: law.Counted(len(p.Papers), "courrier", "courriers")}),
				table("Courriers à imprimer", paperRows(p, true), "Destinataire", "Objet", "Fait le", "Adresse"),
				P(components.Soft("Décochez ce que vous ne voulez pas imprimer maintenant. Imprimer ne change rien : notez ensuite ce qui est parti.")),
				components.Actions(components.ButtonMain("Imprimer les courriers cochés"),
					components.ButtonPlain("Noter comme postés ou remis", FormAction(paperPath+"/remis"))),
			),
		),
	}
}

func paperRows(p PaperPageProps, choose bool) []components.Row {
	var rows []components.Row
	for _, l := range p.Papers {
		name := components.French(l.Name)
		if choose {
			id := "c-" + l.DeliveryID
			name = Div(Class("choice tight"), Input(ID(id), Type("checkbox"), Name("courrier"), Value(l.DeliveryID), Checked()), Label(For(id), name))
		}
		address := "à remettre en main propre"
		if n := len(l.AddressLines); n > 0 {
			address = l.AddressLines[n-1]
		}
		rows = append(rows, components.Row{Cells: []Node{name, components.French(l.Title), components.French(clockFrench(l.MadeAt.Time(), p.Zone)), components.French(address)}})
	}
	return rows
}
