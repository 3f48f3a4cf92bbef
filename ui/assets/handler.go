package assets

import (
	"bytes"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// Prefix is where Handler must be mounted, whole path kept.
const Prefix = "/assets/"

// Prepare compresses every asset, so that no reader waits for it, and gives back the memory that it took.
var Prepare = sync.OnceFunc(func() {
	for _, a := range load().byPath {
		if a.br != nil {
			a.br()
			a.gzip()
		}
	}
	preparedWorker()
	debug.FreeOSMemory()
})

// Handler serves the hashed files: a year, immutable, compressed once, br before gzip before nothing.
func Handler() http.Handler { return http.HandlerFunc(serve) }

func serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "méthode refusée", http.StatusMethodNotAllowed)
		return
	}
	a := load().byPath[r.URL.Path]
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	if a == nil {
		// A page from before an update may ask for an old name: the answer must not be kept.
		h.Set("Cache-Control", "no-store")
		http.Error(w, "fichier inconnu", http.StatusNotFound)
		return
	}

	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	a.send(w, r)
}

// send answers with a file in the best encoding, or that the reader has it.
func (a *asset) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	body, etag := a.body, a.etag
	if a.br != nil {
		h.Set("Vary", "Accept-Encoding")
		switch encoding := bestEncoding(r.Header.Get("Accept-Encoding")); encoding {
		case "br":
			body, etag = a.br(), suffixed(etag, encoding)
			h.Set("Content-Encoding", encoding)
		case "gzip":
			body, etag = a.gzip(), suffixed(etag, encoding)
			h.Set("Content-Encoding", encoding)
		}
	}
	h.Set("ETag", etag)
	if matches(r.Header.Get("If-None-Match"), etag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // the reader has gone: nobody to tell
}

// bestEncoding is br, gzip or "".
func bestEncoding(accept string) string {
	for _, coding := range []string{"br", "gzip"} {
		if Accepts(accept, coding) {
			return coding
		}
	}
	return ""
}

// Accepts reads Accept-Encoding. A coding with q=0 is refused.
func Accepts(accept, coding string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		name, parameters, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		quality := strings.ReplaceAll(parameters, " ", "")
		q, err := strconv.ParseFloat(strings.TrimPrefix(quality, "q="), 64)
		return quality == "" || err == nil && q > 0
	}
	return false
}

// suffixed tells one representation from another: "1f2e-br".
func suffixed(etag, encoding string) string {
	return strings.TrimSuffix(etag, `"`) + "-" + encoding + `"`
}

func matches(header, etag string) bool {
	for _, candidate := range strings.Split(header, ",") {
		candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/")
		if candidate == etag || candidate == "*" {
			return true
		}
	}
	return false
}

// Brotlied is the smallest that a body gets: slow to make, for what is kept.
func Brotlied(body []byte) []byte {
	var out bytes.Buffer
	w := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: 18}) // a window of 256 KB: what we serve is smaller
	_, err := w.Write(body)
	must(err)
	must(w.Close())
	return out.Bytes()
}

func gzipped(body []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	must(err)
	_, err = w.Write(body)
	must(err)
	must(w.Close())
	return out.Bytes()
}
