package aid

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Decision is what became of a request.
type Decision struct {
	ID, RequestID, CommissionID, FundID string
	Mode                                Mode
	Outcome                             Outcome
	Percent                             int
	Amount                              cents.Amount // taken on the fund
	InKind                              string
	Advice, Reason                      string `db:"-"`
	PreparedBy, DecidedBy               string // staff ids
	DecidedByName                       string
	DecidedOn, RatifiedOn               law.Day
	Drawn                               cents.Amount
	Drawings                            []Use `db:"-"`
}

// Left is what may still be drawn on a right.
func (d Decision) Left() cents.Amount {
	if d.Mode != Drawing || !d.Outcome.Given() || d.Outcome == Ended {
		return 0
	}
	return d.Amount - d.Drawn
}

// Use is what a decision took off one sum due.
type Use struct {
	Decision, ChargeID, Label string
	Amount                    cents.Amount
	On                        law.Day `db:"drawn_on"`
}

// words are what is sealed of a decision: it speaks of one family.
type words struct {
	Advice string `json:"advice,omitempty"` // of the commission, or of those who advise on a canteen aid
	Reason string `json:"reason,omitempty"`
}

// DecisionFor reads the decision on a request; found is false while nothing is proposed. The viewer sees aid, or reads their
// own request.
func DecisionFor(app core.App, viewer school.Actor, requestID string) (d Decision, found bool, err error) {
	if !viewer.May(school.SeeAid) {
		if _, err := OwnRequest(app, viewer, requestID); err != nil {
			return d, false, err
		}
	}
	return decisionOf(app, requestID)
}

func decisionOf(app core.App, requestID string) (d Decision, found bool, err error) {
	var rows []struct {
		Decision
		Sealed string
	}
	err = app.DB().Select("d.id", "d.request AS request_id", "d.commission AS commission_id", "d.fund AS fund_id", "d.mode", "d.state AS outcome", "d.percent",
		"d.amount_cents AS amount", "d.in_kind", "d.sealed", "d.prepared_by", "d.decided_by", "d.decided_on", "d.ratified_on",
		"COALESCE(TRIM(s.first_name || ' ' || s.last_name), '') AS decided_by_name",
		"COALESCE((SELECT SUM(w.amount_cents) FROM aid_drawings w WHERE w.decision = d.id), 0) AS drawn").From("decisions d").
		LeftJoin("staff s", dbx.NewExp("s.id = d.decided_by")).Where(dbx.HashExp{"d.request": requestID}).All(&rows)
	if err != nil || len(rows) == 0 {
		return d, false, wrap("decision", err)
	}
	d = rows[0].Decision
	var said words
	if err := unseal(app, rows[0].Sealed, &said); err != nil {
		return d, false, err
	}
	d.Advice, d.Reason = said.Advice, said.Reason
	err = app.DB().Select("w.decision", "w.charge_id", "w.amount_cents AS amount", "w.drawn_on", "COALESCE(c.label, '') AS label").From("aid_drawings w").
		LeftJoin("charges c", dbx.NewExp("c.id = w.charge_id")).Where(dbx.HashExp{"w.decision": d.ID}).OrderBy("w.drawn_on", "w.rowid").All(&d.Drawings)
	return d, true, wrap("drawings", err)
}

// Choice is a decision, or a proposal, as it is typed.
type Choice struct {
	Outcome      Outcome
	CommissionID string
	Percent      int          // of a percentage
	Amount       cents.Amount // of the other ways; the accounts give that of a percentage
	InKind       string
	Advice       string
	Reason       string
}

// Propose keeps what the service proposes, for the commission or for the head: nothing is decided.
func Propose(ctx context.Context, app core.App, requestID string, c Choice) error {
	c.Outcome = Pending
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		return write(ctx, tx, requestID, c)
	})
}

