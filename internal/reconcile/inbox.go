package reconcile

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Kind is what a line was recognised as.
type Kind string

// The kinds of matches.
const (
	MatchBooked   Kind = "booked"   // a payment was booked from the line
	MatchSeen     Kind = "seen"     // a payment of the ledger is on the line
	MatchReturned Kind = "returned" // the line took a payment back
	MatchRefunded Kind = "refunded" // the line is a transfer to families
)

// Label is the kind in French.
func (k Kind) Label() string {
	return map[Kind]string{MatchBooked: "encaissé", MatchSeen: "pointé", MatchReturned: "annulé", MatchRefunded: "remboursement parti"}[k]
}

// Inbox is the open lines with their proposals, and the facts they were worked out from.
type Inbox struct {
	Lines []Proposed
	facts Facts
}

// Load works out the proposals of every open line, for staff who see money.
func Load(app core.App, viewer school.Actor) (Inbox, error) {
	if err := school.Require(viewer, school.SeeMoney); err != nil {
		return Inbox{}, err
	}
	lines, err := openLines(app)
	if err != nil || len(lines) == 0 {
		return Inbox{}, err
	}
	facts, err := loadFacts(app, viewer, lines)
	if err != nil {
		return Inbox{}, err
	}
	return Inbox{Lines: Propose(lines, facts), facts: facts}, nil
}

// Find is one open line of the inbox.
func (i Inbox) Find(id string) (Proposed, bool) {
	at := slices.IndexFunc(i.Lines, func(p Proposed) bool { return p.Line.ID == id })
	if at < 0 {
		return Proposed{}, false
	}
	return i.Lines[at], true
}

// With lists the lines whose best proposal has a confidence; none, the lines that nothing is known of.
func (i Inbox) With(c Confidence) []Proposed {
	var found []Proposed
	for _, p := range i.Lines {
		if len(p.Proposals) > 0 && p.Best().Confidence() == c || len(p.Proposals) == 0 && c == "" {
			found = append(found, p)
		}
	}
	return found
}

// AtOnce lists the lines that may be accepted together: those of high confidence that take nothing back and ask nobody.
func (i Inbox) AtOnce(viewer school.Actor) []Proposed {
	var found []Proposed
	for _, p := range i.With(Sure) {
		switch best := p.Best(); best.Action {
		case Seen, Refunded, SetAside:
			found = append(found, p)
		case Book:
			if viewer.May(school.BookPayments) {
				found = append(found, p)
			}
		case Reverse, Returned, Pull: // one at a time: the first gives a debt back to a family
		}
		if len(found) == maxAtOnce {
			break
		}
	}
	return found
}

// maxAtOnce bounds what one form accepts.
const maxAtOnce = 200

// Digest tells a list of lines and their best proposals from any other: what is accepted together is what was shown.
func Digest(lines []Proposed) string {
	var b strings.Builder
	for _, p := range lines {
		b.WriteString(p.Line.ID + p.Best().Digest())
	}
	return hashOf(b.String())
}

// ErrChanged is returned when what is accepted is no longer what was shown.
var ErrChanged = law.Object("", "La proposition a changé depuis que la page est affichée : une autre ligne, ou un encaissement, est passé avant.", "Relisez-la, puis acceptez.")

// Accepted is what accepting did.
type Accepted struct {
	Action  Action
	Line    Line
	Booked  money.Booked // Book
	Already bool         // the line was matched before: nothing was written
}

// Accept does what one of the proposals of a line says, the one whose digest was shown. Sent twice, it is done once.
func Accept(ctx context.Context, app core.App, lineID, digest string) (done Accepted, err error) {
	actor := school.ActorIn(ctx)
	if err := school.Require(actor, school.ReconcileBank); err != nil {
		return done, err
	}
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		inbox, err := Load(tx, actor)
		if err != nil {
			return err
		}
		p, found := inbox.Find(lineID)
		if !found {
			done.Already = true
			return already(tx, lineID)
		}
		at := slices.IndexFunc(p.Proposals, func(p Proposal) bool { return p.Digest() == digest })
		if at < 0 {
			return ErrChanged
		}
		done, err = apply(ctx, tx, inbox.facts, p.Line, p.Proposals[at])
		return err
	})
	return done, err
}

