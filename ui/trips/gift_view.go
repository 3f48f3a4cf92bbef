package trips

import (
	. "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
)

// GiftForm is an act that accepts gifts, as typed.
type GiftForm struct {
	VoteForm
	Lines []string
}

// GiftsPageProps is the gifts of a trip and who accepted them.
type GiftsPageProps struct {
	Facts       trip.Facts
	Form        GiftForm
	Delegations []school.Act
	Refused     Refused
}

// GiftsPage shows which gifts an act accepts, and records the act of the others.
func GiftsPage(p GiftsPageProps) Node {
	back, e := staffList+"/"+p.Facts.Trip.ID, p.Refused.ByField
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
	page := Group{
		refusedBlock(p.Refused),
		components.PageHead(components.PageHeadProps{Title: "Dons", Lead: "Le conseil d’administration accepte un don avant qu’il soit employé. Le don garde la destination que lui donne son auteur."}),
		components.Card(components.DataTable(components.DataTableProps{Caption: "Dons de ce voyage", RowHead: true, Stacked: true, Rows: rows, EmptyMessage: "Aucun don n’est inscrit au budget de ce voyage.",
			Columns: []components.Column{{Label: "Don"}, {Label: "Inscrit au"}, {Label: "Montant", Num: true}, {Label: "Accepté"}}})),
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

func giftRow(f trip.Facts, l trip.Line, amount, where string, rows []components.Row, open []components.OptionProps) ([]components.Row, []components.OptionProps) {
	state := components.Tag(components.Stop, "pas encore")
	if f.Accepted[l.ID] {
		state = components.Tag(components.OK, "oui")
	} else {
		open = append(open, components.OptionProps{Value: l.ID, Label: lineName(l) + ", " + amount})
	}
	return append(rows, components.Row{Cells: []Node{components.French(lineName(l)), components.French(where), components.Money(amount), state}}), open
}
