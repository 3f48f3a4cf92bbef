package trip

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Term is one line of the refund terms voted by the board: for a cause, from so many days before the departure, what part
// of the price is given back.
type Term struct {
	ID, Cause       string
	DaysBefore      int  // the line holds for a withdrawal at least so many days before the departure; 0: until then
	RatePercent     int  // of the price
	RecoverableOnly bool // within what the suppliers have not kept
	Note            string
}

// Causes of a withdrawal, as kept in seats.cause and refund_terms.cause.
const (
	CauseFamily     = "family"
	CauseMedical    = "medical"
	CauseSchool     = "school"
	CauseUnpaid     = "unpaid"
	CausePapers     = "papers"
	CauseDiscipline = "discipline"
	CauseOther      = "other"
	CauseReplaced   = "replaced" // of a term only: another pupil takes the place
)

// TermCauses are the causes that refund terms speak of, in the order of the form. What the school itself cancels is given
// back in full without a vote (V-33); « other » stands for every cause that has no line of its own.
var TermCauses = []struct{ Code, Label string }{
	{CauseMedical, "Certificat médical ou force majeure"},
	{CauseReplaced, "Un autre élève prend la place"},
	{CauseFamily, "Désistement de la famille"},
	{CausePapers, "Papiers manquants le jour du départ"},
	{CauseDiscipline, "Exclusion du voyage pour faute"},
	{CauseUnpaid, "Retrait après un impayé, décidé par le chef d’établissement"},
	{CauseSchool, "Annulation ou retrait par l’établissement"},
	{CauseOther, "Toute autre cause"},
}

// CauseLabel is the French name of a cause.
func CauseLabel(code string) string {
	for _, c := range TermCauses {
		if c.Code == code {
			return c.Label
		}
	}
	return ""
}

// Purposes of the acts on which refund terms may rest, besides the vote of the trip itself.
const (
	refundTermsAct = "refund_terms"
	charterAct     = "charter"
)

// RefundTerms are the terms of one act.
type RefundTerms struct {
	Act   *school.Act // nil when nothing is voted
	Own   bool        // voted for this trip alone
	Terms []Term
}

// TermsOn returns the refund terms in force for a trip on a day: its own when there are some, else those of the school; the
// latest act that is enforceable on that day. An empty trip asks for the school's.
func TermsOn(app core.App, tripID string, on law.Day) (RefundTerms, error) {
	var acts []struct{ Trip, Act string }
	err := app.DB().NewQuery(`SELECT t.trip, a.id AS act FROM refund_terms t JOIN acts a ON a.id = t.act
		WHERE t.trip IN ('', {:trip}) AND a.enforceable_on != '' AND a.enforceable_on <= {:on}
		ORDER BY t.trip = '', a.enforceable_on DESC, a.voted_on DESC, t.rowid DESC LIMIT 1`).Bind(dbx.Params{"trip": tripID, "on": string(on)}).All(&acts)
	if err != nil {
		return RefundTerms{}, fmt.Errorf("refund terms: %w", err)
	}
	if len(acts) == 0 {
		return RefundTerms{}, nil
	}
	found := RefundTerms{Own: acts[0].Trip != ""}
	act, _, err := school.FindAct(app, acts[0].Act)
	if err != nil {
		return found, err
	}
	found.Act = &act
	found.Terms, err = termsOf(app, acts[0].Trip, act.ID)
	return found, err
}

func termsOf(app core.App, tripID, actID string) ([]Term, error) {
	var terms []Term
	err := app.DB().Select("id", "cause", "days_before", "rate_percent", "recoverable_only", "note").From("refund_terms").
		Where(dbx.HashExp{"trip": tripID, "act": actID}).All(&terms)
	if err != nil {
		return nil, fmt.Errorf("refund terms: %w", err)
	}
	return inOrder(terms), nil
}

// inOrder sorts terms as they are read: cause by cause, the earliest withdrawal first.
func inOrder(terms []Term) []Term {
	var sorted []Term
	for _, c := range TermCauses {
		for days := 365; days >= 0; days-- {
			for _, t := range terms {
				if t.Cause == c.Code && t.DaysBefore == days {
					sorted = append(sorted, t)
				}
			}
		}
	}
	return sorted
}

// TermFor is the line that holds for a withdrawal: of its cause, the one with the most days before the departure that is
// reached; « other » when the cause has no line that holds. found is false when nothing was voted for it.
func TermFor(terms []Term, cause string, daysBefore int) (t Term, found bool) {
	for _, c := range []string{cause, CauseOther} {
		for _, line := range terms {
			if line.Cause == c && line.DaysBefore <= max(0, daysBefore) && (!found || line.DaysBefore > t.DaysBefore) {
				t, found = line, true
			}
		}
		if found {
			return t, true
		}
	}
	return Term{}, false
}

// TermsText writes terms as a Markdown list, in the words of the commitment.
func TermsText(terms []Term) string {
	var lines []string
	for _, t := range terms {
		if t.Cause != CauseSchool {
			lines = append(lines, "- "+TermWords(t))
		}
	}
	return strings.Join(append(lines, "- annulation ou retrait par l’établissement : tout ce qui a été versé"), "\n")
}

