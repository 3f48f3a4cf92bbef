package money

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// A closing ends a period of the accounts: nothing is dated in it any more, a correction goes to the first open day. It
// starts where the one before ended, and keeps what the period was.

// ClosedPeriod is a closed period.
type ClosedPeriod struct {
	ID            string
	FromOn, ToOn  law.Day
	ByStaff, By   string // who closed it: id, name
	ClosedAt      types.DateTime
	JournalLine   int
	JournalDigest string
	RowsDigest    string
	Totals        PeriodTotals
	Counts        map[string]int
	VisaBy        string // who checked it, another person; empty: nobody yet
	VisaOn        law.Day
}

// PeriodTotals are the sums of a period.
type PeriodTotals struct {
	Charges   int          `json:"charges"`
	Charged   cents.Amount `json:"charged"`
	Grants    int          `json:"grants"`
	Granted   cents.Amount `json:"granted"`
	Payments  int          `json:"payments"`
	Taken     cents.Amount `json:"taken"`
	Reversals int          `json:"reversals"`
	Reversed  cents.Amount `json:"reversed"`
	Refunds   int          `json:"refunds"`
	Refunded  cents.Amount `json:"refunded"`
	Transfers int          `json:"transfers"`
	Moved     cents.Amount `json:"moved"`
}

// CloseBooks closes the accounts to a day, included, from the day after the last closed one. The day has passed. The actor is
// the accountant; somebody else checks the closing (Visa).
func CloseBooks(ctx context.Context, app core.App, to law.Day) (id string, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := school.NewRecord(tx, "closings")
		if err != nil {
			return err
		}
		record.Load(map[string]any{"to_on": string(to), "by_staff": school.ActorIn(ctx).ID, "closed_at": school.Clock(tx).Now().UTC()})
		if err := tx.SaveWithContext(ctx, record); err != nil {
			return err
		}
		id = record.Id
		return nil
	})
	return id, err
}

// Visa records that another person than the accountant has compared a closing with the accounts (F-21).
func Visa(ctx context.Context, app core.App, closingID, reason string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		return save(ctx, tx, "approvals", map[string]any{
			"kind": "closing_visa", "subject_collection": "closings", "subject_id": closingID, "decision": "yes", "by_staff": school.ActorIn(ctx).ID,
			"reason": reason, "decided_at": school.Clock(tx).Now(),
		})
	})
}

// ClosedThrough is the last closed day, "" when nothing has been closed.
func ClosedThrough(app core.App) (day law.Day, err error) {
	err = app.DB().Select("COALESCE(MAX(to_on), '')").From("closings").Row(&day)
	if err != nil {
		return "", fmt.Errorf("last closed day: %w", err)
	}
	return day, nil
}

// accountDays is what dating a row of the accounts needs, read once for a batch.
type accountDays struct {
	closed law.Day
	zone   *time.Location
}

func daysOf(app core.App) (accountDays, error) {
	closed, err := ClosedThrough(app)
	return accountDays{closed, school.Clock(app).Zone()}, err
}

// closedDay refuses a row dated in a closed period, or on a day to come.
func closedDay(field string, on, today, closed law.Day) []law.Finding {
	switch {
	case on != "" && on <= closed:
		return []law.Finding{house(field, "Les comptes sont arrêtés jusqu’au "+closed.French()+" : rien ne s’y inscrit plus au "+on.French()+".",
			"Inscrivez la correction à la date du jour : elle renvoie à ce qu’elle corrige.")}
	case on > today:
		return []law.Finding{house(field, "Une écriture ne porte pas une date à venir.", "")}
	}
	return nil
}

// Closings lists the closed periods, newest first, for staff who see money.
func Closings(app core.App, viewer school.Actor) ([]ClosedPeriod, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	return closings(app, "c.from_on DESC")
}

// FindClosing reads one closing.
func FindClosing(app core.App, viewer school.Actor, id string) (ClosedPeriod, bool, error) {
	all, err := Closings(app, viewer)
	for _, c := range all {
		if c.ID == id {
			return c, true, nil
		}
	}
	return ClosedPeriod{}, false, err
}

