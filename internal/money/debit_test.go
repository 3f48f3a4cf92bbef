package money_test

import (
	"context"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/sepa"
	"github.com/openacademie/openacademie/internal/testapp"
)

const aGermanAccount = "DE89 3704 0044 0532 0130 00"

// openBank is a till whose school may debit.
func openBank(t testing.TB) *till {
	t.Helper()
	f := openTill(t)
	f.mayDebit()
	return f
}

func (f *till) mayDebit() {
	f.t.Helper()
	f.must(school.SaveBankIDs(f.accountant, f.app, school.BankIDs{IBAN: aFrenchAccount, BIC: "TRPUFRP1", ICS: "FR72ZZZ123456", SIRET: "73282932000074"}))
}

func (f *till) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// signs has the parent sign a mandate online.
func (f *till) signs(change ...func(*money.NewMandate)) string {
	f.t.Helper()
	n := money.NewMandate{Kind: money.Recurrent, IBAN: aGermanAccount, Holder: "Anne Lovelace"}
	for _, c := range change {
		c(&n)
	}
	id, err := money.SignMandate(f.parent, f.app, n)
	f.must(err)
	return id
}

func (f *till) mandate(id string) money.Mandate {
	f.t.Helper()
	m, found, err := money.FindMandate(f.app, f.viewer, id)
	if err != nil || !found {
		f.t.Fatal(found, err)
	}
	return m
}

func (f *till) prepared(on law.Day, charges ...string) string {
	f.t.Helper()
	id, err := money.PrepareDebits(f.bursar, f.app, on, charges...)
	f.must(err)
	return id
}

func (f *till) debits(filter money.DebitFilter) []money.Debit {
	f.t.Helper()
	all, err := money.Debits(f.app, f.viewer, filter)
	f.must(err)
	return all
}

// told posts the letters of a batch today.
func (f *till) told(batch string) {
	f.t.Helper()
	for _, d := range f.debits(money.DebitFilter{Batch: batch}) {
		if d.ToPost() {
			f.must(money.RecordDebitPosting(f.bursar, f.app, school.Clock(f.app).Today(), d.ID))
		}
	}
}

// collected prepares, tells, sends and books.
func (f *till) collected(on law.Day, charges ...string) money.Debit {
	f.t.Helper()
	batch := f.prepared(on, charges...)
	f.told(batch)
	f.on(on.Add(-3))
	f.must(money.SendDebits(f.accountant, f.app, batch))
	f.on(on)
	f.must(money.RunDebits(context.Background(), f.app))
	return f.debits(money.DebitFilter{Batch: batch})[0]
}

