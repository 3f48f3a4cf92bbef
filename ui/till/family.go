package till

import (
	"errors"
	"net/url"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

func showAccount(v *web.Visit) error {
	statement, err := money.StatementOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	children, err := school.ChildrenOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	_, gatewayErr := money.PayFiPForFamilies(v.App)
	return v.Page(components.PageProps{Title: "Payer"}, AccountPage(AccountPageProps{
		Statement: statement, Children: children, Today: v.Today(), Online: gatewayErr == nil, Portal: v.Identity.OnlinePortalURL,
		Accountant: v.Identity.AccountantName,
	}))
}

// chosen are the charges named by the address or the form that the viewer owes, with their total.
func chosen(v *web.Visit, ids []string) ([]money.Account, cents.Amount, error) {
	statement, err := money.StatementOf(v.App, v.Actor)
	if err != nil {
		return nil, 0, err
	}
	var accounts []money.Account
	var total cents.Amount
	for _, a := range statement.Charges {
		for _, id := range ids {
			if a.ID == id && a.Due() > 0 {
				accounts = append(accounts, a)
				total += a.Due()
				break
			}
		}
	}
	return accounts, total, nil
}

func showConfirmation(v *web.Visit) error {
	return confirmation(v, v.Request.URL.Query()["creance"], "", nil)
}

func confirmation(v *web.Visit, ids []string, mel string, trouble *ConfirmationTrouble) error {
	accounts, total, err := chosen(v, ids)
	if err != nil {
		return err
	}
	if len(accounts) == 0 {
		return v.SeeWith("/payer", "wait", "Choisissez au moins une somme à payer.")
	}
	children, err := school.ChildrenOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	if mel == "" {
		mel = v.Session.Email
	}
	props := ConfirmationPageProps{Accounts: accounts, Total: total, Children: children, Mel: mel, Today: v.Today(), Trouble: trouble}
	if trouble != nil {
		return v.PageAgain(components.PageProps{Title: "Vérifier et payer"}, ConfirmationPage(props))
	}
	return v.Page(components.PageProps{Title: "Vérifier et payer"}, ConfirmationPage(props))
}

// payOnline opens a payment at PayFiP and sends the browser there. Amounts come from the ledger, never from the form.
func payOnline(v *web.Visit) error {
	form, err := v.Form()
	if err != nil {
		return err
	}
	ids, mel := form["creance"], v.Field("mel")
	if _, err := school.NormalizeAddress(mel); err != nil {
		return confirmation(v, ids, mel, &ConfirmationTrouble{Mel: "Écrivez l’adresse à laquelle PayFiP enverra le ticket de paiement."})
	}
	gateway, err := money.PayFiPForFamilies(v.App)
	if err != nil {
		return confirmation(v, ids, mel, &ConfirmationTrouble{Text: components.Sentence(err.Error())})
	}
	accounts, _, err := chosen(v, ids)
	if err != nil {
		return err
	}
	own := make([]string, 0, len(accounts))
	for _, a := range accounts {
		own = append(own, a.ID)
	}
	if len(own) != distinct(ids) {
		// Paid meanwhile, or not theirs: nothing is asked of PayFiP, and nobody learns that somebody else is paying.
		return confirmation(v, own, mel, &ConfirmationTrouble{Text: "Ce qui est dû a changé depuis l’ouverture de cette page : vérifiez le total."})
	}
	base := strings.TrimSuffix(notify.BaseURL(v.App), "/")
	started, err := money.StartOnline(v.Ctx(), v.App, gateway, money.Start{
		ChargeIDs: own, Mel: mel, NotifyURL: base + "/payfip/notification",
		ReturnURL: func(token string) string { return base + "/payfip/retour/" + url.PathEscape(token) },
	})
	var running *money.InProgressError
	switch {
	case errors.As(err, &running):
		return confirmation(v, ids, mel, &ConfirmationTrouble{Text: running.Error(), ResumeURL: running.ResumeURL})
	case errors.Is(err, money.ErrGateway):
		return confirmation(v, ids, mel, &ConfirmationTrouble{Text: components.Sentence(money.ErrGateway.Error())})
	case err != nil:
		if refusal, ok := web.Refusal(err); ok {
			return confirmation(v, ids, mel, &ConfirmationTrouble{Findings: v.Findings(refusal.Findings)})
		}
		return err
	}
	return v.Redirect(303, started.PageURL)
}

func distinct(ids []string) int {
	seen := map[string]bool{}
	for _, id := range ids {
		seen[id] = true
	}
	return len(seen)
}

// payfipOrigin is where the pay form ends up: without it the browser blocks the answer to our post.
func payfipOrigin(v *web.Visit) []string {
	page, err := url.Parse(v.Identity.PayfipPageURL)
	if err != nil || page.Host == "" {
		return nil
	}
	return []string{page.Scheme + "://" + page.Host}
}

// childName finds the first name of a child in the viewer's list.
func childName(children []school.Child, id string) string {
	for _, c := range children {
		if c.ID == id {
			return c.FirstName
		}
	}
	return ""
}

// dueWords says when something is due.
func dueWords(d, today law.Day) string {
	switch {
	case d == "":
		return "dès maintenant"
	case d < today:
		return "était à payer avant le " + d.French()
	default:
		return "avant le " + d.French()
	}
}
