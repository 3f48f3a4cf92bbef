package trip

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

func hashOf(field, value string) dbx.HashExp { return dbx.HashExp{field: value} }

func seatOf(tripID, pupilID string) dbx.HashExp { return dbx.HashExp{"trip": tripID, "pupil": pupilID} }

// KeepPapers writes what was seen of a traveller's papers: one row of each kind, written again when something changes. A
// paper without a state and without a row stays unwritten. Checking is in the name of who does it.
func KeepPapers(ctx context.Context, app core.App, tripID string, papers []Paper) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		for _, p := range papers {
			if err := keepPaper(ctx, tx, tripID, p); err != nil {
				return err
			}
		}
		return nil
	})
}

func keepPaper(ctx context.Context, tx core.App, tripID string, p Paper) error {
	where := dbx.HashExp{"trip": tripID, "pupil": p.Pupil, "chaperone": p.Chaperone, "kind": p.Kind}
	if p.Kind == PaperOther {
		where["asked"] = p.Asked
	}
	rows, err := tx.FindAllRecords("documents", where)
	if err != nil {
		return fmt.Errorf("papers of a traveller: %w", err)
	}
	var r *core.Record
	switch {
	case len(rows) > 0:
		r = rows[len(rows)-1]
	case p.State == "":
		return nil
	default:
		if r, err = school.NewRecord(tx, "documents"); err != nil {
			return err
		}
		r.Load(map[string]any{"trip": tripID, "pupil": p.Pupil, "chaperone": p.Chaperone, "kind": p.Kind, "asked": p.Asked})
	}
	if len(rows) > 0 && p.State == "" {
		return deleteAs(ctx, tx, r) // ticked by mistake
	}
	was := paperOf(r)
	p.ID, p.CheckedBy, p.CheckedAt = was.ID, was.CheckedBy, was.CheckedAt
	p.Reason = strings.TrimSpace(p.Reason)
	if p.Asked == "" {
		p.Asked = was.Asked
	}
	if len(rows) > 0 && p == was {
		return nil
	}
	r.Load(map[string]any{
		"asked": p.Asked, "state": p.State, "paper": p.Paper, "nationality": p.Nationality, "issued_on": string(p.IssuedOn), "expires_on": string(p.ExpiresOn),
		"signed_on": string(p.SignedOn), "original_seen": p.OriginalSeen, "covers_liability": p.CoversLiability, "covers_accident": p.CoversAccident,
		"signatory_id": p.SignatoryID, "signatory_paper": p.SignatoryPaper, "signatory_nationality": p.SignatoryNationality,
		"signatory_expires_on": string(p.SignatoryExpiresOn), "reason": p.Reason,
	})
	now := school.Clock(tx).Now()
	if len(rows) == 0 {
		r.Set("received_at", now)
	}
	if p.State == PaperChecked {
		r.Set("checked_by", school.ActorIn(ctx).ID)
		r.Set("checked_at", now)
	} else {
		r.Set("checked_by", "")
		r.Set("checked_at", "")
	}
	return tx.SaveWithContext(ctx, r)
}

// simple are the papers that a tick says all of: nothing is to be read on them.
var simple = map[string]bool{PaperHealthSheet: true, PaperHealthCard: true, PaperSecurityLetter: true, PaperOther: true, PaperVisa: true}

// IsSimple tells whether a tick says all of a kind of paper.
func IsSimple(kind string) bool { return simple[kind] }

// TickPapers ticks one paper for many pupils: checked when a tick says all, received when its dates are still to be read.
// Those who have handed theirs in already are left as they are. It returns how many were ticked.
func TickPapers(ctx context.Context, app core.App, tripID, kind, asked string, pupils []string) (n int, err error) {
	state := PaperReceived
	if simple[kind] {
		state = PaperChecked
	}
	return tickAll(ctx, app, tripID, Paper{Kind: kind, Asked: asked, State: state}, pupils, PaperReceived, PaperChecked, PaperWaived)
}

