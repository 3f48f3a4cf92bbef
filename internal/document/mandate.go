package document

import "strings"

// MandateData is one mandate of direct debit, to be signed by hand and given back. Its reference is the school's own, so that
// the paper and the file sent to the bank say the same. The account is written by who holds it: of a known one, only the last
// characters are printed.
type MandateData struct {
	Origin       Origin
	RUM, ICS     string
	SIRET        string
	Holder       string
	AddressLines []string // left to be written when empty
	IbanTail     string   // of the account already recorded; empty: squares to fill in
	Once         bool     // one debit only
	Terms        string   // paragraphs separated by an empty line
	Pupils       []string // whose sums are debited
	Help         Contact
}

// Mandate prints a mandate on one page, ready to be signed. It returns ErrNoDate.
func Mandate(d MandateData) ([]byte, error) {
	p, err := newPaper(d.Origin, "Mandat de prélèvement SEPA", "")
	if err != nil {
		return nil, err
	}
	p.first()
	p.heading("Mandat de prélèvement SEPA", "")
	p.facts([]fact{
		{"Référence unique (RUM)", d.RUM}, {"Créancier", d.Origin.Letterhead.SchoolName}, {"Adresse", strings.Join(d.Origin.Letterhead.AddressLines, ", ")},
		{"Identifiant créancier (ICS)", d.ICS}, {"SIRET", d.SIRET}, {"Paiement", paymentWords(d.Once)}, {"Pour", strings.Join(d.Pupils, ", ")},
	}, 46)
	p.y += 2
	for _, paragraph := range strings.Split(d.Terms, "\n\n") {
		p.paragraph(block{text: prose(paragraph), size: 9.5, after: 1.6})
	}
	p.section("Le titulaire du compte", 40)
	p.blank("Nom et prénom", d.Holder)
	p.blank("Adresse", strings.Join(d.AddressLines, ", "))
	if d.IbanTail != "" {
		p.blank("IBAN", "compte enregistré, qui se termine par "+d.IbanTail)
	} else {
		p.cells("IBAN", 27)
		p.cells("BIC (facultatif)", 11)
	}
	p.handSigned("Le titulaire du compte")
	p.small("À rendre à l’intendance avec un relevé d’identité bancaire. Ne recopiez rien d’autre : la référence et l’identifiant sont déjà ceux de ce mandat.")
	p.contact("Besoin d’aide\u202f?", d.Help)
	return p.bytes()
}

func paymentWords(once bool) string {
	if once {
		return "en une fois"
	}
	return "répété : chaque somme, à sa date"
}
