package money

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// RefundFacts is what judging a write of a refund needs.
type RefundFacts struct {
	New      bool
	From, To RefundState
	Moves    bool // the state changes
	Amount   cents.Amount
	Cause    RefundCause
	OfTrip   bool
	Aid      bool // goes back to an aid fund
	Funder   string
	NotedOn  law.Day

	MayOwe       bool         // on creation
	Mover        refundMover  // of the step, when it is legal
	Legal        bool         // the step is in the table
	MayStep      bool         // the actor may take it
	ByOwner      bool         // the actor is who is owed the money
	Available    cents.Amount // on creation: of this payer's credit, or of the aids granted
	Today        law.Day
	Threshold    cents.Amount // V-27 or F-12
	KeptFrom     law.Day      // a small sum may be kept from this day; empty when it was not notified
	LapsesAfter  law.Day      // V-29: last day on which it is owed
	Written      bool         // a waiver recorded by staff says which paper holds it
	HasAccount   bool         // where to send it is known
	BatchState   string
	PupilFound   bool
	PayerFits    bool
	SubjectGiven bool
	Changed      []string // fields that never change
	Posts        bool     // the write says when a letter was posted
	PostedOn     law.Day
	ToldOn       law.Day // by a message that left, before this write
	Accepts      bool    // the write ties the act that accepts a gift, or another one
	ActIsGift    bool    // and that act accepts gifts
	MayAccept    bool    // the actor records acts
	BooksOn      law.Day // the day that this write gives the accounts: when it is noted, when it is sent
	Closed       law.Day // last closed day of the accounts
}

// overpaid tells whether F-12 speaks rather than V-27: outside trips, and for what was simply paid too much.
func (f RefundFacts) overpaid() bool {
	return !f.OfTrip || f.Cause == ByOverpayment || f.Cause == ByDoublePayment
}

// RefundRules judges each write of a refund.
var RefundRules = law.Rulebook[RefundFacts]{
	{Rule: "V-27", Judge: func(f RefundFacts) []law.Finding {
		if f.overpaid() {
			return nil
		}
		return judgeKeeping(f)
	}},
	{Rule: "F-12", Judge: func(f RefundFacts) []law.Finding {
		if !f.overpaid() {
			return nil
		}
		return judgeKeeping(f)
	}},
	{Rule: "V-28", Judge: func(f RefundFacts) []law.Finding {
		switch {
		case f.New && f.Amount > f.Available:
			return []law.Finding{{
				Severity: law.Block, Firm: true, Field: "amount_cents", Who: string(school.Accountant),
				What: "Ce payeur n’a que " + f.Available.String() + " à recevoir pour cet élève : " + f.Amount.String() + " seraient pris sur ce qu’un autre a payé.",
				Why:  "Chacun reçoit selon ce qu’il a payé ; la part d’une aide retourne à qui l’a versée.",
				Fix:  "Rendez à chaque payeur sa part.",
			}}
		case f.Moves && f.To == RefundWaived && !f.ByOwner && !f.Written:
			return []law.Finding{{
				Severity: law.Block, Field: "note", Who: string(school.Accountant),
				What: "Une renonciation est écrite et vient de la personne elle-même.",
				Why:  "Ne pas répondre n’est pas donner : sans écrit exprès, la somme reste à la famille.",
				Fix:  "La famille renonce sur sa page, ou l’agent comptable inscrit l’écrit reçu : sa date et sa nature, dans la remarque.",
			}}
		}
		return nil
	}},
	{Rule: "V-29", Judge: func(f RefundFacts) []law.Finding {
		if !f.Moves || f.To != RefundLapsed || f.Amount < f.Threshold {
			return nil
		}
		return []law.Finding{{
			Severity: law.Document, Who: string(school.Accountant),
			What: fmt.Sprintf("Constatée en %s, la somme est restée inscrite jusqu’au %s.", f.NotedOn[:min(4, len(f.NotedOn))], f.LapsesAfter.French()),
			Why:  "Une somme non réclamée reste due quatre ans, comptés du 1er janvier suivant (loi du 31 décembre 1968).",
		}}
	}},
}

