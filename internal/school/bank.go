package school

import (
	"context"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/sepa"
)

// BankIDs are how the school is paid and known to banks: printed on mandates, empty when not known. They are written
// without spaces.
type BankIDs struct{ IBAN, BIC, ICS, SIRET string }

// BankIDsFor reads what SaveBankIDs writes.
func BankIDsFor(app core.App, viewer Actor) (BankIDs, error) {
	if err := Require(viewer, SetPayFiP); err != nil {
		return BankIDs{}, err
	}
	i, err := IdentityOf(app)
	return BankIDs{IBAN: i.IBAN, BIC: i.BIC, ICS: i.ICS, SIRET: i.SIRET}, err
}

// SaveBankIDs records where the money of the families goes: the accountant's alone, as the settings of PayFiP are.
func SaveBankIDs(ctx context.Context, app core.App, b BankIDs) error {
	if err := Require(ActorIn(ctx), SetPayFiP); err != nil {
		return err
	}
	record, err := schoolRecord(app)
	if err != nil {
		return err
	}
	record.Load(map[string]any{
		"iban": read(b.IBAN, sepa.ParseIBAN), "bic": read(b.BIC, sepa.ParseBIC), "ics": read(b.ICS, sepa.ParseICS), "siret": compact(b.SIRET),
	})
	return app.SaveWithContext(ctx, record)
}

// read is an identifier as the one reader of the tree understands it, dashes and spaces taken off; what it refuses is kept
// as typed, for the door to say what is wrong.
func read[T ~string](typed string, parse func(string) (T, error)) string {
	if understood, err := parse(typed); err == nil {
		return string(understood)
	}
	return compact(typed)
}

// compact writes an identifier without the spaces of its printed form, in capitals.
func compact(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }

// JudgeBankIDs says what is wrong in the bank identifiers of the school's row, whoever writes them.
func JudgeBankIDs(b BankIDs) []law.Finding {
	var findings []law.Finding
	complain := func(field, what, fix string) {
		findings = append(findings, law.Finding{Severity: law.Block, Field: field, What: what, Fix: fix})
	}
	if _, err := sepa.ParseIBAN(b.IBAN); b.IBAN != "" && err != nil {
		complain("iban", "Cet IBAN n’est pas juste : sa clé de contrôle ne correspond pas.", "Recopiez-le du RIB de l’établissement.")
	}
	if _, err := sepa.ParseBIC(b.BIC); b.BIC != "" && err != nil {
		complain("bic", "Un BIC a huit ou onze caractères, comme TRPUFRP1.", "Recopiez-le du RIB de l’établissement.")
	}
	if _, err := sepa.ParseICS(b.ICS); b.ICS != "" && err != nil {
		complain("ics", "Cet identifiant créancier n’est pas juste : sa clé de contrôle ne correspond pas.", "Recopiez-le de la lettre de la Banque de France, comme FR12ZZZ123456.")
	}
	if b.SIRET != "" && !validSIRET(b.SIRET) {
		complain("siret", "Un SIRET a quatorze chiffres, le dernier calculé sur les autres : celui-ci n’est pas juste.", "Recopiez-le d’un avis de situation.")
	}
	return findings
}

// validSIRET checks fourteen digits and the key of Luhn.
func validSIRET(s string) bool {
	if len(s) != 14 {
		return false
	}
	sum := 0
	for i, c := range s {
		if c < '0' || c > '9' {
			return false
		}
		d := int(c - '0')
		if i%2 == 0 { // the second of each pair from the right, the number being of even length
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
