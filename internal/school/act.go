package school

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
)

// Organs that vote acts.
const (
	Board             = "board"
	StandingCommittee = "standing_committee"
)

// Purposes of an act.
const (
	TripAct       = "trip"
	DelegationAct = "delegation"
	TariffAct     = "tariff"
	OtherAct      = "other"
	GiftsAct      = "gifts" // accepts gifts, and nothing else

	RemissionAct          = "remission"           // remits debts, one by one (F-13)
	RemissionThresholdAct = "remission_threshold" // lets the head remit below an amount (F-13)
	WriteOffAct           = "write_off"           // writes off what will never be paid (F-13)
	// AidCriteriaAct settles the criteria of the social funds, without any case (F-14).
	AidCriteriaAct = "aid_criteria"
)

// ActFacts is what judging an act needs.
type ActFacts struct {
	Organ, Purpose                      string
	VotedOn, TransmittedOn, PublishedOn law.Day
	EnforceableOn                       law.Day // as asked for, or as computed
	Overnight, CoversContract           bool
	Gifts                               bool             // it accepts gifts, alone or with the trip that they finance
	Delegation                          *DelegationFacts // nil when none is recorded
	DelayDays, CountOffset              int              // V-07
	DayOutingWaits                      bool             // V-07
	Today                               law.Day
}

// DelegationFacts is the act by which a board delegates powers to its standing committee.
type DelegationFacts struct {
	IsDelegation  bool
	Powers        []string // points of R421-20: "6", "9"…
	EnforceableOn law.Day
	MandateUntil  law.Day
}

// Enforceable computes the day on which an act becomes enforceable, zero when a date is missing. Trips with a night,
// contracts and delegations wait for the delay after the acknowledged transmission, and for publication when it comes
// later; the tariff of an outing without a night is enforceable once published, unless the school chose to wait as well
// (Code de l'éducation, L421-14 and R421-54; V-07).
func Enforceable(f ActFacts) law.Day {
	waited := law.Day("")
	if f.TransmittedOn != "" {
		waited = f.TransmittedOn.Add(f.DelayDays + f.CountOffset)
	}
	if f.waits() {
		if waited == "" {
			return ""
		}
		return max(waited, f.PublishedOn)
	}
	if f.PublishedOn == "" {
		return ""
	}
	if f.DayOutingWaits {
		if waited == "" {
			return ""
		}
		return max(waited, f.PublishedOn)
	}
	return f.PublishedOn
}

func (f ActFacts) waits() bool {
	return f.CoversContract || f.Purpose == DelegationAct || (f.Purpose == TripAct && f.Overnight)
}

