package command

import (
	"context"
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// seedDesk shows the accountant's desk at work: a register that has been counted this morning, a slip of cheques that has
// left, and a cheque that waits for the next one.
func seedDesk(ctx context.Context, app core.App) error {
	if err := money.CountCash(ctx, app, money.Opening, money.Units{5000: 1, 2000: 6, 1000: 4, 500: 5, 200: 10, 100: 12, 50: 4}, ""); err != nil {
		return fmt.Errorf("count the cash: %w", err)
	}
	_, err := trip.SaveMapping(ctx, app, trip.Mapping{
		Kind: "agreement", Name: "Restes à recouvrer du mois", FileKind: "csv", Separator: ";", Encoding: "windows-1252",
		Columns: []trip.MappedColumn{{Field: "Objet", Label: "LIBELLE"}, {Field: "Reste à la fin", Label: "SOLDE"}},
	})
	if err != nil {
		return fmt.Errorf("model of an export: %w", err)
	}
	waiting, err := money.ChequesToRemit(app, school.ActorIn(ctx))
	if err != nil {
		return err
	}
	if len(waiting) == 0 {
		return nil
	}
	gone, err := money.OpenSlip(ctx, app, waiting[0].PaymentID)
	if err != nil {
		return err
	}
	return money.CloseSlip(ctx, app, gone)
}
