package paperwork_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/xuri/excelize/v2"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/internal/trip/paperwork"
)

// Every list of a trip, printed from the base.
func TestListsSayWhatTheySaid(t *testing.T) {
	c := newCollege(t).people().adults()
	for _, l := range paperwork.Lists {
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
			book, err := document.ListXLSX(data)
			if err != nil {
				t.Fatal(err)
			}
			if rows := sheet(t, book); len(rows) < data.Count()+1 {
				t.Errorf("the workbook has %d rows for %d", len(rows), data.Count())
			}
		})
	}
}

// Every paper to sign, printed from the base.
func TestOrdersSayWhatTheySaid(t *testing.T) {
	c := newCollege(t).people().adults().cash()
	for _, o := range slices.Concat(paperwork.Orders, paperwork.CashOrders) {
		t.Run(o.Name, func(t *testing.T) {
			data, err := o.Make(as(c.bursar), c.app, origin(), c.trip)
			if err != nil {
				t.Fatal(err)
			}
			file, err := document.Decision(data)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, o.Name, file)
			text := strings.ToLower(textOf(t, file))
			for _, dead := range []string{"2011-117", "mene2310475c", "2019-798", "11 octobre 1993", "1503"} {
				if strings.Contains(text, dead) {
					t.Errorf("%s cites a dead text: %s", o.Name, dead)
				}
			}
		})
	}
}

// What is missing is refused, and the refusal says what to fill in.
func TestAnOrderWithoutItsFactsIsRefused(t *testing.T) {
	c := newCollege(t).people()
	for name, says := range map[string]string{
		"autorisation-de-depart": "Aucun accompagnateur", "ordres-de-mission": "Aucun personnel", "autorisations-benevoles": "Aucun bénévole", "honorabilite": "Aucun contrôle",
		"regie-d-avances": "Aucune régie d’avances", "recu-d-avance": "Aucune régie d’avances", "regie-de-recettes": "Aucune régie de recettes", "delegation-cheques": "Aucun mandat",
	} {
		refused(t, c.order(c.bursar, name), says)
	}
	c.adults().cash()
	c.set("chaperones", c.id("chaperones", "quality = 'volunteer'"), dbx.Params{"birth_on": ""})
	refused(t, c.order(c.bursar, "honorabilite"), "date de naissance manque pour : Nora KERMADEC")
	c.set("imprests", c.id("imprests", "nature = 'advances'"), dbx.Params{"advance_cents": 0, "expense_kinds": ""})
	refused(t, c.order(c.bursar, "regie-d-avances"), "la nature des dépenses, le montant de l’avance")
	act := c.value("SELECT act FROM trips WHERE id = {:id}", dbx.Params{"id": c.trip})
	c.set("trips", c.trip, dbx.Params{"act": ""})
	refused(t, c.order(c.bursar, "autorisation-de-depart"), "Aucun acte")
	c.set("trips", c.trip, dbx.Params{"act": act})
	if _, err := c.app.DB().NewQuery("UPDATE school SET head_name = ''").Execute(); err != nil {
		t.Fatal(err)
	}
	refused(t, c.order(c.bursar, "autorisation-de-depart"), "nom du chef d’établissement")
	c.set("trips", c.trip, dbx.Params{"state": "cancelled"})
	refused(t, c.order(c.bursar, "ordres-de-mission"), "annulé")
}

