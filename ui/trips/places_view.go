package trips

import (
	. "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// PlacesForm is the number of places and the way to choose, as typed.
type PlacesForm struct{ Capacity, Selection, Criteria string }

// PlacesPageProps is the page of the places of a trip.
type PlacesPageProps struct {
	Facts   trip.Facts
	Form    PlacesForm
	Refused web.Refused
}

// PlacesPage says how many pupils may leave, and how they are chosen when more of them ask.
func PlacesPage(p PlacesPageProps) Node {
	f, e, back := p.Facts, p.Refused.Errors, staffList+"/"+p.Facts.Trip.ID
	var ways []components.OptionProps
	for _, s := range trip.Selections {
		ways = append(ways, components.OptionProps{Value: s.Code, Label: s.Label, Hint: s.Hint})
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Places", Lead: "Ce qui est écrit ici est montré aux familles avant qu’elles répondent."}),
		components.KPIs(
			components.KPIProps{Value: itoa(f.Eligible), Label: "élèves concernés"},
			components.KPIProps{Value: itoa(f.Trip.PupilsEstimated), Label: "élèves prévus au budget"},
			components.KPIProps{Value: itoa(f.Taken), Label: "places prises ou proposées"},
		),
		If(f.Trip.State.EnrolmentBegan(), components.Notice(components.NoticeProps{Kind: components.Wait,
			Text: "Les familles ont été prévenues : la façon de choisir ne change plus. Le nombre de places peut augmenter."})),
		components.PostForm(components.PostFormProps{Action: back + "/places", Label: "Places"},
			components.Card(
				components.Field(components.FieldProps{ID: "capacity", Label: "Nombre de places", Value: p.Form.Capacity, Error: e["capacity"], InputMode: "numeric", Width: "s",
					Hint: "Laissez vide pour autant de places que d’élèves prévus au budget."}),
				components.RadioGroup(components.ChoiceProps{ID: "selection", Legend: "S’il y a plus de demandes que de places", Required: true, Value: p.Form.Selection, Error: e["selection"], Options: ways}),
				components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "criteria", Label: "Critères, dans leur ordre", Value: p.Form.Criteria, Error: e["criteria"],
					Hint: "Par exemple : l’option suivie, puis n’être jamais parti, puis le tirage au sort. Jamais l’argent ni la date d’un paiement."}, Rows: "4"}),
			),
			formActions("Enregistrer les places", back),
		),
	}
}