func closings(app core.App, order string) ([]ClosedPeriod, error) {
	var rows []struct {
		ID, ByStaff, By, JournalDigest, RowsDigest, VisaBy string
		FromOn, ToOn, VisaOn                               law.Day
		ClosedAt                                           types.DateTime
		JournalLine                                        int
		Totals, Counts                                     types.JSONRaw
	}
	const visa = " FROM approvals v LEFT JOIN staff w ON w.id = v.by_staff WHERE v.kind = 'closing_visa' AND v.subject_collection = 'closings' AND v.subject_id = c.id ORDER BY v.decided_at LIMIT 1), '')"
	err := app.DB().Select("c.id", "c.from_on", "c.to_on", "c.by_staff", "COALESCE(TRIM(s.first_name || ' ' || s.last_name), '') AS [[by]]", "c.closed_at",
		"c.journal_line", "c.journal_digest", "c.rows_digest", "c.totals", "c.counts", "COALESCE((SELECT TRIM(w.first_name || ' ' || w.last_name)"+visa+" AS visa_by",
		"COALESCE((SELECT SUBSTR(v.decided_at, 1, 10)"+visa+" AS visa_on").From("closings c").LeftJoin("staff s", dbx.NewExp("s.id = c.by_staff")).OrderBy(order).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("closings: %w", err)
	}
	all := make([]ClosedPeriod, len(rows))
	for i, r := range rows {
		all[i] = ClosedPeriod{
			ID: r.ID, FromOn: r.FromOn, ToOn: r.ToOn, ByStaff: r.ByStaff, By: r.By, ClosedAt: r.ClosedAt, JournalLine: r.JournalLine,
			JournalDigest: r.JournalDigest, RowsDigest: r.RowsDigest, VisaBy: r.VisaBy, VisaOn: r.VisaOn,
		}
		if err := errors.Join(json.Unmarshal(r.Totals, &all[i].Totals), json.Unmarshal(r.Counts, &all[i].Counts)); err != nil {
			return nil, fmt.Errorf("closing %s: %w", r.ID, err)
		}
	}
	return all, nil
}

// PrepareClosing computes all that a closing keeps: nobody types it. The door of closings calls it before judging.
func PrepareClosing(app core.App, record *core.Record) error {
	to := law.Day(record.GetString("to_on"))
	from, err := nextOpenDay(app, to)
	if err != nil {
		return err
	}
	digest, totals, err := readPeriod(app, from, to)
	if err != nil {
		return err
	}
	counts, err := countSealed(app)
	if err != nil {
		return err
	}
	var last []struct {
		LineNo int
		Digest string
	}
	if err := app.DB().Select("line_no", "digest").From("journal").OrderBy("line_no DESC").Limit(1).All(&last); err != nil {
		return fmt.Errorf("end of the journal: %w", err)
	}
	record.Load(map[string]any{"from_on": string(from), "rows_digest": digest, "totals": totals, "counts": counts, "journal_line": 0, "journal_digest": ""})
	if len(last) == 1 {
		record.Load(map[string]any{"journal_line": last[0].LineNo, "journal_digest": last[0].Digest})
	}
	return nil
}

// nextOpenDay is the day after the last closed one; before any closing, the first day of the ledger.
func nextOpenDay(app core.App, to law.Day) (law.Day, error) {
	closed, err := ClosedThrough(app)
	if err != nil {
		return "", err
	}
	if closed != "" {
		return closed.Add(1), nil
	}
	var first law.Day
	err = app.DB().NewQuery(`SELECT COALESCE(MIN(day), '') FROM (SELECT MIN(booked_on) AS day FROM payments UNION ALL SELECT SUBSTR(MIN(charged_at), 1, 10) FROM charges)
		WHERE day != ''`).Row(&first)
	if err != nil {
		return "", fmt.Errorf("first day of the ledger: %w", err)
	}
	if first == "" || first > to {
		return to, nil
	}
	return first, nil
}

// periodRows are the rows of a period, table by table: each row is in one period for ever, because its day never changes.
var periodRows = []struct {
	table, query string
	add          func(*PeriodTotals, cents.Amount)
}{
	{"charges", "SELECT id, amount_cents AS amount, pupil || ' ' || debtor_id || ' ' || due_on AS rest FROM charges WHERE charged_at >= {:start} AND charged_at < {:end}",
		func(t *PeriodTotals, a cents.Amount) { t.Charges, t.Charged = t.Charges+1, t.Charged+a }},
	{"grants", "SELECT id, amount_cents AS amount, charge || ' ' || kind AS rest FROM grants WHERE granted_at >= {:start} AND granted_at < {:end}",
		func(t *PeriodTotals, a cents.Amount) { t.Grants, t.Granted = t.Grants+1, t.Granted+a }},
	{"payments", "SELECT id, amount_cents AS amount, means || ' ' || pupil || ' ' || payer_id AS rest FROM payments WHERE booked_on BETWEEN {:from} AND {:to}",
		func(t *PeriodTotals, a cents.Amount) { t.Payments, t.Taken = t.Payments+1, t.Taken+a }},
	{"receipts", "SELECT r.id, r.receipt_no AS amount, r.payment AS rest FROM receipts r JOIN payments p ON p.id = r.payment WHERE p.booked_on BETWEEN {:from} AND {:to}", nil},
	{"allocations", "SELECT id, amount_cents AS amount, payment || ' ' || charge AS rest FROM allocations WHERE allocated_on != '' AND allocated_on BETWEEN {:from} AND {:to}", nil},
	{"reversals", "SELECT r.id, p.amount_cents AS amount, r.payment AS rest FROM reversals r JOIN payments p ON p.id = r.payment WHERE r.reversed_on BETWEEN {:from} AND {:to}",
		func(t *PeriodTotals, a cents.Amount) { t.Reversals, t.Reversed = t.Reversals+1, t.Reversed+a }},
	{"transfers", "SELECT id, amount_cents AS amount, payment || ' ' || from_charge || ' ' || to_charge AS rest FROM transfers WHERE moved_on BETWEEN {:from} AND {:to}",
		func(t *PeriodTotals, a cents.Amount) { t.Transfers, t.Moved = t.Transfers+1, t.Moved+a }},
	{"refunds", "SELECT id, amount_cents AS amount, pupil || ' ' || payer_id AS rest FROM refunds WHERE state = 'sent' AND sent_on BETWEEN {:from} AND {:to}",
		func(t *PeriodTotals, a cents.Amount) { t.Refunds, t.Refunded = t.Refunds+1, t.Refunded+a }},
}

