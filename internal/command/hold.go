package command

import (
	"errors"
	"os"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"github.com/openacademie/openacademie/internal/school"
)

// holdName is the file that a served folder keeps locked. The lock dies with the process, the file stays.
const holdName = ".serving"

// errHeld keeps two programs from sending the same messages twice.
var errHeld = errors.New("l’école de ce dossier est déjà ouverte par un autre programme : arrêtez-le d’abord")

// openHeld opens the command's folder for this process alone, until the app closes.
func openHeld(cmd *cobra.Command, kind school.Kind) (core.App, error) {
	dir := folder(cmd, kind)
	var release func() error
	// A folder that does not exist is held by nobody, and openSchool may still refuse to make it.
	if _, err := os.Stat(dir); err == nil {
		if release, err = hold(dir); err != nil {
			return nil, err
		}
	}
	app, err := openSchool(cmd, kind)
	if err == nil && release == nil {
		release, err = hold(dir)
	}
	if err != nil {
		if release != nil {
			err = errors.Join(err, release())
		}
		return nil, closing(app, err)
	}
	app.OnTerminate().BindFunc(func(e *core.TerminateEvent) error {
		return errors.Join(e.Next(), release())
	})
	return app, nil
}
