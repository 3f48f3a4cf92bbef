package trips_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/trip"
)

// agencyForm is a package from an agency, as typed, in order.
func agencyForm(changes ...string) url.Values {
	form := url.Values{
		"supplier": {"Voyages du Ponant"}, "kind": {"package"}, "object": {"Séjour à Grenade"}, "amount_ht_cents": {"9 000"}, "amount_cents": {"9 900"}, "need_category": {"Séjour d’agence"},
		"need_ht_cents": {"9 000"}, "launched_on": {"2026-10-01"}, "procedure_kind": {"quotes"}, "quotes_count": {"3"}, "choice_reason": {"La mieux notée."}, "lots_reason": {"Un tout."},
		"authority": {"trip_act"}, "written": {"oui"}, "register_no": {"IM 069 11 0012"}, "guarantor": {"APST"}, "guaranteed_until": {"2027-12-31"}, "liability_seen": {"oui"},
		"no_gift": {"oui"}, "emergency_contact": {"04 78 00 00 01"}, "cancellation_terms": {"Remboursé à 60 jours."}, "price_terms": {"oui"}, "free_places": {"2"},
	}
	for i := 0; i+1 < len(changes); i += 2 {
		form.Set(changes[i], changes[i+1])
	}
	return form
}

func TestV42PageRefusesAnAgencyWithoutGuarantee(t *testing.T) {
	v := newVillage(t)
	here, bursar := v.opened(), v.as(v.bursar)
	buy := bursar.post(here+"/achats/nouveau", agencyForm("guarantor", "", "register_no", ""))
	contains(t, bursar.get(buy), "V-42", "Ce que le contrat doit dire", "le garant et la façon de le joindre")
	page := bursar.refused(buy+"/etape", url.Values{"to": {"awarded"}, "on": {"2026-11-20"}})
	contains(t, page, "V-42", "Atout France", "garant financier")
	bursar.post(buy+"/modifier", agencyForm())
	bursar.post(buy+"/etape", url.Values{"to": {"awarded"}, "on": {"2026-11-20"}})
	contains(t, bursar.get(buy), "Attribué", "IM069110012")
}

func TestV40PageRefusesAnOrderWithoutProcedure(t *testing.T) {
	v := newVillage(t)
	here, bursar := v.opened(), v.as(v.bursar)
	buy := bursar.post(here+"/achats/nouveau", agencyForm("procedure_kind", "", "need_ht_cents", "80 000"))
	bursar.post(buy+"/etape", url.Values{"to": {"awarded"}, "on": {"2026-11-20"}})
	contains(t, bursar.refused(buy+"/etape", url.Values{"to": {"ordered"}, "on": {"2026-11-20"}}), "V-40", "Procédure adaptée")
	bursar.post(buy+"/modifier", agencyForm("procedure_kind", "adapted", "need_ht_cents", "80 000"))
	bursar.post(buy+"/etape", url.Values{"to": {"ordered"}, "on": {"2026-11-20"}})
	page := bursar.get(buy)
	contains(t, page, "Signé ou commandé")
	lacks(t, page, "Modifier l’achat")
	contains(t, bursar.refused(buy+"/modifier", agencyForm()), "il ne change plus")
}

func TestV08PageRefusesAnOrderBeforeTheVote(t *testing.T) {
	v := newVillage(t)
	here, bursar := v.submitted(), v.as(v.bursar)
	buy := bursar.post(here+"/achats/nouveau", agencyForm("launched_on", "2026-10-01"))
	today := string(v.today())
	bursar.post(buy+"/etape", url.Values{"to": {"awarded"}, "on": {today}})
	contains(t, bursar.refused(buy+"/etape", url.Values{"to": {"ordered"}, "on": {today}}), "V-08", "Aucun acte n’a encore voté")
}

