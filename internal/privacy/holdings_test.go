package privacy_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/privacy"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// person is the name of a text column that names somebody.
var person = regexp.MustCompile(`(^|_)(guardian|pupil|payer|debtor|staff|account|holder|deputy|signatory)_id$|^by_staff$|_by$`)

// notNames are columns whose names only look like somebody's.
var notNames = map[string]bool{"identity_providers.match_by": true, "trips.answer_by": true, "trips.pay_by": true, "aid_documents.added_by": true}

// A collection that nobody declared, or a column that names somebody and that no condition reads, is a hole in the copy.
func TestEveryCollectionSaysWhoseDataItHolds(t *testing.T) {
	app := testapp.New(t)
	all, err := app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, c := range all {
		names[c.Id] = c.Name
	}
	for _, c := range all {
		if c.System && c.Name != "users" {
			continue
		}
		said, excused, declared := "", "", false
		for _, h := range privacy.HeldLines() {
			if h.Collection == c.Name {
				declared = true
				said += " " + h.Family + " " + h.Staff + " " + strings.Join(h.Without, " ")
				excused += h.Why
			}
		}
		if !declared {
			t.Errorf("%s: nobody said whose data it holds (internal/privacy/holdings.go)", c.Name)
		}
		for _, f := range c.Fields {
			relation, isRelation := f.(*core.RelationField)
			names := isRelation && map[string]bool{"guardians": true, "pupils": true, "staff": true, "users": true}[names[relation.CollectionId]] || person.MatchString(f.GetName())
			named := regexp.MustCompile(`(\br\.|\b)` + f.GetName() + `\b`).MatchString(said)
			child := f.GetName() == "pupil" || f.GetName() == "pupil_id" || f.GetName() == "about" // of a row that is found by its adult
			if names && !named && !(child && strings.TrimSpace(said) != "") && !notNames[c.Name+"."+f.GetName()] && (excused == "" || excused == privacy.Nobody) && !f.GetHidden() && !strings.HasPrefix(said, " "+privacy.Ours) {
				t.Errorf("%s.%s names somebody and is neither read nor left out", c.Name, f.GetName())
			}
		}
	}
}

// fill fills every collection with one row of a parent, each of its texts a mark of theirs.
func fill(t *testing.T, app core.App, rank int, mark, guardian, child string) {
	t.Helper()
	all, err := app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, c := range all {
		names[c.Id] = c.Name
	}
	id := func(collection string) string {
		switch collection {
		case "guardians":
			return guardian
		case "pupils":
			return child
		}
		return strings.ToLower(mark) + strings.Repeat("0", 15-len(mark))
	}
	for _, c := range all {
		if c.System && c.Name != "users" || c.Name == "guardians" || c.Name == "pupils" || c.Name == "school" || c.Name == "guardianships" {
			continue
		}
		row := dbx.Params{"id": id(c.Name)}
		for _, f := range c.Fields {
			name := f.GetName()
			switch f := f.(type) {
			case *core.RelationField:
				row[name] = id(names[f.CollectionId])
				if f.MaxSelect > 1 {
					list, err := json.Marshal([]string{id(names[f.CollectionId])})
					if err != nil {
						t.Fatal(err)
					}
					row[name] = string(list)
				}
			case *core.NumberField:
				row[name] = 1000 + rank
			case *core.JSONField:
				row[name] = `{"m":"` + mark + `"}`
			case *core.TextField:
				switch {
				case name == "id" || strings.HasSuffix(name, "sealed"):
				case name == "guardian_id" || name == "payer_id" || name == "debtor_id" || name == "signatory_id" || name == "second_guardian_id" || name == "actor_id":
					row[name] = guardian
				case name == "pupil_id":
					row[name] = child
				case name == "payment_id":
					row[name] = id("payments")
				default:
					row[name] = mark + "-" + c.Name
				}
			}
		}
		if c.Name == "users" {
			row["email"], row["tokenKey"], row["staff"], row["pupil"] = mark+"@exemple.fr", strings.Repeat(mark[:1], 50), "", ""
		}
		if c.Name == "journal" {
			row["actor_kind"] = "guardian"
		}
		if c.Name == "statement_matches" {
			row["undone_at"] = ""
		}
		if _, err := app.DB().Insert(c.Name, row).Execute(); err != nil {
			t.Fatalf("%s: %v", c.Name, err)
		}
	}
}

// Two parents of one child, a row of each in every collection: the copy of one holds all of theirs and not a word of the other's.
func TestACopyIsOfOneHousehold(t *testing.T) {
	app := testapp.New(t)
	row := func(collection string, fields map[string]any) string {
		return testapp.Row(t, app, collection, fields).Id
	}
	child := row("pupils", map[string]any{"first_name": "Léa", "last_name": "Martin", "birth_on": "2013-05-01", "address1": "AUTRE rue", "phone_mobile": "AUTRE"})
	anne, bruno := row("guardians", map[string]any{"first_name": "Anne", "last_name": "Martin"}), row("guardians", map[string]any{"first_name": "AUTRE", "last_name": "AUTRE"})
	for _, g := range []string{anne, bruno} {
		row("guardianships", map[string]any{"pupil": child, "guardian": g, "responsibility": 1, "lives_with": g == bruno})
	}
	fill(t, app, 1, "MIENNE", anne, child)
	fill(t, app, 2, "AUTRE", bruno, child)
	// What is said of the child is said to both parents.
	ofTheChild := map[string]bool{"placements": true, "group_members": true, "trip_targets": true, "seats": true, "imprest_lines": true}
	ctx := school.WithActor(t.Context(), school.Actor{Kind: school.Guardian, ID: anne})
	made, err := privacy.CopyOf(ctx, app)
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]bool{}
	for _, s := range made.Sections {
		given[s.Collection] = true
		raw, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), "AUTRE") && !ofTheChild[s.Collection] || strings.Contains(string(raw), bruno) {
			t.Errorf("%s tells of the other household: %s", s.Collection, raw)
		}
	}
	for _, h := range privacy.HeldLines() {
		if h.Family != "" && !given[h.Collection] {
			t.Errorf("%s has a row of Anne's that her copy lacks", h.Collection)
		}
	}
	if n, err := app.CountRecords("journal", dbx.HashExp{"verb": "donnees.copie"}); err != nil || n != 1 {
		t.Errorf("%d lines of the journal tell of the copy: %v", n, err)
	}
	// A stranger to the house, and a mere member of staff, get nothing of it.
	sam := row("staff", map[string]any{"first_name": "Sam", "last_name": "Prof", "roles": []school.Role{school.Teacher}})
	theirs, err := privacy.CopyOf(school.WithActor(t.Context(), school.Actor{Kind: school.Staff, ID: sam}), app)
	raw, _ := json.Marshal(theirs)
	if err != nil || strings.Contains(string(raw), "AUTRE") || strings.Contains(string(raw), "MIENNE") || !strings.Contains(string(raw), "Sam") {
		t.Errorf("the copy of a member of staff: %s, %v", raw, err)
	}
	if _, err := privacy.CopyOf(school.WithActor(t.Context(), school.Actor{Kind: school.Operator, ID: "o"}), app); err == nil {
		t.Error("an operator is given a copy")
	}
}
