package watch

import (
	"cmp"
	"crypto/subtle"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/backup"
)

// steps are the limits of the histogram, in seconds: the budgets of the pages stand among them.
var steps = []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10}

type answered struct {
	route  string
	status int
}

// figures are counted since the app was bound.
type figures struct {
	mutex    sync.Mutex
	requests map[answered]int64
	seconds  float64
	total    int64
	within   []int64 // by step, not cumulated
}

func newFigures() *figures {
	return &figures{requests: map[answered]int64{}, within: make([]int64, len(steps))}
}

func (f *figures) count(route string, status int, took time.Duration) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.requests[answered{route, status}]++
	f.total++
	f.seconds += took.Seconds()
	if i, _ := slices.BinarySearch(steps, took.Seconds()); i < len(steps) {
		f.within[i]++
	}
}

// serve answers GET /metrics in Prometheus' text, to whoever holds the token; without one, to this very machine only.
func (f *figures) serve(e *core.RequestEvent, token string) error {
	e.Response.Header().Set("Cache-Control", "no-store")
	if !admitted(e.Request, token) {
		return e.String(http.StatusNotFound, "")
	}
	var out strings.Builder
	f.write(&out)
	if err := writeSchool(&out, e.App); err != nil {
		return e.InternalServerError("", err)
	}
	e.Response.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	return e.String(http.StatusOK, out.String())
}

func admitted(r *http.Request, token string) bool {
	if token != "" {
		return subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+token)) == 1
	}
	for _, proxied := range []string{"X-Forwarded-For", "Forwarded", "Via", "X-Real-Ip", "Fly-Client-Ip"} {
		if r.Header.Get(proxied) != "" {
			return false
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	return err == nil && net.ParseIP(host).IsLoopback()
}

func (f *figures) write(out io.Writer) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	head(out, "openacademie_requests_total", "counter", "Requests answered, by route pattern and status.")
	keys := make([]answered, 0, len(f.requests))
	for key := range f.requests {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b answered) int { return cmp.Or(cmp.Compare(a.route, b.route), cmp.Compare(a.status, b.status)) })
	for _, key := range keys {
		fmt.Fprintf(out, "openacademie_requests_total{route=%q,status=\"%d\"} %d\n", key.route, key.status, f.requests[key])
	}
	head(out, "openacademie_request_seconds", "histogram", "Time to answer.")
	var sum int64
	for i, step := range steps {
		sum += f.within[i]
		fmt.Fprintf(out, "openacademie_request_seconds_bucket{le=\"%g\"} %d\n", step, sum)
	}
	fmt.Fprintf(out, "openacademie_request_seconds_bucket{le=\"+Inf\"} %d\nopenacademie_request_seconds_sum %g\nopenacademie_request_seconds_count %d\n", f.total, f.seconds, f.total)
}

func writeSchool(out io.Writer, app core.App) error {
	var rows []struct {
		Channel string `db:"channel"`
		State   string `db:"state"`
		N       int    `db:"n"`
	}
	if err := app.DB().NewQuery("SELECT channel, state, COUNT(*) AS n FROM deliveries GROUP BY channel, state ORDER BY channel, state").All(&rows); err != nil {
		return fmt.Errorf("deliveries: %w", err)
	}
	head(out, "openacademie_deliveries", "gauge", "Messages by channel and state; failed and gone are the failures.")
	for _, r := range rows {
		fmt.Fprintf(out, "openacademie_deliveries{channel=%q,state=%q} %d\n", r.Channel, r.State, r.N)
	}
	rows = nil
	if err := app.DB().NewQuery("SELECT '' AS channel, state, COUNT(*) AS n FROM jobs GROUP BY state ORDER BY state").All(&rows); err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	head(out, "openacademie_jobs", "gauge", "Long tasks by state.")
	for _, r := range rows {
		fmt.Fprintf(out, "openacademie_jobs{state=%q} %d\n", r.State, r.N)
	}
	at, err := backup.Last(app.DataDir())
	if err != nil {
		return err
	}
	if !at.IsZero() {
		gauge(out, "openacademie_backup_age_seconds", "Age of the last backup.", max(time.Since(at).Seconds(), 0))
	}
	gauge(out, "openacademie_database_bytes", "Size of data.db.", size(app, "data.db"))
	gauge(out, "openacademie_wal_bytes", "Size of its write-ahead log.", size(app, "data.db-wal"))
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	gauge(out, "openacademie_goroutines", "Goroutines.", float64(runtime.NumGoroutine()))
	gauge(out, "openacademie_heap_bytes", "Heap in use.", float64(memory.HeapInuse))
	gauge(out, "openacademie_memory_bytes", "Memory taken from the system by the runtime.", float64(memory.Sys))
	return nil
}

func size(app core.App, name string) float64 {
	about, err := os.Stat(filepath.Join(app.DataDir(), name))
	if err != nil {
		return 0 // no log beside a database at rest
	}
	return float64(about.Size())
}

func head(out io.Writer, name, kind, help string) {
	fmt.Fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

func gauge(out io.Writer, name, help string, value float64) {
	head(out, name, "gauge", help)
	fmt.Fprintf(out, "%s %g\n", name, value)
}
