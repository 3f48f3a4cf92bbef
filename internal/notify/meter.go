package notify

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Meter is what short messages have cost since the first of the month.
type Meter struct {
	Enabled            bool
	Messages, Segments int
	Cost, Ceiling      cents.Amount // the cost rounded up to the cent
}

// MeterFor reads the meter of the month, for those of the staff who see the outbox.
func MeterFor(app core.App, viewer school.Actor) (Meter, error) {
	if !maySee(app, viewer) {
		return Meter{}, nil
	}
	gateway, err := gatewayRecord(app)
	if err != nil || gateway == nil {
		return Meter{}, err
	}
	m := Meter{Enabled: gateway.GetBool("enabled"), Ceiling: cents.Amount(gateway.GetInt("ceiling"))}
	var tenths int64
	m.Messages, m.Segments, tenths, err = spent(app, school.Clock(app).Today())
	m.Cost = cents.Amount((tenths + 9) / 10)
	return m, err
}

// spent sums the month of a day: messages, segments, tenths of a cent.
func spent(app core.App, on law.Day) (messages, segments int, tenths int64, err error) {
	var sum struct {
		Messages, Segments int
		Cost               int64
	}
	month := string(on)[:len("2026-11")]
	err = app.DB().Select("COUNT(*) AS messages", "COALESCE(SUM(segments), 0) AS segments", "COALESCE(SUM(cost), 0) AS cost").From("deliveries").
		Where(dbx.Between("charged_on", month+"-01", month+"-31")).AndWhere(dbx.NewExp("cost > 0")).One(&sum)
	if err != nil {
		return 0, 0, 0, fmt.Errorf("cost of short messages: %w", err)
	}
	return sum.Messages, sum.Segments, sum.Cost, nil
}

// reserve counts a message before it is handed over, so that senders at work at the same time cannot pass the ceiling
// together. Counted once, it is not counted again at the next try.
func reserve(ctx context.Context, app core.App, d Delivery, g *SMSSettings, segments int) error {
	stopped := false
	err := school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := tx.FindRecordById("deliveries", d.ID)
		if err != nil {
			return fmt.Errorf("delivery: %w", err)
		}
		if record.GetInt("cost") > 0 {
			if record.GetString("trouble") == "" && !g.Gateway.Idempotent() {
				return &Failure{Final: Failed, Unknown: true, Trouble: "Un premier essai a été interrompu sans que l’on sache s’il est parti : il n’est pas recommencé."}
			}
			return nil
		}
		today := school.Clock(tx).Today()
		_, _, tenths, err := spent(tx, today)
		if err != nil {
			return err
		}
		cost := int64(segments) * int64(g.Price)
		if tenths+cost > int64(g.Ceiling)*10 {
			stopped = true
			return nil
		}
		record.Set("segments", segments)
		record.Set("cost", cost)
		record.Set("charged_on", string(today))
		return tx.SaveWithContext(ctx, record)
	})
	if err != nil || !stopped {
		return err
	}
	if _, err := QueueToRole(ctx, app, school.Bursar, TellSMSStopped(g.Ceiling, school.Clock(app).Today())); err != nil {
		return err
	}
	return &Failure{Final: Skipped, Trouble: "Le plafond du mois pour les SMS est atteint : le message prend le canal suivant."}
}

// TellSMSStopped tells the bursar, once a month, that no short message leaves any more. Queue it to a role.
func TellSMSStopped(ceiling cents.Amount, on law.Day) Message {
	return start(SMSStopped, Recipient{}, Subject{},
		"Le plafond du mois pour les SMS, "+ceiling.String()+", est atteint le "+on.French()+".\n\nJusqu’à la fin du mois, les messages passent au courrier à imprimer. "+
			"L’administrateur de l’application peut relever le plafond dans École, SMS.",
		"/gestion/messages", key(SMSStopped, string(on)[:len("2026-11")]))
}
