package main

import (
	"context"
	"fmt"
	"math"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// line is one budget with its measure.
type line struct {
	budget
	measure  float64
	measured bool
}

func (l line) green() bool {
	if l.atLeast {
		return l.measured && l.measure >= l.limit
	}
	return l.measured && l.measure <= l.limit
}

// judge sets each budget beside its measure. When only some steps were asked for, the others are left out.
func (a *audit) judge(some bool) (lines []line, green bool) {
	green = true
	for _, b := range budgets(litPages) {
		value, measured := a.measures[b.key]
		if some && !measured {
			continue
		}
		l := line{b, value, measured}
		green = green && l.green()
		lines = append(lines, l)
	}
	return lines, green
}

// french writes a number with a comma and no more figures than it needs.
func french(v float64) string {
	decimals := 0
	switch {
	case v == math.Trunc(v):
	case v < .1:
		decimals = 3
	case v < 100:
		decimals = 1
	}
	return strings.Replace(strconv.FormatFloat(v, 'f', decimals, 64), ".", ",", 1)
}

func (l line) said() (measure, limit, state string) {
	unit := ""
	if l.unit != "" {
		unit = " " + l.unit
	}
	sign := "≤ "
	if l.atLeast {
		sign = "≥ "
	}
	measure, state = "non mesuré", "ROUGE"
	if l.measured {
		measure = french(l.measure) + unit
	}
	if l.green() {
		state = "vert"
	}
	return measure, sign + french(l.limit) + unit, state
}

// table is for a terminal.
func table(lines []line) string {
	var out strings.Builder
	row := func(what, measure, limit, state string) {
		fmt.Fprintf(&out, "%s  %s  %s  %s\n", padded(what, 86), padded(measure, 12), padded(limit, 12), state)
	}
	row("Budget", "Mesure", "Limite", "")
	for _, l := range lines {
		measure, limit, state := l.said()
		row(l.subject+" · "+l.what, measure, limit, state)
	}
	return out.String()
}

func padded(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}

// markdown is for docs/mesures.md and the README.
func (a *audit) markdown(ctx context.Context, lines []line) string {
	var out strings.Builder
	fmt.Fprintf(&out, "# Ce qui est mesuré\n\nÉcrit par `make audit` le %s, %d cœurs, %s", time.Now().Format("2006-01-02"), runtime.NumCPU(), runtime.Version())
	if revision, err := exec.CommandContext(ctx, "git", "rev-parse", "--short", "HEAD").Output(); err == nil {
		fmt.Fprintf(&out, ", révision %s", strings.TrimSpace(string(revision)))
	}
	out.WriteString(".\n")
	subject := ""
	for _, l := range lines {
		if l.subject != subject {
			subject = l.subject
			fmt.Fprintf(&out, "\n## %s\n\n| Budget | Mesure | Limite | | Commande |\n| --- | --- | --- | --- | --- |\n", subject)
		}
		measure, limit, state := l.said()
		fmt.Fprintf(&out, "| %s | %s | %s | %s | %s |\n", l.what, measure, limit, state, l.from)
	}
	if len(a.weights) > 0 {
		out.WriteString("\n## Poids, page par page\n\n| Page | Première vue | Requêtes | Deuxième vue |\n| --- | --- | --- | --- |\n")
		for _, w := range a.weights {
			fmt.Fprintf(&out, "| `%s` | %s Ko | %d | %s Ko |\n", w.path, french(kilo(w.first)), w.requests, french(kilo(w.again)))
		}
	}
	return out.String()
}

// kilo is in thousands of bytes, as networks count.
func kilo(bytes int) float64 { return math.Round(float64(bytes)/100) / 10 }
