package account_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// In a real school, whoever touches money registers a telephone before anything else: no page of theirs opens, no deed
// passes, and the page of enrolment is the only way on. A teacher is asked nothing.
func TestD11ARealSchoolHasMoneyEnrolFirst(t *testing.T) {
	t.Parallel()
	h := open(t)
	bursar := h.row("staff", map[string]any{"first_name": "Ida", "last_name": "Caisse", "email": "ida@exemple.fr", "roles": []school.Role{school.Bursar}})
	person, err := school.FindPerson(h.app, school.StaffPerson, bursar)
	if err != nil {
		t.Fatal(err)
	}
	account, err := school.AccountFor(context.Background(), h.app, person.Email, []school.Person{person})
	if err != nil {
		t.Fatal(err)
	}
	token, err := school.OpenSession(context.Background(), h.app, school.NewSession{AccountID: account, Person: person, AuthLevel: "email_code"})
	if err != nil {
		t.Fatal(err)
	}
	teacher := h.as(school.Staff, h.teacher)
	b := h.browser()
	b.cookies[sessionCookie] = token
	b.get("/moi") // a practice school asks those who registered only

	school.DepsOf(h.app).Kind = school.Real
	if to := b.send(http.MethodGet, "/moi", nil).Header().Get("Location"); !strings.HasPrefix(to, "/connexion/preuve?") {
		t.Fatalf("a page opens: %s", to)
	}
	if to := b.send(http.MethodGet, "/connexion/preuve", nil).Header().Get("Location"); to != "/connexion/preuve/nouvelle" {
		t.Fatalf("who has no telephone yet is sent to %s", to)
	}
	for _, deed := range []string{"/moi/sessions/fin", "/moi/codes-de-secours"} {
		if to := b.post(deed, "code", "000000"); to != "/connexion/preuve" {
			t.Errorf("%s passes: %s", deed, to)
		}
	}
	page := b.get("/connexion/preuve/nouvelle")
	if strings.Contains(page, "le code du moment est") {
		t.Error("a real school gives the code away")
	}
	says(t, b.refused("/connexion/preuve/nouvelle", "cle", match(t, sealedKey, page), "code", "000000"), "Ce code n’est pas le bon")
	teacher.get("/moi")
}

// Two persons are needed: nobody takes their own proof away, by the page nor by the operation, even with the right to.
func TestD11NobodyTakesTheirOwnProofAway(t *testing.T) {
	t.Parallel()
	h := open(t)
	head := testapp.StaffActor(t, h.app, school.Head)
	h.row("second_factors", map[string]any{"staff": head.ID, "secret_sealed": "x", "made_at": "2026-11-01 08:00:00.000Z"})
	err := school.ResetFactor(school.WithActor(context.Background(), head), h.app, head.ID, "perdu")
	if err == nil || !strings.Contains(err.Error(), "Personne ne retire sa propre preuve") {
		t.Fatalf("%v", err)
	}
	if err := school.ResetFactor(testapp.As(t, h.app, school.Administrator), h.app, head.ID, "perdu, reconnu de vive voix"); err != nil {
		t.Fatal(err)
	}
	if n := h.one("SELECT COUNT(*) || '' FROM second_factors"); n != "0" {
		t.Errorf("%s proofs left", n)
	}
}
