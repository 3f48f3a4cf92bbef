package money

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// ReminderStep is how far the reminders of a debt have gone.
type ReminderStep string

// The steps, in order (F-04). Nothing follows from a reminder but the next one: no place, access or service is ever taken
// away for a debt. Handed is not sent to anybody: the accountant takes the recovery over.
const (
	Amicable ReminderStep = "amicable"
	Second   ReminderStep = "second"
	Formal   ReminderStep = "formal"
	Handed   ReminderStep = "handed"
)

// AllReminderSteps lists the steps in their order.
var AllReminderSteps = []ReminderStep{Amicable, Second, Formal, Handed}

// Label is the step in French.
func (s ReminderStep) Label() string { return stepLabels[s] }

var stepLabels = map[ReminderStep]string{Amicable: "rappel amiable", Second: "deuxième rappel", Formal: "mise en demeure", Handed: "transmission à l’agent comptable"}

// LateCharge is a charge that is late, with how far its reminders have gone and what holds them.
type LateCharge struct {
	Account
	Late  cents.Amount
	Times int    // reminders that have named it
	Held  string // why it is not reminded, in French; empty when it may be
	Hold  bool   // held by the head
}

// ToRemind is one debtor with what is late: only what they owe themselves.
type ToRemind struct {
	Debtor  Ower
	Name    string
	Charges []LateCharge
	Last    law.Day // of their last reminder
	Step    ReminderStep
	Lines   []Line // what the next reminder names
	Total   cents.Amount
	From    law.Day // the first day on which it may leave
	Small   bool    // below the threshold of F-11: one reminder for all, no constraint
	WhyNot  string  // in French; empty when it may leave today
}

// Ready tells whether the next reminder may leave today.
func (t ToRemind) Ready() bool { return t.WhyNot == "" }

// ToRemindAll lists who has something late, and why each is or is not reminded today. The viewer is staff who see money.
func ToRemindAll(app core.App, viewer school.Actor) ([]ToRemind, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	return toRemind(app, dbx.HashExp{})
}

// toRemind reads what is late of some charges, debtor by debtor, by name.
func toRemind(app core.App, where dbx.Expression) ([]ToRemind, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	today := regime.On
	rows, err := accounts(app, dbx.NewExp("(c.due_on = '' OR c.due_on < {:today})", dbx.Params{"today": string(today)}), where)
	if err != nil {
		return nil, err
	}
	if rows, err = dated(app, regime, slices.DeleteFunc(rows, func(a Account) bool { return a.Due() <= 0 })); err != nil {
		return nil, err
	}
	holds, err := holdsOn(app, rows)
	if err != nil {
		return nil, err
	}
	told, err := reminded(app)
	if err != nil {
		return nil, err
	}
	at := map[Ower]int{}
	var all []ToRemind
	for _, a := range rows {
		d := a.DebtorOf()
		i, known := at[d]
		if !known {
			i = len(all)
			at[d], all = i, append(all, ToRemind{Debtor: d, Last: told.last[d]})
		}
		late := a.LateDue(today)
		if a.PlanID != "" && late == 0 {
			late = a.Due()
		}
		held := holds[a.ID]
		all[i].Charges = append(all[i].Charges, LateCharge{Account: a, Late: late, Times: told.times[a.ID], Held: held.why, Hold: held.byHead})
	}
	for i := range all {
		all[i].decide(regime)
	}
	return all, nameDebtors(app, all)
}

// dated gives a day to the charges that have none, some days after they were made, and leaves out those that are not late: a
// sum without a date is owed at once, and nobody is reminded of it on the morrow.
func dated(app core.App, regime law.Regime, rows []Account) ([]Account, error) {
	var undated []any
	for _, a := range rows {
		if a.DueOn == "" {
			undated = append(undated, a.ID)
		}
	}
	if len(undated) == 0 {
		return rows, nil
	}
	var made []struct {
		ID string
		On types.DateTime
	}
	if err := app.DB().Select("id", "charged_at AS [[on]]").From("charges").Where(dbx.In("id", undated...)).All(&made); err != nil {
		return nil, fmt.Errorf("days of charges: %w", err)
	}
	days, zone := regime.Parameters.Int("F-04", "undated_days", regime.On), school.Clock(app).Zone()
	payBy := map[string]law.Day{}
	for _, m := range made {
		payBy[m.ID] = law.DayOf(m.On.Time().In(zone)).Add(days)
	}
	late := rows[:0]
	for _, a := range rows {
		if a.DueOn == "" {
			a.DueOn, a.Undated = payBy[a.ID], true
		}
		if a.DueOn < regime.On {
			late = append(late, a)
		}
	}
	return late, nil
}

