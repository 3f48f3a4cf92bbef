package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// ProjectForm is the project as typed: what comes back is what was written.
type ProjectForm struct {
	New                                                             bool
	Title, Destination, CountryCode, Purpose, Programme, Obligation string
	DepartsOn, ReturnsOn, AnswerBy, Organiser, Pupils, Adults       string
	InTimetable                                                     bool
	Asks                                                            []string
}

// ProjectPageProps is the page of a project, new or not.
type ProjectPageProps struct {
	Form               ProjectForm
	Refused            web.Refused
	Organisers         []trip.Colleague // empty: the reader organises
	Action, Back, Save string
	Frozen             bool   // the budget is settled: headcounts do not change here
	WayToChange        string // once they are
}

// ProjectPage is what the organiser writes.
func ProjectPage(p ProjectPageProps) Node {
	title, lead := "Le projet", "Ce que le conseil d’administration et les familles liront."
	if p.Form.New {
		title, lead = "Nouveau voyage", "Voyage ou simple sortie : commencez par l’essentiel, le reste se complète ensuite."
	}
	e := p.Refused.Errors
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: title, Lead: lead}),
		If(p.Frozen, components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Le budget est arrêté",
			Text: "Les effectifs ne changent plus. " + p.WayToChange})),
		components.PostForm(components.PostFormProps{Action: p.Action, Label: title},
			components.Card(components.CardHead(components.CardHeadProps{Title: "Où et quand"}), projectPlace(p.Form, e)),
			components.Card(components.CardHead(components.CardHeadProps{Title: "Facultatif ou obligatoire"}), projectNature(p.Form, e)),
			components.Card(components.CardHead(components.CardHeadProps{Title: "Ce que les élèves y feront"}), projectContent(p.Form, e)),
			components.Card(components.CardHead(components.CardHeadProps{Title: "Combien, et la réponse des familles"}), projectPeople(p, e)),
			formActions(p.Save, p.Back),
		),
	}
}

func projectPlace(f ProjectForm, e map[string]string) Node {
	var options []components.OptionProps
	for _, c := range countries {
		options = append(options, components.OptionProps{Value: c.Code, Label: c.Name})
	}
	return Group{
		components.Field(components.FieldProps{ID: "title", Label: "Nom du voyage", Required: true, Value: f.Title, Error: e["title"],
			Hint: "Court et parlant : « Grenade, l’Alhambra et les mathématiques ».", Attrs: []Node{MaxLength("120")}}),
		components.Field(components.FieldProps{ID: "destination", Label: "Destination", Required: true, Value: f.Destination, Error: e["destination"],
			Hint: "La ville ou le lieu.", Attrs: []Node{MaxLength("120")}}),
		components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "country_code", Label: "Pays", Required: true,
			Value: f.CountryCode, Error: e["country_code"], Width: "l"}, Options: options}),
		components.DateField(components.FieldProps{ID: "departs_on", Label: "Départ", Required: true, Value: f.DepartsOn, Error: e["departs_on"]}),
		components.DateField(components.FieldProps{ID: "returns_on", Label: "Retour", Required: true, Value: f.ReturnsOn, Error: e["returns_on"],
			Hint: "Le même jour pour une sortie sans nuitée."}),
	}
}

func projectNature(f ProjectForm, e map[string]string) Node {
	return Group{
		components.RadioGroup(components.ChoiceProps{ID: "obligation", Legend: "Ce voyage est", Required: true, Value: f.Obligation, Error: e["obligation"],
			Options: []components.OptionProps{
				{Value: trip.Optional, Label: "Facultatif", Hint: "Les familles choisissent. Il dépasse les heures de cours, comporte une nuit ou va à l’étranger."},
				{Value: trip.Compulsory, Label: "Obligatoire", Hint: "Il tient dans les heures de cours, en France, sans nuitée, et il est gratuit."},
			}}),
		components.CheckboxField(components.CheckboxFieldProps{ID: "in_timetable", Label: "Il tient entièrement dans les heures de cours prévues à l’emploi du temps", Checked: f.InTimetable}),
	}
}

func projectContent(f ProjectForm, e map[string]string) Node {
	return Group{
		components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "purpose", Label: "Objet pédagogique", Value: f.Purpose,
			Error: e["purpose"], Hint: "Le lien avec les programmes ou le projet d’établissement, en quelques phrases."}}),
		components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "programme", Label: "Programme", Value: f.Programme,
			Error: e["programme"], Hint: "Jour par jour. Les familles le liront tel quel ; une ligne vide sépare les paragraphes."}, Rows: "8"}),
	}
}

func projectPeople(p ProjectPageProps, e map[string]string) Node {
	f := p.Form
	var asks, organisers []components.OptionProps
	for _, a := range trip.Asks {
		asks = append(asks, components.OptionProps{Value: a.Code, Label: a.Label, Hint: a.Hint})
	}
	for _, o := range p.Organisers {
		organisers = append(organisers, components.OptionProps{Value: o.ID, Label: o.Name})
	}
	return Group{
		components.Field(components.FieldProps{ID: "pupils_estimated", Label: "Élèves prévus", Value: f.Pupils, Error: e["pupils_estimated"],
			Hint: "C’est aussi le nombre de places.", InputMode: "numeric", Width: "s"}),
		components.Field(components.FieldProps{ID: "adults_estimated", Label: "Accompagnateurs prévus", Value: f.Adults, Error: e["adults_estimated"],
			InputMode: "numeric", Width: "s"}),
		components.DateField(components.FieldProps{ID: "answer_by", Label: "Réponse des familles attendue avant le", Value: f.AnswerBy, Error: e["answer_by"],
			Hint: "Nécessaire pour ouvrir les inscriptions."}),
		components.CheckboxGroup(components.ChoiceProps{ID: "asks", Legend: "Ce que l’engagement demande à la famille", Values: f.Asks, Options: asks,
			Hint: "Ne demandez que ce qui servira. Aucune question de santé n’est posée en ligne."}),
		Iff(len(organisers) > 0, func() Node {
			return components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "organiser", Label: "Organisateur", Value: f.Organiser,
				Error: e["organiser"], Width: "l"}, Options: organisers, Empty: "Moi-même"})
		}),
	}
}
