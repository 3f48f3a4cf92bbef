package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/spf13/cobra"

	"github.com/openacademie/openacademie/content"
	"github.com/openacademie/openacademie/internal/rgaa"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/watch"
)

// operatorVariable names the first operator to create on a server, where nobody types commands.
const operatorVariable = "OPENACADEMIE_OPERATOR_EMAIL"

// metricsVariable opens the figures to a collector on another machine.
const metricsVariable = "OPENACADEMIE_METRICS_TOKEN"

func newServe() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "sert l’école d’un dossier",
		Long: `Sert l’école d’un dossier ; le dossier est créé au premier démarrage.

Variables d’environnement :
  OPENACADEMIE_KEY             clé qui protège les secrets du dossier (32 caractères au moins), à garder ailleurs
  OPENACADEMIE_OPERATOR_EMAIL  au premier démarrage, crée l’opérateur du tableau de bord /_/ ; son mot de passe est
                               affiché une seule fois
  OPENACADEMIE_METRICS_TOKEN   ouvre GET /metrics à qui présente ce jeton ; sans lui, à cette machine seulement`,
		Args: takes(0, 0, ""),
		RunE: runs(serve),
	}
	// Every interface by default: a container has no other way to be reached.
	addHTTP(cmd, ":8090")
	addLog(cmd, "text")
	return cmd
}

func serve(cmd *cobra.Command, _ []string) error {
	address, _ := cmd.Flags().GetString("http")
	if err := rgaa.Ready(content.FS); err != nil {
		return err
	}
	app, err := openHeld(cmd, school.Real)
	if err != nil {
		return err
	}
	if school.IsPractice(app) && !isLoopback(address) {
		return closing(app, errPracticeAbroad)
	}
	if err := watchApp(cmd, app); err != nil {
		return closing(app, err)
	}
	if err := firstOperator(app, cmd.OutOrStdout()); err != nil {
		return closing(app, err)
	}
	return listenAndServe(cmd.Context(), app, address, func(url string) {
		fmt.Fprintf(cmd.OutOrStdout(), "L’école est ouverte : %s\n", url)
	})
}

// addLog gives a command its --log.
func addLog(cmd *cobra.Command, format string) {
	cmd.Flags().String("log", format, "`FORMAT` du journal technique, sans donnée personnelle : text, json ou off (par défaut "+format+")")
	cmd.Flags().Lookup("log").DefValue = ""
}

// watchApp writes the technical log and serves the figures of an app that is about to be served.
func watchApp(cmd *cobra.Command, app core.App) error {
	format, _ := cmd.Flags().GetString("log")
	logger, ok := watch.NewLogger(cmd.ErrOrStderr(), format)
	if !ok {
		return fmt.Errorf("le journal technique s’écrit en text, en json, ou pas du tout (off) ; « %s » n’est rien de cela", format)
	}
	watch.Bind(app, logger, os.Getenv(metricsVariable))
	return nil
}

// errPracticeAbroad keeps a practice school, whose codes and messages are shown to whoever opens it, on its own machine.
var errPracticeAbroad = errors.New("une école d’entraînement ne s’ouvre que sur cette machine : choisissez une adresse comme localhost:8090")

// firstOperator makes the first superuser from the environment, or says how to.
func firstOperator(app core.App, out io.Writer) error {
	exists, err := hasOperator(app)
	if err != nil || exists {
		return err
	}
	email := os.Getenv(operatorVariable)
	if email == "" {
		fmt.Fprintf(out, "Aucun opérateur du tableau de bord encore : donnez son adresse dans %s et redémarrez.\n", operatorVariable)
		return nil
	}
	password, err := makeOperator(app, email)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Opérateur du tableau de bord /_/ : %s\nMot de passe, affiché une seule fois : %s\n", email, password)
	return nil
}

// listenAndServe serves an opened app until the context ends, then closes it. ready is told the address once it answers.
func listenAndServe(ctx context.Context, app core.App, address string, ready func(url string)) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		if errors.Is(err, syscall.EADDRINUSE) {
			err = fmt.Errorf("l’adresse %s est déjà prise par un autre programme", address)
		}
		return closing(app, err)
	}
	ended := make(chan error, 1)
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "openacademie.listen", Priority: 9999, Func: func(e *core.ServeEvent) error {
		e.Listener = listener
		e.Server.Addr = listener.Addr().String()
		// Nobody but our own pages has business here: a browser of another site gets no answer to read.
		e.Router.Unbind(apis.DefaultCorsMiddlewareId)
		if err := e.Next(); err != nil {
			return err
		}
		context.AfterFunc(ctx, func() { ended <- school.Close(e.App) })
		ready("http://" + reachable(address, listener))
		return nil
	}})
	if err := apis.Serve(app, apis.ServeConfig{HttpAddr: address}); err != nil {
		return errors.Join(closing(app, err), ignoreClosed(listener.Close()))
	}
	if ctx.Err() == nil {
		return closing(app, errors.New("le serveur s’est arrêté de lui-même"))
	}
	return <-ended
}

// reachable is the address to type in a browser: the one asked for, with the port that the system gave.
func reachable(address string, listener net.Listener) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil || host == "" || net.ParseIP(host).IsUnspecified() {
		host = "localhost"
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return net.JoinHostPort(host, port)
}

func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
