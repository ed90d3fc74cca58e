// Package static serves the style sheet, the script and the icons. The sources are many small files
// without a build step. At start, the package minifies our own files, joins all into one bundle of each
// kind, compresses it once and keeps it in memory. The address of a bundle contains the hash of its
// content, so that browsers may cache it without a limit.
package static

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
)

// Prefix is the path at which Handler must be mounted.
const Prefix = "/static/"

//go:embed css/*.css js/*.js vendor/htmx/*.js icons.svg favicon.svg
var files embed.FS

// styles are the files of the style sheet in order. Cascade layers decide the precedence of rules, so only
// the first file, which declares the layers, must stay first; the others are beside what resembles them, because
// that compresses better.
var styles = []string{
	"css/layers.css", "css/tokens.css", "css/layout.css", "css/shell.css", "css/form.css", "css/tabs.css",
	"css/menu.css", "css/dialog.css", "css/tag.css", "css/month.css", "css/conflict.css", "css/criteria.css",
	"css/button.css", "css/launch.css", "css/status.css", "css/import.css", "css/people.css", "css/message.css",
	"css/utilities.css", "css/timeline.css", "css/seeing.css", "css/making.css", "css/base.css", "css/print.css",
	"css/checks.css", "css/rituals.css", "css/feedback.css", "css/risk.css", "css/table.css", "css/runsheet.css",
	"css/roster.css", "css/find.css", "css/list.css", "css/guide.css", "css/prose.css", "css/work.css",
	"css/meeting.css", "css/timeline_columns.css",
}

// scripts are the files of the script in order: htmx, its extension, and our own modules, which listen to
// their events.
var scripts = []string{
	"vendor/htmx/htmx.min.js", "vendor/htmx/hx-sse.min.js",
	"js/focus.js", "js/menu.js", "js/tabs.js", "js/dialog.js", "js/keyboard.js", "js/copy.js", "js/form.js",
	"js/meeting.js", "js/drag.js", "js/timeline.js", "js/ties.js", "js/rota.js",
	"js/guide.js",
}

// worker is the service worker of the guides. It is not part of the bundle, because browsers request it at a
// fixed address.
const worker = "js/sw.js"

type asset struct {
	body, zipped []byte
	kind, hash   string
}

// assets builds the assets at the first use. It panics on an error, because the sources are part of the
// binary, so an error is a defect of the build.
var assets = sync.OnceValue(func() map[string]*asset {
	return map[string]*asset{
		"app.css":     load("text/css; charset=utf-8", styles...),
		"app.js":      load("text/javascript; charset=utf-8", scripts...),
		"sw.js":       load("text/javascript; charset=utf-8", worker),
		"icons.svg":   load("image/svg+xml", "icons.svg"),
		"favicon.svg": load("image/svg+xml", "favicon.svg"),
	}
})

func load(kind string, names ...string) *asset {
	var body bytes.Buffer
	for _, name := range names {
		part, err := fs.ReadFile(files, name)
		if err != nil {
			panic(fmt.Sprintf("static: %v", err))
		}
		if !strings.HasPrefix(name, "vendor/") { // vendored files are served as released
			part = minified(kind, part)
		}
		body.Write(part)
		if strings.HasSuffix(name, ".js") {
			// Terminate a file that ends without a semicolon.
			body.WriteString("\n;")
		}
		body.WriteByte('\n')
	}
	a := &asset{body: body.Bytes(), kind: kind}
	if strings.HasPrefix(kind, "text/css") {
		a.body = shortened(a.body)
	}
	sum := sha256.Sum256(a.body)
	a.hash = hex.EncodeToString(sum[:])[:12]
	a.zipped = pack(a.body)
	return a
}

var minifier = sync.OnceValue(func() *minify.M {
	m := minify.New()
	m.AddFunc("text/css", css.Minify)
	m.AddFunc("text/javascript", js.Minify)
	return m
})

// minified returns a style sheet or script without comments and white space, about a third of its size. It
// returns other kinds unchanged.
func minified(kind string, src []byte) []byte {
	kind, _, _ = strings.Cut(kind, ";")
	out, err := minifier().Bytes(kind, src)
	if errors.Is(err, minify.ErrNotExist) {
		return src
	}
	if err != nil {
		panic(fmt.Sprintf("static: %v", err))
	}
	return out
}

var property = regexp.MustCompile(`--[a-z][a-z0-9-]*`)

// shortened returns a style sheet with short names of its custom properties: the most frequent one is --a. Neither
// pages nor scripts use them.
func shortened(css []byte) []byte {
	uses := map[string]int{}
	for _, name := range property.FindAll(css, -1) {
		uses[string(name)]++
	}
	names := slices.SortedFunc(maps.Keys(uses), func(a, b string) int {
		return cmp.Or(uses[b]-uses[a], strings.Compare(a, b))
	})
	short := make(map[string][]byte, len(names))
	const letters = "abcdefghijklmnopqrstuvwxyz"
	for i, name := range names {
		s := "--"
		if i >= len(letters) {
			s += letters[i/len(letters)-1 : i/len(letters)]
		}
		short[name] = []byte(s + letters[i%len(letters):i%len(letters)+1])
	}
	return property.ReplaceAllFunc(css, func(name []byte) []byte { return short[string(name)] })
}

func pack(body []byte) []byte {
	var out bytes.Buffer
	zip, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err == nil {
		_, err = zip.Write(body)
	}
	if err == nil {
		err = zip.Close()
	}
	if err != nil { // writing to memory cannot fail
		panic(fmt.Sprintf("static: %v", err))
	}
	return out.Bytes()
}

var urls = sync.OnceValue(func() map[string]string {
	all := make(map[string]string)
	for name, a := range assets() {
		all[name] = Prefix + name + "?v=" + a.hash
	}
	return all
})

// URL returns the address of an asset ("app.css", "app.js", "icons.svg", "favicon.svg") with the hash of its
// content.
func URL(name string) string {
	if url, ok := urls()[name]; ok {
		return url
	}
	return Prefix + name
}

// Handler serves the assets below Prefix. A browser may cache an address with the current hash for a year, and
// must revalidate any other.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := assets()[strings.TrimPrefix(path.Clean("/"+r.URL.Path), Prefix)]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		serve(w, r, a)
	})
}

func serve(w http.ResponseWriter, r *http.Request, a *asset) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Add("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if a == assets()["sw.js"] {
		h.Set("Service-Worker-Allowed", "/guides")
	}
	if r.URL.Query().Get("v") == a.hash {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body, tag := a.body, `"`+a.hash+`"`
	if acceptsGzip(r) {
		body, tag = a.zipped, `"`+a.hash+`-gz"`
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", tag)
	if strings.Contains(r.Header.Get("If-None-Match"), tag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	// Ignore the error: the client may have disconnected.
	_, _ = w.Write(body)
}

func acceptsGzip(r *http.Request) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			return strings.ReplaceAll(weight, " ", "") != "q=0"
		}
	}
	return false
}
