// Package grants is the social funds as people see them: a family's discreet request, and for the social worker, the head and
// the bursar the requests, the commissions, the funds and the yearly report. Nobody else of the staff opens a page of it.
package grants

import (
	"net/http"
	"slices"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	familyPath = "/payer/demandes"
	staffPath  = "/gestion/aides"
	requestURL = staffPath + "/demandes/{request}"
	meetingURL = staffPath + "/commissions/{commission}"
	upload     = aid.PaperLimit + 1<<20
)

// Routes is the table of the pages of the social funds.
func Routes() []web.Route {
	return slices.Concat(familyRoutes(), requestRoutes(), meetingRoutes(), settingRoutes(), reportRoutes())
}

func familyRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: familyPath, Who: web.Family, Handle: showOwn},
		{Method: http.MethodGet, Pattern: familyPath + "/nouvelle", Who: web.Family, Handle: showAsk},
		{Method: http.MethodPost, Pattern: familyPath + "/nouvelle", Who: web.Family, Handle: ask},
		{Method: http.MethodGet, Pattern: familyPath + "/formulaire.pdf", Who: web.Family, Handle: sendBlank},
		{Method: http.MethodGet, Pattern: familyPath + "/{request}", Who: web.Family, Handle: showOwnRequest},
		{Method: http.MethodPost, Pattern: familyPath + "/{request}/pieces", Who: web.Family, Handle: addOwnPaper, MaxBody: upload},
		{Method: http.MethodPost, Pattern: familyPath + "/{request}/pieces/{piece}/retrait", Who: web.Family, Handle: removeOwnPaper},
		{Method: http.MethodPost, Pattern: familyPath + "/{request}/retrait", Who: web.Family, Handle: withdraw},
		{Method: http.MethodGet, Pattern: familyPath + "/{request}/accuse.pdf", Who: web.Family, Handle: sendOwnReceipt},
		{Method: http.MethodGet, Pattern: familyPath + "/{request}/reponse.pdf", Who: web.Family, Handle: sendOwnAnswer},
	}
}

func requestRoutes() []web.Route {
	see, instruct, decide := web.Staff(school.SeeAid), web.Staff(school.InstructAid), web.Staff(school.DecideAid)
	return []web.Route{
		{Method: http.MethodGet, Pattern: staffPath, Who: see, Handle: showRequests},
		{Method: http.MethodGet, Pattern: staffPath + "/liste.csv", Who: see, Handle: sendRequestsCSV},
		{Method: http.MethodGet, Pattern: staffPath + "/liste.xlsx", Who: see, Handle: sendRequestsXLSX},
		{Method: http.MethodGet, Pattern: staffPath + "/nouvelle", Who: instruct, Handle: showPaperRequest},
		{Method: http.MethodPost, Pattern: staffPath + "/nouvelle", Who: instruct, Handle: enterPaperRequest},
		{Method: http.MethodGet, Pattern: requestURL, Who: see, Handle: showRequest},
		{Method: http.MethodPost, Pattern: requestURL + "/instruction", Who: instruct, Handle: instructRequest},
		{Method: http.MethodPost, Pattern: requestURL + "/proposition", Who: instruct, Handle: proposeAid},
		{Method: http.MethodPost, Pattern: requestURL + "/decision", Who: decide, Handle: decideAid},
		{Method: http.MethodPost, Pattern: requestURL + "/tirage", Who: instruct, Handle: drawAid},
		{Method: http.MethodPost, Pattern: requestURL + "/cloture", Who: decide, Handle: endAid},
		{Method: http.MethodPost, Pattern: requestURL + "/pieces", Who: instruct, Handle: addPaper, MaxBody: upload},
		{Method: http.MethodGet, Pattern: requestURL + "/pieces/{piece}", Who: see, Handle: sendPaper},
		{Method: http.MethodGet, Pattern: requestURL + "/formulaire.pdf", Who: see, Handle: sendForm},
		{Method: http.MethodGet, Pattern: requestURL + "/decision.pdf", Who: see, Handle: sendAnswer},
	}
}

