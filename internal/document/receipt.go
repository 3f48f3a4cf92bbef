package document

import (
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// ReceiptData is a numbered receipt (quittance) for one payment (rules F-07 and F-08).
type ReceiptData struct {
	Origin     Origin
	Series     string // "2026-AC", one per till
	Number     int    // from 1, without a gap in its series
	Day        law.Day
	Payer      string
	PayerLines []string // postal address, may be empty
	Pupil      Pupil    // may be empty
	Amount     cents.Amount
	For        string        // nature of the revenue: "Participation au voyage à Rome"
	Lines      []ReceiptLine // what the payment settles; adds up to Amount, or is empty
	Means      string        // "espèces", "chèque", "paiement en ligne"
	MeansNote  string        // "n° 0001234, La Banque postale"
	Accountant string        // name of the accountant or of the imprest holder
	Office     string        // empty: « L’agent comptable »
	// Cancelled, when not empty, is why and when the receipt was cancelled: printed across the page, the number is kept.
	Cancelled string
	// Copy marks a second print « DUPLICATA ».
	Copy bool
}

// ReceiptLine is one charge the payment settles, in whole or in part.
type ReceiptLine struct {
	Label  string
	Amount cents.Amount
}

// ReceiptNumber is how a receipt is named wherever it is: "2026-AC n° 00042".
func ReceiptNumber(series string, number int) string {
	return fmt.Sprintf("%s n°\u00a0%05d", oneLine(series), number)
}

// Receipt prints one receipt. It returns ErrNoDate or ErrReceipt.
func Receipt(d ReceiptData) ([]byte, error) {
	p, err := newPaper(d.Origin, "Quittance", ReceiptNumber(d.Series, d.Number))
	if err != nil {
		return nil, err
	}
	if err := p.receipt(d); err != nil {
		return nil, err
	}
	return p.bytes()
}

// Receipts prints receipts, each on pages of its own; the origin is that of the first. It returns ErrNoLetter, ErrNoDate or
// ErrReceipt.
func Receipts(all []ReceiptData) ([]byte, error) {
	if len(all) == 0 {
		return nil, ErrNoLetter
	}
	p, err := newPaper(all[0].Origin, "Quittances", "")
	if err != nil {
		return nil, err
	}
	var receiptOf []int // page → receipt
	p.foot = func(page, _ int) string {
		d := all[receiptOf[page-1]]
		return joinNonEmpty("  ·  ", ReceiptNumber(d.Series, d.Number), fmt.Sprintf("quittance %d/%d", receiptOf[page-1]+1, len(all)))
	}
	for i, d := range all {
		if err := p.receipt(d); err != nil {
			return nil, err
		}
		for len(receiptOf) < p.pdf.PageCount() {
			receiptOf = append(receiptOf, i)
		}
	}
	return p.bytes()
}

func (p *paper) receipt(d ReceiptData) error {
	if err := d.check(); err != nil {
		return err
	}
	p.first()
	if d.Cancelled != "" {
		p.watermark("ANNULÉE")
	}
	title := "Quittance"
	if d.Copy {
		title += " – duplicata"
	}
	p.heading(title, ReceiptNumber(d.Series, d.Number))
	if d.Cancelled != "" {
		p.paragraph(block{text: []run{{"Quittance annulée. ", bold}, {french(oneLine(d.Cancelled)), regular}}, color: alarm, after: 4})
	}
	p.amountBox(d)
	p.facts([]fact{
		{"Reçu de", d.Payer},
		{"Adresse", joinNonEmpty(", ", d.PayerLines...)},
		{"Élève", joinNonEmpty(", ", d.Pupil.Name, d.Pupil.Class)},
		{"Objet", d.For},
		{"Moyen de paiement", joinNonEmpty(" – ", d.Means, d.MeansNote)},
		{"Date du paiement", d.Day.FrenchLong()},
	}, 40)
	if len(d.Lines) > 0 {
		p.section("Ce que ce paiement règle", tableHeight(len(d.Lines), 10))
		s := Sheet{Columns: []Column{{Name: "Créance"}, {Name: "Montant", Kind: KindMoney, Width: 34}}, Total: []Cell{Text("Total"), Money(d.Amount)}}
		for _, line := range d.Lines {
			s.Rows = append(s.Rows, []Cell{Text(line.Label), Money(line.Amount)})
		}
		p.sheet(s, 10)
	}
	p.signOff(d)
	return nil
}

// check holds the receipt to what rule F-07 asks of it.
func (d ReceiptData) check() error {
	if oneLine(d.Series) == "" || d.Number < 1 || d.Day == "" || oneLine(d.Payer) == "" || oneLine(d.For) == "" || d.Amount <= 0 {
		return ErrReceipt
	}
	var sum cents.Amount
	for _, line := range d.Lines {
		sum += line.Amount
	}
	if len(d.Lines) > 0 && sum != d.Amount {
		return fmt.Errorf("%w : les lignes font %s au lieu de %s", ErrReceipt, sum, d.Amount)
	}
	return nil
}

// amountBox prints the amount in figures and in words: the words are what counts when the two differ on paper.
func (p *paper) amountBox(d ReceiptData) {
	words := breakLines([]run{{capital(AmountInWords(d.Amount)), regular}}, 11, p.measure()-16)
	height := 20 + 5.6*float64(len(words))
	p.box(p.left, p.y, p.measure(), height, 2, rule, &tint)
	p.print(p.left+8, p.y+13, d.Amount.String(), bold, 24, ink)
	for i, l := range words {
		p.printLine(p.left+8, p.y+20.5+5.6*float64(i), l, 11, ink)
	}
	p.y += height + 7
}

// signOff prints who received the money.
func (p *paper) signOff(d ReceiptData) {
	office := d.Office
	if office == "" {
		office = "L’agent comptable"
	}
	p.need(34)
	p.y += 8
	half := p.measure() / 2
	made := joinNonEmpty(", ", oneLine(p.origin.Letterhead.Place), "le "+law.DayOf(p.origin.MadeAt).French())
	p.paragraph(block{text: []run{{"Fait à " + made, regular}}, indent: half, after: 1})
	p.paragraph(block{text: []run{{french(oneLine(office)), bold}}, indent: half})
	p.paragraph(block{text: plain(d.Accountant), indent: half})
	p.y += 14
	p.paragraph(block{text: prose("Quittance à conserver : elle prouve le paiement. Elle n’est jamais corrigée ni supprimée ; en cas d’erreur elle est annulée et une autre est établie."), size: 8.5, color: soft})
}

// watermark writes a word across the page, under what follows.
func (p *paper) watermark(word string) {
	const size = 92
	w := width(word, bold, size)
	p.pdf.TransformBegin()
	p.pdf.TransformRotate(38, p.wide/2, p.high/2)
	p.print((p.wide-w)/2, p.high/2+12, word, bold, size, faded)
	p.pdf.TransformEnd()
	p.face, p.size = -1, 0 // the font set inside the transformation ends with it
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
