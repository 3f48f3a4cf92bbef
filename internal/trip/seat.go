package trip

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// SeatFacts is what judging a place, a commitment or a charge of one pupil in one trip needs.
type SeatFacts struct {
	Trip        Trip
	Act         *school.Act
	From, To    string // states of the place
	Cause       string
	AidOffered  bool
	HeadDecided bool // the head decided this withdrawal in person
	By          school.ActorKind
	Eligible    bool
	Adult       bool // 18 today
	Disagree    bool // known disagreement, or a ban on leaving the country for a trip abroad
	Signers     []Signer
	Accepted    map[string]bool // guardian or pupil id → signed the current text
	Committed   int             // seats committed already, this one excluded
	Today       law.Day
}

// Signer is a person whose signature may be asked for: a guardian holding parental authority.
type Signer struct {
	ID        string
	FirstName string
	LastName  string
}

// SeatRules judges a place each time it changes.
var SeatRules = law.Rulebook[SeatFacts]{
	{Rule: "V-08", Judge: func(f SeatFacts) []law.Finding {
		if f.To != SeatCommitted || !f.Trip.NeedsAct() {
			return nil
		}
		if f.Act != nil && f.Act.IsEnforceable(f.Today) {
			return nil
		}
		if f.Act == nil {
			return []law.Finding{{
				Severity: law.Block, Who: string(school.Bursar), What: "Aucun acte exécutoire ne permet encore d’inscrire fermement un élève à ce voyage.",
				Why: "R421-20 et R421-54 du code de l’éducation.", Fix: "Enregistrez l’acte, puis attendez qu’il soit exécutoire.",
			}}
		}
		return []law.Finding{notEnforceable(*f.Act, f.Trip.Nights() > 0)}
	}},
	{Rule: "V-23", Judge: func(f SeatFacts) []law.Finding {
		if (f.To != SeatWithdrawn && f.To != SeatRefused) || f.Cause != "unpaid" || (f.AidOffered && f.HeadDecided) {
			return nil
		}
		finding := law.Finding{
			Severity: law.Block, Field: "cause", Who: string(school.Head),
			What: "Un élève n’est jamais écarté automatiquement pour un impayé.",
			Why:  "L551-1 du code de l’éducation : les ressources des familles ne doivent pas discriminer.",
			Fix:  "Proposez d’abord l’aide du fonds social, puis le chef d’établissement décide en son nom.",
		}
		return []law.Finding{finding}
	}},
	{Rule: "V-52", Judge: func(f SeatFacts) []law.Finding {
		if f.To != SeatCommitted || f.Adult || !f.Disagree {
			return nil
		}
		for _, s := range f.Signers {
			if !f.Accepted[s.ID] {
				return []law.Finding{{
					Severity: law.Block, What: "La signature des deux titulaires de l’autorité parentale est nécessaire : un désaccord est connu de l’établissement.",
					Why: "Article 372-2 du code civil : la présomption d’accord tombe dès qu’un désaccord est connu.",
					Fix: "L’autre parent signe à son tour depuis son espace, ou le juge tranche.",
				}}
			}
		}
		return nil
	}},
	{Rule: "V-53", Judge: func(f SeatFacts) []law.Finding {
		if f.To != SeatCommitted || !f.Adult || len(f.Accepted) == 0 {
			return nil
		}
		for id := range f.Accepted {
			if id == adultSigns {
				return nil
			}
		}
		return adultFinding()
	}},
}

// adultSigns stands in Accepted for the adult pupil's own signature.
const adultSigns = "pupil"

func adultFinding() []law.Finding {
	return []law.Finding{{
		Severity: law.Block, What: "Cet élève est majeur : lui seul signe son engagement.",
		Why: "Articles 388 et 414 du code civil.", Fix: "L’élève se connecte avec son adresse ou le code de son courrier et signe lui-même.",
	}}
}

