package payfip

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestValidateNamesTheFaultyField(t *testing.T) {
	for _, c := range []struct {
		field  string
		change func(*Request)
	}{
		{"Exer", func(r *Request) { r.Exer = "20" }},
		{"Exer", func(r *Request) { r.Exer = "２０２６" }},
		{"Mel", func(r *Request) { r.Mel = "" }},
		{"Mel", func(r *Request) { r.Mel = "a@b.f" }},
		{"Mel", func(r *Request) { r.Mel = strings.Repeat("a", 72) + "@ab.cd.fr" }},
		{"Mel", func(r *Request) { r.Mel = "parentexample.org" }},
		{"Mel", func(r *Request) { r.Mel = "a@b@example.org" }},
		{"Mel", func(r *Request) { r.Mel = "parent@example" }},
		{"Mel", func(r *Request) { r.Mel = "parent @example.org" }},
		{"Mel", func(r *Request) { r.Mel = "parent@example.org\r\nBcc: x" }},
		{"Mel", func(r *Request) { r.Mel = "élève@example.org" }},
		{"Amount", func(r *Request) { r.Amount = 99 }},
		{"Amount", func(r *Request) { r.Amount = -5230 }},
		{"Amount", func(r *Request) { r.Amount = 10_000_000 }},
		{"Numcli", func(r *Request) { r.Numcli = "90909" }},
		{"Numcli", func(r *Request) { r.Numcli = "09090A" }},
		{"Objet", func(r *Request) { r.Objet = "Séjour" }},
		{"Objet", func(r *Request) { r.Objet = "deux  espaces" }},
		{"Objet", func(r *Request) { r.Objet = strings.Repeat("a", 100) }},
		{"Refdet", func(r *Request) { r.Refdet = "ABCD" }},
		{"Refdet", func(r *Request) { r.Refdet = "F00001-2345" }},
		{"Refdet", func(r *Request) { r.Refdet = strings.Repeat("1", 31) }},
		{"Saisie", func(r *Request) { r.Saisie = "" }},
		{"Saisie", func(r *Request) { r.Saisie = "M" }},
		{"NotifyURL", func(r *Request) { r.NotifyURL = "/payfip/notif" }},
		{"NotifyURL", func(r *Request) { r.NotifyURL = "ftp://ecole.example.org/" }},
		{"ReturnURL", func(r *Request) { r.ReturnURL = "https://ecole.example.org/#retour" }},
		{"ReturnURL", func(r *Request) { r.ReturnURL = "https://u:p@ecole.example.org/" }},
		{"ReturnURL", func(r *Request) { r.ReturnURL = "https://e.org/" + strings.Repeat("a", 236) }},
	} {
		r := vectorRequest()
		c.change(&r)
		var faults FieldErrors
		if err := r.Validate(); !errors.As(err, &faults) || len(faults) != 1 || faults[c.field] == "" {
			t.Errorf("%s: %v", c.field, err)
		}
		if _, err := new(Client).CreatePayment(t.Context(), r); err == nil {
			t.Errorf("%s: sent", c.field)
		}
	}
}

