package assets

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// Prefix is where Handler must be mounted, whole path kept.
const Prefix = "/assets/"

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

// bestEncoding reads Accept-Encoding: br, gzip or "". A coding with q=0 is refused.
func bestEncoding(accept string) string {
	accepted := map[string]bool{}
	for _, part := range strings.Split(accept, ",") {
		coding, parameters, _ := strings.Cut(part, ";")
		quality := strings.ReplaceAll(parameters, " ", "")
		q, err := strconv.ParseFloat(strings.TrimPrefix(quality, "q="), 64)
		accepted[strings.ToLower(strings.TrimSpace(coding))] = quality == "" || err == nil && q > 0
	}
	for _, coding := range []string{"br", "gzip"} {
		if accepted[coding] {
			return coding
		}
	}
	return ""
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

func brotlied(body []byte) []byte {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, brotli.BestCompression)
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
