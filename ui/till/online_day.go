package till

import (
	"net/http"
	"strings"
	"time"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	onlinePath  = "/gestion/caisse/en-ligne"
	attemptPath = onlinePath + "/{attempt}"
)

// onlineRoutes are the staff's pages of payments online: what has to be looked at, one attempt, the reconciliation of a day.
func onlineRoutes() []web.Route {
	see, reconcile := web.Staff(school.SeeMoney), web.Staff(school.ReconcileOnline)
	return []web.Route{
		{Method: http.MethodGet, Pattern: onlinePath, Who: see, Handle: showOnline},
		{Method: http.MethodGet, Pattern: money.OnlineDayPath, Who: see, Handle: showOnlineDay},
		{Method: http.MethodGet, Pattern: money.OnlineDayPath + "/{format}", Sample: money.OnlineDayPath + "/csv", Who: see, Handle: exportOnlineDay},
		{Method: http.MethodGet, Pattern: attemptPath, Who: see, Handle: showAttempt},
		{Method: http.MethodPost, Pattern: attemptPath + "/releve", Who: reconcile, Handle: pullByHand},
		{Method: http.MethodPost, Pattern: attemptPath + "/examen", Who: reconcile, Handle: noteExamined},
	}
}

func showOnline(v *web.Visit) error {
	attempts, err := money.ToLookAt(v.App, v.Actor)
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: "Paiements en ligne à examiner"}, OnlinePage(attempts, v.Actor.May(school.ReconcileOnline)))
}

func dayAsked(v *web.Visit) law.Day {
	day, err := law.ParseDay(v.Query("jour"))
	if err != nil || day == "" {
		return v.Today()
	}
	return day
}

func showOnlineDay(v *web.Visit) error {
	day, err := money.OnlineOn(v.Ctx(), v.App, v.Actor, dayAsked(v))
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{
		Title: "Paiements en ligne du jour", Wide: true, Breadcrumb: []components.Crumb{{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "Paiements en ligne", Href: onlinePath}, {Label: "Rapprochement du jour"}},
	}, OnlineDayPage(day, school.Clock(v.App).Zone()))
}

// exportOnlineDay sends the same figures as the page.
func exportOnlineDay(v *web.Visit) error {
	day, err := money.OnlineOn(v.Ctx(), v.App, v.Actor, dayAsked(v))
	if err != nil {
		return err
	}
	return sendList(v, "paiements-en-ligne-"+string(day.Day), onlineList(v.Paper(), day, school.Clock(v.App).Zone(), v.Identity.AccountantName))
}

// onlineList is the reconciliation on paper and as a file: one row an attempt, the sums of both sides, what waits.
func onlineList(origin document.Origin, d money.OnlineDay, zone *time.Location, accountant string) document.ListData {
	list := document.ListData{
		Origin: origin, Title: "Paiements en ligne du " + d.Day.French(), Empty: "Aucun paiement en ligne ce jour.", Landscape: true,
		Facts: []document.Fact{{Label: "PayFiP et caisse", Value: agreement(d)}},
		Columns: []document.Column{
			{Name: "Référence", Width: 30}, {Name: "Heure", Width: 16}, {Name: "Montant", Kind: document.KindMoney, Width: 22}, {Name: "Réponse de PayFiP", Width: 34}, {Name: "Autorisation", Width: 28},
			{Name: "Quittance", Width: 32}, {Name: "En caisse", Kind: document.KindMoney, Width: 22}, {Name: "À voir"},
		},
		Signers: []document.Signer{{Capacity: "L’agent comptable", Name: accountant}},
	}
	row := func(r money.OnlineRow) []document.Cell {
		return []document.Cell{
			document.Text(r.Refdet), document.Text(r.MadeAt.In(zone).Format("15:04")), document.Money(r.Amount), document.Text(answerOf(r)), document.Text(r.AuthNumber),
			document.Text(r.Receipt), bookedCell(r), document.Text(r.Why),
		}
	}
	group := document.ListGroup{}
	for _, r := range d.Rows {
		group.Rows = append(group.Rows, row(r))
	}
	list.Groups = append(list.Groups, group)
	if len(d.Pending) > 0 {
		waiting := document.ListGroup{Name: "D’autres jours, à examiner"}
		for _, r := range d.Pending {
			waiting.Rows = append(waiting.Rows, row(r))
		}
		list.Groups = append(list.Groups, waiting)
	}
	sums := document.Sheet{Title: "Totaux par moyen", Columns: []document.Column{
		{Name: "Moyen"}, {Name: "Lus chez PayFiP", Kind: document.KindInt, Width: 30}, {Name: "Montant lu", Kind: document.KindMoney, Width: 30},
		{Name: "En caisse", Kind: document.KindInt, Width: 30}, {Name: "Montant en caisse", Kind: document.KindMoney, Width: 34},
	}}
	for _, line := range dayTotals(d) {
		sums.Rows = append(sums.Rows, []document.Cell{
			document.Text(line.Label), document.Int(line.Read.Count), document.Money(line.Read.Amount), document.Int(line.Booked.Count), document.Money(line.Booked.Amount),
		})
	}
	list.After = append(list.After, sums)
	return list
}

