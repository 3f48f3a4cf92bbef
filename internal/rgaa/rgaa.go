// Package rgaa is where the service stands against the French accessibility standard (RGAA): one line per criterion, each
// with what it rests on. The statement that the law asks for is made from it, so it cannot claim more than the table holds.
package rgaa

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"github.com/openacademie/openacademie/content"
	"github.com/openacademie/openacademie/internal/law"
)

// State is the answer to one criterion.
type State string

// A criterion that nobody has checked is counted as not held: the rate never flatters.
const (
	Conform       State = "conform"
	Fails         State = "fails"
	NotApplicable State = "none"
	Unchecked     State = "unchecked"
)

// Evidence is one thing that an answer rests on: a test of this house, a page to look at, or a check with its day.
type Evidence struct {
	Test  string  `json:"test,omitempty"`
	Page  string  `json:"page,omitempty"`
	Check string  `json:"check,omitempty"`
	On    law.Day `json:"on,omitempty"`
}

// Criterion is one of the 106, in our own words: the official titles are at accessibilite.numerique.gouv.fr.
type Criterion struct {
	Number   string     `json:"number"` // "11.13"
	Level    string     `json:"level"`  // "A" or "AA"
	Asks     string     `json:"asks"`
	State    State      `json:"state"`
	Evidence []Evidence `json:"evidence"`
	Note     string     `json:"note"` // what is missing, or what is left for a person to do
}

// Audit is the whole table.
type Audit struct {
	Reference    string      `json:"reference"` // "RGAA 4.1.2"
	On           law.Day     `json:"on"`
	By           string      `json:"by"`
	Technologies []string    `json:"technologies"`
	Tools        []string    `json:"tools"`
	Pages        []string    `json:"pages"` // the sample
	Derogations  []string    `json:"derogations"`
	Criteria     []Criterion `json:"criteria"`
}

// themes are the thirteen subjects of the standard and how many criteria each has.
var themes = []struct {
	name     string
	criteria int
}{
	{"Images", 9}, {"Cadres", 2}, {"Couleurs", 3}, {"Multimédia", 13}, {"Tableaux", 8}, {"Liens", 2}, {"Scripts", 5}, {"Éléments obligatoires", 10},
	{"Structuration de l’information", 4}, {"Présentation de l’information", 14}, {"Formulaires", 13}, {"Navigation", 11}, {"Consultation", 12},
}

// Theme is one subject with its criteria.
type Theme struct {
	Number   int
	Name     string
	Criteria []Criterion
}

// Themes cuts the table by subject.
func (a Audit) Themes() []Theme {
	var all []Theme
	from := 0
	for i, t := range themes {
		all = append(all, Theme{i + 1, t.name, a.Criteria[from : from+t.criteria]})
		from += t.criteria
	}
	return all
}

// In counts the criteria of a state.
func (a Audit) In(state State) int { return len(a.Of(state)) }

// Of lists the criteria of a state.
func (a Audit) Of(state State) []Criterion {
	var kept []Criterion
	for _, c := range a.Criteria {
		if c.State == state {
			kept = append(kept, c)
		}
	}
	return kept
}

// Applicable counts the criteria that mean something here.
func (a Audit) Applicable() int { return len(a.Criteria) - a.In(NotApplicable) }

// Rate is the share of applicable criteria that are held, in hundredths, rounded down.
func (a Audit) Rate() int { return 100 * a.In(Conform) / a.Applicable() }

// The three words of the law.
const (
	Whole   = "totalement conforme"
	Partial = "partiellement conforme"
	Not     = "non conforme"
)

// Verdict is the word that the home page must say.
func (a Audit) Verdict() string {
	switch {
	case a.In(Conform) == a.Applicable():
		return Whole
	case a.Rate() >= 50:
		return Partial
	}
	return Not
}

// Read reads the table of a content folder and refuses one that could not make a statement.
func Read(content fs.FS) (Audit, error) {
	var a Audit
	raw, err := fs.ReadFile(content, "accessibility/rgaa.json")
	if err != nil {
		return a, fmt.Errorf("accessibility table: %w", err)
	}
	if err := json.Unmarshal(raw, &a); err != nil {
		return a, fmt.Errorf("accessibility table: %w", err)
	}
	return a, a.check()
}

// Current is the table of this release.
var Current = sync.OnceValues(func() (Audit, error) { return Read(content.FS) })

// check finds what would make the statement false or empty.
func (a Audit) check() error {
	var wrong []error
	complain := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if _, err := law.ParseDay(string(a.On)); err != nil || a.On.IsZero() || a.Reference == "" || a.By == "" || len(a.Technologies) == 0 || len(a.Pages) == 0 {
		complain("the table lacks its day, its standard, who made it, its technologies or its pages")
	}
	var numbers []string
	for i, t := range themes {
		for n := range t.criteria {
			numbers = append(numbers, fmt.Sprintf("%d.%d", i+1, n+1))
		}
	}
	if len(a.Criteria) != len(numbers) {
		complain("%d criteria of %d", len(a.Criteria), len(numbers))
		return errors.Join(wrong...)
	}
	for i, c := range a.Criteria {
		if c.Number != numbers[i] {
			complain("criterion %s stands where %s should", c.Number, numbers[i])
		}
		if c.Asks == "" || c.Level != "A" && c.Level != "AA" {
			complain("%s says neither what it asks nor its level", c.Number)
		}
		switch c.State {
		case Conform, NotApplicable:
			if len(c.Evidence) == 0 {
				complain("%s rests on nothing", c.Number)
			}
		case Fails, Unchecked:
			if c.Note == "" {
				complain("%s does not say what is missing", c.Number)
			}
		default:
			complain("%s: %q is no state", c.Number, c.State)
		}
		if slices.ContainsFunc(c.Evidence, func(e Evidence) bool {
			return e.Test == "" && e.Page == "" && e.Check == "" || e.Check != "" && e.On.IsZero()
		}) {
			complain("%s: an evidence is empty, or a check has no day", c.Number)
		}
	}
	return errors.Join(wrong...)
}
