package command

import (
	"github.com/spf13/cobra"

	"github.com/openacademie/openacademie/internal/school"
)

// importCommand is one kind of import: what it reads, and what runs it.
func importCommand(use, short, missing string, run func(*cobra.Command, ImportOptions) int) *cobra.Command {
	cmd := &cobra.Command{
		Use: use,

		DisableFlagsInUseLine: true,

		Short: short,
		Args:  takes(1, -1, missing),
		RunE: runs(func(cmd *cobra.Command, args []string) error {
			dryRun, _ := cmd.Flags().GetBool("dry-run")
			asJSON, _ := cmd.Flags().GetBool("json")
			if run(cmd, ImportOptions{Dir: folder(cmd, school.Real), DryRun: dryRun, JSON: asJSON, Files: args}) != Fine {
				return errSilent
			}
			return nil
		}),
	}
	cmd.Flags().Bool("dry-run", false, "montre la différence sans rien enregistrer")
	cmd.Flags().Bool("json", false, "écrit le résultat en JSON")
	return cmd
}

func newImport() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import",
		Short: "lit les élèves, les personnels ou les voyages d’un autre logiciel",
		Args:  noSuchCommand,
		RunE:  commandMissing,
	}
	cmd.AddCommand(
		importCommand("siecle FICHIER…", "lit des exports de SIECLE (XML, zip, Excel), montre la différence, puis l’enregistre", "le fichier à lire",
			func(cmd *cobra.Command, o ImportOptions) int {
				return RunImport(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), o)
			}),
		importCommand("gigc FICHIER…", "lit le fichier des personnels de GIGC (xls, xlsx, csv), montre la différence, puis l’enregistre", "le fichier à lire",
			func(cmd *cobra.Command, o ImportOptions) int {
				return RunStaffImport(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), o)
			}),
		importCommand("mobilisco DOSSIER", "reprend les données de MobiliSCO, exportées en CSV par mdbtools, montre la différence, puis l’enregistre", "le dossier des tables exportées",
			func(cmd *cobra.Command, o ImportOptions) int {
				return RunTakeover(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), o)
			}),
	)
	return cmd
}
