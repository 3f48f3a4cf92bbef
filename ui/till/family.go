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
	if err := money.NoteRemindersSeen(v.Ctx(), v.App); err != nil {
		return err
	}
	statement, err := money.StatementOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	children, err := school.ChildrenOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	own, err := money.OwnShares(v.App, v.Actor, statement.Charges)
	if err != nil {
		return err
	}
	offer, err := money.OfferOnline(v.App)
	if err != nil {
		return err
	}
	ids := make([]string, len(statement.Charges))
	for i, a := range statement.Charges {
		ids[i] = a.ID
	}
	debited, err := money.OnDebit(v.App, ids...)
	if err != nil {
		return err
	}
	mandates, err := money.OfferMandate(v.App)
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: "Payer"}, AccountPage(AccountPageProps{
		Debited: debited, Debits: mandates.Ready, Transfers: v.Identity.IBAN != "", Statement: statement, Children: children, Today: v.Today(), Offer: offer,
		Accountant: v.Identity.AccountantName, Shares: own,
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
	return confirmation(v, v.Request.URL.Query()["creance"], nil, "", nil)
}

// confirmation shows what will be paid; typed are the parts that the payer wrote, by charge.
func confirmation(v *web.Visit, ids []string, typed map[string]string, mel string, trouble *ConfirmationTrouble) error {
	offer, err := money.OfferOnline(v.App)
	if err != nil {
		return err
	}
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
	for _, a := range accounts {
		if part, err := cents.Parse(typed[a.ID]); err == nil && part > 0 && part <= a.Due() {
			total -= a.Due() - part
		}
	}
	props := ConfirmationPageProps{Accounts: accounts, Total: total, Children: children, Mel: mel, Today: v.Today(), Trouble: trouble, InPart: offer.InPart, Typed: typed}
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
	parts, typed, wrong, err := typedParts(v, ids)
	if err != nil {
		return err
	}
	again := func(ids []string, trouble *ConfirmationTrouble) error {
		return confirmation(v, ids, typed, mel, trouble)
	}
	if len(wrong) > 0 {
		return again(ids, &ConfirmationTrouble{Parts: wrong})
	}
	if _, err := school.NormalizeAddress(mel); err != nil {
		return again(ids, &ConfirmationTrouble{Mel: "Écrivez l’adresse à laquelle PayFiP enverra le ticket de paiement."})
	}
	gateway, err := money.PayFiPForFamilies(v.App)
	if err != nil {
		return again(ids, &ConfirmationTrouble{Text: components.Sentence(err.Error())})
	}
	accounts, _, err := chosen(v, ids)
	if err != nil {
		return err
	}
	own := make([]string, 0, len(accounts))
	var paying cents.Amount
	for _, a := range accounts {
		own = append(own, a.ID)
		if part, inPart := parts[a.ID]; inPart {
			paying += part
		} else {
			paying += a.Due()
		}
	}
	if shown := v.Field("montre"); shown != "" && shown != paying.Plain() {
		// The button said another amount: nobody pays what they have not read.
		return again(own, &ConfirmationTrouble{Text: "Vous payez maintenant " + paying.String() + " : vérifiez, puis confirmez."})
	}
	if len(own) != distinct(ids) {
		// Paid meanwhile, or not theirs: nothing is asked of PayFiP, and nobody learns that somebody else is paying.
		return again(own, &ConfirmationTrouble{Text: "Ce qui est dû a changé depuis l’ouverture de cette page : vérifiez le total."})
	}
	base := strings.TrimSuffix(notify.BaseURL(v.App), "/")
	started, err := money.StartOnline(v.Ctx(), v.App, gateway, money.Start{
		ChargeIDs: own, Amounts: parts, Mel: mel, NotifyURL: base + "/payfip/notification",
		ReturnURL: func(token string) string { return base + "/payfip/retour/" + url.PathEscape(token) },
	})
	var running *money.InProgressError
	switch {
	case errors.As(err, &running):
		return again(ids, &ConfirmationTrouble{Text: running.Error(), ResumeURL: running.ResumeURL})
	case errors.Is(err, money.ErrGateway):
		return again(ids, &ConfirmationTrouble{Text: components.Sentence(money.ErrGateway.Error())})
	case err != nil:
		if refusal, ok := web.Refusal(err); ok {
			return again(ids, &ConfirmationTrouble{Findings: v.Findings(refusal.Findings)})
		}
		return err
	}
	return v.Redirect(303, started.PageURL)
}

// partField is the field of the part of a charge that a payer wants to pay.
func partField(charge string) string { return "part-" + charge }

// typedParts reads the parts of charges, where the school takes parts; an empty field pays the whole. The ledger checks them.
func typedParts(v *web.Visit, ids []string) (parts map[string]cents.Amount, typed, wrong map[string]string, err error) {
	offer, err := money.OfferOnline(v.App)
	if err != nil || !offer.InPart {
		return nil, nil, nil, err
	}
	accounts, _, err := chosen(v, ids)
	parts, typed, wrong = map[string]cents.Amount{}, map[string]string{}, map[string]string{}
	for _, a := range accounts {
		text := v.Field(partField(a.ID))
		if text == "" {
			continue
		}
		typed[a.ID] = text
		part, parseErr := cents.Parse(text)
		if parseErr != nil || part <= 0 || part > a.Due() {
			wrong[a.ID] = "Écrivez un montant entre un centime et " + a.Due().String() + ", ou laissez vide pour tout payer."
			continue
		}
		parts[a.ID] = part
	}
	return parts, typed, wrong, err
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
