package components

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"
)

// Tag says a state by a shape, a word and a colour. State is OK, Wait, Stop or Neutral.
func Tag(state, word string) Node {
	state = or(state, Neutral)
	return Span(Class("tag is-"+state), shape(state), French(word))
}

// shape draws the state: a full disc, a half disc, a cross, a ring. Hidden: the word says it.
func shape(state string) Node {
	return Raw(`<svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">` + shapes[state] + `</svg>`)
}

var shapes = map[string]string{
	OK:      `<circle cx="6" cy="6" r="5" fill="currentColor"/>`,
	Wait:    `<circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M6 1.8a4.2 4.2 0 0 0 0 8.4z" fill="currentColor"/>`,
	Stop:    `<path d="M2 2l8 8M10 2l-8 8" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/>`,
	Neutral: `<circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="1.6"/>`,
}

// StepProps is one stage in a life: of a trip, of a file.
type StepProps struct {
	Label string
	State string // "done", "now" or "" (next)
	Href  string
}

// The states of a step.
const (
	StepDone = "done"
	StepNow  = "now"
	StepNext = ""
)

// Steps shows where something is in its life.
func Steps(label string, steps []StepProps) Node {
	return Ol(Class("steps"), Heard(label), Map(steps, func(s StepProps) Node {
		var name Node = French(s.Label)
		if s.Href != "" {
			name = A(Href(s.Href), name)
		}
		return Li(
			Iff(s.State != StepNext, func() Node { return Data("state", s.State) }),
			If(s.State == StepNow, Aria("current", "step")),
			Span(Iff(s.State == StepDone, func() Node { return Icon("check") }), Span(name,
				Iff(s.State == StepDone, func() Node { return OnlyHeard(" : fait") }))),
		)
	}))
}

// KPIProps is one figure. State colours it only beside a word that says the same.
type KPIProps struct {
	Value, Label, Hint string
	State              string
	Href               string
}

// KPIs is a row of figures.
func KPIs(tiles ...KPIProps) Node {
	return Dl(Class("kpis"), Map(tiles, func(k KPIProps) Node {
		var label Node = French(k.Label)
		if k.Href != "" {
			label = A(Href(k.Href), label)
		}
		return Div(If(k.State != "", Class("is-"+k.State)),
			Dt(label),
			Dd(Class("kpi num"), French(k.Value)),
			Iff(k.Hint != "", func() Node { return Dd(Class("soft"), French(k.Hint)) }),
		)
	}))
}

// ProgressBarProps is a share of a whole. Value and Max are whole numbers as strings; Text says the same in words.
type ProgressBarProps struct {
	ID, Label  string
	Value, Max string // Max is "100" when empty
	Text       string // « 78,00 € payés sur 312,00 € »
	HideLabel  bool
}

// ProgressBar shows a share of a whole. Its words are always written beside it.
func ProgressBar(p ProgressBarProps) Node {
	return Div(Class("progress"),
		Label(For(p.ID), If(p.HideLabel, Class("only-heard")), French(p.Label)),
		Progress(ID(p.ID), Value(p.Value), Max(or(p.Max, "100")), bare(p.Text)),
		Iff(p.Text != "", func() Node { return P(Class("soft num"), French(p.Text)) }),
	)
}

// TimelineItem is one thing that happened, or will.
type TimelineItem struct {
	Day, When string // ISO day and its French words
	Title     string
	Text      string
	State     string // OK, Wait, Stop or Neutral
	Body      Node
}

// Timeline tells what happened, in order.
func Timeline(label string, items []TimelineItem) Node {
	return Ol(Class("timeline"), Heard(label), Map(items, func(t TimelineItem) Node {
		return Li(Class("is-"+or(t.State, Neutral)),
			shape(or(t.State, Neutral)),
			Div(
				Iff(t.When != "", func() Node { return P(Class("timeline-when"), TimeEl(t.Day, t.When)) }),
				P(Class("timeline-title"), French(t.Title)),
				Iff(t.Text != "", func() Node { return P(French(t.Text)) }),
				t.Body,
			),
		)
	}))
}
