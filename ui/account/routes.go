// Package account is how people enter, and their own pages: what waits for them, their children, themselves.
package account

import (
	"net/http"
	"slices"

	"github.com/openacademie/openacademie/ui/components/web"
)

// Routes is the table of the pages of one's account.
func Routes() []web.Route {
	return slices.Concat(languageRoutes(), calendarRoutes(), preferenceRoutes(), providerRoutes(), []web.Route{
		{Method: http.MethodGet, Pattern: "/connexion", Who: web.Public, Handle: showEntry},
		{Method: http.MethodPost, Pattern: "/connexion", Who: web.Public, Handle: askCode},
		{Method: http.MethodGet, Pattern: "/connexion/code", Who: web.Public, Handle: showCode},
		{Method: http.MethodPost, Pattern: "/connexion/code", Who: web.Public, Handle: enterCode},
		{Method: http.MethodGet, Pattern: "/connexion/qui", Who: web.Public, Handle: showWho},
		{Method: http.MethodPost, Pattern: "/connexion/qui", Who: web.Public, Handle: chooseWho},
		{Method: http.MethodGet, Pattern: "/connexion/courrier", Who: web.Public, Handle: showLetterEntry},
		{Method: http.MethodPost, Pattern: "/connexion/courrier", Who: web.Public, Handle: enterLetter},
		{Method: http.MethodGet, Pattern: web.FactorPath, Who: web.Public, Handle: showFactor},
		{Method: http.MethodPost, Pattern: web.FactorPath, Who: web.Public, Handle: proveFactor},
		{Method: http.MethodGet, Pattern: enrolPath, Who: web.Public, Handle: showEnrol},
		{Method: http.MethodPost, Pattern: enrolPath, Who: web.Public, Handle: enrol},
		{Method: http.MethodPost, Pattern: "/moi/codes-de-secours", Who: web.AnyStaff, Handle: renewRecovery},
		{Method: http.MethodPost, Pattern: "/deconnexion", Who: web.SignedIn, Handle: signOut},

		{Method: http.MethodGet, Pattern: "/a-faire", Who: web.Family, Handle: showTasks},
		{Method: http.MethodGet, Pattern: "/enfants", Who: web.Family, Handle: showChildren},
		{Method: http.MethodGet, Pattern: "/enfants/{pupil}", Who: web.Family, Handle: showChild},
		{Method: http.MethodGet, Pattern: "/moi", Who: web.SignedIn, Handle: showMe},
		{Method: http.MethodPost, Pattern: "/moi/notifications", Who: web.SignedIn, Handle: subscribe},
		{Method: http.MethodPost, Pattern: "/moi/notifications/arret", Who: web.SignedIn, Handle: unsubscribe},
		{Method: http.MethodPost, Pattern: "/moi/sessions/{session}/fin", Who: web.SignedIn, Handle: endSession},
		{Method: http.MethodPost, Pattern: "/moi/sessions/fin", Who: web.SignedIn, Handle: endOtherSessions},
		{Method: http.MethodGet, Pattern: "/hors-ligne", Who: web.Public, Handle: showOffline},
	})
}
