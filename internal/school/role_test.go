package school_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

var update = flag.Bool("update", false, "write the golden files again")

const roleTable = "testdata/roles.golden"

// tableOfRoles writes who may do what, one permission a line, one role a column.
func tableOfRoles(may func(school.Actor, school.Permission) bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-18s", "")
	for _, r := range school.AllRoles {
		fmt.Fprintf(&b, "%-15s", r)
	}
	var permissions []school.Permission
	for p := range school.Permissions() {
		permissions = append(permissions, p)
	}
	slices.Sort(permissions)
	for _, p := range permissions {
		fmt.Fprintf(&b, "\n%-18s", p)
		for _, r := range school.AllRoles {
			cell := "·"
			if may(school.Actor{Kind: school.Staff, ID: "x", Roles: []school.Role{r}}, p) {
				cell = "yes"
			}
			fmt.Fprintf(&b, "%-15s", cell)
		}
	}
	lines := strings.Split(b.String(), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// The table of the roles is read cell by cell: giving somebody one more right is a change of this golden file.
func TestTheTableOfRoles(t *testing.T) {
	t.Parallel()
	got := tableOfRoles(school.Actor.May)
	if *update {
		if err := os.WriteFile(roleTable, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(roleTable)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the table of roles changed; if it is wanted, run with -update:\n%s", got)
	}
	refuses := tableOfRoles(func(a school.Actor, p school.Permission) bool {
		err := school.Require(a, p)
		var refusal *law.Refusal
		if err != nil && !errors.As(err, &refusal) {
			t.Errorf("%s: %v is no refusal", p, err)
		}
		return err == nil
	})
	if refuses != got {
		t.Errorf("Require does not follow May:\n%s", refuses)
	}
}

// F-01: who orders does not collect. The two never meet in one role.
func TestF01NoRoleBothOrdersAndCollects(t *testing.T) {
	t.Parallel()
	for _, collects := range []school.Permission{school.BookPayments, school.ReversePayments, school.SetPayFiP, school.SetSeverity} {
		if got := school.RolesFor(collects); len(got) != 1 || got[0] != school.Accountant {
			t.Errorf("%s belongs to %v", collects, got)
		}
	}
	accountant := school.Actor{Kind: school.Staff, Roles: []school.Role{school.Accountant}}
	for _, orders := range []school.Permission{school.Authorise, school.GiveOpinion, school.RecordActs, school.OpenTrips, school.BalanceBudget} {
		if accountant.May(orders) {
			t.Errorf("the accountant may %s", orders)
		}
	}
}

// Only staff hold roles: the same words on another kind of actor open nothing.
func TestOnlyStaffHoldRoles(t *testing.T) {
	t.Parallel()
	for _, kind := range []school.ActorKind{school.Operator, school.System, school.Guardian, school.Pupil, school.Guest, ""} {
		a := school.Actor{Kind: kind, ID: "x", Roles: school.AllRoles}
		for p := range school.Permissions() {
			if a.May(p) || school.Require(a, p) == nil {
				t.Errorf("%q may %s", kind, p)
			}
		}
	}
	if school.RequireAny(school.Actor{Kind: school.Staff, Roles: []school.Role{school.Head}}, school.SetPayFiP, school.SeeTrips) != nil {
		t.Error("one of two permissions is not enough")
	}
	if err := school.RequireAny(school.Actor{Kind: school.Staff}, school.SetPayFiP, school.SeeTrips); err == nil || !strings.Contains(err.Error(), "agent comptable") {
		t.Errorf("without a role: %v", err)
	}
	for _, r := range school.AllRoles {
		if r.Label() == "" {
			t.Errorf("%s has no French name", r)
		}
	}
	// The tables handed out are copies: nobody widens a role by writing into one.
	school.RolesFor(school.BookPayments)[0] = school.Teacher
	school.Permissions()[school.BookPayments][0] = school.Teacher
	if got := school.RolesFor(school.BookPayments); got[0] != school.Accountant {
		t.Errorf("book_payments now belongs to %v", got)
	}
}
