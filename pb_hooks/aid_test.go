package pb_hooks_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// says tells whether an error is a refusal that holds these words, and names no rule.
func saysOnly(err error, words string) bool {
	var refusal *law.Refusal
	return errors.As(err, &refusal) && strings.Contains(plain(refusal.Error()), words)
}

func plain(s string) string { return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(s) }

// The head decides in person, after a commission; until then nothing is taken off. Then the ledger follows by itself.
func TestF14ACommissionThenTheHead(t *testing.T) {
	b := openBureau(t)
	request := b.asked(b.fixed, b.adas)
	grant := aid.Choice{Outcome: aid.Granted, Amount: 5000}
	for name, ctx := range map[string]context.Context{"social worker": b.social, "bursar": b.bursar, "accountant": testapp.As(t, b.app, school.Accountant), "the program": context.Background()} {
		if err := aid.Decide(ctx, b.app, request, grant); err == nil {
			t.Errorf("%s decides", name)
		}
	}
	if err := aid.Decide(b.head, b.app, request, grant); !refusedBy(err, "F-14") {
		t.Errorf("without a commission: %v", err)
	}
	if got := b.due(b.adas); got != 12000 {
		t.Errorf("due %s after refusals", got)
	}
	grant.CommissionID = b.met()
	b.must(aid.Decide(b.head, b.app, request, grant))
	if got := b.due(b.adas); got != 7000 {
		t.Errorf("due %s, want 70 €", got)
	}
	if got := b.left(b.fund); got != 15000 {
		t.Errorf("left %s on the fund, want 150 €", got)
	}
	b.must(money.Verify(b.app))
	if err := aid.Decide(b.head, b.app, request, aid.Choice{Outcome: aid.Refused, Reason: "Erreur."}); err == nil {
		t.Error("a granted aid is refused afterwards")
	}
}

// What is given in urgency lowers the sum at once; the commission then ratifies it, and nothing else.
func TestF14UrgentCanOnlyBecomeGranted(t *testing.T) {
	b := openBureau(t)
	request := b.asked(b.fixed, b.adas)
	b.must(aid.Decide(b.head, b.app, request, aid.Choice{Outcome: aid.Urgent, Amount: 3000}))
	if got := b.due(b.adas); got != 9000 {
		t.Errorf("due %s, want 90 €", got)
	}
	for _, to := range []aid.Outcome{aid.Refused, aid.Postponed, aid.Pending, aid.Ended} {
		if err := aid.Decide(b.head, b.app, request, aid.Choice{Outcome: to, Reason: "Non."}); err == nil {
			t.Errorf("urgent became %s", to)
		}
	}
	if err := aid.Decide(b.head, b.app, request, aid.Choice{Outcome: aid.Granted}); !refusedBy(err, "F-14") {
		t.Errorf("ratified without a commission: %v", err)
	}
	b.must(aid.Decide(b.head, b.app, request, aid.Choice{Outcome: aid.Granted, CommissionID: b.met(), Amount: 9900}))
	if got, left := b.due(b.adas), b.left(b.fund); got != 9000 || left != 17000 {
		t.Errorf("after ratification: due %s, left %s", got, left)
	}
}

// A canteen aid asks for individual advice and for the board's act on the criteria, not for a commission.
func TestF14CanteensRestOnCriteria(t *testing.T) {
	b := openBureau(t)
	request := b.asked(b.meal, b.adas)
	grant := aid.Choice{Outcome: aid.Granted, Amount: 2000}
	if err := aid.Decide(b.head, b.app, request, grant); !refusedBy(err, "F-14") {
		t.Errorf("without advice: %v", err)
	}
	grant.Advice = "Favorable."
	if err := aid.Decide(b.head, b.app, request, grant); !refusedBy(err, "F-14") {
		t.Errorf("without criteria: %v", err)
	}
	b.row("acts", map[string]any{"organ": "board", "act_number": "50", "purpose": "aid_criteria", "voted_on": "2026-10-01", "transmitted_on": "2026-10-02", "published_on": "2026-10-05"})
	b.must(aid.Decide(b.head, b.app, request, grant))
	if got := b.due(b.adas); got != 10000 {
		t.Errorf("due %s, want 100 €", got)
	}
}

