package browser_test

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// reader.js finds what a person would see or touch by its words.
//
//go:embed testdata/reader.js
var reader string

// Widths of the screens tried: a phone and a desk.
const (
	phone = 390
	desk  = 1280
)

// page is a tab of a browser of its own: cookies and storage are shared with no other test.
type page struct {
	t      *testing.T
	ctx    context.Context
	school *practiceSchool
	status int // of the last page

	mutex    sync.Mutex
	troubles []string
	expected int // status that a page may answer without being a trouble
	offline  bool
}

// badNetwork is the edge of a village: every answer comes after six tenths of a second, at the pace of an old mobile network.
// « make journeys-bad-network » plays the journeys of families on it.
var badNetwork = network.EmulateNetworkConditionsByRuleParams{
	MatchedNetworkConditions: []*network.Conditions{{Latency: 600, DownloadThroughput: 30_000, UploadThroughput: 12_000}},
}

// browse opens a private window of a given width. Whatever goes wrong in it fails the test: console errors, exceptions,
// violations of the content policy, failed requests.
func browse(t *testing.T, school *practiceSchool, width int64) *page {
	t.Helper()
	return browseIn(t, school, width, chromium)
}

// browseIn opens a window in a browser of the run.
func browseIn(t *testing.T, school *practiceSchool, width int64, start func() (context.Context, error)) *page {
	t.Helper()
	browser, err := start()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // the tab lives as long as this context, which has no limit
		t.Fatal(err)
	}
	p := &page{t: t, ctx: ctx, school: school}
	if err := chromedp.Listen(ctx, p.hear); err != nil {
		t.Fatal(err)
	}
	p.do(call(network.Enable, network.EnableParams{}), call(log.Enable, cdp.Empty{}))
	if os.Getenv("OPENACADEMIE_BAD_NETWORK") != "" {
		p.do(call(network.EmulateNetworkConditionsByRule, badNetwork))
	}
	p.resize(width)
	t.Cleanup(func() {
		for _, trouble := range p.heard() {
			t.Errorf("in the browser: %s", trouble)
		}
	})
	return p
}

func (p *page) resize(width int64) {
	p.t.Helper()
	p.do(call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: 844, DeviceScaleFactor: 1, Mobile: width < 600,
	}))
}

// call makes a step of a command of the protocol.
func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// ask runs a command of the protocol and returns its answer.
func ask[P, R any](p *page, command cdp.Command[P, R], params P) R {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	answer, err := chromedp.Call(ctx, command, params)
	if err != nil {
		p.t.Fatalf("%s: %v", command.Method, err)
	}
	return answer
}

func (p *page) hear(event any) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	trouble := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		trouble = "exception: " + e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			trouble += " " + e.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			trouble = fmt.Sprintf("console: %s", e.Args[0].Value)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork { // the network speaks for itself below
			trouble = fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *network.EventResponseReceived:
		status := int(e.Response.Status)
		if e.Type == network.ResourceTypeDocument {
			p.status = status
		}
		refusedForm := status == p.expected || status == 422 && e.Type == network.ResourceTypeDocument
		if status >= 400 && !refusedForm {
			trouble = fmt.Sprintf("%d %s", status, e.Response.URL)
		}
	case *network.EventLoadingFailed:
		if !e.Canceled && !p.offline && e.ErrorText != "net::ERR_ABORTED" {
			trouble = "request failed: " + e.ErrorText
		}
	}
	if trouble != "" {
		p.troubles = append(p.troubles, trouble)
	}
}

func (p *page) heard() []string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.troubles
}

// patience is how long a step may take on a busy machine.
const patience = 30 * time.Second

func (p *page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%v\n%s", err, p.where())
	}
}

// loads runs steps that bring another page, and waits for it.
func (p *page) loads(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, steps...); err != nil {
		p.t.Fatalf("%s: %v\n%s", what, err, p.where())
	}
}

// read evaluates an expression in the page.
func read[T any](p *page, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("…%s: %v", expression[max(0, len(expression)-120):], err)
	}
	return value
}

// of calls a function of reader.js.
func of[T any](p *page, function string, arguments ...string) T {
	p.t.Helper()
	quoted, err := json.Marshal(append([]string{}, arguments...))
	if err != nil {
		p.t.Fatal(err)
	}
	return read[T](p, strings.TrimSpace(reader)+"."+function+"(..."+string(quoted)+")")
}

// where says which page the test is on and what it reads there.
func (p *page) where() string {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	said, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
	if err != nil {
		return err.Error()
	}
	return said
}

func (p *page) path() string { return read[string](p, "location.pathname") }

// visit opens an address of the school.
func (p *page) visit(path string) {
	p.t.Helper()
	p.loads("visit "+path, chromedp.Navigate(p.school.url+path))
}

var touched = chromedp.CSS("[data-touched]")

