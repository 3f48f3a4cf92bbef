package pb_hooks

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
)

// tellings are the messages that follow from money, in the transaction of what they tell: the payer learns that a payment
// is booked, the accountant that one needs a look. Money never waits for a message: one that cannot be written is logged,
// and the booking stands.
func tellings() []step {
	return []step{
		{"payments", []moment{create}, orLog(tellBooked)},
		{"online_payments", []moment{update}, orLog(func(w write) error {
			trouble := w.record.GetString("trouble")
			if trouble == "" || !w.changed("trouble") {
				return nil
			}
			_, err := notify.QueueToRole(w.ctx, w.app, school.Accountant, notify.TellPaymentTrouble(w.record.Id, w.record.GetString("refdet"), trouble))
			return err
		})},
	}
}

func orLog(tell func(write) error) func(write) error {
	return func(w write) error {
		if err := tell(w); err != nil {
			w.app.Logger().Error("message not queued", "about", w.record.Collection().Name, "id", w.record.Id, "error", err.Error())
		}
		return nil
	}
}

func tellBooked(w write) error {
	to := notify.Recipient{GuardianID: w.record.GetString("payer_id")}
	if to.GuardianID == "" {
		pupil, err := w.app.FindRecordById("pupils", w.record.GetString("pupil"))
		if err != nil {
			return err
		}
		birth := law.Day(pupil.GetString("birth_on"))
		if birth == "" || birth.AgeOn(school.Clock(w.app).Today()) < school.Majority {
			return nil // a third person paid: we know no address of theirs
		}
		to = notify.Recipient{PupilID: pupil.Id}
	}
	receipt, found, err := money.ReceiptOf(w.app, school.Actor{Kind: school.Staff, Roles: []school.Role{school.Accountant}}, w.record.Id)
	if err != nil || !found {
		return err
	}
	_, err = notify.Queue(w.ctx, w.app, notify.TellPaymentBooked(to, w.record.Id, receipt.Name(), receipt.Amount, receipt.ReceivedOn))
	return err
}
