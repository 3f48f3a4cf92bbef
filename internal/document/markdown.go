package document

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// deepest is where lists and quotes stop moving to the right: past it a letter would have no width left.
const deepest = 5

const indentStep = 6.0 // millimetres

// markdown prints a letter: headings, paragraphs, bold, italic, lists, quotes, rules. What has no print form here (HTML,
// the alternative text of an image, the address of a link) is printed as text: nothing that was signed may disappear.
func (p *paper) markdown(source string) {
	m := letter{paper: p, source: []byte(clean(source))}
	m.blocks(goldmark.DefaultParser().Parse(text.NewReader(m.source)), 0, false)
}

type letter struct {
	*paper
	source []byte
	marker string // waits for the first paragraph of a list item
}

func (m *letter) blocks(parent ast.Node, depth int, quote bool) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		m.block(n, depth, quote)
	}
}

func (m *letter) block(n ast.Node, depth int, quote bool) {
	switch n := n.(type) {
	case *ast.Heading:
		sizes := [...]float64{0, 13.5, 11.5, 10.5}
		size := sizes[min(n.Level, len(sizes)-1)]
		m.put(block{text: m.inline(n, bold), size: size, leading: 1.25, before: 2.2, after: 1.4, keep: 11}, depth, quote)
	case *ast.Paragraph:
		m.put(block{text: m.inline(n, regular), after: 2.6}, depth, quote)
	case *ast.TextBlock: // the items of a tight list
		m.put(block{text: m.inline(n, regular), after: 0.8}, depth, quote)
	case *ast.List:
		m.list(n, depth, quote)
	case *ast.Blockquote:
		m.blocks(n, depth+1, true)
	case *ast.ThematicBreak:
		m.need(6)
		m.line(m.left, m.y+1.5, m.right, m.y+1.5, 0.2, rule)
		m.y += 5
	case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
		m.put(block{text: []run{{m.verbatim(n), regular}}, size: 9.5, after: 2.6}, depth, quote)
	default:
		m.blocks(n, depth, quote)
	}
}

// list hangs the bullets or the numbers in the margin of the items.
func (m *letter) list(n *ast.List, depth int, quote bool) {
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		m.marker = "•"
		if n.IsOrdered() {
			m.marker = fmt.Sprintf("%d.", number)
			number++
		}
		if item.FirstChild() == nil {
			m.put(block{text: []run{{"\u00a0", regular}}}, depth+1, quote)
		}
		m.blocks(item, depth+1, quote)
	}
	if n.IsTight && depth == 0 {
		m.y += 1.8
	}
}

// put prints a block at its depth, with the marker that waits for it.
func (m *letter) put(b block, depth int, quote bool) {
	b.indent = float64(min(depth, deepest)) * indentStep
	b.quote, b.marker = quote, m.marker
	m.marker = ""
	m.paragraph(b)
}

// verbatim is the text of a block of code or HTML, its line ends kept.
func (m *letter) verbatim(n ast.Node) string {
	var b strings.Builder
	lines := n.Lines()
	for i := range lines.Len() {
		segment := lines.At(i)
		b.Write(segment.Value(m.source))
	}
	if html, ok := n.(*ast.HTMLBlock); ok && html.HasClosure() {
		b.Write(html.ClosureLine.Value(m.source))
	}
	return strings.TrimRight(b.String(), "\n")
}

// inline is the text of a block as runs. goldmark cuts a sentence wherever a sign could have had a meaning, so that the
// pieces are put together again before French typography looks at their neighbours.
func (m *letter) inline(n ast.Node, f face) []run {
	var runs []run
	sentence := ""
	flush := func() {
		if sentence != "" {
			runs = append(runs, run{french(sentence), f})
		}
		sentence = ""
	}
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if c, ok := child.(*ast.Text); ok {
			sentence += plainText(c.Segment.Value(m.source), c.IsRaw())
			switch {
			case c.HardLineBreak():
				sentence += "\n"
			case c.SoftLineBreak():
				sentence += " "
			}
			continue
		}
		flush()
		runs = append(runs, m.span(child, f)...)
	}
	flush()
	return runs
}

// span is what stands inside a sentence and is not plain text.
func (m *letter) span(n ast.Node, f face) []run {
	switch n := n.(type) {
	case *ast.String:
		return []run{{french(clean(string(n.Value))), f}}
	case *ast.Emphasis:
		if n.Level == 2 || f == bold { // there is no bold italic: bold says more
			return m.inline(n, bold)
		}
		return m.inline(n, italic)
	case *ast.CodeSpan:
		return []run{{m.raw(n), f}}
	case *ast.AutoLink:
		return []run{{string(n.URL(m.source)), f}}
	case *ast.Link:
		return m.link(n, string(n.Destination), f)
	case *ast.Image:
		return m.link(n, string(n.Destination), f)
	case *ast.RawHTML:
		html := ""
		for i := range n.Segments.Len() {
			segment := n.Segments.At(i)
			html += string(segment.Value(m.source))
		}
		return []run{{html, f}}
	}
	return m.inline(n, f)
}

// link writes where a link goes after its text: paper cannot be clicked.
func (m *letter) link(n ast.Node, destination string, f face) []run {
	runs := m.inline(n, f)
	shown := ""
	for _, r := range runs {
		shown += r.text
	}
	if destination == "" || destination == shown {
		return runs
	}
	return append(runs, run{" (" + clean(destination) + ")", f})
}

// raw is the text of a code span, without typography.
func (m *letter) raw(n ast.Node) string {
	var b strings.Builder
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if c, ok := child.(*ast.Text); ok {
			b.Write(c.Segment.Value(m.source))
		}
	}
	return strings.ReplaceAll(b.String(), "\n", " ")
}

// plainText resolves what goldmark leaves to its HTML writer: backslash escapes and entities. An entity may hide a
// character that cannot be printed, hence clean once more.
func plainText(segment []byte, raw bool) string {
	if raw {
		return string(segment)
	}
	return clean(string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(segment)))))
}
