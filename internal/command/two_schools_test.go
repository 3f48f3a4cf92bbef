package command

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/sync/errgroup"

	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// twoSchools opens a real school and a practice one in one process, each bound as the program binds it.
func twoSchools(t *testing.T) (real, practice core.App) {
	t.Helper()
	open := func(name string, kind school.Kind, key string) core.App {
		app, err := school.Open(testapp.Migrated(t, filepath.Join(t.TempDir(), name)), school.Options{Kind: kind, Rules: testapp.Rules(), Key: key, Bind: bindings()})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if app.IsBootstrapped() {
				if err := school.Close(app); err != nil {
					t.Error(err)
				}
			}
		})
		return app
	}
	return open("reelle", school.Real, strings.Repeat("r", 32)), open("entrainement", school.Practice, "")
}

func TestTwoSchoolsShareNoData(t *testing.T) {
	one, other := twoSchools(t)
	pupil := testapp.Row(t, one, "pupils", map[string]any{"last_name": "Martin", "first_name": "Léa"})
	if _, err := other.FindRecordById("pupils", pupil.Id); err == nil {
		t.Error("a pupil of one school is seen in the other")
	}
	for app, wanted := range map[core.App]int64{one: 1, other: 0} {
		if n, err := app.CountRecords("journal"); err != nil || n != wanted {
			t.Errorf("%s: %d lines in the journal, %v", school.DepsOf(app).Kind, n, err)
		}
	}

	// Nor parameters, though both read the same registry of rules.
	accountant := testapp.As(t, one, school.Accountant)
	change := school.NewSetting{Rule: "F-08", Name: "severity", Value: "warn", From: school.Clock(one).Today(), Reason: "Consigne de l’académie"}
	if err := school.SetParameter(accountant, one, change); err != nil {
		t.Fatal(err)
	}
	for app, wanted := range map[core.App]string{one: "warn", other: "block"} {
		regime, err := school.Regime(app, "", "")
		if err != nil {
			t.Fatal(err)
		}
		if got := regime.Parameters.Text("F-08", "severity", "2100-01-01"); got != wanted {
			t.Errorf("%s: F-08 is %s", school.DepsOf(app).Kind, got)
		}
	}
}

func TestTwoSchoolsShareNoClock(t *testing.T) {
	one, other := twoSchools(t)
	due := func(context.Context) error { return nil }
	if err := school.Advance(t.Context(), other, school.PracticeStart.AddDate(0, 1, 0), due); err != nil {
		t.Fatal(err)
	}
	if drift := time.Since(school.Clock(one).Now()).Abs(); drift > time.Minute {
		t.Errorf("the real school's clock is %s off", drift)
	}
	if got := school.Clock(other).Today(); got != "2026-12-16" {
		t.Errorf("the practice school is on %s", got)
	}
	if err := school.Advance(t.Context(), one, time.Now().Add(time.Hour), due); !errors.Is(err, school.ErrNotPractice) {
		t.Errorf("a real clock moved: %v", err)
	}
}

func TestTwoSchoolsShareNoKeys(t *testing.T) {
	one, other := twoSchools(t)
	sealed, err := school.DepsOf(one).Keys.Seal("iban", []byte("FR76"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := school.DepsOf(other).Keys.Open("iban", sealed); err == nil {
		t.Error("one school opens what the other sealed")
	}
	first, err := notify.PublicKey(one)
	if err != nil {
		t.Fatal(err)
	}
	second, err := notify.PublicKey(other)
	if err != nil {
		t.Fatal(err)
	}
	if first == second {
		t.Error("both schools push under the same key")
	}
}

func TestTwoSchoolsShareNoSession(t *testing.T) {
	one, other := twoSchools(t)
	staff := map[string]any{"last_name": "Personne", "email": "personne@exemple.fr", "roles": []school.Role{school.Bursar}}
	person := school.Person{Kind: school.StaffPerson, ID: testapp.Row(t, one, "staff", staff).Id}
	testapp.Row(t, other, "staff", staff)
	account, err := school.AccountFor(t.Context(), one, "personne@exemple.fr", []school.Person{person})
	if err != nil {
		t.Fatal(err)
	}
	token, err := school.OpenSession(t.Context(), one, school.NewSession{AccountID: account, Person: person, AuthLevel: "email_code", Proven: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := school.FindSession(one, token); err != nil {
		t.Errorf("at home: %v", err)
	}
	if _, err := school.FindSession(other, token); !errors.Is(err, school.ErrNoSession) {
		t.Errorf("next door: %v", err)
	}
	code, err := school.RequestCode(t.Context(), one, "personne@exemple.fr")
	if err != nil {
		t.Fatal(err)
	}
	if people, err := school.EnterWithCode(t.Context(), other, "personne@exemple.fr", code); err == nil {
		t.Errorf("a code of one school opens the other for %v", people)
	}
	operator := testapp.OperatorToken(t, one)
	for app, wanted := range map[core.App]int{one: http.StatusOK, other: http.StatusForbidden} {
		answer := testapp.Ask(t, testapp.Handler(t, app), http.MethodGet, "/api/collections/pupils/records", operator, "")
		if answer.Code != wanted {
			t.Errorf("%s: an operator of the real school gets %d", school.DepsOf(app).Kind, answer.Code)
		}
	}
}

// Caches, jobs and background work live and die with their app.
func TestOneSchoolClosesTheOtherGoesOn(t *testing.T) {
	one, other := twoSchools(t)
	for key := range one.Store().GetAll() {
		if strings.HasPrefix(key, "openacademie") && one.Store().Get(key) == other.Store().Get(key) {
			if _, isTime := one.Store().Get(key).(time.Time); !isTime {
				t.Errorf("both schools hold the same %s", key)
			}
		}
	}
	jobs := len(other.Cron().Jobs())
	if jobs == 0 || jobs != len(one.Cron().Jobs()) {
		t.Errorf("%d and %d jobs", len(one.Cron().Jobs()), jobs)
	}
	one.Cron().RemoveAll()
	if got := len(other.Cron().Jobs()); got != jobs {
		t.Errorf("%d jobs left of %d", got, jobs)
	}
	handler := testapp.Handler(t, other)
	testapp.Handler(t, one)
	if err := school.Close(one); err != nil {
		t.Fatal(err)
	}
	testapp.Row(t, other, "pupils", map[string]any{"last_name": "Petit", "first_name": "Noé"})
	if answer := testapp.Ask(t, handler, http.MethodGet, "/healthz", "", ""); answer.Code != http.StatusOK {
		t.Errorf("the other school: %d %s", answer.Code, answer.Body)
	}
}

func TestTwoSchoolsWriteAtTheSameTime(t *testing.T) {
	one, other := twoSchools(t)
	const writers, each = 6, 20
	var group errgroup.Group
	for _, app := range []core.App{one, other} {
		for w := range writers {
			group.Go(func() error {
				for i := range each {
					fields := map[string]any{"code": fmt.Sprintf("%02d%04d", w, i), "label": string(school.DepsOf(app).Kind)}
					if _, err := testapp.Try(app, context.Background(), "mefs", fields); err != nil {
						return err
					}
				}
				return nil
			})
		}
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	for _, app := range []core.App{one, other} {
		kind := string(school.DepsOf(app).Kind)
		own, err := app.FindAllRecords("mefs")
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range own {
			if row.GetString("label") != kind {
				t.Errorf("%s holds a row of the other", kind)
			}
		}
		if len(own) != writers*each {
			t.Errorf("%s: %d rows of %d", kind, len(own), writers*each)
		}
		if err := school.VerifyJournal(app); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
