package pb_hooks

import (
	"regexp"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/sepa"
)

// bindHiddenAccounts keeps sealed accounts out of every answer of the API, an operator's too: not even their ciphertext is read
// there (F-22).
func bindHiddenAccounts(app core.App) {
	app.OnRecordEnrich("mandates", "refunds").BindFunc(func(e *core.RecordEnrichEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		e.Record.Hide("iban_sealed", "account_holder") // after PocketBase has shown hidden fields to an operator
		return nil
	})
}

// spoken are the collections in which people write what they like about families: no account belongs there. The school's own
// account, a supplier's, and what a bank writes on its statements stand elsewhere.
var spoken = []string{
	"refunds", "payment_details", "reversals", "grants", "approvals", "overrides", "mandates", "debits", "plans", "pupils", "guardians", "seats",
	"trip_answers", "documents", "documents_asked", "chaperones",
}

// accountDoors say in the table where F-22 is judged on free text; judgeAccounts does it.
func accountDoors() []door {
	var all []door
	for _, name := range spoken {
		all = append(all, door{name, []moment{create, update}, []string{"F-22"}, judgeAccounts})
	}
	return all
}

var accountRules = law.Rulebook[[]string]{{Rule: "F-22", Judge: func(fields []string) []law.Finding {
	var findings []law.Finding
	for _, field := range fields {
		findings = append(findings, law.Finding{
			Severity: law.Block, Field: field, What: "Ce champ contient un numéro de compte (IBAN).",
			Why: "Des coordonnées bancaires ne se demandent que pour rembourser ou prélever, et se gardent chiffrées (RGPD, articles 5 et 32).",
			Fix: "Effacez-le d’ici ; la famille, ou l’intendance, l’écrit à la page du remboursement ou du mandat.",
		})
	}
	return findings
}}}

// judgeAccounts looks for account numbers in every text that a write changes.
func judgeAccounts(w write) ([]law.Finding, error) {
	var fields []string
	for _, field := range w.record.Collection().Fields {
		switch field.Type() {
		case core.FieldTypeText, core.FieldTypeEditor, core.FieldTypeJSON:
		default:
			continue
		}
		if slices.Contains([]string{"iban_sealed", "account_holder"}, field.GetName()) {
			continue // ciphertext; its own rule says so when it is not
		}
		value := w.record.GetString(field.GetName())
		if len(value) >= 15 && HoldsIBAN(value) && (w.before == nil || w.before.GetString(field.GetName()) != value) {
			fields = append(fields, field.GetName())
		}
	}
	if len(fields) == 0 {
		return nil, nil
	}
	regime, err := school.Regime(w.app, "", "")
	if err != nil {
		return nil, err
	}
	return accountRules.Check(fields, regime), nil
}

// ibanStart finds what may be an account number: a country and a key, at the start of a word.
var ibanStart = regexp.MustCompile(`(?i)\b[A-Z]{2}[0-9]{2}`)

// ibanGaps stand between the groups of an account number as people write it.
const ibanGaps = " \t-.\u00a0\u202f\u2009"

// HoldsIBAN tells whether a text holds an account number with its right keys, in one go or in groups.
func HoldsIBAN(s string) bool {
	for _, at := range ibanStart.FindAllStringIndex(s, -1) {
		number, gaps := "", 0
		for _, r := range s[at[0]:] {
			switch {
			case r < 128 && (r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'):
				number, gaps = number+string(r), 0
			case slices.Contains([]rune(ibanGaps), r) && gaps < 2:
				gaps++
				continue
			default:
				gaps = 3
			}
			if gaps == 3 || len(number) > 34 {
				break
			}
			if len(number) >= 15 {
				if _, err := sepa.ParseIBAN(number); err == nil {
					return true
				}
			}
		}
	}
	return false
}
