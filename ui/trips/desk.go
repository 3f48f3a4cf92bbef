package trips

import (
	"net/http"
	"net/url"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// deskRoutes are the papers of families: the print desk of the staff, and what a family prints for itself.
func deskRoutes() []web.Route {
	see := web.Staff(school.SeeTrips)
	return []web.Route{
		{Method: http.MethodGet, Pattern: staffTrip + "/documents", Who: see, Handle: showDesk},
		{Method: http.MethodGet, Pattern: staffTrip + "/documents.pdf", Who: see, Handle: printFamilyPapers, Sample: staffTrip + "/documents.pdf?document=sante&qui=tous"},
		{Method: http.MethodGet, Pattern: familyTrip + "/papiers", Who: web.Family, Handle: showFamilyPapers},
		{Method: http.MethodGet, Pattern: familyTrip + "/papiers.pdf", Who: web.Family, Handle: printOwnPaper, Sample: familyTrip + "/papiers.pdf?document=sante"},
	}
}

func showDesk(v *web.Visit) error { return deskPage(v, nil) }

func deskPage(v *web.Visit, refusal *law.Refusal) error {
	_, t, err := trip.ProjectOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	props := DeskPageProps{Trip: t, Kind: v.Query("document"), Who: v.Query("qui"), Pupil: v.Query("eleve"), Letters: v.Actor.May(school.WriteTrips)}
	for _, k := range trip.FamilyPaperKinds {
		if k.MayPrint(v.Actor, t) {
			props.Kinds = append(props.Kinds, k)
		}
	}
	if props.Pupils, err = trip.PupilsOf(v.App, v.Actor, t.ID); err != nil {
		return err
	}
	if refusal == nil {
		return v.Page(inTrip(t, "Documents des familles"), DeskPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "document", "qui", "eleve")
	return v.PageAgain(inTrip(t, "Documents des familles"), DeskPage(props))
}

// among reads for whom a paper is asked: everybody, a class, one pupil.
func among(v *web.Visit) (trip.Among, *law.Refusal) {
	who := v.Query("qui")
	switch {
	case who == "eleve" && v.Query("eleve") != "":
		return trip.Among{PupilID: v.Query("eleve")}, nil
	case who == "eleve":
		return trip.Among{}, &law.Refusal{Findings: []law.Finding{{Severity: law.Block, Field: "eleve", What: "Choisissez l’élève."}}}
	case len(who) > len(classPrefix) && who[:len(classPrefix)] == classPrefix:
		return trip.Among{Class: who[len(classPrefix):]}, nil
	}
	return trip.Among{}, nil
}

const classPrefix = "classe:"

func printFamilyPapers(v *web.Visit) error {
	who, refusal := among(v)
	if refusal != nil {
		return deskPage(v, refusal)
	}
	kind := document.FamilyKind(v.Query("document"))
	if kind.Title() == "" {
		return deskPage(v, &law.Refusal{Findings: []law.Finding{{Severity: law.Block, Field: "document", What: "Choisissez un document."}}})
	}
	papers, err := trip.FamilyForms(v.App, v.Actor, v.Path("trip"), kind, who)
	if refusal, ok := web.Refusal(err); ok {
		return deskPage(v, refusal)
	}
	if err != nil {
		return err
	}
	if len(papers) == 0 {
		return deskPage(v, &law.Refusal{Findings: []law.Finding{{Severity: law.Block, Field: "qui", What: "Ce document ne concerne personne parmi ceux que vous avez choisis."}}})
	}
	return sendFamilyPapers(v, kind, papers)
}

func sendFamilyPapers(v *web.Visit, kind document.FamilyKind, papers []document.FamilyPaper) error {
	i := v.Identity
	body, err := document.FamilyPapers(document.FamilyBatch{
		Origin: v.Paper(), Kind: kind, Papers: papers, Creditor: document.Creditor{ICS: i.ICS, SIRET: i.SIRET}, UnderContract: i.UnderContract,
		Social: document.Contact{Name: i.SocialWorker()}, Signs: document.Signer{Capacity: "L’agent comptable", Name: i.Accountant()},
	})
	if err != nil {
		return err
	}
	return v.File(string(kind)+".pdf", "application/pdf", body, true)
}

// showFamilyPapers lists what a family prints for itself; a request for help leaves no trace of who looked at it.
func showFamilyPapers(v *web.Visit) error {
	view, err := familyView(v)
	if err != nil {
		return err
	}
	props := FamilyPapersPageProps{View: view}
	for _, k := range trip.FamilyPaperKinds {
		if !k.Home {
			continue
		}
		papers, err := trip.FamilyForms(v.App, v.Actor, view.Trip.ID, k.Kind, trip.Among{PupilID: view.Child.ID})
		if err == nil && len(papers) > 0 {
			props.Papers = append(props.Papers, k)
		}
	}
	return v.Page(components.PageProps{Title: "Papiers · " + view.Trip.Title, Shell: components.ShellFamily}, FamilyPapersPage(props))
}

func printOwnPaper(v *web.Visit) error {
	view, err := familyView(v)
	if err != nil {
		return err
	}
	kind := document.FamilyKind(v.Query("document"))
	papers, err := trip.FamilyForms(v.App, v.Actor, view.Trip.ID, kind, trip.Among{PupilID: view.Child.ID})
	if err != nil || len(papers) == 0 {
		return web.ErrNotFound // what is not theirs does not exist
	}
	return sendFamilyPapers(v, kind, papers)
}

// deskHref is the address of a paper for the same choice.
func deskHref(base string, kind document.FamilyKind) string {
	return base + "?" + url.Values{"document": {string(kind)}}.Encode()
}
