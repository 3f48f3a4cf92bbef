package money

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// NewCharge is a sum that a family comes to owe.
type NewCharge struct {
	PupilID      string
	DebtorID     string // guardian who owes it; empty for a pupil of full age
	Subject      Subject
	Basis        Basis  // empty: ByAct
	ActID        string // the act it rests on (F-02), enforceable on the school's day (V-08)
	Label        string // French, as on the notice to the family
	Amount       cents.Amount
	DueOn        law.Day // may be empty: due at once
	InstalmentID string  // an instalment is charged once to a pupil: see Charge
	CommitmentID string  // the signature that made it due

	agreementID string // that makes it the part of one payer
	splitOf     string // the charge that was shared
}

// Subject is what a charge is about: the row of another product, by its collection and id.
type Subject struct{ Collection, ID string }

// OfTrip is the subject of a trip's charges.
func OfTrip(id string) Subject { return Subject{"trips", id} }

// Charge records sums due and returns their ids in the order given. Facts are read once for the whole batch; the rows
// leave one line in the journal, with their digest. An instalment already charged to the pupil, and not cancelled since, is
// not charged twice: its row is returned. Where an agreement shares what the pupil owes (F-18), one charge is made for each
// payer, and the first is returned. It returns a *law.Refusal that names F-02 or V-08, or an objection of the house.
func Charge(ctx context.Context, app core.App, charges ...NewCharge) (ids []string, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		batch, err := loadBatch(tx, charges)
		if err != nil {
			return err
		}
		ids = make([]string, len(charges))
		saving, now := school.WithMemo(school.WithBulk(withBatch(ctx, batch))), school.Clock(tx).Now().UTC()
		digest, made := sha256.New(), []string{}
		for i, c := range charges {
			if ids[i], err = batch.standing(c); err != nil || ids[i] != "" {
				if err != nil {
					return err
				}
				continue
			}
			for _, part := range batch.parts(c) {
				record, err := school.NewRecord(tx, "charges")
				if err != nil {
					return err
				}
				record.Load(part.fields(now))
				// The door judges every row and knows, from the facts of the batch, all that PocketBase's own validation would
				// read again with three queries a row.
				if err := tx.SaveNoValidateWithContext(saving, record); err != nil {
					return err
				}
				if ids[i] == "" {
					ids[i] = record.Id
				}
				made = append(made, record.Id)
				fmt.Fprintf(digest, "%s %s %d %s\n", record.Id, part.PupilID, part.Amount, part.DueOn)
			}
			batch.note(c, ids[i])
		}
		if len(made) == 0 {
			return nil
		}
		return school.Journal(ctx, tx, school.Entry{
			Verb: "charges.create", Collection: charges[0].Subject.Collection, ID: charges[0].Subject.ID,
			Note:  fmt.Sprintf("%d créances, empreinte %s", len(made), hex.EncodeToString(digest.Sum(nil))),
			After: made,
		})
	})
	return ids, err
}

func (c NewCharge) fields(now time.Time) map[string]any {
	basis := c.Basis
	if basis == "" {
		basis = ByAct
	}
	return map[string]any{
		"pupil": c.PupilID, "debtor_id": c.DebtorID, "subject_collection": c.Subject.Collection, "subject_id": c.Subject.ID,
		"basis": string(basis), "act": c.ActID, "label": strings.TrimSpace(c.Label), "amount_cents": int64(c.Amount),
		"due_on": string(c.DueOn), "instalment_id": c.InstalmentID, "commitment_id": c.CommitmentID, "charged_at": now,
		"agreement_id": c.agreementID, "split_of": c.splitOf,
	}
}

// parts is what each payer comes to owe of a charge: the whole for its debtor, unless an agreement shares it. The parts add
// up to the cent.
func (b *batch) parts(c NewCharge) []NewCharge {
	a, shared := agreementFor(b.agreements[c.PupilID], c.Subject)
	if c.agreementID != "" || !shared || c.Amount <= 0 {
		return []NewCharge{c}
	}
	var parts []NewCharge
	for i, amount := range c.Amount.Share(a.weights()) {
		if amount == 0 {
			continue
		}
		part := c
		part.DebtorID, part.Amount, part.agreementID = a.Shares[i].GuardianID, amount, a.ID
		parts = append(parts, part)
	}
	return parts
}