func TestValidateAcceptsTheBounds(t *testing.T) {
	for name, change := range map[string]func(*Request){
		"vector":         func(*Request) {},
		"one euro":       func(r *Request) { r.Amount = MinAmount },
		"highest amount": func(r *Request) { r.Amount = MaxAmount },
		"short mel":      func(r *Request) { r.Mel = "a@b.fr" },
		"long mel":       func(r *Request) { r.Mel = strings.Repeat("a", 71) + "@ab.cd.fr" },
		"no objet":       func(r *Request) { r.Objet = "" },
		"long objet":     func(r *Request) { r.Objet = strings.Repeat("a", 99) },
		"short refdet":   func(r *Request) { r.Refdet = "ABCDEF" },
		"long refdet":    func(r *Request) { r.Refdet = strings.Repeat("1", 30) },
		"long url":       func(r *Request) { r.ReturnURL = "https://e.org/" + strings.Repeat("a", 235) },
		"query in url":   func(r *Request) { r.ReturnURL = "https://e.org/retour?a=1&b=2" },
		"leading zeros":  func(r *Request) { r.Numcli = "000001" },
	} {
		r := vectorRequest()
		change(&r)
		if err := r.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNormalizeObjet(t *testing.T) {
	for in, want := range map[string]string{
		"":                                "",
		"Demi pension T1":                 "Demi pension T1",
		"Séjour à Nîmes – l’arène":        "Sejour a Nimes l arene",
		"  Demi-pension\u00a0(2e trim.) ": "Demi pension 2e trim",
		"Cœur d'Œuvre":                    "Coeur d OEuvre",
		"№ 5 ½ €":                         "No 5 12",
		"中文":                              "",
		"a\x00b\xff":                      "ab",
		strings.Repeat("é", 120):          strings.Repeat("e", 99),
		strings.Repeat("a", 98) + " b":    strings.Repeat("a", 98),
	} {
		if got := NormalizeObjet(in); got != want {
			t.Errorf("NormalizeObjet(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNormalizeObjetAlwaysPassesValidate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := vectorRequest()
		r.Objet = NormalizeObjet(rapid.String().Draw(t, "label"))
		if err := r.Validate(); err != nil || !utf8.ValidString(r.Objet) {
			t.Fatalf("%q: %v", r.Objet, err)
		}
	})
}

func TestRefdetIsReversible(t *testing.T) {
	if got := Refdet(12345, 1); got != "F000012345A01" {
		t.Errorf("Refdet = %q", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 999_999_999).Draw(t, "charge")
		a := rapid.IntRange(1, 99).Draw(t, "attempt")
		text := Refdet(n, a)
		if gotN, gotA, ok := ParseRefdet(text); !ok || gotN != n || gotA != a || !validRefdet(text) {
			t.Fatalf("%d, %d written %q, read %d, %d, %v", n, a, text, gotN, gotA, ok)
		}
	})
	for _, c := range []struct {
		n int64
		a int
	}{{0, 1}, {-1, 1}, {1_000_000_000, 1}, {1, 0}, {1, 100}} {
		if got := Refdet(c.n, c.a); got != "" {
			t.Errorf("Refdet(%d, %d) = %q, want none", c.n, c.a, got)
		}
	}
	for _, text := range []string{"", "F000012345A1", "F000012345B01", "f000012345a01", "F00001234 A01", "F000000000A01", "F000012345A00", "F+00012345A01", "F000012345A01 "} {
		if _, _, ok := ParseRefdet(text); ok {
			t.Errorf("ParseRefdet(%q) accepted", text)
		}
	}
}

func TestValidIDOp(t *testing.T) {
	for text, want := range map[string]bool{
		vectorIDOp:                             true,
		strings.ToUpper(vectorIDOp):            true,
		"":                                     false,
		vectorIDOp + " ":                       false,
		"{" + vectorIDOp[1:35] + "}":           false,
		strings.Repeat("-", 36):                false,
		strings.Repeat("a", 36):                false,
		"0b7c1f30-9a51-11f1-8f4e-0242ac12000g": false,
		"0b7c1f30-9a51-11f1-8f4e-0242ac12000é": false,
		"0b7c1f30/9a51/11f1/8f4e/0242ac120002": false,
		"0b7c1f309-a51-11f1-8f4e-0242ac120002": false,
	} {
		if ValidIDOp(text) != want {
			t.Errorf("ValidIDOp(%q) = %v", text, !want)
		}
	}
}

func TestFaultTable(t *testing.T) {
	for code, class := range map[string]FaultClass{
		"P1": ClassClosed, "P3": ClassClosed, "P4": ClassClosed, "P5": ClassPending, "R3": ClassConfig, "A1": ClassPayer, "A2": ClassPayer,
		"M1": ClassConfig, "M3": ClassPayer, "M5": ClassPayer, "N1": ClassConfig, "D1": ClassConfig, "S1": ClassConfig,
		"T1": ClassConfig, "T2": ClassConfig, "T3": ClassConfig, "T10": ClassConfig, "T": ClassUnknown, "Tx": ClassUnknown, "999": ClassTechnical,
		"": ClassUnknown, "Q7": ClassUnknown,
	} {
		if f := Explain(code); f.Class != class || f.Label == "" || f.Action == "" {
			t.Errorf("%q: %+v, want class %s", code, f, class)
		}
	}
	seen := map[string]bool{}
	for _, f := range Faults() {
		if seen[f.Code] || Explain(f.Code) != f {
			t.Errorf("%s twice in the table", f.Code)
		}
		seen[f.Code] = true
	}
}