func meetingRoutes() []web.Route {
	see, instruct := web.Staff(school.SeeAid), web.Staff(school.InstructAid)
	return []web.Route{
		{Method: http.MethodGet, Pattern: staffPath + "/commissions", Who: see, Handle: showMeetings},
		{Method: http.MethodPost, Pattern: staffPath + "/commissions", Who: instruct, Handle: prepareMeeting},
		{Method: http.MethodGet, Pattern: meetingURL, Who: see, Handle: showMeeting},
		{Method: http.MethodPost, Pattern: meetingURL + "/membres", Who: instruct, Handle: addMember},
		{Method: http.MethodPost, Pattern: meetingURL + "/membres/{member}/retrait", Who: instruct, Handle: removeMember},
		{Method: http.MethodPost, Pattern: meetingURL + "/ordre-du-jour", Who: instruct, Handle: setAgenda},
		{Method: http.MethodPost, Pattern: meetingURL + "/convocation", Who: instruct, Handle: convene},
		{Method: http.MethodPost, Pattern: meetingURL + "/tenue", Who: instruct, Handle: holdMeeting},
		{Method: http.MethodGet, Pattern: meetingURL + "/convocations.pdf", Who: see, Handle: sendConvocations},
		{Method: http.MethodGet, Pattern: meetingURL + "/emargement.pdf", Who: see, Handle: sendAttendance},
		{Method: http.MethodGet, Pattern: meetingURL + "/dossiers-anonymes.pdf", Who: see, Handle: sendAnonymous},
		{Method: http.MethodGet, Pattern: meetingURL + "/liste-nominative.pdf", Who: see, Handle: sendNominative},
		{Method: http.MethodGet, Pattern: meetingURL + "/justificatifs.pdf", Who: see, Handle: sendProofs},
		{Method: http.MethodGet, Pattern: meetingURL + "/proces-verbal.pdf", Who: see, Handle: sendMinutes},
	}
}

func settingRoutes() []web.Route {
	see, manage := web.Staff(school.SeeAid), web.Staff(school.ManageAid)
	return []web.Route{
		{Method: http.MethodGet, Pattern: staffPath + "/fonds", Who: see, Handle: showFunds},
		{Method: http.MethodPost, Pattern: staffPath + "/fonds", Who: manage, Handle: openFund},
		{Method: http.MethodPost, Pattern: staffPath + "/fonds/mouvements", Who: manage, Handle: moveFund},
		{Method: http.MethodPost, Pattern: staffPath + "/fonds/aides", Who: manage, Handle: addType},
		{Method: http.MethodPost, Pattern: staffPath + "/fonds/{fund}/fermeture", Who: manage, Handle: closing("fund", true, "Le financement est fermé.", aid.CloseFund)},
		{Method: http.MethodPost, Pattern: staffPath + "/fonds/{fund}/reouverture", Who: manage, Handle: closing("fund", false, "Le financement est rouvert.", aid.CloseFund)},
		{Method: http.MethodPost, Pattern: staffPath + "/fonds/aides/{kind}/fermeture", Who: manage, Handle: closing("kind", true, "L’aide n’est plus proposée.", aid.CloseType)},
		{Method: http.MethodPost, Pattern: staffPath + "/fonds/aides/{kind}/reouverture", Who: manage, Handle: closing("kind", false, "L’aide est de nouveau proposée.", aid.CloseType)},
		{Method: http.MethodPost, Pattern: staffPath + "/fonds/bareme", Who: manage, Handle: setScale},
		{Method: http.MethodPost, Pattern: staffPath + "/fonds/acte", Who: manage, Handle: recordCriteria},
		{Method: http.MethodGet, Pattern: staffPath + "/fonds/acte.pdf", Who: see, Handle: sendCriteria},
		{Method: http.MethodGet, Pattern: staffPath + "/fonds/{fund}/extrait.pdf", Who: see, Handle: sendExtract},
	}
}

func reportRoutes() []web.Route {
	see := web.Staff(school.SeeAid)
	return []web.Route{
		{Method: http.MethodGet, Pattern: staffPath + "/bilan", Who: see, Handle: showReport},
		{Method: http.MethodGet, Pattern: staffPath + "/bilan.pdf", Who: see, Handle: sendReport},
	}
}
