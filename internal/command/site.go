package command

import (
	"errors"

	"github.com/spf13/cobra"
)

func newSite() *cobra.Command {
	return &cobra.Command{
		Use:   "site DOSSIER",
		Short: "écrit les pages publiques dans un dossier, pour un hébergement statique",
		Args:  takes(1, 1, "le dossier où écrire"),
		RunE: runs(func(*cobra.Command, []string) error {
			// EXTEND HERE: return ui.Site(args[0])
			return errors.New("cette version ne sait pas encore écrire le site public")
		}),
	}
}
