package payfip

import (
	"fmt"
	"net/url"
	"sort"
	"strings"

	"github.com/openacademie/openacademie/internal/money/cents"
)

// Mode is the field saisie: which world a payment lives in. PayFiP has no test host, this letter is the whole difference.
type Mode string

// The three modes of the web service. A and M, seen in older documents, belong to the form mode and are refused.
const (
	ModeTest       Mode = "T" // fictitious payments on the real platform
	ModeActivation Mode = "X" // the one real payment that opens production the next working day
	ModeProduction Mode = "W" // real payments
)

// Valid tells whether the web service knows the mode.
func (m Mode) Valid() bool {
	return m == ModeTest || m == ModeActivation || m == ModeProduction
}

// The bounds of a payment, both included: PayFiP refuses less than 1 € (M3). The upper bound is the lower of the two seen
// in production code; DGFiP does not publish it.
const (
	MinAmount cents.Amount = 100
	MaxAmount cents.Amount = 9_999_999
)

// Request is what creerPaiementSecurise carries. Nothing in it comes from the payer's browser except Mel.
type Request struct {
	Exer      string       // budget year, 4 digits
	Mel       string       // where PayFiP sends the payment ticket, 6 to 80 characters
	Amount    cents.Amount // in cents, MinAmount to MaxAmount
	Numcli    string       // PayFiP client number, 6 digits, leading zeros kept
	Objet     string       // optional; only what NormalizeObjet lets through
	Refdet    string       // debt reference, 6 to 30 ASCII letters and digits: see Refdet
	Saisie    Mode
	NotifyURL string // called by PayFiP with the idOp, absolute http(s), under 250 characters
	ReturnURL string // where the payer comes back, same form
}

// FieldErrors holds one French message per faulty field, under the name of the field of Request.
type FieldErrors map[string]string

// Error lists the messages in the order of the field names.
func (e FieldErrors) Error() string {
	names := make([]string, 0, len(e))
	for name := range e {
		names = append(names, name)
	}
	sort.Strings(names)
	messages := make([]string, 0, len(e))
	for _, name := range names {
		messages = append(messages, name+" : "+e[name])
	}
	return "demande de paiement invalide : " + strings.Join(messages, " ; ")
}

// maxURL is the length PayFiP refuses (N1, D1).
const maxURL = 250

// Validate checks everything PayFiP is known to check, so that a mistake is named here in French rather than there by a
// code. It returns nil or a FieldErrors.
func (r Request) Validate() error {
	faults := FieldErrors{}
	check := func(field string, ok bool, message string) {
		if !ok {
			faults[field] = message
		}
	}
	check("Exer", len(r.Exer) == 4 && isDigits(r.Exer), "l’exercice s’écrit en quatre chiffres, par exemple 2026")
	check("Mel", validMel(r.Mel), "l’adresse électronique doit avoir de 6 à 80 caractères et la forme nom@domaine.fr")
	switch {
	case r.Amount < MinAmount:
		faults["Amount"] = fmt.Sprintf("le montant minimum d’un paiement en ligne est de %s", MinAmount)
	case r.Amount > MaxAmount:
		faults["Amount"] = fmt.Sprintf("le montant maximum d’un paiement en ligne est de %s", MaxAmount)
	}
	check("Numcli", ValidNumcli(r.Numcli), "le numéro de client PayFiP a six chiffres, zéros de tête compris")
	check("Objet", r.Objet == NormalizeObjet(r.Objet), "l’objet n’admet que 99 lettres sans accent, chiffres et espaces simples")
	check("Refdet", validRefdet(r.Refdet), "la référence de la dette a de 6 à 30 lettres ou chiffres, sans accent ni espace")
	check("Saisie", r.Saisie.Valid(), "le mode est T (test), X (activation) ou W (production)")
	check("NotifyURL", validURL(r.NotifyURL), "l’adresse de notification doit être une adresse http(s) complète de moins de 250 caractères")
	check("ReturnURL", validURL(r.ReturnURL), "l’adresse de retour doit être une adresse http(s) complète de moins de 250 caractères")
	if len(faults) > 0 {
		return faults
	}
	return nil
}

// ValidNumcli tells whether s is six ASCII digits. The number stays text everywhere: its leading zeros count.
func ValidNumcli(s string) bool {
	return len(s) == 6 && isDigits(s)
}

// validMel is stricter than PayFiP is known to be: an address PayFiP cannot write to loses the payer's only ticket.
func validMel(s string) bool {
	if len(s) < 6 || len(s) > 80 || strings.Count(s, "@") != 1 {
		return false
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' || strings.IndexByte(`"(),:;<>[\]`, s[i]) >= 0 {
			return false
		}
	}
	local, domain, _ := strings.Cut(s, "@")
	return local != "" && strings.Contains(domain, ".") && !strings.Contains(domain, "..") &&
		!strings.HasPrefix(domain, ".") && !strings.HasSuffix(domain, ".")
}

func validRefdet(s string) bool {
	if len(s) < 6 || len(s) > 30 {
		return false
	}
	for i := range len(s) {
		if !isAlphanumeric(s[i]) {
			return false
		}
	}
	return true
}

// validURL refuses a fragment too: PayFiP appends its idop parameter at the end, where a fragment would swallow it.
func validURL(s string) bool {
	if len(s) >= maxURL || strings.Contains(s, "#") {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func isAlphanumeric(b byte) bool {
	return '0' <= b && b <= '9' || 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z'
}
