package pb_hooks_test

import (
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/gfc"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/internal/trip"
)

// billed is an open trip that Ada has signed for, in a school that has an accounting year.
func (w *world) billed(p plan) string {
	w.t.Helper()
	w.must(w.write(school.Actor{Kind: school.System}, "school", w.onlySchool(), map[string]any{"accounting_year": "2026"}))
	w.must(w.write(school.Actor{Kind: school.System}, "pupils", w.pupil, map[string]any{"elenoet": "412"}))
	id := w.given(p, trip.Open)
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	return id
}

func (w *world) onlySchool() (id string) {
	w.t.Helper()
	w.must(w.app.DB().Select("id").From("school").Row(&id))
	return id
}

func (w *world) receivables(id string) trip.Receivables {
	w.t.Helper()
	r, err := trip.ReceivablesOf(w.app, w.accountant, id)
	w.must(err)
	return r
}

func (w *world) exported(id, target string) trip.SentTransfer {
	w.t.Helper()
	export, err := trip.ExportReceivables(as(w.accountant), w.app, id, target)
	w.must(err)
	s, err := trip.TransferOf(w.app, w.accountant, id, export)
	w.must(err)
	return s
}

func TestReceivablesLeaveOnceAndTheDifferenceAfter(t *testing.T) {
	w := newWorld(t)
	id := w.billed(rome())
	_, err := trip.ExportReceivables(as(w.accountant), w.app, id, trip.ToGFC)
	w.objected(err) // no account
	w.must(trip.SetReceivableAccount(as(w.accountant), w.app, id, "4112", "2027-04-01"))
	first := w.exported(id, trip.ToGFC)
	if len(first.Sent) != 1 || first.Sent[0].Amount != 300_00 || first.Sent[0].OrderNo != 1 || first.Export.Number != 1 {
		t.Fatalf("first transfer: %+v", first.Sent)
	}
	raw, err := gfc.FME(first.GFC(), gfc.CP850)
	w.must(err)
	for _, said := range []string{"0350001A", "300.00", "00412", "01/04/2027", "Lovelace Ada", "Lovelace Anne", "C001Rome"} {
		if !strings.Contains(string(raw), said) {
			t.Errorf("FME.DBF does not say %q", said)
		}
	}
	_, err = trip.ExportReceivables(as(w.bursar), w.app, id, trip.ToOthers)
	w.objected(err) // nothing left, whatever the software
	charge := w.chargeOf(id)
	approval, err := testapp.Try(w.app, as(w.head), "approvals", map[string]any{
		"kind": "remission", "subject_collection": "charges", "subject_id": charge, "decision": "yes", "by_staff": w.head.ID, "reason": "Ressources du foyer.", "decided_at": "2026-11-16 08:00:00.000Z",
	})
	w.must(err)
	_, err = money.Grant(as(w.accountant), w.app, money.NewGrant{ChargeID: charge, Kind: money.Remission, Amount: 50_00, ApprovalID: approval.Id, ActID: w.actRow(map[string]any{"purpose": school.RemissionAct}), Assent: "Avis du 16 novembre 2026."})
	w.must(err)
	second := w.exported(id, trip.ToGFC)
	if len(second.Sent) != 1 || second.Sent[0].Amount != -50_00 || !second.Sent[0].Again() || second.Export.Number != 2 {
		t.Errorf("the difference: %+v", second.Sent)
	}
	if w.receivables(id).Counter != 2 {
		t.Error("the counter did not follow")
	}
}

// The ancestor knew a trip by its destination: two trips to Rome erased each other's memory.
func TestTwoTripsToTheSamePlaceDoNotMix(t *testing.T) {
	w := newWorld(t)
	first := w.billed(rome())
	second := w.given(rome(func(p *plan) { p.Title, p.vote.ActNumber = "Rome baroque", "2026-19" }), trip.Open)
	w.must(w.sign(w.guardian(w.mother), second, w.pupil, true))
	for _, id := range []string{first, second} {
		w.must(trip.SetReceivableAccount(as(w.bursar), w.app, id, "4112", ""))
		if s := w.exported(id, trip.ToGFC); s.Export.TotalCents != 300_00 || s.Sent[0].Again() {
			t.Errorf("%+v", s.Sent)
		}
	}
	if left := w.receivables(first).ToSend(); len(left) != 0 {
		t.Errorf("the memory of the first trip is lost: %+v", left)
	}
}

func TestTheLastTransferIsRedoneOrForgotten(t *testing.T) {
	w := newWorld(t)
	id := w.billed(rome())
	w.must(trip.SetReceivableAccount(as(w.bursar), w.app, id, "4112", ""))
	one := w.exported(id, trip.ToGFC)
	w.must(trip.RedoReceivables(as(w.accountant), w.app, id, one.Export.ID))
	if again, err := trip.TransferOf(w.app, w.accountant, id, one.Export.ID); err != nil || again.Export.Number != 1 || again.Export.Digest != one.Export.Digest || again.Sent[0] != withCalled(one.Sent[0], again.Sent[0]) {
		t.Errorf("not the same transfer: %+v %v", again.Export, err)
	}
	w.must(trip.CancelReceivables(as(w.accountant), w.app, id, one.Export.ID))
	if r := w.receivables(id); r.Counter != 0 || len(r.ToSend()) != 1 || r.ToSend()[0].OrderNo != 1 {
		t.Errorf("the transfer is not forgotten: %+v", r)
	}
	two := w.exported(id, trip.ToGFC)
	w.objected(trip.RedoReceivables(as(w.accountant), w.app, id, one.Export.ID)) // forgotten for good
	w.must(trip.SetGFCCounter(as(w.accountant), w.app, 7, "GFC a sauté un numéro"))
	if two.Export.Number != 1 || w.receivables(id).Counter != 7 || !strings.Contains(w.noteOf("receivables.counter"), "sauté") {
		t.Error("the counter is not corrected with its reason")
	}
	w.objected(trip.SetGFCCounter(as(w.accountant), w.app, 8, ""))
	w.objected(trip.SetGFCCounter(as(w.teacher), w.app, 8, "parce que je le veux"))
}