// Decide records the head's decision. An aid that is granted takes its amount on the fund and lowers the sums of the request
// by itself, in the same transaction: see Follow.
func Decide(ctx context.Context, app core.App, requestID string, c Choice) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		was, found, err := decisionOf(tx, requestID)
		if err != nil {
			return err
		}
		if found && was.Outcome == Urgent && c.Outcome == Granted { // ratified as it was granted
			c.Percent, c.Amount, c.InKind = was.Percent, was.Amount, was.InKind
		}
		return write(ctx, tx, requestID, c)
	})
}

// write saves the decision on a request. Entering the given outcomes, the head's approval is written first, in person: the
// door of decisions asks for it.
func write(ctx context.Context, tx core.App, requestID string, c Choice) error {
	actor, today := school.ActorIn(ctx), school.Clock(tx).Today()
	request, err := requestByID(tx, requestID)
	if err != nil {
		return err
	}
	if request.TypeID == "" {
		return law.Object("aid_type", "Choisissez l’aide avant de proposer ou de décider.", "L’assistant de service social ou le gestionnaire instruit la demande.")
	}
	r, err := tx.FindFirstRecordByData("decisions", "request", requestID)
	if err != nil {
		if r, err = school.NewRecord(tx, "decisions"); err != nil {
			return err
		}
		r.Load(map[string]any{
			"request": requestID, "fund": request.FundID, "mode": string(request.Mode), "state": string(Pending), "prepared_by": request.InstructedBy,
		})
		if c.Outcome != Pending { // the row comes first: the approval names it
			if err := tx.SaveWithContext(ctx, r); err != nil {
				return err
			}
			if r, err = tx.FindRecordById("decisions", r.Id); err != nil {
				return wrap("decision", err)
			}
		}
	}
	before := Outcome(r.GetString("state"))
	if request.Mode == Percentage && !before.Given() {
		base, err := baseOf(tx, request)
		if err != nil {
			return err
		}
		c.Amount = PartOf(base, c.Percent)
	}
	if c.Outcome == Refused || c.Outcome == Postponed {
		c.Amount, c.Percent, c.InKind = 0, 0, ""
	}
	sealed, err := seal(tx, words{trim(c.Advice), trim(c.Reason)})
	if err != nil {
		return err
	}
	if !before.Given() { // what was given is what was given
		r.Load(map[string]any{"percent": c.Percent, "amount_cents": int64(c.Amount), "in_kind": trim(c.InKind)})
	}
	r.Load(map[string]any{"state": string(c.Outcome), "sealed": sealed})
	if c.CommissionID != "" {
		r.Set("commission", c.CommissionID)
	}
	switch {
	case c.Outcome == Pending:
		r.Load(map[string]any{"prepared_by": actor.ID, "fund": request.FundID, "mode": string(request.Mode)})
	case before == Urgent:
		r.Set("ratified_on", string(today))
	default:
		r.Load(map[string]any{"decided_by": actor.ID, "decided_on": string(today)})
	}
	if c.Outcome.Given() && !before.Given() {
		approval, err := save(ctx, tx, "approvals", map[string]any{
			"kind": "social_fund", "subject_collection": "decisions", "subject_id": r.Id, "decision": "yes", "by_staff": actor.ID,
			"reason": fmt.Sprintf("Demande n° %d", request.No), "decided_at": school.Clock(tx).Now(),
		})
		if err != nil {
			return err
		}
		r.Set("approval_id", approval.Id)
	}
	return tx.SaveWithContext(ctx, r)
}

// baseOf is what a percentage is taken of: what remains due on the sums of the request, or what the family owes elsewhere
// when our accounts ask for nothing.
func baseOf(app core.App, r Request) (cents.Amount, error) {
	_, total, err := Debts(app, reader, r)
	if total == 0 {
		total = r.Said.OtherDebts
	}
	return total, err
}

// reader is who the program reads in the name of when a decision is judged or followed.
var reader = school.Actor{Kind: school.Staff, Roles: []school.Role{school.SocialWorker}}

