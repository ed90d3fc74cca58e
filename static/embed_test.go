package static

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func get(t *testing.T, url string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, url, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestBudgets(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]int{"app.css": 20 << 10, "app.js": 25 << 10, "icons.svg": 8 << 10} {
		size := len(assets()[name].zipped)
		if name == "app.js" { // the worker counts as script too
			size += len(assets()["sw.js"].zipped)
		}
		t.Logf("%s: %d bytes compressed of at most %d", name, size, limit)
		if size > limit {
			t.Errorf("%s is %d bytes compressed, more than %d", name, size, limit)
		}
	}
}

func TestEverySourceIsInABundle(t *testing.T) {
	t.Parallel()
	listed := slices.Concat(styles, scripts, []string{worker})
	for _, pattern := range []string{"css/*.css", "js/*.js", "vendor/htmx/*.js"} {
		names, err := fs.Glob(files, pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if !slices.Contains(listed, name) {
				t.Errorf("%s is in no bundle: add it to embed.go", name)
			}
		}
	}
}

func TestVendoredFilesMatchChecksums(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("vendor/htmx/README.md")
	if err != nil {
		t.Fatal(err)
	}
	names, _ := filepath.Glob("vendor/htmx/*.js")
	if len(names) != 2 {
		t.Fatalf("expected htmx and its extension, found %v", names)
	}
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(body)
		found := false
		for line := range strings.Lines(string(readme)) {
			if strings.Contains(line, "| "+filepath.Base(name)+" |") {
				found = strings.Contains(line, hex.EncodeToString(sum[:]))
			}
		}
		if !found {
			t.Errorf("%s differs from the checksum in README.md", name)
		}
	}
}

func TestCurrentAddressIsImmutable(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]string{
		"app.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8",
		"icons.svg": "image/svg+xml", "favicon.svg": "image/svg+xml",
	} {
		res := get(t, URL(name), "Accept-Encoding", "br, gzip;q=0.8")
		if res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d", name, res.StatusCode)
		}
		if got := res.Header.Get("Content-Type"); got != kind {
			t.Errorf("%s: content type %q", name, got)
		}
		if got := res.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("%s: cache control %q", name, got)
		}
		if got := res.Header.Get("Content-Encoding"); got != "gzip" {
			t.Errorf("%s: encoding %q", name, got)
		}
		again := get(t, URL(name), "Accept-Encoding", "gzip", "If-None-Match", res.Header.Get("ETag"))
		if again.StatusCode != http.StatusNotModified {
			t.Errorf("%s: conditional request: %d", name, again.StatusCode)
		}
	}
}

func TestStaleAddressIsRevalidated(t *testing.T) {
	t.Parallel()
	res := get(t, "/static/app.css?v=old", "Accept-Encoding", "gzip;q=0")
	if got := res.Header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("cache control %q", got)
	}
	if got := res.Header.Get("Content-Encoding"); got != "" {
		t.Errorf("refused encoding was used: %q", got)
	}
}

func TestUnknownNamesAreNotFound(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"/static/", "/static/embed.go", "/static/css/base.css", "/static/../static/x"} {
		if res := get(t, url); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", url, res.StatusCode)
		}
	}
}

func TestCustomPropertiesAreShortened(t *testing.T) {
	t.Parallel()
	got := string(shortened([]byte(":root{--rare:1;--often:2}a{x:var(--often);y:calc(var(--often) - var(--s1))}")))
	if want := ":root{--b:1;--a:2}a{x:var(--a);y:calc(var(--a) - var(--c))}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The files of the style sheet are joined as text, so an unclosed block would affect the rest.
func TestStylesAreBalanced(t *testing.T) {
	t.Parallel()
	for _, name := range styles {
		body, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := strings.Count(string(body), "{"), strings.Count(string(body), "}"); a != b {
			t.Errorf("%s opens %d blocks and closes %d", name, a, b)
		}
	}
}

func TestMinified(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kind, src, want string }{
		{"text/css; charset=utf-8", "/* why */\na {\n  color: var(--x);\n\n  &:hover { margin: calc(1px + var(--y)) var(--z) }\n}\n",
			"a{color:var(--x);&:hover{margin:calc(1px + var(--y))var(--z)}}"},
		{"text/javascript; charset=utf-8", "// why\nconst a = 1;\nconst b = `<!-- ${a} /* text */ -->`;\n",
			"const a=1,b=`<!-- ${a} /* text */ -->`"},
		{"image/svg+xml", "<svg> </svg>", "<svg> </svg>"},
	} {
		if got := string(minified(c.kind, []byte(c.src))); got != c.want {
			t.Errorf("%s: got %q, want %q", c.kind, got, c.want)
		}
	}
}
