package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// VoteForm is an act as typed.
type VoteForm struct {
	Organ, Number, VotedOn, TransmittedOn, PublishedOn, Delegation string
	CoversContract, AcceptsGifts                                   bool
}

// VotePageProps is the page where an act is recorded.
type VotePageProps struct {
	Trip        trip.Trip
	Form        VoteForm
	Delegations []school.Act
	Gifts       []trip.Gift // of the budget
	Refused     web.Refused
}

// VotePage records what the board voted: the price is the one presented, it is not typed again.
func VotePage(p VotePageProps) Node {
	back, e := staffList+"/"+p.Trip.ID, p.Refused.Errors
	lead := "Le conseil a voté le programme, le financement et le prix de " + p.Trip.PriceCents.String() + " par élève."
	if p.Trip.PriceCents == 0 {
		lead = "Le conseil a voté le programme et le financement. Le voyage est gratuit pour les familles."
	}
	var delegations []components.OptionProps
	for _, d := range p.Delegations {
		delegations = append(delegations, components.OptionProps{Value: d.ID, Label: "Acte n° " + d.ActNumber + " du " + d.VotedOn.French()})
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Enregistrer l’acte", Lead: lead}),
		components.PostForm(components.PostFormProps{Action: back + "/acte", Label: "Acte du conseil d’administration"},
			components.Card(
				components.RadioGroup(components.ChoiceProps{ID: "organ", Legend: "Qui a voté", Required: true, Value: p.Form.Organ, Error: e["organ"], Options: []components.OptionProps{
					{Value: school.Board, Label: "Le conseil d’administration"},
					{Value: school.StandingCommittee, Label: "La commission permanente", Hint: "Seulement sur délégation du conseil en exercice."},
				}}),
				components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "delegation", Label: "Délégation du conseil à la commission permanente",
					Value: p.Form.Delegation, Error: e["delegation"], Hint: "Uniquement si la commission permanente a voté.", Width: "l"}, Options: delegations, Empty: delegationWord(p)}),
				P(A(Href(staffList+"/delegations"), Text("Enregistrer une délégation du conseil"))),
				components.Field(components.FieldProps{ID: "act_number", Label: "Numéro de l’acte", Required: true, Value: p.Form.Number, Error: e["act_number"], Width: "s"}),
				components.DateField(components.FieldProps{ID: "voted_on", Label: "Voté le", Required: true, Value: p.Form.VotedOn, Error: e["voted_on"]}),
			),
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Transmission et publication"}),
				components.DateField(components.FieldProps{ID: "transmitted_on", Label: "Accusé de transmission du", Value: p.Form.TransmittedOn, Error: e["transmitted_on"],
					Hint: "La date de l’accusé reçu dans Dém’Act. Vous pourrez l’ajouter plus tard : la date exécutoire sera calculée."}),
				components.DateField(components.FieldProps{ID: "published_on", Label: "Publié le", Value: p.Form.PublishedOn, Error: e["published_on"], Hint: "Affichage ou mise en ligne."}),
				components.CheckboxField(components.CheckboxFieldProps{ID: "covers_contract", Label: "L’acte autorise aussi un contrat ou un marché", Checked: p.Form.CoversContract}),
			),
			Iff(len(p.Gifts) > 0, func() Node { return giftsVoted(p) }),
			formActions("Enregistrer l’acte", back),
		),
	}
}

// giftsVoted asks whether the act accepts the gifts of the budget: it is never presumed.
func giftsVoted(p VotePageProps) Node {
	var items Group
	for _, g := range p.Gifts {
		items = append(items, Li(components.French(g.Label+" : "+g.Amount.String())))
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Dons inscrits au budget"}),
		Ul(items),
		components.CheckboxField(components.CheckboxFieldProps{ID: "accepts_gifts", Label: "L’acte énumère ces dons et les accepte", Checked: p.Form.AcceptsGifts,
			Hint: "Sinon, un acte à part les acceptera avant l’ouverture des inscriptions (V-24)."}),
	)
}

func delegationWord(p VotePageProps) string {
	if len(p.Delegations) == 0 {
		return "Aucune délégation enregistrée"
	}
	return "Sans objet"
}
