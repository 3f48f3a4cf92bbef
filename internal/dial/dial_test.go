package dial

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

func TestIsPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34": true, "2606:4700::1111": true,
		"127.0.0.1": false, "::1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.0.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "0.0.0.0": false, "::": false, "fd00::1": false, "fe80::1": false, "224.0.0.1": false, "255.255.255.255": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "::127.0.0.1": false,
	} {
		if got := IsPublic(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s public: %t", address, got)
		}
	}
}

// A practice folder reaches this machine only, a real one never does, whatever name leads there.
func TestAClientReachesWhatItsFolderMay(t *testing.T) {
	here := httptest.NewServer(http.RedirectHandler("http://198.51.100.1/", http.StatusFound))
	t.Cleanup(here.Close)
	for _, address := range []string{here.URL, strings.Replace(here.URL, "127.0.0.1", "localhost", 1)} {
		answer, err := Client(true).Get(address)
		if err != nil || answer.StatusCode != http.StatusFound {
			t.Errorf("practice, %s: %v, %v", address, answer, err)
		} else if err := answer.Body.Close(); err != nil {
			t.Error(err)
		}
		if _, err := Client(false).Get(address); err == nil || !strings.Contains(err.Error(), ErrForbidden.Error()) {
			t.Errorf("real, %s: %v", address, err)
		}
	}
	if _, err := Client(true).Get("http://198.51.100.1/"); err == nil || !strings.Contains(err.Error(), ErrForbidden.Error()) {
		t.Errorf("a practice folder calls outside: %v", err)
	}
}
