package pb_hooks_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// By whom the school lets others say who somebody is: the administrator alone, never the dashboard; each person links their
// own account, in a session that one of our codes opened.
func TestTheDoorsOfIdentityProviders(t *testing.T) {
	w := newWorld(t)
	administrator := testapp.StaffActor(t, w.app, school.Administrator)
	provider := map[string]any{
		"name": "EduConnect", "audience": "family", "issuer": "http://127.0.0.1:9", "client_id": "x", "secret_sealed": "y", "match_by": "subject", "made_at": "2026-11-16 08:00:00.000Z",
	}
	for _, other := range []school.Actor{w.head, w.bursar, w.guardian(w.mother), {Kind: school.Guest}} {
		w.objected(w.try(other, "identity_providers", provider))
	}
	w.restObjected(http.MethodPost, "identity_providers", provider)
	for field, wrong := range map[string]string{"issuer": "https://educonnect.example", "client_id": "", "secret_sealed": "", "name": " "} {
		bad := map[string]any{}
		for k, v := range provider {
			bad[k] = v
		}
		bad[field] = wrong
		if w.try(administrator, "identity_providers", bad) == nil {
			t.Errorf("%s %q is taken", field, wrong)
		}
	}
	w.must(w.try(administrator, "identity_providers", provider))
	id := w.one("identity_providers")

	mother, father := w.guardian(w.mother), w.guardian(w.father)
	link := map[string]any{"provider": id, "digest": strings.Repeat("0", 64), "guardian": w.mother, "made_at": "2026-11-16 08:00:00.000Z"}
	shared, elsewhere, bare := mother, mother, mother
	shared.SharedAddress, elsewhere.AuthLevel, bare.SessionID = true, "oidc", ""
	for _, other := range []school.Actor{father, w.head, administrator, shared, elsewhere, bare, {Kind: school.Guest}} {
		w.objected(w.try(other, "identity_links", link))
	}
	w.restObjected(http.MethodPost, "identity_links", link)
	w.must(w.try(mother, "identity_links", link))
	made := w.one("identity_links")
	w.objected(w.write(mother, "identity_links", made, map[string]any{"guardian": w.father}))
	w.objected(w.write(father, "identity_links", made, map[string]any{"guardian": w.father}))
	w.restObjected(http.MethodPatch, "identity_links/"+made, map[string]any{"guardian": w.father})
	if gone := w.rest(http.MethodDelete, "identity_links/"+made, nil).status; gone != http.StatusNoContent {
		t.Errorf("an operator revokes: %d", gone)
	}
}
