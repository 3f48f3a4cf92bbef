package school

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/payfip"
)

// PayFiP has no test host: one letter tells fictitious money from real. The letter therefore only moves forward on facts:
// the connection answers, one euro has been paid by each means, a person has confirmed twice.

// The time limits, in machine time: PayFiP follows no practice clock.
const (
	confirmWithin = 15 * time.Minute // between the two confirmations of production
	attemptLasts  = 20 * time.Minute // an attempt may still be paid until then (specs/payfip.md §8)
)

// PayFiPState is how far a school has come on the way to real payments.
type PayFiPState struct {
	Checked     bool // the recorded number answered at the recorded service
	CheckedAt   time.Time
	Labels      []string // what PayFiP calls the number, at most three
	NeedsCard   bool     // subscribed
	NeedsDebit  bool
	CardPaid    bool // an activation payment by this means has been read back as paid, for the recorded number
	DebitPaid   bool
	Written     string // written confirmation of DGFiP, in place of activation payments
	WrittenOn   law.Day
	AskedAt     time.Time // production asked for once; zero when it was not, or too long ago
	RunningTo   time.Time // an attempt of the present mode may still be paid until then
	RunningMode payfip.Mode
}

// Activated tells whether production may be asked for.
func (s PayFiPState) Activated() bool {
	return s.Checked && (s.Written != "" || (s.CardPaid || !s.NeedsCard) && (s.DebitPaid || !s.NeedsDebit))
}

// PayFiPStateFor reads how far the school has come, for who sets PayFiP.
func PayFiPStateFor(app core.App, viewer Actor) (PayFiPState, error) {
	if err := Require(viewer, SetPayFiP); err != nil {
		return PayFiPState{}, err
	}
	record, err := schoolRecord(app)
	if err != nil {
		return PayFiPState{}, err
	}
	return payfipStateOf(app, record, time.Now())
}

