package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/internal/trip"
)

// BenchmarkFamilyPage serves the list of a parent of two children, on the fictitious collège: the page that opens most.
func BenchmarkFamilyPage(b *testing.B) {
	benchmarkPage(b, "/a-faire")
}

// BenchmarkAccountPage serves what a family owes and has paid.
func BenchmarkAccountPage(b *testing.B) {
	benchmarkPage(b, "/payer")
}

// BenchmarkFamilyLoad sends 300 requests a second through a real server, whether the earlier ones are answered or not: 95 in
// 100 read a family's pages, 5 sign a commitment or book a payment at the desk. The budget is 15 ms for 95 in 100 of the pages,
// 25 ms for 95 in 100 of the writes. The client works on the same processors.
func BenchmarkFamilyLoad(b *testing.B) {
	app, handler, cookie := familyVisit(b)
	server := httptest.NewServer(handler)
	defer server.Close()
	client := &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 64},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	paths, writes := []string{"/a-faire", "/payer"}, writesOf(b, app, handler)
	for b.Loop() {
		const rate, seconds, everyWrite = 300, 5, 20
		took := make([]time.Duration, rate*seconds)
		var group sync.WaitGroup
		start := time.Now()
		for i := range took {
			due := start.Add(time.Duration(i) * time.Second / rate)
			request, wanted := familyRequest(server.URL+paths[i%len(paths)], cookie), http.StatusOK
			if i%everyWrite == everyWrite-1 {
				request, wanted = writes(server.URL), http.StatusSeeOther
			}
			time.Sleep(time.Until(due))
			group.Go(func() {
				answer, err := client.Do(request)
				if err != nil {
					b.Error(err)
					return
				}
				said, err := io.ReadAll(answer.Body)
				if err := errors.Join(err, answer.Body.Close()); err != nil || answer.StatusCode != wanted {
					b.Errorf("%s %s: status %d: %v\n%s", request.Method, request.URL.Path, answer.StatusCode, err, refusalSaid.Find(said))
				}
				took[i] = time.Since(due)
			})
		}
		group.Wait()
		var read, written []time.Duration
		for i, t := range took {
			if i%everyWrite == everyWrite-1 {
				written = append(written, t)
			} else {
				read = append(read, t)
			}
		}
		report := func(name string, of []time.Duration, share float64) {
			slices.Sort(of)
			b.ReportMetric(float64(of[int(share*float64(len(of)))].Microseconds())/1000, name)
		}
		report("p50-ms", read, .5)
		report("p95-ms", read, .95)
		report("p99-ms", read, .99)
		report("write-p50-ms", written, .5)
		report("write-p95-ms", written, .95)
	}
}

// refusalSaid is what a page says of what it refuses.
var refusalSaid = regexp.MustCompile(`(?s)role="alert".{0,600}`)

func familyRequest(address string, cookie *http.Cookie) *http.Request {
	request := httptest.NewRequest(http.MethodGet, address, nil)
	request.RequestURI = "" // a client sends it
	request.AddCookie(cookie)
	return request
}

// formOf is a form about to be sent.
func formOf(address string, cookie *http.Cookie, form url.Values) *http.Request {
	request := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	request.RequestURI = ""
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.AddCookie(cookie)
	return request
}

// writesOf gives one write after another: the signatures that families are one step from, in turn with transfers booked by the
// accountant, then transfers alone.
func writesOf(b *testing.B, app core.App, handler http.Handler) func(server string) *http.Request {
	type signature struct {
		path, digest string
		cookie       *http.Cookie
	}
	var guardians []string
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	must(app.DB().NewQuery("SELECT DISTINCT guardian FROM guardianships WHERE responsibility = 1 ORDER BY guardian").Column(&guardians))
	digest := regexp.MustCompile(`name="text_digest"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="text_digest"`)
	var ready []signature
	seats := map[string]int{}
	taken := map[string]bool{} // a child's other guardian signs no second time
	for _, guardian := range guardians {
		if len(ready) == 60 {
			break
		}
		actor := school.Actor{Kind: school.Guardian, ID: guardian}
		tasks, err := trip.FamilyTasks(app, actor)
		must(err)
		at := slices.IndexFunc(tasks, func(t school.Task) bool { return t.Kind == "trip.answer" })
		if at < 0 || taken[tasks[at].Href] {
			continue
		}
		journey := strings.Split(tasks[at].Href, "/")[2]
		if seats[journey]++; seats[journey] > 15 { // a trip gets full
			continue
		}
		taken[tasks[at].Href] = true
		s := signature{path: tasks[at].Href, cookie: testapp.SignIn(b, app, actor)}
		for question, value := range map[string]string{"trip_phone": "06 39 98 12 34", "identity_papers": "soon", "insurance": "yes"} {
			handler.ServeHTTP(httptest.NewRecorder(), formOf(s.path+"/engagement", s.cookie, url.Values{"question": {question}, question: {value}}))
		}
		page := httptest.NewRecorder()
		handler.ServeHTTP(page, familyRequest(s.path+"/engagement/relire", s.cookie))
		if found := digest.FindStringSubmatch(page.Body.String()); found != nil {
			s.digest = found[1] + found[2]
			ready = append(ready, s)
		}
	}
	var owing []struct{ Pupil, DebtorID string }
	must(app.DB().NewQuery("SELECT DISTINCT pupil, debtor_id FROM charges WHERE debtor_id != '' ORDER BY pupil").All(&owing))
	if len(ready) < 5 || len(owing) < 10 {
		b.Fatalf("%d signatures and %d payments to try", len(ready), len(owing))
	}
	accountant := testapp.SignIn(b, app, testapp.StaffActor(b, app, school.Accountant))
	today := string(school.Clock(app).Today())
	sent := 0
	return func(server string) *http.Request {
		sent++
		if sent%2 == 0 && len(ready) > 0 {
			s := ready[0]
			ready = ready[1:]
			return formOf(server+s.path+"/signature", s.cookie, url.Values{"text_digest": {s.digest}})
		}
		one := owing[sent%len(owing)]
		return formOf(server+"/gestion/caisse/eleves/"+one.Pupil+"/encaissement", accountant, url.Values{
			"moyen": {"transfer"}, "montant": {"1,00"}, "recu": {today}, "payeur": {one.DebtorID}, "reference": {fmt.Sprintf("VIR %d", sent)}, "jeton": {fmt.Sprintf("essai-%d", sent)},
		})
	}
}

// familyVisit is the practice school, and the session of the guardian who has most to do in it.
func familyVisit(b *testing.B) (core.App, http.Handler, *http.Cookie) {
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
	return app, testapp.Handler(b, app), testapp.SignIn(b, app, school.Actor{Kind: school.Guardian, ID: guardian})
}

func benchmarkPage(b *testing.B, path string) {
	_, handler, cookie := familyVisit(b)
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
