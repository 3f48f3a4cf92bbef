package trips

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	purchasesPath = staffTrip + "/achats"
	purchasePath  = purchasesPath + "/{contract}"
)

// purchaseRoutes are the purchases of a trip: everybody who sees trips reads them, the office writes them.
func purchaseRoutes() []web.Route {
	see, manage := web.Staff(school.SeeTrips), web.Staff(school.ManageContracts)
	return []web.Route{
		{Method: http.MethodGet, Pattern: purchasesPath, Who: see, Handle: showPurchases},
		{Method: http.MethodGet, Pattern: purchasesPath + ".csv", Who: see, Handle: exportPurchasesCSV},
		{Method: http.MethodGet, Pattern: purchasesPath + ".xlsx", Who: see, Handle: exportPurchasesXLSX},
		{Method: http.MethodGet, Pattern: purchasesPath + "/nouveau", Who: manage, Handle: showNewPurchase},
		{Method: http.MethodPost, Pattern: purchasesPath + "/nouveau", Who: manage, Handle: addPurchase},
		{Method: http.MethodPost, Pattern: purchasesPath + "/assurance", Who: web.Staff(school.WriteTrips), Handle: saveCover},
		{Method: http.MethodGet, Pattern: purchasePath, Who: see, Handle: showPurchase},
		{Method: http.MethodGet, Pattern: purchasePath + "/modifier", Who: manage, Handle: showPurchaseForm},
		{Method: http.MethodPost, Pattern: purchasePath + "/modifier", Who: manage, Handle: savePurchase},
		{Method: http.MethodPost, Pattern: purchasePath + "/etape", Who: manage, Handle: stepPurchase},
		{Method: http.MethodPost, Pattern: purchasePath + "/suppression", Who: manage, Handle: dropPurchase},
	}
}

func purchaseFilter(v *web.Visit) trip.ContractFilter {
	f := trip.ContractFilter{Search: v.Query("q")}
	if s := trip.ContractState(v.Query("etat")); slices.Contains(trip.ContractStates, s) {
		f.State = s
	}
	return f
}

func showPurchases(v *web.Visit) error {
	facts, err := staffFacts(v)
	if err != nil {
		return err
	}
	props := PurchasesPageProps{Trip: facts.Trip, Filter: purchaseFilter(v), MayWrite: v.Actor.May(school.ManageContracts),
		Covered: facts.Covered, MayCover: trip.MayEdit(v.Actor, facts.Trip)}
	if props.Contracts, err = trip.ContractsOf(v.App, v.Actor, facts.Trip.ID, props.Filter); err != nil {
		return err
	}
	board, err := trip.BoardOf(v.App, facts)
	if err != nil {
		return err
	}
	for _, f := range board.Watch {
		if f.Rule == "V-35" {
			props.Findings = v.Findings([]law.Finding{f})
		}
	}
	page := inTrip(facts.Trip, "Achats")
	page.Wide = true
	return v.Page(page, PurchasesPage(props))
}

