package trip

import (
	"fmt"
	"strings"

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
	Authorised  bool // by the head, for the project as it stands (V-03)
	HeadDecided bool // the head decided this withdrawal in person
	By          school.ActorKind
	Eligible    bool
	Adult       bool // 18 today
	Disagree    bool // known disagreement, or a ban on leaving the country for a trip abroad
	Signers     []Signer
	Accepted    map[string]bool // guardian or pupil id → signed the current text
	Declined    map[string]bool // guardian or pupil id → last answered no, whatever the text
	PaperBy     string          // who ticked the letter that the family returned on paper, when that is the answer this move follows
	Taken       int             // places taken already, this one excluded
	Held        bool            // this pupil holds a place before the write: firm, offered, or signed by one parent
	Offers      bool            // the write offers the place, until a day
	Eligibles   int             // pupils whom the trip is offered to
	Waiting     int             // other pupils who wait for a place
	Rank, First int             // in the waiting list: of this pupil before the write, of whom comes first; 0 is no rank
	Reordered   bool            // the rank is changed by hand
	OrderReason string          // why the order is not followed
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
		if f.To != SeatCommitted {
			return nil
		}
		return firmTooEarly(f)
	}},
	{Rule: "V-03", Judge: func(f SeatFacts) []law.Finding {
		if f.To != SeatCommitted {
			return nil
		}
		return notAuthorised(f)
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
		if f.To != SeatCommitted || f.Adult {
			return nil
		}
		for _, s := range f.Signers {
			if f.waitsFor(s.ID) {
				finding := law.Finding{
					Severity: law.Block, What: "La signature des deux titulaires de l’autorité parentale est nécessaire : un désaccord est connu de l’établissement.",
					Why: "Article 372-2 du code civil : la présomption d’accord tombe dès qu’un désaccord est connu.",
					Fix: "L’autre parent signe à son tour depuis son espace, ou le juge tranche.",
				}
				if !f.Disagree {
					finding.What = "La signature des deux titulaires de l’autorité parentale est nécessaire : l’un d’eux a répondu non."
				}
				return []law.Finding{finding}
			}
		}
		return nil
	}},
	{Rule: "V-73", Judge: hiddenChoice},
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

// firmTooEarly says why nobody can commit yet: there is no act, or it is not enforceable.
func firmTooEarly(f SeatFacts) []law.Finding {
	switch {
	case !f.Trip.NeedsAct() || f.Act != nil && f.Act.IsEnforceable(f.Today):
		return nil
	case f.Act == nil:
		return []law.Finding{{
			Severity: law.Block, Who: string(school.Bursar), What: "Aucun acte exécutoire ne permet encore d’inscrire fermement un élève à ce voyage.",
			Why: "R421-20 et R421-54 du code de l’éducation.", Fix: "Enregistrez l’acte, puis attendez qu’il soit exécutoire.",
		}}
	}
	return []law.Finding{notEnforceable(*f.Act, f.Trip.Nights() > 0)}
}

// notAuthorised says that the head has taken the authorisation back: an open trip then takes no new commitment.
func notAuthorised(f SeatFacts) []law.Finding {
	if f.Authorised || f.Trip.State != Open {
		return nil // before opening, the trip itself speaks
	}
	return []law.Finding{{
		Severity: law.Block, Who: string(school.Head), What: "Le chef d’établissement a retiré son autorisation : ce voyage ne prend plus d’engagement.",
		Why: "Lui seul autorise une sortie ou un voyage, et peut la refuser ou la reporter (R421-8 à R421-13 du code de l’éducation).",
		Fix: "Il l’autorise à nouveau, ou annule le voyage.",
	}}
}

// waitsFor tells whether a holder of parental authority still has to sign: one is presumed to agree with the other, until
// a disagreement is known, or until that person has answered no to the school itself.
func (f SeatFacts) waitsFor(id string) bool {
	return !f.Accepted[id] && (f.Disagree || f.Declined[id])
}

// waits tells whether the signature of somebody else is awaited before the place can be firm.
func (f SeatFacts) waits() bool {
	for _, s := range f.Signers {
		if !f.Adult && f.waitsFor(s.ID) {
			return true
		}
	}
	return false
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
	case f.takesAPlace() && f.Trip.Places() > 0 && f.Taken >= f.Trip.Places():
		return refuse("Toutes les places de ce voyage sont prises.", "Vous pouvez demander une place sur la liste d’attente.")
	case f.takesAPlace() && !f.Offers && !f.Held && f.mustAsk():
		return refuse("Cette place se demande d’abord : l’établissement la propose, dans l’ordre annoncé.", "Demandez une place depuis la page du voyage.")
	case f.Offers && f.Trip.State != Open:
		return refuse("Les inscriptions à ce voyage ne sont pas ouvertes.", "")
	case f.To != SeatRefused && f.To != SeatWithdrawn && !f.Eligible:
		return refuse("Ce voyage n’est pas proposé à cet élève.", "")
	case (f.To == SeatRefused || f.To == SeatWithdrawn) && f.Cause == "":
		return refuse("Un retrait ou un refus a une cause.", "Choisissez-la : un impayé n’en est pas une sans la décision du chef d’établissement (V-23).")
	}
	return nil
}

