package till

import (
	"net/http"
	"slices"
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
	debitsPath = "/gestion/caisse/prelevements"
	lotPath    = debitsPath + "/{lot}"
	debitPath  = debitsPath + "/{lot}/{debit}"
)

// debitRoutes are the staff's pages of direct debits: what may be debited, each batch, each debit.
func debitRoutes() []web.Route {
	see, prepare, send := web.Staff(school.SeeMoney), web.Staff(school.PrepareDebits), web.Staff(school.SendDebits)
	return slices.Concat(mandateRoutes(), []web.Route{
		{Method: http.MethodGet, Pattern: debitsPath, Who: see, Handle: showDebits},
		{Method: http.MethodPost, Pattern: debitsPath, Who: prepare, Handle: prepareDebits},
		{Method: http.MethodGet, Pattern: lotPath, Who: see, Handle: showLot},
		{Method: http.MethodGet, Pattern: lotPath + "/prelevements.csv", Who: see, Handle: exportLot},
		{Method: http.MethodGet, Pattern: lotPath + "/prelevements.xlsx", Who: see, Handle: exportLot},
		{Method: http.MethodPost, Pattern: lotPath + "/fichier", Who: prepare, Handle: sendDebitFile},
		{Method: http.MethodPost, Pattern: lotPath + "/lettres", Who: prepare, Handle: postDebitLetters},
		{Method: http.MethodPost, Pattern: lotPath + "/envoi", Who: send, Handle: sendDebits},
		{Method: http.MethodPost, Pattern: lotPath + "/abandon", Who: prepare, Handle: cancelDebits},
		{Method: http.MethodGet, Pattern: debitPath, Who: see, Handle: showDebit},
		{Method: http.MethodPost, Pattern: debitPath + "/retrait", Who: prepare, Handle: withdrawDebit},
		{Method: http.MethodPost, Pattern: debitPath + "/rejet", Who: web.Staff(school.ReversePayments), Handle: returnDebit},
	})
}

func showDebits(v *web.Visit) error { return debitsPage(v, "", nil) }

