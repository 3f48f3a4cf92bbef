package command

import (
	"github.com/spf13/cobra"

	"github.com/openacademie/openacademie/internal/school"
)

func newImport() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import",
		Short: "lit les élèves, les responsables et les classes d’un autre logiciel",
		Args:  noSuchCommand,
		RunE:  commandMissing,
	}
	siecle := &cobra.Command{
		Use: "siecle FICHIER…",

		DisableFlagsInUseLine: true,

		Short: "lit des exports de SIECLE (XML, zip, Excel), montre la différence, puis l’enregistre",
		Args:  takes(1, -1, "le fichier à lire"),
		RunE: runs(func(cmd *cobra.Command, args []string) error {
			dryRun, _ := cmd.Flags().GetBool("dry-run")
			asJSON, _ := cmd.Flags().GetBool("json")
			if RunImport(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), ImportOptions{
				Dir: folder(cmd, school.Real), DryRun: dryRun, JSON: asJSON, Files: args,
			}) != Fine {
				return errSilent
			}
			return nil
		}),
	}
	siecle.Flags().Bool("dry-run", false, "montre la différence sans rien enregistrer")
	siecle.Flags().Bool("json", false, "écrit le résultat en JSON")
	cmd.AddCommand(siecle)
	return cmd
}
