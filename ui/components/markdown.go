package components

import (
	"bytes"
	"io"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"
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

// Markdown renders a Markdown text as HTML, set the French way; block by block in the reader's language, as French would.
func Markdown(text string) Node {
	return NodeFunc(func(w io.Writer) error {
		reader, other := w.(Reader)
		if !other {
			return Raw(unbroken(inHTML(text))).Render(w)
		}
		for _, block := range Blocks(text) {
			said, known := reader.Say(unfolded(block.Text))
			var err error
			if known {
				err = Raw(inHTML(block.Mark + said)).Render(w)
			} else {
				err = Div(Lang("fr"), Dir("ltr"), Raw(unbroken(inHTML(block.Mark+block.Text)))).Render(w)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func inHTML(text string) string {
	var out bytes.Buffer
	if err := markdown.Convert([]byte(text), &out); err != nil {
		return escaped(text) // goldmark writes to memory: it does not fail; if it does, the text is still read
	}
	return strings.TrimSpace(h1.ReplaceAllString(out.String(), "<${1}h2>"))
}

func escaped(text string) string {
	var out strings.Builder
	if Text(text).Render(&out) != nil {
		return ""
	}
	return out.String()
}

// Block is one paragraph, title, list or table of a Markdown text, for a Reader to say.
type Block struct{ Mark, Text string }

// Blocks cuts a Markdown text. Mark is what makes a title a title.
func Blocks(text string) []Block {
	var all []Block
	for piece := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		piece = strings.Trim(piece, "\n")
		if piece == "" {
			continue
		}
		if mark := strings.TrimLeft(piece, "#"); len(mark) < len(piece) {
			all = append(all, Block{Mark: piece[:len(piece)-len(mark)] + " ", Text: strings.TrimSpace(mark)})
			continue
		}
		all = append(all, Block{Text: piece})
	}
	return all
}

// unfolded gives each paragraph and each item one line, as it is read: a translation follows sentences, not line ends.
func unfolded(block string) string {
	var out strings.Builder
	for i, line := range strings.Split(block, "\n") {
		switch {
		case i == 0:
		case strings.HasPrefix(line, "- "), strings.HasPrefix(line, "|"), numberedItem.MatchString(line):
			out.WriteString("\n")
		default:
			out.WriteString(" ")
			line = strings.TrimSpace(line)
		}
		out.WriteString(line)
	}
	return out.String()
}

var numberedItem = regexp.MustCompile(`^\d+\. `)
