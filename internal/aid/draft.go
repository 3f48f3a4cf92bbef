package aid

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

const draftForm = "aide"

// KeepDraft keeps what a family has typed in its form until it is sent, sealed as a request is.
func KeepDraft(ctx context.Context, app core.App, fields map[string]string) error {
	sealed, err := seal(app, fields)
	if err != nil {
		return err
	}
	return school.SaveDraft(ctx, app, draftForm, "", map[string]string{"sealed": sealed})
}

// DraftOf is what the viewer had typed, empty when there is nothing.
func DraftOf(app core.App, viewer school.Actor) (map[string]string, error) {
	kept, err := school.LoadDraft(app, viewer, draftForm, "")
	if err != nil {
		return nil, err
	}
	fields := map[string]string{}
	err = unseal(app, kept["sealed"], &fields)
	return fields, err
}

// DropDraft forgets it.
func DropDraft(ctx context.Context, app core.App) error {
	return school.DropDraft(ctx, app, draftForm, "")
}
