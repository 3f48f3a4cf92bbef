package trip

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// acceptedGifts tells which lines of a trip are gifts that an act enforceable today accepts: the act of the trip when it
// listed them, an act of their own, or, for a real line, the acceptance of the line it carries out.
func acceptedGifts(app core.App, f Facts) (map[string]bool, error) {
	accepted := map[string]bool{}
	if f.Voted != nil && f.Act.IsEnforceable(f.Today) {
		for _, g := range f.Voted.Gifts {
			accepted[g.Line] = true
		}
	}
	own := map[string]bool{} // act → it accepts gifts and is enforceable
	for _, l := range append(append([]Line{}, f.Lines...), f.Real...) {
		if l.Act == "" {
			continue
		}
		if _, known := own[l.Act]; !known {
			act, found, err := school.FindAct(app, l.Act)
			if err != nil {
				return nil, err
			}
			own[l.Act] = found && act.Purpose == school.GiftsAct && act.IsEnforceable(f.Today)
		}
		if own[l.Act] {
			accepted[l.ID] = true
		}
	}
	for _, l := range f.Real {
		if accepted[l.CarriedFrom] {
			accepted[l.ID] = true
		}
	}
	return accepted, nil
}

// WaivedSums stands, among the gifts that an act accepts, for all that families of the trip have given to the school in
// writing: the board accepts it as a whole, and reads no name (V-28).
const WaivedSums = "renonciations"

// AcceptGifts records the act by which the board accepts gifts and ties it to their lines, those of the project and those
// that carry them out, and to WaivedSums.
func AcceptGifts(ctx context.Context, app core.App, tripID string, v Vote, lines []string) error {
	if len(lines) == 0 {
		return law.Object("lines", "Dites quels dons cet acte accepte.", "Cochez-les dans la liste.")
	}
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		f, err := LoadFacts(tx, tripID)
		if err != nil {
			return err
		}
		byID := map[string]Line{}
		for _, l := range append(append([]Line{}, f.Lines...), f.Real...) {
			byID[l.ID] = l
		}
		act, err := school.NewRecord(tx, "acts")
		if err != nil {
			return err
		}
		act.Load(map[string]any{
			"organ": v.Organ, "act_number": strings.TrimSpace(v.ActNumber), "purpose": school.GiftsAct, "title": "Dons pour « " + f.Trip.Title + " »",
			"voted_on": string(v.VotedOn), "transmitted_on": string(v.TransmittedOn), "published_on": string(v.PublishedOn), "delegation": v.Delegation,
		})
		if err := tx.SaveWithContext(ctx, act); err != nil {
			return err
		}
		for _, id := range lines {
			if id == WaivedSums {
				if err := money.AcceptWaivers(ctx, tx, money.OfTrip(tripID), act.Id); err != nil {
					return err
				}
				continue
			}
			l, known := byID[id]
			if !known || !giftOrigins[l.Origin] {
				return law.Object("lines", "Une des lignes cochées n’est pas un don de ce voyage.", "Rouvrez la page.")
			}
			if err := tieAct(ctx, tx, id, act.Id); err != nil {
				return err
			}
		}
		return nil
	})
}

// WaitingGiftActs are the acts recorded for gifts of a trip that have no effect yet: a date of theirs is missing, or to come.
func WaitingGiftActs(app core.App, f Facts, w money.Waivers) ([]school.Act, error) {
	all := slices.Clone(w.Acts)
	for _, l := range append(append([]Line{}, f.Lines...), f.Real...) {
		if l.Act == "" || slices.ContainsFunc(all, func(a school.Act) bool { return a.ID == l.Act }) {
			continue
		}
		act, found, err := school.FindAct(app, l.Act)
		if err != nil {
			return nil, err
		}
		if found {
			all = append(all, act)
		}
	}
	return slices.DeleteFunc(all, func(a school.Act) bool { return a.Purpose != school.GiftsAct || a.IsEnforceable(f.Today) }), nil
}