// End closes a right that is drawn on no more, or a thing that was not given: what was not used goes back to the fund. What
// lowered a sum due stays: a decision that gives a right is not taken back once it is carried out.
func End(ctx context.Context, app core.App, requestID, reason string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		was, found, err := decisionOf(tx, requestID)
		if err != nil || !found {
			return orNotFound(err)
		}
		r, err := tx.FindRecordById("decisions", was.ID)
		if err != nil {
			return ErrNotFound
		}
		sealed, err := seal(tx, words{was.Advice, trim(was.Reason + "\n" + trim(reason))})
		if err != nil {
			return err
		}
		r.Load(map[string]any{"state": string(Ended), "amount_cents": int64(was.Drawn), "sealed": sealed})
		return tx.SaveWithContext(ctx, r)
	})
}

func orNotFound(err error) error {
	if err == nil {
		return ErrNotFound
	}
	return err
}

// Draw uses a part of a drawing right on one sum due: the ledger follows in the same transaction.
func Draw(ctx context.Context, app core.App, requestID, chargeID string, amount cents.Amount) error {
	d, found, err := decisionOf(app, requestID)
	if err != nil || !found {
		return orNotFound(err)
	}
	_, err = save(ctx, app, "aid_drawings", map[string]any{
		"decision": d.ID, "charge_id": chargeID, "amount_cents": int64(amount), "drawn_on": string(school.Clock(app).Today()), "by_staff": school.ActorIn(ctx).ID,
	})
	return err
}

// DecisionFacts is what judging a decision needs.
type DecisionFacts struct {
	Before, After       Outcome
	Actor               school.Actor
	InPerson            bool // decided, or proposed, by the actor
	Prepared            bool // the decider entered, instructed or proposed it
	Approved            bool // the head's approval is written, on this very decision
	Instructed          bool // the request is ready
	Mode                Mode
	Fund                Fund // without this decision
	Amount, Room, Drawn cents.Amount
	Charged             bool // sums due are to be lowered, Room in all
	Percent             int
	InKind, Advice      string
	Reason              string
	Placed, Held        bool // on the agenda of a commission, which met
	Criteria            bool // the board's act on the criteria is enforceable
	Frozen              bool // what was given changes
	Moved               bool // the request, the fund or the way of calculating changes
}

// DecisionRules judge a decision as it is written.
var DecisionRules = law.Rulebook[DecisionFacts]{
	{Rule: "F-14", Judge: decidedAside},
	{Rule: "F-14", Judge: withoutCriteria},
	{Rule: "F-21", Judge: func(f DecisionFacts) []law.Finding {
		if f.After == Pending || f.After == f.Before || !f.Prepared || !f.Actor.May(school.DecideAid) {
			return nil
		}
		return school.DutyRules[0].Judge(school.Duty{
			Deed: "cette demande", Validates: "la décide", MadeBy: f.Actor.ID, Validator: f.Actor.ID,
			Fix: "Demandez au chef d’établissement, ou à la personne qui le supplée.",
		})
	}},
}