func TestAPurchaseFormKeepsWhatWasTyped(t *testing.T) {
	v := newVillage(t)
	here, bursar := v.opened(), v.as(v.bursar)
	page := bursar.refused(here+"/achats/nouveau", agencyForm("supplier", "", "amount_cents", "beaucoup", "launched_on", "bientôt", "free_places", "deux"))
	contains(t, page, `value="beaucoup"`, `value="bientôt"`, `value="deux"`, `value="9 000"`, "Dites à qui vous achetez", "Remboursé à 60 jours.")
	bursar.post(here+"/achats/nouveau", agencyForm())
	list := v.as(v.teacher).get(here + "/achats?q=ponant")
	contains(t, list, "Voyages du Ponant", "En préparation")
	lacks(t, list, "Nouvel achat")
	contains(t, v.as(v.teacher).get(here+"/achats?etat=ordered"), "Aucun achat ne correspond")
	contains(t, v.as(v.teacher).get(here+"/achats.csv"), "Voyages du Ponant;Séjour à Grenade")
	if body := bursar.get(here + "/achats.xlsx"); !strings.HasPrefix(body, "PK") {
		t.Error("the workbook is none")
	}
	if got := v.as(v.teacher).send(http.MethodPost, here+"/achats/nouveau", agencyForm()).Code; got != http.StatusForbidden {
		t.Errorf("a teacher buys: %d", got)
	}
}

func TestV35PageRecordsTheInsurance(t *testing.T) {
	v := newVillage(t)
	here, bursar := v.opened(), v.as(v.bursar)
	buy := bursar.post(here+"/achats/nouveau", agencyForm())
	bursar.post(buy+"/etape", url.Values{"to": {"awarded"}, "on": {"2026-11-20"}})
	contains(t, bursar.get(here+"/achats"), "V-35", "aucune assurance annulation")
	v.as(v.teacher).post(here+"/achats/assurance", url.Values{"cancellation_cover": {"oui"}})
	lacks(t, bursar.get(here+"/achats"), "aucune assurance annulation")
}

// imprestForm is an imprest of advances held by the teacher.
func (v *village) imprestForm(changes ...string) url.Values {
	form := url.Values{
		"nature": {trip.Advances}, "holder": {v.teacher.ID}, "deputy": {v.colleague.ID}, "from_on": {"2026-11-10"}, "until_on": {"2027-05-08"}, "means": {"cash", "card"},
		"advance_cents": {"300"}, "operation_cap_cents": {"100"}, "expense_kinds": {"repas, visites"}, "cash_cap_cents": {"200"},
	}
	for i := 0; i+1 < len(changes); i += 2 {
		form.Set(changes[i], changes[i+1])
	}
	return form
}

func TestV46PageRefusesToDecideWithoutTheAccountant(t *testing.T) {
	v := newVillage(t)
	here, bursar, head := v.opened(), v.as(v.bursar), v.as(v.head)
	contains(t, bursar.get(here+"/regies/nouvelle"), `value="2027-03-22"`, `value="2027-05-08"`)
	cash := bursar.post(here+"/regies/nouvelle", v.imprestForm())
	decision := url.Values{"act_number": {"R-3"}, "decided_on": {"2026-11-20"}}
	contains(t, head.refused(cash+"/decision", decision), "V-46", "n’a pas donné son agrément", `value="R-3"`)
	if got := bursar.send(http.MethodPost, cash+"/agrement", url.Values{"decision": {"yes"}}).Code; got != http.StatusUnprocessableEntity {
		t.Errorf("the bursar agrees: %d", got)
	}
	v.as(v.accountant).post(cash+"/agrement", url.Values{"decision": {"yes"}})
	head.post(cash+"/decision", decision)
	contains(t, head.get(here+"/regies"), "Décidée", "Mme Anne Salaün")
}