// already tells a line that was matched before from one that never was.
func already(app core.App, lineID string) error {
	var states []string
	if err := app.DB().Select("state").From("statement_lines").Where(dbx.HashExp{"id": lineID}).Column(&states); err != nil {
		return err
	}
	if len(states) == 0 {
		return law.Object("", "Cette ligne de relevé n’existe pas.", "")
	}
	return nil
}

// AcceptedMany is what accepting many did.
type AcceptedMany struct {
	Done   int
	Amount cents.Amount // in and out
	Failed []Failure    // refused by the ledger; the others are done
}

// Failure is a line that the ledger refused.
type Failure struct {
	Line Line
	Why  string
}

// AcceptMany accepts the lines that were shown together, each in its own transaction: what the ledger refuses of one does not
// stop the others.
func AcceptMany(ctx context.Context, app core.App, digest string) (AcceptedMany, error) {
	actor := school.ActorIn(ctx)
	if err := school.Require(actor, school.ReconcileBank); err != nil {
		return AcceptedMany{}, err
	}
	inbox, err := Load(app, actor)
	if err != nil {
		return AcceptedMany{}, err
	}
	lines := inbox.AtOnce(actor)
	if len(lines) == 0 || Digest(lines) != digest {
		return AcceptedMany{}, ErrChanged
	}
	var many AcceptedMany
	for _, p := range lines {
		err := school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
			_, err := apply(ctx, tx, inbox.facts, p.Line, p.Best())
			return err
		})
		var refusal *law.Refusal
		switch {
		case errors.As(err, &refusal):
			many.Failed = append(many.Failed, Failure{p.Line, refusal.Findings[0].What})
		case err != nil:
			return many, err
		default:
			many.Done++
			many.Amount += p.Line.Amount
		}
	}
	return many, nil
}

// apply writes what a proposal says, in the transaction at hand.
func apply(ctx context.Context, tx core.App, facts Facts, l Line, p Proposal) (done Accepted, err error) {
	done = Accepted{Action: p.Action, Line: l}
	switch p.Action {
	case Book:
		done.Booked, err = book(ctx, tx, l, p.PupilID, p.PayerID, p.Parts)
		if err != nil {
			return done, err
		}
		err = note(ctx, tx, l, p, MatchBooked, done.Booked.PaymentID, l.Amount)
	case Seen:
		amounts := map[string]cents.Amount{}
		for _, pay := range slices.Concat(facts.Payments, facts.Reversed) {
			amounts[pay.ID] = pay.Amount
		}
		for _, id := range p.PaymentIDs {
			if err := note(ctx, tx, l, p, MatchSeen, id, amounts[id]); err != nil {
				return done, err
			}
		}
	case Reverse:
		if err := takeBack(ctx, tx, l, p.PaymentIDs[0]); err != nil {
			return done, err
		}
		err = note(ctx, tx, l, p, MatchReturned, p.PaymentIDs[0], l.Amount)
	case Returned:
		err = note(ctx, tx, l, p, MatchReturned, p.PaymentIDs[0], l.Amount)
	case Refunded:
		err = note(ctx, tx, l, p, MatchRefunded, "", l.Amount)
	case SetAside:
		return done, settle(ctx, tx, l.ID, Ignored, strings.Join(p.Reasons, " "))
	case Pull:
		return done, law.Object("", "PayFiP n’est interrogé que par la page.", "")
	}
	if err != nil {
		return done, err
	}
	return done, settle(ctx, tx, l.ID, Matched, "")
}

