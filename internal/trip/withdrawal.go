package trip

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
)

// LeaveCauses are the causes that a family may give, in the order of the form.
var LeaveCauses = []struct{ Code, Label string }{
	{CauseMedical, "Un empêchement médical ou de force majeure"}, {CauseFamily, "Un choix de la famille"}, {CauseOther, "Une autre raison"},
}

// AskToLeave keeps a family's request to withdraw, with its cause. The place stays theirs until the school answers.
func AskToLeave(ctx context.Context, app core.App, tripID, pupilID, cause, reason string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		viewer := school.ActorIn(ctx)
		view, err := FamilyTripOf(tx, viewer, tripID, pupilID)
		if err != nil {
			return err
		}
		switch {
		case view.SeatID == "" || view.Stage != StageCommitted && view.Stage != StageOther:
			return law.Object("", "Il n’y a pas d’engagement dont se désister.", "")
		case view.LeaveAsked:
			return law.Object("", "Votre demande est déjà enregistrée.", "L’établissement vous répondra.")
		}
		seat, err := tx.FindRecordById("seats", view.SeatID)
		if err != nil {
			return fmt.Errorf("seat: %w", err)
		}
		seat.Load(map[string]any{"leave_asked_at": school.Clock(tx).Now(), "leave_asked_by": viewer.ID, "leave_cause": cause, "leave_reason": strings.TrimSpace(reason)})
		if err := tx.SaveWithContext(ctx, seat); err != nil {
			return err
		}
		_, err = notify.QueueToRole(ctx, tx, school.Secretary, notify.TellLeaveAsked(tripID, view.Trip.Title, seat.Id, school.Clock(tx).Today()))
		return err
	})
}

// NewWithdrawal is a withdrawal as the office records it.
type NewWithdrawal struct {
	TripID, PupilID string
	Cause, Reason   string
	AidOffered      bool   // V-23: the social fund was proposed
	ReplacedBy      string // a pupil of the waiting list who takes the place
	OrderReason     string // why this pupil, when another comes first in the list
}

// Withdraw records that a pupil does not go. The place is free again: offered to who replaces them, else kept for the list.
func Withdraw(ctx context.Context, app core.App, n NewWithdrawal) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		f, err := seatFacts(tx, n.TripID, n.PupilID)
		if err != nil {
			return err
		}
		seat, err := findSeat(tx, n.TripID, n.PupilID)
		if err != nil {
			return err
		}
		seat.Load(map[string]any{
			"state": SeatWithdrawn, "cause": n.Cause, "reason": strings.TrimSpace(n.Reason), "aid_offered": n.AidOffered, "replaced_by": n.ReplacedBy,
			"offered_until": "", "changed_at": school.Clock(tx).Now(),
		})
		if err := tx.SaveWithContext(ctx, seat); err != nil {
			return err
		}
		if n.ReplacedBy != "" {
			if err := OfferPlace(ctx, tx, n.TripID, n.ReplacedBy, n.OrderReason); err != nil {
				return err
			}
		}
		pupil, err := tx.FindRecordById("pupils", n.PupilID)
		if err != nil {
			return fmt.Errorf("pupil: %w", err)
		}
		for _, to := range recipientsOf(f, n.PupilID) {
			m := notify.TellWithdrawn(to, n.TripID, f.Trip.Title, n.PupilID, pupil.GetString("first_name"), f.Today)
			if _, err := notify.Queue(ctx, tx, m); err != nil {
				return err
			}
		}
		return nil
	})
}

// DecideWithdrawal records the head's decision on a withdrawal, made or to come, with a remission on top of the voted terms.
// Nothing is lowered before it, and nobody is withdrawn for a debt without it (V-23).
func DecideWithdrawal(ctx context.Context, app core.App, tripID, pupilID string, remission cents.Amount, reason string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		seat, err := findSeat(tx, tripID, pupilID)
		if err != nil {
			return err
		}
		switch {
		case seat.IsNew():
			return law.Object("", "Cet élève n’a pas de place dans ce voyage.", "")
		case remission < 0:
			return law.Object("remission_cents", "Une remise est positive.", "")
		}
		kinds := []string{"withdrawal"}
		if remission > 0 {
			kinds = append(kinds, "remission")
		}
		for _, kind := range kinds {
			if err := decideOn(ctx, tx, "seats", seat.Id, kind, "yes", reason); err != nil {
				return err
			}
		}
		if seat.GetInt("remission_cents") == int(remission) {
			return nil
		}
		seat.Set("remission_cents", int64(remission))
		return tx.SaveWithContext(ctx, seat)
	})
}

