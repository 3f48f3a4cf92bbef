package school_test

import (
	"context"
	"errors"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

func (f *family) printed(p school.Person) string {
	f.t.Helper()
	code, err := school.MakeLetterCode(context.Background(), f.app, p)
	if err != nil {
		f.t.Fatal(err)
	}
	return code
}

func (f *family) enterLetter(code string) (school.Person, error) {
	return school.EnterWithLetter(context.Background(), f.app, code)
}

// A printed code has to stand without a count of tries: 60 bits at least, in characters that are not mistaken on paper.
func TestAPrintedCodeCannotBeGuessed(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	mother := f.person(school.GuardianPerson, f.mother)
	seen := map[rune]bool{}
	length := 0
	for range 60 {
		code := f.printed(mother)
		if !regexp.MustCompile(`^[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{4}$`).MatchString(code) {
			t.Fatalf("code %q", code)
		}
		plain := strings.ReplaceAll(code, "-", "")
		length = len(plain)
		for _, r := range plain {
			seen[r] = true
		}
	}
	if bits := float64(length) * math.Log2(float64(len(seen))); bits < 60 {
		t.Errorf("%.1f bits", bits)
	}
	for _, r := range "01OILU" {
		if seen[r] {
			t.Errorf("%c is mistaken on paper", r)
		}
	}
}

func TestAPrintedCodeOpensOnceForOnePerson(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	earlier := f.printed(f.person(school.GuardianPerson, f.mother))
	code := f.printed(f.person(school.GuardianPerson, f.mother))
	others := f.printed(f.person(school.GuardianPerson, f.father))
	if _, err := f.enterLetter(earlier); !errors.Is(err, school.ErrWrongLetterCode) {
		t.Errorf("the earlier letter: %v", err)
	}
	// It is typed from paper: small letters, spaces, no dashes. It names one person even where the mailbox is shared.
	typed := " " + strings.ToLower(strings.ReplaceAll(code, "-", " "))
	if p, err := f.enterLetter(typed); err != nil || p.ID != f.mother || p.Kind != school.GuardianPerson {
		t.Fatalf("entry: %+v, %v", p, err)
	}
	if _, err := f.enterLetter(code); !errors.Is(err, school.ErrWrongLetterCode) {
		t.Errorf("twice: %v", err)
	}
	if p, err := f.enterLetter(others); err != nil || p.ID != f.father {
		t.Errorf("the father's: %+v, %v", p, err)
	}
	for _, garbage := range []string{"", "AAAAA-AAAAA-AAAA", code[:8], code + "A", "' OR 1=1 --", "letter"} {
		if _, err := f.enterLetter(garbage); !errors.Is(err, school.ErrWrongLetterCode) {
			t.Errorf("%q: %v", garbage, err)
		}
	}
}

func TestAPrintedCodeExpires(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	code := f.printed(f.person(school.GuardianPerson, f.mother))
	if until := f.one("SELECT expires_at FROM login_codes"); until < stampOf(t, time.Now().AddDate(0, 0, school.LetterCodeDays-1)) {
		t.Errorf("it lives until %s", until)
	}
	f.sql("UPDATE login_codes SET expires_at = {:at}", dbx.Params{"at": stampOf(t, time.Now().Add(-time.Minute))})
	if _, err := f.enterLetter(code); !errors.Is(err, school.ErrWrongLetterCode) {
		t.Errorf("too late: %v", err)
	}
}

func TestNoPrintedCodeForStaff(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	id := f.row("staff", map[string]any{"first_name": "Sam", "last_name": "Prof", "roles": []school.Role{school.Teacher}})
	if _, err := school.MakeLetterCode(context.Background(), f.app, f.person(school.StaffPerson, id)); err == nil {
		t.Error("a member of staff has a printed code")
	}
}

// Whoever prints codes holds the right to, and the journal says for whom, never which code.
func TestPrintingCodesIsJournaledWithoutThem(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	people := []school.Addressee{{Person: f.person(school.GuardianPerson, f.mother)}, {Person: f.person(school.GuardianPerson, f.father)}}
	if _, err := school.PrintCodesFor(testapp.As(t, f.app, school.Teacher), f.app, people); err == nil {
		t.Error("a teacher prints codes")
	}
	printed, err := school.PrintCodesFor(testapp.As(t, f.app, school.Secretary), f.app, people)
	if err != nil {
		t.Fatal(err)
	}
	kept := f.one("SELECT old_values || new_values FROM journal_details d JOIN journal j ON j.id = d.line WHERE j.verb = 'codes.print'")
	if !strings.Contains(kept, f.mother) || !strings.Contains(kept, f.father) {
		t.Errorf("the journal keeps %s", kept)
	}
	for _, p := range printed {
		if strings.Contains(kept, p.Code) || strings.Contains(kept, strings.ReplaceAll(p.Code, "-", "")) || p.Code == "" {
			t.Errorf("the journal keeps a code: %s", kept)
		}
	}
}
