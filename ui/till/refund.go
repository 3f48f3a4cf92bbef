package till

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	refundsPath = "/gestion/caisse/remboursements"
	refundPath  = refundsPath + "/{refund}"
	batchesPath = "/gestion/caisse/virements"
	batchPath   = batchesPath + "/{batch}"
)

// refundRoutes are the staff's pages of money that goes back, over the whole school.
func refundRoutes() []web.Route {
	see, prepare, send := web.Staff(school.SeeMoney), web.Staff(school.PrepareRefunds), web.Staff(school.SendRefunds)
	return []web.Route{
		{Method: http.MethodGet, Pattern: refundsPath, Who: see, Handle: showRefunds},
		{Method: http.MethodGet, Pattern: refundsPath + "/liste.csv", Who: see, Handle: exportRefunds},
		{Method: http.MethodGet, Pattern: refundsPath + "/liste.xlsx", Who: see, Handle: exportRefunds},
		{Method: http.MethodPost, Pattern: refundsPath + "/trop-percus", Who: prepare, Handle: oweOverpaid},
		{Method: http.MethodPost, Pattern: refundsPath + "/avis", Who: prepare, Handle: notifyRefunds},
		{Method: http.MethodPost, Pattern: batchesPath, Who: prepare, Handle: prepareBatch},
		{Method: http.MethodGet, Pattern: batchPath, Who: see, Handle: showBatch},
		{Method: http.MethodGet, Pattern: batchPath + "/virements.xml", Who: prepare, Handle: sendBankFile},
		{Method: http.MethodGet, Pattern: batchPath + "/virements.csv", Who: prepare, Handle: sendBankFile},
		{Method: http.MethodPost, Pattern: batchPath + "/envoi", Who: send, Handle: sendBatch},
		{Method: http.MethodPost, Pattern: batchPath + "/abandon", Who: prepare, Handle: cancelBatch},
		{Method: http.MethodGet, Pattern: refundPath, Who: see, Handle: showRefund},
		{Method: http.MethodGet, Pattern: refundPath + "/titulaire", Who: prepare, Handle: showPaperAccount},
		{Method: http.MethodPost, Pattern: refundPath + "/titulaire", Who: prepare, Handle: claimOnPaper},
		{Method: http.MethodPost, Pattern: refundPath + "/don", Who: send, Handle: waiveOnPaper},
		{Method: http.MethodPost, Pattern: refundPath + "/ecriture", Who: send, Handle: giveBackByBooks},
		{Method: http.MethodPost, Pattern: refundPath + "/lettre", Who: prepare, Handle: postRefund},
		{Method: http.MethodPost, Pattern: refundPath + "/compte", Who: send, Handle: reallocate},
	}
}

func refundFilter(v *web.Visit) (money.RefundFilter, string) {
	f := money.RefundFilter{}
	if s := money.RefundState(v.Query("etat")); slices.Contains(money.AllRefundStates, s) {
		f.State = s
	}
	return f, v.Query("q")
}

// refundList reads what the address asks for: a state, a name.
func refundList(v *web.Visit) ([]money.Refund, error) {
	f, search := refundFilter(v)
	all, err := money.Refunds(v.App, v.Actor, f)
	if err != nil || search == "" {
		return all, err
	}
	var found []money.Refund
	for _, r := range all {
		if school.Matches(search, r.PupilName+" "+r.Class+" "+r.Payee+" "+r.SubjectTitle) {
			found = append(found, r)
		}
	}
	return found, nil
}

func showRefunds(v *web.Visit) error { return refundsPage(v, RefundsForm{}, nil) }

