package pb_hooks_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

func modelNamed(t *testing.T, key string) school.TextModel {
	t.Helper()
	for _, m := range append(money.ReminderModels(), notify.Models()...) {
		if m.Key() == key {
			return m
		}
	}
	t.Fatalf("no model %s", key)
	return school.TextModel{}
}

// A text of the school is refused for what it threatens, forgets or makes up, by page, by the API and by staff without the right.
func TestF04NoTextThreatens(t *testing.T) {
	p := openPurse(t)
	admin := testapp.As(t, p.app, school.Administrator)
	ask := p.operator()
	reminder := modelNamed(t, "reminder_amicable-letter")
	for body, says := range map[string]string{
		"{{sommes}} Sans règlement, votre enfant ne pourra pas participer.": "menace",
		"{{sommes}} Un huissier passera.":                                   "menace",
		"Merci de régler ce qui reste dû.":                                  "{{sommes}}",
		"{{sommes}} pour {{enfant}}":                                        "n’existe pas",
		"{{sommes}}" + strings.Repeat(" merci", 600):                        "3 000",
	} {
		if err := school.SaveWording(admin, p.app, reminder, "", body); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%.60q by a page: %v", body, err)
		}
		fields := map[string]any{"name": reminder.Name, "channel": reminder.Channel, "body": body}
		if status, answer := ask(http.MethodPost, "templates/records", fields); status != http.StatusBadRequest || !strings.Contains(answer, says) {
			t.Errorf("%.60q by an operator: %d %s", body, status, answer)
		}
	}
	if err := school.SaveWording(testapp.As(t, p.app, school.Teacher), p.app, reminder, "", "{{sommes}}"); err == nil {
		t.Error("saved by who does not set the school")
	}
	if status, answer := ask(http.MethodPost, "templates/records", map[string]any{"name": "invented", "channel": "push", "body": "Bonjour"}); status != http.StatusBadRequest || !strings.Contains(answer, "n’existe pas") {
		t.Errorf("a text that nothing sends: %d %s", status, answer)
	}
	// Said so by the program itself, a formal notice keeps its words.
	if err := school.SaveWording(admin, p.app, modelNamed(t, "reminder_formal-letter"), "", "Nous vous mettons en demeure : {{sommes}}"); err != nil {
		t.Error(err)
	}
}

// What leaves is the newest version; the older ones stay, and the program's own comes back when the school asks for it.
func TestTheSchoolsOwnWordsLeaveWithTheirVersions(t *testing.T) {
	p := openPurse(t)
	admin := testapp.As(t, p.app, school.Administrator)
	letter, mail, push := modelNamed(t, "reminder_amicable-letter"), modelNamed(t, "reminder-email"), modelNamed(t, "reminder-push")
	for _, save := range []struct {
		m             school.TextModel
		subject, body string
	}{
		{letter, "", "Premier essai : {{sommes}}"},
		{letter, "", "Il nous semble que ceci reste à régler :\n\n{{sommes}}"},
		{letter, "", "Il nous semble que ceci reste à régler :\n\n{{sommes}}"}, // saved again: no version more
		{mail, "Un mot de l’intendance", "Bonjour,\n\n{{message}}\n\nL’intendance de {{etablissement}}"},
		{push, "L’intendance", "Un mot vous attend."},
	} {
		if err := school.SaveWording(admin, p.app, save.m, save.subject, save.body); err != nil {
			t.Fatal(err)
		}
	}
	p.charge(12000)
	p.on("2026-12-21")
	if err := money.SendReminders(p.bursar, p.app, money.Ower{GuardianID: p.guardian}); err != nil {
		t.Fatal(err)
	}
	sent, err := p.app.FindFirstRecordByData("messages", "kind", "reminder")
	if err != nil {
		t.Fatal(err)
	}
	body := sent.GetString("body")
	for _, says := range []string{"Bonjour,\n\nIl nous semble", "120,00", "\n\nL’intendance de"} {
		if !strings.Contains(body, says) {
			t.Errorf("%q is not in %q", says, body)
		}
	}
	if strings.Contains(body, "{{") || sent.GetString("title") != "Un mot de l’intendance" || sent.GetString("short_title") != "L’intendance" || sent.GetString("short_body") != "Un mot vous attend." {
		t.Errorf("message: %q %q %q %q", sent.GetString("title"), body, sent.GetString("short_title"), sent.GetString("short_body"))
	}
	administrator := testapp.StaffActor(t, p.app, school.Administrator)
	versions, err := school.WordingVersions(p.app, administrator, letter)
	if err != nil || len(versions) != 2 || versions[0].Version != 2 || versions[0].By == "" || !strings.Contains(versions[1].Body, "Premier essai") {
		t.Fatalf("versions: %+v %v", versions, err)
	}
	row, err := p.app.FindFirstRecordByData("templates", "version_no", 1)
	if err != nil {
		t.Fatal(err)
	}
	ask := p.operator()
	for method, fields := range map[string]map[string]any{http.MethodPatch: {"body": "{{sommes}} !"}, http.MethodDelete: nil} {
		if status, answer := ask(method, "templates/records/"+row.Id, fields); status != http.StatusBadRequest {
			t.Errorf("%s of a version: %d %s", method, status, answer)
		}
	}
	if err := school.SaveWording(admin, p.app, letter, "", ""); err != nil {
		t.Fatal(err)
	}
	if back, err := school.WordingOf(p.app, letter); err != nil || back.Body != letter.Body || back.Version != 3 {
		t.Errorf("back to the program's own: %+v %v", back, err)
	}
}
