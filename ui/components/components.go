// Package components is the one set of building blocks every page is made of: pure functions from props to HTML. It knows
// no trade: callers hand over strings that are already French, already formatted. No inline style, no inline script.
//
// Imported by name; it declares nothing that gomponents or its html package exports.
package components

// The states a thing can be in. Each is shown by a shape, a word and a colour, never by colour alone.
const (
	OK      = "ok"      // done, in order
	Wait    = "wait"    // something is awaited, to watch
	Stop    = "stop"    // blocked, refused, late
	Info    = "info"    // worth knowing (notices only)
	Neutral = "neutral" // neither good nor bad
)
