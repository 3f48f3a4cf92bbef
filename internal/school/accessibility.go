package school

import (
	"cmp"
	"context"
	"fmt"
	"net/mail"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
)

// Accessibility is what the school adds to the declaration of accessibility. All of it is published.
type Accessibility struct {
	Contact string  // "" for the address of the school
	MadeOn  law.Day // when the school made the declaration its own
	Plan    string  // over several years, in Markdown; "" for the model
}

// AccessibilityOf reads what SaveAccessibility writes, for the public pages.
func AccessibilityOf(app core.App) (Accessibility, error) {
	var rows []struct {
		AccessibilityContact, AccessibilityPlan string
		AccessibilityMadeOn                     law.Day
	}
	if err := app.DB().Select("accessibility_contact", "accessibility_plan", "accessibility_made_on").From("school").Limit(1).All(&rows); err != nil {
		return Accessibility{}, fmt.Errorf("school: %w", err)
	}
	if len(rows) == 0 {
		return Accessibility{}, nil
	}
	return Accessibility{Contact: rows[0].AccessibilityContact, MadeOn: rows[0].AccessibilityMadeOn, Plan: rows[0].AccessibilityPlan}, nil
}

// AnswersAt is the address that the declaration gives.
func (a Accessibility) AnswersAt(i Identity) string { return cmp.Or(a.Contact, i.Email) }

// SaveAccessibility records what the school adds to its declaration; rule D-01 judges it at the door.
func SaveAccessibility(ctx context.Context, app core.App, a Accessibility) error {
	if err := Require(ActorIn(ctx), SetSchool); err != nil {
		return err
	}
	if a.Contact != "" {
		if parsed, err := mail.ParseAddress(a.Contact); err != nil || parsed.Address != a.Contact {
			return law.Object("contact", "L’adresse électronique n’est pas complète.", "Écrivez-la comme ce.0990001x@ac-exemple.fr, ou laissez le champ vide.")
		}
	}
	record, err := schoolRecord(app)
	if err != nil {
		return err
	}
	record.Load(map[string]any{
		"accessibility_contact": a.Contact, "accessibility_made_on": string(a.MadeOn), "accessibility_plan": strings.TrimSpace(a.Plan),
	})
	return app.SaveWithContext(ctx, record)
}