// decide works out the next reminder of a debtor and the day on which it may leave.
func (t *ToRemind) decide(regime law.Regime) {
	today := regime.On
	first, interval := regime.Parameters.Int("F-04", "first_reminder_days", today), regime.Parameters.Int("F-04", "reminder_interval_days", today)
	small := cents.Amount(regime.Parameters.Int("F-11", "small_claim_cents", today))
	most, oldest := -1, law.Day("")
	for _, c := range t.Charges {
		if c.Held == "" {
			most = max(most, c.Times)
			if oldest == "" || c.DueOn < oldest {
				oldest = c.DueOn
			}
		}
	}
	if most < 0 {
		t.WhyNot = t.Charges[0].Held
		return
	}
	t.Step = AllReminderSteps[min(most, len(AllReminderSteps)-1)]
	for _, c := range t.Charges {
		// A first reminder names all that is late; a constraint only what has been asked for twice in a friendly way.
		if c.Held == "" && (most < 2 || c.Times >= most) {
			t.Lines, t.Total = append(t.Lines, Line{c.ID, c.Late}), t.Total+c.Late
		}
	}
	t.From = oldest.Add(first)
	if next := t.Last.Add(interval); next > t.From {
		t.From = next
	}
	t.Small = t.Total < small
	switch {
	case most >= len(AllReminderSteps):
		t.WhyNot = "Transmis à l’agent comptable : le recouvrement lui appartient."
	case t.Small && most >= 2:
		t.WhyNot = "Moins de " + small.String() + " en tout : la somme attend d’être réunie à d’autres ou réglée au comptant."
	case t.From > today:
		t.WhyNot = "Pas avant le " + t.From.French() + "."
	}
}

type held struct {
	why    string
	byHead bool
}

// holdsOn says what stops the reminders of charges: a plan in force, a request for time or for aid that awaits its answer (one
// that names no charge holds all those of its pupil, whoever pays), a debit, a decision of aid that is
// not yet in the ledger, the head's own hold.
func holdsOn(app core.App, rows []Account) (map[string]held, error) {
	holds := map[string]held{}
	if len(rows) == 0 {
		return holds, nil
	}
	ids := make([]string, len(rows))
	for i, a := range rows {
		ids[i] = a.ID
	}
	note := func(sql, why string, byHead bool) error {
		var found []string
		if err := app.DB().NewQuery(sql).Column(&found); err != nil {
			return fmt.Errorf("what holds reminders: %w", err)
		}
		for _, id := range found {
			holds[id] = held{why, byHead}
		}
		return nil
	}
	// That a family has asked for aid is not told to all who see money: the first reason is discreet.
	for _, h := range []struct {
		sql, why string
		byHead   bool
	}{
		{`SELECT p.subject_id FROM approvals p WHERE p.kind IN ('social_fund', 'remission') AND p.decision = 'yes' AND p.subject_collection = 'charges'
			AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.approval = p.id)`, "Une aide est décidée ; elle n’est pas encore inscrite au compte.", false},
		{`SELECT j.value FROM aid_requests r, json_each(r.charge_ids) j WHERE j.value IS NOT NULL AND r.state IN ('received', 'ready')
			UNION SELECT c.id FROM aid_requests r JOIN charges c ON c.pupil = r.pupil WHERE r.state IN ('received', 'ready')
				AND (r.charge_ids IS NULL OR r.charge_ids IN ('', 'null', '[]'))`, "Une réponse de l’établissement est attendue.", false},
		{`SELECT k.charge FROM plans p JOIN plan_charges k ON k.payment_plan = p.id WHERE p.state IN ('asked', 'proposed')`, "Un délai est demandé ; la réponse est attendue.", false},
		{`SELECT p.subject_id FROM approvals p WHERE p.kind = 'hold' AND p.decision = 'yes' AND p.subject_collection = 'charges'
			AND NOT EXISTS (SELECT 1 FROM approvals q WHERE q.kind = 'hold' AND q.subject_id = p.subject_id AND q.rowid > p.rowid)`, "Contestée : le chef d’établissement a suspendu le recouvrement.", true},
	} {
		if err := note(h.sql, h.why, h.byHead); err != nil {
			return nil, err
		}
	}
	debited, err := OnDebit(app, ids...)
	if err != nil {
		return nil, err
	}
	for _, a := range rows {
		if on, busy := debited[a.ID]; busy {
			holds[a.ID] = held{"Un prélèvement est annoncé pour le " + on.French() + ".", false}
		}
		if a.PlanID != "" {
			holds[a.ID] = held{"Un échéancier est en cours.", false}
		}
	}
	return holds, nil
}

