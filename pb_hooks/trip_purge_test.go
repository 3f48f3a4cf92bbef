package pb_hooks_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/pb_hooks"
)

// lived is a closed and archived trip with all that its schedule speaks of.
func (w *world) lived() string {
	w.t.Helper()
	id := w.closed()
	seat := w.seatOf(id, w.pupil)
	for _, q := range []string{
		"UPDATE seats SET answers = '{\"trip_phone\":\"06 00 00 00 00\"}', reason = 'motif' WHERE id = '" + seat.Id + "'",
		"UPDATE chaperones SET birth_on = '1980-01-01', phone = '06 11 11 11 11'",
	} {
		_, err := w.app.DB().NewQuery(q).Execute()
		w.must(err)
	}
	w.put("headcounts", dbx.Params{"trip": id, "missing": `["x"]`, "expected": 2, "present": 1, "counted_at": "2027-04-13 10:00:00.000Z"})
	for _, g := range []string{w.mother, w.father} {
		w.put("trip_answers", dbx.Params{"trip": id, "pupil": w.pupil, "guardian_id": g, "answer": "yes"})
	}
	w.put("documents", dbx.Params{"trip": id, "pupil": w.pupil, "kind": "health_sheet", "state": "checked"})
	w.must(trip.Archive(as(w.bursar), w.app, id))
	return id
}

// sums is all that a trip counts and adds up.
func (w *world) sums(id string) string {
	w.t.Helper()
	closing, err := trip.ClosingOf(w.app, id)
	w.must(err)
	closing.Report.Trip.AnonymisedOn = "" // the one thing that is to change
	rows, err := trip.List(w.app, w.teacher, trip.Filter{Archives: true})
	w.must(err)
	view, err := trip.StaffViewOf(w.app, w.head, id)
	w.must(err)
	return fmt.Sprintf("%+v %+v %+v %d %d", closing, rows, view.Counts, w.count("seats"), w.count("commitments"))
}

func (w *world) heldBy(category string) (n int) {
	w.t.Helper()
	held, err := trip.RetentionFor(w.app, w.head, category, "")
	w.must(err)
	for _, h := range held {
		n += h.Rows
	}
	return n
}

// years moves the clock on: it takes three years at a time at most.
func (w *world) years(days ...law.Day) {
	w.t.Helper()
	for _, d := range days {
		w.by(d)
	}
}

func (w *world) standing(setting string) {
	w.t.Helper()
	w.must(school.SetParameter(as(w.head), w.app, school.NewSetting{
		Rule: "D-12", Name: "purge_authorisations", Value: setting, From: school.Clock(w.app).Today(), Reason: "Courrier des archives départementales.",
	}))
}

// Nothing goes without the archives: neither by an operation, nor by REST, nor at night; with their visa, it goes.
func TestD12NothingGoesWithoutTheArchives(t *testing.T) {
	w := newWorld(t)
	id := w.lived()
	year := w.record("trips", id).GetString("school_year")
	w.by("2027-06-15")
	sheets := w.heldBy("fiches-sanitaires")
	_, err := trip.Purge(as(w.head), w.app, "fiches-sanitaires", year)
	w.refused("D-12", err)
	w.must(trip.RunPurge(context.Background(), w.app))
	w.must(pb_hooks.RunDue(context.Background(), w.app))
	w.restRefused("D-12", http.MethodDelete, "journal_details/"+w.one("journal_details"), nil)
	if w.heldBy("fiches-sanitaires") != sheets || sheets == 0 {
		t.Fatalf("%d of %d sheets are left", w.heldBy("fiches-sanitaires"), sheets)
	}
	w.objected(trip.GrantVisa(as(w.bursar), w.app, trip.Visa{Category: "fiches-sanitaires", Number: "AD69 2027-1", CoversUntil: "2027-06-01"}))
	w.objected(trip.GrantVisa(as(w.head), w.app, trip.Visa{Category: "fiches-sanitaires", Number: " ", CoversUntil: "2027-06-01"}))
	w.restObjected(http.MethodPost, "archive_visas", map[string]any{"category": "fiches-sanitaires", "number": "AD69", "covers_until": "2027-06-01", "by_staff": w.head.ID})
	w.must(trip.GrantVisa(as(w.head), w.app, trip.Visa{Category: "fiches-sanitaires", Number: "AD69 2027-0", CoversUntil: "2027-01-01"}))
	_, err = trip.Purge(as(w.head), w.app, "fiches-sanitaires", year)
	w.refused("D-12", err) // of before the trip came back
	w.must(trip.GrantVisa(as(w.head), w.app, trip.Visa{Category: "fiches-sanitaires", Number: "AD69 2027-1", CoversUntil: "2027-06-01"}))
	w.must(trip.RunPurge(context.Background(), w.app))
	if w.heldBy("fiches-sanitaires") != sheets {
		t.Error("the night used a visa")
	}
	_, err = trip.Purge(as(w.bursar), w.app, "fiches-sanitaires", year)
	w.objected(err)
	n, err := trip.Purge(as(w.head), w.app, "fiches-sanitaires", year)
	w.must(err)
	if n != sheets || w.heldBy("fiches-sanitaires") != 0 || !strings.Contains(w.noteOf("archives.purge"), "AD69 2027-1") {
		t.Errorf("%d of %d gone, %q", n, sheets, w.noteOf("archives.purge"))
	}
	w.must(school.VerifyJournal(w.app))
}

