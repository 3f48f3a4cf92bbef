package money

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/sepa"
)

// PrepareDebits puts charges into a batch, numbered in the year, to be collected on a day: one debit under each mandate, for
// all that its debtor pays. Each debtor is told at once, by the door. The actor prepares debits; somebody else sends the batch.
func PrepareDebits(ctx context.Context, app core.App, collectOn law.Day, chargeIDs ...string) (id string, err error) {
	if len(chargeIDs) == 0 {
		return "", law.Object("creances", "Aucune somme n’est choisie.", "Cochez celles qui se prélèvent.")
	}
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		now := school.Clock(tx).Now()
		chosen, err := chooseDebitable(tx, collectOn, chargeIDs)
		if err != nil {
			return err
		}
		number, err := nextDebitBatch(tx, string(law.DayOf(now))[:4])
		if err != nil {
			return err
		}
		var total cents.Amount
		for _, of := range chosen {
			for _, d := range of {
				total += d.Asked
			}
		}
		batch, err := school.NewRecord(tx, "debit_batches")
		if err != nil {
			return err
		}
		batch.Load(map[string]any{
			"number": number, "state": BatchPrepared, "collect_on": string(collectOn), "debits_count": len(chosen), "total_cents": int64(total),
			"by_staff": school.ActorIn(ctx).ID, "prepared_at": now.UTC(),
		})
		if err := tx.SaveWithContext(ctx, batch); err != nil {
			return err
		}
		for i, of := range chosen {
			if err := planDebit(ctx, tx, batch, fmt.Sprintf("%s-%03d", number, i+1), of); err != nil {
				return err
			}
		}
		id = batch.Id
		return nil
	})
	return id, err
}

// chooseDebitable gathers the chosen charges by mandate, in the order of the list.
func chooseDebitable(app core.App, collectOn law.Day, chargeIDs []string) ([][]Debitable, error) {
	all, err := debitable(app)
	if err != nil {
		return nil, err
	}
	if err := ask(app, func(Debitable) law.Day { return collectOn }, all); err != nil {
		return nil, err
	}
	at, found := map[string]int{}, map[string]bool{}
	var chosen [][]Debitable
	for _, d := range all {
		if !slices.Contains(chargeIDs, d.ID) {
			continue
		}
		found[d.ID] = true
		if d.Asked <= 0 {
			return nil, law.Object("creances", "« "+d.Label+" » ("+d.PupilName+") suit un échéancier, qui n’attend rien d’ici au "+collectOn.French()+".",
				"Prélevez à partir du "+d.PlanNext.French()+", ou décochez cette somme.")
		}
		i, known := at[d.MandateID]
		if !known {
			i = len(chosen)
			at[d.MandateID], chosen = i, append(chosen, nil)
		}
		chosen[i] = append(chosen[i], d)
	}
	for _, id := range chargeIDs {
		if !found[id] {
			return nil, law.Object("creances", "Une des sommes choisies ne se prélève pas, ou plus : elle est réglée, déjà dans un lot, ou son débiteur n’a pas de mandat actif.",
				"Rouvrez la liste et choisissez à nouveau.")
		}
	}
	return chosen, nil
}

func nextDebitBatch(app core.App, year string) (string, error) {
	var n int
	err := app.DB().Select("COUNT(*)").From("debit_batches").Where(dbx.NewExp("number LIKE {:year}", dbx.Params{"year": "P-" + year + "-%"})).Row(&n)
	if err != nil {
		return "", fmt.Errorf("number of a batch: %w", err)
	}
	return fmt.Sprintf("P-%s-%03d", year, n+1), nil
}

func planDebit(ctx context.Context, tx core.App, batch *core.Record, endToEnd string, of []Debitable) error {
	mandate, err := tx.FindRecordById("mandates", of[0].MandateID)
	if err != nil {
		return ErrNoMandate
	}
	var lines []Line
	whole := true
	for _, d := range of {
		lines = append(lines, Line{d.ID, d.Asked})
		whole = whole && d.Asked == d.Due()
	}
	sequence, err := sequenceOf(tx, mandate, lines, whole)
	if err != nil {
		return err
	}
	changed, err := accountChanged(tx, mandate)
	if err != nil {
		return err
	}
	return save(ctx, tx, "debits", map[string]any{
		"batch": batch.Id, "mandate": mandate.Id, "pupil": of[0].PupilID, "payer_id": of[0].DebtorID, "amount_cents": int64(sum(lines)), "lines": lines,
		"sequence": string(sequence), "end_to_end": endToEnd, "account_no": mandate.GetInt("account_no"), "new_account": changed,
		"collect_on": batch.GetString("collect_on"), "state": string(DebitPlanned),
	})
}

