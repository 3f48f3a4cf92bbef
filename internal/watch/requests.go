// Package watch is what the machine's keeper sees of a served school: one line of log a request, and the figures of /metrics.
// Neither holds a name, an address, an identifier of a person or of a row: routes are named by their pattern.
package watch

import (
	"crypto/rand"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"
)

const (
	watchID = "openacademie.watch"
	// first is before every middleware of PocketBase: what they refuse is counted too.
	first = -100_000
)

// NewLogger writes lines for machines ("json") or for people ("text"); nil writes none ("off"). ok is false for another word.
func NewLogger(out io.Writer, format string) (logger *slog.Logger, ok bool) {
	switch format {
	case "json":
		return slog.New(slog.NewJSONHandler(out, nil)), true
	case "text":
		return slog.New(slog.NewTextHandler(out, nil)), true
	case "off":
		return nil, true
	}
	return nil, false
}

// Bind watches an app that is about to be served. A nil logger keeps the figures and writes no line.
func Bind(app core.App, logger *slog.Logger, token string) {
	f := newFigures()
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: watchID, Func: func(e *core.ServeEvent) error {
		if err := tameLogs(e.App); err != nil {
			return err
		}
		e.Router.Unbind("pbActivityLogger") // keeps whole addresses, network addresses and browsers
		e.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: watchID, Priority: first, Func: func(e *core.RequestEvent) error {
			return observe(e, f, logger)
		}})
		e.Router.GET("/metrics", func(e *core.RequestEvent) error { return f.serve(e, token) })
		return e.Next()
	}})
	app.OnModelCreate("_logs").BindFunc(func(e *core.ModelEvent) error {
		if line, ok := e.Model.(*core.Log); ok {
			redactLine(line)
			if logger != nil {
				logger.Log(e.Context, slog.Level(line.Level), line.Message, slog.Any("data", line.Data))
			}
		}
		return e.Next()
	})
}

// tameLogs keeps PocketBase's own log without network addresses or accounts, and its zips off. The school's folder decides,
// whatever the dashboard says: it is told again at each start.
func tameLogs(app core.App) error {
	settings, err := app.Settings().Clone()
	if err != nil {
		return err
	}
	const days = 183 // D-17: six to twelve months
	if l := settings.Logs; l.MaxDays == days && !l.LogIP && !l.LogAuthId && settings.Backups.Cron == "" {
		return nil
	}
	settings.Logs.MaxDays, settings.Logs.LogIP, settings.Logs.LogAuthId = days, false, false
	settings.Backups.Cron = ""
	return app.Save(settings)
}

func observe(e *core.RequestEvent, f *figures, logger *slog.Logger) error {
	begun := time.Now()
	out := &counted{ResponseWriter: e.Response}
	e.Response = out
	id := newID()
	out.Header().Set("X-Request-Id", id)
	err := e.Next()
	status := out.status
	if status == 0 {
		status = http.StatusOK
		if err != nil {
			status = router.ToApiError(err).Status
		}
	}
	route := e.Request.Pattern
	if route == "" {
		route = "(aucune)"
	}
	took := max(time.Since(begun), 0) // monotonic: a clock that is set back makes no negative time
	f.count(route, status, took)
	if logger != nil {
		level := slog.LevelInfo
		if status >= http.StatusInternalServerError {
			level = slog.LevelError
		}
		logger.Log(e.Request.Context(), level, "request", slog.String("id", id), slog.String("method", method(e.Request.Method)), slog.String("route", route),
			slog.Int("status", status), slog.Float64("ms", float64(took.Microseconds())/1000), slog.Int64("bytes", out.bytes))
	}
	return err
}

// method names the methods that exist: whatever else was typed says nothing and might say too much.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "(autre)"
}

func newID() string {
	var id [8]byte
	rand.Read(id[:])
	return hex.EncodeToString(id[:])
}

// counted counts what leaves, compressed or not.
type counted struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (c *counted) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *counted) Write(p []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(p)
	c.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController and PocketBase reach what is below: flushing, deadlines, what was written.
func (c *counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// personal finds what an error of a library may repeat: e-mail and network addresses.
var personal = regexp.MustCompile(`[^\s<>"'(),;:]+@[^\s<>"'(),;]+|\b\d{1,3}(?:\.\d{1,3}){3}\b|\[?[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){3,7}\]?`)

func redact(s string) string { return personal.ReplaceAllString(s, "…") }

func redactLine(line *core.Log) {
	line.Message = redact(line.Message)
	for key, value := range line.Data {
		switch v := value.(type) {
		case string:
			line.Data[key] = redact(v)
		case error:
			line.Data[key] = redact(v.Error())
		}
	}
}
