package sepa

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/openacademie/openacademie/internal/money/cents"
)

// Request asks for one credit transfer: what a banking application reads from a QR code (EPC069-12).
type Request struct {
	Creditor  Party
	Amount    cents.Amount
	Reference string // of the creditor (ISO 11649); or Text, never both
	Text      string
}

// Limits of EPC069-12, version 002.
const (
	maxPayload     = 331 // bytes: a code of level M stays within version 13
	maxEPCText     = 140
	maxEPCAmount   = 99_999_999_999 // cents
	epcServiceTag  = "BCD"
	epcVersion     = "002"
	epcUTF8        = "1"
	epcTransfer    = "SCT"
	epcLines       = 12
	epcSeparator   = "\n"
	epcMinimumLine = 10
)

// Payload is the text of the QR code, line by line as the guidelines fix it. The name and the text keep their accents (UTF-8);
// they are cut rather than refused. Trailing empty lines are left out.
func (r Request) Payload() (string, error) {
	again, err := ParseIBAN(string(r.Creditor.IBAN))
	name := oneLine(r.Creditor.Name, maxName)
	switch {
	case err != nil || again != r.Creditor.IBAN:
		return "", errors.Join(errors.New("l’IBAN du bénéficiaire n’est pas juste"), err)
	case name == "":
		return "", errors.New("le nom du bénéficiaire manque")
	case r.Amount <= 0 || r.Amount > maxEPCAmount:
		return "", errors.New("un virement va de 0,01 € à 999 999 999,99 €")
	case r.Reference != "" && r.Text != "":
		return "", errors.New("un virement porte une référence ou un texte, jamais les deux")
	}
	if r.Creditor.BIC != "" {
		if again, err := ParseBIC(r.Creditor.BIC); err != nil || again != r.Creditor.BIC {
			return "", ErrBIC
		}
	}
	if r.Reference != "" {
		if _, err := ParseReference(r.Reference); err != nil {
			return "", err
		}
	}
	lines := []string{
		epcServiceTag, epcVersion, epcUTF8, epcTransfer, r.Creditor.BIC, name, string(r.Creditor.IBAN), "EUR" + decimal(r.Amount), "", r.Reference,
		oneLine(r.Text, maxEPCText),
	}
	payload := strings.TrimRight(strings.Join(lines, epcSeparator), epcSeparator)
	for len(payload) > maxPayload && lines[10] != "" { // characters of several bytes: the text gives way
		lines[10] = lines[10][:len(lines[10])-lastRune(lines[10])]
		payload = strings.TrimRight(strings.Join(lines, epcSeparator), epcSeparator)
	}
	if len(payload) > maxPayload {
		return "", errors.New("le nom du bénéficiaire est trop long pour un QR code de virement")
	}
	return payload, nil
}

func lastRune(s string) int {
	_, n := utf8.DecodeLastRuneInString(s)
	return n
}

// oneLine writes a text on one line, in at most so many characters.
func oneLine(s string, limit int) string {
	text := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " "))
	return strings.TrimSpace(string(text[:min(len(text), limit)]))
}

// ErrPayload is returned for a text that is no request of transfer.
var ErrPayload = errors.New("ce code n’est pas une demande de virement (EPC069-12)")

// ParsePayload reads the text of a QR code back.
func ParsePayload(payload string) (Request, error) {
	lines := strings.Split(strings.ReplaceAll(payload, "\r\n", "\n"), epcSeparator)
	if len(payload) > maxPayload || len(lines) < epcMinimumLine-3 || len(lines) > epcLines || lines[0] != epcServiceTag || lines[3] != epcTransfer {
		return Request{}, ErrPayload
	}
	for len(lines) < epcLines {
		lines = append(lines, "")
	}
	var r Request
	iban, err := ParseIBAN(lines[6])
	if err != nil {
		return Request{}, errors.Join(ErrPayload, err)
	}
	r.Creditor = Party{Name: lines[5], IBAN: iban, BIC: lines[4]}
	var units, hundredths int64
	if _, err := fmt.Sscanf(lines[7], "EUR%d.%02d", &units, &hundredths); err != nil {
		return Request{}, errors.Join(ErrPayload, err)
	}
	r.Amount, r.Reference, r.Text = cents.Amount(units*100+hundredths), lines[9], lines[10]
	return r, nil
}
