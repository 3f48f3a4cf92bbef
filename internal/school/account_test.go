package school_test

import (
	"context"
	"sync"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
	"github.com/openacademie/openacademie/internal/testapp"
)

func (f *family) account(address string, people ...school.Person) string {
	f.t.Helper()
	id, err := school.AccountFor(context.Background(), f.app, address, people)
	if err != nil {
		f.t.Fatal(err)
	}
	return id
}

func TestTheImportMakesPeopleNeverAccounts(t *testing.T) {
	t.Parallel()
	app := testapp.New(t)
	importAll(t, app, zipped(small(fixture.Mutation{})))
	if n := count(t, app, "users"); n != 0 {
		t.Errorf("%d accounts after an import", n)
	}
	var address string
	if err := app.DB().NewQuery("SELECT g.email FROM guardians g JOIN guardianships s ON s.guardian = g.id WHERE g.email != '' LIMIT 1").Row(&address); err != nil {
		t.Fatal(err)
	}
	code, err := school.RequestCode(context.Background(), app, address)
	if err != nil || code == "" {
		t.Fatalf("code: %v", err)
	}
	if n := count(t, app, "users"); n != 0 {
		t.Errorf("%d accounts after a code was asked", n)
	}
}

func TestAnAccountIsLinkedToAllWhoHoldTheAddress(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	people, err := school.PeopleAt(f.app, shared)
	if err != nil {
		t.Fatal(err)
	}
	first := f.account(shared, people...)
	account := find(t, f.app, "users", "id", first)
	if got := account.GetStringSlice("guardians"); len(got) != 2 || account.Email() != shared || !account.Verified() {
		t.Errorf("account of %v at %s", got, account.Email())
	}
	// At the next code it is the same, and nobody is linked twice.
	if again := f.account(shared, people...); again != first {
		t.Error("a second account for the same address")
	}
	if got := find(t, f.app, "users", "id", first).GetStringSlice("guardians"); len(got) != 2 {
		t.Errorf("linked to %v", got)
	}
}

func TestTwoFirstEntriesAtOnceMakeOneAccount(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	people := []school.Person{f.person(school.GuardianPerson, f.apart)}
	var together sync.WaitGroup
	ids, errs := make([]string, 4), make([]error, 4)
	for i := range ids {
		together.Go(func() { ids[i], errs[i] = school.AccountFor(context.Background(), f.app, alone, people) })
	}
	together.Wait()
	for i := range ids {
		if errs[i] != nil || ids[i] != ids[0] {
			t.Errorf("account %q, %v", ids[i], errs[i])
		}
	}
}

// A person who came with a letter comes back to the same account with the next letter; another person's is another.
func TestTheAccountOfALetterIsFoundAgain(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	mother, father := f.person(school.GuardianPerson, f.mother), f.person(school.GuardianPerson, f.father)
	first := f.account("", mother)
	if f.account("", mother) != first {
		t.Error("a second account for the same person")
	}
	if f.account("", father) == first {
		t.Error("the other parent shares the account of a letter")
	}
	if f.account(shared, mother, father) == first {
		t.Error("the code of a letter led to the account of the shared mailbox")
	}
	if account := find(t, f.app, "users", "id", first); account.Email() != "" || account.Verified() {
		t.Errorf("the account of a letter has the address %q", account.Email())
	}
}
