package assets

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"sync"
)

// Where the installable app lives. The worker must be served from the root to answer for the whole site.
const (
	WorkerPath   = "/sw.js"
	ManifestPath = "/manifest.webmanifest"
	OfflinePath  = "/hors-ligne"       // a page without a session: it is kept on the device
	PocketPath   = "/dossier-de-poche" // another one: it opens the folders that a phone keeps
)

// ServiceWorker gives sw.js with what it keeps for offline use: the offline page and the hashed style and script. The
// name of its cache is the digest of that list and of the worker itself, so a new release replaces the old cache whole.
func ServiceWorker() []byte { return worker() }

var worker = sync.OnceValue(func() []byte {
	keep := []string{OfflinePath, PocketPath, Path("app.css"), Path("app.js"), Path("pocket.js"), Path("icon.svg")}
	list, err := json.Marshal(keep)
	must(err)
	source := read("js/sw.js")
	sum := sha256.Sum256(append(list, source...))
	return replaceAll(source, map[string]string{
		`"@keep"`:    string(list),
		`"@version"`: `"` + hex.EncodeToString(sum[:])[:10] + `"`,
		`"@icon"`:    `"` + Path("icon-192.png") + `"`,
		`"@badge"`:   `"` + Path("badge-96.png") + `"`,
	})
})

// ServeWorker answers at WorkerPath. The browser asks again at each visit: no-cache, and a scope of the whole site.
func ServeWorker(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	h.Set("Service-Worker-Allowed", "/")
	h.Set("X-Content-Type-Options", "nosniff")
	workerFile().send(w, r)
}

var workerFile = sync.OnceValue(func() *asset { return made(ServiceWorker(), ".js") })

// preparedWorker compresses the worker once.
func preparedWorker() {
	workerFile().br()
	workerFile().gzip()
}

func replaceAll(source []byte, values map[string]string) []byte {
	for mark, value := range values {
		if !bytes.Contains(source, []byte(mark)) {
			panic("assets: sw.js lacks " + mark)
		}
		source = bytes.ReplaceAll(source, []byte(mark), []byte(value))
	}
	return source
}
