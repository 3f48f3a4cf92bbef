package trip

import (
	"context"
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// CommitmentFacts is what judging a signature needs, on top of the place it is for.
type CommitmentFacts struct {
	Seat           SeatFacts
	Decision       string
	Actor          school.Actor
	AccountID      string // as the row says
	SessionID      string
	AuthLevel      string
	GuardianID     string
	PupilSigns     string
	PupilID        string
	TextDigest     string // digest the row gives
	ShownDigest    string // digest of the letter kept
	ShownVersion   int
	CurrentVersion int
	LetterIsSigned bool // the letter row is a kept text of this trip and pupil
	SecondGuardian string
	PaperBy        string // who received the letter signed on paper
	PaperOn        law.Day
	MayReceive     bool // the actor receives letters of this trip: the office, and its organiser
}

// CommitmentRules judges a signature when it is written; afterwards it is sealed.
var CommitmentRules = law.Rulebook[CommitmentFacts]{
	{Rule: "V-08", Judge: func(f CommitmentFacts) []law.Finding {
		if f.Decision != "accept" {
			return nil
		}
		return firmTooEarly(f.Seat)
	}},
	{Rule: "V-03", Judge: func(f CommitmentFacts) []law.Finding {
		if f.Decision != "accept" {
			return nil
		}
		return notAuthorised(f.Seat)
	}},
	{Rule: "V-53", Judge: func(f CommitmentFacts) []law.Finding {
		switch {
		case f.Seat.Adult && f.PupilSigns != f.PupilID:
			return adultFinding()
		case !f.Seat.Adult && f.PupilSigns != "":
			return []law.Finding{{
				Severity: law.Block, What: "Cet élève est mineur : un titulaire de l’autorité parentale signe pour lui.",
				Why: "Articles 371-1 et 388 du code civil.", Fix: "Le responsable légal signe depuis son espace.",
			}}
		}
		return nil
	}},
	{Rule: "V-52", Judge: func(f CommitmentFacts) []law.Finding {
		if f.Decision != "accept" || !f.Actor.SharedAddress || f.Seat.Adult || len(f.Seat.Signers) < 2 || (!f.Seat.Disagree && len(f.Seat.Declined) == 0) {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, What: "Les deux parents ne sont pas d’accord et partagent une adresse électronique : elle ne dit pas lequel des deux signe.",
			Why: "Article 372-2 du code civil : le désaccord connu demande l’accord de chacun, et chacun doit être identifié.",
			Fix: "Demandez au secrétariat un courrier avec un code personnel, puis signez avec ce code.", Who: string(school.Secretary),
		}}
	}},
	{Rule: "D-07", Judge: func(f CommitmentFacts) []law.Finding {
		finding := law.Finding{
			Severity: law.Block,
			Why:      "Une signature électronique vaut si la personne est identifiée et si l’intégrité du texte est garantie (articles 1366 et 1367 du code civil).",
			Fix:      "La personne se connecte, relit le texte et signe elle-même.",
		}
		signatory := f.GuardianID
		if f.PupilSigns != "" {
			signatory = f.PupilSigns
		}
		switch a := f.Actor; {
		case f.AuthLevel == PaperLevel && !f.MayReceive:
			finding.What = "Une lettre signée sur papier se reçoit au secrétariat, à l’intendance, à la direction, ou par l’organisateur du voyage."
			finding.Fix = "L’une de ces personnes la coche en son nom."
		case f.AuthLevel == PaperLevel && (f.PaperBy != a.ID || f.AccountID != "" || f.SessionID != ""):
			finding.What = "Une lettre papier est cochée par la personne qui l’a reçue, en son nom."
			finding.Fix = "Cette personne la coche elle-même."
		case f.AuthLevel == PaperLevel && (f.PaperOn == "" || f.PaperOn > f.Seat.Today):
			finding.What = "Le jour où la lettre papier a été reçue manque, ou n’est pas encore venu."
			finding.Fix = "Inscrivez ce jour."
		case f.AuthLevel == PaperLevel && f.LetterIsSigned && f.TextDigest == f.ShownDigest && f.ShownVersion == f.CurrentVersion:
			return nil
		case f.AuthLevel == PaperLevel:
			finding.What = "La lettre rendue n’est pas la version en vigueur de l’engagement."
			finding.Fix = "Imprimez la version en vigueur et faites-la signer."
		case (a.Kind != school.Guardian && a.Kind != school.Pupil) || a.SessionID == "" || a.AuthLevel == "":
			finding.What = "Un engagement ne peut être signé que par la personne elle-même, identifiée."
		case a.ID != signatory || a.AccountID != f.AccountID || a.SessionID != f.SessionID || a.AuthLevel != f.AuthLevel:
			finding.What = "La preuve de signature ne correspond pas à la personne connectée."
		case !f.LetterIsSigned || f.TextDigest == "" || f.TextDigest != f.ShownDigest:
			finding.What = "Le texte gardé n’est pas celui qui a été montré."
		case f.ShownVersion != f.CurrentVersion:
			finding.What = "Le texte de l’engagement a changé depuis qu’il a été montré."
			finding.Fix = "Relisez la nouvelle version, puis signez."
		default:
			return nil
		}
		return []law.Finding{finding}
	}},
}

