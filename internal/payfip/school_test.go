package payfip_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/payfip"
	"github.com/openacademie/openacademie/internal/payfip/simulator"
)

// school is a stand-in for the application: it records what PayFiP and the payer's browser send it.
type school struct {
	t        *testing.T
	sim      *simulator.Simulator
	client   *payfip.Client
	page     string // of the simulator
	own      *httptest.Server
	mu       sync.Mutex
	notified []string // idOps, in order
	arrivals []string // "notif" and "retour", in order
}

// open starts a simulator and a school at 10:00 Paris time on 15 October 2026.
func open(t *testing.T, options simulator.Options) *school {
	t.Helper()
	s := &school{t: t}
	if options.Clock == nil {
		options.Clock = fixed("2026-10-15T10:00:00+02:00")
	}
	s.own = httptest.NewServer(http.HandlerFunc(s.receive))
	s.sim = simulator.New(options)
	base, err := s.sim.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.sim.Close(); s.own.Close() })
	s.page = base + simulator.PagePath
	s.client, err = payfip.New(payfip.Config{SOAPURL: base + simulator.SOAPPath, PageURL: s.page, HTTP: &http.Client{Timeout: 5 * time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func fixed(text string) func() time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return func() time.Time { return at }
}

func (s *school) receive(w http.ResponseWriter, r *http.Request) {
	id, err := payfip.NotificationIDOp(r)
	if err != nil {
		s.t.Errorf("%s %s: %v", r.Method, r.URL, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arrivals = append(s.arrivals, r.URL.Path[1:])
	if r.URL.Path == "/notif" {
		s.notified = append(s.notified, id)
	}
	w.WriteHeader(http.StatusOK)
}

func (s *school) arrived() []string {
	s.sim.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.arrivals)
}

func (s *school) request() payfip.Request {
	return payfip.Request{
		Exer: "2026", Mel: "parent@example.org", Amount: 5230, Numcli: "090909", Objet: "Demi pension T1",
		Refdet: payfip.Refdet(12345, 1), Saisie: payfip.ModeTest, NotifyURL: s.own.URL + "/notif", ReturnURL: s.own.URL + "/retour?ecole=1",
	}
}

func (s *school) create() string {
	s.t.Helper()
	id, err := s.client.CreatePayment(s.t.Context(), s.request())
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

func (s *school) visit(id string) int { return s.get(s.client.PaymentPage(id)) }

func (s *school) get(address string) int {
	s.t.Helper()
	request, _ := http.NewRequestWithContext(s.t.Context(), http.MethodGet, address, nil)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}

// press plays a button of the page as a browser would, following the way back to the school.
func (s *school) press(id, action string) {
	s.t.Helper()
	response, err := http.PostForm(s.page, url.Values{"idop": {id}, "action": {action}, "mel": {"parent@example.org"}})
	if err != nil {
		s.t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: HTTP %d", action, response.StatusCode)
	}
}

func (s *school) outcome(id string) payfip.Outcome {
	s.t.Helper()
	d, err := s.client.PaymentDetail(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	if m := d.Mismatches(id, s.request()); m != nil {
		s.t.Fatalf("mismatches %v", m)
	}
	return d.Outcome()
}

func (s *school) wantCode(id, code string) {
	s.t.Helper()
	var f *payfip.FunctionalError
	if _, err := s.client.PaymentDetail(s.t.Context(), id); !errors.As(err, &f) || f.Code != code {
		s.t.Fatalf("pull gives %v, want %s", err, code)
	}
}
