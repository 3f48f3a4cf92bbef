package money

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/sepa"
)

// DebitState is where a direct debit stands, as kept in debits.state.
type DebitState string

// The states of a debit.
const (
	DebitPlanned   DebitState = "planned"   // in a batch that waits for its notices and its second person
	DebitWithdrawn DebitState = "withdrawn" // taken out before the bank was asked
	DebitSent      DebitState = "sent"      // the bank is asked
	DebitBooked    DebitState = "booked"    // its day has come: it is a payment
	DebitReturned  DebitState = "returned"  // the bank has refused it, or taken it back
)

// AllDebitStates lists the states in the order of the screens.
var AllDebitStates = []DebitState{DebitPlanned, DebitWithdrawn, DebitSent, DebitBooked, DebitReturned}

// Label is the state in French.
func (s DebitState) Label() string {
	return map[DebitState]string{
		DebitPlanned: "annoncé", DebitWithdrawn: "retiré", DebitSent: "remis à la banque", DebitBooked: "encaissé", DebitReturned: "rejeté",
	}[s]
}

// Live tells whether the debit may still take the money: until then nobody pays the same sums another way online.
func (s DebitState) Live() bool { return s == DebitPlanned || s == DebitSent }

// debitStep is who may take a debit one step further.
type debitStep struct {
	permission school.Permission // staff; empty for none
	program    bool              // the application: a mandate is over, a day has come
}

// debitSteps is the whole table of legal steps; anything else is refused, whoever asks.
var debitSteps = map[[2]DebitState]debitStep{
	{"", DebitPlanned}:             {permission: school.PrepareDebits},
	{DebitPlanned, DebitPlanned}:   {permission: school.PrepareDebits, program: true}, // its notice
	{DebitPlanned, DebitWithdrawn}: {permission: school.PrepareDebits, program: true},
	{DebitPlanned, DebitSent}:      {permission: school.SendDebits},
	{DebitSent, DebitSent}:         {program: true}, // a notice delivered late
	{DebitSent, DebitBooked}:       {program: true},
	{DebitSent, DebitReturned}:     {permission: school.ReversePayments},
	{DebitBooked, DebitReturned}:   {permission: school.ReversePayments},
}

// ReturnReason is why a bank gives a debit back, as its code says it.
type ReturnReason struct {
	Code, Label string
	Suspends    bool // nothing more is debited under the mandate before somebody has looked
}

// ReturnReasons are the codes of the rulebook that banks use (ISO 20022, ExternalStatusReason1Code), the most frequent first.
var ReturnReasons = []ReturnReason{
	{"AM04", "provision insuffisante", false},
	{"MS02", "refus du débiteur", true},
	{"MD06", "remboursement demandé par le débiteur", true},
	{"MS03", "motif non précisé", false},
	{"AC01", "numéro de compte inexact", true},
	{"AC04", "compte clos", true},
	{"AC06", "compte bloqué", true},
	{"AC13", "compte non autorisé aux prélèvements", true},
	{"AG01", "opération interdite sur ce compte", true},
	{"AG02", "code d’opération inexact", false},
	{"MD01", "pas de mandat, ou mandat révoqué", true},
	{"MD02", "données du mandat incomplètes", true},
	{"MD07", "débiteur décédé", true},
	{"BE05", "identifiant créancier inexact", true},
	{"RC01", "banque inexacte", true},
	{"RR01", "numéro du débiteur manquant", true},
	{"SL01", "prélèvements bloqués par le débiteur", true},
	{"DNOR", "banque du débiteur non joignable", true},
	{"FF01", "fichier inexact", false},
	{"AM05", "prélevé deux fois", false},
}

// ReasonOf finds the line of a code.
func ReasonOf(code string) (ReturnReason, bool) {
	i := slices.IndexFunc(ReturnReasons, func(r ReturnReason) bool { return r.Code == code })
	if i < 0 {
		return ReturnReason{}, false
	}
	return ReturnReasons[i], true
}