// houseOfSeat holds the order of the house: legal steps, capacity, eligibility, a signature behind every firm place.
func houseOfSeat(f SeatFacts) []law.Finding {
	refuse := func(what, fix string) []law.Finding {
		return []law.Finding{{Severity: law.Block, What: what, Fix: fix}}
	}
	switch {
	case !SeatStep(f.From, f.To):
		return refuse("Cette place ne peut pas passer de « "+seatLabels[f.From]+" » à « "+seatLabels[f.To]+" ».", "")
	case f.To == SeatCommitted && f.From != SeatCommitted && len(f.Accepted) == 0:
		return refuse("Une place n’est ferme qu’une fois l’engagement signé.", "La famille signe depuis son espace.")
	case f.To == SeatCommitted && f.From != SeatCommitted && f.Trip.State != Open:
		return refuse("Les inscriptions à ce voyage ne sont pas ouvertes.", "")
	case f.To == SeatCommitted && f.From != SeatCommitted && f.Trip.PupilsEstimated > 0 && f.Committed >= f.Trip.PupilsEstimated:
		return refuse("Toutes les places de ce voyage sont prises.", "Vous pouvez demander une place sur la liste d’attente.")
	case f.To != SeatRefused && f.To != SeatWithdrawn && !f.Eligible:
		return refuse("Ce voyage n’est pas proposé à cet élève.", "")
	}
	return nil
}

var seatLabels = map[string]string{
	"": "sans réponse", SeatInterested: "intéressé", SeatWaiting: "liste d’attente", SeatOffered: "proposée", SeatCommitted: "engagé",
	SeatWithdrawn: "désisté", SeatRefused: "refusée",
}

// SeatLabel is the French name of a place's state.
func SeatLabel(state string) string { return seatLabels[state] }

// JudgeSeat judges the row of a place, with the house's order after the law.
func JudgeSeat(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	f, err := seatFacts(app, record.GetString("trip"), record.GetString("pupil"))
	if err != nil {
		return nil, err
	}
	if !record.IsNew() {
		f.From = record.Original().GetString("state")
	}
	f.To, f.Cause, f.AidOffered, f.By = record.GetString("state"), record.GetString("cause"), record.GetBool("aid_offered"), actor.Kind
	if f.To == f.From && !record.IsNew() {
		return nil, nil
	}
	if f.HeadDecided, err = headDecided(app, record.Id); err != nil {
		return nil, err
	}
	regime, err := school.Regime(app, "trips", f.Trip.ID)
	if err != nil {
		return nil, err
	}
	return append(SeatRules.Check(f, regime), houseOfSeat(f)...), nil
}

func headDecided(app core.App, seatID string) (bool, error) {
	var n int
	err := app.DB().Select("COUNT(*)").From("approvals").Where(dbx.HashExp{
		"subject_collection": "seats", "subject_id": seatID, "kind": "withdrawal", "decision": "yes",
	}).Row(&n)
	if err != nil {
		return false, fmt.Errorf("withdrawal decision: %w", err)
	}
	return n > 0, nil
}

// seatFacts loads what one pupil's place in one trip rests on.
func seatFacts(app core.App, tripID, pupilID string) (SeatFacts, error) {
	record, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return SeatFacts{}, ErrNoTrip
	}
	f := SeatFacts{Trip: tripOf(record), Today: school.Clock(app).Today(), Accepted: map[string]bool{}}
	if act, found, err := school.FindAct(app, f.Trip.Act); err != nil {
		return f, err
	} else if found {
		f.Act = &act
	}
	if f.Eligible, err = isEligible(app, tripID, pupilID); err != nil {
		return f, err
	}
	pupil, err := app.FindRecordById("pupils", pupilID)
	if err != nil {
		return f, law.Object("pupil", "Cet élève n’existe pas.", "")
	}
	if birth := law.Day(pupil.GetString("birth_on")); birth != "" {
		f.Adult = birth.AgeOn(f.Today) >= school.Majority
	}
	f.Disagree = pupil.GetBool("disagreement") || (pupil.GetBool("exit_ban") && f.Trip.Abroad())
	if f.Signers, err = SignersOf(app, pupilID); err != nil {
		return f, err
	}
	if f.Accepted, err = acceptedBy(app, tripID, pupilID); err != nil {
		return f, err
	}
	err = app.DB().Select("COUNT(*)").From("seats").Where(dbx.HashExp{"trip": tripID, "state": SeatCommitted}).
		AndWhere(dbx.NewExp("pupil != {:pupil}", dbx.Params{"pupil": pupilID})).Row(&f.Committed)
	if err != nil {
		return f, fmt.Errorf("count seats: %w", err)
	}
	return f, nil
}

// SignersOf lists who may sign for a minor: the legal guardians, or the persons in charge when SIECLE names no legal one.
func SignersOf(app core.App, pupilID string) ([]Signer, error) {
	var signers []Signer
	err := app.DB().NewQuery(`SELECT g.id, g.first_name, COALESCE(NULLIF(g.usage_name, ''), g.last_name) AS last_name
		FROM guardianships s JOIN guardians g ON g.id = s.guardian
		WHERE s.pupil = {:pupil} AND s.ended_on = '' AND s.responsibility =
			(SELECT MIN(responsibility) FROM guardianships WHERE pupil = {:pupil} AND ended_on = '' AND responsibility IN (1, 2))
		ORDER BY s.contact_first, g.id`).Bind(dbx.Params{"pupil": pupilID}).All(&signers)
	if err != nil {
		return nil, fmt.Errorf("signers: %w", err)
	}
	return signers, nil
}

