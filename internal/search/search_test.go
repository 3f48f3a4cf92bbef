package search_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/search"
	"github.com/openacademie/openacademie/internal/testapp"
)

// house is a fictitious school with a trip, a family of two households of which one is protected, and a grandmother who pays.
type house struct {
	t            testing.TB
	app          core.App
	chloe, class string
	trip         string
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, app: testapp.New(t)}
	h.row("school", map[string]any{"uai": "0990001A", "name": "Collège des Deux-Rives", "kind": "college", "time_zone": "Europe/Paris"})
	year := h.row("school_years", map[string]any{"label": "2026-2027", "starts_on": "2026-09-01", "ends_on": "2027-08-31", "is_current": true})
	h.class = h.row("classes", map[string]any{"school_year": year, "code": "4B"})
	h.chloe = h.row("pupils", map[string]any{"first_name": "Chloé", "last_name": "LE GALL-D’ARVOR", "class": h.class})
	h.guardian(h.chloe, "Gwénaëlle", "LE GALL", "gwen@famille.example", "06 39 98 20 01", false)
	h.guardian(h.chloe, "Ronan", "D’ARVOR", "ronan@cache.example", "06 39 98 20 02", true)
	organiser := h.row("staff", map[string]any{"first_name": "Anne", "last_name": "SALAÜN", "discipline": "Espagnol", "roles": []school.Role{school.Teacher}})
	h.trip = core.GenerateDefaultRandomId()
	h.put("trips", dbx.Params{"id": h.trip, "title": "Forêt de Brocéliande", "destination": "Paimpont", "state": "open", "departs_on": "2027-04-12", "returns_on": "2027-04-17", "organiser": organiser, "school_year": "2026-2027"})
	h.put("seats", dbx.Params{"trip": h.trip, "pupil": h.chloe, "state": "committed"})
	h.put("payments", dbx.Params{"id": "pay000000000001", "pupil": h.chloe, "means": "cheque", "amount_cents": 5000})
	h.put("payment_details", dbx.Params{"payment": "pay000000000001", "payer_name": "Marie-Josèphe KERVELLA", "cheque_number": "1234567"})
	return h
}

func (h *house) row(collection string, fields map[string]any) string {
	h.t.Helper()
	return testapp.Row(h.t, h.app, collection, fields).Id
}

func (h *house) put(table string, fields dbx.Params) {
	h.t.Helper()
	if fields["id"] == nil {
		fields["id"] = core.GenerateDefaultRandomId()
	}
	if _, err := h.app.DB().Insert(table, fields).Execute(); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) guardian(pupil, first, last, mail, phone string, hidden bool) {
	h.t.Helper()
	id := h.row("guardians", map[string]any{"first_name": first, "last_name": last, "civility": "Mme", "email": mail, "phone_mobile": phone})
	h.row("guardianships", map[string]any{"pupil": pupil, "guardian": id, "responsibility": 1, "address_hidden": hidden})
}

func staff(roles ...school.Role) school.Actor {
	return school.Actor{Kind: school.Staff, ID: "aaaaaaaaaaaaaaa", Roles: roles}
}

func (h *house) find(a school.Actor, q search.Query) search.Answers {
	h.t.Helper()
	answers, err := search.Find(h.app, a, q)
	if err != nil {
		h.t.Fatal(err)
	}
	return answers
}

func TestAPupilIsFoundWithoutAccentsWithEveryTrip(t *testing.T) {
	h := newHouse(t)
	for _, text := range []string{"chloe", "CHLOÉ le-gall", "gall chloe", "arvor", "4b chloé"} {
		a := h.find(staff(school.Teacher), search.Query{Text: text})
		if len(a.Pupils) != 1 || len(a.Pupils[0].Trips) != 1 {
			t.Fatalf("%q: %+v", text, a.Pupils)
		}
		if s := a.Pupils[0].Trips[0]; s.Trip != h.trip || s.StateIn() != "engagé" && !strings.Contains(s.StateIn(), "engag") || s.DepartsOn != "2027-04-12" {
			t.Errorf("%q: %+v, %s", text, s, s.StateIn())
		}
	}
	if a := h.find(staff(school.Teacher), search.Query{Class: "4B"}); len(a.Pupils) != 1 || a.TooFew {
		t.Errorf("a whole class: %+v", a)
	}
	if a := h.find(staff(school.Teacher), search.Query{Text: "é"}); !a.TooFew || len(a.Pupils) != 0 {
		t.Errorf("one letter: %+v", a)
	}
	a := h.find(staff(school.Teacher), search.Query{Text: "broceliande"})
	if len(a.Trips) != 1 || len(a.Pupils) != 0 {
		t.Errorf("a trip: %+v", a)
	}
	if a = h.find(staff(school.Teacher), search.Query{Text: "salaun"}); len(a.People) != 1 || len(a.Trips) != 1 {
		t.Errorf("a colleague, and the trip they organise: %+v", a)
	}
}

// A name on a cheque, a number however it is written, an address: all lead to the pupil.
func TestTheFamilyBehindACheque(t *testing.T) {
	h := newHouse(t)
	for text, by := range map[string]string{
		"gwenaelle le gall": "nom", "LE GALL": "nom", "0639982001": "téléphone", "06.39.98.20.01": "téléphone", "+33 6 39 98 20 01": "téléphone", "0033639982001": "téléphone",
		"gwen@famille.example": "courriel", "Gwen@FAMILLE": "courriel", "kervella": "a déjà payé pour l’élève",
	} {
		a := h.find(staff(school.Accountant), search.Query{Text: text, Kind: search.Parents})
		if len(a.Parents) != 1 || a.Parents[0].PupilID != h.chloe || a.Parents[0].By != by {
			t.Errorf("%q: %+v", text, a.Parents)
		}
	}
	if a := h.find(staff(school.Secretary), search.Query{Text: "kervella"}); len(a.Parents) != 0 {
		t.Errorf("who has paid is told to those who see money only: %+v", a.Parents)
	}
}

