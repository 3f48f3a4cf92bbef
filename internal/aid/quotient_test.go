package aid

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/money/cents"
)

func TestQuotient(t *testing.T) {
	for name, c := range map[string]struct {
		means Means
		daily bool
		want  cents.Amount
		known bool
	}{
		"yearly":         {Means{Income: 1200000, Shares: 250}, false, 480000, true},
		"daily over 360": {Means{Income: 1200000, Shares: 250}, true, 1333, true},
		"rounded up":     {Means{Income: 100, Shares: 300}, false, 33, true},
		"typed":          {Means{Typed: 45000}, true, 45000, true},
		"income first":   {Means{Income: 100000, Shares: 100, Typed: 1}, false, 100000, true},
		"nothing":        {Means{Income: 100000}, false, 0, false},
	} {
		if got, known := c.means.Quotient(c.daily); got != c.want || known != c.known {
			t.Errorf("%s: %s %v, want %s", name, got, known, c.want)
		}
	}
	for typed, want := range map[string]int{"2": 200, "2,5": 250, "1.25": 125, "0": 0, "-1": 0, "abc": 0, "31": 0} {
		got, err := ParseShares(typed)
		if got != want || (err != nil) != (want == 0) {
			t.Errorf("%q: %d %v", typed, got, err)
		}
	}
	if got := SharesText(250) + " " + SharesText(200) + " " + SharesText(125); got != "2,5 2 1,25" {
		t.Error(got)
	}
}

func TestBracketsAreContiguous(t *testing.T) {
	good := []Bracket{{"A", 0, 50000, 80}, {"B", 50000, 90000, 40}, {"C", 90000, 0, 0}}
	if f := checkBrackets(good); len(f) != 0 {
		t.Errorf("%v", f)
	}
	for name, wrong := range map[string][]Bracket{
		"none": nil, "starts late": {{"A", 1, 0, 1}}, "hole": {{"A", 0, 5, 1}, {"B", 6, 0, 1}}, "overlap": {{"A", 0, 5, 1}, {"B", 4, 0, 1}},
		"topped": {{"A", 0, 5, 1}}, "open in the middle": {{"A", 0, 0, 1}, {"B", 0, 0, 1}}, "upside down": {{"A", 0, -5, 1}, {"B", -5, 0, 1}},
		"beyond": {{"A", 0, 0, 101}}, "nameless": {{"", 0, 0, 1}},
	} {
		if f := checkBrackets(wrong); len(f) == 0 {
			t.Errorf("%s passes", name)
		}
	}
	for q, want := range map[cents.Amount]string{0: "A", 49999: "A", 50000: "B", 90000: "C", 1 << 40: "C"} {
		if b, found := BracketOf(good, q); !found || b.Name != want {
			t.Errorf("%s is in %q", q, b.Name)
		}
	}
}

// A part of a sum is never above it, never negative, and the whole at one hundred.
func TestAPartIsNeverAboveTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sum, percent := cents.Amount(rapid.Int64Range(-100, 1e9).Draw(t, "sum")), rapid.IntRange(-5, 100).Draw(t, "percent")
		part := PartOf(sum, percent)
		if part < 0 || part > max(sum, 0) || percent == 100 && part != max(sum, 0) {
			t.Fatalf("%d %% of %s is %s", percent, sum, part)
		}
	})
}