// acceptedBy tells whose latest signature accepts the current version of the letter.
func acceptedBy(app core.App, tripID, pupilID string) (map[string]bool, error) {
	version, _, err := LetterOf(app, tripID)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Decision, GuardianID, PupilSigns string
		VersionNo                        int
	}
	err = app.DB().Select("c.decision", "c.guardian_id", "c.pupil_signs", "l.version_no").From("commitments c").
		InnerJoin("letters l", dbx.NewExp("l.id = c.letter")).Where(dbx.HashExp{"c.trip": tripID, "c.pupil": pupilID}).
		OrderBy("c.signed_at", "c.rowid").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("commitments: %w", err)
	}
	accepted := map[string]bool{}
	for _, r := range rows {
		who := r.GuardianID
		if r.PupilSigns != "" {
			who = adultSigns
		}
		if r.Decision == "accept" && r.VersionNo == version {
			accepted[who] = true
		} else {
			delete(accepted, who)
		}
	}
	return accepted, nil
}

// ChargeFacts is what the trade of trips says of a charge: its trip, what the schedule asks, what is charged already.
type ChargeFacts struct {
	Trip       Trip
	Amount     cents.Amount
	Instalment *Instalment  // nil when the charge names none
	Charged    cents.Amount // for this pupil and trip, this charge excluded
}

// ChargeRules judges a charge that rests on a trip, beside the rules of money.
var ChargeRules = law.Rulebook[ChargeFacts]{
	{Rule: "V-02", Judge: func(f ChargeFacts) []law.Finding {
		if f.Trip.Obligation != Compulsory || f.Amount == 0 {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, What: "Une sortie obligatoire est gratuite : aucune somme ne peut être demandée aux familles.",
			Why: "L132-2 du code de l’éducation.", Fix: "Renoncez à cette créance.", Who: string(school.Bursar),
		}}
	}},
	{Rule: "V-21", Judge: func(f ChargeFacts) []law.Finding {
		right := f.Instalment != nil && f.Instalment.AmountCents == f.Amount && f.Charged+f.Amount <= f.Trip.PriceCents
		if right || f.Trip.Obligation == Compulsory {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Field: "amount_cents", Who: string(school.Bursar),
			What: fmt.Sprintf("Le prix du voyage est le même pour tous les élèves (%s) : cette créance ne suit pas l’échéancier voté.", f.Trip.PriceCents),
			Why:  "Une différence ne vient que d’un tarif par revenus voté ou d’une aide individuelle (loi 98-657, art. 147 ; L551-1 du code de l’éducation).",
			Fix:  "Constatez les échéances telles que votées ; une aide s’inscrit comme une aide.",
		}}
	}},
}

// JudgeCharge judges the row of a charge whose subject is a trip.
func JudgeCharge(app core.App, record *core.Record) ([]law.Finding, error) {
	if record.GetString("subject_collection") != "trips" {
		return nil, nil
	}
	tripRecord, err := app.FindRecordById("trips", record.GetString("subject_id"))
	if err != nil {
		return []law.Finding{{Severity: law.Block, What: "La créance renvoie à un voyage qui n’existe pas."}}, nil
	}
	f := ChargeFacts{Trip: tripOf(tripRecord), Amount: cents.Amount(record.GetInt("amount_cents"))}
	var rows []Instalment
	err = app.DB().Select("id", "rank_no", "due_on", "amount_cents").From("instalments").
		Where(dbx.HashExp{"id": record.GetString("instalment_id"), "trip": f.Trip.ID}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("instalment: %w", err)
	}
	if len(rows) == 1 {
		f.Instalment = &rows[0]
	}
	err = app.DB().Select("COALESCE(SUM(amount_cents), 0)").From("charges").Where(dbx.HashExp{
		"pupil": record.GetString("pupil"), "subject_collection": "trips", "subject_id": f.Trip.ID,
	}).Row(&f.Charged)
	if err != nil {
		return nil, fmt.Errorf("charged: %w", err)
	}
	regime, err := school.Regime(app, "trips", f.Trip.ID)
	if err != nil {
		return nil, err
	}
	return ChargeRules.Check(f, regime), nil
}
