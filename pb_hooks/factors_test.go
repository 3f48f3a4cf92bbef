package pb_hooks_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// D-11: an account is one person's. The mailbox of the school opens no function, by the page nor by the dashboard; that of a
// service warns; a person without function may be known by either.
func TestD11ASharedMailboxOpensNoFunction(t *testing.T) {
	w := newWorld(t)
	administrator := testapp.StaffActor(t, w.app, school.Administrator)
	give := func(address string, roles ...school.Role) error {
		return w.try(administrator, "staff", map[string]any{"first_name": "Une", "last_name": "Personne", "email": address, "roles": roles})
	}
	for _, address := range []string{"ce.0691234a@ac-exemple.fr", "CE.0691234A@ac-exemple.fr", "ce0691234a@ac-exemple.fr"} {
		w.refused("D-11", give(address, school.Bursar))
	}
	w.must(give("ce.0691234a@ac-exemple.fr"))
	w.must(give("gestion@exemple.fr", school.Bursar))
	if note := w.noteOf("staff.create"); !strings.Contains(note, "D-11") {
		t.Errorf("a service's mailbox passes without a word: %q", note)
	}
	w.must(give("ida.caisse@exemple.fr", school.Bursar))
	someone := testapp.Row(t, w.app, "staff", map[string]any{"first_name": "Sam", "last_name": "Prof", "email": "sam@exemple.fr", "roles": []school.Role{school.Teacher}}).Id
	w.restRefused("D-11", http.MethodPatch, "staff/"+someone, map[string]any{"email": "ce.0691234a@ac-exemple.fr"})
}

// A second proof is its person's: nobody writes it for them, and only the head or an administrator takes one away.
func TestD11NobodyWritesTheProofOfAnother(t *testing.T) {
	w := newWorld(t)
	proof := func(who school.Actor) map[string]any {
		return map[string]any{"staff": who.ID, "secret_sealed": "x", "made_at": "2026-11-16 08:00:00.000Z"}
	}
	for _, other := range []school.Actor{w.head, w.teacher, {Kind: school.Guest}} {
		w.objected(w.try(other, "second_factors", proof(w.bursar)))
	}
	w.must(w.try(w.bursar, "second_factors", proof(w.bursar)))
	id := w.one("second_factors")
	owing := w.bursar
	owing.FactorDue = true
	w.objected(w.write(owing, "second_factors", id, map[string]any{"secret_sealed": "y"}))
	w.objected(w.write(w.bursar, "second_factors", id, map[string]any{"staff": w.teacher.ID}))
	w.restObjected(http.MethodPatch, "second_factors/"+id, map[string]any{"wrong_tries": 0, "secret_sealed": "z"})
	if status := w.rest(http.MethodDelete, "second_factors/"+id, nil).status; status != http.StatusBadRequest {
		t.Errorf("an operator takes a proof away: %d", status)
	}
}
