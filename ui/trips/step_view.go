package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// ConfirmPageProps is a page that asks before something is undone.
type ConfirmPageProps struct {
	Trip    trip.Trip
	Act     *school.Act
	Signed  int
	Reason  string
	Refused web.Refused
}

// ReturnPage asks before a trip goes back to its project.
func ReturnPage(p ConfirmPageProps) Node {
	back := staffList + "/" + p.Trip.ID
	text := "Le budget et les dates redeviennent modifiables. L’avis du chef d’établissement et la vérification du budget seront à refaire."
	if p.Act != nil {
		text += " L’acte enregistré reste dans l’historique, mais un nouveau vote du conseil d’administration sera nécessaire."
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Revenir au projet ?", Lead: p.Trip.Title}),
		components.Card(P(components.French(text)),
			components.PostForm(components.PostFormProps{Action: back + "/projet/retour", Label: "Revenir au projet"},
				components.Actions(components.ButtonMain("Revenir au projet"), components.LinkButton("Laisser tel quel", back)))),
	}
}

// CancelPage asks for the reason that families will read.
func CancelPage(p ConfirmPageProps) Node {
	back := staffList + "/" + p.Trip.ID
	text := "Aucune famille n’a encore signé."
	if p.Signed > 0 {
		text = law.Counted(p.Signed, "engagement est signé", "engagements sont signés") + ". Ce qui a été versé devra être rendu aux familles."
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Annuler ce voyage ?", Lead: p.Trip.Title}),
		components.Card(P(components.French(text+" Une annulation est définitive : le voyage reste visible, avec son motif.")),
			components.PostForm(components.PostFormProps{Action: back + "/annulation", Label: "Annuler le voyage"},
				components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "cancel_reason", Label: "Motif de l’annulation", Required: true,
					Value: p.Reason, Error: p.Refused.Errors["cancel_reason"], Hint: "En une phrase : les familles liront ce motif."}, Rows: "3"}),
				components.Actions(components.ButtonStop("Annuler le voyage"), components.LinkButton("Ne pas annuler", back)))),
	}
}

// LiftPageProps is a rule that somebody may lift for a trip.
type LiftPageProps struct {
	Trip    trip.Trip
	Rule    law.Rule
	Reason  string
	Refused web.Refused
}

// LiftPage asks for the reason of a lift: it is kept for ever, with a name.
func LiftPage(p LiftPageProps) Node {
	back := staffList + "/" + p.Trip.ID
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Lever la règle " + p.Rule.ID, Lead: p.Rule.Title}),
		components.Card(
			P(components.French("Vous la levez pour ce seul voyage, « "+p.Trip.Title+" », en votre nom. Le motif reste au journal et s’affiche sur la page du voyage.")),
			P(A(Href(p.Rule.Path()), components.French("Lire la règle "+p.Rule.ID+" et ses sources"))),
			components.PostForm(components.PostFormProps{Action: back + "/derogations", Label: "Lever une règle"},
				components.HiddenFields(components.HiddenValue{Name: "rule", Value: p.Rule.ID}),
				components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "reason", Label: "Motif", Required: true, Value: p.Reason,
					Error: p.Refused.Errors["reason"], Hint: "Au moins dix caractères : ce qui justifie l’exception."}, Rows: "3"}),
				components.Actions(components.ButtonMain("Lever la règle"), components.LinkButton("Ne pas la lever", back)))),
	}
}
