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

// TripPageProps is a trip as its page shows it to one reader.
type TripPageProps struct {
	View                    trip.StaffView
	Reader                  school.Actor
	Today                   law.Day
	Next                    NextAction
	Blocking, Watch, Lifted []components.FindingProps
	Depart                  []components.FindingProps // what the departure still asks
	Decisions               []components.TimelineItem
	May                     TripRights
	Typed                   TypedStep
	Refused                 web.Refused
}

// NextAction is the main button: a page to open or a step to post.
type NextAction struct{ Label, Href, Post string }

// TripRights is what this reader may decide here.
type TripRights struct{ Opinion, Authorise, DateAct, Return, Cancel bool }

// TypedStep is what was typed in a step that was refused.
type TypedStep struct{ Step, Reason, Transmitted, Published string }

func (p TripPageProps) here() string { return staffList + "/" + p.View.Facts.Trip.ID }

// TripPage is the life of a trip on one page; what blocks it stays at the side.
func TripPage(p TripPageProps) Node {
	t := p.View.Facts.Trip
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: t.Title, Lead: tripLead(p.View), Tag: stateTag(t.State), Actions: nextButton(p.Next)}),
		If(t.State == trip.Cancelled, components.Notice(components.NoticeProps{Kind: components.Stop, Title: "Ce voyage est annulé", Text: t.CancelReason})),
		If(t.State == trip.Cancelled && p.View.Facts.Signed > 0 && p.Reader.May(school.BookPayments), components.PostForm(components.PostFormProps{Action: p.here() + "/annulation/comptes", Label: "Rendre aux familles"},
			components.Actions(components.ButtonMain("Inscrire aux comptes : tout est rendu aux familles")))),
		archivedNotice(t, p.Reader),
		components.Steps("Étapes du voyage", tripSteps(p)),
		sectionNav(t, p.Reader),
		components.Columns(
			Group{tripFigures(p), projectCard(p), budgetCard(p), actCard(p), decisionCard(p), pupilsCard(p), noticesCard(p), letterCard(p), endCard(p)},
			boardCards(p),
		),
	}
}

func tripLead(v trip.StaffView) string {
	t := v.Facts.Trip
	public := v.Public
	if public == "" {
		public = "public à choisir"
	}
	nature := "facultatif"
	if t.Obligation == trip.Compulsory {
		nature = "obligatoire"
	}
	return public + " · " + t.Dates() + " · " + nature + " · organisé par " + v.OrganiserName
}

func nextButton(n NextAction) []Node {
	switch {
	case n.Post != "":
		return []Node{Form(Method("post"), Action(n.Post), components.ButtonMain(n.Label))}
	case n.Href != "":
		return []Node{components.LinkMain(n.Label, n.Href)}
	}
	return nil
}

// tripSteps are the stages of a trip's life; each leads to its page, for those who may open it.
func tripSteps(p TripPageProps) []components.StepProps {
	f := p.View.Facts
	rank := map[trip.State]int{trip.Draft: 0, trip.Endorsed: 1, trip.Balanced: 2, trip.Submitted: 2, trip.Voted: 2, trip.Open: 3,
		trip.Cleared: 6, trip.Returned: 7, trip.Reported: 7, trip.Closed: 8, trip.Cancelled: -1}[f.Trip.State]
	if f.Trip.State == trip.Voted && f.Act != nil && f.Act.IsEnforceable(p.Today) {
		rank = 3
	}
	if f.Trip.State == trip.Balanced && !f.Trip.NeedsAct() {
		rank = 3
	}
	pieces, depart, cash, report := "", "", "", ""
	if trip.MayCheckPapers(p.Reader, f.Trip) {
		pieces, depart = p.here()+"/pieces", p.here()+"/depart"
	}
	if p.Reader.May(school.SeeMoney) && f.Trip.State.EnrolmentBegan() {
		cash, report = "/gestion/caisse/voyages/"+f.Trip.ID, p.here()+"/bilan"
	}
	all := []struct{ label, href string }{
		{"Projet", "#projet"}, {"Budget", "#budget"}, {"Acte du CA", "#acte"}, {"Inscriptions", "#inscriptions"},
		{"Encaissements", cash}, {"Pièces", pieces}, {"Départ", depart}, {"Bilan", report},
	}
	var steps []components.StepProps
	for i, s := range all {
		if s.href == "#acte" && !f.Trip.NeedsAct() {
			continue // free and without a night: no act is needed
		}
		step := components.StepProps{Label: s.label, Href: s.href}
		switch {
		case i < rank:
			step.State = components.StepDone
		case i == rank:
			step.State = components.StepNow
		}
		steps = append(steps, step)
	}
	return steps
}

