package trip

import (
	"context"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
)

// Signature is what a person sends when they sign or decline, after having read the letter.
type Signature struct {
	TripID, PupilID string
	Accept          bool
	ShownDigest     string            // digest of the letter that was on the screen
	Answers         map[string]string // to what the trip asks, by name
}

// Asks are what a commitment may ask of a family, in the order of the form. Health is never among them (I-13).
var Asks = []struct{ Code, Label, Hint string }{
	{"trip_phone", "Téléphone à joindre pendant le voyage", "Un numéro où quelqu’un répond, même la nuit."},
	{"identity_papers", "Pièce d’identité de l’élève", "Avez-vous pour l’élève une carte d’identité ou un passeport valable jusqu’au retour ?"},
	{"insurance", "Assurance", "Avez-vous, ou aurez-vous avant le départ, une assurance responsabilité civile et accidents corporels pour l’élève ?"},
}

// CheckAnswers says, by name of the question, what is missing or wrong in the answers.
func CheckAnswers(asks []string, answers map[string]string) map[string]string {
	wrong := map[string]string{}
	for _, ask := range asks {
		value := strings.TrimSpace(answers[ask])
		switch {
		case ask == "trip_phone" && len(strings.Map(keepDigit, value)) < 9:
			wrong[ask] = "Écrivez un numéro de téléphone complet."
		case ask == "trip_phone" && len(value) > 30:
			wrong[ask] = "Ce numéro est trop long."
		case ask != "trip_phone" && value != "yes" && value != "soon":
			wrong[ask] = "Choisissez une réponse."
		}
	}
	return wrong
}

func keepDigit(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}

// Sign records a signature or a refusal in one transaction: the text as it was shown, the proof, the place, and when the
// place becomes firm the instalments that are due. It returns the id of the commitment.
func Sign(ctx context.Context, app core.App, s Signature) (id string, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		viewer := school.ActorIn(ctx)
		view, err := FamilyTripOf(tx, viewer, s.TripID, s.PupilID)
		if err != nil {
			return err
		}
		if view.Stage == StageCommitted {
			return law.Object("", "L’engagement est déjà signé.", "Pour vous désister, écrivez à l’établissement.")
		}
		if s.Accept && view.Stage == StageWaiting {
			return law.Object("", "Une place de la liste d’attente est proposée par l’établissement, dans l’ordre.", "Vous serez prévenu dès qu’une place vous revient.")
		}
		answers := map[string]string{}
		if s.Accept {
			var findings []law.Finding
			wrong := CheckAnswers(view.Asks, s.Answers)
			for _, ask := range view.Asks { // in the order of the form, all at once
				if wrong[ask] != "" {
					findings = append(findings, refuse(ask, wrong[ask], "")...)
				}
			}
			if err := law.Refuse(findings); err != nil {
				return err
			}
			for _, ask := range view.Asks {
				answers[ask] = strings.TrimSpace(s.Answers[ask])
			}
		}
		letter, err := letterOf(tx, viewer, view)
		if err != nil {
			return err
		}
		if letter.Digest != s.ShownDigest {
			return law.Object("text_digest", "Le texte de l’engagement a changé depuis que vous l’avez lu.", "Relisez-le : il est affiché à nouveau.")
		}
		if id, err = keepSignature(ctx, tx, viewer, s, letter); err != nil {
			return err
		}
		firm, err := moveSeat(ctx, tx, s, answers)
		if err != nil {
			return err
		}
		if firm {
			if err := chargeInstalments(ctx, tx, view, viewer, id); err != nil {
				return err
			}
		}
		message := notify.TellCommitmentReceipt(notify.ToActor(viewer), id, view.Trip.Title, view.Child.FirstName, s.Accept, letter.Digest, school.Clock(tx).Today())
		_, err = notify.Queue(ctx, tx, message)
		return err
	})
	return id, err
}

func keepSignature(ctx context.Context, app core.App, viewer school.Actor, s Signature, letter Letter) (string, error) {
	who := map[string]any{
		"account_id": viewer.AccountID, "session_id": viewer.SessionID, "auth_level": viewer.AuthLevel, "shared_address": viewer.SharedAddress,
		"origin_digest": viewer.OriginDigest,
	}
	if viewer.Kind == school.Pupil {
		who["pupil_signs"] = viewer.ID
	} else {
		who["guardian_id"] = viewer.ID
	}
	return keepCommitment(ctx, app, s, letter, who)
}

