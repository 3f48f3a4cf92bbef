package account

import (
	"fmt"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
)

// TasksPageProps is the one list of a family.
type TasksPageProps struct {
	Tasks    []school.Task
	Children []school.Child
	Today    law.Day
}

// TasksPage shows everything that waits for the reader, over all children and products.
func TasksPage(p TasksPageProps) Node {
	if len(p.Tasks) == 0 {
		return Group{
			components.PageHead(components.PageHeadProps{Title: "Rien à faire"}),
			components.Empty(components.EmptyProps{
				Icon: "check", Title: "Tout est en ordre.", Text: "Quand l’établissement aura besoin de vous pour " + names(p.Children) + ", ce sera écrit ici.",
				Actions: []Node{components.LinkButton("Voir les enfants", "/enfants")},
			}),
		}
	}
	title := "Une chose à faire"
	if len(p.Tasks) > 1 {
		title = fmt.Sprintf("%d choses à faire", len(p.Tasks))
	}
	lead := "Pour " + names(p.Children) + "."
	if due := p.Tasks[0].Due; due != "" {
		lead += " La prochaine échéance est " + nearly(due, p.Today) + "."
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: title, Lead: lead}),
		components.Stack(Map(p.Tasks, func(t school.Task) Node { return TaskCard(t, p.Today) })),
	}
}

// TaskCard is one pending thing: what, for whom, by when, one button.
func TaskCard(t school.Task, today law.Day) Node {
	who := t.Who
	if t.Where != "" {
		who = strings.TrimPrefix(who+" · "+t.Where, " · ")
	}
	due := ""
	if t.Due != "" {
		due = "avant " + nearly(t.Due, today)
		if t.Late {
			due = "en retard : " + t.Due.Short()
		}
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Who: who, Due: due, Late: t.Late, Title: t.Title}),
		P(components.French(t.Text)),
		components.Actions(components.LinkMain(t.Action, t.Href)),
	)
}

func names(children []school.Child) string {
	var list []string
	for _, c := range children {
		list = append(list, c.FirstName)
	}
	switch len(list) {
	case 0:
		return "vos enfants"
	case 1:
		return list[0]
	}
	return strings.Join(list[:len(list)-1], ", ") + " et " + list[len(list)-1]
}

// nearly writes a day as one would say it: « jeudi », « jeudi 26 novembre », « le 2 décembre 2026 ».
func nearly(d, today law.Day) string {
	switch n := today.DaysUntil(d); {
	case n == 0:
		return "aujourd’hui"
	case n == 1:
		return "demain"
	case n > 1 && n < 7:
		return strings.Fields(d.FrenchLong())[0]
	}
	return "le " + d.French()
}

// ChildrenPage lists the children.
func ChildrenPage(children []school.Child) Node {
	if len(children) == 0 {
		return Group{
			components.PageHead(components.PageHeadProps{Title: "Enfants"}),
			components.Empty(components.EmptyProps{
				Icon: "people", Title: "Aucun élève n’est rattaché à votre compte.", Text: "Si c’est une erreur, demandez au secrétariat de vérifier votre adresse dans SIECLE.",
			}),
		}
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Enfants"}),
		components.Stack(Map(children, func(c school.Child) Node {
			return components.Card(
				components.CardHead(components.CardHeadProps{Title: c.FirstName + " " + c.LastName, Href: "/enfants/" + c.ID, Who: className(c)}),
				P(components.Soft(levelText(c))),
			)
		})),
	}
}

func className(c school.Child) string {
	if c.Class == "" {
		return "sans classe"
	}
	return "classe de " + c.Class
}

func levelText(c school.Child) string {
	switch c.Level {
	case 0:
		return "Vous êtes majeur : vous répondez et signez vous-même."
	case 1:
		return "Vous êtes son représentant légal."
	default:
		return "Vous en avez la charge ; le représentant légal signe."
	}
}

// ChildPageProps is one child's page.
type ChildPageProps struct {
	Child  school.Child
	Trips  []trip.FamilyTrip
	Others []school.OtherGuardian
}

