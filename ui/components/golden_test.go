package components_test

import (
	"bytes"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
	. "maragu.dev/gomponents"

	c "github.com/openacademie/openacademie/ui/components"
)

var update = flag.Bool("update", false, "rewrite the golden files of the gallery")

func TestGallery(t *testing.T) {
	for name, page := range gallery {
		t.Run(name, func(t *testing.T) {
			got := rendered(t, page)
			golden := filepath.Join("testdata", name+".html")
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s is not what its golden file says: look at it, then go test ./ui/components -update", name)
			}
		})
	}
}

// hash of an asset's name: golden files must not change with the style sheet.
var hash = regexp.MustCompile(`(/assets/[a-z0-9-]+)\.[0-9a-f]{10}\.`)

func rendered(t *testing.T, n Node) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := n.Render(&out); err != nil {
		t.Fatal(err)
	}
	// One element per line, so that a change can be read in a diff.
	return bytes.ReplaceAll(hash.ReplaceAll(out.Bytes(), []byte("$1.HASH.")), []byte("><"), []byte(">\n<"))
}

func TestEveryPageIsWellMade(t *testing.T) {
	for name, page := range gallery {
		t.Run(name, func(t *testing.T) {
			doc, err := html.Parse(bytes.NewReader(rendered(t, page)))
			if err != nil {
				t.Fatal(err)
			}
			seen := survey(t, doc)
			for _, tag := range []string{"h1", "main", "title", "footer"} {
				if seen.tags[tag] != 1 {
					t.Errorf("%d <%s>, want one", seen.tags[tag], tag)
				}
			}
			for id := range seen.wanted {
				if !seen.ids[id] {
					t.Errorf("nothing has the id %q that a label, a description or a link points to", id)
				}
			}
			for id := range seen.controls {
				if !seen.labelled[id] {
					t.Errorf("no label for the control %q", id)
				}
			}
		})
	}
}

type found struct {
	tags                            map[string]int
	ids, wanted, controls, labelled map[string]bool
}

func survey(t *testing.T, doc *html.Node) found {
	t.Helper()
	s := found{map[string]int{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		s.tags[n.Data]++
		attrs := map[string]string{}
		for _, a := range n.Attr {
			if _, twice := attrs[a.Key]; twice {
				t.Errorf("<%s> has %s twice", n.Data, a.Key)
			}
			attrs[a.Key] = a.Val
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s %s>: our policy forbids inline style and script", n.Data, a.Key)
			}
		}
		if n.Data == "script" && n.FirstChild != nil && strings.TrimSpace(n.FirstChild.Data) != "" || n.Data == "style" {
			t.Errorf("inline <%s>", n.Data)
		}
		if id, ok := attrs["id"]; ok {
			if s.ids[id] {
				t.Errorf("two elements have the id %q", id)
			}
			s.ids[id] = true
		}
		for _, id := range strings.Fields(attrs["aria-describedby"] + " " + attrs["aria-labelledby"] + " " + attrs["for"] + " " + attrs["popovertarget"]) {
			s.wanted[id] = true
		}
		if n.Data == "label" {
			s.labelled[attrs["for"]] = true
		}
		if strings.HasPrefix(attrs["href"], "#") && len(attrs["href"]) > 1 && n.Data == "a" {
			s.wanted[attrs["href"][1:]] = true
		}
		switch n.Data {
		case "input", "select", "textarea", "progress":
			if attrs["type"] != "hidden" {
				s.controls[attrs["id"]] = true
			}
		}
	}
	return s
}

func TestNothingIsTickedBeforehand(t *testing.T) {
	group := rendered(t, c.RadioGroup(c.ChoiceProps{ID: "r", Legend: "?", Options: []c.OptionProps{{Value: "", Label: "Rien"}, {Value: "oui", Label: "Oui"}}}))
	box := rendered(t, c.CheckboxField(c.CheckboxFieldProps{ID: "b", Label: "D’accord"}))
	if bytes.Contains(group, []byte("checked")) || bytes.Contains(box, []byte("checked")) {
		t.Error("a choice is ticked without anyone having chosen")
	}
}

// What is not in the gallery has never been looked at.
func TestTheGalleryShowsEveryComponent(t *testing.T) {
	source, err := os.ReadFile("gallery_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range exportedFunctions(t) {
		if !bytes.Contains(source, []byte("c."+name+"(")) && !bytes.Contains(source, []byte("c."+name+",")) {
			t.Errorf("the gallery does not show %s", name)
		}
	}
}

func exportedFunctions(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.IsExported() && givesNode(f) {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}

// givesNode tells whether a function makes something to see.
func givesNode(f *ast.FuncDecl) bool {
	if f.Type.Results == nil || len(f.Type.Results.List) != 1 {
		return false
	}
	result, ok := f.Type.Results.List[0].Type.(*ast.Ident)
	return ok && (result.Name == "Node" || result.Name == "Row")
}

func TestTextIsEscaped(t *testing.T) {
	got := string(rendered(t, c.PageHead(c.PageHeadProps{Title: `<script>alert("x")</script>`})))
	if strings.Contains(got, "<script>") {
		t.Errorf("not escaped: %s", got)
	}
}

func TestFrenchSpacesDoNotBreak(t *testing.T) {
	for typed, want := range map[string]string{
		"Voyage à Grenade : votre réponse": "Voyage à Grenade\u00a0: votre réponse",
		"« Oui » ? Non !":                  "«\u00a0Oui\u00a0»\u202f? Non\u202f!",
		"acte n° 41, 312,00 €":             "acte n°\u00a041, 312,00\u00a0€",
		"https://exemple.fr/?a=1;b=2":      "https://exemple.fr/?a=1;b=2",
	} {
		if got := string(rendered(t, c.French(typed))); got != want {
			t.Errorf("%q became %q, want %q", typed, got, want)
		}
	}
}

// What a person typed comes back as it was typed.
func TestTypedTextIsLeftAlone(t *testing.T) {
	area := rendered(t, c.TextareaField(c.TextareaFieldProps{FieldProps: c.FieldProps{ID: "m", Label: "M", Value: "Bonjour : merci !"}}))
	if !bytes.Contains(area, []byte("Bonjour : merci !")) {
		t.Errorf("typed text was changed: %s", area)
	}
}
