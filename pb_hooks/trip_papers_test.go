package pb_hooks_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

func (w *world) papers(a school.Actor, id string, kind document.FamilyKind, among trip.Among) []document.FamilyPaper {
	w.t.Helper()
	papers, err := trip.FamilyForms(w.app, a, id, kind, among)
	w.must(err)
	return papers
}

// Who prints which paper, cell by cell; a request for help and money are never the organiser's.
func TestThePrintDeskOpensToItsRoles(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	people := map[school.Role]school.Actor{}
	for _, role := range school.AllRoles {
		people[role] = w.staff("De la fonction "+string(role), role)
	}
	for _, k := range trip.FamilyPaperKinds {
		for role, a := range people {
			_, err := trip.FamilyForms(w.app, a, id, k.Kind, trip.Among{})
			if want := slices.Contains(k.Roles, role); (err == nil) != want {
				t.Errorf("%s by %s: %v", k.Kind, role, err)
			}
		}
		_, err := trip.FamilyForms(w.app, w.teacher, id, k.Kind, trip.Among{}) // the organiser
		if (err == nil) != k.Organiser {
			t.Errorf("%s by the organiser: %v", k.Kind, err)
		}
		if k.Organiser && (k.Private || k.Money) {
			t.Errorf("%s shows an organiser what they never see", k.Kind)
		}
	}
}

// I-10: a paper bears the address of its reader, and never a hidden one; the organiser's papers bear none.
func TestAPaperBearsNoOtherAddress(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	w.must(w.write(school.Actor{Kind: school.System}, "guardians", w.mother, map[string]any{"address1": "1 rue de la Mère", "phone_mobile": "0600000001"}))
	w.must(w.write(school.Actor{Kind: school.System}, "guardians", w.father, map[string]any{"address1": "2 rue du Père", "phone_mobile": "0600000002"}))
	text := func(papers []document.FamilyPaper) string {
		var all strings.Builder
		for _, p := range papers {
			for _, r := range append([]document.Relative{p.Reader}, p.Others...) {
				all.WriteString(strings.Join(append(append([]string{r.Name}, r.AddressLines...), r.Phones...), " ") + " ")
			}
		}
		return all.String()
	}
	mine := trip.Among{PupilID: w.pupil}
	for who, a := range map[string]school.Actor{"Mère": w.guardian(w.mother), "Père": w.guardian(w.father)} {
		got := text(w.papers(a, id, document.HealthPaper, mine))
		other := map[string]string{"Mère": "rue du Père", "Père": "rue de la Mère"}[who]
		if !strings.Contains(got, "rue d") || strings.Contains(got, other) {
			t.Errorf("%s reads %q", who, got)
		}
	}
	shared := w.guardian(w.mother)
	shared.SharedAddress = true
	if got := text(w.papers(shared, id, document.HealthPaper, mine)); strings.Contains(got, "rue") || strings.Contains(got, "06000") {
		t.Errorf("behind a shared mailbox: %q", got)
	}
	if got := text(w.papers(w.teacher, id, document.HealthPaper, mine)); strings.Contains(got, "rue") || strings.Contains(got, "06000") {
		t.Errorf("the organiser reads %q", got)
	}
	for _, link := range []string{w.mother, w.father} {
		row, err := w.app.FindFirstRecordByFilter("guardianships", "guardian = {:g}", map[string]any{"g": link})
		w.must(err)
		w.must(w.write(school.Actor{Kind: school.System}, "guardianships", row.Id, map[string]any{"address_hidden": true}))
	}
	if got := text(w.papers(w.secretary, id, document.HealthPaper, mine)); strings.Contains(got, "rue") {
		t.Errorf("a hidden address is printed: %q", got)
	}
}

