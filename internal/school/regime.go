package school

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
)

// Regime gathers what judging needs besides facts: the registry, the school's dated parameters, today, and the lifts
// recorded for one subject (a trip, a pupil's seat…). Pass empty strings when the subject has no lift.
func Regime(app core.App, subjectCollection, subjectID string) (law.Regime, error) {
	regime := law.Regime{Registry: DepsOf(app).Registry, On: Clock(app).Today()}
	parameters, err := ParametersOf(app)
	if err != nil {
		return regime, err
	}
	regime.Parameters = parameters
	if subjectID == "" {
		return regime, nil
	}
	var rows []struct{ Rule, Role, Person, Name, Reason, About string }
	err = app.DB().Select("o.rule", "o.by_role AS role", "o.by_staff AS person", "TRIM(s.first_name || ' ' || s.last_name) AS name", "o.reason", "o.about").
		From("overrides o").InnerJoin("staff s", dbx.NewExp("s.id = o.by_staff")).
		Where(dbx.HashExp{"o.subject_collection": subjectCollection, "o.subject_id": subjectID}).OrderBy("o.lifted_at").All(&rows)
	if err != nil {
		return regime, fmt.Errorf("read lifts: %w", err)
	}
	for _, r := range rows {
		regime.Overrides = append(regime.Overrides, law.Override{
			Rule: r.Rule, By: "levée par " + r.Name + ", " + Role(r.Role).Label(), Why: r.Reason, Role: r.Role, Person: r.Person, About: r.About,
		})
	}
	return regime, nil
}

// ParametersOf reads the school's dated parameters.
func ParametersOf(app core.App) (law.Parameters, error) {
	var settings []law.Setting
	var rows []struct{ Rule, Parameter, Setting, InForceFrom string }
	err := app.DB().Select("rule", "parameter", "setting", "in_force_from").From("parameters").OrderBy("in_force_from", "set_at").All(&rows)
	if err != nil {
		return law.Parameters{}, fmt.Errorf("read parameters: %w", err)
	}
	for _, r := range rows {
		settings = append(settings, law.Setting{Rule: r.Rule, Name: r.Parameter, Value: r.Setting, InForceFrom: law.Day(r.InForceFrom)})
	}
	return law.NewParameters(DepsOf(app).Registry, settings), nil
}

// NewSetting is a dated value that someone wants a parameter to take.
type NewSetting struct {
	Rule, Name, Value string
	From              law.Day
	Reason            string
	Act               string // id of the act that fixes it, may be empty
}

// SetParameter records a dated value. The severity of a rule is the accountant's alone; the past is not rewritten.
func SetParameter(ctx context.Context, app core.App, s NewSetting) error {
	record, err := NewRecord(app, "parameters")
	if err != nil {
		return err
	}
	actor := ActorIn(ctx)
	record.Load(map[string]any{
		"rule": s.Rule, "parameter": s.Name, "setting": strings.TrimSpace(s.Value), "in_force_from": string(s.From), "act": s.Act,
		"reason": strings.TrimSpace(s.Reason), "by_staff": actor.ID, "set_at": Clock(app).Now(),
	})
	return app.SaveWithContext(ctx, record)
}

// CheckSetting tells, in French, why a dated value cannot be recorded. The hook of the collection calls it: page, REST
// and import meet the same answer.
func CheckSetting(app core.App, actor Actor, s NewSetting) error {
	rule, known := DepsOf(app).Registry.Rule(s.Rule)
	if !known {
		return fmt.Errorf("la règle « %.10s » n’existe pas", s.Rule)
	}
	spec, known := rule.Parameter(s.Name)
	switch {
	case !known:
		return fmt.Errorf("la règle %s n’a pas de paramètre « %.40s »", s.Rule, s.Name)
	case spec.Fixed:
		return fmt.Errorf("« %s » est fixé par la loi (%s) : aucun établissement ne peut le changer", spec.Label, s.Rule)
	case s.Name == law.SeverityParameter && !actor.May(SetSeverity):
		return fmt.Errorf("seul l’agent comptable choisit l’effet d’une règle à confirmer (%s)", s.Rule)
	case !actor.May(SetParameters):
		return errors.New("seuls le chef d’établissement, le gestionnaire et l’agent comptable fixent les paramètres")
	case strings.TrimSpace(s.Reason) == "":
		return errors.New("un motif est attendu : il sera gardé avec la valeur")
	case s.From < Clock(app).Today():
		return fmt.Errorf("la valeur ne peut pas valoir pour le passé : choisissez le %s ou plus tard", Clock(app).Today().French())
	}
	if err := rule.CheckMove(spec, strings.TrimSpace(s.Value)); err != nil {
		return err
	}
	return law.CheckValue(spec, s.Value)
}

// NewLift is a rule that a named role lifts for one subject.
type NewLift struct{ Rule, SubjectCollection, SubjectID, Reason string }

// Lift records that the actor lifts a rule for a subject, with a reason, for ever.
func Lift(ctx context.Context, app core.App, l NewLift) error {
	actor := ActorIn(ctx)
	record, err := NewRecord(app, "overrides")
	if err != nil {
		return err
	}
	record.Load(map[string]any{
		"rule": l.Rule, "subject_collection": l.SubjectCollection, "subject_id": l.SubjectID,
		"by_staff": actor.ID, "by_role": string(liftingRole(app, actor, l.Rule)), "reason": strings.TrimSpace(l.Reason), "lifted_at": Clock(app).Now(),
	})
	return app.SaveWithContext(ctx, record)
}

// CheckLift tells, in French, why a rule cannot be lifted by this actor.
func CheckLift(app core.App, actor Actor, l NewLift) error {
	rule, known := DepsOf(app).Registry.Rule(l.Rule)
	switch {
	case !known:
		return fmt.Errorf("la règle « %.10s » n’existe pas", l.Rule)
	case len(rule.LiftedBy) == 0:
		return fmt.Errorf("personne ne peut lever la règle %s", l.Rule)
	case liftingRole(app, actor, l.Rule) == "":
		return fmt.Errorf("la règle %s ne peut être levée que par : %s", l.Rule, LiftersOf(rule))
	case len([]rune(strings.TrimSpace(l.Reason))) < 10:
		return errors.New("un motif d’au moins dix caractères est attendu : il sera gardé avec votre nom")
	}
	return nil
}

func liftingRole(app core.App, actor Actor, id string) Role {
	rule, _ := DepsOf(app).Registry.Rule(id)
	for _, role := range AllRoles {
		if slices.Contains(rule.LiftedBy, string(role)) && actor.Has(role) {
			return role
		}
	}
	return ""
}

// LiftersOf writes who may lift a rule, and whether it takes them all.
func LiftersOf(rule law.Rule) string {
	if !rule.Together {
		return LabelsOf(rule.LiftedBy)
	}
	labels := make([]string, 0, len(rule.LiftedBy))
	for _, r := range rule.LiftedBy {
		labels = append(labels, Role(r).Label())
	}
	return strings.Join(labels, " et ") + ", ensemble"
}

// LabelsOf writes a list of role names in French.
func LabelsOf(roles []string) string {
	labels := make([]string, 0, len(roles))
	for _, r := range roles {
		labels = append(labels, Role(r).Label())
	}
	return strings.Join(labels, ", ")
}

// NewRecord starts a row of a collection: the one way the trade makes rows.
func NewRecord(app core.App, collection string) (*core.Record, error) {
	c, err := app.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		return nil, fmt.Errorf("collection %s: %w", collection, err)
	}
	return core.NewRecord(c), nil
}
