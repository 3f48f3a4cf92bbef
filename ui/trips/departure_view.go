package trips

import (
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// DepartureRights is what this reader may do of a departure.
type DepartureRights struct{ Clear, Reopen, ComeBack, Freeze bool }

// DepartureTyped is what was typed in a form that was refused.
type DepartureTyped struct{ Reason, ArianeOn, ArianeReference string }

// DeparturePageProps is the board of a departure: of the trip, of each pupil, of each adult.
type DeparturePageProps struct {
	Board   trip.DepartureBoard
	Trip    []components.FindingProps // what the rules say of the group
	Words   func([]law.Finding) []components.FindingProps
	When    func(string) string // the French day of an instant
	Rosters []trip.Roster
	View    string
	Search  string
	Pupils  []trip.Concerned // those that the address asks for
	Adults  []trip.Concerned
	Today   law.Day
	May     DepartureRights
	Typed   DepartureTyped
	Refused web.Refused
}

func (p DeparturePageProps) here() string {
	return staffList + "/" + p.Board.Departure.Trip.ID + "/depart"
}

// DeparturePage says what holds the departure back, of whom, and who can clear it.
func DeparturePage(p DeparturePageProps) Node {
	t := p.Board.Departure.Trip
	ofTrip, pupils, adults := p.Board.Blocking()
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Départ", Lead: t.Title + ", " + t.Dates() + ".", Tag: components.Tag(departureTag(t.State)), Actions: departureButtons(p)}),
		components.KPIs(
			blockingTile(ofTrip, "pour le voyage"), blockingTile(pupils, "élèves retenus, sur "+itoa(len(p.Board.Pupils))), blockingTile(adults, "adultes retenus, sur "+itoa(len(p.Board.Adults))),
			components.KPIProps{Value: daysLeft(p), Label: "avant le départ"},
		),
		components.Stack(
			tripCard(p), rosterCard(p), arianeCard(p),
			narrowForm(p.here(), "Chercher un voyageur", p.Search, components.HiddenValue{Name: "voir", Value: p.View}),
			peopleCard(p, "Élèves", "eleves", p.Pupils, len(p.Board.Pupils)), peopleCard(p, "Adultes", "adultes", p.Adults, len(p.Board.Adults)),
			listFoot(law.Counted(len(p.Pupils)+len(p.Adults), "voyageur", "voyageurs"), p.here(), map[string]string{"voir": p.View, "q": p.Search}),
		),
	}
}

func departureTag(s trip.State) (state, word string) {
	switch s {
	case trip.Cleared:
		return components.OK, "départ autorisé"
	case trip.Open:
		return components.Wait, "départ à autoriser"
	case trip.Draft, trip.Endorsed, trip.Balanced, trip.Submitted, trip.Voted, trip.Returned, trip.Reported, trip.Closed, trip.Cancelled:
	}
	return components.Neutral, strings.ToLower(s.Label())
}

func departureButtons(p DeparturePageProps) []Node {
	var buttons []Node
	if p.May.Clear {
		buttons = append(buttons, Form(Method("post"), Action(p.here()), components.ButtonMain("Autoriser le départ")))
	}
	if p.May.Reopen {
		buttons = append(buttons, Form(Method("post"), Action(p.here()+"/reouverture"), components.ButtonPlain("Revenir aux inscriptions")))
	}
	if p.May.ComeBack {
		buttons = append(buttons, Form(Method("post"), Action(staffList+"/"+p.Board.Departure.Trip.ID+"/retour"), components.ButtonMain("Le voyage est rentré")))
	}
	return buttons
}

func blockingTile(n int, label string) components.KPIProps {
	tile := components.KPIProps{Value: itoa(n), Label: label, State: components.OK, Hint: "rien ne bloque"}
	if n > 0 {
		tile.State, tile.Hint = components.Stop, "à régler avant de partir"
	}
	return tile
}

func daysLeft(p DeparturePageProps) string {
	n := p.Today.DaysUntil(p.Board.Departure.Trip.DepartsOn)
	if n < 0 {
		return "parti"
	}
	return law.Counted(n, "jour", "jours")
}

