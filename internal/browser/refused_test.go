package browser_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/openacademie/openacademie/ui/components/web"
)

// leaving are the forms that end a visit or change the day: nothing is refused there.
var leaving = []string{"/deconnexion", "/langue", "/pratique/", "/connexion"}

// What a form sent empty answers is accessible too: the list of problems, the fields that bear one, what was typed. Each is
// judged once for the parts that no other has; make audit judges all of them.
func TestRefusedFormsAreAccessible(t *testing.T) {
	t.Parallel()
	c := crawled(t)
	own := open(t) // empty forms may still change something
	by := everybody(t, own)
	var pages []found
	seen, mux := map[string]bool{}, patterns()
	for _, v := range by {
		for _, path := range c.posts[v.name] {
			pattern := patternOf(mux, http.MethodPost, path)
			if pattern == "" || seen[pattern] || !allowed(v, whoOfPost(pattern)) || slices.ContainsFunc(leaving, func(p string) bool { return strings.HasPrefix(path, p) }) {
				continue
			}
			seen[pattern] = true
			if got := v.post(path, url.Values{}); got.status == http.StatusUnprocessableEntity && got.isPage() {
				pages = append(pages, found{v, pattern, path, got})
			} else if got.status >= 500 {
				t.Errorf("%s sends %s empty: %d", v.name, path, got.status)
			}
		}
	}
	t.Logf("%d forms refuse to be empty, of %d", len(pages), len(seen))
	if len(pages) < 10 {
		t.Fatal("too few forms refuse: the walk no longer finds them")
	}
	judgeRefused(t, own, pages, bothWidths)
}

// fewRefused is how many refused forms axe judges in « make test », the richest first.
const fewRefused = 8

func whoOfPost(pattern string) (who web.Who) {
	for _, r := range routes() {
		if r.Method == http.MethodPost && r.Pattern == pattern {
			return r.Who
		}
	}
	return who
}

// judgeRefused shows answers in a window as if they had just come, and has axe judge them.
func judgeRefused(t *testing.T, s *practiceSchool, pages []found, all bool) {
	t.Helper()
	slices.SortStableFunc(pages, func(a, b found) int { return len(parts(b.answer.body)) - len(parts(a.answer.body)) })
	known := map[string]bool{}
	p := browse(t, s, phone)
	p.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}}))
	p.visit("/hors-ligne")
	frame := ask(p, cdppage.GetFrameTree, struct{}{}).FrameTree.Frame.ID
	judged := 0
	for _, f := range pages {
		problems := parts(f.answer.body)
		fresh := !all
		for part := range problems {
			fresh = fresh && known[part]
		}
		if fresh || !all && judged == fewRefused {
			continue
		}
		maps.Copy(known, problems)
		judged++
		for _, complaint := range unlawful(f.answer.body) {
			t.Errorf("%s refused: %s", f.path, complaint)
		}
		ask(p, cdppage.SetDocumentContent, cdppage.SetDocumentContentParams{FrameID: frame, HTML: f.answer.body})
		p.do(chromedp.Evaluate[chromedp.Void](`new Promise((done) => { const all = [...document.querySelectorAll("link[rel=stylesheet]")]; const ready = () => all.every((l) => l.sheet) ? done() : setTimeout(ready, 10); ready() }).then(() => undefined)`, chromedp.EvalAwaitPromise))
		before := t.Failed()
		p.accessible()
		if t.Failed() && !before {
			t.Logf("the first trouble is in what %s answers to %s", f.by.name, f.path)
		}
	}
	t.Logf("%d judged", judged)
}
