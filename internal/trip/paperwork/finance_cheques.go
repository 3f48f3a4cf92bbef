package paperwork

import (
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Slip is the cheques that go to the bank together.
type Slip struct {
	Filter  money.ChequeFilter
	Cheques []money.BankCheque
	House   House
	IBAN    string
	BIC     string
}

// SlipOf reads the cheques of a period, for staff who see money.
func SlipOf(app core.App, viewer school.Actor, f money.ChequeFilter) (Slip, error) {
	s := Slip{Filter: f}
	var err error
	if s.Cheques, err = money.Cheques(app, viewer, f); err != nil {
		return s, err
	}
	if s.House, err = houseOf(app); err != nil {
		return s, err
	}
	identity, err := school.IdentityOf(app)
	s.IBAN, s.BIC = identity.IBAN, identity.BIC
	return s, err
}

// Total is what the cheques come to, and of it what settles the trip of the filter.
func (s Slip) Total() (whole, forTrip cents.Amount) {
	for _, c := range s.Cheques {
		whole, forTrip = whole+c.Amount, forTrip+c.ForTrip
	}
	return whole, forTrip
}

// List is the slip to hand to the bank with the cheques.
func (s Slip) List(origin document.Origin) document.ListData {
	whole, forTrip := s.Total()
	d := document.ListData{
		Origin: origin, Title: "Bordereau de remise de chèques", Subtitle: s.Period(), Empty: "Aucun chèque sur cette période.",
		Facts: []document.Fact{
			{Label: "IBAN", Value: grouped(s.IBAN)}, {Label: "BIC", Value: s.BIC}, {Label: "Nombre de chèques", Value: itoa(len(s.Cheques))}, {Label: "Total", Value: whole.String()},
		},
		Columns: []document.Column{
			{Name: "Enregistré le", Kind: document.KindDay, Width: 24}, {Name: "Tireur"}, {Name: "Banque", Width: 32}, {Name: "N° du chèque", Width: 24},
			{Name: "Montant", Kind: document.KindMoney, Width: 26},
		},
		Total:   []document.Cell{document.Text("Total"), document.Text(counted(len(s.Cheques), "chèque", "chèques")), {}, {}, document.Money(whole)},
		Signers: []document.Signer{Facts{House: s.House}.accountant()},
	}
	if s.Filter.TripID != "" {
		d.Columns = append(d.Columns, document.Column{Name: "dont ce voyage", Kind: document.KindMoney, Width: 26})
		d.Total = append(d.Total, document.Money(forTrip))
	}
	d.Groups = one(s.Cheques, func(c money.BankCheque) []document.Cell {
		row := []document.Cell{document.Date(c.BookedOn), document.Text(c.Payer), document.Text(c.Bank), document.Text(c.Number), document.Money(c.Amount)}
		if s.Filter.TripID != "" {
			row = append(row, document.Money(c.ForTrip))
		}
		return row
	})
	if len(s.Cheques) == 0 {
		d.Total, d.Signers = nil, nil
	}
	return d
}

// Period is « du 1er novembre au 30 novembre 2026 ».
func (s Slip) Period() string {
	f := s.Filter
	switch {
	case f.From != "" && f.To != "" && f.From != f.To:
		return "du " + f.From.French() + " au " + f.To.French()
	case f.From != "" && f.To != "":
		return "le " + f.From.French()
	case f.From != "":
		return "depuis le " + f.From.French()
	case f.To != "":
		return "jusqu’au " + f.To.French()
	}
	return "tous les chèques enregistrés"
}

// grouped writes an IBAN by four, as it is printed.
func grouped(iban string) string {
	var parts []string
	for len(iban) > 4 {
		parts, iban = append(parts, iban[:4]), iban[4:]
	}
	return strings.Join(append(parts, iban), " ")
}
