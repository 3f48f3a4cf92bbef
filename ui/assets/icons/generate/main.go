// Command generate draws the mark of Open Académie at every size a device asks for. The mark is a book that opens like a
// double door: two leaves on ink blue. It is drawn here, from the same five shapes as icon.svg, so that no image tool is needed.
package main

import (
	"image"
	"image/color"
	"image/png"
	"log"
	"os"
)

// The mark lives in a square of 64 units.
const grid = 64.0

type point struct{ x, y float64 }

type shape struct {
	fill color.NRGBA
	path []point
}

var (
	ink   = color.NRGBA{R: 0x1a, G: 0x2c, B: 0x5b, A: 0xff}
	white = color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xff}
	sky   = color.NRGBA{R: 0xa9, G: 0xc1, B: 0xff, A: 0xff}
)

// leaves are the two halves of the book, also the two halves of the door.
var leaves = []shape{
	{fill: white, path: []point{{13, 15}, {30, 21.5}, {30, 51.5}, {13, 45}}},
	{fill: sky, path: []point{{51, 15}, {34, 21.5}, {34, 51.5}, {51, 45}}},
}

// picture is one file: how large, how round its corners are, how much the mark is shrunk towards the middle.
type picture struct {
	name   string
	size   int
	radius float64 // in units of the grid; 0 = a full square
	scale  float64
	mono   bool // white on nothing, for the status bar of Android
}

func main() {
	for _, p := range []picture{
		{name: "icon-192.png", size: 192, radius: 14, scale: 1},
		{name: "icon-512.png", size: 512, radius: 14, scale: 1},
		{name: "icon-maskable-512.png", size: 512, scale: .8},
		{name: "apple-touch-180.png", size: 180, scale: .92},
		{name: "favicon-32.png", size: 32, radius: 14, scale: 1.12},
		{name: "badge-96.png", size: 96, scale: 1.3, mono: true},
	} {
		if err := write(p); err != nil {
			log.Fatal(err)
		}
	}
}

func write(p picture) error {
	file, err := os.Create(p.name)
	if err != nil {
		return err
	}
	if err := png.Encode(file, draw(p)); err != nil {
		_ = file.Close()
		return err
	}
	return file.Close()
}

func draw(p picture) image.Image {
	canvas := image.NewNRGBA(image.Rect(0, 0, p.size, p.size))
	unit := grid / float64(p.size)
	for y := range p.size {
		for x := range p.size {
			canvas.SetNRGBA(x, y, p.average(float64(x)*unit, float64(y)*unit, unit))
		}
	}
	return canvas
}

// average looks at 8 × 8 points of one pixel: smooth edges without a graphics library.
func (p picture) average(x, y, unit float64) color.NRGBA {
	const n = 8
	var r, g, b, a int
	for i := range n * n {
		c := p.at(point{x + (float64(i%n)+.5)*unit/n, y + (float64(i/n)+.5)*unit/n})
		r, g, b, a = r+int(c.R)*int(c.A), g+int(c.G)*int(c.A), b+int(c.B)*int(c.A), a+int(c.A)
	}
	if a == 0 {
		return color.NRGBA{}
	}
	return color.NRGBA{R: uint8(r / a), G: uint8(g / a), B: uint8(b / a), A: uint8(a / (n * n))}
}

func (p picture) at(at point) color.NRGBA {
	drawn := point{grid/2 + (at.x-grid/2)/p.scale, grid/2 + (at.y-grid/2)/p.scale}
	for _, s := range leaves {
		if inside(drawn, s.path) {
			if p.mono {
				return white
			}
			return s.fill
		}
	}
	if p.mono || !inRoundedSquare(at, p.radius) {
		return color.NRGBA{}
	}
	return ink
}

func inside(at point, path []point) bool {
	in := false
	for i, j := 0, len(path)-1; i < len(path); j, i = i, i+1 {
		a, b := path[i], path[j]
		if (a.y > at.y) != (b.y > at.y) && at.x < (b.x-a.x)*(at.y-a.y)/(b.y-a.y)+a.x {
			in = !in
		}
	}
	return in
}

func inRoundedSquare(at point, radius float64) bool {
	dx := max(radius-at.x, at.x-(grid-radius), 0)
	dy := max(radius-at.y, at.y-(grid-radius), 0)
	return dx*dx+dy*dy <= radius*radius || dx == 0 || dy == 0
}
