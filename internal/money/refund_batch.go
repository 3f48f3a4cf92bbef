package money

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/sepa"
)

// The states of a batch of refunds, as kept in refund_batches.state.
const (
	BatchPrepared  = "prepared"
	BatchSent      = "sent"
	BatchCancelled = "cancelled"
)

// BatchLabel is the state of a batch in French.
func BatchLabel(state string) string {
	return map[string]string{BatchPrepared: "à envoyer", BatchSent: "envoyé", BatchCancelled: "abandonné"}[state]
}

// Batch is refunds that leave together.
type Batch struct {
	ID, Number, State  string
	Count              int
	Total              cents.Amount
	Digest             string
	ByStaff, SentBy    string
	ByName, SentByName string
	ExecuteOn          law.Day
	PreparedAt, SentAt types.DateTime
}

// Batches lists the batches for staff who see money, newest first.
func Batches(app core.App, viewer school.Actor) ([]Batch, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	var rows []Batch
	err := app.DB().Select("b.id", "b.number", "b.state", "b.refunds_count AS [[count]]", "b.total_cents AS total", "b.digest", "b.by_staff", "b.sent_by", "b.execute_on",
		"b.prepared_at", "b.sent_at", "COALESCE(TRIM(p.first_name || ' ' || p.last_name), '') AS by_name",
		"COALESCE(TRIM(s.first_name || ' ' || s.last_name), '') AS sent_by_name").From("refund_batches b").
		LeftJoin("staff p", dbx.NewExp("p.id = b.by_staff")).LeftJoin("staff s", dbx.NewExp("s.id = b.sent_by")).
		OrderBy("b.prepared_at DESC", "b.number DESC").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("batches: %w", err)
	}
	return rows, nil
}

// FindBatch reads one batch.
func FindBatch(app core.App, viewer school.Actor, id string) (Batch, bool, error) {
	all, err := Batches(app, viewer)
	for _, b := range all {
		if b.ID == id {
			return b, true, nil
		}
	}
	return Batch{}, false, err
}

// PrepareBatch puts refunds whose account is known into a batch, numbered in the year, to be executed on a day. The actor
// prepares refunds; somebody else sends the batch.
func PrepareBatch(ctx context.Context, app core.App, executeOn law.Day, ids ...string) (id string, err error) {
	if len(ids) == 0 {
		return "", law.Object("remboursements", "Aucun remboursement n’est choisi.", "Cochez ceux qui partent.")
	}
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		now := school.Clock(tx).Now()
		number, err := nextBatch(tx, string(law.DayOf(now))[:4])
		if err != nil {
			return err
		}
		var total cents.Amount
		for _, one := range ids {
			r, err := tx.FindRecordById("refunds", one)
			if err != nil {
				return ErrNoRefund
			}
			total += cents.Amount(r.GetInt("amount_cents"))
		}
		batch, err := school.NewRecord(tx, "refund_batches")
		if err != nil {
			return err
		}
		batch.Load(map[string]any{
			"number": number, "state": BatchPrepared, "refunds_count": len(ids), "total_cents": int64(total), "by_staff": school.ActorIn(ctx).ID,
			"execute_on": string(executeOn), "prepared_at": now.UTC(),
		})
		if err := tx.SaveWithContext(ctx, batch); err != nil {
			return err
		}
		for i, one := range ids {
			err := stepRefund(ctx, tx, one, RefundBatched, map[string]any{"batch": batch.Id, "end_to_end": fmt.Sprintf("%s-%03d", number, i+1)})
			if err != nil {
				return err
			}
		}
		order, err := orderOf(tx, batch)
		if err != nil {
			return err
		}
		body, err := order.XML()
		if err != nil {
			return law.Object("remboursements", capital(err.Error())+".", "Corrigez-le, puis préparez le lot à nouveau.")
		}
		if batch, err = tx.FindRecordById("refund_batches", batch.Id); err != nil { // as it stands, to change it
			return fmt.Errorf("batch just prepared: %w", err)
		}
		sum := sha256.Sum256(body)
		batch.Set("digest", hex.EncodeToString(sum[:]))
		id = batch.Id
		return tx.SaveWithContext(ctx, batch)
	})
	return id, err
}