func decideOn(ctx context.Context, app core.App, collection, id, kind, decision, reason string) error {
	return save(ctx, app, "approvals", map[string]any{
		"kind": kind, "subject_collection": collection, "subject_id": id, "decision": decision, "by_staff": school.ActorIn(ctx).ID,
		"reason": strings.TrimSpace(reason), "decided_at": school.Clock(app).Now(),
	})
}

// SetRecoverable keeps what the suppliers have not kept of a withdrawn pupil's price.
func SetRecoverable(ctx context.Context, app core.App, tripID, pupilID string, amount cents.Amount) error {
	seat, err := findSeat(app, tripID, pupilID)
	if err != nil {
		return err
	}
	if seat.IsNew() {
		return law.Object("", "Cet élève n’a pas de place dans ce voyage.", "")
	}
	seat.Set("recoverable_cents", int64(amount))
	return app.SaveWithContext(ctx, seat)
}

// Withdrawal is a withdrawal with what it comes to, for those who may see families' money.
type Withdrawal struct {
	Settlement
	Settled
	SeatID      string
	Leaves      bool // the pupil is withdrawn, or the trip is cancelled
	Voted       RefundTerms
	ApprovalID  string // the head's decision, on the place or on the cancelled trip
	RemissionID string // the decision behind the remission
	Aids        map[money.GrantKind]cents.Amount
	Charged     bool
	Done        bool // the ledger follows already
	charges     []chargeLeft
}

type chargeLeft struct {
	ID                    string
	Amount, Granted, Paid cents.Amount
	DueOn                 law.Day
}

// left is what decisions may still take off a charge.
func (c chargeLeft) left() cents.Amount { return c.Amount - c.Granted }

// WithdrawalOf works out what a withdrawal comes to, from the ledger and the terms that the family signed.
func WithdrawalOf(app core.App, viewer school.Actor, tripID, pupilID string) (Withdrawal, error) {
	if err := school.Require(viewer, school.SeeMoney); err != nil {
		return Withdrawal{}, err
	}
	return loadWithdrawal(app, tripID, pupilID)
}

func loadWithdrawal(app core.App, tripID, pupilID string) (Withdrawal, error) {
	w := Withdrawal{Aids: map[money.GrantKind]cents.Amount{}}
	record, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return w, ErrNoTrip
	}
	t := tripOf(record)
	seat, err := findSeat(app, tripID, pupilID)
	if err != nil {
		return w, err
	}
	w.SeatID, w.Settlement.Remission, w.Recoverable = seat.Id, cents.Amount(seat.GetInt("remission_cents")), cents.Amount(seat.GetInt("recoverable_cents"))
	zone := school.Clock(app).Zone()
	left := law.DayOf(seat.GetDateTime("changed_at").Time().In(zone))
	w.Cause, w.Days = seat.GetString("cause"), left.DaysUntil(t.DepartsOn)
	w.Leaves = t.State == Cancelled || seat.GetString("state") == SeatWithdrawn
	if t.State == Cancelled && seat.GetString("state") != SeatWithdrawn {
		w.Cause = CauseSchool
	}
	if by := seat.GetString("replaced_by"); by != "" && w.Cause != CauseSchool {
		other, err := findSeat(app, tripID, by)
		if err != nil {
			return w, err
		}
		if other.GetString("state") == SeatCommitted {
			w.Cause = CauseReplaced // only once the other has signed: until then the place is lost
		}
	}
	signedOn, err := firstSigned(app, tripID, pupilID)
	if err != nil {
		return w, err
	}
	if w.Voted, err = TermsOn(app, tripID, signedOn); err != nil {
		return w, err
	}
	w.Settlement.Terms = w.Voted.Terms
	regime, err := school.Regime(app, "trips", tripID)
	if err != nil {
		return w, err
	}
	kept := WithdrawalRules.Check(w.Cause, regime)
	w.Retained = len(kept) > 0 && !kept[0].Blocks()
	if err := w.loadLedger(app, tripID, pupilID); err != nil {
		return w, err
	}
	if err := w.loadDecisions(app, tripID); err != nil {
		return w, err
	}
	w.Settled = WithdrawalSettlement(w.Settlement)
	return w, nil
}

// WithdrawalRules judges what is kept of a withdrawn pupil's price, given the cause: nothing when it is the school's.
var WithdrawalRules = law.Rulebook[string]{{Rule: "V-33", Judge: func(cause string) []law.Finding {
	if cause != CauseSchool {
		return nil
	}
	return noRetention("")
}}}

