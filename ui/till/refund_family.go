package till

import (
	"net/http"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	familyRefunds = "/payer/remboursements"
	familyRefund  = familyRefunds + "/{refund}"
)

// refundFamilyRoutes are what a person does about money that is theirs: one question per page.
func refundFamilyRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: familyRefund, Who: web.Family, Handle: showOwnRefund},
		{Method: http.MethodPost, Pattern: familyRefund, Who: web.Family, Handle: chooseRefund},
		{Method: http.MethodGet, Pattern: familyRefund + "/titulaire", Who: web.Family, Handle: showRefundAccount},
		{Method: http.MethodPost, Pattern: familyRefund + "/titulaire", Who: web.Family, Handle: claimRefund},
		{Method: http.MethodGet, Pattern: familyRefund + "/don", Who: web.Family, Handle: showWaiver},
		{Method: http.MethodPost, Pattern: familyRefund + "/don", Who: web.Family, Handle: waiveRefund},
	}
}

// ownRefund is one of the reader's own refunds; another household's cannot be told from one that does not exist.
func ownRefund(v *web.Visit) (money.Refund, error) {
	r, found, err := money.RefundOf(v.App, v.Actor, v.Path("refund"))
	if err == nil && !found {
		err = web.ErrNotFound
	}
	return r, err
}

func refundPage(title string) components.PageProps {
	return components.PageProps{Title: title, Breadcrumb: []components.Crumb{{Label: "Payer", Href: "/payer"}, {Label: title}}}
}

func showOwnRefund(v *web.Visit) error { return ownRefundPage(v, "") }

func ownRefundPage(v *web.Visit, wrong string) error {
	r, err := ownRefund(v)
	if err != nil {
		return err
	}
	props := OwnRefundPageProps{Refund: r, Wrong: wrong}
	if wrong != "" {
		return v.PageAgain(refundPage("Somme à vous rendre"), OwnRefundPage(props))
	}
	return v.Page(refundPage("Somme à vous rendre"), OwnRefundPage(props))
}

// chooseRefund leads to the next question; neither answer is ticked beforehand.
func chooseRefund(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	r, err := ownRefund(v)
	if err != nil {
		return err
	}
	switch v.Field("choix") {
	case "recevoir":
		return v.See(familyRefunds + "/" + r.ID + "/titulaire")
	case "donner":
		return v.See(familyRefunds + "/" + r.ID + "/don")
	}
	return ownRefundPage(v, "Choisissez l’une des deux réponses.")
}

func showRefundAccount(v *web.Visit) error { return accountPage(v, "", nil) }

// accountPage asks where to send the money. What was typed in the number's box never comes back to the screen.
func accountPage(v *web.Visit, holder string, refusal *law.Refusal) error {
	r, err := ownRefund(v)
	if err != nil {
		return err
	}
	if !mayClaim(r) {
		return v.See(familyRefunds + "/" + r.ID)
	}
	props := RefundAccountPageProps{Refund: r, Holder: holder, Action: familyRefunds + "/" + r.ID + "/titulaire", Back: familyRefunds + "/" + r.ID}
	if refusal == nil {
		return v.Page(refundPage("Compte à créditer"), RefundAccountPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "iban", "titulaire")
	return v.PageAgain(refundPage("Compte à créditer"), RefundAccountPage(props))
}

func mayClaim(r money.Refund) bool {
	return r.State == money.RefundDue || r.State == money.RefundNotified || r.State == money.RefundClaimed
}

func claimRefund(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	r, err := ownRefund(v)
	if err != nil {
		return err
	}
	err = money.ClaimRefund(v.Ctx(), v.App, r.ID, v.Field("iban"), v.Field("titulaire"))
	if refusal, ok := web.Refusal(err); ok {
		return accountPage(v, v.Field("titulaire"), refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(familyRefunds+"/"+r.ID, components.OK, "Vos coordonnées bancaires sont enregistrées. Elles seront effacées après le virement.")
}

func showWaiver(v *web.Visit) error { return waiverPage(v, "", nil) }

func waiverPage(v *web.Visit, wrong string, refusal *law.Refusal) error {
	r, err := ownRefund(v)
	if err != nil {
		return err
	}
	if r.State != money.RefundDue && r.State != money.RefundNotified {
		return v.See(familyRefunds + "/" + r.ID)
	}
	props := WaiverPageProps{Refund: r, Wrong: wrong}
	if refusal != nil {
		props.Findings = v.Findings(refusal.Findings)
	}
	if wrong != "" || refusal != nil {
		return v.PageAgain(refundPage("Donner cette somme"), WaiverPage(props))
	}
	return v.Page(refundPage("Donner cette somme"), WaiverPage(props))
}

func waiveRefund(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	r, err := ownRefund(v)
	if err != nil {
		return err
	}
	if v.Field("accord") == "" {
		return waiverPage(v, "Cochez la case pour confirmer que vous donnez cette somme.", nil)
	}
	err = money.WaiveRefund(v.Ctx(), v.App, r.ID, "")
	if refusal, ok := web.Refusal(err); ok {
		return waiverPage(v, "", refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(familyRefunds+"/"+r.ID, components.OK, "Votre don est enregistré. Le conseil d’administration l’acceptera.")
}