// decidedAside is F-14 on the road to a decision: proposed by the service, decided by the head in person, after a commission
// or after individual advice for a canteen.
func decidedAside(f DecisionFacts) []law.Finding {
	finding := law.Finding{
		Severity: law.Block, Who: string(school.Head),
		Why: "Le chef d’établissement décide, après l’avis d’une commission qui ne connaît pas les noms ; pour les cantines, après un avis individuel (circulaire n° 2017-122).",
	}
	settled := f.After == Granted || f.After == Refused
	switch {
	case f.After == f.Before && f.After != Pending && f.Actor.Kind != school.System && !f.Actor.May(school.DecideAid):
		finding.What, finding.Fix = "Une décision ne se réécrit pas.", ""
	case f.After == Pending && f.Actor.Kind != school.System && !f.Actor.May(school.InstructAid) && !f.Actor.May(school.DecideAid):
		finding.What, finding.Fix = "Une proposition d’aide vient du service qui instruit les demandes.", "Demandez à l’assistant de service social ou au gestionnaire."
	case f.After != Pending && f.After != f.Before && (!f.Actor.May(school.DecideAid) || !f.InPerson):
		finding.What, finding.Fix = "Une aide du fonds social se décide par le chef d’établissement, en personne.", "Demandez-lui de se connecter et de décider."
	case f.After == f.Before:
		return nil
	case settled && f.Fund.Kind == Canteen && trim(f.Advice) == "":
		finding.What, finding.Fix, finding.Field = "Aucun avis individuel n’est inscrit pour cette aide à la cantine.", "Inscrivez l’avis recueilli, de l’assistant de service social ou du gestionnaire.", "advice"
	case settled && f.Fund.Kind != Canteen && !f.Placed:
		finding.What, finding.Fix, finding.Field = "Cette demande n’est à l’ordre du jour d’aucune commission.", "Inscrivez-la à une commission. Si la situation ne peut attendre, accordez-la en urgence : elle sera entérinée ensuite.", "commission"
	case settled && f.Fund.Kind != Canteen && !f.Held:
		finding.What, finding.Fix, finding.Field = "La commission n’a pas encore donné son avis.", "Elle se tient, sa présidence est notée, puis vous décidez.", "commission"
	default:
		return nil
	}
	return []law.Finding{finding}
}

// withoutCriteria: the board's act on the criteria comes before a canteen aid; for the others its absence is said.
func withoutCriteria(f DecisionFacts) []law.Finding {
	if f.After == f.Before || f.After != Granted && f.After != Urgent || f.Before == Urgent || f.Criteria {
		return nil
	}
	finding := law.Finding{
		Severity: law.Warn, Who: string(school.Head), What: "Aucun acte exécutoire du conseil d’administration ne fixe les critères des fonds sociaux.",
		Why: "Le conseil se prononce sur les critères, sans aucun cas particulier (circulaire n° 2017-122).", Fix: "Imprimez le projet d’acte dans les réglages des aides, faites-le voter, puis enregistrez l’acte.",
	}
	if f.Fund.Kind == Canteen {
		finding.Severity = law.Block
	}
	return []law.Finding{finding}
}

// objections are what the house has to say of a decision.
func (f DecisionFacts) objections() []law.Finding {
	entering := f.After.Given() && !f.Before.Given()
	switch {
	case f.Moved:
		return refuse("", "Une décision ne change ni de demande, ni de fonds, ni de calcul.", "")
	case f.Frozen:
		return refuse("amount", "Une aide accordée ne change plus de montant.", "Une nouvelle situation donne lieu à une nouvelle demande.")
	case !f.Before.May(f.After):
		return refuse("state", "Une décision « "+f.Before.Label()+" » ne devient pas « "+f.After.Label()+" ».", way(f.Before))
	case f.After == Ended && f.Mode != Drawing && f.Mode != InKind:
		return refuse("state", "Cette aide a été versée : elle ne se retire plus.", "Une décision qui crée des droits et qui est exécutée demeure. Une erreur se règle avec l’agent comptable.")
	case f.After == Ended && f.Amount != f.Drawn:
		return refuse("amount", "Clore une aide rend au fonds ce qui n’a pas servi, rien d’autre.", "")
	case f.After != Pending && f.Before != f.After && !f.Instructed:
		return refuse("", "Cette demande n’est pas encore prête : ses ressources ne sont pas lues.", "L’assistant de service social ou le gestionnaire l’instruit.")
	case f.Percent < 0 || f.Percent > 100 || f.Mode == Percentage && entering && f.Percent == 0:
		return refuse("percent", "Un pourcentage va de 1 à 100.", "L’aide ne dépasse pas les dettes.")
	case f.Amount < 0 || entering && f.Amount == 0:
		return refuse("amount", "Le montant accordé est positif.", "")
	case f.Mode == InKind && entering && trim(f.InKind) == "":
		return refuse("in_kind", "Dites ce qui est donné.", "")
	case (f.After == Refused || f.After == Postponed) && f.After != f.Before && trim(f.Reason) == "":
		return refuse("reason", "Un refus ou un report se motive.", "En une phrase, sans la situation de la famille.")
	case entering && f.Fund.ClosedOn != "":
		return refuse("amount", "Ce fonds est fermé.", "")
	case (f.After.Given() && f.Amount > f.Fund.Remaining()):
		return refuse("amount", "Il ne reste que "+f.Fund.Remaining().String()+" sur « "+f.Fund.Name+" ».", "Un fonds ne se dépense pas au-delà de son solde : accordez moins, ou inscrivez un nouveau crédit.")
	case entering && f.Charged && (f.Mode == Fixed || f.Mode == Percentage) && f.Amount > f.Room:
		return refuse("amount", "Il ne reste que "+f.Room.String()+" à payer sur les sommes de cette demande.", "Une aide ne dépasse jamais ce qui est dû.")
	case entering && !f.Approved:
		return refuse("approval", "La décision du chef d’établissement n’est pas inscrite au registre.", "Décidez depuis la page de la demande.")
	}
	return nil
}