// Another family's papers do not exist, and neither do those of who has declined.
func TestFamilyPapersAreForWhoIsEnrolled(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	stranger, theirs := w.child("Zoé", "2013-02-02")
	adult, parent := w.child("Émile", "2008-11-16")
	for _, k := range trip.FamilyPaperKinds {
		if _, err := trip.FamilyForms(w.app, w.guardian(theirs), id, k.Kind, trip.Among{PupilID: w.pupil}); err == nil {
			t.Errorf("%s of another family", k.Kind)
		}
		if _, err := trip.FamilyForms(w.app, w.guardian(w.mother), id, k.Kind, trip.Among{}); err == nil {
			t.Errorf("%s of everybody for a family", k.Kind)
		}
		if papers, err := trip.FamilyForms(w.app, w.guardian(parent), id, k.Kind, trip.Among{PupilID: adult}); err == nil && len(papers) > 0 {
			t.Errorf("%s of an adult pupil for a parent: %+v", k.Kind, papers)
		}
	}
	if papers := w.papers(w.signedIn(school.PupilPerson, adult), id, document.HealthPaper, trip.Among{PupilID: adult}); len(papers) != 1 || !papers[0].Adult {
		t.Errorf("the adult pupil has %+v", papers)
	}
	names := func(kind document.FamilyKind) (all []string) {
		for _, p := range w.papers(w.head, id, kind, trip.Among{}) {
			all = append(all, p.Pupil.Name)
		}
		return all
	}
	if got := names(document.ExitPaper); len(got) != 2 { // no exit paper at eighteen
		t.Errorf("exit aid for %v", got)
	}
	if got := names(document.AlertPaper); len(got) != 0 {
		t.Errorf("alert for %v, who have not signed", got)
	}
	w.must(w.sign(w.guardian(theirs), id, stranger, false))
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	if got := names(document.HealthPaper); len(got) != 2 {
		t.Errorf("health sheet for %v", got)
	}
	if got := names(document.AlertPaper); len(got) != 1 {
		t.Errorf("alert for %v", got)
	}
}

// A remission needs no payment to be told, and a certificate says what its reader has paid, not the other parent.
func TestPapersFromTheLedger(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	accountant := w.staff("Comptable", school.Accountant)
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	if got := w.papers(accountant, id, document.PaymentsPaper, trip.Among{}); len(got) != 0 {
		t.Errorf("certificates before any payment: %+v", got)
	}
	accounts, err := money.OpenCharges(w.app, accountant, w.pupil)
	w.must(err)
	_, err = money.BookPayment(as(accountant), w.app, money.Desk{
		Means: money.Cheque, Amount: accounts[0].Amount, ReceivedOn: "2026-11-16", PupilID: w.pupil, PayerID: w.mother, PayerName: "Mme Mère",
		Bank: "Banque d’exemple", ChequeNumber: "0001", Token: "t1",
	})
	w.must(err)
	certificates := w.papers(accountant, id, document.PaymentsPaper, trip.Among{})
	if len(certificates) != 1 || certificates[0].Paid != accounts[0].Amount || len(certificates[0].Payments) != 1 {
		t.Fatalf("certificates %+v", certificates)
	}
	if mine := w.papers(w.guardian(w.mother), id, document.PaymentsPaper, trip.Among{PupilID: w.pupil}); len(mine) != 1 {
		t.Errorf("the mother's certificate: %+v", mine)
	}
	if his := w.papers(w.guardian(w.father), id, document.PaymentsPaper, trip.Among{PupilID: w.pupil}); len(his) != 0 {
		t.Errorf("the father's certificate: %+v", his)
	}
	if got := w.papers(accountant, id, document.RemitPaper, trip.Among{}); len(got) != 0 {
		t.Errorf("remissions before any: %+v", got)
	}
	// Of what is not paid yet: the balance is what remains.
	decision, err := school.NewRecord(w.app, "approvals")
	w.must(err)
	decision.Load(map[string]any{
		"kind": "remission", "subject_collection": "charges", "subject_id": accounts[1].ID, "decision": "yes", "by_staff": w.head.ID,
		"decided_at": "2026-11-16 09:00:00.000Z",
	})
	w.must(w.app.SaveWithContext(as(w.head), decision))
	act := w.actRow(map[string]any{"purpose": school.RemissionAct})
	_, err = money.Grant(as(accountant), w.app, money.NewGrant{ChargeID: accounts[1].ID, Kind: money.Remission, ApprovalID: decision.Id, ActID: act, Amount: 5000, Assent: "Avis du 16 novembre 2026."})
	w.must(err)
	letters := w.papers(w.bursar, id, document.RemitPaper, trip.Among{})
	if len(letters) != 1 || letters[0].Remitted != 5000 || letters[0].Paid != accounts[0].Amount || letters[0].Reader.Name == "" {
		t.Errorf("letters of remission: %+v", letters)
	}
}
