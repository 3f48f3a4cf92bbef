package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// ChaperoneRights is what this reader may sign.
type ChaperoneRights struct {
	Sign    bool // the head's: orders, authorisations, the number of adults
	Receive bool // dates that reach the office: an order of the local authority, a check of honourability
}

// ChaperoneTyped is what was typed in a form that was refused.
type ChaperoneTyped struct {
	Companion      trip.Companion
	Number, Reason string
}

// ChaperonesPageProps is who goes along.
type ChaperonesPageProps struct {
	Departure trip.Departure
	Board     trip.DepartureBoard
	Staff     []trip.Colleague
	May       ChaperoneRights
	Today     law.Day
	Typed     ChaperoneTyped
	Refused   web.Refused
}

func (p ChaperonesPageProps) here() string {
	return staffList + "/" + p.Departure.Trip.ID + "/accompagnateurs"
}

// ChaperonesPage is the adults of a trip: who, in what quality, with which order.
func ChaperonesPage(p ChaperonesPageProps) Node {
	d := p.Departure
	var adults Group
	for i, a := range d.Adults {
		adults = append(adults, adultCard(p, i, a))
	}
	required, hint := "–", "le chef d’établissement ne l’a pas encore fixé"
	if d.Supervised {
		required, hint = itoa(d.Trip.AdultsRequired), "fixé par le chef d’établissement"
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Accompagnateurs", Lead: d.Trip.Title + ", " + d.Trip.Dates() + "."}),
		components.KPIs(
			components.KPIProps{Value: itoa(len(d.Adults)), Label: "adultes"}, components.KPIProps{Value: itoa(len(d.Travellers)), Label: "élèves qui partent"},
			components.KPIProps{Value: required, Label: "adultes demandés", Hint: hint},
		),
		adultsTable(p),
		components.ScreenOnly(components.Stack(adults, addCard(p), If(p.May.Sign, numberCard(p)))),
	}
}

func adultsTable(p ChaperonesPageProps) Node {
	var rows []components.Row
	for i, a := range p.Departure.Adults {
		state, word := components.OK, "prêt"
		if len(p.Board.Adults[i].Findings) > 0 {
			state, word = components.Wait, "à compléter"
		}
		if !p.Board.Adults[i].Ready() {
			state, word = components.Stop, "bloque le départ"
		}
		aid := "–"
		if a.FirstAider {
			aid = "oui"
		}
		rows = append(rows, components.Row{Cells: []Node{
			components.French(a.Name), components.French(trip.DutyLabel(a.Duty)), components.French(trip.QualityLabel(a.Quality)), components.French(orDash(a.Phone)),
			components.French(aid), components.French(orderWord(a)), components.Tag(state, word),
		}})
	}
	return components.DataTable(components.DataTableProps{Caption: "Adultes du voyage", List: &components.Listing{Find: "Chercher un adulte", Noun: "adulte", Nouns: "adultes"}, RowHead: true, Stacked: true, Rows: rows,
		EmptyMessage: "Personne n’accompagne encore : l’organisateur rejoint la liste à l’ouverture des inscriptions.",
		Columns:      []components.Column{{Label: "Adulte"}, {Label: "Rôle"}, {Label: "Qualité"}, {Label: "Téléphone"}, {Label: "Secouriste"}, {Label: "Ordre ou autorisation"}, {Label: "Départ"}}})
}

func orderWord(a trip.Chaperone) string {
	switch {
	case a.Quality == trip.QualityVolunteer && a.AuthorisedOn != "":
		return "autorisé le " + a.AuthorisedOn.Short()
	case a.Quality == trip.QualityVolunteer:
		return "à autoriser"
	case a.OrderSignedOn != "":
		return "signé le " + a.OrderSignedOn.Short()
	}
	return "à signer"
}

