package trip

import (
	"errors"
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// DepartureBoard is everything that the rules say of a departure: of the trip, of each pupil, of each adult. The page of the
// departure, the compliance board and the door of the database show the same findings.
type DepartureBoard struct {
	Departure Departure
	Trip      []law.Finding
	Pupils    []Concerned
	Adults    []Concerned
	NudgedOn  law.Day // last reminder about the trip itself
}

// Concerned is one traveller with what the rules say of them; nothing when they are ready.
type Concerned struct {
	Collection, ID string // pupils or chaperones
	Name, Detail   string // detail: class, or duty
	Findings       []law.Finding
	NudgedOn       law.Day // last reminder, "" when none has left
}

// Ready tells whether nothing blocks the traveller.
func (c Concerned) Ready() bool { return law.Refuse(c.Findings) == nil }

// DepartureRuleIDs are the rules by which a trip leaves, each once: over the trip, each pupil and each adult.
func DepartureRuleIDs() []string {
	ids := slices.Concat(DepartureRules.Rules(), TravellerRules.Rules(), AdultRules.Rules())
	slices.Sort(ids)
	return slices.Compact(ids)
}

// JudgeDeparture judges a departure: pure, once the regime of the trip is known.
func JudgeDeparture(d Departure, regime law.Regime) DepartureBoard {
	b := DepartureBoard{Departure: d, Trip: DepartureRules.Check(d, regime)}
	for _, t := range d.Travellers {
		f := TravellerFacts{Departure: d, Traveller: t}
		findings := TravellerRules.Check(f, regime)
		for i := range findings {
			if findings[i].Field == missingIdentity {
				findings[i].LiftedBy = "" // a lift of V-57 is for an old paper, not for none
			}
		}
		findings = append(findings, askedBySchool(f)...)
		b.Pupils = append(b.Pupils, Concerned{Collection: "pupils", ID: t.ID, Name: t.Name(), Detail: t.Class, Findings: findings})
	}
	for _, a := range d.Adults {
		f := AdultFacts{Departure: d, Adult: a}
		b.Adults = append(b.Adults, Concerned{Collection: "chaperones", ID: a.ID, Name: a.Name, Detail: DutyLabel(a.Duty), Findings: AdultRules.Check(f, regime)})
	}
	return b
}

// askedBySchool says what the organiser asked as a condition and nobody has checked: the house's order, beside the law.
func askedBySchool(f TravellerFacts) []law.Finding {
	var findings []law.Finding
	for _, n := range NeedsOf(f) {
		p := f.Traveller.Papers[n.Key()]
		if !n.Blocks || p.State == PaperChecked || p.State == PaperWaived {
			continue
		}
		finding := law.Finding{Severity: law.Block, What: "« " + n.Label + " » manque.", Fix: "L’organisateur en a fait une condition du départ : la famille remet la pièce.", Who: ByFamily}
		if p.State == PaperReceived {
			finding.What, finding.Who = "« "+n.Label+" » est reçue, et n’est pas encore vérifiée.", string(school.Teacher)
		}
		findings = append(findings, finding)
	}
	return findings
}

// DepartureBoardOf judges the departure of a trip for those who prepare it: it says what is missing of whom.
func DepartureBoardOf(app core.App, viewer school.Actor, tripID string) (DepartureBoard, error) {
	d, err := LoadDeparture(app, tripID)
	if err != nil {
		return DepartureBoard{}, err
	}
	if !MayCheckPapers(viewer, d.Trip) {
		return DepartureBoard{}, ErrNoTrip
	}
	regime, err := school.Regime(app, "trips", tripID)
	if err != nil {
		return DepartureBoard{}, err
	}
	b := JudgeDeparture(d, regime)
	last, err := nudges(app, d)
	for i := range b.Pupils {
		b.Pupils[i].NudgedOn = last[b.Pupils[i].ID]
	}
	for i := range b.Adults {
		b.Adults[i].NudgedOn = last[b.Adults[i].ID]
	}
	b.NudgedOn = last[tripID]
	return b, err
}

// departureFindings are the findings of a departure as the door says them: what concerns people is counted, and names
// nobody.
func departureFindings(app core.App, t Trip, regime law.Regime) ([]law.Finding, error) {
	d, err := departureOf(app, t)
	if err != nil {
		return nil, err
	}
	return JudgeDeparture(d, regime).Findings(), nil
}

// HoldDeparture refuses what would have a trip leave against a rule once its departure is authorised: the transaction of
// the write that breaks it is undone.
func HoldDeparture(app core.App, tripID string) error {
	record, err := app.FindRecordById("trips", tripID)
	if err != nil || State(record.GetString("state")) != Cleared {
		return nil //nolint:nilerr // its trip was deleted in this transaction, and takes it along
	}
	regime, err := school.Regime(app, "trips", tripID)
	if err != nil {
		return err
	}
	findings, err := departureFindings(app, tripOf(record), regime)
	if err != nil {
		return err
	}
	var refusal *law.Refusal
	if !errors.As(law.Refuse(findings), &refusal) {
		return nil
	}
	for i := range refusal.Findings {
		refusal.Findings[i].Fix = "Le départ est autorisé. " + backToOpen
	}
	return refusal
}

// Findings gathers the board: one finding for all those of whom the same is said.
func (b DepartureBoard) Findings() []law.Finding {
	all := append([]law.Finding{}, b.Trip...)
	all = append(all, counted(b.Pupils, "élève", "élèves")...)
	return append(all, counted(b.Adults, "adulte", "adultes")...)
}

// Blocking counts the travellers who are not ready, and what blocks the trip itself.
func (b DepartureBoard) Blocking() (trip, pupils, adults int) {
	for _, f := range b.Trip {
		if f.Blocks() {
			trip++
		}
	}
	for _, c := range b.Pupils {
		if !c.Ready() {
			pupils++
		}
	}
	for _, c := range b.Adults {
		if !c.Ready() {
			adults++
		}
	}
	return trip, pupils, adults
}

func counted(people []Concerned, one, many string) []law.Finding {
	type same struct {
		Rule, What, Lifted string
		Severity           law.Severity
	}
	at, n := map[same]int{}, map[same]int{}
	var all []law.Finding
	var keys []same
	for _, c := range people {
		for _, f := range c.Findings {
			k := same{f.Rule, f.What, f.LiftedBy, f.Severity}
			if n[k]++; n[k] > 1 {
				continue
			}
			at[k] = len(all)
			f.Field = ""
			all, keys = append(all, f), append(keys, k)
		}
	}
	for _, k := range keys {
		f := &all[at[k]]
		noun := one
		if n[k] > 1 {
			noun = many
			f.Fix = "La page « Départ » dit qui, et quoi faire pour chacun."
		}
		f.What = fmt.Sprintf("%d\u00a0%s : %s", n[k], noun, uncapital(f.What))
	}
	return all
}

// uncapital lets a sentence follow a colon.
func uncapital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[size:]
}
