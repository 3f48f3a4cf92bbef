package money

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// liveLedger is what judging many rows of one subject's money needs, read once and kept up to date by each row that the batch
// writes. It lives in one transaction, which nothing else writes in; money.Verify adds its rows up by another way.
type liveLedger struct {
	subject  Subject
	now      time.Time
	regime   law.Regime
	accounts map[string]*Account // charges of the subject
	payments map[string]*ledgerPayment
	order    []*ledgerPayment           // newest first
	settled  map[[2]string]cents.Amount // payment, charge of the subject
	released map[[2]string]cents.Amount // payment, pupil: taken back from charges of the subject
	onCharge map[string][]*ledgerPayment
	ofPupil  map[string][]*ledgerPayment
	pupils   map[string]bool
	links    map[[2]string]bool // pupil, guardian, whenever
	refunds  map[string]*ledgerRefund

	rows   map[string]int // written, by collection
	ids    []string       // of refunds
	digest hash.Hash
}

type ledgerPayment struct {
	ID, Pupil, PayerID, Funder, Payer string
	Means                             Means
	Left                              cents.Amount
	Reversed                          bool
}

// ledgerRefund is a refund of the batch, and what no line has taken for it yet.
type ledgerRefund struct {
	pupil, payer string
	room         cents.Amount
}

type ledgerKey struct{}

func ledgerOf(ctx context.Context) (*liveLedger, bool) {
	l, ok := ctx.Value(ledgerKey{}).(*liveLedger)
	return l, ok
}

// InBatch has many rows of a subject's ledger written as one: what their doors need is read once, and they leave one line in
// the journal, with their digest. Each row passes its doors as if it were alone.
func InBatch(ctx context.Context, app core.App, s Subject, verb string, write func(context.Context, core.App) error) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		l, err := loadLedger(tx, s)
		if err != nil {
			return err
		}
		if err := write(school.WithMemo(school.WithBulk(context.WithValue(ctx, ledgerKey{}, l))), tx); err != nil {
			return err
		}
		if len(l.rows) == 0 {
			return nil
		}
		return school.Journal(ctx, tx, school.Entry{
			Verb: verb, Collection: s.Collection, ID: s.ID, After: l.ids,
			Note: fmt.Sprintf("%d réductions, %d ventilations, %d remboursements, empreinte %s",
				l.rows["grants"], l.rows["allocations"], l.rows["refunds"], hex.EncodeToString(l.digest.Sum(nil))),
		})
	})
}

func loadLedger(app core.App, s Subject) (*liveLedger, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	l := &liveLedger{
		subject: s, now: school.Clock(app).Now(), regime: regime, accounts: map[string]*Account{}, payments: map[string]*ledgerPayment{},
		settled: map[[2]string]cents.Amount{}, released: map[[2]string]cents.Amount{}, onCharge: map[string][]*ledgerPayment{}, ofPupil: map[string][]*ledgerPayment{},
		pupils: map[string]bool{}, links: map[[2]string]bool{}, refunds: map[string]*ledgerRefund{}, rows: map[string]int{}, digest: sha256.New(),
	}
	charges, err := accounts(app, dbx.HashExp{"c.subject_collection": s.Collection, "c.subject_id": s.ID})
	if err != nil {
		return nil, err
	}
	for _, a := range charges {
		l.accounts[a.ID], l.pupils[a.PupilID] = &a, true
	}
	for _, step := range []func(core.App) error{l.loadPayments, l.loadSettled, l.loadLinks} {
		if err := step(app); err != nil {
			return nil, fmt.Errorf("facts of a ledger: %w", err)
		}
	}
	return l, nil
}

const chargesOfSubject = `SELECT %s FROM charges c WHERE c.subject_collection = {:collection} AND c.subject_id = {:subject}`

func (l *liveLedger) params() dbx.Params {
	return dbx.Params{"collection": l.subject.Collection, "subject": l.subject.ID}
}

func (l *liveLedger) loadPayments(app core.App) error {
	err := app.DB().Select("p.id", "p.pupil", "p.payer_id", "p.means", leftOfPayment+" AS [[left]]", funderOfPayment+" AS funder", payerOfPayment+" AS payer",
		"NOT "+standing+" AS reversed").From("payments p").LeftJoin("payment_details d", dbx.NewExp("d.payment = p.id")).
		Where(dbx.NewExp("p.pupil IN ("+fmt.Sprintf(chargesOfSubject, "c.pupil")+") OR p.id IN (SELECT a.payment FROM allocations a WHERE a.charge IN ("+
			fmt.Sprintf(chargesOfSubject, "c.id")+"))", l.params())).
		OrderBy("p.booked_at DESC", "p.rowid DESC").All(&l.order)
	for _, p := range l.order {
		l.payments[p.ID] = p
		l.ofPupil[p.Pupil] = append(l.ofPupil[p.Pupil], p)
	}
	return err
}

func (l *liveLedger) loadSettled(app core.App) error {
	var rows []struct {
		Payment, Charge string
		Amount, Taken   cents.Amount
	}
	err := app.DB().NewQuery(`SELECT a.payment, a.charge, SUM(a.amount_cents) AS amount, -SUM(MIN(0, a.amount_cents)) AS taken FROM allocations a
		WHERE a.charge IN (` + fmt.Sprintf(chargesOfSubject, "c.id") + `) GROUP BY a.payment, a.charge`).Bind(l.params()).All(&rows)
	if err != nil {
		return err
	}
	byCharge := map[string]map[string]bool{}
	for _, r := range rows {
		l.settled[[2]string{r.Payment, r.Charge}] = r.Amount
		l.released[[2]string{r.Payment, l.accounts[r.Charge].PupilID}] += r.Taken
		if byCharge[r.Payment] == nil {
			byCharge[r.Payment] = map[string]bool{}
		}
		byCharge[r.Payment][r.Charge] = true
	}
	for _, p := range l.order { // newest first on each charge
		for charge := range byCharge[p.ID] {
			l.onCharge[charge] = append(l.onCharge[charge], p)
		}
	}
	return nil
}

