// Package trips is what people see of school trips: the staff's pages, in the order of a trip's life, and the family's
// road from the first reading to the signed commitment.
package trips

import (
	"net/http"
	"slices"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components/web"
)

// Routes is the table of the pages of trips.
func Routes() []web.Route {
	return slices.Concat(staffRoutes(), familyRoutes(), termsRoutes(), folderRoutes(), placeRoutes(), drawRoutes(), departureRoutes(), paperworkRoutes(),
		purchaseRoutes(), imprestRoutes(), noticeRoutes(), surplusRoutes(), takenRoutes(), deskRoutes(), handedRoutes(), modelRoutes(), calendarRoutes(), cloneRoutes(),
		receivableRoutes(), archiveRoutes(), workbookRoutes(), evidenceRoutes())
}

const (
	staffList  = "/gestion/voyages"
	staffTrip  = staffList + "/{trip}"
	familyTrip = "/voyages/{trip}/enfants/{pupil}"
)

func staffRoutes() []web.Route {
	see, write := web.Staff(school.SeeTrips), web.Staff(school.WriteTrips)
	return append(budgetRoutes(), []web.Route{
		{Method: http.MethodGet, Pattern: staffList, Who: see, Handle: showList},
		{Method: http.MethodGet, Pattern: staffList + "/liste.csv", Who: see, Handle: exportListCSV},
		{Method: http.MethodGet, Pattern: staffList + "/liste.xlsx", Who: see, Handle: exportListXLSX},
		{Method: http.MethodGet, Pattern: staffList + "/nouveau", Who: write, Handle: showNewProject},
		{Method: http.MethodPost, Pattern: staffList + "/nouveau", Who: write, Handle: createProject},

		{Method: http.MethodGet, Pattern: staffList + "/delegations", Who: web.Staff(school.RecordActs), Handle: showDelegations},
		{Method: http.MethodGet, Pattern: staffList + "/delegations.csv", Who: web.Staff(school.RecordActs), Handle: exportDelegations},
		{Method: http.MethodGet, Pattern: staffList + "/delegations.xlsx", Who: web.Staff(school.RecordActs), Handle: exportDelegations},
		{Method: http.MethodPost, Pattern: staffList + "/delegations", Who: web.Staff(school.RecordActs), Handle: recordDelegation},

		{Method: http.MethodGet, Pattern: staffTrip, Who: see, Handle: showTrip},
		{Method: http.MethodGet, Pattern: staffTrip + "/projet", Who: write, Handle: showProject},
		{Method: http.MethodPost, Pattern: staffTrip + "/projet", Who: write, Handle: saveProject},
		{Method: http.MethodGet, Pattern: staffTrip + "/public", Who: write, Handle: showPublic},
		{Method: http.MethodPost, Pattern: staffTrip + "/public", Who: write, Handle: savePublic},
		{Method: http.MethodGet, Pattern: staffTrip + "/budget", Who: write, Handle: showBudget},
		{Method: http.MethodPost, Pattern: staffTrip + "/budget", Who: write, Handle: saveBudget},
		{Method: http.MethodGet, Pattern: staffTrip + "/echeances", Who: see, Handle: showSchedule},
		{Method: http.MethodPost, Pattern: staffTrip + "/echeances", Who: write, Handle: saveSchedule},
		{Method: http.MethodPost, Pattern: staffTrip + "/echeances/accord", Who: web.Staff(school.BookPayments), Handle: agreeToSchedule},
		{Method: http.MethodGet, Pattern: staffTrip + "/lettre", Who: write, Handle: showLetter},
		{Method: http.MethodPost, Pattern: staffTrip + "/lettre", Who: write, Handle: saveLetter},

		{Method: http.MethodPost, Pattern: staffTrip + "/avis", Who: web.Staff(school.GiveOpinion), Handle: giveOpinion},
		{Method: http.MethodPost, Pattern: staffTrip + "/equilibre", Who: web.Staff(school.BalanceBudget), Handle: balanceBudget},
		{Method: http.MethodPost, Pattern: staffTrip + "/presentation", Who: web.Staff(school.SubmitTrips), Handle: submitTrip},
		{Method: http.MethodGet, Pattern: staffTrip + "/acte", Who: web.Staff(school.RecordActs), Handle: showVote},
		{Method: http.MethodPost, Pattern: staffTrip + "/acte", Who: web.Staff(school.RecordActs), Handle: recordVote},
		{Method: http.MethodPost, Pattern: staffTrip + "/acte/dates", Who: web.Staff(school.RecordActs), Handle: dateAct},
		{Method: http.MethodPost, Pattern: staffTrip + "/autorisation", Who: web.Staff(school.Authorise), Handle: authorise},
		{Method: http.MethodPost, Pattern: staffTrip + "/ouverture", Who: web.Staff(school.OpenTrips), Handle: openTrip},
		{Method: http.MethodGet, Pattern: staffTrip + "/projet/retour", Who: write, Handle: showReturn},
		{Method: http.MethodPost, Pattern: staffTrip + "/projet/retour", Who: write, Handle: returnToProject},
		{Method: http.MethodGet, Pattern: staffTrip + "/annulation", Who: write, Handle: showCancel},
		{Method: http.MethodPost, Pattern: staffTrip + "/annulation", Who: write, Handle: cancelTrip},
		{Method: http.MethodGet, Pattern: staffTrip + "/derogations", Who: see, Handle: showLift, Sample: staffTrip + "/derogations?regle=V-16"},
		{Method: http.MethodPost, Pattern: staffTrip + "/derogations", Who: see, Handle: liftRule},

		{Method: http.MethodGet, Pattern: staffTrip + "/inscriptions", Who: see, Handle: showPupils},
		{Method: http.MethodGet, Pattern: staffTrip + "/inscriptions.csv", Who: see, Handle: exportPupilsCSV},
		{Method: http.MethodGet, Pattern: staffTrip + "/inscriptions.xlsx", Who: see, Handle: exportPupilsXLSX},
	}...)
}

func familyRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: familyTrip, Who: web.Family, Handle: showFamilyTrip},
		{Method: http.MethodPost, Pattern: familyTrip + "/interet", Who: web.Family, Handle: answerInterest},
		{Method: http.MethodGet, Pattern: familyTrip + "/engagement", Who: web.Family, Handle: askQuestion},
		{Method: http.MethodPost, Pattern: familyTrip + "/engagement", Who: web.Family, Handle: keepAnswer},
		{Method: http.MethodGet, Pattern: familyTrip + "/engagement/relire", Who: web.Family, Handle: showReview},
		{Method: http.MethodPost, Pattern: familyTrip + "/signature", Who: web.Family, Handle: signCommitment},
		{Method: http.MethodGet, Pattern: familyTrip + "/refus", Who: web.Family, Handle: showDecline},
		{Method: http.MethodPost, Pattern: familyTrip + "/refus", Who: web.Family, Handle: declineTrip},
		{Method: http.MethodPost, Pattern: familyTrip + "/attente", Who: web.Family, Handle: joinWaitingList},
		{Method: http.MethodGet, Pattern: familyTrip + "/accuse", Who: web.Family, Handle: showReceipt},
		{Method: http.MethodGet, Pattern: familyTrip + "/accuse.pdf", Who: web.Family, Handle: printReceipt},
		{Method: http.MethodGet, Pattern: familyTrip + "/engagement.pdf", Who: web.Family, Handle: printCommitment},
	}
}
