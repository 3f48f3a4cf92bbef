package pb_hooks_test

import (
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/internal/trip"
)

// agency is a package bought in order: nothing is missing at the award nor at the order.
func agency(changes ...func(*trip.Contract)) trip.Contract {
	c := trip.Contract{
		Supplier: "Voyages du Ponant", Object: "Séjour à Rome", Kind: trip.PackageContract, Procedure: "quotes", Authority: "trip_act", LaunchedOn: "2026-09-15",
		BeforeTax: 9_000_00, Amount: 9_900_00, Need: 9_000_00, Category: "Séjour d’agence", Quotes: 3, ChoiceReason: "Offre la mieux notée.",
		LotsReason: "Transport et séjour ne se séparent pas.", Written: true, RegisterNo: "IM035110012", Guarantor: "APST", GuaranteedUntil: "2027-12-31",
		LiabilitySeen: true, EmergencyContact: "02 99 00 00 00, jour et nuit", CancellationTerms: "Remboursé à 60 jours.", PriceTerms: true, NoGift: true,
	}
	for _, change := range changes {
		change(&c)
	}
	return c
}

func (w *world) buy(id string, c trip.Contract) string {
	w.t.Helper()
	contract, err := trip.AddContract(as(w.bursar), w.app, id, c)
	w.must(err)
	return contract
}

func (w *world) award(id, contract string) error {
	return trip.StepContract(as(w.bursar), w.app, id, contract, trip.ContractAwarded, "2026-11-16", "")
}

func (w *world) order(id, contract string) error {
	return trip.StepContract(as(w.bursar), w.app, id, contract, trip.ContractOrdered, "2026-11-16", "")
}

// ordered is what REST would send to have a purchase ordered at once.
func ordered(c trip.Contract) map[string]any {
	return map[string]any{
		"supplier": c.Supplier, "kind": c.Kind, "procedure_kind": c.Procedure, "authority": c.Authority, "launched_on": string(c.LaunchedOn),
		"amount_ht_cents": int64(c.BeforeTax), "need_ht_cents": int64(c.Need), "register_no": c.RegisterNo, "guarantor": c.Guarantor,
		"guaranteed_until": string(c.GuaranteedUntil), "state": "ordered", "awarded_on": "2026-11-16", "ordered_on": "2026-11-16", "written": c.Written,
	}
}

// contractSays is what a rule says on the page of a purchase.
func (w *world) contractSays(id, contract, rule string) (said string) {
	w.t.Helper()
	_, findings, err := trip.ContractOf(w.app, w.teacher, id, contract)
	w.must(err)
	for _, f := range findings {
		if f.Rule == rule {
			said += f.What
		}
	}
	return said
}

func (w *world) contractNote() string { return w.noteOf("contracts.update") }

func TestV08NothingIsOrderedBeforeTheActIsEnforceable(t *testing.T) {
	w := newWorld(t)
	for _, state := range []trip.State{trip.Draft, trip.Submitted} {
		id := w.given(rome(), state)
		contract := w.buy(id, agency())
		w.must(w.award(id, contract)) // the board reads who was chosen
		w.refused("V-08", w.order(id, contract))
		w.restRefused("V-08", "PATCH", "contracts/"+contract, map[string]any{"state": "ordered", "ordered_on": "2026-11-16"})
	}
	late := w.given(rome(func(p *plan) {
		p.vote.ActNumber, p.vote.VotedOn, p.vote.TransmittedOn, p.vote.PublishedOn = "2026-71", "2026-11-10", "2026-11-12", "2026-11-12"
	}), trip.Voted)
	contract := w.buy(late, agency())
	w.must(w.award(late, contract))
	w.refused("V-08", w.order(late, contract))
	w.on("2026-11-27") // fifteen days after the acknowledged transmission
	w.must(w.order(late, contract))
}

