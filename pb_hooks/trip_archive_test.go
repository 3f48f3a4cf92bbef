package pb_hooks_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// closed is a trip of Ada that took place, to the cent, and is over.
func (w *world) closed() string {
	w.t.Helper()
	return w.given(rome(func(p *plan) { p.PupilsEstimated = 1; w.adultsOnly(p) }), trip.Closed)
}

// adultsOnly has the budget of a plan hold for its one pupil.
func (w *world) adultsOnly(p *plan) {
	p.lines[0].AmountCents = p.price
}

// put makes a row below the hooks, as bare as SQLite lets it be.
func (w *world) put(collection string, fields dbx.Params) string {
	w.t.Helper()
	id := core.GenerateDefaultRandomId()
	fields["id"] = id
	_, err := w.app.DB().Insert(collection, fields).Execute()
	w.must(err)
	return id
}

func archived(err error) bool { return err != nil && strings.Contains(err.Error(), "est archivé") }

// A closed trip goes into the archives and comes back, in the name of who may, and for a reason; one that is not over stays.
func TestATripIsArchivedAndRestored(t *testing.T) {
	w := newWorld(t)
	open := w.given(museum(free), trip.Open)
	id := w.closed()
	for what, err := range map[string]error{
		"an open trip": trip.Archive(as(w.bursar), w.app, open), "by a teacher": trip.Archive(as(w.teacher), w.app, id),
		"another day":   w.write(w.bursar, "trips", id, map[string]any{"archived_on": "2020-01-01"}),
		"with a change": w.write(w.bursar, "trips", id, map[string]any{"archived_on": string(school.Clock(w.app).Today()), "title": "Autre"}),
	} {
		if err == nil {
			t.Errorf("archived: %s", what)
		}
	}
	w.restObjected(http.MethodPatch, "trips/"+id, map[string]any{"archived_on": string(school.Clock(w.app).Today())})
	all, err := trip.ArchivesOf(w.app, w.bursar, "2026-2027")
	w.must(err)
	for _, a := range all {
		if (a.Why == "") != (a.ID == id) {
			t.Errorf("%s: %q", a.Title, a.Why)
		}
	}
	n, err := trip.ArchiveYear(as(w.head), w.app, "2026-2027")
	w.must(err)
	if n != 1 || w.record("trips", id).GetString("archived_on") != string(school.Clock(w.app).Today()) || w.record("trips", open).GetString("archived_on") != "" {
		t.Fatalf("%d archived", n)
	}
	listed := func(archives bool) (found bool) {
		rows, err := trip.List(w.app, w.teacher, trip.Filter{Archives: archives})
		w.must(err)
		for _, r := range rows {
			found = found || r.ID == id
		}
		return found
	}
	if listed(false) || !listed(true) {
		t.Error("the lists do not tell the archives from the rest")
	}
	if err := trip.Restore(as(w.bursar), w.app, id, " "); err == nil {
		t.Error("restored without a reason")
	}
	w.objected(trip.Restore(as(w.teacher), w.app, id, "Un chèque revient impayé."))
	w.restObjected(http.MethodPatch, "trips/"+id, map[string]any{"archived_on": "", "restored_for": "Un chèque revient impayé."})
	w.must(trip.Restore(as(w.bursar), w.app, id, "Un chèque revient impayé."))
	w.must(w.write(w.bursar, "trips", id, map[string]any{"report_note": "Bilan relu."}))
	if !listed(false) || w.record("trips", id).GetString("restored_for") == "" {
		t.Error("the trip did not come back")
	}
	w.must(school.VerifyJournal(w.app))
	w.must(money.Verify(w.app))
}

// Whatever belongs to an archived trip refuses every write, whoever writes it.
func TestAnArchivedTripRefusesEachWrite(t *testing.T) {
	w := newWorld(t)
	id := w.closed()
	w.must(trip.Archive(as(w.bursar), w.app, id))
	charge := w.put("charges", dbx.Params{"subject_collection": "trips", "subject_id": id, "pupil": w.pupil})
	payment := w.put("payments", dbx.Params{"pupil": w.pupil})
	w.put("allocations", dbx.Params{"payment": payment, "charge": charge})
	refs := map[string]dbx.Params{
		"imprest_lines":    {"imprest": w.put("imprests", dbx.Params{"trip": id})},
		"receivable_lines": {"receivable_export": w.put("receivable_exports", dbx.Params{"trip": id})},
		"refund_lines":     {"refund": w.put("refunds", dbx.Params{"subject_collection": "trips", "subject_id": id}), "payment": payment},
		"charges":          {"subject_id": id}, "refunds": {"subject_id": id}, "approvals": {"subject_id": id}, "overrides": {"subject_id": id},
		"receivable_exports": {"trip": id, "number": 2},
		"allocations":        {"charge": charge}, "grants": {"charge": charge}, "reversals": {"payment": payment},
	}
	for _, name := range trip.ArchivedParts() {
		var row string
		switch fields, known := refs[name]; {
		case name == "trips":
			row = id
		case name == "acts":
			row = w.record("trips", id).GetString("act")
		default:
			if !known {
				fields = dbx.Params{"trip": id}
			}
			kept := map[string]any{}
			for k, v := range fields {
				kept[k] = v
			}
			if err := w.try(school.Actor{Kind: school.System}, name, kept); !archived(err) {
				t.Errorf("%s created: %v", name, err)
			}
			if a := w.rest(http.MethodPost, name, kept); a.status != http.StatusBadRequest {
				t.Errorf("%s created by REST: %d", name, a.status)
			}
			row = w.put(name, fields)
		}
		for _, actor := range []school.Actor{{Kind: school.System}, w.head, w.bursar, w.accountant} {
			r := w.record(name, row)
			if name == "trips" {
				r.Set("title", "Autre")
			}
			if err := w.app.SaveNoValidateWithContext(as(actor), r); !archived(err) {
				t.Errorf("%s updated by %s: %v", name, actor.Kind, err)
			}
			if err := w.app.DeleteWithContext(as(actor), w.record(name, row)); err == nil {
				t.Errorf("%s deleted by %s", name, actor.Kind)
			}
		}
		if a := w.rest(http.MethodDelete, name+"/"+row, nil); a.status != http.StatusBadRequest {
			t.Errorf("%s deleted by REST: %d", name, a.status)
		}
	}
}

// The school's letter goes on without the archived trip, whose families read the one of their time.
func TestAnArchivedTripKeepsItsLetter(t *testing.T) {
	w := newWorld(t)
	id := w.closed()
	w.must(trip.Archive(as(w.bursar), w.app, id))
	_, before, err := trip.LetterOf(w.app, id)
	w.must(err)
	_, blocks, err := trip.ModelLetter(w.app)
	w.must(err)
	for i := range blocks {
		blocks[i].Text += "\n\nUne phrase de plus."
	}
	w.must(trip.SaveModel(as(w.bursar), w.app, blocks))
	_, after, err := trip.LetterOf(w.app, id)
	w.must(err)
	for i := range before {
		if before[i].Text != after[i].Text {
			t.Errorf("paragraph %d changed under an archived trip", i)
		}
	}
}
