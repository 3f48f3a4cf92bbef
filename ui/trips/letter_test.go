package trips_test

import (
	"html"
	"net/url"
	"regexp"
	"testing"
)

var textareas = regexp.MustCompile(`(?s)<textarea id="(text_[^"]+)"[^>]*>(.*?)</textarea>`)

// A letter that is opened and saved as it is, with the line ends that browsers send, asks nobody to sign again.
func TestSavingAnUnchangedLetterAsksNobodyToSignAgain(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	amina, address := v.as(v.amina), family(here, v.malo)
	amina.post(address+"/signature", url.Values{"text_digest": {digestIn(t, amina.answered(address))}})
	page := v.as(v.teacher).get(here + "/lettre")
	form := url.Values{"do": {"save"}}
	for _, m := range textareas.FindAllStringSubmatch(page, -1) {
		form.Set(m[1], regexp.MustCompile("\n").ReplaceAllString(html.UnescapeString(m[2]), "\r\n"))
	}
	for _, m := range regexp.MustCompile(`name="(on_[^"]+)"[^>]*checked`).FindAllStringSubmatch(page, -1) {
		form.Set(m[1], "oui")
	}
	v.as(v.teacher).post(here+"/lettre", form)
	contains(t, amina.get(address), "inscription ferme")
	if n, _ := v.app.CountRecords("letters"); n != 1 {
		t.Errorf("%d letters: only the signed text was expected", n)
	}
}
