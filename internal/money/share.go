package money

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// The units of the shares of an agreement, as kept in share_agreements.unit.
const (
	PerMille = "per_mille" // the shares add up to 1000
	InCents  = "cents"     // amounts that an agreement names: a sum of another total is shared in their proportion
)

// Share is the part of one payer in what a pupil owes. The weight is in thousandths or in cents.
type Share struct {
	GuardianID string
	Name       string // for staff; a family only reads its own share
	Weight     int64
}

// Agreement is how several persons share what a pupil owes: an agreement that they signed, or a judgment (F-18).
type Agreement struct {
	ID, PupilID string
	Subject     Subject // empty: everything that the pupil owes
	Basis       Basis   // ByAgreement or ByJudgment
	Reference   string
	DatedOn     law.Day
	Unit        string
	ApprovalID  string // the ordonnateur's decision that recorded it
	ByStaff     string
	ByName      string // who recorded it
	RecordedOn  law.Day
	Shares      []Share // the largest first
}

// Total is what the shares are parts of.
func (a Agreement) Total() (total int64) {
	for _, s := range a.Shares {
		total += s.Weight
	}
	return total
}

func (a Agreement) weights() []int64 {
	weights := make([]int64, len(a.Shares))
	for i, s := range a.Shares {
		weights[i] = s.Weight
	}
	return weights
}

// RecordAgreement records who owes which part of what a pupil owes, from now on. It replaces the one before on the same
// subject; charges already made are shared by SplitCharges. The actor is of the ordonnateur's side: saying who owes is part
// of the liquidation.
func RecordAgreement(ctx context.Context, app core.App, a Agreement) (id string, err error) {
	if err := a.check(); err != nil {
		return "", err
	}
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		decision, err := school.NewRecord(tx, "approvals")
		if err != nil {
			return err
		}
		actor, now := school.ActorIn(ctx), school.Clock(tx).Now()
		decision.Load(map[string]any{
			"kind": sharesDecision, "subject_collection": "pupils", "subject_id": a.PupilID, "decision": "yes", "by_staff": actor.ID,
			"reason": strings.TrimSpace(a.Reference), "decided_at": now,
		})
		if err := tx.SaveWithContext(ctx, decision); err != nil {
			return err
		}
		record, err := school.NewRecord(tx, "share_agreements")
		if err != nil {
			return err
		}
		record.Load(map[string]any{
			"pupil": a.PupilID, "subject_collection": a.Subject.Collection, "subject_id": a.Subject.ID, "basis": string(a.Basis),
			"reference": strings.TrimSpace(a.Reference), "dated_on": string(a.DatedOn), "unit": a.Unit, "approval": decision.Id,
			"by_staff": actor.ID, "recorded_at": now.UTC(),
		})
		if err := tx.SaveWithContext(ctx, record); err != nil {
			return err
		}
		for _, s := range a.Shares {
			err := save(ctx, tx, "payer_shares", map[string]any{"agreement": record.Id, "guardian_id": s.GuardianID, "weight": s.Weight})
			if err != nil {
				return err
			}
		}
		id = record.Id
		return nil
	})
	return id, err
}

// check says what is wrong with the shares as a whole; each row is judged by its door.
func (a Agreement) check() error {
	seen := map[string]bool{}
	for _, s := range a.Shares {
		if seen[s.GuardianID] {
			return law.Object("parts", "La même personne a deux parts.", "Réunissez-les en une seule.")
		}
		seen[s.GuardianID] = true
	}
	switch total := a.Total(); {
	case len(a.Shares) == 0:
		return law.Object("parts", "Aucune part n’est écrite.", "Écrivez la part de chaque personne qui paie.")
	case a.Unit == PerMille && total != 1000:
		return law.Object("parts", "Les parts font "+perMille(total, 1000)+" : il en faut 100 %.", "Vérifiez chaque part.")
	case total <= 0:
		return law.Object("parts", "Les parts ne font rien du tout.", "")
	}
	return nil
}

// perMille writes a part of a total as a percentage: « 33,3 % ».
func perMille(part, total int64) string {
	if total == 0 {
		return "0 %"
	}
	n := (part*1000*2 + total) / (total * 2) // nearest thousandth
	if n%10 == 0 {
		return fmt.Sprintf("%d %%", n/10)
	}
	return fmt.Sprintf("%d,%d %%", n/10, n%10)
}

// Percent is the part of a share, as it is said.
func (a Agreement) Percent(s Share) string { return perMille(s.Weight, a.Total()) }

