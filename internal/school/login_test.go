package school_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/school"
)

var sixDigits = regexp.MustCompile(`^[0-9]{6}$`)

func (f *family) ask(address string) string {
	f.t.Helper()
	code, err := school.RequestCode(context.Background(), f.app, address)
	if err != nil {
		f.t.Fatal(err)
	}
	return code
}

func (f *family) enter(address, code string) ([]school.Person, error) {
	return school.EnterWithCode(context.Background(), f.app, address, code)
}

// wrong is a code that differs from all of these.
func wrong(codes ...string) string {
	for n := 0; ; n++ {
		w := fmt.Sprintf("%06d", n)
		free := true
		for _, c := range codes {
			free = free && c != w
		}
		if free {
			return w
		}
	}
}

func TestACodeOpensOnce(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	code := f.ask(shared)
	if !sixDigits.MatchString(code) {
		t.Fatalf("code %q", code)
	}
	people, err := f.enter(shared, code)
	if err != nil || namesOf(people) != "guardian Anne, guardian Bruno" {
		t.Fatalf("first entry: %s, %v", namesOf(people), err)
	}
	if people, err := f.enter(shared, code); !errors.Is(err, school.ErrWrongCode) || people != nil {
		t.Errorf("second entry: %v, %v", people, err)
	}
}

func TestACodeIsReadAsItIsTyped(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	code := f.ask("  Famille@EXEMPLE.fr ")
	if _, err := f.enter(" FAMILLE@exemple.FR", " "+code[:3]+"\u00a0"+code[3:]+" "); err != nil {
		t.Errorf("capitals and spaces: %v", err)
	}
	for _, address := range []string{"", "anne", "anne@", "anne@exemple", "Anne <anne@exemple.fr>", "a@exemple.fr, b@exemple.fr", "anne@exemple.fr\nBcc: x@y.fr"} {
		if _, err := school.RequestCode(context.Background(), f.app, address); !errors.Is(err, school.ErrAddress) {
			t.Errorf("address %q: %v", address, err)
		}
	}
}

// A code of one address opens nothing at another.
func TestACodeBelongsToItsAddress(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	code := f.ask(shared)
	if _, err := f.enter(alone, code); !errors.Is(err, school.ErrWrongCode) {
		t.Errorf("at another address: %v", err)
	}
	for _, empty := range []string{"", "      ", "abcdef", code + code} {
		if _, err := f.enter(shared, empty); !errors.Is(err, school.ErrWrongCode) {
			t.Errorf("code %q: %v", empty, err)
		}
	}
}

func TestACodeLivesTenMinutes(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	code := f.ask(shared)
	var until string
	if until = f.one("SELECT expires_at FROM login_codes"); until < stampOf(t, time.Now().Add(9*time.Minute)) || until > stampOf(t, time.Now().Add(10*time.Minute)) {
		t.Errorf("it lives until %s", until)
	}
	f.sql("UPDATE login_codes SET expires_at = {:at}", dbx.Params{"at": stampOf(t, time.Now().Add(-time.Second))})
	if _, err := f.enter(shared, code); !errors.Is(err, school.ErrWrongCode) {
		t.Errorf("too late: %v", err)
	}
}

func TestACodeDiesAfterFiveWrongTries(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	first, second := f.ask(shared), f.ask(shared)
	for range 4 {
		_, _ = f.enter(shared, wrong(first, second))
	}
	// Four wrong tries: it still opens. Asking again in between buys no more tries for the earlier codes.
	third := f.ask(shared)
	if _, err := f.enter(shared, first); err != nil {
		t.Fatalf("after four wrong tries: %v", err)
	}
	_, _ = f.enter(shared, wrong(first, second, third))
	if _, err := f.enter(shared, second); !errors.Is(err, school.ErrWrongCode) {
		t.Errorf("after five wrong tries: %v", err)
	}
	// The newest code has met two wrong tries only (the last one above and the dead code).
	if _, err := f.enter(shared, third); err != nil {
		t.Errorf("the newest code: %v", err)
	}
}

// A machine that sends its guesses all at once has five tries too.
func TestGuessesSentTogetherAreCounted(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	code := f.ask(shared)
	var together sync.WaitGroup
	for range 12 {
		together.Go(func() { _, _ = f.enter(shared, wrong(code)) })
	}
	together.Wait()
	if tries := f.one("SELECT wrong_tries FROM login_codes"); tries != "12" {
		t.Errorf("%s wrong tries counted", tries)
	}
	if _, err := f.enter(shared, code); !errors.Is(err, school.ErrWrongCode) {
		t.Errorf("the right one afterwards: %v", err)
	}
}

func TestTwoRightEntriesAtOnceOneWins(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	code := f.ask(shared)
	var together sync.WaitGroup
	answers := make([]error, 2)
	for i := range answers {
		together.Go(func() { _, answers[i] = f.enter(shared, code) })
	}
	together.Wait()
	if (answers[0] == nil) == (answers[1] == nil) {
		t.Errorf("answers: %v, %v", answers[0], answers[1])
	}
}

func TestAnAddressGetsSixCodesAnHour(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	for n := range 6 {
		if f.ask(shared) == "" {
			t.Fatalf("code %d was not sent", n+1)
		}
	}
	if code := f.ask(shared); code != "" {
		t.Error("a seventh code was sent")
	}
	// A code that nobody received opens nothing: else each request would add one to guess, with five tries of its own.
	if alive := f.one("SELECT COUNT(*) FROM login_codes WHERE wrong_tries < 5"); alive != "6" {
		t.Errorf("%s codes can be guessed", alive)
	}
	f.sql("UPDATE login_codes SET made_at = {:at}", dbx.Params{"at": stampOf(t, time.Now().Add(-61*time.Minute))})
	if f.ask(shared) == "" {
		t.Error("an hour later, no code")
	}
}

func TestAnUnknownAddressLeavesTheSameTrace(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	if code := f.ask("inconnu@exemple.fr"); code != "" {
		t.Error("a code for an unknown address")
	}
	if code := f.ask("partie@exemple.fr"); code != "" {
		t.Error("a code for the parent of a pupil who has left")
	}
	f.ask(shared)
	rows := f.one("SELECT GROUP_CONCAT(n) FROM (SELECT COUNT(*) AS n FROM login_codes WHERE LENGTH(digest) = 64 AND LENGTH(salt) = 32 AND expires_at != '' GROUP BY address)")
	if rows != "1,1,1" {
		t.Errorf("rows by address: %s", rows)
	}
	if users := f.one("SELECT COUNT(*) FROM users"); users != "0" {
		t.Errorf("%s accounts", users)
	}
}

func TestACodeIsKeptAsADigestOnly(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	code := f.ask(shared)
	if n := f.one("SELECT COUNT(*) FROM login_codes WHERE digest LIKE '%" + code + "%' OR salt LIKE '%" + code + "%'"); n != "0" {
		t.Skip("six digits met by chance in a digest")
	}
	salt := f.one("SELECT salt FROM login_codes")
	if f.one("SELECT digest FROM login_codes") != school.DepsOf(f.app).Keys.MAC("login", salt+code) {
		t.Error("the digest is not the folder's keyed one")
	}
}
