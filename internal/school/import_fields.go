package school

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/openacademie/openacademie/internal/siecle"
)

// field is one column that an import may write. Disagreements, exit bans, hidden addresses and whatever else the school
// alone knows have no line in these tables: that is what keeps them out of reach.
type field[T any] struct {
	column, label string
	form          form
	max           int // longest text the column takes; what is longer is cut there, and whole in siecle
	// read gives the value the files want, from what the base holds; said is false when the files do not say.
	read func(x *T, held string) (value string, said bool)
}

// form is how a column is kept and shown.
type form int

const (
	plain  form = iota
	day         // "2026-11-16", shown "16/11/2026"
	flag        // yes or no
	number      // digits
	list        // JSON, shown by a function of its own
	extras      // JSON object of what has no column, shown key by key
)

// yes and no are flags as SQLite keeps them.
const yes, no = "1", "0"

func text[T any](column, label string, max int, of func(*T) string) field[T] {
	return field[T]{column, label, plain, max, func(x *T, _ string) (string, bool) {
		s := of(x)
		return s, s != ""
	}}
}

// reached is a way to reach a person. The ways move together: a file that gives one of them gives them all, so an address
// that the family has withdrawn no longer receives codes.
func reached[T any](column, label string, max int, reach func(*T) bool, of func(*T) string) field[T] {
	return field[T]{column, label, plain, max, func(x *T, _ string) (string, bool) {
		return of(x), reach(x)
	}}
}

func date[T any](column, label string, of func(*T) string) field[T] {
	f := text(column, label, 10, of)
	f.form = day
	return f
}

func answer[T any](column, label string, of func(*T) *bool) field[T] {
	return field[T]{column, label, flag, 5, func(x *T, _ string) (string, bool) {
		if b := of(x); b == nil {
			return "", false
		} else if *b {
			return yes, true
		}
		return no, true
	}}
}

// addressFields move together: a new address replaces the whole of the old one, its empty lines included.
func addressFields[T any](of func(*T) *siecle.Address) []field[T] {
	part := func(column, label string, max int, get func(*siecle.Address) string) field[T] {
		return field[T]{column, label, plain, max, func(x *T, _ string) (string, bool) {
			a := of(x)
			s := get(a)
			if a.IsZero() || (s == "" && column == "country_code" && a.Country != "") {
				return "", false // a workbook names the country without its code
			}
			return s, true
		}}
	}
	return []field[T]{
		part("address1", "Adresse, ligne 1", 80, func(a *siecle.Address) string { return a.Line1 }),
		part("address2", "Adresse, ligne 2", 80, func(a *siecle.Address) string { return a.Line2 }),
		part("address3", "Adresse, ligne 3", 80, func(a *siecle.Address) string { return a.Line3 }),
		part("address4", "Adresse, ligne 4", 80, func(a *siecle.Address) string { return a.Line4 }),
		part("postcode", "Code postal", 10, func(a *siecle.Address) string { return a.Postcode }),
		part("town", "Commune", 80, func(a *siecle.Address) string { return a.Town }),
		part("town_foreign", "Commune à l’étranger", 80, func(a *siecle.Address) string { return a.ForeignTown }),
		part("country_code", "Code du pays", 5, func(a *siecle.Address) string { return a.CountryCode }),
		part("country", "Pays", 80, func(a *siecle.Address) string { return a.Country }),
	}
}

// extraField merges what has no column into what the base holds: a key that this file does not carry stays, one that it
// gives empty goes.
func extraField[T any](of func(*T) map[string]string) field[T] {
	return field[T]{"siecle", "SIECLE", extras, 0, func(x *T, held string) (string, bool) {
		added := of(x)
		if len(added) == 0 {
			return "", false
		}
		merged := map[string]string{}
		for key, value := range parseExtras(held) {
			merged[key] = value
		}
		for key, value := range added {
			if value != "" {
				merged[key] = value
			} else {
				delete(merged, key)
			}
		}
		return encodeJSON(merged), len(merged) > 0 || parseExtras(held) != nil
	}}
}

