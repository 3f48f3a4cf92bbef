package browser_test

import (
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
)

// The pages of a family in Arabic begin at the right, hold on the smallest phone, and are accessible.
func TestArabicPagesFlowFromTheRight(t *testing.T) {
	t.Parallel()
	c := crawled(t)
	v := byMail(t, c.school, "guardian in Arabic", c.school.account(t, twoChildren), school.Actor{Kind: school.Guardian})
	v.cookies["__Host-langue"] = "ar"
	p := browse(t, c.school, phone)
	p.become(v)
	paths := []string{"/a-faire", "/payer", "/enfants", "/moi"}
	for _, link := range links.FindAllStringSubmatch(v.get("/a-faire").body, -1) {
		if strings.HasPrefix(link[1], "/voyages/") {
			paths = append(paths, link[1])
			break
		}
	}
	for i, path := range paths {
		p.visit(path)
		if wrong := read[[]string](p, mirrored); len(wrong) > 0 {
			t.Errorf("%s: %s", path, strings.Join(wrong, "; "))
		}
		p.fits()
		p.resize(320)
		if i == len(paths)-1 {
			p.accessible()
		}
		p.fits()
		p.resize(phone)
	}
}

// mirrored says what does not follow the direction of the page: where the page begins, its title, its marks, what is set by side.
const mirrored = `(() => {
	const wrong = [], half = innerWidth / 2, middle = (e) => { const b = e.getBoundingClientRect(); return b.left + b.width / 2 }
	if (document.documentElement.lang !== "ar" || document.documentElement.dir !== "rtl") wrong.push("the page is in " + document.documentElement.lang)
	if (middle(document.querySelector(".brand")) < half) wrong.push("the brand is at the left")
	const tabs = [...document.querySelectorAll(".tabs a")]
	if (tabs.length > 1 && tabs[0].getBoundingClientRect().left < tabs.at(-1).getBoundingClientRect().left) wrong.push("the tabs begin at the left")
	for (const e of document.querySelectorAll("main h1, main h2, main p")) {
		if (e.checkVisibility() && !e.closest("[dir=ltr]") && !["start", "right", "center", "-webkit-center", "-webkit-auto"].includes(getComputedStyle(e).textAlign)) wrong.push("aligned " + getComputedStyle(e).textAlign + ": " + e.textContent.slice(0, 40))
	}
	for (const e of document.querySelectorAll(".disclosure summary")) {
		if (!getComputedStyle(e, "::before").transform.startsWith("matrix(-0.7")) wrong.push("an arrow points the French way: " + getComputedStyle(e, "::before").transform)
	}
	return wrong
})()`