// judgeKeeping holds the money of others: 8 € or more goes back, less is kept three months after notice, never before.
func judgeKeeping(f RefundFacts) []law.Finding {
	finding := law.Finding{
		Severity: law.Block, Field: "state", Who: string(school.Accountant),
		Why: "Ce qui a été payé en trop appartient à qui l’a payé ; seul un montant de moins de " + f.Threshold.String() +
			" est acquis, trois mois après la notification (article 21 de la loi du 22 décembre 1966).",
	}
	switch {
	case !f.Moves:
		return nil
	case f.To == RefundKept && f.Amount >= f.Threshold:
		finding.What = f.Amount.String() + " ne peuvent pas rester à l’établissement : la somme se rend."
		finding.Fix = "Recueillez les coordonnées bancaires et préparez le virement."
	case f.To == RefundKept && f.KeptFrom == "":
		finding.What, finding.Fix = "Cette somme n’a pas été notifiée : aucun délai ne court.", "Notifiez-la à la personne, ou notez le jour où sa lettre a été postée."
	case f.To == RefundKept && f.Today < f.KeptFrom:
		finding.What = "Le délai de réclamation court encore : rien n’est acquis avant le " + f.KeptFrom.French() + "."
		finding.Fix, finding.Until = "Attendez cette date.", f.KeptFrom
	case f.To == RefundLapsed && f.Amount < f.Threshold:
		finding.What, finding.Fix = "Un petit montant ne se prescrit pas : il est acquis trois mois après sa notification.", "Notifiez-le."
	case f.To == RefundLapsed && f.Today <= f.LapsesAfter:
		finding.What = "La somme reste due jusqu’au " + f.LapsesAfter.French() + " : elle n’est pas prescrite."
		finding.Fix, finding.Until = "Gardez-la inscrite et cherchez la personne (V-29).", f.LapsesAfter.Add(1)
	default:
		return nil
	}
	return []law.Finding{finding}
}

// Objections are what the house has to say about a write of a refund, beside the law.
func (f RefundFacts) Objections() []law.Finding {
	findings := closedDay("noted_on", f.BooksOn, f.Today, f.Closed)
	add := func(broken bool, field, what, fix string) {
		if broken {
			findings = append(findings, house(field, what, fix))
		}
	}
	if f.New {
		add(!f.MayOwe, "", "Un remboursement se constate à l’agence comptable ou au bureau du gestionnaire.", "")
		add(f.To != RefundDue, "state", "Un remboursement commence par être constaté.", "")
		add(f.Amount <= 0, "amount_cents", "Le montant d’un remboursement est positif.", "")
		add(!f.SubjectGiven, "subject_id", "On ne sait pas d’où vient cette somme.", "Indiquez le voyage ou l’objet concerné.")
		add(!f.PupilFound, "pupil", "Cet élève n’existe pas.", "")
		add(!f.PayerFits, "payer_id", "La personne à rembourser n’est pas un responsable de cet élève.", "")
		return findings
	}
	add(f.From.Final() && (f.Moves || len(f.Changed) > 0), "state", "Ce remboursement est terminé ("+f.From.Label()+") : il ne change plus.", "")
	add(!f.From.Final() && len(f.Changed) > 0, strings.Join(f.Changed, ","), "Le montant, la personne et l’origine d’un remboursement ne changent pas.",
		"Remettez-le au compte, puis constatez-en un autre.")
	if f.Posts {
		add(f.From != RefundNotified, "posted_on", "La lettre se poste une fois la somme notifiée, et tant que rien n’est répondu.", "")
		add(f.From == RefundNotified && f.ToldOn != "", "posted_on", "Cette personne a reçu un message le "+f.ToldOn.French()+" : le délai court de là.", "")
		add(f.PostedOn != "" && f.PostedOn > f.Today, "posted_on", "La lettre n’est pas encore postée ce jour-là.", "Écrivez le jour où elle l’a été.")
		add(f.PostedOn != "" && f.PostedOn < f.NotedOn, "posted_on", "Le remboursement n’était pas encore constaté ce jour-là.", "Vérifiez la date.")
	}
	if f.Accepts {
		add(f.From != RefundWaived, "act", "Seule une somme donnée par écrit se fait accepter par un acte.", "")
		add(f.From == RefundWaived && !f.MayAccept, "act", "L’acte qui accepte un don est inscrit par qui enregistre les actes.", "")
		add(f.From == RefundWaived && f.MayAccept && !f.ActIsGift, "act", "Cet acte n’accepte pas de don.", "Enregistrez l’acte depuis la page « Dons » du voyage.")
	}
	if !f.Moves || f.From.Final() {
		add(!f.Moves && !f.MayStep && len(findings) == 0, "", "Ce remboursement n’est pas modifié par vous.", "")
		return findings
	}
	add(!f.Legal, "state", "Un remboursement « "+f.From.Label()+" » ne devient pas « "+f.To.Label()+" ».", "")
	add(f.Legal && !f.MayStep, "", "Cette étape ne vous revient pas.", "Elle revient à l’agent comptable, ou à la personne remboursée elle-même.")
	add(f.To == RefundClaimed && f.From != RefundBatched && !f.HasAccount, "iban", "Les coordonnées bancaires manquent.", "Donnez l’IBAN et le titulaire du compte.")
	add(f.To == RefundClaimed && f.Aid, "state", "La part d’une aide ne se vire pas : elle retourne à son fonds par une écriture.", "")
	add(f.To == RefundBatched && (f.BatchState != BatchPrepared || !f.HasAccount), "batch", "Un remboursement entre dans un lot en préparation, avec ses coordonnées bancaires.", "")
	add(f.From == RefundBatched && f.To == RefundSent && f.BatchState != BatchSent, "batch", "Ce remboursement part avec son lot.", "Envoyez le lot.")
	add(f.From == RefundBatched && f.To == RefundClaimed && f.BatchState != BatchCancelled, "batch", "Ce remboursement est dans un lot.", "Abandonnez d’abord le lot.")
	add(f.From != RefundBatched && f.To == RefundSent && f.Funder == "", "state", "Une famille est remboursée par virement, dans un lot.",
		"Recueillez ses coordonnées bancaires.")
	add(f.To == RefundReallocated && f.Aid, "state", "La part d’une aide n’appartient pas à la famille.", "")
	return findings
}

