package simulator

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/openacademie/openacademie/internal/money/cents"
)

// The bounds of the fields. The highest amount is the lower of the two seen in production code.
const (
	minAmount = 100
	maxAmount = 9_999_999
	maxURL    = 250
	maxObjet  = 99
	minMel    = 6
	maxMel    = 80
)

// validate checks a creation field by field and stops at the first fault. Only the place of A2 before the amount is
// recorded; the rest of the order is assumed.
func (s *Simulator) validate(fields map[string]string) (payment, refusal) {
	if mode := fields["saisie"]; mode != "T" && mode != "X" && mode != "W" {
		return payment{}, functional("S1", "Le paramètre SAISIE est incorrect.")
	}
	if _, refused := s.checkNumcli(fields["numcli"]); refused.code != "" {
		return payment{}, refused
	}
	if exer := fields["exer"]; len(exer) != 4 || !digits(exer) {
		return payment{}, functional(s.options.ExerCode, "Le format du paramètre EXER n'est pas conforme")
	}
	if refdet := fields["refdet"]; len(refdet) < 6 || len(refdet) > 30 || !alphanumeric(refdet, false) {
		return payment{}, functional("R3", "Le format du paramètre REFDET n'est pas conforme")
	}
	if refused := checkMel(fields["mel"]); refused.code != "" {
		return payment{}, refused
	}
	amount, refused := checkAmount(fields["montant"])
	if refused.code != "" {
		return payment{}, refused
	}
	if !absoluteURL(fields["urlnotif"]) {
		return payment{}, functional("N1", "L'URL de notification est incorrecte.")
	}
	if !absoluteURL(fields["urlredirect"]) {
		return payment{}, functional("D1", "L'URL de redirection est incorrecte.")
	}
	objet := fields["objet"]
	if !s.options.LaxObjet && (len(objet) > maxObjet || !alphanumeric(objet, true)) {
		return payment{}, functional("O1", "Le paramètre OBJET est incorrect (code propre au simulateur).")
	}
	return payment{
		Numcli: fields["numcli"], Exer: fields["exer"], Refdet: fields["refdet"], Objet: objet, Amount: amount,
		Mel: fields["mel"], Mode: fields["saisie"], NotifyURL: fields["urlnotif"], ReturnURL: fields["urlredirect"],
	}, refusal{}
}

func (s *Simulator) checkNumcli(numcli string) (Account, refusal) {
	if len(numcli) != 6 || !digits(numcli) {
		return Account{}, functional("T1", "Le numéro client est mal formé.")
	}
	account, known := s.account(numcli)
	switch {
	case !known:
		return Account{}, functional("T2", "Le numéro client est inconnu.")
	case account.Closed:
		return Account{}, functional("T4", "Le client n'a pas accès au paiement sécurisé.")
	}
	return account, refusal{}
}

func checkMel(mel string) refusal {
	if mel == "" {
		return functional("A1", "Adresse mél absente.")
	}
	local, domain, _ := strings.Cut(mel, "@")
	if len(mel) < minMel || len(mel) > maxMel || strings.Count(mel, "@") != 1 || local == "" || domain == "" || strings.ContainsAny(mel, " \t\r\n") {
		return functional("A2", "Adresse mél incorrecte.")
	}
	return refusal{}
}

func checkAmount(text string) (cents.Amount, refusal) {
	if text == "" || !digits(text) || text[0] == '0' && text != "0" {
		return 0, functional("M1", "Le format du montant est incorrect.")
	}
	amount, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil || amount > maxAmount:
		return 0, functional("M5", "Le montant dépasse la limite autorisée.")
	case amount < minAmount:
		return 0, functional("M3", "Le montant est inférieur à 1 euro.")
	}
	return cents.Amount(amount), refusal{}
}

func amountText(a cents.Amount) string {
	return strconv.FormatInt(int64(a), 10)
}

func absoluteURL(text string) bool {
	u, err := url.Parse(text)
	return len(text) < maxURL && err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func alphanumeric(s string, spaces bool) bool {
	for i := range len(s) {
		c := s[i]
		if !('0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || spaces && c == ' ') {
			return false
		}
	}
	return true
}