type history struct {
	times map[string]int // by charge
	last  map[Ower]law.Day
}

// reminded counts, charge by charge, the reminders that have named it.
func reminded(app core.App) (history, error) {
	h := history{map[string]int{}, map[Ower]law.Day{}}
	var rows []struct {
		GuardianID, PupilID, Lines string
		SentOn                     law.Day
	}
	if err := app.DB().Select("guardian_id", "pupil_id", "lines", "sent_on").From("reminders").OrderBy("sent_on").All(&rows); err != nil {
		return h, fmt.Errorf("reminders: %w", err)
	}
	for _, r := range rows {
		h.last[Ower{r.GuardianID, r.PupilID}] = r.SentOn
		var lines []Line
		if err := json.Unmarshal([]byte(r.Lines), &lines); err != nil {
			return h, fmt.Errorf("lines of a reminder: %w", err)
		}
		for _, l := range lines {
			h.times[l.ChargeID]++
		}
	}
	return h, nil
}

func nameDebtors(app core.App, all []ToRemind) error {
	names := map[string]string{}
	for _, table := range []string{"guardians", "pupils"} {
		var ids []any
		for _, t := range all {
			if id := map[string]string{"guardians": t.Debtor.GuardianID, "pupils": t.Debtor.PupilID}[table]; id != "" {
				ids = append(ids, id)
			}
		}
		var rows []struct{ ID, Name string }
		err := app.DB().Select("id", "COALESCE(NULLIF(usage_name, ''), last_name) || ' ' || first_name AS name").From(table).Where(dbx.In("id", ids...)).All(&rows)
		if err != nil {
			return fmt.Errorf("names of debtors: %w", err)
		}
		for _, r := range rows {
			names[r.ID] = r.Name
		}
	}
	for i := range all {
		all[i].Name = names[all[i].Debtor.GuardianID+all[i].Debtor.PupilID]
	}
	slices.SortStableFunc(all, func(a, b ToRemind) int {
		if a.Ready() != b.Ready() {
			if a.Ready() {
				return -1
			}
			return 1
		}
		return 0
	})
	return nil
}

// SentReminder is a reminder with what became of its message.
type SentReminder struct {
	ID                  string
	GuardianID, PupilID string
	Name                string
	Step                ReminderStep
	Total               cents.Amount
	SentOn              law.Day
	ByName              string
	Body                string
	Channels            string // « courriel : parti »
	SeenOn              law.Day
	Delivered           string // raw states, by channel
}

// SentReminders lists what was sent, newest first, with its deliveries and when its debtor opened it.
func SentReminders(app core.App, viewer school.Actor) ([]SentReminder, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	var all []SentReminder
	err := app.DB().Select("r.id", "r.guardian_id", "r.pupil_id", "r.step", "r.total_cents AS total", "r.sent_on", "SUBSTR(r.seen_at, 1, 10) AS seen_on",
		"TRIM(COALESCE(NULLIF(g.usage_name, ''), g.last_name, NULLIF(u.usage_name, ''), u.last_name, '') || ' ' || COALESCE(g.first_name, u.first_name, '')) AS name",
		"COALESCE(TRIM(s.first_name || ' ' || s.last_name), '') AS by_name", "COALESCE(m.body, '') AS body",
		"COALESCE((SELECT GROUP_CONCAT(d.channel || ':' || d.state, ',') FROM deliveries d WHERE d.message = m.id), '') AS delivered").
		From("reminders r").LeftJoin("guardians g", dbx.NewExp("g.id = r.guardian_id")).LeftJoin("pupils u", dbx.NewExp("u.id = r.pupil_id")).
		LeftJoin("staff s", dbx.NewExp("s.id = r.by_staff")).LeftJoin("messages m", dbx.NewExp("m.subject_id = r.id AND m.subject_collection = 'reminders' AND m.dedupe = 'reminder:' || r.id")).
		OrderBy("r.sent_on DESC", "r.rowid DESC").All(&all)
	if err != nil {
		return nil, fmt.Errorf("reminders sent: %w", err)
	}
	return all, nil
}
