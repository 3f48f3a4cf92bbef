package trips_test

import (
	"net/http"
	"net/url"
	"testing"
)

func TestV01PageRefusesACompulsoryTripWithANight(t *testing.T) {
	v := newVillage(t)
	form := grenade()
	form.Set("obligation", "compulsory")
	page := v.as(v.teacher).refused("/gestion/voyages/nouveau", form)
	contains(t, page, "V-01", `href="/regles/v-01"`, "Circulaire du 16 juillet 2024")
	contains(t, page, `value="Grenade"`, `value="2027-04-12"`, "Lire les pavages", "ateliers de géométrie", `value="compulsory" checked`) // nothing typed is lost
}

func TestV02PageRefusesAPriceOnACompulsoryOuting(t *testing.T) {
	v := newVillage(t)
	form := grenade()
	form.Set("obligation", "compulsory")
	form.Set("in_timetable", "oui")
	form.Set("country_code", "FR")
	form.Set("returns_on", "2027-04-12")
	b := v.as(v.teacher)
	here := b.post("/gestion/voyages/nouveau", form)
	page := b.refused(here+"/budget", balanced())
	contains(t, page, "V-02", `value="312"`, `value="160,50"`, `value="Autocars du Rhône"`)
}

func TestV03PageRefusesToOpenWithoutTheHeadsAuthorisation(t *testing.T) {
	v := newVillage(t)
	here := v.submitted()
	v.as(v.bursar).post(here+"/acte", url.Values{"organ": {"board"}, "act_number": {"41"}, "voted_on": {"2026-11-03"}, "transmitted_on": {"2026-11-04"}, "published_on": {"2026-11-04"}})
	contains(t, v.as(v.bursar).refused(here+"/ouverture", nil), "V-03", "n’a pas encore autorisé")
}

func TestV05PageRefusesToOpenAPriceWithoutAnAct(t *testing.T) {
	v := newVillage(t)
	b := v.as(v.teacher)
	form := grenade()
	form.Set("returns_on", "2027-04-12")
	here := b.post("/gestion/voyages/nouveau", form)
	b.post(here+"/public", url.Values{"target": {"class:" + v.class}})
	b.post(here+"/budget", balanced())
	b.post(here+"/echeances", url.Values{"day_0": {"2027-01-31"}, "amount_0": {"312"}})
	v.as(v.head).post(here+"/avis", url.Values{"decision": {"yes"}})
	v.as(v.bursar).post(here+"/equilibre", nil)
	v.as(v.head).post(here+"/autorisation", url.Values{"decision": {"yes"}})
	contains(t, v.as(v.bursar).refused(here+"/ouverture", nil), "V-05", "ne repose sur aucun acte")
}

func TestV06PageRefusesTheStandingCommitteeWithoutDelegation(t *testing.T) {
	v := newVillage(t)
	here := v.submitted()
	page := v.as(v.bursar).refused(here+"/acte", url.Values{"organ": {"standing_committee"}, "act_number": {"41"}, "voted_on": {"2026-11-03"}})
	contains(t, page, "V-06", `value="41"`, `value="2026-11-03"`, `value="standing_committee" checked`)
}

func TestV06PageRecordsADelegationThenTheStandingCommitteeMayVote(t *testing.T) {
	v := newVillage(t)
	here, bursar := v.submitted(), v.as(v.bursar)
	page := bursar.refused("/gestion/voyages/delegations", url.Values{"act_number": {"2025-7"}, "voted_on": {"2025-11-20"}})
	contains(t, page, `value="2025-7"`, "Cochez au moins une compétence", "jusqu’à quand siège ce conseil")
	bursar.post("/gestion/voyages/delegations", url.Values{
		"act_number": {"2025-7"}, "voted_on": {"2025-11-20"}, "transmitted_on": {"2025-11-21"}, "mandate_until": {"2026-11-30"}, "powers": {"6"},
	})
	contains(t, bursar.get("/gestion/voyages/delegations"), "Acte n°\u00a02025-7", "6\u00a0décembre\u00a02025")
	var delegation string
	if err := v.app.DB().NewQuery("SELECT id FROM acts WHERE purpose = 'delegation'").Row(&delegation); err != nil {
		t.Fatal(err)
	}
	bursar.post(here+"/acte", url.Values{"organ": {"standing_committee"}, "act_number": {"CP-3"}, "voted_on": {"2026-11-03"}, "delegation": {delegation}})
	contains(t, bursar.get(here), "CP-3")
}

func TestV07PageRefusesATransmissionToCome(t *testing.T) {
	v := newVillage(t)
	here := v.submitted()
	v.as(v.bursar).post(here+"/acte", url.Values{"organ": {"board"}, "act_number": {"41"}, "voted_on": {"2026-11-03"}})
	page := v.as(v.bursar).refused(here+"/acte/dates", url.Values{"transmitted_on": {"2026-12-24"}})
	contains(t, page, "V-07", `value="2026-12-24"`)
}

