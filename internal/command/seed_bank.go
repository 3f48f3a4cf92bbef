package command

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/reconcile"
	"github.com/openacademie/openacademie/internal/school"
)

// seedBank imports a statement of the bank that nobody has matched yet: transfers of families who owe something, named well,
// badly and not at all, what the bank takes, a grant.
func seedBank(ctx context.Context, app core.App, team team) error {
	open, err := money.EveryOpenCharge(app, team.accountant)
	if err != nil {
		return err
	}
	rows := []string{"Compte;01234567890", "Date;Libellé;Débit;Crédit"}
	for i, a := range open {
		guardian, err := app.FindRecordById("guardians", a.DebtorID)
		if err != nil || len(rows) > 8 {
			continue // a pupil of full age owes it: the sample is of parents
		}
		first, last := strings.ToUpper(guardian.GetString("first_name")), strings.ToUpper(guardian.GetString("last_name"))
		cut := []rune(last)
		label := []string{"VIR SEPA MME " + first + " " + last + " VOYAGE", "VIR M OU MME " + last, "VIR RECU " + string(cut[:max(len(cut)-1, 1)]), "VIREMENT VOYAGE SCOLAIRE"}[i%4]
		rows = append(rows, fmt.Sprintf("%02d/11/2026;%s;;%s", 9+len(rows)/2, label, a.Due().Plain()))
	}
	rows = append(rows, "12/11/2026;COMMISSIONS CB NOVEMBRE;4,18;", "12/11/2026;VIR COMMUNE IMAGINAIRE SUBVENTION;;500,00", "13/11/2026;VIR EMIS AUTOCARS DE L EXEMPLE;820,00;")
	acting := school.WithActor(ctx, team.accountant)
	id, err := reconcile.Receive(acting, app, reconcile.Upload{Source: reconcile.Bank, Name: "Compte DFT", FileName: "releve-novembre.csv", Raw: []byte(strings.Join(rows, "\r\n") + "\r\n")})
	if err != nil {
		return err
	}
	waiting, err := reconcile.FindWaiting(acting, app, id)
	if err != nil {
		return err
	}
	_, err = reconcile.Import(acting, app, id, waiting.Mapping, false)
	return err
}
