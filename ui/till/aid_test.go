package till_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

func (b *bank) aids() string { return "/gestion/caisse/eleves/" + b.ada + "/aides" }

// refusedForm sends a form that must come back with what was typed, and returns the page.
func (b *bank) refusedForm(who school.Actor, path string, form url.Values) string {
	b.Helper()
	answer := b.send(who, http.MethodPost, path, form)
	if answer.Code != http.StatusUnprocessableEntity {
		b.Fatalf("POST %s: %d", path, answer.Code)
	}
	return answer.Body.String()
}

func (b *bank) taken(who school.Actor, path string, form url.Values) {
	b.Helper()
	if answer := b.send(who, http.MethodPost, path, form); answer.Code != http.StatusSeeOther {
		b.Fatalf("POST %s: %d %s", path, answer.Code, answer.Body.String())
	}
}

func TestV37PageAsksForTheFamilysAgreement(t *testing.T) {
	t.Parallel()
	b := open(t)
	today := school.Clock(b.app).Today()
	form := url.Values{"charge": {b.adasTrip}, "amount": {"50,00"}, "reason": {"Deuxième trimestre"}}
	page := b.refusedForm(b.accountant, b.aids()+"/bourse", form)
	for _, wanted := range []string{"V-37", "accord exprès", `value="50,00"`, `value="Deuxième trimestre"`} {
		if !strings.Contains(page, wanted) {
			t.Errorf("the page does not say %q", wanted)
		}
	}
	form.Set("agreed_on", string(today))
	form.Set("agreed_by", b.chris.ID)
	if page := b.refusedForm(b.accountant, b.aids()+"/bourse", form); !strings.Contains(page, "V-37") {
		t.Error("the parent of another agrees")
	}
	form.Set("agreed_by", b.anne.ID)
	form.Set("charge", b.bobsTrip)
	b.refusedForm(b.accountant, b.aids()+"/bourse", form)
	form.Set("charge", b.adasTrip)
	if got := b.send(b.bursar, http.MethodPost, b.aids()+"/bourse", form).Code; got != http.StatusForbidden {
		t.Errorf("the bursar: %d", got)
	}
	b.taken(b.accountant, b.aids()+"/bourse", form)
	if got := b.one("SELECT amount_cents || ' ' || agreed_by FROM grants WHERE kind = 'scholarship'"); got != "5000 "+b.anne.ID {
		t.Errorf("kept: %s", got)
	}
}

// The head decides, the accountant records; above what the board delegates, an act is cited.
func TestF13PageHasTheHeadDecideAndTheAccountantRecord(t *testing.T) {
	t.Parallel()
	b := open(t)
	head := b.staff("Claire", school.Head)
	decide := url.Values{"decision_charge": {b.adasTrip}, "decision_reason": {"Caisse des écoles, 12 novembre : 40 €."}}
	if page := b.refusedForm(head, b.aids()+"/decision", decide); !strings.Contains(page, "Caisse des écoles, 12 novembre") {
		t.Error("what was typed is lost")
	}
	unnamed := url.Values{"decision_charge": {b.adasTrip}, "decision_kind": {"third_party"}}
	if page := b.refusedForm(head, b.aids()+"/decision", unnamed); !strings.Contains(page, "F-13") || !strings.Contains(page, "quel tiers paie") {
		t.Error("an aid of nobody is decided")
	}
	decisions := map[string]string{}
	for _, kind := range []string{"third_party", "remission"} {
		decide.Set("decision_kind", kind)
		b.taken(head, b.aids()+"/decision", decide)
		decisions[kind] = b.one("SELECT id FROM approvals ORDER BY rowid DESC LIMIT 1")
	}
	record := func(kind, amount, act string) url.Values {
		decision := decisions[kind]
		return url.Values{"grant": {decision + ":" + b.adasTrip + ":" + kind}, "grant_amount": {amount}, "act": {act}, "assent": {"Avis conforme du 16 novembre"}}
	}
	if page := b.get(b.accountant, b.aids()); !strings.Contains(page, "Aide d’un tiers · ") || !strings.Contains(page, "Remise gracieuse · ") {
		t.Error("the decisions do not wait for the accountant")
	}
	b.refusedForm(b.accountant, b.aids()+"/inscription", url.Values{"grant": {"x"}, "grant_amount": {"1"}})
	b.refusedForm(b.accountant, b.aids()+"/inscription", url.Values{"grant": {decisions["remission"] + ":" + b.adasTrip + ":third_party"}, "grant_amount": {"1"}})
	b.taken(b.accountant, b.aids()+"/inscription", record("third_party", "40", ""))
	if page := b.refusedForm(b.accountant, b.aids()+"/inscription", record("remission", "20", "")); !strings.Contains(page, "F-13") {
		t.Error("a remission that nobody delegated")
	}
	act := b.row("acts", map[string]any{"organ": "board", "act_number": "52", "purpose": "remission", "voted_on": "2026-09-01", "published_on": "2026-09-05"})
	if enforceable := law.Day(b.one("SELECT enforceable_on FROM acts WHERE id = '" + act + "'")); enforceable == "" || enforceable > school.Clock(b.app).Today() {
		t.Fatalf("the act is enforceable on %q", enforceable)
	}
	b.taken(b.accountant, b.aids()+"/inscription", record("remission", "20", act))
	if got := b.one("SELECT SUM(amount_cents) FROM grants WHERE charge = '" + b.adasTrip + "'"); got != "6000" {
		t.Errorf("lowered by %s", got)
	}
}

// The page offers no aid of the social fund, sends who may open them to its pages, and refuses a form made by hand.
func TestF14PageDecidesNoAidOfTheFund(t *testing.T) {
	t.Parallel()
	b := open(t)
	head := b.staff("Claire", school.Head)
	page := b.get(head, b.aids())
	if strings.Contains(page, `value="social_fund"`) || !strings.Contains(page, `href="/gestion/aides"`) || !strings.Contains(page, "F-14") {
		t.Error("the head still decides here, or is not told where")
	}
	if page := b.get(b.accountant, b.aids()); strings.Contains(page, `href="/gestion/aides"`) || !strings.Contains(page, "après la commission") {
		t.Error("the accountant is sent to pages that they do not open")
	}
	form := url.Values{"decision_charge": {b.adasTrip}, "decision_kind": {"social_fund"}, "decision_reason": {"Commission du 12 novembre : 40 €."}}
	page = b.refusedForm(head, b.aids()+"/decision", form)
	for _, wanted := range []string{"F-14", "Passez par Aides (fonds sociaux)", "Commission du 12 novembre"} {
		if !strings.Contains(page, wanted) {
			t.Errorf("the page does not say %q", wanted)
		}
	}
	form.Set("decision_kind", "remission")
	b.taken(head, b.aids()+"/decision", form)
	decision := b.one("SELECT id FROM approvals")
	b.refusedForm(b.accountant, b.aids()+"/inscription", url.Values{"grant": {decision + ":" + b.adasTrip + ":social_fund"}, "grant_amount": {"40"}})
	if got := b.one("SELECT COUNT(*) FROM grants"); got != "0" {
		t.Errorf("%s grants", got)
	}
}