// press clicks the link or the button that bears these words, or begins with them, and waits for the page it brings.
func (p *page) press(label string) {
	p.t.Helper()
	p.find(label)
	p.loads("press "+label, chromedp.Click(touched))
}

// pressNear is press for a label that a page bears several times: the one closest to these words.
func (p *page) pressNear(words, label string) {
	p.t.Helper()
	if !of[bool](p, "pressNear", words, label) {
		p.t.Fatalf("nothing to press is called %q near %q\n%s", label, words, p.where())
	}
	p.loads("press "+label, chromedp.Click(touched))
}

func (p *page) find(label string) {
	p.t.Helper()
	if !of[bool](p, "press", label) {
		p.t.Fatalf("nothing to press is called %q\n%s", label, p.where())
	}
}

// fill types in the field with this label, or ticks it, or chooses in its list.
func (p *page) fill(label, value string) {
	p.t.Helper()
	kind := of[string](p, "field", label)
	switch kind {
	case "":
		p.t.Fatalf("no field is called %q\n%s", label, p.where())
	case "select select-one", "input date":
		if !of[bool](p, "put", value) {
			p.t.Fatalf("%q cannot be chosen in %q", value, label)
		}
	case "input checkbox", "input radio":
		p.do(chromedp.Click(touched))
	default:
		p.do(chromedp.Focus(touched), chromedp.Evaluate[chromedp.Void](`document.activeElement.select()`),
			call(input.InsertText, input.InsertTextParams{Text: value}))
	}
}

// choose ticks the box or the choice with this label.
func (p *page) choose(label string) {
	p.t.Helper()
	p.fill(label, "")
}

// see fails unless the page says each of these; spaces of any kind are the same.
func (p *page) see(words ...string) {
	p.t.Helper()
	text := of[string](p, "text")
	for _, w := range words {
		if !strings.Contains(text, plain(w)) {
			p.t.Fatalf("the page does not say %q\n%s", w, p.where())
		}
	}
}

// seeNot fails if the page says any of these.
func (p *page) seeNot(words ...string) {
	p.t.Helper()
	text := of[string](p, "text")
	for _, w := range words {
		if strings.Contains(text, plain(w)) {
			p.t.Errorf("the page must not say %q\n%s", w, p.where())
		}
	}
}

// await waits until the page says it.
func (p *page) await(words string) {
	p.t.Helper()
	if err := until(patience, func() bool {
		text, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](strings.TrimSpace(reader)+".text()"))
		return err == nil && strings.Contains(text, plain(words)) // no text while one page replaces another
	}); err != nil {
		p.t.Fatalf("%q: %v\n%s", words, err, p.where())
	}
}

func plain(s string) string { return strings.Join(strings.Fields(s), " ") }

// refused fails unless the last page is a refused form, and one that everybody can read.
func (p *page) refused() {
	p.t.Helper()
	if status := p.answered(); status != 422 {
		p.t.Fatalf("not refused: %d\n%s", status, p.where())
	}
	p.accessible()
}

// enter signs in with a code received by e-mail.
func (p *page) enter(address string) {
	p.t.Helper()
	p.visit("/connexion")
	p.fill("Votre adresse électronique", address)
	p.press("Recevoir un code")
	p.fill("Code à six chiffres", p.school.code(p.t, address))
	p.press("Entrer")
}

// forget signs the browser out the hard way: its cookies go.
func (p *page) forget() {
	p.t.Helper()
	p.do(call(network.ClearBrowserCookies, cdp.Empty{}))
}

// answered is the status of the last page.
func (p *page) answered() int {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.status
}

// fetch asks for a file as a link of the page would, and returns its status and type.
func (p *page) fetch(path string) string {
	p.t.Helper()
	return read[string](p, "fetch("+strconv.Quote(path)+`).then(async (a) => { await a.arrayBuffer(); return a.status + " " + a.headers.get("Content-Type") })`)
}

// tick ticks the nth box of a group.
func (p *page) tick(group string, n int) {
	p.t.Helper()
	id := read[string](p, `[...document.getElementsByName(`+strconv.Quote(group)+`)][`+strconv.Itoa(n)+`]?.id ?? ""`)
	if id == "" {
		p.t.Fatalf("no box %d in %s\n%s", n, group, p.where())
	}
	p.do(chromedp.Click(chromedp.ID(id)))
}

// expect lets requests answer a status that would be a trouble otherwise.
func (p *page) expect(status int) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.expected = status
}

// amount reads the amount that follows some words, in cents.
func (p *page) amount(after string) int {
	p.t.Helper()
	_, said, found := strings.Cut(of[string](p, "text"), plain(after))
	euros, _, _ := strings.Cut(said, "€")
	n, err := strconv.Atoi(strings.NewReplacer(" ", "", ",", "").Replace(euros))
	if !found || err != nil {
		p.t.Fatalf("no amount after %q\n%s", after, p.where())
	}
	return n
}
