package pb_hooks_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// household is a pupil with a mother and a father who live apart.
type household struct{ pupil, mother, father *core.Record }

func newHousehold(t testing.TB, app core.App) household {
	t.Helper()
	h := household{
		pupil:  testapp.Row(t, app, "pupils", map[string]any{"last_name": "LE GUEN", "first_name": "Maëlys"}),
		mother: testapp.Row(t, app, "guardians", map[string]any{"last_name": "LE GUEN", "first_name": "Anne", "email": "anne@exemple.fr", "phone_home": "02 98 00 00 01"}),
		father: testapp.Row(t, app, "guardians", map[string]any{
			"last_name": "ROY", "first_name": "Marc", "email": "marc.roy@exemple.fr", "phone_mobile": "+33 6 12 34 56 78", "phone_home": "02 98 00 00 01",
			"address1": "12 rue des Mouettes", "address2": "Le Bourg",
		}),
	}
	for _, g := range []*core.Record{h.mother, h.father} {
		testapp.Row(t, app, "guardianships", map[string]any{"pupil": h.pupil.Id, "guardian": g.Id, "responsibility": 1})
	}
	return h
}

// message is a clean message to the mother, with changes.
func (h household) message(change map[string]any) map[string]any {
	fields := map[string]any{
		"kind": "trip_open", "guardian_id": h.mother.Id, "subject_collection": "pupils", "subject_id": h.pupil.Id,
		"title": "Un document vous attend", "body": "Maëlys est inscrite au séjour à Rome. Reste 120 € à régler ; une aide du fonds social est possible.",
		"short_title": "Open Académie", "short_body": "Une réponse est attendue.", "made_at": time.Now(), "urgent": true,
	}
	for k, v := range change {
		fields[k] = v
	}
	return fields
}

