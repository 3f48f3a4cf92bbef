package notify_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/sms"
	"github.com/openacademie/openacademie/internal/testapp"
)

// keeper is a sender that keeps what it is handed.
type keeper struct {
	pushes, mails []notify.Delivery
	texts         []sms.Text
}

func (k *keeper) Push(_ context.Context, d notify.Delivery) error {
	k.pushes = append(k.pushes, d)
	return nil
}

func (k *keeper) Mail(_ context.Context, d notify.Delivery) error {
	k.mails = append(k.mails, d)
	return nil
}

func (k *keeper) SMS(_ context.Context, _ sms.Gateway, t sms.Text) (string, error) {
	k.texts = append(k.texts, t)
	return "", nil
}

func TestAMessageLeavesInTheLanguageOfItsReader(t *testing.T) {
	app := testapp.New(t)
	f := newFamily(t, app)
	deliver := func() *keeper {
		t.Helper()
		k := &keeper{}
		if _, err := notify.Deliver(context.Background(), app, k); err != nil {
			t.Fatal(err)
		}
		return k
	}
	f.tell("in-french")
	french := deliver().mails
	if len(french) != 1 || !strings.HasPrefix(french[0].Body, "« Séjour à Rome » est ouvert") || strings.Contains(french[0].Body, "Français") {
		t.Fatalf("nobody chose a language: %+v", french)
	}
	if err := school.ChooseLanguage(context.Background(), app, f.actor.AccountID, "en"); err != nil {
		t.Fatal(err)
	}
	f.tell("by-mail")
	mails := deliver().mails
	if len(mails) != 1 {
		t.Fatalf("%d e-mails", len(mails))
	}
	m := mails[0]
	if m.Title != "A trip is open: your answer is expected" || !strings.HasPrefix(m.Body, "“Séjour à Rome” is open to Léonie.") {
		t.Errorf("the e-mail reads %q, %q", m.Title, m.Body)
	}
	if !strings.HasSuffix(m.Body, french[0].Body) {
		t.Errorf("the French is not below: %q", m.Body)
	}
	var kept []string
	if err := app.DB().Select("title").From("messages").Column(&kept); err != nil {
		t.Fatal(err)
	}
	if slices.Contains(kept, m.Title) {
		t.Error("the outbox keeps the translation instead of what the school said")
	}

	service := newPushService(t)
	f.hears(service.subscribe())
	f.tell("by-push")
	pushes := deliver().pushes
	if len(pushes) != 1 || pushes[0].ShortBody != "An answer is expected." || pushes[0].Language != "en" {
		t.Errorf("the notification: %+v", pushes)
	}
}
