package trips

import (
	"net/http"
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components/web"
)

// departureRoutes are the pages by which a trip gets ready to leave: papers, adults, the list and the departure itself.
func departureRoutes() []web.Route {
	check := web.Staff(school.CheckPapers)
	return []web.Route{
		{Method: http.MethodGet, Pattern: staffTrip + "/pieces", Who: check, Handle: showPapers},
		{Method: http.MethodGet, Pattern: staffTrip + "/pieces.csv", Who: check, Handle: exportPapersCSV},
		{Method: http.MethodGet, Pattern: staffTrip + "/pieces.xlsx", Who: check, Handle: exportPapersXLSX},
		{Method: http.MethodPost, Pattern: staffTrip + "/pieces/classe", Who: check, Handle: tickPapers},
		{Method: http.MethodPost, Pattern: staffTrip + "/pieces/demandes", Who: check, Handle: askPaper},
		{Method: http.MethodPost, Pattern: staffTrip + "/pieces/retrait", Who: check, Handle: unaskPaper},
		{Method: http.MethodPost, Pattern: staffTrip + "/pieces/groupe", Who: check, Handle: keepGroupPaper},
		{Method: http.MethodPost, Pattern: staffTrip + "/pieces/destruction", Who: check, Handle: destroyHealthSheets},
		{Method: http.MethodGet, Pattern: staffTrip + "/pieces/eleves/{pupil}", Who: check, Handle: showPupilPapers},
		{Method: http.MethodPost, Pattern: staffTrip + "/pieces/eleves/{pupil}", Who: check, Handle: keepPupilPapers},

		{Method: http.MethodGet, Pattern: staffTrip + "/accompagnateurs", Who: check, Handle: showChaperones},
		{Method: http.MethodPost, Pattern: staffTrip + "/accompagnateurs", Who: check, Handle: addChaperone},
		{Method: http.MethodPost, Pattern: staffTrip + "/accompagnateurs/fiche", Who: check, Handle: changeChaperone},
		{Method: http.MethodPost, Pattern: staffTrip + "/accompagnateurs/retrait", Who: check, Handle: removeChaperone},
		{Method: http.MethodPost, Pattern: staffTrip + "/accompagnateurs/ordre", Who: web.Staff(school.ManageSeats), Handle: signOrder},
		{Method: http.MethodPost, Pattern: staffTrip + "/accompagnateurs/honorabilite", Who: web.Staff(school.ManageSeats), Handle: dateHonour},
		{Method: http.MethodPost, Pattern: staffTrip + "/accompagnateurs/nombre", Who: web.Staff(school.Authorise), Handle: fixSupervision},

		{Method: http.MethodGet, Pattern: staffTrip + "/depart", Who: check, Handle: showDeparture},
		{Method: http.MethodGet, Pattern: staffTrip + "/depart.csv", Who: check, Handle: exportDeparture},
		{Method: http.MethodGet, Pattern: staffTrip + "/depart.xlsx", Who: check, Handle: exportDeparture},
		{Method: http.MethodPost, Pattern: staffTrip + "/depart", Who: web.Staff(school.Authorise), Handle: clearDeparture},
		{Method: http.MethodPost, Pattern: staffTrip + "/depart/reouverture", Who: web.Staff(school.Authorise), Handle: reopenTrip},
		{Method: http.MethodPost, Pattern: staffTrip + "/depart/liste", Who: check, Handle: freezeRoster},
		{Method: http.MethodPost, Pattern: staffTrip + "/depart/ariane", Who: check, Handle: declareAbroad},
		{Method: http.MethodPost, Pattern: staffTrip + "/depart/relances", Who: check, Handle: nudge},
		{Method: http.MethodPost, Pattern: staffTrip + "/retour", Who: web.Staff(school.WriteTrips), Handle: comeBack},
	}
}

// onlyExpected is the view of the pupils from whom something is still expected.
const onlyExpected = "attendues"

func showPapers(v *web.Visit) error { return papersPage(v, nil, PapersTyped{}) }

// papersPage is the grid of papers; after a refusal it comes back with what was typed.
func papersPage(v *web.Visit, refusal *law.Refusal, typed PapersTyped) error {
	props, err := papersOf(v)
	if err != nil {
		return err
	}
	props.Typed = typed
	page := inTrip(props.Papers.Departure.Trip, "Pièces")
	page.Wide = true
	if refusal == nil {
		return v.Page(page, PapersPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "kind", "label", "due_on", "note", "class", "paper", "expires_on", "both_read")
	return v.PageAgain(page, PapersPage(props))
}

// papersOf loads the papers, narrowed as the address says.
func papersOf(v *web.Visit) (PapersPageProps, error) {
	all, err := trip.PapersOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return PapersPageProps{}, err
	}
	p := PapersPageProps{Papers: all, View: v.Query("voir"), Kind: v.Query("piece"), Class: v.Query("classe"), Search: v.Query("q")}
	for _, f := range all.Files {
		if missing := f.Missing(); missing > 0 {
			p.Expecting++
		}
		if !slices.Contains(p.Classes, f.Traveller.Class) {
			p.Classes = append(p.Classes, f.Traveller.Class)
		}
		line, asked := f.Line(p.Kind)
		switch {
		case p.Class != "" && f.Traveller.Class != p.Class:
		case p.Kind != "" && !asked, p.View == onlyExpected && p.Kind != "" && line.Settled():
		case p.View == onlyExpected && p.Kind == "" && f.Missing() == 0:
		case p.Search != "" && !strings.Contains(school.Fold(f.Traveller.Name()+" "+f.Traveller.Class), school.Fold(p.Search)):
		default:
			p.Shown = append(p.Shown, f)
		}
	}
	slices.Sort(p.Classes)
	return p, nil
}

