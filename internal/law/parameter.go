package law

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
)

// Setting is one dated value of a parameter, as a school set it.
type Setting struct {
	Rule, Name, Value string
	InForceFrom       Day
}

// Parameters answers "which value held on that day?": a school's settings over the defaults of the registry. An old trip
// keeps the values of its own dates.
type Parameters struct {
	registry *Registry
	settings []Setting // sorted by date, oldest first
}

// NewParameters sorts a school's settings over a registry. Unknown rules and names are ignored: a rule may have gone.
func NewParameters(registry *Registry, settings []Setting) Parameters {
	sorted := append([]Setting(nil), settings...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].InForceFrom < sorted[j].InForceFrom })
	return Parameters{registry: registry, settings: sorted}
}

// Text is the value of a parameter on a day, in its own unit.
func (p Parameters) Text(rule, name string, on Day) string {
	r, _ := p.registry.Rule(rule)
	spec, known := r.Parameter(name)
	if !known {
		panic("law: no parameter " + rule + "/" + name) // a programming error, caught by the tests that read each parameter
	}
	value := spec.Default
	if spec.Fixed {
		return value
	}
	for _, s := range p.settings {
		if s.Rule == rule && s.Name == name && s.InForceFrom <= on {
			value = s.Value
		}
	}
	return value
}

// Int is the value of a parameter counted in days, months, years, hours, cents, percent or units.
func (p Parameters) Int(rule, name string, on Day) int {
	n, err := strconv.Atoi(p.Text(rule, name, on))
	if err != nil {
		panic(fmt.Sprintf("law: %s/%s is not a number: %v", rule, name, err)) // CheckValue guards every way in
	}
	return n
}

// Flag is the value of a yes/no parameter.
func (p Parameters) Flag(rule, name string, on Day) bool {
	return p.Text(rule, name, on) == "true"
}

// SeverityOf is the severity of a rule on a day: low confidence warns, medium follows the accountant's dated choice.
func (p Parameters) SeverityOf(r Rule, on Day) Severity {
	if r.SeverityIsParameter() {
		return Severity(p.Text(r.ID, SeverityParameter, on))
	}
	return r.Severity
}

// CheckValue tells why a value does not fit the parameter, in French.
func CheckValue(spec ParameterSpec, value string) error {
	switch spec.Unit {
	case "days", "months", "years", "hours", "cents", "count":
		if n, err := strconv.Atoi(value); err != nil || n < 0 || n > 1_000_000_000 {
			return fmt.Errorf("« %.20s » n’est pas un nombre entier positif", value)
		}
	case "percent":
		if n, err := strconv.Atoi(value); err != nil || n < 0 || n > 100 {
			return fmt.Errorf("« %.20s » n’est pas un pourcentage entre 0 et 100", value)
		}
	case "flag":
		if value != "true" && value != "false" {
			return fmt.Errorf("« %.20s » n’est ni true ni false", value)
		}
	case "text":
		if spec.Name == SeverityParameter && value != string(Block) && value != string(Warn) {
			return fmt.Errorf("« %.20s » n’est ni block ni warn", value)
		}
		if strings.TrimSpace(value) == "" {
			return fmt.Errorf("la valeur est vide")
		}
	case "list":
		if strings.TrimSpace(value) == "" {
			return fmt.Errorf("la liste est vide")
		}
	case "dated_euros":
		if _, err := ParseDatedEuros(value); err != nil {
			return err
		}
	default:
		return fmt.Errorf("unité inconnue : %q", spec.Unit)
	}
	return nil
}

// Refuses tells whether a value goes the way that the rule closes.
func (d Direction) Refuses(spec ParameterSpec, value string) bool {
	asked, err := strconv.Atoi(value)
	if err != nil {
		return false // CheckValue says what is wrong with it
	}
	standard, err := strconv.Atoi(spec.Default)
	return err == nil && (d == UpOnly && asked < standard || d == DownOnly && asked > standard)
}

// CheckMove refuses, in French, a value that goes the way the rule closes: what, why, the text, and what to do.
func (r Rule) CheckMove(spec ParameterSpec, value string) error {
	if !spec.Moves.Refuses(spec, value) {
		return nil
	}
	way, limit := "descendre sous", "plus"
	why := "cette durée protège les preuves et ne fait que s’allonger"
	if spec.Moves == DownOnly {
		way, limit, why = "dépasser", "moins", "cette durée protège les personnes et ne fait que se raccourcir"
	}
	unit := map[string]string{"days": " jours", "months": " mois", "years": " ans"}[spec.Unit]
	text := r.Sources[0].Text
	if article := r.Sources[0].Article; article != "" {
		text += ", art. " + article
	}
	return fmt.Errorf("« %s » ne peut pas %s %s%s : %s (%s, %s). Choisissez %s%s ou %s", spec.Label, way, spec.Default, unit, why, r.ID, text, spec.Default, unit, limit)
}
