package browser_test

import (
	"crypto/sha256"
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

// shape is what a page is made of, whatever it says: pages of one shape are accessible or not together.
func shape(body string) string {
	var parts []string
	for _, tag := range tags.FindAllString(mainOf.FindString(body), -1) {
		tag = strings.Fields(tag)[0] + tag[strings.LastIndex(tag, "class=")+1:]
		if !slices.Contains(parts, tag) {
			parts = append(parts, tag)
		}
	}
	slices.Sort(parts)
	return fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(parts, ""))))
}

// Every page of every role, once per shape, at the width it is used at; see bothWidths.
func TestEveryPageIsAccessible(t *testing.T) {
	t.Parallel()
	c := crawled(t)
	seen := map[string]bool{}
	var pages []found
	for _, v := range c.visitors(t) {
		for _, f := range append(slices.Clone(c.pages[v.name]), found{v, "", "/introuvable", v.get("/introuvable")}) {
			f.by = v
			if key := f.pattern + shape(f.answer.body); f.answer.isPage() && !seen[key] {
				seen[key] = true
				pages = append(pages, f)
			}
		}
	}
	t.Logf("%d pages", len(pages))
	half := len(pages) / 2 // two windows: two processes of the browser
	for name, share := range map[string][]found{"first half": pages[:half], "second half": pages[half:]} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inspect(t, c.school, share)
		})
	}
}

func inspect(t *testing.T, served *practiceSchool, pages []found) {
	t.Helper()
	p := browse(t, served, desk)
	p.expect(http.StatusNotFound)
	var by *visitor
	for _, f := range pages {
		if f.by != by {
			by = f.by
			p.become(by)
		}
		p.visit(f.path)
		main, other := int64(phone), int64(desk)
		if f.by.actor.Kind == school.Staff {
			main, other = other, main
		}
		p.resize(main)
		p.accessible()
		p.resize(other)
		if bothWidths {
			p.accessible()
		} else {
			p.fits()
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
