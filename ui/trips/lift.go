package trips

import (
	"slices"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components/web"
)

func showLift(v *web.Visit) error {
	rule, err := liftable(v, v.Query("regle"))
	if err != nil {
		return err
	}
	return liftPage(v, rule, "", web.Refused{})
}

// liftable returns a rule that somebody may lift; the door says whether this reader is that somebody.
func liftable(v *web.Visit, id string) (law.Rule, error) {
	rule, known := school.DepsOf(v.App).Registry.Rule(id)
	if !known || len(rule.LiftedBy) == 0 {
		return law.Rule{}, web.ErrNotFound
	}
	return rule, nil
}

func liftRule(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	rule, err := liftable(v, v.Field("rule"))
	if err != nil {
		return err
	}
	if _, err := staffFacts(v); err != nil {
		return err
	}
	reason := v.Field("reason")
	err = school.Lift(v.Ctx(), v.App, school.NewLift{Rule: rule.ID, SubjectCollection: "trips", SubjectID: v.Path("trip"), Reason: reason})
	if refusal, ok := web.Refusal(err); ok {
		return liftPage(v, rule, reason, web.RefusedBy(v, refusal, "reason"))
	}
	done := "La règle " + rule.ID + " est levée pour ce voyage. Votre motif est gardé."
	if rule.Together {
		done = "Votre accord et son motif sont gardés. La règle " + rule.ID + " est levée quand elle l’est par : " + school.LiftersOf(rule) + "."
	}
	return after(v, err, done, TypedStep{})
}

func liftPage(v *web.Visit, rule law.Rule, reason string, refused web.Refused) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(v.Actor.Roles, func(r school.Role) bool { return slices.Contains(rule.LiftedBy, string(r)) }) && len(refused.Findings) == 0 {
		refused = web.RefusedBy(v, &law.Refusal{Findings: []law.Finding{{
			Severity: law.Block, What: "Votre fonction ne permet pas de lever cette règle.", Fix: "Elle peut être levée par : " + school.LiftersOf(rule) + ".",
		}}})
	}
	return confirmPage(v, inTrip(f.Trip, "Lever "+rule.ID), LiftPage(LiftPageProps{Trip: f.Trip, Rule: rule, Reason: reason, Refused: refused}), refused)
}