func tieAct(ctx context.Context, app core.App, lineID, actID string) error {
	r, err := app.FindRecordById("budget_lines", lineID)
	if err != nil {
		return fmt.Errorf("gift line: %w", err)
	}
	r.Set("act", actID)
	return app.SaveWithContext(ctx, r)
}

// onlyAct tells whether a change to a frozen line is only the act that accepts the gift: the board may accept it after it
// has voted the budget, and nothing of the budget changes by it.
func onlyAct(record *core.Record, actor school.Actor) bool {
	if record.IsNew() || record.Collection().Name != "budget_lines" || !actor.May(school.RecordActs) {
		return false
	}
	before := record.Original()
	for _, field := range record.Collection().Fields {
		name := field.GetName()
		if name != "act" && name != "updated" && before.GetString(name) != record.GetString(name) {
			return false
		}
	}
	return before.GetString("act") != record.GetString("act")
}

// LineFacts is what judging one real line needs.
type LineFacts struct {
	Line     Line
	Funds    *Line // the expense that it pays for, when it names one
	Adults   int   // planned: a line for all benefits them too
	Accepted bool  // by an act enforceable today
	About    string
}

// LineRules judges a real line when it is written: that is where a gift is used.
var LineRules = law.Rulebook[LineFacts]{
	{Rule: "V-19", Judge: func(f LineFacts) []law.Finding {
		if !paysAdults(f.Line, f.Funds, f.Adults) {
			return nil
		}
		return []law.Finding{feesPayAdults(f.Line, f.About)}
	}},
	{Rule: "V-24", Judge: func(f LineFacts) []law.Finding {
		if !f.Line.IsGift() || f.Accepted {
			return nil
		}
		return []law.Finding{notAccepted(f.Line)}
	}},
	{Rule: "V-25", Judge: func(f LineFacts) []law.Finding {
		if f.Line.Origin != "company" || f.Line.AmountCents == 0 || f.Line.NoAdvertising {
			return nil
		}
		return []law.Finding{advertises(f.Line)}
	}},
}

// JudgeLine judges a real line of a budget; those of the project are judged with their trip, when it goes to the board.
func JudgeLine(app core.App, record *core.Record) ([]law.Finding, error) {
	if record.GetString("phase") != Execution {
		return nil, nil
	}
	f, err := LoadFacts(app, record.GetString("trip"))
	if err != nil {
		return nil, nil //nolint:nilerr // JudgePart says that there is no such trip
	}
	line := lineOf(record)
	facts := LineFacts{Line: line, Adults: f.Trip.AdultsEstimated, About: f.BudgetDigest()}
	for _, l := range append(append([]Line{}, f.Lines...), f.Real...) {
		if l.ID == line.FundsLine && line.FundsLine != "" {
			facts.Funds = &l
		}
	}
	facts.Accepted = f.Accepted[line.CarriedFrom] && line.CarriedFrom != ""
	if !facts.Accepted && line.Act != "" {
		act, found, err := school.FindAct(app, line.Act)
		if err != nil {
			return nil, err
		}
		facts.Accepted = found && act.Purpose == school.GiftsAct && act.IsEnforceable(f.Today)
	}
	regime, err := school.Regime(app, "trips", f.Trip.ID)
	if err != nil {
		return nil, err
	}
	return LineRules.Check(facts, regime), nil
}

func lineOf(r *core.Record) Line {
	return Line{
		ID: r.Id, Side: r.GetString("side"), Category: r.GetString("category"), Label: r.GetString("label"), Beneficiaries: r.GetString("beneficiaries"),
		Basis: r.GetString("basis"), Origin: r.GetString("origin"), Status: r.GetString("status"), AmountCents: cents.Amount(r.GetInt("amount_cents")),
		FundsLine: r.GetString("funds_line"), Act: r.GetString("act"), Contract: r.GetString("contract"), NoAdvertising: r.GetBool("no_advertising"),
		CarriedFrom: r.GetString("carried_from"), SpentOn: law.Day(r.GetString("spent_on")), VoucherNo: r.GetString("voucher_no"),
		ImprestLine: r.GetString("imprest_line"),
	}
}
