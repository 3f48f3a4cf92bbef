package law

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Registry holds every rule by id. It is read once and never changes.
type Registry struct {
	byID    map[string]Rule
	ordered []Rule
}

var ruleID = regexp.MustCompile(`^[VFIMD]-[0-9]{2}$`)

// ReadRegistry reads every *.md file of a folder. A page that is malformed, misnamed, or names an unknown severity, unit
// or confidence is an error: the program does not start with a rule it cannot understand.
func ReadRegistry(pages fs.FS) (*Registry, error) {
	names, err := fs.Glob(pages, "*.md")
	if err != nil {
		return nil, fmt.Errorf("list rules: %w", err)
	}
	r := &Registry{byID: make(map[string]Rule, len(names))}
	for _, name := range names {
		raw, err := fs.ReadFile(pages, name)
		if err != nil {
			return nil, fmt.Errorf("read rule: %w", err)
		}
		rule, err := parseRule(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if name != strings.ToLower(rule.ID)+".md" {
			return nil, fmt.Errorf("%s holds rule %s", name, rule.ID)
		}
		r.byID[rule.ID] = rule
		r.ordered = append(r.ordered, rule)
	}
	sort.Slice(r.ordered, func(i, j int) bool { return rank(r.ordered[i].ID) < rank(r.ordered[j].ID) })
	return r, nil
}

// rank orders trips, money, enrolment, textbooks, digital service, as the regulation is laid out.
func rank(id string) string {
	return strconv.Itoa(strings.IndexByte("VFIMD", id[0])) + id[1:]
}

// Rule returns a rule by id.
func (r *Registry) Rule(id string) (Rule, bool) {
	rule, ok := r.byID[id]
	return rule, ok
}

// All lists the rules in the order of the regulation.
func (r *Registry) All() []Rule { return append([]Rule(nil), r.ordered...) }

// SplitFrontMatter cuts a Markdown file into its YAML front matter and its body.
func SplitFrontMatter(raw []byte) (front, body []byte, err error) {
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	rest, found := bytes.CutPrefix(raw, []byte("---\n"))
	if !found {
		return nil, nil, errors.New("no front matter")
	}
	front, body, found = bytes.Cut(rest, []byte("\n---\n"))
	if !found {
		return nil, nil, errors.New("front matter without end")
	}
	return front, body, nil
}

func parseRule(raw []byte) (Rule, error) {
	front, body, err := SplitFrontMatter(raw)
	if err != nil {
		return Rule{}, err
	}
	var rule Rule
	decoder := yaml.NewDecoder(bytes.NewReader(front))
	decoder.KnownFields(true)
	if err := decoder.Decode(&rule); err != nil {
		return Rule{}, fmt.Errorf("front matter: %w", err)
	}
	rule.Body = strings.TrimSpace(string(body))
	return rule, validateRule(rule)
}

func validateRule(r Rule) error {
	switch {
	case !ruleID.MatchString(r.ID):
		return fmt.Errorf("rule id %q", r.ID)
	case r.Title == "" || r.Body == "":
		return fmt.Errorf("%s has no title or no text", r.ID)
	case r.Severity != Block && r.Severity != Warn && r.Severity != Document:
		return fmt.Errorf("%s: severity %q", r.ID, r.Severity)
	case r.Confidence != High && r.Confidence != Medium && r.Confidence != Low:
		return fmt.Errorf("%s: confidence %q", r.ID, r.Confidence)
	case len(r.Sources) == 0:
		return fmt.Errorf("%s rests on no text", r.ID)
	case r.Confidence == Low && r.Severity == Block:
		return fmt.Errorf("%s: a rule of low confidence does not block", r.ID)
	case r.Together && len(r.LiftedBy) < 2:
		return fmt.Errorf("%s is lifted together by nobody, or by one role alone", r.ID)
	case r.Confidence != High && r.ConfirmWith == "":
		return fmt.Errorf("%s: who confirms it?", r.ID)
	}
	for _, p := range r.Parameters {
		if p.Name == "" || p.Label == "" || p.Name == SeverityParameter {
			return fmt.Errorf("%s: parameter %q without label, or reserved", r.ID, p.Name)
		}
		if err := CheckValue(p, p.Default); err != nil {
			return fmt.Errorf("%s: default of %s: %w", r.ID, p.Name, err)
		}
		if _, err := strconv.Atoi(p.Default); p.Moves != "" && (err != nil || p.Moves != UpOnly && p.Moves != DownOnly) {
			return fmt.Errorf("%s: %s moves %q from %q", r.ID, p.Name, p.Moves, p.Default)
		}
	}
	return nil
}

// RulePath is the address of a rule's page on the site.
func RulePath(id string) string { return "/regles/" + strings.ToLower(id) }
