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

// closeChromium is replaced once the browser is started.
var closeChromium = func() {}

// chromium starts the one browser of this run; each test opens its own context in it, as private windows are.
var chromium = sync.OnceValues(func() (context.Context, error) {
	path, err := chromiumPath()
	if err != nil {
		return nil, err
	}
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
	closeChromium = func() {
		stopBrowser()
		stopAllocator()
		_ = os.RemoveAll(profile)
	}
	if err := chromedp.Do(browser); err != nil {
		return nil, fmt.Errorf("chromium does not start: %w", err)
	}
	return browser, nil
})

func chromiumPath() (string, error) {
	if path := os.Getenv("OPENACADEMIE_CHROMIUM"); path != "" {
		return path, nil
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		return "", fmt.Errorf("chromium is not installed: run « make chromium », or give its path in OPENACADEMIE_CHROMIUM (%w)", err)
	}
	return path, nil
}
