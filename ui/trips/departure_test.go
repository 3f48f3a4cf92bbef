package trips_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/rehearsal"
	"github.com/openacademie/openacademie/internal/trip"
)

// leaving is an open trip to Granada whose place Malo has taken.
func (v *village) leaving() string {
	v.t.Helper()
	here := v.opened()
	amina, address := v.as(v.amina), family(here, v.malo)
	amina.post(address+"/signature", url.Values{"text_digest": {digestIn(v.t, amina.answered(address))}})
	return here
}

// The road of a departure, by its pages: adults, papers, the list, Ariane, and the head's word.
func TestTheRoadOfADeparture(t *testing.T) {
	v := newVillage(t)
	here := v.leaving()
	teacher, head := v.as(v.teacher), v.as(v.head)
	contains(t, teacher.get(here), "Avant le départ", "Voir de qui, et relancer", "Accompagnateurs", "la pièce d’identité manque.")
	contains(t, head.refused(here+"/depart", nil), "V-54", "l’autorisation de sortie du territoire manque.", "V-62", "V-63", "V-67", "V-70", "V-66")

	// Adults: the organiser is there; a colleague and a volunteer join, the head signs and fixes their number.
	adults := teacher.get(here + "/accompagnateurs")
	contains(t, adults, "Salaün", "chef de groupe", "à signer")
	contains(t, teacher.refused(here+"/accompagnateurs", url.Values{"phone": {"06 39 98 00 11"}}), "Choisissez un membre du personnel", "06 39 98 00 11")
	teacher.post(here+"/accompagnateurs", url.Values{"staff": {v.colleague.ID}, "phone": {"06 39 98 00 12"}})
	teacher.post(here+"/accompagnateurs", url.Values{"name": {"Jeanne Durand"}, "email": {"jeanne@famille.example"}})
	lacks(t, teacher.get(here+"/accompagnateurs"), "Fixer le nombre", "Signer l’ordre de mission")
	if got := teacher.send(http.MethodPost, here+"/accompagnateurs/nombre", url.Values{"adults_required": {"1"}}).Code; got != http.StatusForbidden {
		t.Errorf("a teacher fixes the number of adults: %d", got)
	}
	all, err := trip.Chaperones(v.app, v.head, idOf(here))
	if err != nil || len(all) != 3 {
		t.Fatalf("adults: %+v %v", all, err)
	}
	for _, a := range all {
		head.post(here+"/accompagnateurs/ordre", url.Values{"chaperone": {a.ID}})
		teacher.post(here+"/accompagnateurs/fiche", url.Values{"chaperone": {a.ID}, "name": {a.Name}, "duty": {a.Duty}, "first_aider": {"oui"}, "identity_until": {"2030-01-01"}})
	}
	contains(t, head.refused(here+"/accompagnateurs/nombre", url.Values{"adults_required": {"beaucoup"}}), "nombre entier", "beaucoup")
	head.post(here+"/accompagnateurs/nombre", url.Values{"adults_required": {"3"}, "reason": {"Groupe de quatrième."}})

	// Papers of Malo: a refused form keeps what was typed.
	grid := teacher.get(here + "/pieces")
	contains(t, grid, "Benali Malo", "Attestation d’assurance", "attendue")
	file := here + "/pieces/eleves/" + v.malo
	contains(t, teacher.get(file), "V-54", "Original vu", "Amina Benali", "Karim Benali")
	papers := maloPapers(v)
	papers.Del("ast_original_seen")
	contains(t, teacher.refused(file, papers), "V-54", "que sur l’original", `value="2030-05-01"`)
	teacher.post(file, maloPapers(v))
	contains(t, teacher.get(here+"/pieces"), "vérifiée")
	contains(t, teacher.get(here+"/pieces?voir=attendues"), "Benali Malo") // the health sheet and the card are still expected
	teacher.post(here+"/pieces/classe", url.Values{"paper": {"health_sheet"}})
	teacher.post(here+"/pieces/classe", url.Values{"paper": {"ceam"}, "class": {"4e B"}})
	lacks(t, teacher.get(here+"/pieces?voir=attendues"), "Benali Malo")
	contains(t, teacher.get(here+"/pieces.csv"), "Classe;Nom;Prénom;Pièce d’identité", "Benali;Malo;vérifiée")

	// The list, Ariane, the head.
	teacher.post(here+"/depart/ariane", url.Values{"ariane_on": {string(v.today())}, "ariane_reference": {"A-12"}})
	contains(t, head.refused(here+"/depart", nil), "V-67")
	teacher.post(here+"/depart/liste", nil)
	contains(t, teacher.get(here+"/depart"), "prêt", "Benali Malo", "3\u00a0adultes")
	head.post(here+"/depart", nil)
	contains(t, teacher.get(here+"/depart"), "départ autorisé")
	contains(t, teacher.refused(here+"/accompagnateurs", url.Values{"name": {"Paul Martin"}}), "V-67", "Inscriptions ouvertes")
	contains(t, v.as(v.amina).get(family(here, v.malo)), "Les pièces à remettre", "en ordre")
	head.post(here+"/depart/reouverture", nil)
	contains(t, teacher.get(here), "Inscriptions ouvertes")
}