func firstSigned(app core.App, tripID, pupilID string) (law.Day, error) {
	var at []types.DateTime
	err := app.DB().Select("signed_at").From("commitments").Where(dbx.HashExp{"trip": tripID, "pupil": pupilID, "decision": "accept"}).
		OrderBy("signed_at DESC").Limit(1).Column(&at)
	if err != nil || len(at) == 0 {
		return school.Clock(app).Today(), err
	}
	return law.DayOf(at[0].Time().In(school.Clock(app).Zone())), nil
}

func (w *Withdrawal) loadLedger(app core.App, tripID, pupilID string) error {
	of := dbx.Params{"trip": tripID, "pupil": pupilID}
	err := app.DB().NewQuery(`SELECT c.id, c.amount_cents AS amount, c.due_on,
			COALESCE((SELECT SUM(g.amount_cents) FROM grants g WHERE g.charge = c.id), 0) AS granted,
			COALESCE((SELECT SUM(a.amount_cents) FROM allocations a JOIN payments p ON p.id = a.payment
				WHERE a.charge = c.id AND NOT EXISTS (SELECT 1 FROM reversals r WHERE r.payment = p.id)), 0) AS paid
		FROM charges c WHERE c.subject_collection = 'trips' AND c.subject_id = {:trip} AND c.pupil = {:pupil} ORDER BY c.due_on DESC, c.rowid DESC`).Bind(of).All(&w.charges)
	if err != nil {
		return fmt.Errorf("charges of a withdrawal: %w", err)
	}
	for _, c := range w.charges {
		w.Charged = true
		w.Price += c.left()
		w.Paid += c.Paid
	}
	var aids []struct {
		Kind   money.GrantKind
		Amount cents.Amount
	}
	err = app.DB().NewQuery(`SELECT g.kind, SUM(g.amount_cents) AS amount FROM grants g JOIN charges c ON c.id = g.charge
		WHERE c.subject_collection = 'trips' AND c.subject_id = {:trip} AND c.pupil = {:pupil} AND g.kind IN ('social_fund', 'third_party', 'scholarship') GROUP BY g.kind`).Bind(of).All(&aids)
	if err != nil {
		return fmt.Errorf("aids of a withdrawal: %w", err)
	}
	for _, a := range aids {
		w.Aids[a.Kind] = a.Amount
	}
	return nil
}

// loadDecisions finds the head's decisions on the place, or on the trip when it is cancelled, and whether the ledger has
// followed them.
func (w *Withdrawal) loadDecisions(app core.App, tripID string) error {
	var rows []struct {
		ID, Kind, Decision string
		Used               bool
	}
	err := app.DB().NewQuery(`SELECT a.id, a.kind, a.decision,
			EXISTS (SELECT 1 FROM grants g JOIN charges c ON c.id = g.charge JOIN seats s ON s.id = {:seat} WHERE g.approval = a.id AND c.pupil = s.pupil)
				OR EXISTS (SELECT 1 FROM refunds f JOIN seats s ON s.id = {:seat} WHERE f.approval_id = a.id AND f.pupil = s.pupil) AS used
		FROM approvals a WHERE a.kind IN ('withdrawal', 'remission') AND
			((a.subject_collection = 'seats' AND a.subject_id = {:seat}) OR (a.subject_collection = 'trips' AND a.subject_id = {:trip}))
		ORDER BY a.subject_collection = 'seats', a.decided_at, a.rowid`).Bind(dbx.Params{"seat": w.SeatID, "trip": tripID}).All(&rows)
	if err != nil {
		return fmt.Errorf("decisions on a withdrawal: %w", err)
	}
	for _, r := range rows {
		w.Done = w.Done || r.Used
		id := r.ID
		if r.Decision != "yes" {
			id = ""
		}
		if r.Kind == "remission" {
			w.RemissionID = id
		} else {
			w.ApprovalID = id
		}
	}
	return nil
}

// SettleWithdrawal has the ledger follow a withdrawal: the charges are lowered by the head's decision, and what was paid
// beyond what remains owed is owed back to who paid it. The actor is the accountant.
func SettleWithdrawal(ctx context.Context, app core.App, tripID, pupilID string) error {
	return SettleWithdrawalUnder(ctx, app, tripID, pupilID, "")
}

