package paper

import (
	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/money"
)

// Mandate is a mandate ready to print.
func Mandate(origin document.Origin, siret string, help document.Contact, m money.MandateCopy) document.MandateData {
	return document.MandateData{
		Origin: origin, RUM: m.RUM, ICS: m.ICS, SIRET: siret, Holder: m.Holder, AddressLines: m.AddressLines, IbanTail: m.IbanTail, Once: m.Kind == money.Once,
		Terms: m.Terms, Pupils: m.Pupils, Help: help,
	}
}
