package browser_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/openacademie/openacademie/internal/school"
)

// Budgets of a family page (design/experience.md): everything that crosses the network until the page is loaded.
const (
	firstView, firstRequests = 40 << 10, 6
	repeatView               = 5 << 10
)

// A family page is light at the first visit, and costs next to nothing at the second.
func TestFamilyPagesAreLight(t *testing.T) {
	t.Parallel()
	practice := open(t)
	v := byMail(t, practice, "guardian", practice.account(t, twoChildren), school.Actor{Kind: school.Guardian})
	for path, body := range map[string]string{"/a-faire": v.get("/a-faire").body, "/payer": "", "/enfants": "", "/moi": ""} {
		if trip := links.FindAllStringSubmatch(body, -1); path == "/a-faire" {
			for _, link := range trip {
				if strings.HasPrefix(link[1], "/voyages/") {
					weigh(t, v, link[1])
					break
				}
			}
		}
		weigh(t, v, path)
	}
}

func weigh(t *testing.T, v *visitor, path string) {
	t.Helper()
	p := browse(t, v.school, phone) // a window of its own: nothing is kept from another page
	p.become(v)
	var mutex sync.Mutex
	var bytes float64
	asked := 0
	if err := chromedp.Listen(p.ctx, func(event any) {
		mutex.Lock()
		defer mutex.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			asked++
		case *network.EventLoadingFinished:
			bytes += e.EncodedDataLength
		}
	}); err != nil {
		t.Fatal(err)
	}
	p.visit(path)
	mutex.Lock()
	t.Logf("%s: %.0f bytes, %d requests", path, bytes, asked)
	if bytes > firstView || asked > firstRequests {
		t.Errorf("%s: %.0f bytes in %d requests at the first view", path, bytes, asked)
	}
	mutex.Unlock()
	// The worker has kept style and script, and asks for the page with the name of the copy it holds.
	p.worker()
	etag := v.get(path).header.Get("ETag")
	again := v.send(http.MethodGet, path, nil, map[string]string{"If-None-Match": etag, "Accept-Encoding": "gzip"})
	size := len(again.body)
	for name, values := range again.header {
		size += len(name) + len(strings.Join(values, ""))
	}
	t.Logf("%s: %d bytes at the second view", path, size)
	if again.status != http.StatusNotModified || size > repeatView {
		t.Errorf("%s: %d and %d bytes at the second view", path, again.status, size)
	}
	if kept := read[int](p, `caches.keys().then((k) => caches.open(k[0])).then((c) => c.keys()).then((k) => k.filter((r) => /\.(css|js)$/.test(r.url)).length)`); kept < 2 {
		t.Errorf("%s: the worker keeps %d files", path, kept)
	}
}
