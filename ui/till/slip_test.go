package till_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
)

func TestChequesLeaveOnASlipThatFreezes(t *testing.T) {
	t.Parallel()
	b := open(t)
	for i, amount := range []string{"10", "20", "30"} {
		n := string(rune('1' + i))
		b.post(b.accountant, b.desk(b.ada), b.typed("cheque", amount, "s"+n, "banque", "BRED", "compte", "1111", "cheque", "100"+n, "ordre", "Agent comptable de l’établissement")...)
	}
	const slips = "/gestion/caisse/bordereaux"
	says(t, b.get(b.accountant, slips), "3 chèques attendent, 60,00 €", "30,00 €, Anne Lovelace", "Aucun bordereau")
	says(t, b.get(b.bursar, slips), "3 chèques attendent, 60,00 €")
	hides(t, b.get(b.bursar, slips), "Mettre sur le bordereau")
	says(t, b.refused(b.accountant, slips), "Aucun chèque n’est choisi")
	first, second := b.one("SELECT id FROM payments WHERE amount_cents = 1000"), b.one("SELECT id FROM payments WHERE amount_cents = 2000")
	here := b.post(b.accountant, slips, "cheques", first, "cheques", second)
	says(t, b.refused(b.accountant, slips, "cheques", first), "déjà sur le bordereau B-2026-001")
	b.post(b.accountant, here+"/retrait", "cheque", second)
	b.post(b.accountant, slips, "cheques", second) // onto the one in hand
	says(t, b.get(b.accountant, here), "Bordereau B-2026-001", "2 chèques", "30,00 €", "Clore le bordereau")
	hides(t, b.get(b.bursar, here), "Clore le bordereau", "Retirer")
	b.post(b.accountant, here+"/cloture")
	page := b.get(b.accountant, here)
	says(t, page, "Clos le 16 novembre 2026 par Lise Personnel", "remis")
	hides(t, page, "Retirer", "Clore le bordereau")
	says(t, b.refused(b.accountant, here+"/cloture"), "Ce bordereau est clos")
	says(t, b.refused(b.accountant, here+"/retrait", "cheque", first), "Ce bordereau est clos")
	b.post(b.accountant, "/gestion/caisse/paiements/"+first+"/annulation", "motif", "Chèque revenu impayé.")
	says(t, b.get(b.bursar, here), "annulé le 16/11/2026", "Total", "30,00 €")
	for _, format := range []string{"pdf", "xlsx", "csv"} {
		answer := b.send(b.bursar, http.MethodGet, here+"/bordereau."+format, nil)
		if answer.Code != http.StatusOK || !strings.Contains(answer.Header().Get("Content-Disposition"), "bordereau-B-2026-001."+format) {
			t.Errorf("%s: %d %s", format, answer.Code, answer.Header().Get("Content-Disposition"))
		}
		if format == "csv" && !bytes.Contains(answer.Body.Bytes(), []byte("1001;10,00")) {
			t.Errorf("csv: %s", answer.Body)
		}
	}
	if code := b.send(b.bursar, http.MethodGet, slips+"/inconnu", nil).Code; code != http.StatusNotFound {
		t.Errorf("unknown: %d", code)
	}
}

func TestTheRegisterIsOpenedAndClosedByACount(t *testing.T) {
	t.Parallel()
	b := open(t)
	const register = "/gestion/caisse/especes"
	says(t, b.get(b.accountant, register), "jamais comptée", "Ouvrir la caisse")
	hides(t, b.get(b.bursar, register), "Ouvrir la caisse")
	says(t, b.refused(b.accountant, register+"/comptage", "nature", "opening", "u1000", "deux"), "n’est pas un nombre", `value="deux"`, `href="#u1000"`)
	b.post(b.accountant, register+"/comptage", "nature", "opening", "u1000", "5")
	b.post(b.accountant, counter, "eleve", b.ada, "moyen", "cash", "montant", "30", "recu", "2026-11-16", "payeur", b.anne.ID, "jeton", "r1")
	says(t, b.refused(b.accountant, register+"/mouvement", "mouvement", "deposit", "montant", "90", "reference", "V1"), "La caisse ne contient que 80,00 €", `value="90"`)
	b.post(b.accountant, register+"/mouvement", "mouvement", "deposit", "montant", "20", "reference", "Versement n° 7")
	says(t, b.get(b.bursar, register), "ouverte", "60,00 €", "Dégagement de caisse", "Versement n° 7", "-20,00 €", "Q-2026 n° 00001")
	says(t, b.refused(b.accountant, register+"/comptage", "nature", "closing", "u5000", "1"), "L’écart de -10,00 € n’est pas expliqué", `id="ecart"`, `value="1"`)
	b.post(b.accountant, register+"/comptage", "nature", "closing", "u5000", "1", "ecart", "Un billet rendu en trop à une famille")
	says(t, b.get(b.bursar, register), "fermée", "Fermeture", "-10,00 €", "Un billet rendu en trop")
	answer := b.send(b.bursar, http.MethodGet, register+"/journee.csv?jour=2026-11-16", nil)
	if !strings.Contains(answer.Body.String(), "Versement n° 7;-20,00") {
		t.Errorf("csv: %s", answer.Body)
	}
	if answer := b.send(b.bursar, http.MethodGet, register+"/journee.pdf?jour=2026-11-16", nil); !bytes.HasPrefix(answer.Body.Bytes(), []byte("%PDF-")) {
		t.Errorf("pdf: %d", answer.Code)
	}
	last := b.one("SELECT id FROM cash_counts WHERE kind = 'closing'")
	says(t, b.refused(b.accountant, register+"/comptage/annulation", "comptage", last, "motif", "court"), "Le motif de l’annulation manque")
	b.post(b.accountant, register+"/comptage/annulation", "comptage", last, "motif", "Billet retrouvé sous le tiroir")
	says(t, b.get(b.bursar, register), "ouverte", "Annulé : Billet retrouvé")
	move := b.one("SELECT id FROM cash_movements")
	b.post(b.accountant, register+"/mouvement/annulation", "mouvement", move, "motif-mouvement", "Versement reporté à demain")
	b.post(b.accountant, register+"/comptage", "nature", "closing", "u5000", "1", "u1000", "3")
}