// REST and the dashboard write nothing of it, and read no income: it is sealed.
func TestF14OperatorNeitherDecidesNorReadsMeans(t *testing.T) {
	b := openBureau(t)
	request := b.asked(b.fixed, b.adas)
	b.must(aid.AddPaper(b.anne, b.app, request, "Avis d’imposition", []byte("%PDF-1.7\nRevenu fiscal 12000")))
	handler, token := testapp.Handler(t, b.app), testapp.OperatorToken(t, b.app)
	ask := func(method, path, body string) string {
		answer := testapp.Ask(t, handler, method, "/api/collections/"+path, token, body)
		if method != http.MethodGet && answer.Code != http.StatusBadRequest {
			t.Errorf("%s %s: %d %s", method, path, answer.Code, answer.Body)
		}
		return answer.Body.String()
	}
	decision := fmt.Sprintf(`{"request":%q,"fund":%q,"mode":"fixed","state":"granted","amount_cents":5000}`, request, b.fund)
	if body := ask(http.MethodPost, "decisions/records", decision); !strings.Contains(body, "F-14") {
		t.Errorf("the refusal names no rule: %s", body)
	}
	ask(http.MethodPost, "aid_requests/records", fmt.Sprintf(`{"request_no":99,"school_year":"2026-2027","pupil":%q,"origin":"paper","state":"received","received_on":"2026-11-16"}`, b.ada))
	if body := ask(http.MethodPatch, "aid_requests/records/"+request, `{"sealed":"{\"scholarship\":true}"}`); !strings.Contains(body, "F-1") {
		t.Errorf("the refusal names no rule: %s", body)
	}
	ask(http.MethodDelete, "aid_requests/records/"+request, "")
	ask(http.MethodPatch, "aid_funds/records/"+b.fund, `{"opening_cents":9999999}`)
	for _, path := range []string{"aid_requests/records", "aid_documents/records", "decisions/records"} {
		if body := ask(http.MethodGet, path, ""); strings.Contains(body, "1200000") || strings.Contains(body, "emploi") || strings.Contains(body, "scholarship") || strings.Contains(body, "fiscal") {
			t.Errorf("%s tells what the family said: %s", path, body)
		}
	}
}

// F-15: a scholarship is written by the service that instructs aid, and the program itself does not touch it.
func TestF15ScholarshipIsTheServicesAlone(t *testing.T) {
	b := openBureau(t)
	request := b.asked(b.fixed)
	r, err := b.app.FindRecordById("aid_requests", request)
	b.must(err)
	for name, ctx := range map[string]context.Context{"teacher": testapp.As(t, b.app, school.Teacher), "accountant": testapp.As(t, b.app, school.Accountant), "the program": context.Background(), "head": b.head} {
		again, err := b.app.FindRecordById("aid_requests", request)
		b.must(err)
		again.Set("sealed", "AAAA")
		if err := b.app.SaveWithContext(ctx, again); !refusedBy(err, "F-15") {
			t.Errorf("%s writes the means: %v", name, err)
		}
	}
	if _, err := aid.RequestFor(b.app, school.ActorIn(testapp.As(t, b.app, school.Teacher)), r.Id); err == nil {
		t.Error("a teacher reads a request")
	}
	b.must(aid.Instruct(b.bursar, b.app, request, aid.Instruction{TypeID: b.fixed, Said: aid.Said{Scholarship: true}}))
	got, err := aid.RequestFor(b.app, school.ActorIn(b.social), request)
	if err != nil || !got.Said.Scholarship || got.Said.Situation != "Perte d’emploi." {
		t.Errorf("instructed: %+v %v", got.Said, err)
	}
}

// F-21: who instructed the request, with both roles, does not decide it.
func TestF21WhoInstructsAnAidDoesNotDecideIt(t *testing.T) {
	b := openBureau(t)
	both := testapp.As(t, b.app, school.Head, school.Bursar)
	request := b.asked(b.fixed, b.adas)
	b.must(aid.Instruct(both, b.app, request, aid.Instruction{TypeID: b.fixed, ChargeIDs: []string{b.adas}, Said: aid.Said{}}))
	if err := aid.Decide(both, b.app, request, aid.Choice{Outcome: aid.Urgent, Amount: 1000}); !refusedBy(err, "F-21") {
		t.Errorf("decides what they instructed: %v", err)
	}
	b.must(aid.Decide(b.head, b.app, request, aid.Choice{Outcome: aid.Urgent, Amount: 1000}))
}