func purchaseQuery(f trip.ContractFilter) string {
	q := url.Values{}
	if f.Search != "" {
		q.Set("q", f.Search)
	}
	if f.State != "" {
		q.Set("etat", string(f.State))
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

func purchaseSheet(v *web.Visit) (document.Sheet, error) {
	all, err := trip.ContractsOf(v.App, v.Actor, v.Path("trip"), purchaseFilter(v))
	sheet := document.Sheet{Title: "Achats", Columns: []document.Column{
		{Name: "Fournisseur"}, {Name: "Objet"}, {Name: "Nature"}, {Name: "État"}, {Name: "Consultation lancée le", Kind: document.KindDay}, {Name: "Procédure"},
		{Name: "Besoin estimé HT", Kind: document.KindMoney}, {Name: "Montant HT", Kind: document.KindMoney}, {Name: "Montant TTC", Kind: document.KindMoney},
		{Name: "Attribué le", Kind: document.KindDay}, {Name: "Commandé le", Kind: document.KindDay}, {Name: "Places gratuites", Kind: document.KindInt},
	}}
	for _, c := range all {
		sheet.Rows = append(sheet.Rows, []document.Cell{
			document.Text(c.Supplier), document.Text(c.Object), document.Text(kindWord(c.Kind)), document.Text(c.State.Label()), document.Date(c.LaunchedOn),
			document.Text(procedureWord(c.Procedure)), document.Money(c.Need), document.Money(c.BeforeTax), document.Money(c.Amount), document.Date(c.AwardedOn),
			document.Date(c.OrderedOn), document.Int(c.FreePlaces),
		})
	}
	return sheet, err
}

func exportPurchasesCSV(v *web.Visit) error {
	if _, err := staffFacts(v); err != nil {
		return err
	}
	sheet, err := purchaseSheet(v)
	if err != nil {
		return err
	}
	return v.File("achats.csv", "text/csv; charset=utf-8", sheet.CSV(), false)
}

func exportPurchasesXLSX(v *web.Visit) error {
	if _, err := staffFacts(v); err != nil {
		return err
	}
	sheet, err := purchaseSheet(v)
	if err != nil {
		return err
	}
	return sendXLSX(v, "achats.xlsx", sheet)
}

func showNewPurchase(v *web.Visit) error { return newPurchasePage(v, PurchaseForm{}, nil) }

func addPurchase(v *web.Visit) error {
	form, c, refusal, err := readPurchase(v)
	if err != nil {
		return err
	}
	if refusal == nil {
		id, err := trip.AddContract(v.Ctx(), v.App, v.Path("trip"), c)
		if err == nil {
			return v.SeeWith(staffList+"/"+v.Path("trip")+"/achats/"+id, "ok", "L’achat est enregistré, en préparation.")
		}
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return err
		}
	}
	return newPurchasePage(v, form, refusal)
}

func newPurchasePage(v *web.Visit, form PurchaseForm, refusal *law.Refusal) error {
	back := staffList + "/" + v.Path("trip") + "/achats"
	return purchaseFormPage(v, PurchaseFormProps{Form: form, New: true, Back: back, Action: back + "/nouveau"}, "Nouvel achat", refusal)
}

func purchaseFormPage(v *web.Visit, props PurchaseFormProps, title string, refusal *law.Refusal) error {
	facts, err := staffFacts(v)
	if err != nil {
		return err
	}
	props.Trip = facts.Trip
	if props.Acts, err = trip.BasisActs(v.App, v.Actor); err != nil {
		return err
	}
	page := inTrip(facts.Trip, title)
	if refusal != nil {
		props.Refused = web.RefusedBy(v, refusal, purchaseFields...)
		return v.PageAgain(page, PurchaseFormPage(props))
	}
	return v.Page(page, PurchaseFormPage(props))
}

func showPurchase(v *web.Visit) error { return purchasePage(v, TypedPurchase{}, nil) }

func purchasePage(v *web.Visit, typed TypedPurchase, refusal *law.Refusal) error {
	facts, err := staffFacts(v)
	if err != nil {
		return err
	}
	c, findings, err := trip.ContractOf(v.App, v.Actor, facts.Trip.ID, v.Path("contract"))
	if err != nil {
		return err
	}
	props := PurchasePageProps{Trip: facts.Trip, Contract: c, MayWrite: v.Actor.May(school.ManageContracts), Typed: typed, Today: v.Today(), Findings: v.Findings(findings)}
	if act, found, err := school.FindAct(v.App, c.Act); err != nil {
		return err
	} else if found {
		props.Act = &act
	}
	page := inTrip(facts.Trip, "Achat à "+c.Supplier)
	if refusal != nil {
		props.Refused = web.RefusedBy(v, refusal, "awarded_on", "ordered_on", "reason")
		return v.PageAgain(page, PurchasePage(props))
	}
	return v.Page(page, PurchasePage(props))
}

func showPurchaseForm(v *web.Visit) error {
	c, _, err := trip.ContractOf(v.App, v.Actor, v.Path("trip"), v.Path("contract"))
	if err != nil {
		return err
	}
	return oldPurchasePage(v, purchaseFormOf(c), nil)
}

func savePurchase(v *web.Visit) error {
	form, c, refusal, err := readPurchase(v)
	if err != nil {
		return err
	}
	if refusal == nil {
		err := trip.ChangeContract(v.Ctx(), v.App, v.Path("trip"), v.Path("contract"), c)
		if err == nil {
			return v.SeeWith(purchaseHref(v), "ok", "L’achat est enregistré.")
		}
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return err
		}
	}
	return oldPurchasePage(v, form, refusal)
}

func oldPurchasePage(v *web.Visit, form PurchaseForm, refusal *law.Refusal) error {
	return purchaseFormPage(v, PurchaseFormProps{Form: form, Back: purchaseHref(v), Action: purchaseHref(v) + "/modifier"}, "Modifier un achat", refusal)
}

func purchaseHref(v *web.Visit) string {
	return staffList + "/" + v.Path("trip") + "/achats/" + v.Path("contract")
}

func stepPurchase(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	typed := TypedPurchase{To: r.Text("to"), On: r.Text("on"), Reason: r.Text("reason")}
	to, field := trip.ContractState(typed.To), "on"
	on := r.Day("on")
	done, known := map[trip.ContractState]string{
		trip.ContractAwarded: "L’achat est attribué.", trip.ContractOrdered: "L’achat est noté comme signé ou commandé : il ne change plus.",
		trip.ContractDraft: "L’achat est revenu en préparation.", trip.ContractCancelled: "L’achat est abandonné.",
	}[to]
	if !known {
		r.Wrong(field, "Cette étape n’existe pas.")
	}
	refusal := r.Refusal()
	if refusal == nil {
		err := trip.StepContract(v.Ctx(), v.App, v.Path("trip"), v.Path("contract"), to, on, typed.Reason)
		if err == nil {
			return v.SeeWith(purchaseHref(v), "ok", done)
		}
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return err
		}
	}
	return purchasePage(v, typed, refusal)
}

