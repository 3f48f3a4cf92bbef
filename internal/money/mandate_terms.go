package money

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// mandateParameters are the values of F-10 on a day.
type mandateParameters struct {
	notice  int // days between the announcement and the debit
	shorter int // the shortest that a debtor may agree to
	lead    int // days before the debit from which the file may go to the bank
	months  int // after which an unused mandate lapses
}

func mandateParametersOf(regime law.Regime) mandateParameters {
	number := func(name string) int { return regime.Parameters.Int("F-10", name, regime.On) }
	return mandateParameters{notice: number("sepa_notice_days"), shorter: number("sepa_short_notice_days"), lead: number("sepa_file_days"), months: number("sepa_mandate_months")}
}

// MandateOffer is what a page shows before a signature.
type MandateOffer struct {
	Ready                   bool // the school has an account and a creditor's identifier
	Creditor, ICS           string
	NoticeDays, ShorterDays int
}

// OfferMandate tells what a mandate given today would say.
func OfferMandate(app core.App) (MandateOffer, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return MandateOffer{}, err
	}
	identity, err := school.IdentityOf(app)
	if err != nil {
		return MandateOffer{}, err
	}
	p := mandateParametersOf(regime)
	return MandateOffer{
		Ready: identity.ICS != "" && identity.IBAN != "", Creditor: identity.Name, ICS: identity.ICS, NoticeDays: p.notice, ShorterDays: min(p.shorter, p.notice),
	}, nil
}

// MandateTerms is the text that a debtor signs. It names no account: what is kept of it outlives the number.
func MandateTerms(creditor, ics string, kind MandateKind, noticeDays int) string {
	times := "chaque somme que vous devrez à l’établissement, à sa date"
	if kind == Once {
		times = "une seule somme, en une fois"
	}
	return fmt.Sprintf("En signant ce mandat, vous autorisez %s (identifiant créancier SEPA %s) à envoyer à votre banque l’ordre de débiter votre compte, et votre banque à le débiter "+
		"conformément à ces ordres, pour %s.\n\n"+
		"Chaque prélèvement vous est annoncé au moins %d jours avant, avec son montant et sa date.\n\n"+
		"Vous avez le droit d’être remboursé par votre banque, selon la convention que vous avez avec elle : dans les huit semaines qui suivent la date du débit, "+
		"et dans les treize mois si le prélèvement n’était pas autorisé.\n\n"+
		"Vous pouvez révoquer ce mandat à tout moment, en ligne ou par écrit. Vos coordonnées bancaires sont chiffrées, ne servent qu’à ces prélèvements et sont effacées "+
		"dès que le mandat ne sert plus.", creditor, ics, times, noticeDays)
}

func digestOfTerms(terms string) string {
	digest := sha256.Sum256([]byte(terms))
	return hex.EncodeToString(digest[:])
}
