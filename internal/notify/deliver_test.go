package notify_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/sms"
	"github.com/openacademie/openacademie/internal/testapp"
)

func same(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("deliveries %v, wanted %v", got, want)
	}
}

func TestPushIsEncryptedSignedAndSaysNothing(t *testing.T) {
	app := testapp.New(t)
	app.Settings().Meta.AppURL = "https://college-jean-moulin.example.fr"
	f, service := newFamily(t, app), newPushService(t)
	f.hears(service.subscribe())
	id := f.tell("", func(m *notify.Message) { m.Badge = 3 })
	f.flush()

	got := service.got()
	if len(got) != 1 {
		t.Fatalf("%d pushes", len(got))
	}
	same(t, f.states(id), "push:sent")
	p := got[0]
	if p.claims.Sub != "https://college-jean-moulin.example.fr" {
		t.Errorf("subject %s", p.claims.Sub)
	}
	if public, _ := notify.PublicKey(app); p.key != public {
		t.Errorf("signed by %s, the school's key is %s", p.key, public)
	}
	if p.header.Get("Topic") != id || p.header.Get("Urgency") != "normal" {
		t.Errorf("headers %v", p.header)
	}
	if p.size > 2048 {
		t.Errorf("%d bytes", p.size)
	}
	var payload struct {
		WebPush      int `json:"web_push"`
		AppBadge     int `json:"app_badge"`
		Notification struct {
			Title, Body, Navigate, Lang, Dir, Tag string
			Silent                                *bool
			AppBadge                              string `json:"app_badge"`
		}
	}
	if err := json.Unmarshal(p.payload, &payload); err != nil {
		t.Fatal(err)
	}
	n := payload.Notification
	if payload.WebPush != 8030 || n.Title != "Open Académie" || n.Body != "Une réponse est attendue." || n.Lang != "fr" || n.Dir != "ltr" || n.Tag != id ||
		n.Silent == nil || *n.Silent || payload.AppBadge != 3 || n.AppBadge != "3" {
		t.Errorf("payload %s", p.payload)
	}
	if want := "https://college-jean-moulin.example.fr/voyages/trip00000000001/enfants/" + f.pupil.Id; n.Navigate != want {
		t.Errorf("opens %s, wanted %s", n.Navigate, want)
	}
	for _, secret := range []string{"Léonie", "MOREL", "Rome"} {
		if strings.Contains(string(p.payload), secret) {
			t.Errorf("the payload says %s", secret)
		}
	}
}

func TestEveryDeviceIsToldOnce(t *testing.T) {
	app := testapp.New(t)
	f, service := newFamily(t, app), newPushService(t)
	f.hears(service.subscribe())
	f.hears(service.subscribe())
	id := f.tell("rappel")
	if again := f.tell("rappel"); again != id {
		t.Fatalf("the same reminder was queued twice: %s and %s", id, again)
	}
	f.flush()
	f.flush()
	if n := len(service.got()); n != 2 {
		t.Fatalf("%d pushes for two devices", n)
	}
	same(t, f.states(id), "push:sent", "push:sent")
}

func TestGoneDeviceIsForgottenAndTheMessageGoesByMail(t *testing.T) {
	for _, status := range []int{http.StatusNotFound, http.StatusGone} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			app := testapp.New(t)
			f, service := newFamily(t, app), newPushService(t)
			f.hears(service.subscribe())
			service.answers(func(w http.ResponseWriter, _ int) { w.WriteHeader(status) })
			id := f.tell("")
			f.flush()
			same(t, f.states(id), "push:gone", "email:sent")
			if n, _ := app.CountRecords("push_subscriptions"); n != 0 {
				t.Fatalf("%d subscriptions left", n)
			}
			if app.TestMailer.TotalSend() != 0 {
				t.Fatal("a practice school wrote to the world")
			}
		})
	}
}

