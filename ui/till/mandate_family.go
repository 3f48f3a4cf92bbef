package till

import (
	"net/http"
	"strconv"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const familyMandate = "/payer/mandat"

// mandateFamilyRoutes are the pages where who owes gives a mandate, changes its account or takes it back. They name no
// mandate: one has one at a time, one's own.
func mandateFamilyRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: familyMandate, Who: web.Family, Handle: showOwnMandate},
		{Method: http.MethodPost, Pattern: familyMandate, Who: web.Family, Handle: signMandate},
		{Method: http.MethodGet, Pattern: familyMandate + "/signature", Who: web.Family, Handle: showSignature},
		{Method: http.MethodGet, Pattern: familyMandate + "/compte", Who: web.Family, Handle: showAccountChange},
		{Method: http.MethodPost, Pattern: familyMandate + "/compte", Who: web.Family, Handle: changeOwnAccount},
		{Method: http.MethodGet, Pattern: familyMandate + "/revocation", Who: web.Family, Handle: showRevocation},
		{Method: http.MethodPost, Pattern: familyMandate + "/revocation", Who: web.Family, Handle: revokeOwnMandate},
	}
}

func mandatePage(title string) components.PageProps {
	return components.PageProps{Title: title, Breadcrumb: []components.Crumb{{Label: "Payer", Href: "/payer"}, {Label: title}}}
}

// livingMandate is the reader's mandate that is not over.
func livingMandate(v *web.Visit) (money.Mandate, bool, error) {
	mine, err := money.MandatesOf(v.App, v.Actor)
	for _, m := range mine {
		if !m.State.Final() {
			return m, true, nil
		}
	}
	return money.Mandate{}, false, err
}

func showOwnMandate(v *web.Visit) error {
	mandate, living, err := livingMandate(v)
	if err != nil {
		return err
	}
	offer, err := money.OfferMandate(v.App)
	if err != nil {
		return err
	}
	debits, err := money.DebitsOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	return v.Page(mandatePage("Prélèvement"), OwnMandatePage(OwnMandatePageProps{Mandate: mandate, Living: living, Offer: offer, Debits: debits}))
}

func showSignature(v *web.Visit) error { return signaturePage(v, "", nil) }

// signaturePage shows what is signed, and asks for the account. What was typed in the number's box never comes back.
func signaturePage(v *web.Visit, wrong string, refusal *law.Refusal) error {
	mandate, living, err := livingMandate(v)
	if err != nil {
		return err
	}
	if living && mandate.State != money.MandateDraft {
		return v.See(familyMandate)
	}
	offer, err := money.OfferMandate(v.App)
	if err != nil {
		return err
	}
	if !offer.Ready {
		return v.SeeWith(familyMandate, components.Wait, "L’établissement ne prélève pas encore.")
	}
	props := SignaturePageProps{
		Offer: offer, Terms: money.MandateTerms(offer.Creditor, offer.ICS, money.Recurrent, offer.NoticeDays), Holder: v.Field("titulaire"), Shorter: v.Field("preavis") != "", Wrong: wrong,
	}
	if refusal == nil && wrong == "" {
		return v.Page(mandatePage("Signer un mandat"), SignaturePage(props))
	}
	if refusal != nil {
		props.Refused = web.RefusedBy(v, refusal, "iban", "titulaire")
	}
	return v.PageAgain(mandatePage("Signer un mandat"), SignaturePage(props))
}

func signMandate(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	if v.Field("accord") == "" {
		return signaturePage(v, "Cochez la case pour signer.", nil)
	}
	offer, err := money.OfferMandate(v.App)
	if err != nil {
		return err
	}
	n := money.NewMandate{Kind: money.Recurrent, IBAN: v.Field("iban"), Holder: v.Field("titulaire"), NoticeDays: offer.NoticeDays}
	if v.Field("preavis") != "" {
		n.NoticeDays = offer.ShorterDays
	}
	_, err = money.SignMandate(v.Ctx(), v.App, n)
	if refusal, ok := web.Refusal(err); ok {
		return signaturePage(v, "", refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(familyMandate, components.OK, "Votre mandat est signé. Chaque prélèvement vous sera annoncé "+strconv.Itoa(n.NoticeDays)+" jours avant.")
}

func showAccountChange(v *web.Visit) error { return accountChangePage(v, nil) }

func accountChangePage(v *web.Visit, refusal *law.Refusal) error {
	mandate, living, err := livingMandate(v)
	if err != nil {
		return err
	}
	if !living || mandate.State == money.MandateDraft {
		return v.See(familyMandate)
	}
	props := MandateAccountPageProps{Mandate: mandate, Holder: v.Field("titulaire"), Action: familyMandate + "/compte", Back: familyMandate}
	if refusal == nil {
		return v.Page(mandatePage("Changer de compte"), MandateAccountPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "iban", "titulaire")
	return v.PageAgain(mandatePage("Changer de compte"), MandateAccountPage(props))
}

func changeOwnAccount(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	mandate, living, err := livingMandate(v)
	if err != nil {
		return err
	}
	if !living {
		return v.See(familyMandate)
	}
	err = money.ChangeAccount(v.Ctx(), v.App, mandate.ID, v.Field("iban"), v.Field("titulaire"))
	if refusal, ok := web.Refusal(err); ok {
		return accountChangePage(v, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(familyMandate, components.OK, "Le nouveau compte est enregistré ; la référence du mandat ne change pas.")
}

func showRevocation(v *web.Visit) error { return revocationPage(v, "") }

func revocationPage(v *web.Visit, wrong string) error {
	mandate, living, err := livingMandate(v)
	if err != nil {
		return err
	}
	if !living {
		return v.See(familyMandate)
	}
	if wrong != "" {
		return v.PageAgain(mandatePage("Révoquer le mandat"), RevocationPage(mandate, wrong))
	}
	return v.Page(mandatePage("Révoquer le mandat"), RevocationPage(mandate, ""))
}

func revokeOwnMandate(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	mandate, living, err := livingMandate(v)
	if err != nil {
		return err
	}
	if !living {
		return v.See(familyMandate)
	}
	if v.Field("accord") == "" {
		return revocationPage(v, "Cochez la case pour confirmer.")
	}
	if err := money.RevokeMandate(v.Ctx(), v.App, mandate.ID, "Révoqué par la personne qui l’a donné."); err != nil {
		return err
	}
	return v.SeeWith(familyMandate, components.OK, "Le mandat est révoqué et vos coordonnées bancaires sont effacées. Ce qui reste dû se paie par un autre moyen.")
}
