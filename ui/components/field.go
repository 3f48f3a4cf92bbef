package components

import (
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"
)

// FieldProps is one question answered in a box. ID is also the anchor of the error summary; Name is ID when empty.
type FieldProps struct {
	ID, Name     string
	Label        string
	Hint         string
	Error        string
	Type         string // "text" when empty
	Value        string
	Autocomplete string // the purpose of WCAG 1.3.5: "given-name", "email", "one-time-code"
	InputMode    string
	Required     bool   // otherwise the label says « facultatif »
	Filter       bool   // of a list: nothing is compulsory there and nothing says so
	Suffix       string // a unit: « € », « élèves »
	Width        string // "s", "m", "l": as wide as what is expected
	AsTitle      bool   // the label is the h1: one question per page
	Attrs        []Node
}

// Field is a label, its hint, its error and an input, tied together.
func Field(p FieldProps) Node {
	return field(p, func(described Node) Node {
		input := Input(ID(p.ID), Name(p.name()), Type(or(p.Type, "text")),
			If(p.Value != "", Value(p.Value)),
			If(p.Autocomplete != "", AutoComplete(p.Autocomplete)),
			If(p.InputMode != "", Attr("inputmode", p.InputMode)),
			If(p.Width != "", Data("width", p.Width)),
			described, Group(p.Attrs),
		)
		if p.Suffix == "" {
			return input
		}
		return Div(Class("affix"), input, Span(Aria("hidden", "true"), French(p.Suffix)))
	})
}

// DateField asks for a day. Value is ISO: 2026-11-16.
func DateField(p FieldProps) Node {
	p.Type = "date"
	p.Width = or(p.Width, "m")
	return Field(p)
}

// AmountField asks for euros, typed as the French do: 1 234,50.
func AmountField(p FieldProps) Node {
	p.InputMode = or(p.InputMode, "decimal")
	p.Autocomplete = or(p.Autocomplete, "off")
	p.Suffix = or(p.Suffix, "€")
	p.Width = or(p.Width, "s")
	p.Attrs = append([]Node{Class("amount")}, p.Attrs...)
	return Field(p)
}

// CodeField asks for the six digits received, or the code of a printed letter.
func CodeField(p FieldProps) Node {
	p.Autocomplete = or(p.Autocomplete, "one-time-code")
	p.Width = or(p.Width, "m")
	p.Attrs = append([]Node{Class("code-input"), Attr("autocapitalize", "characters"), Attr("spellcheck", "false")}, p.Attrs...)
	return Field(p)
}

// FileFieldProps asks for a file, or a photo taken on the spot when Capture is set.
type FileFieldProps struct {
	FieldProps
	Accept   string // "image/*,application/pdf"
	Capture  bool   // open the camera at once on a phone
	Multiple bool
}

// FileField asks for one or several files.
func FileField(p FileFieldProps) Node {
	p.Type, p.Value = "file", ""
	p.Attrs = append([]Node{
		If(p.Accept != "", Accept(p.Accept)),
		If(p.Capture, Attr("capture", "environment")),
		If(p.Multiple, Multiple()),
	}, p.Attrs...)
	return Field(p.FieldProps)
}

// TextareaFieldProps asks for several lines. Rows is 4 when zero.
type TextareaFieldProps struct {
	FieldProps
	Rows string
}

// TextareaField asks for several lines.
func TextareaField(p TextareaFieldProps) Node {
	return field(p.FieldProps, func(described Node) Node {
		return Textarea(ID(p.ID), Name(p.name()), Rows(or(p.Rows, "4")), described, Group(p.Attrs), Text(p.Value))
	})
}

// OptionProps is one answer of a list. Group gathers options under a heading (selects only).
type OptionProps struct {
	Value, Label, Hint string
	Group              string
	Attrs              []Node
}

// SelectFieldProps asks to pick in a long list; prefer RadioGroup for less than eight answers. Empty is the first line,
// « Choisir… » when empty: nothing is picked beforehand.
type SelectFieldProps struct {
	FieldProps
	Options []OptionProps
	Empty   string
}

// SelectField asks to pick one answer in a long list.
func SelectField(p SelectFieldProps) Node {
	return field(p.FieldProps, func(described Node) Node {
		return Select(ID(p.ID), Name(p.name()), described, If(p.Width != "", Data("width", p.Width)), Group(p.Attrs),
			Option(Value(""), If(p.Value == "", Selected()), bare(or(p.Empty, "Choisir…"))),
			selectOptions(p.Options, p.Value),
		)
	})
}

func selectOptions(options []OptionProps, value string) Node {
	var all, pending Group
	for i, o := range options {
		pending = append(pending, Option(Value(o.Value), If(o.Value == value && value != "", Selected()), Group(o.Attrs), bare(o.Label)))
		if i+1 < len(options) && options[i+1].Group == o.Group {
			continue
		}
		if o.Group != "" {
			pending = Group{OptGroup(saying{"label", o.Group}, pending)}
		}
		all = append(all, pending)
		pending = nil
	}
	return all
}

// field lays a question out: label, hint, error, then the control made by control with its describing attributes.
func field(p FieldProps, control func(described Node) Node) Node {
	label := Label(For(p.ID), French(p.Label), optionalMark(p.Required || p.Filter))
	return Div(Class("field"), If(p.Error != "", Data("invalid", "")),
		Iff(p.AsTitle, func() Node { return H1(Class("question"), label) }),
		If(!p.AsTitle, label),
		hint(p.ID, p.Hint),
		fieldError(p.ID, p.Error),
		control(Group{
			describedBy(p.ID, p.Hint, p.Error),
			If(p.Error != "", Aria("invalid", "true")),
			If(p.Required, Required()),
		}),
	)
}

func (p FieldProps) name() string { return or(p.Name, p.ID) }

func optionalMark(required bool) Node {
	if required {
		return nil
	}
	return Span(Class("optional"), French(" (facultatif)"))
}

func hint(id, text string) Node {
	if text == "" {
		return nil
	}
	return P(Class("hint"), ID(id+"-aide"), French(text))
}

func fieldError(id, text string) Node {
	if text == "" {
		return nil
	}
	return P(Class("field-error"), ID(id+"-erreur"), Icon("stop"), Span(OnlyHeard("Erreur : "), French(text)))
}

func describedBy(id, hint, failure string) Node {
	var ids []string
	if hint != "" {
		ids = append(ids, id+"-aide")
	}
	if failure != "" {
		ids = append(ids, id+"-erreur")
	}
	if len(ids) == 0 {
		return nil
	}
	return Aria("describedby", strings.Join(ids, " "))
}

// FieldError is one line of the error summary: the field's ID and what is wrong with it.
type FieldError struct{ ID, Message string }

// ErrorSummary stands first in a page that comes back: every problem, each a link to its field. Nothing when there is none.
func ErrorSummary(problems []FieldError) Node {
	if len(problems) == 0 {
		return nil
	}
	title := "Il y a un point à revoir"
	if len(problems) > 1 {
		title = "Il y a des points à revoir"
	}
	return Div(Class("notice is-stop error-summary"), Role("alert"), TabIndex("-1"), Data("focus", ""),
		Icon("stop"),
		Div(
			H2(Class("notice-title"), French(title)),
			Ul(Map(problems, func(e FieldError) Node {
				if e.ID == "" {
					return Li(French(e.Message))
				}
				return Li(A(Href("#"+e.ID), French(e.Message)))
			})),
		),
	)
}