func withCalled(a, b trip.Owed) trip.Owed { a.Called, a.Sent = b.Called, b.Sent; return a }

// Whoever writes, what was sent stays as it was sent.
func TestTransfersAreFrozenForEverybody(t *testing.T) {
	w := newWorld(t)
	id := w.billed(rome())
	w.must(trip.SetReceivableAccount(as(w.bursar), w.app, id, "4112", ""))
	_, err := trip.ExportReceivables(as(w.teacher), w.app, id, trip.ToGFC)
	w.objected(err)
	s := w.exported(id, trip.ToGFC)
	var line string
	w.must(w.app.DB().Select("id").From("receivable_lines").Row(&line))
	w.objected(w.write(w.accountant, "receivable_exports", s.Export.ID, map[string]any{"total_cents": 1}))
	w.objected(w.write(w.accountant, "receivable_lines", line, map[string]any{"amount_cents": 1}))
	w.objected(w.try(w.accountant, "receivable_lines", map[string]any{"receivable_export": s.Export.ID, "pupil": w.pupil, "amount_cents": 5, "order_no": 2}))
	w.restObjected("POST", "receivable_exports", map[string]any{"trip": id, "target": "gfc", "accounting_year": "2026", "number": 2, "state": "written", "exported_at": "2026-11-16 08:00:00.000Z"})
	w.restObjected("PATCH", "receivable_exports/"+s.Export.ID, map[string]any{"state": "cancelled"})
	w.restObjected("DELETE", "receivable_exports/"+s.Export.ID, nil)
	w.restObjected("DELETE", "receivable_lines/"+line, nil)
	w.restObjected("PATCH", "school/"+w.onlySchool(), map[string]any{"gfc_counter": 4})
	w.restObjected("PATCH", "trips/"+id, map[string]any{"class4_account": "4113"})
	w.objected(w.write(w.teacher, "trips", id, map[string]any{"class4_account": "4113"}))
	w.objected(trip.SetReceivableAccount(as(w.accountant), w.app, id, "7067", ""))
	w.must(w.write(w.bursar, "school", w.onlySchool(), map[string]any{"accounting_year": "2027"}))
	if r := w.receivables(id); r.Counter != 0 {
		t.Errorf("a new accounting year starts at %d", r.Counter)
	}
}

func TestModelsOfFilesAreWrittenByThoseWhoExport(t *testing.T) {
	w := newWorld(t)
	m := trip.Mapping{Name: "Op@le", FileKind: "csv", Separator: "tab", Encoding: "windows-1252", Columns: []trip.MappedColumn{{Field: "debtor", Label: "TIERS"}, {Field: "amount", Label: "MT"}, {Field: "pupil_no"}}}
	if _, err := trip.SaveMapping(as(w.teacher), w.app, m); err == nil {
		t.Error("a teacher writes a model")
	}
	id, err := trip.SaveMapping(as(w.bursar), w.app, m)
	w.must(err)
	bad := m
	bad.Name, bad.Columns = "Autre", []trip.MappedColumn{{Field: "iban"}}
	_, err = trip.SaveMapping(as(w.bursar), w.app, bad)
	w.objected(err)
	w.restObjected("PATCH", "column_mappings/"+id, map[string]any{"separator": "\""})
	all, err := trip.Mappings(w.app, w.accountant)
	w.must(err)
	body, extension, err := all[0].File(trip.SentTransfer{Sent: []trip.Owed{{DebtorLast: "GARÇON", DebtorFirst: "Noël", Amount: cents.Amount(12_50), PupilNo: "7"}}})
	w.must(err)
	if want := "TIERS\tMT\tÉlève : numéro dans l’établissement\r\nGARÇON Noël\t12,50\t7\r\n"; extension != "csv" || string(body) != latin(want) {
		t.Errorf("%q", body)
	}
	w.must(trip.DropMapping(as(w.bursar), w.app, id))
}

// latin is a text in Windows-1252, as far as this test writes it.
func latin(s string) string {
	var out []byte
	for _, r := range s {
		switch r {
		case '’':
			out = append(out, 0x92)
		default:
			out = append(out, byte(r))
		}
	}
	return string(out)
}

func (w *world) chargeOf(id string) (charge string) {
	w.t.Helper()
	w.must(w.app.DB().Select("id").From("charges").Where(dbx.HashExp{"subject_id": id}).OrderBy("due_on").Limit(1).Row(&charge))
	return charge
}