func TestV09TheOrderSaysWhatAuthorisesIt(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted) // its act authorises no contract
	for authority, said := range map[string]string{"": "V-09", "trip_act": "V-09", "delegation": "V-09", "procurement_plan": "V-09", "small_urgent": "V-09"} {
		contract := w.buy(id, agency(func(c *trip.Contract) { c.Authority = authority }))
		w.must(w.award(id, contract))
		w.must(w.order(id, contract))
		if !strings.Contains(w.contractNote(), said) {
			t.Errorf("%q: the journal says %q", authority, w.contractNote())
		}
	}
	covers := w.given(rome(func(p *plan) { p.vote.ActNumber, p.vote.CoversContract = "2026-72", true }), trip.Voted)
	contract := w.buy(covers, agency())
	w.must(w.award(covers, contract))
	w.must(w.order(covers, contract))
	if strings.Contains(w.contractNote(), "V-09") {
		t.Errorf("the journal says %q", w.contractNote())
	}
}

func TestV39TheWholeNeedIsAddedUpOverTripsAndSuppliers(t *testing.T) {
	w := newWorld(t)
	first := w.given(rome(), trip.Voted)
	second := w.given(rome(func(p *plan) { p.Title, p.Destination, p.vote.ActNumber = "Florence", "Florence", "2026-73" }), trip.Voted)
	big := func(c *trip.Contract) { c.BeforeTax, c.Need, c.Amount = 35_000_00, 35_000_00, 38_000_00 }
	one := w.buy(first, agency(big))
	w.must(w.award(first, one))
	if strings.Contains(w.contractNote(), "V-39") {
		t.Errorf("one purchase: %q", w.contractNote())
	}
	two := w.buy(second, agency(big, func(c *trip.Contract) { c.Category = "  séjour d'AGENCE " }))
	w.must(w.award(second, two)) // warned, not refused
	if said := w.contractSays(second, two, "V-39"); !strings.Contains(w.contractNote(), "V-39") || !strings.Contains(said, "70\u202f000,00") || !strings.Contains(said, "Procédure adaptée") {
		t.Errorf("two of them: %q, %q", w.contractNote(), said)
	}
	w.must(trip.ChangeContract(as(w.bursar), w.app, second, two, agency(big, func(c *trip.Contract) { c.Need, c.Procedure = 70_000_00, "adapted" })))
	if strings.Contains(w.contractNote(), "V-39") {
		t.Errorf("estimated whole: %q", w.contractNote())
	}
}

