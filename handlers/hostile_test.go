package handlers_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tminus/handlers"
)

// raw sends a request without the normalization of a browser, and returns the response.
func raw(v *visitor, method, path string, header http.Header, body io.Reader) page {
	t := v.Site.T
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, v.Site.URL, body)
	if err != nil {
		t.Fatal(err)
	}
	req.URL.Opaque = "//" + req.URL.Host + path
	for k, vs := range header {
		req.Header[k] = vs
	}
	res, err := v.HTTP.Do(req)
	if err != nil {
		t.Fatalf("%s %.80s: %v", method, path, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return page{Response: res, Content: string(b)}
}

// oddWords are values that users may put where a word, a number or a day is expected.
var oddWords = map[string]string{
	"NUL": "a\x00b", "broken UTF-8": "a\xff\xfeb", "half a surrogate": "a\xed\xa0\x80b", "right to left": "\u202Egnp.exe",
	"zero width": "\u200B\u200D\uFEFF",
	"emoji":      "👩‍👩‍👧‍👦🏳️‍🌈", "wildcards": `%_\%`, "quote": `'"--;DROP TABLE users`, "too large": "99999999999999999999999999",
	"largest":  "9223372036854775807",
	"negative": "-9223372036854775808", "last day": "9999-12-31", "first day": "0001-01-01", "year 0": "0000-00-00",
	"no leap day": "2027-02-29",
	"way up":      "../../../etc/passwd", "Local": "Local", "breaks": "a\r\nSet-Cookie: x=y", "long": strings.Repeat("Ж", 5_000),
	"many words": strings.Repeat("a ", 12_000),
}

func TestOddParametersAreHandled(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("ana")
	item := s.ItemOf("real-time-notifications")
	params := []string{"q", "page", "from", "to", "view", "state", "phase", "team", "lead", "sort", "who", "kind", "before",
		"launch", "entity",
		"owner", "status", "role", "next", "comment", "back", "target", "limit", "in", "lane", "starts_on", "due_on", "title", "template",
		"launch_on", "launch_time", "zone", "name"}
	good := strings.NewReplacer(":slug", "real-time-notifications", "deliverables/:id", "deliverables/"+item, ":id", "1", ":key",
		"standard", ":token", "x")
	for name, word := range oddWords {
		// Set one parameter at a time if the value is long, to stay below the limit of a header.
		queries := []url.Values{{}}
		if len(word) > 1000 {
			queries = []url.Values{{"q": {word}}, {"name": {word}}}
		} else {
			for _, p := range params {
				queries[0].Set(p, word)
			}
		}
		part := url.PathEscape(word)
		odd := strings.NewReplacer(":slug", part, ":id", part, ":token", part, ":key", part)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, r := range handlers.RouteTable() {
				path, ok := strings.CutPrefix(r, "GET ")
				if !ok || strings.HasPrefix(path, "/static") {
					continue
				}
				paths := []string{good.Replace(path)}
				if to := odd.Replace(path); to != paths[0] {
					paths = append(paths, to)
				}
				for _, to := range paths {
					for _, q := range queries {
						if p := raw(v, http.MethodGet, to+"?"+q.Encode(), nil, nil); p.StatusCode >= 500 {
							t.Errorf("GET %.60s: %s %.300s", to, p.Status, p.Content)
						}
					}
				}
			}
		})
	}
}

func TestAbsurdPathsAreHandled(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("ana")
	for _, path := range []string{"/%2f", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc", "//evil.example/", "/launches//",
		"/launches/%00", "/launches/%ff", "/static/../go.mod", "/static/%2e%2e/go.mod",
		"/static/%00", "/" + strings.Repeat("a", 10_000), "/launches/" + strings.Repeat("%41", 3_000), "/;", "/?a=%zz", "/launches?%",
		"/launches?a;b", "/launches/*", "/launches/{}", `/\evil`} {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "OPTIONS", "PATCH", "FOO"} {
			if p := raw(v, method, path, nil, nil); p.StatusCode >= 500 {
				t.Errorf("%s %.60s: %s %.300s", method, path, p.Status, p.Content)
			}
		}
	}
	raw(v, "POST", "/launches/real-time-notifications/state", http.Header{"X-Http-Method-Override": {"GET"}}, nil)
	if p := raw(v, "GET", "/logout", http.Header{"X-Http-Method-Override": {"POST"}}, nil); p.StatusCode == http.StatusSeeOther {
		t.Error("a header turned a GET into a POST")
	}
}

