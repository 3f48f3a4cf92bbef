package browser_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// foreign are elements that the criteria of frames, media and movement are about: no page has any.
var foreign = []string{
	"iframe", "frame", "object", "embed", "applet", "video", "audio", "track", "canvas", "map", "area", "marquee", "blink", "font", "center", "big", "tt", "strike", "u",
}

// The whole of a page is ours and plain: what a page does not hold needs no alternative (RGAA 2, 4, 8.2, 13.2, 13.7).
func TestNothingForeignInAPage(t *testing.T) {
	t.Parallel()
	c := crawled(t)
	pages := 0
	seen := map[string]bool{}
	for _, v := range c.by {
		for _, p := range c.pages[v.name] {
			if !p.answer.isPage() || seen[p.answer.body] {
				continue
			}
			seen[p.answer.body] = true
			pages++
			for _, complaint := range unlawful(p.answer.body) {
				t.Errorf("%s %s: %s", v.name, p.path, complaint)
			}
		}
	}
	if pages < 100 {
		t.Errorf("only %d pages", pages)
	}
}

var language = regexp.MustCompile(`^(fr|en|ar|pt|tr|uk)$`)

// unlawful says what a page holds that none of ours may.
func unlawful(body string) (complaints []string) {
	if !strings.HasPrefix(strings.ToLower(body), "<!doctype html>") {
		complaints = append(complaints, "no doctype")
	}
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		return append(complaints, err.Error())
	}
	ids := map[string]bool{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if slices.Contains(foreign, n.Data) {
			complaints = append(complaints, "<"+n.Data+">")
		}
		attributes := map[string]string{}
		for _, a := range n.Attr {
			if _, twice := attributes[a.Key]; twice {
				complaints = append(complaints, "<"+n.Data+"> has "+a.Key+" twice")
			}
			attributes[a.Key] = a.Val
		}
		if id, has := attributes["id"]; has {
			if ids[id] || id == "" {
				complaints = append(complaints, "the id "+id+" twice")
			}
			ids[id] = true
		}
		for _, forbidden := range []string{"accesskey", "target", "align", "bgcolor", "border", "http-equiv"} {
			if _, has := attributes[forbidden]; has {
				complaints = append(complaints, "<"+n.Data+" "+forbidden+">")
			}
		}
		if lang, has := attributes["lang"]; (has || n.Data == "html") && !language.MatchString(lang) {
			complaints = append(complaints, "the language "+lang)
		}
		complaints = append(complaints, shapeless(n, attributes)...)
	}
	return complaints
}

// shapeless says what a table or a group of fields lacks.
func shapeless(n *html.Node, attributes map[string]string) (complaints []string) {
	holds := func(tag string) bool {
		for c := range n.ChildNodes() {
			if c.Data == tag {
				return true
			}
		}
		return false
	}
	switch n.Data {
	case "table":
		if !holds("caption") {
			complaints = append(complaints, "a table without caption")
		}
	case "th":
		if attributes["scope"] == "" {
			complaints = append(complaints, "a head of column or line without scope")
		}
		if attributes["rowspan"]+attributes["colspan"] != "" {
			complaints = append(complaints, "a complex table: it needs a summary")
		}
	case "fieldset":
		if !holds("legend") {
			complaints = append(complaints, "a group of fields without legend")
		}
	}
	return complaints
}
