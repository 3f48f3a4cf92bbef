// Package bank is where the statements of the bank and of PayFiP meet the ledger: the import with its columns, the inbox of
// lines to match, the differences, the report of a period.
package bank

import (
	"net/http"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	tillPath       = "/gestion/caisse"
	inboxPath      = tillPath + "/rapprochement"
	linePath       = inboxPath + "/{line}"
	statementsPath = tillPath + "/releves"
	statementPath  = statementsPath + "/{statement}"

	uploadLimit = 9 << 20 // the reader refuses above 8 MiB, in words
)

// Routes is the table of the pages of reconciliation.
func Routes() []web.Route {
	see, match := web.Staff(school.SeeMoney), web.Staff(school.ReconcileBank)
	return []web.Route{
		{Method: http.MethodGet, Pattern: inboxPath, Who: see, Handle: showInbox},
		{Method: http.MethodGet, Pattern: inboxPath + "/ensemble", Who: match, Handle: showMany},
		{Method: http.MethodPost, Pattern: inboxPath + "/ensemble", Who: match, Handle: acceptMany},
		{Method: http.MethodGet, Pattern: inboxPath + "/ecarts", Who: see, Handle: showTroubles},
		{Method: http.MethodGet, Pattern: inboxPath + "/etat", Who: see, Handle: showReport},
		{Method: http.MethodGet, Pattern: inboxPath + "/etat.csv", Who: see, Handle: exportReport},
		{Method: http.MethodGet, Pattern: inboxPath + "/etat.xlsx", Who: see, Handle: exportReport},
		{Method: http.MethodGet, Pattern: linePath, Who: see, Handle: showLine},
		{Method: http.MethodPost, Pattern: linePath + "/accord", Who: match, Handle: accept},
		{Method: http.MethodPost, Pattern: linePath + "/mise-de-cote", Who: match, Handle: ignore},
		{Method: http.MethodPost, Pattern: linePath + "/reprise", Who: match, Handle: reopen},
		{Method: http.MethodPost, Pattern: linePath + "/retrait", Who: match, Handle: undo},
		{Method: http.MethodPost, Pattern: linePath + "/encaissement", Who: web.Staff(school.BookPayments), Handle: bookFor},
		{Method: http.MethodGet, Pattern: statementsPath, Who: see, Handle: showStatements},
		{Method: http.MethodPost, Pattern: statementsPath, Who: match, Handle: receive, MaxBody: uploadLimit},
		{Method: http.MethodGet, Pattern: statementPath, Who: match, Handle: showColumns},
		{Method: http.MethodPost, Pattern: statementPath, Who: match, Handle: importStatement},
		{Method: http.MethodPost, Pattern: statementPath + "/abandon", Who: match, Handle: dropStatement},
	}
}

func crumbs(last ...components.Crumb) []components.Crumb {
	return append([]components.Crumb{{Label: "Caisse", Href: tillPath}, {Label: "Rapprochement", Href: inboxPath}}, last...)
}
