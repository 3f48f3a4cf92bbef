package simulator

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/openacademie/openacademie/internal/money/cents"
)

// The timing of PayFiP: the page opens for 15 minutes; a payment without an outcome is purged at 03:00 Paris time once it
// is 20 minutes old; an outcome stays readable for a year.
const (
	openingTime = 15 * time.Minute
	attemptTime = 20 * time.Minute
	nightHour   = 3
)

// Payment is a payment as the simulated PayFiP knows it, for tests and the control pages.
type Payment struct {
	IDOp      string       `json:"idop"`
	Numcli    string       `json:"numcli"`
	Exer      string       `json:"exer"`
	Refdet    string       `json:"refdet"`
	Objet     string       `json:"objet"`
	Amount    cents.Amount `json:"montant"` // in cents
	Mel       string       `json:"mel"`     // as created; the detail echoes it
	TicketMel string       `json:"mel_ticket"`
	Mode      string       `json:"saisie"`
	NotifyURL string       `json:"urlnotif"`
	ReturnURL string       `json:"urlredirect"`
	Created   time.Time    `json:"cree_le"`
	Opened    time.Time    `json:"ouvert_le,omitzero"` // page loaded, zero if never
	Result    string       `json:"resultrans"`         // P V R Z A, "" while unknown
	Auth      string       `json:"numauto"`
	Settled   time.Time    `json:"fini_le,omitzero"`

	onPage bool // the payer is on the page; false again after an abandonment
}

type payment = Payment

// settled tells that the idOp will not change any more: an abandoned payment may still be taken up again.
func (p Payment) settled() bool {
	return p.Result != "" && p.Result != "A"
}

// paid tells that money would move.
func (p Payment) paid() bool {
	return p.Result == "P" || p.Result == "V"
}

// Payments lists what PayFiP still knows, oldest first.
func (s *Simulator) Payments() []Payment {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.purge(s.now())
	list := make([]Payment, 0, len(s.payments))
	for _, p := range s.payments {
		list = append(list, *p)
	}
	slices.SortFunc(list, func(a, b Payment) int {
		if c := a.Created.Compare(b.Created); c != 0 {
			return c
		}
		return strings.Compare(a.IDOp, b.IDOp)
	})
	return list
}

// Payment finds one payment.
func (s *Simulator) Payment(idOp string) (Payment, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.find(idOp); p != nil {
		return *p, true
	}
	return Payment{}, false
}

// find needs the lock. The comparison minds the case, as a key of a database would.
func (s *Simulator) find(idOp string) *payment {
	s.purge(s.now())
	return s.payments[idOp]
}

// add stores a payment under a new idOp.
func (s *Simulator) add(p payment) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p.Created = s.now()
	p.IDOp = s.newIDOp(p.Created)
	p.TicketMel = p.Mel
	s.payments[p.IDOp] = &p
	return p.IDOp
}

// settle writes an outcome over any earlier one; it needs the lock.
func (s *Simulator) settle(p *payment, result string) {
	p.Result, p.Settled, p.Auth = result, s.now(), ""
	if result == "A" {
		p.onPage = false
	}
	switch {
	case p.Mode == "T" && result == "P":
		p.Auth = "A55A" // recorded
	case p.Mode == "T" && result == "V":
		p.Auth = "112233445566-tip" // recorded
	case result == "P":
		p.Auth = fmt.Sprintf("%06X", s.random().Uint32()>>8)
	case result == "V":
		p.Auth = fmt.Sprintf("%016d", s.random().Uint64N(1e16))
	}
}

// Night purges now every payment without an outcome, as PayFiP does each night.
func (s *Simulator) Night() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, p := range s.payments {
		if p.Result == "" {
			delete(s.payments, id)
		}
	}
}

// purge forgets what the last night and the last year took away.
func (s *Simulator) purge(now time.Time) {
	night := time.Date(now.Year(), now.Month(), now.Day(), nightHour, 0, 0, 0, s.paris)
	if night.After(now) {
		night = night.AddDate(0, 0, -1)
	}
	for id, p := range s.payments {
		unused := p.Result == "" && p.Created.Before(night) && now.Sub(p.Created) > attemptTime
		if unused || p.Result != "" && p.Settled.AddDate(1, 0, 0).Before(now) {
			delete(s.payments, id)
		}
	}
}

// random is a new generator for each draw, so that the order of other draws does not matter.
func (s *Simulator) random() *rand.Rand {
	s.counter++
	return rand.New(rand.NewPCG(s.options.Seed, s.counter)) //nolint:gosec // a simulator must repeat itself
}

// newIDOp makes a UUID version 1 out of the simulated clock: 100 ns since 15 October 1582, a counter as clock sequence so
// that a frozen clock still gives different ones, and a node drawn from the seed with the multicast bit (RFC 9562, 6.10).
func (s *Simulator) newIDOp(now time.Time) string {
	const gregorian = 0x01B21DD213814000 // 100 ns from 1582 to 1970
	draw := s.random()
	ticks := uint64(now.UnixNano()/100) + gregorian + s.counter // after 1970
	var b [16]byte
	binary.BigEndian.PutUint32(b[0:], uint32(ticks))                   //nolint:gosec // low 32 bits
	binary.BigEndian.PutUint16(b[4:], uint16(ticks>>32))               //nolint:gosec // middle 16 bits
	binary.BigEndian.PutUint16(b[6:], uint16(ticks>>48)&0x0FFF|0x1000) // high 12 bits, version 1
	binary.BigEndian.PutUint16(b[8:], uint16(s.counter&0x3FFF)|0x8000) // 14 bits, variant
	binary.BigEndian.PutUint32(b[10:], draw.Uint32()|0x01000000)       // multicast: no real card
	binary.BigEndian.PutUint16(b[14:], uint16(draw.Uint32()&0xFFFF))   // 16 bits
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}
