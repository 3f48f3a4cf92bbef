package command

import (
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// The way out of a school whose only administrator has lost everything: whoever holds the machine and its key, with a
// reason, and the journal keeps it.
func TestD11TheMachinesKeeperTakesALostProofAway(t *testing.T) {
	key := strings.Repeat("k", 32)
	t.Setenv("OPENACADEMIE_KEY", key)
	dir := testapp.Migrated(t, t.TempDir())
	inside := func(look func(app *opened)) {
		t.Helper()
		app, err := school.Open(dir, school.Options{Kind: school.Real, Rules: testapp.Rules(), Key: key, Bind: bindings()})
		if err != nil {
			t.Fatal(err)
		}
		look(&opened{t, app})
		if err := school.Close(app); err != nil {
			t.Fatal(err)
		}
	}
	inside(func(o *opened) {
		staff := testapp.Row(t, o.app, "staff", map[string]any{"first_name": "Ada", "last_name": "Seule", "email": "ada@exemple.fr", "roles": []school.Role{school.Administrator}}).Id
		testapp.Row(t, o.app, "second_factors", map[string]any{"staff": staff, "secret_sealed": "x", "made_at": "2026-11-01 08:00:00.000Z"})
		testapp.Row(t, o.app, "recovery_codes", map[string]any{"staff": staff, "digest": strings.Repeat("a", 64)})
	})
	run := func(args ...string) (int, string) {
		var out, complaints strings.Builder
		code := Execute(t.Context(), Call{Args: append([]string{"second-factor", "--dir", dir}, args...), Out: &out, Err: &complaints})
		return code, complaints.String()
	}
	for _, refused := range []struct{ want, says string }{{"ada@exemple.fr", "motif"}, {"autre@exemple.fr", "aucun personnel en fonction"}, {"pas une adresse", "adresse électronique complète"}} {
		if code, said := run(refused.want); code != Refused || !strings.Contains(said, refused.says) {
			t.Errorf("%s: exit %d, %s", refused.want, code, said)
		}
	}
	if code, said := run("Ada@Exemple.fr", "--motif", "téléphone volé, plus aucun administrateur"); code != Fine || !strings.Contains(said, "Ada Seule est retirée") {
		t.Fatalf("exit %d, %s", code, said)
	}
	if code, said := run("ada@exemple.fr", "--motif", "encore"); code != Refused || !strings.Contains(said, "n’a pas enregistré de seconde preuve") {
		t.Errorf("twice: exit %d, %s", code, said)
	}
	inside(func(o *opened) {
		o.want("0", "SELECT (SELECT COUNT(*) FROM second_factors) + (SELECT COUNT(*) FROM recovery_codes) || ''")
		o.want("system téléphone volé, plus aucun administrateur", "SELECT actor_kind || ' ' || note FROM journal WHERE verb = 'connexion.preuve-retiree'")
		o.want("1", "SELECT COUNT(*) || '' FROM messages WHERE kind = 'factor_changed'")
	})
}

type opened struct {
	t   *testing.T
	app core.App
}

func (o *opened) want(wanted, query string) {
	o.t.Helper()
	var got string
	if err := o.app.DB().NewQuery(query).Row(&got); err != nil || got != wanted {
		o.t.Errorf("%s: %q, %v; want %q", query, got, err, wanted)
	}
}