func TestV08PageRefusesBeforeEnforceable(t *testing.T) {
	v := newVillage(t)
	here := v.voted("2026-11-10")
	contains(t, v.as(v.teacher).get(here), "V-08", "25\u00a0novembre\u00a02026")
	contains(t, v.as(v.bursar).get(here), "Ouvrir dès le 25\u00a0novembre")
	page := v.as(v.bursar).refused(here+"/ouverture", nil)
	contains(t, page, "V-08", `href="/regles/v-08"`, "devient exécutoire le 25\u00a0novembre\u00a02026")
	// A family that forces the address of the signature meets the same wall.
	amina, address := v.as(v.amina), family(here, v.malo)
	contains(t, amina.get(address), "25\u00a0novembre\u00a02026")
	if got := amina.send(http.MethodPost, address+"/signature", url.Values{"text_digest": {"0"}}).Code; got != http.StatusUnprocessableEntity {
		t.Errorf("signature before the act is enforceable: %d", got)
	}
}

func TestV16PageRefusesAnUnbalancedBudgetAndItsLift(t *testing.T) {
	v := newVillage(t)
	here := v.draft()
	form := balanced()
	form.Set("income_0_amount", "100")
	v.as(v.teacher).post(here+"/budget", form)
	contains(t, v.as(v.teacher).get(here+"/budget"), "V-16", "-94,00")
	v.as(v.head).post(here+"/avis", url.Values{"decision": {"yes"}})
	contains(t, v.as(v.bursar).refused(here+"/equilibre", nil), "V-16")
	// The bursar may not lift it, the accountant may, with a reason.
	contains(t, v.as(v.bursar).refused(here+"/derogations", url.Values{"rule": {"V-16"}, "reason": {"Une très bonne raison."}}), "agent comptable", "Une très bonne raison.")
	contains(t, v.as(v.accountant).get(here), "/derogations?regle=V-16")
	contains(t, v.as(v.accountant).refused(here+"/derogations", url.Values{"rule": {"V-16"}, "reason": {"court"}}), "dix caractères", "court")
	v.as(v.accountant).post(here+"/derogations", url.Values{"rule": {"V-16"}, "reason": {"Le don du foyer arrive en janvier, écrit à l’appui."}})
	page := v.as(v.bursar).get(here)
	contains(t, page, "Levées", "Levée par Lise Moreau")
	v.as(v.bursar).post(here+"/equilibre", nil)
}

func TestV18PageRefusesFamiliesPayingForAdults(t *testing.T) {
	v := newVillage(t)
	here := v.draft()
	form := balanced()
	form.Set("price_cents", "362")
	form.Set("income_1_amount", "0")
	v.as(v.teacher).post(here+"/budget", form)
	v.as(v.teacher).post(here+"/echeances", url.Values{"day_0": {"2027-01-31"}, "amount_0": {"362"}})
	v.as(v.head).post(here+"/avis", url.Values{"decision": {"yes"}})
	contains(t, v.as(v.bursar).refused(here+"/equilibre", nil), "V-18", "pour les accompagnateurs")
}

func TestScheduleMustAddUpToThePrice(t *testing.T) {
	v := newVillage(t)
	b := v.as(v.teacher)
	here := v.draft()
	page := b.refused(here+"/echeances", url.Values{"day_0": {"2027-01-31"}, "amount_0": {"300"}})
	contains(t, page, "leur somme doit être égale au prix", `value="300"`)
	contains(t, b.get(here+"/echeances?fois=5&debut=2026-12-05"), "rien n’est enregistré", `value="62,40"`, `value="2027-04-05"`)
}

func TestAnUnreadableAmountComesBackOnItsLine(t *testing.T) {
	v := newVillage(t)
	form := balanced()
	form.Set("expense_1_amount", "cent soixante")
	here := v.draft()
	page := v.as(v.teacher).refused(here+"/budget", form)
	contains(t, page, "n’est pas un montant", `href="#expense_1_amount"`, `value="cent soixante"`, `value="1 000,00"`)
}

func TestAnUnknownPlaceholderIsRefused(t *testing.T) {
	v := newVillage(t)
	here := v.draft()
	page := v.as(v.teacher).refused(here+"/lettre", url.Values{"text_engagement-aides": {"Voir {{prixx}}."}, "on_engagement-aides": {"oui"}, "do": {"save"}})
	contains(t, page, "n’est pas un champ de la lettre", "Voir {{prixx}}.")
}

func TestALetterNeverCarriesRawHTML(t *testing.T) {
	v := newVillage(t)
	here := v.draft()
	answer := v.as(v.teacher).send(http.MethodPost, here+"/lettre", url.Values{"text_engagement-aides": {"<script>alert(1)</script>\n\nUn mot <b onclick=x>en</b> **gras**"}, "on_engagement-aides": {"oui"}, "do": {"preview"}})
	contains(t, answer.Body.String(), "<strong>gras</strong>", "pas encore enregistré")
	lacks(t, answer.Body.String(), "<script>alert", "<b onclick")
}

func TestPupilsAreFoundByNameAndKept(t *testing.T) {
	v := newVillage(t)
	b := v.as(v.teacher)
	here := v.draft()
	answer := b.send(http.MethodPost, here+"/public", url.Values{"target": {"class:" + v.class}, "q": {"ben in"}, "do": {"search"}})
	contains(t, answer.Body.String(), "Benali Inès", `value="class:`+v.class+`" checked`)
	b.post(here+"/public", url.Values{"target": {"class:" + v.class, "pupil:" + v.ines}, "do": {"save"}})
	contains(t, b.get(here+"/inscriptions"), "6e A", "Inès")
	contains(t, b.get(here+"/public"), "Benali Inès")
}
