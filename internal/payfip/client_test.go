package payfip

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestNewLetsThroughHTTPSAndLoopbackOnly(t *testing.T) {
	for address, want := range map[string]bool{
		DGFiPSOAPURL:                            true,
		"https://localhost/tpa":                 true,
		"http://localhost:8091/tpa":             true,
		"http://127.0.0.1:8091/tpa":             true,
		"http://[::1]:8091/tpa":                 true,
		"http://www.payfip.gouv.fr/tpa":         false,
		"http://127.0.0.1.example.org/":         false,
		"http://localhost.example.org/":         false,
		"http://0.0.0.0/":                       false,
		"http://10.0.0.1/":                      false,
		"https://user:pass@www.payfip.gouv.fr/": false,
		"https://www.payfip.gouv.fr/?a=1":       false,
		"https://www.payfip.gouv.fr/?":          false,
		"https://www.payfip.gouv.fr/#a":         false,
		"https:///tpa":                          false,
		"ftp://localhost/":                      false,
		"file:///etc/passwd":                    false,
		"//localhost/":                          false,
		"":                                      false,
		"https://www.payfip.gouv.fr/%zz":        false,
	} {
		if _, err := New(Config{SOAPURL: address, PageURL: address}); (err == nil) != want {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestRealAndSimulatedAreNeverMixed(t *testing.T) {
	if _, err := New(Config{SOAPURL: DGFiPSOAPURL, PageURL: "http://127.0.0.1:1/"}); err == nil {
		t.Error("real service with a simulated page")
	}
	for address, want := range map[string]bool{"http://127.0.0.1:1/": true, DGFiPSOAPURL: false} {
		c, err := New(Config{SOAPURL: address, PageURL: address})
		if err != nil || c.Simulated() != want {
			t.Errorf("%s: simulated %v", address, !want)
		}
	}
}

func TestPaymentPage(t *testing.T) {
	c, err := New(Config{SOAPURL: DGFiPSOAPURL, PageURL: DGFiPPageURL})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.PaymentPage(vectorIDOp); got != "https://www.payfip.gouv.fr/tpa/paiementws.web?idop="+vectorIDOp {
		t.Error(got)
	}
	if got := c.PaymentPage("a&b#c"); !strings.HasSuffix(got, "?idop=a%26b%23c") {
		t.Error(got)
	}
}

func TestNoRedirectIsFollowed(t *testing.T) {
	followed := false
	c := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/elsewhere" {
			followed = true
		}
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	})
	_, err := c.ClientInfo(t.Context(), "090909")
	if transport := (*TransportError)(nil); !errors.As(err, &transport) || transport.Status != http.StatusTemporaryRedirect || followed {
		t.Errorf("followed %v, %v", followed, err)
	}
}

func TestAnswerIsLimitedTo256KiB(t *testing.T) {
	for size, ok := range map[int]bool{maxAnswer: true, maxAnswer + 1: false} {
		c := clientOf(t, func(w http.ResponseWriter, _ *http.Request) {
			text := response("<return><resultrans>P</resultrans></return>")
			_, _ = io.WriteString(w, text+strings.Repeat(" ", size-len(text)))
		})
		_, err := c.PaymentDetail(t.Context(), vectorIDOp)
		if transport := (*TransportError)(nil); (err == nil) != ok || !ok && !errors.As(err, &transport) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

func TestTimeLimitAndCancellation(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer server.Close()
	defer close(release)
	c, err := New(Config{SOAPURL: server.URL, PageURL: server.URL, HTTP: &http.Client{Timeout: 30 * time.Millisecond}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.CreatePayment(t.Context(), vectorRequest())
	if transport := (*TransportError)(nil); !errors.As(err, &transport) || transport.Status != 0 || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("time limit: %#v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = c.PaymentDetail(ctx, vectorIDOp); !errors.Is(err, context.Canceled) {
		t.Errorf("cancellation: %v", err)
	}
}

func TestTheGivenHTTPClientIsCopiedAndBound(t *testing.T) {
	given := &http.Client{Timeout: time.Hour}
	c, err := New(Config{SOAPURL: DGFiPSOAPURL, PageURL: DGFiPPageURL, HTTP: given})
	if err != nil || c.http.Timeout != 15*time.Second || given.Timeout != time.Hour || given.CheckRedirect != nil {
		t.Errorf("timeout %s, given %+v", c.http.Timeout, given)
	}
}

func TestNothingIsSentForABadArgument(t *testing.T) {
	c := clientOf(t, func(http.ResponseWriter, *http.Request) { t.Error("sent") })
	var faults FieldErrors
	if _, err := c.PaymentDetail(t.Context(), "x"); !errors.As(err, &faults) {
		t.Error(err)
	}
	if _, err := c.ClientInfo(t.Context(), "9"); !errors.As(err, &faults) {
		t.Error(err)
	}
}

func TestObserveReceivesTheExchange(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<html>")
	}))
	defer server.Close()
	var seen []Exchange
	c, err := New(Config{SOAPURL: server.URL, PageURL: server.URL, Observe: func(_ context.Context, e Exchange) { seen = append(seen, e) }})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.PaymentDetail(t.Context(), vectorIDOp)
	if len(seen) != 1 || seen[0].Operation != opDetail || seen[0].Status != 502 || string(seen[0].Received) != "<html>" ||
		!strings.Contains(string(seen[0].Sent), vectorIDOp) || seen[0].Err != err || err == nil {
		t.Errorf("%+v", seen)
	}
}

// A hostile value stays a value: the envelope keeps its nine fields.
func TestEveryValueIsEscaped(t *testing.T) {
	r := vectorRequest()
	r.ReturnURL = `https://e.org/?a=1&b=<montant>1</montant>`
	root, err := parse(encode(opCreate, createLeaves(r)))
	if err != nil {
		t.Fatal(err)
	}
	leaves, ok := root.only(nsEnvelope, "Body").first().first().leaves()
	if !ok || len(leaves) != 9 || leaves["urlredirect"] != r.ReturnURL || leaves["montant"] != "5230" {
		t.Errorf("%v", leaves)
	}
}
