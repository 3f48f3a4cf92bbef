package till_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/school"
)

func TestV36PageTakesHolidayVouchersWithAnAgreement(t *testing.T) {
	t.Parallel()
	b := open(t)
	hides(t, b.get(b.accountant, b.desk(b.ada)), "Chèques-vacances")
	page := b.refused(b.accountant, b.desk(b.ada), b.typed("holiday_voucher", "50,00", "j1")...)
	says(t, page, "V-36", "convention", `value="50,00"`, `value="holiday_voucher" checked`)
	if got := b.booked(); got != "0 0" {
		t.Errorf("booked: %s", got)
	}
	err := school.SetParameter(school.WithActor(t.Context(), b.accountant), b.app, school.NewSetting{
		Rule: "V-36", Name: "ancv_agreement", Value: "n° 123456 du 3 février 2026", From: "2026-11-16", Reason: "Convention signée.",
	})
	if err != nil {
		t.Fatal(err)
	}
	says(t, b.get(b.accountant, b.desk(b.ada)), "Chèques-vacances", "La monnaie n’est pas rendue")
	b.post(b.accountant, b.desk(b.ada), b.typed("holiday_voucher", "50,00", "j2")...)
	says(t, b.get(b.accountant, "/gestion/caisse/eleves/"+b.ada), "chèques-vacances", "50,00 €")
	says(t, b.get(b.accountant, "/gestion/caisse/journal?du=2026-11-16&au=2026-11-16"), "chèques-vacances")
}
