package trip

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// instalmentsAsAgreed points out what V-30 asks of a schedule: the accountant's agreement when there are several payments,
// and the last one before the departure.
func instalmentsAsAgreed(f Facts) []law.Finding {
	return append(unagreedSchedule(f), latePayment(f)...)
}

func unagreedSchedule(f Facts) []law.Finding {
	if len(f.Instalments) < 2 || f.Trip.ScheduleAgreedOn != "" {
		return nil
	}
	return []law.Finding{{
		Severity: law.Warn, Field: "instalments", Who: string(school.Accountant),
		What: fmt.Sprintf("L’agent comptable n’a pas encore donné son accord sur les %d échéances.", len(f.Instalments)),
		Why:  "Payer en plusieurs fois demande son accord (instruction M9-6, version en vigueur).",
		Fix:  "Il le donne depuis la page de l’échéancier ; tout changement de date ou de montant demande un nouvel accord.",
	}}
}

// latePayment points out an instalment that falls after the departure: it is the hardest to obtain.
func latePayment(f Facts) []law.Finding {
	for _, n := range f.Instalments {
		if n.DueOn > f.Trip.DepartsOn {
			return []law.Finding{{
				Severity: law.Warn, Field: "instalments", Who: string(school.Bursar),
				What: "La dernière échéance tombe après le départ, le " + f.Instalments[len(f.Instalments)-1].DueOn.French() + ".",
				Why:  "Un versement attendu après le départ est plus difficile à obtenir (usage).",
				Fix:  "Avancez cette échéance, ou demandez son accord à l’agent comptable.",
			}}
		}
	}
	return nil
}

// AgreeToSchedule records the accountant's agreement on the instalments of a trip, as they are today.
func AgreeToSchedule(ctx context.Context, app core.App, tripID string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := tx.FindRecordById("trips", tripID)
		if err != nil {
			return ErrNoTrip
		}
		n, err := tx.CountRecords("instalments", dbx.HashExp{"trip": tripID})
		if err != nil {
			return fmt.Errorf("instalments: %w", err)
		}
		if n == 0 {
			return law.Object("", "Ce voyage n’a pas d’échéancier.", "Il n’y a rien à accorder.")
		}
		record.Load(map[string]any{"schedule_agreed_on": string(school.Clock(tx).Today()), "schedule_agreed_by": school.ActorIn(ctx).ID})
		return tx.SaveWithContext(ctx, record)
	})
}

// ForgetAgreement takes the accountant's agreement back when an instalment changes: nobody has agreed to the new schedule.
func ForgetAgreement(ctx context.Context, app core.App, tripID string) error {
	record, err := app.FindRecordById("trips", tripID)
	if err != nil || record.GetString("schedule_agreed_on") == "" {
		return nil //nolint:nilerr // a trip deleted with its instalments has no agreement left
	}
	record.Load(map[string]any{"schedule_agreed_on": "", "schedule_agreed_by": ""})
	return app.SaveWithContext(school.WithActor(ctx, school.Actor{Kind: school.System}), record)
}

// agreementDoor judges a change of the accountant's agreement; spoken is false when there is none.
func agreementDoor(record *core.Record, actor school.Actor) (findings []law.Finding, spoken bool) {
	given := record.GetString("schedule_agreed_on") + record.GetString("schedule_agreed_by")
	if record.IsNew() {
		if given == "" {
			return nil, false
		}
		return refuse("schedule_agreed_on", "Un voyage qui commence n’a pas encore d’échéancier accordé.", ""), true
	}
	before := record.Original()
	if before.GetString("schedule_agreed_on")+before.GetString("schedule_agreed_by") == given {
		return nil, false
	}
	const field = "schedule_agreed_on"
	for _, f := range record.Collection().Fields.FieldNames() {
		if f != field && f != "schedule_agreed_by" && f != "updated" && fmt.Sprint(before.Get(f)) != fmt.Sprint(record.Get(f)) {
			return refuse(field, "L’accord sur l’échéancier ne se donne pas avec un autre changement.", "Enregistrez le changement d’abord."), true
		}
	}
	switch {
	case given == "" && actor.Kind == school.System:
		return nil, true
	case !actor.Has(school.Accountant) || given != "" && record.GetString("schedule_agreed_by") != actor.ID:
		return refuse(field, "L’accord sur l’échéancier est celui de l’agent comptable, en son nom.", "Il le donne depuis la page de l’échéancier."), true
	}
	return nil, true
}
