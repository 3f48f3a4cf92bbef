package document

import "strings"

// run is a stretch of text in one face.
type run struct {
	text string
	face face
}

// plain is one line of regular text, as it is: names, addresses, references.
func plain(s string) []run { return []run{{oneLine(s), regular}} }

// prose is regular text with French typography: what a person wrote.
func prose(s string) []run { return []run{{french(clean(s)), regular}} }

// block is a paragraph. Zero values: body size, ink, full width, left aligned.
type block struct {
	text          []run
	size          float64 // points
	leading       float64 // line height, in em
	color         color
	indent        float64 // millimetres
	width         float64 // of the lines, millimetres
	marker        string  // hangs in the indent of the first line
	quote         bool    // a bar runs along it
	before, after float64 // millimetres
	keep          float64 // millimetres kept on the same page after it
	right         bool    // aligned on the right
	centred       bool
}

const bodySize, bodyLeading = 10.5, 1.42

func (b block) filled(measure float64) block {
	if b.size == 0 {
		b.size = bodySize
	}
	if b.leading == 0 {
		b.leading = bodyLeading
	}
	if b.color == (color{}) {
		b.color = ink
	}
	if b.width == 0 || b.width > measure-b.indent {
		b.width = measure - b.indent
	}
	return b
}

// paragraph prints a block from the cursor down, over as many pages as it takes, and never leaves one line alone at the
// foot or at the head of a page. A block without text takes no room.
func (p *paper) paragraph(b block) {
	b = b.filled(p.measure())
	lines := breakLines(b.text, b.size, b.width)
	if len(lines) == 0 {
		return
	}
	height := b.size * mmPerPoint * b.leading
	if p.y > nextTop {
		p.y += b.before
	}
	p.need(float64(min(len(lines), 2))*height + b.keep)
	for i, l := range lines {
		rest := len(lines) - i
		if rest == 2 && i > 0 { // the last two lines go together
			p.need(2 * height)
		}
		p.need(height)
		if b.quote {
			p.line(p.left+b.indent-3, p.y+0.4, p.left+b.indent-3, p.y+height+0.1, 0.7, rule)
		}
		baseline := p.y + height/2 + (ascent-descent)/2*b.size*mmPerPoint
		if i == 0 && b.marker != "" {
			p.print(p.left+b.indent-1.8-width(b.marker, regular, b.size), baseline, b.marker, regular, b.size, b.color)
		}
		x := p.left + b.indent
		switch {
		case b.right:
			x += b.width - l.width
		case b.centred:
			x += (b.width - l.width) / 2
		}
		p.printLine(x, baseline, l, b.size, b.color)
		p.y += height
	}
	p.y += b.after
}

func (p *paper) printLine(x, baseline float64, l line, size float64, c color) {
	for _, r := range l.runs {
		p.print(x, baseline, r.text, r.face, size, c)
		x += width(r.text, r.face, size)
	}
}

// line is what fits in a measure; it neither starts nor ends with a space.
type line struct {
	runs  []run
	width float64
}

func (l *line) add(r run, w float64) {
	if n := len(l.runs); n > 0 && l.runs[n-1].face == r.face {
		l.runs[n-1].text += r.text
	} else {
		l.runs = append(l.runs, r)
	}
	l.width += w
}

// breakLines cuts clean text into lines of at most measure millimetres. It breaks at ordinary spaces and line feeds only;
// a word wider than the measure (an address of a site, a very long name) is cut where it must.
func breakLines(text []run, size, measure float64) []line {
	var lines []line
	var current line
	var space *run // the space before the next word, printed only if the word stays on this line
	end := func() {
		lines = append(lines, current)
		current, space = line{}, nil
	}
	for _, w := range words(text) {
		switch {
		case w.feed:
			end()
			continue
		case w.space:
			space = &run{" ", w.runs[0].face}
			continue
		}
		wide := w.width(size)
		if len(current.runs) > 0 && space != nil {
			gap := width(" ", space.face, size)
			if current.width+gap+wide <= measure {
				current.add(*space, gap)
			} else {
				end()
			}
		}
		space = nil
		for _, r := range w.runs {
			for r.text != "" {
				head, tail := r.text, ""
				if wide > measure {
					head, tail = cut(r, size, measure-current.width, len(current.runs) == 0)
				}
				current.add(run{head, r.face}, width(head, r.face, size))
				if r.text = tail; tail != "" {
					end()
				}
			}
		}
	}
	if len(current.runs) > 0 {
		end()
	}
	for len(lines) > 0 && len(lines[len(lines)-1].runs) == 0 {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// cut gives the longest head of a run that fits in the room, after a hyphen or another joint when there is one; at least
// one character when it must.
func cut(r run, size, room float64, must bool) (head, tail string) {
	total, joint := 0.0, 0
	for i, c := range r.text {
		total += width(string(c), r.face, size)
		if total > room && (i > 0 || !must) {
			if joint == 0 {
				joint = i
			}
			return r.text[:joint], r.text[joint:]
		}
		if strings.ContainsRune("-/@", c) {
			joint = i + 1
		}
	}
	return r.text, ""
}

// word is what a line break may not cut, or a space, or a line feed.
type word struct {
	runs        []run
	space, feed bool
}

func (w word) width(size float64) float64 {
	total := 0.0
	for _, r := range w.runs {
		total += width(r.text, r.face, size)
	}
	return total
}

// words cuts runs at spaces and line feeds; a word may be made of several runs.
func words(text []run) []word {
	var all []word
	glue := false // the last word goes on
	for _, r := range text {
		rest := r.text
		for rest != "" {
			i := strings.IndexAny(rest, " \n")
			if i == 0 {
				all = append(all, word{runs: []run{{" ", r.face}}, space: rest[0] == ' ', feed: rest[0] == '\n'})
				rest, glue = rest[1:], false
				continue
			}
			if i < 0 {
				i = len(rest)
			}
			if piece := (run{rest[:i], r.face}); glue {
				last := &all[len(all)-1]
				last.runs = append(last.runs, piece)
			} else {
				all = append(all, word{runs: []run{piece}})
			}
			rest, glue = rest[i:], true
		}
	}
	return all
}

// shorten cuts clean text to a width, with an ellipsis to say so.
func shorten(s string, f face, size, room float64) string {
	if width(s, f, size) <= room {
		return s
	}
	room -= width("…", f, size)
	for i, c := range s {
		if room -= width(string(c), f, size); room < 0 {
			return strings.TrimRight(s[:i], " ") + "…"
		}
	}
	return s
}

// joinNonEmpty joins what is not empty.
func joinNonEmpty(separator string, parts ...string) string {
	var kept []string
	for _, s := range parts {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, separator)
}
