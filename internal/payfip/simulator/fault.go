package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// FaultKind is one way in which the SOAP service fails.
type FaultKind string

// The kinds. Reset and the kinds after EmptyReturn carry out the call and spoil the answer: after a creation, the payment
// exists and nobody knows its idOp.
const (
	Slow          FaultKind = "latence" // answers after Latency, which every other kind may have too
	BadGateway    FaultKind = "502"     // an HTML page of a proxy; the call went nowhere
	Dysfunction   FaultKind = "dysfonctionnement"
	Unavailable   FaultKind = "indisponibilite"
	Protocol      FaultKind = "protocolaire"
	Reset         FaultKind = "coupure"          // the connection is cut
	EmptyReturn   FaultKind = "retour_vide"      // <return></return>
	WrongEcho     FaultKind = "echo"             // leaf Field holds Value
	UnknownResult FaultKind = "resultat_inconnu" // resultrans Q
	Truncated     FaultKind = "tronque"          // half of the answer
	Huge          FaultKind = "enorme"           // 5 MiB
)

// Fault is an injected failure of the SOAP service.
type Fault struct {
	Kind      FaultKind `json:"nature"`
	Operation string    `json:"operation"` // creerPaiementSecurise…, every operation when empty
	Times     int       `json:"fois"`      // number of calls hit; 0 until cleared
	Latency   Pause     `json:"latence"`   // real time, before anything is done
	Field     string    `json:"champ"`     // leaf that WrongEcho changes: montant, numcli, refdet, saisie…
	Value     string    `json:"valeur"`
}

// check refuses what nothing would play.
func (f Fault) check() error {
	kinds := []FaultKind{Slow, BadGateway, Dysfunction, Unavailable, Protocol, Reset, EmptyReturn, WrongEcho, UnknownResult, Truncated, Huge}
	switch {
	case !slices.Contains(kinds, f.Kind):
		return fmt.Errorf("nature : une parmi %q", kinds)
	case f.Operation != "" && f.Operation != opCreate && f.Operation != opDetail && f.Operation != opClient:
		return fmt.Errorf("operation : %s, %s, %s ou rien", opCreate, opDetail, opClient)
	case f.Times < 0 || f.Latency < 0:
		return errors.New("fois et latence ne sont pas négatives")
	}
	return nil
}

// Inject adds faults behind those in force; each call takes the first one that concerns its operation.
func (s *Simulator) Inject(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

// ClearFaults takes every fault away.
func (s *Simulator) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// Faults lists the faults in force.
func (s *Simulator) Faults() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Fault{}, s.faults...) // never null in JSON
}

// nextFault takes the fault for one call; the zero Fault does nothing.
func (s *Simulator) nextFault(operation string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if f.Operation != "" && f.Operation != operation {
			continue
		}
		if f.Times == 1 {
			s.faults = slices.Delete(s.faults, i, i+1)
		} else if f.Times > 1 {
			s.faults[i].Times--
		}
		return f
	}
	return Fault{}
}

// stops plays what comes before the call and tells whether it ends there. A client that gives up waiting does not stop the
// call: its payment is made all the same.
func (f Fault) stops(running context.Context, w http.ResponseWriter, r *http.Request) bool {
	f.Latency.wait(r.Context(), running)
	if f.Kind == BadGateway {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<html><body>Bad Gateway</body></html>")
		return true
	}
	return false
}

func (f Fault) technical() (refusal, bool) {
	switch f.Kind {
	case Dysfunction:
		return refusal{"TechDysfonctionnementErreur", "999", "Erreur technique", "Erreur technique interne", "3"}, true
	case Unavailable:
		return refusal{"TechIndisponibiliteErreur", "999", "Service indisponible", "", "3"}, true
	case Protocol:
		return refusal{"TechProtocolaireErreur", "999", "Erreur protocolaire", "", "3"}, true
	}
	return refusal{}, false
}

// alter changes the leaves of a successful answer.
func (f Fault) alter(fields []field) []field {
	switch f.Kind {
	case EmptyReturn:
		return nil
	case UnknownResult:
		f.Field, f.Value = "resultrans", "Q"
	case WrongEcho:
	default:
		return fields
	}
	for i := range fields {
		if fields[i].name == f.Field {
			fields[i].value = f.Value
		}
	}
	return fields
}

// hugeSize is the length of the padding of Huge, in bytes.
const hugeSize = 5 << 20

// write sends the answer, spoiled or not.
func (f Fault) write(w http.ResponseWriter, a answer) {
	switch f.Kind {
	case Reset:
		cut(w)
		return
	case Truncated:
		a.body = a.body[:len(a.body)/2]
	case Huge:
		a.body = strings.Replace(a.body, ":Body>", ":Body><!--"+strings.Repeat(" ", hugeSize)+"-->", 1)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	writeXML(w, a)
}

// cut ends the connection without an answer, with a TCP reset where it can.
func cut(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // net/http's own way to drop a connection
	}
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}
