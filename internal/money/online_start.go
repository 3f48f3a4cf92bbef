package money

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/payfip"
	"github.com/openacademie/openacademie/internal/school"
)

// Start is what a payer asks for.
type Start struct {
	ChargeIDs []string
	// Amounts pays a charge in part, by charge id; what is not named is paid in full. Nothing else of the browser is heard.
	Amounts   map[string]cents.Amount
	Mel       string                    // where PayFiP sends its ticket
	NotifyURL string                    // absolute, of this school
	ReturnURL func(token string) string // absolute, of this school; token opens the follow-up page without a session
}

// Started is an attempt that PayFiP has opened.
type Started struct {
	AttemptID string
	PageURL   string // send the browser there with a 303, within 15 minutes
	Token     string // for FollowUp; only its digest is kept
	Amount    cents.Amount
}

// ErrGateway wraps what PayFiP did wrong when it cannot open a payment; the attempt is closed, a new one may follow at once.
var ErrGateway = errors.New("le service de paiement ne répond pas : rien n’a été débité, réessayez dans quelques minutes ou payez à l’intendance")

// StartOnline opens a payment of the actor's own charges, a guardian or a pupil of full age. Amounts come from the ledger.
// The attempt is kept before PayFiP is called, and the call is made outside of any transaction. Errors: *law.Refusal,
// *InProgressError, ErrGateway.
func StartOnline(ctx context.Context, app core.App, gw Gateway, s Start) (Started, error) {
	if app.IsTransactional() {
		return Started{}, errors.New("money: PayFiP is not called inside a transaction")
	}
	if err := checkWorld(app, gw); err != nil {
		return Started{}, err
	}
	if err := openToFamilies(app); errors.Is(err, ErrNotOpen) {
		return Started{}, law.Object("", "Le paiement en ligne n’est pas encore ouvert aux familles.", "Payez à l’intendance : chèque, virement ou espèces.")
	} else if err != nil {
		return Started{}, err
	}
	// Whose charges these are comes first: nobody learns that somebody else is paying.
	if _, err := chosenCharges(app, school.ActorIn(ctx), s); err != nil {
		return Started{}, err
	}
	if err := settleOthers(ctx, app, gw, s.ChargeIDs); err != nil {
		return Started{}, err
	}
	token := newToken()
	attempt, request, err := keepAttempt(ctx, app, gw, s, token)
	if err != nil {
		return Started{}, err
	}
	return openAt(ctx, app, gw, attempt, request, token)
}

// openAt asks PayFiP for the page of an attempt that is kept already.
func openAt(ctx context.Context, app core.App, gw Gateway, attempt Attempt, request payfip.Request, token string) (Started, error) {
	idOp, err := gw.CreatePayment(ctx, request)
	if err != nil {
		return Started{}, creationFailed(context.WithoutCancel(ctx), app, attempt.ID, err)
	}
	if err := opened(context.WithoutCancel(ctx), app, attempt.ID, idOp); err != nil {
		return Started{}, err
	}
	return Started{AttemptID: attempt.ID, PageURL: gw.PaymentPage(idOp), Token: token, Amount: attempt.Amount}, nil
}

// checkWorld keeps practice and real money apart, where the gateway says which one it is.
func checkWorld(app core.App, gw Gateway) error {
	who, ok := gw.(interface{ Simulated() bool })
	switch practice := school.IsPractice(app); {
	case !ok:
		return nil
	case practice && !who.Simulated():
		return law.Object("", "Une école d’entraînement n’appelle pas le vrai PayFiP.", "Réglez l’adresse du simulateur.")
	case !practice && who.Simulated():
		return law.Object("", "Une école réelle n’encaisse pas par le simulateur.", "L’agent comptable règle l’adresse de PayFiP.")
	}
	return nil
}