// SettleWithdrawalUnder is SettleWithdrawal with the board's act that votes the remission, when it is above what the board
// has delegated to the head (F-13).
func SettleWithdrawalUnder(ctx context.Context, app core.App, tripID, pupilID, actID string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		w, err := loadWithdrawal(tx, tripID, pupilID)
		if err != nil {
			return err
		}
		parameters, err := school.ParametersOf(tx)
		if err != nil {
			return err
		}
		act, found, err := school.FindAct(tx, actID)
		if err != nil {
			return err
		}
		voted := found && act.Organ == school.Board && act.IsEnforceable(school.Clock(tx).Today())
		threshold := cents.Amount(parameters.Int("F-13", "head_remission_below_cents", school.Clock(tx).Today()))
		switch {
		case !w.Leaves:
			return law.Object("", "Cet élève n’est pas retiré du voyage.", "Enregistrez d’abord le désistement.")
		case w.Done:
			return law.Object("", "Les comptes ont déjà suivi ce désistement.", "Une erreur se corrige par une nouvelle décision.")
		case w.ApprovalID == "":
			return law.Object("", "Le chef d’établissement n’a pas encore décidé de ce désistement.", "Rien ne se retire d’une créance sans sa décision.")
		case w.Remitted > 0 && w.RemissionID == "":
			return law.Object("", "La remise n’est pas décidée par le chef d’établissement.", "")
		case w.Remitted > 0 && w.Remitted >= threshold && !voted:
			return law.Object("act", "La remise de "+w.Remitted.String()+" dépasse ce que le conseil d’administration délègue au chef d’établissement.",
				"Citez l’acte exécutoire par lequel le conseil la vote (F-13), ou ramenez la remise en dessous.")
		}
		if err := w.lower(ctx, tx, w.Cancelled, w.ApprovalID, "", false); err != nil {
			return err
		}
		if err := w.lower(ctx, tx, w.Remitted, w.RemissionID, actID, true); err != nil {
			return err
		}
		return w.giveBack(ctx, tx, tripID, pupilID)
	})
}

// lower takes an amount off the charges, the latest due first.
func (w *Withdrawal) lower(ctx context.Context, app core.App, amount cents.Amount, approval, act string, remission bool) error {
	for i := range w.charges {
		c := &w.charges[i]
		part := min(amount, c.left())
		if part <= 0 {
			continue
		}
		kind := money.Cancellation // what was paid of it is free again
		if remission && c.left()-c.Paid >= part {
			kind = money.Remission // nothing of it was paid
		}
		grant := money.NewGrant{ChargeID: c.ID, Kind: kind, ApprovalID: approval, ActID: act, Amount: part}
		if remission {
			grant.Assent = "Inscription aux comptes du désistement." // who settles assents, as the page says before they do
		}
		_, err := money.Grant(ctx, app, grant)
		if err != nil {
			return err
		}
		c.Granted += part
		c.Paid = min(c.Paid, c.left())
		amount -= part
	}
	return nil
}

// giveBack owes back what the decisions have freed: to the payers, and to the aids their share.
func (w *Withdrawal) giveBack(ctx context.Context, app core.App, tripID, pupilID string) error {
	n := money.NewRefund{PupilID: pupilID, Subject: money.OfTrip(tripID), Cause: money.ByWithdrawal, ApprovalID: w.ApprovalID}
	if w.Cause == CauseSchool {
		n.Cause = money.ByCancellation
	}
	if w.Refund > 0 {
		if _, err := money.OweBackReleased(ctx, app, n); err != nil {
			return err
		}
	}
	for _, kind := range []money.GrantKind{money.SocialFund, money.ThirdParty, money.Scholarship} {
		n.Funder, n.Amount = money.AidFund(kind), w.aidBack(w.Aids[kind])
		if n.Amount <= 0 {
			continue
		}
		if _, err := money.OweBack(ctx, app, n); err != nil {
			return err
		}
	}
	return nil
}

// aidBack is the share of an aid that goes back: what the terms give back of the price, as for the family. When aids have
// paid it all, the terms are applied to them as to a price.
func (w *Withdrawal) aidBack(aid cents.Amount) cents.Amount {
	if w.Price > 0 {
		return aid * w.Cancelled / w.Price
	}
	whole := w.Settlement
	whole.Price, whole.Remission = aid, 0
	return WithdrawalSettlement(whole).Cancelled
}

// SettleCancelled has the ledger follow the cancellation of a trip: every family gets back all it paid (V-33).
func SettleCancelled(ctx context.Context, app core.App, tripID string) (families int, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		var pupils []string
		err := tx.DB().Select("pupil").Distinct(true).From("charges").Where(dbx.HashExp{"subject_collection": "trips", "subject_id": tripID}).OrderBy("pupil").Column(&pupils)
		if err != nil {
			return fmt.Errorf("pupils charged: %w", err)
		}
		for _, pupil := range pupils {
			w, err := loadWithdrawal(tx, tripID, pupil)
			if err != nil {
				return err
			}
			if w.Done || w.Price == 0 && len(w.Aids) == 0 {
				continue
			}
			if err := SettleWithdrawal(ctx, tx, tripID, pupil); err != nil {
				return err
			}
			families++
		}
		return nil
	})
	return families, err
}
