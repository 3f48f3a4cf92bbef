package reconcile_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/reconcile"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/statement"
	"github.com/openacademie/openacademie/internal/testapp"
)

// desk is a school with two families that owe money, and the people of the money.
type desk struct {
	*testing.T
	app                core.App
	accountant, bursar context.Context
	viewer             school.Actor
	ada, bob           string
	anne, chris        string
	adas, bobs         string // charges: 120 € and 75 €
}

func openDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{T: t, app: testapp.New(t)}
	row := func(collection string, fields map[string]any) string {
		return testapp.Row(t, d.app, collection, fields).Id
	}
	row("school", map[string]any{"uai": "0691234A", "name": "Collège des Deux-Rives", "kind": "college", "time_zone": "Europe/Paris"})
	act := row("acts", map[string]any{"organ": "board", "act_number": "41", "purpose": "trip", "overnight": true, "voted_on": "2026-10-01", "transmitted_on": "2026-10-05"})
	family := func(pupil, guardian, last string) (string, string) {
		p := row("pupils", map[string]any{"first_name": pupil, "last_name": last, "birth_on": "2013-05-01"})
		g := row("guardians", map[string]any{"first_name": guardian, "last_name": last})
		row("guardianships", map[string]any{"pupil": p, "guardian": g, "responsibility": 1})
		return p, g
	}
	d.ada, d.anne = family("Ada", "Anne", "Lovelace")
	d.bob, d.chris = family("Bob", "Chris", "Garrec")
	d.viewer = testapp.StaffActor(t, d.app, school.Accountant)
	d.accountant, d.bursar = school.WithActor(t.Context(), d.viewer), testapp.As(t, d.app, school.Bursar)
	charge := func(pupil, debtor string, amount cents.Amount) string {
		ids, err := money.Charge(d.bursar, d.app, money.NewCharge{PupilID: pupil, DebtorID: debtor, Subject: money.Subject{Collection: "sales", ID: "x"}, ActID: act,
			Label: "Voyage à Grenade", Amount: amount, DueOn: "2026-12-01"})
		if err != nil {
			t.Fatal(err)
		}
		return ids[0]
	}
	d.adas, d.bobs = charge(d.ada, d.anne, 12000), charge(d.bob, d.chris, 7500)
	return d
}

func (d *desk) day(n int) string { return school.Clock(d.app).Today().Add(n).Short() }

// receive uploads a file and imports it with the columns proposed.
func (d *desk) receive(source reconcile.Source, raw string) reconcile.Trial {
	d.Helper()
	id, err := reconcile.Receive(d.bursar, d.app, reconcile.Upload{Source: source, Name: "Compte " + source.Label(), FileName: "releve.csv", Raw: []byte(raw)})
	if err != nil {
		d.Fatal(err)
	}
	w, err := reconcile.FindWaiting(d.bursar, d.app, id)
	if err != nil {
		d.Fatal(err)
	}
	trial, err := reconcile.Import(d.bursar, d.app, id, w.Mapping, false)
	if err != nil {
		d.Fatal(err)
	}
	return trial
}

func (d *desk) bank(lines ...string) reconcile.Trial {
	d.Helper()
	return d.receive(reconcile.Bank, "Date;Libellé;Montant\n"+strings.Join(lines, "\n")+"\n")
}

func (d *desk) inbox() []reconcile.Proposed {
	d.Helper()
	inbox, err := reconcile.Load(d.app, d.viewer)
	if err != nil {
		d.Fatal(err)
	}
	return inbox.Lines
}

// only is the one open line, with its best proposal of the action wanted.
func (d *desk) only(action reconcile.Action) reconcile.Proposed {
	d.Helper()
	lines := d.inbox()
	if len(lines) != 1 || lines[0].Best().Action != action {
		d.Fatalf("open lines: %+v", lines)
	}
	return lines[0]
}

func (d *desk) accept(ctx context.Context, p reconcile.Proposed) reconcile.Accepted {
	d.Helper()
	done, err := reconcile.Accept(ctx, d.app, p.Line.ID, p.Best().Digest())
	if err != nil {
		d.Fatal(err)
	}
	return done
}