func tripFigures(p TripPageProps) Node {
	f := p.View.Facts
	gap, gapWord := components.OK, "équilibré au centime"
	if f.Budget.Gap() != 0 {
		gap, gapWord = components.Stop, gapWords(f.Budget.Gap())
	}
	if len(f.Lines) == 0 {
		gap, gapWord = "", "aucune ligne pour l’instant"
	}
	tiles := []components.KPIProps{
		{Value: f.Trip.PriceCents.String(), Label: "prix par élève"},
		{Value: itoa(f.Trip.PupilsEstimated) + " + " + itoa(f.Trip.AdultsEstimated), Label: "élèves, adultes"},
		{Value: f.Budget.Gap().String(), Label: "écart du budget", Hint: gapWord, State: gap},
	}
	if f.Trip.NeedsAct() {
		value, word, state := "–", "date pas encore connue", ""
		if day := f.EnforceableSays(); day != "" {
			value, word, state = tileDay(day, p.Today), "dans "+law.Counted(p.Today.DaysUntil(day), "jour", "jours"), components.Wait
			if day <= p.Today {
				word, state = "l’acte a ses effets", components.OK
			}
		}
		tiles = append(tiles, components.KPIProps{Value: value, Label: "acte exécutoire", Hint: word, State: state})
	}
	return components.KPIs(tiles...)
}

// aside is the link at the end of a card's title, for those who may follow it.
func aside(may bool, label, href string) Node {
	if !may {
		return nil
	}
	return A(Href(href), components.French(label))
}

func projectCard(p TripPageProps) Node {
	t := p.View.Facts.Trip
	public := p.View.Public
	if public == "" {
		public = "à choisir"
	}
	answer := "à fixer"
	if t.AnswerBy != "" {
		answer = "avant le " + t.AnswerBy.French()
	}
	place := t.Destination
	if t.Abroad() {
		place += " (" + countryName(t.CountryCode) + ")"
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Projet", ID: "projet", Aside: Span(Class("actions"),
			aside(p.View.Editable, "Modifier le projet", p.here()+"/projet"), aside(p.View.Editable, "Choisir le public", p.here()+"/public"))}),
		components.DefinitionGrid(
			components.Pair{Term: "Destination", Value: components.French(place)},
			components.Pair{Term: "Durée", Value: components.French(nights(t.Nights()))},
			components.Pair{Term: "Public", Value: components.French(public + " · " + law.Counted(p.View.Counts.Eligible, "élève", "élèves"))},
			components.Pair{Term: "Réponse des familles", Value: components.French(answer)},
		),
		Iff(t.Purpose != "", func() Node { return P(components.French(t.Purpose)) }),
		Iff(t.Programme != "", func() Node { return components.Disclosure("Lire le programme", paragraphs(t.Programme)) }),
	)
}

func budgetCard(p TripPageProps) Node {
	var instalments []components.Row
	for _, n := range p.View.Facts.Instalments {
		instalments = append(instalments, components.Row{Cells: []Node{components.French("Avant le " + n.DueOn.French()), sum(n.AmountCents)}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Budget de projet", ID: "budget", Aside: Span(Class("actions"),
			aside(p.View.Editable, budgetWord(p.View.Facts), p.here()+"/budget"), aside(true, "Échéancier", p.here()+"/echeances"))}),
		BudgetTables(p.View.Facts),
		Iff(len(instalments) > 0, func() Node {
			return components.DataTable(components.DataTableProps{Caption: "Échéancier", HideCaption: true, Rows: instalments,
				Columns: []components.Column{{Label: "Échéancier des familles"}, {Label: "Par élève", Num: true}}})
		}),
		If(len(instalments) == 0 && p.View.Facts.Trip.PriceCents > 0, P(components.Soft("L’échéancier n’est pas encore écrit."))),
	)
}

func budgetWord(f trip.Facts) string {
	if trip.BudgetIsFrozen(f.Trip.State) {
		return "Détail du budget"
	}
	return "Modifier le budget"
}
