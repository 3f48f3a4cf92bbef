package trip

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// ImprestRow is an imprest in the list of a trip. Who is not concerned sees who holds it and from when to when, no sum.
type ImprestRow struct {
	Imprest Imprest
	Tally   Tally
	Mine    bool // the viewer may open it: holder, deputy, or one of those who manage imprests
}

// ImprestsOf lists the imprests of a trip for a member of staff; ErrNoTrip when the viewer sees no trips.
func ImprestsOf(app core.App, viewer school.Actor, tripID string) ([]ImprestRow, error) {
	if !viewer.May(school.SeeTrips) {
		return nil, ErrNoTrip
	}
	all, err := imprestsOfTrip(app, tripID)
	if err != nil {
		return nil, err
	}
	rows := make([]ImprestRow, 0, len(all))
	for _, i := range all {
		row := ImprestRow{Imprest: i, Mine: mayOpenImprest(viewer, i)}
		if row.Mine {
			lines, err := linesOf(app, i.ID)
			if err != nil {
				return nil, err
			}
			row.Tally = Add(lines)
		} else {
			row.Imprest.Advance, row.Imprest.OperationCap, row.Imprest.CashCap, row.Imprest.Returned = 0, 0, 0, 0
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func mayOpenImprest(viewer school.Actor, i Imprest) bool {
	return viewer.May(school.ManageImprests) || i.IsHeldBy(viewer)
}

// ImprestView is one imprest with its journal, for those who may open it.
type ImprestView struct {
	Imprest   Imprest
	Lines     []ImprestLine
	Tally     Tally
	Findings  []law.Finding // what the rules say of its decision, or of its discharge
	Decisions []Decision
	Pupils    []Pupil // committed, whose money the holder may receive
	Writes    bool    // the viewer may write in the journal as it stands
}

// ImprestOf reads an imprest; ErrNoTrip when it does not exist or is not for the viewer.
func ImprestOf(app core.App, viewer school.Actor, tripID, id string) (ImprestView, error) {
	var v ImprestView
	r, err := findImprest(app, tripID, id)
	if err != nil {
		return v, err
	}
	v.Imprest = imprestOf(r)
	if !viewer.May(school.SeeTrips) || !mayOpenImprest(viewer, v.Imprest) {
		return v, ErrNoTrip
	}
	if err := nameHolders(app, &v.Imprest); err != nil {
		return v, err
	}
	if v.Lines, err = linesOf(app, id); err != nil {
		return v, err
	}
	f, err := imprestFacts(app, v.Imprest)
	if err != nil {
		return v, err
	}
	v.Tally = f.Tally
	regime, err := school.Regime(app, "imprests", id)
	if err != nil {
		return v, err
	}
	switch v.Imprest.State {
	case ImprestDraft:
		v.Findings = ImprestRules.At(gateDecide).Check(f, regime)
	case ImprestReturned:
		v.Findings = ImprestRules.At(gateDischarge).Check(f, regime)
	case ImprestDecided, ImprestAdvanced, ImprestDischarged, ImprestCancelled:
		v.Findings = ImprestRules.At().Check(f, regime)
	}
	err = app.DB().Select("a.kind", "a.decision", "TRIM(s.first_name || ' ' || s.last_name) AS by", "a.reason", "a.decided_at").From("approvals a").
		InnerJoin("staff s", dbx.NewExp("s.id = a.by_staff")).
		Where(dbx.HashExp{"a.subject_collection": "imprests", "a.subject_id": id}).OrderBy("a.decided_at", "a.rowid").All(&v.Decisions)
	if err != nil {
		return v, fmt.Errorf("decisions on an imprest: %w", err)
	}
	v.Writes = v.Imprest.IsOpen() && (v.Imprest.IsHeldBy(viewer) || viewer.Has(school.Accountant))
	if v.Imprest.Collects() {
		if v.Pupils, err = committedPupils(app, tripID); err != nil {
			return v, err
		}
	}
	for n := range v.Lines {
		for _, p := range v.Pupils {
			if p.ID == v.Lines[n].Pupil {
				v.Lines[n].PupilName = p.FirstName + " " + p.LastName
			}
		}
	}
	return v, nil
}

func committedPupils(app core.App, tripID string) ([]Pupil, error) {
	var pupils []Pupil
	err := app.DB().Select("p.id", "p.first_name", "p.last_name").From("seats s").InnerJoin("pupils p", dbx.NewExp("p.id = s.pupil")).
		Where(dbx.HashExp{"s.trip": tripID, "s.state": SeatCommitted}).OrderBy("p.last_name", "p.first_name", "p.id").All(&pupils)
	if err != nil {
		return nil, fmt.Errorf("committed pupils: %w", err)
	}
	return pupils, nil
}

// imprestsOfTrip reads the imprests of a trip with the names of who holds them.
func imprestsOfTrip(app core.App, tripID string) ([]Imprest, error) {
	if tripID == "" {
		return nil, nil
	}
	records, err := app.FindAllRecords("imprests", dbx.HashExp{"trip": tripID})
	if err != nil {
		return nil, fmt.Errorf("imprests of a trip: %w", err)
	}
	all := make([]Imprest, 0, len(records))
	for _, r := range records {
		i := imprestOf(r)
		if err := nameHolders(app, &i); err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, nil
}

func nameHolders(app core.App, i *Imprest) error {
	var people []struct{ ID, Name string }
	err := app.DB().Select("id", "TRIM(civility || ' ' || first_name || ' ' || last_name) AS name").From("staff").Where(dbx.In("id", i.Holder, i.Deputy)).All(&people)
	if err != nil {
		return fmt.Errorf("holder of an imprest: %w", err)
	}
	for _, p := range people {
		if p.ID == i.Holder {
			i.HolderName = p.Name
		}
		if p.ID == i.Deputy {
			i.DeputyName = p.Name
		}
	}
	return nil
}

// Holders lists who may hold an imprest: the staff in office.
func Holders(app core.App, viewer school.Actor) ([]Colleague, error) {
	if !viewer.May(school.ManageImprests) {
		return nil, nil
	}
	today := string(school.Clock(app).Today())
	var all []Colleague
	err := app.DB().Select("id", "TRIM(last_name || ' ' || first_name) AS name").From("staff").
		Where(dbx.NewExp("(active_from = '' OR active_from <= {:today}) AND (active_until = '' OR active_until >= {:today})", dbx.Params{"today": today})).
		OrderBy("last_name", "first_name").All(&all)
	if err != nil {
		return nil, fmt.Errorf("holders: %w", err)
	}
	return all, nil
}
