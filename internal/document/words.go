package document

import "github.com/openacademie/openacademie/internal/money/cents"

// AmountInWords writes an amount in French: "trois cent douze euros et cinquante centimes". A negative amount starts with
// "moins". The orthography is the traditional one: hyphens only below one hundred.
func AmountInWords(a cents.Amount) string {
	return ""
}