// adultCard holds what may be changed of one adult; each has its own forms.
func adultCard(p ChaperonesPageProps, i int, a trip.Chaperone) Node {
	k := "a" + itoa(i) + "_"
	who := components.HiddenFields(components.HiddenValue{Name: "chaperone", Value: a.ID})
	identity := a.Papers[trip.PaperIdentity].ExpiresOn
	orderLabel := "Signer l’ordre de mission"
	switch a.Quality {
	case trip.QualityVolunteer:
		orderLabel = "Autoriser ce bénévole"
	case trip.QualityAgent:
		orderLabel = "L’ordre de la collectivité est reçu"
	}
	maySign := a.OrderSignedOn == "" && a.AuthorisedOn == "" && (p.May.Sign || p.May.Receive && a.Quality == trip.QualityAgent)
	return components.Disclosure(a.Name+" : fiche et signatures",
		Map(p.Board.Adults[i].Findings, paperFault),
		components.PostForm(components.PostFormProps{Action: p.here() + "/fiche", Label: "Fiche de " + a.Name}, who,
			If(a.Staff == "", components.Field(components.FieldProps{ID: k + "name", Name: "name", Label: "Nom du bénévole", Value: a.Name, Required: true})),
			dutyField(k+"duty", "duty", a.Duty),
			components.Field(components.FieldProps{ID: k + "phone", Name: "phone", Label: "Téléphone pendant le voyage", Value: a.Phone, Type: "tel", Width: "m"}),
			If(a.Staff == "", components.Field(components.FieldProps{ID: k + "email", Name: "email", Label: "Adresse électronique", Value: a.Email, Type: "email"})),
			components.CheckboxField(components.CheckboxFieldProps{ID: k + "first_aider", Name: "first_aider", Label: "Formé aux premiers secours", Checked: a.FirstAider}),
			If(p.Departure.Trip.Abroad(), components.DateField(components.FieldProps{ID: k + "identity_until", Name: "identity_until", Label: "Pièce d’identité vue, valable jusqu’au", Value: string(identity)})),
			components.Actions(components.ButtonPlain("Enregistrer la fiche")),
		),
		Iff(maySign, func() Node {
			return Form(Method("post"), Action(p.here()+"/ordre"), who, components.Actions(components.ButtonPlain(orderLabel, Aria("label", orderLabel+" : "+a.Name))))
		}),
		Iff(p.May.Receive, func() Node {
			return components.PostForm(components.PostFormProps{Action: p.here() + "/honorabilite", Label: "Honorabilité de " + a.Name}, who,
				components.DateField(components.FieldProps{ID: k + "honour_asked", Name: "honour_asked", Label: "Contrôle d’honorabilité demandé le", Value: string(a.HonourAsked)}),
				components.DateField(components.FieldProps{ID: k + "honour_answered", Name: "honour_answered", Label: "Réponse favorable le", Value: string(a.HonourAnswered)}),
				components.Actions(components.ButtonPlain("Enregistrer les dates", Aria("label", "Enregistrer les dates d’honorabilité de "+a.Name))))
		}),
		If(!a.Organiser, Form(Method("post"), Action(p.here()+"/retrait"), who, components.Actions(components.ButtonStop("Retirer du voyage", Aria("label", "Retirer "+a.Name+" du voyage"))))),
	)
}

func dutyField(id, name, value string) Node {
	return components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: id, Name: name, Label: "Rôle", Value: value, Filter: true}, Empty: "accompagnateur", Options: []components.OptionProps{
		{Value: trip.DutyLeader, Label: "chef de groupe"}, {Value: trip.DutyDeputy, Label: "adjoint"}, {Value: trip.DutyChaperone, Label: "accompagnateur"},
	}})
}

func addCard(p ChaperonesPageProps) Node {
	c, e := p.Typed.Companion, p.Refused.Errors
	var staff []components.OptionProps
	for _, s := range p.Staff {
		staff = append(staff, components.OptionProps{Value: s.ID, Label: s.Name})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Ajouter un accompagnateur", ID: "ajouter"}),
		components.PostForm(components.PostFormProps{Action: p.here(), Label: "Ajouter un accompagnateur"},
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "staff", Label: "Membre du personnel", Value: c.Staff, Error: e["staff"]}, Empty: "Aucun : c’est un bénévole", Options: staff}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "quality", Label: "Qualité d’un membre du personnel", Value: c.Quality, Filter: true}, Empty: "agent de l’État ou de l’établissement",
				Options: []components.OptionProps{{Value: trip.QualityAgent, Label: "agent de la collectivité"}}}),
			components.Field(components.FieldProps{ID: "name", Label: "Nom d’un bénévole", Value: c.Name, Error: e["name"]}),
			components.Field(components.FieldProps{ID: "email", Label: "Adresse d’un bénévole", Value: c.Email, Type: "email"}),
			components.Field(components.FieldProps{ID: "phone", Label: "Téléphone pendant le voyage", Value: c.Phone, Type: "tel", Width: "m"}),
			dutyField("duty", "duty", c.Duty),
			components.CheckboxField(components.CheckboxFieldProps{ID: "first_aider", Label: "Formé aux premiers secours", Checked: c.FirstAider}),
			components.Actions(components.ButtonPlain("Ajouter")),
		))
}

func numberCard(p ChaperonesPageProps) Node {
	number := p.Typed.Number
	if number == "" {
		number = web.TypedNumber(p.Departure.Trip.AdultsRequired)
	}
	t := p.Departure.Table
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Nombre d’accompagnateurs", ID: "nombre", Aside: components.RuleLink("V-63")}),
		P(components.French("Aucun taux national : vous le fixez d’après l’âge des élèves, le lieu, l’activité et le transport. Repère de l’établissement : un adulte pour "+itoa(t.PupilsPerAdult)+" élèves, et "+itoa(t.AdultsAtNight)+" adultes au moins s’il y a une nuit.")),
		components.PostForm(components.PostFormProps{Action: p.here() + "/nombre", Label: "Fixer le nombre d’accompagnateurs"},
			components.Field(components.FieldProps{ID: "adults_required", Label: "Adultes", Value: number, Required: true, Width: "s", InputMode: "numeric", Error: p.Refused.Errors["adults_required"]}),
			components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "reason", Label: "Observation", Value: p.Typed.Reason}, Rows: "2"}),
			components.Actions(components.ButtonPlain("Fixer le nombre")),
		))
}
