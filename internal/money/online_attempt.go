package money

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/payfip"
	"github.com/openacademie/openacademie/internal/school"
)

// Attempt is one attempt to pay online. Instants are machine time: PayFiP does not follow a practice clock.
type Attempt struct {
	ID         string
	Number     int    // counts the attempts of the school, without a gap
	Refdet     string // reference at PayFiP: payfip.Refdet(Number, rank among the attempts on the same first charge)
	IDOp       string // empty until PayFiP answered
	State      State
	Amount     cents.Amount
	Numcli     string
	Mode       payfip.Mode
	Exer       string
	Objet      string
	Mel        string
	AccountID  string
	PayerID    string // guardian; empty for a pupil of full age
	PupilID    string
	Lines      []Line
	Result     payfip.Result // last result read; "A" while Opened: given up, may still be taken up again
	AuthNumber string
	MadeAt     time.Time
	EndedAt    time.Time
	BookedAt   time.Time
	NextPullAt time.Time // zero: nothing more is expected
	Pulls      int
	Trouble    string // what a person has to look at, in French
	Trial      bool   // one euro to try PayFiP: nobody owes it, nothing is booked
}

// Resumable tells whether the payer can still open PayFiP's page.
func (a Attempt) Resumable(now time.Time) bool {
	return a.State == Opened && a.IDOp != "" && now.Sub(a.MadeAt) < openingTime
}

// pending tells whether the payer may still be paying: another attempt on the same charges would risk paying twice.
func (a Attempt) pending(now time.Time) bool {
	return a.State == Opened && now.Sub(a.MadeAt) < attemptTime || a.State == Created && now.Sub(a.MadeAt) < createTime
}

func (a Attempt) asked() payfip.Request {
	return payfip.Request{Numcli: a.Numcli, Refdet: a.Refdet, Amount: a.Amount, Saisie: a.Mode}
}

func attemptOf(r *core.Record) (Attempt, error) {
	at := func(field string) time.Time { return r.GetDateTime(field).Time() }
	a := Attempt{
		ID: r.Id, Number: r.GetInt("attempt_no"), Refdet: r.GetString("refdet"), IDOp: r.GetString("idop"), State: State(r.GetString("state")),
		Amount: cents.Amount(r.GetInt("amount_cents")), Numcli: r.GetString("numcli"), Mode: payfip.Mode(r.GetString("mode")), Exer: r.GetString("exer"),
		Objet: r.GetString("objet"), Mel: r.GetString("mel"), AccountID: r.GetString("account"), PayerID: r.GetString("payer_id"), PupilID: r.GetString("pupil"),
		Result: payfip.Result(r.GetString("result")), AuthNumber: r.GetString("auth_number"), MadeAt: at("made_at"), EndedAt: at("ended_at"),
		BookedAt: at("booked_at"), NextPullAt: at("next_pull_at"), Pulls: r.GetInt("pulls"), Trouble: r.GetString("trouble"), Trial: r.GetBool("trial"),
	}
	if err := r.UnmarshalJSONField("lines", &a.Lines); err != nil {
		return a, fmt.Errorf("lines of attempt %s: %w", r.Id, err)
	}
	return a, nil
}

// FindAttempt reads an attempt for staff who see money, or for the person who made it.
func FindAttempt(app core.App, viewer school.Actor, id string) (attempt Attempt, found bool, err error) {
	attempts, err := attemptsWhere(app, viewer, dbx.HashExp{"id": id})
	if err != nil || len(attempts) == 0 {
		return Attempt{}, false, err
	}
	return attempts[0], true, nil
}

// AttemptsOf lists the attempts that the viewer may see, newest first: their own, or for staff who see money those of a
// pupil.
func AttemptsOf(app core.App, viewer school.Actor, pupilID string) ([]Attempt, error) {
	return attemptsWhere(app, viewer, dbx.HashExp{"pupil": pupilID})
}

// ToLookAt lists what a person has to look at, until Examined: results to check, overpayments, refusals of our calls; and
// attempts without an answer for more than half an hour.
func ToLookAt(app core.App, viewer school.Actor) ([]Attempt, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	stale := dateTime(time.Now().Add(-30 * time.Minute))
	return attemptsWhere(app, viewer, dbx.Or(dbx.NewExp("trouble != ''"), dbx.NewExp("state = 'opened' AND made_at < {:stale}", dbx.Params{"stale": stale})))
}

