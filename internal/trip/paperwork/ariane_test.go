package paperwork_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/xuri/excelize/v2"

	"github.com/openacademie/openacademie/internal/trip/paperwork"
)

func TestArianeLeavesProtectedDetailsOut(t *testing.T) {
	c := newCollege(t).people().adults()
	_, err := c.app.DB().Update("guardianships", dbx.Params{"address_hidden": true}, dbx.HashExp{"pupil": c.pupils[1], "contact_first": 1}).Execute()
	c.must(err)
	if _, err := paperwork.Ariane(as(c.colleague), c.app, origin(), c.trip); err == nil {
		t.Error("a colleague who does not organise the trip declares its travellers")
	}
	raw, err := paperwork.Ariane(as(c.teacher), c.app, origin(), c.trip)
	c.must(err)
	book, err := excelize.OpenReader(bytes.NewReader(raw))
	c.must(err)
	rows, err := book.GetRows("Participants")
	c.must(err)
	var said []string
	for _, r := range rows[4:] {
		said = append(said, strings.Join(r, "|"))
	}
	if len(said) != 5 || !strings.HasPrefix(said[0], "4B|BENALI|Malo|3/2/2013||BENALI|Amina") || !strings.HasSuffix(said[0], "|0639982000") {
		t.Errorf("%q", said)
	}
	for _, row := range said {
		if strings.Contains(row, "GARREC") && row != "4B|GARREC|Chloé|9/12/2013||GARREC|Amina" {
			t.Errorf("protected details leave: %s", row)
		}
	}
	if adults, err := book.GetRows("Accompagnateurs"); err != nil || len(adults) != 4 {
		t.Errorf("adults: %v %v", adults, err)
	}
	if n := c.value("SELECT COUNT(*) FROM journal WHERE verb = 'trips.contacts' AND note LIKE 'ariane%'", nil); n != "1" {
		t.Errorf("%s lines of the journal", n)
	}
}