// sequenceOf computes the place of a debit in the life of its mandate: the only one, the first that the bank takes, the last
// when the mandate has an end and nothing more is due before it, or one among others. whole tells that nothing is left of the
// charges that it debits.
func sequenceOf(app core.App, mandate *core.Record, lines []Line, whole bool) (sepa.Sequence, error) {
	if MandateKind(mandate.GetString("kind")) == Once {
		return sepa.OneOff, nil
	}
	var before int
	err := app.DB().Select("COUNT(*)").From("debits").Where(dbx.HashExp{"mandate": mandate.Id}).AndWhere(dbx.In("state", string(DebitSent), string(DebitBooked))).Row(&before)
	if err != nil {
		return "", fmt.Errorf("debits of a mandate: %w", err)
	}
	if before == 0 {
		return sepa.First, nil
	}
	last := mandate.GetString("last_on")
	if last == "" || !whole {
		return sepa.Recurrent, nil
	}
	var more int
	err = app.DB().NewQuery(`SELECT COUNT(*) FROM charges c WHERE c.debtor_id = {:guardian} AND ({:guardian} != '' OR c.pupil = {:pupil})
		AND (c.due_on = '' OR c.due_on <= {:last}) AND c.amount_cents > ` + grantedOfCharge + ` + ` + paidOfCharge + ` AND NOT ` + oneOf("c.id", chargeNames(lines))).
		Bind(paramsOf(chargeNames(lines))).Bind(dbx.Params{"guardian": mandate.GetString("guardian_id"), "pupil": mandate.GetString("pupil_id"), "last": last}).Row(&more)
	if err != nil {
		return "", fmt.Errorf("what a mandate has yet to pay: %w", err)
	}
	if more > 0 {
		return sepa.Recurrent, nil
	}
	return sepa.Final, nil
}

func chargeNames(lines []Line) []string {
	ids := make([]string, len(lines))
	for i, l := range lines {
		ids[i] = l.ChargeID
	}
	return ids
}

// accountChanged tells whether the last debit that the bank was asked for took another account under the same mandate.
func accountChanged(app core.App, mandate *core.Record) (bool, error) {
	var last []int
	err := app.DB().Select("account_no").From("debits").Where(dbx.HashExp{"mandate": mandate.Id}).
		AndWhere(dbx.In("state", string(DebitSent), string(DebitBooked), string(DebitReturned))).OrderBy("collect_on DESC", "rowid DESC").Limit(1).Column(&last)
	if err != nil {
		return false, fmt.Errorf("account of the last debit: %w", err)
	}
	return len(last) == 1 && last[0] != mandate.GetInt("account_no"), nil
}

// WithdrawDebit takes a debit out of its batch before it is sent. The actor prepares debits.
func WithdrawDebit(ctx context.Context, app core.App, id, why string) error {
	return changeDebit(ctx, app, id, map[string]any{"state": string(DebitWithdrawn), "why": strings.TrimSpace(why)})
}

// RecordDebitPosting says on which day the letters that announce debits were posted, to those whom no message has reached.
// The actor prepares debits.
func RecordDebitPosting(ctx context.Context, app core.App, postedOn law.Day, ids ...string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		for _, id := range ids {
			if err := changeDebit(ctx, tx, id, map[string]any{"posted_on": string(postedOn)}); err != nil {
				return err
			}
		}
		return nil
	})
}

// NoteDebitNoticed dates the announcement of a debit by the first message that left for its debtor. The program calls it,
// when a delivery has ended well.
func NoteDebitNoticed(ctx context.Context, app core.App, debitID string) error {
	record, err := app.FindRecordById("debits", debitID)
	if err != nil {
		return nil //nolint:nilerr // a message about something else
	}
	if !DebitState(record.GetString("state")).Live() || record.GetString("noticed_on") != "" {
		return nil
	}
	record.Set("noticed_on", string(school.Clock(app).Today()))
	return app.SaveWithContext(school.WithActor(ctx, school.Actor{Kind: school.System}), record)
}

