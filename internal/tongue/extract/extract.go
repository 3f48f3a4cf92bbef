// Package extract reads, in the source of the program, the French texts that families may be shown. It serves the tests and
// the list of messages; no page uses it.
package extract

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/openacademie/openacademie/internal/tongue"
)

// Source is a file whose texts families may be shown: all of it, or some of its functions and variables.
type Source struct {
	File string
	Only []string
}

// Text is a key and where its French stands.
type Text struct{ Key, Where string }

// Go lists the keys of a Go source. A text that is put together with + or by fmt is one key with holes.
func Go(path string, only []string) ([]Text, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	r := reader{set: set, path: path}
	for _, d := range file.Decls {
		if g, is := d.(*ast.GenDecl); is && (g.Tok == token.IMPORT || g.Tok == token.CONST && !shows(g, only)) {
			continue
		}
		if shows(d, only) {
			ast.Walk(&r, d)
		}
	}
	return r.found, nil
}

func shows(d ast.Decl, only []string) bool {
	if len(only) == 0 {
		return true
	}
	name := ""
	switch d := d.(type) {
	case *ast.FuncDecl:
		name = d.Name.Name
	case *ast.GenDecl:
		if v, is := d.Specs[0].(*ast.ValueSpec); is {
			name = v.Names[0].Name
		}
	}
	for _, o := range only {
		if o == name {
			return true
		}
	}
	return false
}

type reader struct {
	set   *token.FileSet
	path  string
	found []Text
}

// Calls and fields whose strings nobody reads.
var (
	silentCalls = map[string]bool{
		"Class": true, "ID": true, "Name": true, "Type": true, "Href": true, "For": true, "Data": true, "Attr": true, "El": true, "Role": true,
		"Aria": true, "Method": true, "Action": true, "Scope": true, "Rel": true, "Icon": true, "Raw": true, "Query": true, "Field": true, "Path": true,
		"Errorf": true, "Error": true, "Select": true, "From": true, "Where": true, "NewExp": true, "NewQuery": true, "OrderBy": true, "HashExp": true,
		"InnerJoin": true, "LeftJoin": true, "AndWhere": true, "And": true, "GroupBy": true, "Row": true, "Lang": true, "Dir": true, "GetString": true, "Set": true,
		"GetInt": true, "FindFirstRecordByFilter": true, "FindRecordsByFilter": true, "FindRecordById": true, "MustCompile": true, "NewRecord": true,
		"HasPrefix": true, "HasSuffix": true, "TrimPrefix": true, "TrimSuffix": true, "Split": true, "Cut": true, "Warn": true, "Contains": true, "ReplaceAll": true,
		"MAC": true, "Seal": true, "Open": true, "Get": true, "Has": true, "File": true, "Having": true, "Like": true, "Build": true,
	}
	silentFields = map[string]bool{
		"ID": true, "Name": true, "Action": true, "Href": true, "Icon": true, "Type": true, "Width": true, "Autocomplete": true, "InputMode": true, "Value": true,
		"Kind": true, "State": true, "FixHref": true, "ChangeHref": true, "Shell": true, "Draft": true, "Field": true, "Rule": true, "Collection": true, "Verb": true,
		"Pattern": true, "Sample": true, "Accept": true, "Link": true, "Dedupe": true, "Group": true, "Code": true, "Severity": true, "Operation": true,
	}
)

