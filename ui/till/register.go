package till

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const registerPath = "/gestion/caisse/especes"

// registerRoutes are the cash register: counted to open, counted to close.
func registerRoutes() []web.Route {
	see, book := web.Staff(school.SeeMoney), web.Staff(school.BookPayments)
	return []web.Route{
		{Method: http.MethodGet, Pattern: registerPath, Who: see, Handle: showRegister},
		{Method: http.MethodGet, Pattern: registerPath + "/journee.pdf", Who: see, Handle: printRegister},
		{Method: http.MethodGet, Pattern: registerPath + "/journee.xlsx", Who: see, Handle: printRegister},
		{Method: http.MethodGet, Pattern: registerPath + "/journee.csv", Who: see, Handle: printRegister},
		{Method: http.MethodPost, Pattern: registerPath + "/comptage", Who: book, Handle: countCash},
		{Method: http.MethodPost, Pattern: registerPath + "/comptage/annulation", Who: book, Handle: voidCount},
		{Method: http.MethodPost, Pattern: registerPath + "/mouvement", Who: book, Handle: moveCash},
		{Method: http.MethodPost, Pattern: registerPath + "/mouvement/annulation", Who: book, Handle: voidMove},
	}
}

func showRegister(v *web.Visit) error { return registerPage(v, RegisterProps{}, nil) }

func registerDay(v *web.Visit) law.Day {
	day, err := law.ParseDay(v.Query("jour"))
	if err != nil || day == "" || day > v.Today() {
		return v.Today()
	}
	return day
}

func registerPage(v *web.Visit, p RegisterProps, refusal *law.Refusal) (err error) {
	if p.Register, err = money.RegisterOf(v.App, v.Actor); err != nil {
		return err
	}
	if p.Day, err = money.CashDayOf(v.App, v.Actor, registerDay(v)); err != nil {
		return err
	}
	p.Today, p.MayKeep = v.Today(), v.Actor.May(school.BookPayments)
	page := components.PageProps{Title: "Caisse du jour", Breadcrumb: []components.Crumb{{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "Caisse du jour"}}}
	if refusal == nil {
		return v.Page(page, RegisterPage(p))
	}
	p.Refused = refusedDesk(v, refusal)
	return v.PageAgain(page, RegisterPage(p))
}

func afterRegister(v *web.Visit, err error, p RegisterProps, done string) error {
	if refusal, ok := web.Refusal(err); ok {
		return registerPage(v, p, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(registerPath, "ok", done)
}

func countCash(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	p := RegisterProps{Typed: map[cents.Amount]string{}, Reason: v.Field("ecart"), Kind: v.Field("nature")}
	units := money.Units{}
	for _, d := range money.Denominations {
		typed := v.Field(unitField(d))
		p.Typed[d] = typed
		if typed == "" {
			continue
		}
		n, err := strconv.Atoi(strings.ReplaceAll(typed, " ", ""))
		if err != nil || n < 0 {
			return registerPage(v, p, asRefusal(law.Object(unitField(d), "« "+typed+" » n’est pas un nombre de pièces ou de billets.", "Écrivez un nombre entier.")))
		}
		if n > 0 {
			units[d] = n
		}
	}
	done := "La caisse est ouverte."
	if p.Kind == money.Closing {
		done = "La caisse est fermée : le comptage est scellé."
	}
	return afterRegister(v, money.CountCash(v.Ctx(), v.App, p.Kind, units, p.Reason), p, done)
}

// unitField is the name of the box where one coin or note is counted.
func unitField(d cents.Amount) string { return "u" + strconv.Itoa(int(d)) }

func voidCount(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	p := RegisterProps{VoidReason: v.Field("motif")}
	return afterRegister(v, money.VoidCount(v.Ctx(), v.App, v.Field("comptage"), p.VoidReason), p, "Le comptage est annulé ; il garde sa trace.")
}

func moveCash(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	p := RegisterProps{MoveKind: v.Field("mouvement"), MoveAmount: v.Field("montant"), MoveReason: v.Field("reference")}
	amount, err := cents.Parse(p.MoveAmount)
	if err != nil {
		return registerPage(v, p, asRefusal(law.Object("montant", components.Sentence(err.Error()), "")))
	}
	return afterRegister(v, money.MoveCash(v.Ctx(), v.App, p.MoveKind, amount, p.MoveReason), p, "Le mouvement est enregistré.")
}

func voidMove(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	p := RegisterProps{VoidMoveReason: v.Field("motif-mouvement")}
	return afterRegister(v, money.VoidMovement(v.Ctx(), v.App, v.Field("mouvement"), p.VoidMoveReason), p, "Le mouvement est annulé par un mouvement contraire.")
}

func printRegister(v *web.Visit) error {
	day, err := money.CashDayOf(v.App, v.Actor, registerDay(v))
	if err != nil {
		return err
	}
	return sendList(v, "caisse-"+string(day.Day), cashList(v.Paper(), day, v.Identity.AccountantName))
}

// cashList is the sheet of a day: what moved, then each count with its units.
func cashList(origin document.Origin, d money.CashDay, accountant string) document.ListData {
	list := document.ListData{
		Origin: origin, Title: "Caisse du " + d.Day.French(), Empty: "Aucun mouvement d’espèces ce jour.",
		Columns: []document.Column{{Name: "Mouvement"}, {Name: "Référence", Width: 60}, {Name: "Montant", Kind: document.KindMoney, Width: 30}},
		Signers: []document.Signer{{Capacity: "L’agent comptable", Name: accountant}},
	}
	var group document.ListGroup
	var total cents.Amount
	for _, m := range d.Moves {
		group.Rows = append(group.Rows, []document.Cell{document.Text(m.What), document.Text(m.Reference), document.Money(m.Amount)})
		total += m.Amount
	}
	list.Groups, list.Total = []document.ListGroup{group}, []document.Cell{document.Text("Total"), {}, document.Money(total)}
	for _, c := range d.Counts {
		sheet := document.Sheet{Title: countTitle(c), Columns: []document.Column{{Name: "Pièce ou billet"}, {Name: "Nombre", Kind: document.KindInt, Width: 24}, {Name: "Montant", Kind: document.KindMoney, Width: 30}}}
		for _, unit := range money.Denominations {
			if n := c.Units[unit]; n > 0 {
				sheet.Rows = append(sheet.Rows, []document.Cell{document.Text(unit.String()), document.Int(n), document.Money(unit * cents.Amount(n))})
			}
		}
		sheet.Total = []document.Cell{document.Text("Compté ; attendu " + c.Expected.String() + ", écart " + c.Difference.String()), {}, document.Money(c.Total)}
		list.After = append(list.After, sheet)
		if c.Reason != "" {
			list.Notes = append(list.Notes, countTitle(c)+", écart : "+c.Reason)
		}
		if c.Voided != "" {
			list.Notes = append(list.Notes, countTitle(c)+", annulé : "+c.Voided)
		}
	}
	return list
}

func countTitle(c money.CashCount) string {
	if c.Kind == money.Opening {
		return "Ouverture"
	}
	return "Fermeture"
}
