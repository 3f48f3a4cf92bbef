package till

import (
	"net/http"
	"strings"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	slipsPath = "/gestion/caisse/bordereaux"
	slipPath  = slipsPath + "/{slip}"
)

// slipRoutes are the cheques that leave for the bank.
func slipRoutes() []web.Route {
	see, book := web.Staff(school.SeeMoney), web.Staff(school.BookPayments)
	return []web.Route{
		{Method: http.MethodGet, Pattern: slipsPath, Who: see, Handle: showSlips},
		{Method: http.MethodPost, Pattern: slipsPath, Who: book, Handle: fillSlip},
		{Method: http.MethodGet, Pattern: slipPath, Who: see, Handle: showSlip},
		{Method: http.MethodGet, Pattern: slipPath + "/bordereau.pdf", Who: see, Handle: printSlip},
		{Method: http.MethodGet, Pattern: slipPath + "/bordereau.xlsx", Who: see, Handle: printSlip},
		{Method: http.MethodGet, Pattern: slipPath + "/bordereau.csv", Who: see, Handle: printSlip},
		{Method: http.MethodPost, Pattern: slipPath + "/cloture", Who: book, Handle: closeSlip},
		{Method: http.MethodPost, Pattern: slipPath + "/retrait", Who: book, Handle: takeOffSlip},
	}
}

func showSlips(v *web.Visit) error { return slipsPage(v, nil) }

func slipsPage(v *web.Visit, refusal *law.Refusal) error {
	props := SlipsProps{MayKeep: v.Actor.May(school.BookPayments)}
	var err error
	if props.Waiting, err = money.ChequesToRemit(v.App, v.Actor); err != nil {
		return err
	}
	if props.Slips, err = money.Slips(v.App, v.Actor); err != nil {
		return err
	}
	page := components.PageProps{Title: "Bordereaux de chèques", Breadcrumb: []components.Crumb{{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "Bordereaux de chèques"}}}
	if refusal == nil {
		return v.Page(page, SlipsPage(props))
	}
	props.Refused = refusedDesk(v, refusal)
	return v.PageAgain(page, SlipsPage(props))
}

func fillSlip(v *web.Visit) error {
	typed, err := v.Form()
	if err != nil {
		return err
	}
	id, err := money.OpenSlip(v.Ctx(), v.App, typed["cheques"]...)
	if refusal, ok := web.Refusal(err); ok {
		return slipsPage(v, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(slipsPath+"/"+id, "ok", "Les chèques sont sur le bordereau.")
}

func showSlip(v *web.Visit) error { return slipPage(v, nil) }

func slipPage(v *web.Visit, refusal *law.Refusal) error {
	slip, err := money.SlipOf(v.App, v.Actor, v.Path("slip"))
	if err != nil {
		return notThere(err)
	}
	props := SlipProps{Slip: slip, MayKeep: v.Actor.May(school.BookPayments)}
	page := components.PageProps{Title: "Bordereau " + slip.Number, Breadcrumb: []components.Crumb{
		{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "Bordereaux de chèques", Href: slipsPath}, {Label: slip.Number},
	}}
	if refusal == nil {
		return v.Page(page, SlipPage(props))
	}
	props.Refused = refusedDesk(v, refusal)
	return v.PageAgain(page, SlipPage(props))
}

// notThere makes a page that is not found of a thing that does not exist.
func notThere(err error) error {
	if refusal, ok := web.Refusal(err); ok && len(refusal.Findings) == 1 && refusal.Findings[0].Rule == "" && strings.Contains(refusal.Findings[0].What, "n’existe pas") {
		return web.ErrNotFound
	}
	return err
}

func afterSlip(v *web.Visit, err error, done string) error {
	if refusal, ok := web.Refusal(err); ok {
		return slipPage(v, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(slipsPath+"/"+v.Path("slip"), "ok", done)
}

func closeSlip(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	return afterSlip(v, money.CloseSlip(v.Ctx(), v.App, v.Path("slip")), "Le bordereau est clos : imprimez-le et remettez-le avec les chèques.")
}

func takeOffSlip(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	return afterSlip(v, money.TakeOffSlip(v.Ctx(), v.App, v.Path("slip"), v.Field("cheque")), "Le chèque est retiré : il attend un autre bordereau.")
}

func printSlip(v *web.Visit) error {
	slip, err := money.SlipOf(v.App, v.Actor, v.Path("slip"))
	if err != nil {
		return notThere(err)
	}
	identity, err := school.IdentityOf(v.App)
	if err != nil {
		return err
	}
	return sendList(v, "bordereau-"+slip.Number, slipList(v.Paper(), slip, identity.IBAN, identity.BIC, v.Identity.AccountantName))
}

// slipList is the slip to hand to the bank with its cheques.
func slipList(origin document.Origin, slip money.ChequeSlip, iban, bic, accountant string) document.ListData {
	d := document.ListData{
		Origin: origin, Title: "Bordereau de remise de chèques " + slip.Number, Empty: "Aucun chèque.",
		Facts: []document.Fact{
			{Label: "IBAN", Value: byFour(iban)}, {Label: "BIC", Value: bic}, {Label: "État", Value: money.SlipLabel(slip.State)}, {Label: "Clos le", Value: slip.ClosedOn.French()},
		},
		Columns: []document.Column{
			{Name: "Enregistré le", Kind: document.KindDay, Width: 22}, {Name: "Quittance", Width: 32}, {Name: "Tireur"}, {Name: "Banque", Width: 30},
			{Name: "Compte", Width: 28}, {Name: "N° du chèque", Width: 20}, {Name: "Montant", Kind: document.KindMoney, Width: 24},
		},
		Landscape: true, Signers: []document.Signer{{Capacity: "L’agent comptable", Name: accountant}},
	}
	if slip.State != money.SlipClosed {
		d.Facts = d.Facts[:3]
	}
	var group document.ListGroup
	var total cents.Amount
	for _, c := range slip.Cheques {
		group.Rows = append(group.Rows, []document.Cell{
			document.Date(c.BookedOn), document.Text(c.Receipt), document.Text(c.Payer), document.Text(c.Bank), document.Text(c.ChequeAccount), document.Text(c.ChequeNumber), document.Money(c.Amount),
		})
		total += c.Amount
	}
	d.Groups = []document.ListGroup{group}
	d.Total = []document.Cell{document.Text("Total"), {}, {}, {}, {}, document.Int(len(slip.Cheques)), document.Money(total)}
	return d
}

func byFour(iban string) string {
	var parts []string
	for len(iban) > 4 {
		parts, iban = append(parts, iban[:4]), iban[4:]
	}
	return strings.Join(append(parts, iban), " ")
}

// sendList sends a list as the end of the address asks: on paper, as a workbook or as a CSV.
func sendList(v *web.Visit, name string, d document.ListData) error {
	path := v.Request.URL.Path
	switch format := path[strings.LastIndexAny(path, "./")+1:]; format {
	case "pdf":
		body, err := document.PrintedList(d)
		if err != nil {
			return err
		}
		return v.File(name+".pdf", "application/pdf", body, true)
	case "xlsx":
		body, err := d.Sheet().XLSX()
		if err != nil {
			return err
		}
		return v.File(name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body, false)
	case "csv":
		return v.File(name+".csv", "text/csv; charset=utf-8", d.Sheet().CSV(), false)
	}
	return web.ErrNotFound
}
