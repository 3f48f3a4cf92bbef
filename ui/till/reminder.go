package till

import (
	"net/http"
	"slices"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	remindersPath      = "/gestion/caisse/relances"
	lettersToPrintPath = "/gestion/messages/courriers" // of every product, in Messages
)

// reminderRoutes are the reminders of what is late: who, why or why not, what was sent and seen.
func reminderRoutes() []web.Route {
	see, send := web.Staff(school.SeeMoney), web.Staff(school.SendReminders)
	return []web.Route{
		{Method: http.MethodGet, Pattern: remindersPath, Who: see, Handle: showReminders},
		{Method: http.MethodPost, Pattern: remindersPath, Who: send, Handle: sendReminders},
		{Method: http.MethodPost, Pattern: remindersPath + "/suspension", Who: web.Staff(school.Authorise), Handle: holdCharge},
		{Method: http.MethodGet, Pattern: remindersPath + "/envois.csv", Who: see, Handle: exportReminders},
		{Method: http.MethodGet, Pattern: remindersPath + "/envois.xlsx", Who: see, Handle: exportReminders},
	}
}

// RemindersProps is the page of reminders.
type RemindersProps struct {
	List                       []money.ToRemind
	Sent                       []money.SentReminder
	Shown                      money.ToRemind // whose letter is previewed
	Letter                     string
	MaySend, MayHold, MayGrant bool
	MayReadLetters             bool // the batch of letters to print is theirs to open
	web.Refused
}

func showReminders(v *web.Visit) error { return remindersPage(v, nil) }

