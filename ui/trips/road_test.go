package trips_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/trip"
)

// The whole road by the pages alone: project, public, budget, opinion, balance, board, act, authorisation, opening, two
// households, signature, receipt, papers.
func TestTheRoadFromProjectToSignature(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	contains(t, v.as(v.teacher).get(here), "Inscriptions ouvertes", "Rien ne bloque")

	amina, address := v.as(v.amina), family(here, v.malo)
	page := amina.get(address)
	contains(t, page, "Lire et signer", "Décliner", "312,00", "Une aide est possible, sans que les professeurs le sachent", "Karim Benali", "n’a pas signé")
	lacks(t, page, "karim@", "06 12 34 56 78", "checked")

	question := amina.get(address + "/engagement")
	contains(t, question, "Téléphone à joindre", "06 12 34 56 78")
	if to := amina.post(address+"/engagement", url.Values{"question": {"trip_phone"}, "trip_phone": {"06 12 34 56 78"}}); !strings.HasSuffix(to, "question=identity_papers") {
		t.Errorf("the next question is %s", to)
	}
	lacks(t, amina.get(address+"/engagement?question=identity_papers"), "checked")
	review := amina.answered(address)
	contains(t, review, "312,00", "échéance 1", "Signer l’engagement", "Décliner", "Avant le départ", "Modifier")

	to := amina.post(address+"/signature", url.Values{"text_digest": {digestIn(t, review)}})
	if to != address+"/accuse" {
		t.Fatalf("after signing: %s", to)
	}
	receipt := amina.get(to)
	contains(t, receipt, "C’est signé", "Référence", "04 78 00 00 00", "data-install-card", "/engagement.pdf")
	for _, pdf := range []string{"/accuse.pdf", "/engagement.pdf"} {
		if body := amina.get(address + pdf); !strings.HasPrefix(body, "%PDF") {
			t.Errorf("%s is no PDF", pdf)
		}
	}
	// The other parent sees that she signed, and none of her papers.
	karim := v.as(v.karim)
	contains(t, karim.get(address), "Amina Benali", "a signé")
	for _, paper := range []string{"/accuse", "/accuse.pdf", "/engagement.pdf"} {
		if got := karim.send(http.MethodGet, address+paper, nil).Code; got != http.StatusNotFound {
			t.Errorf("Karim opens %s of Amina: %d", paper, got)
		}
	}
	list := v.as(v.teacher).get(here + "/inscriptions")
	contains(t, list, "Benali", "engagement signé", "sans réponse")
	lacks(t, list, "€", "@")
}

func TestSigningTwiceKeepsOneSignature(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	amina, address := v.as(v.amina), family(here, v.malo)
	form := url.Values{"text_digest": {digestIn(t, amina.answered(address))}}
	amina.post(address+"/signature", form)
	if to := amina.post(address+"/signature", form); to != address+"/accuse" {
		t.Errorf("the second click leads to %s", to)
	}
	n, err := v.app.CountRecords("commitments")
	if err != nil || n != 1 {
		t.Errorf("%d commitments, %v", n, err)
	}
	charges, err := v.app.CountRecords("charges")
	if err != nil || charges != 3 {
		t.Errorf("%d charges, want the three instalments, %v", charges, err)
	}
}

func TestD07PageRefusesAForgedDigest(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	amina, address := v.as(v.amina), family(here, v.malo)
	amina.answered(address)
	page := amina.refused(address+"/signature", url.Values{"text_digest": {strings.Repeat("0", 64)}})
	contains(t, page, "Le texte a changé", "Rien n’a été signé", "Signer l’engagement")
	if n, _ := v.app.CountRecords("commitments"); n != 0 {
		t.Errorf("%d commitments", n)
	}
}

func TestD07PageShowsAChangedLetterAgain(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	amina, address := v.as(v.amina), family(here, v.malo)
	shown := digestIn(t, amina.answered(address))
	v.as(v.teacher).post(here+"/lettre", url.Values{"text_engagement-aides": {"Une aide reste possible, à tout moment."}, "on_engagement-aides": {"oui"}, "do": {"save"}})
	page := amina.refused(address+"/signature", url.Values{"text_digest": {shown}})
	contains(t, page, "Le texte a changé", "Une aide reste possible, à tout moment.")
	amina.post(address+"/signature", url.Values{"text_digest": {digestIn(t, page)}})

	// Signed, then changed again: the page warns before, the family signs again, and what is due is charged once.
	contains(t, v.as(v.teacher).get(here+"/lettre"), "1\u00a0famille devra signer à nouveau")
	v.as(v.teacher).post(here+"/lettre", url.Values{"text_engagement-aides": {"Une aide est toujours possible."}, "on_engagement-aides": {"oui"}, "do": {"save"}})
	contains(t, amina.get(address), "une nouvelle signature est demandée")
	amina.post(address+"/signature", url.Values{"text_digest": {digestIn(t, amina.answered(address))}})
	if n, _ := v.app.CountRecords("charges"); n != 3 {
		t.Errorf("%d charges after signing again", n)
	}
}

