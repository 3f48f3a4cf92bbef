package command

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// seedTrips makes four trips by the operations that people use: one open with signatures and payments, one voted whose act
// is not enforceable yet, one about to leave, one that is still a project.
func seedTrips(ctx context.Context, app core.App, t team) error {
	if err := seedTerms(ctx, app, t); err != nil {
		return fmt.Errorf("conditions de remboursement: %w", err)
	}
	snow, err := seedSnow(ctx, app, t)
	if err != nil {
		return fmt.Errorf("classe de neige: %w", err)
	}
	if err := seedSignatures(ctx, app, t, snow); err != nil {
		return fmt.Errorf("signatures: %w", err)
	}
	if err := seedPurchases(ctx, app, t, snow); err != nil {
		return fmt.Errorf("purchases: %w", err)
	}
	if err := seedGrenade(ctx, app, t); err != nil {
		return fmt.Errorf("grenade: %w", err)
	}
	if err := seedOuting(ctx, app, t); err != nil {
		return fmt.Errorf("archives: %w", err)
	}
	_, err = trip.Create(as(ctx, t.organiser), app, trip.Project{
		Title: "Musée des beaux-arts", Destination: "Deux-Rives", CountryCode: "FR", Obligation: trip.Compulsory, InTimetable: true,
		Purpose: "Étudier la perspective devant les œuvres.", DepartsOn: "2026-12-10", ReturnsOn: "2026-12-10", AnswerBy: "2026-12-04",
		PupilsEstimated: 27, AdultsEstimated: 2,
	})
	return err
}

// seedTerms records the refund terms that the board votes for every trip: without them no priced trip opens.
func seedTerms(ctx context.Context, app core.App, t team) error {
	return trip.RecordTerms(as(ctx, t.bursar), app, trip.NewTerms{
		Vote: trip.Vote{Organ: school.Board, ActNumber: "2025-58", VotedOn: "2025-11-18", TransmittedOn: "2025-11-20", PublishedOn: "2025-11-20"},
		Terms: []trip.Term{
			{Cause: trip.CauseMedical, RatePercent: 100}, {Cause: trip.CauseReplaced, RatePercent: 100},
			{Cause: trip.CauseFamily, DaysBefore: 60, RatePercent: 80}, {Cause: trip.CauseFamily, DaysBefore: 30, RatePercent: 50},
			{Cause: trip.CauseOther, RatePercent: 100, RecoverableOnly: true},
		},
	})
}

func as(ctx context.Context, a school.Actor) context.Context { return school.WithActor(ctx, a) }

// plan is a trip of the seed.
type plan struct {
	project  trip.Project
	classes  []string
	price    cents.Amount
	lines    []trip.Line
	schedule []trip.Instalment
	vote     trip.Vote
	places   trip.NewPlaces
}

// bringToVote takes a trip from project to recorded act, each step by the person whose step it is.
func bringToVote(ctx context.Context, app core.App, t team, organiser school.Actor, p plan) (string, error) {
	id, err := trip.Create(as(ctx, organiser), app, p.project)
	if err != nil {
		return "", err
	}
	var targets []trip.Target
	for _, code := range p.classes {
		var class string
		if err := app.DB().Select("id").From("classes").Where(dbx.HashExp{"code": code}).Row(&class); err != nil {
			return "", fmt.Errorf("class %s: %w", code, err)
		}
		targets = append(targets, trip.Target{Kind: "class", ID: class})
	}
	for _, step := range []func() error{
		func() error { return trip.SetTargets(as(ctx, organiser), app, id, targets) },
		func() error { return trip.SetPlaces(as(ctx, organiser), app, id, p.places) },
		func() error {
			return trip.SetBudget(as(ctx, organiser), app, id, p.price, p.project.PupilsEstimated, p.project.AdultsEstimated, p.lines)
		},
		func() error { return trip.SetSchedule(as(ctx, t.bursar), app, id, p.schedule) },
		func() error {
			return trip.GiveOpinion(as(ctx, t.head), app, id, true, "Projet inscrit au projet d’établissement.")
		},
		func() error { return trip.Step(as(ctx, t.bursar), app, id, trip.Balanced, "") },
		func() error { return trip.Step(as(ctx, t.bursar), app, id, trip.Submitted, "") },
		func() error { return trip.RecordVote(as(ctx, t.bursar), app, id, p.vote) },
		func() error { return trip.Authorise(as(ctx, t.head), app, id, true, "") },
	} {
		if err := step(); err != nil {
			return "", err
		}
	}
	return id, nil
}

