package pb_hooks_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// Papers of care are refused by the name of the paper, by the family's page, the organiser's and the API; the others are not.
func TestD03PapersOfCareAreNotKept(t *testing.T) {
	b := openBureau(t)
	request := b.asked(b.fixed, b.adas)
	file := []byte("%PDF-1.7\nune page")
	for _, name := range []string{"PAI de Léa", "Certificat médical", "certificats medicaux 2026", "Notification MDPH", "Ordonnance médicale"} {
		if err := aid.AddPaper(b.anne, b.app, request, name, file); !refusedBy(err, "D-03") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"Avis d’imposition", "Ordonnance du juge aux affaires familiales", "Attestation de la CAF"} {
		if err := aid.AddPaper(b.anne, b.app, request, name, file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	body := fmt.Sprintf(`{"request":%q,"label":"Carnet de santé","media":"application/pdf"}`, request)
	answer := testapp.Ask(t, testapp.Handler(t, b.app), http.MethodPost, "/api/collections/aid_documents/records", testapp.OperatorToken(t, b.app), body)
	if answer.Code != http.StatusBadRequest || !strings.Contains(answer.Body.String(), "D-03") {
		t.Errorf("by an operator: %d %s", answer.Code, answer.Body)
	}
}

func TestD03AnOrganiserDoesNotAskForThem(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(museum())
	asked := func(label string) map[string]any {
		return map[string]any{"trip": id, "kind": "other", "label": label, "audience": "pupils"}
	}
	w.refused("D-03", w.try(w.teacher, "documents_asked", asked("Certificat médical de non contre-indication")))
	w.restRefused("D-03", "POST", "documents_asked", asked("PAI"))
	w.must(w.try(w.teacher, "documents_asked", asked("Autorisation de baignade")))
}

// A school's texts load nothing from elsewhere; a link is enough.
func TestD06TheSchoolsTextsLoadNothingFromElsewhere(t *testing.T) {
	p := openPurse(t)
	admin, ask := testapp.As(t, p.app, school.Administrator), p.operator()
	mail := modelNamed(t, "trip_open-email")
	for _, text := range []string{"{{message}} ![plan](https://cartes.example/plan.png)", "{{message}} <iframe src=x>", "{{message}} <IMG src='//x'>", "{{message}}\n![]( //pixel.example/1.gif )"} {
		if err := school.SaveWording(admin, p.app, mail, "Un voyage est ouvert", text); !refusedBy(err, "D-06") {
			t.Errorf("%s: %v", text, err)
		}
		status, body := ask(http.MethodPost, "templates/records", map[string]any{"name": mail.Name, "channel": mail.Channel, "subject": "Un voyage est ouvert", "body": text})
		if status != http.StatusBadRequest || !strings.Contains(body, "D-06") {
			t.Errorf("%s by an operator: %d %s", text, status, body)
		}
	}
	letter := map[string]any{"kind": "model", "version_no": 1, "blocks": []map[string]any{{"name": "engagement", "title": "Engagement", "on": true, "text": "<video src='https://x.example/v'>"}}, "made_at": "2026-11-16 09:00:00.000Z"}
	if _, err := testapp.Try(p.app, admin, "letters", letter); !refusedBy(err, "D-06") {
		t.Errorf("a letter: %v", err)
	}
	if err := school.SaveWording(admin, p.app, mail, "Un voyage est ouvert", "{{message}}\n\nLe plan : [ici](https://cartes.example/plan)"); err != nil {
		t.Errorf("a link: %v", err)
	}
}