// superuserToken is the key of an operator.
func superuserToken(t testing.TB, app core.App) string {
	t.Helper()
	collection, err := app.FindCollectionByNameOrId(core.CollectionNameSuperusers)
	if err != nil {
		t.Fatal(err)
	}
	operator := core.NewRecord(collection)
	operator.SetEmail("operateur@exemple.fr")
	operator.SetRandomPassword()
	if err := app.Save(operator); err != nil {
		t.Fatal(err)
	}
	token, err := operator.NewAuthToken()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// byOperator writes through REST as a superuser and expects an answer.
func byOperator(t *testing.T, app *tests.TestApp, method, url string, fields map[string]any, status int, content ...string) {
	t.Helper()
	body, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	(&tests.ApiScenario{
		Method: method, URL: url, Body: strings.NewReader(string(body)), ExpectedStatus: status, ExpectedContent: content,
		Headers:        map[string]string{"Authorization": superuserToken(t, app), "Content-Type": "application/json"},
		TestAppFactory: func(testing.TB) *tests.TestApp { return app }, DisableTestAppCleanup: true,
	}).Test(t)
}

func refusedBy(err error, id string) bool {
	var refusal *law.Refusal
	return errors.As(err, &refusal) && refusal.Has(id)
}

// exposed are texts that must not show on a locked screen.
var exposed = map[string]string{
	"an amount":                "Il reste 120 € à régler.",
	"an amount in words":       "Réglez 45,50 euros avant lundi.",
	"a debt":                   "Un impayé vous concerne.",
	"a debt in capitals":       "IMPAYÉ",
	"an aid":                   "Votre demande au fonds social est étudiée.",
	"a grant":                  "Votre dossier de bourse est incomplet.",
	"an illness":               "Complétez la fiche médicale.",
	"an allergy":               "Son allergie est notée.",
	"a care plan":              "Le PAI est à renouveler.",
	"a first name":             "Maëlys attend votre réponse.",
	"a first name, unaccented": "maelys attend votre réponse.",
	"a family name":            "Famille Le Guen : répondez.",
	"a variable":               "Il reste {{amount}} à régler.",
	"a variable of a name":     "{{ prenom }} vous attend.",
}

func TestD13NothingSensitiveOnALockedScreen(t *testing.T) {
	app := testapp.New(t)
	h := newHousehold(t, app)
	ctx := testapp.As(t, app, school.Secretary)
	for name, text := range exposed {
		for _, field := range []string{"title", "short_title", "short_body"} {
			if _, err := testapp.Try(app, ctx, "messages", h.message(map[string]any{field: text})); !refusedBy(err, "D-13") {
				t.Errorf("%s in %s: %v", name, field, err)
			}
		}
	}
	clean, err := testapp.Try(app, ctx, "messages", h.message(nil))
	if err != nil {
		t.Fatalf("a clean message, whose body tells all: %v", err)
	}
	clean.Set("short_body", exposed["a debt"])
	if err := app.SaveWithContext(ctx, clean); !refusedBy(err, "D-13") {
		t.Errorf("made sensitive afterwards: %v", err)
	}
}

func TestD13RefusedThroughQueue(t *testing.T) {
	app := testapp.New(t)
	h := newHousehold(t, app)
	m := notify.TellTripOpen(notify.Recipient{GuardianID: h.mother.Id}, "trip00000000001", "Aide humanitaire à Rome", h.pupil.Id, "Maëlys", "2026-12-01")
	if _, err := notify.Queue(context.Background(), app, m); err != nil {
		t.Fatalf("our own sentences: %v", err)
	}
	m.Dedupe, m.ShortBody = "", "Maëlys est attendue."
	if _, err := notify.Queue(context.Background(), app, m); !refusedBy(err, "D-13") {
		t.Fatalf("a name in a push: %v", err)
	}
}

// A family called Rappel, Voyage or Réponse does not stop the sentences of the house; another text is judged.
func TestD13StandardSentencesNameNobody(t *testing.T) {
	app := testapp.New(t)
	pupil := testapp.Row(t, app, "pupils", map[string]any{"last_name": "REPONSE", "first_name": "Rose"})
	guardian := testapp.Row(t, app, "guardians", map[string]any{"last_name": "REPONSE", "first_name": "Rémi", "email": "r@exemple.fr"})
	testapp.Row(t, app, "guardianships", map[string]any{"pupil": pupil.Id, "guardian": guardian.Id, "responsibility": 1})
	m := notify.TellTripOpen(notify.Recipient{GuardianID: guardian.Id}, "trip00000000001", "Rome", pupil.Id, "Rose", "")
	if _, err := notify.Queue(context.Background(), app, m); err != nil {
		t.Fatal(err)
	}
}

// To somebody else of the school, a first name alone may be a word; the whole name is a pupil's.
func TestD13WholeNameOfAnyPupil(t *testing.T) {
	app := testapp.New(t)
	h := newHousehold(t, app)
	testapp.Row(t, app, "pupils", map[string]any{"last_name": "MARCHÉ", "first_name": "Océane"})
	for text, refused := range map[string]bool{"Sortie au marché demain.": false, "Océane Marché est attendue.": true} {
		_, err := testapp.Try(app, context.Background(), "messages", h.message(map[string]any{"short_body": text}))
		if refusedBy(err, "D-13") != refused {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestD13ModelsOfMessages(t *testing.T) {
	app := testapp.New(t)
	ctx := testapp.As(t, app, school.Secretary)
	for _, c := range []struct {
		name    string
		model   map[string]any
		refused bool
	}{
		{"amount variable in a push", map[string]any{"name": "trip_open", "channel": "push", "subject": "Rappel", "body": "Reste {{amount}}"}, true},
		{"name variable in a push", map[string]any{"name": "trip_open", "channel": "push", "subject": "Départ", "body": "{{pupil.first_name}} part demain"}, true},
		{"debt in the subject of a mail", map[string]any{"name": "trip_open", "channel": "email", "subject": "Impayé", "body": "{{message}}"}, true},
		{"the school's name in a push", map[string]any{"name": "trip_open", "channel": "push", "subject": "{{etablissement}}", "body": "Un document vous attend."}, false},
		{"amount in the body of a mail", map[string]any{"name": "trip_open", "channel": "email", "subject": "Un document vous attend", "body": "Reste 12 €. {{message}}"}, false},
		{"all in a letter", map[string]any{"name": "reminder_formal", "channel": "letter", "body": "Impayé de {{total}} : {{sommes}}"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := testapp.Try(app, ctx, "templates", c.model); refusedBy(err, "D-13") != c.refused || !c.refused && err != nil {
				t.Error(err)
			}
		})
	}
}

func TestD13RefusedToOperators(t *testing.T) {
	const messages, models = "/api/collections/messages/records", "/api/collections/templates/records"
	t.Run("message", func(t *testing.T) {
		app := testapp.New(t)
		h := newHousehold(t, app)
		fields := h.message(map[string]any{"short_body": "Il reste 120 € à régler."})
		byOperator(t, app, http.MethodPost, messages, fields, http.StatusBadRequest, `"code":"D-13"`, "contient un montant", "au nom de l’établissement")
	})
	t.Run("model", func(t *testing.T) {
		app := testapp.New(t)
		fields := map[string]any{"name": "reminder", "channel": "push", "subject": "Relance", "body": "Impayé de {{amount}}"}
		byOperator(t, app, http.MethodPost, models, fields, http.StatusBadRequest, `"code":"D-13"`)
	})
	t.Run("clean model", func(t *testing.T) {
		app := testapp.New(t)
		fields := map[string]any{"name": "answer_expected", "channel": "push", "subject": "Rappel", "body": "Une réponse est attendue."}
		byOperator(t, app, http.MethodPost, models, fields, http.StatusOK, `"id":`)
	})
	t.Run("update", func(t *testing.T) {
		app := testapp.New(t)
		h := newHousehold(t, app)
		id := testapp.Row(t, app, "messages", h.message(nil)).Id
		byOperator(t, app, http.MethodPatch, messages+"/"+id, map[string]any{"title": "Allergie de Maëlys"}, http.StatusBadRequest, `"code":"D-13"`)
	})
}

func TestD15OrdinaryMessageInThePauseIsOnlyWarned(t *testing.T) {
	app := testapp.New(t)
	h := newHousehold(t, app)
	night := time.Date(2026, 11, 17, 21, 30, 0, 0, time.UTC)
	for _, urgent := range []bool{false, true} {
		record, err := testapp.Try(app, context.Background(), "messages", h.message(map[string]any{"urgent": urgent, "not_before": night}))
		if err != nil {
			t.Fatalf("urgent %t: %v", urgent, err)
		}
		facts, err := notify.LoadMessageFacts(app, record)
		if err != nil {
			t.Fatal(err)
		}
		regime, err := school.Regime(app, "", "")
		if err != nil {
			t.Fatal(err)
		}
		found := notify.MessageRules.Check(facts, regime)
		if warned := len(found) == 1 && found[0].Rule == "D-15" && found[0].Severity == law.Warn; warned == urgent {
			t.Errorf("urgent %t: %+v", urgent, found)
		}
	}
}

func TestI10OneParentNeverReadsTheOthersContact(t *testing.T) {
	app := testapp.New(t)
	h := newHousehold(t, app)
	ctx := testapp.As(t, app, school.Head)
	for name, body := range map[string]string{
		"address":               "L’autre responsable : Marc.Roy@exemple.fr.",
		"mobile":                "Appelez le 06 12 34 56 78.",
		"mobile, written dense": "Appelez le 0612345678",
		"mobile, international": "Appelez le +33 (0)6.12.34.56.78",
		"where he lives":        "Maëlys est chez son père, 12, rue des Mouettes.",
	} {
		if _, err := testapp.Try(app, ctx, "messages", h.message(map[string]any{"body": body})); !refusedBy(err, "I-10") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := testapp.Try(app, ctx, "messages", h.message(map[string]any{"body": body, "guardian_id": h.father.Id})); err != nil {
			t.Errorf("%s, to himself: %v", name, err)
		}
	}
	for name, body := range map[string]string{
		"her own address":           "Votre adresse est anne@exemple.fr.",
		"the number they share":     "Nous avons le 02 98 00 00 01.",
		"a place named like a line": "La sortie passe par Le Bourg.",
		"another number":            "Le secrétariat répond au 02 98 11 22 33.",
	} {
		if _, err := testapp.Try(app, ctx, "messages", h.message(map[string]any{"body": body})); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestI10TheSchoolsOwnNumberIsNoSecret(t *testing.T) {
	app := testapp.New(t)
	h := newHousehold(t, app)
	testapp.Row(t, app, "school", map[string]any{
		"uai": "0290001A", "name": "Collège", "kind": "college", "time_zone": "Europe/Paris", "phone": "06 12 34 56 78", "address": "12 rue des Mouettes",
	})
	if _, err := testapp.Try(app, context.Background(), "messages", h.message(map[string]any{"body": "Collège, 12 rue des Mouettes, 06 12 34 56 78."})); err != nil {
		t.Fatal(err)
	}
}

func TestI10RefusedToOperators(t *testing.T) {
	app := testapp.New(t)
	h := newHousehold(t, app)
	byOperator(t, app, http.MethodPost, "/api/collections/messages/records", h.message(map[string]any{"body": "Son adresse : marc.roy@exemple.fr"}),
		http.StatusBadRequest, `"code":"I-10"`, "coordonnées de l’autre responsable")
}

func TestOperatorsDoNotSpeakForTheSchool(t *testing.T) {
	t.Run("write a message", func(t *testing.T) {
		app := testapp.New(t)
		h := newHousehold(t, app)
		byOperator(t, app, http.MethodPost, "/api/collections/messages/records", h.message(nil), http.StatusBadRequest, `"code":"refused"`, "au nom de l’établissement")
	})
	t.Run("send a message elsewhere", func(t *testing.T) {
		app := testapp.New(t)
		h := newHousehold(t, app)
		id := testapp.Row(t, app, "messages", h.message(nil)).Id
		byOperator(t, app, http.MethodPost, "/api/collections/deliveries/records",
			map[string]any{"message": id, "channel": "email", "address": "curieux@exemple.fr", "state": "queued"}, http.StatusBadRequest, `"code":"refused"`)
	})
	t.Run("erase what was said", func(t *testing.T) {
		app := testapp.New(t)
		h := newHousehold(t, app)
		id := testapp.Row(t, app, "messages", h.message(nil)).Id
		byOperator(t, app, http.MethodDelete, "/api/collections/messages/records/"+id, nil, http.StatusBadRequest, `"code":"refused"`)
	})
	t.Run("subscribe a device for somebody", func(t *testing.T) {
		app := testapp.New(t)
		h := newHousehold(t, app)
		account, err := school.AccountFor(context.Background(), app, "anne@exemple.fr", []school.Person{{Kind: school.GuardianPerson, ID: h.mother.Id}})
		if err != nil {
			t.Fatal(err)
		}
		byOperator(t, app, http.MethodPost, "/api/collections/push_subscriptions/records", map[string]any{
			"account": account, "guardian_id": h.mother.Id, "endpoint": "https://push.exemple.fr/1", "p256dh": "x", "auth_secret": "x",
		}, http.StatusBadRequest, `"code":"refused"`)
	})
}

func TestDeliveryEndsInOneState(t *testing.T) {
	app := testapp.New(t)
	h := newHousehold(t, app)
	message := testapp.Row(t, app, "messages", h.message(nil))
	delivery := testapp.Row(t, app, "deliveries", map[string]any{"message": message.Id, "channel": "email", "address": "anne@exemple.fr", "state": "sent"})
	delivery.Set("state", "queued")
	var refusal *law.Refusal
	if err := app.Save(delivery); !errors.As(err, &refusal) {
		t.Fatalf("sent again: %v", err)
	}
}

func TestOldAddressIsToldWhenAnOperatorChangesIt(t *testing.T) {
	app := testapp.New(t)
	h := newHousehold(t, app)
	account, err := school.AccountFor(context.Background(), app, "anne@exemple.fr", []school.Person{{Kind: school.GuardianPerson, ID: h.mother.Id}})
	if err != nil {
		t.Fatal(err)
	}
	byOperator(t, app, http.MethodPatch, "/api/collections/users/records/"+account, map[string]any{"email": "anne.nouvelle@exemple.fr"}, http.StatusOK, `"id":`)
	lines, err := notify.Outbox(app, school.Actor{}, notify.Filter{})
	if err != nil || len(lines) != 1 || lines[0].Kind != notify.AccountChanged || lines[0].Deliveries[0].Address != "anne@exemple.fr" {
		t.Fatalf("outbox %+v, %v", lines, err)
	}
}