func seedSnow(ctx context.Context, app core.App, t team) (string, error) {
	id, err := bringToVote(ctx, app, t, t.second, plan{
		project: trip.Project{
			Title: "Classe de neige", Destination: "Les Karellis, Savoie", CountryCode: "FR", Obligation: trip.Optional,
			Purpose: "Découvrir la montagne en hiver et vivre ensemble.", Programme: "Cinq demi-journées de ski, lecture du paysage, veillées.",
			DepartsOn: "2027-01-18", ReturnsOn: "2027-01-23", AnswerBy: "2026-11-27", PupilsEstimated: 44, AdultsEstimated: 4,
			Asks: []string{"trip_phone", "insurance"},
		},
		classes: []string{"5A", "5B"}, price: 280_00, places: trip.NewPlaces{Selection: trip.ByArrival},
		lines: []trip.Line{
			{Side: trip.Expense, Category: "Car", Label: "Autocars des Deux-Rives", Beneficiaries: trip.ForAll, Basis: trip.Total, AmountCents: 3_600_00},
			{Side: trip.Expense, Category: "Pension complète", Label: "Centre Les Mélèzes", Beneficiaries: trip.ForAll, Basis: trip.PerPerson, AmountCents: 135_00},
			{Side: trip.Expense, Category: "Activités", Label: "Cours de ski et matériel", Beneficiaries: trip.ForPupils, Basis: trip.PerPerson, AmountCents: 90_00},
			{Side: trip.Income, Category: "Subvention", Label: "Commune de Deux-Rives", Origin: "local_authority", Status: "notified", Beneficiaries: trip.ForPupils, Basis: trip.Total, AmountCents: 880_00},
			{Side: trip.Income, Category: "Fonds de roulement", Label: "Établissement", Origin: "school", Status: "voted", Beneficiaries: trip.ForAdults, Basis: trip.Total, AmountCents: 840_00},
		},
		schedule: []trip.Instalment{{DueOn: "2026-11-30", AmountCents: 70_00}, {DueOn: "2026-12-15", AmountCents: 70_00}, {DueOn: "2027-01-08", AmountCents: 70_00}, {DueOn: "2027-02-08", AmountCents: 70_00}},
		vote:     trip.Vote{Organ: school.Board, ActNumber: "2026-17", VotedOn: "2026-09-29", TransmittedOn: "2026-10-01", PublishedOn: "2026-10-01"},
	})
	if err != nil {
		return "", err
	}
	return id, trip.Step(as(ctx, t.bursar), app, id, trip.Open, "")
}

func seedGrenade(ctx context.Context, app core.App, t team) error {
	_, err := bringToVote(ctx, app, t, t.organiser, plan{
		project: trip.Project{
			Title: "Grenade, l’Alhambra et les mathématiques", Destination: "Grenade", CountryCode: "ES", Obligation: trip.Optional,
			Purpose: "Les pavages de l’Alhambra et la géométrie.", Programme: "Visite de l’Alhambra et du Généralife, atelier de pavages, rencontre avec un collège de Grenade.",
			DepartsOn: "2027-04-12", ReturnsOn: "2027-04-17", AnswerBy: "2026-12-18", PupilsEstimated: 48, AdultsEstimated: 4,
			Asks: []string{"trip_phone", "identity_papers", "insurance"},
		},
		classes: []string{"4B", "4C"}, price: 312_00,
		places: trip.NewPlaces{Selection: trip.ByDraw, Criteria: "Tous les élèves de 4e qui le demandent entrent dans le tirage ; chacun compte une fois."},
		lines: []trip.Line{
			{Side: trip.Expense, Category: "Car", Label: "Car grand tourisme", Beneficiaries: trip.ForAll, Basis: trip.Total, AmountCents: 7_200_00},
			{Side: trip.Expense, Category: "Hébergement", Label: "Familles d’accueil, cinq nuits", Beneficiaries: trip.ForAll, Basis: trip.PerPerson, AmountCents: 180_00},
			{Side: trip.Expense, Category: "Visites et musées", Label: "Alhambra", Beneficiaries: trip.ForPupils, Basis: trip.PerPerson, AmountCents: 26_00},
			{Side: trip.Income, Category: "Don", Label: "Foyer socio-éducatif", Origin: "fse", Status: "requested", Beneficiaries: trip.ForPupils, Basis: trip.Total, AmountCents: 1_558_15},
			{Side: trip.Income, Category: "Fonds de roulement", Label: "Établissement", Origin: "school", Status: "voted", Beneficiaries: trip.ForAdults, Basis: trip.Total, AmountCents: 1_273_85},
		},
		schedule: trip.SplitSchedule(312_00, 4, "2026-12-31"),
		vote:     trip.Vote{Organ: school.Board, ActNumber: "2026-41", VotedOn: "2026-11-12", TransmittedOn: "2026-11-13", PublishedOn: "2026-11-13", AcceptsGifts: true},
	})
	return err
}

