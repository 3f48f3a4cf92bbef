package till_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

const number = "DE89 3704 0044 0532 0130 00"

// overpaid has a parent pay a sum that settles nothing, and the bursar note by the page that it goes back.
func (b *bank) overpaid(pupil string, payer school.Actor, amount cents.Amount) (id string) {
	b.Helper()
	if _, err := money.BookPayment(school.WithActor(b.Context(), b.accountant), b.app, money.Desk{
		Means: money.Transfer, Amount: amount, PupilID: pupil, PayerID: payer.ID, Allocations: []money.Line{},
	}); err != nil {
		b.Fatal(err)
	}
	b.post(b.bursar, "/gestion/caisse/remboursements/trop-percus", "eleve", pupil, "payeur", payer.ID)
	return b.one("SELECT id FROM refunds WHERE payer_id = '" + payer.ID + "' ORDER BY rowid DESC LIMIT 1")
}

// From an overpayment to the transfer, by the pages: who paid says where, the bursar prepares, the accountant sends.
func TestF12AnOverpaymentGoesBackByThePages(t *testing.T) {
	t.Parallel()
	b := open(t)
	if err := school.SaveBankIDs(school.WithActor(t.Context(), b.accountant), b.app, school.BankIDs{IBAN: "FR1420041010050500013M02606"}); err != nil {
		t.Fatal(err)
	}
	id := b.overpaid(b.ada, b.bruno, 4210) // Anne owes, Bruno does not
	says(t, b.get(b.bursar, "/gestion/caisse/remboursements"), "Lovelace Bruno", "42,10 €", "à notifier")
	b.post(b.bursar, "/gestion/caisse/remboursements/avis")
	if body := b.one("SELECT body FROM messages WHERE kind = 'refund_owed'"); !strings.Contains(body, "42,10") {
		t.Errorf("the notice does not say how much: %s", body)
	}
	if short := b.one("SELECT short_title || ' / ' || short_body FROM messages WHERE kind = 'refund_owed'"); strings.ContainsAny(short, "0123456789€") {
		t.Errorf("a locked screen says %q", short)
	}

	page := "/payer/remboursements/" + id
	says(t, b.get(b.bruno, "/payer"), "Ce qui vous revient", "votre réponse est attendue")
	if tasks := b.refundTasks(b.bruno); tasks != 1 {
		t.Errorf("%d tasks", tasks)
	}
	question := b.get(b.bruno, page)
	says(t, question, "42,10 € vous reviennent", "Recevoir cette somme par virement", "La donner à l’établissement")
	hides(t, question, "checked")
	b.refused(b.bruno, page)

	// The other household never sees it, by any address.
	for _, address := range []string{page, page + "/titulaire", page + "/don"} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			if answer := b.send(b.anne, method, address, form("choix", "donner", "accord", "oui", "iban", number, "titulaire", "Anne")); answer.Code != http.StatusNotFound {
				t.Errorf("%s %s by the other parent: %d", method, address, answer.Code)
			}
		}
	}
	hides(t, b.get(b.anne, "/payer"), "42,10", "Ce qui vous revient")
	if tasks := b.refundTasks(b.anne); tasks != 0 {
		t.Errorf("the other parent has %d tasks", tasks)
	}

	if next := b.post(b.bruno, page, "choix", "recevoir"); next != page+"/titulaire" {
		t.Errorf("leads to %s", next)
	}
	again := b.refused(b.bruno, page+"/titulaire", "iban", "DE89 3704 0044 0532 0130 01", "titulaire", "Bruno Lovelace")
	says(t, again, "clé de cet IBAN", "Bruno Lovelace")
	hides(t, again, "0130 01", "3704")
	b.post(b.bruno, page+"/titulaire", "iban", number, "titulaire", "Bruno Lovelace")
	after := b.get(b.bruno, page)
	says(t, after, "se termine par 3000")
	hides(t, after, "3704", "DE89")

	staff := "/gestion/caisse/remboursements/" + id
	for _, address := range []string{staff, "/gestion/caisse/remboursements", "/gestion/caisse/remboursements?etat=claimed&q=love", "/gestion/caisse/remboursements/liste.csv"} {
		page := b.get(b.accountant, address)
		says(t, page, "Lovelace")
		hides(t, page, "3704", "DE89")
	}
	lot := b.post(b.bursar, "/gestion/caisse/virements", "remboursements", id, "execution", "2026-11-20")
	says(t, b.get(b.bursar, lot), "Une autre personne envoie ce lot")
	if answer := b.send(b.bursar, http.MethodPost, lot+"/envoi", nil); answer.Code != http.StatusForbidden {
		t.Errorf("the bursar sends: %d", answer.Code)
	}
	file := b.get(b.accountant, lot+"/virements.xml")
	says(t, file, "<IBAN>DE89370400440532013000</IBAN>", `<InstdAmt Ccy="EUR">42.10</InstdAmt>`)
	says(t, b.get(b.accountant, lot+"/virements.csv"), "42,10")
	b.post(b.accountant, lot+"/envoi")
	says(t, b.get(b.accountant, lot), "envoyé", "Lise Personnel", "Olivier Personnel")
	says(t, b.get(b.bruno, page), "viré le 16 novembre 2026")
	if answer := b.send(b.accountant, http.MethodGet, lot+"/virements.xml", nil); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("the file of a sent batch: %d", answer.Code)
	}
	if left := b.one("SELECT COUNT(*) FROM refunds WHERE iban_sealed != '' OR account_holder != ''"); left != "0" {
		t.Errorf("%s accounts stay", left)
	}
	if err := money.Verify(b.app); err != nil {
		t.Error(err)
	}
}

