// Package staff is the staff's own pages: what waits for them today, the school (pupils, staff, identity, settings), the
// journal, the outbox, and in a practice school its clock and its mailbox.
package staff

import (
	"context"
	"net/http"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components/web"
)

// Due runs what the school's day brings: reminders, polling of payments, sending. The practice clock calls it at each stop.
type Due func(context.Context, core.App) error

const uploadLimit = 64 << 20

// Routes is the table of the staff's pages.
func Routes(due Due) []web.Route {
	get := func(pattern string, who web.Who, handle func(*web.Visit) error) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pattern, Who: who, Handle: handle}
	}
	post := func(pattern string, who web.Who, handle func(*web.Visit) error) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: pattern, Who: who, Handle: handle}
	}
	upload := post("/gestion/ecole/import", web.Staff(school.ImportPeople), readFiles)
	upload.MaxBody = uploadLimit
	staffUpload := post(staffImportPath, web.Staff(school.ImportPeople), readStaffFiles)
	staffUpload.MaxBody = uploadLimit
	picture := func(r web.Route) web.Route {
		r.MaxBody = 2 * school.PictureLimit // beyond it, what is too large is told by its size
		return r
	}
	return append(slices.Concat(payfipRoutes(), smsRoutes(), badRoutes(), keysRoutes(), providerRoutes(), textRoutes(), accessibilityRoutes()), []web.Route{
		get("/gestion", web.AnyStaff, showToday),
		get("/gestion/ecole", web.AnyStaff, showHub),

		get("/gestion/ecole/identite", web.Staff(school.SetSchool), showIdentity),
		post("/gestion/ecole/identite", web.Staff(school.SetSchool), saveIdentity),
		get(picturePath+"logo.png", web.Staff(school.SetSchool), showPicture(school.Logo)),
		picture(post(picturePath+"logo", web.Staff(school.SetSchool), savePicture(school.Logo))),
		get(picturePath+"signature.png", web.Staff(school.SetSchool), showPicture(school.Signature)),
		picture(post(picturePath+"signature", web.Staff(school.SetSchool), savePicture(school.Signature))),
		get(bankPath, web.Staff(school.SetPayFiP), showBank),
		post(bankPath, web.Staff(school.SetPayFiP), saveBank),

		get("/gestion/ecole/import", web.Staff(school.ImportPeople), showImports),
		upload,
		get("/gestion/ecole/import/{import}", web.Staff(school.ImportPeople), showImport),
		post("/gestion/ecole/import/{import}/confirmation", web.Staff(school.ImportPeople), confirmImport),
		post("/gestion/ecole/import/{import}/abandon", web.Staff(school.ImportPeople), cancelImport),
		get("/gestion/taches/{job}", web.AnyStaff, showJob),

		get("/gestion/ecole/eleves", web.Staff(school.SeePeople), showPupils),
		get("/gestion/ecole/eleves/{pupil}", web.Staff(school.SeePeople), showPupil),
		post("/gestion/ecole/eleves/{pupil}/vigilance", web.Staff(school.MarkDisagreement), markPupil),
		get("/gestion/ecole/courriers", web.Staff(school.PrintCodes), showLetters),
		post("/gestion/ecole/courriers", web.Staff(school.PrintCodes), printLetters),

		get("/gestion/ecole/personnels", web.Staff(school.GiveRoles), showStaff),
		get("/gestion/ecole/personnels/nouveau", web.Staff(school.GiveRoles), newStaff),
		get(staffImportPath, web.Staff(school.ImportPeople), showStaffImports),
		staffUpload,
		post("/gestion/ecole/personnels/nouveau", web.Staff(school.GiveRoles), saveStaff),
		get("/gestion/ecole/personnels/{staff}", web.Staff(school.GiveRoles), editStaff),
		post("/gestion/ecole/personnels/{staff}", web.Staff(school.GiveRoles), saveStaff),

		get("/gestion/ecole/parametres", web.Staff(school.SetParameters), showParameters),
		get("/gestion/ecole/parametres/{rule}/{parameter}", web.Staff(school.SetParameters), showParameter),
		post("/gestion/ecole/parametres/{rule}/{parameter}", web.Staff(school.SetParameters), setParameter),

		get("/gestion/journal", web.Staff(school.SeeJournal), showJournal),
		get("/gestion/journal/{line}", web.Staff(school.SeeJournal), showLine),
		post("/gestion/journal/verification", web.Staff(school.SeeJournal), verifyJournal),

		get("/gestion/messages", web.Staff(school.SeePeople), showMessages),
		get("/gestion/messages/courriers", web.Staff(school.SeePeople), showPaper),
		post("/gestion/messages/courriers", web.Staff(school.PrintCodes), printPaper),
		post("/gestion/messages/courriers/remis", web.Staff(school.PrintCodes), markPrinted),

		get("/pratique", web.PracticeOnly, showPractice),
		post("/pratique/horloge", web.PracticeOnly, moveClock(due)),
		get("/pratique/envois", web.PracticeOnly, showMailbox),
	}...)
}
