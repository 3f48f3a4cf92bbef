package components

import (
	"html/template"
	"io"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"
)

// Reader is a writer whose reader reads another language. Say says a French text in it; known is false when it cannot.
type Reader interface {
	Say(french string) (said string, known bool)
}

// French is text set the French way: the space before « : », « ; », « ! », « ? », inside guillemets, before a unit of
// money and after « n° » never breaks. Every string a component receives goes through it; views may use it for their own.
//
// A page that is rendered for a Reader says it in the reader's language. What has no translation stays in French, and says
// so to those who listen.
func French(text string) Node {
	return NodeFunc(func(w io.Writer) error {
		said, known := say(w, text)
		if known {
			return Text(said).Render(w)
		}
		return Span(Lang("fr"), Dir("ltr"), Text(said)).Render(w)
	})
}

// bare is French inside an element that holds nothing but text: a title, an option.
func bare(text string) Node {
	return NodeFunc(func(w io.Writer) error {
		said, _ := say(w, text)
		return Text(said).Render(w)
	})
}

func say(w io.Writer, text string) (string, bool) {
	reader, other := w.(Reader)
	if !other {
		return unbroken(text), true
	}
	said, known := reader.Say(text)
	if !known {
		return unbroken(text), false
	}
	return said, true
}

// saying is an attribute that holds a text, said in the reader's language.
type saying struct{ name, text string }

// Render writes the attribute as gomponents writes its own.
func (s saying) Render(w io.Writer) error {
	said := s.text
	if reader, other := w.(Reader); other {
		said, _ = reader.Say(s.text)
	}
	_, err := io.WriteString(w, " "+s.name+`="`+template.HTMLEscapeString(said)+`"`)
	return err
}

// Type tells gomponents where it goes.
func (s saying) Type() NodeType { return AttributeType }

// Heard is an attribute aria-label.
func Heard(text string) Node { return saying{"aria-label", text} }

// SignedText is a Markdown text that is signed as shown, in French. Who reads another language has the translation beside it,
// and reads which of the two binds.
func SignedText(label, markdown string) Node {
	french, translated := Prose(Raw(unbroken(inHTML(markdown)))), Prose(Markdown(markdown))
	return NodeFunc(func(w io.Writer) error {
		if _, other := w.(Reader); !other {
			return DocumentText(label, french).Render(w)
		}
		return Group{
			Notice(NoticeProps{Kind: Info, Title: "Vous signez le texte français", Text: "La traduction vous aide à le lire. Seul le texte français vous engage."}),
			Div(Class("beside"),
				Div(H2(French("Traduction")), DocumentText("Traduction", translated)),
				Div(H2(French("Texte français")), DocumentText(label, Div(Lang("fr"), Dir("ltr"), french))),
			),
		}.Render(w)
	})
}

func unbroken(text string) string {
	if !strings.ContainsAny(text, ":;!?«»€°%") {
		return text
	}
	return spaces.Replace(text)
}

// Full no-break space around what French sets apart by a word space, a narrow one before high punctuation.
var spaces = strings.NewReplacer(
	" :", "\u00a0:", "« ", "«\u00a0", " »", "\u00a0»", " €", "\u00a0€", "n° ", "n°\u00a0", " %", "\u00a0%",
	" ;", "\u202f;", " !", "\u202f!", " ?", "\u202f?",
)