func TestWhatIsToBeKeptGoesByMailBesides(t *testing.T) {
	app := testapp.New(t)
	f, service := newFamily(t, app), newPushService(t)
	f.hears(service.subscribe())
	id, err := notify.Queue(context.Background(), app, notify.TellCommitmentReceipt(notify.Recipient{GuardianID: f.mother.Id},
		"commitment00001", "Séjour à Rome", "Léonie", true, strings.Repeat("ab", 32), "2026-11-16"))
	if err != nil {
		t.Fatal(err)
	}
	f.flush()
	same(t, f.states(id), "email:sent", "push:sent")
}

func TestOneDeviceReachedIsEnough(t *testing.T) {
	app := testapp.New(t)
	f, service := newFamily(t, app), newPushService(t)
	f.hears(service.subscribe())
	f.hears(service.subscribe())
	service.answers(func(w http.ResponseWriter, n int) { w.WriteHeader([]int{http.StatusGone, http.StatusCreated}[(n-1)%2]) })
	id := f.tell("")
	f.flush()
	got := f.states(id)
	slices.Sort(got)
	same(t, got, "push:gone", "push:sent")
}

func TestWithoutDeviceAMailAndWithoutAddressALetter(t *testing.T) {
	app := testapp.New(t)
	f := newFamily(t, app)
	id := f.tell("")
	f.flush()
	same(t, f.states(id), "email:sent")

	f.mother.Set("email", "")
	if err := app.Save(f.mother); err != nil {
		t.Fatal(err)
	}
	id = f.tell("")
	f.flush()
	same(t, f.states(id), "letter:queued")
	var letter string
	_ = app.DB().Select("id").From("deliveries").Where(dbx.HashExp{"message": id}).Row(&letter)
	if err := notify.MarkPrinted(context.Background(), app, letter); err == nil {
		t.Fatal("anybody may say that a letter was printed")
	}
	if err := notify.MarkPrinted(testapp.As(t, app, "secretary"), app, letter); err != nil {
		t.Fatal(err)
	}
	same(t, f.states(id), "letter:sent")
}

func TestBusyServiceIsGivenTheTimeItAsks(t *testing.T) {
	app := testapp.New(t)
	f, service := newFamily(t, app), newPushService(t)
	f.hears(service.subscribe())
	service.answers(func(w http.ResponseWriter, _ int) {
		w.Header().Set("Retry-After", "600")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	before := time.Now()
	id := f.tell("")
	f.flush()
	same(t, f.states(id), "push:queued")
	var next types.DateTime
	_ = app.DB().Select("next_try_at").From("deliveries").Where(dbx.HashExp{"message": id}).Row(&next)
	if wait := next.Time().Sub(before); wait < 590*time.Second || wait > 700*time.Second {
		t.Fatalf("next try in %s", wait)
	}
	f.flush() // not due: nothing leaves
	if service.asked != 1 {
		t.Fatalf("asked %d times", service.asked)
	}
	service.answers(nil)
	f.hasten()
	f.flush()
	same(t, f.states(id), "push:sent")
}

func TestSixTriesThenTheNextChannel(t *testing.T) {
	app := testapp.New(t)
	f, service := newFamily(t, app), newPushService(t)
	f.hears(service.subscribe())
	service.answers(func(w http.ResponseWriter, _ int) { w.WriteHeader(http.StatusServiceUnavailable) })
	id := f.tell("")
	waits := []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 12 * time.Hour}
	for try, wait := range waits {
		before := time.Now()
		f.flush()
		var next types.DateTime
		_ = app.DB().Select("next_try_at").From("deliveries").Where(dbx.HashExp{"message": id}).Row(&next)
		if d := next.Time().Sub(before); d < wait-time.Second || d > wait+30*time.Second {
			t.Fatalf("after try %d: next in %s, wanted %s", try+1, d, wait)
		}
		f.hasten()
	}
	f.flush()
	same(t, f.states(id), "push:failed", "email:sent")
	if service.asked != 6 {
		t.Fatalf("%d tries", service.asked)
	}
}

func TestQuietHoursHoldWhatCanWait(t *testing.T) {
	app := testapp.New(t)
	f, service := newFamily(t, app), newPushService(t)
	f.hears(service.subscribe())
	at(t, app, "2026-11-20", 21, 0) // a Friday evening
	ordinary := f.tell("")
	alarm := f.tell("", urgent)
	f.flush()
	same(t, f.states(ordinary), "push:queued")
	same(t, f.states(alarm), "email:sent", "push:sent") // an alarm never rests on one channel (D-14)
	at(t, app, "2026-11-22", 12, 0)                     // Sunday
	f.flush()
	same(t, f.states(ordinary), "push:queued")
	at(t, app, "2026-11-23", 7, 0)
	f.flush()
	same(t, f.states(ordinary), "push:sent")
	if service.got()[0].header.Get("Urgency") != "high" {
		t.Error("the alarm was not marked as urgent")
	}
}

func TestRetryInTheEveningWaitsForTheMorning(t *testing.T) {
	app := testapp.New(t)
	f, service := newFamily(t, app), newPushService(t)
	f.hears(service.subscribe())
	at(t, app, "2026-11-17", 19, 59)
	service.answers(func(w http.ResponseWriter, _ int) { w.WriteHeader(http.StatusBadGateway) })
	id := f.tell("")
	f.flush()
	service.answers(nil)
	at(t, app, "2026-11-17", 20, 5)
	f.hasten()
	f.flush()
	same(t, f.states(id), "push:queued")
	at(t, app, "2026-11-18", 7, 1)
	f.flush()
	same(t, f.states(id), "push:sent")
}

func TestNotBeforeIsHonoured(t *testing.T) {
	app := testapp.New(t)
	f := newFamily(t, app)
	id := f.tell("", func(m *notify.Message) { m.NotBefore = time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC) })
	f.flush()
	same(t, f.states(id), "email:queued")
	if listed, _ := notify.MessagesOf(app, f.actor, 10); len(listed) != 0 {
		t.Fatal("a message of the day after tomorrow is shown")
	}
	at(t, app, "2026-11-18", 10, 1)
	f.flush()
	same(t, f.states(id), "email:sent")
}