func (d *desk) refused(err error, what string) {
	d.Helper()
	var refusal *law.Refusal
	if !errors.As(err, &refusal) || !strings.Contains(refusal.Error(), what) {
		d.Errorf("said: %v, not %q", err, what)
	}
}

func (d *desk) count(query string, want int) {
	d.Helper()
	var got int
	if err := d.app.DB().NewQuery("SELECT COUNT(*) FROM " + query).Row(&got); err != nil || got != want {
		d.Errorf("%s: %d, not %d (%v)", query, got, want, err)
	}
}

func TestATransferIsRecognisedAndBookedOnce(t *testing.T) {
	d := openDesk(t)
	d.bank(d.day(-2)+";VIR MME ANNE LOVELACE voyage;120,00", d.day(-2)+";COMMISSIONS CB;-1,20")
	lines := d.inbox()
	if len(lines) != 2 {
		t.Fatal(lines)
	}
	for _, p := range lines {
		if p.Best().Confidence() != reconcile.Sure || len(p.Best().Reasons) == 0 {
			t.Errorf("%+v", p)
		}
	}
	transfer := lines[0]
	if transfer.Best().Action != reconcile.Book {
		transfer = lines[1]
	}
	_, err := reconcile.Accept(d.bursar, d.app, transfer.Line.ID, transfer.Best().Digest())
	d.refused(err, "F-01")
	d.count("payments", 0)
	done := d.accept(d.accountant, transfer)
	if done.Booked.Receipt == "" || done.Booked.Credit != 0 || done.Already {
		t.Error(done)
	}
	if again := d.accept(d.accountant, transfer); !again.Already {
		t.Error("accepted twice", again)
	}
	d.count("payments", 1)
	d.count("statement_matches WHERE kind = 'booked' AND by_staff = '"+d.viewer.ID+"'", 1)
	d.count("allocations WHERE charge = '"+d.adas+"' AND amount_cents = 12000", 1)
	d.count("statement_lines WHERE state = 'matched'", 1)
	d.accept(d.bursar, d.only(reconcile.SetAside))
	d.count("statement_lines WHERE state = 'ignored' AND reason != ''", 1)

	// Undone by reversal only: the line is to match again, and booked again under another token.
	if err := reconcile.Undo(d.accountant, d.app, transfer.Line.ID, "Ce n’était pas le bon élève"); err != nil {
		t.Fatal(err)
	}
	d.count("reversals", 1)
	d.count("statement_matches WHERE undone_by != ''", 1)
	again := d.accept(d.accountant, d.only(reconcile.Book))
	if again.Booked.Replayed || again.Booked.PaymentID == done.Booked.PaymentID {
		t.Error(again)
	}
	d.count("payments", 2)
}

func TestAPaymentReversedAtTheDeskOpensItsLine(t *testing.T) {
	d := openDesk(t)
	d.bank(d.day(-2) + ";VIR MME ANNE LOVELACE;120,00")
	done := d.accept(d.accountant, d.only(reconcile.Book))
	if err := money.ReversePayment(d.accountant, d.app, done.Booked.PaymentID, "Erreur de famille au guichet"); err != nil {
		t.Fatal(err)
	}
	d.only(reconcile.Book)
}

func TestWhatTheDeskHasBookedIsPointedNotBookedAgain(t *testing.T) {
	d := openDesk(t)
	booked, err := money.BookPayment(d.accountant, d.app, money.Desk{Means: money.Transfer, Amount: 12000, PupilID: d.ada, PayerID: d.anne})
	if err != nil {
		t.Fatal(err)
	}
	d.bank(d.day(-1) + ";VIR MME ANNE LOVELACE;120,00")
	p := d.only(reconcile.Seen)
	d.accept(d.bursar, p)
	d.count("payments", 1)
	d.count("statement_matches WHERE kind = 'seen' AND payment_id = '"+booked.PaymentID+"'", 1)
	if err := reconcile.Undo(d.bursar, d.app, p.Line.ID, "court"); err == nil {
		t.Error("undone without a reason")
	}
	if err := reconcile.Undo(d.bursar, d.app, p.Line.ID, "Pointé sur la mauvaise ligne"); err != nil {
		t.Fatal(err)
	}
	d.count("reversals", 0)
	d.only(reconcile.Seen)
}

