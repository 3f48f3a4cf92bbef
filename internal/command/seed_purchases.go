package command

import (
	"context"
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// seedPurchases buys the coach and the lodging of the open trip, and puts a small advance in the hands of its organiser.
func seedPurchases(ctx context.Context, app core.App, t team, tripID string) error {
	today := school.Clock(app).Today()
	coach := trip.Contract{
		Supplier: "Autocars des Deux-Rives", Object: "Aller et retour aux Karellis", Kind: trip.TransportContract, OwnServices: true, Procedure: "quotes", Authority: "procurement_plan",
		LaunchedOn: today.Add(-40), BeforeTax: 3_272_73, Amount: 3_600_00, Need: 9_000_00, Category: "Transport en car", Quotes: 3, ChoiceReason: "Transporteur seul ; la moins chère des trois offres.",
		Written: true, NoGift: true, FreePlaces: 1,
	}
	lodging := trip.Contract{
		Supplier: "Centre Les Mélèzes", Object: "Pension complète et cours de ski", Kind: trip.PackageContract, Procedure: "quotes", LaunchedOn: today.Add(-20), Need: 12_000_00,
		BeforeTax: 9_350_00, Amount: 10_440_00, Category: "Séjour de neige", Quotes: 2,
	}
	id, err := trip.AddContract(as(ctx, t.bursar), app, tripID, coach)
	if err != nil {
		return fmt.Errorf("coach: %w", err)
	}
	for _, step := range []trip.ContractState{trip.ContractAwarded, trip.ContractOrdered} {
		if err := trip.StepContract(as(ctx, t.bursar), app, tripID, id, step, today.Add(-10), ""); err != nil {
			return fmt.Errorf("coach: %w", err)
		}
	}
	if _, err := trip.AddContract(as(ctx, t.bursar), app, tripID, lodging); err != nil {
		return fmt.Errorf("lodging: %w", err)
	}
	return seedImprest(ctx, app, t, tripID)
}

func seedImprest(ctx context.Context, app core.App, t team, tripID string) error {
	today := school.Clock(app).Today()
	id, err := trip.AddImprest(as(ctx, t.bursar), app, tripID, trip.Imprest{
		Nature: trip.Advances, Holder: t.second.ID, Deputy: t.organiser.ID, ActNumber: "R-2026-2", From: today.Add(-5), Until: "2027-02-13", Advance: 300_00,
		OperationCap: 100_00, Means: []string{"cash", "card"}, ExpenseKinds: "repas, visites, transports locaux, pharmacie",
	})
	if err != nil {
		return fmt.Errorf("imprest: %w", err)
	}
	for _, step := range []func() error{
		func() error { return trip.AgreeToImprest(as(ctx, t.accountant), app, tripID, id, true, "") },
		func() error { return trip.DecideImprest(as(ctx, t.head), app, tripID, id, "R-2026-2", today) },
		func() error {
			return trip.StepImprest(as(ctx, t.accountant), app, tripID, id, trip.ImprestAdvanced, today, 0)
		},
		func() error {
			return trip.WriteLine(as(ctx, t.second), app, tripID, id, trip.ImprestLine{
				Direction: trip.Spent, On: today, Supplier: "Pharmacie du Marché", Nature: "pharmacie", Means: "card", Amount: 23_80, Voucher: true,
			})
		},
	} {
		if err := step(); err != nil {
			return fmt.Errorf("imprest: %w", err)
		}
	}
	// And one that awaits the accountant's agreement: a mandate to collect the cheques of the last instalment.
	_, err = trip.AddImprest(as(ctx, t.bursar), app, tripID, trip.Imprest{
		Nature: trip.ChequeMandate, Holder: t.organiser.ID, From: today, Until: "2027-02-13", Means: []string{"cheque"},
	})
	if err != nil {
		return fmt.Errorf("mandate: %w", err)
	}
	return nil
}
