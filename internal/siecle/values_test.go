package siecle

import "testing"

func TestNormalisePhone(t *testing.T) {
	for in, want := range map[string]string{
		"+33 6 39 98 00 01":    "0639980001",
		"+33(0)639980001":      "0639980001",
		"+330639980001":        "0639980001",
		"0033 6 39 98 00 01":   "0639980001",
		"06.39.98.00.01":       "0639980001",
		"06-39-98-00-01":       "0639980001",
		"06 39 98 00 01":       "0639980001",
		"06/39/98/00/01":       "0639980001",
		"639980001":            "0639980001",
		"+262 692 00 00 01":    "0692000001",
		"+32 470 12 34 56":     "+32 470 12 34 56",
		" 00 41 22 700 00 00 ": "00 41 22 700 00 00",
		"0639980001 (mère)":    "0639980001 (mère)",
		"06 39 98":             "06 39 98",
		"0039980001":           "0039980001",
		"":                     "",
	} {
		if got := NormalisePhone(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

func TestParseDate(t *testing.T) {
	for in, want := range map[string]string{
		"16/11/2026": "2026-11-16", "1/9/2026": "2026-09-01", "2026-11-16": "2026-11-16", "16/11/2026 18:30:00": "2026-11-16",
		"2026-11-16T00:00:00": "2026-11-16", " ": "", "29/02/2012": "2012-02-29",
	} {
		if got, ok := parseDate(in); !ok || got != want {
			t.Errorf("%q is %q %v, want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{"29/02/2013", "2026", "16/11/26", "demain", "01/01/0001", "41702"} {
		if got, ok := parseDate(in); ok {
			t.Errorf("%q read as %q", in, got)
		}
	}
}

func TestParseSerial(t *testing.T) {
	for _, c := range []struct {
		in       string
		from1904 bool
		want     string
		ok       bool
	}{
		{"41702", false, "2014-03-04", true}, {"41702.75", false, "2014-03-04", true}, {"40240", true, "2014-03-04", true},
		{"60", false, "", false}, {"1e9", false, "", false}, {"x", false, "", false}, {"NaN", false, "", false},
	} {
		if got, ok := parseSerial(c.in, c.from1904); got != c.want || ok != c.ok {
			t.Errorf("%s is %q %v", c.in, got, ok)
		}
	}
}

func TestValidUAI(t *testing.T) {
	for uai, want := range map[string]bool{
		"0753936W": true, "0572015F": true, "0720081X": true, "0780119F": true, "6200006M": true, "7200727C": true, "0990001N": true, "0753936w": true,
		"0753936A": false, "0753936I": false, "753936W": false, "": false, "ABCDEFGH": false, "07539366": false,
	} {
		if ValidUAI(uai) != want {
			t.Errorf("%s: %v", uai, !want)
		}
	}
}

func TestSchoolFromDigits(t *testing.T) {
	for digits, want := range map[string]string{"990001": "0990001N", "380001": "0380001V", "750680": "", "710001": "", "200006": "", "7506": "", "75068X": ""} {
		if got := schoolFromDigits(digits); got != want {
			t.Errorf("%s is %q, want %q", digits, got, want)
		}
	}
	e := &Export{UAIDigits: "200006"}
	if !e.MayBelongTo("6200006M") || e.MayBelongTo("0750680G") {
		t.Error("a workbook of Corsica")
	}
}

func TestFoldHeader(t *testing.T) {
	for in, want := range map[string]string{
		"Civilité Repr. Lég. ": "civilite repr leg", "Nom d’usage": "nom d usage", "Nom d'usage": "nom d usage", "  Elève  No\u00a0Etab": "eleve no etab",
		"E\u0301le\u0300ve No Etab": "eleve no etab", "...": "",
	} {
		if got := FoldHeader(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

func TestColumnOf(t *testing.T) {
	for in, want := range map[string]int{"A1": 0, "Z9": 25, "AB7": 27, "XFD1": 16383, "": -1, "12": -1, "AB": -1, "a1": -1} {
		if got := columnOf(in); got != want {
			t.Errorf("%q is %d, want %d", in, got, want)
		}
	}
}

func TestCompareKeys(t *testing.T) {
	order := []string{"2", "002", "10", "A", "B", "etab:2", "etab:10", "ine:1"}
	for i := range order {
		for j := range order {
			got := compareKeys(order[i], order[j])
			if (i < j) != (got < 0) && order[i] != "2" && order[j] != "2" || i == j && got != 0 {
				t.Errorf("%s against %s: %d", order[i], order[j], got)
			}
		}
	}
}
