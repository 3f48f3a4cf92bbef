package document

import (
	"bytes"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

func TestImprestBookAddsUpByItself(t *testing.T) {
	b := ImprestBook{
		Origin: Origin{MadeAt: time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC)}, Accountant: "Mme Lise MOREAU", Destination: "Grenade", DepartsOn: "2027-04-12", Holder: "Mme Anne SALAÜN", Advance: 300_00,
		Lines: []ImprestBookLine{{Day: "2027-04-12", Supplier: "Boulangerie", Nature: "repas", Amount: 12_50}, {Day: "2027-04-13", Supplier: "Musée", Nature: "visite", Amount: 40_05}},
	}
	raw, err := b.XLSX()
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	sheet := book.GetSheetName(0)
	for at, want := range map[string]string{"C6": "Grenade", "C8": "Mme Anne SALAÜN", "E11": "Montant", "A12": "1", "A36": "25", "C12": "Boulangerie", "B13": "13/04/2027", "D45": "Mme Anne SALAÜN"} {
		if got, err := book.GetCellValue(sheet, at); err != nil || got != want {
			t.Errorf("%s = %q, wanted %q (%v)", at, got, want, err)
		}
	}
	for at, want := range map[string]string{"E37": "52.55", "E38": "247.45"} {
		if got, err := book.CalcCellValue(sheet, at, excelize.Options{RawCellValue: true}); err != nil || got != want {
			t.Errorf("%s counts %q, wanted %q (%v)", at, got, want, err)
		}
	}
	b.Lines = make([]ImprestBookLine, ImprestBookRows+1)
	if _, err := b.XLSX(); err == nil {
		t.Error("more expenses than rows")
	}
}
