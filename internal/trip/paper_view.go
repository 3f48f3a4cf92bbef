package trip

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// PaperLine is one paper expected of a traveller: what is asked, what was seen, what is wrong with it.
type PaperLine struct {
	Need
	Paper  Paper
	Faults []law.Finding
}

// Settled tells whether nothing is expected any more.
func (l PaperLine) Settled() bool {
	return (l.Paper.State == PaperChecked || l.Paper.State == PaperWaived) && law.Refuse(l.Faults) == nil
}

// PaperFile is the papers of one pupil for one trip.
type PaperFile struct {
	Traveller Traveller
	Lines     []PaperLine
}

// Missing counts the papers that are still expected.
func (f PaperFile) Missing() (n int) {
	for _, l := range f.Lines {
		if !l.Settled() {
			n++
		}
	}
	return n
}

// Line finds the line of a key.
func (f PaperFile) Line(key string) (PaperLine, bool) {
	for _, l := range f.Lines {
		if l.Key() == key {
			return l, true
		}
	}
	return PaperLine{}, false
}

// ruleOf tells which paper a rule speaks of.
var ruleOf = map[string]string{
	"V-54": PaperExitPermit, "V-55": PaperExitPermit, "V-56": PaperBothParents, "V-57": PaperIdentity, "V-58": PaperIdentity, "V-59": PaperCollective,
	"V-60": PaperIdentity, "V-61": PaperHealthCard, "V-62": PaperInsurance, "V-69": PaperHealthSheet,
}

func paperFile(d Departure, t Traveller, regime law.Regime) PaperFile {
	f := TravellerFacts{Departure: d, Traveller: t}
	file := PaperFile{Traveller: t}
	faults := map[string][]law.Finding{}
	for _, x := range TravellerRules.Check(f, regime) {
		if kind := ruleOf[x.Rule]; kind != "" {
			faults[kind] = append(faults[kind], x)
		}
	}
	for _, n := range NeedsOf(f) {
		file.Lines = append(file.Lines, PaperLine{Need: n, Paper: t.Papers[n.Key()], Faults: faults[n.Kind]})
	}
	return file
}

// Papers is the papers of everybody who goes, for those who check them.
type Papers struct {
	Departure Departure
	Files     []PaperFile
	Kinds     []Need // the papers that at least one of them brings, in the order of the screens
}

// PapersOf reads the papers of a trip; ErrNoTrip for who does not check them.
func PapersOf(app core.App, viewer school.Actor, tripID string) (Papers, error) {
	d, err := LoadDeparture(app, tripID)
	if err != nil {
		return Papers{}, err
	}
	if !MayCheckPapers(viewer, d.Trip) {
		return Papers{}, ErrNoTrip
	}
	regime, err := school.Regime(app, "trips", tripID)
	if err != nil {
		return Papers{}, err
	}
	p := Papers{Departure: d}
	asked := map[string]Need{}
	for _, t := range d.Travellers {
		file := paperFile(d, t, regime)
		for _, l := range file.Lines {
			asked[l.Key()] = l.Need
		}
		p.Files = append(p.Files, file)
	}
	for _, kind := range PaperKinds {
		for _, a := range append([]AskedPaper{{Kind: kind}}, d.Asked...) {
			key := paperKey(kind, a.ID)
			if n, known := asked[key]; known && a.Kind == kind {
				p.Kinds = append(p.Kinds, n)
				delete(asked, key)
			}
		}
	}
	return p, nil
}

// PaperFileOf reads the papers of one pupil whom a trip is for, for those who check them.
func PaperFileOf(app core.App, viewer school.Actor, tripID, pupilID string) (PaperFile, Departure, error) {
	record, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return PaperFile{}, Departure{}, ErrNoTrip
	}
	t := tripOf(record)
	if !MayCheckPapers(viewer, t) {
		return PaperFile{}, Departure{}, ErrNoTrip
	}
	return onePaperFile(app, t, pupilID)
}

func onePaperFile(app core.App, t Trip, pupilID string) (PaperFile, Departure, error) {
	d, err := departureWith(app, t, pupilID)
	if err != nil {
		return PaperFile{}, d, err
	}
	if len(d.Travellers) != 1 {
		return PaperFile{}, d, ErrNoTrip
	}
	regime, err := school.Regime(app, "trips", t.ID)
	if err != nil {
		return PaperFile{}, d, err
	}
	return paperFile(d, d.Travellers[0], regime), d, nil
}

// FamilyPapers lists what a trip asks of the viewer's own child, with where each paper stands; nothing before the place is
// firm. Neither who signed nor what was read on a paper is in it.
func FamilyPapers(app core.App, viewer school.Actor, tripID, pupilID string) ([]PaperLine, error) {
	view, err := FamilyTripOf(app, viewer, tripID, pupilID)
	if err != nil {
		return nil, err
	}
	if view.Stage != StageCommitted {
		return nil, nil
	}
	file, _, err := onePaperFile(app, view.Trip, pupilID)
	if err != nil {
		return nil, err
	}
	lines := make([]PaperLine, 0, len(file.Lines))
	for _, l := range file.Lines {
		if l.Kind == PaperCollective { // the school asks the préfecture for it
			continue
		}
		l.Paper = Paper{Kind: l.Kind, State: l.Paper.State, Reason: l.Paper.Reason}
		lines = append(lines, l)
	}
	return lines, nil
}

// nudges reads the day on which each traveller, adult or trip was last reminded, by id.
func nudges(app core.App, d Departure) (map[string]law.Day, error) {
	of := map[string]string{d.Trip.ID: d.Trip.ID}
	ids := []any{d.Trip.ID}
	for _, t := range d.Travellers {
		if t.SeatID != "" {
			of[t.SeatID] = t.ID
			ids = append(ids, t.SeatID)
		}
	}
	for _, a := range d.Adults {
		of[a.ID] = a.ID
		ids = append(ids, a.ID)
	}
	var rows []struct{ SubjectID, MadeAt string }
	err := app.DB().Select("subject_id", "MAX(made_at) AS made_at").From("messages").Where(nudgeKinds).AndWhere(in("subject_id", ids)).GroupBy("subject_id").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("reminders of a departure: %w", err)
	}
	last := map[string]law.Day{}
	for _, r := range rows {
		last[of[r.SubjectID]] = dayOfInstant(app, r.MadeAt)
	}
	return last, nil
}

// dayOfInstant is the school's day of an instant as the base keeps it.
func dayOfInstant(app core.App, instant string) law.Day {
	at, err := types.ParseDateTime(instant)
	if err != nil || at.IsZero() {
		return ""
	}
	return law.DayOf(at.Time().In(school.Clock(app).Zone()))
}
