// Package command is the command line: one file per command, one place where the exit code is decided. It has a cobra root
// of its own, since PocketBase's exits 0 on errors (docs/decisions/0001).
package command

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Exit codes, stable: scripts rely on them.
const (
	Fine    = 0
	Refused = 1 // the command was understood; its input or the state of the folder refuses it
	Usage   = 2 // the command line itself is wrong
)

// Call is one call of the program.
type Call struct {
	Args     []string // without the program's name
	Out, Err io.Writer
	Version  string
}

// Execute runs a call and returns its exit code. Messages for people go to Err, in French; results go to Out.
func Execute(ctx context.Context, call Call) int {
	root := newRoot(call)
	root.SetArgs(call.Args)
	root.SetOut(call.Out)
	root.SetErr(call.Err)
	err := root.ExecuteContext(ctx)
	var refusal refused
	switch {
	case err == nil:
		return Fine
	case errors.As(err, &refusal):
		if refusal.err.Error() != "" {
			fmt.Fprintln(call.Err, "Refusé :", refusal.err)
		}
		return Refused
	default:
		fmt.Fprintf(call.Err, "%s\n« openacademie --help » liste les commandes.\n", inFrench(err))
		return Usage
	}
}

func newRoot(call Call) *cobra.Command {
	root := &cobra.Command{
		Use:           "openacademie",
		Short:         "Voyages, paiements et démarches d’un collège ou d’un lycée",
		Version:       call.Version,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          noSuchCommand,
		RunE:          commandMissing,
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(&cobra.Command{Hidden: true, Use: "no-help"})
	root.SetUsageTemplate(usageTemplate)
	root.SetHelpTemplate("{{with .Long}}{{.}}{{else}}{{.Short}}{{end}}\n\n{{.UsageString}}")
	root.SetVersionTemplate("openacademie {{.Version}}\n")
	root.PersistentFlags().String("dir", "", "`DOSSIER` de l’école (par défaut "+schoolDir+" ; "+practiceDir+" pour demo)")
	root.PersistentFlags().BoolP("help", "h", false, "affiche cette aide")
	root.Flags().BoolP("version", "v", false, "affiche la version")
	for _, cmd := range []*cobra.Command{newServe(), newDemo(), newImport(), newRules(), newSite(), newDoctor(), newFactor(), newBackup(), newRestore()} {
		cmd.DisableFlagsInUseLine = true
		root.AddCommand(cmd)
	}
	return root
}

// addHTTP gives a command its --http, with its default said in French rather than by pflag.
func addHTTP(cmd *cobra.Command, address string) {
	cmd.Flags().String("http", address, "`ADRESSE` d’écoute (par défaut "+address+")")
	cmd.Flags().Lookup("http").DefValue = ""
}

// refused wraps what a command answers once its line was understood.
type refused struct{ err error }

func (r refused) Error() string { return r.err.Error() }
func (r refused) Unwrap() error { return r.err }

// errSilent refuses without a sentence: the command has already printed what is the matter.
var errSilent = errors.New("")

// runs adapts a command's work: whatever error it returns is a refusal, exit code 1.
func runs(work func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if err := work(cmd, args); err != nil {
			return refused{err}
		}
		return nil
	}
}

func noSuchCommand(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("commande inconnue : %s", args[0])
	}
	return nil
}

func commandMissing(cmd *cobra.Command, _ []string) error {
	cmd.SetOut(cmd.ErrOrStderr())
	if err := cmd.Help(); err != nil {
		return err
	}
	return errors.New("il manque une commande")
}

// takes checks the number of arguments; what names them for the person.
func takes(least, most int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return fmt.Errorf("il manque %s", what)
		case most >= 0 && len(args) > most:
			return fmt.Errorf("argument en trop : %s", args[most])
		}
		return nil
	}
}

// inFrench says a mistake of the command line in French.
func inFrench(err error) string {
	var unknown *pflag.NotExistError
	var empty *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	var malformed *pflag.InvalidSyntaxError
	switch {
	case errors.As(err, &unknown):
		return "option inconnue : " + dashed(unknown.GetSpecifiedName(), unknown.GetSpecifiedShortnames())
	case errors.As(err, &empty):
		return "il manque une valeur à l’option " + dashed(empty.GetSpecifiedName(), empty.GetSpecifiedShortnames())
	case errors.As(err, &invalid):
		return fmt.Sprintf("valeur invalide pour l’option --%s : %s", invalid.GetFlag().Name, invalid.GetValue())
	case errors.As(err, &malformed):
		return "option mal écrite : " + malformed.GetSpecifiedFlag()
	default:
		return err.Error()
	}
}

func dashed(name, short string) string {
	if short != "" {
		return "-" + name
	}
	return "--" + name
}

const usageTemplate = `Emploi :{{if .HasAvailableSubCommands}}
  {{.CommandPath}} COMMANDE [options]

Commandes :{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{else}}
  {{.UseLine}}{{if .HasAvailableFlags}} [options]{{end}}{{end}}{{if .HasAvailableLocalFlags}}

Options :
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

Options communes :
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}
`
