package till

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

func showTill(v *web.Visit) error {
	search := v.Query("q")
	balances, err := money.Balances(v.App, v.Actor, money.Scope{})
	if err != nil {
		return err
	}
	takings, err := money.Journal(v.App, v.Actor, v.Today(), v.Today())
	if err != nil {
		return err
	}
	attempts, err := money.ToLookAt(v.App, v.Actor)
	if err != nil {
		return err
	}
	trips, err := trip.List(v.App, v.Actor, trip.Filter{State: trip.Open})
	if err != nil {
		return err
	}
	props := TillPageProps{Search: search, ToLookAt: len(attempts), Trips: trips, Reader: v.Actor}
	for _, t := range takings.Totals {
		props.TakenToday += t.Amount
	}
	for _, b := range balances {
		props.Due += b.Due()
		props.Late += b.Late
		if search == "" && b.Due() > 0 || search != "" && school.Matches(search, b.LastName+" "+b.FirstName+" "+b.Class) {
			props.Found = append(props.Found, b)
		}
	}
	if search != "" && len(props.Found) == 0 {
		if props.Others, err = pupilsNamed(v, search); err != nil {
			return err
		}
	}
	return v.Page(components.PageProps{Title: "Caisse"}, TillPage(props))
}

// Named is a pupil found by name, with or without an account.
type Named struct{ ID, FirstName, LastName, Class string }

// pupilsNamed searches without minding accents, which SQLite does.
func pupilsNamed(v *web.Visit, search string) ([]Named, error) {
	var all, found []Named
	err := v.App.DB().Select("p.id", "p.first_name", "p.last_name", "COALESCE(c.code, '') AS class").From("pupils p").
		LeftJoin("classes c", dbx.NewExp("c.id = p.class")).OrderBy("p.last_name", "p.first_name").All(&all)
	for _, p := range all {
		if len(found) < 50 && school.Matches(search, p.LastName+" "+p.FirstName+" "+p.Class) {
			found = append(found, p)
		}
	}
	return found, err
}

func pupilNamed(v *web.Visit) (Named, error) { return pupilOf(v, v.Path("pupil")) }

func pupilOf(v *web.Visit, id string) (Named, error) {
	var found []Named
	err := v.App.DB().Select("p.id", "p.first_name", "p.last_name", "COALESCE(c.code, '') AS class").From("pupils p").
		LeftJoin("classes c", dbx.NewExp("c.id = p.class")).Where(dbx.HashExp{"p.id": id}).All(&found)
	if err == nil && len(found) == 0 {
		err = web.ErrNotFound
	}
	if err != nil {
		return Named{}, err
	}
	return found[0], nil
}

func showPupilAccount(v *web.Visit) error {
	pupil, err := pupilNamed(v)
	if err != nil {
		return err
	}
	statement, err := money.StatementFor(v.App, v.Actor, pupil.ID)
	if err != nil {
		return err
	}
	if err := money.MarkCancelled(v.App, v.Actor, statement.Charges); err != nil {
		return err
	}
	var delays []components.Pair
	if v.Actor.May(school.PreparePlans) {
		if delays, err = delayLinks(v, statement.Charges); err != nil {
			return err
		}
	}
	return v.Page(components.PageProps{
		Title: pupil.FirstName + " " + pupil.LastName, Breadcrumb: []components.Crumb{{Label: "Caisse", Href: "/gestion/caisse"}, {Label: pupil.LastName}},
	}, PupilAccountPage(PupilAccountPageProps{
		Pupil: pupil, Statement: statement, Delays: delays, Today: v.Today(), MayBook: v.Actor.May(school.BookPayments), MayReverse: v.Actor.May(school.ReversePayments),
	}))
}

func showDesk(v *web.Visit) error {
	return deskPage(v, DeskForm{Token: rand.Text(), ReceivedOn: string(v.Today())}, nil)
}

func deskPage(v *web.Visit, form DeskForm, refusal *law.Refusal) error {
	pupil, err := pupilNamed(v)
	if err != nil {
		return err
	}
	open, err := money.OpenCharges(v.App, v.Actor, pupil.ID)
	if err != nil {
		return err
	}
	props := DeskPageProps{Pupil: pupil, Form: form, Open: open, Today: v.Today()}
	if props.PayableTo, err = orderOfCheques(v); err != nil {
		return err
	}
	if props.Payers, err = payersOf(v, pupil.ID); err != nil {
		return err
	}
	if props.Vouchers, err = money.TakesHolidayVouchers(v.App); err != nil {
		return err
	}
	if props.Cards, err = money.TakesCards(v.App); err != nil {
		return err
	}
	page := components.PageProps{Title: "Encaisser", Breadcrumb: []components.Crumb{
		{Label: "Caisse", Href: "/gestion/caisse"}, {Label: pupil.FirstName + " " + pupil.LastName, Href: "/gestion/caisse/eleves/" + pupil.ID}, {Label: "Encaisser"},
	}}
	if refusal == nil {
		return v.Page(page, DeskPage(props))
	}
	props.Refused = refusedDesk(v, refusal)
	return v.PageAgain(page, DeskPage(props))
}

