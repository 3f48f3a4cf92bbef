package command_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// A process may serve many schools (design/scale.md): nothing that changes may live in a package variable, where every
// school would find it. Caches live in app.Store(). What is computed once from embedded files may stay.
func TestNoPackageVariableChanges(t *testing.T) {
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && entry.Name() != ".." || entry.Name() == "node_modules" || entry.Name() == "testapp"):
			if path == "../.." {
				return nil
			}
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		files := token.NewFileSet()
		parsed, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return err
		}
		for _, declaration := range parsed.Decls {
			variables, isGroup := declaration.(*ast.GenDecl)
			if !isGroup || variables.Tok != token.VAR {
				continue
			}
			for _, spec := range variables.Specs {
				if value := spec.(*ast.ValueSpec); changes(value) && !embedded(variables) && !embeddedSpec(value) {
					t.Errorf("%s: %s looks like state that schools would share", files.Position(value.Pos()), value.Names[0].Name)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// changes tells whether a package variable is made to change: declared without a value, made empty, or a lock.
func changes(v *ast.ValueSpec) bool {
	if len(v.Values) == 0 {
		return true
	}
	for _, value := range v.Values {
		switch value := value.(type) {
		case *ast.UnaryExpr: // &sync.Map{}, &cache{}
			if literal, isLiteral := value.X.(*ast.CompositeLit); isLiteral && len(literal.Elts) == 0 {
				return true
			}
		case *ast.CompositeLit: // map[string]x{}
			if len(value.Elts) == 0 && !isStruct(value) {
				return true
			}
		case *ast.CallExpr: // make(map[string]x)
			if name, isName := value.Fun.(*ast.Ident); isName && (name.Name == "make" || name.Name == "new") {
				return true
			}
		}
	}
	return false
}

func isStruct(literal *ast.CompositeLit) bool {
	switch literal.Type.(type) {
	case *ast.Ident, *ast.SelectorExpr:
		return true
	}
	return false
}

func embedded(d *ast.GenDecl) bool       { return embeds(d.Doc) }
func embeddedSpec(v *ast.ValueSpec) bool { return embeds(v.Doc) }

func embeds(doc *ast.CommentGroup) bool {
	if doc == nil {
		return false
	}
	for _, line := range doc.List {
		if strings.HasPrefix(line.Text, "//go:embed") {
			return true
		}
	}
	return false
}