func refundsPage(v *web.Visit, form RefundsForm, refusal *law.Refusal) error {
	f, search := refundFilter(v)
	list, err := refundList(v)
	if err != nil {
		return err
	}
	all, err := money.Refunds(v.App, v.Actor, money.RefundFilter{})
	if err != nil {
		return err
	}
	props := RefundsPageProps{List: list, All: all, State: f.State, Search: search, Form: form, MayPrepare: v.Actor.May(school.PrepareRefunds)}
	if props.Overpaid, err = money.Overpaid(v.App, v.Actor); err != nil {
		return err
	}
	if props.Names, err = creditNames(v, props.Overpaid); err != nil {
		return err
	}
	if props.Batches, err = money.Batches(v.App, v.Actor); err != nil {
		return err
	}
	identity, err := school.IdentityOf(v.App)
	if err != nil {
		return err
	}
	props.NoAccount, props.MaySetAccount = identity.IBAN == "", v.Actor.May(school.SetPayFiP)
	if len(v.Request.URL.RawQuery) > 0 {
		props.Query = "?" + url.Values{"etat": {string(f.State)}, "q": {search}}.Encode()
	}
	if form.ExecuteOn == "" {
		props.Form.ExecuteOn = string(nextWorkday(v.Today()))
	}
	page := components.PageProps{Title: "Remboursements", Wide: true, Breadcrumb: []components.Crumb{{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "Remboursements"}}}
	if refusal == nil {
		return v.Page(page, RefundsPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "remboursements", "execution")
	return v.PageAgain(page, RefundsPage(props))
}

// nextWorkday is the day after, or Monday: banks do not execute on Saturday nor Sunday.
func nextWorkday(d law.Day) law.Day {
	for d = d.Add(1); d.Weekday() == 0 || d.Weekday() == 6; {
		d = d.Add(1)
	}
	return d
}

// creditNames names the pupils and the payers of credits, by id.
func creditNames(v *web.Visit, credits []money.Credit) (map[string]string, error) {
	names := map[string]string{}
	for _, c := range credits {
		for table, id := range map[string]string{"pupils": c.PupilID, "guardians": c.PayerID} {
			if id == "" || names[id] != "" {
				continue
			}
			record, err := v.App.FindRecordById(table, id)
			if err != nil {
				return nil, err
			}
			last := record.GetString("usage_name")
			if last == "" {
				last = record.GetString("last_name")
			}
			names[id] = last + " " + record.GetString("first_name")
		}
	}
	return names, nil
}

func exportRefunds(v *web.Visit) error {
	list, err := refundList(v)
	if err != nil {
		return err
	}
	return sendRefundSheet(v, "remboursements", list)
}

func sendRefundSheet(v *web.Visit, name string, list []money.Refund) error {
	sheet := RefundSheet(list)
	if strings.HasSuffix(v.Request.URL.Path, ".csv") {
		return v.File(name+".csv", "text/csv; charset=utf-8", sheet.CSV(), false)
	}
	body, err := sheet.XLSX()
	if err != nil {
		return err
	}
	return v.File(name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body, false)
}

// RefundSheet is a list of refunds as a file. No account is ever in it.
func RefundSheet(list []money.Refund) document.Sheet {
	sheet := document.Sheet{Title: "Remboursements", Columns: []document.Column{
		{Name: "Élève"}, {Name: "Classe"}, {Name: "À rembourser à"}, {Name: "Cause"}, {Name: "Objet"}, {Name: "Montant", Kind: document.KindMoney}, {Name: "État"},
		{Name: "Constaté le", Kind: document.KindDay}, {Name: "Notifié le", Kind: document.KindDay}, {Name: "Réclamable jusqu’au", Kind: document.KindDay},
		{Name: "Lot"}, {Name: "Référence"}, {Name: "Rendu le", Kind: document.KindDay},
	}}
	for _, r := range list {
		until := r.ClaimableUntil
		if !r.Small {
			until = r.LapsesAfter
		}
		sheet.Rows = append(sheet.Rows, []document.Cell{
			document.Text(r.PupilName), document.Text(r.Class), document.Text(r.Payee), document.Text(r.Cause.Label()), document.Text(r.SubjectTitle), document.Money(r.Amount),
			document.Text(r.State.Label()), document.Date(r.NotedOn), document.Date(r.NotifiedOn), document.Date(until), document.Text(r.BatchNumber), document.Text(r.EndToEnd),
			document.Date(r.SentOn),
		})
	}
	return sheet
}

// refundStep ends a step on one refund, or on many: a word on the page when it is taken, the page with its refusal when not.
func refundStep(v *web.Visit, err error, back, done string) error {
	if refusal, ok := web.Refusal(err); ok {
		if v.Path("refund") != "" {
			return oneRefundPage(v, refusal)
		}
		return refundsPage(v, RefundsForm{ExecuteOn: v.Field("execution")}, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(back, components.OK, done)
}

func oweOverpaid(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	credits, err := money.Overpaid(v.App, v.Actor)
	if err != nil {
		return err
	}
	for _, c := range credits { // the amount comes from the ledger, never from the form
		if c.PupilID == v.Field("eleve") && c.PayerID == v.Field("payeur") && c.Funder == v.Field("tiers") {
			_, err := money.OweOverpaid(v.Ctx(), v.App, c)
			return refundStep(v, err, refundsPath, c.Amount.String()+" à rendre sont constatés. Prévenez la personne.")
		}
	}
	return v.SeeWith(refundsPath, components.Wait, "Cette avance n’est plus là : elle a été imputée ou rendue.")
}

// notifyRefunds tells everybody who has not been told yet.
func notifyRefunds(v *web.Visit) error {
	due, err := money.Refunds(v.App, v.Actor, money.RefundFilter{State: money.RefundDue})
	if err != nil {
		return err
	}
	var ids []string
	for _, r := range due {
		if !r.Aid() {
			ids = append(ids, r.ID)
		}
	}
	return refundStep(v, money.NotifyRefunds(v.Ctx(), v.App, ids...), refundsPath, "Les messages partent ; le délai des petites sommes court du jour où chacun est parti.")
}

func prepareBatch(v *web.Visit) error {
	form, err := v.Form()
	if err != nil {
		return err
	}
	ids := form["remboursements"]
	on, err := law.ParseDay(v.Field("execution"))
	if err != nil {
		return refundStep(v, law.Object("execution", components.Sentence(err.Error()), ""), "", "")
	}
	if on != "" && on < v.Today() {
		return refundStep(v, law.Object("execution", "La banque n’exécute pas à une date passée.", ""), "", "")
	}
	id, err := money.PrepareBatch(v.Ctx(), v.App, on, ids...)
	return refundStep(v, err, batchesPath+"/"+id, "Le lot est prêt. Une autre personne que vous l’envoie.")
}

func showBatch(v *web.Visit) error { return batchPage(v, nil) }

func batchPage(v *web.Visit, refusal *law.Refusal) error {
	batch, found, err := money.FindBatch(v.App, v.Actor, v.Path("batch"))
	if err != nil {
		return err
	}
	if !found {
		return web.ErrNotFound
	}
	list, err := money.Refunds(v.App, v.Actor, money.RefundFilter{Batch: batch.ID})
	if err != nil {
		return err
	}
	props := BatchPageProps{Batch: batch, List: list, MayPrepare: v.Actor.May(school.PrepareRefunds), MaySend: v.Actor.May(school.SendRefunds) && batch.ByStaff != v.Actor.ID}
	page := components.PageProps{Title: "Lot " + batch.Number, Breadcrumb: []components.Crumb{
		{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "Remboursements", Href: refundsPath}, {Label: batch.Number},
	}}
	if refusal == nil {
		return v.Page(page, BatchPage(props))
	}
	props.Findings = v.Findings(refusal.Findings)
	return v.PageAgain(page, BatchPage(props))
}

func sendBankFile(v *web.Visit) error {
	format := v.Request.URL.Path[strings.LastIndexByte(v.Request.URL.Path, '.')+1:]
	name, body, err := money.BankFile(v.Ctx(), v.App, v.Path("batch"), format)
	if refusal, ok := web.Refusal(err); ok {
		return batchPage(v, refusal)
	}
	if err != nil {
		return err
	}
	kind := "application/xml"
	if format == "csv" {
		kind = "text/csv; charset=utf-8"
	}
	return v.File(name, kind, body, false)
}

func sendBatch(v *web.Visit) error {
	return batchStep(v, money.SendBatch(v.Ctx(), v.App, v.Path("batch")), "Le lot est envoyé ; les coordonnées bancaires sont effacées.")
}

func cancelBatch(v *web.Visit) error {
	return batchStep(v, money.CancelBatch(v.Ctx(), v.App, v.Path("batch")), "Le lot est abandonné ; ses remboursements attendent un autre lot.")
}

func batchStep(v *web.Visit, err error, done string) error {
	if refusal, ok := web.Refusal(err); ok {
		return batchPage(v, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(batchesPath+"/"+v.Path("batch"), components.OK, done)
}

func showRefund(v *web.Visit) error { return oneRefundPage(v, nil) }

func refundAt(v *web.Visit) (money.Refund, error) {
	all, err := money.Refunds(v.App, v.Actor, money.RefundFilter{})
	if err != nil {
		return money.Refund{}, err
	}
	for _, r := range all {
		if r.ID == v.Path("refund") {
			return r, nil
		}
	}
	return money.Refund{}, web.ErrNotFound
}

func oneRefundPage(v *web.Visit, refusal *law.Refusal) error {
	r, err := refundAt(v)
	if err != nil {
		return err
	}
	props := RefundPageProps{Refund: r, MayPrepare: v.Actor.May(school.PrepareRefunds), MaySend: v.Actor.May(school.SendRefunds)}
	page := components.PageProps{Title: "Remboursement de " + r.Payee, Breadcrumb: []components.Crumb{
		{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "Remboursements", Href: refundsPath}, {Label: r.Payee},
	}}
	if refusal == nil {
		return v.Page(page, RefundPage(props))
	}
	props.Findings, props.Note = v.Findings(refusal.Findings), v.Field("note")
	return v.PageAgain(page, RefundPage(props))
}

func showPaperAccount(v *web.Visit) error { return paperAccountPage(v, "", nil) }

// paperAccountPage is where staff write the account of a family that has brought its paper.
func paperAccountPage(v *web.Visit, holder string, refusal *law.Refusal) error {
	r, err := refundAt(v)
	if err != nil {
		return err
	}
	here := refundsPath + "/" + r.ID
	props := RefundAccountPageProps{Refund: r, Holder: holder, Action: here + "/titulaire", Back: here}
	page := components.PageProps{Title: "Compte à créditer", Breadcrumb: []components.Crumb{{Label: "Remboursements", Href: refundsPath}, {Label: r.Payee, Href: here}, {Label: "Compte"}}}
	if refusal == nil {
		return v.Page(page, RefundAccountPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "iban", "titulaire")
	return v.PageAgain(page, RefundAccountPage(props))
}

func claimOnPaper(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	err := money.ClaimRefund(v.Ctx(), v.App, v.Path("refund"), v.Field("iban"), v.Field("titulaire"))
	if refusal, ok := web.Refusal(err); ok {
		return paperAccountPage(v, v.Field("titulaire"), refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(refundsPath+"/"+v.Path("refund"), components.OK, "Le compte est enregistré ; il sera effacé après le virement.")
}

func waiveOnPaper(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	err := money.WaiveRefund(v.Ctx(), v.App, v.Path("refund"), v.Field("note"))
	return refundStep(v, err, refundsPath+"/"+v.Path("refund"), "La renonciation écrite est enregistrée. Le don reste à faire accepter par le conseil d’administration.")
}

// postRefund records the day on which the letter of a refund was posted, for whom no message has reached.
func postRefund(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	day, err := law.ParseDay(v.Field("posted_on"))
	if err != nil {
		return refundStep(v, law.Object("posted_on", "Écrivez le jour où la lettre a été postée.", "Jour, mois, année."), "", "")
	}
	return refundStep(v, money.RecordPosting(v.Ctx(), v.App, day, v.Path("refund")), refundsPath+"/"+v.Path("refund"), "L’envoi de la lettre est noté : le délai court de ce jour.")
}

func giveBackByBooks(v *web.Visit) error {
	return refundStep(v, money.GiveBackByBooks(v.Ctx(), v.App, v.Path("refund")), refundsPath+"/"+v.Path("refund"), "Le reversement est enregistré.")
}

func reallocate(v *web.Visit) error {
	return refundStep(v, money.Reallocate(v.Ctx(), v.App, v.Path("refund")), refundsPath+"/"+v.Path("refund"), "La somme est de nouveau en avance sur le compte de la famille.")
}