// fixedOfRefund never change once a refund is recorded.
var fixedOfRefund = []string{
	"pupil", "payer_id", "funder", "cause", "amount_cents", "subject_collection", "subject_id", "approval_id", "noted_on",
}

// JudgeRefund loads the facts of a write of a refund and judges it. before is nil on creation.
func JudgeRefund(ctx context.Context, app core.App, before, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	subject := Subject{record.GetString("subject_collection"), record.GetString("subject_id")}
	read := func() (law.Regime, error) { return school.Regime(app, subject.Collection, subject.ID) } // with what is lifted for it
	regime, err := school.Once(ctx, "money.regime."+subject.Collection+subject.ID, read)
	if err != nil {
		return nil, err
	}
	f, err := loadRefundFacts(ctx, app, before, record, actor, regime)
	if err != nil {
		return nil, err
	}
	return append(RefundRules.Check(f, regime), f.Objections()...), nil
}

func loadRefundFacts(ctx context.Context, app core.App, before, record *core.Record, actor school.Actor, regime law.Regime) (RefundFacts, error) {
	f := RefundFacts{
		New: before == nil, To: RefundState(record.GetString("state")), Amount: cents.Amount(record.GetInt("amount_cents")),
		Cause: RefundCause(record.GetString("cause")), OfTrip: record.GetString("subject_collection") == "trips", Aid: isAidFund(record.GetString("funder")),
		Funder: record.GetString("funder"), NotedOn: law.Day(record.GetString("noted_on")), Today: regime.On,
		SubjectGiven: record.GetString("subject_collection") != "" && record.GetString("subject_id") != "",
		HasAccount:   record.GetString("iban_sealed") != "", KeptFrom: law.Day(record.GetString("claimable_until")).Add(1),
	}
	terms := termsOfRefunds(regime, f.overpaid())
	f.Threshold, f.LapsesAfter = terms.threshold, terms.lapsesAfter(f.NotedOn)
	var err error
	if f.Closed, err = ClosedThrough(app); err != nil {
		return f, err
	}
	switch {
	case f.New:
		f.BooksOn = f.NotedOn
	case f.To == RefundSent && before.GetString("state") != record.GetString("state"):
		f.BooksOn = law.Day(record.GetString("sent_on"))
	}
	if f.New {
		f.MayOwe = actor.Kind == school.System || actor.May(school.PrepareRefunds) || actor.Has(liquidators...)
		err = f.loadNew(ctx, app, record)
		return f, err
	}
	f.From = RefundState(before.GetString("state"))
	f.Moves = f.From != f.To
	for _, field := range fixedOfRefund {
		if before.GetString(field) != record.GetString(field) {
			f.Changed = append(f.Changed, field)
		}
	}
	f.ByOwner = ownsRefund(actor, before.GetString("pupil"), before.GetString("payer_id"), f.Funder)
	f.Mover, f.Legal = refundSteps[[2]RefundState{f.From, f.To}]
	f.MayStep = (f.Mover.owner && f.ByOwner) || (f.Mover.permission != "" && actor.May(f.Mover.permission)) || (f.Mover.program && actor.Kind == school.System)
	if !f.Moves {
		f.MayStep = actor.May(school.PrepareRefunds) || (f.ByOwner && f.From == RefundClaimed) || actor.Kind == school.System
	}
	if f.PostedOn = law.Day(record.GetString("posted_on")); string(f.PostedOn) != before.GetString("posted_on") {
		f.Posts = true
		if told := before.GetString("notified_on"); told != before.GetString("posted_on") {
			f.ToldOn = law.Day(told)
		}
	}
	if f.Accepts = before.GetString("act") != record.GetString("act"); f.Accepts {
		f.MayAccept = actor.May(school.RecordActs)
		if !f.Moves && before.GetString("note") == record.GetString("note") {
			f.MayStep = f.MayAccept // the bursar's office writes it, the accountant is not asked
		}
		act, found, err := school.FindAct(app, record.GetString("act"))
		if err != nil {
			return f, err
		}
		f.ActIsGift = found && act.Purpose == school.GiftsAct
	}
	f.Written = actor.May(school.SendRefunds) && len([]rune(strings.TrimSpace(record.GetString("note")))) >= minReason
	if f.From == RefundBatched && f.To == RefundBatched {
		for _, field := range []string{"iban_sealed", "iban_tail", "account_holder", "batch", "end_to_end"} { // the batch's file says them
			if before.GetString(field) != record.GetString(field) {
				f.Changed = append(f.Changed, field)
			}
		}
	}
	batch := record.GetString("batch")
	if batch == "" {
		batch = before.GetString("batch")
	}
	if batch != "" {
		var states []string
		if err := app.DB().Select("state").From("refund_batches").Where(dbx.HashExp{"id": batch}).Column(&states); err != nil {
			return f, fmt.Errorf("batch of a refund: %w", err)
		}
		f.BatchState = strings.Join(states, "")
	}
	return f, nil
}