// The whole life of an imprest on its page: the holder writes, the accountant receives and discharges to the cent.
func TestV48PageDischargesToTheCent(t *testing.T) {
	v := newVillage(t)
	here, bursar, accountant, holder := v.opened(), v.as(v.bursar), v.as(v.accountant), v.as(v.teacher)
	cash := bursar.post(here+"/regies/nouvelle", v.imprestForm())
	accountant.post(cash+"/agrement", url.Values{"decision": {"yes"}})
	v.as(v.head).post(cash+"/decision", url.Values{"act_number": {"R-3"}, "decided_on": {"2026-11-20"}})
	accountant.post(cash+"/etape", url.Values{"to": {"advanced"}, "on": {string(v.today())}})
	line := url.Values{"direction": {"spent"}, "spent_on": {string(v.today())}, "amount_cents": {"12,50"}, "means": {"cash"}, "nature": {"repas"}, "supplier": {"Boulangerie"}}
	holder.post(cash+"/lignes", line)
	page := holder.refused(cash+"/lignes", url.Values{"direction": {"spent"}, "spent_on": {string(v.today())}, "amount_cents": {"290"}, "means": {"cash"}, "nature": {"repas"}, "supplier": {"Hôtel"}})
	contains(t, page, "V-46", "l’avance est de", `value="290"`, `value="Hôtel"`)
	contains(t, holder.get(cash), "287,50", "Boulangerie", "attendu")
	line.Set("amount_cents", "13,50")
	number := lineHref(t, holder.get(cash), cash)
	contains(t, holder.get(number), "Dépense n°\u00a01", "Effacer cette ligne")
	holder.post(number, line)
	for _, other := range []*browser{v.as(staffWith(v, "librarian")), v.as(staffWith(v, "nurse"))} {
		if got := other.send(http.MethodGet, cash, nil).Code; got != http.StatusNotFound {
			t.Errorf("a journal is read by others: %d", got)
		}
		if got := other.send(http.MethodPost, cash+"/lignes", line).Code; got != http.StatusNotFound {
			t.Errorf("a journal is written by others: %d", got)
		}
	}
	accountant.post(cash+"/etape", url.Values{"to": {"returned"}, "on": {string(v.today())}, "returned_cents": {"286,49"}})
	page = accountant.refused(cash+"/etape", url.Values{"to": {"discharged"}})
	contains(t, page, "V-48", "286,49", "286,50", "la dépense n°")
	accountant.post(number, url.Values{"do": {"voucher"}})
	accountant.post(cash+"/etape", url.Values{"to": {"advanced"}})
	accountant.post(cash+"/etape", url.Values{"to": {"returned"}, "on": {string(v.today())}, "returned_cents": {"286,50"}})
	accountant.post(cash+"/etape", url.Values{"to": {"discharged"}})
	contains(t, holder.get(cash), "Soldée", "R-3")
	contains(t, holder.get(cash+"/journal.csv"), "Dépense;1;", "13,50")
}

func lineHref(t *testing.T, page, cash string) string {
	t.Helper()
	_, after, found := strings.Cut(page, `href="`+cash+`/lignes/`)
	if !found {
		t.Fatal("no line can be opened")
	}
	id, _, _ := strings.Cut(after, `"`)
	return cash + "/lignes/" + id
}

func TestV49PageRefusesWhatTheActForbids(t *testing.T) {
	v := newVillage(t)
	here, bursar, accountant := v.opened(), v.as(v.bursar), v.as(v.accountant)
	cash := bursar.post(here+"/regies/nouvelle", v.imprestForm())
	accountant.post(cash+"/agrement", url.Values{"decision": {"yes"}})
	v.as(v.head).post(cash+"/decision", url.Values{"act_number": {"R-3"}, "decided_on": {"2026-11-20"}})
	accountant.post(cash+"/etape", url.Values{"to": {"advanced"}, "on": {string(v.today())}})
	line := url.Values{"direction": {"collected"}, "spent_on": {string(v.today())}, "amount_cents": {"10"}, "means": {"cash"}}
	contains(t, v.as(v.teacher).refused(cash+"/lignes", line), "V-49", "n’encaisse rien")
	line.Set("direction", "spent")
	line.Set("nature", "repas")
	v.as(v.teacher).post(cash+"/lignes", line)
}

func TestV71PageRecordsTheNotices(t *testing.T) {
	v := newVillage(t)
	here, teacher := v.opened(), v.as(v.teacher)
	contains(t, teacher.get(here), "Prévenir l’académie", "13\u00a0mars\u00a02027")
	page := teacher.refused(here+"/demarches", url.Values{"academy_told_on": {"2027-03-01"}, "ariane_reference": {"AR-12"}})
	contains(t, page, "à venir", `value="2027-03-01"`, `value="AR-12"`)
	teacher.post(here+"/demarches", url.Values{"academy_told_on": {string(v.today())}, "ariane_reference": {"AR-12"}})
	page = teacher.get(here + "/demarches")
	contains(t, page, "fait le "+v.today().Short(), `value="AR-12"`)
	lacks(t, v.as(v.colleague).get(here+"/demarches"), "Enregistrer les dates")
	contains(t, v.as(v.colleague).refused(here+"/demarches", url.Values{"ariane_on": {string(v.today())}}), "Seul l’organisateur")
}
