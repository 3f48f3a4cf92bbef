package money

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/pocketbase/dbx"
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

// MandateCopy is a mandate as its paper says it: the name and the address of who owes, and whose sums it debits.
type MandateCopy struct {
	Mandate
	Holder       string   // with the civility
	AddressLines []string // only for staff who see people
	Pupils       []string
}

// MandatePaper reads what the paper of a mandate says, for staff who see money. The terms of a draft are those that a mandate
// given today would have.
func MandatePaper(app core.App, viewer school.Actor, id string) (MandateCopy, bool, error) {
	m, found, err := FindMandate(app, viewer, id)
	if err != nil || !found {
		return MandateCopy{}, false, err
	}
	c := MandateCopy{Mandate: m}
	if c.Terms == "" {
		identity, err := school.IdentityOf(app)
		if err != nil {
			return c, false, err
		}
		c.Terms = MandateTerms(identity.Name, m.ICS, m.Kind, m.NoticeDays)
	}
	table, who, whose := "guardians", m.GuardianID, "c.debtor_id = {:who}"
	if who == "" {
		table, who, whose = "pupils", m.PupilID, "c.pupil = {:who} AND c.debtor_id = ''"
	}
	person, err := app.FindRecordById(table, who)
	if err != nil {
		return c, false, fmt.Errorf("holder of a mandate: %w", err)
	}
	c.Holder = school.LetterNameOf(person)
	if viewer.May(school.SeePeople) {
		c.AddressLines = school.AddressLinesOf(person)
	}
	err = app.DB().Select("TRIM(COALESCE(NULLIF(p.usage_name, ''), p.last_name) || ' ' || p.first_name) AS name").Distinct(true).From("charges c").
		InnerJoin("pupils p", dbx.NewExp("p.id = c.pupil")).Where(dbx.NewExp(whose, dbx.Params{"who": who})).OrderBy("name").Column(&c.Pupils)
	if err != nil {
		return c, false, fmt.Errorf("pupils of a mandate: %w", err)
	}
	return c, true, nil
}

func digestOfTerms(terms string) string {
	digest := sha256.Sum256([]byte(terms))
	return hex.EncodeToString(digest[:])
}