func changeDebit(ctx context.Context, app core.App, id string, fields map[string]any) error {
	record, err := app.FindRecordById("debits", id)
	if err != nil {
		return ErrNoDebit
	}
	record.Load(fields)
	return app.SaveWithContext(ctx, record)
}

// ErrNoDebit is returned for a debit that does not exist.
var ErrNoDebit = law.Object("", "Ce prélèvement n’existe pas.", "")

// WithdrawOfMandate takes the debits prepared under a mandate out of their batches, once nothing may be debited under it. The
// door of mandates calls it.
func WithdrawOfMandate(ctx context.Context, app core.App, mandate *core.Record) error {
	state := MandateState(mandate.GetString("state"))
	if state == MandateActive {
		return nil
	}
	var ids []string
	err := app.DB().Select("id").From("debits").Where(dbx.HashExp{"mandate": mandate.Id, "state": string(DebitPlanned)}).Column(&ids)
	if err != nil {
		return fmt.Errorf("debits of a mandate: %w", err)
	}
	for _, id := range ids {
		if err := changeDebit(program(ctx), app, id, map[string]any{"state": string(DebitWithdrawn), "why": "Le mandat est " + state.Label() + "."}); err != nil {
			return err
		}
	}
	return nil
}

// debitFormats are the files of a batch: the two versions of the message, and a table.
var debitFormats = map[string]func(sepa.Collection) ([]byte, error){
	"pain.008.001.08.xml": func(c sepa.Collection) ([]byte, error) { return c.XML(sepa.Pain00800108) },
	"pain.008.001.02.xml": func(c sepa.Collection) ([]byte, error) { return c.XML(sepa.Pain00800102) },
	"csv":                 sepa.Collection.CSV,
}

// DebitFile writes the file of a batch that has not been sent yet, as "pain.008.001.08.xml", "pain.008.001.02.xml" or "csv".
// It is the only place where an account is read; each reading is in the journal. The actor prepares or sends debits. It
// returns a *law.Refusal that names F-10 while a debtor has not been told long enough before.
func DebitFile(ctx context.Context, app core.App, id, format string) (name string, body []byte, err error) {
	if err := school.RequireAny(school.ActorIn(ctx), school.SendDebits, school.PrepareDebits); err != nil {
		return "", nil, err
	}
	write, known := debitFormats[format]
	if !known {
		return "", nil, law.Object("", "Ce format n’existe pas.", "")
	}
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		batch, err := tx.FindRecordById("debit_batches", id)
		if err != nil {
			return ErrNoBatch
		}
		if batch.GetString("state") != BatchPrepared {
			return law.Object("", "Le fichier d’un lot envoyé ou abandonné ne s’écrit plus.", "")
		}
		findings, err := readyToSend(tx, batch)
		if err != nil {
			return err
		}
		if err := law.Refuse(findings); err != nil {
			return err
		}
		collection, err := collectionOf(tx, batch)
		if err != nil {
			return err
		}
		if body, err = write(collection); err != nil {
			return law.Object("", capital(err.Error())+".", "Corrigez-le, ou retirez ce prélèvement du lot.")
		}
		name = "prelevements-" + collection.Number + "." + format
		return school.Journal(ctx, tx, school.Entry{
			Verb: "debit_batches.file", Collection: "debit_batches", ID: id,
			Note: fmt.Sprintf("%s, %d prélèvements, %s", name, len(collection.Debits), collection.Total()),
		})
	})
	return name, body, err
}

