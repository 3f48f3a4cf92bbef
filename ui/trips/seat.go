package trips

import (
	"net/http"
	"slices"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const staffSeat = staffTrip + "/inscriptions/{pupil}"

// seatRoutes are what is done with one pupil's place: offered, ranked, given back; and what a family asks.
func seatRoutes() []web.Route {
	see, manage := web.Staff(school.SeeTrips), web.Staff(school.ManageSeats)
	return []web.Route{
		{Method: http.MethodPost, Pattern: staffTrip + "/propositions", Who: manage, Handle: offerNext},
		{Method: http.MethodPost, Pattern: staffTrip + "/annulation/comptes", Who: web.Staff(school.BookPayments), Handle: settleCancelled},
		{Method: http.MethodGet, Pattern: staffSeat, Who: see, Handle: showSeat},
		{Method: http.MethodPost, Pattern: staffSeat + "/proposition", Who: manage, Handle: offerPlace},
		{Method: http.MethodPost, Pattern: staffSeat + "/rang", Who: manage, Handle: rankWaiting},
		{Method: http.MethodPost, Pattern: staffSeat + "/desistement", Who: manage, Handle: withdraw},
		{Method: http.MethodPost, Pattern: staffSeat + "/decision", Who: web.Staff(school.Authorise), Handle: decideWithdrawal},
		{Method: http.MethodPost, Pattern: staffSeat + "/recuperable", Who: manage, Handle: setRecoverable},
		{Method: http.MethodPost, Pattern: staffSeat + "/comptes", Who: web.Staff(school.BookPayments), Handle: settleWithdrawal},

		{Method: http.MethodGet, Pattern: familyTrip + "/desistement", Who: web.Family, Handle: showLeave},
		{Method: http.MethodPost, Pattern: familyTrip + "/desistement", Who: web.Family, Handle: askToLeave},
	}
}

func showSeat(v *web.Visit) error { return seatPage(v, SeatForm{}, nil) }

func seatPage(v *web.Visit, form SeatForm, refusal *law.Refusal) error {
	seat, err := trip.SeatOf(v.App, v.Actor, v.Path("trip"), v.Path("pupil"))
	if err != nil {
		return err
	}
	props := SeatPageProps{Seat: seat, Form: form, Manage: v.Actor.May(school.ManageSeats), Decide: v.Actor.May(school.Authorise), Settle: v.Actor.May(school.BookPayments)}
	leaves := seat.State == trip.SeatWithdrawn || seat.Trip.State == trip.Cancelled
	if leaves && v.Actor.May(school.SeeMoney) {
		w, err := trip.WithdrawalOf(v.App, v.Actor, seat.Trip.ID, seat.PupilID)
		if err != nil {
			return err
		}
		props.Withdrawal = &w
	}
	if props.Settle && props.Withdrawal != nil && props.Withdrawal.Remitted > 0 {
		if props.Acts, err = remissionActs(v); err != nil {
			return err
		}
	}
	if props.Waiting, err = trip.WaitingList(v.App, v.Actor, seat.Trip.ID); err != nil {
		return err
	}
	page := inTrip(seat.Trip, seat.Name())
	if refusal == nil {
		return v.Page(page, SeatPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "order_reason", "rank_no", "cause", "reason", "replaced_by", "remission_cents", "recoverable_cents", "aid_offered", "act")
	return v.PageAgain(page, SeatPage(props))
}

// seatDone ends a deed on a place: a word on its page, or the page again with what was typed.
func seatDone(v *web.Visit, err error, form SeatForm, done string) error {
	if refusal, ok := web.Refusal(err); ok {
		return seatPage(v, form, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(staffList+"/"+v.Path("trip")+"/inscriptions/"+v.Path("pupil"), components.OK, done)
}

// readSeat reads the form of a place after having looked the place up: nothing is written about nothing.
func readSeat(v *web.Visit) (SeatForm, *web.Reader, error) {
	r, err := v.Read()
	if err != nil {
		return SeatForm{}, nil, err
	}
	if _, err := trip.SeatOf(v.App, v.Actor, v.Path("trip"), v.Path("pupil")); err != nil {
		return SeatForm{}, nil, err
	}
	return SeatForm{
		OrderReason: r.Text("order_reason"), Rank: r.Text("rank_no"), Cause: r.Text("cause"), Reason: r.Text("reason"), AidOffered: r.Text("aid_offered") != "",
		ReplacedBy: r.Text("replaced_by"), Remission: r.Text("remission_cents"), Recoverable: r.Text("recoverable_cents"), Act: r.Text("act"),
	}, r, nil
}

func offerPlace(v *web.Visit) error {
	form, _, err := readSeat(v)
	if err != nil {
		return err
	}
	return seatDone(v, trip.OfferPlace(v.Ctx(), v.App, v.Path("trip"), v.Path("pupil"), form.OrderReason), form, "La place est proposée : la famille est prévenue.")
}

func rankWaiting(v *web.Visit) error {
	form, r, err := readSeat(v)
	if err != nil {
		return err
	}
	rank := r.Number("rank_no")
	if refusal := r.Refusal(); refusal != nil {
		return seatPage(v, form, refusal)
	}
	return seatDone(v, trip.RankWaiting(v.Ctx(), v.App, v.Path("trip"), v.Path("pupil"), rank, form.OrderReason), form, "Le rang est enregistré, avec son motif.")
}

func withdraw(v *web.Visit) error {
	form, r, err := readSeat(v)
	if err != nil {
		return err
	}
	if form.Cause == "" {
		r.Wrong("cause", "Choisissez la cause du désistement.")
	}
	if refusal := r.Refusal(); refusal != nil {
		return seatPage(v, form, refusal)
	}
	err = trip.Withdraw(v.Ctx(), v.App, trip.NewWithdrawal{
		TripID: v.Path("trip"), PupilID: v.Path("pupil"), Cause: form.Cause, Reason: form.Reason, AidOffered: form.AidOffered, ReplacedBy: form.ReplacedBy, OrderReason: form.OrderReason,
	})
	return seatDone(v, err, form, "Le désistement est enregistré : la famille est prévenue.")
}

func decideWithdrawal(v *web.Visit) error {
	form, r, err := readSeat(v)
	if err != nil {
		return err
	}
	remission := r.Amount("remission_cents")
	if refusal := r.Refusal(); refusal != nil {
		return seatPage(v, form, refusal)
	}
	return seatDone(v, trip.DecideWithdrawal(v.Ctx(), v.App, v.Path("trip"), v.Path("pupil"), remission, form.Reason), form, "Votre décision est enregistrée.")
}

func setRecoverable(v *web.Visit) error {
	form, r, err := readSeat(v)
	if err != nil {
		return err
	}
	amount := r.Amount("recoverable_cents")
	if refusal := r.Refusal(); refusal != nil {
		return seatPage(v, form, refusal)
	}
	return seatDone(v, trip.SetRecoverable(v.Ctx(), v.App, v.Path("trip"), v.Path("pupil"), amount), form, "La part récupérable est enregistrée.")
}

func settleWithdrawal(v *web.Visit) error {
	form, _, err := readSeat(v)
	if err != nil {
		return err
	}
	return seatDone(v, trip.SettleWithdrawalUnder(v.Ctx(), v.App, v.Path("trip"), v.Path("pupil"), form.Act), form, "Les comptes suivent la décision. Ce qui se rend est dans les remboursements.")
}

func offerNext(v *web.Visit) error {
	if _, err := staffFacts(v); err != nil {
		return err
	}
	list := staffList + "/" + v.Path("trip") + "/inscriptions"
	n, err := trip.OfferNext(v.Ctx(), v.App, v.Path("trip"))
	if refusal, ok := web.Refusal(err); ok {
		return v.SeeWith(list, components.Stop, refusal.Findings[0].What)
	}
	if err != nil {
		return err
	}
	if n == 0 {
		return v.SeeWith(list, components.Info, "Rien à proposer : aucune place n’est libre, ou la liste d’attente n’a pas encore d’ordre.")
	}
	return v.SeeWith(list, components.OK, law.Counted(n, "place est proposée", "places sont proposées")+", dans l’ordre de la liste.")
}

func settleCancelled(v *web.Visit) error {
	if _, err := staffFacts(v); err != nil {
		return err
	}
	back := staffList + "/" + v.Path("trip")
	n, err := trip.SettleCancelled(v.Ctx(), v.App, v.Path("trip"))
	if refusal, ok := web.Refusal(err); ok {
		return v.SeeWith(back, components.Stop, refusal.Findings[0].What)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(back, components.OK, "Les comptes suivent l’annulation pour "+law.Counted(n, "élève", "élèves")+" : tout ce qui a été versé est à rendre.")
}

func showLeave(v *web.Visit) error { return leavePage(v, LeaveForm{}, nil) }

func leavePage(v *web.Visit, form LeaveForm, refusal *law.Refusal) error {
	view, err := familyView(v)
	if err != nil {
		return err
	}
	if refusal == nil && (view.LeaveAsked || !mayLeave(view)) {
		return v.See(familyHref(view, ""))
	}
	props := LeavePageProps{View: view, Form: form}
	page := journeyFrame(view, "Se désister")
	if refusal == nil {
		return v.Page(page, LeavePage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "leave_cause", "leave_reason")
	return v.PageAgain(page, LeavePage(props))
}

func mayLeave(view trip.FamilyTrip) bool {
	return view.CommitmentID != "" && (view.Stage == trip.StageCommitted || view.Stage == trip.StageOther)
}

func askToLeave(v *web.Visit) error {
	view, err := familyView(v)
	if err != nil {
		return err
	}
	r, err := v.Read()
	if err != nil {
		return err
	}
	form := LeaveForm{Cause: r.Text("leave_cause"), Reason: components.Short(r.Text("leave_reason"), 1000)}
	if form.Cause == "" {
		r.Wrong("leave_cause", "Choisissez la raison la plus proche.")
	}
	if refusal := r.Refusal(); refusal != nil {
		return leavePage(v, form, refusal)
	}
	err = trip.AskToLeave(v.Ctx(), v.App, view.Trip.ID, view.Child.ID, form.Cause, form.Reason)
	if refusal, ok := web.Refusal(err); ok {
		return leavePage(v, form, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(familyHref(view, ""), components.OK, "Votre demande est enregistrée. L’établissement vous répond ; la place reste à votre enfant d’ici là.")
}

// remissionActs are the enforceable acts by which the board remits debts: no other lets one be remitted (F-13).
func remissionActs(v *web.Visit) ([]school.Act, error) {
	acts, err := school.EnforceableActs(v.App)
	return slices.DeleteFunc(acts, func(a school.Act) bool { return a.Purpose != school.RemissionAct }), err
}