func parseExtras(held string) map[string]string {
	if held == "" || held == "null" || held == "{}" {
		return nil
	}
	var extras map[string]string
	if json.Unmarshal([]byte(held), &extras) != nil {
		return nil // mended by hand into something else: the import writes its own again
	}
	return extras
}

// encodeJSON writes keys in their order: the same content has the same text.
func encodeJSON(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings and numbers only
	}
	return string(raw)
}

// planned is one column to write.
type planned struct {
	column string
	form   form
	value  string
}

// differences compares one person of the files with a row of the base (nil for a newcomer): the columns to write, and the
// changes in words.
func differences[T any](fields []field[T], x *T, held *baseRow) (columns []planned, changes []FieldChange) {
	var cut map[string]string // values longer than their column, kept whole in siecle
	for i, f := range fields {
		old := ""
		if held != nil {
			old = held.values[i]
		}
		value, said := f.read(x, old)
		if f.form == plain && len(value) > f.max {
			if short := truncate(value, f.max); short != value {
				if cut == nil {
					cut = map[string]string{}
				}
				cut[f.label] = value
				value = short
			}
		}
		if f.form == extras && len(cut) > 0 {
			from := old
			if said {
				from = value
			}
			whole := parseExtras(from)
			if whole == nil {
				whole = map[string]string{}
			}
			for key, long := range cut {
				whole[key] = long
			}
			value, said = encodeJSON(whole), true
		}
		if !said || value == old || same(f.form, old, value) {
			continue
		}
		columns = append(columns, planned{f.column, f.form, value})
		if held != nil {
			changes = append(changes, f.words(old, value)...)
		}
	}
	return columns, changes
}

// same holds for values that are written differently and say the same.
func same(as form, old, value string) bool {
	switch as {
	case flag:
		return value == no && old == ""
	case number:
		return value == "0" && old == ""
	case extras, list:
		if old == "null" {
			return value == "" || value == "[]" || value == "{}"
		}
		var a, b any
		if old == "" || json.Unmarshal([]byte(old), &a) != nil || json.Unmarshal([]byte(value), &b) != nil {
			return false
		}
		return encodeJSON(a) == encodeJSON(b) // the dashboard writes JSON with blanks
	case plain, day:
	}
	return false
}

// words says a change as a person reads it.
func (f field[T]) words(old, value string) []FieldChange {
	switch f.form {
	case day:
		return []FieldChange{{f.label, shortDay(old), shortDay(value)}}
	case flag:
		return []FieldChange{{f.label, yesOrNo(old), yesOrNo(value)}}
	case extras:
		before, after := parseExtras(old), parseExtras(value)
		var changes []FieldChange
		for _, key := range sortedKeys(after) {
			if before[key] != after[key] {
				changes = append(changes, FieldChange{f.label + " : " + key, before[key], after[key]})
			}
		}
		return changes
	case list:
		return []FieldChange{{f.label, showList(f.column, old), showList(f.column, value)}}
	case plain, number:
	}
	return []FieldChange{{f.label, old, value}}
}

func yesOrNo(s string) string {
	if s == yes {
		return "oui"
	}
	return "non"
}

func shortDay(s string) string {
	if len(s) != 10 {
		return s
	}
	return s[8:] + "/" + s[5:7] + "/" + s[:4]
}

// showList writes options ("ANGLAIS LV1, LATIN") or the school of last year.
func showList(column, held string) string {
	if column == "options" {
		var options []pupilOption
		_ = json.Unmarshal([]byte(held), &options) // what does not parse shows as nothing
		labels := make([]string, len(options))
		for i, o := range options {
			labels[i] = cmp.Or(o.Label, o.Key, o.Code)
		}
		return strings.Join(labels, ", ")
	}
	var year lastYear
	_ = json.Unmarshal([]byte(held), &year)
	return strings.Join(strings.Fields(strings.Join([]string{year.UAI, year.Acronym, year.Name, year.Class}, " ")), " ")
}
