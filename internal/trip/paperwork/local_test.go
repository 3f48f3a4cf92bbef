package paperwork_test

import (
	"testing"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/trip/paperwork"
)

func TestLocalListsSayWhatTheySaid(t *testing.T) {
	c := newCollege(t).people().adults()
	c.set("trips", c.trip, dbx.Params{"country_code": "GB"})
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
	data, err := paperwork.LocalLists[2].Make(as(c.secretary), c.app, origin(), c.trip, 0)
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