// Visit walks the tree; what nobody reads is not gone into.
func (r *reader) Visit(n ast.Node) ast.Visitor {
	switch n := n.(type) {
	case *ast.CallExpr:
		name := nameOf(n.Fun)
		if name == "Sprintf" || name == "Join" {
			if key, ok := template(n); ok && name == "Sprintf" {
				r.add(n.Pos(), key)
				for _, a := range n.Args[1:] {
					ast.Walk(r, a)
				}
				return nil
			}
		}
		if name == "Counted" && len(n.Args) == 3 {
			for _, noun := range n.Args[1:] {
				if word, ok := template(noun); ok {
					r.add(n.Pos(), "{n} "+word)
				}
			}
			return nil
		}
		if silentCalls[name] {
			for _, a := range n.Args { // a text may still stand deeper, in a function given
				if f, is := a.(*ast.FuncLit); is {
					ast.Walk(r, f)
				}
			}
			return nil
		}
	case *ast.KeyValueExpr:
		if id, is := n.Key.(*ast.Ident); is && silentFields[id.Name] {
			return nil
		}
		ast.Walk(r, n.Value)
		return nil
	case *ast.CaseClause:
		for _, s := range n.Body {
			ast.Walk(r, s)
		}
		return nil
	case *ast.IndexExpr, *ast.ImportSpec, *ast.Field:
		return nil
	case *ast.BinaryExpr:
		if n.Op != token.ADD {
			if n.Op == token.EQL || n.Op == token.NEQ {
				return nil
			}
			return r
		}
		if key, ok := template(n); ok {
			r.add(n.Pos(), key)
			r.inside(n)
			return nil
		}
	case *ast.BasicLit:
		if key, ok := template(n); ok {
			r.add(n.Pos(), key)
		}
	}
	return r
}

// inside goes into the pieces of a sum that are not literals.
func (r *reader) inside(e ast.Expr) {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		r.inside(e.X)
		r.inside(e.Y)
	case *ast.BasicLit:
	default:
		ast.Walk(r, e)
	}
}

func (r *reader) add(at token.Pos, key string) {
	for _, text := range tongue.Texts(key) {
		if key := numbered(tongue.Key(strings.TrimPrefix(text, "· "))); reads(key) {
			r.found = append(r.found, Text{key, fmt.Sprintf("%s:%d", r.path, r.set.Position(at).Line)})
		}
	}
}

var (
	hole    = regexp.MustCompile(`\{([a-z]+)\d*\}`)
	address = regexp.MustCompile(`^[/#.?&]|^[a-z0-9_.:/%*-]+$|^[A-Z_]+$|://|=`)
	// silent are queries, media queries, names of browsers and what only the log says, in English.
	silent = regexp.MustCompile(`^\{\{|^Language$|SELECT|COALESCE|CASE WHEN|ORDER BY|GROUP BY|\[\[|\{[:{]|^’|prefers-|display-mode|name of its own|^[VFIMD]-\{n\}$|^(Android|Windows|Macintosh|Mac|Linux|Firefox|Edg|Edge|Chrome|Safari|Open Académie|SIECLE)$|^[a-z]+: [A-Za-z]|^[a-z ]+ of (a|an|the) [a-z]+$`)
)

var field = regexp.MustCompile(`\{\{[^}]+\}\}`)

// Markdown lists the keys of a Markdown text with fields {{…}}, its front matter left out but for its title.
func Markdown(path, text string) []Text {
	if front, body, found := strings.Cut(strings.TrimPrefix(text, "---\n"), "\n---\n"); found && strings.HasPrefix(text, "---") {
		text = body
		for line := range strings.SplitSeq(front, "\n") {
			if title, is := strings.CutPrefix(line, "title: "); is {
				text = title + "\n\n" + text
			}
		}
	}
	var found []Text
	for _, block := range blocks(text) {
		for _, one := range tongue.Texts(field.ReplaceAllString(block, "{word}")) {
			if key := numbered(tongue.Key(one)); tongue.HasWords(key) {
				found = append(found, Text{key, path})
			}
		}
	}
	return found
}

// blocks cuts a text as components.Blocks does.
func blocks(text string) []string {
	var all []string
	for piece := range strings.SplitSeq(text, "\n\n") {
		piece = strings.TrimSpace(strings.TrimLeft(strings.Trim(piece, "\n"), "#"))
		all = append(all, tongue.Unfolded(piece))
	}
	return all
}

var quoted = regexp.MustCompile(`"([^"\\\n]*)"`)

