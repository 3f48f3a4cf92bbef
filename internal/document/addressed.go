package document

// Addressee is whom a letter is posted to.
type Addressee struct {
	Name         string
	AddressLines []string // at most six are printed, in the window of the envelope; none when the letter is handed over
}

// letterTo starts a page with the letterhead, the address in the window of a DL or C5/6 envelope once the sheet is folded
// in three, the marks of the folds and the date; the cursor is where the letter starts.
func (p *paper) letterTo(to Addressee) {
	p.first()
	p.address(to)
	for _, y := range []float64{foldAt, 2 * foldAt} {
		p.line(4, y, 8, y, 0.2, rule)
	}
	p.y = foldAt + 6
	p.dateline()
}
