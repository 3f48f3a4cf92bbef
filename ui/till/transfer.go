package till

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/paper"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const transferPath = "/payer/virement"

// debitAndTransferRoutes are the pages of what banks do for a family: direct debits and transfers.
func debitAndTransferRoutes() []web.Route {
	return slices.Concat(transferRoutes(), mandateFamilyRoutes(), debitRoutes())
}

// transferRoutes are how a family pays by transfer.
func transferRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: transferPath, Who: web.Family, Handle: showTransfer},
		{Method: http.MethodGet, Pattern: transferPath + "/avis.pdf", Who: web.Family, Handle: printTransfer},
	}
}

func showTransfer(v *web.Visit) error {
	ids := v.Request.URL.Query()["creance"]
	ask, found, err := money.AskTransfer(v.App, v.Actor, ids...)
	if err != nil {
		return err
	}
	page := components.PageProps{Title: "Payer par virement", Breadcrumb: []components.Crumb{{Label: "Payer", Href: "/payer"}, {Label: "Virement"}}}
	if !found {
		return v.Page(page, NoTransferPage())
	}
	children, err := school.ChildrenOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	props := TransferPageProps{Ask: ask, Children: children, Today: v.Today(), Query: url.Values{"creance": ids}.Encode()}
	if props.Path, props.Side, err = document.QRPath(ask.Payload); err != nil {
		return err
	}
	return v.Page(page, TransferPage(props))
}

func printTransfer(v *web.Visit) error {
	ask, found, err := money.AskTransfer(v.App, v.Actor, v.Request.URL.Query()["creance"]...)
	if err != nil {
		return err
	}
	if !found {
		return v.SeeWith(transferPath, components.Wait, "Rien n’est à payer par virement.")
	}
	children, err := school.ChildrenOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	d := document.TransferNoticeData{
		Origin: v.Paper(), Name: strings.TrimSpace(v.Session.FirstName + " " + v.Session.LastName), Help: document.Contact{Name: v.Identity.Name, Phone: v.Identity.Phone, Email: v.Identity.Email},
		Transfer: *paper.Transfer(ask),
	}
	for _, a := range ask.Charges {
		d.Sums = append(d.Sums, document.TransferSum{Pupil: childName(children, a.PupilID), Label: a.Label, DueOn: a.DueOn.French(), Amount: a.Due()})
	}
	body, err := document.TransferNotice(d)
	if err != nil {
		return err
	}
	return v.File("avis-virement.pdf", "application/pdf", body, true)
}