// way tells where a decision may still go.
func way(from Outcome) string {
	switch from {
	case Urgent:
		return "Un accord donné en urgence ne peut que devenir accordé."
	case Granted:
		return "Une aide accordée reste acquise ; un droit de tirage ou une attribution en nature peut être clos."
	case Refused:
		return "Un recours gracieux accueilli donne lieu à une nouvelle demande."
	case "", Pending, Postponed, Ended:
	}
	return ""
}

// JudgeDecision loads the facts of a decision and judges it.
func JudgeDecision(app core.App, before, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	f, err := decisionFacts(app, before, record, actor)
	if err != nil {
		return nil, err
	}
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	return append(DecisionRules.Check(f, regime), f.objections()...), nil
}

func decisionFacts(app core.App, before, record *core.Record, actor school.Actor) (f DecisionFacts, err error) {
	f = DecisionFacts{
		After: Outcome(record.GetString("state")), Actor: actor, Mode: Mode(record.GetString("mode")), Percent: record.GetInt("percent"),
		Amount: cents.Amount(record.GetInt("amount_cents")), InKind: record.GetString("in_kind"),
	}
	request, err := requestByID(app, record.GetString("request"))
	if err != nil {
		return f, law.Object("request", "Cette demande n’existe pas.", "")
	}
	if before != nil {
		f.Before = Outcome(before.GetString("state"))
		f.Frozen = f.Before.Given() && f.After != Ended && changed(before, record, "amount_cents", "percent", "in_kind", "approval_id", "decided_by", "decided_on")
		f.Moved = changed(before, record, "request") || f.Before != Pending && changed(before, record, "fund", "mode")
	}
	f.Moved = f.Moved || record.GetString("fund") != request.FundID || f.Mode != request.Mode
	f.Instructed = request.State == Ready
	f.InPerson = record.GetString("decided_by") == actor.ID || f.Before == Urgent || f.After == Ended
	f.Prepared = actor.ID != "" && (actor.ID == request.EnteredBy || actor.ID == request.InstructedBy || actor.ID == record.GetString("prepared_by"))
	f.Instructed = f.Instructed || f.After == Ended
	var said words
	if err := unseal(app, record.GetString("sealed"), &said); err != nil {
		return f, law.Object("sealed", "Le texte de la décision est illisible.", "")
	}
	f.Advice, f.Reason = said.Advice, said.Reason
	if f.Fund, _, err = fund(app, record.GetString("fund"), record.Id); err != nil {
		return f, err
	}
	debts, room, err := Debts(app, reader, request)
	if err != nil {
		return f, err
	}
	f.Charged, f.Room = len(request.ChargeIDs) > 0 || len(debts) > 0, room
	if f.Drawn, err = drawn(app, record.Id); err != nil {
		return f, err
	}
	if f.Criteria, err = criteria(app, school.Clock(app).Today()); err != nil {
		return f, err
	}
	if err := f.loadCommission(app, record.GetString("commission"), request.ID); err != nil {
		return f, err
	}
	var n int
	err = app.DB().Select("COUNT(*)").From("approvals").Where(dbx.HashExp{
		"id": record.GetString("approval_id"), "kind": "social_fund", "decision": "yes", "subject_collection": "decisions", "subject_id": record.Id, "by_staff": record.GetString("decided_by"),
	}).Row(&n)
	f.Approved = n > 0
	return f, wrap("approval of a decision", err)
}

