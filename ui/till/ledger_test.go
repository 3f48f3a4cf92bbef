package till_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
)

// Two parents share what their child owes: each sees and pays their own part, and learns nothing of the other.
func TestF18EachPayerSeesTheirOwnPart(t *testing.T) {
	t.Parallel()
	b := open(t)
	page := "/gestion/caisse/eleves/" + b.ada + "/partage"
	typed := []string{"basis", "judgment", "reference", "Jugement classé au dossier", "dated_on", "2026-09-14", "unit", "per_mille", "part_" + b.anne.ID, "60", "part_" + b.bruno.ID}
	says(t, b.refused(b.bursar, page, append(typed, "30")...), "Jugement classé au dossier", "il en faut 100")
	if got := b.send(b.accountant, "POST", page, form(append(typed, "40")...)).Code; got != 403 {
		t.Errorf("the accountant says who owes: %d", got)
	}
	b.post(b.bursar, page, append(typed, "40")...)
	says(t, b.get(b.accountant, page), "60 %", "40 %", "64,00 € changeraient de débiteur")
	agreement := b.one("SELECT id FROM share_agreements")
	b.post(b.accountant, page+"/application", "accord", agreement)
	annes, brunos := b.get(b.anne, "/payer"), b.get(b.bruno, "/payer")
	says(t, annes, "En tout : 96,00 €", "votre part : 60 %")
	says(t, brunos, "En tout : 64,00 €", "votre part : 40 %")
	for _, word := range []string{"Bruno", "64,00", "40 %", "bruno@"} {
		hides(t, text(annes), word)
	}
	for _, word := range []string{"Anne", "96,00", "60 %", "anne@"} {
		hides(t, text(brunos), word)
	}
	// A payment of one is nowhere on the other's pages, nor its receipt.
	booked, err := money.BookPayment(school.WithActor(t.Context(), b.accountant), b.app, money.Desk{Means: money.Transfer, Amount: 9600, PupilID: b.ada, PayerID: b.anne.ID,
		Allocations: []money.Line{{ChargeID: b.adasTrip, Amount: 7200}}})
	if err != nil {
		t.Fatal(err)
	}
	hides(t, text(b.get(b.bruno, "/payer")), "72,00")
	if got := b.send(b.bruno, "GET", "/payer/quittances/"+booked.PaymentID, nil).Code; got != 404 {
		t.Errorf("the other's receipt: %d", got)
	}
	says(t, b.refused(b.accountant, page+"/application", "accord", agreement), "Rien de ce qui est dû")
	// What went to the other payer was cancelled, and is no aid: it has its own column.
	if account := text(b.get(b.bursar, "/gestion/caisse/eleves/"+b.ada)); !regexp.MustCompile(`120,00\s€\s+48,00\s€\s+0,00\s€`).MatchString(account) {
		t.Errorf("the cancelled part is not apart: %s", account)
	}
}

// A payment moves with a reason; towards another person's debt, with the payer's written word.
func TestF12TheDeskMovesWithConsent(t *testing.T) {
	t.Parallel()
	b := open(t)
	page := "/gestion/caisse/eleves/" + b.ada + "/mouvements"
	says(t, b.get(b.accountant, page), "il n’y a rien à déplacer")
	booked, err := money.BookPayment(school.WithActor(t.Context(), b.accountant), b.app, money.Desk{Means: money.Transfer, Amount: 12000, PupilID: b.ada, PayerID: b.anne.ID})
	if err != nil {
		t.Fatal(err)
	}
	brunos := b.charge(b.ada, b.bruno, 3000, "2027-02-01")
	move := func(token string, pairs ...string) []string {
		return append([]string{"jeton", token, "source", booked.PaymentID + ":" + b.adasTrip, "montant", "30"}, pairs...)
	}
	says(t, b.refused(b.accountant, page, move("a", "creance", b.adasSecond, "motif", "non")...), "Le motif manque")
	b.post(b.accountant, page, move("b", "creance", b.adasSecond, "motif", "Erreur d’imputation au guichet")...)
	says(t, b.refused(b.accountant, page, move("c", "creance", brunos, "motif", "Réglé pour le compte de l’autre parent")...), "F-12")
	says(t, b.refused(b.accountant, page, move("c", "creance", b.bobsTrip, "motif", "Réglé pour une autre famille")...), "Choisissez la somme due")
	b.post(b.accountant, page, move("c", "creance", brunos, "motif", "Réglé pour le compte de l’autre parent", "accord_le", "2026-11-16", "accord_ecrit", "Courriel du 16 novembre, classé")...)
	says(t, b.get(b.bursar, page), "Erreur d’imputation", "Courriel du 16 novembre")
	if due := b.one("SELECT SUM(amount_cents) FROM allocations WHERE payment = '" + booked.PaymentID + "'"); due != "12000" {
		t.Errorf("settled %s", due)
	}
}

