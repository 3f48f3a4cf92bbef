package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/ui/assets"
)

// leastSqueezed is the size under which compressing costs more than it saves.
const leastSqueezed = 860

// Blob answers with a body, compressed when the reader can read it so. A page shown once (no-store) holds a secret: it leaves
// as it is, so that its size tells nothing about it to who makes the reader ask for it again and again (BREACH).
func (v *Visit) Blob(status int, kind string, body []byte) error {
	header := v.Response.Header()
	secret := strings.HasPrefix(kind, "text/html") && strings.Contains(header.Get("Cache-Control"), "no-store")
	if len(body) < leastSqueezed || secret || !squeezes(kind) {
		return v.RequestEvent.Blob(status, kind, body)
	}
	if !strings.Contains(header.Get("Vary"), "Accept-Encoding") {
		header.Add("Vary", "Accept-Encoding")
	}
	accepted := v.Request.Header.Get("Accept-Encoding")
	if v.shared && assets.Accepts(accepted, "br") {
		if ready := prepared(v.App, body); ready != nil {
			header.Set("Content-Encoding", "br")
			return v.RequestEvent.Blob(status, kind, ready)
		}
	}
	if !assets.Accepts(accepted, "gzip") {
		return v.RequestEvent.Blob(status, kind, body)
	}
	out, ok := buffers.Get().(*bytes.Buffer)
	if !ok {
		out = new(bytes.Buffer)
	}
	defer buffers.Put(out)
	out.Reset()
	if err := gzipped(out, body); err != nil {
		return err
	}
	header.Set("Content-Encoding", "gzip")
	return v.RequestEvent.Blob(status, kind, out.Bytes())
}

// JSON answers with a value, as Blob does.
func (v *Visit) JSON(status int, data any) error {
	body, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("answer in JSON: %w", err)
	}
	return v.Blob(status, "application/json", body)
}

// squeezes tells whether a media type is text: PDF, images and workbooks are compressed already.
func squeezes(kind string) bool {
	return strings.HasPrefix(kind, "text/") || strings.HasPrefix(kind, "application/json") || strings.HasPrefix(kind, "application/xml")
}

// squeezers are reused between answers: a writer of gzip is large, and most of its cost is being made. Level 5 is two or
// three percent larger than the best one, in half the time.
var squeezers = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(io.Discard, 5)
	if err != nil {
		panic("web: " + err.Error()) // a constant: it cannot fail
	}
	return w
}}

func gzipped(out io.Writer, body []byte) error {
	w, ok := squeezers.Get().(*gzip.Writer)
	if !ok {
		w = gzip.NewWriter(out)
	}
	defer squeezers.Put(w)
	w.Reset(out)
	if _, err := w.Write(body); err != nil {
		return fmt.Errorf("compress: %w", err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("compress: %w", err)
	}
	return nil
}

// ready are the pages of a school that everybody reads alike, in brotli, by the digest of what they say. They are few (the rules,
// the legal pages, in six languages); past a number that they never reach, all are forgotten. They live in the app's store.
type ready struct {
	sync.Mutex
	pages map[[sha256.Size]byte][]byte
}

const readyKey = "openacademie.ready"

const mostReady = 2000

// prepared is a public page in brotli; nil while it is being made, once and away from the reader who asks first.
func prepared(app core.App, body []byte) []byte {
	r, ours := app.Store().GetOrSet(readyKey, func() any { return &ready{} }).(*ready)
	if !ours {
		return nil
	}
	key := sha256.Sum256(body)
	r.Lock()
	defer r.Unlock()
	page, known := r.pages[key]
	if known {
		return page
	}
	if r.pages == nil || len(r.pages) >= mostReady {
		r.pages = map[[sha256.Size]byte][]byte{}
	}
	r.pages[key] = nil
	copied := bytes.Clone(body)
	go func() {
		made := assets.Brotlied(copied)
		r.Lock()
		defer r.Unlock()
		r.pages[key] = made
	}()
	return nil
}