// TermWords writes one line: « désistement de la famille, 30 jours au moins avant le départ : 50 % du prix ».
func TermWords(t Term) string {
	label := CauseLabel(t.Cause)
	words := strings.ToLower(label[:1]) + label[1:]
	switch {
	case t.DaysBefore == 1:
		words += ", un jour au moins avant le départ"
	case t.DaysBefore > 1:
		words += fmt.Sprintf(", %d jours au moins avant le départ", t.DaysBefore)
	}
	words += "\u00a0: " + RateWords(t)
	if t.Note != "" {
		words += " (" + t.Note + ")"
	}
	return words
}

// RateWords writes what a line gives back.
func RateWords(t Term) string {
	switch {
	case t.RatePercent == 0:
		return "rien"
	case t.RecoverableOnly && t.RatePercent == 100:
		return "ce que les fournisseurs ne gardent pas"
	case t.RecoverableOnly:
		return fmt.Sprintf("ce que les fournisseurs ne gardent pas, dans la limite de %d\u00a0%% du prix", t.RatePercent)
	case t.RatePercent == 100:
		return "tout le prix"
	}
	return fmt.Sprintf("%d\u00a0%% du prix", t.RatePercent)
}

// ProposedTerms are a start for a school that has voted nothing yet: the default of V-34, as lines.
func ProposedTerms(app core.App) ([]Term, error) {
	parameters, err := school.ParametersOf(app)
	if err != nil {
		return nil, err
	}
	var terms []Term
	for _, part := range strings.Split(parameters.Text("V-34", "refund_table", school.Clock(app).Today()), ";") {
		label, rate, _ := strings.Cut(part, "=")
		t := Term{RatePercent: 100, RecoverableOnly: strings.TrimSpace(rate) != "100"}
		switch label = strings.TrimSpace(label); {
		case strings.HasPrefix(label, "certificat médical"):
			t.Cause = CauseMedical
		case strings.HasPrefix(label, "élève remplacé"):
			t.Cause = CauseReplaced
		case strings.HasPrefix(label, "autre"):
			t.Cause = CauseOther
		default:
			continue // a school's own words for a cause that has no code: they are in the act, and typed in the form
		}
		terms = append(terms, t)
	}
	return inOrder(terms), nil
}

// NewTerms are refund terms as the bursar records them.
type NewTerms struct {
	TripID string // empty: for every trip of the school
	ActID  string // an act already recorded; empty: Vote is recorded with them
	Vote   Vote
	Terms  []Term
}

// RecordTerms keeps refund terms with the act that votes them. The lines that rested on the same act are replaced; those of
// earlier acts stay, for the families who signed under them.
func RecordTerms(ctx context.Context, app core.App, n NewTerms) error {
	if len(n.Terms) == 0 {
		return law.Object("terms", "Aucune condition n’est écrite.", "Écrivez au moins la ligne « Toute autre cause ».")
	}
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		actID := n.ActID
		if actID == "" {
			act, err := school.NewRecord(tx, "acts")
			if err != nil {
				return err
			}
			act.Load(map[string]any{
				"organ": n.Vote.Organ, "act_number": strings.TrimSpace(n.Vote.ActNumber), "purpose": refundTermsAct, "title": "Conditions de remboursement des voyages",
				"voted_on": string(n.Vote.VotedOn), "transmitted_on": string(n.Vote.TransmittedOn), "published_on": string(n.Vote.PublishedOn), "delegation": n.Vote.Delegation,
			})
			if err := tx.SaveWithContext(ctx, act); err != nil {
				return err
			}
			actID = act.Id
		}
		old, err := tx.FindAllRecords("refund_terms", dbx.HashExp{"trip": n.TripID, "act": actID})
		if err != nil {
			return fmt.Errorf("refund terms: %w", err)
		}
		for _, r := range old {
			if err := deleteAs(ctx, tx, r); err != nil {
				return err
			}
		}
		for _, t := range n.Terms {
			err := save(ctx, tx, "refund_terms", map[string]any{
				"trip": n.TripID, "act": actID, "cause": t.Cause, "days_before": t.DaysBefore, "rate_percent": t.RatePercent,
				"recoverable_only": t.RecoverableOnly, "note": strings.TrimSpace(t.Note),
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// TermActs lists the acts on which terms may rest: those of terms and charters, and the trip's own.
func TermActs(app core.App, viewer school.Actor, tripID string) ([]school.Act, error) {
	if !viewer.May(school.RecordActs) {
		return nil, nil
	}
	var acts []school.Act
	err := app.DB().NewQuery(`SELECT id, organ, act_number, purpose, title, voted_on, transmitted_on, published_on, enforceable_on, overnight, covers_contract, price_cents
		FROM acts WHERE purpose IN ('` + refundTermsAct + `', '` + charterAct + `') OR id = (SELECT v.act FROM trips v WHERE v.id = {:trip}) ORDER BY voted_on DESC, act_number DESC`).
		Bind(dbx.Params{"trip": tripID}).All(&acts)
	if err != nil {
		return nil, fmt.Errorf("acts of refund terms: %w", err)
	}
	return acts, nil
}
