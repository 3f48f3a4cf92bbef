package money

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// The states of a slip of cheques, as kept in slips.state.
const (
	SlipOpen   = "open"
	SlipClosed = "closed"
)

// SlipLabel is the state of a slip in French.
func SlipLabel(state string) string {
	return map[string]string{SlipOpen: "en préparation", SlipClosed: "clos"}[state]
}

// ChequeSlip is the cheques that leave for the bank together.
type ChequeSlip struct {
	ID, Number, State  string
	OpenedOn, ClosedOn law.Day
	OpenedBy, ClosedBy string // names
	Count              int    // as closed; of an open slip, as it stands
	Total              cents.Amount
	Cheques            []SlipCheque `db:"-"`
}

// SlipCheque is one cheque, on a slip or waiting for one.
type SlipCheque struct {
	PaymentID, PupilID  string
	BookedOn            law.Day
	Receipt             string `db:"-"`
	Payer, Pupil        string
	Bank, ChequeAccount string
	ChequeNumber        string
	Amount              cents.Amount
	ReversedOn          law.Day // unpaid or cancelled after it left
	Code                string
	ReceiptNo           int
}

// ErrNoSlip is returned for a slip that does not exist.
var ErrNoSlip = law.Object("", "Ce bordereau n’existe pas.", "")

// Slips lists the slips, newest first, for staff who see money.
func Slips(app core.App, viewer school.Actor) ([]ChequeSlip, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	var rows []ChequeSlip
	err := app.DB().NewQuery(`SELECT s.id, s.slip_no AS number, s.state, s.opened_on, s.closed_on, COALESCE(TRIM(o.first_name || ' ' || o.last_name), '') AS opened_by,
			COALESCE(TRIM(c.first_name || ' ' || c.last_name), '') AS closed_by,
			CASE WHEN s.state = 'closed' THEN s.cheques_count ELSE (SELECT COUNT(*) FROM slip_lines l WHERE l.slip = s.id) END AS [[count]],
			CASE WHEN s.state = 'closed' THEN s.total_cents ELSE ` + totalOfSlip + ` END AS total
		FROM slips s LEFT JOIN staff o ON o.id = s.opened_by LEFT JOIN staff c ON c.id = s.closed_by ORDER BY s.opened_on DESC, s.slip_no DESC`).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("slips: %w", err)
	}
	return rows, nil
}

const totalOfSlip = `COALESCE((SELECT SUM(p.amount_cents) FROM slip_lines l JOIN payments p ON p.id = l.payment WHERE l.slip = s.id), 0)`

// SlipOf reads one slip with its cheques.
func SlipOf(app core.App, viewer school.Actor, id string) (ChequeSlip, error) {
	all, err := Slips(app, viewer)
	if err != nil {
		return ChequeSlip{}, err
	}
	for _, s := range all {
		if s.ID == id {
			s.Cheques, err = slipCheques(app, "JOIN slip_lines l ON l.payment = p.id AND l.slip = {:slip}", "1 = 1", dbx.Params{"slip": id})
			return s, err
		}
	}
	return ChequeSlip{}, ErrNoSlip
}

// ChequesToRemit lists the standing cheques that are on no slip, in the order in which they were booked.
func ChequesToRemit(app core.App, viewer school.Actor) ([]SlipCheque, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	return slipCheques(app, "", standing+" AND NOT EXISTS (SELECT 1 FROM slip_lines l WHERE l.payment = p.id)", dbx.Params{})
}

func slipCheques(app core.App, join, where string, params dbx.Params) ([]SlipCheque, error) {
	var rows []SlipCheque
	err := app.DB().NewQuery(`SELECT p.id AS payment_id, p.pupil AS pupil_id, p.booked_on, COALESCE(d.payer_name, '') AS payer, COALESCE(d.bank, '') AS bank,
			COALESCE(d.account, '') AS cheque_account, COALESCE(d.cheque_number, '') AS cheque_number, p.amount_cents AS amount, COALESCE(v.reversed_on, '') AS reversed_on,
			TRIM(COALESCE(NULLIF(u.usage_name, ''), u.last_name) || ' ' || u.first_name) AS pupil, COALESCE(s.code, '') AS code, COALESCE(r.receipt_no, 0) AS receipt_no
		FROM payments p ` + join + ` JOIN pupils u ON u.id = p.pupil LEFT JOIN payment_details d ON d.payment = p.id LEFT JOIN reversals v ON v.payment = p.id
		LEFT JOIN receipts r ON r.payment = p.id LEFT JOIN receipt_series s ON s.id = r.series
		WHERE p.means = 'cheque' AND ` + where + ` ORDER BY p.booked_on, s.code, r.receipt_no`).Bind(params).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("cheques of a slip: %w", err)
	}
	for i := range rows {
		rows[i].Receipt = receiptNameOf(rows[i].Code, rows[i].ReceiptNo)
	}
	return rows, nil
}

