package school_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/school"
)

func (f *family) signIn(p school.Person) (token, account string) {
	f.t.Helper()
	account = f.account(p.Email, p)
	token, err := school.OpenSession(context.Background(), f.app, school.NewSession{AccountID: account, Person: p, AuthLevel: "email_code", Device: "Firefox sur Linux"})
	if err != nil {
		f.t.Fatal(err)
	}
	return token, account
}

func (f *family) staff(roles ...school.Role) school.Person {
	f.t.Helper()
	id := f.row("staff", map[string]any{"first_name": "Sam", "last_name": "Prof", "email": "sam@exemple.fr", "roles": roles})
	return f.person(school.StaffPerson, id)
}

func (f *family) seen(ago time.Duration) {
	f.t.Helper()
	f.sql("UPDATE sessions SET seen_at = {:at}", dbx.Params{"at": stampOf(f.t, time.Now().Add(-ago))})
}

func TestASessionIsOnePersonOnOneDevice(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	token, account := f.signIn(f.person(school.GuardianPerson, f.apart))
	s, err := school.FindSession(f.app, token)
	if err != nil || s.GuardianID != f.apart || s.AccountID != account || s.StaffID+s.PupilID != "" || s.Name() != "Chris Apart" || s.Email != alone {
		t.Fatalf("session %+v, %v", s, err)
	}
	if a := s.Actor(); a.Kind != school.Guardian || a.ID != f.apart || a.AuthLevel != "email_code" || len(a.Roles) != 0 {
		t.Errorf("actor %+v", a)
	}
}

// Whoever reads the database does not find what would open a session.
func TestASessionKeepsTheDigestOnly(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	token, _ := f.signIn(f.person(school.GuardianPerson, f.apart))
	if len(token) != 43 {
		t.Errorf("token of %d characters: not 256 bits", len(token))
	}
	row := f.one("SELECT digest || device || auth_level FROM sessions")
	if strings.Contains(row, token) {
		t.Error("the token is in the database")
	}
	for _, garbage := range []string{
		"", "x", token[:42], token + "A", strings.ToUpper(token), strings.Repeat("A", 43), f.one("SELECT digest FROM sessions"), f.one("SELECT id FROM sessions"), "' OR ''='",
	} {
		if _, err := school.FindSession(f.app, garbage); !errors.Is(err, school.ErrNoSession) {
			t.Errorf("%q opens: %v", garbage, err)
		}
	}
}

func TestASessionEndsWithDisuse(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	parent, _ := f.signIn(f.person(school.GuardianPerson, f.apart))
	staff, _ := f.signIn(f.staff(school.Teacher))
	const day = 24 * time.Hour
	for _, c := range []struct {
		ago           time.Duration
		parent, staff bool
	}{{13*day + 23*time.Hour, true, true}, {14*day + time.Hour, true, false}, {89 * day, true, false}, {90*day + time.Hour, false, false}} {
		f.seen(c.ago)
		if _, err := school.FindSession(f.app, parent); (err == nil) != c.parent {
			t.Errorf("a parent's, unused for %s: %v", c.ago, err)
		}
		if _, err := school.FindSession(f.app, staff); (err == nil) != c.staff {
			t.Errorf("a teacher's, unused for %s: %v", c.ago, err)
		}
	}
	f.seen(2 * time.Hour)
	s, err := school.FindSession(f.app, staff)
	if err != nil {
		t.Fatal(err)
	}
	if err := school.Touch(f.app, s); err != nil {
		t.Fatal(err)
	}
	if at := f.one("SELECT seen_at FROM sessions WHERE staff != ''"); at < stampOf(t, time.Now().Add(-time.Minute)) {
		t.Errorf("seen at %s", at)
	}
}

// D-11: access is cut on the day of departure, without waiting for the person to sign out.
func TestD11StaffWhoLeftAreOut(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	p := f.staff(school.Bursar)
	token, _ := f.signIn(p)
	until := func(day string) error {
		f.sql("UPDATE staff SET active_until = {:day}", dbx.Params{"day": day})
		_, err := school.FindSession(f.app, token)
		return err
	}
	today := school.Clock(f.app).Today()
	if err := until(string(today)); err != nil {
		t.Errorf("on the last day: %v", err)
	}
	if err := until(string(today.Add(-1))); !errors.Is(err, school.ErrNoSession) {
		t.Errorf("the day after: %v", err)
	}
	if code := f.ask(p.Email); code != "" {
		t.Error("a code for somebody who left")
	}
}

// Roles are read at each request: one given or taken away counts at once.
func TestRolesOfASessionAreThoseOfToday(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	p := f.staff(school.Accountant)
	token, _ := f.signIn(p)
	f.sql(`UPDATE staff SET roles = '["teacher"]'`, nil)
	s, err := school.FindSession(f.app, token)
	if err != nil {
		t.Fatal(err)
	}
	if a := s.Actor(); a.May(school.BookPayments) || !a.May(school.WriteTrips) {
		t.Errorf("roles %v", a.Roles)
	}
}

func TestSessionsEndOneByOneOrAllButOne(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	p := f.person(school.GuardianPerson, f.apart)
	first, account := f.signIn(p)
	second, _ := f.signIn(p)
	third, _ := f.signIn(p)
	other, _ := f.signIn(f.person(school.GuardianPerson, f.granny))
	open := func() (still string) {
		for name, token := range map[string]string{"1": first, "2": second, "3": third, "x": other} {
			if _, err := school.FindSession(f.app, token); err == nil {
				still += name
			}
		}
		return still
	}
	s, err := school.FindSession(f.app, first)
	if err != nil {
		t.Fatal(err)
	}
	if err := school.EndSession(context.Background(), f.app, s.ID); err != nil {
		t.Fatal(err)
	}
	if still := open(); len(still) != 3 || strings.Contains(still, "1") {
		t.Errorf("open: %s", still)
	}
	s, _ = school.FindSession(f.app, second)
	if err := school.EndSessionsOf(context.Background(), f.app, account, s.ID); err != nil {
		t.Fatal(err)
	}
	if still := open(); len(still) != 2 || strings.ContainsAny(still, "13") {
		t.Errorf("open: %s", still)
	}
	if err := school.EndSessionsOf(context.Background(), f.app, account, ""); err != nil {
		t.Fatal(err)
	}
	if still := open(); still != "x" {
		t.Errorf("open: %s", still)
	}
}
