package payfip

import "fmt"

// FunctionalError is PayFiP's refusal of a call that it understood. Explain(Code) says what to do; Label varies from one
// version of PayFiP to the next and is for people only.
type FunctionalError struct {
	Code     string // R3, A2, P5…
	Label    string // libelle, in French
	Detail   string // descriptif or message, often empty
	Severity int    // 2 on every one seen
}

func (e *FunctionalError) Error() string {
	return fmt.Sprintf("PayFiP refuse l’appel : %s %s", e.Code, e.Label)
}

// Explanation is what to do about the code.
func (e *FunctionalError) Explanation() Fault {
	return Explain(e.Code)
}

// TechnicalKind tells the technical faults apart.
type TechnicalKind string

// The kinds: the three of the contract, and a bare SOAP fault without a detail of the contract, which means that the
// server could not read our call at all.
const (
	Dysfunction TechnicalKind = "TechDysfonctionnement"
	Unavailable TechnicalKind = "TechIndisponibilite"
	Protocol    TechnicalKind = "TechProtocolaire"
	BareFault   TechnicalKind = "Fault"
)

// TechnicalError is a failure on PayFiP's side, or a call that it could not read. A pull may be tried again (DGFiP asks for
// about 30 minutes); a creation is a new payment.
type TechnicalError struct {
	Kind     TechnicalKind
	Code     string // 999 on every one seen; the faultcode for BareFault
	Label    string
	Detail   string
	Severity int // 3 on every one seen
}

func (e *TechnicalError) Error() string {
	return fmt.Sprintf("panne de PayFiP (%s) : %s %s", e.Kind, e.Code, e.Label)
}

// TransportError means that no SOAP envelope came back: network, time limit, proxy page, redirect, answer too large or
// unreadable. After a creation the payment may exist at PayFiP under an idOp nobody knows; it is harmless, and purged.
type TransportError struct {
	Status int   // HTTP status, 0 when there was no answer
	Err    error // the cause; errors.Is finds context.DeadlineExceeded through it
}

func (e *TransportError) Error() string {
	if e.Status == 0 {
		return fmt.Sprintf("PayFiP injoignable : %v", e.Err)
	}
	return fmt.Sprintf("réponse illisible de PayFiP (HTTP %d) : %v", e.Status, e.Err)
}

func (e *TransportError) Unwrap() error { return e.Err }

// AnswerError means that an envelope came back without what the contract promises, for example a creation without idOp.
type AnswerError struct {
	Operation string
	Reason    string // in French
}

func (e *AnswerError) Error() string {
	return fmt.Sprintf("réponse incomplète de PayFiP (%s) : %s", e.Operation, e.Reason)
}