// ActRules judges an act each time it is written.
var ActRules = law.Rulebook[ActFacts]{
	{Rule: "V-05", Judge: func(f ActFacts) []law.Finding {
		if f.Purpose != TripAct || f.Overnight || f.Organ != StandingCommittee {
			return nil
		}
		return []law.Finding{{
			Severity: law.Warn, Field: "organ",
			What: "Le tarif d’une sortie sans nuitée est voté par le conseil d’administration ; cette compétence ne se délègue pas à la commission permanente.",
			Why:  "R421-20 4° b) et R421-22 du code de l’éducation.",
			Fix:  "Faites voter le tarif par le conseil, ou demandez son avis à l’agent comptable.", Who: string(Bursar),
		}}
	}},
	{Rule: "V-06", Judge: func(f ActFacts) []law.Finding {
		if f.Organ != StandingCommittee {
			return nil
		}
		finding := law.Finding{
			Severity: law.Block, Field: "delegation", Who: string(Bursar),
			Why: "La commission permanente n’a que les pouvoirs que le conseil en exercice lui a délégués (L421-4, R421-22, R421-41 du code de l’éducation).",
			Fix: "Enregistrez d’abord l’acte de délégation du conseil d’administration, puis rattachez-le à cet acte.",
		}
		switch d := f.Delegation; {
		case d == nil || !d.IsDelegation:
			finding.What = "Cet acte de la commission permanente ne repose sur aucune délégation enregistrée."
		case f.Gifts && !slices.Contains(d.Powers, "9"):
			finding.What = "La délégation enregistrée ne couvre pas le 9° de R421-20 (acceptation des dons)."
		case f.Purpose != GiftsAct && !slices.Contains(d.Powers, "6"):
			finding.What = "La délégation enregistrée ne couvre pas le 6° de R421-20 (voyages et contrats)."
		case d.EnforceableOn == "" || d.EnforceableOn > f.VotedOn:
			finding.What = "La délégation n’était pas encore exécutoire le jour du vote de la commission permanente."
		case d.MandateUntil == "" || d.MandateUntil < f.VotedOn:
			finding.What = "La délégation a été donnée par un conseil dont le mandat était fini le jour du vote."
		default:
			return nil
		}
		return []law.Finding{finding}
	}},
	{Rule: "V-07", Judge: func(f ActFacts) []law.Finding {
		var findings []law.Finding
		for _, late := range []struct {
			day  law.Day
			what string
		}{
			{f.TransmittedOn, "L’accusé de transmission ne peut pas être antérieur au vote."},
			{f.PublishedOn, "La publication ne peut pas être antérieure au vote."},
		} {
			if late.day != "" && late.day < f.VotedOn {
				findings = append(findings, law.Finding{Severity: law.Block, What: late.what, Fix: "Vérifiez les deux dates.", Who: string(Bursar)})
			}
		}
		for _, early := range []struct {
			day              law.Day
			field, what, fix string
		}{
			{f.VotedOn, "voted_on", "Le vote porte une date à venir : il n’y a pas encore d’acte.", "Enregistrez l’acte une fois le vote acquis."},
			{f.TransmittedOn, "transmitted_on", "L’accusé de transmission porte une date à venir.", "Inscrivez la date de l’accusé reçu, pas une date prévue."},
			{f.PublishedOn, "published_on", "La publication porte une date à venir.", "Inscrivez la date de l’affichage ou de la mise en ligne une fois qu’ils sont faits."},
		} {
			if early.day > f.Today {
				findings = append(findings, law.Finding{Severity: law.Block, Field: early.field, What: early.what, Fix: early.fix, Who: string(Bursar)})
			}
		}
		if computed := Enforceable(f); f.EnforceableOn != "" && (computed == "" || f.EnforceableOn < computed) {
			finding := law.Finding{
				Severity: law.Block, Field: "enforceable_on", Who: string(Bursar),
				What: "Un acte ne devient pas exécutoire avant la fin du délai.",
				Why:  fmt.Sprintf("Le délai est de %d jours après l’accusé de transmission ; une date de Dém’Act peut le retarder, jamais l’avancer (L421-14, R421-54 du code de l’éducation).", f.DelayDays),
				Fix:  "Laissez la date vide : elle est calculée.",
			}
			if computed != "" {
				finding.Fix = "La première date possible est le " + computed.French() + "."
				finding.Until = computed
			}
			findings = append(findings, finding)
		}
		if f.waits() && f.TransmittedOn != "" && f.PublishedOn == "" {
			findings = append(findings, law.Finding{
				Severity: law.Warn, Field: "published_on", Who: string(Bursar),
				What: "La publication de l’acte n’est pas encore enregistrée.",
				Why:  "Un acte transmis doit aussi être publié (L421-14 du code de l’éducation, L221-2 du code des relations entre le public et l’administration).",
				Fix:  "Inscrivez la date d’affichage ou de mise en ligne.",
			})
		}
		return findings
	}},
}

// LoadActFacts reads the facts of an act from its record, which may not be saved yet.
func LoadActFacts(app core.App, record *core.Record) (ActFacts, error) {
	parameters, err := ParametersOf(app)
	if err != nil {
		return ActFacts{}, err
	}
	day := func(field string) law.Day { return law.Day(record.GetString(field)) }
	on := day("voted_on")
	f := ActFacts{
		Organ: record.GetString("organ"), Purpose: record.GetString("purpose"), VotedOn: on,
		TransmittedOn: day("transmitted_on"), PublishedOn: day("published_on"), EnforceableOn: day("enforceable_on"),
		Overnight: record.GetBool("overnight"), CoversContract: record.GetBool("covers_contract"),
		DelayDays: parameters.Int("V-07", "delay_days", on), CountOffset: parameters.Int("V-07", "day_count_offset", on),
		DayOutingWaits: parameters.Flag("V-07", "day_outing_wait_15d", on), Today: Clock(app).Today(),
	}
	var voted struct {
		Gifts []struct{} `json:"gifts"`
	}
	if raw := record.GetString("voted"); raw != "" {
		if err := json.Unmarshal([]byte(raw), &voted); err != nil {
			return f, fmt.Errorf("what an act voted: %w", err)
		}
	}
	f.Gifts = f.Purpose == GiftsAct || len(voted.Gifts) > 0
	if id := record.GetString("delegation"); id != "" {
		d, err := app.FindRecordById("acts", id)
		if errors.Is(err, sql.ErrNoRows) {
			return f, nil // V-06 says that no delegation is recorded
		}
		if err != nil {
			return f, fmt.Errorf("delegation: %w", err)
		}
		f.Delegation = &DelegationFacts{
			IsDelegation: d.GetString("purpose") == DelegationAct && d.GetString("organ") == Board,
			Powers:       d.GetStringSlice("powers"), EnforceableOn: law.Day(d.GetString("enforceable_on")),
			MandateUntil: law.Day(d.GetString("mandate_until")),
		}
	}
	return f, nil
}

