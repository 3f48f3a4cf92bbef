package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"github.com/openacademie/openacademie/internal/backup"
	"github.com/openacademie/openacademie/internal/backup/archive"
	"github.com/openacademie/openacademie/internal/school"
)

// restored is what « restore --json » prints; its names are stable.
type restored struct {
	Dir     string      `json:"dir"`
	Made    time.Time   `json:"made"`
	Version string      `json:"version"`
	UAI     string      `json:"uai"`
	Checks  []diagnosis `json:"checks"`
}

func newRestore() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "restore FICHIER",
		Short: "rétablit l’école d’une sauvegarde dans un dossier neuf",
		Long: `Vérifie une sauvegarde, la pose dans un dossier vide ou absent, la met au niveau de cette version, puis l’examine comme
« doctor ». Rien n’est jamais écrasé. Donnez OPENACADEMIE_KEY, la clé de l’école sauvegardée, pour que ses secrets soient
vérifiés. Code de sortie 1 si la sauvegarde est refusée ou si une vérification échoue.`,
		Args: takes(1, 1, "la sauvegarde à rétablir"),
		RunE: runs(runRestore),
	}
	cmd.Flags().Bool("json", false, "écrit le résultat en JSON")
	cmd.Flags().Bool("old", false, "accepte une sauvegarde plus vieille que la durée dite par l’école : ce qui a été effacé depuis revient")
	return cmd
}

func runRestore(cmd *cobra.Command, args []string) error {
	dir := folder(cmd, school.Real)
	if err := mustBeFree(dir); err != nil {
		return err
	}
	old, _ := cmd.Flags().GetBool("old")
	manifest, err := lay(cmd.Context(), args[0], dir, old)
	if err != nil {
		return err
	}
	if err := upgrade(dir); err != nil {
		return err
	}
	all, err := examineFolder(cmd, dir)
	if err != nil {
		return err
	}
	if asJSON, _ := cmd.Flags().GetBool("json"); asJSON {
		err = printJSON(cmd.OutOrStdout(), restored{Dir: dir, Made: manifest.Made, Version: manifest.Version, UAI: manifest.UAI, Checks: all})
	} else {
		fmt.Fprintf(cmd.OutOrStdout(), "École rétablie dans %s, telle qu’elle était le %s.\n", dir, manifest.Made.Local().Format("02/01/2006 à 15:04:05"))
		err = printDiagnoses(cmd.OutOrStdout(), all)
	}
	if err != nil {
		return err
	}
	return verdict(all)
}

// mustBeFree refuses a folder in which there is anything, and says it better when a school is being served there.
func mustBeFree(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("le dossier %s ne se lit pas : %w", dir, err)
	}
	if release, err := hold(dir); err != nil {
		return err
	} else if err := release(); err != nil {
		return err
	}
	return fmt.Errorf("le dossier %s n’est pas vide : une sauvegarde se rétablit dans un dossier neuf", dir)
}

// lay puts an archive in place: beside the folder first, so that a failure leaves nothing that looks like a school.
func lay(ctx context.Context, file, dir string, old bool) (backup.Manifest, error) {
	copied, err := archive.Open(file)
	if err != nil {
		return backup.Manifest{}, err
	}
	defer func() { _ = copied.Close() }()
	if err := acceptable(copied.Manifest, old, time.Now()); err != nil {
		return backup.Manifest{}, err
	}
	whole, err := filepath.Abs(dir)
	if err != nil {
		return backup.Manifest{}, err
	}
	if err := os.MkdirAll(filepath.Dir(whole), 0o700); err != nil {
		return backup.Manifest{}, fmt.Errorf("le dossier %s ne peut pas être créé : %w", dir, err)
	}
	work, err := os.MkdirTemp(filepath.Dir(whole), ".retablissement-*")
	if err != nil {
		return backup.Manifest{}, fmt.Errorf("le dossier %s ne peut pas être créé : %w", dir, err)
	}
	defer func() { _ = os.RemoveAll(work) }()
	if err := copied.Extract(ctx, work); err != nil {
		return backup.Manifest{}, err
	}
	if err := backup.Remember(work, copied.Manifest.Made); err != nil {
		return backup.Manifest{}, err
	}
	// Remove takes an empty folder only: whatever was put there meanwhile stays.
	if err := os.Remove(whole); err != nil && !errors.Is(err, os.ErrNotExist) {
		return backup.Manifest{}, fmt.Errorf("le dossier %s n’est plus vide : %w", dir, err)
	}
	return copied.Manifest, os.Rename(work, whole)
}

func acceptable(m backup.Manifest, old bool, now time.Time) error {
	for _, file := range m.Migrations {
		known := slices.ContainsFunc(core.AppMigrations.Items(), func(item *core.Migration) bool { return item.File == file }) ||
			slices.ContainsFunc(core.SystemMigrations.Items(), func(item *core.Migration) bool { return item.File == file })
		if !known {
			return fmt.Errorf("cette sauvegarde vient d’une version plus récente (%s) : installez-la d’abord", m.Version)
		}
	}
	if age := now.Sub(m.Made); !old && m.KeepDays > 0 && age > time.Duration(m.KeepDays)*24*time.Hour {
		return fmt.Errorf("cette sauvegarde a %d jours, plus que les %d dits par l’école (D-17) : ce qui a été effacé depuis reviendrait. "+
			"Avec --old elle est rétablie malgré tout ; refaites alors les effacements", int(age.Hours()/24), m.KeepDays)
	}
	return nil
}

// upgrade brings a folder of an older version to this one. A key that does not open it is doctor's to tell.
func upgrade(dir string) error {
	pages, err := rulePages()
	if err != nil {
		return err
	}
	app, err := school.Open(dir, school.Options{Rules: pages, KeyOptional: true})
	if err != nil && (app == nil || !app.IsBootstrapped() || school.DepsOf(app).Kind == "") {
		return closing(app, err)
	}
	return closing(app, nil)
}