// takesAPlace tells whether the step takes a place that others could have: a firm one, or one held by a first signature
// while the second is awaited.
func (f SeatFacts) takesAPlace() bool {
	return f.From != SeatCommitted && (f.To == SeatCommitted || f.To == SeatOffered && (f.Offers || len(f.Accepted) > 0))
}

// placeTaken is true, in SQL, when the row s of seats holds a place: it is firm, offered until a day, or signed and waiting
// for the second signature or for a new one, since a text that changes costs nobody their place.
const placeTaken = `(s.state = 'committed' OR (s.state = 'offered' AND (s.offered_until != '' OR (SELECT c.decision FROM commitments c
	WHERE c.trip = s.trip AND c.pupil = s.pupil ORDER BY c.signed_at DESC, c.rowid DESC LIMIT 1) = 'accept')))`

func placesTaken(app core.App, tripID, exceptPupil string) (n int, err error) {
	err = app.DB().NewQuery("SELECT COUNT(*) FROM seats s WHERE s.trip = {:trip} AND s.pupil != {:pupil} AND " + placeTaken).
		Bind(dbx.Params{"trip": tripID, "pupil": exceptPupil}).Row(&n)
	if err != nil {
		return 0, fmt.Errorf("count places: %w", err)
	}
	return n, nil
}

// mayMoveSeat tells who moves a place: the family that answers, the office that withdraws, the program when a letter
// changes. An operator does neither, and only a family's own signature makes a place firm: a signature given before a
// withdrawal is not played again by the office.
func mayMoveSeat(f SeatFacts, actor school.Actor, pupilID string) bool {
	switch actor.Kind {
	case school.System:
		return f.To != SeatCommitted
	case school.Guardian:
		return !f.Adult && holds(f.Signers, actor.ID) && !f.helpsItself()
	case school.Pupil:
		return f.Adult && actor.ID == pupilID && !f.helpsItself()
	case school.Staff:
		return f.PaperBy == actor.ID && (f.To == SeatCommitted || f.To == SeatOffered || f.To == SeatRefused) ||
			f.To != SeatCommitted && actor.May(school.ManageSeats)
	case school.Operator, school.Guest:
	}
	return false
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
		before := record.Original()
		if before.GetString("trip") != record.GetString("trip") || before.GetString("pupil") != record.GetString("pupil") {
			return []law.Finding{{Severity: law.Block, What: "La place d’un élève ne passe ni à un autre élève ni à un autre voyage."}}, nil
		}
		f.From = before.GetString("state")
	}
	f.To, f.Cause, f.AidOffered, f.By = record.GetString("state"), record.GetString("cause"), record.GetBool("aid_offered"), actor.Kind
	f.Offers = f.To == SeatOffered && record.GetString("offered_until") != ""
	f.OrderReason = strings.TrimSpace(record.GetString("order_reason"))
	f.Reordered = actor.Kind != school.System && !record.IsNew() && record.GetInt("rank_no") != record.Original().GetInt("rank_no") && f.From == SeatWaiting && f.To == SeatWaiting
	if f.To == f.From && !record.IsNew() {
		return judgeSameSeat(app, f, record, actor)
	}
	if f.PaperBy, err = paperBehind(app, record); err != nil {
		return nil, err
	}
	if f.HeadDecided, err = headDecided(app, record.Id); err != nil {
		return nil, err
	}
	regime, err := school.Regime(app, "trips", f.Trip.ID)
	if err != nil {
		return nil, err
	}
	findings := append(SeatRules.Check(f, regime), houseOfSeat(f)...)
	if !mayMoveSeat(f, actor, record.GetString("pupil")) {
		findings = append(findings, law.Finding{
			Severity: law.Block, What: "Une place se prend ou se refuse par la famille ; elle se retire par : " + roleNames(school.ManageSeats) + ".",
		})
	}
	return findings, nil
}