// Debit is one direct debit as screens show it.
type Debit struct {
	ID, Batch, BatchNumber   string
	Mandate, RUM, IbanTail   string
	PupilID, PayerID         string
	PupilName, Class, Debtor string
	Amount                   cents.Amount
	Sequence                 sepa.Sequence
	EndToEnd                 string
	CollectOn                law.Day
	State                    DebitState
	NoticedOn, PostedOn      law.Day
	NoticeDays               int
	PaymentID                string
	ReturnedOn               law.Day
	ReturnCode, Why          string
	Labels                   []string // what it pays
}

// ToPost tells whether its debtor, told by no message that has left, waits for a letter.
func (d Debit) ToPost() bool { return d.State == DebitPlanned && d.NoticedOn == "" }

// InTime tells whether its debtor has been told as long before as the mandate says.
func (d Debit) InTime() bool {
	return d.NoticedOn != "" && d.NoticedOn.Add(d.NoticeDays) <= d.CollectOn
}

// DebitFilter narrows the list; its zero value is the whole school.
type DebitFilter struct {
	Batch, Mandate string
	State          DebitState
}

// Debits lists debits for staff who see money, newest first, then by name.
func Debits(app core.App, viewer school.Actor, f DebitFilter) ([]Debit, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	where := dbx.HashExp{}
	for column, value := range map[string]string{"d.batch": f.Batch, "d.mandate": f.Mandate, "d.state": string(f.State)} {
		if value != "" {
			where[column] = value
		}
	}
	return debitsWhere(app, where)
}

// DebitsOf lists the viewer's own debits.
func DebitsOf(app core.App, viewer school.Actor) ([]Debit, error) {
	who, ok := ownMandates(viewer)
	if !ok {
		return nil, nil
	}
	return debitsWhere(app, who)
}

// DebitNamed reads one debit for the program, that writes to its debtor.
func DebitNamed(app core.App, id string) (Debit, error) {
	found, err := debitsWhere(app, dbx.HashExp{"d.id": id})
	if err != nil || len(found) == 0 {
		return Debit{}, errors.Join(ErrNoDebit, err)
	}
	return found[0], nil
}

func debitsWhere(app core.App, where dbx.Expression) ([]Debit, error) {
	var rows []struct {
		Debit
		LabelList string
	}
	err := app.DB().Select("d.id", "d.batch", "b.number AS batch_number", "d.mandate", "m.rum", "m.iban_tail", "m.notice_days", "d.pupil AS pupil_id", "d.payer_id",
		"d.amount_cents AS amount", "d.sequence", "d.end_to_end", "d.collect_on", "d.state", "d.noticed_on", "d.posted_on", "d.payment_id", "d.returned_on", "d.return_code", "d.why",
		"COALESCE(k.code, '') AS class", "COALESCE(NULLIF(u.usage_name, ''), u.last_name) || ' ' || u.first_name AS pupil_name",
		`COALESCE(TRIM(COALESCE(NULLIF(g.usage_name, ''), g.last_name) || ' ' || g.first_name), TRIM(COALESCE(NULLIF(u.usage_name, ''), u.last_name) || ' ' || u.first_name)) AS debtor`,
		"(SELECT json_group_array(c.label) FROM json_each(d.lines) l JOIN charges c ON c.id = json_extract(l.value, '$.charge')) AS label_list").From("debits d").
		InnerJoin("debit_batches b", dbx.NewExp("b.id = d.batch")).InnerJoin("mandates m", dbx.NewExp("m.id = d.mandate")).
		InnerJoin("pupils u", dbx.NewExp("u.id = d.pupil")).LeftJoin("classes k", dbx.NewExp("k.id = u.class")).
		LeftJoin("guardians g", dbx.NewExp("g.id = d.payer_id")).Where(where).
		OrderBy("d.collect_on DESC", "debtor", "d.end_to_end").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("debits: %w", err)
	}
	all := make([]Debit, len(rows))
	for i, r := range rows {
		if err := json.Unmarshal([]byte(r.LabelList), &r.Labels); err != nil {
			return nil, fmt.Errorf("what a debit pays: %w", err)
		}
		all[i] = r.Debit
	}
	return all, nil
}