func nextBatch(app core.App, year string) (string, error) {
	var n int
	err := app.DB().Select("COUNT(*)").From("refund_batches").Where(dbx.NewExp("number LIKE {:year}", dbx.Params{"year": "R-" + year + "-%"})).Row(&n)
	if err != nil {
		return "", fmt.Errorf("number of a batch: %w", err)
	}
	return fmt.Sprintf("R-%s-%03d", year, n+1), nil
}

// orderOf is what the bank is asked for, with the accounts opened.
func orderOf(app core.App, batch *core.Record) (sepa.Order, error) {
	identity, err := app.FindFirstRecordByFilter("school", "")
	if err != nil {
		return sepa.Order{}, fmt.Errorf("the school: %w", err)
	}
	iban, err := sepa.ParseIBAN(identity.GetString("iban"))
	if err != nil {
		return sepa.Order{}, law.Object("", "L’IBAN de l’établissement manque ou n’est pas juste.", "L’agent comptable l’inscrit à la page « Identifiants bancaires » de l’école.")
	}
	o := sepa.Order{
		Number: batch.GetString("number"), MadeAt: batch.GetDateTime("prepared_at").Time(), ExecuteOn: batch.GetString("execute_on"),
		Debtor: sepa.Party{Name: identity.GetString("name"), IBAN: iban, BIC: identity.GetString("bic")},
	}
	records, err := app.FindRecordsByFilter("refunds", "batch = {:batch}", "end_to_end", 0, 0, dbx.Params{"batch": batch.Id})
	if err != nil {
		return sepa.Order{}, fmt.Errorf("refunds of a batch: %w", err)
	}
	for _, r := range records {
		account, err := accountOf(app, r)
		if err != nil {
			return sepa.Order{}, err
		}
		title := RefundCause(r.GetString("cause")).Label()
		if r.GetString("subject_collection") == "trips" {
			if trip, err := app.FindRecordById("trips", r.GetString("subject_id")); err == nil {
				title += " " + trip.GetString("title")
			}
		}
		o.Transfers = append(o.Transfers, sepa.Transfer{
			EndToEnd: r.GetString("end_to_end"), Amount: cents.Amount(r.GetInt("amount_cents")), Creditor: account,
			For: r.GetString("end_to_end") + " " + title,
		})
	}
	return o, nil
}

// BankFile writes the file of a batch that has not been sent yet, as "xml" (pain.001.001.09) or "csv". It is the only place
// where an account is read; each reading is in the journal. The viewer prepares or sends refunds.
func BankFile(ctx context.Context, app core.App, id, format string) (name string, body []byte, err error) {
	if err := school.RequireAny(school.ActorIn(ctx), school.SendRefunds, school.PrepareRefunds); err != nil {
		return "", nil, err
	}
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		batch, err := tx.FindRecordById("refund_batches", id)
		if err != nil {
			return ErrNoBatch
		}
		if batch.GetString("state") != BatchPrepared {
			return law.Object("", "Le fichier d’un lot envoyé ou abandonné ne s’écrit plus : les comptes sont effacés.", "")
		}
		order, err := orderOf(tx, batch)
		if err != nil {
			return err
		}
		write := order.XML
		if format == "csv" {
			write = order.CSV
		}
		if body, err = write(); err != nil {
			return law.Object("", capital(err.Error())+".", "Abandonnez le lot et préparez-le à nouveau.")
		}
		name = "virements-" + order.Number + "." + format
		return school.Journal(ctx, tx, school.Entry{
			Verb: "refund_batches.file", Collection: "refund_batches", ID: id,
			Note: fmt.Sprintf("%s, %d virements, %s", name, len(order.Transfers), order.Total()),
		})
	})
	return name, body, err
}

