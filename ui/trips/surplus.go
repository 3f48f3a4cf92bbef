package trips

import (
	"net/http"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const surplusPath = staffTrip + "/reliquats"

// surplusRoutes are what a trip gives back, and its closing.
func surplusRoutes() []web.Route {
	prepare := web.Staff(school.PrepareRefunds)
	return []web.Route{
		{Method: http.MethodGet, Pattern: surplusPath, Who: prepare, Handle: showSurplus},
		{Method: http.MethodGet, Pattern: surplusPath + "/liste.csv", Who: prepare, Handle: exportSurplus},
		{Method: http.MethodGet, Pattern: surplusPath + "/liste.xlsx", Who: prepare, Handle: exportSurplus},
		{Method: http.MethodPost, Pattern: surplusPath + "/repartition", Who: web.Staff(school.CloseTrips), Handle: giveSurplus},
		{Method: http.MethodPost, Pattern: surplusPath + "/avis", Who: prepare, Handle: tellSurplus},
		{Method: http.MethodPost, Pattern: surplusPath + "/lettres", Who: prepare, Handle: printSurplus},
		{Method: http.MethodPost, Pattern: surplusPath + "/lettres/postees", Who: prepare, Handle: postSurplus},
		{Method: http.MethodPost, Pattern: surplusPath + "/cloture", Who: web.Staff(school.CloseTrips), Handle: closeTrip},
	}
}

func showSurplus(v *web.Visit) error { return surplusOfTrip(v, nil) }

func surplusOfTrip(v *web.Visit, refusal *law.Refusal) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	s, err := trip.SurplusOf(v.App, f.Trip.ID)
	if err != nil {
		return err
	}
	props := SurplusPageProps{Trip: f.Trip, Surplus: s, MayClose: v.Actor.May(school.CloseTrips), MayAccept: v.Actor.May(school.RecordActs)}
	if props.Closing, err = trip.ClosingOf(v.App, f.Trip.ID); err != nil {
		return err
	}
	if props.Refunds, err = money.Refunds(v.App, v.Actor, money.RefundFilter{Subject: money.OfTrip(f.Trip.ID)}); err != nil {
		return err
	}
	props.Shown, props.Search = narrowed(v, props.Refunds, refundWords), v.Query("q")
	if f.Trip.State == trip.Reported {
		ahead, err := trip.Judge(v.App, f, trip.GateClose)
		if err != nil {
			return err
		}
		f.Trip.State = trip.Closed
		props.Before = v.Findings(append(law.Warnings(ahead), blocking(append(ahead, trip.HouseOf(f, trip.Closed)...))...))
		f.Trip.State = trip.Reported
	}
	page := inTrip(f.Trip, "Reliquats")
	page.Wide = true
	if refusal == nil {
		return v.Page(page, SurplusPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "posted_on")
	props.PostedOn = v.Request.PostFormValue("posted_on")
	return v.PageAgain(page, SurplusPage(props))
}

func blocking(findings []law.Finding) []law.Finding {
	var kept []law.Finding
	for _, f := range findings {
		if f.Blocks() {
			kept = append(kept, f)
		}
	}
	return kept
}

func surplusStep(v *web.Visit, err error, back, done string) error {
	if refusal, ok := web.Refusal(err); ok {
		return surplusOfTrip(v, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(back, components.OK, done)
}

func surplusHere(v *web.Visit) string { return staffList + "/" + v.Path("trip") + "/reliquats" }

func giveSurplus(v *web.Visit) error {
	return surplusStep(v, trip.GiveSurplus(v.Ctx(), v.App, v.Path("trip")), surplusHere(v),
		"Le reliquat est réparti : chaque payeur reçoit sa part, selon ce qu’il a payé. Prévenez-les.")
}

// tellSurplus tells every family of the trip that has not been told yet.
func tellSurplus(v *web.Visit) error {
	due, err := money.Refunds(v.App, v.Actor, money.RefundFilter{Subject: money.OfTrip(v.Path("trip")), State: money.RefundDue})
	if err != nil {
		return err
	}
	var ids []string
	for _, r := range due {
		if !r.Aid() {
			ids = append(ids, r.ID)
		}
	}
	if len(ids) == 0 {
		return v.SeeWith(surplusHere(v), components.Wait, "Tout le monde est déjà prévenu.")
	}
	return surplusStep(v, money.NotifyRefunds(v.Ctx(), v.App, ids...), surplusHere(v), "Les messages partent ; le délai des petites sommes court du jour où chacun est parti. Une lettre attend qui ne reçoit pas de message.")
}

// postSurplus records the day on which the letters were posted, for those whom no message has reached.
func postSurplus(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	day := r.MustDay("posted_on", "Écrivez le jour où les lettres ont été postées.")
	if refusal := r.Refusal(); refusal != nil {
		return surplusOfTrip(v, refusal)
	}
	told, err := money.Refunds(v.App, v.Actor, money.RefundFilter{Subject: money.OfTrip(v.Path("trip")), State: money.RefundNotified})
	if err != nil {
		return err
	}
	var ids []string
	for _, one := range told {
		if one.ToPost() {
			ids = append(ids, one.ID)
		}
	}
	if len(ids) == 0 {
		return v.SeeWith(surplusHere(v), components.Wait, "Aucune lettre n’est à poster.")
	}
	return surplusStep(v, money.RecordPosting(v.Ctx(), v.App, day, ids...), surplusHere(v), "L’envoi des lettres est noté : le délai des petites sommes court de ce jour.")
}

// printSurplus prints the letters of the trip's refunds that wait for an answer: for families whom no message reaches, and
// for the file.
func printSurplus(v *web.Visit) error {
	letters, err := trip.SurplusLetters(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	if len(letters) == 0 {
		return v.SeeWith(surplusHere(v), components.Wait, "Aucun remboursement notifié n’attend de réponse : prévenez d’abord les familles.")
	}
	batch := document.NoticeBatch{Origin: v.Paper(), Help: document.Contact{Role: "Intendance", Phone: v.Identity.Phone, Email: v.Identity.Email}}
	for _, l := range letters {
		batch.Letters = append(batch.Letters, document.NoticeLetter{Name: l.Name, AddressLines: l.AddressLines, Title: l.Title, Body: l.Body})
	}
	body, err := document.Notices(batch)
	if err != nil {
		return err
	}
	return v.File("reliquats.pdf", "application/pdf", body, false)
}

func closeTrip(v *web.Visit) error {
	return surplusStep(v, trip.Step(v.Ctx(), v.App, v.Path("trip"), trip.Closed, ""), staffList+"/"+v.Path("trip"), "Le voyage est clos : chaque centime est expliqué.")
}

// refundWords are what a sum to give back is found by.
func refundWords(r money.Refund) []string {
	return []string{r.PupilName, r.Class, r.Payee, r.Cause.Label(), r.State.Label()}
}

func exportSurplus(v *web.Visit) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	list, err := money.Refunds(v.App, v.Actor, money.RefundFilter{Subject: money.OfTrip(f.Trip.ID)})
	if err != nil {
		return err
	}
	sheet := document.Sheet{Title: "Reliquats", Columns: []document.Column{
		{Name: "Élève"}, {Name: "Classe"}, {Name: "Rendu à"}, {Name: "Cause"}, {Name: "Montant", Kind: document.KindMoney}, {Name: "État"},
		{Name: "Notifié le", Kind: document.KindDay}, {Name: "Réclamable jusqu’au", Kind: document.KindDay}, {Name: "Rendu le", Kind: document.KindDay},
	}}
	for _, r := range narrowed(v, list, refundWords) {
		sheet.Rows = append(sheet.Rows, []document.Cell{
			document.Text(r.PupilName), document.Text(r.Class), document.Text(r.Payee), document.Text(r.Cause.Label()), document.Money(r.Amount), document.Text(r.State.Label()),
			document.Date(r.NotifiedOn), document.Date(r.Until()), document.Date(r.SentOn),
		})
	}
	return sendSheet(v, "reliquats", sheet)
}