// A paper of a trip that is over is destroyed by nobody's click.
func TestD12PapersOfATripThatIsOver(t *testing.T) {
	w := newWorld(t)
	id := w.closed()
	paper := w.put("documents", dbx.Params{"trip": id, "pupil": w.pupil, "kind": "insurance", "state": "checked"})
	w.refused("D-12", w.app.DeleteWithContext(as(w.head), w.record("documents", paper)))
	w.refused("D-12", w.write(w.head, "trips", id, map[string]any{"anonymised_on": "2027-05-01"}))
	w.restRefused("D-12", http.MethodPatch, "trips/"+id, map[string]any{"anonymised_on": "2027-05-01"})
}

// Once everything has served and the archives agree once for all, the night anonymises a trip: its sums and its counts are
// those of before, the ledger and the journal verify.
func TestD12AnonymisedTripsCountAsBefore(t *testing.T) {
	w := newWorld(t)
	id := w.lived()
	before := w.sums(id)
	w.put("online_payment_events", dbx.Params{"happened_at": "2026-11-16 10:00:00.000Z", "cause": "poller", "detail": "ancien"})
	w.years("2029-12-01", "2032-11-01", "2034-01-02")
	w.standing("fiches-sanitaires : AD69 1 ; papiers : AD69 2 ; suivi : AD69 3 ; lettres : AD69 4 ; remboursements : AD69 5 ; paiements-en-ligne : AD69 6 ; encaissements : AD69 7 ; releves : AD69 8")
	w.must(trip.RunPurge(context.Background(), w.app))
	for _, r := range trip.Retentions {
		if n := w.heldBy(r.Key); n != 0 {
			t.Errorf("%s still holds %d", r.Key, n)
		}
	}
	if after := w.sums(id); after != before {
		t.Errorf("before %s\nafter  %s", before, after)
	}
	if w.count("purge_visas") != 0 || w.count("online_payment_events") != 0 {
		t.Error("the seals are not closed again, or nothing went through them")
	}
	letter, err := w.app.FindFirstRecordByFilter("letters", "kind = 'signed'")
	w.must(err)
	if w.record("trips", id).GetString("anonymised_on") == "" || len(letter.GetString("text_digest")) != 64 || !strings.HasPrefix(letter.GetString("body"), "Le texte signé a été effacé") {
		t.Errorf("%q", letter.GetString("body"))
	}
	if seat := w.seatOf(id, w.pupil); seat.GetString("state") != trip.SeatCommitted || strings.Contains(seat.GetString("answers"), "06") || seat.GetString("reason") != "" {
		t.Errorf("%v", seat)
	}
	if w.count("journal_details", dbx.NewExp("new_values LIKE '%06 00 00%' OR new_values LIKE '%1980-01-01%'")) != 0 {
		t.Error("the journal still says it")
	}
	w.must(money.Verify(w.app))
	w.must(school.VerifyJournal(w.app))
	w.must(pb_hooks.CheckSeals(w.app))
}

// Proofs of the accounts wait for the end of the fifth year, visa or not.
func TestF20ProofsWaitForTheFifthYear(t *testing.T) {
	w := newWorld(t)
	id := w.lived()
	year := w.record("trips", id).GetString("school_year")
	w.standing("lettres : AD69 4")
	w.must(trip.RunPurge(context.Background(), w.app))
	_, err := trip.Purge(as(w.head), w.app, "lettres", year)
	w.refused("F-20", err)
	w.years("2029-12-01", "2032-11-01", "2033-01-01")
	n, err := trip.Purge(as(w.head), w.app, "lettres", year)
	w.must(err)
	if n == 0 {
		t.Error("nothing went")
	}
}

func TestRetentionTerms(t *testing.T) {
	w := newWorld(t)
	parameters, err := school.ParametersOf(w.app)
	w.must(err)
	for key, due := range map[string]law.Day{
		"fiches-sanitaires": "2027-05-18", "papiers": "2027-05-18", "suivi": "2028-04-18", "lettres": "2033-01-01", "mobilisco": "2033-01-01",
	} {
		r, _ := trip.FindRetention(key)
		if got := r.DueOn(parameters, "2027-04-17", "2026-11-16"); got != due {
			t.Errorf("%s: %s, not %s", key, got, due)
		}
	}
	if got := trip.StandingAuthorisation("papiers : AD69 2 ; Suivi: AD 3", "suivi"); got != "AD 3" {
		t.Errorf("%q", got)
	}
}

