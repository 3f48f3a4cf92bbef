package browser_test

import (
	"net/http"

	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/openacademie/openacademie/internal/school"
)

// axe is axe-core, evaluated in pages by the tests and never served.
var axe = sync.OnceValues(func() (string, error) {
	source, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		return "", fmt.Errorf("axe-core is not installed: run « make axe » (%w)", err)
	}
	return string(source), nil
})

// accessible fails on any violation of WCAG 2.2 AA or of axe's best practices in the page as it stands. No exclusion.
func (p *page) accessible() {
	p.t.Helper()
	source, err := axe()
	if err != nil {
		p.t.Fatal(err)
	}
	if !read[bool](p, "Boolean(window.axe)") {
		p.do(chromedp.Evaluate[chromedp.Void](source + ";undefined"))
	}
	violations := read[[]string](p, `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] })
		.then((r) => r.violations.flatMap((v) => v.nodes.slice(0, 3).map((n) => v.id + ": " + n.target.join(" ") + "\n" + n.html.slice(0, 300) + "\n" + n.failureSummary)))`)
	for _, v := range violations {
		p.t.Errorf("%s at %s px: %s", p.path(), read[string](p, "String(innerWidth)"), v)
	}
	p.fits()
}

// fits fails if the page is wider than the screen.
func (p *page) fits() {
	p.t.Helper()
	if wide := read[string](p, tooWide); wide != "" {
		p.t.Errorf("%s is wider than its screen: %s", p.path(), wide)
	}
}

// tooWide names what makes the page wider than its screen. Not innerWidth: on a phone it grows with the page.
const tooWide = `(() => {
	const wide = document.documentElement.clientWidth
	if (document.documentElement.scrollWidth <= wide) return ""
	const out = [...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > wide + 1 && !e.closest(".scroll")).at(-1)
	return document.documentElement.scrollWidth + " px of " + wide + (out ? ", " + out.outerHTML.slice(0, 120) : "")
})()`

var (
	mainOf = regexp.MustCompile(`(?s)<main.*</main>`)
	tags   = regexp.MustCompile(`<[a-z]\w*(?: [^>]*?class="([^"]*)")?`)
)

// parts are what a page is made of, whatever it says: its tags with their classes.
func parts(body string) map[string]bool {
	all := map[string]bool{}
	for _, tag := range tags.FindAllString(mainOf.FindString(body), -1) {
		all[strings.Fields(tag)[0]+tag[strings.LastIndex(tag, "class=")+1:]] = true
	}
	return all
}

// among tells whether one of these pages has every part of this one; for make axe-all, whether one has the same parts.
func (of shapes) among(page map[string]bool) bool {
	return slices.ContainsFunc(of, func(other map[string]bool) bool {
		for part := range page {
			if !other[part] {
				return false
			}
		}
		return !bothWidths || len(page) == len(other)
	})
}

// shapes are the parts of some pages.
type shapes []map[string]bool

// Every page of every role at the width it is used at. Pages of one route that are made of the same parts are accessible or
// not together: the richest are judged, and what has no part of its own is not judged again; see bothWidths.
func TestEveryPageIsAccessible(t *testing.T) {
	t.Parallel()
	c := crawled(t)
	pages := screensOf(t, c)
	t.Logf("%d pages", len(pages))
	half := len(pages) / 2 // two windows: two processes of the browser
	for name, share := range map[string][]found{"first half": pages[:half], "second half": pages[half:]} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inspect(t, c.school, share)
		})
	}
}

// screensOf are the pages to judge: of each route those that no richer one covers, sorted by who sees them.
func screensOf(t *testing.T, c *crawl) []found {
	t.Helper()
	type candidate struct {
		found
		parts map[string]bool
	}
	var all []candidate
	for _, v := range c.visitors(t) {
		for _, f := range append(slices.Clone(c.pages[v.name]), found{v, "", "/introuvable", v.get("/introuvable")}) {
			if f.by = v; f.answer.isPage() {
				all = append(all, candidate{f, parts(f.answer.body)})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return len(b.parts) - len(a.parts) }) // the richest first
	seen := map[string]shapes{}
	var pages []found
	for _, f := range all {
		if !seen[f.pattern].among(f.parts) {
			seen[f.pattern] = append(seen[f.pattern], f.parts)
			pages = append(pages, f.found)
		}
	}
	slices.SortStableFunc(pages, func(a, b found) int { return strings.Compare(a.by.name, b.by.name) }) // one sign-in after another
	return pages
}

func inspect(t *testing.T, served *practiceSchool, pages []found) {
	t.Helper()
	p := browse(t, served, desk)
	p.expect(http.StatusNotFound)
	source, err := axe()
	if err != nil {
		t.Fatal(err)
	}
	ask(p, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: source}) // said once, not for each page
	at := int64(desk)
	var by *visitor
	for _, f := range pages {
		if f.by != by {
			by = f.by
			p.become(by)
		}
		p.visit(f.path)
		main := int64(phone)
		if f.by.actor.Kind == school.Staff {
			main = desk
		}
		for _, width := range []int64{at, phone + desk - at} { // first the width that the window has from the page before
			if width != at {
				p.resize(width)
				at = width
			}
			if bothWidths || width == main {
				p.accessible()
			} else {
				p.fits()
			}
		}
	}
}

// bothWidths has axe judge each page on a phone and on a desk (make axe-all); otherwise it judges staff on a desk, families
// on a phone, and the other width only has to fit.
var bothWidths = os.Getenv("OPENACADEMIE_AXE") == "all"

// become gives the window the cookies of a visitor.
func (p *page) become(v *visitor) {
	p.t.Helper()
	p.do(call(network.ClearBrowserCookies, cdp.Empty{}))
	yes := true
	for name, value := range v.cookies {
		ask(p, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: p.school.url, Secure: &yes, Path: "/", HTTPOnly: &yes})
	}
}