// ownsRefund tells whether the actor is the person who is owed the money.
func ownsRefund(actor school.Actor, pupil, payer, funder string) bool {
	switch {
	case funder != "" || actor.ID == "":
		return false
	case actor.Kind == school.Guardian:
		return payer == actor.ID
	case actor.Kind == school.Pupil:
		return payer == "" && pupil == actor.ID
	}
	return false
}

func (f *RefundFacts) loadNew(ctx context.Context, app core.App, record *core.Record) error {
	pupil, payer := record.GetString("pupil"), record.GetString("payer_id")
	if l, batched := ledgerOf(ctx); batched && l.pupils[pupil] && !f.Aid {
		f.PupilFound, f.PayerFits = true, payer == "" || l.links[[2]string{pupil, payer}]
		for _, left := range l.creditsOf(pupil, payer, f.Funder) {
			f.Available += left.Amount
		}
		return nil
	}
	var known struct{ Pupils, Links int }
	err := app.DB().NewQuery(`SELECT (SELECT COUNT(*) FROM pupils WHERE id = {:pupil}) AS pupils,
		(SELECT COUNT(*) FROM guardianships WHERE pupil = {:pupil} AND guardian = {:payer}) AS links`).Bind(dbx.Params{"pupil": pupil, "payer": payer}).One(&known)
	if err != nil {
		return fmt.Errorf("facts of a refund: %w", err)
	}
	f.PupilFound, f.PayerFits = known.Pupils == 1, payer == "" || known.Links > 0
	if f.Aid {
		f.Available, err = aidLeft(app, pupil, Subject{record.GetString("subject_collection"), record.GetString("subject_id")}, f.Funder)
		return err
	}
	found, err := credits(app, dbx.HashExp{"p.pupil": pupil, "p.payer_id": payer})
	for _, c := range found {
		if c.Funder == f.Funder {
			f.Available += c.Amount
		}
	}
	return err
}