// batch is what judging many charges needs, read once.
type batch struct {
	regime      law.Regime
	acts        map[string]school.Act
	tripActs    map[string]string            // trip → its act
	born        map[string]law.Day           // pupil → birthday, "" when unknown
	guardians   map[[2]string]bool           // pupil, guardian
	commitments map[string]signature         // accepted or declined
	charged     map[[2]string]standingCharge // pupil, instalment
	agreements  map[string][]Agreement       // by pupil, newest first
	owing       map[string]map[string]bool   // pupil and instalment → who owes it, cancelled charges left out
	small       map[[2]string]cents.Amount   // pupil and debtor → what they owe so far, read when a charge is a small claim
	closed      law.Day                      // last closed day of the accounts
	zone        *time.Location
	words       map[string]string // of each label, folded
}

type signature struct{ ID, Pupil, Trip, Decision, GuardianID string }

type standingCharge struct {
	ID, Pupil, InstalmentID string
	AmountCents             cents.Amount
}

// standing is the charge of an instalment that the pupil already has, if any.
func (b *batch) standing(c NewCharge) (id string, err error) {
	if c.InstalmentID == "" || c.splitOf != "" {
		return "", nil
	}
	standing, charged := b.charged[[2]string{c.PupilID, c.InstalmentID}]
	if charged && standing.AmountCents != c.Amount {
		return "", law.Object("amount_cents", "Cette échéance est déjà due par cet élève pour "+standing.AmountCents.String()+".",
			"Annulez d’abord la créance par une décision, puis facturez le nouveau montant.")
	}
	return standing.ID, nil
}

// note remembers a charge just made, so that the same batch does not make it again.
func (b *batch) note(c NewCharge, id string) {
	b.charged[[2]string{c.PupilID, c.InstalmentID}] = standingCharge{ID: id, AmountCents: c.Amount}
}

type batchKey struct{}

func withBatch(ctx context.Context, b *batch) context.Context {
	return context.WithValue(ctx, batchKey{}, b)
}

// loadBatch reads the facts of a batch, in a number of queries that does not depend on its length.
func loadBatch(app core.App, charges []NewCharge) (*batch, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	b := &batch{
		regime: regime, acts: map[string]school.Act{}, tripActs: map[string]string{}, born: map[string]law.Day{},
		guardians: map[[2]string]bool{}, commitments: map[string]signature{}, charged: map[[2]string]standingCharge{},
		agreements: map[string][]Agreement{}, owing: map[string]map[string]bool{}, small: map[[2]string]cents.Amount{}, words: map[string]string{},
	}
	if b.closed, err = ClosedThrough(app); err != nil {
		return nil, err
	}
	b.zone = school.Clock(app).Zone()
	smallest, anySmall := b.smallClaim(), false
	var pupils, acts, trips, commitments, instalments []string
	for _, c := range charges {
		pupils, acts = append(pupils, c.PupilID), append(acts, c.ActID)
		commitments, instalments = append(commitments, c.CommitmentID), append(instalments, c.InstalmentID)
		anySmall = anySmall || c.Amount < smallest
		if c.Subject.Collection == "trips" {
			trips = append(trips, c.Subject.ID)
		}
	}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(acts))) {
		act, found, err := school.FindAct(app, id)
		if err != nil {
			return nil, err
		}
		if found {
			b.acts[id] = act
		}
	}
	steps := []func() error{
		func() error { return b.loadTrips(app, distinct(trips)) },
		func() error { return b.loadPupils(app, distinct(pupils)) },
		func() error { return b.loadCommitments(app, distinct(commitments)) },
		func() error { return b.loadCharged(app, distinct(instalments)) },
		func() error { return b.loadAgreements(app, distinct(pupils)) },
	}
	if anySmall {
		steps = append(steps, func() error { return b.loadSmall(app, distinct(pupils)) })
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, fmt.Errorf("facts of charges: %w", err)
		}
	}
	return b, nil
}

