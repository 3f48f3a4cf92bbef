package till_test

import (
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
)

// Without a school's account nothing can be transferred: the page says so before anybody asks a family for theirs, and
// leads the accountant, who alone may write it, to where it is written.
func TestRefundsPageWarnsBeforeTheAccountIsNeeded(t *testing.T) {
	t.Parallel()
	b := open(t)
	const page, missing, settings = "/gestion/caisse/remboursements", "a pas de compte à débiter", "/gestion/ecole/banque"
	says(t, b.get(b.accountant, page), missing, settings)
	bursar := b.get(b.bursar, page)
	says(t, bursar, missing)
	if strings.Contains(bursar, settings) {
		t.Error("the bursar is led to a page that is not theirs")
	}
	if err := school.SaveBankIDs(school.WithActor(t.Context(), b.accountant), b.app, school.BankIDs{IBAN: "FR7630001007941234567890185"}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.get(b.accountant, page), missing) {
		t.Error("still warned")
	}
}
