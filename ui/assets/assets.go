// Package assets holds what a page needs besides its HTML: one style sheet, small scripts, the mark. Files are embedded,
// named by their content (/assets/app.1f2e3d4c.css) and never change under a name, so a browser keeps them a year.
package assets

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"sync"
)

//go:embed css/*.css js/*.js icons/*.svg icons/*.png
var files embed.FS

// sheets are concatenated in this order into app.css. The order of the cascade itself is said once, in tokens.css.
var sheets = []string{"tokens", "base", "components", "utilities", "print"}

// scripts are hashed in this order: a script may import only those before it, by their hashed names.
var scripts = []string{"push.js", "draft.js", "pocket.js", "live.js", "counter.js", "inbox.js", "app.js"}

// asset is one file as it is served.
type asset struct {
	path string // "/assets/app.1f2e3d4c.css"
	kind string // media type
	body []byte
	etag string
	br   func() []byte // nil for what is compressed already
	gzip func() []byte
}

// catalogue is every served file, by logical name ("app.css") and by path.
type catalogue struct{ byName, byPath map[string]*asset }

var load = sync.OnceValue(func() catalogue {
	c := catalogue{byName: map[string]*asset{}, byPath: map[string]*asset{}}
	for _, dir := range []string{"svg", "png"} {
		names, err := fs.Glob(files, "icons/*."+dir)
		must(err)
		for _, name := range names {
			c.add(path.Base(name), read(name))
		}
	}
	c.add("app.css", styles())
	for _, name := range scripts {
		c.add(name, c.link(slim(read("js/"+name))))
	}
	return c
})

// Path gives the address of an asset by its logical name: "app.css", "app.js", "icon.svg". An unknown name is a mistake
// in the code that asks, and panics at the first render.
func Path(name string) string { return get(name).path }

func get(name string) *asset {
	a := load().byName[name]
	if a == nil {
		panic("assets: no asset named " + name)
	}
	return a
}

func (c catalogue) add(name string, body []byte) {
	ext := path.Ext(name)
	a := made(body, ext)
	a.path = Prefix + strings.TrimSuffix(name, ext) + "." + strings.Trim(a.etag, `"`) + ext
	c.byName[name], c.byPath[a.path] = a, a
}

// made is a file ready to be served; its tag is the digest of what it holds.
func made(body []byte, ext string) *asset {
	sum := sha256.Sum256(body)
	a := &asset{kind: mediaTypes[ext], body: body, etag: `"` + hex.EncodeToString(sum[:])[:10] + `"`}
	if ext != ".png" {
		a.br = sync.OnceValue(func() []byte { return Brotlied(body) })
		a.gzip = sync.OnceValue(func() []byte { return gzipped(body) })
	}
	return a
}

var mediaTypes = map[string]string{
	".css":         "text/css; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".webmanifest": "application/manifest+json",
}

// link puts the hashed names of earlier assets in place of "./push.js".
func (c catalogue) link(source []byte) []byte {
	return localImport.ReplaceAllFunc(source, func(quoted []byte) []byte {
		name := string(quoted[3 : len(quoted)-1])
		a := c.byName[name]
		if a == nil {
			panic("assets: script imported before it is hashed: " + name)
		}
		return []byte(`"` + a.path + `"`)
	})
}

var localImport = regexp.MustCompile(`"\./[a-z.-]+\.js"`)

// styles is app.css: the sheets one after the other, comments and indentation left out.
func styles() []byte {
	var all bytes.Buffer
	for _, name := range sheets {
		all.Write(read("css/" + name + ".css"))
	}
	return blank.ReplaceAll(comment.ReplaceAll(all.Bytes(), nil), []byte("\n"))
}

// slim leaves out of a script the lines that are only a comment, and indentation.
func slim(script []byte) []byte {
	return blank.ReplaceAll(commentLine.ReplaceAll(script, nil), []byte("\n"))
}

var (
	comment     = regexp.MustCompile(`(?s)/\*.*?\*/`)
	commentLine = regexp.MustCompile(`(?m)^\s*//.*$`)
	blank       = regexp.MustCompile(`\s*\n\s*`)
)

func read(name string) []byte {
	body, err := files.ReadFile(name)
	must(err)
	return body
}

// must is for what is embedded: it cannot fail once the tests have run.
func must(err error) {
	if err != nil {
		panic("assets: " + err.Error())
	}
}