// CheckInsurances checks the certificates of insurance of many pupils at once, when the same contract or the same school year
// covers them all until one day and somebody has read that it covers both damages. Those checked or waived already are left.
func CheckInsurances(ctx context.Context, app core.App, tripID string, pupils []string, expires law.Day) (n int, err error) {
	if expires == "" {
		return 0, law.Object("expires_on", "Une attestation d’assurance se vérifie avec sa date de fin.", "Écrivez le dernier jour couvert.")
	}
	p := Paper{Kind: PaperInsurance, State: PaperChecked, CoversLiability: true, CoversAccident: true, ExpiresOn: expires}
	return tickAll(ctx, app, tripID, p, pupils, PaperChecked, PaperWaived)
}

// tickAll writes the same paper for many pupils, but for those whose paper stands in one of the states that it leaves.
func tickAll(ctx context.Context, app core.App, tripID string, p Paper, pupils []string, leaves ...string) (n int, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		d, err := LoadDeparture(tx, tripID)
		if err != nil {
			return err
		}
		for _, id := range pupils {
			t := d.byID(id)
			if t == nil {
				return law.Object("pupil", "Un des élèves ne part pas.", "Rechargez la page.")
			}
			if slices.Contains(leaves, t.Papers[p.Key()].State) {
				continue
			}
			p.Pupil = id
			if err := keepPaper(ctx, tx, tripID, p); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// AskPaper adds a paper that the organiser asks for, or what they say of one that the law asks.
func AskPaper(ctx context.Context, app core.App, tripID string, a AskedPaper) error {
	audience := a.Audience
	if audience == "" {
		audience = "pupils"
	}
	return save(ctx, app, "documents_asked", map[string]any{
		"trip": tripID, "kind": a.Kind, "label": strings.TrimSpace(a.Label), "audience": audience, "due_on": string(a.DueOn), "blocks": a.Blocks,
		"note": strings.TrimSpace(a.Note),
	})
}

// UnaskPaper takes a paper out of what is asked, as long as nobody has handed it in.
func UnaskPaper(ctx context.Context, app core.App, tripID, id string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		r, err := tx.FindRecordById("documents_asked", id)
		if err != nil || r.GetString("trip") != tripID {
			return ErrNoTrip
		}
		return deleteAs(ctx, tx, r)
	})
}

// HealthSheetsDestroyed records that the sealed envelopes were given back or destroyed: nothing of them is left to tick.
func HealthSheetsDestroyed(ctx context.Context, app core.App, tripID string) (n int, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		t, err := tx.FindRecordById("trips", tripID)
		if err != nil {
			return ErrNoTrip
		}
		if State(t.GetString("state")) != Returned && State(t.GetString("state")) != Reported {
			return law.Object("", "Les fiches sanitaires se rendent ou se détruisent au retour.", "")
		}
		rows, err := tx.FindAllRecords("documents", hashOf("trip", tripID), hashOf("kind", PaperHealthSheet))
		if err != nil {
			return fmt.Errorf("health sheets: %w", err)
		}
		for _, r := range rows {
			if r.GetString("state") == PaperWaived {
				continue
			}
			r.Load(map[string]any{"state": PaperWaived, "reason": "Rendue ou détruite le " + school.Clock(tx).Today().Short() + ".", "checked_by": "", "checked_at": ""})
			if err := tx.SaveWithContext(ctx, r); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// DeclareAbroad records that the trip is declared on Ariane (V-70).
func DeclareAbroad(ctx context.Context, app core.App, tripID string, on law.Day, reference string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		r, err := tx.FindRecordById("trips", tripID)
		if err != nil {
			return ErrNoTrip
		}
		r.Load(map[string]any{"ariane_on": string(on), "ariane_reference": strings.TrimSpace(reference)})
		return tx.SaveWithContext(ctx, r)
	})
}
