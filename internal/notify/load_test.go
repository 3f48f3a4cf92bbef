package notify_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/SherClockHolmes/webpush-go"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// taken answers as a push service that takes everything, without a line.
type taken struct{}

func (taken) Do(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusCreated, Body: http.NoBody}, nil
}

// cryptographyAlone is how long one notification takes to encrypt and sign, in nanoseconds, with every core at work.
func cryptographyAlone(b *testing.B, s notify.Subscription, n int) float64 {
	b.Helper()
	private, public, err := webpush.GenerateVAPIDKeys()
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	var crew sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		crew.Go(func() {
			for range n / runtime.GOMAXPROCS(0) {
				_, err := webpush.SendNotificationWithContext(context.Background(), []byte(`{"web_push":8030}`), &webpush.Subscription{
					Endpoint: s.Endpoint, Keys: webpush.Keys{P256dh: s.P256dh, Auth: s.Auth},
				}, &webpush.Options{HTTPClient: taken{}, RecordSize: 2048, Subscriber: "https://college.exemple.fr", TTL: 60, VAPIDPublicKey: public, VAPIDPrivateKey: private})
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	crew.Wait()
	return float64(time.Since(start).Nanoseconds()) / float64(n)
}

// BenchmarkTenThousandNotifications sends ten thousand queued notifications to a push service on this machine, and measures the
// same number encrypted and signed alone, with every core at work: the ratio is what the outbox costs besides.
//
//	go test ./internal/notify -run '^$' -bench TenThousand -benchtime 1x
func BenchmarkTenThousandNotifications(b *testing.B) {
	const n = 10000
	app := testapp.New(b)
	f, devices := newFamily(b, app), newPushService(b)
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusCreated)
	}))
	b.Cleanup(plain.Close)
	s := devices.subscribe()
	s.Endpoint = plain.URL + "/push/1"
	f.hears(s)
	for b.Loop() {
		b.StopTimer()
		for batch := range n / 500 {
			err := school.InTransaction(context.Background(), app, func(ctx context.Context, tx core.App) error {
				for i := range 500 {
					m := notify.TellTripOpen(notify.Recipient{GuardianID: f.mother.Id}, "trip00000000001", "Rome", f.pupil.Id, "Léonie", "")
					m.Dedupe = fmt.Sprintf("%d-%d-%d", b.N, batch, i)
					if _, err := notify.Queue(ctx, tx, m); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		alone := cryptographyAlone(b, s, n)
		b.StartTimer()
		start := time.Now()
		if err := notify.Flush(context.Background(), app); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		sent, err := app.CountRecords("deliveries")
		if err != nil || sent < n {
			b.Fatalf("%d sent, %v", sent, err)
		}
		each := float64(time.Since(start).Nanoseconds()) / n
		b.ReportMetric(1e9/each, "sent/s")
		b.ReportMetric(alone, "ns/crypto")
		b.ReportMetric(each/alone, "ratio")
		b.StartTimer()
	}
}