// takeBack cancels a payment that the bank has taken back. A direct debit is returned with the reason that the label gives, or
// none: its mandate may have to wait.
func takeBack(ctx context.Context, tx core.App, l Line, paymentID string) error {
	var debits []string
	if err := tx.DB().Select("id").From("debits").Where(dbx.HashExp{"payment_id": paymentID}).Column(&debits); err != nil {
		return fmt.Errorf("debit of a payment: %w", err)
	}
	if len(debits) == 0 {
		return money.ReversePayment(ctx, tx, paymentID, "Repris par la banque le "+l.On.Short()+" : "+l.Label)
	}
	code := noReason
	for _, w := range strings.FieldsFunc(strings.ToUpper(l.Label+" "+l.Reference), func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') }) {
		if reason, known := money.ReasonOf(w); known {
			code = reason.Code
			break
		}
	}
	return money.ReturnDebit(ctx, tx, debits[0], code, min(l.On, school.Clock(tx).Today()), "D’après le relevé de la banque : "+head(l.Label, 200))
}

// noReason is the code of a return that a bank does not explain.
const noReason = "MS03"

// tokenStart begins the tokens of the payments booked from a line.
func tokenStart(lineID string) string { return "releve-" + lineID + "-" }

// book books a transfer with the line's token: sent twice, it is booked once. A line that was undone has a new token.
func book(ctx context.Context, tx core.App, l Line, pupilID, payerID string, parts []Part) (money.Booked, error) {
	var undone int
	err := tx.DB().Select("COUNT(*)").From("statement_matches").Where(dbx.HashExp{"line": l.ID, "kind": string(MatchBooked)}).AndWhere(dbx.NewExp("undone_by != ''")).Row(&undone)
	if err != nil {
		return money.Booked{}, fmt.Errorf("matches of a line: %w", err)
	}
	desk := money.Desk{
		Means: money.Transfer, Amount: l.Amount, ReceivedOn: min(l.On, school.Clock(tx).Today()), PupilID: pupilID, PayerID: payerID,
		BankReference: head(strings.TrimSpace(l.Reference+" "+l.Label), 80), Note: "D’après le relevé de la banque.", Token: fmt.Sprintf("%s%d", tokenStart(l.ID), undone),
	}
	if payerID == "" {
		desk.PayerName = head(l.Party, 120)
	}
	if parts != nil {
		desk.Allocations = []money.Line{}
		for _, part := range parts {
			desk.Allocations = append(desk.Allocations, money.Line{ChargeID: part.ChargeID, Amount: part.Amount})
		}
	}
	return money.BookPayment(ctx, tx, desk)
}

func head(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// BookFor books a line that nothing recognised for a pupil whom the accountant has found, oldest due first.
func BookFor(ctx context.Context, app core.App, lineID, pupilID, payerID string) (done Accepted, err error) {
	if err := school.Require(school.ActorIn(ctx), school.ReconcileBank); err != nil {
		return done, err
	}
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		lines, err := linesWhere(tx, "state = 'open' AND source = 'bank' AND amount_cents > 0 AND id = {:id}", dbx.Params{"id": lineID})
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			done.Already = true
			return already(tx, lineID)
		}
		done = Accepted{Action: Book, Line: lines[0]}
		if done.Booked, err = book(ctx, tx, lines[0], pupilID, payerID, nil); err != nil {
			return err
		}
		p := Proposal{Action: Book, Reasons: []string{"Choisi par la personne qui rapproche."}}
		if err := note(ctx, tx, lines[0], p, MatchBooked, done.Booked.PaymentID, lines[0].Amount); err != nil {
			return err
		}
		return settle(ctx, tx, lineID, Matched, "")
	})
	return done, err
}

func note(ctx context.Context, tx core.App, l Line, p Proposal, kind Kind, paymentID string, amount cents.Amount) error {
	record, err := school.NewRecord(tx, "statement_matches")
	if err != nil {
		return err
	}
	record.Load(map[string]any{
		"line": l.ID, "kind": string(kind), "source": string(l.Source), "payment_id": paymentID, "batch_id": p.BatchID, "amount_cents": int64(amount), "score": p.Score,
		"reason": head(strings.Join(p.Reasons, " "), 2000), "by_staff": school.ActorIn(ctx).ID, "matched_at": school.Clock(tx).Now().UTC(),
	})
	return tx.SaveWithContext(ctx, record)
}

