package command_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

var namedTest = regexp.MustCompile("`(Test[A-Za-z0-9_]+)`")

// docs/parity-mobilisco.md tells a bursar what is held by which test: each of them is there, and each feature has its line.
func TestTheParityTableNamesRealTests(t *testing.T) {
	page, err := os.ReadFile("../../docs/parity-mobilisco.md")
	if err != nil {
		t.Fatal(err)
	}
	written := allTests(t)
	for _, name := range namedTest.FindAllStringSubmatch(string(page), -1) {
		if !written[name[1]] {
			t.Errorf("no test is called %s", name[1])
		}
	}
	features := regexp.MustCompile(`(?m)^\| (\d+) \|`).FindAllStringSubmatch(string(page), -1)
	if len(features) != 44 {
		t.Errorf("%d features of 44", len(features))
	}
	for line := range strings.Lines(string(page)) {
		if strings.HasPrefix(line, "|") && strings.Contains(line, "TODO") {
			t.Error(line)
		}
	}
}
