// Package rights is where a person asks for their own data, and where the school answers within the month.
package rights

import (
	"net/http"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	ownPath   = "/moi/donnees"
	askPath   = ownPath + "/demandes"
	copyPath  = ownPath + "/copie"
	queuePath = "/gestion/ecole/droits"
)

// Routes is the table of the pages of people's rights over their data.
func Routes() []web.Route {
	read, answer := web.Staff(school.HandleRights), web.Staff(school.AnswerRights)
	return []web.Route{
		{Method: http.MethodGet, Pattern: ownPath, Who: web.SignedIn, Handle: showOwn},
		{Method: http.MethodPost, Pattern: askPath, Who: web.SignedIn, Handle: ask},
		{Method: http.MethodGet, Pattern: askPath + "/{request}", Sample: askPath + "/aucune", Who: web.SignedIn, Handle: showOwnRequest},
		{Method: http.MethodPost, Pattern: copyPath, Who: web.SignedIn, Handle: sendOwnCopy},

		{Method: http.MethodGet, Pattern: queuePath, Who: read, Handle: showQueue},
		{Method: http.MethodGet, Pattern: queuePath + "/papier", Who: read, Handle: showPaper},
		{Method: http.MethodPost, Pattern: queuePath + "/papier", Who: read, Handle: keepPaper},
		{Method: http.MethodGet, Pattern: queuePath + "/{request}", Sample: queuePath + "/aucune", Who: read, Handle: showRequest},
		{Method: http.MethodPost, Pattern: queuePath + "/{request}/prolongation", Who: answer, Handle: extend},
		{Method: http.MethodPost, Pattern: queuePath + "/{request}/reponse", Who: answer, Handle: reply},
		{Method: http.MethodPost, Pattern: queuePath + "/{request}/copie", Who: answer, Handle: sendCopyFor},
	}
}