// The preparer does not send, even with the right to.
func TestABatchIsSentByAnother(t *testing.T) {
	t.Parallel()
	b := open(t)
	if err := school.SaveBankIDs(school.WithActor(t.Context(), b.accountant), b.app, school.BankIDs{IBAN: "FR1420041010050500013M02606"}); err != nil {
		t.Fatal(err)
	}
	id := b.overpaid(b.ada, b.bruno, 900)
	b.post(b.accountant, "/gestion/caisse/remboursements/"+id+"/titulaire", "iban", number, "titulaire", "Bruno Lovelace")
	b.refused(b.accountant, "/gestion/caisse/virements", "execution", "2026-11-20")
	b.refused(b.accountant, "/gestion/caisse/virements", "remboursements", id, "execution", "2026-11-01")
	lot := b.post(b.accountant, "/gestion/caisse/virements", "remboursements", id, "execution", "2026-11-20")
	says(t, b.refused(b.accountant, lot+"/envoi"), "Vous avez préparé ce lot")
	b.post(b.accountant, lot+"/abandon")
	says(t, b.get(b.accountant, "/gestion/caisse/remboursements/"+id), "prêt à virer", "•••• 3000")
}

// Giving is written, by its own page, and by nothing else.
func TestV28AWaiverIsExplicit(t *testing.T) {
	t.Parallel()
	b := open(t)
	id := b.overpaid(b.ada, b.bruno, 500)
	page := "/payer/remboursements/" + id
	if next := b.post(b.bruno, page, "choix", "donner"); next != page+"/don" {
		t.Errorf("leads to %s", next)
	}
	says(t, b.get(b.bruno, page+"/don"), "La donner est un choix libre")
	says(t, b.refused(b.bruno, page+"/don"), "Cochez la case")
	says(t, b.refused(b.accountant, "/gestion/caisse/remboursements/"+id+"/don", "note", "oui"), "V-28", "Ne pas répondre n’est pas donner")
	b.post(b.bruno, page+"/don", "accord", "oui")
	if state := b.one("SELECT state FROM refunds"); state != string(money.RefundWaived) {
		t.Error(state)
	}
	says(t, b.get(b.bruno, page), "donné à l’établissement")
}

// refundTasks counts what a person is asked about money that comes back to them.
func (b *bank) refundTasks(who school.Actor) (n int) {
	b.Helper()
	tasks, err := money.FamilyTasks(b.app, who)
	if err != nil {
		b.Fatal(err)
	}
	for _, task := range tasks {
		if task.Kind == "money.refund" {
			n++
		}
	}
	return n
}