// seedSignatures has families sign for the open trip, one of two parents where a disagreement is known, and the
// accountant book a few payments.
func seedSignatures(ctx context.Context, app core.App, t team, tripID string) error {
	pupils, err := trip.Eligible(app, tripID)
	if err != nil {
		return err
	}
	signed := 0
	disputed := false
	for i, pupil := range pupils {
		signers, err := trip.SignersOf(app, pupil)
		if err != nil {
			return err
		}
		if len(signers) == 0 || i%3 == 1 || signed >= 12 {
			continue
		}
		if len(signers) == 2 && !disputed {
			disputed = true
			if err := markDisagreement(ctx, app, pupil); err != nil {
				return err
			}
		}
		debtor, err := signAs(ctx, app, tripID, pupil, signers[0].ID)
		if err != nil {
			return err
		}
		signed++
		if err := seedPayment(as(ctx, t.accountant), app, signed, pupil, debtor); err != nil {
			return err
		}
	}
	return nil
}

func markDisagreement(ctx context.Context, app core.App, pupilID string) error {
	record, err := app.FindRecordById("pupils", pupilID)
	if err != nil {
		return err
	}
	record.Set("disagreement", true)
	return app.SaveWithContext(ctx, record)
}

// signAs signs in as a guardian and signs, as that person would on their phone.
func signAs(ctx context.Context, app core.App, tripID, pupilID, guardianID string) (string, error) {
	person, err := school.FindPerson(app, school.GuardianPerson, guardianID)
	if err != nil {
		return "", err
	}
	account, err := school.AccountFor(ctx, app, "", []school.Person{person})
	if err != nil {
		return "", err
	}
	token, err := school.OpenSession(ctx, app, school.NewSession{AccountID: account, Person: person, AuthLevel: "letter_code", Device: "Firefox sur Android"})
	if err != nil {
		return "", err
	}
	session, err := school.FindSession(app, token)
	if err != nil {
		return "", err
	}
	signing := as(ctx, session.Actor())
	letter, err := trip.LetterFor(app, session.Actor(), tripID, pupilID)
	if err != nil {
		return "", err
	}
	_, err = trip.Sign(signing, app, trip.Signature{
		TripID: tripID, PupilID: pupilID, Accept: true, ShownDigest: letter.Digest, Answers: map[string]string{"trip_phone": "06 39 98 44 55", "insurance": "yes"},
	})
	if err != nil {
		return "", err
	}
	return guardianID, school.EndSession(ctx, app, session.ID)
}

// seedPayment books what a few families have brought to the desk.
func seedPayment(ctx context.Context, app core.App, n int, pupilID, payerID string) error {
	desk := money.Desk{Amount: 70_00, ReceivedOn: law.Day("2026-11-13"), PupilID: pupilID, PayerID: payerID}
	switch {
	case n%4 == 1:
		desk.Means, desk.Bank, desk.Account, desk.ChequeNumber, desk.PayableTo = money.Cheque, "Banque de l’Exemple", fmt.Sprintf("0000%08d", 77*n), fmt.Sprintf("00%05d", 4100+n), "Agent comptable du collège des Deux-Rives"
	case n%4 == 2:
		desk.Means = money.Cash
	default:
		return nil
	}
	open, err := money.OpenCharges(app, school.ActorIn(ctx), pupilID)
	if err != nil || len(open) == 0 {
		return err // the other parent's signature is awaited: nothing is due yet
	}
	_, err = money.BookPayment(ctx, app, desk)
	return err
}
