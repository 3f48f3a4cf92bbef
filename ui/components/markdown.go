package components

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	. "maragu.dev/gomponents"
)

// markdown renders our Markdown and the letters of schools. Raw HTML is left out and links keep to http, https, mailto and
// our own paths: goldmark drops dangerous ones.
// Columns are aligned by an attribute: our policy refuses the inline style goldmark would write.
var markdown = goldmark.New(goldmark.WithExtensions(
	extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)),
	extension.Strikethrough,
))

// h1 is what a page already has: a Markdown title of first level becomes a second one.
var h1 = regexp.MustCompile(`<(/?)h1>`)

// Markdown renders a Markdown text as HTML, set the French way.
func Markdown(text string) Node {
	var out bytes.Buffer
	if err := markdown.Convert([]byte(text), &out); err != nil {
		return Text(text) // goldmark writes to memory: it does not fail; if it does, the text is still read
	}
	return Raw(unbroken(strings.TrimSpace(h1.ReplaceAllString(out.String(), "<${1}h2>"))))
}