func TestV40TheProcedureFitsTheNeed(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	for what, change := range map[string]func(*trip.Contract){
		"no procedure":              func(c *trip.Contract) { c.Procedure = "" },
		"no day of launch":          func(c *trip.Contract) { c.LaunchedOn = "" },
		"no need":                   func(c *trip.Contract) { c.Need, c.BeforeTax, c.Amount = 0, 0, 0 },
		"too light above 60 000":    func(c *trip.Contract) { c.Need, c.Procedure = 60_000_00, "quotes" },
		"too light before april":    func(c *trip.Contract) { c.Need, c.Procedure, c.LaunchedOn = 45_000_00, "direct", "2026-03-31" },
		"no notice above 90 000":    func(c *trip.Contract) { c.Need, c.Procedure = 90_000_00, "adapted" },
		"not formal above 216 000":  func(c *trip.Contract) { c.Need, c.Procedure = 216_000_00, "published" },
		"not written above 25 000":  func(c *trip.Contract) { c.Need, c.Written = 25_000_00, false },
		"one order of a large need": func(c *trip.Contract) { c.BeforeTax, c.Amount, c.Need, c.Procedure = 10_000_00, 0, 80_000_00, "direct" },
	} {
		contract := w.buy(id, agency(change))
		w.must(w.award(id, contract))
		if err := w.order(id, contract); !refusedBy(err, "V-40") {
			t.Errorf("%s: %v", what, err)
		}
		w.restRefused("V-40", "PATCH", "contracts/"+contract, map[string]any{"state": "ordered", "ordered_on": "2026-11-16"})
	}
	for what, change := range map[string]func(*trip.Contract){
		"direct below 60 000":    func(c *trip.Contract) { c.Need, c.Procedure = 45_000_00, "direct" },
		"adapted above":          func(c *trip.Contract) { c.Need, c.Procedure = 60_000_00, "adapted" },
		"formal for a small one": func(c *trip.Contract) { c.Procedure = "formal" },
	} {
		contract := w.buy(id, agency(change))
		w.must(w.award(id, contract))
		if err := w.order(id, contract); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	near := w.buy(id, agency(func(c *trip.Contract) { c.Need = 48_000_00 })) // 80 % of 60 000
	w.must(w.award(id, near))
	w.must(w.order(id, near))
	if said := w.contractSays(id, near, "V-40"); !strings.Contains(said, "approche du seuil") {
		t.Errorf("at 80 %%: %q", said)
	}
}

// A school may set the tables from a day on: what was launched before keeps its own.
func TestV40ATableIsSetFromADayOn(t *testing.T) {
	w := newWorld(t)
	set := school.NewSetting{Rule: "V-40", Name: "no_competition_below", Value: "2020-01-01=40000; 2026-04-01=60000; 2026-11-20=20000", From: "2026-11-18", Reason: "Seuil de prudence."}
	bad := set
	bad.Value = "à partir d’avril, 60 000"
	w.objected(school.SetParameter(as(w.bursar), w.app, bad))
	w.must(school.SetParameter(as(w.bursar), w.app, set))
	w.on("2026-11-25")
	id := w.given(rome(), trip.Voted)
	before := w.buy(id, agency(func(c *trip.Contract) { c.Need, c.Procedure = 45_000_00, "direct" }))
	w.must(w.award(id, before))
	w.must(w.order(id, before))
	after := w.buy(id, agency(func(c *trip.Contract) { c.Need, c.Procedure, c.LaunchedOn = 45_000_00, "direct", "2026-11-20" }))
	w.must(trip.StepContract(as(w.bursar), w.app, id, after, trip.ContractAwarded, "2026-11-24", ""))
	w.refused("V-40", trip.StepContract(as(w.bursar), w.app, id, after, trip.ContractOrdered, "2026-11-25", ""))
}

func TestV41LotsAndQuotesAreAskedFor(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	for what, change := range map[string]func(*trip.Contract){
		"no lots":        func(c *trip.Contract) { c.LotsReason = "" },
		"too few quotes": func(c *trip.Contract) { c.Quotes, c.ChoiceReason = 1, "" },
	} {
		w.must(w.award(id, w.buy(id, agency(change))))
		if !strings.Contains(w.contractNote(), "V-41") {
			t.Errorf("%s: %q", what, w.contractNote())
		}
	}
	w.must(w.award(id, w.buy(id, agency())))
	if strings.Contains(w.contractNote(), "V-41") {
		t.Errorf("in order: %q", w.contractNote())
	}
}

func TestV42ATravelSellerIsRegisteredAndGuaranteed(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	for what, change := range map[string]func(*trip.Contract){
		"no number":               func(c *trip.Contract) { c.RegisterNo = "" },
		"a number that is none":   func(c *trip.Contract) { c.RegisterNo = "en cours" },
		"no guarantor":            func(c *trip.Contract) { c.Guarantor = "" },
		"no expiry":               func(c *trip.Contract) { c.GuaranteedUntil = "" },
		"ends during the trip":    func(c *trip.Contract) { c.GuaranteedUntil = "2027-04-16" },
		"an agency for the coach": func(c *trip.Contract) { c.Kind, c.RegisterNo = trip.TransportContract, "" },
	} {
		contract := w.buy(id, agency(change))
		if err := w.award(id, contract); !refusedBy(err, "V-42") {
			t.Errorf("%s: %v", what, err)
		}
		w.restRefused("V-42", "PATCH", "contracts/"+contract, map[string]any{"state": "awarded", "awarded_on": "2026-11-16"})
	}
	for what, change := range map[string]func(*trip.Contract){
		"registered":   func(*trip.Contract) {},
		"from the EEA": func(c *trip.Contract) { c.RegisterNo, c.EEADeclaration = "", "Déclaration ES-2025-118" },
		"a federation": func(c *trip.Contract) { c.RegisterNo, c.Guarantor, c.Federation = "", "", "Fédération des clubs" },
		"a carrier alone": func(c *trip.Contract) {
			c.Kind, c.OwnServices, c.RegisterNo, c.Guarantor, c.GuaranteedUntil = trip.TransportContract, true, "", "", ""
		},
		"an insurance": func(c *trip.Contract) {
			c.Kind, c.RegisterNo, c.Guarantor, c.GuaranteedUntil = trip.InsuranceContract, "", "", ""
		},
	} {
		if err := w.award(id, w.buy(id, agency(change))); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	packaged := w.buy(id, agency(func(c *trip.Contract) { c.OwnServices, c.RegisterNo = true, "" })) // a package is a package
	w.refused("V-42", w.award(id, packaged))
}

func TestV43ADepositRestsOnAClause(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	for what, c := range map[string]struct {
		change func(*trip.Contract)
		said   bool
	}{
		"no clause":       {func(c *trip.Contract) { c.Deposit = 2_000_00 }, true},
		"with its clause": {func(c *trip.Contract) { c.Deposit, c.DepositClause = 2_000_00, true }, false},
		"a long one":      {func(c *trip.Contract) { c.BeforeTax, c.Amount, c.Need, c.Months = 50_000_01, 0, 50_000_01, 3 }, true},
		"a short one":     {func(c *trip.Contract) { c.BeforeTax, c.Amount, c.Need, c.Months = 50_000_01, 0, 50_000_01, 2 }, false},
		"none":            {func(*trip.Contract) {}, false},
	} {
		contract := w.buy(id, agency(c.change))
		w.must(w.award(id, contract))
		w.must(w.order(id, contract))
		if got := strings.Contains(w.contractNote(), "V-43"); got != c.said {
			t.Errorf("%s: %q", what, w.contractNote())
		}
	}
}

// Documents that are missing are shown, and refuse nothing.
func TestV44ShowsWhatTheContractLacks(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	contract := w.buy(id, agency(func(c *trip.Contract) { c.EmergencyContact, c.PriceTerms, c.NoGift = "", false, false }))
	_, findings, err := trip.ContractOf(w.app, w.teacher, id, contract)
	w.must(err)
	said := map[string]law.Finding{}
	for _, f := range findings {
		said[f.Rule] = f
	}
	if f := said["V-44"]; f.Severity != law.Document || !strings.Contains(f.What, "contact d’urgence") || !strings.Contains(f.What, "prix") || strings.Contains(f.What, "garant") {
		t.Errorf("V-44: %+v", f)
	}
	w.must(w.award(id, contract))
	w.must(w.order(id, contract))
	complete := w.buy(id, agency())
	if said := w.contractSays(id, complete, "V-44"); said != "" {
		t.Errorf("in order: %s", said)
	}
}

// That no gift is made to the staff is said with each contract; what is not said is shown, and refuses nothing.
func TestV45ThatNoGiftIsMadeIsSaid(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	silent := w.buy(id, agency(func(c *trip.Contract) { c.NoGift = false }))
	if w.contractSays(id, silent, "V-45") == "" {
		t.Error("silence on gifts is not shown")
	}
	w.must(w.award(id, silent))
	if said := w.contractSays(id, w.buy(id, agency()), "V-45"); said != "" {
		t.Errorf("in order: %s", said)
	}
}

// Head, bursar and secretariat write purchases; an order does not change afterwards; nothing is erased once somebody is chosen.
func TestPurchasesAreWrittenByTheOffice(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	for _, a := range []school.Actor{w.teacher, w.colleague, w.accountant, {Kind: school.Guardian, ID: w.mother}, {Kind: school.Guest}} {
		_, err := trip.AddContract(as(a), w.app, id, agency())
		w.objected(err)
	}
	for _, a := range []school.Actor{w.head, w.secretary} {
		_, err := trip.AddContract(as(a), w.app, id, agency())
		w.must(err)
	}
	contract := w.buy(id, agency())
	w.objected(w.order(id, contract)) // no one was chosen
	w.must(w.award(id, contract))
	w.objected(trip.DropContract(as(w.bursar), w.app, id, contract))
	w.objected(trip.StepContract(as(w.teacher), w.app, id, contract, trip.ContractOrdered, "", ""))
	w.restObjected("PATCH", "contracts/"+contract, map[string]any{"state": "ordered", "ordered_on": "2026-11-16"})
	w.must(w.order(id, contract))
	w.objected(trip.ChangeContract(as(w.bursar), w.app, id, contract, agency(func(c *trip.Contract) { c.Amount = 1_00 })))
	w.restObjected("PATCH", "contracts/"+contract, map[string]any{"amount_cents": 12_000_00})
	w.objected(trip.StepContract(as(w.bursar), w.app, id, contract, trip.ContractCancelled, "", " "))
	w.must(trip.StepContract(as(w.bursar), w.app, id, contract, trip.ContractCancelled, "", "L’agence ferme."))
	w.objected(trip.ChangeContract(as(w.bursar), w.app, id, contract, agency()))
	draft := w.buy(id, agency())
	w.objected(trip.DropContract(as(w.teacher), w.app, id, draft))
	w.must(trip.DropContract(as(w.bursar), w.app, id, draft))
	if status := w.rest("POST", "contracts", ordered(agency())).status; status < 400 {
		t.Errorf("ordered at once by REST: %d", status)
	}
}

func TestV35TheInsuranceIsAdvisedWhenMuchIsBound(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Voted)
	says := func() bool {
		facts, err := trip.LoadFacts(w.app, id)
		w.must(err)
		board, err := trip.BoardOf(w.app, facts)
		w.must(err)
		return warns(board.Watch, "V-35")
	}
	if says() {
		t.Error("nothing is bound yet, and the budget is small")
	}
	contract := w.buy(id, agency())
	w.must(w.award(id, contract))
	if !says() {
		t.Error("9 900 € are awarded without a word")
	}
	w.must(trip.SetCancellationCover(as(w.teacher), w.app, id, true))
	if says() {
		t.Error("an insurance is taken")
	}
	w.must(trip.SetCancellationCover(as(w.bursar), w.app, id, false))
	insurance := w.buy(id, agency(func(c *trip.Contract) { c.Kind = trip.InsuranceContract }))
	w.must(w.award(id, insurance))
	w.must(w.order(id, insurance))
	if says() {
		t.Error("an insurance is ordered")
	}
}

func TestV36HolidayVouchersNeedAnAgreement(t *testing.T) {
	p := openPurse(t)
	p.charge(20000)
	p.refusedPayment("V-36", p.accountant, p.desk(money.HolidayVoucher, 5000))
	booked := map[string]any{"means": "holiday_voucher"}
	if _, err := testapp.Try(p.app, p.accountant, "payments", p.paymentRow(booked)); !refusedBy(err, "V-36") {
		t.Errorf("by a row: %v", err)
	}
	handler, token := testapp.Handler(t, p.app), testapp.OperatorToken(t, p.app)
	row := `{"means":"holiday_voucher","amount_cents":1000,"received_on":"2026-11-16","booked_on":"2026-11-16","pupil":"` + p.pupil + `","booked_at":"2026-11-16 09:00:00.000Z"}`
	if got := testapp.Ask(t, handler, "POST", "/api/collections/payments/records", token, row); got.Code != 400 || !strings.Contains(got.Body.String(), "V-36") {
		t.Errorf("by REST: %d %s", got.Code, got.Body)
	}
	set := school.NewSetting{Rule: "V-36", Name: "ancv_agreement", Value: "sans objet", From: "2026-11-16", Reason: "Pas de convention."}
	if err := school.SetParameter(p.accountant, p.app, set); err != nil {
		t.Fatal(err)
	}
	p.refusedPayment("V-36", p.accountant, p.desk(money.HolidayVoucher, 5000))
	set.Value, set.Reason = "n° 123456 du 3 février 2026", "Convention signée."
	if err := school.SetParameter(p.accountant, p.app, set); err != nil {
		t.Fatal(err)
	}
	kept := p.book(p.desk(money.HolidayVoucher, 5000))
	receipt, found, err := money.ReceiptOf(p.app, school.ActorIn(p.accountant), kept.PaymentID)
	if err != nil || !found || receipt.Means.Label() != "chèques-vacances" {
		t.Errorf("the receipt: %+v %t %v", receipt, found, err)
	}
	takings, err := money.Journal(p.app, school.ActorIn(p.accountant), "2026-11-16", "2026-11-16")
	if err != nil || len(takings.Lines) != 1 || takings.Lines[0].Means != money.HolidayVoucher {
		t.Errorf("the journal: %+v %v", takings, err)
	}
	p.refusedPayment("F-01", p.bursar, p.desk(money.HolidayVoucher, 5000))
}
