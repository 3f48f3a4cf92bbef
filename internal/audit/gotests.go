package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// output runs a command and gives what it says, both ways, whether it ends well or not.
func output(ctx context.Context, env []string, name string, arguments ...string) (string, error) {
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, name, arguments...) //nolint:gosec // go, git and node, with arguments written here
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = &said, &said
	err := cmd.Run()
	if err != nil {
		err = fmt.Errorf("%s %s: %w\n%s", name, strings.Join(arguments, " "), err, tail(said.String()))
	}
	return said.String(), err
}

func tail(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return strings.Join(lines[max(0, len(lines)-12):], "\n")
}

// modules checks what we build from; a newer version is told, and is no fault.
func modules(ctx context.Context, a *audit) error {
	faults := 0.
	var wrong []error
	for _, arguments := range [][]string{{"mod", "verify"}, {"vet", "./..."}} {
		if _, err := output(ctx, nil, "go", arguments...); err != nil {
			faults++
			wrong = append(wrong, err)
		}
	}
	a.measures["modules.faults"] = faults
	said, err := output(ctx, nil, "go", "list", "-m", "-u", "-f", "{{if and (not .Indirect) .Update}}{{.Path}} {{.Version}} → {{.Update.Version}}{{end}}", "all")
	if err == nil {
		for l := range strings.Lines(said) {
			if l = strings.TrimSpace(l); l != "" {
				a.news = append(a.news, l)
			}
		}
	}
	return errors.Join(append(wrong, err)...)
}

// weight is what a page costs.
type weight struct {
	path                   string
	first, requests, again int
}

var (
	firstSeen = regexp.MustCompile(`(/[^\s:]*): (\d+) bytes, (\d+) requests`)
	seenAgain = regexp.MustCompile(`(/[^\s:]*): (\d+) bytes at the second view`)
	sizeSaid  = regexp.MustCompile(`(\S+\.(?:css|js)): (\d+) bytes, br (\d+), gzip (\d+)`)
)

// weigh reads the tests of weights.
func weigh(ctx context.Context, a *audit) error {
	sizes, err := output(ctx, nil, "go", "test", "-count=1", "./ui/assets", "-run", "TestWeights$", "-v")
	for _, m := range sizeSaid.FindAllStringSubmatch(sizes, -1) {
		a.measures["size."+m[1]] = kilo(number(m[4]))
	}
	pages, broken := output(ctx, nil, "go", "test", "-count=1", "./internal/browser", "-run", "TestFamilyPagesAreLight$", "-v")
	a.readWeights(pages)
	return errors.Join(err, broken)
}

func (a *audit) readWeights(said string) {
	again := map[string]int{}
	for _, m := range seenAgain.FindAllStringSubmatch(said, -1) {
		again[m[1]] = number(m[2])
	}
	for _, m := range firstSeen.FindAllStringSubmatch(said, -1) {
		w := weight{m[1], number(m[2]), number(m[3]), again[m[1]]}
		a.weights = append(a.weights, w)
		a.most("weight.first", kilo(w.first))
		a.most("weight.requests", float64(w.requests))
		a.most("weight.again", kilo(w.again))
	}
}

// most keeps the worst of several measures.
func (a *audit) most(key string, value float64) { a.measures[key] = max(a.measures[key], value) }

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// benches are the benchmarks that hold a budget.
var benches = []struct{ folder, names, times string }{
	{"./internal/school", "Difference1500|Write1500", "3x"},
	{"./internal/money", "Balances1500|Charge4500", "5x"},
	{"./internal/document", "Commitments300", "2x"},
	{"./internal/command", "FamilyPage", "3s"},
	{"./internal/command", "FamilyLoad", "2x"},
}

func benchmarks(ctx context.Context, a *audit) error {
	var wrong []error
	for _, b := range benches {
		said, err := output(ctx, nil, "go", "test", "-run", "^$", "-bench", "^Benchmark("+b.names+")$", "-benchtime", b.times, b.folder)
		wrong = append(wrong, err)
		a.readBenchmarks(said)
	}
	return errors.Join(wrong...)
}

var benchSaid = regexp.MustCompile(`(?m)^(Benchmark\w+?)(?:-\d+)?\s+\d+\s+(.*)$`)

// readBenchmarks reads the lines of go test -bench: « BenchmarkX-2 5 31000000 ns/op 12 p95-ms ».
func (a *audit) readBenchmarks(said string) {
	for _, m := range benchSaid.FindAllStringSubmatch(said, -1) {
		fields := strings.Fields(m[2])
		for i := 0; i+1 < len(fields); i += 2 {
			value, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				continue
			}
			key := "bench." + m[1] + "."
			a.measures[key+fields[i+1]] = value
			if fields[i+1] == "ns/op" && value > 0 {
				a.measures[key+"ms"] = value / 1e6
				a.measures[key+"per-s"] = 1e9 / value
			}
		}
	}
}

// dresses has axe judge the screens in all their dresses.
func dresses(ctx context.Context, a *audit) error {
	start := time.Now()
	said, err := output(ctx, []string{"OPENACADEMIE_AXE=pairs"}, "go", "test", "-count=1", "-timeout", "30m", "./internal/browser", "-run", "TestEveryScreenInItsDresses$", "-v")
	a.measures["axe.faults"] = faults(said, "TestEveryScreenInItsDresses", err)
	a.measures["axe.minutes"] = time.Since(start).Minutes()
	said, broken := output(ctx, []string{"OPENACADEMIE_AXE=all"}, "go", "test", "-count=1", "-timeout", "30m", "./internal/browser", "-run", "TestRefusedFormsAreAccessible$", "-v")
	a.measures["refused.faults"] = faults(said, "TestRefusedFormsAreAccessible", broken)
	return errors.Join(err, broken)
}

var complaint = regexp.MustCompile(`(?m)^\s+axe_test\.go:\d+: |^\s+pairs_test\.go:\d+: .*: .*wider|^\s+refused_test\.go:\d+: \S+ refused: `)

// faults counts what a test complains of; a test that fails otherwise, or did not run, counts for one.
func faults(said, test string, err error) float64 {
	n := len(complaint.FindAllString(said, -1))
	if n == 0 && (err != nil || !strings.Contains(said, "--- PASS: "+test)) {
		return 1
	}
	return float64(n)
}