// From the signature to the return: told, waited for, sent by another, booked once, given back, due again.
func TestF10ADebitFromItsMandateToItsReturn(t *testing.T) {
	f := openBank(t)
	charges := f.charge(f.due(12000, "2026-12-01"), f.due(4000, "2027-01-05"))
	if _, err := money.PrepareDebits(f.bursar, f.app, "2026-12-07", charges[0]); err == nil {
		t.Fatal("debited without a mandate")
	}
	mandate := f.signs()
	m := f.mandate(mandate)
	if m.State != money.MandateActive || m.RUM != "0750001A-000001" || m.IbanTail != "3000" || m.SignedOn != "2026-11-16" || m.NoticeDays != 14 || m.ICS != "FR72ZZZ123456" ||
		!strings.Contains(m.Terms, "FR72ZZZ123456") || strings.Contains(m.Terms, "3704") || len(m.TermsDigest) != 64 {
		t.Fatalf("%+v", m)
	}

	_, err := money.PrepareDebits(f.bursar, f.app, "2026-11-27", charges[0]) // eleven days
	wantRefusal(t, err, "F-10")
	_, err = money.PrepareDebits(f.bursar, f.app, "2026-12-06", charges[0]) // a Sunday
	wantRefusal(t, err, "")
	_, err = money.PrepareDebits(f.parent, f.app, "2026-12-07", charges[0])
	wantRefusal(t, err, "")
	batch := f.prepared("2026-12-07", charges[0])
	debit := f.debits(money.DebitFilter{Batch: batch})[0]
	if debit.Amount != 12000 || debit.Sequence != sepa.First || debit.State != money.DebitPlanned || !debit.ToPost() || debit.EndToEnd != "P-2026-001-001" {
		t.Fatalf("%+v", debit)
	}
	// Its debtor is told, nobody else, and the sum is not paid another way online meanwhile.
	var told []struct{ GuardianID, Body, ShortBody string }
	f.must(f.app.DB().Select("guardian_id", "body", "short_body").From("messages").Where(dbx.HashExp{"kind": "debit_announced"}).All(&told))
	if len(told) != 1 || told[0].GuardianID != f.guardian || !strings.Contains(told[0].Body, "7 décembre 2026") && !strings.Contains(told[0].Body, "7\u00a0décembre\u00a02026") ||
		!strings.Contains(told[0].Body, "3000") || strings.Contains(told[0].Body, "3704") {
		t.Errorf("%+v", told)
	}
	on, err := money.OnDebit(f.app, charges...)
	if err != nil || on[charges[0]] != "2026-12-07" || len(on) != 1 {
		t.Errorf("%v %v", on, err)
	}
	if _, err := money.PrepareDebits(f.bursar, f.app, "2026-12-07", charges[0]); err == nil {
		t.Error("the same sum is in two batches")
	}

	// No file before the notice has left, nor before the delay.
	file := func(format string) error {
		_, _, err := money.DebitFile(f.bursar, f.app, batch, format)
		return err
	}
	wantRefusal(t, file("pain.008.001.08.xml"), "F-10")
	f.told(batch)
	wantRefusal(t, file("csv"), "F-10") // told, and twenty-one days early
	wantRefusal(t, money.SendDebits(f.accountant, f.app, batch), "F-10")
	f.on("2026-11-30")
	for _, format := range []string{"pain.008.001.08.xml", "pain.008.001.02.xml", "csv"} {
		name, body, err := money.DebitFile(f.bursar, f.app, batch, format)
		if err != nil || name != "prelevements-P-2026-001."+format || !strings.Contains(string(body), "DE89370400440532013000") {
			t.Errorf("%s: %v\n%s", name, err, body)
		}
	}
	var read int
	f.must(f.app.DB().Select("COUNT(*)").From("journal").Where(dbx.HashExp{"verb": "debit_batches.file"}).Row(&read))
	if read != 3 {
		t.Errorf("%d readings in the journal", read)
	}
	wantRefusal(t, money.SendDebits(f.bursar, f.app, batch), "") // no right, and prepared it
	f.must(money.SendDebits(f.accountant, f.app, batch))
	wantRefusal(t, money.SendDebits(f.accountant, f.app, batch), "")
	wantRefusal(t, money.WithdrawDebit(f.bursar, f.app, debit.ID, ""), "")

	// Booked on its day, once, whoever asks again.
	f.must(money.RunDebits(context.Background(), f.app))
	if f.count("payments") != 0 {
		t.Fatal("booked before its day")
	}
	f.on("2026-12-07")
	for range 3 {
		f.must(money.RunDebits(context.Background(), f.app))
	}
	if b := f.balance(); b.Due() != 4000 || b.Paid != 12000 || f.count("payments") != 1 || f.count("receipts") != 1 {
		t.Fatalf("%+v", b)
	}
	takings, err := money.Journal(f.app, f.viewer, "2026-12-07", "2026-12-07")
	if err != nil || len(takings.Lines) != 1 || takings.Lines[0].Means != money.DirectDebit || takings.Lines[0].Reference != "P-2026-001-001" {
		t.Errorf("%+v %v", takings, err)
	}

	// Given back for want of money: due again, without fee; the mandate stays.
	wantRefusal(t, money.ReturnDebit(f.bursar, f.app, debit.ID, "AM04", "2026-12-07", ""), "")
	wantRefusal(t, money.ReturnDebit(f.accountant, f.app, debit.ID, "ZZ99", "2026-12-07", ""), "")
	wantRefusal(t, money.ReturnDebit(f.accountant, f.app, debit.ID, "AM04", "2026-12-08", ""), "")
	f.must(money.ReturnDebit(f.accountant, f.app, debit.ID, "am04", "2026-12-07", ""))
	wantRefusal(t, money.ReturnDebit(f.accountant, f.app, debit.ID, "AM04", "2026-12-07", ""), "")
	if b := f.balance(); b.Due() != 16000 || b.Paid != 0 || f.count("charges") != 2 || f.mandate(mandate).State != money.MandateActive {
		t.Fatalf("%+v", b)
	}

	// A second one, for an account closed: the mandate waits for another account, then is debited again under its reference.
	second := f.collected("2026-12-21", charges[0])
	if second.Sequence != sepa.First && second.Sequence != sepa.Recurrent {
		t.Errorf("%+v", second)
	}
	f.must(money.ReturnDebit(f.accountant, f.app, second.ID, "AC04", "2026-12-21", ""))
	if m := f.mandate(mandate); m.State != money.MandateSuspended || !strings.Contains(m.Why, "compte clos") {
		t.Errorf("%+v", m)
	}
	wantRefusal(t, money.ResumeMandate(f.parent, f.app, mandate, "s’il vous plaît, je le demande"), "")
	f.must(money.ChangeAccount(f.parent, f.app, mandate, aFrenchAccount, "Anne Lovelace"))
	wantRefusal(t, money.ChangeAccount(f.parent, f.app, mandate, aFrenchAccount, "Anne Lovelace"), "")
	again := f.prepared("2027-01-11", charges...)
	d := f.debits(money.DebitFilter{Batch: again})[0]
	if d.Amount != 16000 || d.RUM != "0750001A-000001" || d.IbanTail != "2606" || len(d.Labels) != 2 {
		t.Errorf("%+v", d)
	}
	f.told(again)
	f.on("2027-01-08")
	_, body, err := money.DebitFile(f.accountant, f.app, again, "pain.008.001.08.xml")
	if err != nil || strings.Count(string(body), "SMNDA") != 1 {
		t.Errorf("the change of account is not told: %v\n%s", err, body)
	}
}

