package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/ui/components"
)

// cell is an input of a table whose column and line say what it is.
func cell(label, name, value, failure string, attrs ...Node) Node {
	return Div(Class("field"), If(failure != "", Data("invalid", "")),
		Input(ID(name), Name(name), Type("text"), Aria("label", label), AutoComplete("off"), If(value != "", Value(value)), invalid(name, failure), Group(attrs)),
		cellError(name, failure),
	)
}

// dayCell is a date of a table.
func dayCell(label, name, value, failure string) Node {
	return Div(Class("field"), If(failure != "", Data("invalid", "")),
		Input(ID(name), Name(name), Type("date"), Data("width", "m"), Aria("label", label), If(value != "", Value(value)), invalid(name, failure)),
		cellError(name, failure),
	)
}

// choiceCell is a list of a table.
func choiceCell(label, name, value, failure string, options []components.OptionProps) Node {
	return Div(Class("field"), If(failure != "", Data("invalid", "")),
		Select(ID(name), Name(name), Aria("label", label), invalid(name, failure), Map(options, func(o components.OptionProps) Node {
			return Option(Value(o.Value), If(o.Value == value, Selected()), components.French(o.Label))
		})),
		cellError(name, failure),
	)
}

func invalid(name, failure string) Node {
	if failure == "" {
		return nil
	}
	return Group{Aria("invalid", "true"), Aria("describedby", name+"-erreur")}
}

func cellError(name, failure string) Node {
	if failure == "" {
		return nil
	}
	return P(Class("field-error"), ID(name+"-erreur"), components.French(failure))
}

// formActions is the end of a staff form: to save, or to leave without saving.
func formActions(save, back string) Node {
	return components.Actions(components.ButtonMain(save), components.LinkButton("Revenir sans enregistrer", back))
}
