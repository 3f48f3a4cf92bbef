package command

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/pb_hooks"
)

// ruleLine is one rule as `rules --json` prints it; its names are stable.
type ruleLine struct {
	ID         string              `json:"id"`
	Title      string              `json:"title"`
	Severity   law.Severity        `json:"severity"`
	Sources    []law.Source        `json:"sources"`
	Confidence law.Confidence      `json:"confidence"`
	Enforced   []string            `json:"enforced"` // places that refuse or warn, empty when registered only
	Parameters []law.ParameterSpec `json:"parameters"`
	LiftedBy   []string            `json:"lifted_by"`
	Together   bool                `json:"lifted_together,omitempty"`
	Tests      []string            `json:"tests"`
}

func newRules() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "liste les règles du registre et où elles sont tenues",
		Args:  takes(0, 0, ""),
		RunE: runs(func(cmd *cobra.Command, _ []string) error {
			lines, err := ruleLines()
			if err != nil {
				return err
			}
			if asJSON, _ := cmd.Flags().GetBool("json"); asJSON {
				return printJSON(cmd.OutOrStdout(), lines)
			}
			return printRules(cmd.OutOrStdout(), lines)
		}),
	}
	cmd.Flags().Bool("json", false, "écrit la liste en JSON")
	return cmd
}

func ruleLines() ([]ruleLine, error) {
	pages, err := rulePages()
	if err != nil {
		return nil, err
	}
	registry, err := law.ReadRegistry(pages)
	if err != nil {
		return nil, fmt.Errorf("registry of rules: %w", err)
	}
	enforced := pb_hooks.Enforced()
	var lines []ruleLine
	for _, r := range registry.All() {
		lines = append(lines, ruleLine{
			ID: r.ID, Title: r.Title, Severity: r.Severity, Sources: list(r.Sources), Confidence: r.Confidence,
			Enforced: list(enforced[r.ID]), Parameters: list(r.AllParameters()), LiftedBy: list(r.LiftedBy), Together: r.Together, Tests: list(r.Tests),
		})
	}
	return lines, nil
}

// list makes an absent list an empty one: a reader of the JSON never meets null.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

func printJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// effects says a severity to a person.
var effects = map[law.Severity]string{law.Block: "refuse", law.Warn: "avertit", law.Document: "documente"}

func printRules(out io.Writer, lines []ruleLine) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "RÈGLE\tEFFET\tSÛRETÉ\tTENUE PAR\tTITRE")
	for _, l := range lines {
		places := strings.Join(l.Enforced, ", ")
		if places == "" {
			places = "—"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", l.ID, effects[l.Severity], l.Confidence, places, l.Title)
	}
	return table.Flush()
}
