package trip

import (
	"context"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
)

// PaperLevel is the auth_level of a commitment signed by hand and returned to the school.
const PaperLevel = "paper"

// PaperReturn is a letter that came back signed by hand.
type PaperReturn struct {
	TripID, PupilID string
	Accept          bool
	Version         int      // printed at the foot of the letter: another text than today's is not accepted
	Signers         []string // guardians, one or two; nobody for an adult pupil, who signs alone
	On              law.Day  // received
}

// MayReceive tells whether someone may tick letters signed on paper: the office, and the organiser for their own trip.
func MayReceive(a school.Actor, t Trip) bool {
	return a.May(school.ManageSeats) || a.Kind == school.Staff && a.May(school.WriteTrips) && t.Organiser == a.ID
}

// KeepsPaper tells whether a staff's row of a signed text is the letter of that pupil as it is printed today, by someone who
// may receive it: anything else would be writing in a family's name.
func KeepsPaper(app core.App, a school.Actor, kept *core.Record) (bool, error) {
	r, err := app.FindRecordById("trips", kept.GetString("trip"))
	if err != nil || !MayReceive(a, tripOf(r)) {
		return false, nil //nolint:nilerr // no such trip: nothing is kept
	}
	letter, err := printedLetter(app, kept.GetString("trip"), kept.GetString("pupil"))
	var refusal *law.Refusal
	if errors.As(err, &refusal) {
		return false, nil
	}
	return letter.Body == kept.GetString("body") && letter.Version == kept.GetInt("version_no"), err
}

// ReceivePaper records a letter returned on paper with the same proof as a signature online: the text as it was printed and
// its digest, who signed, who received it and when; then the place, and what is due.
func ReceivePaper(ctx context.Context, app core.App, p PaperReturn) (id string, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		viewer := school.ActorIn(ctx)
		f, err := seatFacts(tx, p.TripID, p.PupilID)
		if err != nil {
			return err
		}
		if err := p.check(tx, viewer, f); err != nil {
			return err
		}
		letter, err := printedLetter(tx, p.TripID, p.PupilID)
		if err != nil {
			return err
		}
		if letter.Version != p.Version {
			return law.Object("version", "La lettre rendue n’est pas la version en vigueur de l’engagement.", "Imprimez la version en vigueur et faites-la signer.")
		}
		if id, err = keepSignedPaper(ctx, tx, p, letter); err != nil {
			return err
		}
		firm, err := moveSeat(ctx, tx, Signature{TripID: p.TripID, PupilID: p.PupilID, Accept: p.Accept}, nil)
		if err != nil {
			return err
		}
		if firm {
			if err := p.charge(ctx, tx, f, id); err != nil {
				return err
			}
		}
		return p.tell(ctx, tx, f, id, letter)
	})
	return id, err
}

// check refuses what no rule speaks of: who ticks, a letter without anyone's name, a place that is firm already.
func (p PaperReturn) check(app core.App, viewer school.Actor, f SeatFacts) error {
	if !MayReceive(viewer, f.Trip) {
		return law.Object("", "Une lettre signée sur papier se reçoit au secrétariat, à l’intendance, à la direction, ou par l’organisateur du voyage.", "")
	}
	if !f.Adult && (len(p.Signers) == 0 || len(p.Signers) > 2) {
		return law.Object("signers", "La lettre ne dit pas qui l’a signée.", "Cochez un responsable légal, ou les deux.")
	}
	seat, err := findSeat(app, p.TripID, p.PupilID)
	if err != nil {
		return err
	}
	if seat.GetString("state") == SeatCommitted {
		return law.Object("", "L’engagement est déjà signé.", "Pour un désistement, la famille écrit à l’établissement.")
	}
	return nil
}

