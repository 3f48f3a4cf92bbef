package trips

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

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

// refusedBy sorts the findings of a refusal: what a rule says, and what no field of the page can answer, stands in a block
// with its text; a mere mistake in a field of the page goes to the summary of errors.
func refusedBy(v *web.Visit, r *law.Refusal, fields ...string) Refused {
	_, byField := web.FieldErrors(r)
	out := Refused{ByField: byField}
	var spoken []law.Finding
	for _, f := range r.Findings {
		if f.Rule == "" && slices.Contains(fields, f.Field) {
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

// must says what is missing when a field is empty.
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

func (r *reader) mustDay(name, missing string) law.Day {
	if r.text(name) == "" {
		r.wrong(name, missing)
		return ""
	}
	return r.day(name)
}

func (r *reader) number(name string) int {
	s := strings.Map(func(c rune) rune {
		if c == ' ' || c == '\u00a0' || c == '\u202f' {
			return -1
		}
		return c
	}, r.text(name))
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		r.wrong(name, "Écrivez un nombre entier, comme 48.")
	}
	return n
}

func (r *reader) amount(name string) cents.Amount {
	s := r.text(name)
	if s == "" {
		return 0
	}
	a, err := cents.Parse(s)
	if err != nil {
		r.wrong(name, "« "+short(s, 20)+" » n’est pas un montant : écrivez par exemple 312 ou 1 234,56.")
	}
	return a
}

// refusal is what could not be read, as the door would have said it; nil when all is well.
func (r *reader) refusal() *law.Refusal {
	if len(r.findings) == 0 {
		return nil
	}
	return &law.Refusal{Findings: r.findings}
}

// plural writes « 1 élève », « 3 élèves ».
func plural(n int, one, many string) string {
	if n < 2 {
		return strconv.Itoa(n) + "\u00a0" + one
	}
	return strconv.Itoa(n) + "\u00a0" + many
}

func short(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

func itoa(n int) string { return strconv.Itoa(n) }

// count writes a number for a form: nothing rather than 0.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// typedAmount writes an amount for a form: nothing rather than 0.
func typedAmount(a cents.Amount) string {
	if a == 0 {
		return ""
	}
	return a.Plain()
}

// of writes « de Malo », « d’Inès ».
func of(name string) string {
	if name != "" && strings.ContainsRune("AEIOUÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆ", []rune(strings.ToUpper(name))[0]) {
		return "d’" + name
	}
	return "de " + name
}
