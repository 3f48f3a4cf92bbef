package staff

import (
	"errors"
	"slices"
	"strings"

	. "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// Refused is what a form that comes back shows: the problem of each field, and above it what no field can answer. Its zero
// value shows nothing.
type Refused struct {
	Findings []components.FindingProps
	Summary  []components.FieldError
	ByField  map[string]string
}

// Head is what stands first in the page.
func (r Refused) Head() Node {
	return Group{components.RefusalBlock(r.Findings), components.ErrorSummary(r.Summary)}
}

// Of is the problem of one field.
func (r Refused) Of(field string) string { return r.ByField[field] }

// refusedBy sorts the findings of a refusal between the fields of the page and its head. ok is false when the error is no
// refusal: the handler returns it as it is.
func refusedBy(v *web.Visit, err error, fields ...string) (r Refused, ok bool) {
	var refusal *law.Refusal
	if !errors.As(err, &refusal) {
		return r, false
	}
	r.ByField = map[string]string{}
	var rest []law.Finding
	for _, f := range refusal.Findings {
		if f.Rule != "" || !slices.Contains(fields, f.Field) {
			rest = append(rest, f)
			continue
		}
		if r.ByField[f.Field] == "" {
			message := strings.TrimSpace(f.What + " " + f.Fix)
			r.ByField[f.Field] = message
			r.Summary = append(r.Summary, components.FieldError{ID: f.Field, Message: message})
		}
	}
	r.Findings = v.Findings(rest)
	return r, true
}

// reading reads typed fields and gathers what cannot be read.
type reading struct {
	v       *web.Visit
	refusal law.Refusal
}

func (r *reading) text(name string) string { return r.v.Field(name) }

func (r *reading) wrong(field, what, fix string) {
	r.refusal.Findings = append(r.refusal.Findings, law.Finding{Severity: law.Block, Field: field, What: what, Fix: fix})
}

func (r *reading) day(name string) law.Day {
	d, err := law.ParseDay(r.text(name))
	if err != nil {
		r.wrong(name, "La date saisie n’est pas lisible.", "Écrivez-la comme 12/04/2027.")
	}
	return d
}

// err is what could not be read, nil when all could.
func (r *reading) err() error {
	if len(r.refusal.Findings) == 0 {
		return nil
	}
	return &r.refusal
}

// orDash shows that a fact is not known.
func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func plural(n int, one, many string) string {
	if n > 1 {
		return count(n) + " " + many
	}
	return count(n) + " " + one
}
