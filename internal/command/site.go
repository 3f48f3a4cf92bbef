package command

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui"
)

func newSite() *cobra.Command {
	return &cobra.Command{
		Use:   "site DOSSIER",
		Short: "écrit les pages publiques dans un dossier, pour un hébergement statique",
		Long: `Écrit les pages publiques de l’école (accueil, règles, mentions légales) et ce qu’elles chargent dans un dossier que
n’importe quel hébergement statique peut servir. L’école n’est pas modifiée.`,
		Args: takes(1, 1, "le dossier où écrire"),
		RunE: runs(site),
	}
}

func site(cmd *cobra.Command, args []string) error {
	pages, err := rulePages()
	if err != nil {
		return err
	}
	app, err := school.Open(folder(cmd, school.Real), school.Options{Rules: pages, ReadOnly: true})
	if err != nil {
		return closing(app, err)
	}
	written, err := ui.Site(app, args[0])
	if err == nil {
		fmt.Fprintf(cmd.OutOrStdout(), "%d fichiers écrits dans %s\n", written, args[0])
	}
	return closing(app, err)
}