// keepSignedPaper keeps the letter that came back and who signed it.
func keepSignedPaper(ctx context.Context, app core.App, p PaperReturn, letter Letter) (string, error) {
	who := map[string]any{"auth_level": PaperLevel, "paper_by": school.ActorIn(ctx).ID, "paper_on": string(p.On)}
	switch {
	case len(p.Signers) == 0:
		who["pupil_signs"] = p.PupilID
	case len(p.Signers) == 2:
		who["second_guardian_id"] = p.Signers[1]
		fallthrough
	default:
		who["guardian_id"] = p.Signers[0]
	}
	return keepCommitment(ctx, app, Signature{TripID: p.TripID, PupilID: p.PupilID, Accept: p.Accept}, letter, who)
}

// charge makes the instalments due by the first who signed, as online.
func (p PaperReturn) charge(ctx context.Context, app core.App, f SeatFacts, commitmentID string) error {
	view := FamilyTrip{Trip: f.Trip, Act: f.Act, Child: school.Child{ID: p.PupilID}}
	err := app.DB().Select("id", "rank_no", "due_on", "amount_cents").From("instalments").Where(dbx.HashExp{"trip": p.TripID}).OrderBy("rank_no").All(&view.Instalments)
	if err != nil {
		return fmt.Errorf("instalments: %w", err)
	}
	return chargeInstalments(ctx, app, view, p.actors()[0], commitmentID)
}

// actors are those who signed, as debtors and readers.
func (p PaperReturn) actors() []school.Actor {
	if len(p.Signers) == 0 {
		return []school.Actor{{Kind: school.Pupil, ID: p.PupilID}}
	}
	var all []school.Actor
	for _, id := range p.Signers {
		all = append(all, school.Actor{Kind: school.Guardian, ID: id})
	}
	return all
}

// tell sends each who signed the same receipt as online: a letter ticked by mistake is seen by those who never signed it.
func (p PaperReturn) tell(ctx context.Context, app core.App, f SeatFacts, id string, letter Letter) error {
	pupil, err := app.FindRecordById("pupils", p.PupilID)
	if err != nil {
		return fmt.Errorf("pupil: %w", err)
	}
	for _, signer := range p.actors() {
		message := notify.TellCommitmentReceipt(notify.ToActor(signer), id, f.Trip.Title, pupil.GetString("first_name"), p.Accept, letter.Digest, school.Clock(app).Today())
		if _, err := notify.Queue(ctx, app, message); err != nil {
			return err
		}
	}
	return nil
}

// paperBehind names who ticked the paper on which a move of a place rests: the last answer, given on paper since the place
// last moved. An old paper is not played again after a withdrawal.
func paperBehind(app core.App, seat *core.Record) (string, error) {
	var rows []struct{ AuthLevel, PaperBy, SignedAt string }
	err := app.DB().Select("auth_level", "paper_by", "signed_at").From("commitments").
		Where(dbx.HashExp{"trip": seat.GetString("trip"), "pupil": seat.GetString("pupil")}).OrderBy("signed_at DESC", "rowid DESC").Limit(1).All(&rows)
	if err != nil {
		return "", fmt.Errorf("paper: %w", err)
	}
	if len(rows) == 0 || rows[0].AuthLevel != PaperLevel || !seat.IsNew() && rows[0].SignedAt < seat.Original().GetString("changed_at") {
		return "", nil
	}
	return rows[0].PaperBy, nil
}

// ReceiveClass ticks the letters of all pupils named, each signed by the first of their legal guardians. What is refused
// for one pupil does not stop the others: the refusals come back by pupil.
func ReceiveClass(ctx context.Context, app core.App, tripID string, pupilIDs []string, on law.Day, version int) (received int, refused map[string]error, err error) {
	refused = map[string]error{}
	for _, pupilID := range pupilIDs {
		f, err := seatFacts(app, tripID, pupilID)
		if err != nil {
			return received, refused, err
		}
		p := PaperReturn{TripID: tripID, PupilID: pupilID, Accept: true, Version: version, On: on}
		if !f.Adult && len(f.Signers) > 0 {
			p.Signers = []string{f.Signers[0].ID}
		}
		_, err = ReceivePaper(ctx, app, p)
		var refusal *law.Refusal
		switch {
		case errors.As(err, &refusal):
			refused[pupilID] = err
		case err != nil:
			return received, refused, err
		default:
			received++
		}
	}
	return received, refused, nil
}
