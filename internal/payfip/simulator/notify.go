package simulator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Order places the notification relative to the payer's return. The real order is undefined.
type Order string

// The orders.
const (
	Concurrently Order = ""       // sent while the payer is sent back
	BeforeReturn Order = "before" // the payer is sent back once the notification is answered
	AfterReturn  Order = "after"  // sent Delay after the payer was sent back, 1 s when Delay is zero
)

// Notify says how outcomes are notified; the zero value is once, at once, as the real platform does at its best.
type Notify struct {
	Lost   bool   `json:"perdue"`    // never sent
	Delay  Pause  `json:"delai"`     // before it is sent
	Copies int    `json:"copies"`    // how many are sent, in parallel; 0 is one
	Order  Order  `json:"ordre"`     // relative to the return
	Method string `json:"methode"`   // POST when empty, or GET
	Key    string `json:"parametre"` // name of the parameter, "idop" when empty; another stack reads idOp
}

// maxCopies bounds the notifications of one outcome asked for over HTTP.
const maxCopies = 20

// check refuses what nothing would play.
func (n Notify) check() error {
	switch {
	case n.Copies < 0 || n.Copies > maxCopies:
		return fmt.Errorf("copies : de 0 à %d", maxCopies)
	case n.Delay < 0:
		return errors.New("delai : pas négatif")
	case n.Order != Concurrently && n.Order != BeforeReturn && n.Order != AfterReturn:
		return fmt.Errorf("ordre : %q, %q ou rien", BeforeReturn, AfterReturn)
	case n.Method != "" && n.Method != http.MethodPost && n.Method != http.MethodGet:
		return errors.New("methode : POST ou GET")
	}
	return nil
}

// Delivery is the journal of one notification.
type Delivery struct {
	IDOp   string    `json:"idop"`
	URL    string    `json:"url"`
	At     time.Time `json:"quand"`          // simulated time
	Status int       `json:"http"`           // 0 when nothing answered
	Note   string    `json:"note,omitempty"` // why it was not sent, or how it failed
}

const (
	notifyTimeout = 10 * time.Second
	maxDeliveries = 1000 // the journal of a demonstration that runs for months stays small
)

// notifier goes straight to the host: a proxy would defeat the check of the address.
func notifier(given *http.Client) *http.Client {
	own := http.Client{Transport: &http.Transport{Proxy: nil, DisableKeepAlives: true}}
	if given != nil {
		own = *given
	}
	if own.Timeout <= 0 || own.Timeout > notifyTimeout {
		own.Timeout = notifyTimeout
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// SetNotify changes how the outcomes to come are notified.
func (s *Simulator) SetNotify(n Notify) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notify = n
}

// Deliveries is the journal of notifications, oldest first.
func (s *Simulator) Deliveries() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Delivery{}, s.deliveries...) // never null in JSON
}

// Wait returns once no notification is on its way.
func (s *Simulator) Wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.sending > 0 {
		s.idle.Wait()
	}
}

// Replay sends the notification of a payment once more, at once, whatever the mode; false when the idOp is unknown.
func (s *Simulator) Replay(ctx context.Context, idOp string) bool {
	p, known := s.Payment(idOp)
	if known {
		s.mu.Lock()
		mode := s.notify
		s.mu.Unlock()
		s.send(ctx, p, mode)
	}
	return known
}

// announce notifies an outcome in the mode in force. The notification belongs to the simulator, not to the request of the
// payer: it leaves even when the browser does.
func (s *Simulator) announce(p payment) {
	s.mu.Lock()
	mode := s.notify
	s.mu.Unlock()
	if mode.Lost {
		s.record(Delivery{IDOp: p.IDOp, URL: p.NotifyURL, Note: "perdue"})
		return
	}
	if mode.Order == AfterReturn && mode.Delay == 0 {
		mode.Delay = Pause(time.Second)
	}
	s.underWay(1)
	finished := make(chan struct{})
	deliver := func(running context.Context) {
		defer close(finished)
		defer s.underWay(-1)
		s.deliver(running, p, mode)
	}
	if !s.spawn(deliver) {
		s.underWay(-1)
		return
	}
	if mode.Order == BeforeReturn {
		<-finished
	}
}

func (s *Simulator) underWay(change int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sending += change
	s.idle.Broadcast()
}

// deliver waits, then sends every copy in parallel and waits for them.
func (s *Simulator) deliver(ctx context.Context, p payment, mode Notify) {
	if !mode.Delay.wait(ctx, ctx) {
		return
	}
	sent := make(chan struct{})
	copies := max(mode.Copies, 1)
	for range copies {
		go func() {
			s.send(ctx, p, mode)
			sent <- struct{}{}
		}()
	}
	for range copies {
		<-sent
	}
}

// send makes one call and records it.
func (s *Simulator) send(ctx context.Context, p payment, mode Notify) {
	d := Delivery{IDOp: p.IDOp, URL: p.NotifyURL}
	status, err := s.callNotification(ctx, p, mode)
	d.Status = status
	if err != nil {
		d.Note = err.Error()
	}
	s.record(d)
}

var errHost = errors.New("hôte refusé : hors de cette machine et de la liste AllowHosts")

func (s *Simulator) callNotification(ctx context.Context, p payment, mode Notify) (status int, err error) {
	target, err := url.Parse(p.NotifyURL)
	if err != nil {
		return 0, err
	}
	if !loopback(target.Hostname()) && !slices.Contains(s.options.AllowHosts, target.Hostname()) {
		return 0, errHost
	}
	key := "idop"
	if mode.Key != "" {
		key = mode.Key
	}
	form := url.Values{key: {p.IDOp}}.Encode()
	method, address, body := http.MethodPost, p.NotifyURL, form
	if mode.Method == http.MethodGet {
		method, address, body = http.MethodGet, appendQuery(p.NotifyURL, form), ""
	}
	request, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := s.http.Do(request)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}

func (s *Simulator) record(d Delivery) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d.At = s.now()
	if len(s.deliveries) == maxDeliveries {
		s.deliveries = slices.Delete(s.deliveries, 0, 1)
	}
	s.deliveries = append(s.deliveries, d)
}

func appendQuery(address, query string) string {
	if strings.Contains(address, "?") {
		return address + "&" + query
	}
	return address + "?" + query
}
