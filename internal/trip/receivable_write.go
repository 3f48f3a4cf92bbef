package trip

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/gfc"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// ExportReceivables records a transfer of what is left to tell the accounting software, and returns its id. Nothing leaves
// twice: the amounts are the differences with what stands as sent for this trip.
func ExportReceivables(ctx context.Context, app core.App, tripID, target string) (id string, err error) {
	if err := school.Require(school.ActorIn(ctx), school.ExportFiles); err != nil {
		return "", err
	}
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		r, err := receivablesOf(tx, tripID)
		if err != nil {
			return err
		}
		lines := r.ToSend()
		number, err := transferNumber(tx, r, target)
		if err != nil {
			return err
		}
		now, err := types.ParseDateTime(school.Clock(tx).Now().UTC())
		if err != nil {
			return err
		}
		if err := readyToSend(r, lines, target, number, now); err != nil {
			return err
		}
		e, err := school.NewRecord(tx, "receivable_exports")
		if err != nil {
			return err
		}
		digest := digestOfOwed(lines)
		e.Load(map[string]any{
			"trip": tripID, "target": target, "accounting_year": r.Year, "number": number, "state": TransferWritten, "lines_count": len(lines),
			"total_cents": int64(TotalOwed(lines)), "digest": digest, "by_staff": school.ActorIn(ctx).ID, "exported_at": now,
		})
		if err := tx.SaveWithContext(ctx, e); err != nil {
			return err
		}
		id = e.Id
		for _, o := range lines {
			err := save(school.WithBulk(ctx), tx, "receivable_lines", map[string]any{
				"receivable_export": id, "pupil": o.PupilID, "debtor_id": o.DebtorID, "amount_cents": int64(o.Amount), "order_no": o.OrderNo,
			})
			if err != nil {
				return err
			}
		}
		if target == ToGFC {
			if err := setCounter(ctx, tx, number); err != nil {
				return err
			}
		}
		return school.Journal(ctx, tx, school.Entry{
			Verb: "receivables.export", Collection: "trips", ID: tripID, Note: fmt.Sprintf("transfert n° %d de %s, %d lignes, empreinte %s", number, r.Year, len(lines), digest),
		})
	})
	return id, err
}

// transferNumber is the number of the next transfer: GFC's own counter, which other software may share, or ours.
func transferNumber(app core.App, r Receivables, target string) (int, error) {
	if target == ToGFC {
		return r.Counter + 1, nil
	}
	last, err := lastNumber(app, target, r.Year)
	return last + 1, err
}

func readyToSend(r Receivables, lines []Owed, target string, number int, now types.DateTime) error {
	switch {
	case target != ToGFC && target != ToOthers:
		return law.Object("target", "Ce logiciel de destination n’existe pas.", "")
	case r.Year == "":
		return law.Object("accounting_year", "L’exercice comptable n’est pas enregistré.", "Écrivez-le dans École, Identité de l’établissement.")
	case r.Account == "":
		return law.Object("class4_account", "Le compte de classe 4 de la créance n’est pas fixé.", "Inscrivez-le, puis transférez.")
	case len(lines) == 0:
		return law.Object("", "Rien n’est à transférer : tout ce qui est dû pour ce voyage l’a déjà été.", "")
	case target != ToGFC:
		return nil
	}
	_, err := gfc.FME(gfcTransfer(r, lines, r.Year, number, now), gfc.CP850)
	if errors.Is(err, gfc.ErrTransfer) {
		_, what, _ := strings.Cut(err.Error(), " : ")
		return law.Object("", "GFC ne pourrait pas lire ce transfert : "+what+".", "Corrigez-le dans SIECLE ou dans École, puis transférez.")
	}
	return err
}

// digestOfOwed is the print of what was sent: who, how much, which time.
func digestOfOwed(lines []Owed) string {
	h := sha256.New()
	for _, o := range lines {
		fmt.Fprintf(h, "%s %s %d %d\n", o.PupilID, o.DebtorID, o.Amount, o.OrderNo)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// RedoReceivables lets the last transfer be taken again, same lines, same number: the file was lost, or its import failed.
func RedoReceivables(ctx context.Context, app core.App, tripID, exportID string) error {
	return changeTransfer(ctx, app, tripID, exportID, TransferRedone)
}

// CancelReceivables forgets the last transfer, which the accounting software never took in: its number is free again, and
// its amounts are to be sent again.
func CancelReceivables(ctx context.Context, app core.App, tripID, exportID string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		e, err := findTransfer(tx, tripID, exportID)
		if err != nil {
			return err
		}
		if err := changeTransfer(ctx, tx, tripID, exportID, TransferCancelled); err != nil {
			return err
		}
		r, err := receivablesOf(tx, tripID)
		if err != nil {
			return err
		}
		number := e.GetInt("number")
		if e.GetString("target") == ToGFC && e.GetString("accounting_year") == r.Year && r.Counter == number {
			return setCounter(ctx, tx, number-1)
		}
		return nil
	})
}

func findTransfer(app core.App, tripID, exportID string) (*core.Record, error) {
	e, err := app.FindFirstRecordByFilter("receivable_exports", "id = {:id} && trip = {:trip}", dbx.Params{"id": exportID, "trip": tripID})
	if err != nil {
		return nil, ErrNoTrip
	}
	return e, nil
}

func changeTransfer(ctx context.Context, app core.App, tripID, exportID, state string) error {
	if err := school.Require(school.ActorIn(ctx), school.ExportFiles); err != nil {
		return err
	}
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		e, err := findTransfer(tx, tripID, exportID)
		if err != nil {
			return err
		}
		e.Set("state", state)
		if err := tx.SaveWithContext(ctx, e); err != nil {
			return err
		}
		return school.Journal(ctx, tx, school.Entry{Verb: "receivables." + state, Collection: "trips", ID: tripID, Note: fmt.Sprintf("transfert n° %d", e.GetInt("number"))})
	})
}

// SetGFCCounter puts the counter of transfers right by hand: another program may share it, or leave a gap.
func SetGFCCounter(ctx context.Context, app core.App, n int, reason string) error {
	if err := school.Require(school.ActorIn(ctx), school.ExportFiles); err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); len([]rune(reason)) < 5 {
		return law.Object("reason", "Un compteur corrigé à la main se motive.", "Écrivez pourquoi en une phrase.")
	}
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		if err := setCounter(ctx, tx, n); err != nil {
			return err
		}
		return school.Journal(ctx, tx, school.Entry{Verb: "receivables.counter", Collection: "school", Note: fmt.Sprintf("%d : %s", n, reason)})
	})
}

func setCounter(ctx context.Context, app core.App, n int) error {
	rows, err := app.FindAllRecords("school")
	if err != nil {
		return fmt.Errorf("school: %w", err)
	}
	if len(rows) == 0 {
		return school.ErrNoSchool
	}
	rows[0].Set("gfc_counter", n)
	return app.SaveWithContext(ctx, rows[0])
}

// SetReceivableAccount records the class-4 account of a trip and the day by which families are asked to pay.
func SetReceivableAccount(ctx context.Context, app core.App, tripID, account string, payBy law.Day) error {
	if err := school.Require(school.ActorIn(ctx), school.ExportFiles); err != nil {
		return err
	}
	r, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return ErrNoTrip
	}
	r.Load(map[string]any{"class4_account": strings.ReplaceAll(account, " ", ""), "pay_by": string(payBy)})
	return app.SaveWithContext(ctx, r)
}
