package document

import (
	"fmt"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// heading prints the title of a document and what it is about.
func (p *paper) heading(title, subtitle string) {
	p.paragraph(block{text: []run{{french(oneLine(title)), bold}}, size: 18, leading: 1.18, after: 1.2})
	p.paragraph(block{text: prose(subtitle), size: 11.5, color: soft, after: 0})
	p.y += 5
}

// section prints the title of a part, kept with at least h millimetres of what follows.
func (p *paper) section(title string, h float64) {
	p.paragraph(block{text: []run{{french(oneLine(title)), bold}}, size: 11.5, leading: 1.25, color: accent, before: 5, after: 1.6, keep: h})
}

// dateline prints where and when, on the right: "Lyon, le 16 novembre 2026".
func (p *paper) dateline() {
	place := oneLine(p.origin.Letterhead.Place)
	day := "le " + law.DayOf(p.origin.MadeAt).French()
	p.paragraph(block{text: plain(joinNonEmpty(", ", place, day)), right: true, after: 5})
}

// fact is one line of what a document is about.
type fact struct{ label, value string }

// facts prints labels and values in two columns; facts without a value are left out.
func (p *paper) facts(all []fact, labelWidth float64) {
	for _, f := range all {
		value := breakLines([]run{{clean(f.value), regular}}, bodySize, p.measure()-labelWidth)
		if len(value) == 0 {
			continue
		}
		p.need(float64(min(len(value), 2)) * 5.3)
		p.print(p.left, p.y+3.85, oneLine(f.label), regular, 9, soft)
		p.paragraph(block{text: []run{{clean(f.value), regular}}, indent: labelWidth, after: 0.35})
	}
}

// about is what every document says of a pupil and a trip.
func about(pupil Pupil, trip Trip) []fact {
	name := joinNonEmpty(", ", pupil.Name, pupil.Class)
	if name != "" && pupil.Born != "" {
		name += " (date de naissance : " + pupil.Born.French() + ")"
	}
	return []fact{
		{"Élève", strings.ReplaceAll(name, " :", "\u00a0:")},
		{"Voyage", joinNonEmpty(" – ", trip.Title, trip.Place)},
		{"Dates", dates(trip.Start, trip.End)},
	}
}

func dates(start, end law.Day) string {
	if start == "" || end == "" || start == end {
		return max(start, end).FrenchLong()
	}
	return "du " + start.FrenchLong() + " au " + end.FrenchLong()
}

// schedule prints the instalments and their sum.
func (p *paper) schedule(instalments []Instalment, price cents.Amount) {
	s := Sheet{
		Columns: []Column{{Name: "Échéance"}, {Name: "Au plus tard le", Width: 58}, {Name: "Montant", Kind: KindMoney, Width: 34}},
		Total:   []Cell{Text("Total"), {}, Money(price)},
	}
	for i, one := range instalments {
		label := one.Label
		if label == "" {
			label = fmt.Sprintf("Échéance %d", i+1)
		}
		s.Rows = append(s.Rows, []Cell{Text(label), Text(one.Due.French()), Money(one.Amount)})
	}
	p.sheet(s, 10)
	p.y += 3
}

// checkSchedule holds the sum of the instalments to the price.
func checkSchedule(instalments []Instalment, price cents.Amount) error {
	var sum cents.Amount
	for _, one := range instalments {
		sum += one.Amount
	}
	if len(instalments) > 0 && sum != price {
		return fmt.Errorf("%w : %s au lieu de %s", ErrSchedule, sum, price)
	}
	return nil
}

// signatureBoxes prints a box for each person who signs on paper, two on a row.
func (p *paper) signatureBoxes(signatories []Signatory) {
	const height, gap = 44.0, 8.0
	w := (p.measure() - gap) / 2
	for i, s := range signatories {
		x := p.left
		if i%2 == 0 {
			p.need(height + 2)
		} else {
			x += w + gap
		}
		p.box(x, p.y, w, height, 1.6, rule, nil)
		room := w - 8
		p.print(x+4, p.y+6.5, shorten(oneLine(s.Label), bold, 10, room), bold, 10, ink)
		p.print(x+4, p.y+11.8, shorten(oneLine(s.Name), regular, 10, room), regular, 10, ink)
		p.print(x+4, p.y+17.5, "« Lu et approuvé », date et signature\u00a0:", regular, 8.5, soft)
		if i%2 == 1 || i == len(signatories)-1 {
			p.y += height + 4
		}
	}
}

// aside prints something set back, with a bar along it when it holds on one page.
func (p *paper) aside(print func()) {
	const indent = 5.5
	page, top := p.pdf.PageNo(), p.y
	p.left += indent
	print()
	p.left -= indent
	if p.pdf.PageNo() == page {
		p.line(p.left+0.5, top, p.left+0.5, p.y, 0.9, accent)
	}
}

// grouped cuts a code or a digest into groups of n characters.
func grouped(s string, n int) []string {
	var groups []string
	for runes := []rune(s); len(runes) > 0; {
		k := min(n, len(runes))
		groups = append(groups, string(runes[:k]))
		runes = runes[k:]
	}
	return groups
}

// digest writes a SHA-256 in groups of eight, on two lines of the same length.
func digest(s string) string {
	groups := grouped(oneLine(s), 8)
	half := (len(groups) + 1) / 2
	return joinNonEmpty("\n", strings.Join(groups[:half], " "), strings.Join(groups[half:], " "))
}

// codeBox prints a one-time code large enough to be typed without an error, in groups of four, as many on a row as fit.
func (p *paper) codeBox(code string) {
	const size, gap, rowHeight = 27.0, 8.0, 14.0
	var rows [][]string
	var widths []float64
	for _, g := range grouped(code, 4) {
		w, last := width(g, bold, size), len(rows)-1
		if last < 0 || widths[last]+gap+w > p.measure()-10 {
			rows, widths = append(rows, []string{g}), append(widths, w)
			continue
		}
		rows[last], widths[last] = append(rows[last], g), widths[last]+gap+w
	}
	height := float64(len(rows))*rowHeight + 4
	p.need(height)
	p.box(p.left, p.y, p.measure(), height, 2, accent, &tint)
	for i, row := range rows {
		x := p.left + (p.measure()-widths[i])/2
		for _, g := range row {
			p.print(x, p.y+12.4+float64(i)*rowHeight, g, bold, size, ink)
			x += width(g, bold, size) + gap
		}
	}
	p.y += height + 4
}