// The details of a protected guardian are never recognised nor written: a search does not tell whose they are.
func TestHiddenDetailsAreNotSearched(t *testing.T) {
	h := newHouse(t)
	for _, text := range []string{"06 39 98 20 02", "ronan@cache.example", "cache.example", "@cache"} {
		if a := h.find(staff(school.Head), search.Query{Text: text}); len(a.Parents) != 0 {
			t.Errorf("%q: %+v", text, a.Parents)
		}
	}
	a := h.find(staff(school.Head), search.Query{Text: "ronan"})
	if len(a.Parents) != 1 || !a.Parents[0].Hidden {
		t.Fatalf("by name: %+v", a.Parents)
	}
	list, _ := a.List(search.Parents, document.Origin{MadeAt: time.Now()})
	if said := fmt.Sprintf("%+v", a) + string(list.Sheet().CSV()); strings.Contains(said, "20 02") || strings.Contains(said, "cache.example") {
		t.Errorf("a hidden detail is written: %s", said)
	}
}

// Who may ask what: families, guests and operators nothing; parents only for those who see people or book payments.
func TestWhoSearchesWhat(t *testing.T) {
	h := newHouse(t)
	parents := map[school.Role]bool{school.Head: true, school.Bursar: true, school.Accountant: true, school.Secretary: true, school.SocialWorker: true, school.Nurse: true}
	for _, role := range school.AllRoles {
		a := h.find(staff(role), search.Query{Text: "gall"})
		if len(a.Pupils) != 1 || (len(a.Parents) > 0) != parents[role] {
			t.Errorf("%s: %d pupils, %d parents", role, len(a.Pupils), len(a.Parents))
		}
		if _, err := search.Find(h.app, staff(role), search.Query{Text: "gall", Kind: search.Parents}); (err == nil) != parents[role] {
			t.Errorf("%s, parents: %v", role, err)
		}
	}
	for _, kind := range []school.ActorKind{school.Guardian, school.Pupil, school.Guest, school.Operator, school.System} {
		if a, err := search.Find(h.app, school.Actor{Kind: kind, ID: "aaaaaaaaaaaaaaa", Roles: []school.Role{school.Head}}, search.Query{Text: "gall"}); err == nil {
			t.Errorf("%s finds %+v", kind, a)
		}
	}
}

func TestNoMoreThanFiftyOfAKind(t *testing.T) {
	h := newHouse(t)
	h.crowd(120)
	a := h.find(staff(school.Head), search.Query{Text: "lemoine"})
	if len(a.Pupils) != search.Limit || a.More[search.Pupils] != 120 || len(a.Parents) != search.Limit || a.More[search.Parents] != 120 {
		t.Errorf("%d pupils of %d, %d parents of %d", len(a.Pupils), a.More[search.Pupils], len(a.Parents), a.More[search.Parents])
	}
	for _, kind := range []string{search.Pupils, search.Parents, search.Trips, search.People} {
		list, known := a.List(kind, document.Origin{MadeAt: time.Now()})
		if _, err := document.PrintedList(list); err != nil || !known {
			t.Errorf("%s: %v, %t", kind, err, known)
		}
	}
	if _, known := a.List("autre", document.Origin{}); known {
		t.Error("a kind that does not exist is printed")
	}
}

// crowd is many families, straight into the tables.
func (h *house) crowd(n int) {
	h.t.Helper()
	err := h.app.RunInTransaction(func(tx core.App) error {
		for i := range n {
			pupil, guardian := fmt.Sprintf("pupil%010d", i), fmt.Sprintf("guard%010d", i)
			for _, row := range []struct {
				table  string
				fields dbx.Params
			}{
				{"pupils", dbx.Params{"id": pupil, "first_name": "Léo", "last_name": fmt.Sprintf("LEMOINE %d", i), "class": h.class}},
				{"guardians", dbx.Params{"id": guardian, "first_name": "Zoé", "last_name": fmt.Sprintf("LEMOINE %d", i), "phone_mobile": fmt.Sprintf("06 39 %06d", i)}},
				{"guardianships", dbx.Params{"id": fmt.Sprintf("bonds%010d", i), "pupil": pupil, "guardian": guardian, "responsibility": 1}},
				{"seats", dbx.Params{"id": fmt.Sprintf("seats%010d", i), "trip": h.trip, "pupil": pupil, "state": "committed"}},
			} {
				if _, err := tx.DB().Insert(row.table, row.fields).WithContext(context.Background()).Execute(); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// A school of 1,500 pupils is searched, everywhere at once. Budget: 100 ms.
func BenchmarkSearchIn1500Pupils(b *testing.B) {
	h := newHouse(b)
	h.crowd(1500)
	b.ResetTimer()
	for b.Loop() {
		if a := h.find(staff(school.Head), search.Query{Text: "lemoine zoé"}); len(a.Parents) != search.Limit {
			b.Fatalf("%d parents", len(a.Parents))
		}
	}
	if perSearch := b.Elapsed() / time.Duration(b.N); perSearch > 100*time.Millisecond {
		b.Errorf("%s for a search, more than 100 ms", perSearch)
	}
}
