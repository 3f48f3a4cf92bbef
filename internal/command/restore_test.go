package command

import (
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/content"
	"github.com/openacademie/openacademie/internal/backup"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

func TestWhatIsTooOldOrTooNewIsNotRestored(t *testing.T) {
	now := time.Date(2026, time.November, 16, 8, 0, 0, 0, time.UTC)
	known := core.AppMigrations.Items()[0].File
	for name, tc := range map[string]struct {
		m    backup.Manifest
		old  bool
		says string
	}{
		"of today":            {backup.Manifest{Made: now, KeepDays: 35, Migrations: []string{known}}, false, ""},
		"by a clock ahead":    {backup.Manifest{Made: now.AddDate(0, 1, 0), KeepDays: 35}, false, ""},
		"beyond its days":     {backup.Manifest{Made: now.AddDate(0, 0, -36), KeepDays: 35}, false, "reviendrait"},
		"old and asked for":   {backup.Manifest{Made: now.AddDate(0, 0, -36), KeepDays: 35}, true, ""},
		"of a newer program":  {backup.Manifest{Made: now, Migrations: []string{known, "2099000000_later.go"}}, false, "plus récente"},
		"of newer and of old": {backup.Manifest{Made: now, Migrations: []string{"2099000000_later.go"}}, true, "plus récente"},
	} {
		if err := acceptable(tc.m, tc.old, now); (err == nil) != (tc.says == "") || err != nil && !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestD17TheCopiesLiveAsLongAsThePrivacyPageSays(t *testing.T) {
	app := testapp.New(t)
	days, err := backup.KeepDays(app)
	if err != nil || days != 35 {
		t.Fatalf("%d %v", days, err)
	}
	page, err := content.FS.ReadFile("legal/confidentialite.md")
	if err != nil || !strings.Contains(string(page), "trente-cinq jours") {
		t.Errorf("the privacy page does not say it: %v", err)
	}
}

func TestDoctorComplainsWhenARealSchoolIsNotCopied(t *testing.T) {
	t.Setenv("OPENACADEMIE_KEY", strings.Repeat("k", 32))
	app, err := school.Open(testapp.Migrated(t, t.TempDir()), school.Options{Rules: testapp.Rules()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = school.Close(app) })
	now := time.Now()
	if d := lastCopy(app, now); !d.OK || !strings.Contains(d.Detail, "aucune sauvegarde encore") {
		t.Errorf("just born: %+v", d)
	}
	if d := lastCopy(app, now.Add(2*copyEvery)); d.OK || !strings.Contains(d.Detail, "depuis la création") {
		t.Errorf("never copied: %+v", d)
	}
	if err := backup.Remember(app.DataDir(), now); err != nil {
		t.Fatal(err)
	}
	if d := lastCopy(app, now.Add(time.Hour)); !d.OK || !strings.Contains(d.Detail, "dernière sauvegarde le") {
		t.Errorf("copied: %+v", d)
	}
	if d := lastCopy(app, now.Add(2*copyEvery)); d.OK || !strings.Contains(d.Detail, "il y a 16 jours") {
		t.Errorf("copied long ago: %+v", d)
	}
}