// Who may print what, role by role: contacts are for the organiser and those who see people, cash for those who manage it.
func TestWhoPrintsWhat(t *testing.T) {
	c := newCollege(t).people().adults().cash()
	everybody := []string{"head", "bursar", "accountant", "secretary", "organiser", "colleague", "nurse", "administrator"}
	people := map[string]school.Actor{
		"head": c.head, "bursar": c.bursar, "accountant": c.accountant, "secretary": c.secretary, "organiser": c.teacher, "colleague": c.colleague, "nurse": c.nurse,
		"administrator": c.administrator, "guardian": {Kind: school.Guardian, ID: "aaaaaaaaaaaaaaa"}, "operator": {Kind: school.Operator, ID: "aaaaaaaaaaaaaaa"}, "guest": {Kind: school.Guest},
	}
	seePeople := []string{"head", "bursar", "accountant", "secretary", "nurse"}
	wanted := map[paperwork.Access][]string{
		paperwork.Neutral: everybody, paperwork.Personal: append([]string{"organiser"}, seePeople...), paperwork.People: seePeople,
		paperwork.Office: {"head", "bursar", "secretary"}, paperwork.Project: {"head", "bursar", "secretary", "organiser"}, paperwork.Cash: {"head", "bursar", "accountant"},
	}
	for name, actor := range people {
		for _, l := range paperwork.Lists {
			_, err := l.Make(as(actor), c.app, origin(), c.trip, 0)
			if may := slices.Contains(wanted[l.Access], name); may != (err == nil) {
				t.Errorf("%s, %s: %v", name, l.Name, err)
			}
		}
		for _, o := range slices.Concat(paperwork.Orders, paperwork.CashOrders) {
			_, err := o.Make(as(actor), c.app, origin(), c.trip)
			if may := slices.Contains(wanted[o.Access], name); may != (err == nil) {
				t.Errorf("%s, %s: %v", name, o.Name, err)
			}
		}
	}
	for _, state := range []trip.State{trip.Reported, trip.Closed} { // once it is over, the organiser no longer holds the numbers of families
		c.set("trips", c.trip, dbx.Params{"state": string(state)})
		refused(t, c.list(c.teacher, "contacts"), "n’est pas ouvert")
	}
}

// The picture of the head's signature is printed by the direction and the secretariat; an organiser's paper waits for a hand.
// Decisions on cash are never signed by a picture.
func TestAnOrganiserPrintsNoSignature(t *testing.T) {
	c := newCollege(t).people().adults().cash()
	from := origin()
	from.Head = document.Signer{Capacity: "La principale", Name: "Claire MARCHAND", Picture: document.Picture("image")}
	for name, wanted := range map[string]map[string]bool{
		"ordres-de-mission": {"organiser": false, "secretary": true}, "regie-d-avances": {"bursar": false},
	} {
		o, _ := paperwork.FindOrder(slices.Concat(paperwork.Orders, paperwork.CashOrders), name)
		for who, signed := range wanted {
			data, err := o.Make(as(map[string]school.Actor{"organiser": c.teacher, "secretary": c.secretary, "bursar": c.bursar}[who]), c.app, from, c.trip)
			if err != nil {
				t.Fatal(err)
			}
			if got := len(data.Parts[0].Signers[0].Picture) > 0; got != signed {
				t.Errorf("%s, %s: signed %t", name, who, got)
			}
		}
	}
}

// The details of a protected guardian are nowhere, whoever prints: page, workbook or file.
func TestHiddenDetailsAreNeverPrinted(t *testing.T) {
	c := newCollege(t).people()
	for _, name := range []string{"contacts", "contacts-inscrits", "embarquement-car"} {
		l, _ := paperwork.FindList(name)
		data, err := l.Make(as(c.head), c.app, origin(), c.trip, 0)
		if err != nil {
			t.Fatal(err)
		}
		file, err := document.PrintedList(data)
		if err != nil {
			t.Fatal(err)
		}
		both := textOf(t, file) + string(data.Sheet().CSV())
		for _, secret := range []string{"06 39 98 21 01", "03 99 00 31 01", "karim1@famille.example"} {
			if strings.Contains(strings.ReplaceAll(both, "~", " "), secret) {
				t.Errorf("%s prints %s", name, secret)
			}
		}
		if !strings.Contains(both, "coordonnées protégées") || !strings.Contains(strings.ReplaceAll(both, "~", " "), "06 39 98 20 01") {
			t.Errorf("%s does not say that details are protected, or loses the other guardian's:\n%s", name, both)
		}
	}
}

// A list with telephone numbers leaves a line in the journal; the others do not.
func TestContactsAreJournaled(t *testing.T) {
	c := newCollege(t).people()
	lines := func() string {
		return c.value("SELECT COUNT(*) FROM journal WHERE verb = 'trips.contacts' AND actor_id = {:id}", dbx.Params{"id": c.teacher.ID})
	}
	if err := c.list(c.teacher, "noms-engages"); err != nil || lines() != "0" {
		t.Errorf("a bare list: %v, %s lines", err, lines())
	}
	for i, name := range []string{"contacts", "embarquement-car"} {
		if err := c.list(c.teacher, name); err != nil || lines() != fmt.Sprint(i+1) {
			t.Errorf("%s: %v, %s lines", name, err, lines())
		}
	}
}

