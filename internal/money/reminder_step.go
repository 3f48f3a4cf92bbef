package money

import (
	"context"
	"embed"
	"encoding/json"
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

// letters are the texts of the reminders, one Markdown file a step.
//
//go:embed letters/*.md
var letters embed.FS

// ReminderModels lists the letters of reminders that a school may write in its own words.
func ReminderModels() []school.TextModel {
	var models []school.TextModel
	for _, step := range AllReminderSteps {
		raw, err := letters.ReadFile("letters/" + string(step) + ".md")
		if err != nil {
			continue // what is handed over is written to nobody
		}
		models = append(models, school.TextModel{
			Name: "reminder_" + string(step), Channel: "letter", Label: "Relance : " + step.Label(), Body: strings.TrimSpace(string(raw)),
			Fields: []school.TextField{
				{Name: sumsField, Becomes: "les sommes en retard, une par ligne", Sample: "– Voyage à Rome, premier versement, à payer avant le 12 janvier 2027 : 120,00 €", Required: true},
				{Name: totalField, Becomes: "leur total", Sample: "120,00 €"},
			},
		})
	}
	return models
}

const (
	sumsField  = "{{sommes}}"
	totalField = "{{total}}"
)

// ReminderText is the letter of a step, in the school's words, for the sums that it names. It promises no sanction, because
// there is none.
func ReminderText(app core.App, step ReminderStep, lines []Line) (string, error) {
	models := ReminderModels()
	i := slices.IndexFunc(models, func(m school.TextModel) bool { return m.Name == "reminder_"+string(step) })
	if i < 0 {
		return "", fmt.Errorf("letter of a reminder: none for %q", step)
	}
	text, err := school.WordingOf(app, models[i])
	if err != nil {
		return "", err
	}
	ids := make([]any, len(lines))
	for i, l := range lines {
		ids[i] = l.ChargeID
	}
	found, err := accounts(app, dbx.In("c.id", ids...))
	if err != nil {
		return "", err
	}
	named := map[string]Account{}
	for _, a := range found {
		named[a.ID] = a
	}
	var words []string
	for _, l := range lines {
		by := ""
		if on := named[l.ChargeID].DueOn; on != "" {
			by = ", à payer avant le " + on.French()
		}
		words = append(words, "– "+named[l.ChargeID].Label+by+" : "+l.Amount.String())
	}
	return school.Fill(text.Body, sumsField, strings.Join(words, "\n"), totalField, sum(lines).String()), nil
}

// SendReminders reminds debtors, each of the sums that they owe themselves and nobody else's; the message is queued by the
// door, in the same transaction. The actor sends reminders, or is the program when the school has turned it on.
func SendReminders(ctx context.Context, app core.App, debtors ...Ower) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		for _, d := range debtors {
			t, found, err := remindable(tx, d)
			if err != nil {
				return err
			}
			if !found {
				return law.Object("relances", "Cette personne n’a plus rien en retard.", "Rouvrez la liste.")
			}
			err = save(ctx, tx, "reminders", map[string]any{"guardian_id": d.GuardianID, "pupil_id": d.PupilID, "step": string(t.Step)})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func remindable(app core.App, d Ower) (ToRemind, bool, error) {
	all, err := toRemind(app, mine(d.actor()))
	if err != nil || len(all) != 1 {
		return ToRemind{}, false, err
	}
	return all[0], true, nil
}

// RunReminders sends the friendly reminders whose day has come, when the school has turned it on. A formal notice and the
// handing over are always a person's deed. The actor is the program.
func RunReminders(ctx context.Context, app core.App) error {
	regime, err := school.Regime(app, "", "")
	if err != nil || !regime.Parameters.Flag("F-04", "reminders_automatic", regime.On) {
		return err
	}
	all, err := toRemind(app, dbx.HashExp{})
	if err != nil {
		return err
	}
	var due []Ower
	for _, t := range all {
		if t.Ready() && (t.Step == Amicable || t.Step == Second) {
			due = append(due, t.Debtor)
		}
	}
	return SendReminders(ctx, app, due...)
}

// HoldCharge suspends the reminders of a charge that is disputed, or resumes them. The actor is the head, who says why.
func HoldCharge(ctx context.Context, app core.App, chargeID string, hold bool, reason string) error {
	decision := "no"
	if hold {
		decision = "yes"
	}
	return save(ctx, app, "approvals", map[string]any{
		"kind": "hold", "subject_collection": "charges", "subject_id": chargeID, "decision": decision, "by_staff": school.ActorIn(ctx).ID,
		"reason": strings.TrimSpace(reason), "decided_at": school.Clock(app).Now(),
	})
}

// JudgeHold asks the head why a recovery is suspended or resumed.
func JudgeHold(app core.App, record *core.Record) ([]law.Finding, error) {
	if record.GetString("kind") != "hold" {
		return nil, nil
	}
	if record.GetString("reason") == "" {
		return []law.Finding{house("reason", "Écrivez pourquoi le recouvrement est suspendu ou repris.", "")}, nil
	}
	_, found, err := accountByID(app, record.GetString("subject_id"))
	if err != nil || found && record.GetString("subject_collection") == "charges" {
		return nil, err
	}
	return []law.Finding{house("subject_id", "Cette créance n’existe pas.", "")}, nil
}

// NoteRemindersSeen says that a debtor has opened the page to which their reminders lead. The actor is that debtor.
func NoteRemindersSeen(ctx context.Context, app core.App) error {
	d := DebtorIs(school.ActorIn(ctx))
	if d == (Ower{}) {
		return nil
	}
	records, err := app.FindAllRecords("reminders", dbx.HashExp{"guardian_id": d.GuardianID, "pupil_id": d.PupilID, "seen_at": ""})
	if err != nil {
		return fmt.Errorf("reminders not seen: %w", err)
	}
	for _, r := range records {
		r.Set("seen_at", school.Clock(app).Now())
		if err := app.SaveWithContext(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// UnreadReminder is the last reminder of a debtor, which they have not opened while its sums are still late.
type UnreadReminder struct {
	ID         string
	LeftBefore time.Time // nothing is insisted on that left the school later
}

// UnreadReminders lists the reminders to insist on by the next channel (F-04): sent some days ago, the last of their debtor,
// never opened, with a sum that is still late and that nothing holds. Each debtor is judged by what they owe today.
func UnreadReminders(app core.App) ([]UnreadReminder, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	days := max(1, regime.Parameters.Int("F-04", "unopened_days", regime.On))
	var rows []struct {
		ID, GuardianID, PupilID, Lines string
		SentOn                         law.Day
	}
	err = app.DB().Select("id", "guardian_id", "pupil_id", "lines", "sent_on").From("reminders").Where(dbx.HashExp{"seen_at": ""}).
		AndWhere(dbx.NewExp("step <> {:handed} AND sent_on <= {:until}", dbx.Params{"handed": string(Handed), "until": string(regime.On.Add(-days))})).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("reminders not opened: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	all, err := toRemind(app, dbx.HashExp{})
	if err != nil {
		return nil, err
	}
	owed := map[Ower]ToRemind{}
	for _, t := range all {
		owed[t.Debtor] = t
	}
	before := school.Clock(app).Now().AddDate(0, 0, -days)
	var unread []UnreadReminder
	for _, r := range rows {
		t := owed[Ower{r.GuardianID, r.PupilID}]
		if t.Last != r.SentOn {
			continue // another has followed, or nothing is late any more
		}
		var lines []Line
		if err := json.Unmarshal([]byte(r.Lines), &lines); err != nil {
			return nil, fmt.Errorf("lines of a reminder: %w", err)
		}
		late := slices.ContainsFunc(t.Charges, func(c LateCharge) bool {
			return c.Held == "" && slices.ContainsFunc(lines, func(l Line) bool { return l.ChargeID == c.ID })
		})
		if late {
			unread = append(unread, UnreadReminder{r.ID, before})
		}
	}
	return unread, nil
}

// ReminderFacts is what judging a reminder needs.
type ReminderFacts struct {
	New, MayRemind bool
	Typed, Step    ReminderStep
	WhyNot         string
	Small          bool
	Total          cents.Amount
	Changed        []string
	BySelf         bool // the debtor in person says that it was opened
}

// ReminderRules judges each reminder as it is written.
var ReminderRules = law.Rulebook[ReminderFacts]{
	{Rule: "F-04", Judge: func(f ReminderFacts) []law.Finding {
		switch {
		case !f.New || f.WhyNot != "":
			return nil
		case f.Typed != f.Step:
			return []law.Finding{{Severity: law.Warn, Field: "step", Who: string(school.Accountant), What: "L’étape suivante est : " + f.Step.Label() + ".", Why: "On rappelle d’abord à l’amiable, puis la contrainte appartient à l’agent comptable (R421-68 du code de l’éducation)."}}
		case f.Step == Formal || f.Step == Handed:
			return []law.Finding{{Severity: law.Warn, Who: string(school.Accountant), What: "Après deux rappels amiables, ceci est une " + f.Step.Label() + ".", Why: "Le recouvrement forcé appartient à l’agent comptable (R421-68 du code de l’éducation) ; il ne prive personne d’une place ni d’un service."}}
		}
		return nil
	}},
	{Rule: "F-11", Judge: func(f ReminderFacts) []law.Finding {
		if !f.New || !f.Small {
			return nil
		}
		return []law.Finding{{
			Severity: law.Warn, Who: string(school.Accountant), What: "Il n’est dû que " + f.Total.String() + " en tout : les petites sommes d’une même personne se réunissent avant tout recouvrement.",
			Why: "Les petites créances ne se mettent pas en recouvrement une à une (D1611-1 du code général des collectivités territoriales).", Fix: "Encaissez au comptant, ou attendez d’autres sommes.",
		}}
	}},
}

// Objections are what the house has to say about a reminder.
func (f ReminderFacts) Objections() []law.Finding {
	if !f.New {
		if len(f.Changed) == 0 && f.BySelf {
			return nil
		}
		return []law.Finding{house("", "Une relance envoyée ne change pas.", "")}
	}
	var findings []law.Finding
	if !f.MayRemind {
		findings = append(findings, house("", "Les relances ne sont pas à envoyer par vous.", "Le gestionnaire ou l’agent comptable les envoie."))
	}
	switch {
	case f.WhyNot != "":
		findings = append(findings, house("relances", "Cette relance ne part pas. "+f.WhyNot, ""))
	case f.Typed != f.Step:
		findings = append(findings, house("step", "On ne saute pas d’étape : la suivante est « "+f.Step.Label()+" ».", ""))
	}
	return findings
}

// PrepareReminder writes what nobody types: the sums, from the ledger, and who sends it.
func PrepareReminder(app core.App, before, record *core.Record, actor school.Actor) error {
	if before != nil {
		return nil
	}
	t, found, err := remindable(app, Ower{record.GetString("guardian_id"), record.GetString("pupil_id")})
	if err != nil || !found {
		return err
	}
	by := ""
	if actor.Kind == school.Staff {
		by = actor.ID
	}
	record.Load(map[string]any{
		"lines": t.Lines, "total_cents": int64(t.Total), "by_staff": by, "sent_on": string(school.Clock(app).Today()), "seen_at": nil,
	})
	return nil
}

// JudgeReminder loads the facts of a write of a reminder and judges it.
func JudgeReminder(app core.App, before, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	d := Ower{record.GetString("guardian_id"), record.GetString("pupil_id")}
	f := ReminderFacts{New: before == nil, Typed: ReminderStep(record.GetString("step"))}
	if before != nil {
		for _, field := range []string{"guardian_id", "pupil_id", "step", "total_cents", "lines", "by_staff", "sent_on"} {
			if before.GetString(field) != record.GetString(field) {
				f.Changed = append(f.Changed, field)
			}
		}
		f.BySelf = before.GetString("seen_at") == "" && actor.ID != "" && DebtorIs(actor) == d
		return f.Objections(), nil
	}
	t, found, err := remindable(app, d)
	if err != nil {
		return nil, err
	}
	f.Step, f.WhyNot, f.Small, f.Total = t.Step, t.WhyNot, t.Small, t.Total
	if !found {
		f.WhyNot = "Cette personne n’a rien en retard."
	}
	automatic := regime.Parameters.Flag("F-04", "reminders_automatic", regime.On) && (f.Step == Amicable || f.Step == Second)
	f.MayRemind = actor.May(school.SendReminders) || actor.Kind == school.System && automatic
	return append(ReminderRules.Check(f, regime), f.Objections()...), nil
}

// LinesOfReminder reads the sums that a reminder names.
func LinesOfReminder(record *core.Record) (lines []Line, err error) {
	err = json.Unmarshal([]byte(record.GetString("lines")), &lines)
	return lines, err
}
