package command

import (
	"context"
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// seedLedger gives the practice school what corrects and closes a ledger: two parents who share a price by a judgment, a
// payment moved from one instalment to another, the acts of the board on tariffs and remissions, days that are closed.
func seedLedger(ctx context.Context, app core.App, t team) error {
	for _, a := range []school.BoardAct{
		{Purpose: school.TariffAct, Number: "52", Title: "Tarif des carnets perdus", VotedOn: "2026-10-01", PublishedOn: "2026-10-06"},
		{Purpose: school.RemissionThresholdAct, Number: "53", Title: "Seuil des remises gracieuses du chef d’établissement", VotedOn: "2026-10-01", PublishedOn: "2026-10-06"},
	} {
		if err := school.RecordBoardAct(as(ctx, t.bursar), app, a); err != nil {
			return err
		}
	}
	if err := seedShares(ctx, app, t); err != nil {
		return fmt.Errorf("shares: %w", err)
	}
	if err := seedMove(as(ctx, t.accountant), app, t.accountant); err != nil {
		return fmt.Errorf("move: %w", err)
	}
	_, err := money.CloseBooks(as(ctx, t.accountant), app, "2026-11-15")
	return err
}

// seedShares shares what one pupil with two guardians owes, and applies it.
func seedShares(ctx context.Context, app core.App, t team) error {
	var pairs []struct{ Pupil, First, Second string }
	err := app.DB().NewQuery(`SELECT c.pupil, a.guardian AS first, b.guardian AS second FROM charges c
		JOIN guardianships a ON a.pupil = c.pupil AND a.guardian = c.debtor_id AND a.ended_on = ''
		JOIN guardianships b ON b.pupil = c.pupil AND b.guardian != c.debtor_id AND b.ended_on = '' AND b.responsibility IN (1, 2)
		JOIN pupils p ON p.id = c.pupil WHERE NOT EXISTS (SELECT 1 FROM payments y WHERE y.pupil = c.pupil) ORDER BY p.eleve_id DESC LIMIT 1`).All(&pairs)
	if err != nil || len(pairs) == 0 {
		return err
	}
	id, err := money.RecordAgreement(as(ctx, t.bursar), app, money.Agreement{
		PupilID: pairs[0].Pupil, Basis: money.ByJudgment, Reference: "Jugement classé au dossier de l’élève", DatedOn: "2026-06-12", Unit: money.PerMille,
		Shares: []money.Share{{GuardianID: pairs[0].First, Weight: 600}, {GuardianID: pairs[0].Second, Weight: 400}},
	})
	if err != nil {
		return err
	}
	_, err = money.SplitCharges(as(ctx, t.accountant), app, id)
	return err
}

// seedMove moves ten euros of a payment to the next instalment of the same pupil.
func seedMove(ctx context.Context, app core.App, accountant school.Actor) error {
	var pupils []string
	if err := app.DB().Select("pupil").From("payments").OrderBy("pupil DESC").Limit(20).Column(&pupils); err != nil {
		return err
	}
	for _, pupil := range pupils {
		sources, err := money.SourcesOf(app, accountant, pupil)
		if err != nil {
			return err
		}
		open, err := money.OpenCharges(app, accountant, pupil)
		if err != nil {
			return err
		}
		for _, s := range sources {
			for _, a := range open {
				const ten = cents.Amount(1000)
				if s.ChargeID != "" && s.ChargeID != a.ID && s.Amount >= ten && a.Due() >= ten && a.DebtorID == s.PayerID {
					return money.Move(ctx, app, money.NewTransfer{PaymentID: s.PaymentID, FromCharge: s.ChargeID, ToCharge: a.ID, Amount: ten, Reason: "Demande de la famille, au guichet"})
				}
			}
		}
	}
	return nil
}
