package staff

import (
	"regexp"
	"strings"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// PracticePageProps is the clock of a practice school and the people one may play.
type PracticePageProps struct {
	Now             time.Time
	Events          []trip.Event
	Staff, Families []school.PracticeAccount
	Typed           string
	Refused         web.Refused
}

// PracticePage moves the clock and says as whom one may sign in.
func PracticePage(p PracticePageProps) Node {
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{
			Title: "S’entraîner", Lead: "Une école imaginaire, une horloge que l’on avance, et rien qui sorte de cette machine.",
			Actions: []Node{components.LinkButton("Boîte d’envoi", practicePath+"/envois")},
		}),
		components.KPIs(
			components.KPIProps{Value: law.DayOf(p.Now).Short(), Label: "aujourd’hui", Hint: law.DayOf(p.Now).FrenchLong()},
			components.KPIProps{Value: p.Now.Format("15 h 04"), Label: "maintenant"}),
		clockCard(p),
		accountsCard("Se connecter comme un personnel", "Chaque fonction ouvre d’autres pages.", p.Staff, func(a school.PracticeAccount) string {
			return orDash(join(roleLabels(school.StaffMember{Roles: a.Roles})))
		}),
		accountsCard("Se connecter comme une famille", "Le code de connexion se lit dans la boîte d’envoi.", p.Families, func(a school.PracticeAccount) string {
			text := law.Counted(a.Children, "enfant", "enfants")
			if a.Shared > 1 {
				text += ", adresse partagée par " + law.Thousands(a.Shared) + " responsables"
			}
			return text
		}),
	}
}

