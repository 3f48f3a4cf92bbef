package command

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// BenchmarkFamilyPage serves the list of a parent of two children, on the fictitious collège: the page that opens most.
func BenchmarkFamilyPage(b *testing.B) {
	benchmarkPage(b, "/a-faire")
}

// BenchmarkAccountPage serves what a family owes and has paid.
func BenchmarkAccountPage(b *testing.B) {
	benchmarkPage(b, "/payer")
}

// BenchmarkFamilyLoad sends 300 requests a second to a family's pages, whether the earlier ones are answered or not, through
// a real server: the budget is 15 ms for 95 in 100 of them. The client works on the same processors.
func BenchmarkFamilyLoad(b *testing.B) {
	handler, cookie := familyVisit(b)
	server := httptest.NewServer(handler)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	paths := []string{"/a-faire", "/payer"}
	for b.Loop() {
		const rate, seconds = 300, 5
		took := make([]time.Duration, rate*seconds)
		var group sync.WaitGroup
		start := time.Now()
		for i := range took {
			due := start.Add(time.Duration(i) * time.Second / rate)
			time.Sleep(time.Until(due))
			group.Go(func() {
				request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, server.URL+paths[i%len(paths)], nil)
				if err != nil {
					b.Error(err)
					return
				}
				request.AddCookie(cookie)
				answer, err := client.Do(request)
				if err != nil {
					b.Error(err)
					return
				}
				_, err = io.Copy(io.Discard, answer.Body)
				if err := errors.Join(err, answer.Body.Close()); err != nil || answer.StatusCode != http.StatusOK {
					b.Errorf("status %d: %v", answer.StatusCode, err)
				}
				took[i] = time.Since(due)
			})
		}
		group.Wait()
		slices.Sort(took)
		for name, share := range map[string]float64{"p50-ms": .5, "p95-ms": .95, "p99-ms": .99} {
			b.ReportMetric(float64(took[int(share*float64(len(took)))].Microseconds())/1000, name)
		}
	}
}

// familyVisit is the practice school, and the session of the guardian who has most to do in it.
func familyVisit(b *testing.B) (http.Handler, *http.Cookie) {
	pages, err := rulePages()
	if err != nil {
		b.Fatal(err)
	}
	app, err := school.Open(b.TempDir(), school.Options{Kind: school.Practice, Rules: pages, Bind: bindings()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := school.Close(app); err != nil {
			b.Error(err)
		}
	})
	if err := seed(context.Background(), app); err != nil {
		b.Fatal(err)
	}
	var guardian string
	err = app.DB().NewQuery(`SELECT g.guardian FROM guardianships g JOIN pupils p ON p.id = g.pupil JOIN classes c ON c.id = p.class
		WHERE g.responsibility = 1 GROUP BY g.guardian ORDER BY SUM(c.code IN ('4B', '4C', '5A', '5B')) DESC, COUNT(*) DESC LIMIT 1`).Row(&guardian)
	if err != nil {
		b.Fatal(err)
	}
	return testapp.Handler(b, app), testapp.SignIn(b, app, school.Actor{Kind: school.Guardian, ID: guardian})
}

func benchmarkPage(b *testing.B, path string) {
	handler, cookie := familyVisit(b)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			request := httptest.NewRequest(http.MethodGet, path, nil)
			request.AddCookie(cookie)
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, request)
			if answer.Code != http.StatusOK {
				b.Fatalf("status %d", answer.Code)
			}
		}
	})
}
