package trip

import "testing"

// A draft taken over may not know its country: the page says so, and no code.
func TestACountryThatIsNotKnownIsToBeSaid(t *testing.T) {
	for code, name := range map[string]string{"ES": "Espagne", unknownCountry: "pays à préciser", "XX": "XX"} {
		if got := CountryName(code); got != name {
			t.Errorf("%s: %q", code, got)
		}
	}
}