func (l *liveLedger) loadLinks(app core.App) error {
	var rows []struct{ Pupil, Guardian string }
	err := app.DB().NewQuery("SELECT g.pupil, g.guardian FROM guardianships g WHERE g.pupil IN (" + fmt.Sprintf(chargesOfSubject, "c.pupil") + ")").
		Bind(l.params()).All(&rows)
	for _, r := range rows {
		l.links[[2]string{r.Pupil, r.Guardian}] = true
	}
	return err
}

// note keeps the sums of the ledger after a row has passed its doors.
func (l *liveLedger) note(record *core.Record) {
	name, amount := record.Collection().Name, cents.Amount(record.GetInt("amount_cents"))
	payment, charge := record.GetString("payment"), record.GetString("charge")
	l.rows[name]++
	fmt.Fprintf(l.digest, "%s %s %d %s %s\n", name, record.Id, amount, payment+charge, record.GetString("pupil")+record.GetString("refund"))
	switch name {
	case "allocations":
		account, p := l.accounts[charge], l.payments[payment]
		p.Left -= amount
		l.settled[[2]string{payment, charge}] += amount
		if !p.Reversed {
			account.Paid += amount
		}
		l.released[[2]string{payment, account.PupilID}] -= min(0, amount)
	case "refund_lines":
		l.payments[payment].Left -= amount
		l.refunds[record.GetString("refund")].room -= amount
	case "refunds":
		l.ids = append(l.ids, record.Id)
	}
}

// lowered keeps a grant as soon as it stands: its consequence frees what it lowers.
func (l *liveLedger) lowered(grant *core.Record) {
	l.accounts[grant.GetString("charge")].Granted += cents.Amount(grant.GetInt("amount_cents"))
}

// owed keeps a refund as soon as it stands: its lines are taken from payments next.
func (l *liveLedger) owed(refund *core.Record) {
	l.refunds[refund.Id] = &ledgerRefund{refund.GetString("pupil"), refund.GetString("payer_id"), cents.Amount(refund.GetInt("amount_cents"))}
}

// put saves a row of the ledger. Within a batch its doors know, from the facts of the batch, all that PocketBase's own
// validation would read again with a query for each relation.
func put(ctx context.Context, app core.App, record *core.Record) error {
	l, batched := ledgerOf(ctx)
	if !batched {
		return app.SaveWithContext(ctx, record)
	}
	if err := app.SaveNoValidateWithContext(ctx, record); err != nil {
		return err
	}
	l.note(record)
	return nil
}

// nowIn is the school's instant, the same for all rows of a batch.
func nowIn(ctx context.Context, app core.App) time.Time {
	if l, batched := ledgerOf(ctx); batched {
		return l.now
	}
	return school.Clock(app).Now()
}

// regimeIn is what money is judged by, the same for all rows of a batch.
func regimeIn(ctx context.Context, app core.App) (law.Regime, error) {
	if l, batched := ledgerOf(ctx); batched {
		return l.regime, nil
	}
	return school.Regime(app, "", "")
}

// accountIn is a charge with its sums.
func accountIn(ctx context.Context, app core.App, id string) (Account, bool, error) {
	if l, batched := ledgerOf(ctx); batched {
		if a, ours := l.accounts[id]; ours {
			return *a, true, nil
		}
	}
	return accountByID(app, id)
}

// settledIn is what standing payments settle on a charge, newest first.
func settledIn(ctx context.Context, app core.App, chargeID string) ([]settledPart, error) {
	l, batched := ledgerOf(ctx)
	if !batched || l.accounts[chargeID] == nil {
		return settledOn(app, chargeID)
	}
	var parts []settledPart
	for _, p := range l.onCharge[chargeID] {
		if amount := l.settled[[2]string{p.ID, chargeID}]; amount > 0 && !p.Reversed {
			parts = append(parts, settledPart{p.ID, p.Payer, amount})
		}
	}
	return parts, nil
}

// creditsOf lists the standing payments of one payer for one pupil that have something left, newest first.
func (l *liveLedger) creditsOf(pupil, payer, funder string) []Allotted {
	var all []Allotted
	for _, p := range l.ofPupil[pupil] {
		if p.PayerID == payer && p.Funder == funder && !p.Reversed && p.Left > 0 {
			all = append(all, Allotted{p.ID, p.Left})
		}
	}
	return all
}

// releasedOf lists what decisions have freed, payment by payment, in the order of payers.
func (l *liveLedger) releasedOf(pupil string) []releasedPart {
	var parts []releasedPart
	for _, p := range l.order {
		if freed := l.released[[2]string{p.ID, pupil}]; freed > 0 && !p.Reversed {
			parts = append(parts, releasedPart{PayerID: p.PayerID, Funder: p.Funder, Payment: p.ID, Released: freed, Left: p.Left})
		}
	}
	slices.SortFunc(parts, func(a, b releasedPart) int {
		return slices.Compare([]string{a.PayerID, a.Payment}, []string{b.PayerID, b.Payment})
	})
	return parts
}
