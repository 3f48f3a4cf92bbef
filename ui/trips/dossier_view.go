package trips

import (
	. "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// DossierPageProps is what goes to the board beside the project and its budget.
type DossierPageProps struct {
	Facts            trip.Facts
	Form             trip.Dossier
	MaySit, MayWrite bool
	Findings         []components.FindingProps
	Refused          web.Refused
}

// DossierPage is the file of a trip for the board, and the calendar of the sitting.
func DossierPage(p DossierPageProps) Node {
	back := staffList + "/" + p.Facts.Trip.ID
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Le dossier pour le conseil", Lead: p.Facts.Trip.Title + ", " + p.Facts.Trip.Dates() + "."}),
		components.Columns(
			Group{dossierFields(p, back), sittingFields(p, back)},
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Ce que disent les règles", ID: "regles"}),
				If(len(p.Findings) == 0, components.Tag(components.OK, "rien à redire")),
				components.FindingList(p.Findings),
			),
		),
		components.Actions(components.LinkButton("Revenir au voyage", back)),
	}
}

func dossierFields(p DossierPageProps, back string) Node {
	e := p.Refused.Errors
	if !p.MayWrite {
		plan := "non précisé"
		if p.Form.InSchoolPlan {
			plan = "oui"
		}
		return components.Card(components.CardHead(components.CardHeadProps{Title: "Le projet"}), components.DefinitionGrid(
			components.Pair{Term: "Dans le projet d’établissement", Value: components.French(plan)},
			components.Pair{Term: "Jours de cours pris", Value: components.French(itoa(p.Facts.DaysOfClass()))},
			components.Pair{Term: "Ceux qui restent", Value: components.French(orNone(p.Form.AbsentPlan))},
		))
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Le projet"}),
		components.PostForm(components.PostFormProps{Action: back + "/conseil", Label: "Dossier du voyage"},
			components.CheckboxField(components.CheckboxFieldProps{ID: "in_school_plan", Label: "Le voyage s’inscrit dans le projet d’établissement", Checked: p.Form.InSchoolPlan, Error: e["in_school_plan"],
				Hint: "Et, s’il y en a une, respecte la charte des voyages."}),
			components.Field(components.FieldProps{ID: "school_days", Label: "Jours de cours pris", Value: web.TypedNumber(p.Form.SchoolDays), Error: e["school_days"], InputMode: "numeric", Width: "s",
				Hint: "Vide : " + law.Counted(law.WorkingDays(p.Facts.Trip.DepartsOn, p.Facts.Trip.ReturnsOn), "jour ouvré", "jours ouvrés") + ", vacances scolaires non déduites."}),
			components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "absent_plan", Label: "Élèves qui restent, professeurs absents", Value: p.Form.AbsentPlan,
				Error: e["absent_plan"], Hint: "Qui accueille les élèves qui ne partent pas, comment les cours sont remplacés."}, Rows: "4"}),
			components.RadioGroup(components.ChoiceProps{ID: "payee", Legend: "À qui les familles paient", Value: known(p.Form.Payee, trip.PaySchool, trip.PayAssociation), Error: e["payee"],
				Options: []components.OptionProps{
					{Value: trip.PaySchool, Label: "À l’établissement"},
					{Value: trip.PayAssociation, Label: "À une association", Hint: "Interdit : l’association peut faire un don, jamais encaisser la part des familles."},
				}}),
			components.Actions(components.ButtonMain("Enregistrer le dossier")),
		))
}

func sittingFields(p DossierPageProps, back string) Node {
	head := components.CardHead(components.CardHeadProps{Title: "La séance du conseil d’administration", ID: "seance"})
	if !p.MaySit {
		return components.Card(head, sittingCalendar(p))
	}
	e := p.Refused.Errors
	return components.Card(head, sittingCalendar(p),
		components.PostForm(components.PostFormProps{Action: back + "/seance", Label: "Séance du conseil d’administration"},
			components.DateField(components.FieldProps{ID: "board_meets_on", Label: "Séance du", Value: string(p.Form.MeetsOn), Error: e["board_meets_on"]}),
			components.DateField(components.FieldProps{ID: "board_called_on", Label: "Convocation et documents envoyés le", Value: string(p.Form.CalledOn), Error: e["board_called_on"]}),
			components.CheckboxField(components.CheckboxFieldProps{ID: "board_urgent", Label: "Convocation en urgence", Checked: p.Form.Urgent, Error: e["board_urgent"]}),
			components.CheckboxField(components.CheckboxFieldProps{ID: "credits_open", Label: "Les crédits du voyage sont ouverts au budget de l’établissement", Checked: p.Form.CreditsOpen, Error: e["credits_open"],
				Hint: "Sinon, une décision budgétaire modificative est nécessaire avant toute dépense."}),
			components.Actions(components.ButtonPlain("Noter la séance")),
		))
}

// sittingCalendar counts back from the sitting, and forward to the day the act would be enforceable.
func sittingCalendar(p DossierPageProps) Node {
	meets := p.Facts.Dossier.MeetsOn
	if meets == "" {
		return components.Soft("La date de la séance n’est pas encore connue.")
	}
	days := p.Facts.Limits.CallDays
	if p.Facts.Dossier.Urgent {
		days = p.Facts.Limits.UrgentCallDays
	}
	return components.DefinitionGrid(
		components.Pair{Term: "Convoquer au plus tard", Value: components.French(meets.Add(-days).FrenchLong())},
		components.Pair{Term: "Séance", Value: components.French(meets.FrenchLong())},
		components.Pair{Term: "Familles engagées au plus tôt", Value: components.French(earliest(p.Facts, meets))},
	)
}

// earliest is when the act could be enforceable if it were transmitted, or published, the day after the sitting.
func earliest(f trip.Facts, meets law.Day) string {
	if f.Trip.Nights() == 0 {
		return "dès que le tarif est publié"
	}
	return "vers le " + meets.Add(1+f.Limits.EnforceableDays).French() + ", si l’acte est transmis le lendemain"
}

func orNone(s string) string {
	if s == "" {
		return "non précisé"
	}
	return s
}
