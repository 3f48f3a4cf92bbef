package trips

import g "maragu.dev/gomponents"

// node is what a view gives to a handler.
type node = g.Node