// ChildPage gathers what concerns one child.
func ChildPage(p ChildPageProps) Node {
	var cards []Node
	for _, t := range p.Trips {
		if t.Child.ID != p.Child.ID {
			continue
		}
		state, word := stageTag(t.Stage)
		cards = append(cards, components.Card(
			components.CardHead(components.CardHeadProps{
				Title: t.Trip.Title, Href: "/voyages/" + t.Trip.ID + "/enfants/" + p.Child.ID, Who: t.Trip.Dates(), Aside: components.Tag(state, word),
			}),
		))
	}
	return Group{
		components.BackLink("/enfants"),
		components.PageHead(components.PageHeadProps{Eyebrow: className(p.Child), Title: p.Child.FirstName + " " + p.Child.LastName, Lead: "Né·e le " + p.Child.BirthOn.French() + "."}),
		H2(components.French("Voyages et sorties")),
		Iff(len(cards) == 0, func() Node { return P(components.Soft("Aucun voyage n’est proposé en ce moment.")) }),
		components.Stack(cards...),
		Iff(len(p.Others) > 0, func() Node {
			return components.Card(
				components.CardHead(components.CardHeadProps{Title: "L’autre représentant légal"}),
				Map(p.Others, func(o school.OtherGuardian) Node {
					return P(components.French(o.FirstName + " " + o.LastName))
				}),
				P(components.Soft("Chacun voit si l’autre a répondu ; les coordonnées de l’un ne sont jamais montrées à l’autre.")),
			)
		}),
	}
}

func stageTag(s trip.Stage) (state, word string) {
	switch s {
	case trip.StageInterest:
		return "neutral", "sondage"
	case trip.StageAnswer:
		return "wait", "réponse attendue"
	case trip.StageOther:
		return "wait", "deuxième signature attendue"
	case trip.StageCommitted:
		return "ok", "inscrit"
	case trip.StageDeclined:
		return "neutral", "décliné"
	case trip.StageWaiting:
		return "wait", "liste d’attente"
	case trip.StageWithdrawn:
		return "neutral", "désisté"
	case trip.StageReadOnly:
	}
	return "neutral", "à lire"
}

// Device is one session in the list.
type Device struct {
	ID, Device, SeenAt string
	Current            bool
}

// MePageProps is a person's own page.
type MePageProps struct {
	Name, Email   string
	Staff, Shared bool
	Roles         []string
	Contact       school.Contact
	Sessions      []Device
	Messages      []notify.Received
	PublicKey     string
	Factor        school.Factor
	Accounts      AccountsProps
	Practice      bool
	Refused       string // of new recovery codes
}