// orderOfCheques is the name that cheques bear, as the school has set it (F-09).
func orderOfCheques(v *web.Visit) (string, error) {
	regime, err := school.Regime(v.App, "", "")
	if err != nil {
		return "", err
	}
	return regime.Parameters.Text("F-09", "payable_to", regime.On), nil
}

// payersOf lists the guardians of a pupil who may pay, the first responsible first.
func payersOf(v *web.Visit, pupil string) (payers []Named, err error) {
	err = v.App.DB().Select("g.id", "g.first_name", "COALESCE(NULLIF(g.usage_name, ''), g.last_name) AS last_name").From("guardianships s").
		InnerJoin("guardians g", dbx.NewExp("g.id = s.guardian")).Where(dbx.HashExp{"s.pupil": pupil, "s.ended_on": ""}).
		AndWhere(dbx.NewExp("s.responsibility < 3")).OrderBy("s.responsibility", "g.last_name").All(&payers)
	return payers, err
}

// refusedDesk parts a refusal: what a rule says stands in its block, a mistake in a field in the summary, each once.
func refusedDesk(v *web.Visit, refusal *law.Refusal) web.Refused {
	renamed := law.Refusal{Findings: slices.Clone(refusal.Findings)}
	var fields []string
	for i, f := range refusal.Findings {
		if f.Field != "" {
			renamed.Findings[i].Field = fieldName(f.Field)
			fields = append(fields, renamed.Findings[i].Field)
		}
	}
	return web.RefusedBy(v, &renamed, fields...)
}

// bookAtDesk books what the accountant received; the form's token books it once, however often it is sent.
func bookAtDesk(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	form, desk, refusal := typedDesk(v, v.Path("pupil"))
	if refusal != nil {
		return deskPage(v, form, refusal)
	}
	booked, err := bookTyped(v, desk, form.Reason)
	if refusal, ok := web.Refusal(err); ok {
		return deskPage(v, form, refusal)
	}
	if err != nil {
		return err
	}
	kind, text := bookedWords(desk, booked)
	return v.SeeWith("/gestion/caisse/eleves/"+v.Path("pupil"), kind, text)
}

// typedDesk reads a payment as it was typed. The line that a reader takes from a cheque fills its number, bank and account.
func typedDesk(v *web.Visit, pupil string) (DeskForm, money.Desk, *law.Refusal) {
	form := DeskForm{
		Means: v.Field("moyen"), Amount: v.Field("montant"), ReceivedOn: v.Field("recu"), PayerID: v.Field("payeur"), PayerName: v.Field("nom"),
		Bank: v.Field("banque"), Account: v.Field("compte"), ChequeNumber: v.Field("cheque"), PayableTo: v.Field("ordre"), CashOn: v.Field("encaisser"),
		BankReference: v.Field("reference"), Note: v.Field("remarque"), Token: v.Field("jeton"), Reason: v.Field("motif"),
	}
	if number, bank, account, ok := money.Scanned(form.ChequeNumber); ok {
		form.ChequeNumber, form.Account, form.Bank = number, account, orText(form.Bank, bank)
	}
	amount, err := cents.Parse(form.Amount)
	if err != nil {
		return form, money.Desk{}, asRefusal(law.Object("montant", components.Sentence(err.Error()), ""))
	}
	received, err := law.ParseDay(form.ReceivedOn)
	if err != nil {
		return form, money.Desk{}, asRefusal(law.Object("recu", components.Sentence(err.Error()), ""))
	}
	cashOn, err := law.ParseDay(form.CashOn)
	if err != nil {
		return form, money.Desk{}, asRefusal(law.Object("encaisser", components.Sentence(err.Error()), ""))
	}
	return form, money.Desk{
		Means: money.Means(form.Means), Amount: amount, ReceivedOn: received, PupilID: pupil, PayerID: form.PayerID, PayerName: form.PayerName,
		Bank: form.Bank, Account: form.Account, ChequeNumber: form.ChequeNumber, PayableTo: form.PayableTo, CashOn: cashOn, BankReference: form.BankReference,
		Note: form.Note, Token: form.Token,
	}, nil
}

// bookTyped books a payment. F-06 is lifted only when it is in the way, and together with the payment: a refused form lifts
// nothing.
func bookTyped(v *web.Visit, desk money.Desk, reason string) (money.Booked, error) {
	booked, err := money.BookPayment(v.Ctx(), v.App, desk)
	if refusal, _ := web.Refusal(err); refusal == nil || !refusal.Has("F-06") || reason == "" {
		return booked, err
	}
	err = school.InTransaction(v.Ctx(), v.App, func(ctx context.Context, tx core.App) error {
		if err := liftCash(ctx, tx, desk.PupilID, reason); err != nil {
			return err
		}
		booked, err = money.BookPayment(ctx, tx, desk)
		return err
	})
	return booked, err
}

