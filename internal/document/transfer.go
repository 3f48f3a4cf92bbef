package document

import "github.com/openacademie/openacademie/internal/money/cents"

// Transfer is how a sum is paid by transfer: printed in clear beside the QR code that says the same.
type Transfer struct {
	Creditor  string
	IBAN, BIC string // the account in groups of four
	Reference string // in groups of four
	Amount    cents.Amount
	Payload   string // of the QR code (EPC069-12)
}

// TransferNoticeData is a notice of sums to pay by transfer. It is no enforceable title and says so (F-03).
type TransferNoticeData struct {
	Origin       Origin
	Name         string
	AddressLines []string
	Sums         []TransferSum
	Transfer     Transfer
	Help         Contact
}

// TransferSum is one sum of a notice.
type TransferSum struct {
	Pupil, Label, DueOn string
	Amount              cents.Amount
}

// TransferNotice prints what is due and how to transfer it, on one page in a window envelope. It returns ErrNoDate or an error
// of the QR code.
func TransferNotice(d TransferNoticeData) ([]byte, error) {
	p, err := newPaper(d.Origin, "Avis de participation", "")
	if err != nil {
		return nil, err
	}
	p.letterTo(Addressee{Name: d.Name, AddressLines: d.AddressLines})
	p.paragraph(block{text: []run{{french("Participation à régler : " + d.Transfer.Amount.String()), bold}}, size: 15, leading: 1.2, after: 4, keep: 20})
	s := Sheet{
		Columns: []Column{{Name: "Élève", Width: 38}, {Name: "Objet"}, {Name: "À payer avant le", Width: 38}, {Name: "Montant", Kind: KindMoney, Width: 30}},
		Total:   []Cell{Text("Total"), {}, {}, Money(d.Transfer.Amount)},
	}
	for _, sum := range d.Sums {
		s.Rows = append(s.Rows, []Cell{Text(sum.Pupil), Text(sum.Label), Text(sum.DueOn), Money(sum.Amount)})
	}
	p.sheet(s, 10)
	if err := p.transferBox(d.Transfer); err != nil {
		return nil, err
	}
	p.paragraph(block{text: prose("Cet avis dit l’état de votre participation ; il n’est pas un titre exécutoire. Vous pouvez aussi payer en ligne, sans frais, depuis votre espace, ou à l’intendance. " +
		"Une aide ou un délai se demande en toute discrétion."), size: 9, color: soft, before: 3, after: 3})
	p.contact("Besoin d’aide\u202f?", d.Help)
	return p.bytes()
}

// transferBox prints an account, a reference and their QR code side by side.
func (p *paper) transferBox(t Transfer) error {
	const side = 44.0
	p.section("Par virement", side+6)
	top := p.y
	if err := p.qrBox(p.right-side, top, side, t.Payload); err != nil {
		return err
	}
	measure := p.measure() - side - 6
	for _, f := range []fact{{"Bénéficiaire", t.Creditor}, {"IBAN", t.IBAN}, {"BIC", t.BIC}, {"Montant", t.Amount.String()}, {"Référence, à recopier", t.Reference}} {
		if f.value == "" {
			continue
		}
		p.paragraph(block{text: []run{{french(f.label + " : "), regular}, {oneLine(f.value), bold}}, width: measure, after: 1.4})
	}
	p.paragraph(block{text: prose("Si votre application bancaire lit les QR codes de virement, visez le carré : tout est rempli. Sinon, recopiez l’IBAN et la référence."), width: measure, size: 9, color: soft})
	p.y = max(p.y, top+side+2)
	return nil
}