func tripCard(p DeparturePageProps) Node {
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Le voyage", ID: "voyage"}),
		If(len(p.Trip) == 0, P(components.French("Rien à dire du groupe."))),
		If(len(p.Trip) > 0, components.FindingList(p.Trip)),
		nudgeForm(p, "trips", p.Board.Departure.Trip.ID, "ceux dont le voyage dépend", p.Board.Trip, p.Board.NudgedOn),
	)
}

// peopleCard lists travellers, of so many.
func peopleCard(p DeparturePageProps, title, id string, people []trip.Concerned, all int) Node {
	var rows []components.Row
	for _, c := range people {
		rows = append(rows, components.Row{Cells: []Node{
			Group{personName(p, c), Br(), components.Soft(c.Detail)}, readyTag(c), findingLines(p, c.Findings),
			nudgeForm(p, c.Collection, c.ID, c.Name, c.Findings, c.NudgedOn),
		}})
	}
	view, label := "?voir="+onlyHeld, "Seulement ceux qui sont retenus"
	if p.View == onlyHeld {
		view, label = "", "Voir tout le monde"
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: title, ID: id, Aside: A(Href(p.here()+view+"#"+id), components.French(label))}),
		components.DataTable(components.DataTableProps{Caption: title + " du voyage", HideCaption: true, RowHead: true, Stacked: true, Rows: rows, EmptyMessage: emptyPeople(p, all),
			Columns: []components.Column{{Label: "Nom"}, {Label: "Départ"}, {Label: "Ce qui est dit"}, {Label: "Rappel"}}}),
	)
}

func emptyPeople(p DeparturePageProps, all int) string {
	switch {
	case all == 0:
		return "Personne pour l’instant."
	case p.Search != "":
		return "Aucun nom ne correspond."
	}
	return "Personne n’est retenu."
}

func personName(p DeparturePageProps, c trip.Concerned) Node {
	if c.Collection != "pupils" {
		return components.French(c.Name)
	}
	return A(Href(staffList+"/"+p.Board.Departure.Trip.ID+"/pieces/eleves/"+c.ID), components.French(c.Name))
}

func readyTag(c trip.Concerned) Node {
	if c.Ready() {
		return components.Tag(components.OK, readyWord(c))
	}
	return components.Tag(components.Stop, readyWord(c))
}

// findingLines is what the rules say of one person: the rule, what, what to do, who.
func findingLines(p DeparturePageProps, findings []law.Finding) Node {
	if len(findings) == 0 {
		return components.Soft("en ordre")
	}
	var items Group
	for _, f := range p.Words(findings) {
		state, word := findingState(f)
		item := Group{components.Tag(state, word), Text(" ")}
		if f.Rule != "" {
			item = append(item, components.RuleLink(f.Rule), Text(" "))
		}
		item = append(item, components.French(f.What+" "), components.Soft(f.Fix))
		if f.Who != "" {
			item = append(item, Text(" "), components.Soft("Qui peut agir : "+f.Who+"."))
		}
		items = append(items, Li(item, If(f.LiftHref != "", Group{Text(" "), A(Href(f.LiftHref), components.French("Lever "+f.Rule))})))
	}
	return Ul(Class("plain"), items)
}

func findingState(f components.FindingProps) (state, word string) {
	switch {
	case f.LiftedBy != "":
		return components.Neutral, "levée par " + f.LiftedBy
	case f.Severity == string(law.Block):
		return components.Stop, "bloque"
	}
	return components.Wait, "à surveiller"
}

// nudgeForm is one button that reminds whoever can clear the findings, once a day.
func nudgeForm(p DeparturePageProps, collection, id, who string, findings []law.Finding, last law.Day) Node {
	waits := false
	for _, f := range findings {
		waits = waits || f.Severity != law.Document && f.LiftedBy == "" && f.Who != ""
	}
	state := p.Board.Departure.Trip.State
	switch {
	case last == p.Today:
		return components.Soft("relancé aujourd’hui")
	case !waits || state != trip.Open:
		return components.Soft(nudged(last))
	}
	return Form(Method("post"), Action(p.here()+"/relances"),
		components.HiddenFields(components.HiddenValue{Name: "collection", Value: collection}, components.HiddenValue{Name: "id", Value: id}),
		components.ButtonPlain("Relancer", Aria("label", "Relancer : "+who)), If(last != "", P(components.Soft(nudged(last)))))
}

func nudged(last law.Day) string {
	if last == "" {
		return "–"
	}
	return "relancé le " + last.French()
}

