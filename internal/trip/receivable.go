package trip

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/gfc"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Where receivables go: GFC has its own files, any other software reads columns that the school chooses.
const (
	ToGFC    = "gfc"
	ToOthers = "neutral"
)

// States of a transfer of receivables.
const (
	TransferWritten   = "written"
	TransferRedone    = "redone"
	TransferCancelled = "cancelled"
)

// Owed is what one person owes for one pupil, beside what the accounting software was told of it. The memory is that of
// the trip itself: two trips to the same town, or one pupil on two trips, never mix.
type Owed struct {
	PupilID, DebtorID string // DebtorID is "" for a pupil of full age
	PupilNo           string // of SIECLE
	LastName          string
	FirstName         string
	Class             string
	DebtorLast        string
	DebtorFirst       string
	Address1          string
	Address2          string
	Address3          string
	Address4          string
	Postcode, Town    string
	Hidden            bool         // the address is kept from everybody: it does not leave
	Called            cents.Amount // charged, remissions and cancellations taken off
	Sent              cents.Amount // by the transfers that stand
	Amount            cents.Amount // of this line: what is left to send, or what was sent
	OrderNo           int          // 1 the first time for this pupil and trip
}

// Pupil is « LOVELACE Ada ».
func (o Owed) Pupil() string { return strings.TrimSpace(o.LastName + " " + o.FirstName) }

// Debtor is who owes it, the family name first.
func (o Owed) Debtor() string { return strings.TrimSpace(o.DebtorLast + " " + o.DebtorFirst) }

// Again tells whether the line adds to one that was sent before.
func (o Owed) Again() bool { return o.OrderNo > 1 }

// Street is the address on two lines: SIECLE writes the street on its third line, and some schools on the first.
func (o Owed) Street() (first, second string) {
	lines := slices.DeleteFunc([]string{o.Address3, o.Address4, o.Address1, o.Address2}, func(s string) bool { return strings.TrimSpace(s) == "" })
	if o.Hidden || len(lines) == 0 {
		return "", ""
	}
	return lines[0], strings.Join(lines[1:], " - ")
}

// Place is the postcode and the town, unless they are kept from everybody.
func (o Owed) Place() (postcode, town string) {
	if o.Hidden {
		return "", ""
	}
	return o.Postcode, o.Town
}

// ReceivableExport is one transfer.
type ReceivableExport struct {
	ID, Target, AccountingYear, State, Digest, By string
	Number, LinesCount                            int
	TotalCents                                    cents.Amount
	ExportedAt                                    types.DateTime
	Last                                          bool `db:"-"` // of its target and accounting year: the one that can be redone
}

// Receivables is what a trip's families owe, what was told to the accounting software, and what is left to tell.
type Receivables struct {
	Trip                  Trip
	Account               string // of class 4
	PayBy                 law.Day
	UAI, Year, SchoolYear string
	Counter               int // the last number used with GFC in the accounting year
	Lines                 []Owed
	Exports               []ReceivableExport // newest first
}

// ToSend are the lines whose amount is not nil.
func (r Receivables) ToSend() []Owed {
	return slices.DeleteFunc(slices.Clone(r.Lines), func(o Owed) bool { return o.Amount == 0 })
}

// TotalOwed adds lines up.
func TotalOwed(lines []Owed) (total cents.Amount) {
	for _, l := range lines {
		total += l.Amount
	}
	return total
}

// AgainAmong tells whether one of the lines adds to what was sent before.
func AgainAmong(lines []Owed) bool { return slices.ContainsFunc(lines, Owed.Again) }

// owedPeople are the columns that say who owes x, a row of pupil and debtor_id.
const owedPeople = `x.pupil AS pupil_id, x.debtor_id, p.elenoet AS pupil_no, p.last_name, p.first_name, COALESCE(k.code, '') AS class,
	COALESCE(r.last_name, p.last_name) AS debtor_last, COALESCE(r.first_name, p.first_name) AS debtor_first,
	COALESCE(r.address1, p.address1) AS address1, COALESCE(r.address2, p.address2) AS address2, COALESCE(r.address3, p.address3) AS address3,
	COALESCE(r.address4, p.address4) AS address4, COALESCE(r.postcode, p.postcode) AS postcode, COALESCE(r.town, p.town) AS town,
	EXISTS (SELECT 1 FROM guardianships g WHERE g.pupil = x.pupil AND g.guardian = x.debtor_id AND g.address_hidden) AS hidden`

