package command

import (
	"fmt"
	"io"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"github.com/openacademie/openacademie/internal/backup"
	"github.com/openacademie/openacademie/internal/school"
)

// diagnosis is one line of doctor; its names are stable.
type diagnosis struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"` // what is the matter and what to do, in French; when sound, what is worth knowing
}

func newDoctor() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "examine le dossier d’une école, sans rien y changer",
		Long: `Examine le dossier d’une école : schéma, base, verrous, journal, clés, boîte d’envoi. Il ne change rien et peut passer
pendant que l’école est ouverte. Code de sortie 1 si une vérification échoue.`,
		Args: takes(0, 0, ""),
		RunE: runs(doctor),
	}
	cmd.Flags().Bool("json", false, "écrit la liste en JSON")
	return cmd
}

func doctor(cmd *cobra.Command, _ []string) error {
	all, err := examineFolder(cmd, folder(cmd, school.Real))
	if err != nil {
		return err
	}
	if asJSON, _ := cmd.Flags().GetBool("json"); asJSON {
		err = printJSON(cmd.OutOrStdout(), all)
	} else {
		err = printDiagnoses(cmd.OutOrStdout(), all)
	}
	if err != nil {
		return err
	}
	return verdict(all)
}

// verdict refuses, without another word, when something is not sound.
func verdict(all []diagnosis) error {
	for _, d := range all {
		if !d.OK {
			return errSilent
		}
	}
	return nil
}

// examineFolder opens a folder without changing it and asks every check.
func examineFolder(cmd *cobra.Command, dir string) ([]diagnosis, error) {
	pages, err := rulePages()
	if err != nil {
		return nil, err
	}
	app, err := school.Open(dir, school.Options{Rules: pages, ReadOnly: true})
	if err != nil && (app == nil || !app.IsBootstrapped() || school.DepsOf(app).Kind == "") {
		return nil, closing(app, err)
	}
	// What may still be wrong is the keys, opened last: the rest is examined without them.
	all := append([]diagnosis{diagnose("keys", err)}, examine(cmd, app)...)
	all = append(all, lastCopy(app, time.Now()))
	return all, school.Close(app)
}

// copyEvery is how long a real school may go without a copy before doctor complains.
const copyEvery = 8 * 24 * time.Hour

// lastCopy tells the age of the last backup. A practice school needs none; a school born this week has the time.
func lastCopy(app core.App, now time.Time) diagnosis {
	at, err := backup.Last(app.DataDir())
	if err != nil {
		return diagnose("backup", err)
	}
	d := diagnosis{Name: "backup", OK: true, Detail: "dernière sauvegarde le " + at.Local().Format("02/01/2006 à 15:04")}
	since := at
	if at.IsZero() {
		d.Detail = "aucune sauvegarde encore : « openacademie backup » en fait une"
		var born string
		if err := app.DB().NewQuery("SELECT born_at FROM folder WHERE id = 1").Row(&born); err != nil {
			return diagnose("backup", err)
		}
		if since, err = time.Parse(time.RFC3339, born); err != nil {
			return diagnose("backup", err)
		}
	}
	if age := now.Sub(since); age > copyEvery && !school.IsPractice(app) {
		d.OK = false
		d.Detail += fmt.Sprintf(", il y a %d jours", int(age.Hours()/24))
		if at.IsZero() {
			d.Detail = "aucune sauvegarde depuis la création du dossier : « openacademie backup » en fait une"
		}
	}
	return d
}

func examine(cmd *cobra.Command, app core.App) []diagnosis {
	var all []diagnosis
	for _, check := range checks() {
		if check.examined {
			all = append(all, diagnose(check.name, check.run(cmd.Context(), app)))
		}
	}
	return all
}

func diagnose(name string, err error) diagnosis {
	if err != nil {
		return diagnosis{Name: name, Detail: err.Error()}
	}
	return diagnosis{Name: name, OK: true}
}

func printDiagnoses(out io.Writer, all []diagnosis) error {
	for _, d := range all {
		line := "bon       " + d.Name
		if !d.OK {
			line = "MAUVAIS   " + d.Name
		}
		if d.Detail != "" {
			line += " : " + d.Detail
		}
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	return nil
}
