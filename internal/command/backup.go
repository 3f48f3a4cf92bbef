package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/openacademie/openacademie/internal/backup"
	"github.com/openacademie/openacademie/internal/school"
)

// backedUp is what « backup --json » prints; its names are stable.
type backedUp struct {
	File     string         `json:"file"`
	Bytes    int64          `json:"bytes"`
	Made     time.Time      `json:"made"`
	Version  string         `json:"version"`
	UAI      string         `json:"uai"`
	Files    int            `json:"files"`
	Rows     map[string]int `json:"rows"`
	Warnings []string       `json:"warnings"`
	Pruned   []string       `json:"pruned"`
}

func newBackup() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "backup FICHIER|DOSSIER",
		Short: "sauvegarde l’école dans une archive, pendant qu’elle sert",
		Long: `Copie la base, les fichiers et les clés scellées d’une école dans une seule archive, relue avant d’être posée. L’école peut
rester ouverte. L’archive ne contient jamais OPENACADEMIE_KEY : sans cette clé, gardée ailleurs, les secrets ne s’ouvrent pas.`,
		Args: takes(1, 1, "le fichier à écrire, ou le dossier qui reçoit la sauvegarde"),
		RunE: runs(runBackup),
	}
	cmd.Flags().Bool("json", false, "écrit le résultat en JSON")
	cmd.Flags().Bool("prune", false, "efface ensuite du dossier les sauvegardes plus vieilles que la durée dite par l’école (D-17)")
	return cmd
}

func runBackup(cmd *cobra.Command, args []string) (err error) {
	prune, _ := cmd.Flags().GetBool("prune")
	if about, err := os.Stat(args[0]); prune && (err != nil || !about.IsDir()) {
		return errors.New("--prune efface dans un dossier de sauvegardes : donnez ce dossier plutôt qu’un fichier")
	}
	pages, err := rulePages()
	if err != nil {
		return err
	}
	// No secret is opened: a machine that makes copies needs no key.
	app, err := school.Open(folder(cmd, school.Real), school.Options{Rules: pages, ReadOnly: true, KeyOptional: true})
	defer func() { err = closing(app, err) }()
	if err != nil && (app == nil || !app.IsBootstrapped() || school.DepsOf(app).Kind == "") {
		return err
	}
	made, err := backup.Write(cmd.Context(), app, args[0], cmd.Root().Version)
	if err != nil {
		return err
	}
	if err := backup.Remember(app.DataDir(), made.Manifest.Made); err != nil {
		return err
	}
	result := backedUp{
		File: made.Path, Bytes: made.Bytes, Made: made.Manifest.Made, Version: made.Manifest.Version, UAI: made.Manifest.UAI,
		Files: len(made.Manifest.Members), Rows: made.Manifest.Rows, Warnings: made.Manifest.Warnings, Pruned: []string{},
	}
	if prune {
		if result.Pruned, err = backup.Prune(args[0], made.Manifest.KeepDays, time.Now()); err != nil {
			return err
		}
	}
	if asJSON, _ := cmd.Flags().GetBool("json"); asJSON {
		return printJSON(cmd.OutOrStdout(), result)
	}
	sayBackup(cmd.OutOrStdout(), result)
	return nil
}

func sayBackup(out io.Writer, r backedUp) {
	fmt.Fprintf(out, "Sauvegarde écrite et relue : %s (%d fichier(s), %.1f Mo)\n", r.File, r.Files, float64(r.Bytes)/1e6)
	fmt.Fprintln(out, "La clé OPENACADEMIE_KEY n’y est pas : gardez-la ailleurs, sans elle les secrets ne s’ouvrent pas.")
	for _, warning := range r.Warnings {
		fmt.Fprintln(out, "Attention :", warning)
	}
	for _, name := range r.Pruned {
		fmt.Fprintln(out, "Effacée, trop vieille :", name)
	}
}