// What a mandate needs before it is given, whoever writes it.
func TestF10AMandateIsSignedForAKnownCreditor(t *testing.T) {
	f := openTill(t)
	n := money.NewMandate{Kind: money.Recurrent, IBAN: aGermanAccount, Holder: "Anne Lovelace"}
	f.effect("F-10", "warn") // what a mandate is does not follow the effect given to the rule; the notice does
	_, err := money.SignMandate(f.parent, f.app, n)
	wantRefusal(t, err, "F-10") // no identifier yet
	f.mayDebit()
	for typed, field := range map[string]string{"": "iban", "DE89 3704 0044 0532 0130 01": "iban", "FR7030006000011234567891189": "iban"} {
		wrong := n
		wrong.IBAN = typed
		_, err := money.SignMandate(f.parent, f.app, wrong)
		wantRefusal(t, err, "")
		if !strings.Contains(err.Error(), "IBAN") || typed != "" && strings.Contains(err.Error(), "3704") {
			t.Errorf("%s: %v", field, err)
		}
	}
	f.effect("F-10", "block")
	short := n
	short.NoticeDays = 2
	_, err = money.SignMandate(f.parent, f.app, short)
	wantRefusal(t, err, "F-10")
	f.effect("F-10", "warn")
	_, err = money.SignMandate(f.accountant, f.app, n)
	wantRefusal(t, err, "")

	// On paper: a reference first, the account with the signature.
	draft, err := money.DraftMandate(f.bursar, f.app, money.NewMandate{GuardianID: f.guardian, Kind: money.Recurrent})
	f.must(err)
	if m := f.mandate(draft); m.State != money.MandateDraft || m.IbanTail != "" {
		t.Errorf("%+v", m)
	}
	_, err = money.SignMandate(f.parent, f.app, n)
	wantRefusal(t, err, "") // one at a time
	n.SignedOn = "2026-11-17"
	wantRefusal(t, money.RecordPaperMandate(f.bursar, f.app, draft, n), "F-10") // tomorrow
	n.SignedOn = ""
	wantRefusal(t, money.RecordPaperMandate(f.bursar, f.app, draft, n), "F-10")
	n.SignedOn, n.NoticeDays = "2026-11-12", 5
	f.must(money.RecordPaperMandate(f.bursar, f.app, draft, n))
	if m := f.mandate(draft); m.State != money.MandateActive || m.SignedHow != "paper" || m.NoticeDays != 5 {
		t.Errorf("%+v", m)
	}
	// A shorter notice, since they agreed to it.
	charge := f.charge(f.due(1000, "2026-12-01"))[0]
	f.prepared("2026-11-23", charge)

	// Another family's mandate is nobody else's.
	_, stranger := f.family("Bob", "Garrec")
	other := school.WithActor(context.Background(), school.Actor{Kind: school.Guardian, ID: stranger, AccountID: f.account})
	wantRefusal(t, money.RevokeMandate(other, f.app, draft, ""), "")
	if mine, err := money.MandatesOf(f.app, school.ActorIn(other)); err != nil || len(mine) != 0 {
		t.Errorf("%v %v", mine, err)
	}
}