// readPeriod adds a period up and takes the digest of its rows.
func readPeriod(app core.App, from, to law.Day) (digest string, totals PeriodTotals, err error) {
	zone := school.Clock(app).Zone()
	bounds := dbx.Params{"from": string(from), "to": string(to), "start": instantOf(from, zone), "end": instantOf(to.Add(1), zone)}
	sum := sha256.New()
	for _, p := range periodRows {
		var rows []struct {
			ID, Rest string
			Amount   cents.Amount
		}
		if err := app.DB().NewQuery(p.query + " ORDER BY 1").Bind(bounds).All(&rows); err != nil {
			return "", totals, fmt.Errorf("%s of a period: %w", p.table, err)
		}
		for _, r := range rows {
			fmt.Fprintf(sum, "%s %s %d %s\n", p.table, r.ID, r.Amount, r.Rest)
			if p.add != nil {
				p.add(&totals, r.Amount)
			}
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), totals, nil
}

// instantOf is the start of a day of the school, as PocketBase keeps instants.
func instantOf(d law.Day, zone *time.Location) string {
	if d == "" {
		return ""
	}
	return d.At(0, 0, zone).UTC().Format(types.DefaultDateLayout)
}

// countedTables are the sealed tables of money, and the journal: a tail cut off any of them leaves fewer rows than a closing
// has counted.
var countedTables = []string{
	"journal", "charges", "grants", "payments", "receipts", "allocations", "reversals", "refund_lines", "transfers", "share_agreements", "payer_shares",
	"online_payment_events",
}

func countSealed(app core.App) (map[string]int, error) {
	counts := map[string]int{}
	for _, table := range countedTables {
		var n int
		if err := app.DB().Select("COUNT(*)").From(table).Row(&n); err != nil {
			return nil, fmt.Errorf("count %s: %w", table, err)
		}
		counts[table] = n
	}
	return counts, nil
}

// JudgeClosing judges a closing: by the accountant, of days that have passed, over accounts that add up.
func JudgeClosing(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	var findings []law.Finding
	add := func(broken bool, field, what, fix string) {
		if broken {
			findings = append(findings, house(field, what, fix))
		}
	}
	from, to, today := law.Day(record.GetString("from_on")), law.Day(record.GetString("to_on")), school.Clock(app).Today()
	add(!actor.May(school.CloseBooks) || record.GetString("by_staff") != actor.ID, "", "Une période est arrêtée par l’agent comptable, en son nom.", "")
	_, wrong := law.ParseDay(string(to))
	add(to == "" || wrong != nil, "to_on", "Le dernier jour de la période manque.", "")
	add(to >= today, "to_on", "On n’arrête que des jours passés.", "Arrêtez jusqu’à hier : un paiement en ligne peut encore arriver aujourd’hui.")
	add(to != "" && to < from, "to_on", "Les comptes sont déjà arrêtés jusqu’au "+from.Add(-1).French()+".", "Choisissez une date plus tardive.")
	if len(findings) > 0 {
		return findings, nil
	}
	if err := Verify(app); err != nil {
		add(true, "", "Les comptes ne se vérifient pas : "+err.Error()+".", "Lancez « openacademie doctor » et prévenez l’exploitant avant d’arrêter quoi que ce soit.")
	}
	return findings, nil
}

// JudgeVisa judges the check of a closing by another person. Other decisions are none of its business.
func JudgeVisa(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	if record.GetString("kind") != "closing_visa" {
		return nil, nil
	}
	var closedBy []string
	err := app.DB().Select("by_staff").From("closings").Where(dbx.HashExp{"id": record.GetString("subject_id")}).Column(&closedBy)
	if err != nil {
		return nil, fmt.Errorf("closing of a visa: %w", err)
	}
	if len(closedBy) == 0 || record.GetString("subject_collection") != "closings" {
		return []law.Finding{house("", "Cette clôture n’existe pas.", "")}, nil
	}
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	return school.DutyRules.Check(school.Duty{
		Deed: "cette clôture", Validates: "la vise", MadeBy: closedBy[0], Validator: actor.ID, Fix: "Demandez au chef d’établissement ou au gestionnaire de la rapprocher.",
	}, regime), nil
}
