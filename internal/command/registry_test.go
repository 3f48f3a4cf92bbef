package command_test

import (
	"bytes"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/content"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/pb_hooks"
)

var name = flag.Bool("name-tests", false, "writes the names of the tests into the front matter of the rules")

// The page of a rule names its tests, and a test of a rule begins with the rule's id: both are compared with the Go files,
// so that neither can lie. « go test ./internal/command -run RulesNameTheirTests -name-tests » writes the lists.
func TestRulesNameTheirTests(t *testing.T) {
	written := testsOfRules(t)
	for _, rule := range registry(t).All() {
		found := written[rule.ID]
		if *name {
			writeTests(t, rule.ID, found)
			continue
		}
		for _, test := range rule.Tests {
			if !slices.Contains(found, test) {
				t.Errorf("%s names %s, which no test file holds", rule.ID, test)
			}
		}
		for _, test := range found {
			if !slices.Contains(rule.Tests, test) {
				t.Errorf("%s does not name %s", rule.ID, test)
			}
		}
		delete(written, rule.ID)
	}
	if *name {
		return
	}
	for id, tests := range written {
		t.Errorf("%v are named after %s, which no page describes", tests, id)
	}
}

// What is said to be enforced is a rule of the registry, and is tried.
func TestEnforcedRulesAreKnownAndTried(t *testing.T) {
	rules, written := registry(t), testsOfRules(t)
	for id, places := range pb_hooks.Enforced() {
		if _, known := rules.Rule(id); !known {
			t.Errorf("%v enforce %s, which no page describes", places, id)
		}
		if len(written[id]) == 0 {
			t.Errorf("%v enforce %s, which no test tries", places, id)
		}
	}
}

// Only a role of the school lifts a rule; what a family reads links only to pages that exist.
func TestRulesNameRolesAndPagesThatExist(t *testing.T) {
	rules := registry(t)
	link := regexp.MustCompile(`/regles/([a-z]-[0-9]{2})\b`)
	for _, rule := range rules.All() {
		for _, role := range rule.LiftedBy {
			if !slices.Contains(school.AllRoles, school.Role(role)) {
				t.Errorf("%s is lifted by %q, which is no role", rule.ID, role)
			}
		}
		for _, found := range link.FindAllStringSubmatch(rule.Body, -1) {
			if _, known := rules.Rule(strings.ToUpper(found[1])); !known {
				t.Errorf("%s links to %s", rule.ID, found[0])
			}
		}
		for _, parameter := range rule.AllParameters() {
			if err := law.CheckValue(parameter, parameter.Default); err != nil {
				t.Errorf("%s: the default of %s does not fit: %v", rule.ID, parameter.Name, err)
			}
		}
	}
}

// testsOfRules are the tests of the whole house that begin with the id of a rule: TestV08… for V-08.
func testsOfRules(t *testing.T) map[string][]string {
	t.Helper()
	named := regexp.MustCompile(`^Test([VFIMD])([0-9]{2})`)
	tests := map[string][]string{}
	for name := range allTests(t) {
		if id := named.FindStringSubmatch(name); id != nil {
			tests[id[1]+"-"+id[2]] = append(tests[id[1]+"-"+id[2]], name)
		}
	}
	for id := range tests {
		sort.Strings(tests[id])
	}
	return tests
}

// allTests names every test of the house.
func allTests(t *testing.T) map[string]bool {
	t.Helper()
	tests := map[string]bool{}
	for _, file := range testFiles(t) {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range parsed.Decls {
			if function, isFunction := declaration.(*ast.FuncDecl); isFunction && function.Recv == nil && strings.HasPrefix(function.Name.Name, "Test") {
				tests[function.Name.Name] = true
			}
		}
	}
	return tests
}

func testFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == ".git" || entry.Name() == "testdata"):
			return filepath.SkipDir
		case strings.HasSuffix(path, "_test.go"):
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// writeTests replaces the list of tests in the front matter of a rule.
func writeTests(t *testing.T, id string, tests []string) {
	t.Helper()
	path := filepath.Join("..", "..", "content", "rules", strings.ToLower(id)+".md")
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	list := "tests: []\n"
	if len(tests) > 0 {
		list = "tests:\n  - " + strings.Join(tests, "\n  - ") + "\n"
	}
	old := regexp.MustCompile(`(?m)^tests:.*\n(?:  - .*\n)*`).Find(page)
	if old == nil {
		t.Fatalf("%s has no list of tests", id)
	}
	if changed := bytes.Replace(page, old, []byte(list), 1); !bytes.Equal(changed, page) {
		if err := os.WriteFile(path, changed, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func registry(t *testing.T) *law.Registry {
	t.Helper()
	pages, err := fs.Sub(content.FS, "rules")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := law.ReadRegistry(pages)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}