// collectionOf is what the bank is asked for, with the accounts opened.
func collectionOf(app core.App, batch *core.Record) (sepa.Collection, error) {
	identity, err := school.IdentityOf(app)
	if err != nil {
		return sepa.Collection{}, err
	}
	iban, err := sepa.ParseIBAN(identity.IBAN)
	if err != nil {
		return sepa.Collection{}, law.Object("", "L’IBAN de l’établissement manque ou n’est pas juste.", "L’agent comptable l’inscrit à la page « Identifiants bancaires » de l’école.")
	}
	c := sepa.Collection{
		Number: batch.GetString("number"), MadeAt: batch.GetDateTime("prepared_at").Time(), ICS: identity.ICS, SIRET: identity.SIRET,
		Creditor: sepa.Party{Name: identity.Name, IBAN: iban, BIC: identity.BIC},
	}
	records, err := app.FindRecordsByFilter("debits", "batch = {:batch} && state = 'planned'", "end_to_end", 0, 0, dbx.Params{"batch": batch.Id})
	if err != nil {
		return sepa.Collection{}, fmt.Errorf("debits of a batch: %w", err)
	}
	for _, r := range records {
		mandate, err := app.FindRecordById("mandates", r.GetString("mandate"))
		if err != nil {
			return sepa.Collection{}, fmt.Errorf("mandate of a debit: %w", err)
		}
		account, err := mandateAccount(app, mandate)
		if err != nil {
			return sepa.Collection{}, err
		}
		lines, err := linesOf(r)
		if err != nil {
			return sepa.Collection{}, err
		}
		settled, err := accounts(app, dbx.In("c.id", chargesOf(lines)...))
		if err != nil {
			return sepa.Collection{}, err
		}
		c.Debits = append(c.Debits, sepa.Debit{
			EndToEnd: r.GetString("end_to_end"), Amount: cents.Amount(r.GetInt("amount_cents")), CollectOn: r.GetString("collect_on"), Sequence: sepa.Sequence(r.GetString("sequence")),
			Mandate: mandate.GetString("rum"), SignedOn: mandate.GetString("signed_on"), NewAccount: r.GetBool("new_account"), Debtor: account,
			For: r.GetString("end_to_end") + " " + natureOf(settled),
		})
	}
	return c, nil
}

func linesOf(debit *core.Record) ([]Line, error) {
	var lines []Line
	if err := debit.UnmarshalJSONField("lines", &lines); err != nil {
		return nil, fmt.Errorf("lines of a debit: %w", err)
	}
	return lines, nil
}

// SendDebits records that a batch has been given to the bank. The actor sends debits, and did not prepare this batch. It
// returns a *law.Refusal that names F-10 or F-21, or an objection of the house.
func SendDebits(ctx context.Context, app core.App, id string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		batch, err := tx.FindRecordById("debit_batches", id)
		if err != nil {
			return ErrNoBatch
		}
		batch.Load(map[string]any{"state": BatchSent, "sent_by": school.ActorIn(ctx).ID, "sent_at": school.Clock(tx).Now().UTC()})
		if collection, err := collectionOf(tx, batch); err == nil {
			if body, err := collection.XML(sepa.Pain00800108); err == nil { // an empty or unready batch is refused by the door, in words
				digest := sha256.Sum256(body)
				batch.Set("digest", hex.EncodeToString(digest[:]))
			}
		}
		if err := tx.SaveWithContext(ctx, batch); err != nil {
			return err
		}
		return stepDebits(ctx, tx, id, DebitSent, "")
	})
}

// CancelDebits gives a batch up: its debits are withdrawn. The actor prepares debits.
func CancelDebits(ctx context.Context, app core.App, id string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		batch, err := tx.FindRecordById("debit_batches", id)
		if err != nil {
			return ErrNoBatch
		}
		batch.Set("state", BatchCancelled)
		if err := tx.SaveWithContext(ctx, batch); err != nil {
			return err
		}
		return stepDebits(ctx, tx, id, DebitWithdrawn, "Le lot est abandonné.")
	})
}

func stepDebits(ctx context.Context, tx core.App, batch string, to DebitState, why string) error {
	var ids []string
	err := tx.DB().Select("id").From("debits").Where(dbx.HashExp{"batch": batch, "state": string(DebitPlanned)}).OrderBy("end_to_end").Column(&ids)
	if err != nil {
		return fmt.Errorf("debits of a batch: %w", err)
	}
	for _, id := range ids {
		if err := changeDebit(ctx, tx, id, map[string]any{"state": string(to), "why": why}); err != nil {
			return err
		}
	}
	return nil
}