// OnDebit tells, of some charges, which are in a direct debit that has not been booked, given up nor returned, and on which
// day it is collected: such a charge is not paid online meanwhile (arrêté of 6 July 2015). The pages that pay ask it.
func OnDebit(app core.App, chargeIDs ...string) (map[string]law.Day, error) {
	on := map[string]law.Day{}
	if len(chargeIDs) == 0 {
		return on, nil
	}
	var rows []struct {
		Charge    string
		CollectOn law.Day
	}
	err := app.DB().NewQuery(`SELECT json_extract(l.value, '$.charge') AS charge, d.collect_on FROM debits d, json_each(d.lines) l
		WHERE d.state IN ('planned', 'sent') AND ` + oneOf("json_extract(l.value, '$.charge')", chargeIDs)).Bind(paramsOf(chargeIDs)).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("charges in a debit: %w", err)
	}
	for _, r := range rows {
		on[r.Charge] = r.CollectOn
	}
	return on, nil
}

// DebitBatch is debits that are collected together.
type DebitBatch struct {
	ID, Number, State  string
	Count              int          // of its debits that are not withdrawn
	Total              cents.Amount // of the same
	CollectOn          law.Day
	Digest             string
	ByStaff, SentBy    string
	ByName, SentByName string
	PreparedAt, SentAt types.DateTime
	Returned           int
}

// DebitBatches lists the batches for staff who see money, newest first.
func DebitBatches(app core.App, viewer school.Actor) ([]DebitBatch, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	var rows []DebitBatch
	err := app.DB().Select("b.id", "b.number", "b.state", "b.collect_on", "b.digest", "b.by_staff", "b.sent_by", "b.prepared_at", "b.sent_at",
		"(SELECT COUNT(*) FROM debits d WHERE d.batch = b.id AND d.state != 'withdrawn') AS [[count]]",
		"COALESCE((SELECT SUM(d.amount_cents) FROM debits d WHERE d.batch = b.id AND d.state != 'withdrawn'), 0) AS total",
		"(SELECT COUNT(*) FROM debits d WHERE d.batch = b.id AND d.state = 'returned') AS returned",
		"COALESCE(TRIM(p.first_name || ' ' || p.last_name), '') AS by_name", "COALESCE(TRIM(s.first_name || ' ' || s.last_name), '') AS sent_by_name").From("debit_batches b").
		LeftJoin("staff p", dbx.NewExp("p.id = b.by_staff")).LeftJoin("staff s", dbx.NewExp("s.id = b.sent_by")).
		OrderBy("b.prepared_at DESC", "b.number DESC").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("batches of debits: %w", err)
	}
	return rows, nil
}

// FindDebitBatch reads one batch.
func FindDebitBatch(app core.App, viewer school.Actor, id string) (DebitBatch, bool, error) {
	all, err := DebitBatches(app, viewer)
	for _, b := range all {
		if b.ID == id {
			return b, true, nil
		}
	}
	return DebitBatch{}, false, err
}

// Debitable is a charge that a batch may hold today.
type Debitable struct {
	Account
	MandateID, RUM, Debtor, PupilName string
	NoticeDays                        int
	Asked                             cents.Amount // what a debit takes of it: all that is due, or what its plan awaits by the day
}

// ask sets what a debit of a day takes of each charge. A charge that a plan spreads is never debited before its dates.
func ask(app core.App, on func(Debitable) law.Day, all []Debitable) error {
	byDay := map[law.Day][]any{}
	for i, d := range all {
		if all[i].Asked = d.Due(); d.PlanID != "" {
			day := on(d)
			byDay[day] = append(byDay[day], d.ID)
		}
	}
	for day, ids := range byDay {
		awaited, err := followPlansOn(app, day.Add(1), ids...)
		if err != nil {
			return err
		}
		for i, d := range all {
			if d.PlanID != "" && on(d) == day {
				all[i].Asked = awaited[d.ID].Late
			}
		}
	}
	return nil
}