func maloPapers(v *village) url.Values {
	return url.Values{
		"identity_state": {"checked"}, "identity_paper": {"id_card"}, "identity_nationality": {"100"}, "identity_expires_on": {"2030-05-01"},
		"ast_state": {"checked"}, "ast_original_seen": {"oui"}, "ast_signed_on": {string(v.today())}, "ast_signatory_id": {v.amina.ID}, "ast_signatory_paper": {"passport"},
		"ast_signatory_nationality": {"100"}, "ast_signatory_expires_on": {"2024-01-01"},
		"insurance_state": {"checked"}, "insurance_covers_liability": {"oui"}, "insurance_covers_accident": {"oui"}, "insurance_expires_on": {"2027-08-31"},
	}
}

// The certificates of a class are checked at once, with one last day and once they were read; those checked before stay.
func TestTheInsurancesOfAClassAreCheckedAtOnce(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	for pupil, b := range map[string]*browser{v.malo: v.as(v.amina), v.chloe: v.as(v.stranger)} {
		b.post(family(here, pupil)+"/signature", url.Values{"text_digest": {digestIn(t, b.answered(family(here, pupil)))}})
	}
	teacher := v.as(v.teacher)
	contains(t, teacher.get(here+"/pieces"), "dernier jour couvert, le même pour tous")
	tick := url.Values{"paper": {"insurance"}, "class": {"4e B"}, "expires_on": {"2027-08-31"}}
	contains(t, teacher.refused(here+"/pieces/classe", tick), "les deux garanties ont été lues", `value="2027-08-31"`)
	tick.Set("both_read", "oui")
	tick.Set("expires_on", "")
	contains(t, teacher.refused(here+"/pieces/classe", tick), "Écrivez le dernier jour couvert")
	tick.Set("expires_on", "2027-04-01") // before the return: the rule has its word on each
	teacher.send(http.MethodPost, here+"/pieces/classe", tick)
	if got := teacher.get(here + "/pieces?piece=insurance&voir=attendues"); !strings.Contains(got, "Benali Malo") {
		t.Errorf("a cover that ends before the return settles the paper:\n%s", textOf(got))
	}
	if _, err := v.app.DB().NewQuery("DELETE FROM documents").Execute(); err != nil {
		t.Fatal(err)
	}
	teacher.post(here+"/pieces/eleves/"+v.malo, maloPapers(v))
	tick.Set("expires_on", "2027-09-30")
	teacher.post(here+"/pieces/classe", tick)
	lacks(t, teacher.get(here+"/pieces?piece=insurance&voir=attendues"), "Benali Malo", "Garrec Chloé")
	var days []string
	if err := v.app.DB().NewQuery("SELECT expires_on FROM documents WHERE kind = 'insurance' AND state = 'checked' AND covers_liability AND covers_accident ORDER BY expires_on").Column(&days); err != nil {
		t.Fatal(err)
	}
	if strings.Join(days, " ") != "2027-08-31 2027-09-30" {
		t.Errorf("covers end on %v", days)
	}
}

// A family sees what is asked of its own child: neither who signed, nor another's.
func TestAFamilySeesThePapersOfItsChildOnly(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	amina, address := v.as(v.amina), family(here, v.malo)
	lacks(t, amina.get(address), "Les pièces à remettre")
	amina.post(address+"/signature", url.Values{"text_digest": {digestIn(t, amina.answered(address))}})
	contains(t, amina.get(address), "Les pièces à remettre", "Autorisation de sortie du territoire", "à remettre")
	papers := maloPapers(v)
	papers.Set("identity_state", "refused")
	papers.Set("identity_reason", "La photographie est illisible.")
	v.as(v.teacher).post(here+"/pieces/eleves/"+v.malo, papers)
	page := amina.get(address)
	contains(t, page, "La photographie est illisible.", "refusée", "en ordre")
	lacks(t, page, "2024-01-01", "passeport")
	for _, b := range []*browser{v.as(v.stranger), v.as(v.colleague)} {
		for _, path := range []string{here + "/pieces", here + "/pieces/eleves/" + v.malo, here + "/depart", here + "/accompagnateurs", address} {
			if got := b.send(http.MethodGet, path, nil).Code; got != http.StatusNotFound && got != http.StatusForbidden {
				t.Errorf("%s is open to others: %d", path, got)
			}
		}
	}
}

