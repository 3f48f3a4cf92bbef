package command

import (
	"fmt"
	"io/fs"
	"os"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"github.com/openacademie/openacademie/content"
	"github.com/openacademie/openacademie/internal/school"

	_ "github.com/openacademie/openacademie/pb_migrations" // the collections
)

const (
	schoolDir   = "./school"
	practiceDir = "./practice"
)

// folder is the --dir of the command, or the default of its kind.
func folder(cmd *cobra.Command, kind school.Kind) string {
	if dir, err := cmd.Flags().GetString("dir"); err == nil && dir != "" {
		return dir
	}
	if kind == school.Practice {
		return practiceDir
	}
	return schoolDir
}

// rulePages are the pages of the registry, embedded in the program.
func rulePages() (fs.FS, error) {
	pages, err := fs.Sub(content.FS, "rules")
	if err != nil {
		return nil, fmt.Errorf("pages of the rules: %w", err)
	}
	return pages, nil
}

// openSchool opens the command's folder for writing, with everything bound.
func openSchool(cmd *cobra.Command, kind school.Kind) (core.App, error) {
	pages, err := rulePages()
	if err != nil {
		return nil, err
	}
	dir := folder(cmd, kind)
	// Pupils' data is for the account that runs the program, whatever the machine's habits.
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("le dossier %s ne peut pas être créé : %w", dir, err)
	}
	app, err := school.Open(dir, school.Options{Kind: kind, Rules: pages, Bind: bindings()})
	if err != nil {
		return nil, closing(app, err)
	}
	return app, nil
}

// closing closes what a failed or finished command leaves open; the first error is the one that matters.
func closing(app core.App, err error) error {
	if app == nil || !app.IsBootstrapped() {
		return err
	}
	if closed := school.Close(app); err == nil {
		return closed
	}
	return err
}