// Script lists the texts of a script: what stands between double quotes and reads as a sentence.
func Script(path, source string) []Text {
	var found []Text
	for _, m := range quoted.FindAllStringSubmatch(source, -1) {
		for _, one := range tongue.Texts(m[1]) {
			if strings.Contains(one, " ") && reads(one) && !strings.ContainsAny(strings.ReplaceAll(one, "{word}", ""), "[]{}") || one == "L’effacer" {
				found = append(found, Text{tongue.Key(one), path})
			}
		}
	}
	return found
}

// numbered names the second hole of a kind {day2}.
func numbered(key string) string {
	seen := map[string]int{}
	key = strings.NewReplacer("du {days}", "{days}", "Du {days}", "{days}").Replace(key)
	return hole.ReplaceAllStringFunc(key, func(h string) string {
		kind := hole.FindStringSubmatch(h)[1]
		seen[kind]++
		if seen[kind] == 1 {
			return "{" + kind + "}"
		}
		return "{" + kind + strconv.Itoa(seen[kind]) + "}"
	})
}

// reads tells whether somebody may read a text: it says something in words, and it is no address, no code.
func reads(key string) bool {
	bare := strings.TrimSpace(hole.ReplaceAllString(key, ""))
	if !tongue.HasWords(key) || address.MatchString(bare) || silent.MatchString(key) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(bare)
	return strings.Contains(bare, " ") || unicode.IsUpper(first) || bare != key || strings.ContainsAny(bare, "àâéèêëîïôöùûüçœ’")
}

// template is the text of an expression with holes for what is not written in it; ok is false when nothing is.
func template(e ast.Expr) (key string, ok bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.ParenExpr:
		return template(e.X)
	case *ast.BinaryExpr:
		left, there := template(e.X)
		if !there {
			left = holeFor(e.X)
		}
		right, here := template(e.Y)
		if !here {
			right = holeFor(e.Y)
		}
		return left + right, e.Op == token.ADD && (there || here)
	case *ast.CallExpr:
		if nameOf(e.Fun) != "Sprintf" || len(e.Args) == 0 {
			return "", false
		}
		format, written := template(e.Args[0])
		if !written {
			return "", false
		}
		return fromFormat(format, e.Args[1:]), true
	}
	return "", false
}

var verb = regexp.MustCompile(`%(\[\d+\])?[-+0-9.]*[a-z]|%%`)

func fromFormat(format string, args []ast.Expr) string {
	next := 0
	return verb.ReplaceAllStringFunc(format, func(v string) string {
		if v == "%%" {
			return "%"
		}
		at := next
		if m := verb.FindStringSubmatch(v); m[1] != "" {
			n, err := strconv.Atoi(strings.Trim(m[1], "[]"))
			if err == nil {
				at = n - 1
			}
		}
		next = at + 1
		if strings.HasSuffix(v, "d") {
			return "{n}"
		}
		if at < len(args) {
			return holeFor(args[at])
		}
		return "{word}"
	})
}

var (
	dataFields = regexp.MustCompile(`(First|Last|Usage)?Name$|Title$|Email$|Address$|Destination$|Class$|Reference$|Holder|Place$|Label$|Mask|Tail$|IBAN|RUM|Pupil$|Who$|Number$`)
	dayCalls   = map[string]string{"French": "day", "FrenchLong": "day", "FrenchUntil": "days", "Dates": "days", "Short": "date", "Itoa": "n", "itoa": "n"}
)

// holeFor guesses what an expression gives.
func holeFor(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.CallExpr:
		name := nameOf(e.Fun)
		if kind := dayCalls[name]; kind != "" {
			return "{" + kind + "}"
		}
		if name == "String" {
			return "{amount}"
		}
		if name == "Name" || name == "names" {
			return "{list}"
		}
	case *ast.SelectorExpr:
		if dataFields.MatchString(e.Sel.Name) {
			return "{text}"
		}
	case *ast.Ident:
		if dataFields.MatchString(e.Name) || strings.HasSuffix(e.Name, "Title") || e.Name == "name" {
			return "{text}"
		}
	}
	return "{word}"
}

func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}
