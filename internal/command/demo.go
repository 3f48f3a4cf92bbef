package command

import (
	"context"
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/pb_hooks"
)

func newDemo() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "ouvre une école d’entraînement, sur cette machine seulement",
		Long: `Ouvre une école d’entraînement : un collège imaginaire, une horloge que l’on avance, aucun message et aucun paiement
qui sorte de cette machine. Le dossier garde ce que vous y faites ; effacez-le pour recommencer.`,
		Args: takes(0, 0, ""),
		RunE: runs(demo),
	}
	addHTTP(cmd, "localhost:8090")
	addLog(cmd, "off")
	cmd.Flags().String("at", "", "avance d’abord l’horloge à ce jour, à 9 h : 2026-12-06")
	return cmd
}

func demo(cmd *cobra.Command, _ []string) error {
	address, _ := cmd.Flags().GetString("http")
	if !isLoopback(address) {
		return errPracticeAbroad
	}
	app, err := openHeld(cmd, school.Practice)
	if err != nil {
		return err
	}
	if !school.IsPractice(app) {
		return closing(app, errors.New("ce dossier contient une école réelle"))
	}
	if err := seed(cmd.Context(), app); err != nil {
		return closing(app, err)
	}
	if err := moveClock(cmd, app); err != nil {
		return closing(app, err)
	}
	if err := watchApp(cmd, app); err != nil {
		return closing(app, err)
	}
	stop, err := startSimulator(cmd.Context(), app)
	if err != nil {
		return closing(app, err)
	}
	defer stop()
	email, password, err := practiceOperator(app)
	if err != nil {
		return closing(app, err)
	}
	out := cmd.OutOrStdout()
	return listenAndServe(cmd.Context(), app, address, func(url string) {
		if err := setPublicURL(app, url); err != nil {
			app.Logger().Error("public address", "error", err.Error())
		}
		fmt.Fprintf(out, "École d’entraînement : %s\n", url)
		fmt.Fprintf(out, "Il est %s dans cette école.\n", school.Clock(app).Now().Format("02/01/2006 15:04"))
		fmt.Fprintf(out, "Tableau de bord de l’opérateur : %s/_/\n  %s, mot de passe %s\n", url, email, password)
		if err := announce(cmd.Context(), app, out, url); err != nil {
			fmt.Fprintln(out, "Les comptes à essayer n’ont pas pu être listés :", err)
		}
	})
}

// moveClock advances the practice clock to nine o'clock of the day asked for, running what falls due on the way.
func moveClock(cmd *cobra.Command, app core.App) error {
	at, _ := cmd.Flags().GetString("at")
	day, err := law.ParseDay(at)
	if err != nil || day == "" {
		return err
	}
	return school.Advance(cmd.Context(), app, day.At(9, 0, school.Clock(app).Zone()), func(ctx context.Context) error { return pb_hooks.RunDue(ctx, app) })
}