// AllDebitable lists what is due by whom has an active mandate, and is in no debit yet, oldest due first. The viewer is staff
// who see money.
func AllDebitable(app core.App, viewer school.Actor) ([]Debitable, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	all, err := debitable(app)
	if err != nil {
		return nil, err
	}
	return all, ask(app, func(d Debitable) law.Day { return d.PlanNext }, all)
}

func debitable(app core.App) ([]Debitable, error) {
	active, err := mandatesWhere(app, dbx.HashExp{"m.state": string(MandateActive)})
	if err != nil || len(active) == 0 {
		return nil, err
	}
	byDebtor := map[[2]string]Mandate{}
	var guardians, pupils []any
	for _, m := range active {
		byDebtor[[2]string{m.GuardianID, m.PupilID}] = m
		if m.GuardianID != "" {
			guardians = append(guardians, m.GuardianID)
		} else {
			pupils = append(pupils, m.PupilID)
		}
	}
	owed, err := accounts(app, dbx.Or(dbx.In("c.debtor_id", guardians...), dbx.And(dbx.HashExp{"c.debtor_id": ""}, dbx.In("c.pupil", pupils...))),
		dbx.NewExp("c.amount_cents > "+grantedOfCharge+" + "+paidOfCharge))
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(owed))
	for i, a := range owed {
		ids[i] = a.ID
	}
	busy, err := OnDebit(app, ids...)
	if err != nil {
		return nil, err
	}
	names, err := pupilNames(app, owed)
	if err != nil {
		return nil, err
	}
	var all []Debitable
	for _, a := range owed {
		if _, taken := busy[a.ID]; taken {
			continue
		}
		key := [2]string{a.DebtorID, ""}
		if a.DebtorID == "" {
			key = [2]string{"", a.PupilID}
		}
		m := byDebtor[key]
		all = append(all, Debitable{Account: a, MandateID: m.ID, RUM: m.RUM, Debtor: m.Name, PupilName: names[a.PupilID], NoticeDays: m.NoticeDays})
	}
	return all, nil
}

func pupilNames(app core.App, of []Account) (map[string]string, error) {
	var ids []string
	for _, a := range of {
		ids = append(ids, a.PupilID)
	}
	var rows []struct{ ID, Name string }
	err := app.DB().Select("id", "COALESCE(NULLIF(usage_name, ''), last_name) || ' ' || first_name AS name").From("pupils").Where(dbx.In("id", distinct(ids)...)).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("names of pupils: %w", err)
	}
	names := map[string]string{}
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, nil
}

// Debtor is who owes something and has no mandate.
type Debtor struct {
	GuardianID, PupilID string // one of the two
	Name                string
	Due                 cents.Amount
}

// DebtorsWithoutMandate lists, by name, who owes something and has no mandate that is not over. The viewer is staff who see
// money.
func DebtorsWithoutMandate(app core.App, viewer school.Actor) ([]Debtor, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	var rows []Debtor
	err := app.DB().NewQuery(`SELECT o.guardian_id, o.pupil_id, SUM(o.due) AS due,
			COALESCE(TRIM(COALESCE(NULLIF(g.usage_name, ''), g.last_name) || ' ' || g.first_name), TRIM(COALESCE(NULLIF(u.usage_name, ''), u.last_name) || ' ' || u.first_name), '') AS name
		FROM (SELECT c.debtor_id AS guardian_id, CASE WHEN c.debtor_id = '' THEN c.pupil ELSE '' END AS pupil_id, c.amount_cents - ` + grantedOfCharge + ` - ` + paidOfCharge + ` AS due FROM charges c) o
		LEFT JOIN guardians g ON g.id = o.guardian_id AND o.guardian_id != '' LEFT JOIN pupils u ON u.id = o.pupil_id AND o.pupil_id != ''
		WHERE o.due > 0 AND NOT EXISTS (SELECT 1 FROM mandates m WHERE m.guardian_id = o.guardian_id AND m.pupil_id = o.pupil_id AND m.state IN ('draft', 'active', 'suspended'))
		GROUP BY o.guardian_id, o.pupil_id ORDER BY name, o.guardian_id, o.pupil_id`).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("debtors without a mandate: %w", err)
	}
	return rows, nil
}
