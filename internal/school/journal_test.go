package school_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// written is a journal of a few lines, with and without details.
func written(t *testing.T) *family {
	t.Helper()
	f := newFamily(t)
	ctx := school.WithActor(context.Background(), school.Actor{Kind: school.Guardian, ID: f.mother})
	for n := range 5 {
		e := school.Entry{Verb: fmt.Sprintf("essai.%d", n), Collection: "pupils", ID: f.lea, Note: "F-06 ; V-18"}
		if n%2 == 0 {
			e.Before, e.After = map[string]any{"first_name": "Lea"}, map[string]any{"first_name": "Léa"}
		}
		if err := school.Journal(ctx, f.app, e); err != nil {
			t.Fatal(err)
		}
	}
	if err := school.VerifyJournal(f.app); err != nil {
		t.Fatal(err)
	}
	return f
}

// unsealed drops the triggers: what somebody who holds the file can do.
func (f *family) unsealed() {
	f.t.Helper()
	f.sql("DROP TRIGGER sealed_journal_update", nil)
	f.sql("DROP TRIGGER sealed_journal_delete", nil)
}

func TestTheJournalSaysWhoDidWhat(t *testing.T) {
	t.Parallel()
	f := written(t)
	got := f.one("SELECT actor_kind || ' ' || actor_id || ' ' || verb || ' ' || subject_id || ' ' || note FROM journal ORDER BY line_no DESC LIMIT 1")
	if got != "guardian "+f.mother+" essai.4 "+f.lea+" F-06 ; V-18" {
		t.Errorf("last line: %s", got)
	}
	if gaps := f.one("SELECT COUNT(*) - MAX(line_no) FROM journal"); gaps != "0" {
		t.Errorf("lines are missing: %s", gaps)
	}
	if at := f.one("SELECT MIN(happened_at) FROM journal"); !strings.HasPrefix(at, "2026-11-16") {
		t.Errorf("written at %s: not the school's clock", at)
	}
}

func TestATamperedLineIsFound(t *testing.T) {
	t.Parallel()
	for name, sql := range map[string]string{
		"the verb":           "UPDATE journal SET verb = 'essai.x' WHERE verb = 'essai.2'",
		"the person":         "UPDATE journal SET actor_id = 'autre' WHERE verb = 'essai.2'",
		"the quality":        "UPDATE journal SET actor_kind = 'system' WHERE verb = 'essai.2'",
		"the day":            "UPDATE journal SET happened_at = '2026-01-01 00:00:00.000Z' WHERE verb = 'essai.2'",
		"the object":         "UPDATE journal SET subject_id = 'autre' WHERE verb = 'essai.2'",
		"the collection":     "UPDATE journal SET subject_collection = 'autre' WHERE verb = 'essai.2'",
		"the note":           "UPDATE journal SET note = '' WHERE verb = 'essai.2'",
		"the details":        "UPDATE journal SET details_digest = 'x' WHERE verb = 'essai.2'",
		"a line moved words": "UPDATE journal SET note = '06 ; V-18', subject_id = subject_id || 'F-' WHERE verb = 'essai.2'",
		"a line taken out":   "DELETE FROM journal WHERE verb = 'essai.2'",
		"the first line":     "DELETE FROM journal WHERE line_no = 1",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := written(t)
			if _, err := f.app.DB().NewQuery(sql).Execute(); err == nil {
				t.Fatal("the seal let it through")
			}
			f.unsealed()
			f.sql("DELETE FROM journal_details", nil)
			f.sql(sql, nil)
			if err := school.VerifyJournal(f.app); err == nil || !strings.Contains(err.Error(), "ne se vérifie plus à partir de la ligne") {
				t.Errorf("verified: %v", err)
			}
		})
	}
}

// A person can be erased: what was written of them is emptied, the chain still holds.
func TestTheJournalHoldsWithoutItsDetails(t *testing.T) {
	t.Parallel()
	f := written(t)
	f.sql("UPDATE journal_details SET old_values = '', new_values = '', salt = ''", nil)
	if err := school.VerifyJournal(f.app); err != nil {
		t.Error(err)
	}
	f.sql("DELETE FROM journal_details", nil)
	if err := school.VerifyJournal(f.app); err != nil {
		t.Error(err)
	}
	// The line itself keeps no name: only the salted digest of what was erased.
	if kept := f.one("SELECT COUNT(*) FROM journal WHERE verb || note || actor_id || subject_id LIKE '%Léa%'"); kept != "0" {
		t.Errorf("%s lines keep a name", kept)
	}
}

// What opens a door never stands in the details, whoever writes the row.
func TestTheJournalKeepsNoSecret(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	p := f.person(school.GuardianPerson, f.apart)
	code := f.ask(alone)
	if _, err := f.enter(alone, code); err != nil {
		t.Fatal(err)
	}
	token, account := f.signIn(p)
	letter := f.printed(p)
	user := find(t, f.app, "users", "id", account)
	user.Set("email", "nouvelle@exemple.fr")
	if err := f.app.SaveWithContext(testapp.As(t, f.app, school.Administrator), user); err != nil {
		t.Fatal(err)
	}
	kept := f.one("SELECT COALESCE(GROUP_CONCAT(old_values || new_values), '') FROM journal_details") + f.one("SELECT GROUP_CONCAT(verb || note) FROM journal")
	if !strings.Contains(kept, "nouvelle@exemple.fr") {
		t.Error("the change of address is not in the journal")
	}
	for name, secret := range map[string]string{
		"code": code, "token": token, "letter": letter, "token key": user.TokenKey(),
		"session": f.one("SELECT digest FROM sessions LIMIT 1"), "code's digest": f.one("SELECT digest FROM login_codes LIMIT 1"),
	} {
		if secret == "" || name != "code" && strings.Contains(kept, secret) || strings.Contains(kept, `"`+secret+`"`) {
			t.Errorf("the journal keeps the %s %q", name, secret)
		}
	}
	for _, field := range []string{`"password`, `"tokenKey"`, `"digest"`, `"salt"`} {
		if strings.Contains(kept, field) {
			t.Errorf("the journal keeps %s", field)
		}
	}
}