// The account is sealed, hidden, and erased as soon as the mandate is over.
func TestF22TheAccountOfAMandateIsErasedAfterUse(t *testing.T) {
	f := openBank(t)
	charge := f.charge(f.due(12000, "2026-12-01"))[0]
	mandate := f.signs()
	record, err := f.app.FindRecordById("mandates", mandate)
	f.must(err)
	sealed := record.GetString("iban_sealed")
	if sealed == "" || strings.Contains(sealed, "DE89") || strings.Contains(record.GetString("account_holder"), "Lovelace") {
		t.Fatal("the account stands in clear")
	}
	if public := record.PublicExport(); public["iban_sealed"] != nil || public["account_holder"] != nil || public["iban_tail"] != "3000" {
		t.Errorf("the API says %v", public)
	}
	// In clear, it is refused, even by the accountant's own code.
	record.Set("iban_sealed", "DE89370400440532013000")
	wantRefusal(t, f.app.SaveWithContext(f.accountant, record), "F-22")

	f.prepared("2026-12-07", charge)
	f.must(money.RevokeMandate(f.parent, f.app, mandate, ""))
	if record, err = f.app.FindRecordById("mandates", mandate); err != nil || record.GetString("iban_sealed") != "" || record.GetString("account_holder") != "" || record.GetString("ended_on") != "2026-11-16" {
		t.Errorf("%v %v", record.PublicExport(), err)
	}
	if d := f.debits(money.DebitFilter{Mandate: mandate})[0]; d.State != money.DebitWithdrawn {
		t.Errorf("%+v", d)
	}
	if on, err := money.OnDebit(f.app, charge); err != nil || len(on) != 0 {
		t.Errorf("%v %v", on, err)
	}
	wantRefusal(t, money.ChangeAccount(f.parent, f.app, mandate, aFrenchAccount, "Anne Lovelace"), "")

	// Used once and no more; and forgotten for thirty-six months.
	once := f.signs(func(n *money.NewMandate) { n.Kind = money.Once })
	if d := f.collected("2026-12-07", charge); d.Sequence != sepa.OneOff || d.State != money.DebitBooked {
		t.Fatalf("%+v", d)
	}
	if m := f.mandate(once); m.State != money.MandateUsed || f.erased(once) != "" {
		t.Errorf("%+v", m)
	}
	idle := f.signs()
	f.on("2028-06-01") // the clock goes three years at a time
	f.on("2029-12-07")
	f.must(money.RunDebits(context.Background(), f.app))
	if m := f.mandate(idle); m.State != money.MandateActive {
		t.Errorf("%+v", m)
	}
	f.on("2029-12-08")
	f.must(money.RunDebits(context.Background(), f.app))
	if m := f.mandate(idle); m.State != money.MandateLapsed || f.erased(idle) != "" {
		t.Errorf("%+v", m)
	}
}

func (f *till) erased(mandate string) (sealed string) {
	f.t.Helper()
	f.must(f.app.DB().Select("iban_sealed").From("mandates").Where(dbx.HashExp{"id": mandate}).Row(&sealed))
	return sealed
}

// A last debit is said to be the last: the mandate has an end, and nothing more is due before it.
func TestTheSequenceOfADebitIsComputed(t *testing.T) {
	f := openBank(t)
	charges := f.charge(f.due(1000, "2026-12-01"), f.due(2000, "2027-01-05"), f.due(3000, "2027-02-05"), f.due(4000, "2027-06-05"))
	mandate := f.signs(func(n *money.NewMandate) { n.LastOn = "2027-03-01" })
	for i, want := range []sepa.Sequence{sepa.First, sepa.Recurrent, sepa.Final} {
		on := []law.Day{"2026-12-07", "2027-01-11", "2027-02-08"}[i]
		if d := f.collected(on, charges[i]); d.Sequence != want || d.State != money.DebitBooked {
			t.Fatalf("%s: %+v", want, d)
		}
	}
	if m := f.mandate(mandate); m.State != money.MandateUsed {
		t.Errorf("%+v", m)
	}
}

