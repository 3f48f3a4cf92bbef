package trips

import (
	. "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// GiftForm is an act that accepts gifts, as typed.
type GiftForm struct {
	VoteForm
	Lines                            []string
	DatedAct, Transmitted, Published string // the dates of an act recorded earlier
}

// GiftsPageProps is the gifts of a trip and who accepted them.
type GiftsPageProps struct {
	Facts       trip.Facts
	Form        GiftForm
	Delegations []school.Act
	Waiting     []school.Act  // recorded, without effect yet
	Waivers     money.Waivers // what families have given up in writing, as a whole
	Refused     web.Refused
}

// GiftsPage shows which gifts an act accepts, and records the act of the others.
func GiftsPage(p GiftsPageProps) Node {
	back, e := staffList+"/"+p.Facts.Trip.ID, p.Refused.Errors
	var rows []components.Row
	var open []components.OptionProps
	for _, s := range p.Facts.Budget.Incomes {
		if s.IsGift() {
			rows, open = giftRow(p.Facts, s.Line, (s.Pupils + s.Adults).String(), "projet", rows, open)
		}
	}
	for _, l := range p.Facts.Real {
		if l.CarriedFrom == "" && trip.GivenBy(l.Origin) {
			rows, open = giftRow(p.Facts, l, l.AmountCents.String(), "budget réel", rows, open)
		}
	}
	rows, open = waiverRow(p.Waivers, rows, open)
	page := Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Dons", Lead: "Le conseil d’administration accepte un don avant qu’il soit employé. Le don garde la destination que lui donne son auteur."}),
		components.Card(components.DataTable(components.DataTableProps{Caption: "Dons de ce voyage", List: &components.Listing{Find: "Chercher un don", Noun: "don", Nouns: "dons"}, RowHead: true, Stacked: true, Rows: rows, EmptyMessage: "Ce voyage ne reçoit aucun don.",
			Columns: []components.Column{{Label: "Don"}, {Label: "Inscrit au"}, {Label: "Montant", Num: true}, {Label: "Accepté"}}})),
	}
	if len(p.Waiting) > 0 { // one at a time: the next one comes when this one is dated
		page = append(page, giftActDates(p, p.Waiting[0], back))
	}
	if len(open) == 0 {
		return append(page, components.Actions(components.LinkButton("Revenir au voyage", back)))
	}
	var delegations []components.OptionProps
	for _, d := range p.Delegations {
		delegations = append(delegations, components.OptionProps{Value: d.ID, Label: "Acte n° " + d.ActNumber + " du " + d.VotedOn.French()})
	}
	return append(page, components.PostForm(components.PostFormProps{Action: back + "/dons", Label: "Acte qui accepte des dons"},
		components.Card(components.CardHead(components.CardHeadProps{Title: "Enregistrer l’acte qui accepte des dons", Aside: components.RuleLink("V-24")}),
			components.CheckboxGroup(components.ChoiceProps{ID: "lines", Legend: "Dons acceptés", Required: true, Values: p.Form.Lines, Error: e["lines"], Options: open}),
			components.RadioGroup(components.ChoiceProps{ID: "organ", Legend: "Qui a voté", Required: true, Value: p.Form.Organ, Error: e["organ"], Options: []components.OptionProps{
				{Value: school.Board, Label: "Le conseil d’administration"},
				{Value: school.StandingCommittee, Label: "La commission permanente", Hint: "Seulement si ce pouvoir lui a été délégué (9° de R421-20)."},
			}}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "delegation", Label: "Délégation du conseil à la commission permanente",
				Value: p.Form.Delegation, Error: e["delegation"], Width: "l"}, Options: delegations, Empty: "Sans objet"}),
			components.Field(components.FieldProps{ID: "act_number", Label: "Numéro de l’acte", Required: true, Value: p.Form.Number, Error: e["act_number"], Width: "s"}),
			components.DateField(components.FieldProps{ID: "voted_on", Label: "Voté le", Required: true, Value: p.Form.VotedOn, Error: e["voted_on"]}),
			components.DateField(components.FieldProps{ID: "transmitted_on", Label: "Accusé de transmission du", Value: p.Form.TransmittedOn, Error: e["transmitted_on"]}),
			components.DateField(components.FieldProps{ID: "published_on", Label: "Publié le", Value: p.Form.PublishedOn, Error: e["published_on"],
				Hint: "L’acceptation d’un don a ses effets une fois publiée."}),
		),
		formActions("Enregistrer l’acte", back),
	))
}

// giftActDates asks for what came after the vote of an act.
func giftActDates(p GiftsPageProps, a school.Act, back string) Node {
	transmitted, published, e := "", "", map[string]string{}
	if p.Form.DatedAct == a.ID {
		transmitted, published, e = p.Form.Transmitted, p.Form.Published, p.Refused.Errors
	}
	return components.PostForm(components.PostFormProps{Action: back + "/dons/dates", Label: "Dates de " + a.Name()},
		components.Card(components.CardHead(components.CardHeadProps{Title: components.Capital(a.Name()) + " n’a pas encore ses effets", Aside: components.RuleLink("V-07")}),
			components.HiddenFields(components.HiddenValue{Name: "act", Value: a.ID}),
			components.DateField(components.FieldProps{ID: "gift_transmitted_on", Label: "Accusé de transmission du", Value: transmitted, Error: e["gift_transmitted_on"]}),
			components.DateField(components.FieldProps{ID: "gift_published_on", Label: "Publié le", Value: published, Error: e["gift_published_on"]}),
			components.Actions(components.ButtonPlain("Enregistrer les dates")),
		))
}

// waiverRow is what families have given up in writing: one line without a name, because the board accepts the whole.
func waiverRow(w money.Waivers, rows []components.Row, open []components.OptionProps) ([]components.Row, []components.OptionProps) {
	if w.Count == 0 {
		return rows, open
	}
	name := "Reliquats donnés par écrit, " + law.Counted(w.Count, "somme", "sommes")
	state := components.Tag(components.OK, "oui")
	switch {
	case w.Unattached > 0:
		state = components.Tag(components.Stop, "pas encore")
		open = append(open, components.OptionProps{
			Value: trip.WaivedSums, Label: "Reliquats donnés par écrit par " + law.Counted(w.Unattached, "payeur", "payeurs") + ", " + w.AmountUnattached.String(),
		})
	case w.ToAccept > 0:
		state = components.Tag(components.Wait, "acte pas encore exécutoire")
	}
	return append(rows, components.Row{Cells: []Node{components.French(name), components.French("reliquats"), components.Money(w.Amount.String()), state}}), open
}

func giftRow(f trip.Facts, l trip.Line, amount, where string, rows []components.Row, open []components.OptionProps) ([]components.Row, []components.OptionProps) {
	state := components.Tag(components.Stop, "pas encore")
	if f.Accepted[l.ID] {
		state = components.Tag(components.OK, "oui")
	} else {
		open = append(open, components.OptionProps{Value: l.ID, Label: lineName(l) + ", " + amount})
	}
	return append(rows, components.Row{Cells: []Node{components.French(lineName(l)), components.French(where), components.Money(amount), state}}), open
}
