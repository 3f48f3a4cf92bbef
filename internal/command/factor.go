package command

import (
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"github.com/openacademie/openacademie/internal/school"
)

// newFactor is the way out for a school whose only administrator has lost both telephone and recovery codes: whoever holds
// the machine and its key may take a second proof away. The person still needs the code of their mailbox.
func newFactor() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "second-factor ADRESSE",
		Short: "retire la seconde preuve d’identité d’un personnel qui a tout perdu",
		Long: `Retire la seconde preuve d’identité (téléphone et codes de secours) d’un personnel, pour l’école dont plus aucun chef ni
administrateur ne peut entrer. Ses sessions se ferment, le journal le garde, la personne en est avertie ; elle enregistre
un autre téléphone à sa prochaine connexion.`,
		Args: takes(1, 1, "l’adresse électronique du personnel"),
		RunE: runs(func(cmd *cobra.Command, args []string) error {
			reason, _ := cmd.Flags().GetString("motif")
			app, err := openSchool(cmd, school.Real)
			if err != nil {
				return err
			}
			return closing(app, resetFactor(cmd, app, args[0], reason))
		}),
	}
	cmd.Flags().String("motif", "", "pourquoi, gardé au journal")
	return cmd
}

func resetFactor(cmd *cobra.Command, app core.App, typed, reason string) error {
	address, err := school.NormalizeAddress(typed)
	if err != nil {
		return err
	}
	people, err := school.PeopleAt(app, address)
	if err != nil {
		return err
	}
	for _, p := range people {
		if p.Kind != school.StaffPerson {
			continue
		}
		if err := school.ResetFactor(cmd.Context(), app, p.ID, reason); err != nil {
			return err
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "La seconde preuve de %s est retirée.\n", p.Name())
		return nil
	}
	return errors.New("aucun personnel en fonction n’a cette adresse")
}