const owedJoins = ` JOIN pupils p ON p.id = x.pupil LEFT JOIN classes k ON k.id = p.class LEFT JOIN guardians r ON r.id = x.debtor_id `

// ReceivablesOf reads the receivables of a trip for those who export them. What a fund or a third party pays in a family's
// place settles the receivable and does not lower it; neither does a surplus, which is given back.
func ReceivablesOf(app core.App, viewer school.Actor, tripID string) (Receivables, error) {
	if !viewer.May(school.ExportFiles) {
		return Receivables{}, ErrNoTrip
	}
	return receivablesOf(app, tripID)
}

func receivablesOf(app core.App, tripID string) (Receivables, error) {
	record, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return Receivables{}, ErrNoTrip
	}
	r := Receivables{Trip: tripOf(record), Account: record.GetString("class4_account"), PayBy: law.Day(record.GetString("pay_by"))}
	var house []struct {
		UAI, AccountingYear string
		GfcCounter          int
	}
	if err := app.DB().Select("uai", "accounting_year", "gfc_counter").From("school").Limit(1).All(&house); err != nil {
		return r, fmt.Errorf("school: %w", err)
	}
	if len(house) == 0 {
		return r, school.ErrNoSchool
	}
	r.UAI, r.Year, r.Counter = house[0].UAI, house[0].AccountingYear, house[0].GfcCounter
	var years []string
	err = app.DB().Select("label").From("school_years").Where(dbx.Or(dbx.HashExp{"id": r.Trip.SchoolYear}, dbx.HashExp{"is_current": true})).
		OrderBy("is_current").Column(&years) // the year of the trip before the current one
	if err != nil {
		return r, fmt.Errorf("school year: %w", err)
	}
	if len(years) > 0 {
		r.SchoolYear = years[0]
	}
	err = app.DB().NewQuery(`WITH called AS (SELECT c.pupil, c.debtor_id, SUM(c.amount_cents - COALESCE((SELECT SUM(g.amount_cents) FROM grants g
				WHERE g.charge = c.id AND g.kind IN ('remission', 'cancellation')), 0)) AS amount
			FROM charges c WHERE c.subject_collection = 'trips' AND c.subject_id = {:trip} GROUP BY c.pupil, c.debtor_id),
		told AS (SELECT l.pupil, l.debtor_id, l.amount_cents, l.order_no FROM receivable_lines l JOIN receivable_exports e ON e.id = l.receivable_export
			WHERE e.trip = {:trip} AND e.state != 'cancelled'),
		x AS (SELECT pupil, debtor_id FROM called UNION SELECT pupil, debtor_id FROM told)
		SELECT ` + owedPeople + `, COALESCE((SELECT amount FROM called c WHERE c.pupil = x.pupil AND c.debtor_id = x.debtor_id), 0) AS called,
			COALESCE((SELECT SUM(amount_cents) FROM told t WHERE t.pupil = x.pupil AND t.debtor_id = x.debtor_id), 0) AS sent,
			COALESCE((SELECT MAX(order_no) FROM told t WHERE t.pupil = x.pupil), 0) AS order_no
		FROM x` + owedJoins + `ORDER BY x.pupil, x.debtor_id`).Bind(dbx.Params{"trip": tripID}).All(&r.Lines)
	if err != nil {
		return r, fmt.Errorf("receivables of a trip: %w", err)
	}
	next := map[string]int{}
	for i := range r.Lines {
		o := &r.Lines[i]
		o.Amount = o.Called - o.Sent
		if o.Amount != 0 { // numbered by pupil, those of the same transfer one after another
			next[o.PupilID] = max(next[o.PupilID], o.OrderNo) + 1
			o.OrderNo = next[o.PupilID]
		}
	}
	byPupil(r.Lines)
	r.Exports, err = exportsOf(app, tripID)
	return r, err
}