// rosterCard freezes the list and shows its versions (V-67).
func rosterCard(p DeparturePageProps) Node {
	var rows []components.Row
	for _, r := range p.Rosters {
		rows = append(rows, components.Cells(itoa(r.VersionNo), p.When(r.Frozen)+", par "+r.By, law.Counted(len(r.Entries.Pupils), "élève", "élèves")+", "+law.Counted(len(r.Entries.Adults), "adulte", "adultes"), orDash(r.Reason)))
	}
	d := p.Board.Departure
	changed := d.Roster == nil || d.Roster.Digest != d.Going().Digest()
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Liste des voyageurs", ID: "liste", Aside: components.RuleLink("V-67")}),
		components.DataTable(components.DataTableProps{Caption: "Versions de la liste", List: &components.Listing{Noun: "version", Nouns: "versions"}, HideCaption: true, Rows: rows, RowHead: true, Stacked: true, EmptyMessage: "La liste n’est pas encore arrêtée.",
			Columns: []components.Column{{Label: "Version"}, {Label: "Arrêtée le"}, {Label: "Voyageurs"}, {Label: "Ce qui a changé"}}}),
		Iff(p.May.Freeze && changed && len(d.Travellers) > 0, func() Node {
			return components.PostForm(components.PostFormProps{Action: p.here() + "/liste", Label: "Arrêter la liste des voyageurs"},
				P(components.French("Partiraient : "+law.Counted(len(d.Travellers), "élève", "élèves")+" et "+law.Counted(len(d.Adults), "adulte", "adultes")+".")),
				Iff(d.Roster != nil, func() Node {
					return components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "reason", Label: "Ce qui a changé", Required: true, Value: p.Typed.Reason,
						Error: p.Refused.Errors["reason"], Hint: "En quelques mots, sans donnée de santé."}, Rows: "2"})
				}),
				components.Actions(components.ButtonPlain("Arrêter la liste")))
		}),
		If(!p.May.Freeze && d.Trip.State == trip.Cleared, P(components.Soft("Le départ est autorisé : pour changer la liste, le chef d’établissement revient d’abord aux inscriptions."))),
	)
}

// arianeCard notes the declaration to the ministry (V-70).
func arianeCard(p DeparturePageProps) Node {
	t := p.Board.Departure.Trip
	if !t.Abroad() {
		return nil
	}
	day := p.Typed.ArianeOn
	if day == "" {
		day = string(t.ArianeOn)
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Ariane", ID: "ariane", Aside: components.RuleLink("V-70")}),
		If(t.ArianeOn != "", P(components.French("Déclaré le "+t.ArianeOn.French()+"."))),
		Iff(t.State != trip.Cancelled && t.State != trip.Closed, func() Node {
			return components.PostForm(components.PostFormProps{Action: p.here() + "/ariane", Label: "Déclaration sur Ariane"},
				components.DateField(components.FieldProps{ID: "ariane_on", Label: "Déclaré sur Ariane le", Value: day, Required: true, Error: p.Refused.Errors["ariane_on"]}),
				components.Field(components.FieldProps{ID: "ariane_reference", Label: "Référence du dépôt", Value: p.Typed.ArianeReference}),
				components.Actions(components.ButtonPlain("Noter la déclaration")))
		}),
	)
}

// departureSections are the pages that only those who prepare a departure open.
func departureSections(t trip.Trip, reader school.Actor) []section {
	if !trip.MayCheckPapers(reader, t) || t.State == trip.Cancelled {
		return nil
	}
	return []section{
		{"Accompagnateurs", "/accompagnateurs", school.CheckPapers, nil},
		{"Pièces", "/pieces", school.CheckPapers, nil},
		{"Départ", "/depart", school.CheckPapers, nil},
	}
}

// departCard sums up on the trip's page what its departure still asks.
func departCard(p TripPageProps) Node {
	t := p.View.Facts.Trip
	if t.State != trip.Open && t.State != trip.Cleared {
		return nil
	}
	return Group{boardCard("Avant le départ", components.Wait, p.Depart, "Rien ne retient le départ."),
		If(trip.MayCheckPapers(p.Reader, t), P(A(Href(p.here()+"/depart"), components.French("Voir de qui, et relancer"))))}
}
