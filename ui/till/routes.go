// Package till is where money is paid and received: the family's account and online payment, the accountant's desk and
// journal.
package till

import (
	"net/http"
	"slices"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components/web"
)

// Routes is the table of the pages of money.
func Routes() []web.Route {
	money, book := web.Staff(school.SeeMoney), web.Staff(school.BookPayments)
	return slices.Concat(debitAndTransferRoutes(), onlineRoutes(), refundRoutes(), refundFamilyRoutes(), planRoutes(), reminderRoutes(), aidRoutes(), ledgerRoutes(), counterRoutes(), slipRoutes(), registerRoutes(), exitRoutes(), []web.Route{
		{Method: http.MethodGet, Pattern: "/payer", Who: web.Family, Handle: showAccount},
		{Method: http.MethodGet, Pattern: "/payer/confirmation", Who: web.Family, Handle: showConfirmation, FormTargets: payfipOrigin},
		{Method: http.MethodPost, Pattern: "/payer/en-ligne", Who: web.Family, Handle: payOnline, FormTargets: payfipOrigin},
		{Method: http.MethodGet, Pattern: "/payer/suivi/{token}", Who: web.Public, Handle: showProgress},
		{Method: http.MethodGet, Pattern: "/payer/quittances/{payment}", Who: web.Family, Handle: sendReceipt},

		// PayFiP knows neither our sessions nor our origin; what it says is believed only once pulled.
		{Method: http.MethodGet, Pattern: "/payfip/retour/{token}", Who: web.Public, Handle: comeBack, OtherOrigin: true, MaxBody: 4 << 10},
		{Method: http.MethodPost, Pattern: "/payfip/retour/{token}", Who: web.Public, Handle: comeBack, OtherOrigin: true, MaxBody: 4 << 10},
		{Method: http.MethodGet, Pattern: "/payfip/notification", Who: web.Public, Handle: hearNotification, OtherOrigin: true, MaxBody: 4 << 10},
		{Method: http.MethodPost, Pattern: "/payfip/notification", Who: web.Public, Handle: hearNotification, OtherOrigin: true, MaxBody: 4 << 10},

		{Method: http.MethodGet, Pattern: "/gestion/caisse", Who: money, Handle: showTill},
		{Method: http.MethodGet, Pattern: "/gestion/caisse/eleves/{pupil}", Who: money, Handle: showPupilAccount},
		{Method: http.MethodGet, Pattern: "/gestion/caisse/eleves/{pupil}/encaissement", Who: book, Handle: showDesk},
		{Method: http.MethodPost, Pattern: "/gestion/caisse/eleves/{pupil}/encaissement", Who: book, Handle: bookAtDesk},
		{Method: http.MethodGet, Pattern: "/gestion/caisse/journal", Who: money, Handle: showJournal},
		{Method: http.MethodGet, Pattern: "/gestion/caisse/journal/{format}", Sample: "/gestion/caisse/journal/csv", Who: money, Handle: exportJournal},
		{Method: http.MethodGet, Pattern: "/gestion/caisse/voyages/{trip}", Who: money, Handle: showTripMoney},
		{Method: http.MethodGet, Pattern: "/gestion/caisse/paiements/{payment}/annulation", Who: web.Staff(school.ReversePayments), Handle: showReversal},
		{Method: http.MethodPost, Pattern: "/gestion/caisse/paiements/{payment}/annulation", Who: web.Staff(school.ReversePayments), Handle: reverse},
		{Method: http.MethodGet, Pattern: "/gestion/caisse/quittances/{payment}", Who: money, Handle: sendReceipt},
	})
}
