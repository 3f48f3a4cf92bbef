package grants

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// Refused is what a form that comes back shows above itself and beside its fields. Its zero value shows nothing.
type Refused struct {
	Findings []components.FindingProps
	Summary  []components.FieldError
	ByField  map[string]string
}

// refusedBy sorts the findings of a refusal: a mistake in a field of the page goes beside it, the rest stands in a block.
func refusedBy(v *web.Visit, r *law.Refusal, fields ...string) Refused {
	if r == nil {
		return Refused{}
	}
	out := Refused{ByField: map[string]string{}}
	var spoken []law.Finding
	for _, f := range r.Findings {
		if f.Rule == "" && slices.Contains(fields, f.Field) {
			out.ByField[f.Field] = f.What
			out.Summary = append(out.Summary, components.FieldError{ID: f.Field, Message: f.What})
			continue
		}
		spoken = append(spoken, f)
	}
	out.Findings = v.Findings(spoken)
	return out
}

// reader reads typed values and remembers what it could not read, field by field.
type reader struct {
	form     url.Values
	findings []law.Finding
}

func newReader(v *web.Visit) (*reader, error) {
	form, err := v.Form()
	if err != nil {
		return nil, err
	}
	return &reader{form: form}, nil
}

func (r *reader) text(name string) string { return strings.TrimSpace(r.form.Get(name)) }

func (r *reader) wrong(field, what string) {
	r.findings = append(r.findings, law.Finding{Severity: law.Block, Field: field, What: what})
}

func (r *reader) must(name, missing string) string {
	s := r.text(name)
	if s == "" {
		r.wrong(name, missing)
	}
	return s
}

func (r *reader) day(name string) law.Day {
	d, err := law.ParseDay(r.text(name))
	if err != nil {
		r.wrong(name, components.Sentence(err.Error()))
	}
	return d
}

func (r *reader) amount(name string) cents.Amount {
	if r.text(name) == "" {
		return 0
	}
	a, err := cents.Parse(r.text(name))
	if err != nil {
		r.wrong(name, "Écrivez un montant comme 312 ou 1\u00a0234,56.")
	}
	return a
}

func (r *reader) percent(name string) int {
	s := strings.TrimSpace(strings.TrimSuffix(r.text(name), "%"))
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 100 {
		r.wrong(name, "Écrivez un pourcentage de 0 à 100.")
	}
	return n
}

func (r *reader) shares(name string) int {
	if r.text(name) == "" {
		return 0
	}
	n, err := aid.ParseShares(r.text(name))
	if err != nil {
		r.wrong(name, components.Sentence(err.Error()))
	}
	return n
}

func (r *reader) refusal() error {
	if len(r.findings) == 0 {
		return nil
	}
	return &law.Refusal{Findings: r.findings}
}

func count(n int, one, many string) string {
	if n < 2 {
		return strconv.Itoa(n) + "\u00a0" + one
	}
	return strconv.Itoa(n) + "\u00a0" + many
}

// typed writes an amount for a form: nothing rather than 0.
func typed(a cents.Amount) string {
	if a == 0 {
		return ""
	}
	return a.Plain()
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// found turns the trade's « no such thing » into the page's.
func found(err error) error {
	if errors.Is(err, aid.ErrNotFound) {
		return web.ErrNotFound
	}
	return err
}

// done goes on after an operation, or shows the page again with what the door refused.
func done(v *web.Visit, err error, again func(*law.Refusal) error, to, said string) error {
	if refusal, ok := web.Refusal(err); ok {
		return again(refusal)
	}
	if err != nil {
		return found(err)
	}
	return v.SeeWith(to, components.OK, said)
}
