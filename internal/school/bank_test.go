package school_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

func TestBankIDsAreCheckedByTheirKeys(t *testing.T) {
	for _, c := range []struct {
		ids   school.BankIDs
		wrong string
	}{
		{school.BankIDs{}, ""},
		{school.BankIDs{IBAN: "FR1420041010050500013M02606", BIC: "PSSTFRPPLYO", SIRET: "73282932000074"}, ""},
		{school.BankIDs{IBAN: "FR1420041010050500013M02607"}, "iban"},
		{school.BankIDs{IBAN: "FR142004101005050001302606"}, "iban"},
		{school.BankIDs{IBAN: "DE89370400440532013000"}, ""},
		{school.BankIDs{IBAN: "FR14 2004"}, "iban"},
		{school.BankIDs{BIC: "TRPUFRP"}, "bic"},
		{school.BankIDs{BIC: "TRPUFRP1"}, ""},
		{school.BankIDs{ICS: "DE98ZZZ09999999999"}, ""},
		{school.BankIDs{ICS: "DE98XXX09999999999"}, ""}, // the activity is no part of the key
		{school.BankIDs{ICS: "DE97ZZZ09999999999"}, "ics"},
		{school.BankIDs{ICS: "FR12ZZZ12345"}, "ics"},
		{school.BankIDs{SIRET: "73282932000075"}, "siret"},
		{school.BankIDs{SIRET: "7328293200007"}, "siret"},
		{school.BankIDs{SIRET: "7328293200007A"}, "siret"},
	} {
		field := ""
		for _, f := range school.JudgeBankIDs(c.ids) {
			field += f.Field
		}
		if field != c.wrong {
			t.Errorf("%+v: %q refused, not %q", c.ids, field, c.wrong)
		}
	}
}

// The accountant alone, through the operation as by any other way; a false key is refused whoever writes it.
func TestBankIDsAreTheAccountants(t *testing.T) {
	app := testapp.New(t)
	row := testapp.Row(t, app, "school", map[string]any{"uai": "0990001N", "name": "Collège", "kind": "college", "time_zone": "Europe/Paris"})
	typed := school.BankIDs{IBAN: "fr14 2004 1010 0505 0001 3m02 606", SIRET: "732 829 320 00074"}
	for _, role := range []school.Role{school.Head, school.Bursar, school.Administrator} {
		if err := school.SaveBankIDs(testapp.As(t, app, role), app, typed); err == nil {
			t.Errorf("%s saved them", role)
		}
		row.Set("iban", "FR1420041010050500013M02606")
		if err := app.SaveWithContext(testapp.As(t, app, role), row); err == nil {
			t.Errorf("%s wrote the row", role)
		}
	}
	accountant := testapp.As(t, app, school.Accountant)
	if err := school.SaveBankIDs(accountant, app, typed); err != nil {
		t.Fatal(err)
	}
	if err := school.SaveBankIDs(accountant, app, school.BankIDs{IBAN: "FR1420041010050500013M02607"}); err == nil {
		t.Error("a false IBAN was kept")
	}
	kept, err := school.BankIDsFor(app, school.ActorIn(accountant))
	if err != nil || kept.IBAN != "FR1420041010050500013M02606" || kept.SIRET != "73282932000074" {
		t.Errorf("kept %+v, %v", kept, err)
	}
}
