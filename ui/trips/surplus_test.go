package trips_test

import (
	"net/url"
	"testing"

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
