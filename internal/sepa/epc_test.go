package sepa_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/sepa"
)

func request() sepa.Request {
	return sepa.Request{Creditor: sepa.Party{Name: "Collège des Écluses", IBAN: french, BIC: "TRPUFRP1"}, Amount: 12_34, Reference: "RF18539007547034"}
}

// The lines are those of EPC069-12, in their order; the reference is the example of ISO 11649.
func TestTheQRPayloadIsLineByLine(t *testing.T) {
	payload, err := request().Payload()
	if err != nil {
		t.Fatal(err)
	}
	want := "BCD\n002\n1\nSCT\nTRPUFRP1\nCollège des Écluses\nFR1420041010050500013M02606\nEUR12.34\n\nRF18539007547034"
	if payload != want {
		t.Errorf("%q", payload)
	}
	text := request()
	text.Reference, text.Text, text.Creditor.BIC = "", "Voyage à\nGrenade", ""
	if payload, err = text.Payload(); err != nil || payload != "BCD\n002\n1\nSCT\n\nCollège des Écluses\nFR1420041010050500013M02606\nEUR12.34\n\n\nVoyage à Grenade" {
		t.Errorf("%q %v", payload, err)
	}
}

func TestWrongRequestsAreRefused(t *testing.T) {
	for what, spoil := range map[string]func(*sepa.Request){
		"account":        func(r *sepa.Request) { r.Creditor.IBAN = "FR1420041010050500013M02607" },
		"nameless":       func(r *sepa.Request) { r.Creditor.Name = " \n" },
		"bank":           func(r *sepa.Request) { r.Creditor.BIC = "X" },
		"nothing":        func(r *sepa.Request) { r.Amount = 0 },
		"too much":       func(r *sepa.Request) { r.Amount = 100_000_000_000 },
		"reference":      func(r *sepa.Request) { r.Reference = "RF19539007547034" },
		"both":           func(r *sepa.Request) { r.Text = "Voyage" },
		"name in greek":  func(r *sepa.Request) { r.Creditor.IBAN, r.Creditor.Name = "", "Σχολείο" },
		"spelled number": func(r *sepa.Request) { r.Creditor.IBAN = sepa.IBAN(french.Groups()) },
	} {
		r := request()
		spoil(&r)
		if payload, err := r.Payload(); err == nil {
			t.Errorf("%s: %q", what, payload)
		}
	}
}

// Whatever is typed, a payload never grows past 331 bytes, never gains a line, and reads back as what was asked.
func TestPayloadsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := sepa.Request{
			Creditor: sepa.Party{Name: "C" + rapid.String().Draw(t, "name"), IBAN: rapid.SampledFrom([]sepa.IBAN{french, german}).Draw(t, "iban")},
			Amount:   cents.Amount(rapid.Int64Range(1, 99_999_999_999).Draw(t, "amount")),
		}
		if rapid.Bool().Draw(t, "referenced") {
			reference, err := sepa.NewReference(rapid.StringMatching(`[0-9A-Z]{1,21}`).Draw(t, "inner"))
			if err != nil {
				t.Fatal(err)
			}
			r.Reference = reference
		} else {
			r.Text = rapid.String().Draw(t, "text")
		}
		payload, err := r.Payload()
		if err != nil {
			return // a name of seventy characters of four bytes
		}
		if lines := strings.Count(payload, "\n"); len(payload) > 331 || lines > 10 {
			t.Fatalf("%d bytes, %d lines", len(payload), lines)
		}
		again, err := sepa.ParsePayload(payload)
		if err != nil || again.Amount != r.Amount || again.Creditor.IBAN != r.Creditor.IBAN || again.Reference != r.Reference {
			t.Fatalf("%+v %v of %q", again, err, payload)
		}
		if len([]rune(again.Text)) > 140 || len([]rune(again.Creditor.Name)) > 70 {
			t.Fatalf("%+v", again)
		}
	})
}

func TestReferencesAreReversible(t *testing.T) {
	for inner, want := range map[string]string{"539007547034": "RF18539007547034", "000000001F": ""} {
		got, err := sepa.NewReference(inner)
		if err != nil || want != "" && got != want {
			t.Errorf("%s: %s %v", inner, got, err)
		}
	}
	for _, wrong := range []string{"", strings.Repeat("1", 22), "é", "A B", "A-B"} {
		if got, err := sepa.NewReference(wrong); err == nil {
			t.Errorf("%q: %s", wrong, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		inner := rapid.StringMatching(`[0-9A-Z]{1,21}`).Draw(t, "inner")
		reference, err := sepa.NewReference(inner)
		if err != nil || len(reference) > 25 {
			t.Fatal(reference, err)
		}
		for _, typed := range []string{reference, strings.ToLower(reference), sepa.ReferenceGroups(reference)} {
			if again, err := sepa.ParseReference(typed); err != nil || again != inner {
				t.Fatalf("%s: %s %v", typed, again, err)
			}
		}
		// One figure changed is always seen.
		at := rapid.IntRange(2, len(reference)-1).Draw(t, "at")
		if c := reference[at]; c >= '0' && c <= '8' {
			wrong := reference[:at] + string(c+1) + reference[at+1:]
			if _, err := sepa.ParseReference(wrong); err == nil {
				t.Fatalf("%s passes for %s", wrong, reference)
			}
		}
	})
}

// The national key of a French number stands beside the international one: a number made up with a right IBAN key alone is
// refused.
func TestTheRIBKeyIsChecked(t *testing.T) {
	for _, right := range []string{"FR76 3000 6000 0112 3456 7890 189", string(french), string(german)} {
		if _, err := sepa.ParseIBAN(right); err != nil {
			t.Errorf("%s: %v", right, err)
		}
	}
	// Two figures of the account and the IBAN's key changed together: ISO 7064 alone is content.
	for key := range 97 {
		if iban, err := sepa.ParseIBAN(strings.Replace("FRkk30006000011234567891189", "kk", string([]byte{byte('0' + key/10), byte('0' + key%10)}), 1)); err == nil {
			t.Errorf("%s passes", iban)
		}
	}
}

func FuzzParsePayload(f *testing.F) {
	first, err := request().Payload()
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{first, "", "BCD\n002\n1\nSCT", strings.Repeat("\n", 12), "BCD\n001\n1\nSCT\n\nX\nFR14\nEUR1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		r, err := sepa.ParsePayload(payload)
		if err != nil {
			return
		}
		if len(payload) > 331 || r.Creditor.IBAN == "" {
			t.Fatalf("%q read as %+v", payload, r)
		}
	})
}