// settle says where a line stands from now on.
func settle(ctx context.Context, tx core.App, lineID, state, reason string) error {
	record, err := tx.FindRecordById("statement_lines", lineID)
	if err != nil {
		return law.Object("", "Cette ligne de relevé n’existe pas.", "")
	}
	record.Set("state", state)
	record.Set("reason", strings.TrimSpace(reason))
	record.Set("settled_by", school.ActorIn(ctx).ID)
	record.Set("settled_at", school.Clock(tx).Now().UTC())
	if state == Open {
		record.Set("settled_by", "")
		record.Set("settled_at", nil)
	}
	return tx.SaveWithContext(ctx, record)
}

// Ignore puts a line aside with a reason: a grant, a supplier, a movement of the agency.
func Ignore(ctx context.Context, app core.App, lineID, reason string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error { return settle(ctx, tx, lineID, Ignored, reason) })
}

// Reopen takes up again a line that was put aside.
func Reopen(ctx context.Context, app core.App, lineID string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error { return settle(ctx, tx, lineID, Open, "") })
}

// Undo undoes what was matched on a line: what was booked from it is reversed, what was pointed is no longer. The line is to
// match again; nothing is erased.
func Undo(ctx context.Context, app core.App, lineID, reason string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		matches, err := liveMatches(tx, dbx.HashExp{"line": lineID})
		if err != nil {
			return err
		}
		if len(matches) == 0 {
			return law.Object("", "Cette ligne n’est rapprochée de rien.", "")
		}
		for _, m := range matches {
			if Kind(m.GetString("kind")) == MatchBooked { // its reversal undoes the match and opens the line: see Reversed
				if err := money.ReversePayment(ctx, tx, m.GetString("payment_id"), reason); err != nil {
					return err
				}
				continue
			}
			if err := undo(ctx, tx, m, reason); err != nil {
				return err
			}
		}
		return openAgain(ctx, tx, lineID)
	})
}

func liveMatches(app core.App, where dbx.HashExp) ([]*core.Record, error) {
	where["undone_by"] = ""
	records, err := app.FindAllRecords("statement_matches", where)
	if err != nil {
		return nil, fmt.Errorf("matches: %w", err)
	}
	return records, nil
}

func undo(ctx context.Context, tx core.App, m *core.Record, reason string) error {
	m.Set("undone_by", school.ActorIn(ctx).ID)
	m.Set("undone_at", school.Clock(tx).Now().UTC())
	m.Set("undone_reason", strings.TrimSpace(reason))
	return tx.SaveWithContext(ctx, m)
}

// openAgain opens a line that is no longer matched.
func openAgain(ctx context.Context, tx core.App, lineID string) error {
	var states []string
	if err := tx.DB().Select("state").From("statement_lines").Where(dbx.HashExp{"id": lineID}).Column(&states); err != nil {
		return err
	}
	if len(states) == 0 || states[0] != Matched {
		return nil
	}
	return settle(ctx, tx, lineID, Open, "")
}

// Reversed draws the consequence of a reversal, whoever made it: the line from which the payment was booked is to match again.
// A payment that was only pointed stays so, the bank did receive it.
func Reversed(ctx context.Context, app core.App, reversal *core.Record) error {
	matches, err := liveMatches(app, dbx.HashExp{"payment_id": reversal.GetString("payment"), "kind": string(MatchBooked)})
	if err != nil {
		return err
	}
	for _, m := range matches {
		if err := undo(ctx, app, m, reversal.GetString("reason")); err != nil {
			return err
		}
		if err := openAgain(ctx, app, m.GetString("line")); err != nil {
			return err
		}
	}
	return nil
}
