package school_test

import (
	"context"
	"errors"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
	"github.com/openacademie/openacademie/internal/testapp"
)

// An address that a family has withdrawn in SIECLE no longer opens their space: no new code, and the session that a code
// sent there had opened is over.
func TestImportAWithdrawnAddressOpensNothing(t *testing.T) {
	app, data := testapp.New(t), small(fixture.Mutation{})
	ctx := context.Background()
	importAll(t, app, zipped(data))
	i := 0
	for data.Guardians[i].Email == "" || data.Guardians[i].PhoneMobile == "" || data.Guardians[i].PersonneID == "" {
		i++
	}
	address := data.Guardians[i].Email
	people, err := school.PeopleAt(app, address)
	if err != nil || len(people) == 0 {
		t.Fatalf("nobody at %s: %v", address, err)
	}
	account, err := school.AccountFor(ctx, app, address, people)
	if err != nil {
		t.Fatal(err)
	}
	token, err := school.OpenSession(ctx, app, school.NewSession{AccountID: account, Person: people[0], AuthLevel: "email_code"})
	if err != nil {
		t.Fatal(err)
	}

	for j := range data.Guardians {
		if data.Guardians[j].Email == address {
			data.Guardians[j].Email = ""
		}
	}
	if d := importAll(t, app, zipped(data)); len(d.GuardiansChanged) == 0 {
		t.Fatal("the withdrawal is not in the difference")
	}

	if people, err := school.PeopleAt(app, address); err != nil || len(people) != 0 {
		t.Errorf("still at the address: %v, %v", people, err)
	}
	if code, err := school.RequestCode(ctx, app, address); err != nil || code != "" {
		t.Errorf("a code would be sent: %q, %v", code, err)
	}
	if _, err := school.FindSession(app, token); !errors.Is(err, school.ErrNoSession) {
		t.Errorf("the session is still open: %v", err)
	}
	wantEmpty(t, readImport(t, app, zipped(data)))
}
