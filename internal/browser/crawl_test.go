package browser_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// crawl is what every visitor reaches by following links in one practice school, walked once for the tests that only read:
// links, access, families, accessibility. None of them may change the school.
type crawl struct {
	school *practiceSchool
	extra  map[string]string // addresses that the seed has not; see history
	by     []*visitor
	pages  map[string][]found  // by the name of the visitor
	posts  map[string][]string // addresses of the forms met on the way
}

var (
	walked   sync.Once
	theCrawl *crawl
	// closeCrawl is replaced once the school of the crawl is open.
	closeCrawl = func() error { return nil }
)

// crawled is the crawl, made by the first test that asks.
func crawled(t *testing.T) *crawl {
	t.Helper()
	walked.Do(func() { theCrawl = newCrawl(t) })
	if theCrawl == nil {
		t.Fatal("the walk failed in the first test that asked for it")
	}
	return theCrawl
}

func newCrawl(t *testing.T) *crawl {
	t.Helper()
	above, err := os.MkdirTemp("", "openacademie-parcours-")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(above, "practice")
	if err := os.CopyFS(dir, os.DirFS(seeded)); err != nil {
		t.Fatal(err)
	}
	school, err := start(context.Background(), dir, "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	closeCrawl = func() error {
		defer func() { _ = os.RemoveAll(above) }() // a temporary folder
		return school.stop()
	}
	c := &crawl{school: school, extra: history(t, school), by: everybody(t, school), pages: map[string][]found{}, posts: map[string][]string{}}
	for _, v := range c.by {
		from := starts(v)
		if v.name == "guardian who signed" {
			from = append(from, c.extra["/payer/confirmation"], c.extra["/payer/suivi/{token}"])
		}
		pages, posts := walk(v, from...)
		for i := range pages {
			if !pages[i].answer.isPage() {
				pages[i].answer.body = "" // files weigh much, and nobody reads them again
			}
		}
		c.pages[v.name], c.posts[v.name] = pages, posts
		t.Logf("%s: %d pages", v.name, len(pages))
	}
	return c
}

// visitors are those of the crawl, each as a test uses them: their cookies are its own.
func (c *crawl) visitors(t *testing.T) []*visitor {
	t.Helper()
	all := make([]*visitor, 0, len(c.by))
	for _, v := range c.by {
		own := *v
		own.t, own.cookies = t, maps.Clone(v.cookies)
		all = append(all, &own)
	}
	return all
}