func debitsPage(v *web.Visit, collectOn string, refusal *law.Refusal) error {
	props := DebitsPageProps{CollectOn: collectOn, MayPrepare: v.Actor.May(school.PrepareDebits), Today: v.Today()}
	var err error
	if props.Offer, err = money.OfferMandate(v.App); err != nil {
		return err
	}
	if props.Ready, err = money.AllDebitable(v.App, v.Actor); err != nil {
		return err
	}
	if props.Batches, err = money.DebitBatches(v.App, v.Actor); err != nil {
		return err
	}
	if collectOn == "" {
		props.CollectOn = string(nextWorkday(v.Today().Add(props.Offer.NoticeDays)))
	}
	page := components.PageProps{Title: "Prélèvements", Wide: true, Breadcrumb: []components.Crumb{{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "Prélèvements"}}}
	if refusal == nil {
		return v.Page(page, DebitsPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "creances", "prelevement")
	return v.PageAgain(page, DebitsPage(props))
}

func prepareDebits(v *web.Visit) error {
	form, err := v.Form()
	if err != nil {
		return err
	}
	on, err := law.ParseDay(v.Field("prelevement"))
	if err != nil {
		return debitsPage(v, v.Field("prelevement"), objection("prelevement", components.Sentence(err.Error()), ""))
	}
	id, err := money.PrepareDebits(v.Ctx(), v.App, on, form["creances"]...)
	if refusal, ok := web.Refusal(err); ok {
		return debitsPage(v, v.Field("prelevement"), refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(debitsPath+"/"+id, components.OK, "Le lot est prêt, et chaque débiteur est prévenu. Une autre personne que vous l’envoie.")
}

func showLot(v *web.Visit) error { return lotPage(v, nil) }

func lotAt(v *web.Visit) (money.DebitBatch, []money.Debit, error) {
	batch, found, err := money.FindDebitBatch(v.App, v.Actor, v.Path("lot"))
	if err != nil {
		return batch, nil, err
	}
	if !found {
		return batch, nil, web.ErrNotFound
	}
	debits, err := money.Debits(v.App, v.Actor, money.DebitFilter{Batch: batch.ID})
	return batch, debits, err
}

func lotPage(v *web.Visit, refusal *law.Refusal) error {
	batch, debits, err := lotAt(v)
	if err != nil {
		return err
	}
	props := LotPageProps{
		Batch: batch, Debits: debits, MayPrepare: v.Actor.May(school.PrepareDebits), MaySend: v.Actor.May(school.SendDebits) && batch.ByStaff != v.Actor.ID, Today: v.Today(),
		PostedOn: v.Field("poste"),
	}
	page := components.PageProps{Title: "Lot " + batch.Number, Wide: true, Breadcrumb: []components.Crumb{
		{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "Prélèvements", Href: debitsPath}, {Label: batch.Number},
	}}
	if refusal == nil {
		return v.Page(page, LotPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "poste")
	return v.PageAgain(page, LotPage(props))
}

func lotStep(v *web.Visit, err error, done string) error {
	if refusal, ok := web.Refusal(err); ok {
		return lotPage(v, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(debitsPath+"/"+v.Path("lot"), components.OK, done)
}

// sendDebitFile answers a form rather than a link: a reading of accounts leaves a line in the journal.
func sendDebitFile(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	format := v.Field("format")
	name, body, err := money.DebitFile(v.Ctx(), v.App, v.Path("lot"), format)
	if refusal, ok := web.Refusal(err); ok {
		return lotPage(v, refusal)
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

// postDebitLetters records the day on which the letters of a batch were posted, for whom no message has reached.
func postDebitLetters(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	_, debits, err := lotAt(v)
	if err != nil {
		return err
	}
	day, err := law.ParseDay(v.Field("poste"))
	if err != nil || day == "" {
		return lotPage(v, objection("poste", "Écrivez le jour où les lettres ont été postées.", "Jour, mois, année."))
	}
	var ids []string
	for _, d := range debits {
		if d.ToPost() {
			ids = append(ids, d.ID)
		}
	}
	return lotStep(v, money.RecordDebitPosting(v.Ctx(), v.App, day, ids...), "L’envoi des lettres est noté : le préavis court de ce jour.")
}

func sendDebits(v *web.Visit) error {
	return lotStep(v, money.SendDebits(v.Ctx(), v.App, v.Path("lot")), "Le lot est remis à la banque ; il s’encaissera à sa date.")
}

func cancelDebits(v *web.Visit) error {
	return lotStep(v, money.CancelDebits(v.Ctx(), v.App, v.Path("lot")), "Le lot est abandonné ; les sommes se paient à nouveau en ligne.")
}

func exportLot(v *web.Visit) error {
	batch, debits, err := lotAt(v)
	if err != nil {
		return err
	}
	d := document.ListData{Title: "Prélèvements " + batch.Number, Columns: []document.Column{
		{Name: "Débiteur"}, {Name: "Élève"}, {Name: "Objet"}, {Name: "Montant", Kind: document.KindMoney}, {Name: "Séquence"}, {Name: "RUM"}, {Name: "Référence"},
		{Name: "Prévenu le", Kind: document.KindDay}, {Name: "Prélevé le", Kind: document.KindDay}, {Name: "État"}, {Name: "Rejeté le", Kind: document.KindDay}, {Name: "Motif"},
	}}
	group, total := document.ListGroup{}, cents.Amount(0)
	for _, one := range debits {
		group.Rows = append(group.Rows, []document.Cell{
			document.Text(one.Debtor), document.Text(one.PupilName), document.Text(strings.Join(one.Labels, ", ")), document.Money(one.Amount), document.Text(string(one.Sequence)),
			document.Text(one.RUM), document.Text(one.EndToEnd), document.Date(one.NoticedOn), document.Date(one.CollectOn), document.Text(one.State.Label()), document.Date(one.ReturnedOn),
			document.Text(one.ReturnCode),
		})
		total += one.Amount
	}
	d.Groups = []document.ListGroup{group}
	d.Total = []document.Cell{document.Text("Total"), {}, {}, document.Money(total), {}, {}, {}, {}, {}, {}, {}, {}}
	return sendList(v, "prelevements-"+batch.Number, d)
}

func showDebit(v *web.Visit) error { return oneDebitPage(v, nil) }

func debitAt(v *web.Visit) (money.Debit, error) {
	_, debits, err := lotAt(v)
	for _, d := range debits {
		if d.ID == v.Path("debit") {
			return d, nil
		}
	}
	if err == nil {
		err = web.ErrNotFound
	}
	return money.Debit{}, err
}

func oneDebitPage(v *web.Visit, refusal *law.Refusal) error {
	d, err := debitAt(v)
	if err != nil {
		return err
	}
	props := DebitPageProps{Debit: d, MayPrepare: v.Actor.May(school.PrepareDebits), MayReturn: v.Actor.May(school.ReversePayments), Code: v.Field("code"), On: v.Field("date"), Why: v.Field("remarque")}
	if props.On == "" {
		props.On = string(v.Today())
	}
	page := components.PageProps{Title: "Prélèvement " + d.EndToEnd, Breadcrumb: []components.Crumb{
		{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "Prélèvements", Href: debitsPath}, {Label: d.BatchNumber, Href: debitsPath + "/" + d.Batch}, {Label: d.EndToEnd},
	}}
	if refusal == nil {
		return v.Page(page, DebitPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "code", "date")
	return v.PageAgain(page, DebitPage(props))
}

func debitDone(v *web.Visit, err error, done string) error {
	if refusal, ok := web.Refusal(err); ok {
		return oneDebitPage(v, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(debitsPath+"/"+v.Path("lot")+"/"+v.Path("debit"), components.OK, done)
}

func withdrawDebit(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	if _, err := debitAt(v); err != nil {
		return err
	}
	return debitDone(v, money.WithdrawDebit(v.Ctx(), v.App, v.Path("debit"), v.Field("remarque")), "Ce prélèvement est retiré du lot.")
}

func returnDebit(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	if _, err := debitAt(v); err != nil {
		return err
	}
	on, err := law.ParseDay(v.Field("date"))
	if err != nil {
		return oneDebitPage(v, objection("date", components.Sentence(err.Error()), ""))
	}
	return debitDone(v, money.ReturnDebit(v.Ctx(), v.App, v.Path("debit"), v.Field("code"), on, v.Field("remarque")), "Le rejet est enregistré : la dette revient, sans frais, et la personne est prévenue.")
}

// objection is a refusal of one field, made by a page before it asks the trade.
func objection(field, what, fix string) *law.Refusal {
	refusal, _ := web.Refusal(law.Object(field, what, fix)) // it always is one
	return refusal
}