func attemptsWhere(app core.App, viewer school.Actor, where dbx.Expression) ([]Attempt, error) {
	query := app.RecordQuery("online_payments").AndWhere(where).OrderBy("attempt_no DESC").Limit(200)
	if !viewer.May(school.SeeMoney) {
		query.AndWhere(paidBy(viewer, ""))
	}
	var records []*core.Record
	if err := query.All(&records); err != nil {
		return nil, fmt.Errorf("online payments: %w", err)
	}
	attempts := make([]Attempt, 0, len(records))
	for _, r := range records {
		a, err := attemptOf(r)
		if err != nil {
			return nil, err
		}
		attempts = append(attempts, a)
	}
	return attempts, nil
}

// Progress is all that the follow-up page of a payment shows without a session.
type Progress struct {
	AttemptID string
	Amount    cents.Amount
	State     State
	GivenUp   bool // left PayFiP's page; it may still be taken up again until ResumeUntil
	// ResumeUntil is when PayFiP's page closes, zero when it is closed already.
	ResumeUntil time.Time
	Waiting     bool // no result yet: ask again in a few seconds
	Trial       bool
}

// FollowUp finds an attempt by the token that StartOnline gave. Whoever holds the token learns an amount and a state, no
// name. found is false for an unknown token.
func FollowUp(app core.App, token string) (progress Progress, found bool, err error) {
	var rows []struct {
		ID          string
		AmountCents cents.Amount
		State       State
		Result      string
		MadeAt      types.DateTime
		Trial       bool
	}
	err = app.DB().Select("id", "amount_cents", "state", "result", "made_at", "trial").From("online_payments").
		Where(dbx.HashExp{"resume_digest": digestOf(token)}).All(&rows)
	if err != nil || len(rows) == 0 || token == "" {
		return Progress{}, false, err
	}
	r := rows[0]
	p := Progress{AttemptID: r.ID, Amount: r.AmountCents, State: r.State, Trial: r.Trial, GivenUp: r.State == Abandoned || r.Result == string(payfip.ResultAbandoned)}
	if until := r.MadeAt.Time().Add(openingTime); r.State == Opened && time.Now().Before(until) {
		p.ResumeUntil = until
	}
	p.Waiting = r.State == Created || r.State == Opened && !p.GivenUp
	return p, true, nil
}

// findByIDOp looks for the attempt of an idOp in either case: a notification carries it in lower case.
func findByIDOp(app core.App, idOp string) (*core.Record, error) {
	if !payfip.ValidIDOp(idOp) {
		return nil, nil
	}
	var records []*core.Record
	err := app.RecordQuery("online_payments").AndWhere(dbx.In("idop", idOp, strings.ToLower(idOp), strings.ToUpper(idOp))).Limit(1).All(&records)
	if err != nil || len(records) == 0 {
		return nil, err
	}
	return records[0], nil
}

func digestOf(token string) string {
	sum := sha256.Sum256([]byte(token)) // the token has 256 bits of its own: no salt is needed
	return hex.EncodeToString(sum[:])
}

// dateTime writes an instant as the database keeps it, so that texts compare as instants do.
func dateTime(t time.Time) string { return t.UTC().Format(types.DefaultDateLayout) }

type machineKey struct{}

// machineNow is machine time; tests put their own into the context.
func machineNow(ctx context.Context) time.Time {
	if now, ok := ctx.Value(machineKey{}).(func() time.Time); ok {
		return now()
	}
	return time.Now()
}

// Event is one step of an attempt, as its log keeps it.
type Event struct {
	At     types.DateTime `db:"happened_at"` // machine time
	Cause  Cause
	From   State  `db:"from_state"`
	To     State  `db:"to_state"`
	Answer string // result or anomaly code of PayFiP, "panne" when none came
	Detail string
}

// EventsOf reads the log of an attempt, oldest first, for staff who see money.
func EventsOf(app core.App, viewer school.Actor, attemptID string) ([]Event, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	var events []Event
	err := app.DB().Select("happened_at", "cause", "from_state", "to_state", "answer", "detail").From("online_payment_events").
		Where(dbx.HashExp{"online_payment": attemptID}).OrderBy("rowid").All(&events)
	if err != nil {
		return nil, fmt.Errorf("log of an online payment: %w", err)
	}
	return events, nil
}
