package command

import (
	"errors"

	"github.com/spf13/cobra"
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
		RunE: runs(func(*cobra.Command, []string) error {
			// EXTEND HERE: return RunImport(…)
			return errors.New("cette version ne sait pas encore lire SIECLE")
		}),
	}
	siecle.Flags().Bool("dry-run", false, "montre la différence sans rien enregistrer")
	siecle.Flags().Bool("json", false, "écrit le résultat en JSON")
	cmd.AddCommand(siecle)
	return cmd
}
