package components

import (
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"
)

// QRProps is a QR code, drawn as the path of document.QRPath.
type QRProps struct {
	Label string // what it says, for those who do not see it
	Path  string
	Side  int // in modules, quiet zone included
}

// QR draws a QR code, dark on white whatever the theme: readers ask for it. What it says stands in clear beside it.
func QR(p QRProps) Node {
	side := strconv.Itoa(p.Side)
	return Figure(El("svg", Attr("viewBox", "0 0 "+side+" "+side), Width("232"), Height("232"), Role("img"), Heard(p.Label), Attr("shape-rendering", "crispEdges"),
		El("rect", Width(side), Height(side), Attr("fill", "#fff")), El("path", Attr("fill", "#000"), Attr("d", p.Path)),
	))
}