// keepCommitment keeps the text that was signed, to the letter, then the answer that refers to it; who says by whom and how,
// online or on paper.
func keepCommitment(ctx context.Context, app core.App, s Signature, letter Letter, who map[string]any) (string, error) {
	now := school.Clock(app).Now()
	kept, err := school.NewRecord(app, "letters")
	if err != nil {
		return "", err
	}
	kept.Load(map[string]any{
		"kind": "signed", "trip": s.TripID, "pupil": s.PupilID, "version_no": letter.Version, "body": letter.Body, "text_digest": letter.Digest, "made_at": now,
	})
	if err := app.SaveWithContext(ctx, kept); err != nil {
		return "", err
	}
	commitment, err := school.NewRecord(app, "commitments")
	if err != nil {
		return "", err
	}
	decision := "decline"
	if s.Accept {
		decision = "accept"
	}
	commitment.Load(map[string]any{
		"trip": s.TripID, "pupil": s.PupilID, "decision": decision, "letter": kept.Id, "text_digest": letter.Digest, "signed_at": now,
	})
	commitment.Load(who)
	if err := app.SaveWithContext(ctx, commitment); err != nil {
		return "", err
	}
	return commitment.Id, nil
}

// moveSeat makes the place firm when nothing is missing, refused when it was declined, and leaves it offered while the
// other parent's signature is awaited.
func moveSeat(ctx context.Context, app core.App, s Signature, answers map[string]string) (firm bool, err error) {
	f, err := seatFacts(app, s.TripID, s.PupilID)
	if err != nil {
		return false, err
	}
	to := SeatRefused
	if s.Accept {
		to = SeatCommitted
		if f.waits() {
			to = SeatOffered
		}
	}
	seat, err := findSeat(app, s.TripID, s.PupilID)
	if err != nil {
		return false, err
	}
	cause := ""
	if to == SeatRefused {
		cause = "family"
	}
	already := seat.GetString("state") == SeatCommitted // by the other parent: its price is charged
	seat.Load(map[string]any{"state": to, "cause": cause, "reason": "", "offered_until": "", "changed_at": school.Clock(app).Now()})
	if s.Accept && answers != nil { // a letter on paper asks nothing more
		seat.Set("answers", answers)
	}
	return to == SeatCommitted && !already, app.SaveWithContext(ctx, seat)
}

// findSeat returns the row of a place, a new one when there is none yet.
func findSeat(app core.App, tripID, pupilID string) (*core.Record, error) {
	rows, err := app.FindAllRecords("seats", dbx.HashExp{"trip": tripID, "pupil": pupilID})
	if err != nil {
		return nil, err
	}
	if len(rows) > 0 {
		return rows[0], nil
	}
	seat, err := school.NewRecord(app, "seats")
	if err != nil {
		return nil, err
	}
	seat.Load(map[string]any{"trip": tripID, "pupil": pupilID})
	return seat, nil
}

// chargeInstalments makes the voted instalments due by the person who signed.
func chargeInstalments(ctx context.Context, app core.App, view FamilyTrip, viewer school.Actor, commitmentID string) error {
	if view.Act == nil || len(view.Instalments) == 0 {
		return nil
	}
	debtor := ""
	if viewer.Kind == school.Guardian {
		debtor = viewer.ID
	}
	var charges []money.NewCharge
	for _, n := range view.Instalments {
		label := view.Trip.Title
		if len(view.Instalments) > 1 {
			label += " : échéance " + ordinal(n.RankNo, len(view.Instalments))
		}
		charges = append(charges, money.NewCharge{
			PupilID: view.Child.ID, DebtorID: debtor, Subject: money.OfTrip(view.Trip.ID), ActID: view.Act.ID, Label: label, Amount: n.AmountCents,
			DueOn: n.DueOn, InstalmentID: n.ID, CommitmentID: commitmentID,
		})
	}
	// The charges follow from the signature by the act itself: the ordonnateur's side makes them, not the person who signs.
	_, err := money.Charge(school.WithActor(ctx, school.Actor{Kind: school.System}), app, charges...)
	return err
}

func ordinal(n, of int) string {
	const digits = "0123456789"
	if n > 9 || of > 9 {
		return ""
	}
	return string(digits[n]) + "\u00a0sur\u00a0" + string(digits[of])
}