// MePage shows what the school holds of the reader, how they are reached, and where they are signed in.
func MePage(p MePageProps) Node {
	return Group{
		problem("code", p.Refused),
		components.PageHead(components.PageHeadProps{Title: p.Name, Lead: strings.Join(p.Roles, ", ")}),
		Iff(p.Shared, func() Node {
			return components.Notice(components.NoticeProps{Kind: "info", Title: "Adresse partagée", Text: "Plusieurs personnes utilisent " + p.Email + " : ce que vous signez porte cette mention, et les coordonnées ne s’affichent pas ici. Le code d’un courrier, demandé au secrétariat, vous identifie seul."})
		}),
		Iff(p.Contact != school.Contact{}, func() Node { return contactCard(p.Contact) }),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Être prévenu sur cet appareil"}),
			P(components.French("Une notification dit seulement qu’une chose vous attend : jamais de nom d’élève, jamais de montant. Rien n’est envoyé la nuit ni le week-end si cela peut attendre.")),
			components.PushButton(components.PushProps{PublicKey: p.PublicKey, Label: "Me prévenir quand une réponse ou un paiement est attendu"}),
		),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Comment vous êtes prévenu"}),
			P(components.French("Notification, courriel ou SMS : vous choisissez pour chaque sujet.")),
			components.Actions(components.LinkButton("Choisir", preferencesPath)),
		),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Vos dates dans votre calendrier"}),
			P(components.French("Votre téléphone ou votre ordinateur peut montrer vos dates à côté des autres.")),
			components.Actions(components.LinkButton("Suivre mon calendrier", calendarPath)),
		),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Vos données"}),
			P(components.French("Vous pouvez lire ce que l’établissement garde de vous, le faire corriger ou effacer.")),
			components.Actions(components.LinkButton("Voir mes droits", "/moi/donnees")),
		),
		Iff(len(p.Messages) > 0, func() Node {
			return components.Card(
				components.CardHead(components.CardHeadProps{Title: "Derniers messages"}),
				Ul(Class("plain"), Map(p.Messages, func(m notify.Received) Node {
					return Li(Strong(components.French(m.Title)), Text(" "), components.Soft(stampFrench(m.MadeAt.String())))
				})),
			)
		}),
		Iff(p.Staff, func() Node { return factorCard(p) }),
		accountsCard(p.Accounts),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Appareils connectés"}),
			P(components.Soft("Un appareil déconnecté d’ici ne reçoit plus de notification.")),
			components.DataTable(components.DataTableProps{
				Caption: "Appareils connectés", HideCaption: true, Stacked: true, RowHead: true,
				Columns: []components.Column{{Label: "Appareil"}, {Label: "Dernière visite"}, {Label: "Action", Quiet: true}},
				Rows:    deviceRows(p.Sessions),
			}),
			Iff(len(p.Sessions) > 1, func() Node {
				return components.PostForm(components.PostFormProps{Action: "/moi/sessions/fin"}, components.Actions(components.ButtonPlain("Déconnecter tous les autres appareils")))
			}),
		),
		components.PostForm(components.PostFormProps{Action: "/deconnexion"},
			components.CheckboxField(components.CheckboxFieldProps{ID: "notifications", Label: "Ne plus recevoir de notification sur cet appareil"}),
			components.Actions(components.ButtonPlain("Se déconnecter"))),
	}
}

func contactCard(c school.Contact) Node {
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Vos coordonnées dans l’établissement"}),
		components.SummaryList(
			components.Pair{Term: "Courriel", Value: components.French(orDash(c.Email))},
			components.Pair{Term: "Téléphone portable", Value: components.French(orDash(c.PhoneMobile))},
			components.Pair{Term: "Autres téléphones", Value: components.French(orDash(strings.TrimSpace(c.PhoneHome + " " + c.PhoneWork)))},
			components.Pair{Term: "Adresse", Value: components.French(orDash(c.Address))},
		),
		P(components.Soft("Elles viennent de SIECLE. Pour les corriger, écrivez au secrétariat : la correction arrive ici à l’import suivant.")),
	)
}

func orDash(s string) string {
	if s == "" {
		return "non renseigné"
	}
	return s
}

func deviceRows(sessions []Device) []components.Row {
	var rows []components.Row
	for _, s := range sessions {
		action := components.Tag("ok", "cet appareil")
		if !s.Current {
			action = components.PostForm(components.PostFormProps{Action: "/moi/sessions/" + s.ID + "/fin", Label: "Déconnecter " + s.Device}, components.ButtonPlain("Déconnecter"))
		}
		rows = append(rows, components.Row{Cells: []Node{components.French(s.Device), components.French(stampFrench(s.SeenAt)), action}})
	}
	return rows
}

// stampFrench writes a stored instant as a day.
func stampFrench(stamp string) string {
	day, err := law.ParseDay(strings.SplitN(stamp, " ", 2)[0])
	if err != nil {
		return ""
	}
	return "le " + day.French()
}

// OfflinePage is what the device shows when there is no network.
func OfflinePage() Node {
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Pas de réseau"}),
		components.Notice(components.NoticeProps{Kind: "wait", Title: "La page demandée n’a pas pu être ouverte.", Text: "Ce que vous aviez saisi dans un formulaire est gardé sur cet appareil. Réessayez dès que le réseau revient."}),
		components.Actions(components.LinkButton("Réessayer", "/")),
	}
}
