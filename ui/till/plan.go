package till

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	plansPath    = "/gestion/caisse/delais"
	newPlanPath  = plansPath + "/nouveau"
	planPath     = plansPath + "/{plan}"
	askPlanPath  = "/payer/delai"
	mostPayments = 12
)

// planRoutes are the time to pay: asked by a family from its pay page, proposed by staff, agreed by the accountant.
func planRoutes() []web.Route {
	see, prepare, agree := web.Staff(school.SeeMoney), web.Staff(school.PreparePlans), web.Staff(school.AgreePlans)
	return []web.Route{
		{Method: http.MethodGet, Pattern: askPlanPath, Who: web.Family, Handle: showAskPlan},
		{Method: http.MethodPost, Pattern: askPlanPath, Who: web.Family, Handle: askPlan},
		{Method: http.MethodPost, Pattern: askPlanPath + "/retrait", Who: web.Family, Handle: withdrawPlan},
		{Method: http.MethodGet, Pattern: plansPath, Who: see, Handle: showPlans},
		{Method: http.MethodGet, Pattern: newPlanPath, Who: prepare, Handle: showNewPlan},
		{Method: http.MethodPost, Pattern: newPlanPath, Who: prepare, Handle: proposePlan},
		{Method: http.MethodGet, Pattern: planPath, Who: see, Handle: showPlan},
		{Method: http.MethodPost, Pattern: planPath + "/accord", Who: agree, Handle: agreePlan},
		{Method: http.MethodPost, Pattern: planPath + "/refus", Who: agree, Handle: refusePlan},
		{Method: http.MethodPost, Pattern: planPath + "/retrait", Who: prepare, Handle: takePlanBack},
	}
}

// planForm is a plan as it is being written: what it spreads, in how many payments, from when; then each payment.
type planForm struct {
	Debtor   money.Ower
	Replaces string
	Chosen   []string
	Times    int
	First    law.Day
	Dates    []string // as typed
	Amounts  []string
	Reason   string
}

// readPlanForm reads what the address or the form says; what is not said is proposed: all that is due, in three payments,
// from the fifth of next month.
func readPlanForm(v *web.Visit, values url.Values, open []money.Account) planForm {
	f := planForm{Replaces: values.Get("remplace"), Reason: values.Get("raison"), First: (v.Today()[:8] + "05").AddMonths(1), Times: 3}
	for _, a := range open {
		if slices.Contains(values["creance"], a.ID) || values.Get("fois") == "" && len(values["creance"]) == 0 {
			f.Chosen = append(f.Chosen, a.ID)
		}
	}
	if n, err := strconv.Atoi(values.Get("fois")); err == nil && n >= 1 && n <= mostPayments {
		f.Times = n
	}
	if day, err := law.ParseDay(values.Get("premier")); err == nil && day != "" {
		f.First = day
	}
	for i := 1; i <= f.Times; i++ {
		f.Dates, f.Amounts = append(f.Dates, values.Get("date-"+strconv.Itoa(i))), append(f.Amounts, values.Get("montant-"+strconv.Itoa(i)))
	}
	return f
}

// spread writes the payments that equal parts would make.
func (f *planForm) spread(open []money.Account) {
	var total cents.Amount
	for _, a := range open {
		if slices.Contains(f.Chosen, a.ID) {
			total += a.Due()
		}
	}
	f.Dates, f.Amounts = nil, nil
	for _, l := range money.Spread(total, f.Times, f.First) {
		f.Dates, f.Amounts = append(f.Dates, string(l.DueOn)), append(f.Amounts, typedAmount(l.Amount))
	}
}

// typedAmount is an amount as it is typed: 1234,50.
func typedAmount(a cents.Amount) string {
	return fmt.Sprintf("%d,%02d", a/100, a%100)
}

// plan reads the payments typed.
func (f planForm) plan() (n money.NewPlan, refusal *law.Refusal) {
	n = money.NewPlan{Debtor: f.Debtor, ChargeIDs: f.Chosen, Reason: f.Reason, Replaces: f.Replaces}
	refusal = &law.Refusal{}
	wrong := func(field, what string) {
		refusal.Findings = append(refusal.Findings, law.Finding{Severity: law.Block, Field: field, What: what})
	}
	for i := range f.Dates {
		number := strconv.Itoa(i + 1)
		day, err := law.ParseDay(f.Dates[i])
		if err != nil || day == "" {
			wrong("date-"+number, "Écrivez la date du versement "+number+".")
		}
		amount, err := cents.Parse(f.Amounts[i])
		if err != nil || amount <= 0 {
			wrong("montant-"+number, "Écrivez le montant du versement "+number+".")
		}
		n.Lines = append(n.Lines, money.PlanLine{DueOn: day, Amount: amount})
	}
	if len(refusal.Findings) == 0 {
		return n, nil
	}
	return n, refusal
}

// fields names the boxes of the form, for the summary of what is wrong.
func (f planForm) fields() []string {
	names := []string{"creance", "raison"}
	for i := range f.Dates {
		names = append(names, "date-"+strconv.Itoa(i+1), "montant-"+strconv.Itoa(i+1))
	}
	return names
}

func showAskPlan(v *web.Visit) error { return askPlanPage(v, v.Request.URL.Query(), nil) }

