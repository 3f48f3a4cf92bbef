package school_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

func TestWhatIsSealedOpensForItsUseOnly(t *testing.T) {
	t.Parallel()
	keys := school.DepsOf(testapp.New(t)).Keys
	for _, plain := range []string{"", "une clé", strings.Repeat("long ", 5000), "\x00\xff"} {
		sealed, err := keys.Seal("iban", []byte(plain))
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := keys.Seal("iban", []byte(plain)); again == sealed {
			t.Error("the same value is sealed twice alike: equal values would show")
		}
		if got, err := keys.Open("iban", sealed); err != nil || string(got) != plain {
			t.Errorf("%.10q opens as %.10q, %v", plain, got, err)
		}
		for _, use := range []string{"vapid", "", "iban ", "IBAN"} {
			if got, err := keys.Open(use, sealed); err == nil {
				t.Errorf("opened for %q: %.10q", use, got)
			}
		}
	}
}

func TestWhatIsSealedShowsTampering(t *testing.T) {
	t.Parallel()
	keys := school.DepsOf(testapp.New(t)).Keys
	sealed, err := keys.Seal("iban", []byte("FR76"))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		raw[i] ^= 1
		if _, err := keys.Open("iban", base64.RawStdEncoding.EncodeToString(raw)); err == nil {
			t.Errorf("byte %d changed and it opens", i)
		}
		raw[i] ^= 1
	}
	for _, garbage := range []string{"", "AAAA", "é", sealed[:10], sealed + "AAAA"} {
		if _, err := keys.Open("iban", garbage); err == nil {
			t.Errorf("%q opens", garbage)
		}
	}
}

// Two schools, or two uses in one, never share a digest: low values could be compared across them.
func TestDigestsAreOfOneUseInOneSchool(t *testing.T) {
	t.Parallel()
	keys := school.DepsOf(testapp.New(t)).Keys
	if first, again := keys.MAC("login", "123456"), keys.MAC("login", "123456"); first != again {
		t.Error("the same value gives two digests")
	}
	seen := map[string]string{}
	for _, use := range []string{"login", "origin", "resume"} {
		for _, value := range []string{"", "123456", "123457", "12345"} {
			mac := keys.MAC(use, value)
			if len(mac) != 64 || seen[mac] != "" {
				t.Errorf("%s %q: %s, as %s", use, value, mac, seen[mac])
			}
			seen[mac] = use + value
		}
	}
	other := mustOpen(t, t.TempDir(), school.Options{Kind: school.Practice})
	if school.DepsOf(other).Keys.MAC("login", "123456") == keys.MAC("login", "123456") {
		t.Error("two schools share a digest")
	}
}