func TestF12AFamilyUsesItsOwnCredit(t *testing.T) {
	t.Parallel()
	b := open(t)
	_, err := money.BookPayment(school.WithActor(t.Context(), b.accountant), b.app, money.Desk{
		Means: money.Transfer, Amount: 15000, PupilID: b.ada, PayerID: b.anne.ID, Allocations: []money.Line{{ChargeID: b.adasTrip, Amount: 12000}},
	})
	if err != nil {
		t.Fatal(err)
	}
	says(t, b.get(b.anne, "/payer"), "Une avance de 30,00 €", "Utiliser mon avoir")
	says(t, b.get(b.anne, "/payer/avoir"), "Vous avez 30,00 € d’avance", "Ne rien faire", "à partir de 8 €")
	says(t, b.get(b.bruno, "/payer/avoir"), "Vous n’avez pas d’avoir")
	b.refused(b.bruno, "/payer/avoir", "jeton", "t1", "creance", b.adasSecond, "montant", "30")
	says(t, b.refused(b.anne, "/payer/avoir", "jeton", "t2", "montant", "30"), "Choisissez la somme")
	b.refused(b.anne, "/payer/avoir", "jeton", "t2", "creance", b.bobsTrip, "montant", "30")
	for range 2 {
		b.post(b.anne, "/payer/avoir", "jeton", "t3", "creance", b.adasSecond, "montant", "30")
	}
	if kept := b.one("SELECT COUNT(*) || ' ' || SUM(amount_cents) || ' ' || MIN(consent_by) FROM transfers"); kept != "1 3000 "+b.anne.ID {
		t.Errorf("kept: %s", kept)
	}
	says(t, b.get(b.anne, "/payer"), "En tout : 10,00 €")
}

func TestF21TheAccountantClosesAndAnotherChecks(t *testing.T) {
	t.Parallel()
	b := open(t)
	const page = "/gestion/caisse/clotures"
	says(t, b.refused(b.accountant, page, "to_on", "2026-11-16"), "que des jours passés")
	b.post(b.accountant, page, "to_on", "2026-11-15")
	says(t, b.get(b.bursar, page), "à viser", "Chaque période se retrouve")
	visa := page + "/" + b.one("SELECT id FROM closings") + "/visa"
	says(t, b.refused(b.accountant, visa, "remarque", "Rapproché"), "F-21")
	b.post(b.bursar, visa, "remarque", "Rapproché avec la balance")
	says(t, b.get(b.accountant, page), "visée par Olivier Personnel")
	says(t, b.get(b.bursar, page+"/liste.csv"), "Empreinte du journal", "15/11/2026", "Olivier Personnel", b.one("SELECT rows_digest FROM closings"))
	b.get(b.bursar, page+"/liste.xlsx")
}

// A write-off waits for an act of its own kind, which has a page.
func TestF13PageWritesOffOnAnActOfTheBoard(t *testing.T) {
	t.Parallel()
	b := open(t)
	head := b.staff("Claire", school.Head)
	b.taken(head, b.aids()+"/decision", url.Values{"decision_charge": {b.adasTrip}, "decision_kind": {"write_off"}, "decision_reason": {"Conseil du 1er octobre"}})
	says(t, b.refused(b.bursar, "/gestion/caisse/actes", "purpose", "write_off", "voted_on", "2026-10-01"), "Le numéro de l’acte manque")
	b.post(b.bursar, "/gestion/caisse/actes", "purpose", "write_off", "act_number", "61", "voted_on", "2026-10-01", "published_on", "2026-10-05")
	says(t, b.get(b.accountant, "/gestion/caisse/actes"), "n° 61", "Admission en non-valeur", "exécutoire le")
	record := url.Values{"grant": {b.one("SELECT id FROM approvals WHERE kind = 'write_off'") + ":" + b.adasTrip + ":write_off"}, "grant_amount": {"120"}}
	if page := b.refusedForm(b.accountant, b.aids()+"/inscription", record); !strings.Contains(page, "F-13") {
		t.Error("written off without the board")
	}
	record.Set("act", b.one("SELECT id FROM acts WHERE act_number = '61'"))
	b.taken(b.accountant, b.aids()+"/inscription", record)
	says(t, b.get(b.anne, "/payer"), "En tout : 40,00 €")
}