// Act is an act as other subjects need it.
type Act struct {
	ID, Organ, ActNumber, Purpose, Title               string
	VotedOn, TransmittedOn, PublishedOn, EnforceableOn law.Day
	Overnight, CoversContract                          bool
	PriceCents                                         int64
}

// IsEnforceable tells whether the act has its effects on a day.
func (a Act) IsEnforceable(on law.Day) bool { return a.EnforceableOn != "" && a.EnforceableOn <= on }

// Name is how the act is called in sentences: « l’acte n° 41 du 3 novembre 2026 ».
func (a Act) Name() string {
	return "l’acte n°\u00a0" + a.ActNumber + " du " + a.VotedOn.French()
}

// EnforceableActs lists the acts of the board that have their effects today, newest first: those that a decision may cite.
func EnforceableActs(app core.App) ([]Act, error) {
	var rows []Act
	err := app.DB().Select("id", "organ", "act_number", "purpose", "title", "voted_on", "enforceable_on").From("acts").
		Where(dbx.HashExp{"organ": Board}).AndWhere(dbx.NewExp("enforceable_on != '' AND enforceable_on <= {:today}", dbx.Params{"today": string(Clock(app).Today())})).
		OrderBy("voted_on DESC", "act_number DESC").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("enforceable acts: %w", err)
	}
	return rows, nil
}

// FindAct reads an act; found is false when it does not exist.
func FindAct(app core.App, id string) (act Act, found bool, err error) {
	if id == "" {
		return Act{}, false, nil
	}
	var rows []Act
	err = app.DB().Select("id", "organ", "act_number", "purpose", "title", "voted_on", "transmitted_on", "published_on", "enforceable_on",
		"overnight", "covers_contract", "price_cents").From("acts").Where(hashID(id)).All(&rows)
	if err != nil {
		return Act{}, false, fmt.Errorf("act: %w", err)
	}
	if len(rows) == 0 {
		return Act{}, false, nil
	}
	return rows[0], true, nil
}

// BoardActs lists the acts of the board with some purposes, newest first.
func BoardActs(app core.App, purposes ...string) ([]Act, error) {
	wanted := make([]any, len(purposes))
	for i, p := range purposes {
		wanted[i] = p
	}
	var rows []Act
	err := app.DB().Select("id", "organ", "act_number", "purpose", "title", "voted_on", "enforceable_on").From("acts").
		Where(dbx.HashExp{"organ": Board}).AndWhere(dbx.In("purpose", wanted...)).OrderBy("voted_on DESC", "act_number DESC").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("acts of the board: %w", err)
	}
	return rows, nil
}

// BoardAct is an act of the board that stands by itself, beside those of trips.
type BoardAct struct {
	Purpose, Number, Title              string
	VotedOn, TransmittedOn, PublishedOn law.Day
}

// RecordBoardAct records an act of the board. The actor records acts; the door says when it becomes enforceable.
func RecordBoardAct(ctx context.Context, app core.App, a BoardAct) error {
	record, err := NewRecord(app, "acts")
	if err != nil {
		return err
	}
	record.Load(map[string]any{
		"organ": Board, "purpose": a.Purpose, "act_number": a.Number, "title": a.Title, "voted_on": string(a.VotedOn), "transmitted_on": string(a.TransmittedOn),
		"published_on": string(a.PublishedOn),
	})
	return app.SaveWithContext(ctx, record)
}