// aidLeft is what an aid has paid on a subject for a pupil and has not been given back yet.
func aidLeft(app core.App, pupil string, s Subject, fund string) (left cents.Amount, err error) {
	kind, _ := fundKind(fund)
	err = app.DB().NewQuery(`SELECT COALESCE((SELECT SUM(g.amount_cents) FROM grants g JOIN charges c ON c.id = g.charge WHERE g.kind = {:kind} AND c.pupil = {:pupil}
			AND c.subject_collection = {:collection} AND c.subject_id = {:subject}), 0)
		- COALESCE((SELECT SUM(f.amount_cents) FROM refunds f WHERE f.pupil = {:pupil} AND f.funder = {:fund} AND f.subject_collection = {:collection}
			AND f.subject_id = {:subject} AND f.state != 'reallocated'), 0)`).
		Bind(dbx.Params{"kind": string(kind), "pupil": pupil, "collection": s.Collection, "subject": s.ID, "fund": fund}).Row(&left)
	if err != nil {
		return 0, fmt.Errorf("aid of a pupil: %w", err)
	}
	return left, nil
}

// refundTerms are the dated values of V-27, V-29 and F-12.
type refundTerms struct {
	threshold cents.Amount
	months    int
	years     int
}

func termsOfRefunds(regime law.Regime, overpaid bool) refundTerms {
	rule, threshold := "V-27", "threshold_cents"
	if overpaid {
		rule, threshold = "F-12", "small_credit_cents"
	}
	return refundTerms{
		cents.Amount(regime.Parameters.Int(rule, threshold, regime.On)), regime.Parameters.Int(rule, "claim_months", regime.On),
		regime.Parameters.Int("V-29", "prescription_years", regime.On),
	}
}

// IsSmallRefund tells whether a refund is under the threshold below which it is kept three months after its notice.
func IsSmallRefund(app core.App, refund *core.Record) (bool, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return false, err
	}
	f := RefundFacts{OfTrip: refund.GetString("subject_collection") == "trips", Cause: RefundCause(refund.GetString("cause"))}
	return cents.Amount(refund.GetInt("amount_cents")) < termsOfRefunds(regime, f.overpaid()).threshold, nil
}

// lapsesAfter is the last day on which a sum noted that day is owed: the end of the last full year of the delay, counted
// from the 1st of January that follows.
func (t refundTerms) lapsesAfter(noted law.Day) law.Day {
	if noted == "" {
		return ""
	}
	day, err := law.ParseDay(string(noted[:4]) + "-12-31")
	if err != nil {
		return ""
	}
	return day.AddMonths(12 * t.years)
}