// serviceKey names what was checked: a number at a host. The simulator changes its port at each start and stays itself.
func serviceKey(record *core.Record) string {
	u, err := url.Parse(record.GetString("payfip_soap_url"))
	if err != nil || u.Hostname() == "" || record.GetString("payfip_numcli") == "" {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	if client, err := payfip.New(payfip.Config{SOAPURL: record.GetString("payfip_soap_url"), PageURL: record.GetString("payfip_page_url")}); err == nil && client.Simulated() {
		host = "simulateur"
	}
	return record.GetString("payfip_numcli") + " " + host
}

func payfipStateOf(app core.App, record *core.Record, now time.Time) (PayFiPState, error) {
	key, means := serviceKey(record), record.GetStringSlice("payfip_means")
	s := PayFiPState{
		Checked: key != "" && record.GetString("payfip_checked_for") == key, CheckedAt: record.GetDateTime("payfip_checked_at").Time(),
		NeedsCard: len(means) == 0 || slices.Contains(means, "card"), NeedsDebit: len(means) == 0 || slices.Contains(means, "debit"),
		Written: record.GetString("payfip_written"), WrittenOn: law.Day(record.GetString("payfip_written_on")),
	}
	if labels := record.GetString("payfip_labels"); labels != "" {
		s.Labels = strings.Split(labels, "\n")
	}
	if asked := record.GetDateTime("payfip_asked_at").Time(); !asked.IsZero() && now.Sub(asked) < confirmWithin {
		s.AskedAt = asked
	}
	var paid struct{ Card, Debit int }
	err := app.DB().NewQuery(`SELECT COALESCE(SUM(state = 'paid_card'), 0) AS card, COALESCE(SUM(state = 'paid_debit'), 0) AS debit
		FROM online_payments WHERE trial = 1 AND mode = 'X' AND numcli = {:numcli}`).
		Bind(dbx.Params{"numcli": record.GetString("payfip_numcli")}).One(&paid)
	if err != nil {
		return s, err
	}
	s.CardPaid, s.DebitPaid = paid.Card > 0, paid.Debit > 0
	var running []struct {
		Mode   payfip.Mode
		MadeAt types.DateTime
	}
	err = app.DB().Select("mode", "made_at").From("online_payments").
		Where(dbx.NewExp("state IN ('created', 'opened') AND made_at > {:since}", dbx.Params{"since": now.Add(-attemptLasts).UTC().Format(types.DefaultDateLayout)})).
		OrderBy("made_at DESC").Limit(1).All(&running)
	if err == nil && len(running) > 0 {
		s.RunningTo, s.RunningMode = running[0].MadeAt.Time().Add(attemptLasts), running[0].Mode
	}
	return s, err
}

// payfipColumns are all that says how families pay online.
var payfipColumns = []string{
	"payfip_numcli", "payfip_mode", "payfip_soap_url", "payfip_page_url", "payfip_means", "payfip_checked_at", "payfip_checked_for", "payfip_labels",
	"payfip_written", "payfip_written_on", "payfip_asked_at",
}

func changedIn(before, record *core.Record, column string) bool {
	return before == nil || before.GetString(column) != record.GetString(column) || !slices.Equal(before.GetStringSlice(column), record.GetStringSlice(column))
}

// PreparePayFiP forgets what was shown for another number or another service.
func PreparePayFiP(before, record *core.Record) {
	if before == nil || serviceKey(before) == serviceKey(record) {
		return
	}
	for _, column := range []string{"payfip_checked_at", "payfip_checked_for", "payfip_labels", "payfip_written", "payfip_written_on", "payfip_asked_at"} {
		record.Set(column, "")
	}
}

// JudgePayFiP holds the settings of online payment, whoever writes them: only the accountant sets them, only the program
// notes what PayFiP answered, and the mode moves forward on facts.
func JudgePayFiP(app core.App, before, record *core.Record, actor Actor) ([]law.Finding, error) {
	changed := func(column string) bool { return changedIn(before, record, column) }
	if before == nil {
		return judgeNewPayFiP(record), nil
	}
	if !slices.ContainsFunc(payfipColumns, changed) {
		return nil, nil
	}
	var findings []law.Finding
	complain := func(field, what, fix string) {
		findings = append(findings, law.Finding{Severity: law.Block, Field: field, What: what, Fix: fix})
	}
	if actor.Kind != System && !actor.May(SetPayFiP) {
		complain("", "Seul l’agent comptable règle le paiement en ligne.", "Il le fait dans École, en son nom.")
		return findings, nil
	}
	settings := PayFiPSettings{
		Numcli: record.GetString("payfip_numcli"), Mode: record.GetString("payfip_mode"), SOAPURL: record.GetString("payfip_soap_url"), PageURL: record.GetString("payfip_page_url"),
	}
	if settings.SOAPURL != "" || settings.PageURL != "" {
		settings.checkOnline(IsPractice(app), complain)
	}
	noted := func(column string) bool { return changed(column) && record.GetString(column) != "" }
	if actor.Kind != System && (noted("payfip_checked_at") || noted("payfip_checked_for") || noted("payfip_labels")) {
		complain("", "Ce que PayFiP a répondu ne se saisit pas.", "Utilisez « Tester la connexion ».")
	}
	if written := record.GetString("payfip_written"); changed("payfip_written") && written != "" && (len([]rune(written)) < 10 || record.GetString("payfip_written_on") == "") {
		complain("confirmation", "Dites qui a confirmé l’ouverture, sous quelle référence, et à quelle date.", "Par exemple « DDFiP de l’Ain, courriel n° 123 ».")
	}
	state, err := payfipStateOf(app, record, time.Now())
	if err != nil {
		return nil, err
	}
	was, will := payfip.Mode(before.GetString("payfip_mode")), payfip.Mode(record.GetString("payfip_mode"))
	if was == will && was != "" && was != payfip.ModeTest && serviceKey(before) != serviceKey(record) {
		complain("numcli", "Le numéro de client et le service ne changent pas hors du mode test.", "Revenez en test, changez-les, puis refaites l’essai et l’activation.")
	}
	if noted("payfip_asked_at") && !state.Activated() {
		complain("mode", "La production demande d’abord un paiement d’activation par chaque moyen souscrit, ou la confirmation écrite de la DGFiP.", "Faites-les depuis cette page.")
	}
	if was != will {
		judgeMode(will, state, before, complain)
	}
	return findings, nil
}

func judgeNewPayFiP(record *core.Record) []law.Finding {
	if mode := record.GetString("payfip_mode"); mode != "" && payfip.Mode(mode) != payfip.ModeTest {
		return []law.Finding{{Severity: law.Block, Field: "mode", What: "Une école commence en mode test.", Fix: "L’agent comptable passe ensuite à l’activation, puis à la production."}}
	}
	return nil
}

// judgeMode judges a change of mode: what was asked of PayFiP in one mode is never read in another.
func judgeMode(will payfip.Mode, state PayFiPState, before *core.Record, complain func(field, what, fix string)) {
	if !state.RunningTo.IsZero() && state.RunningMode != will {
		complain("mode", "Un paiement est encore possible dans le mode actuel.", "Réessayez dans vingt minutes : deux modes ne se mêlent pas.")
	}
	switch will {
	case payfip.ModeActivation:
		if !state.Checked {
			complain("mode", "L’activation demande d’abord un essai de la connexion réussi, avec ce numéro et ce service.", "Utilisez « Tester la connexion ».")
		}
	case payfip.ModeProduction:
		if !state.Activated() {
			complain("mode", "La production demande d’abord un paiement d’activation par chaque moyen souscrit, ou la confirmation écrite de la DGFiP.", "Faites-les depuis cette page.")
		}
		asked := before.GetDateTime("payfip_asked_at").Time()
		if asked.IsZero() || time.Since(asked) > confirmWithin {
			complain("mode", "Le passage en production se confirme deux fois.", "Demandez-le, puis confirmez dans le quart d’heure.")
		}
	case payfip.ModeTest, "":
	}
}

// ChangePayFiPMode goes to test or activation; production goes through AskProduction and ConfirmProduction.
func ChangePayFiPMode(ctx context.Context, app core.App, mode payfip.Mode) error {
	if mode != payfip.ModeTest && mode != payfip.ModeActivation {
		return law.Object("mode", "Choisissez test ou activation.", "La production se demande à part.")
	}
	return changePayFiP(ctx, app, map[string]any{"payfip_mode": string(mode), "payfip_asked_at": ""})
}

// NoteWrittenConfirmation records that DGFiP has confirmed in writing that the account is open.
func NoteWrittenConfirmation(ctx context.Context, app core.App, who string, on law.Day) error {
	if who = strings.TrimSpace(who); who == "" || on == "" || on > Clock(app).Today() {
		return law.Object("confirmation", "Dites qui a confirmé l’ouverture, sous quelle référence, et à quelle date passée.", "Gardez l’écrit avec la convention.")
	}
	return changePayFiP(ctx, app, map[string]any{"payfip_written": who, "payfip_written_on": string(on)})
}

// AskProduction is the first of the two confirmations.
func AskProduction(ctx context.Context, app core.App) error {
	return changePayFiP(ctx, app, map[string]any{"payfip_asked_at": time.Now().UTC()})
}

// ConfirmProduction is the second: families pay for good from then on.
func ConfirmProduction(ctx context.Context, app core.App, understood bool) error {
	if !understood {
		return law.Object("compris", "Cochez la case : à partir de là, les familles paient pour de bon.", "")
	}
	return changePayFiP(ctx, app, map[string]any{"payfip_mode": string(payfip.ModeProduction), "payfip_asked_at": ""})
}

func changePayFiP(ctx context.Context, app core.App, fields map[string]any) error {
	if err := Require(ActorIn(ctx), SetPayFiP); err != nil {
		return err
	}
	record, err := schoolRecord(app)
	if err != nil {
		return err
	}
	record.Load(fields)
	return app.SaveWithContext(ctx, record)
}

// notePayFiPAnswer keeps that the connection works, and for which number: the program's word, nobody types it.
func notePayFiPAnswer(ctx context.Context, app core.App, info payfip.ClientInfo) error {
	record, err := schoolRecord(app)
	if err != nil {
		return err
	}
	var labels []string
	for _, l := range []string{info.Label1, info.Label2, info.Label3} {
		if l = strings.TrimSpace(l); l != "" {
			labels = append(labels, l)
		}
	}
	record.Load(map[string]any{"payfip_checked_at": time.Now().UTC(), "payfip_checked_for": serviceKey(record), "payfip_labels": strings.Join(labels, "\n")})
	return app.SaveWithContext(WithActor(ctx, Actor{Kind: System}), record)
}