// Whatever is prepared, paid beside, replayed, returned or given up, in any order: a debit is booked at most once, two live
// debits never hold one charge, and the ledger adds up.
func TestADebitIsBookedOnceWhateverIsReplayed(t *testing.T) {
	f := openBank(t)
	second := testapp.As(t, f.app, school.Accountant)
	day := school.Clock(f.app).Today()
	rapid.Check(t, func(rt *rapid.T) {
		if mine, err := money.MandatesOf(f.app, f.actor()); err != nil {
			rt.Fatal(err)
		} else if len(mine) == 0 || mine[0].State.Final() {
			f.signs()
		} else if mine[0].State == money.MandateSuspended {
			f.must(money.ResumeMandate(f.accountant, f.app, mine[0].ID, "La banque a confirmé le compte"))
		}
		charges := f.charge(f.due(cents.Amount(rapid.Int64Range(1, 50000).Draw(rt, "amount")), "2026-12-01"), f.due(500, "2026-12-01"))
		for range rapid.IntRange(1, 10).Draw(rt, "steps") {
			all := f.debits(money.DebitFilter{})
			pick := func() money.Debit {
				if len(all) == 0 {
					return money.Debit{ID: "none"}
				}
				return all[rapid.IntRange(0, len(all)-1).Draw(rt, "debit")]
			}
			// Each may be refused: what counts is what stands after.
			switch rapid.IntRange(0, 8).Draw(rt, "step") {
			case 0:
				on := day.Add(15)
				for on.Weekday() == 0 || on.Weekday() == 6 {
					on = on.Add(1)
				}
				_, _ = money.PrepareDebits(f.bursar, f.app, on, charges[rapid.IntRange(0, 1).Draw(rt, "charge")])
			case 1:
				_ = money.RecordDebitPosting(f.bursar, f.app, day, pick().ID)
			case 2:
				_ = money.SendDebits(second, f.app, pick().Batch)
			case 3:
				day = day.Add(rapid.IntRange(1, 9).Draw(rt, "days"))
				f.on(day)
			case 4, 5:
				f.must(money.RunDebits(context.Background(), f.app))
			case 6:
				_ = money.ReturnDebit(f.accountant, f.app, pick().ID, "AM04", day, "")
			case 7:
				_ = money.WithdrawDebit(f.bursar, f.app, pick().ID, "")
			case 8:
				_, _ = money.BookPayment(f.accountant, f.app, money.Desk{Means: money.Transfer, Amount: 300, PupilID: f.pupil, PayerID: f.guardian})
			}
		}
		var wrong struct{ Twice, Shared, Unbooked, Standing int }
		err := f.app.DB().NewQuery(`SELECT
			(SELECT COUNT(*) FROM (SELECT 1 FROM payments WHERE debit_id != '' GROUP BY debit_id HAVING COUNT(*) > 1)) AS twice,
			(SELECT COUNT(*) FROM (SELECT 1 FROM debits d, json_each(d.lines) l WHERE d.state IN ('planned', 'sent') GROUP BY json_extract(l.value, '$.charge') HAVING COUNT(*) > 1)) AS shared,
			(SELECT COUNT(*) FROM debits d WHERE d.state = 'booked' AND (SELECT COUNT(*) FROM payments p WHERE p.debit_id = d.id AND p.amount_cents = d.amount_cents) != 1) AS unbooked,
			(SELECT COUNT(*) FROM debits d JOIN payments p ON p.debit_id = d.id WHERE d.state = 'returned' AND NOT EXISTS (SELECT 1 FROM reversals r WHERE r.payment = p.id)) AS standing`).One(&wrong)
		if err != nil || wrong != (struct{ Twice, Shared, Unbooked, Standing int }{}) {
			rt.Fatalf("%+v %v", wrong, err)
		}
		if err := money.Verify(f.app); err != nil {
			rt.Fatal(err)
		}
	})
}
