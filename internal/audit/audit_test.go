package main

import (
	"math"
	"strings"
	"testing"
)

func TestMeasuresAreRead(t *testing.T) {
	t.Parallel()
	a := &audit{measures: map[string]float64{}}
	a.readBenchmarks("goos: linux\nBenchmarkBalances1500-2   \t      38\t  31234567 ns/op\t        30.50 cpu-ms/op\nBenchmarkFamilyLoad \t 1\t5001128663 ns/op\t 3.9 p50-ms\t 12.18 p95-ms\nPASS\n")
	a.readWeights("weight_test.go:60: /a-faire: 21345 bytes, 5 requests\nweight_test.go:71: /a-faire: 812 bytes at the second view\n/payer: 30000 bytes, 4 requests\n/payer: 900 bytes at the second view\n")
	for key, want := range map[string]float64{
		"bench.BenchmarkBalances1500.ms": 31.234567, "bench.BenchmarkBalances1500.cpu-ms/op": 30.5, "bench.BenchmarkFamilyLoad.p95-ms": 12.18,
		"weight.first": 30, "weight.requests": 5, "weight.again": .9,
	} {
		if math.Abs(a.measures[key]-want) > 1e-9 {
			t.Errorf("%s is %v, want %v", key, a.measures[key], want)
		}
	}
}

func TestAReportOfAnotherPageIsNoMeasure(t *testing.T) {
	t.Parallel()
	seen := map[string][]float64{}
	report := `{"finalDisplayedUrl":"http://localhost:1/payer","categories":{"performance":{"score":0.99}},"audits":{"cumulative-layout-shift":{"numericValue":0.01}}}`
	if err := read([]byte(report), "http://localhost:1/payer", seen); err != nil || seen["performance"][0] != 99 || seen["cls"][0] != .01 {
		t.Errorf("%v %v", seen, err)
	}
	for _, other := range []string{strings.Replace(report, "/payer", "/connexion?suite=%2Fpayer", 1), `{"runtimeError":{"message":"no page"}}`, "nothing"} {
		if err := read([]byte(other), "http://localhost:1/payer", seen); err == nil {
			t.Errorf("read as a measure: %s", other)
		}
	}
}

// What is over its limit, or was not measured, is red; a run of some steps judges only them.
func TestBudgetsAreJudged(t *testing.T) {
	t.Parallel()
	a := &audit{measures: map[string]float64{"weight.first": 40, "weight.requests": 7, "bench.BenchmarkFamilyPage.per-s": 1499}}
	lines, green := a.judge(true)
	if said := table(lines); green || len(lines) != 3 || strings.Count(said, "vert") != 1 || strings.Count(said, "ROUGE") != 2 {
		t.Errorf("green %v:\n%s", green, said)
	}
	a.measures["weight.requests"], a.measures["bench.BenchmarkFamilyPage.per-s"] = 6, 1500
	if _, green := a.judge(true); !green {
		t.Error("budgets that hold are red")
	}
	if lines, green := a.judge(false); green || len(lines) < 40 || !strings.Contains(a.markdown(t.Context(), lines), "non mesuré") {
		t.Error("what was not measured is green")
	}
	for said, want := range map[string]float64{"--- PASS: TestX (2s)": 0, "": 1, "    axe_test.go:40: /a at 320 px: x\n    axe_test.go:40: /b at 320 px: y\n--- FAIL: TestX": 2} {
		if got := faults(said, "TestX", nil); got != want {
			t.Errorf("%q: %v faults", said, got)
		}
	}
}