func papersSheet(p PapersPageProps) document.Sheet {
	sheet := document.Sheet{Title: "Pièces", Columns: []document.Column{{Name: "Classe"}, {Name: "Nom"}, {Name: "Prénom"}}}
	for _, n := range p.Papers.Kinds {
		sheet.Columns = append(sheet.Columns, document.Column{Name: n.Label})
	}
	for _, f := range p.Shown {
		row := []document.Cell{document.Text(f.Traveller.Class), document.Text(f.Traveller.LastName), document.Text(f.Traveller.FirstName)}
		for _, n := range p.Papers.Kinds {
			word := ""
			if line, asked := f.Line(n.Key()); asked {
				_, word = lineState(line)
			}
			row = append(row, document.Text(word))
		}
		sheet.Rows = append(sheet.Rows, row)
	}
	return sheet
}

func exportPapersCSV(v *web.Visit) error {
	p, err := papersOf(v)
	if err != nil {
		return err
	}
	return v.File("pieces.csv", "text/csv; charset=utf-8", papersSheet(p).CSV(), false)
}

func exportPapersXLSX(v *web.Visit) error {
	p, err := papersOf(v)
	if err != nil {
		return err
	}
	return sendXLSX(v, "pieces.xlsx", papersSheet(p))
}

// tickPapers ticks one paper for a whole class.
func tickPapers(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	typed := PapersTyped{Class: v.Field("class"), Paper: v.Field("paper"), Expires: v.Field("expires_on"), Read: v.Field("both_read") != ""}
	all, err := trip.PapersOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	var pupils []string
	var need trip.Need
	for _, f := range all.Files {
		line, asked := f.Line(typed.Paper)
		if asked && (typed.Class == "" || f.Traveller.Class == typed.Class) {
			pupils, need = append(pupils, f.Traveller.ID), line.Need
		}
	}
	if len(pupils) == 0 {
		return papersPage(v, missingField("paper", "Choisissez une pièce demandée à cette classe."), typed)
	}
	if need.Kind == trip.PaperInsurance && (typed.Expires != "" || typed.Read) {
		return checkInsurances(v, pupils, typed)
	}
	n, err := trip.TickPapers(v.Ctx(), v.App, v.Path("trip"), need.Kind, need.AskedID, pupils)
	done := "« " + need.Label + " » : " + law.Counted(n, "pièce cochée", "pièces cochées") + "."
	if n > 0 && !trip.IsSimple(need.Kind) {
		done = "« " + need.Label + " » : " + law.Counted(n, "pièce reçue", "pièces reçues") + ". Il reste à lire les dates de chacune."
	}
	return afterPapers(v, err, done, typed)
}

// checkInsurances checks the certificates of a class with one last day of cover, once somebody says that they were read.
func checkInsurances(v *web.Visit, pupils []string, typed PapersTyped) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	expires := r.MustDay("expires_on", "Écrivez le dernier jour couvert.")
	if !typed.Read {
		r.Wrong("both_read", "Dites que les deux garanties ont été lues sur chaque attestation.")
	}
	if refusal := r.Refusal(); refusal != nil {
		return papersPage(v, refusal, typed)
	}
	n, err := trip.CheckInsurances(v.Ctx(), v.App, v.Path("trip"), pupils, expires)
	return afterPapers(v, err, law.Counted(n, "attestation d’assurance vérifiée", "attestations d’assurance vérifiées")+", jusqu’au "+expires.French()+".", typed)
}

func missingField(field, what string) *law.Refusal {
	return &law.Refusal{Findings: []law.Finding{{Severity: law.Block, Field: field, What: what}}}
}

func afterPapers(v *web.Visit, err error, done string, typed PapersTyped) error {
	if refusal, ok := web.Refusal(err); ok {
		return papersPage(v, refusal, typed)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(staffList+"/"+v.Path("trip")+"/pieces", "ok", done)
}

func askPaper(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	a := trip.AskedPaper{Kind: r.Text("kind"), Label: r.Text("label"), DueOn: r.Day("due_on"), Note: r.Text("note"), Blocks: r.Text("blocks") != ""}
	typed := PapersTyped{Asked: a}
	if a.Kind == "" {
		r.Wrong("kind", "Choisissez la pièce.")
	}
	if refusal := r.Refusal(); refusal != nil {
		return papersPage(v, refusal, typed)
	}
	return afterPapers(v, trip.AskPaper(v.Ctx(), v.App, v.Path("trip"), a), "La pièce est demandée : chaque famille concernée la voit.", typed)
}

func unaskPaper(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	return afterPapers(v, trip.UnaskPaper(v.Ctx(), v.App, v.Path("trip"), v.Field("asked")), "La pièce n’est plus demandée.", PapersTyped{})
}

func keepGroupPaper(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	state := trip.PaperChecked
	done := "Le formulaire du groupe est coché comme validé."
	if v.Field("state") == "" {
		state, done = "", "Le formulaire du groupe n’est plus coché."
	}
	err := trip.KeepPapers(v.Ctx(), v.App, v.Path("trip"), []trip.Paper{{Kind: trip.PaperCollective, State: state}})
	return afterPapers(v, err, done, PapersTyped{})
}

func destroyHealthSheets(v *web.Visit) error {
	n, err := trip.HealthSheetsDestroyed(v.Ctx(), v.App, v.Path("trip"))
	return afterPapers(v, err, law.Counted(n, "fiche sanitaire rendue ou détruite", "fiches sanitaires rendues ou détruites")+".", PapersTyped{})
}