func TestOddBodiesAreRefused(t *testing.T) {
	s := newSite(t)
	v := s.As("ana")
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	post := "/launches/real-time-notifications/deliverables"
	var many bytes.Buffer
	for range 100_000 {
		many.WriteString("helpers=1&")
	}
	var parts bytes.Buffer
	w := multipart.NewWriter(&parts)
	for range 5_000 {
		_ = w.WriteField("a", "b")
	}
	_ = w.Close()
	for name, c := range map[string]struct {
		header http.Header
		body   string
		want   int
	}{
		"broken escape":        {form, "title=%zz", 400},
		"no length, no type":   {http.Header{}, "title=x", 422},
		"100,000 fields":       {form, many.String(), 413},
		"5,000 parts":          {http.Header{"Content-Type": {w.FormDataContentType()}}, parts.String(), 413},
		"broken multipart":     {http.Header{"Content-Type": {"multipart/form-data; boundary=x"}}, "--x\r\nnonsense", 400},
		"no boundary":          {http.Header{"Content-Type": {"multipart/form-data"}}, "--x", 400},
		"json":                 {http.Header{"Content-Type": {"application/json"}}, `{"title":"x"}`, 422},
		"a gzipped body":       {http.Header{"Content-Type": form["Content-Type"], "Content-Encoding": {"gzip"}}, "\x1f\x8b\x08\x00", 422},
		"10 MB":                {form, "title=" + strings.Repeat("a", 10<<20), 413},
		"a name of 1 MB":       {form, "title=" + strings.Repeat("a", 1<<20), 422},
		"20,000 links":         {form, strings.Repeat("link_url=javascript:x&link_label=&", 20_000), 413},
		"20,000 dependencies":  {form, strings.Repeat("depends_on=1&", 20_000), 413},
		"9,000 helpers":        {form, strings.Repeat("helpers=1&", 9_000), 422},
		"4,000 links":          {form, strings.Repeat("link_url=javascript:x&link_label=&", 4_000), 422},
		"a comment of 1.9 MB":  {form, "body=" + strings.Repeat("@", 1_900_000), 422},
		"a field without name": {form, "=&==&&&=;", 400},
	} {
		p := raw(v, "POST", post, c.header, strings.NewReader(c.body))
		if p.StatusCode != c.want {
			t.Errorf("%s: %s, want %d\n%.300s", name, p.Status, c.want, p.Content)
		}
		if len(p.Content) > 8<<20 {
			t.Errorf("%s: an answer of %d bytes", name, len(p.Content))
		}
	}
}

// If the rest of the body is not read, a browser that is still sending shows a broken connection
// instead of the page.
func TestLargeBodyIsReadBeforeResponse(t *testing.T) {
	s := newSite(t)
	c, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(30 * time.Second))
	const size = 40 << 20
	if _, err := io.WriteString(c,
		"POST /login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "+
			"41943040\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write(bytes.Repeat([]byte("a"), size)); err != nil {
		t.Fatalf("the server hung up: %v", err)
	}
	b, err := io.ReadAll(io.LimitReader(c, 4096))
	if got := string(b); !strings.HasPrefix(got, "HTTP/1.1 413") || !strings.Contains(got, "Too large") {
		t.Errorf("got %q, %v", got, err)
	}
}

// A body far above the limit is not read, and neither is one that the client announces first.
func TestHugeBodyIsRefusedImmediately(t *testing.T) {
	s := newSite(t)
	for _, head := range []string{"Content-Length: 999999999999\r\n", "Content-Length: 41943040\r\nExpect: 100-continue\r\n"} {
		c, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(30 * time.Second))
		if _, err := io.WriteString(c, "POST /login HTTP/1.1\r\nHost: x\r\n"+head+"\r\n"); err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 12)
		if _, err := io.ReadFull(c, b); err != nil || string(b) != "HTTP/1.1 413" {
			t.Errorf("%q: got %q, %v", head, b, err)
		}
	}
}

func TestLargeHeadersAreRefusedWithPage(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	long := strings.Repeat("a", 80_000)
	for name, p := range map[string]page{
		"cookies": raw(ana, "GET", "/launches", http.Header{"Cookie": {"other=" + long}}, nil),
		"address": raw(ana, "GET", "/launches?q="+long, nil, nil),
		"path":    raw(ana, "GET", "/"+long, nil, nil),
		"many":    raw(ana, "GET", "/launches", http.Header{"X-Many": strings.Split(strings.Repeat("some words,", 6_000), ",")}, nil),
		"most":    raw(ana, "GET", "/launches", http.Header{"Cookie": {strings.Repeat(long, 10)}}, nil),
	} {
		if p.StatusCode != http.StatusRequestHeaderFieldsTooLarge || !strings.Contains(p.Content, "Remove the cookies of this site") ||
			len(p.Content) > 10_000 {
			t.Errorf("%s: %s, %d bytes", name, p.Status, len(p.Content))
		}
	}
	if p := raw(ana, "GET", "/launches?q="+long[:40_000], nil, nil); p.StatusCode != http.StatusOK {
		t.Errorf("a long address that is within the limit: %s", p.Status)
	}
}
