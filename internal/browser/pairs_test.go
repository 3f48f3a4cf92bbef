package browser_test

import (
	"cmp"
	"net/http"
	"os"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"

	"github.com/openacademie/openacademie/internal/school"
)

// The dresses of a screen: what a reader's device and language change about it. Nothing moves, or axe would read colours on
// their way from one theme to another.
var (
	still  = &emulation.MediaFeature{Name: "prefers-reduced-motion", Value: "reduce"}
	themes = [][]*emulation.MediaFeature{
		{still, {Name: "prefers-color-scheme", Value: "light"}}, {still, {Name: "prefers-color-scheme", Value: "dark"}}, {still, {Name: "forced-colors", Value: "active"}},
	}
	themeNames = []string{"light", "dark", "forced colours"}
	languages  = []string{"fr", "ar"} // from the left, from the right
	widths     = []int64{320, phone, 768, desk}
)

// look is one screen in one dress: numbers of its page, theme, language and width.
type look struct{ page, theme, language, width int }

// pairs gives few rows in which every value of each factor meets every value of each other one. counts are how many values
// each factor has.
func pairs(counts ...int) [][]int {
	type meeting struct{ a, x, b, y int }
	open := map[meeting]bool{}
	var order []meeting
	for a := range counts {
		for b := a + 1; b < len(counts); b++ {
			for x := range counts[a] {
				for y := range counts[b] {
					m := meeting{a, x, b, y}
					open[m] = true
					order = append(order, m)
				}
			}
		}
	}
	var rows [][]int
	for _, m := range order {
		if !open[m] {
			continue
		}
		row := slices.Repeat([]int{-1}, len(counts))
		row[m.a], row[m.b] = m.x, m.y
		for factor := range counts { // the value that meets most of what is still to be met
			if row[factor] >= 0 {
				continue
			}
			best, most := 0, -1
			for value := range counts[factor] {
				met := 0
				for other, chosen := range row {
					if chosen >= 0 && (other < factor && open[meeting{other, chosen, factor, value}] || other > factor && open[meeting{factor, value, other, chosen}]) {
						met++
					}
				}
				if met > most {
					best, most = value, met
				}
			}
			row[factor] = best
		}
		for a := range counts {
			for b := a + 1; b < len(counts); b++ {
				delete(open, meeting{a, row[a], b, row[b]})
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func TestPairsMeetAll(t *testing.T) {
	t.Parallel()
	for _, counts := range [][]int{{40, 3, 2, 4}, {7, 3, 1, 4}, {2, 2}, {3, 3, 3, 3}, {1}} {
		rows := pairs(counts...)
		most := 1
		for a := range counts {
			for b := a + 1; b < len(counts); b++ {
				most = max(most, counts[a]*counts[b])
				met := map[[2]int]bool{}
				for _, row := range rows {
					met[[2]int{row[a], row[b]}] = true
				}
				if len(met) != counts[a]*counts[b] {
					t.Errorf("%v: factors %d and %d meet %d times of %d", counts, a, b, len(met), counts[a]*counts[b])
				}
			}
		}
		if len(rows) > most+most/2 {
			t.Errorf("%v: %d rows, where %d may do", counts, len(rows), most)
		}
	}
}

// Every screen of every role meets every theme, every width, and for families both directions, under axe. For make audit.
func TestEveryScreenInItsDresses(t *testing.T) {
	if os.Getenv("OPENACADEMIE_AXE") != "pairs" {
		t.Skip("make audit dresses every screen")
	}
	t.Parallel()
	c := crawled(t)
	screens := screensOf(t, c)
	isStaff := func(f found) bool { return f.by.actor.Kind == school.Staff } // who works in French
	type dressed struct {
		found
		look
	}
	var all []dressed
	for _, staff := range []bool{true, false} {
		var group []found
		for _, f := range screens {
			if isStaff(f) == staff {
				group = append(group, f)
			}
		}
		directions := len(languages)
		if staff {
			directions = 1
		}
		for _, row := range pairs(len(group), len(themes), directions, len(widths)) {
			all = append(all, dressed{group[row[0]], look{row[0], row[1], row[2], row[3]}})
		}
	}
	slices.SortStableFunc(all, func(a, b dressed) int { // one sign-in after another, one page after another
		return cmp.Or(cmp.Compare(a.by.name, b.by.name), cmp.Compare(a.language, b.language), cmp.Compare(a.page, b.page), cmp.Compare(a.width, b.width))
	})
	t.Logf("%d screens, %d looks", len(screens), len(all))
	half := len(all) / 2
	for name, share := range map[string][]dressed{"first half": all[:half], "second half": all[half:]} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := browse(t, c.school, desk)
			p.expect(http.StatusNotFound)
			source, err := axe()
			if err != nil {
				t.Fatal(err)
			}
			ask(p, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: source})
			var before dressed
			for i, d := range share {
				if i == 0 || d.by != before.by || d.language != before.language {
					p.become(d.by)
					yes := true
					ask(p, network.SetCookie, network.SetCookieParams{Name: "__Host-langue", Value: languages[d.language], URL: c.school.url, Secure: &yes, Path: "/", HTTPOnly: &yes})
				}
				p.resize(widths[d.width])
				ask(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: themes[d.theme]})
				if i == 0 || d.by != before.by || d.language != before.language || d.path != before.path {
					p.visit(d.path)
				}
				failed := t.Failed()
				p.accessible()
				if t.Failed() && !failed {
					t.Logf("first trouble: %s, %s, %s, %d px", d.path, themeNames[d.theme], languages[d.language], widths[d.width])
				}
				before = d
			}
		})
	}
}