func byPupil(lines []Owed) {
	slices.SortStableFunc(lines, func(a, b Owed) int {
		return cmp.Or(strings.Compare(school.Fold(a.Pupil()), school.Fold(b.Pupil())), strings.Compare(a.PupilID, b.PupilID), a.OrderNo-b.OrderNo)
	})
}

func exportsOf(app core.App, tripID string) ([]ReceivableExport, error) {
	var all []ReceivableExport
	err := app.DB().Select("e.id", "e.target", "e.accounting_year", "e.state", "e.digest", "e.number", "e.lines_count", "e.total_cents", "e.exported_at",
		"COALESCE(TRIM(s.first_name || ' ' || s.last_name), '') AS [[by]]").From("receivable_exports e").
		LeftJoin("staff s", dbx.NewExp("s.id = e.by_staff")).Where(dbx.HashExp{"e.trip": tripID}).OrderBy("e.exported_at DESC", "e.rowid DESC").All(&all)
	if err != nil {
		return nil, fmt.Errorf("transfers of a trip: %w", err)
	}
	for i := range all {
		if all[i].Last, err = isLastTransfer(app, all[i].Target, all[i].AccountingYear, all[i].Number, all[i].State); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// isLastTransfer tells whether no transfer that stands came after.
func isLastTransfer(app core.App, target, year string, number int, state string) (bool, error) {
	if state == TransferCancelled {
		return false, nil
	}
	last, err := lastNumber(app, target, year)
	return number == last, err
}

// lastNumber is the highest number among the transfers of a target and an accounting year that stand.
func lastNumber(app core.App, target, year string) (last int, err error) {
	err = app.DB().Select("COALESCE(MAX(number), 0)").From("receivable_exports").
		Where(dbx.HashExp{"target": target, "accounting_year": year}).AndWhere(dbx.NewExp("state != 'cancelled'")).Row(&last)
	if err != nil {
		return 0, fmt.Errorf("last transfer: %w", err)
	}
	return last, nil
}

// SentTransfer is one transfer with its lines, as they were sent; names and addresses are those of today.
type SentTransfer struct {
	Receivables
	Export ReceivableExport
	Sent   []Owed
}

// TransferOf reads one transfer for those who export.
func TransferOf(app core.App, viewer school.Actor, tripID, exportID string) (SentTransfer, error) {
	all, err := ReceivablesOf(app, viewer, tripID)
	if err != nil {
		return SentTransfer{}, err
	}
	s := SentTransfer{Receivables: all}
	i := slices.IndexFunc(all.Exports, func(e ReceivableExport) bool { return e.ID == exportID })
	if i < 0 {
		return s, ErrNoTrip
	}
	s.Export = all.Exports[i]
	err = app.DB().NewQuery(`SELECT ` + owedPeople + `, x.amount_cents AS amount, x.order_no FROM receivable_lines x` + owedJoins + `WHERE x.receivable_export = {:export}`).
		Bind(dbx.Params{"export": exportID}).All(&s.Sent)
	if err != nil {
		return s, fmt.Errorf("lines of a transfer: %w", err)
	}
	byPupil(s.Sent)
	return s, nil
}

// GFC is the transfer as the files of GFC write it.
func (s SentTransfer) GFC() gfc.Transfer {
	return gfcTransfer(s.Receivables, s.Sent, s.Export.AccountingYear, s.Export.Number, s.Export.ExportedAt)
}

func gfcTransfer(r Receivables, lines []Owed, year string, number int, at types.DateTime) gfc.Transfer {
	t := gfc.Transfer{
		UAI: r.UAI, AccountingYear: year, SchoolYear: r.SchoolYear, Account: r.Account, Trip: r.Trip.Destination, PayBy: r.PayBy.Short(),
		Number: number, MadeOn: at.Time(),
	}
	for _, o := range lines {
		l := gfc.Line{PupilNo: o.PupilNo, Pupil: o.Pupil(), Class: o.Class, Debtor: o.Debtor(), Amount: o.Amount, OrderNo: o.OrderNo}
		l.Address1, l.Address2 = o.Street()
		l.Postcode, l.Town = o.Place()
		t.Lines = append(t.Lines, l)
	}
	return t
}
