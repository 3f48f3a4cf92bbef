package pb_hooks_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
)

// The API dates nothing in a closed period: the refusal says until when the accounts are closed.
func TestAnOperatorWritesNothingInAClosedPeriod(t *testing.T) {
	p := openPurse(t)
	p.charge(10000)
	p.book(p.desk(money.Transfer, 4000))
	p.on("2026-11-18")
	if _, err := money.CloseBooks(p.accountant, p.app, "2026-11-17"); err != nil {
		t.Fatal(err)
	}
	refused := p.refusesOperator()
	closed := "Les comptes sont arrêtés jusqu’au " + law.Day("2026-11-17").French() + " : rien ne s’y inscrit plus au " + law.Day("2026-11-16").French() + "."
	refused("payments/records", p.paymentRow(nil), `"code":"F-01"`, `"booked_on":{"code":"refused","message":"`+closed)
	charge := map[string]any{
		"pupil": p.pupil, "debtor_id": p.guardian, "subject_collection": "sales", "subject_id": "cahiers", "basis": "act", "act": p.act, "label": "Participation",
		"amount_cents": 500, "charged_at": "2026-11-16 09:00:00.000Z",
	}
	refused("charges/records", charge, `"charged_at":{"code":"refused","message":"`+closed)
	if n := p.rows("payments") + p.rows("charges"); n != 2 {
		t.Errorf("%d rows of the two that stood before", n)
	}
}

// Who owes which part is not written by the API: neither the agreement, nor a part added to one that stands.
func TestAnOperatorSharesNoDebt(t *testing.T) {
	p := openPurse(t)
	refused := p.refusesOperator()
	head := p.decision("remission", p.charge(10000)) // a decision, about something else
	agreement := map[string]any{
		"pupil": p.pupil, "basis": "judgment", "reference": "Jugement du 1er septembre", "dated_on": "2026-09-01", "unit": money.PerMille, "approval": head,
		"by_staff": school.ActorIn(p.bursar).ID, "recorded_at": "2026-11-16 09:00:00.000Z",
	}
	for change, says := range map[string]string{
		"":           `Qui doit quelle part est enregistré par le chef d’établissement ou le gestionnaire, en son nom.`,
		"approval":   `"approval":{"code":"refused","message":"La décision qui enregistre ce partage manque.`,
		"reference":  `"reference":{"code":"refused","message":"La référence de l’écrit manque.`,
		"dated_on":   `"dated_on":{"code":"refused","message":"Cet écrit porte une date à venir.`,
		"subject_id": `"subject_id":{"code":"refused","message":"On ne sait pas ce que le partage concerne.`,
	} {
		row := maps.Clone(agreement)
		if change != "" {
			row[change] = map[string]string{"approval": head, "reference": "Jug.", "dated_on": "2026-11-17", "subject_id": "cahiers"}[change]
		}
		refused("share_agreements/records", row, `"rule":{"code":"refused"`, says)
	}
	id, err := money.RecordAgreement(p.bursar, p.app, money.Agreement{
		PupilID: p.pupil, Basis: money.ByJudgment, Reference: "Jugement du 1er septembre", DatedOn: "2026-09-01", Unit: money.PerMille,
		Shares: []money.Share{{GuardianID: p.guardian, Weight: 1000}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for agreement, says := range map[string]string{
		id:                `Une part s’écrit avec son accord, par la personne qui l’enregistre.`,
		"absent000000000": `"agreement":{"code":`,
	} {
		refused("payer_shares/records", map[string]any{"agreement": agreement, "guardian_id": p.guardian, "weight": 1}, says)
	}
	if p.rows("share_agreements") != 1 || p.rows("payer_shares") != 1 {
		t.Error("an operator has shared a debt")
	}
}

// refusesOperator makes calls of REST that are to be refused, for what the answer says.
func (p *purse) refusesOperator() func(path string, fields map[string]any, says ...string) {
	ask := p.operator()
	return func(path string, fields map[string]any, says ...string) {
		p.t.Helper()
		status, body := ask(http.MethodPost, path, fields)
		for _, s := range says {
			if status != http.StatusBadRequest || !strings.Contains(plain(body), plain(s)) {
				p.t.Errorf("%s: %d, without %s: %s", path, status, s, body)
			}
		}
	}
}

func (p *purse) rows(table string) (n int) {
	p.t.Helper()
	if err := p.app.DB().Select("COUNT(*)").From(table).Row(&n); err != nil {
		p.t.Fatal(err)
	}
	return n
}
