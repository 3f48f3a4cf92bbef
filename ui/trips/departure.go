package trips

import (
	"slices"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// onlyHeld is the view of the travellers that something holds back.
const onlyHeld = "bloques"

func showDeparture(v *web.Visit) error { return departurePage(v, nil, DepartureTyped{}) }

// departurePage is the board of a departure; after a refused step it comes back with the refusal.
func departurePage(v *web.Visit, refusal *law.Refusal, typed DepartureTyped) error {
	board, err := trip.DepartureBoardOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	d := board.Departure
	rosters, err := trip.Rosters(v.App, v.Actor, d.Trip.ID)
	if err != nil {
		return err
	}
	props := DeparturePageProps{
		Board: board, Rosters: rosters, View: v.Query("voir"), Search: v.Query("q"), Typed: typed,
		Pupils: travellers(v, board.Pupils), Adults: travellers(v, board.Adults), Today: v.Today(),
		Trip:  departureFindings(v, d.Trip, board.Trip),
		Words: func(f []law.Finding) []components.FindingProps { return departureFindings(v, d.Trip, f) },
		When:  func(instant string) string { return dayOf(v, instant).French() },
		May: DepartureRights{
			Clear: d.Trip.State == trip.Open && v.Actor.May(school.Authorise), Reopen: d.Trip.State == trip.Cleared && v.Actor.May(school.Authorise),
			ComeBack: d.Trip.State == trip.Cleared && trip.MayEdit(v.Actor, d.Trip) && v.Today() >= d.Trip.ReturnsOn, Freeze: d.Trip.State == trip.Open,
		},
	}
	page := inTrip(d.Trip, "Départ")
	page.Wide = true
	if refusal == nil {
		return v.Page(page, DeparturePage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "reason", "ariane_on")
	return v.PageAgain(page, DeparturePage(props))
}

// travellers are those that the address asks for, who is held back first.
func travellers(v *web.Visit, people []trip.Concerned) []trip.Concerned {
	var kept []trip.Concerned
	for _, held := range []bool{true, false} {
		for _, c := range narrowed(v, people, func(c trip.Concerned) []string { return []string{c.Name, c.Detail, readyWord(c)} }) {
			if c.Ready() != held && (held || v.Query("voir") != onlyHeld) {
				kept = append(kept, c)
			}
		}
	}
	return kept
}

func readyWord(c trip.Concerned) string {
	if c.Ready() {
		return "prêt"
	}
	return "retenu"
}

// exportDeparture is the board as a file: a row for each thing said of each traveller, one for who is in order.
func exportDeparture(v *web.Visit) error {
	board, err := trip.DepartureBoardOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	sheet := document.Sheet{Title: "Départ", Columns: []document.Column{
		{Name: "Qui"}, {Name: "Précision"}, {Name: "Départ"}, {Name: "Règle"}, {Name: "Gravité"}, {Name: "Ce qui est dit"}, {Name: "À faire"}, {Name: "Qui peut agir"},
	}}
	for _, c := range slices.Concat(travellers(v, board.Pupils), travellers(v, board.Adults)) {
		said := departureFindings(v, board.Departure.Trip, c.Findings)
		if len(said) == 0 {
			said = append(said, components.FindingProps{What: "en ordre"})
		}
		for _, f := range said {
			severity := "" // nothing is said
			if f.Severity != "" {
				_, severity = findingState(f)
			}
			sheet.Rows = append(sheet.Rows, []document.Cell{
				document.Text(c.Name), document.Text(c.Detail), document.Text(readyWord(c)), document.Text(f.Rule), document.Text(severity), document.Text(f.What),
				document.Text(f.Fix), document.Text(f.Who),
			})
		}
	}
	return sendSheet(v, "depart", sheet)
}

// departureFindings are findings with the page where each is mended and, for those who may, the lift.
func departureFindings(v *web.Visit, t trip.Trip, findings []law.Finding) []components.FindingProps {
	here := staffList + "/" + t.ID
	shown := v.Findings(findings)
	registry := school.DepsOf(v.App).Registry
	for i, f := range findings {
		if f.Who == trip.ByFamily {
			shown[i].Who = "la famille"
		}
		switch f.Rule {
		case "V-63", "V-65", "V-66":
			if f.Blocks() || f.Rule != "V-63" { // its local marks are mended by a decision, not by a page
				shown[i].FixHref = here + "/accompagnateurs"
			}
		case "V-60":
			shown[i].FixHref = here + "/pieces"
		case "V-67":
			shown[i].FixHref = here + "/depart#liste"
		case "V-70":
			shown[i].FixHref = here + "/depart#ariane"
		}
		rule, known := registry.Rule(f.Rule)
		if known && f.Blocks() && slices.ContainsFunc(v.Actor.Roles, func(r school.Role) bool { return slices.Contains(rule.LiftedBy, string(r)) }) {
			shown[i].LiftHref = here + "/derogations?regle=" + f.Rule
		}
	}
	return shown
}

func afterDeparture(v *web.Visit, err error, done string, typed DepartureTyped) error {
	if refusal, ok := web.Refusal(err); ok {
		return departurePage(v, refusal, typed)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(staffList+"/"+v.Path("trip")+"/depart", "ok", done)
}

func clearDeparture(v *web.Visit) error {
	err := trip.Step(v.Ctx(), v.App, v.Path("trip"), trip.Cleared, "")
	return afterDeparture(v, err, "Le départ est autorisé, en votre nom.", DepartureTyped{})
}

func reopenTrip(v *web.Visit) error {
	err := trip.Step(v.Ctx(), v.App, v.Path("trip"), trip.Open, "")
	return afterDeparture(v, err, "Le voyage est revenu aux inscriptions : le départ s’autorise à nouveau ensuite.", DepartureTyped{})
}

func comeBack(v *web.Visit) error {
	return step(v, trip.Returned, "Le voyage est rentré.")
}

func freezeRoster(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	typed := DepartureTyped{Reason: v.Field("reason")}
	return afterDeparture(v, trip.FreezeRoster(v.Ctx(), v.App, v.Path("trip"), typed.Reason), "La liste des voyageurs est arrêtée.", typed)
}

func declareAbroad(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	typed := DepartureTyped{ArianeOn: r.Text("ariane_on"), ArianeReference: r.Text("ariane_reference")}
	on := r.MustDay("ariane_on", "Écrivez la date de la déclaration.")
	if on > v.Today() {
		r.Wrong("ariane_on", "La déclaration n’est pas dans l’avenir.")
	}
	if refusal := r.Refusal(); refusal != nil {
		return departurePage(v, refusal, typed)
	}
	return afterDeparture(v, trip.DeclareAbroad(v.Ctx(), v.App, v.Path("trip"), on, typed.ArianeReference), "La déclaration sur Ariane est notée.", typed)
}

func nudge(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	err := trip.Nudge(v.Ctx(), v.App, v.Path("trip"), v.Field("collection"), v.Field("id"))
	return afterDeparture(v, err, "Le rappel est parti. Il ne dit pas ce qui manque : la page du voyage le dit.", DepartureTyped{})
}