// keepAttempt recomputes the amounts and keeps the attempt, in one transaction with the guard against paying twice.
func keepAttempt(ctx context.Context, app core.App, gw Gateway, s Start, token string) (attempt Attempt, request payfip.Request, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		actor, now := school.ActorIn(ctx), machineNow(ctx)
		chosen, err := chosenCharges(tx, actor, s)
		if err != nil {
			return err
		}
		if err := guard(tx, gw, s.ChargeIDs, now); err != nil {
			return err
		}
		identity, err := school.IdentityOf(tx)
		if err != nil {
			return err
		}
		number, rank, err := nextNumber(tx, chosen.lines[0].ChargeID)
		if err != nil {
			return err
		}
		request = payfip.Request{
			Exer: string(school.Clock(tx).Today()[:4]), Mel: s.Mel, Amount: chosen.total, Numcli: identity.PayfipNumcli,
			Objet: payfip.NormalizeObjet(chosen.label), Refdet: payfip.Refdet(int64(number), rank), Saisie: payfip.Mode(identity.PayfipMode),
			NotifyURL: s.NotifyURL, ReturnURL: s.ReturnURL(token),
		}
		attempt, err = writeAttempt(ctx, tx, request, map[string]any{
			"attempt_no": number, "payer_id": chosen.payerID, "pupil": chosen.pupilID, "lines": chosen.lines, "resume_digest": digestOf(token),
		})
		return err
	})
	return attempt, request, err
}

// writeAttempt keeps what will be asked of PayFiP, with its first event.
func writeAttempt(ctx context.Context, tx core.App, request payfip.Request, more map[string]any) (Attempt, error) {
	if err := request.Validate(); err != nil {
		return Attempt{}, refuseRequest(err)
	}
	record, err := school.NewRecord(tx, "online_payments")
	if err != nil {
		return Attempt{}, err
	}
	record.Load(more)
	record.Load(map[string]any{
		"refdet": request.Refdet, "state": string(Created), "amount_cents": int64(request.Amount), "numcli": request.Numcli, "mode": string(request.Saisie),
		"exer": request.Exer, "objet": request.Objet, "mel": request.Mel, "account": school.ActorIn(ctx).AccountID, "made_at": machineNow(ctx).UTC(),
	})
	if err := tx.SaveWithContext(ctx, record); err != nil {
		return Attempt{}, err
	}
	attempt, err := attemptOf(record)
	if err != nil {
		return Attempt{}, err
	}
	return attempt, event(ctx, tx, record.Id, ByCreation, "", Created, "", "")
}

// choice is what will be paid, from the ledger.
type choice struct {
	lines            []Line
	total            cents.Amount
	label            string
	payerID, pupilID string
}

// chosenCharges recomputes what the payer asks to pay: their own charges, what remains due on each or a part of it.
func chosenCharges(app core.App, actor school.Actor, s Start) (choice, error) {
	notYours := law.Object("charges", "Ces sommes ne sont pas les vôtres, ou n’existent pas.", "Revenez à la liste de ce que vous avez à payer.")
	if len(s.ChargeIDs) == 0 || len(s.ChargeIDs) > 100 {
		return choice{}, notYours
	}
	found, err := accounts(app, mine(actor), dbx.In("c.id", distinct(append([]string(nil), s.ChargeIDs...))...))
	if err != nil {
		return choice{}, err
	}
	c := choice{}
	if actor.Kind == school.Guardian {
		c.payerID = actor.ID
	}
	var labels []string
	for _, a := range found {
		part, asked := s.Amounts[a.ID]
		if !asked {
			part = a.Due()
		}
		switch {
		case a.Due() <= 0:
			return choice{}, law.Object("charges", "« "+a.Label+" » est déjà réglée.", "Revenez à la liste de ce que vous avez à payer.")
		case part <= 0 || part > a.Due():
			return choice{}, law.Object("amount", "Il reste "+a.Due().String()+" à payer sur « "+a.Label+" ».", "Choisissez un montant entre un centime et cette somme.")
		}
		c.lines = append(c.lines, Line{a.ID, part})
		c.total += part
		labels = append(labels, a.Label)
	}
	if len(found) == 0 || len(found) != len(distinct(append([]string(nil), s.ChargeIDs...))) {
		return choice{}, notYours
	}
	c.pupilID, c.label = found[0].PupilID, list(labels)
	return c, nil
}

// mine keeps the charges that a guardian or a pupil of full age owes; nobody else owes any.
func mine(viewer school.Actor) dbx.Expression {
	switch {
	case viewer.Kind == school.Guardian && viewer.ID != "":
		return dbx.HashExp{"c.debtor_id": viewer.ID}
	case viewer.Kind == school.Pupil && viewer.ID != "":
		return dbx.HashExp{"c.debtor_id": "", "c.pupil": viewer.ID}
	}
	return dbx.NewExp("0 = 1")
}