func (b *batch) loadTrips(app core.App, ids []any) error {
	var rows []struct{ ID, Act string }
	err := app.DB().Select("id", "act").From("trips").Where(dbx.In("id", ids...)).All(&rows)
	for _, r := range rows {
		b.tripActs[r.ID] = r.Act
	}
	return err
}

func (b *batch) loadPupils(app core.App, ids []any) error {
	var pupils []struct {
		ID      string
		BirthOn law.Day
	}
	if err := app.DB().Select("id", "birth_on").From("pupils").Where(dbx.In("id", ids...)).All(&pupils); err != nil {
		return err
	}
	for _, p := range pupils {
		b.born[p.ID] = p.BirthOn
	}
	var links []struct{ Pupil, Guardian string }
	err := app.DB().Select("pupil", "guardian").From("guardianships").Where(dbx.HashExp{"ended_on": ""}).AndWhere(dbx.In("pupil", ids...)).All(&links)
	for _, l := range links {
		b.guardians[[2]string{l.Pupil, l.Guardian}] = true
	}
	return err
}

func (b *batch) loadCommitments(app core.App, ids []any) error {
	var rows []signature
	err := app.DB().Select("id", "pupil", "trip", "decision", "guardian_id").From("commitments").Where(dbx.In("id", ids...)).All(&rows)
	for _, r := range rows {
		b.commitments[r.ID] = r
	}
	return err
}

// loadCharged reads the charges of the instalments that no decision has cancelled. One that was shared stands for as much as
// its parts ask together.
func (b *batch) loadCharged(app core.App, instalments []any) error {
	if len(instalments) == 0 {
		return nil
	}
	var rows []struct {
		ID, Pupil, InstalmentID, DebtorID string
		AmountCents                       cents.Amount
	}
	err := app.DB().Select("c.id", "c.pupil", "c.instalment_id", "c.debtor_id", `c.amount_cents - COALESCE((SELECT SUM(g.amount_cents) FROM grants g JOIN approvals d ON d.id = g.approval
			WHERE g.charge = c.id AND d.kind = 'shares'), 0) AS amount_cents`).From("charges c").
		Where(dbx.In("c.instalment_id", instalments...)).
		AndWhere(dbx.NewExp(`NOT EXISTS (SELECT 1 FROM grants g JOIN approvals d ON d.id = g.approval WHERE g.charge = c.id AND g.kind = 'cancellation' AND d.kind != 'shares')`)).
		OrderBy("c.rowid").All(&rows)
	for _, r := range rows {
		key := [2]string{r.Pupil, r.InstalmentID}
		if r.AmountCents > 0 {
			b.owe(r.Pupil, r.InstalmentID, r.DebtorID)
		}
		if first, known := b.charged[key]; known {
			r.AmountCents, r.ID = r.AmountCents+first.AmountCents, first.ID
		}
		b.charged[key] = standingCharge{r.ID, r.Pupil, r.InstalmentID, r.AmountCents}
	}
	return err
}

func (b *batch) owe(pupil, instalment, debtor string) {
	key := pupil + " " + instalment
	if b.owing[key] == nil {
		b.owing[key] = map[string]bool{}
	}
	b.owing[key][debtor] = true
}

func (b *batch) loadAgreements(app core.App, pupils []any) error {
	all, err := agreements(app, dbx.In("a.pupil", pupils...))
	for _, a := range all {
		b.agreements[a.PupilID] = append(b.agreements[a.PupilID], a)
	}
	return err
}

// smallClaim is the amount below which a claim is worth grouping (F-11).
func (b *batch) smallClaim() cents.Amount {
	return cents.Amount(b.regime.Parameters.Int("F-11", "small_claim_cents", b.regime.On))
}

func (b *batch) loadSmall(app core.App, pupils []any) error {
	open, err := accounts(app, dbx.In("c.pupil", pupils...))
	for _, a := range open {
		b.small[[2]string{a.PupilID, a.DebtorID}] += max(0, a.Due())
	}
	return err
}

// distinct lists the non-empty ids once each, as query parameters.
func distinct(ids []string) []any {
	slices.Sort(ids)
	var out []any
	for _, id := range slices.Compact(ids) {
		if id != "" {
			out = append(out, id)
		}
	}
	return out
}
