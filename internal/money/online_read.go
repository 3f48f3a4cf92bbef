package money

import (
	"errors"
	"strings"
	"time"

	"github.com/openacademie/openacademie/internal/payfip"
)

// reading is what one answer of PayFiP means for an attempt.
type reading struct {
	to      State
	answer  string // result or code, for the event
	detail  string // for the event
	trouble string // a person has to look: one short sentence; empty leaves what is there
	over    bool   // PayFiP will say nothing more about this idOp
	failed  bool   // no answer came
}

// read is the judgement of one answer: a pure function of the attempt as it stands, the answer, the time and the world in
// which the school is (elsewhere says in French why a success would not be real money here; empty in the ordinary case).
// A move that the machine does not know is no move.
func read(a Attempt, d payfip.Detail, err error, now time.Time, elsewhere string) reading {
	r := readAnswer(a, d, err, now.Sub(a.MadeAt), elsewhere)
	if !a.State.May(r.to) {
		r.to = a.State
	}
	return r
}

func readAnswer(a Attempt, d payfip.Detail, err error, age time.Duration, elsewhere string) reading {
	var refused *payfip.FunctionalError
	switch {
	case errors.As(err, &refused):
		return readRefusal(a, refused, age)
	case err != nil:
		return reading{to: a.State, answer: "panne", detail: err.Error(), failed: true}
	}
	r := reading{to: a.State, answer: string(d.Result), detail: d.Outcome().Label()}
	if wrong := d.Mismatches(a.IDOp, a.asked()); len(wrong) > 0 {
		r.to, r.detail = ToCheck, "diffère : "+strings.Join(wrong, ", ")
		r.trouble = "PayFiP répond autre chose que la demande, rien n’est comptabilisé : " + strings.Join(wrong, ", ") + "."
		return r
	}
	switch outcome := d.Outcome(); outcome {
	case payfip.PaidCard, payfip.PaidDebit:
		if elsewhere != "" {
			r.to, r.trouble = ToCheck, elsewhere
			return r
		}
		r.to = PaidCard
		if outcome == payfip.PaidDebit {
			r.to = PaidDebit
		}
	case payfip.RefusedCard, payfip.RefusedDebit:
		r.to = Refused
	case payfip.Abandoned:
		if age >= attemptTime {
			r.to = Abandoned // until then the payer may come back and pay
		}
	case payfip.Unknown:
		r.to = ToCheck
		r.trouble = "PayFiP donne un résultat inconnu, « " + string(d.Result) + " » : rien n’est comptabilisé, interrogez la DDFiP."
	}
	return r
}

func readRefusal(a Attempt, refused *payfip.FunctionalError, age time.Duration) reading {
	r := reading{to: a.State, answer: refused.Code, detail: refused.Label}
	switch refused.Code {
	case "P5": // no result yet
		if age >= attemptTime && a.State == Opened {
			r.to = Expired
		}
	case "P1": // purged the night after, when nothing was paid
		if age < attemptTime {
			r.to, r.trouble = ToCheck, "PayFiP ne connaît pas un paiement tout juste créé : vérifiez l’adresse du service dans École."
			return r
		}
		r.over = true
		if a.State == Opened {
			r.to = Expired
		}
	default:
		r.trouble = refusalOfCall(refused)
		r.detail += " ; " + refused.Explanation().Action
	}
	return r
}

// refusalOfCall says, in one short sentence, that PayFiP does not take our calls; what to do is in the event.
func refusalOfCall(refused *payfip.FunctionalError) string {
	return "PayFiP refuse l’appel : " + refused.Code + ", " + refused.Explanation().Label + "."
}

// maxTrouble keeps a trouble to one line of a list and of a message, in characters.
const maxTrouble = 110

func short(trouble string) string {
	if r := []rune(trouble); len(r) > maxTrouble {
		return strings.TrimSpace(string(r[:maxTrouble-1])) + "…"
	}
	return trouble
}