// bookedWords tells what was booked, with what the rules have to say about it.
func bookedWords(desk money.Desk, booked money.Booked) (kind, text string) {
	kind, text = "ok", desk.Amount.String()+" encaissés. Quittance "+booked.Receipt+"."
	for _, w := range booked.Warnings {
		kind, text = "wait", text+" À savoir : "+w.Rule+", "+w.What
	}
	return kind, text
}

// liftCash records that the accountant lifts F-06 for this pupil, with the reason typed in the form.
func liftCash(ctx context.Context, app core.App, pupil, reason string) error {
	return school.Lift(ctx, app, school.NewLift{Rule: "F-06", SubjectCollection: "pupils", SubjectID: pupil, Reason: reason})
}

func asRefusal(err error) *law.Refusal {
	var refusal *law.Refusal
	errors.As(err, &refusal)
	return refusal
}

func showReversal(v *web.Visit) error { return reversalPage(v, "", nil) }

func reversalPage(v *web.Visit, reason string, refusal *law.Refusal) error {
	receipt, found, err := money.ReceiptOf(v.App, v.Actor, v.Path("payment"))
	if err != nil {
		return err
	}
	if !found {
		return web.ErrNotFound
	}
	props := ReversalPageProps{Receipt: receipt, Reason: reason}
	if refusal == nil {
		return v.Page(components.PageProps{Title: "Annuler un encaissement"}, ReversalPage(props))
	}
	props.Findings = v.Findings(refusal.Findings)
	return v.PageAgain(components.PageProps{Title: "Annuler un encaissement"}, ReversalPage(props))
}

func reverse(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	receipt, found, err := money.ReceiptOf(v.App, v.Actor, v.Path("payment"))
	if err != nil {
		return err
	}
	if !found {
		return web.ErrNotFound
	}
	err = money.ReversePayment(v.Ctx(), v.App, v.Path("payment"), v.Field("motif"))
	if refusal, ok := web.Refusal(err); ok {
		return reversalPage(v, v.Field("motif"), refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith("/gestion/caisse/eleves/"+receipt.PupilID, "ok", "L’encaissement est annulé ; sa quittance garde son numéro et sa trace.")
}

func showTripMoney(v *web.Visit) error {
	facts, err := trip.LoadFacts(v.App, v.Path("trip"))
	if err != nil {
		return err
	}
	account, err := money.TripMoney(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{
		Title: "Argent · " + facts.Trip.Title, Breadcrumb: []components.Crumb{{Label: "Caisse", Href: "/gestion/caisse"}, {Label: facts.Trip.Title}},
	}, TripMoneyPage(facts.Trip, account))
}

func period(v *web.Visit) (from, to law.Day) {
	from, err := law.ParseDay(v.Query("du"))
	if err != nil || from == "" {
		from = v.Today().Add(-6)
	}
	to, err = law.ParseDay(v.Query("au"))
	if err != nil || to == "" || to < from {
		to = max(v.Today(), from)
	}
	return from, to
}

func showJournal(v *web.Visit) error {
	from, to := period(v)
	takings, err := money.Journal(v.App, v.Actor, from, to)
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: "Journal des encaissements", Wide: true}, JournalPage(JournalPageProps{From: from, To: to, Takings: takings}))
}

// exportJournal sends the same figures as the page, as a file.
func exportJournal(v *web.Visit) error {
	from, to := period(v)
	takings, err := money.Journal(v.App, v.Actor, from, to)
	if err != nil {
		return err
	}
	data := document.JournalData{Origin: v.Paper(), From: from, To: to, Accountant: v.Identity.AccountantName}
	for _, l := range takings.Lines {
		data.Payments = append(data.Payments, document.JournalEntry{
			Day: l.Day, Receipt: l.Receipt, Payer: l.PayerName, Pupil: l.PupilName, For: l.For, Means: l.Means.Label(), Amount: l.Amount,
		})
	}
	name := "journal-" + string(from) + "-" + string(to)
	switch v.Path("format") {
	case "pdf":
		body, err := document.PaymentsJournal(data)
		if err != nil {
			return err
		}
		return v.File(name+".pdf", "application/pdf", body, true)
	case "xlsx":
		body, err := document.PaymentsJournalXLSX(data)
		if err != nil {
			return err
		}
		return v.File(name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body, false)
	case "csv":
		body := document.PaymentsSheet(data).CSV()
		return v.File(name+".csv", "text/csv; charset=utf-8", body, false)
	}
	return web.ErrNotFound
}