func clockCard(p PracticePageProps) Node {
	step := func(name, label string) Node {
		return components.PostForm(components.PostFormProps{Action: practicePath + "/horloge", Label: label},
			components.ButtonPlain(label), components.HiddenFields(components.HiddenValue{Name: "pas", Value: name}))
	}
	var rows []components.Row
	for _, e := range p.Events {
		rows = append(rows, components.Row{Cells: []Node{
			components.TimeEl(string(e.On), e.On.FrenchLong()), components.French(eventText(e)),
			components.PostForm(components.PostFormProps{Action: practicePath + "/horloge", Label: "Aller au " + e.On.French() + " : " + eventText(e)},
				components.ButtonPlain("Y aller"), components.HiddenFields(components.HiddenValue{Name: "date", Value: string(e.On)})),
		}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Avancer l’horloge"}),
		P(components.Soft("À chaque jour passé, l’application fait ce qu’elle aurait fait : rappels, échéances, envois. On ne revient pas en arrière.")),
		components.Actions(step("jour", "Avancer d’un jour"), step("semaine", "Avancer d’une semaine")),
		components.PostForm(components.PostFormProps{Action: practicePath + "/horloge", Label: "Aller à une date"},
			components.DateField(components.FieldProps{ID: "date", Label: "Aller à une date", Value: p.Typed, Required: true, Error: p.Refused.Of("date"), Hint: "L’horloge s’y arrête à 9 h."}),
			components.Actions(components.ButtonMain("Aller à cette date"))),
		Iff(len(rows) > 0, func() Node {
			return Group{H3(components.French("Ce qui vient")), components.DataTable(components.DataTableProps{
				Caption: "Ce qui vient", HideCaption: true, RowHead: true, Stacked: true, Rows: rows,
				Columns: []components.Column{{Label: "Jour"}, {Label: "Ce qui arrive"}, {Label: "Action", Quiet: true}},
			})}
		}),
	)
}

func eventText(e trip.Event) string {
	return map[string]string{
		"enforceable": "L’acte devient exécutoire : ", "answer": "Fin des réponses des familles : ", "departure": "Départ : ", "instalment": "Échéance de paiement : ",
	}[e.Kind] + e.Title
}

func accountsCard(title, lead string, accounts []school.PracticeAccount, as func(school.PracticeAccount) string) Node {
	if len(accounts) == 0 {
		return nil
	}
	var rows []components.Row
	for _, a := range accounts {
		rows = append(rows, components.Row{Cells: []Node{
			components.French(a.Name), components.French(as(a)), Text(a.Email),
			components.PostForm(components.PostFormProps{Action: "/connexion", Label: "Se connecter comme " + a.Name},
				components.ButtonPlain("Demander un code"), components.HiddenFields(components.HiddenValue{Name: "adresse", Value: a.Email})),
		}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: title}),
		P(components.Soft(lead)),
		components.DataTable(components.DataTableProps{
			Caption: title, HideCaption: true, RowHead: true, Stacked: true, Rows: rows,
			Columns: []components.Column{{Label: "Qui"}, {Label: "En qualité de"}, {Label: "Adresse"}, {Label: "Action", Quiet: true}},
		}),
	)
}

// MailboxPageProps is all that the practice school has said.
type MailboxPageProps struct {
	List   Listing
	Search string
	Lines  []notify.Line
	Zone   *time.Location
}

// MailboxPage shows each message as its recipient gets it, on every channel, newest first.
func MailboxPage(p MailboxPageProps) Node {
	var cards []Node
	for _, l := range p.Lines {
		cards = append(cards, messageCard(l, p.Zone))
	}
	foot := Node(nil)
	if p.List.Last > 1 {
		pages := components.PaginationProps{Summary: law.Thousands(p.List.From) + " à " + law.Thousands(p.List.To) + " sur " + law.Thousands(p.List.Total)}
		if p.List.Page > 1 {
			pages.PreviousHref = p.List.With("page", law.Thousands(p.List.Page-1))
		}
		if p.List.Page < p.List.Last {
			pages.NextHref = p.List.With("page", law.Thousands(p.List.Page+1))
		}
		foot = components.Pagination(pages)
	}
	return Group{
		components.PageHead(components.PageHeadProps{
			Title: "Boîte d’envoi", Lead: "Tout ce que l’école d’entraînement aurait envoyé : courriels, notifications, courriers. Le plus récent d’abord.",
			Actions: []Node{components.LinkButton("Horloge et comptes", practicePath)},
		}),
		FilterForm(practicePath+"/envois", "Chercher un envoi",
			components.Field(components.FieldProps{ID: "q", Label: "Destinataire, adresse ou objet", Type: "search", Value: p.Search, Filter: true, Autocomplete: "off"})),
		Iff(len(cards) == 0, func() Node {
			return components.Empty(components.EmptyProps{Icon: "mail", Title: "Rien n’est parti.", Text: "Demandez un code de connexion ou avancez l’horloge : les envois s’afficheront ici."})
		}),
		components.Stack(cards...),
		foot,
	}
}

var sixDigits = regexp.MustCompile(`\b\d{3} \d{3}\b`)

func messageCard(l notify.Line, zone *time.Location) Node {
	var paragraphs []Node
	for _, text := range strings.Split(l.Body, "\n\n") {
		paragraphs = append(paragraphs, P(components.French(text)))
	}
	code := ""
	if l.Kind == notify.LoginCode {
		code = sixDigits.FindString(l.Body)
	}
	pushed := false
	for _, d := range l.Deliveries {
		pushed = pushed || d.Channel == notify.Push || d.Channel == notify.SMS
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Who: "À " + orDash(l.To), Due: clockFrench(l.MadeAt.Time(), zone), Title: l.Title, Aside: components.Soft(kindLabel(l.Kind))}),
		P(ways(l)),
		Iff(code != "", func() Node { return components.CopyCode("Code de connexion", code) }),
		Group(paragraphs),
		Iff(pushed, func() Node {
			return components.Disclosure("Ce que montre l’écran verrouillé", P(Strong(components.French(l.ShortTitle)), Br(), components.French(l.ShortBody)))
		}),
		Iff(l.Link != "", func() Node { return components.Actions(components.LinkButton("Ouvrir le lien", l.Link)) }),
	)
}
