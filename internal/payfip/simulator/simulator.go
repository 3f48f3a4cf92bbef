// Package simulator plays PayFiP on this machine: the SOAP service, the payment page, the notification, the daily file, and
// the ways in which the real one fails. No payment is real. It shares no code with the client on purpose: a mistake about
// the wire format has to be made twice to go unseen.
//
// What is recorded from the real platform and what is assumed is told in the comments; codes E1 and O1 exist only here.
package simulator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // PayFiP dates are Paris dates, whatever the machine knows
)

// The addresses that the client is configured with, below the simulator's own.
const (
	SOAPPath = "/tpa/services/securite"
	PagePath = "/tpa/paiementws.web"
)

// Options sets a simulator up; the zero value is ready to use.
type Options struct {
	Clock    func() time.Time // base of the simulated clock, time.Now when nil; Advance adds to it
	Accounts []Account        // known client numbers, DefaultAccounts() when nil
	Seed     uint64           // makes idOps and authorisation numbers reproducible
	Style    Style            // variants of the answers seen in the wild
	Notify   Notify           // how outcomes are notified, changeable later
	// AllowHosts lists the hosts, beside loopback, that notifications may be sent to. Without it the simulator calls only
	// this machine, so that it is no tool to reach other people's networks.
	AllowHosts []string
	HTTP       *http.Client // sends notifications; copied, redirects refused, 10 s at most
	LaxObjet   bool         // accept any objet; otherwise the simulator-only code O1
	ExerCode   string       // code for a bad exer, which is not public: "E1" when empty
	ReopenPage bool         // let the page be loaded again before an outcome, for a demonstration; PayFiP does not
}

// Style varies the answers as different versions of PayFiP were seen to.
type Style struct {
	ShortFaultstring bool   `json:"faultstring_court"` // FonctionnelleErreur without its Java package
	LowercaseIDOp    bool   `json:"idop_minuscule"`    // <idop> in the detail answer
	Prefix           string `json:"prefixe"`           // envelope prefix, "S" when empty
}

// Account is one client number of the simulated DGFiP.
type Account struct {
	Numcli string    `json:"numcli"` // 6 digits
	Labels [3]string `json:"libelles"`
	Card   bool      `json:"carte"`
	Debit  bool      `json:"prelevement"`
	Closed bool      `json:"ferme"` // activated but closed: T4
}

// DefaultAccounts is the convention of the project: 090909 pays by every means, 090910 by card only, 090911 is closed;
// every other number is unknown (T2). DGFiP publishes no test number.
func DefaultAccounts() []Account {
	return []Account{
		{Numcli: "090909", Labels: [3]string{"COLLEGE EXEMPLE", "REGIE DEMI PENSION"}, Card: true, Debit: true},
		{Numcli: "090910", Labels: [3]string{"COLLEGE EXEMPLE", "REGIE VOYAGES"}, Card: true},
		{Numcli: "090911", Labels: [3]string{"COLLEGE EXEMPLE", "REGIE FERMEE"}, Card: true, Debit: true, Closed: true},
	}
}

// Simulator is an http.Handler. Everything is in memory. Safe for concurrent use.
type Simulator struct {
	options Options
	paris   *time.Location
	http    *http.Client
	handler http.Handler

	running context.Context // ends at Close
	stop    context.CancelFunc
	tasks   sync.WaitGroup // notifications on their way, and the server of Start

	mu         sync.Mutex // guards everything below
	closed     bool
	offset     time.Duration
	counter    uint64 // of idOps and authorisation numbers
	payments   map[string]*payment
	style      Style
	notify     Notify
	faults     []Fault
	deliveries []Delivery
	sending    int        // notifications on their way
	idle       *sync.Cond // on mu, signalled when sending falls
}

// New makes a simulator. It panics on an account table that is not made of 6-digit numbers: a mistake of the program.
func New(options Options) *Simulator {
	if options.Clock == nil {
		options.Clock = time.Now
	}
	if options.Accounts == nil {
		options.Accounts = DefaultAccounts()
	}
	if options.ExerCode == "" {
		options.ExerCode = "E1"
	}
	for _, a := range options.Accounts {
		if len(a.Numcli) != 6 || !digits(a.Numcli) {
			panic("simulator: bad numcli " + a.Numcli)
		}
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err) // tzdata is embedded
	}
	s := &Simulator{
		options: options, paris: paris, http: notifier(options.HTTP),
		payments: map[string]*payment{}, style: options.Style, notify: options.Notify,
	}
	s.idle = sync.NewCond(&s.mu)
	s.running, s.stop = context.WithCancel(context.Background())
	s.handler = s.routes()
	return s
}

// ServeHTTP answers as PayFiP would, and refuses everything once closed.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.running.Err() != nil {
		http.Error(w, "simulateur arrêté", http.StatusServiceUnavailable)
		return
	}
	s.handler.ServeHTTP(w, r)
}

func (s *Simulator) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+SOAPPath, s.serveSOAP)
	mux.HandleFunc("GET "+SOAPPath, s.serveContract)
	mux.HandleFunc("GET "+PagePath, s.openPage)
	mux.HandleFunc("POST "+PagePath, s.choose)
	mux.HandleFunc("GET /sim/style.css", serveStylesheet)
	s.bindControl(mux)
	// A page of another site must not drive the simulator through the visitor's browser.
	return http.NewCrossOriginProtection().Handler(mux)
}

// Start serves on an address of this machine, for example "127.0.0.1:0", until Close; it returns the base address, such as
// "http://127.0.0.1:41234". Any other address is refused.
func (s *Simulator) Start(address string) (base string, err error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return "", err
	}
	if !loopback(host) {
		return "", fmt.Errorf("simulateur PayFiP : %s n’est pas une adresse de cette machine", host)
	}
	listener, err := new(net.ListenConfig).Listen(s.running, "tcp", address)
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	serving := s.spawn(func(context.Context) { _ = server.Serve(listener) })
	closing := s.spawn(func(ctx context.Context) {
		<-ctx.Done()
		_ = server.Close()
	})
	if !serving || !closing {
		return "", errors.Join(errClosed, listener.Close(), server.Close())
	}
	return "http://" + listener.Addr().String(), nil
}

var errClosed = errors.New("simulateur PayFiP arrêté")

// Close stops the server of Start, drops the notifications not sent yet, and waits for all of it.
func (s *Simulator) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.stop()
	s.tasks.Wait()
}

// spawn runs a task that Close waits for; false after Close.
func (s *Simulator) spawn(task func(context.Context)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.tasks.Go(func() { task(s.running) })
	return true
}

// Now is the simulated time, in Paris.
func (s *Simulator) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

// now needs the lock.
func (s *Simulator) now() time.Time {
	return s.options.Clock().Add(s.offset).In(s.paris)
}

// Advance moves the simulated clock forward, never back; passing 03:00 purges as the night does.
func (s *Simulator) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offset += max(d, 0)
	s.purge(s.now())
}

func (s *Simulator) account(numcli string) (Account, bool) {
	for _, a := range s.options.Accounts {
		if a.Numcli == numcli {
			return a, true
		}
	}
	return Account{}, false
}

// loopback knows only literal addresses and localhost: a name could be made to point here later.
func loopback(host string) bool {
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
