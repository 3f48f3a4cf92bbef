package command

import (
	"fmt"
	"io"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"github.com/openacademie/openacademie/internal/school"
)

// diagnosis is one line of doctor; its names are stable.
type diagnosis struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"` // what is the matter and what to do, in French; empty when sound
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
	pages, err := rulePages()
	if err != nil {
		return err
	}
	app, err := school.Open(folder(cmd, school.Real), school.Options{Rules: pages, ReadOnly: true})
	if err != nil && (app == nil || !app.IsBootstrapped() || school.DepsOf(app).Kind == "") {
		return closing(app, err)
	}
	// What may still be wrong is the keys, opened last: the rest is examined without them.
	all := append([]diagnosis{diagnose("keys", err)}, examine(cmd, app)...)
	if err := school.Close(app); err != nil {
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
	for _, d := range all {
		if !d.OK {
			return errSilent
		}
	}
	return nil
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
			line = "MAUVAIS   " + d.Name + " : " + d.Detail
		}
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	return nil
}