func dropPurchase(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	err := trip.DropContract(v.Ctx(), v.App, v.Path("trip"), v.Path("contract"))
	if refusal, ok := web.Refusal(err); ok {
		return purchasePage(v, TypedPurchase{}, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(staffList+"/"+v.Path("trip")+"/achats", "ok", "L’achat est supprimé.")
}

func saveCover(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	err := trip.SetCancellationCover(v.Ctx(), v.App, v.Path("trip"), v.Field("cancellation_cover") != "")
	if refusal, ok := web.Refusal(err); ok {
		return tripPage(v, refusal, TypedStep{})
	}
	if err != nil {
		return err
	}
	return v.SeeWith(staffList+"/"+v.Path("trip")+"/achats", "ok", "C’est noté.")
}

// purchaseFields are the fields of the form of a purchase.
var purchaseFields = []string{
	"supplier", "object", "kind", "launched_on", "amount_ht_cents", "amount_cents", "need_ht_cents", "quotes_count", "months_long", "free_places",
	"guaranteed_until", "deposit_cents",
}

// readPurchase reads the form as typed, to show it again, and as meant, to save it.
func readPurchase(v *web.Visit) (PurchaseForm, trip.Contract, *law.Refusal, error) {
	r, err := v.Read()
	if err != nil {
		return PurchaseForm{}, trip.Contract{}, nil, err
	}
	c := trip.Contract{
		Supplier: r.Must("supplier", "Dites à qui vous achetez."), Object: r.Text("object"), Kind: r.Must("kind", "Choisissez la nature de l’achat."), Procedure: r.Text("procedure_kind"),
		Authority: r.Text("authority"), Act: r.Text("act"), LaunchedOn: r.Day("launched_on"), BeforeTax: r.Amount("amount_ht_cents"), Amount: r.Amount("amount_cents"),
		Need: r.Amount("need_ht_cents"), Category: r.Text("need_category"), Quotes: r.Number("quotes_count"), ChoiceReason: r.Text("choice_reason"), LotsReason: r.Text("lots_reason"),
		Written: r.Text("written") != "", RegisterNo: r.Text("register_no"), EEADeclaration: r.Text("eea_declaration"), Federation: r.Text("federation"), Guarantor: r.Text("guarantor"),
		GuaranteedUntil: r.Day("guaranteed_until"), LiabilitySeen: r.Text("liability_seen") != "", OwnServices: r.Text("own_services") != "", Deposit: r.Amount("deposit_cents"),
		DepositClause: r.Text("deposit_clause") != "", Months: r.Number("months_long"), EmergencyContact: r.Text("emergency_contact"), CancellationTerms: r.Text("cancellation_terms"),
		PriceTerms: r.Text("price_terms") != "", NoGift: r.Text("no_gift") != "", FreePlaces: r.Number("free_places"), Note: r.Text("note"),
	}
	form := purchaseFormOf(c)
	for field, typed := range map[string]*string{
		"launched_on": &form.LaunchedOn, "guaranteed_until": &form.GuaranteedUntil, "amount_ht_cents": &form.BeforeTax, "amount_cents": &form.Amount,
		"need_ht_cents": &form.Need, "deposit_cents": &form.Deposit, "quotes_count": &form.Quotes, "months_long": &form.Months, "free_places": &form.FreePlaces,
	} {
		*typed = r.Text(field)
	}
	if !slices.ContainsFunc(trip.ContractKinds, func(k struct{ Code, Label string }) bool { return k.Code == c.Kind }) && c.Kind != "" {
		r.Wrong("kind", "Choisissez la nature dans la liste.")
	}
	return form, c, r.Refusal(), nil
}

func purchaseFormOf(c trip.Contract) PurchaseForm {
	amount := web.TypedAmount
	return PurchaseForm{
		Contract: c, LaunchedOn: string(c.LaunchedOn), GuaranteedUntil: string(c.GuaranteedUntil), BeforeTax: amount(c.BeforeTax), Amount: amount(c.Amount), Need: amount(c.Need),
		Deposit: amount(c.Deposit), Quotes: web.TypedNumber(c.Quotes), Months: web.TypedNumber(c.Months), FreePlaces: web.TypedNumber(c.FreePlaces),
	}
}

func kindWord(code string) string { return wordOf(trip.ContractKinds, code) }

func procedureWord(code string) string { return wordOf(trip.Procedures, code) }

func wordOf(options []struct{ Code, Label string }, code string) string {
	for _, o := range options {
		if o.Code == code {
			return o.Label
		}
	}
	return ""
}
