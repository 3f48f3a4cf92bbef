package browser_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/openacademie/openacademie/internal/testapp"
)

// seeded is the folder of a practice school as `openacademie demo` makes it: tests work on copies.
var seeded string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	// More at once than there are processors: a journey waits for its browser, and the longest must not be the last to start.
	if err := flag.Set("test.parallel", "5"); err != nil { // -parallel says otherwise
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	dir, err := os.MkdirTemp("", "openacademie-essais-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	seeded = filepath.Join(dir, "practice")
	if err = testapp.LayMigrated(seeded); err == nil {
		var first *practiceSchool
		if first, err = start(context.Background(), seeded, "localhost:0"); err == nil {
			err = first.stop()
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "the practice school cannot be made:", err)
		return 1
	}
	defer func() { closeChromium() }()
	code := m.Run()
	if err := closeCrawl(); err != nil {
		fmt.Fprintln(os.Stderr, "the school that was walked through:", err)
		return 1
	}
	return code
}

// closers are the browsers to close at the end of the run.
var closers struct {
	sync.Mutex
	all []func()
}

func closeChromium() {
	closers.Lock()
	defer closers.Unlock()
	for _, closeIt := range closers.all {
		closeIt()
	}
}

// chromium starts the one browser of this run; each test opens its own context in it, as private windows are. Debian's
// headless shell is the same engine without a desk around it, and twice as fast; it has no notifications.
var chromium = sync.OnceValues(func() (context.Context, error) {
	if _, err := exec.LookPath(headlessShell); err == nil && os.Getenv(ownChromium) == "" {
		return launch(headlessShell)
	}
	return wholeChromium()
})

// wholeChromium is the browser that people have: for what the headless shell can't do.
var wholeChromium = sync.OnceValues(func() (context.Context, error) {
	path := os.Getenv(ownChromium)
	if path == "" {
		var err error
		if path, err = exec.LookPath("chromium"); err != nil {
			return nil, fmt.Errorf("chromium is not installed: run « make chromium », or give its path in %s (%w)", ownChromium, err)
		}
	}
	return launch(path)
})

const (
	headlessShell = "chromium-headless-shell"
	ownChromium   = "OPENACADEMIE_CHROMIUM"
)

func launch(path string) (context.Context, error) {
	profile, err := os.MkdirTemp("", "openacademie-chromium-")
	if err != nil {
		return nil, err
	}
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.NoSandbox, chromedp.Headless,
		chromedp.DisableGPU, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("disable-extensions", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("lang", "fr-FR"), chromedp.Env("LANGUAGE=fr", "LANG=fr_FR.UTF-8"),
	)
	browser, stopBrowser := chromedp.NewContext(allocator)
	closers.Lock()
	closers.all = append(closers.all, func() {
		stopBrowser()
		stopAllocator()
		_ = os.RemoveAll(profile)
	})
	closers.Unlock()
	if err := chromedp.Do(browser); err != nil {
		return nil, fmt.Errorf("%s does not start: %w", path, err)
	}
	return browser, nil
}