// Who paid, by which cheque, and what the bank said of it go after their term; the sums stay, the accounts and the journal
// verify, and the journal's line says that its details are gone.
func TestF20PaymentsAndStatementsLoseTheirNames(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	_, err := money.BookPayment(as(w.accountant), w.app, money.Desk{
		Means: money.Cheque, Amount: 50_00, PupilID: w.pupil, PayerName: "Oncle Garrec", Bank: "Banque Beta", Account: "1234", ChequeNumber: "7654321", PayableTo: "Agent comptable",
	})
	w.must(err)
	statement := w.put("statements", dbx.Params{"source": "bank", "name": "DFT", "state": "imported", "digest": "f", "format": "text", "read_at": "2026-11-16 10:00:00.000Z"})
	w.put("statement_lines", dbx.Params{"statement": statement, "operated_on": "2026-11-16", "label": "VIR M GARREC", "party": "M GARREC", "reference": "R1", "digest": "d", "amount_cents": 50_00, "state": "ignored", "reason": "motif", "source": "bank", "rank_no": 1})
	line, err := w.app.FindFirstRecordByFilter("statement_lines", "party = 'M GARREC'")
	w.must(err)
	detail, err := w.app.FindFirstRecordByFilter("payment_details", "cheque_number = '7654321'")
	w.must(err)
	var said int
	w.must(w.app.DB().NewQuery("SELECT line_no FROM journal WHERE subject_id = {:id}").Bind(dbx.Params{"id": detail.Id}).Row(&said))
	kept := func() (payer, party string) {
		return w.record("payment_details", detail.Id).GetString("payer_name"), w.record("statement_lines", line.Id).GetString("party")
	}
	agreed := "encaissements : AD69 7 ; releves : AD69 8"
	w.standing(agreed)
	w.must(trip.RunPurge(context.Background(), w.app))
	if payer, party := kept(); payer == "" || party == "" {
		t.Fatal("gone before the fifth year")
	}
	for _, category := range []string{"encaissements", "releves"} {
		_, err = trip.Purge(as(w.head), w.app, category, "2026-2027")
		w.refused("F-20", err)
	}
	w.refused("F-01", w.write(w.accountant, "payment_details", detail.Id, map[string]any{"payer_name": ""}))
	w.restRefused("F-01", http.MethodPatch, "payment_details/"+detail.Id, map[string]any{"payer_name": ""})
	w.years("2029-11-01", "2031-12-31")
	w.must(trip.RunPurge(context.Background(), w.app))
	if payer, party := kept(); payer == "" || party == "" {
		t.Fatal("gone on the last day of the fifth year")
	}
	w.years("2032-01-01")
	w.must(trip.RunPurge(context.Background(), w.app))
	if payer, party := kept(); payer != "" || party != "" || w.heldBy("encaissements")+w.heldBy("releves") != 0 {
		t.Errorf("still said: %q %q", payer, party)
	}
	if row := w.record("statement_lines", line.Id); row.GetInt("amount_cents") != 50_00 || row.GetString("digest") != "d" {
		t.Errorf("%v", row)
	}
	told, err := school.JournalLineFor(w.app, w.head, said)
	w.must(err)
	if !told.Purged || len(told.Changes) != 0 {
		t.Errorf("the journal says %+v", told)
	}
	w.must(money.Verify(w.app))
	w.must(school.VerifyJournal(w.app))
}

// What was taken over from another program goes as ours does: after its term, under an agreement, the names and not the sums.
func TestF20TakenOverTripsLoseTheirNames(t *testing.T) {
	w := withNumber(t)
	w.takeOver(false)
	said := func() string {
		var all string
		w.must(w.app.DB().NewQuery("SELECT group_concat(record) FROM taken_trips").Row(&all))
		return all
	}
	before := said()
	if !strings.Contains(before, "LOVELACE") || !strings.Contains(before, "Lovelace Ada") || w.heldBy("mobilisco") == 0 {
		t.Fatalf("nothing to forget: %s", before)
	}
	w.standing("mobilisco : AD69 7")
	w.must(trip.RunPurge(context.Background(), w.app))
	if said() != before {
		t.Error("the names went before their term")
	}
	w.years("2029-11-01", "2032-10-01", "2035-01-02")
	w.standing("aucune : AD69 0")
	w.must(trip.RunPurge(context.Background(), w.app))
	if said() != before {
		t.Error("the names went without an agreement")
	}
	w.standing("mobilisco : AD69 7")
	w.must(trip.RunPurge(context.Background(), w.app))
	after := said()
	if strings.Contains(strings.ToLower(after), "lovelace") || strings.Contains(after, "Inconnu") || w.heldBy("mobilisco") != 0 {
		t.Errorf("still said: %s", after)
	}
	if strings.Count(after, "20000") != strings.Count(before, "20000") || !strings.Contains(after, "Cars du Val") {
		t.Errorf("sums went with the names: %s", after)
	}
	w.must(school.VerifyJournal(w.app))
}