func bookedCell(r money.OnlineRow) document.Cell {
	if r.PaymentID == "" {
		return document.Cell{}
	}
	return document.Money(r.Booked)
}

// dayTotal is one means, or both.
type dayTotal struct {
	Label        string
	Read, Booked money.Tally
}

func dayTotals(d money.OnlineDay) []dayTotal {
	both := func(a, b money.Tally) money.Tally {
		return money.Tally{Count: a.Count + b.Count, Amount: cents.Sum(a.Amount, b.Amount)}
	}
	return []dayTotal{
		{"Carte (P)", d.PulledCard, d.BookedCard}, {"Prélèvement (V)", d.PulledDebit, d.BookedDebit}, {"Ensemble", both(d.PulledCard, d.PulledDebit), both(d.BookedCard, d.BookedDebit)},
	}
}

func agreement(d money.OnlineDay) string {
	if d.Agrees {
		return "Ils disent la même chose."
	}
	return "Ils diffèrent : voyez les lignes à examiner."
}

// answerOf is what PayFiP answered, as the accountant reads it.
func answerOf(r money.OnlineRow) string {
	words := r.State.Label()
	if r.Result != "" {
		words += " (" + string(r.Result) + ")"
	}
	if r.Trial {
		words = "essai, " + words
	}
	if r.Reversed {
		words += ", annulé en caisse"
	}
	return words
}

func showAttempt(v *web.Visit) error { return attemptPage(v, "", nil) }

func attemptPage(v *web.Visit, note string, refusal *law.Refusal) error {
	attempt, found, err := money.FindAttempt(v.App, v.Actor, v.Path("attempt"))
	if err != nil {
		return err
	}
	if !found {
		return web.ErrNotFound
	}
	props := AttemptPageProps{Attempt: attempt, Zone: school.Clock(v.App).Zone(), MayReconcile: v.Actor.May(school.ReconcileOnline), Note: note}
	if props.Events, err = money.EventsOf(v.App, v.Actor, attempt.ID); err != nil {
		return err
	}
	page := components.PageProps{Title: "Paiement en ligne " + attempt.Refdet, Breadcrumb: []components.Crumb{{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "Paiements en ligne", Href: onlinePath}, {Label: attempt.Refdet}}}
	if refusal == nil {
		return v.Page(page, AttemptPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "note")
	return v.PageAgain(page, AttemptPage(props))
}

func noteExamined(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	err := money.Examined(v.Ctx(), v.App, v.Path("attempt"), v.Field("note"))
	if refusal, ok := web.Refusal(err); ok {
		return attemptPage(v, v.Field("note"), refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(strings.Replace(attemptPath, "{attempt}", v.Path("attempt"), 1), components.OK, "L’examen est noté ; ce paiement quitte la liste.")
}

func pullByHand(v *web.Visit) error {
	attempt, found, err := money.FindAttempt(v.App, v.Actor, v.Path("attempt"))
	if err != nil {
		return err
	}
	if !found {
		return web.ErrNotFound
	}
	gateway, err := money.PayFiP(v.App)
	if err != nil {
		return v.SeeWith(onlinePath, components.Wait, components.Sentence(err.Error()))
	}
	after, err := money.Pull(asProgram(v.Request.Context()), v.App, gateway, attempt.ID, money.ByHand)
	if err != nil {
		return err
	}
	return v.SeeWith(onlinePath, components.Info, after.Refdet+" : "+after.State.Label()+".")
}
