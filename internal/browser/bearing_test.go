package browser_test

import (
	_ "embed"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// bearing.js measures a page as somebody meets it who zooms, spaces the text out, or has no mouse.
//
//go:embed testdata/bearing.js
var bearing string

// sample are the pages of the manual protocol (docs/accessibilite-protocole.md) that a machine can try, by who opens them.
var sample = map[string][]string{
	"guest":    {"/connexion", "/accessibilite"},
	"guardian": {"/a-faire", "/payer", "/moi"},
	"bursar":   {"/gestion", "/gestion/ecole/identite"},
}

// onSample opens each page of the sample in one window.
func onSample(t *testing.T, width int64, try func(p *page, path string)) {
	t.Helper()
	c := crawled(t)
	p := browse(t, c.school, width)
	for _, v := range c.visitors(t) {
		if len(sample[v.name]) > 0 {
			p.become(v)
		}
		for _, path := range sample[v.name] {
			p.visit(path)
			try(p, path)
		}
	}
}

func bears(p *page, function string) []string {
	p.t.Helper()
	return read[[]string](p, strings.TrimSpace(bearing)+"."+function+"()")
}

// A page is read at 200 and 400 %, with text twice as large, with the spacing of WCAG 1.4.12, in forced colours, without
// movement, lying down, and without its styles.
func TestPagesBearZoomSpacingAndColours(t *testing.T) {
	t.Parallel()
	onSample(t, desk, func(p *page, path string) {
		for _, width := range []int64{desk, 640, 320} { // a desk at 100, 200 and 400 %
			p.resize(width)
			for _, how := range []string{"plain", "spaced", "larger"} {
				if how == "larger" && width == 320 {
					continue // 400 % and text twice as large again is asked by nobody
				}
				for _, complaint := range bears(p, how) {
					t.Errorf("%s at %d px, %s: %s", path, width, how, complaint)
				}
			}
		}
		p.do(call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 844, Height: 390, DeviceScaleFactor: 1, Mobile: true}))
		for _, complaint := range bears(p, "plain") {
			t.Errorf("%s lying down: %s", path, complaint)
		}
		for feature, value := range map[string]string{"forced-colors": "active", "prefers-reduced-motion": "reduce", "prefers-color-scheme": "dark"} {
			ask(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: feature, Value: value}}})
			function := map[string]string{"forced-colors": "forced", "prefers-reduced-motion": "still", "prefers-color-scheme": "plain"}[feature]
			for _, complaint := range bears(p, function) {
				t.Errorf("%s, %s: %s", path, feature, complaint)
			}
		}
		ask(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
		for _, complaint := range bears(p, "bare") {
			t.Errorf("%s without styles: %s", path, complaint)
		}
		p.resize(desk)
	})
}

// Everything that acts is reached by the tab key, in the order of the page, seen when it is reached, and left again; and has
// a name and a role in the tree that screen readers read.
func TestTheKeyboardReachesEverything(t *testing.T) {
	t.Parallel()
	onSample(t, desk, func(p *page, path string) {
		total := read[int](p, strings.TrimSpace(bearing)+".prepare()")
		if total < 5 {
			t.Errorf("%s: only %d places to go", path, total)
		}
		for step := range total + 2 {
			p.do(call(input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeRawKeyDown, Key: "Tab", Code: "Tab", WindowsVirtualKeyCode: 9}),
				call(input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyUp, Key: "Tab", Code: "Tab", WindowsVirtualKeyCode: 9}))
			said := read[string](p, strings.TrimSpace(bearing)+".step()")
			if said == "left" {
				break
			}
			if said != "" {
				t.Errorf("%s, step %d: %s", path, step+1, said)
			}
		}
		for _, complaint := range bears(p, "missed") {
			t.Errorf("%s: %s", path, complaint)
		}
		heard := map[string]bool{}
		for _, n := range ask(p, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
			if n.Ignored || n.Role == nil {
				continue
			}
			role := strings.Trim(string(n.Role.Value), `"`)
			name := ""
			if n.Name != nil {
				name = strings.Trim(string(n.Name.Value), `" `)
			}
			heard[role] = true
			switch role {
			case "link", "button", "textbox", "checkbox", "radio", "combobox", "searchbox", "spinbutton", "heading", "image", "table", "navigation", "region", "dialog":
				if name == "" {
					t.Errorf("%s: a %s has no name", path, role)
				}
			}
		}
		for _, role := range []string{"main", "banner", "contentinfo", "heading", "link"} {
			if !heard[role] {
				t.Errorf("%s: no %s is heard", path, role)
			}
		}
		p.do(chromedp.Evaluate[chromedp.Void]("document.activeElement.blur()"))
	})
}
