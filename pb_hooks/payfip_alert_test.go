package pb_hooks_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/pb_hooks"
)

// The accountant is told once a day of each thing to look at, with a number and nothing about anybody.
func TestOnlineConcernsAreToldOnceADay(t *testing.T) {
	p := openPurse(t)
	made := time.Now().Add(-40 * time.Minute).UTC().Format("2006-01-02 15:04:05.000Z")
	for i, row := range []struct{ state, trouble string }{{"opened", ""}, {"opened", ""}, {"to_check", "PayFiP donne un résultat inconnu."}} {
		_, err := p.app.DB().NewQuery("INSERT INTO online_payments (id, attempt_no, refdet, state, amount_cents, pupil, lines, made_at, trouble) VALUES ({:id}, {:n}, {:id}, {:state}, 1000, {:pupil}, '[]', {:made}, {:trouble})").
			Bind(map[string]any{"id": "online00000000" + string(rune('1'+i)), "n": i + 1, "state": row.state, "trouble": row.trouble, "pupil": p.pupil, "made": made}).Execute()
		if err != nil {
			t.Fatal(err)
		}
	}
	told := func() []string {
		t.Helper()
		var bodies []string
		err := p.app.DB().NewQuery("SELECT title || ' ' || body || ' ' || short_title || ' ' || short_body FROM messages WHERE kind = 'payment_trouble' AND body LIKE '%rapprochement du jour%' ORDER BY body").Column(&bodies)
		if err != nil {
			t.Fatal(err)
		}
		return bodies
	}
	for range 2 {
		if err := pb_hooks.RunDue(context.Background(), p.app); err != nil {
			t.Fatal(err)
		}
		bodies := told()
		if len(bodies) != 2 || !strings.Contains(bodies[0], "1 paiement en ligne à vérifier") || !strings.Contains(bodies[1], "2 paiements en ligne sans réponse") {
			t.Fatalf("%q", bodies)
		}
		for _, b := range bodies {
			for _, private := range []string{"Lovelace", "Ada", "10,00", "€"} {
				if strings.Contains(b, private) {
					t.Errorf("%q tells %q", b, private)
				}
			}
		}
	}
	if err := school.Advance(context.Background(), p.app, school.Clock(p.app).Now().Add(24*time.Hour), func(ctx context.Context) error { return pb_hooks.RunDue(ctx, p.app) }); err != nil {
		t.Fatal(err)
	}
	if bodies := told(); len(bodies) != 4 {
		t.Fatalf("the next day: %q", bodies)
	}
}