// A fund is never spent beyond what is left, whoever takes from it and however.
func TestAFundIsNeverOverspent(t *testing.T) {
	b := openBureau(t)
	first, second := b.asked(b.fixed), b.asked(b.thing)
	commission := b.met()
	b.must(aid.Decide(b.head, b.app, first, aid.Choice{Outcome: aid.Granted, CommissionID: commission, Amount: 16000}))
	over := aid.Choice{Outcome: aid.Granted, CommissionID: commission, Amount: 4001, InKind: "Cartables"}
	if err := aid.Decide(b.head, b.app, second, over); !saysOnly(err, "Il ne reste que 40,00 €") {
		t.Errorf("overspent: %v", err)
	}
	if err := aid.Move(b.bursar, b.app, aid.Movement{Fund: b.fund, Label: "Restitution", Amount: -4001, MovedOn: "2026-11-16"}); !saysOnly(err, "Il ne reste que 40,00 €") {
		t.Errorf("moved below nothing: %v", err)
	}
	r, err := b.app.FindRecordById("aid_funds", b.fund)
	b.must(err)
	r.Set("opening_cents", 15999)
	if err := b.app.SaveWithContext(b.bursar, r); !saysOnly(err, "ne couvre pas") {
		t.Errorf("opened with less than was granted: %v", err)
	}
	b.must(aid.Move(b.bursar, b.app, aid.Movement{Fund: b.fund, Label: "Notification", Amount: 1, MovedOn: "2026-11-16"}))
	b.must(aid.Decide(b.head, b.app, second, over))
	if left := b.left(b.fund); left != 0 {
		t.Errorf("left %s", left)
	}
}

