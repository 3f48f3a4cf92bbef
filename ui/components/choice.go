package components

import (
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"
)

// ChoiceProps is one question with answers to tick. Nothing is ticked unless Value (or Values) says so.
type ChoiceProps struct {
	ID, Name string // Name is ID when empty
	Legend   string
	Hint     string
	Error    string
	Required bool
	Value    string   // RadioGroup
	Values   []string // CheckboxGroup
	Options  []OptionProps
	Inline   bool // short answers side by side: Oui, Non
	AsTitle  bool // the legend is the h1: one question per page
}

// RadioGroup asks for one answer among a few.
func RadioGroup(p ChoiceProps) Node {
	return choices(p, "radio", func(value string) bool { return value == p.Value && p.Value != "" })
}

// CheckboxGroup asks for any number of answers.
func CheckboxGroup(p ChoiceProps) Node {
	return choices(p, "checkbox", func(value string) bool {
		for _, v := range p.Values {
			if v == value {
				return true
			}
		}
		return false
	})
}

func choices(p ChoiceProps, kind string, ticked func(string) bool) Node {
	legend := Group{French(p.Legend), optionalMark(p.Required)}
	if p.AsTitle {
		legend = Group{H1(Class("question"), legend)}
	}
	return FieldSet(Class("field choices"), If(p.Error != "", Data("invalid", "")), If(p.Inline, Data("inline", "")),
		describedBy(p.ID, p.Hint, p.Error),
		Legend(legend),
		hint(p.ID, p.Hint),
		fieldError(p.ID, p.Error),
		Div(Class("choice-list"), choiceList(p, kind, ticked)),
	)
}

// choiceList gives the first answer the id of the question, where the error summary leads.
func choiceList(p ChoiceProps, kind string, ticked func(string) bool) Node {
	var list Group
	for i, o := range p.Options {
		id := p.ID
		if i > 0 {
			id += "-" + strconv.Itoa(i+1)
		}
		list = append(list, choice(kind, id, or(p.Name, p.ID), o, Group{
			If(ticked(o.Value), Checked()),
			If(kind == "radio" && p.Required, Required()),
		}))
	}
	return list
}

func choice(kind, id, name string, o OptionProps, attrs Node) Node {
	return Div(Class("choice"),
		Input(ID(id), Type(kind), Name(name), Value(o.Value), attrs,
			Iff(o.Hint != "", func() Node { return Aria("describedby", id+"-detail") }), Group(o.Attrs)),
		Label(For(id), French(o.Label)),
		Iff(o.Hint != "", func() Node { return P(Class("hint"), ID(id+"-detail"), French(o.Hint)) }),
	)
}

// CheckboxFieldProps is one statement to agree with. Checked only when the person ticked it before.
type CheckboxFieldProps struct {
	ID, Name, Value string // Value is "oui" when empty
	Label           string
	Hint            string
	Error           string
	Required        bool
	Checked         bool
}

// CheckboxField is a single box with its statement.
func CheckboxField(p CheckboxFieldProps) Node {
	return Div(Class("field"), If(p.Error != "", Data("invalid", "")),
		fieldError(p.ID, p.Error),
		Div(Class("choice"),
			Input(ID(p.ID), Type("checkbox"), Name(or(p.Name, p.ID)), Value(or(p.Value, "oui")),
				If(p.Checked, Checked()), If(p.Required, Required()),
				If(p.Error != "", Aria("invalid", "true")),
				describedBy(p.ID, p.Hint, p.Error)),
			Label(For(p.ID), French(p.Label)),
			hint(p.ID, p.Hint),
		),
	)
}
