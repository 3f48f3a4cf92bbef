package pb_hooks_test

import (
	"context"
	"testing"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/pb_hooks"
)

// Notices queued on a Saturday leave on Monday, as the practice clock passes it: each sum is dated by the day its message
// left, and no letter waits. Three months on, nobody having asked, they are the school's.
func TestV27ANoticeThatHasLeftDatesTheSum(t *testing.T) {
	w := newWorld(t)
	id, _, bobs := w.back(580_00)
	payers := []string{w.mother, w.father, bobs}
	for _, id := range payers {
		guardian := w.record("guardians", id)
		guardian.Set("email", id+"@exemple.fr")
		w.must(w.app.Save(guardian))
	}
	w.must(trip.GiveSurplus(as(w.accountant), w.app, id))
	for _, payer := range payers {
		w.must(money.NotifyRefunds(as(w.bursar), w.app, w.refundsOf(id)[payer].ID))
		if told := w.refundsOf(id)[payer]; !told.ToPost() {
			t.Errorf("dated before anything has left: %+v", told)
		}
	}
	due := func(ctx context.Context) error {
		return pb_hooks.RunDue(school.WithActor(ctx, school.Actor{Kind: school.System}), w.app)
	}
	w.must(school.Advance(t.Context(), w.app, school.Clock(w.app).Now().AddDate(0, 0, 5), due))
	for _, payer := range payers {
		if told := w.refundsOf(id)[payer]; told.ToPost() || told.NotifiedOn != "2027-04-19" || told.ClaimableUntil != "2027-07-19" {
			t.Errorf("%+v", told)
		}
	}
	w.must(school.Advance(t.Context(), w.app, school.Clock(w.app).Now().AddDate(0, 3, 0), due))
	for _, payer := range payers {
		if kept := w.refundsOf(id)[payer]; kept.State != money.RefundKept {
			t.Errorf("%+v", kept)
		}
	}
}

// What a minor's account receives comes from somebody: a guardian, or a person named. Without either, nobody could be told
// that money is theirs again, nor given it. A pupil of full age pays in their own name.
func TestF07NobodyPaysWithoutAName(t *testing.T) {
	w := newWorld(t)
	by := func(pupil, name string) error {
		_, err := money.BookPayment(as(w.accountant), w.app, money.Desk{Means: money.Transfer, Amount: 10_00, PupilID: pupil, PayerName: name})
		return err
	}
	w.objected(by(w.pupil, " "))
	w.must(by(w.pupil, "Association des parents"))
	adult, _ := w.child("Zoé", "2005-01-15")
	w.must(by(adult, ""))
}