// The four ways of calculating: an amount spread oldest first, a part of the debts to the cent, a right drawn as needs come, a
// thing that touches no account.
func TestTheFourWaysOfCalculating(t *testing.T) {
	b := openBureau(t)
	share, right, thing := b.asked(b.share, b.adas, b.adasLater), b.asked(b.right), b.asked(b.thing)
	commission := b.met()
	if err := aid.Decide(b.head, b.app, share, aid.Choice{Outcome: aid.Granted, CommissionID: commission, Percent: 101}); !saysOnly(err, "Un pourcentage va de 1 à 100") {
		t.Errorf("101 %%: %v", err)
	}
	b.must(aid.Decide(b.head, b.app, share, aid.Choice{Outcome: aid.Granted, CommissionID: commission, Percent: 33}))
	if a, later := b.due(b.adas), b.due(b.adasLater); a != 12000-5280 || later != 4000 {
		t.Errorf("33 %% of 160 €: %s and %s remain", a, later)
	}
	b.must(aid.Decide(b.head, b.app, right, aid.Choice{Outcome: aid.Granted, CommissionID: commission, Amount: 5000}))
	if got := b.due(b.adasLater); got != 4000 {
		t.Errorf("a right drew by itself: %s", got)
	}
	for want, try := range map[string]func() error{
		"Il ne reste que 40,00 €":  func() error { return aid.Draw(b.social, b.app, right, b.adasLater, 4001) },
		"Choisissez une somme due": func() error { return aid.Draw(b.social, b.app, right, b.brunos, 1000) },
		"On tire sur un droit":     func() error { return aid.Draw(b.head, b.app, right, b.adasLater, 1000) },
	} {
		if err := try(); !saysOnly(err, want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	b.must(aid.Draw(b.social, b.app, right, b.adasLater, 1500))
	if err := aid.Draw(b.social, b.app, right, b.adas, 3501); !saysOnly(err, "Il ne reste que 35,00 €") {
		t.Errorf("beyond the right: %v", err)
	}
	if got := b.due(b.adasLater); got != 2500 {
		t.Errorf("due %s, want 25 €", got)
	}
	b.must(aid.End(b.head, b.app, right, "Voyage annulé."))
	b.must(aid.Decide(b.head, b.app, thing, aid.Choice{Outcome: aid.Granted, CommissionID: commission, Amount: 2000, InKind: "Calculatrice"}))
	if left := b.left(b.fund); left != 20000-5280-1500-2000 {
		t.Errorf("left %s", left)
	}
	if err := aid.End(b.head, b.app, share, "Erreur."); !saysOnly(err, "elle ne se retire plus") {
		t.Errorf("a paid aid is taken back: %v", err)
	}
	b.must(money.Verify(b.app))
}

// An aid never lowers a sum below nothing: what was paid meanwhile counts.
func TestAnAidNeverExceedsWhatIsDue(t *testing.T) {
	b := openBureau(t)
	request := b.asked(b.fixed, b.adasLater)
	commission := b.met()
	if err := aid.Decide(b.head, b.app, request, aid.Choice{Outcome: aid.Granted, CommissionID: commission, Amount: 4001}); !saysOnly(err, "Il ne reste que 40,00 € à payer") {
		t.Errorf("beyond what is due: %v", err)
	}
	b.must(aid.Decide(b.head, b.app, request, aid.Choice{Outcome: aid.Granted, CommissionID: commission, Amount: 4000}))
	if got := b.due(b.adasLater); got != 0 {
		t.Errorf("due %s", got)
	}
}

// The other parent of the same child sees neither the request nor its papers, and asks for nothing in the first one's name.
func TestASeparatedParentSeesTheirOwnOnly(t *testing.T) {
	b := openBureau(t)
	request := b.asked(b.fixed, b.adas)
	for name, ctx := range map[string]context.Context{"the other parent": b.bruno, "another family": b.chris} {
		actor := school.ActorIn(ctx)
		if all, err := aid.Own(b.app, actor); err != nil || len(all) != 0 {
			t.Errorf("%s sees %v %v", name, all, err)
		}
		if _, err := aid.OwnRequest(b.app, actor, request); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("%s reads it: %v", name, err)
		}
		if _, err := aid.PapersOf(b.app, actor, request); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("%s lists its papers: %v", name, err)
		}
		if err := aid.Withdraw(ctx, b.app, request); !errors.Is(err, aid.ErrNotFound) {
			t.Errorf("%s takes it back: %v", name, err)
		}
		if err := aid.AddPaper(ctx, b.app, request, "Autre", []byte("%PDF-1.7")); !refusedBy(err, "F-14") {
			t.Errorf("%s adds a paper: %v", name, err)
		}
	}
	if _, err := aid.Ask(b.bruno, b.app, aid.NewRequest{PupilID: b.ada, ChargeIDs: []string{b.adas}}); !saysOnly(err, "n’est pas due par la personne") {
		t.Errorf("asks for the other's sum: %v", err)
	}
	if _, err := aid.Ask(b.chris, b.app, aid.NewRequest{PupilID: b.ada}); !refusedBy(err, "F-14") {
		t.Errorf("asks for another's child: %v", err)
	}
	if _, content, err := aid.PaperContent(b.app, school.ActorIn(b.anne), request, "x"); err == nil {
		t.Errorf("a family reads a paper back: %s", content)
	}
}

// Papers: what they are is read in their content; the file is sealed, and whole again for who may read it.
func TestPapersAreCheckedAndSealed(t *testing.T) {
	b := openBureau(t)
	request := b.asked(b.fixed)
	for _, wrong := range [][]byte{nil, []byte("<html><script>"), []byte("MZ program"), []byte("\x89PNG\r\n\x1a\nbroken"), append([]byte("%PDF-1.7"), make([]byte, aid.PaperLimit)...)} {
		var refusal *law.Refusal
		if err := aid.AddPaper(b.anne, b.app, request, "Avis", wrong); !errors.As(err, &refusal) {
			t.Errorf("%.12q: %v", wrong, err)
		}
	}
	body := []byte("%PDF-1.7\nRevenu fiscal de référence")
	b.must(aid.AddPaper(b.anne, b.app, request, "Avis d’imposition", body))
	papers, err := aid.PapersOf(b.app, school.ActorIn(b.anne), request)
	if err != nil || len(papers) != 1 {
		t.Fatalf("%v %v", papers, err)
	}
	for _, ctx := range []context.Context{b.social, b.head, b.bursar} {
		if _, content, err := aid.PaperContent(b.app, school.ActorIn(ctx), request, papers[0].ID); err != nil || string(content) != string(body) {
			t.Errorf("%v: %q %v", school.ActorIn(ctx).Roles, content, err)
		}
	}
	for _, role := range []school.Role{school.Accountant, school.Teacher, school.Secretary, school.Administrator, school.Nurse} {
		if _, _, err := aid.PaperContent(b.app, school.Actor{Kind: school.Staff, ID: "x", Roles: []school.Role{role}}, request, papers[0].ID); err == nil {
			t.Errorf("%s reads a paper", role)
		}
	}
}