func headDecided(app core.App, seatID string) (bool, error) {
	var decisions []string
	err := app.DB().Select("decision").From("approvals").Where(dbx.HashExp{
		"subject_collection": "seats", "subject_id": seatID, "kind": "withdrawal",
	}).OrderBy("decided_at DESC", "rowid DESC").Limit(1).Column(&decisions)
	if err != nil {
		return false, fmt.Errorf("withdrawal decision: %w", err)
	}
	return len(decisions) > 0 && decisions[0] == "yes", nil
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
	if f.Accepted, f.Declined, err = answersOf(app, tripID, pupilID); err != nil {
		return f, err
	}
	if f.Taken, err = placesTaken(app, tripID, pupilID); err != nil {
		return f, err
	}
	if f.Eligibles, err = countEligible(app, tripID); err != nil {
		return f, err
	}
	if err := f.loadQueue(app, pupilID); err != nil {
		return f, err
	}
	var authorised string
	if err := app.DB().NewQuery("SELECT " + authorisedSQL + " FROM trips v WHERE v.id = {:trip}").Bind(dbx.Params{"trip": tripID}).Row(&authorised); err != nil {
		return f, fmt.Errorf("authorisation: %w", err)
	}
	f.Authorised = authorised == "yes"
	return f, nil
}

// authorisedSQL is the head's last word, in SQL, on the row v of trips: "yes", "no", or "" when the project has changed
// hands since, which an opinion shows.
const authorisedSQL = `COALESCE((SELECT CASE d.kind WHEN 'head_authorisation' THEN d.decision ELSE '' END FROM approvals d
	WHERE d.subject_collection = 'trips' AND d.subject_id = v.id AND d.kind IN ('head_opinion', 'head_authorisation')
	ORDER BY d.decided_at DESC, d.rowid DESC LIMIT 1), '')`

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

// answersOf tells whose latest signature accepts the current version of the letter, and whose latest answer is no.
func answersOf(app core.App, tripID, pupilID string) (accepted, declined map[string]bool, err error) {
	version, _, err := LetterOf(app, tripID)
	if err != nil {
		return nil, nil, err
	}
	var rows []struct {
		Decision, GuardianID, SecondGuardianID, PupilSigns string
		VersionNo                                          int
	}
	err = app.DB().Select("c.decision", "c.guardian_id", "c.second_guardian_id", "c.pupil_signs", "l.version_no").From("commitments c").
		InnerJoin("letters l", dbx.NewExp("l.id = c.letter")).Where(dbx.HashExp{"c.trip": tripID, "c.pupil": pupilID}).
		OrderBy("c.signed_at", "c.rowid").All(&rows)
	if err != nil {
		return nil, nil, fmt.Errorf("commitments: %w", err)
	}
	accepted, declined = map[string]bool{}, map[string]bool{}
	for _, r := range rows {
		signed := []string{r.GuardianID}
		switch {
		case r.PupilSigns != "":
			signed = []string{adultSigns}
		case r.SecondGuardianID != "": // both signed the same sheet
			signed = append(signed, r.SecondGuardianID)
		}
		for _, who := range signed {
			delete(accepted, who)
			delete(declined, who)
			switch {
			case r.Decision != "accept":
				declined[who] = true
			case r.VersionNo == version:
				accepted[who] = true
			}
		}
	}
	return accepted, declined, nil
}

// ChargeFacts is what the trade of trips says of a charge: its trip, what the schedule asks, what is charged already.
type ChargeFacts struct {
	Trip       Trip
	Price      cents.Amount // of this pupil's place: of its bracket when the board voted a grid, else the trip's
	Amount     cents.Amount
	Instalment *Instalment  // as this place owes it; nil when the charge names none
	Charged    cents.Amount // for this pupil and trip, this charge and what was cancelled excluded
	Part       bool         // of one payer, under an agreement: it asks for no more than the instalment
	Split      bool         // of a charge already made, that is lowered by as much in the same transaction
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
		right := f.Instalment != nil && (f.Instalment.AmountCents == f.Amount || f.Part && f.Amount < f.Instalment.AmountCents) &&
			(f.Charged+f.Amount <= f.Price || f.Split && f.Amount <= f.Price)
		if right || f.Trip.Obligation == Compulsory {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Field: "amount_cents", Who: string(school.Bursar),
			What: fmt.Sprintf("Le prix de ce voyage est celui que le conseil a voté (%s pour cet élève) : cette créance ne suit pas l’échéancier voté.", f.Price),
			Why:  "Une différence ne vient que d’un tarif par revenus voté ou d’une aide individuelle (loi 98-657, art. 147 ; L551-1 du code de l’éducation).",
			Fix:  "Constatez les échéances telles que votées ; une aide s’inscrit comme une aide.",
		}}
	}},
}
