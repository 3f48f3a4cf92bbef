// Command audit measures every budget of the design and prints one table, green or red: « make audit ». It runs what the
// house already has (benchmarks, weights, axe), starts the program for what only a whole one can tell, and has Lighthouse
// open pages. It exits with 1 when a budget is exceeded or could not be measured.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
)

func main() { os.Exit(run()) }

func run() int {
	only := flag.String("only", "", "étapes à faire, séparées par des virgules : "+strings.Join(names(), ", "))
	runs := flag.Int("phares", 3, "mesures de Lighthouse par page ; la médiane compte")
	page := flag.String("o", "", "écrit aussi les tableaux en Markdown dans ce fichier")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	a := &audit{measures: map[string]float64{}, runs: *runs, done: map[string]bool{}}
	for _, s := range steps {
		if *only != "" && !slices.Contains(strings.Split(*only, ","), s.name) {
			continue
		}
		fmt.Fprintf(os.Stderr, "— %s\n", s.what)
		a.done[s.name] = true
		if err := s.run(ctx, a); err != nil {
			a.troubles = append(a.troubles, fmt.Sprintf("%s : %v", s.what, err))
		}
	}
	lines, green := a.judge(*only != "")
	fmt.Print(table(lines))
	for _, n := range a.news {
		fmt.Println("nouvelle version :", n)
	}
	for _, trouble := range a.troubles {
		fmt.Fprintln(os.Stderr, trouble)
	}
	if *page != "" {
		if err := os.WriteFile(*page, []byte(a.markdown(ctx, lines)), 0o644); err != nil { //nolint:gosec // a page of docs/
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	if !green || len(a.troubles) > 0 {
		return 1
	}
	return 0
}

// audit is what has been measured so far.
type audit struct {
	measures map[string]float64
	troubles []string
	news     []string // newer versions of what we chose: told, never a fault
	weights  []weight
	runs     int
	done     map[string]bool
}

type step struct {
	name, what string
	run        func(context.Context, *audit) error
}

// steps are in the order of their cost.
var steps = []step{
	{"modules", "modules : sommes de contrôle, vet, versions", modules},
	{"poids", "poids des pages", weigh},
	{"mesures", "mesures de Go", benchmarks},
	{"programme", "démarrage et mémoire", program},
	{"phares", "Lighthouse", lighthouse},
	{"axe", "axe, par paires", dresses},
}

func names() []string {
	all := make([]string, len(steps))
	for i, s := range steps {
		all[i] = s.name
	}
	return all
}
