package till_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
)

// From the pay page to the accountant's answer: the family asks, only the intendance reads, the accountant agrees.
func TestF04ADelayIsAskedAndAgreedByThePages(t *testing.T) {
	t.Parallel()
	b := open(t)
	says(t, b.get(b.anne, "/payer"), "Demander un délai")
	page := b.get(b.anne, "/payer/delai?creance="+b.adasTrip+"&fois=2&premier=2026-12-20")
	says(t, page, "En tout : 120,00 €", "60,00", "Versement 2")
	hides(t, page, "75,00")

	wrong := b.refused(b.anne, "/payer/delai", "creance", b.adasTrip, "fois", "2", "date-1", "2026-12-20", "montant-1", "60,00", "date-2", "", "montant-2", "soixante", "raison", "Perte d’emploi")
	says(t, wrong, "Écrivez la date du versement 2.", "Écrivez le montant du versement 2.", "Perte d’emploi")
	says(t, b.refused(b.anne, "/payer/delai", "creance", b.adasTrip, "fois", "2", "date-1", "2026-12-20", "montant-1", "60,00", "date-2", "2027-01-20", "montant-2", "59,00"),
		"Les versements font 119,00 € et il reste 120,00 € à payer")
	says(t, b.refused(b.anne, "/payer/delai", "creance", b.adasTrip, "fois", "2", "date-1", "2027-01-20", "montant-1", "60,00", "date-2", "2026-12-20", "montant-2", "60,00"), "Les dates des versements se suivent")
	// What somebody else owes is not in the form, whatever is sent.
	b.refused(b.bruno, "/payer/delai", "creance", b.adasTrip, "fois", "1", "date-1", "2026-12-20", "montant-1", "120,00")

	b.post(b.anne, "/payer/delai", "creance", b.adasTrip, "fois", "2", "date-1", "2026-12-20", "montant-1", "60,00", "date-2", "2027-01-20", "montant-2", "60,00", "raison", "Perte d’emploi")
	plan := "/gestion/caisse/delais/" + b.one("SELECT id FROM plans")
	says(t, b.get(b.anne, "/payer/delai"), "Délai pour 120,00 €", "demandé", "Retirer la demande")
	hides(t, b.get(b.bruno, "/payer/delai"), "120,00", "Délai pour")
	holder, head := b.staff("Rosa", school.ImprestHolder), b.staff("Yves", school.Head)
	says(t, b.get(b.bursar, plan), "Perte d’emploi", "Lovelace Anne")
	for _, reader := range []school.Actor{holder, head} {
		hides(t, b.get(reader, plan), "Perte d’emploi", "Accorder ce délai")
	}
	for _, who := range []school.Actor{b.bursar, head, holder} {
		if answer := b.send(who, http.MethodPost, plan+"/accord", nil); answer.Code != http.StatusForbidden {
			t.Errorf("agreed by %v: %d", who.Roles, answer.Code)
		}
	}
	says(t, b.refused(b.accountant, plan+"/refus"), "Écrivez pourquoi")
	b.post(b.accountant, plan+"/accord")
	says(t, b.get(b.accountant, plan), "accordé", "Lise Personnel")
	says(t, b.get(b.anne, "/payer"), "délai accordé")
	says(t, b.get(b.accountant, "/gestion/caisse/delais"), "Lovelace Anne", "accordé")
	if b.one("SELECT COUNT(*) FROM messages WHERE kind = 'plan_answered' AND guardian_id = '"+b.anne.ID+"'") != "1" {
		t.Error("the family was not told")
	}
	if short := b.one("SELECT title || short_title || short_body FROM messages WHERE kind = 'plan_answered'"); strings.ContainsAny(short, "0123456789€") || strings.Contains(short, "délai") {
		t.Errorf("a locked screen says %q", short)
	}
}

// Staff propose, and who proposes does not agree (F-21), by the page too.
func TestF21WhoProposesADelayDoesNotAgreeToIt(t *testing.T) {
	t.Parallel()
	b := open(t)
	form := []string{"debiteur", "r-" + b.anne.ID, "creance", b.adasTrip, "fois", "1", "date-1", "2027-02-01", "montant-1", "120,00"}
	says(t, b.get(b.accountant, "/gestion/caisse/delais/nouveau?debiteur=r-"+b.anne.ID), "Lovelace Anne", "160,00 €")
	says(t, b.get(b.accountant, "/gestion/caisse/delais/nouveau"), "Rien à étaler")
	plan := b.post(b.accountant, "/gestion/caisse/delais/nouveau", form...)
	hides(t, b.get(b.accountant, plan), "Accorder ce délai")
	says(t, b.refused(b.accountant, plan+"/accord"), "Vous avez préparé cet échéancier : une autre personne l’accorde.")
	second := b.staff("Marc", school.Accountant)
	b.post(second, plan+"/accord")
	says(t, b.get(b.bursar, plan), "Marc Personnel", "Proposer un autre échéancier")
}
