package till

import (
	"crypto/rand"
	"net/http"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const creditPath = "/payer/avoir"

// familyCreditRoutes let who paid too much use it: theirs, and nobody else decides.
func familyCreditRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: creditPath, Who: web.Family, Handle: func(v *web.Visit) error { return creditPage(v, CreditForm{Token: rand.Text()}, nil) }},
		{Method: http.MethodPost, Pattern: creditPath, Who: web.Family, Handle: useCredit},
	}
}

func creditPage(v *web.Visit, form CreditForm, refusal *law.Refusal) error {
	statement, err := money.StatementOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	children, err := school.ChildrenOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	props := CreditPageProps{Credit: statement.Credit, Children: children, Form: form, Today: v.Today()}
	for _, a := range statement.Charges {
		if a.Due() > 0 {
			props.Owed = append(props.Owed, a)
		}
	}
	page := components.PageProps{Title: "Mon avoir"}
	if refusal == nil {
		return v.Page(page, CreditPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "creance", "montant")
	return v.PageAgain(page, CreditPage(props))
}

func useCredit(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	form := CreditForm{Charge: v.Field("creance"), Amount: v.Field("montant"), Token: v.Field("jeton")}
	amount, wrong := cents.Parse(form.Amount)
	var used cents.Amount
	var err error
	switch {
	case form.Charge == "":
		err = law.Object("creance", "Choisissez la somme que votre avoir règle.", "")
	case wrong != nil:
		err = law.Object("montant", components.Sentence(wrong.Error()), "")
	default:
		used, err = money.UseCredit(v.Ctx(), v.App, form.Charge, amount, form.Token)
	}
	if refusal, ok := web.Refusal(err); ok {
		return creditPage(v, form, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith("/payer", components.OK, used.String()+" de votre avoir ont réglé cette somme. Votre accord est gardé avec sa date.")
}