// loadCommission tells whether the commission named had the request before it, met, and under a president.
func (f *DecisionFacts) loadCommission(app core.App, commissionID, requestID string) error {
	if commissionID == "" {
		return nil
	}
	var rows []struct {
		State  string
		HeldOn law.Day
	}
	err := app.DB().Select("c.state", "c.held_on").From("commissions c").InnerJoin("commission_requests a", dbx.NewExp("a.commission = c.id")).
		Where(dbx.HashExp{"c.id": commissionID, "a.request": requestID}).All(&rows)
	if err != nil {
		return wrap("commission of a decision", err)
	}
	if len(rows) > 0 {
		f.Placed, f.Held = true, rows[0].State == string(Held) && rows[0].HeldOn <= school.Clock(app).Today()
	}
	return nil
}

func drawn(app core.App, decisionID string) (sum cents.Amount, err error) {
	err = app.DB().Select("COALESCE(SUM(amount_cents), 0)").From("aid_drawings").Where(dbx.HashExp{"decision": decisionID}).Row(&sum)
	return sum, wrap("drawings", err)
}

// Follow carries a decision out, in its transaction: the sums of the request go down by what is granted, the oldest due first,
// and the request is closed once nothing more is expected on it.
func Follow(ctx context.Context, app core.App, before, record *core.Record) error {
	was, now := Outcome(""), Outcome(record.GetString("state"))
	if before != nil {
		was = Outcome(before.GetString("state"))
	}
	if was == now {
		return nil
	}
	ctx = school.WithActor(ctx, school.Actor{Kind: school.System})
	request, err := requestByID(app, record.GetString("request"))
	if err != nil {
		return err
	}
	mode := Mode(record.GetString("mode"))
	if now.Given() && !was.Given() && (mode == Fixed || mode == Percentage) {
		debts, _, err := Debts(app, reader, request)
		if err != nil {
			return err
		}
		left := cents.Amount(record.GetInt("amount_cents"))
		for _, a := range debts {
			part := min(left, a.Due())
			if part <= 0 {
				continue
			}
			left -= part
			if _, err := save(ctx, app, "aid_drawings", map[string]any{
				"decision": record.Id, "charge_id": a.ID, "amount_cents": int64(part), "drawn_on": string(school.Clock(app).Today()),
			}); err != nil {
				return err
			}
		}
	}
	if now != Granted && now != Refused {
		return nil
	}
	r, err := app.FindRecordById("aid_requests", request.ID)
	if err != nil {
		return ErrNotFound
	}
	r.Load(map[string]any{"state": string(Decided), "ended_on": string(school.Clock(app).Today())})
	return app.SaveWithContext(ctx, r)
}