// AgreementsOf lists the agreements of a pupil, newest first, for staff who see money.
func AgreementsOf(app core.App, viewer school.Actor, pupilID string) ([]Agreement, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	return agreements(app, dbx.HashExp{"a.pupil": pupilID})
}

// Current keeps the agreement that holds for each subject: the last one recorded.
func Current(all []Agreement) []Agreement {
	var kept []Agreement
	seen := map[Subject]bool{}
	for _, a := range all {
		if !seen[a.Subject] {
			seen[a.Subject], kept = true, append(kept, a)
		}
	}
	return kept
}

// agreementFor finds, among the agreements of a pupil, newest first, the one that holds for a subject: its own, else the one
// that holds for everything.
func agreementFor(all []Agreement, s Subject) (Agreement, bool) {
	for _, wanted := range []Subject{s, {}} {
		for _, a := range all {
			if a.Subject == wanted {
				return a, true
			}
		}
	}
	return Agreement{}, false
}

func agreements(app core.App, where dbx.Expression) ([]Agreement, error) {
	var rows []struct {
		ID, Pupil, SubjectCollection, SubjectID, Reference, Unit, Approval, ByStaff, ByName string
		Basis                                                                               Basis
		DatedOn, RecordedOn                                                                 law.Day
		GuardianID, Name                                                                    string
		Weight                                                                              int64
	}
	err := app.DB().Select("a.id", "a.pupil", "a.subject_collection", "a.subject_id", "a.reference", "a.unit", "a.approval", "a.by_staff", "a.basis", "a.dated_on",
		"SUBSTR(a.recorded_at, 1, 10) AS recorded_on", "COALESCE(TRIM(f.first_name || ' ' || f.last_name), '') AS by_name", "s.guardian_id", "s.weight",
		"COALESCE(TRIM(g.first_name || ' ' || COALESCE(NULLIF(g.usage_name, ''), g.last_name)), '') AS name").
		From("share_agreements a").InnerJoin("payer_shares s", dbx.NewExp("s.agreement = a.id")).LeftJoin("guardians g", dbx.NewExp("g.id = s.guardian_id")).
		LeftJoin("staff f", dbx.NewExp("f.id = a.by_staff")).Where(where).OrderBy("a.recorded_at DESC", "a.rowid DESC", "s.weight DESC", "s.rowid").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("agreements: %w", err)
	}
	var all []Agreement
	for _, r := range rows {
		if n := len(all) - 1; n < 0 || all[n].ID != r.ID {
			all = append(all, Agreement{
				ID: r.ID, PupilID: r.Pupil, Subject: Subject{r.SubjectCollection, r.SubjectID}, Basis: r.Basis, Reference: r.Reference, DatedOn: r.DatedOn,
				Unit: r.Unit, ApprovalID: r.Approval, ByStaff: r.ByStaff, ByName: r.ByName, RecordedOn: r.RecordedOn,
			})
		}
		last := &all[len(all)-1]
		last.Shares = append(last.Shares, Share{r.GuardianID, r.Name, r.Weight})
	}
	return all, nil
}

// OwnShares tells the viewer, charge by charge, the part that an agreement leaves to them: « 60 % ». Nothing is said of the
// other payers. The map is empty when nothing is shared.
func OwnShares(app core.App, viewer school.Actor, charges []Account) (map[string]string, error) {
	own := map[string]string{}
	if viewer.Kind != school.Guardian || viewer.ID == "" {
		return own, nil
	}
	all, err := agreements(app, dbx.NewExp("EXISTS (SELECT 1 FROM payer_shares m WHERE m.guardian_id = {:me} AND m.agreement IN (SELECT x.id FROM share_agreements x WHERE x.pupil = a.pupil))",
		dbx.Params{"me": viewer.ID}))
	if err != nil {
		return nil, err
	}
	byPupil := map[string][]Agreement{}
	for _, a := range all {
		byPupil[a.PupilID] = append(byPupil[a.PupilID], a)
	}
	for _, c := range charges {
		a, found := agreementFor(byPupil[c.PupilID], Subject{c.SubjectCollection, c.SubjectID})
		if !found || len(a.Shares) < 2 {
			continue
		}
		for _, s := range a.Shares {
			if s.GuardianID == viewer.ID && c.DebtorID == viewer.ID {
				own[c.ID] = a.Percent(s)
			}
		}
	}
	return own, nil
}