// SendBatch records that a batch has been given to the bank: its refunds are sent, and the accounts erased. The actor sends
// refunds, and did not prepare this batch.
func SendBatch(ctx context.Context, app core.App, id string) error {
	return closeBatch(ctx, app, id, BatchSent, RefundSent, map[string]any{"sent_by": school.ActorIn(ctx).ID, "sent_at": school.Clock(app).Now().UTC()})
}

// CancelBatch gives a batch up: its refunds wait for another one. The actor prepares refunds.
func CancelBatch(ctx context.Context, app core.App, id string) error {
	return closeBatch(ctx, app, id, BatchCancelled, RefundClaimed, nil)
}

func closeBatch(ctx context.Context, app core.App, id, state string, to RefundState, fields map[string]any) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		batch, err := tx.FindRecordById("refund_batches", id)
		if err != nil {
			return ErrNoBatch
		}
		batch.Load(fields)
		batch.Set("state", state)
		if err := tx.SaveWithContext(ctx, batch); err != nil {
			return err
		}
		var ids []string
		err = tx.DB().Select("id").From("refunds").Where(dbx.HashExp{"batch": id, "state": string(RefundBatched)}).OrderBy("end_to_end").Column(&ids)
		if err != nil {
			return fmt.Errorf("refunds of a batch: %w", err)
		}
		return stepAll(ctx, tx, ids, to)
	})
}

// ErrNoBatch is returned for a batch that does not exist.
var ErrNoBatch = law.Object("", "Ce lot n’existe pas.", "")

// BatchRules judges each write of a batch: one person prepares it, another sends it.
var BatchRules = school.DutyRules

// JudgeBatch judges a write of a batch. before is nil on creation.
func JudgeBatch(app core.App, before, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	findings := objectToBatch(before, record, actor)
	if before == nil || record.GetString("state") != BatchSent || before.GetString("state") != BatchPrepared {
		return findings, nil
	}
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	return append(BatchRules.Check(school.Duty{
		Deed: "ce lot", Validates: "l’envoie", MadeBy: before.GetString("by_staff"), Validator: actor.ID,
		Fix: "Demandez à un autre agent comptable, ou faites préparer le lot par le gestionnaire.", Firm: true,
	}, regime), findings...), nil
}

// objectToBatch is what the house has to say about a batch, beside the law.
func objectToBatch(before, record *core.Record, actor school.Actor) []law.Finding {
	var findings []law.Finding
	add := func(broken bool, field, what, fix string) {
		if broken {
			findings = append(findings, house(field, what, fix))
		}
	}
	to := record.GetString("state")
	if before == nil {
		add(!actor.May(school.PrepareRefunds) || record.GetString("by_staff") != actor.ID, "", "Un lot de remboursements est préparé par le gestionnaire ou l’agent comptable, en son nom.", "")
		add(to != BatchPrepared || record.GetString("sent_by") != "", "state", "Un lot commence par être préparé.", "")
		add(law.Day(record.GetString("execute_on")) == "", "execution", "Le jour d’exécution manque.", "Choisissez le jour où la banque vire.")
		return findings
	}
	from := before.GetString("state")
	add(from != BatchPrepared, "state", "Ce lot est "+BatchLabel(from)+" : il ne change plus.", "")
	for _, field := range []string{"number", "refunds_count", "total_cents", "by_staff", "execute_on"} {
		add(before.GetString(field) != record.GetString(field), field, "Un lot préparé ne change pas.", "Abandonnez-le et préparez-en un autre.")
	}
	add(before.GetString("digest") != "" && before.GetString("digest") != record.GetString("digest"), "digest", "L’empreinte du fichier ne change pas.", "")
	if len(findings) > 0 {
		return findings
	}
	switch to {
	case BatchSent:
		add(!actor.May(school.SendRefunds) || record.GetString("sent_by") != actor.ID, "", "Un lot est envoyé par l’agent comptable, en son nom.", "")
	case BatchPrepared:
		add(!actor.May(school.PrepareRefunds) || before.GetString("digest") != "", "", "Un lot préparé ne change pas.", "")
	default:
		add(!actor.May(school.PrepareRefunds), "", "Un lot est abandonné par le gestionnaire ou l’agent comptable.", "")
	}
	return findings
}