// JudgeDrawing judges what a decision takes off a sum due: the program's own when an aid is granted, the service's on a
// drawing right, never above the right nor above what is due.
func JudgeDrawing(app core.App, before, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	if before != nil {
		if actor.Kind == school.System && before.GetString("grant_id") == "" && !changed(before, record, "decision", "charge_id", "amount_cents", "drawn_on", "by_staff") {
			return nil, nil
		}
		return refuse("", "Ce qui est tiré sur une aide ne se modifie pas.", ""), nil
	}
	decision, err := app.FindRecordById("decisions", record.GetString("decision"))
	if err != nil {
		return refuse("decision", "Cette décision n’existe pas.", ""), nil //nolint:nilerr // the refusal says it
	}
	request, err := requestByID(app, decision.GetString("request"))
	if err != nil {
		return nil, err
	}
	mode, outcome := Mode(decision.GetString("mode")), Outcome(decision.GetString("state"))
	amount := cents.Amount(record.GetInt("amount_cents"))
	sum, err := drawn(app, decision.Id)
	if err != nil {
		return nil, err
	}
	left := cents.Amount(decision.GetInt("amount_cents")) - sum
	due, found, err := dueOn(app, request, record.GetString("charge_id"))
	if err != nil {
		return nil, err
	}
	var twice int
	err = app.DB().Select("COUNT(*)").From("aid_drawings").Where(dbx.HashExp{"decision": decision.Id, "charge_id": record.GetString("charge_id")}).Row(&twice)
	if err != nil {
		return nil, wrap("drawings", err)
	}
	byHand := actor.May(school.InstructAid) && record.GetString("by_staff") == actor.ID && actor.ID != decision.GetString("decided_by") && mode == Drawing
	byProgram := actor.Kind == school.System && mode != Drawing && mode != InKind
	switch {
	case !byHand && !byProgram:
		return refuse("", "On tire sur un droit depuis la page de la demande, l’assistant de service social ou le gestionnaire, en son nom.", "Celui qui a décidé l’aide ne la tire pas lui-même."), nil
	case outcome != Granted && outcome != Urgent:
		return refuse("decision", "Cette aide n’est pas accordée.", ""), nil
	case amount <= 0:
		return refuse("amount", "Le montant tiré est positif.", ""), nil
	case amount > left:
		return refuse("amount", "Il ne reste que "+left.String()+" sur ce droit.", ""), nil
	case !found:
		return refuse("charge", "Choisissez une somme due par cette famille pour cet élève.", ""), nil
	case amount > due:
		return refuse("amount", "Il ne reste que "+due.String()+" à payer sur cette somme.", ""), nil
	case twice > 0:
		return refuse("charge", "Ce droit a déjà servi à cette somme.", "Tirez en une fois ce qu’il en faut, ou choisissez une autre somme."), nil
	}
	return nil, nil
}

// dueOn is what remains due on a sum of the applicant, for the pupil of the request.
func dueOn(app core.App, r Request, chargeID string) (cents.Amount, bool, error) {
	open, err := money.DebtsOf(app, reader, r.PupilID)
	for _, a := range open {
		if a.ID == chargeID && a.DebtorID == r.GuardianID {
			return a.Due(), true, nil
		}
	}
	return 0, false, err
}

// Book writes the ledger's row of a drawing, in its transaction and in the program's name: the head decided, nobody typed it.
func Book(ctx context.Context, app core.App, drawing *core.Record) error {
	decision, err := app.FindRecordById("decisions", drawing.GetString("decision"))
	if err != nil {
		return ErrNotFound
	}
	ctx = school.WithActor(ctx, school.Actor{Kind: school.System})
	id, err := money.Grant(ctx, app, money.NewGrant{
		ChargeID: drawing.GetString("charge_id"), Kind: money.SocialFund, ApprovalID: decision.GetString("approval_id"), Amount: cents.Amount(drawing.GetInt("amount_cents")),
	})
	if err != nil {
		return err
	}
	written, err := app.FindRecordById("aid_drawings", drawing.Id)
	if err != nil {
		return wrap("drawing", err)
	}
	written.Set("grant_id", id)
	return app.SaveWithContext(ctx, written)
}