func remindersPage(v *web.Visit, refusal *law.Refusal) error {
	props := RemindersProps{MaySend: v.Actor.May(school.SendReminders), MayHold: v.Actor.May(school.Authorise), MayGrant: v.Actor.May(school.PreparePlans), MayReadLetters: v.Actor.May(school.SeePeople)}
	var err error
	if props.List, err = money.ToRemindAll(v.App, v.Actor); err != nil {
		return err
	}
	if props.Sent, err = money.SentReminders(v.App, v.Actor); err != nil {
		return err
	}
	for _, t := range props.List {
		if t.Debtor.Key() == v.Query("apercu") && len(t.Lines) > 0 && t.Step != money.Handed {
			props.Shown = t
			if props.Letter, err = money.ReminderText(v.App, t.Step, t.Lines); err != nil {
				return err
			}
		}
	}
	page := components.PageProps{Title: "Relances", Wide: true, Breadcrumb: []components.Crumb{{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "Relances"}}}
	if refusal == nil {
		return v.Page(page, RemindersPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "relances", "reason", "creance")
	return v.PageAgain(page, RemindersPage(props))
}

func sendReminders(v *web.Visit) error {
	form, err := v.Form()
	if err != nil {
		return err
	}
	var debtors []money.Ower
	for _, key := range form["relances"] {
		if d, ok := money.ParseDebtor(key); ok {
			debtors = append(debtors, d)
		}
	}
	if len(debtors) == 0 {
		return remindersPage(v, &law.Refusal{Findings: []law.Finding{{Severity: law.Block, Field: "relances", What: "Choisissez au moins une personne."}}})
	}
	err = money.SendReminders(v.Ctx(), v.App, debtors...)
	if refusal, ok := web.Refusal(err); ok {
		return remindersPage(v, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(remindersPath, components.OK, "Les relances sont parties ou attendent la fin des heures calmes ; celles de qui n’a pas d’adresse sont à imprimer, dans les courriers.")
}

func holdCharge(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	err := money.HoldCharge(v.Ctx(), v.App, v.Field("creance"), v.Field("geste") != "reprendre", v.Field("reason"))
	if refusal, ok := web.Refusal(err); ok {
		return remindersPage(v, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(remindersPath, components.OK, "Votre décision est enregistrée, avec son motif.")
}

func exportReminders(v *web.Visit) error {
	sent, err := money.SentReminders(v.App, v.Actor)
	if err != nil {
		return err
	}
	sheet := document.Sheet{Title: "Relances envoyées", Columns: []document.Column{
		{Name: "Envoyée le", Kind: document.KindDay}, {Name: "À"}, {Name: "Étape"}, {Name: "Somme rappelée", Kind: document.KindMoney}, {Name: "Par"}, {Name: "Acheminement"}, {Name: "Ouverte le", Kind: document.KindDay},
	}}
	for _, r := range sent {
		sheet.Rows = append(sheet.Rows, []document.Cell{
			document.Date(r.SentOn), document.Text(r.Name), document.Text(r.Step.Label()), document.Money(r.Total), document.Text(sentBy(r)), document.Text(deliveredWords(r.Delivered)), document.Date(r.SeenOn),
		})
	}
	if strings.HasSuffix(v.Request.URL.Path, ".csv") {
		return v.File("relances.csv", "text/csv; charset=utf-8", sheet.CSV(), false)
	}
	body, err := sheet.XLSX()
	if err != nil {
		return err
	}
	return v.File("relances.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body, false)
}

func sentBy(r money.SentReminder) string {
	if r.ByName == "" {
		return "à sa date"
	}
	return r.ByName
}

// deliveryWords are the channels and the states of the outbox, as people say them.
var deliveryWords = strings.NewReplacer("push:", "notification : ", "email:", "courriel : ", "letter:", "lettre : ", "sms:", "SMS : ", ",", ", ",
	"queued", "en attente", "sent", "parti", "failed", "échec", "gone", "adresse disparue", "skipped", "non envoyé")

func deliveredWords(raw string) string {
	if raw == "" {
		return "remise à l’agent comptable"
	}
	return deliveryWords.Replace(raw)
}

// RemindersPage shows who would be reminded today, who not and why, and what has been sent.
func RemindersPage(p RemindersProps) Node {
	return Group{
		p.Head(),
		components.PageHead(components.PageHeadProps{Title: "Relances", Lead: "À l’amiable d’abord. Une relance ne retire jamais une place, un accès ni un service."}),
		readyCard(p),
		Iff(p.Letter != "", func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "Aperçu pour " + p.Shown.Name}), components.DocumentText("Texte de la relance", Pre(components.French(p.Letter))))
		}),
		waitingCard(p),
		Iff(p.MayHold && len(p.List) > 0, func() Node { return holdCard(p) }),
		sentRemindersCard(p),
	}
}

func readyCard(p RemindersProps) Node {
	var options []components.OptionProps
	var values []string
	var rows []components.Row
	for _, t := range p.List {
		if !t.Ready() {
			continue
		}
		hint := t.Step.Label() + ", " + law.Counted(len(t.Lines), "somme", "sommes")
		if t.Small {
			hint += ", petites sommes réunies"
		}
		if slices.ContainsFunc(t.Charges, func(c money.LateCharge) bool { return c.Undated && c.Held == "" }) {
			hint += ", dont sans échéance"
		}
		options = append(options, components.OptionProps{Value: t.Debtor.Key(), Label: t.Name + " : " + t.Total.String(), Hint: hint})
		if t.Step == money.Amicable || t.Step == money.Second {
			values = append(values, t.Debtor.Key())
		}
		links := Group{}
		if t.Step != money.Handed {
			links = append(links, A(Href(remindersPath+"?apercu="+t.Debtor.Key()), components.French("Lire"), components.OnlyHeard(" la relance de "+t.Name)))
		}
		if p.MayGrant {
			links = append(links, A(Href(newPlanPath+"?debiteur="+t.Debtor.Key()), components.French("Proposer un délai"), components.OnlyHeard(" à "+t.Name)))
		}
		rows = append(rows, components.Row{Cells: []Node{components.French(t.Name), components.French(t.Step.Label()), components.Money(t.Total.String()), components.Actions(links...)}})
	}
	if len(options) == 0 {
		return components.Empty(components.EmptyProps{Icon: "check", Title: "Personne à relancer aujourd’hui.", Text: "Ce qui est en retard et n’est pas relancé est plus bas, avec la raison."})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "À relancer aujourd’hui", Aside: components.RuleLink("F-04")}),
		components.DataTable(components.DataTableProps{
			Caption: "À relancer aujourd’hui", List: &components.Listing{Find: "Chercher un débiteur, une étape", Noun: "relance", Nouns: "relances"}, HideCaption: true, RowHead: true, Rows: rows, Columns: []components.Column{{Label: "À"}, {Label: "Étape"}, {Label: "Somme", Num: true}, {Label: "Voir"}},
		}),
		Iff(p.MaySend, func() Node {
			return components.PostForm(components.PostFormProps{Action: remindersPath, Label: "Envoi des relances"},
				components.CheckboxGroup(components.ChoiceProps{ID: "relances", Legend: "Relances à envoyer", Options: options, Values: values, Required: true, Error: p.Errors["relances"], Hint: "Les mises en demeure et les transmissions ne sont pas cochées d’avance."}),
				components.Actions(components.ButtonMain("Envoyer ces relances")),
			)
		}),
	)
}