func TestDecliningIsAsEasyAsSigning(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	amina, address := v.as(v.amina), family(here, v.malo)
	page := amina.get(address + "/refus")
	contains(t, page, "Aucune raison n’est demandée")
	to := amina.post(address+"/refus", url.Values{"text_digest": {digestIn(t, page)}})
	contains(t, amina.get(to), "C’est noté", "Vous avez décliné")
	contains(t, amina.get(address), "Rien n’est dû", "Relire l’engagement")
	if got := amina.send(http.MethodGet, address+"/engagement.pdf", nil).Code; got != http.StatusNotFound {
		t.Errorf("a refusal prints a commitment: %d", got)
	}
	// Changing one's mind is as easy.
	amina.post(address+"/signature", url.Values{"text_digest": {digestIn(t, amina.answered(address))}})
	contains(t, amina.get(address), "inscription ferme")
}

func TestInterestEngagesNobody(t *testing.T) {
	v := newVillage(t)
	here := v.submitted()
	amina, address := v.as(v.amina), family(here, v.malo)
	page := amina.get(address)
	contains(t, page, "Ce voyage intéresse-t-il Malo", "rien n’est dû")
	lacks(t, page, "checked")
	contains(t, amina.refused(address+"/interet", nil), "Choisissez une réponse")
	amina.post(address+"/interet", url.Values{"interest": {"no"}})
	amina.post(address+"/interet", url.Values{"interest": {"yes"}})
	contains(t, v.as(v.teacher).get(here+"/inscriptions"), ">oui<")
	// Nothing firm yet: the road to the signature leads back to the trip.
	if to := amina.send(http.MethodGet, address+"/engagement", nil).Header().Get("Location"); to != address {
		t.Errorf("the engagement leads to %q", to)
	}
}

func TestAFullTripOffersAPlaceOnTheWaitingList(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	if _, err := v.app.DB().NewQuery("UPDATE trips SET pupils_estimated = 1").Execute(); err != nil {
		t.Fatal(err)
	}
	amina := v.as(v.amina)
	amina.post(family(here, v.malo)+"/signature", url.Values{"text_digest": {digestIn(t, amina.answered(family(here, v.malo)))}})
	enora, address := v.as(v.stranger), family(here, v.chloe)
	contains(t, enora.get(address), "Toutes les places sont prises", "Demander une place")
	contains(t, enora.refused(address+"/signature", url.Values{"text_digest": {digestIn(t, enora.answered(address))}}), "Toutes les places de ce voyage sont prises")
	enora.post(address+"/attente", nil)
	contains(t, enora.get(address), "liste d’attente", "Renoncer à la place")
	page := enora.get(address + "/refus")
	enora.post(address+"/refus", url.Values{"text_digest": {digestIn(t, page)}})
	contains(t, enora.get(address), "Vous avez décliné")
}

func TestV52PageAsksForBothSignatures(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	if _, err := v.app.DB().NewQuery("UPDATE pupils SET disagreement = 1").Execute(); err != nil {
		t.Fatal(err)
	}
	amina, karim, address := v.as(v.amina), v.as(v.karim), family(here, v.malo)
	contains(t, amina.get(address), "la signature des deux parents est demandée")
	to := amina.post(address+"/signature", url.Values{"text_digest": {digestIn(t, amina.answered(address))}})
	contains(t, amina.get(to), "quand l’autre parent aura signé")
	contains(t, amina.get(address), "autre signature attendue")
	karim.post(address+"/signature", url.Values{"text_digest": {digestIn(t, karim.answered(address))}})
	contains(t, amina.get(address), "inscription ferme")
}

func TestV53PageLetsTheAdultPupilAloneSign(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	eve, address := v.as(v.adult), family(here, v.adult.ID)
	eve.post(address+"/signature", url.Values{"text_digest": {digestIn(t, eve.answered(address))}})
	contains(t, eve.get(address), "Vous êtes sur la liste des participants")
}

func TestSomeoneInChargeReadsAndDoesNotSign(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	uncle, address := v.as(v.uncle), family(here, v.malo)
	page := uncle.get(address)
	contains(t, page, "pour information", "représentants légaux de Malo")
	lacks(t, page, "/engagement", "Décliner")
	if to := uncle.send(http.MethodGet, address+"/engagement/relire", nil).Header().Get("Location"); to != address {
		t.Errorf("the last reading leads to %q", to)
	}
	letter, err := trip.LetterFor(v.app, v.uncle, idOf(here), v.malo)
	if err != nil {
		t.Fatal(err)
	}
	contains(t, uncle.refused(address+"/signature", url.Values{"text_digest": {letter.Digest}, "trip_phone": {"0612345678"}}), "Écrivez un numéro")
	if n, _ := v.app.CountRecords("commitments"); n != 0 {
		t.Errorf("%d commitments", n)
	}
}
