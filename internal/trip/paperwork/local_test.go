package paperwork_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/trip/paperwork"
)

func TestLocalListsSayWhatTheySaid(t *testing.T) {
	c := newCollege(t).people().adults()
	c.set("trips", c.trip, dbx.Params{"country_code": "GB", "price_cents": 40000})
	c.set("pupils", c.pupils[1], dbx.Params{"nationality": "145"}) // Slovenia, which the ancestor misspelt
	c.set("pupils", c.pupils[4], dbx.Params{"nationality": "103"}) // Norway, which it forgot
	for _, l := range paperwork.LocalLists {
		t.Run(l.Name, func(t *testing.T) {
			data, err := l.Make(as(c.secretary), c.app, origin(), c.trip, 0)
			if err != nil {
				t.Fatal(err)
			}
			file, err := document.PrintedList(data)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, l.Name, file)
		})
	}
	british, _ := paperwork.FindList("france-royaume-uni")
	data, err := british.Make(as(c.secretary), c.app, origin(), c.trip, 0)
	c.must(err)
	if len(data.Groups[0].Rows) != 3 || len(data.Groups[1].Rows) != 2 {
		t.Errorf("%d inside the European Economic Area, %d outside", len(data.Groups[0].Rows), len(data.Groups[1].Rows))
	}
	desk, err := paperwork.DeskOf(as(c.secretary), c.app, origin(), c.trip)
	c.must(err)
	if len(desk.Lists) != len(paperwork.Lists)+1 {
		t.Errorf("%d lists: the British form alone is for this school", len(desk.Lists))
	}
}

// The aid is so much a night, up to the cap of a child, never more than the price; the list is for La Réunion only.
func TestTheBenefitsOfficeOfLaReunion(t *testing.T) {
	c := newCollege(t).people()
	list, _ := paperwork.FindList("caf-la-reunion")
	for _, x := range []struct {
		returns string
		price   int
		aid     string
	}{{"2027-04-17", 40000, "285,00"}, {"2027-04-17", 20000, "200,00"}, {"2027-04-30", 90000, "510,00"}} {
		c.set("trips", c.trip, dbx.Params{"returns_on": x.returns, "price_cents": x.price})
		data, err := list.Make(as(c.secretary), c.app, origin(), c.trip, 0)
		c.must(err)
		if sheet := string(data.Sheet().CSV()); !strings.Contains(sheet, x.aid) || !strings.Contains(sheet, "MontantPlafond_CA") {
			t.Errorf("%s, %d cents, wanted %s:\n%s", x.returns, x.price, x.aid, sheet)
		}
	}
	// Thirteen nights at 57 €: more than the cap of a child, less than twice as much. The limits are parameters, by date.
	c.set("trips", c.trip, dbx.Params{"returns_on": "2027-04-25", "price_cents": 90000})
	data, err := list.Make(as(c.secretary), c.app, origin(), c.trip, 0)
	c.must(err)
	if notes := strings.Join(data.Notes, "\n"); !strings.Contains(notes, "1\u202f020,00") || !strings.Contains(notes, "741,00") || !strings.Contains(notes, "quotient familial de 651") {
		t.Errorf("the limits are not said:\n%s", notes)
	}
	refused(t, c.list(c.teacher, "caf-la-reunion"), "n’est pas ouvert")
	for academy, offered := range map[string]bool{"Académie de La Réunion": true, "Académie de Lille": false} {
		from := origin()
		from.Letterhead.Academy = academy
		desk, err := paperwork.DeskOf(as(c.secretary), c.app, from, c.trip)
		c.must(err)
		if got := slices.ContainsFunc(desk.Lists, func(l paperwork.List) bool { return l.Name == "caf-la-reunion" }); got != offered {
			t.Errorf("%s: offered %v", academy, got)
		}
	}
}

// The request is for a trip with a night; a hidden telephone number is in neither the page nor the workbook.
func TestTheFormsOfDijon(t *testing.T) {
	c := newCollege(t).people().adults()
	from := origin()
	from.Letterhead.Academy, from.Letterhead.Email = "Académie de Dijon", "college@deux-rives.example"
	for returns, wanted := range map[string][]string{"2027-04-17": {"yonne-autorisation", "dijon-declaration"}, "2027-04-12": {"dijon-declaration"}} {
		c.set("trips", c.trip, dbx.Params{"returns_on": returns})
		desk, err := paperwork.DeskOf(as(c.secretary), c.app, from, c.trip)
		c.must(err)
		var got []string
		for _, l := range desk.Lists[len(paperwork.Lists):] {
			got = append(got, l.Name)
		}
		if !slices.Equal(got, wanted) {
			t.Errorf("back on %s: %q", returns, got)
		}
	}
	list, _ := paperwork.FindList("yonne-autorisation")
	data, err := list.Make(as(c.secretary), c.app, from, c.trip, 0)
	c.must(err)
	file, err := document.PrintedList(data)
	c.must(err)
	for what, text := range map[string]string{"page": textOf(t, file), "workbook": string(data.Sheet().CSV())} {
		if !strings.Contains(text, "06 39 98 21 00") || strings.Contains(text, "06 39 98 21 01") || strings.Contains(text, "03 99 00 31 01") {
			t.Errorf("the second guardian of the first pupil is to be reached, that of the second is hidden, in the %s:\n%s", what, text)
		}
	}
	if !strings.Contains(textOf(t, file), "college@deux-rives.example") {
		t.Error("the school's own e-mail is not there")
	}
	refused(t, c.list(c.teacher, "yonne-autorisation"), "n’est pas ouvert")
}
