// Package law knows what a rule is, not what a trip or a payment is: the registry of regulatory rules read from Markdown
// pages, their dated parameters, the findings of a check and the refusal they add up to. It is pure: no database, no clock.
package law

// Severity is what a broken rule does to the write that breaks it.
type Severity string

const (
	Block    Severity = "block"    // the write is refused
	Warn     Severity = "warn"     // the write goes through, the warning is named in the journal
	Document Severity = "document" // a proof is kept or a document is produced; nothing is refused
)

// Confidence tells how sure we are of the text behind a rule (specs of the regulation, 2026-11-23).
type Confidence string

const (
	High   Confidence = "H" // blocks
	Medium Confidence = "M" // blocks by default, says "à confirmer"; the accountant may set its severity, with a reason and a date
	Low    Confidence = "L" // warns only
)

// Source is one text a rule rests on. A quote is the official text itself, between guillemets.
type Source struct {
	Text    string `yaml:"text" json:"text"`
	Article string `yaml:"article" json:"article,omitempty"`
	Date    string `yaml:"date" json:"date,omitempty"`
	Quote   string `yaml:"quote" json:"quote,omitempty"`
}

// ParameterSpec describes a value that a school may set, from a date, with a reason. Default is in the unit: days, months,
// years, hours, cents, percent, count, flag (true/false), text, list, dated_euros (« 2026-04-01=60000; … »).
type ParameterSpec struct {
	Name    string `yaml:"name" json:"name"`
	Label   string `yaml:"label" json:"label"`
	Unit    string `yaml:"unit" json:"unit"`
	Default string `yaml:"default" json:"default"`
	Fixed   bool   `yaml:"fixed" json:"fixed,omitempty"` // shown, not editable: the law says it
	// Moves is the only way that the rule leaves open from its default, UpOnly or DownOnly; "" leaves both.
	Moves Direction `yaml:"moves" json:"moves,omitempty"`
}

// Direction is the way in which a school may move a value away from the one of the rule.
type Direction string

// A duty to keep only grows, a duty to erase only shortens.
const (
	UpOnly   Direction = "up"
	DownOnly Direction = "down"
)

// Rule is one entry of the registry: the front matter of content/rules/<id>.md and its body.
type Rule struct {
	ID          string          `yaml:"id"`
	Title       string          `yaml:"title"`
	Subject     string          `yaml:"subject"` // trips, money, enrolment, textbooks, digital
	Severity    Severity        `yaml:"severity"`
	Confidence  Confidence      `yaml:"confidence"`
	Sources     []Source        `yaml:"sources"`
	Parameters  []ParameterSpec `yaml:"parameters"`
	LiftedBy    []string        `yaml:"lifted_by"`       // role names; empty = nobody
	Together    bool            `yaml:"lifted_together"` // every one of these roles lifts it, each in person
	ConfirmWith string          `yaml:"confirm_with"`    // who to ask, in French, when confidence is not high
	InForceFrom Day             `yaml:"in_force_from"`
	InForceTo   Day             `yaml:"in_force_to"`
	Tests       []string        `yaml:"tests"`
	Body        string          `yaml:"-"` // Markdown after the front matter
}

// severityFixed names the rules whose severity no school may change, whatever their confidence.
var severityFixed = map[string]bool{
	"V-01": true, "V-02": true, "V-03": true, "V-04": true, "V-05": true, "V-06": true, "V-07": true, "V-08": true,
	"F-01": true, "F-02": true, "F-06": true, "F-07": true, "F-23": true,
}

// SeverityParameter is the name under which the accountant sets the severity of a rule of medium confidence.
const SeverityParameter = "severity"

// SeverityIsParameter tells whether a school may set the severity of the rule.
func (r Rule) SeverityIsParameter() bool {
	return r.Confidence == Medium && r.Severity == Block && !severityFixed[r.ID]
}

// AllParameters is what a school may set for the rule: its own parameters and, where allowed, its severity.
func (r Rule) AllParameters() []ParameterSpec {
	if !r.SeverityIsParameter() {
		return r.Parameters
	}
	return append(append([]ParameterSpec{}, r.Parameters...), ParameterSpec{
		Name: SeverityParameter, Label: "Effet de la règle (block : refuse, warn : avertit)", Unit: "text", Default: string(r.Severity),
	})
}

// Parameter finds the specification of a parameter of the rule.
func (r Rule) Parameter(name string) (ParameterSpec, bool) {
	for _, p := range r.AllParameters() {
		if p.Name == name {
			return p, true
		}
	}
	return ParameterSpec{}, false
}

// InForce tells whether the rule applies on a day.
func (r Rule) InForce(on Day) bool {
	return (r.InForceFrom == "" || on >= r.InForceFrom) && (r.InForceTo == "" || on <= r.InForceTo)
}

// Path is the address of the rule's page.
func (r Rule) Path() string { return RulePath(r.ID) }