// JudgeCommitment judges the row of a signature.
func JudgeCommitment(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	tripID, pupilID := record.GetString("trip"), record.GetString("pupil")
	seat, err := seatFacts(app, tripID, pupilID)
	if err != nil {
		return nil, err
	}
	f := CommitmentFacts{
		Seat: seat, Decision: record.GetString("decision"), Actor: actor, AccountID: record.GetString("account_id"),
		SessionID: record.GetString("session_id"), AuthLevel: record.GetString("auth_level"), GuardianID: record.GetString("guardian_id"),
		PupilSigns: record.GetString("pupil_signs"), PupilID: pupilID, TextDigest: record.GetString("text_digest"),
		SecondGuardian: record.GetString("second_guardian_id"), PaperBy: record.GetString("paper_by"), PaperOn: law.Day(record.GetString("paper_on")),
		MayReceive: MayReceive(actor, seat.Trip),
	}
	if f.CurrentVersion, _, err = LetterOf(app, tripID); err != nil {
		return nil, err
	}
	if letter, err := app.FindRecordById("letters", record.GetString("letter")); err == nil {
		f.ShownVersion = letter.GetInt("version_no")
		f.ShownDigest = TextDigest(letter.GetString("body"))
		f.LetterIsSigned = letter.GetString("kind") == "signed" && letter.GetString("trip") == tripID && letter.GetString("pupil") == pupilID
	}
	regime, err := school.Regime(app, "trips", tripID)
	if err != nil {
		return nil, err
	}
	return append(CommitmentRules.Check(f, regime), houseOfCommitment(f)...), nil
}

func houseOfCommitment(f CommitmentFacts) []law.Finding {
	refuse := func(what, fix string) []law.Finding {
		return []law.Finding{{Severity: law.Block, What: what, Fix: fix}}
	}
	switch {
	case f.Seat.Trip.State != Open:
		return refuse("Les inscriptions à ce voyage ne sont pas ouvertes.", "")
	case !f.Seat.Eligible:
		return refuse("Ce voyage n’est pas proposé à cet élève.", "")
	case f.PupilSigns == "" && !holds(f.Seat.Signers, f.GuardianID):
		return refuse("Seul un responsable légal peut signer pour cet élève.", "Le responsable légal se connecte et signe.")
	case f.SecondGuardian != "" && (f.AuthLevel != PaperLevel || f.Decision != "accept" || f.PupilSigns != "" || f.SecondGuardian == f.GuardianID ||
		!holds(f.Seat.Signers, f.SecondGuardian)):
		return refuse("Le second signataire d’une lettre papier est l’autre responsable légal de l’élève.", "Choisissez-le dans la liste.")
	case f.AuthLevel != PaperLevel && (f.PaperBy != "" || f.PaperOn != ""):
		return refuse("Une signature en ligne ne porte pas de réception sur papier.", "")
	}
	return nil
}

func holds(signers []Signer, id string) bool {
	for _, s := range signers {
		if s.ID == id {
			return true
		}
	}
	return false
}

// JudgeAllocation says what the trade of trips asks before money is set against one of its charges: a signed commitment
// (V-32), which the accountant may lift for a trip, with a reason. Money that is freed, to go back or elsewhere, asks for none.
func JudgeAllocation(ctx context.Context, app core.App, chargeID string, amount cents.Amount) ([]law.Finding, error) {
	if amount < 0 {
		return nil, nil
	}
	var charges []struct {
		Collection, Subject string
		Signed              bool
	}
	err := app.DB().NewQuery(`SELECT c.subject_collection AS collection, c.subject_id AS subject, EXISTS (SELECT 1 FROM commitments m
		WHERE c.subject_collection = 'trips' AND m.trip = c.subject_id AND m.pupil = c.pupil AND m.decision = 'accept') AS signed FROM charges c WHERE c.id = {:id}`).
		Bind(map[string]any{"id": chargeID}).All(&charges)
	if err != nil {
		return nil, fmt.Errorf("signed commitments: %w", err)
	}
	if len(charges) == 0 {
		return refuse("charge", "Ce versement ne renvoie à aucune créance.", ""), nil
	}
	if charges[0].Collection != "trips" {
		return nil, nil
	}
	regime, err := school.Once(ctx, "trip.regime."+charges[0].Subject, func() (law.Regime, error) { return school.Regime(app, "trips", charges[0].Subject) })
	if err != nil {
		return nil, err
	}
	return AllocationRules.Check(charges[0].Signed, regime), nil
}

// AllocationRules judges money set against a trip's charge, given whether a commitment was signed.
var AllocationRules = law.Rulebook[bool]{{Rule: "V-32", Judge: func(signed bool) []law.Finding {
	if signed {
		return nil
	}
	return []law.Finding{{
		Severity: law.Block, Who: string(school.Accountant), What: "Aucun versement n’est reçu pour ce voyage avant que la famille ait signé son engagement.",
		Why: "L’engagement dit ce qui est dû et ce qui se passe en cas d’annulation.",
		Fix: "La famille signe d’abord ; l’agent comptable peut lever cette règle pour le voyage, avec un motif.",
	}}
}}}