func askPlanPage(v *web.Visit, values url.Values, refusal *law.Refusal) error {
	props := AskPlanProps{Today: v.Today(), Action: askPlanPath, Family: true}
	var err error
	if props.Plans, err = money.PlansOf(v.App, v.Actor); err != nil {
		return err
	}
	me := money.DebtorIs(v.Actor)
	if props.Open, err = money.Plannable(v.App, v.Actor, me, values.Get("remplace")); err != nil {
		return err
	}
	if props.Children, err = school.ChildrenOf(v.App, v.Actor); err != nil {
		return err
	}
	props.Form = readPlanForm(v, values, props.Open)
	page := components.PageProps{Title: "Demander un délai"}
	if refusal == nil {
		props.Form.spread(props.Open)
		return v.Page(page, AskPlanPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, props.Form.fields()...)
	return v.PageAgain(page, AskPlanPage(props))
}

func askPlan(v *web.Visit) error {
	values, err := v.Form()
	if err != nil {
		return err
	}
	open, err := money.Plannable(v.App, v.Actor, money.DebtorIs(v.Actor), values.Get("remplace"))
	if err != nil {
		return err
	}
	n, refusal := readPlanForm(v, values, open).plan()
	if refusal != nil {
		return askPlanPage(v, values, refusal)
	}
	_, err = money.AskPlan(v.Ctx(), v.App, n)
	if refusal, ok := web.Refusal(err); ok {
		return askPlanPage(v, values, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(askPlanPath, components.OK, "Votre demande est envoyée à l’intendance, qui seule la lit. Aucun rappel ne part tant qu’elle attend sa réponse.")
}

func withdrawPlan(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	own, err := money.PlansOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(own, func(p money.Plan) bool { return p.ID == v.Field("demande") }) {
		return web.ErrNotFound
	}
	err = money.WithdrawPlan(v.Ctx(), v.App, v.Field("demande"))
	if refusal, ok := web.Refusal(err); ok {
		return askPlanPage(v, url.Values{}, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(askPlanPath, components.OK, "Votre demande est retirée.")
}

func showPlans(v *web.Visit) error {
	all, err := money.Plans(v.App, v.Actor, money.PlanFilter{})
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: "Délais de paiement", Wide: true, Breadcrumb: []components.Crumb{{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "Délais de paiement"}}},
		PlansPage(PlansProps{Plans: all, Today: v.Today()}))
}

func showNewPlan(v *web.Visit) error { return newPlanPage(v, v.Request.URL.Query(), nil) }

// newPlanPage is where staff write the plan agreed on with a debtor; without a debtor it says where to find one.
func newPlanPage(v *web.Visit, values url.Values, refusal *law.Refusal) error {
	props := AskPlanProps{Today: v.Today(), Action: newPlanPath}
	debtor, known := money.ParseDebtor(values.Get("debiteur"))
	var err error
	if known {
		if props.Open, err = money.Plannable(v.App, v.Actor, debtor, values.Get("remplace")); err != nil {
			return err
		}
		if props.Name, err = money.DebtorName(v.App, v.Actor, debtor); err != nil {
			return err
		}
	}
	props.Form = readPlanForm(v, values, props.Open)
	props.Form.Debtor = debtor
	page := components.PageProps{Title: "Proposer un délai", Breadcrumb: []components.Crumb{
		{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "Délais de paiement", Href: plansPath}, {Label: "Proposer un délai"},
	}}
	if refusal == nil {
		props.Form.spread(props.Open)
		return v.Page(page, AskPlanPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, props.Form.fields()...)
	return v.PageAgain(page, AskPlanPage(props))
}

func proposePlan(v *web.Visit) error {
	values, err := v.Form()
	if err != nil {
		return err
	}
	debtor, _ := money.ParseDebtor(values.Get("debiteur"))
	open, err := money.Plannable(v.App, v.Actor, debtor, values.Get("remplace"))
	if err != nil {
		return err
	}
	form := readPlanForm(v, values, open)
	form.Debtor = debtor
	n, refusal := form.plan()
	if refusal != nil {
		return newPlanPage(v, values, refusal)
	}
	id, err := money.AskPlan(v.Ctx(), v.App, n)
	if refusal, ok := web.Refusal(err); ok {
		return newPlanPage(v, values, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(plansPath+"/"+id, components.OK, "L’échéancier est proposé. Une autre personne, agent comptable, l’accorde.")
}

func showPlan(v *web.Visit) error { return onePlanPage(v, nil) }

func onePlanPage(v *web.Visit, refusal *law.Refusal) error {
	p, found, err := money.PlanByID(v.App, v.Actor, v.Path("plan"))
	if err != nil {
		return err
	}
	if !found {
		return web.ErrNotFound
	}
	props := PlanProps{
		Plan: p, Today: v.Today(), MayAgree: v.Actor.May(school.AgreePlans) && p.PreparedBy != v.Actor.ID,
		MayPrepare: v.Actor.May(school.PreparePlans), Own: p.PreparedBy == v.Actor.ID,
	}
	page := components.PageProps{Title: "Délai de " + p.Name, Breadcrumb: []components.Crumb{
		{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "Délais de paiement", Href: plansPath}, {Label: p.Name},
	}}
	if refusal == nil {
		return v.Page(page, PlanPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "why")
	props.Why = v.Field("why")
	return v.PageAgain(page, PlanPage(props))
}

func planStep(v *web.Visit, err error, done string) error {
	if refusal, ok := web.Refusal(err); ok {
		return onePlanPage(v, refusal)
	}
	if errors.Is(err, money.ErrNoPlan) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	return v.SeeWith(plansPath+"/"+v.Path("plan"), components.OK, done)
}

func agreePlan(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	return planStep(v, money.AgreePlan(v.Ctx(), v.App, v.Path("plan")), "Le délai est accordé ; la famille est prévenue et n’est plus relancée tant qu’il est tenu.")
}

func refusePlan(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	return planStep(v, money.RefusePlan(v.Ctx(), v.App, v.Path("plan"), v.Field("why")), "Le refus et son motif sont envoyés à la famille.")
}

func takePlanBack(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	return planStep(v, money.WithdrawPlan(v.Ctx(), v.App, v.Path("plan")), "La proposition est retirée.")
}
