// Package aid is the social funds: what a family asks for, its means, the kinds of aid and the funds they are taken from,
// the commission that reads files without names, the head's decision, and what it takes off the sums due. Three roles read
// it: the social worker, the head and the bursar. What a family says of its means is sealed with the folder's key.
package aid

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// ErrNotFound is returned for what does not exist or is not the reader's: the two cannot be told apart.
var ErrNotFound = errors.New("cette demande n’existe pas")

// Mode is how an aid is calculated, as kept in aid_types.mode.
type Mode string

// The four ways of calculating an aid.
const (
	Fixed      Mode = "fixed"      // an amount
	Percentage Mode = "percentage" // of what the pupil owes, one hundred at most
	Drawing    Mode = "drawing"    // a right to draw up to an amount, used as needs come
	InKind     Mode = "in_kind"    // something given, which costs the fund and pays no debt
)

// Modes lists the modes in the order of the screens.
var Modes = []Mode{Fixed, Percentage, Drawing, InKind}

// Label is the mode in French.
func (m Mode) Label() string { return modeLabels[m] }

var modeLabels = map[Mode]string{
	Fixed: "montant forfaitaire", Percentage: "pourcentage des dettes", Drawing: "droit de tirage maximal", InKind: "attribution en nature",
}

// FundKind is which fund it is: each has its own road to a decision (F-14).
type FundKind string

// The kinds of funds.
const (
	College  FundKind = "college"
	Lycee    FundKind = "lycee"
	Canteen  FundKind = "canteen" // decided after individual advice, on criteria that the board has seen
	OwnFunds FundKind = "own"
)

// FundKinds lists them in the order of the screens.
var FundKinds = []FundKind{College, Lycee, Canteen, OwnFunds}

// Label is the kind in French.
func (k FundKind) Label() string { return fundLabels[k] }

var fundLabels = map[FundKind]string{
	College: "fonds social collégien", Lycee: "fonds social lycéen", Canteen: "fonds social pour les cantines", OwnFunds: "ressources propres de l’établissement",
}

// State is where a request stands.
type State string

// The states of a request.
const (
	Received  State = "received"
	Ready     State = "ready" // the means are read, the kind of aid is chosen: a commission may see it
	Decided   State = "decided"
	Withdrawn State = "withdrawn"
)

// States lists them in order.
var States = []State{Received, Ready, Decided, Withdrawn}

// Label is the state in French, for the staff.
func (s State) Label() string { return stateLabels[s] }

var stateLabels = map[State]string{Received: "à instruire", Ready: "prête", Decided: "décidée", Withdrawn: "retirée"}

// Outcome is what was decided, as kept in decisions.state.
type Outcome string

// The outcomes of a request.
const (
	Pending   Outcome = "pending"
	Urgent    Outcome = "urgent" // granted by the head before the commission met: it can only become granted
	Granted   Outcome = "granted"
	Refused   Outcome = "refused"
	Postponed Outcome = "postponed"
	Ended     Outcome = "ended" // a right that is drawn on no more, a thing that was not given: what is left goes back to the fund
)

// Outcomes lists them in order.
var Outcomes = []Outcome{Pending, Urgent, Granted, Refused, Postponed, Ended}

// Label is the outcome in French.
func (o Outcome) Label() string { return outcomeLabels[o] }

var outcomeLabels = map[Outcome]string{
	Pending: "en attente", Urgent: "accord à entériner", Granted: "accordée", Refused: "refusée", Postponed: "reportée", Ended: "close",
}

// Given tells whether the outcome takes money from a fund.
func (o Outcome) Given() bool { return o == Urgent || o == Granted || o == Ended }

// next are the legal transitions of a decision.
var next = map[Outcome][]Outcome{
	"":        {Pending, Urgent, Granted, Refused, Postponed},
	Pending:   {Urgent, Granted, Refused, Postponed},
	Postponed: {Pending, Urgent, Granted, Refused, Postponed},
	Urgent:    {Granted},
	Granted:   {Ended},
}

// May tells whether an outcome may follow another.
func (o Outcome) May(to Outcome) bool { return o == to || slices.Contains(next[o], to) }

// use names the key under which what families say is sealed.
const use = "aid"

func seal(app core.App, v any) (string, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("seal: %w", err)
	}
	return school.DepsOf(app).Keys.Seal(use, raw)
}

func unseal(app core.App, sealed string, into any) error {
	if sealed == "" {
		return nil
	}
	raw, err := school.DepsOf(app).Keys.Open(use, sealed)
	if err != nil {
		return fmt.Errorf("open what a family said: %w", err)
	}
	return json.Unmarshal(raw, into)
}

// save writes a new row in the name of who acts.
func save(ctx context.Context, app core.App, collection string, fields map[string]any) (*core.Record, error) {
	record, err := school.NewRecord(app, collection)
	if err != nil {
		return nil, err
	}
	record.Load(fields)
	return record, app.SaveWithContext(ctx, record)
}

// house is a finding of the house: no rule of law, but a sentence and a way out.
func house(field, what, fix string) law.Finding {
	return law.Finding{Severity: law.Block, What: what, Fix: fix, Field: field}
}

func refuse(field, what, fix string) []law.Finding { return []law.Finding{house(field, what, fix)} }

func trim(s string) string { return strings.TrimSpace(s) }