func TestAnUnpaidChequeIsReversed(t *testing.T) {
	d := openDesk(t)
	if _, err := money.BookPayment(d.accountant, d.app, money.Desk{Means: money.Cheque, Amount: 7500, PupilID: d.bob, PayerID: d.chris, Bank: "B", ChequeNumber: "0004107"}); err != nil {
		t.Fatal(err)
	}
	d.bank(d.day(0) + ";CHEQUE IMPAYE 0004107;-75,00")
	p := d.only(reconcile.Reverse)
	if p.Best().Confidence() != reconcile.Sure {
		t.Error(p)
	}
	d.accept(d.accountant, p)
	d.count("reversals", 1)
	d.count("statement_matches WHERE kind = 'returned' AND amount_cents = -7500", 1)
	d.refused(reconcile.Undo(d.accountant, d.app, p.Line.ID, "On voudrait revenir en arrière"), "ne s’annule pas")
}

func TestAReturnedDirectDebitKeepsTheReasonOfTheBank(t *testing.T) {
	d := openDesk(t)
	today := string(school.Clock(d.app).Today())
	for _, sql := range []string{
		"INSERT INTO mandates (id, state, guardian_id) VALUES ('mandate00000001', 'active', '" + d.anne + "')",
		"INSERT INTO debit_batches (id, number, state, collect_on) VALUES ('batch0000000001', 'SDD-2026-0001', 'sent', '" + today + "')",
		"INSERT INTO payments (id, pupil, payer_id, means, amount_cents, received_on, booked_on, debit_id) VALUES ('payment00000001', '" + d.ada + "', '" + d.anne + "', 'direct_debit', 12000, '" + today + "', '" + today + "', 'debit0000000001')",
		"INSERT INTO payment_details (id, payment, payer_name, bank_reference) VALUES ('detail000000001', 'payment00000001', 'Anne Lovelace', 'SDD-2026-0001-001')",
		"INSERT INTO debits (id, sequence, batch, state, mandate, pupil, payer_id, amount_cents, collect_on, end_to_end, payment_id) VALUES ('debit0000000001', 'RCUR', 'batch0000000001', 'booked', 'mandate00000001', '" + d.ada + "', '" + d.anne + "', 12000, '" + today + "', 'SDD-2026-0001-001', 'payment00000001')",
	} {
		if _, err := d.app.DB().NewQuery(sql).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	d.bank(d.day(0) + ";REJET PRLV SDD-2026-0001-001 AM04 PROVISION;-120,00")
	d.accept(d.accountant, d.only(reconcile.Reverse))
	d.count("debits WHERE state = 'returned' AND return_code = 'AM04'", 1)
	d.count("reversals WHERE payment = 'payment00000001'", 1)
	d.count("statement_lines WHERE state = 'matched'", 1)
}

func TestTheReferenceAskedOfTheFamilyFindsItsCharge(t *testing.T) {
	d := openDesk(t)
	if _, err := d.app.DB().NewQuery("UPDATE school SET iban = 'FR7630001007941234567890185'").Execute(); err != nil {
		t.Fatal(err)
	}
	ask, found, err := money.AskTransfer(d.app, school.Actor{Kind: school.Guardian, ID: d.chris})
	if err != nil || !found {
		t.Fatal(found, err)
	}
	d.bank(d.day(-1) + ";VIR INST TANTE MARIE " + ask.ReferenceGroups() + ";75,00")
	p := d.only(reconcile.Book)
	if p.Best().Confidence() != reconcile.Sure || p.Best().Parts[0].ChargeID != d.bobs || !strings.Contains(p.Best().Reasons[0], "référence") {
		t.Errorf("%+v", p.Best())
	}
	d.accept(d.accountant, p)
	d.count("allocations WHERE charge = '"+d.bobs+"'", 1)
}

func TestTheSameFileOrLinesTwiceBringNothing(t *testing.T) {
	d := openDesk(t)
	first := d.bank(d.day(-3)+";Cantine;3,00", d.day(-3)+";Cantine;3,00", d.day(-2)+";VIR X;10,00")
	if first.New != 3 {
		t.Error(first)
	}
	_, err := reconcile.Receive(d.bursar, d.app, reconcile.Upload{Source: reconcile.Bank, Name: "Compte banque", FileName: "autre.csv",
		Raw: []byte("Date;Libellé;Montant\n" + d.day(-3) + ";Cantine;3,00\n" + d.day(-3) + ";Cantine;3,00\n" + d.day(-2) + ";VIR X;10,00\n")})
	d.refused(err, "déjà importé")
	over := d.bank(d.day(-3)+";Cantine;3,00", d.day(-3)+";CANTINE;3,00", d.day(-3)+";Cantine;3,00", d.day(-2)+";VIR X;10,00", d.day(-1)+";VIR Y;1,00")
	if over.New != 2 || over.Repeated != 3 {
		t.Errorf("new %d, repeated %d", over.New, over.Repeated)
	}
	d.count("statement_lines", 5)
	other, err := reconcile.Receive(d.bursar, d.app, reconcile.Upload{Source: reconcile.Bank, Name: "Autre compte", FileName: "b.csv", Raw: []byte("Jour;Texte;Somme\n" + d.day(-2) + ";VIR X;10,00\n")})
	if err != nil {
		t.Fatal(err)
	}
	w, err := reconcile.FindWaiting(d.bursar, d.app, other)
	if err != nil || w.Remembered {
		t.Error(w.Remembered, err)
	}
	trial, err := reconcile.Try(d.bursar, d.app, w, w.Mapping)
	if err != nil || trial.New != 1 {
		t.Error(trial, err)
	}
	if err := reconcile.Drop(d.bursar, d.app, other); err != nil {
		t.Fatal(err)
	}
	if _, err := reconcile.FindWaiting(d.bursar, d.app, other); err == nil {
		t.Error("dropped, and still there")
	}
}

func TestColumnsAreRememberedAndAWrongChoiceIsRefused(t *testing.T) {
	d := openDesk(t)
	upload := func(raw string) reconcile.Waiting {
		id, err := reconcile.Receive(d.bursar, d.app, reconcile.Upload{Source: reconcile.Bank, Name: "Compte DFT", FileName: "a.csv", Raw: []byte(raw)})
		if err != nil {
			t.Fatal(err)
		}
		w, err := reconcile.FindWaiting(d.bursar, d.app, id)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	w := upload("Quand;Quoi;Combien\n" + d.day(-2) + ";VIR X;10,00\n" + d.day(-1) + ";VIR Y;x\n")
	wrong := statement.Mapping{Columns: []statement.Column{{Role: statement.Day, Index: 1}, {Role: statement.Label, Index: 0}, {Role: statement.Amount, Index: 2}}}
	_, err := reconcile.Import(d.bursar, d.app, w.ID, wrong, false)
	d.refused(err, "Aucune ligne n’a pu être lue")
	right := statement.Mapping{Columns: []statement.Column{{Role: statement.Day, Index: 0}, {Role: statement.Label, Index: 1}, {Role: statement.Amount, Index: 2}}}
	_, err = reconcile.Import(d.bursar, d.app, w.ID, right, false)
	d.refused(err, "« x » n’est pas un montant")
	trial, err := reconcile.Import(d.bursar, d.app, w.ID, right, true)
	if err != nil || trial.New != 1 {
		t.Fatal(trial, err)
	}
	d.count("statements WHERE left_out_count = 1 AND state = 'imported'", 1)
	_, err = reconcile.Import(d.bursar, d.app, w.ID, right, true)
	d.refused(err, "n’attend plus")
	if again := upload("Combien;Quand;Quoi\n5,00;" + d.day(-1) + ";VIR Z\n"); !again.Remembered || again.Mapping.At(statement.Day) != 1 || again.Mapping.At(statement.Amount) != 0 {
		t.Errorf("%+v", again.Mapping)
	}
	if moved := upload("A;B;C\n" + d.day(-1) + ";VIR Z;5,00\n"); !moved.Moved || moved.Remembered {
		t.Errorf("%+v", moved.Mapping)
	}
	d.count("column_mappings WHERE kind = 'statements'", 1)
}

func TestManyAreAcceptedAfterAPreview(t *testing.T) {
	d := openDesk(t)
	d.bank(d.day(-2)+";VIR MME ANNE LOVELACE;120,00", d.day(-2)+";VIR CHRIS GARREC;75,00", d.day(-2)+";FRAIS DE TENUE;-3,00", d.day(-1)+";VIR INCONNU;8,40")
	inbox, err := reconcile.Load(d.app, d.viewer)
	if err != nil {
		t.Fatal(err)
	}
	shown := inbox.AtOnce(d.viewer)
	if len(shown) != 3 {
		t.Fatal(shown)
	}
	_, err = reconcile.AcceptMany(d.accountant, d.app, "autre")
	d.refused(err, "a changé")
	done, err := reconcile.AcceptMany(d.accountant, d.app, reconcile.Digest(shown))
	if err != nil || done.Done != 3 || len(done.Failed) > 0 {
		t.Error(done, err)
	}
	_, err = reconcile.AcceptMany(d.accountant, d.app, reconcile.Digest(shown))
	d.refused(err, "a changé")
	d.count("payments", 2)

	report, err := reconcile.ReportOf(d.app, d.viewer, law.Day("2000-01-01"), school.Clock(d.app).Today())
	if err != nil || report.Total.Matched != 19500 || report.Total.Aside != -300 || report.Total.Open != 840 || report.Total.Credit != 20340 {
		t.Error(report.Total, err)
	}
	var sum cents.Amount // what the export says is what the page says
	for i := range report.Sheet().Rows {
		sum += report.Lines[i].Amount
	}
	if sum != report.Total.Credit-report.Total.Debit || !strings.Contains(string(report.Sheet().CSV()), "Q-") {
		t.Error(sum)
	}
	left := d.inbox()
	if len(left) != 1 {
		t.Fatal(left)
	}
	if _, err := reconcile.BookFor(d.accountant, d.app, left[0].Line.ID, d.bob, d.chris); err != nil {
		t.Fatal(err)
	}
	d.count("statement_lines WHERE state = 'open'", 0)
}

func TestPayFiPDifferencesAreListedWithWhatToDo(t *testing.T) {
	d := openDesk(t)
	attempt := func(n int, state string, amount cents.Amount) string {
		user, err := d.app.FindFirstRecordByFilter("users", "id != ''")
		if err != nil {
			record, err := school.NewRecord(d.app, "users")
			if err != nil {
				t.Fatal(err)
			}
			record.Set("email", "anne@exemple.fr")
			record.SetRaw("password:hash", "x")
			record.RefreshTokenKey()
			if err := d.app.SaveNoValidate(record); err != nil {
				t.Fatal(err)
			}
			user = record
		}
		family := school.WithActor(t.Context(), school.Actor{Kind: school.Guardian, ID: d.anne, AccountID: user.Id})
		record, err := testapp.Try(d.app, family, "online_payments", map[string]any{
			"attempt_no": n, "refdet": fmt.Sprintf("F%09dA01", n), "state": "created", "amount_cents": int64(amount), "numcli": "090909", "mode": "T", "account": user.Id,
			"payer_id": d.anne, "pupil": d.ada, "made_at": school.Clock(d.app).Now().UTC(), "lines": []money.Line{{ChargeID: d.adas, Amount: amount}},
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range []string{"opened", state} {
			if record, err = d.app.FindRecordById("online_payments", record.Id); err != nil {
				t.Fatal(err)
			}
			record.Set("state", step)
			if err := d.app.SaveWithContext(school.WithActor(t.Context(), school.Actor{Kind: school.System}), record); err != nil {
				t.Fatal(err)
			}
		}
		return record.Id
	}
	paid, unseen := attempt(1, "paid_card", 2000), attempt(2, "paid_card", 3000)
	attempt(3, "expired", 1500)
	attempt(4, "opened", 900)
	for id, amount := range map[string]int64{paid: 2000, unseen: 3000} {
		record, err := school.NewRecord(d.app, "payments")
		if err != nil {
			t.Fatal(err)
		}
		today := string(school.Clock(d.app).Today())
		record.Load(map[string]any{"means": "payfip_card", "amount_cents": amount, "received_on": today, "booked_on": today, "payer_id": d.anne, "pupil": d.ada, "online_payment_id": id,
			"booked_at": school.Clock(d.app).Now().UTC()})
		if err := d.app.SaveWithContext(school.WithActor(t.Context(), school.Actor{Kind: school.System}), record); err != nil {
			t.Fatal(err)
		}
	}
	d.receive(reconcile.PayFiP, "LIGNE;Date;Référence;Montant\n"+strings.Join([]string{
		"LIGNE;" + d.day(0) + ";F000000001A01;20,00", "LIGNE;" + d.day(0) + ";F000000003A01;15,00", "LIGNE;" + d.day(0) + ";F000000004A01;9,50", "LIGNE;" + d.day(0) + ";F000000999A01;1,00",
	}, "\n"))
	troubles, err := reconcile.Troubles(d.app, d.viewer)
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for _, trouble := range troubles {
		said += trouble.What + "\n"
		if trouble.Fix == "" {
			t.Error("nothing to do:", trouble)
		}
	}
	for _, want := range []string{"inconnu du grand livre", "demandé ici pour 9,00", "jamais donnée", "absent du fichier PayFiP"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
	if len(troubles) != 4 {
		t.Error(said)
	}
	for _, p := range d.inbox() {
		switch p.Line.Amount {
		case 2000:
			if p.Best().Action != reconcile.Seen {
				t.Error(p)
			}
			d.accept(d.bursar, p)
		case 1500:
			if p.Best().Action != reconcile.Pull {
				t.Error(p)
			}
		}
	}
	// The bank credits both payments of the day together; one of them is known by PayFiP's file too.
	d.bank(d.day(0) + ";DGFIP PAYFIP CB;50,00")
	inbox, err := reconcile.Load(d.app, d.viewer)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range inbox.With(reconcile.Sure) {
		if p.Line.Amount == 5000 {
			d.accept(d.bursar, p)
		}
	}
	d.count("statement_matches WHERE source = 'bank' AND kind = 'seen'", 2)
}

func TestOnlyThoseOfTheMoneySeeStatements(t *testing.T) {
	d := openDesk(t)
	d.bank(d.day(-2) + ";VIR MME ANNE LOVELACE;120,00")
	teacher := testapp.StaffActor(t, d.app, school.Teacher)
	if _, err := reconcile.Load(d.app, teacher); err == nil {
		t.Error("a teacher reads the inbox")
	}
	if _, err := reconcile.Statements(d.app, school.Actor{Kind: school.Guardian, ID: d.anne}); err == nil {
		t.Error("a guardian reads the statements")
	}
	_, err := reconcile.Receive(testapp.As(t, d.app, school.Head), d.app, reconcile.Upload{Source: reconcile.Bank, Name: "x", Raw: []byte("Date;a;1\n")})
	if err == nil {
		t.Error("the head imports a statement")
	}
}

// The order in which lines come changes nothing.
func TestProposalsDoNotDependOnTheOrderOfLines(t *testing.T) {
	town := newTown(9, 120).fill(200)
	before := map[string]string{}
	for _, p := range reconcile.Propose(town.lines, town.facts) {
		before[p.Line.ID] = p.Best().Digest()
	}
	town.Shuffle(len(town.lines), func(i, j int) { town.lines[i], town.lines[j] = town.lines[j], town.lines[i] })
	for _, p := range reconcile.Propose(town.lines, town.facts) {
		if before[p.Line.ID] != p.Best().Digest() {
			t.Errorf("%s: another proposal in another order", p.Line.ID)
		}
	}
}