// One tap reminds the family, once a day; the message names no paper.
func TestANudgeLeavesOnceADay(t *testing.T) {
	v := newVillage(t)
	here := v.leaving()
	teacher := v.as(v.teacher)
	contains(t, teacher.get(here+"/depart"), "Relancer : Benali Malo")
	tap := url.Values{"collection": {"pupils"}, "id": {v.malo}}
	teacher.post(here+"/depart/relances", tap)
	contains(t, teacher.get(here+"/depart"), "relancé aujourd’hui")
	contains(t, teacher.refused(here+"/depart/relances", tap), "déjà parti aujourd’hui")
	rows, err := v.app.FindAllRecords("messages")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for _, r := range rows {
		if r.GetString("kind") != string(notify.PapersExpected) {
			continue
		}
		told[r.GetString("guardian_id")] = true
		for _, word := range []string{"identité", "assurance", "sortie du territoire"} {
			if text := r.GetString("title") + r.GetString("body") + r.GetString("short_body"); strings.Contains(text, word) {
				t.Errorf("the message names a paper: %s", text)
			}
		}
	}
	if len(told) != 2 || !told[v.amina.ID] || !told[v.karim.ID] {
		t.Errorf("who was reminded: %v", told)
	}
	teacher.post(here+"/depart/relances", url.Values{"collection": {"trips"}, "id": {idOf(here)}})
	if n, err := v.app.CountRecords("messages", nil); err != nil || n == 0 {
		t.Error(n, err)
	}
	if got := v.as(v.colleague).send(http.MethodPost, here+"/depart/relances", tap).Code; got != http.StatusNotFound {
		t.Errorf("a colleague reminds the families of others: %d", got)
	}
	v.tomorrow()
	contains(t, teacher.get(here+"/depart"), "relancé le", "Relancer : Benali Malo")
	teacher.post(here+"/depart/relances", tap)
}

func (v *village) tomorrow() {
	v.t.Helper()
	if _, err := v.app.DB().NewQuery("UPDATE practice_clock SET offset_s = offset_s + 86400").Execute(); err != nil {
		v.t.Fatal(err)
	}
}

func TestV57PageLiftsAnOldPaperByTheHead(t *testing.T) {
	v := newVillage(t)
	here := v.leaving()
	err := rehearsal.ReadyToLeave(t.Context(), v.app, rehearsal.Cast{Head: v.head, Organiser: v.teacher, Colleagues: []string{v.colleague.ID}}, idOf(here))
	if err != nil {
		t.Fatal(err)
	}
	papers := maloPapers(v)
	papers.Set("identity_expires_on", "2027-01-01")
	v.as(v.teacher).post(here+"/pieces/eleves/"+v.malo, papers)
	lacks(t, v.as(v.teacher).get(here+"/depart"), "Lever V-57")
	contains(t, v.as(v.head).get(here+"/depart"), "Lever V-57")
	contains(t, v.as(v.head).refused(here+"/depart", nil), "V-57")
	v.as(v.head).post(here+"/derogations", url.Values{"rule": {"V-57"}, "reason": {"Fiche Espagne lue ce jour : passeport périmé admis."}})
	v.as(v.head).post(here+"/depart", nil)
}

func TestV69PageRefusesHealthInAReason(t *testing.T) {
	v := newVillage(t)
	here := v.leaving()
	papers := maloPapers(v)
	papers.Set("identity_state", "refused")
	papers.Set("identity_reason", "Élève asthmatique.")
	contains(t, v.as(v.teacher).refused(here+"/pieces/eleves/"+v.malo, papers), "V-69", "Élève asthmatique.")
	form := url.Values{"kind": {"other"}, "label": {"Fiche"}, "note": {"Allergies de l’enfant"}}
	contains(t, v.as(v.teacher).refused(here+"/pieces/demandes", form), "V-69", "Allergies de l’enfant")
	form.Set("note", "Attestation « savoir nager ».")
	v.as(v.teacher).post(here+"/pieces/demandes", form)
	contains(t, v.as(v.teacher).get(here+"/pieces"), "savoir nager")
	contains(t, v.as(v.amina).get(family(here, v.malo)), "savoir nager")
}

func TestV60PageTicksTheFormOfTheGroup(t *testing.T) {
	v := newVillage(t)
	here := v.leaving()
	if _, err := v.app.DB().NewQuery("UPDATE trips SET country_code = 'GB'").Execute(); err != nil {
		t.Fatal(err)
	}
	contains(t, v.as(v.teacher).get(here+"/depart"), "France-UK School Trip")
	v.as(v.teacher).post(here+"/pieces/groupe", url.Values{"state": {"checked"}})
	lacks(t, v.as(v.teacher).get(here+"/depart"), "France-UK School Trip")
}
