package trips

import (
	"crypto/rand"
	"net/http"
	"strconv"
	"time"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const staffFolder = staffTrip + "/dossier"

func folderRoutes() []web.Route {
	see, write := web.Staff(school.SeeTrips), web.Staff(school.WriteTrips)
	return []web.Route{
		{Method: http.MethodGet, Pattern: staffFolder, Who: see, Handle: showFolder},
		{Method: http.MethodPost, Pattern: staffFolder, Who: write, Handle: prepareFolder},
		{Method: http.MethodGet, Pattern: staffTrip + "/dossier.json", Who: see, Handle: sendFolder},
		{Method: http.MethodGet, Pattern: staffTrip + "/dossier.pdf", Who: see, Handle: printFolder},
		{Method: http.MethodPost, Pattern: staffFolder + "/comptage", Who: see, Handle: countHeads},
		{Method: http.MethodGet, Pattern: pocketShell, Who: web.Public, Handle: showPocketShell},
	}
}

func showFolder(v *web.Visit) error { return folderPage(v, CountForm{Token: rand.Text()}, nil) }

// folderPage shows the folder, or says why it is closed; a count that was refused comes back with what was ticked.
func folderPage(v *web.Visit, form CountForm, refusal *law.Refusal) error {
	_, t, err := trip.ProjectOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	props := FolderPageProps{Trip: t, Form: form, Editable: trip.MayEdit(v.Actor, t), Zone: school.Clock(v.App).Zone()}
	props.Folder, err = trip.FolderOf(v.App, v.Actor, t.ID)
	if closed, isRefusal := web.Refusal(err); isRefusal {
		props.Closed = v.Findings(closed.Findings)
	} else if err != nil {
		return err
	}
	page := inTrip(t, "Dossier de départ")
	page.Wide = true
	if refusal != nil {
		props.Refused = web.RefusedBy(v, refusal, "place", "meeting_point", "emergency_phone", "stay_address")
		return v.PageAgain(page, FolderPage(props))
	}
	return v.Page(page, FolderPage(props))
}

func prepareFolder(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	err := trip.PrepareFolder(v.Ctx(), v.App, v.Path("trip"), trip.Preparation{
		MeetingPoint: v.Field("meeting_point"), EmergencyPhone: v.Field("emergency_phone"), StayAddress: v.Field("stay_address"),
	})
	if refusal, ok := web.Refusal(err); ok {
		return folderPage(v, CountForm{Token: rand.Text()}, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(staffList+"/"+v.Path("trip")+"/dossier", "ok", "Le dossier est complété.")
}

// countHeads keeps a headcount, sent by the page or, hours later, by a phone that was without network.
func countHeads(v *web.Visit) error {
	fields, err := v.Form()
	if err != nil {
		return err
	}
	seconds, err := strconv.Atoi(v.Field("age"))
	if err != nil {
		seconds = 0 // the page itself sends none: it is counted now
	}
	form := CountForm{Place: v.Field("place"), Present: fields["present"], Token: v.Field("jeton")}
	err = trip.CountHeads(v.Ctx(), v.App, trip.Count{
		TripID: v.Path("trip"), Place: form.Place, Present: form.Present, Age: time.Duration(seconds) * time.Second, Token: form.Token,
	})
	if refusal, ok := web.Refusal(err); ok {
		return folderPage(v, form, refusal)
	}
	if err != nil {
		return err
	}
	if v.Field("via") == "poche" {
		return v.NoContent(http.StatusNoContent)
	}
	return v.SeeWith(staffList+"/"+v.Path("trip")+"/dossier", "ok", "Le comptage est enregistré.")
}

// pocket is the folder as a phone keeps it, encrypted there under the chaperone's own words.
type pocket struct {
	Trip      string                 `json:"trip"`
	Title     string                 `json:"title"`
	Lead      string                 `json:"lead"`
	Facts     [][2]string            `json:"facts"`
	Programme string                 `json:"programme"`
	Pupils    []trip.FolderPupil     `json:"pupils"`
	Adults    []trip.FolderAdult     `json:"adults"`
	Emergency []trip.EmergencyNumber `json:"emergency"`
	ExpiresIn int64                  `json:"expires_in"` // seconds: a phone's clock is not the school's
	CountAt   string                 `json:"count_at"`   // where headcounts are sent
}

func sendFolder(v *web.Visit) error {
	f, err := trip.FolderOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	v.Response.Header().Set("Cache-Control", "no-store")
	return v.JSON(http.StatusOK, pocket{
		Trip: f.Trip.ID, Title: f.Trip.Title, Lead: components.Capital(f.Trip.Dates()) + " · liste n° " + itoa(f.Roster.VersionNo), Facts: folderFacts(f.Trip),
		Programme: f.Trip.Programme, Pupils: f.Pupils, Adults: f.Adults, Emergency: f.Emergency,
		ExpiresIn: int64(f.ExpiresAt.Sub(school.Clock(v.App).Now()).Seconds()), CountAt: staffList + "/" + f.Trip.ID + "/dossier/comptage",
	})
}

// folderFacts are where to meet and where to find the group.
func folderFacts(t trip.Trip) [][2]string {
	var facts [][2]string
	for _, f := range [][2]string{{"Destination", t.Destination}, {"Rendez-vous", t.MeetingPoint}, {"Lieu de séjour", t.StayAddress}} {
		if f[1] != "" {
			facts = append(facts, f)
		}
	}
	return facts
}

// printFolder prints the twin of what the phones carry, for the vehicle and the school (V-67).
func printFolder(v *web.Visit) error {
	f, err := trip.FolderOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	body, err := document.PrintedList(folderPaper(v.Paper(), f))
	if err != nil {
		return err
	}
	return v.File("dossier-de-depart.pdf", "application/pdf", body, true)
}

func showPocketShell(v *web.Visit) error {
	return v.Page(components.PageProps{Title: "Dossier de poche", Shell: components.ShellBare}, PocketShell())
}