// The letters awaited are the same on the list of a trip, on its page and over all trips.
func TestLettersAwaitedAreCountedOnce(t *testing.T) {
	c := newCollege(t).people()
	pupils, err := trip.PupilsOf(c.app, c.bursar, c.trip)
	if err != nil {
		t.Fatal(err)
	}
	counts := trip.CountPupils(pupils)
	l, _ := paperwork.FindList("lettres-manquantes")
	data, err := l.Make(as(c.bursar), c.app, origin(), c.trip, 0)
	if err != nil || data.Count() != counts.Missing || counts.Missing != 2 {
		t.Errorf("%d on the list, %d on the page, %v", data.Count(), counts.Missing, err)
	}
	all, err := paperwork.Letters(c.app, c.bursar)
	if err != nil || len(all) != 1 || all[0].Counts != counts {
		t.Errorf("all trips: %+v, %v", all, err)
	}
	file, err := document.PrintedList(paperwork.LettersList(all, origin()))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "lettres-tous-voyages", file)
	if all, err := paperwork.Letters(c.app, school.Actor{Kind: school.Guardian}); err == nil {
		t.Errorf("a guardian reads %d trips", len(all))
	}
}

func TestV14WhoStaysIsListedWithoutAReason(t *testing.T) {
	c := newCollege(t).people()
	l, _ := paperwork.FindList("non-participants")
	data, err := l.Make(as(c.colleague), c.app, origin(), c.trip, 0)
	if err != nil {
		t.Fatal(err)
	}
	csv := string(data.Sheet().CSV())
	for _, stays := range []string{"AMARI Nadir", "BESSIÈRES Jules", "FERRAND Lucie", "Zola Émilie"} {
		if !strings.Contains(csv, stays) {
			t.Errorf("%s is not listed:\n%s", stays, csv)
		}
	}
	for _, word := range []string{"BENALI", "désist", "attente", "offered", "withdrawn"} {
		if strings.Contains(csv, word) {
			t.Errorf("the list says %q", word)
		}
	}
}

// Meals are counted from the code of SIECLE: an external pupil is not there, an unknown status stands apart without days.
func TestV38MealsFollowTheCodeNeverTheLabel(t *testing.T) {
	c := newCollege(t).people()
	l, _ := paperwork.FindList("remise-repas")
	rows := func(days int) string {
		data, err := l.Make(as(c.secretary), c.app, origin(), c.trip, days)
		if err != nil {
			t.Fatal(err)
		}
		return string(data.Sheet().CSV())
	}
	csv := rows(0)
	for _, wanted := range []string{
		"Demi-pensionnaire;BENALI Malo;4B;5;", "Interne;GARREC Chloé;4B;5;", "LOPES Tiago;4A;5;forfait de 4 jour(s) par semaine : jours à vérifier",
		"Régime inconnu;D’AUBIGNÉ-LEFEBVRE DE LA TOUR DU PIN Jean-Baptiste;4A;;régime à vérifier",
	} {
		if !strings.Contains(csv, wanted) {
			t.Errorf("%q is not in:\n%s", wanted, csv)
		}
	}
	if strings.Contains(csv, "ROUSSEL") || strings.Contains(csv, "AMARI") {
		t.Errorf("an external pupil, or one who has not signed:\n%s", csv)
	}
	if csv := rows(3); !strings.Contains(csv, "BENALI Malo;4B;3;") {
		t.Errorf("the number asked for is not used:\n%s", csv)
	}
	c.must(school.SetParameter(as(c.bursar), c.app, school.NewSetting{Rule: "V-38", Name: "meal_absence_days", Value: "8", From: "2026-11-16", Reason: "Règlement de la collectivité"}))
	data, err := l.Make(as(c.secretary), c.app, origin(), c.trip, 0)
	if err != nil || !strings.Contains(strings.Join(data.Notes, " "), "au-dessous") {
		t.Errorf("the threshold is not compared: %q, %v", data.Notes, err)
	}
}