// counter is a sender that counts what it is handed.
type counter struct {
	mu   sync.Mutex
	seen map[string]int
}

func (c *counter) Push(_ context.Context, d notify.Delivery) error { return c.count(d) }
func (c *counter) Mail(_ context.Context, d notify.Delivery) error { return c.count(d) }

func (c *counter) SMS(context.Context, sms.Gateway, sms.Text) (string, error) { return "", nil }

func (c *counter) count(d notify.Delivery) error {
	time.Sleep(time.Millisecond) // so that flushers overlap
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[d.ID]++
	return nil
}

func TestTwoFlushersNeverSendTwice(t *testing.T) {
	app := testapp.New(t)
	f := newFamily(t, app)
	const messages = 60
	for i := range messages {
		f.tell("n°" + strconv.Itoa(i))
	}
	c := &counter{seen: map[string]int{}}
	var flushers sync.WaitGroup
	for range 4 {
		flushers.Go(func() {
			for {
				n, err := notify.Deliver(context.Background(), app, c)
				if err != nil {
					t.Error(err)
				}
				if n == 0 {
					return
				}
			}
		})
	}
	flushers.Wait()
	if len(c.seen) != messages {
		t.Fatalf("%d of %d left", len(c.seen), messages)
	}
	for id, n := range c.seen {
		if n != 1 {
			t.Errorf("%s left %d times", id, n)
		}
	}
}

func TestRolledBackDeedTellsNobody(t *testing.T) {
	app := testapp.New(t)
	f := newFamily(t, app)
	err := app.RunInTransaction(func(tx core.App) error {
		if _, err := notify.Queue(context.Background(), tx, notify.TellTripCancelled(notify.Recipient{GuardianID: f.mother.Id}, "t", "Rome", "p", "Léonie", "Grève.")); err != nil {
			return err
		}
		return context.Canceled
	})
	if err == nil {
		t.Fatal("the transaction went through")
	}
	if n, _ := app.CountRecords("messages"); n != 0 {
		t.Fatalf("%d messages", n)
	}
}
