package staff_test

import (
	"bytes"
	stdimage "image"
	"image/png"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
)

func pngOf(t testing.TB, wide, high int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, stdimage.NewNRGBA(stdimage.Rect(0, 0, wide, high))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// image is the form of an image, whatever its content.
func image(t testing.TB, content []byte) body {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("image", "logo.png")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return body{w.FormDataContentType(), b.Bytes()}
}

func TestAnIdentityRefusedLosesNothing(t *testing.T) {
	o := filled(t)
	typed := []string{
		"nom", "Collège des Deux-Rives", "nature", "college", "fuseau", "Europe/Paris", "courriel", "contact@", "site", "college.example", "exercice", "26",
		"civilite_chef", "Mme", "chef", "Claire Vasseur", "titre_social", "conseillère technique", "assurance", "Contrat n° 12 de la mutuelle", "sous_contrat", "oui",
	}
	answer := o.post(school.Bursar, "/gestion/ecole/identite", form(typed...))
	page := answer.Body.String()
	if answer.Code != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", answer.Code)
	}
	for _, wanted := range []string{`href="#courriel"`, `href="#site"`, `href="#exercice"`, "Claire Vasseur", "conseillère technique", "Contrat n° 12 de la mutuelle", "checked"} {
		if !strings.Contains(page, wanted) {
			t.Errorf("the page does not hold %q", wanted)
		}
	}
	typed[7], typed[9], typed[11] = "contact@college.example", "https://college.example", "2026"
	if answer := o.post(school.Bursar, "/gestion/ecole/identite", form(typed...)); answer.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", answer.Code, text(answer))
	}
	if got := o.one("SELECT head_civility || website || accounting_year || under_contract FROM school"); got != "Mmehttps://college.example20261" {
		t.Errorf("kept %q", got)
	}
}

func TestPicturesAreServedToThoseWhoSetThem(t *testing.T) {
	o := filled(t)
	const path = "/gestion/ecole/identite/images/logo"
	if code := o.get(school.Head, path+".png").Code; code != http.StatusNotFound {
		t.Errorf("without a logo: %d", code)
	}
	for name, wrong := range map[string][]byte{"no file": nil, "text": []byte("bonjour"), "heavy": append(pngOf(t, 40, 20), make([]byte, school.PictureLimit)...)} {
		answer := o.post(school.Head, path, image(t, wrong))
		if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), `href="#image_logo"`) {
			t.Errorf("%s: %d", name, answer.Code)
		}
	}
	if answer := o.post(school.Head, path, image(t, pngOf(t, 400, 200))); answer.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", answer.Code, text(answer))
	}
	answer := o.get(school.Bursar, path+".png")
	if answer.Code != http.StatusOK || answer.Header().Get("Content-Type") != "image/png" || answer.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %v", answer.Code, answer.Header())
	}
	if code := o.get(school.Teacher, path+".png").Code; code != http.StatusForbidden {
		t.Errorf("a teacher: %d", code)
	}
	if page := o.get(school.Head, "/gestion/ecole/identite").Body.String(); !strings.Contains(page, path+".png") {
		t.Error("the page does not show the logo")
	}
	remove := form("do", "remove")
	if answer := o.post(school.Head, path, remove); answer.Code != http.StatusSeeOther || o.one("SELECT logo FROM school") != "" {
		t.Errorf("the logo stays: %d", answer.Code)
	}
}

func TestBankIDsRefusedLoseNothing(t *testing.T) {
	o := filled(t)
	const path = "/gestion/ecole/banque"
	answer := o.post(school.Accountant, path, form("iban", "FR14 2004 1010 0505 0001 3M02 607", "bic", "PSSTFRPP", "ics", "FR12", "siret", "73282932000074"))
	page := answer.Body.String()
	if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(page, `href="#iban"`) || !strings.Contains(page, `href="#ics"`) ||
		!strings.Contains(page, "FR14 2004 1010 0505 0001 3M02 607") || !strings.Contains(page, "73282932000074") {
		t.Errorf("%d %s", answer.Code, text(answer))
	}
	answer = o.post(school.Accountant, path, form("iban", "FR14 2004 1010 0505 0001 3M02 606", "bic", "PSSTFRPP", "siret", "73282932000074"))
	if answer.Code != http.StatusSeeOther || o.one("SELECT iban FROM school") != "FR1420041010050500013M02606" {
		t.Errorf("%d %s", answer.Code, text(answer))
	}
}
