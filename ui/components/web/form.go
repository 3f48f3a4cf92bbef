package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/ui/components"
)

// Refused is what a form that comes back shows above itself and beside its fields. Its zero value shows nothing.
type Refused struct {
	Findings []components.FindingProps
	Summary  []components.FieldError
	Errors   map[string]string // by the name of a field
}

// RefusedBy sorts the findings of a refusal: what a rule says, and what no field of the page can answer, stands in a block
// with its text; a mere mistake in a field of the page goes to the summary of errors.
func RefusedBy(v *Visit, r *law.Refusal, fields ...string) Refused {
	if r == nil {
		return Refused{}
	}
	out := Refused{Errors: map[string]string{}}
	var spoken []law.Finding
	for _, f := range r.Findings {
		message := strings.TrimSpace(f.What + " " + f.Fix)
		if f.Field != "" && out.Errors[f.Field] == "" {
			out.Errors[f.Field] = message
		}
		if f.Rule == "" && slices.Contains(fields, f.Field) {
			out.Summary = append(out.Summary, components.FieldError{ID: f.Field, Message: message})
			continue
		}
		spoken = append(spoken, f)
	}
	out.Findings = v.Findings(spoken)
	return out
}

// Head is what stands first in the page that comes back.
func (r Refused) Head() Node {
	return Group{components.ErrorSummary(r.Summary), components.RefusalBlock(r.Findings)}
}

// Of is the problem of one field.
func (r Refused) Of(field string) string { return r.Errors[field] }

// Reader reads typed values and remembers what it could not read, field by field.
type Reader struct {
	Form     url.Values
	findings []law.Finding
}

// Read opens the form that was sent.
func (v *Visit) Read() (*Reader, error) {
	form, err := v.Form()
	if err != nil {
		return nil, err
	}
	return &Reader{Form: form}, nil
}

// Text is what was typed in a field.
func (r *Reader) Text(name string) string { return strings.TrimSpace(r.Form.Get(name)) }

// Wrong says what is wrong with a field.
func (r *Reader) Wrong(field, what string) {
	r.findings = append(r.findings, law.Finding{Severity: law.Block, Field: field, What: what})
}

// Rename says under another name what was wrong with a field: the page that comes back numbers its rows without holes.
func (r *Reader) Rename(field, as string) {
	for i, f := range r.findings {
		if f.Field == field {
			r.findings[i].Field = as
		}
	}
}

// Must says what is missing when a field is empty.
func (r *Reader) Must(name, missing string) string {
	s := r.Text(name)
	if s == "" {
		r.Wrong(name, missing)
	}
	return s
}

// Day is a date, "" when none was typed.
func (r *Reader) Day(name string) law.Day {
	d, err := law.ParseDay(r.Text(name))
	if err != nil {
		r.Wrong(name, components.Sentence(err.Error()))
	}
	return d
}

// MustDay is a date that has to be typed.
func (r *Reader) MustDay(name, missing string) law.Day {
	if r.Text(name) == "" {
		r.Wrong(name, missing)
		return ""
	}
	return r.Day(name)
}

// Number is a count, 0 when none was typed.
func (r *Reader) Number(name string) int {
	s := strings.Map(func(c rune) rune {
		if c == ' ' || c == '\u00a0' || c == '\u202f' {
			return -1
		}
		return c
	}, r.Text(name))
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		r.Wrong(name, "Écrivez un nombre entier, comme 48.")
	}
	return n
}

// Amount is an amount of money, 0 when none was typed.
func (r *Reader) Amount(name string) cents.Amount {
	s := r.Text(name)
	if s == "" {
		return 0
	}
	a, err := cents.Parse(s)
	if err != nil {
		r.Wrong(name, "« "+components.Short(s, 20)+" » n’est pas un montant : écrivez par exemple 312 ou 1 234,56.")
	}
	return a
}

// Refusal is what could not be read, as the door would have said it; nil when all is well.
func (r *Reader) Refusal() *law.Refusal {
	if len(r.findings) == 0 {
		return nil
	}
	return &law.Refusal{Findings: r.findings}
}

// Err is the refusal as an error: an operation is played only when it is nil.
func (r *Reader) Err() error {
	if refusal := r.Refusal(); refusal != nil {
		return refusal
	}
	return nil
}

// TypedAmount writes an amount into a field: nothing rather than 0.
func TypedAmount(a cents.Amount) string {
	if a == 0 {
		return ""
	}
	return a.Plain()
}

// TypedNumber writes a number into a field: nothing rather than 0.
func TypedNumber(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