// PrepareRefund dates what a write of a refund does: nobody types the day of a notice, of a claim or of a waiver, and
// nothing stays of an account once the money has left for it. The door of refunds calls it before judging.
func PrepareRefund(ctx context.Context, app core.App, before, record *core.Record, actor school.Actor) error {
	now := nowIn(ctx, app)
	today := law.DayOf(now)
	if before == nil {
		record.Set("noted_on", string(today))
		for _, field := range []string{
			"notified_on", "notice_message", "claimable_until", "waived_at", "waived_by", "act", "iban_sealed", "iban_tail", "account_holder", "claimed_at", "batch",
			"end_to_end", "sent_on", "posted_on",
		} {
			record.Set(field, "")
		}
		return nil
	}
	for _, field := range []string{"notice_message", "waived_at", "waived_by", "claimed_at", "sent_on"} {
		record.Set(field, before.Get(field))
	}
	if err := dateNotice(app, before, record, actor); err != nil {
		return err
	}
	from, to := RefundState(before.GetString("state")), RefundState(record.GetString("state"))
	if from.Final() { // but for the act that accepts a gift, and a remark
		for _, field := range []string{"iban_sealed", "iban_tail", "account_holder", "batch", "end_to_end"} {
			record.Set(field, before.Get(field))
		}
	}
	if from == RefundClaimed && to == RefundClaimed && before.GetString("iban_sealed") != record.GetString("iban_sealed") {
		record.Set("claimed_at", now.UTC()) // another account: the journal says when, never which
	}
	if from == to || from.Final() {
		return nil
	}
	switch to {
	case RefundClaimed:
		if from != RefundBatched {
			record.Set("claimed_at", now.UTC())
		} else {
			record.Set("batch", "")
			record.Set("end_to_end", "")
		}
	case RefundWaived:
		record.Set("waived_at", now.UTC())
		record.Set("waived_by", record.GetString("payer_id"))
	case RefundSent:
		record.Set("sent_on", string(today))
	case RefundDue, RefundNotified, RefundBatched, RefundKept, RefundLapsed, RefundReallocated: // a notice is dated when it has left
	}
	if to.Final() {
		record.Set("iban_sealed", "")
		record.Set("account_holder", "")
	}
	return nil
}

// JudgeRefundLine judges what a refund takes from a payment: only Reserve writes it, within the refund and what is left.
func JudgeRefundLine(ctx context.Context, app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	if actor.Kind != school.System && !actor.May(school.PrepareRefunds) && !actor.Has(liquidators...) {
		return []law.Finding{house("", "Une part de remboursement s’écrit avec le remboursement.", "")}, nil
	}
	amount := cents.Amount(record.GetInt("amount_cents"))
	left, room, found, err := roomIn(ctx, app, record.GetString("payment"), record.GetString("refund"))
	if err != nil {
		return nil, err
	}
	if !found || amount <= 0 || amount > left || amount > room {
		return []law.Finding{house("amount_cents", "Un remboursement ne prend que ce qui reste d’un paiement de la même personne pour le même élève.", "")}, nil
	}
	return nil, nil
}

// roomIn is what is left of a payment, and what a refund of the same person for the same pupil has still to take.
func roomIn(ctx context.Context, app core.App, payment, refund string) (left, room cents.Amount, found bool, err error) {
	if l, batched := ledgerOf(ctx); batched {
		if p, r := l.payments[payment], l.refunds[refund]; p != nil && r != nil {
			return p.Left, r.room, p.Pupil == r.pupil && p.PayerID == r.payer && !p.Reversed, nil
		}
	}
	var rows []struct{ Left, Room cents.Amount }
	err = app.DB().NewQuery(`SELECT ` + leftOfPayment + ` AS [[left]], f.amount_cents - COALESCE((SELECT SUM(l.amount_cents) FROM refund_lines l WHERE l.refund = f.id), 0) AS room
		FROM payments p, refunds f WHERE p.id = {:payment} AND f.id = {:refund} AND p.pupil = f.pupil AND p.payer_id = f.payer_id AND ` + standing).
		Bind(dbx.Params{"payment": payment, "refund": refund}).All(&rows)
	if err != nil {
		return 0, 0, false, fmt.Errorf("facts of a refund's line: %w", err)
	}
	if len(rows) != 1 {
		return 0, 0, false, nil
	}
	return rows[0].Left, rows[0].Room, true, nil
}

// stepRefund moves a refund on, with the fields that come with the step.
func stepRefund(ctx context.Context, app core.App, id string, to RefundState, fields map[string]any) error {
	record, err := app.FindRecordById("refunds", id)
	if err != nil {
		return ErrNoRefund
	}
	if from := RefundState(record.GetString("state")); from == to && to != RefundClaimed { // another account may be given
		return law.Object("state", "Ce remboursement est déjà « "+to.Label()+" ».", "")
	}
	record.Load(fields)
	record.Set("state", string(to))
	return app.SaveWithContext(ctx, record)
}

// ErrNoRefund is returned for a refund that does not exist, or that the viewer may not see: the two cannot be told apart.
var ErrNoRefund = law.Object("", "Ce remboursement n’existe pas.", "")
