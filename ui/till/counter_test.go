package till_test

import (
	"net/http"
	"testing"

	"github.com/openacademie/openacademie/internal/money"
)

// brother gives Ada a brother of another first guardian, who owes 50 € before her first instalment.
func (b *bank) brother() (pupil, charge string) {
	b.Helper()
	pupil = b.row("pupils", map[string]any{"first_name": "Byron", "last_name": "Lovelace", "birth_on": "2014-05-01", "elenoet": "4217"})
	for _, g := range []string{b.anne.ID, b.bruno.ID} {
		b.row("guardianships", map[string]any{"pupil": pupil, "guardian": g, "responsibility": 1})
	}
	return pupil, b.charge(pupil, b.bruno, 5000, "2026-11-20")
}

const counter = "/gestion/caisse/guichet"

func (b *bank) settled(charge string) string {
	b.Helper()
	return b.one("SELECT COALESCE(SUM(amount_cents), 0) FROM allocations WHERE charge = '" + charge + "'")
}

func TestTheCounterGoesFromANameToAReceipt(t *testing.T) {
	t.Parallel()
	b := open(t)
	byron, byrons := b.brother()
	says(t, b.get(b.accountant, counter), "Aucun encaissement aujourd’hui")
	for query, pupil := range map[string]string{"4217": byron, "garrec": b.bob, "LOVELACE ada": b.ada} {
		answer := b.send(b.accountant, http.MethodGet, counter+"?q="+form("q", query).Encode()[2:], nil)
		if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != counter+"?eleve="+pupil {
			t.Errorf("%s: %d to %s", query, answer.Code, answer.Header().Get("Location"))
		}
	}
	says(t, b.get(b.accountant, counter+"?q=lovelace"), "Lovelace Ada", "Lovelace Byron")
	says(t, b.get(b.accountant, counter+"?q=personne"), "Aucun élève ne porte ce nom")

	page := b.get(b.accountant, counter+"?eleve="+b.ada)
	says(t, page, "Régler aussi pour Byron", "Byron : Voyage à Grenade", "En tout 210,00 €", b.anne.ID+`" selected`)
	hides(t, page, "Carte</label>", "Chèques-vacances")
	// One cheque for both, as a reader types its bottom line: the oldest due first, whoever's it is.
	fields := []string{"eleve", b.ada, "moyen", "cheque", "montant", "150", "recu", "2026-11-16", "payeur", b.anne.ID, "jeton", "g1", "fratrie", "oui",
		"cheque", "A7654321A 111122223333A 444455556666A", "banque", "", "ordre", "Agent comptable de l’établissement"}
	for range 2 {
		if at := b.post(b.accountant, counter, fields...); at != counter {
			t.Errorf("sent to %s", at)
		}
	}
	if b.booked() != "1 15000" || b.settled(byrons) != "5000" || b.settled(b.adasTrip) != "10000" {
		t.Errorf("booked %s, Byron %s, Ada %s", b.booked(), b.settled(byrons), b.settled(b.adasTrip))
	}
	if got := b.one("SELECT bank || ' ' || account || ' ' || cheque_number FROM payment_details"); got != "111122223333 444455556666 7654321" {
		t.Errorf("the bottom line: %s", got)
	}
	says(t, b.get(b.accountant, counter), "Q-2026 n° 00001", "Byron Lovelace", "Ada Lovelace", "envoyée à qui a payé", "150,00 €")
	if to := b.one("SELECT guardian_id FROM messages WHERE kind = 'payment_booked'"); to != b.anne.ID {
		t.Errorf("the receipt went to %s", to)
	}
}

func TestTheCounterSettlesWhatIsChosen(t *testing.T) {
	t.Parallel()
	b := open(t)
	_, byrons := b.brother()
	base := []string{"eleve", b.ada, "moyen", "cash", "montant", "30", "recu", "2026-11-16", "payeur", "", "nom", "Mme Grand-Mère", "jeton", "g2"}
	page := b.refused(b.accountant, counter, append(base, "part-"+b.adasSecond, "vingt")...)
	says(t, page, `value="vingt"`, "#part-"+b.adasSecond, `value="Mme Grand-Mère"`)
	says(t, b.refused(b.accountant, counter, append(base, "part-"+b.bobsTrip, "10")...), "la dette d’une autre famille")
	says(t, b.refused(b.accountant, counter, append(base, "part-"+b.adasSecond, "31")...), "dépasse le montant")
	b.post(b.accountant, counter, append(base, "part-"+b.adasSecond, "20", "part-"+byrons, "10")...)
	if b.settled(b.adasSecond) != "2000" || b.settled(byrons) != "1000" || b.settled(b.adasTrip) != "0" {
		t.Errorf("%s %s %s", b.settled(b.adasSecond), b.settled(byrons), b.settled(b.adasTrip))
	}
	says(t, b.get(b.accountant, counter), "Mme Grand-Mère", "à imprimer") // a third person has no address of ours
}

func TestTheCounterSaysThatTheRegisterIsClosed(t *testing.T) {
	t.Parallel()
	b := open(t)
	ctx := b.as(b.accountant)
	for _, kind := range []string{money.Opening, money.Closing} {
		if err := money.CountCash(ctx, b.app, kind, money.Units{1000: 2}, ""); err != nil {
			t.Fatal(err)
		}
	}
	says(t, b.get(b.accountant, counter), "La caisse est fermée")
	cash := []string{"eleve", b.ada, "moyen", "cash", "montant", "30", "recu", "2026-11-16", "payeur", b.anne.ID, "jeton", "g3"}
	says(t, b.refused(b.accountant, counter, cash...), "La caisse est fermée : des espèces ne s’encaissent pas")
	if err := money.CountCash(ctx, b.app, money.Opening, money.Units{1000: 2}, ""); err != nil {
		t.Fatal(err)
	}
	b.post(b.accountant, counter, cash...)
}