// The journal tells that something was asked, not by whom, to those who do not see aid.
func TestF14TheJournalNamesNobody(t *testing.T) {
	b := openBureau(t)
	b.asked(b.fixed, b.adas)
	for role, knows := range map[school.Role]bool{school.Accountant: false, school.Administrator: false, school.Head: true} {
		viewer := school.Actor{Kind: school.Staff, ID: "x", Roles: []school.Role{role}}
		lines, err := school.JournalFor(b.app, viewer, school.JournalFilter{Subject: "aid_requests"})
		if err != nil || len(lines) == 0 {
			t.Fatalf("%v %v", lines, err)
		}
		first := lines[len(lines)-1]
		if named := first.Who != "" || first.ActorID != ""; named != knows {
			t.Errorf("%s reads %q %q", role, first.Who, first.ActorID)
		}
		details, err := school.JournalLineFor(b.app, viewer, first.LineNo)
		if err != nil || (details.Reserved == "") != knows {
			t.Errorf("%s: details reserved to %q %v", role, details.Reserved, err)
		}
		for _, c := range details.Changes {
			if c.Field == "sealed" {
				t.Error("the journal keeps what the family said")
			}
		}
		found, err := school.JournalFor(b.app, viewer, school.JournalFilter{Who: "Anne Lovelace"})
		if err != nil || (len(found) > 0) != knows {
			t.Errorf("%s finds %d lines by the name", role, len(found))
		}
	}
}

// A commission: ready requests only, one president who was there, minutes without a name, nothing changes afterwards.
func TestF14ACommissionReadsNumbers(t *testing.T) {
	b := openBureau(t)
	request := b.asked(b.fixed, b.adas)
	id, err := aid.Prepare(b.social, b.app, aid.NewCommission{HeldOn: "2026-11-16", TypeIDs: []string{b.fixed}})
	b.must(err)
	b.must(aid.AddMember(b.social, b.app, id, aid.Member{Name: "Claire Morvan", Capacity: "principale", Email: "claire@exemple.fr"}))
	sent, err := aid.Convene(b.social, b.app, id)
	if err != nil || sent != 1 {
		t.Errorf("convened %d: %v", sent, err)
	}
	c, err := aid.CommissionFor(b.app, school.ActorIn(b.social), id)
	b.must(err)
	if err := aid.Hold(b.social, b.app, id, aid.Attendance{Present: []string{c.Members[0].ID}}, ""); !saysOnly(err, "qui présidait") {
		t.Errorf("without a president: %v", err)
	}
	president := aid.Attendance{President: c.Members[0].ID}
	if err := aid.Hold(b.social, b.app, id, president, "La famille LOVELACE est en difficulté."); !refusedBy(err, "F-14") {
		t.Errorf("minutes with a name: %v", err)
	}
	b.must(aid.Hold(b.social, b.app, id, president, "Demande n° 1 : avis favorable."))
	if err := aid.AddMember(b.social, b.app, id, aid.Member{Name: "Autre", Capacity: "autre"}); err == nil {
		t.Error("a member joins a commission that met")
	}
	files, err := aid.FilesOf(b.app, school.ActorIn(b.social), c)
	b.must(err)
	if len(files) != 1 || files[0].RequestID != request || files[0].Debts != 16000 || !files[0].Scholarship || files[0].Quotient != 480000 {
		t.Errorf("%+v", files)
	}
	if _, err := aid.FilesOf(b.app, school.ActorIn(testapp.As(t, b.app, school.Teacher)), c); err == nil {
		t.Error("a teacher reads the files")
	}
	later, err := aid.Prepare(b.social, b.app, aid.NewCommission{HeldOn: "2027-01-10", TypeIDs: []string{b.fixed}})
	b.must(err)
	again, err := aid.CommissionFor(b.app, school.ActorIn(b.social), later)
	if err != nil || len(again.Members) != 1 {
		t.Errorf("members of the next one: %v %v", again.Members, err)
	}
	if err := aid.Hold(b.social, b.app, later, aid.Attendance{President: again.Members[0].ID}, ""); !saysOnly(err, "ne s’est pas encore tenue") {
		t.Errorf("met in the future: %v", err)
	}
}