func waitingCard(p RemindersProps) Node {
	var rows []components.Row
	for _, t := range p.List {
		for _, c := range t.Charges {
			why := c.Held
			if why == "" && !t.Ready() {
				why = t.WhyNot
			}
			if why != "" {
				rows = append(rows, components.Row{Cells: []Node{
					components.French(t.Name), A(Href("/gestion/caisse/eleves/"+c.PupilID), components.French(c.Label)), components.French(payBy(c)), components.Money(c.Late.String()), components.French(why),
				}})
			}
		}
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "En retard, sans relance aujourd’hui", Aside: components.RuleLink("F-11")}),
		components.DataTable(components.DataTableProps{
			Caption: "En retard, sans relance aujourd’hui", List: &components.Listing{Find: "Chercher un débiteur", Noun: "débiteur", Nouns: "débiteurs"}, HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Rien.",
			Columns: []components.Column{{Label: "Dû par"}, {Label: "Objet"}, {Label: "Échéance"}, {Label: "Somme", Num: true}, {Label: "Pourquoi"}},
		}),
	)
}

func payBy(c money.LateCharge) string {
	if c.Undated {
		return "sans échéance"
	}
	return c.DueOn.French()
}

func holdCard(p RemindersProps) Node {
	var options []components.OptionProps
	for _, t := range p.List {
		for _, c := range t.Charges {
			label := t.Name + " : " + c.Label + ", " + c.Late.String()
			if c.Hold {
				label += " (suspendue)"
			}
			options = append(options, components.OptionProps{Value: c.ID, Label: label})
		}
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Une somme contestée", Aside: components.RuleLink("F-04")}),
		components.PostForm(components.PostFormProps{Action: remindersPath + "/suspension", Label: "Suspension du recouvrement"},
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "creance", Label: "Quelle somme ?", Required: true, Error: p.Errors["creance"]}, Options: options}),
			components.RadioGroup(components.ChoiceProps{ID: "geste", Legend: "Le recouvrement", Required: true, Inline: true, Value: "suspendre", Options: []components.OptionProps{{Value: "suspendre", Label: "est suspendu"}, {Value: "reprendre", Label: "reprend"}}}),
			components.Field(components.FieldProps{ID: "reason", Label: "Pourquoi", Required: true, Error: p.Errors["reason"], Attrs: []Node{MaxLength("500")}}),
			components.Actions(components.ButtonPlain("Enregistrer la décision")),
		),
	)
}

func sentRemindersCard(p RemindersProps) Node {
	var rows []components.Row
	letters := 0
	for _, r := range p.Sent {
		if strings.Contains(r.Delivered, "letter:queued") {
			letters++
		}
		seen := "non"
		if r.SeenOn != "" {
			seen = r.SeenOn.French()
		}
		rows = append(rows, components.Row{Cells: []Node{
			components.French(r.SentOn.French()), components.French(r.Name), components.French(r.Step.Label()), components.Money(r.Total.String()), components.French(sentBy(r)),
			components.French(deliveredWords(r.Delivered)), components.French(seen),
		}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Envoyées"}),
		components.Actions(components.LinkIcon("download", "CSV", remindersPath+"/envois.csv"), components.LinkIcon("download", "Tableur", remindersPath+"/envois.xlsx"),
			Iff(letters > 0 && p.MayReadLetters, func() Node {
				return components.LinkIcon("mail", law.Counted(letters, "lettre de relance à imprimer", "lettres de relance à imprimer"), lettersToPrintPath)
			})),
		components.DataTable(components.DataTableProps{
			Caption: "Relances envoyées", List: &components.Listing{Find: "Chercher une relance", Noun: "relance", Nouns: "relances"}, HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucune relance n’est partie.",
			Columns: []components.Column{{Label: "Le"}, {Label: "À"}, {Label: "Étape"}, {Label: "Somme", Num: true}, {Label: "Par"}, {Label: "Acheminement"}, {Label: "Ouverte"}},
		}),
	)
}
