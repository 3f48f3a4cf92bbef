package school

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// ErrNoAccount is returned when somebody without an account wants to keep a draft.
var ErrNoAccount = errors.New("aucun compte : rien ne peut être gardé en attente")

// SaveDraft keeps what a person has typed in a form about a subject, until it is sent. A draft belongs to the person and
// not to the account alone: two guardians may share a mailbox, and one never reads what the other was writing (I-10).
func SaveDraft(ctx context.Context, app core.App, form, subject string, fields map[string]string) error {
	viewer := ActorIn(ctx)
	if viewer.AccountID == "" {
		return ErrNoAccount
	}
	draft, err := findDraft(app, viewer, form, subject)
	if err != nil {
		return err
	}
	if draft == nil {
		if draft, err = NewRecord(app, "drafts"); err != nil {
			return err
		}
		draft.Load(map[string]any{"account": viewer.AccountID, "form_name": draftName(viewer, form), "subject_id": subject})
	}
	draft.Load(map[string]any{"fields": fields, "saved_at": Clock(app).Now()})
	if err := app.SaveWithContext(ctx, draft); err != nil {
		return fmt.Errorf("keep a draft: %w", err)
	}
	return nil
}

// LoadDraft returns what the viewer had typed, an empty map when there is nothing.
func LoadDraft(app core.App, viewer Actor, form, subject string) (map[string]string, error) {
	fields := map[string]string{}
	draft, err := findDraft(app, viewer, form, subject)
	if err != nil || draft == nil {
		return fields, err
	}
	if err := json.Unmarshal([]byte(draft.GetString("fields")), &fields); err != nil {
		return map[string]string{}, nil //nolint:nilerr // a draft that cannot be read any more is an empty form, not an incident
	}
	return fields, nil
}

// DropDraft forgets a draft once its form is sent.
func DropDraft(ctx context.Context, app core.App, form, subject string) error {
	draft, err := findDraft(app, ActorIn(ctx), form, subject)
	if err != nil || draft == nil {
		return err
	}
	if err := app.DeleteWithContext(ctx, draft); err != nil {
		return fmt.Errorf("drop a draft: %w", err)
	}
	return nil
}

func findDraft(app core.App, viewer Actor, form, subject string) (*core.Record, error) {
	if viewer.AccountID == "" {
		return nil, nil //nolint:nilnil // nobody, nothing kept
	}
	rows, err := app.FindAllRecords("drafts", dbx.HashExp{"account": viewer.AccountID, "form_name": draftName(viewer, form), "subject_id": subject})
	if err != nil {
		return nil, fmt.Errorf("find a draft: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil //nolint:nilnil // nothing kept yet
	}
	return rows[0], nil
}

func draftName(viewer Actor, form string) string { return form + ":" + viewer.ID }
