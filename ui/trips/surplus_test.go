package trips_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/rehearsal"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// Before the report, the page says that figures still move; a trip is not closed from there, and an organiser does not see it.
func TestV27ThePageExplainsEveryCent(t *testing.T) {
	v := newVillage(t)
	here := v.opened()
	page := v.as(v.accountant).get(here + "/reliquats")
	contains(t, page, "Le bilan n’est pas encore établi", "L’argent du voyage, au centime", "chaque centime est expliqué")
	if answer := v.as(v.teacher).send("GET", here+"/reliquats", nil); answer.Code != 403 {
		t.Errorf("the organiser sees what families paid: %d", answer.Code)
	}
	v.as(v.accountant).refused(here+"/reliquats/repartition", url.Values{})
	v.as(v.accountant).refused(here+"/reliquats/cloture", url.Values{})
	if c, err := trip.ClosingOf(v.app, idOf(here)); err != nil || c.Unexplained != 0 {
		t.Errorf("%+v %v", c, err)
	}
}

// reported is the trip of Malo, whose mother has paid 312 €, back and reported: the pupils have cost so much, in euros.
func (v *village) reported(cost cents.Amount) (here string) {
	v.t.Helper()
	must := func(err error) {
		v.t.Helper()
		if err != nil {
			v.t.Fatal(err)
		}
	}
	here = v.leaving()
	id, of := idOf(here), func(a school.Actor) context.Context { return school.WithActor(v.t.Context(), a) }
	_, err := money.BookPayment(of(v.accountant), v.app, money.Desk{Means: money.Transfer, Amount: 312_00, PupilID: v.malo, PayerID: v.amina.ID})
	must(err)
	must(rehearsal.ReadyToLeave(v.t.Context(), v.app, rehearsal.Cast{Head: v.head, Organiser: v.teacher, Colleagues: []string{v.colleague.ID}}, id))
	must(trip.Step(of(v.head), v.app, id, trip.Cleared, ""))
	clock := school.Clock(v.app)
	must(school.Advance(v.t.Context(), v.app, law.Day("2027-04-17").At(8, 0, clock.Zone()), func(context.Context) error { return nil }))
	must(trip.Step(of(v.teacher), v.app, id, trip.Returned, ""))
	must(trip.CarryOver(of(v.bursar), v.app, id))
	real, err := trip.LinesOf(v.app, id, trip.Execution)
	must(err)
	for i := range real {
		real[i].AmountCents, real[i].SpentOn = 0, "2027-04-17"
		if real[i].Side == trip.Expense && real[i].Beneficiaries == trip.ForPupils {
			real[i].AmountCents = cost
		}
	}
	must(trip.SetExecution(of(v.bursar), v.app, id, real))
	v.as(v.bursar).post(here+"/bilan", nil)
	return here
}

// The accountant shares, the bursar tells, prints and says when the letter was posted; the accountant closes.
func TestV27PageSharesTellsPostsAndCloses(t *testing.T) {
	v := newVillage(t)
	here := v.reported(307_00)
	bursar, accountant := v.as(v.bursar), v.as(v.accountant)
	contains(t, bursar.get(here+"/reliquats"), "restent à répartir", "5,00", "L’agent comptable l’inscrit")
	contains(t, accountant.refused(here+"/reliquats/cloture", nil), "V-27", "n’est pas encore réparti")
	accountant.post(here+"/reliquats/repartition", nil)
	contains(t, bursar.get(here+"/reliquats"), "Benali Amina", "Prévenir 1\u00a0payeur", "à notifier", "ils disent la même chose")
	contains(t, accountant.refused(here+"/reliquats/cloture", nil), "V-27", "n’est pas notifié")
	bursar.post(here+"/reliquats/avis", nil)
	contains(t, bursar.get(here+"/reliquats"), "1\u00a0lettre à poster", "Lettres postées le", "notifié")
	if answer := bursar.send("POST", here+"/reliquats/lettres", nil); answer.Code != 200 || !strings.HasPrefix(answer.Body.String(), "%PDF") {
		t.Errorf("letters: %d", answer.Code)
	}
	contains(t, accountant.refused(here+"/reliquats/cloture", nil), "V-27", "n’est pas notifié")
	contains(t, bursar.refused(here+"/reliquats/lettres/postees", url.Values{"posted_on": {""}}), "Écrivez le jour où les lettres ont été postées")
	contains(t, bursar.refused(here+"/reliquats/lettres/postees", url.Values{"posted_on": {"2027-04-30"}}), "n’est pas encore postée", `2027-04-30`)
	bursar.post(here+"/reliquats/lettres/postees", url.Values{"posted_on": {"2027-04-17"}})
	page := accountant.get(here + "/reliquats")
	contains(t, page, "17\u00a0juillet\u00a02027", "restent réclamables", "Clore le voyage")
	lacks(t, page, "lettre à poster")
	accountant.post(here+"/reliquats/cloture", nil)
	contains(t, accountant.get(here+"/reliquats"), "chaque centime est expliqué")
}

// What a family gives up in writing waits for the board: the page of gifts takes its act, for the total and without a name.
func TestV28PageAcceptsWaiversBeforeClosing(t *testing.T) {
	v := newVillage(t)
	here := v.reported(290_00)
	accountant, bursar := v.as(v.accountant), v.as(v.bursar)
	accountant.post(here+"/reliquats/repartition", nil)
	list, err := money.Refunds(v.app, v.accountant, money.RefundFilter{Subject: money.OfTrip(idOf(here))})
	if err != nil || len(list) != 1 || list[0].Amount != 22_00 {
		t.Fatalf("%+v %v", list, err)
	}
	if err := money.WaiveRefund(school.WithActor(t.Context(), v.amina), v.app, list[0].ID, ""); err != nil {
		t.Fatal(err)
	}
	contains(t, bursar.get(here+"/reliquats"), "1\u00a0somme donnée par écrit à faire accepter", "Enregistrer l’acte d’acceptation")
	contains(t, accountant.refused(here+"/reliquats/cloture", nil), "V-28", "acte exécutoire")
	gifts := bursar.get(here + "/dons")
	contains(t, gifts, "Reliquats donnés par écrit", "22,00", "pas encore")
	lacks(t, gifts, "Benali")
	bursar.post(here+"/dons", url.Values{"lines": {trip.WaivedSums}, "organ": {"board"}, "act_number": {"2027-30"}, "voted_on": {"2027-04-08"}})
	contains(t, bursar.get(here+"/dons"), "acte pas encore exécutoire", "n’a pas encore ses effets")
	contains(t, accountant.refused(here+"/reliquats/cloture", nil), "V-28", "Complétez ses dates")
	id, err := v.app.FindRecordById("refunds", list[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	bursar.post(here+"/dons/dates", url.Values{"act": {id.GetString("act")}, "gift_transmitted_on": {"2027-04-09"}, "gift_published_on": {"2027-04-10"}})
	accountant.post(here+"/reliquats/cloture", nil)
}
