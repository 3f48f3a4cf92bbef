package command_test

import (
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const (
	house      = "github.com/openacademie/openacademie"
	pocketbase = "github.com/pocketbase/pocketbase"
)

// floor is one line of the table of design/architecture.md: what the packages of a pattern may import of ours, beside
// packages of their own subject, and how much of PocketBase.
type floor struct {
	packages []string // patterns of path.Match; "x/..." stands for x and all below
	ours     []string
	base     reach
}

// reach is how much of PocketBase a package may know.
type reach int

const (
	nothing reach = iota // neither PocketBase nor dbx
	records              // core, dbx and tools
	served               // apis too
)

var (
	formats  = []string{"internal/siecle/...", "internal/mobilisco/...", "internal/payfip/...", "internal/gfc/...", "internal/ariane/...", "internal/sepa/...", "internal/totp", "internal/dial", "internal/openid/...", "internal/sms", "internal/bounce"}
	products = []string{"internal/trip/...", "internal/enrolment", "internal/textbook", "internal/portrait", "internal/aid", "internal/community", "internal/privacy"}
	trade    = append([]string{"content", "internal/law", "internal/money/...", "internal/school", "internal/document/...", "internal/notify/...", "internal/tongue", "internal/rgaa"}, formats...)
	ui       = []string{"ui/components/...", "ui/assets"}
	search   = []string{"internal/search"}
	over     = []string{"internal/reconcile", "internal/statement"} // over the ledger
)

// table is the whole house. A package that stands in no line fails the test: it has no place yet.
var table = []floor{
	{[]string{"content", "internal/law", "internal/money/cents", "internal/xls/..."}, nil, nothing},
	{[]string{"internal/tongue/..."}, []string{"content", "internal/tongue"}, nothing},
	{[]string{"internal/rgaa"}, []string{"content", "internal/law"}, nothing},
	{formats, []string{"internal/money/cents", "internal/xls/..."}, nothing},
	{[]string{"internal/school"}, join([]string{"internal/law", "internal/money/cents"}, formats), records},
	{[]string{"internal/backup/archive"}, nil, nothing},
	{[]string{"internal/backup"}, []string{"internal/school", "internal/backup/archive"}, records}, // a folder as a file
	{[]string{"internal/watch"}, []string{"internal/backup"}, records},                             // what the machine's keeper sees
	{[]string{"internal/document/..."}, join([]string{"internal/law", "internal/money/cents"}, formats), records},
	{[]string{"internal/money"}, join([]string{"internal/law", "internal/money/cents", "internal/school"}, formats), records},
	{[]string{"internal/notify/..."}, join([]string{"internal/law", "internal/money/cents", "internal/school", "internal/tongue"}, formats), records},
	{[]string{"internal/money/paper"}, []string{"internal/money", "internal/document/..."}, nothing},
	{[]string{"internal/statement"}, join([]string{"internal/law", "internal/money/cents", "internal/school", "internal/xls"}, formats), nothing},
	{[]string{"internal/reconcile"}, []string{"internal/law", "internal/money/...", "internal/school", "internal/statement", "internal/document/..."}, records}, // over the ledger
	{products, trade, records},
	{[]string{"pb_hooks"}, join(trade, products, over), served},
	{[]string{"pb_migrations"}, nil, records},
	{[]string{"ui/assets/..."}, nil, nothing},
	{[]string{"ui/components"}, []string{"ui/assets"}, nothing}, // a look, no domain type
	{[]string{"ui/components/*"}, join(trade, products, ui), served},
	{[]string{"ui"}, join(trade, products, []string{"ui/..."}), served},
	{[]string{"ui/*"}, join(trade, products, ui, search, over), served},
	{search, join(trade, products), records},                         // over all products
	{[]string{"internal/rehearsal"}, join(trade, products), records}, // plays people by the operations
	{[]string{"internal/command", "internal/testapp", "internal/browser/..."}, []string{"..."}, served},
	{[]string{"internal/audit"}, nil, nothing}, // runs the others, as a person would
	{[]string{"."}, []string{"internal/command"}, nothing},
}

// testOnly are the packages that no code of the program may import.
var testOnly = []string{"internal/testapp", "internal/browser/...", "internal/openid/local"}

func TestEachPackageImportsWhatItsFloorMay(t *testing.T) {
	for _, p := range packages(t) {
		line := slices.IndexFunc(table, func(f floor) bool { return anyMatch(f.packages, p.name) })
		if line < 0 {
			t.Errorf("%s has no place in the table of imports", p.name)
			continue
		}
		for _, imported := range p.Imports {
			if complaint := table[line].judge(p.name, imported); complaint != "" {
				t.Errorf("%s imports %s: %s", p.name, strings.TrimPrefix(imported, house+"/"), complaint)
			}
		}
	}
}

func TestTheImportTableRefuses(t *testing.T) {
	for _, tc := range []struct{ from, imported string }{
		{"internal/law", house + "/internal/school"},
		{"internal/law", pocketbase + "/core"},
		{"internal/siecle", house + "/internal/law"},
		{"internal/document", house + "/internal/school"},
		{"internal/trip", house + "/internal/aid"},
		{"internal/trip", pocketbase + "/apis"},
		{"internal/school", house + "/internal/testapp"},
		{"pb_hooks", house + "/ui/components"},
		{"pb_migrations", house + "/internal/school"},
		{"ui/trips", house + "/ui/account"},
		{"ui/components", house + "/internal/law"},
		{".", house + "/pb_hooks"},
	} {
		line := slices.IndexFunc(table, func(f floor) bool { return anyMatch(f.packages, tc.from) })
		if table[line].judge(tc.from, tc.imported) == "" {
			t.Errorf("%s may import %s", tc.from, tc.imported)
		}
	}
}

func (f floor) judge(from, imported string) string {
	name, isOurs := strings.CutPrefix(imported, house+"/")
	switch {
	case isOurs && anyMatch(testOnly, name):
		return "it is for tests only"
	case isOurs && !anyMatch(f.ours, name) && !(subject(name) == subject(from) && subject(from) != ""):
		return "it stands on another floor"
	case strings.HasPrefix(imported, pocketbase+"/apis") && f.base < served:
		return "PocketBase's apis belong to ui, pb_hooks and command"
	case (strings.HasPrefix(imported, pocketbase) || strings.HasPrefix(imported, "github.com/pocketbase/dbx")) && f.base < records:
		return "PocketBase begins with school"
	}
	return ""
}

// subject is the folder under internal that holds the packages of one format, protocol or product: they know each other.
func subject(name string) string {
	parts := strings.Split(name, "/")
	if parts[0] != "internal" || len(parts) < 2 || !anyMatch(formats, "internal/"+parts[1]) && !anyMatch(products, "internal/"+parts[1]) {
		return ""
	}
	return parts[1]
}

// A view reads as the page it makes, by a dot-import of gomponents; in exchange it queries nothing: it is given what it shows.
func TestViewsQueryNothing(t *testing.T) {
	out, err := exec.Command("go", "list", "-e", "-f", "{{$dir := .Dir}}{{range .GoFiles}}{{$dir}}/{{.}}\n{{end}}", house+"/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range strings.Fields(string(out)) {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		var dotted, queries bool
		for _, spec := range parsed.Imports {
			imported := strings.Trim(spec.Path.Value, `"`)
			if spec.Name != nil && spec.Name.Name == "." {
				dotted = true
				if !strings.HasPrefix(imported, "maragu.dev/gomponents") || !strings.Contains(file, "/ui/") {
					t.Errorf("%s dot-imports %s", file, imported)
				}
			}
			queries = queries || strings.HasPrefix(imported, pocketbase) || imported == "github.com/pocketbase/dbx"
		}
		if dotted && queries {
			t.Errorf("%s is a view and knows the database", file)
		}
	}
}

type listed struct {
	ImportPath string
	Imports    []string
	name       string
}

// packages lists ours, as the go command sees them.
func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-e", "-json=ImportPath,Imports", house+"/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		p.name = strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, house), "/")
		if p.name == "" {
			p.name = "."
		}
		all = append(all, p)
	}
}

func anyMatch(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		if above, deep := strings.CutSuffix(pattern, "..."); deep {
			return above == "" || name == strings.TrimSuffix(above, "/") || strings.HasPrefix(name, above)
		}
		ok, err := path.Match(pattern, name)
		return ok && err == nil
	})
}

func join(lists ...[]string) []string { return slices.Concat(lists...) }