// Nothing of a list breaks on three hundred pupils with very long names, nor on a trip without anybody.
func TestListsOfAnySize(t *testing.T) {
	c := newCollege(t)
	for _, l := range paperwork.Lists {
		data, err := l.Make(as(c.head), c.app, origin(), c.trip, 0)
		if err != nil || data.Count() != 0 {
			t.Fatalf("%s of an empty trip: %d, %v", l.Name, data.Count(), err)
		}
		if _, err := document.PrintedList(data); err != nil {
			t.Errorf("%s of an empty trip: %v", l.Name, err)
		}
		if _, err := document.ListXLSX(data); err != nil {
			t.Errorf("%s of an empty trip: %v", l.Name, err)
		}
	}
	c.crowd(300)
	for _, l := range paperwork.Lists {
		data, err := l.Make(as(c.head), c.app, origin(), c.trip, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := document.PrintedList(data); err != nil {
			t.Errorf("%s: %v", l.Name, err)
		}
		if l.Name == "contacts" && data.Count() != 300 {
			t.Errorf("%d contacts", data.Count())
		}
	}
}

func BenchmarkContacts300(b *testing.B) {
	c := newCollege(b)
	c.crowd(300)
	l, _ := paperwork.FindList("contacts")
	for b.Loop() {
		data, err := l.Make(as(c.teacher), c.app, origin(), c.trip, 0)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := document.PrintedList(data); err != nil {
			b.Fatal(err)
		}
	}
}

// crowd commits n pupils with two guardians each.
func (c *college) crowd(n int) {
	c.t.Helper()
	c.must(c.app.RunInTransaction(func(tx core.App) error {
		for i := range n {
			pupil, place := fmt.Sprintf("pupil%010d", i), fmt.Sprintf("seatx%010d", i)
			long := strings.Repeat("Montmorency-", i%8)
			for table, rows := range map[string][]dbx.Params{
				"pupils": {{"id": pupil, "first_name": "Anne-Sophie", "last_name": long + fmt.Sprint("Élève", i), "class": c.class, "birth_on": "2013-01-01", "boarding_code": "2", "options": "[]", "left_on": ""}},
				"seats":  {{"id": place, "trip": c.trip, "pupil": pupil, "state": "committed", "answers": "{}"}},
				"guardians": {
					{"id": fmt.Sprintf("guarda%09d", i), "last_name": long + "Parent", "first_name": "Marie", "phone_mobile": "06 39 98 00 00", "email": "marie@famille.example"},
					{"id": fmt.Sprintf("guardb%09d", i), "last_name": "Parent", "first_name": "Jean", "phone_mobile": "06 39 98 00 01", "email": "jean@famille.example"},
				},
				"guardianships": {
					{"id": fmt.Sprintf("linkaa%09d", i), "pupil": pupil, "guardian": fmt.Sprintf("guarda%09d", i), "responsibility": 1, "ended_on": ""},
					{"id": fmt.Sprintf("linkbb%09d", i), "pupil": pupil, "guardian": fmt.Sprintf("guardb%09d", i), "responsibility": 1, "ended_on": ""},
				},
			} {
				for _, row := range rows {
					if _, err := tx.DB().Insert(table, row).Execute(); err != nil {
						return err
					}
				}
			}
		}
		return nil
	}))
}

func (c *college) list(a school.Actor, name string) error {
	l, found := paperwork.FindList(name)
	if !found {
		c.t.Fatal(name)
	}
	_, err := l.Make(as(a), c.app, origin(), c.trip, 0)
	return err
}

func (c *college) order(a school.Actor, name string) error {
	o, found := paperwork.FindOrder(slices.Concat(paperwork.Orders, paperwork.CashOrders), name)
	if !found {
		c.t.Fatal(name)
	}
	_, err := o.Make(as(a), c.app, origin(), c.trip)
	return err
}

func (c *college) value(query string, params dbx.Params) (s string) {
	c.t.Helper()
	c.must(c.app.DB().NewQuery(query).Bind(params).Row(&s))
	return s
}

func (c *college) id(table, where string) string {
	return c.value("SELECT id FROM "+table+" WHERE "+where, dbx.Params{})
}

// refused wants a refusal that says something.
func refused(t *testing.T, err error, says string) {
	t.Helper()
	var refusal *law.Refusal
	if !errors.As(err, &refusal) || !strings.Contains(refusal.Findings[0].What, says) {
		t.Errorf("got %v, want a refusal that says %q", err, says)
	}
}

// sheet reads the first sheet of a workbook with a reader that we did not write.
func sheet(t testing.TB, body []byte) [][]string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
