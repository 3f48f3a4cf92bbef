package cents

import (
	"testing"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]Amount{
		"312": 31200, "312,5": 31250, "1 234,56": 123456, "1 234,56 €": 123456, "0,01": 1, "-8": -800, "−8,00": -800, "12.30": 1230,
	} {
		if got, err := Parse(in); err != nil || got != want {
			t.Errorf("Parse(%q) = %d, %v, want %d", in, got, err, want)
		}
	}
	for _, in := range []string{"", "€", "1,234", "12,", "1e3", "douze", "0x10", "--1", "1234567890123", ",5", "1.2.3", "٣"} {
		if got, err := Parse(in); err == nil {
			t.Errorf("Parse(%q) = %d, want an error", in, got)
		}
	}
}

func TestStringIsFrench(t *testing.T) {
	for a, want := range map[Amount]string{
		0: "0,00\u00a0€", 5: "0,05\u00a0€", 123456: "1\u202f234,56\u00a0€", -800: "-8,00\u00a0€", 123456789: "1\u202f234\u202f567,89\u00a0€",
	} {
		if got := a.String(); got != want {
			t.Errorf("%d: %q, want %q", int64(a), got, want)
		}
	}
}

func TestParseReadsWhatIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Amount(rapid.Int64Range(-9_999_999_999, 9_999_999_999).Draw(t, "amount"))
		for _, s := range []string{a.String(), a.Plain()} {
			if got, err := Parse(s); err != nil || got != a {
				t.Fatalf("Parse(%q) = %d, %v, want %d", s, got, err, a)
			}
		}
	})
}

func TestShareAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Amount(rapid.Int64Range(-1_000_000_000, 1_000_000_000).Draw(t, "amount"))
		weights := rapid.SliceOfN(rapid.Int64Range(0, 100_000), 1, 40).Draw(t, "weights")
		var total int64
		for _, w := range weights {
			total += w
		}
		parts := a.Share(weights)
		if total == 0 {
			if parts != nil {
				t.Fatal("parts without weights")
			}
			return
		}
		if Sum(parts...) != a {
			t.Fatalf("parts %v add up to %d, want %d", parts, Sum(parts...), a)
		}
		for i, p := range parts {
			if weights[i] == 0 && p != 0 {
				t.Fatalf("weight 0 received %d", p)
			}
			if off := int64(p)*total - int64(a)*weights[i]; off > total || off < -total {
				t.Fatalf("part %d is more than one cent away from its due", i)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("1 234,56 €")
	f.Fuzz(func(t *testing.T, s string) {
		a, err := Parse(s)
		if err != nil {
			return
		}
		if again, err := Parse(a.String()); err != nil || again != a {
			t.Fatalf("%q read as %d, written %q, read again as %d (%v)", s, a, a.String(), again, err)
		}
	})
}