// OpenSlip starts the slip of the next remittance with cheques already booked, or adds them to the one that is open. The
// actor is the accountant.
func OpenSlip(ctx context.Context, app core.App, payments ...string) (id string, err error) {
	if len(payments) == 0 {
		return "", law.Object("cheques", "Aucun chèque n’est choisi.", "Cochez ceux qui partent à la banque.")
	}
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		if id, err = slipInHand(tx); err != nil {
			return err
		}
		if id == "" {
			today := school.Clock(tx).Today()
			number, err := nextSlip(tx, string(today[:4]))
			if err != nil {
				return err
			}
			slip, err := school.NewRecord(tx, "slips")
			if err != nil {
				return err
			}
			slip.Load(map[string]any{"slip_no": number, "state": SlipOpen, "opened_by": school.ActorIn(ctx).ID, "opened_on": string(today)})
			if err := tx.SaveWithContext(ctx, slip); err != nil {
				return err
			}
			id = slip.Id
		}
		for _, p := range payments {
			if err := save(ctx, tx, "slip_lines", map[string]any{"slip": id, "payment": p}); err != nil {
				return err
			}
		}
		return nil
	})
	return id, err
}

// slipInHand is the slip that is being prepared, "" when there is none: there is one at a time.
func slipInHand(app core.App) (string, error) {
	var ids []string
	err := app.DB().Select("id").From("slips").Where(dbx.HashExp{"state": SlipOpen}).Column(&ids)
	if err != nil || len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
}

func nextSlip(app core.App, year string) (string, error) {
	var n int
	err := app.DB().Select("COUNT(*)").From("slips").Where(dbx.NewExp("slip_no LIKE {:year}", dbx.Params{"year": "B-" + year + "-%"})).Row(&n)
	if err != nil {
		return "", fmt.Errorf("number of a slip: %w", err)
	}
	return fmt.Sprintf("B-%s-%03d", year, n+1), nil
}

// TakeOffSlip takes a cheque off a slip that is still open.
func TakeOffSlip(ctx context.Context, app core.App, slipID, paymentID string) error {
	line, err := app.FindFirstRecordByFilter("slip_lines", "slip = {:slip} && payment = {:payment}", dbx.Params{"slip": slipID, "payment": paymentID})
	if err != nil {
		return law.Object("", "Ce chèque n’est pas sur ce bordereau.", "")
	}
	return app.DeleteWithContext(ctx, line)
}

// CloseSlip freezes a slip as it goes to the bank: its count and its total stay, whatever comes back unpaid.
func CloseSlip(ctx context.Context, app core.App, id string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		slip, err := tx.FindRecordById("slips", id)
		if err != nil {
			return ErrNoSlip
		}
		slip.Load(map[string]any{"state": SlipClosed, "closed_by": school.ActorIn(ctx).ID, "closed_on": string(school.Clock(tx).Today())})
		return tx.SaveWithContext(ctx, slip)
	})
}

// CountSlip fills what nobody types: the number and the sum of the cheques, as the slip is closed.
func CountSlip(app core.App, before, record *core.Record) error {
	if before == nil || before.GetString("state") != SlipOpen || record.GetString("state") != SlipClosed {
		return nil
	}
	var s struct {
		N     int
		Total int64
	}
	err := app.DB().NewQuery("SELECT COUNT(*) AS n, COALESCE(SUM(p.amount_cents), 0) AS total FROM slip_lines l JOIN payments p ON p.id = l.payment WHERE l.slip = {:slip}").
		Bind(dbx.Params{"slip": record.Id}).One(&s)
	if err != nil {
		return fmt.Errorf("count a slip: %w", err)
	}
	record.Set("cheques_count", s.N)
	record.Set("total_cents", s.Total)
	return nil
}

// LeaveSlip takes a cheque that has just been cancelled off the slip that is being prepared. A closed slip keeps it: it left.
func LeaveSlip(ctx context.Context, app core.App, reversal *core.Record) error {
	lines, err := app.FindRecordsByFilter("slip_lines", "payment = {:payment} && slip.state = 'open'", "", 0, 0, dbx.Params{"payment": reversal.GetString("payment")})
	if err != nil {
		return fmt.Errorf("slip of a cancelled cheque: %w", err)
	}
	for _, l := range lines {
		if err := app.DeleteWithContext(ctx, l); err != nil {
			return err
		}
	}
	return nil
}