// nextNumber numbers the attempt, and ranks it among those on the same first charge. The reference that both make is
// reversible: the daily file and the bank lines carry nothing else.
func nextNumber(app core.App, firstCharge string) (number, rank int, err error) {
	if err := app.DB().Select("COALESCE(MAX(attempt_no), 0)").From("online_payments").Row(&number); err != nil {
		return 0, 0, fmt.Errorf("number of the attempt: %w", err)
	}
	before, err := attemptsOn(app, []string{firstCharge})
	return number + 1, min(len(before)+1, 99), err
}

// refuseRequest turns what PayFiP would not take into a refusal on the payer's form, or a matter of settings.
func refuseRequest(err error) error {
	var faults payfip.FieldErrors
	if !errors.As(err, &faults) {
		return err
	}
	if message := faults["Mel"]; message != "" {
		return law.Object("mel", "Cette adresse ne convient pas : "+message+".", "PayFiP y enverra votre ticket de paiement.")
	}
	if message := faults["Amount"]; message != "" {
		return law.Object("amount", "Le montant ne convient pas : "+message+".", "Payez plusieurs sommes ensemble, ou à l’intendance.")
	}
	return law.Object("", "Le paiement en ligne n’est pas réglé pour cet établissement.", "L’agent comptable le règle dans École ("+faults.Error()+").")
}

func newToken() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails since Go 1.24
	return base64.RawURLEncoding.EncodeToString(b)
}

// opened notes the idOp that PayFiP gave.
func opened(ctx context.Context, app core.App, attemptID, idOp string) error {
	return school.InTransaction(program(ctx), app, func(ctx context.Context, tx core.App) error {
		record, err := tx.FindRecordById("online_payments", attemptID)
		if err != nil {
			return err
		}
		now := machineNow(ctx)
		record.Load(map[string]any{
			"state": string(Opened), "idop": idOp, "opened_at": now.UTC(),
			"next_pull_at": instant(NextPull(Opened, record.GetDateTime("made_at").Time(), now, parisZone())),
		})
		if err := tx.SaveWithContext(ctx, record); err != nil {
			return err
		}
		return event(ctx, tx, attemptID, ByCreation, Created, Opened, "", "")
	})
}

// creationFailed closes an attempt that PayFiP did not open. It may exist there under an idOp that nobody knows: no payer
// can reach its page, and the night purges it.
func creationFailed(ctx context.Context, app core.App, attemptID string, cause error) error {
	var refused *payfip.FunctionalError
	answer, detail, trouble := "panne", cause.Error(), ""
	if errors.As(cause, &refused) {
		answer = refused.Code
		if class := refused.Explanation().Class; class == payfip.ClassConfig || class == payfip.ClassUnknown {
			trouble = refusalOfCall(refused)
			detail += " ; " + refused.Explanation().Action
		}
	}
	err := school.InTransaction(program(ctx), app, func(ctx context.Context, tx core.App) error {
		return expireUnanswered(ctx, tx, attemptID, answer, detail, trouble)
	})
	if err != nil {
		return err
	}
	if refused != nil && refused.Explanation().Class == payfip.ClassPayer {
		return law.Object("mel", "PayFiP refuse cette demande : "+refused.Explanation().Label+".", "Vérifiez votre adresse électronique et le montant.")
	}
	return fmt.Errorf("%w (%w)", ErrGateway, cause)
}

func expireUnanswered(ctx context.Context, tx core.App, attemptID, answer, detail, trouble string) error {
	record, err := tx.FindRecordById("online_payments", attemptID)
	if err != nil {
		return err
	}
	if State(record.GetString("state")) != Created {
		return nil // PayFiP answered after all
	}
	record.Load(map[string]any{"state": string(Expired), "ended_at": machineNow(ctx).UTC(), "next_pull_at": "", "trouble": short(trouble)})
	if err := tx.SaveWithContext(ctx, record); err != nil {
		return err
	}
	return event(ctx, tx, attemptID, ByCreation, Created, Expired, answer, detail)
}
