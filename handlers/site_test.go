package handlers_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"tminus/handlers"
	"tminus/internal/clock"
	"tminus/internal/password"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/demo"
	"tminus/models/people"
)

// TestMain keeps the request log out of the tests' output and makes password hashing cheap.
func TestMain(m *testing.M) {
	password.SetCheap()
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})))
	os.Exit(m.Run())
}

// site is the whole product on its own database, with the sample organisation unless a test uses an
// empty one.
type site struct {
	*httptest.Server
	t     testing.TB
	db    *db.DB
	clock *clock.Manual
}

func newSite(t testing.TB) *site {
	t.Helper()
	return newSiteAt(t, dbtest.Start)
}

// newSiteAt returns a site whose clock is at now, with a sample that matches.
func newSiteAt(t testing.TB, now time.Time) *site {
	t.Helper()
	return serve(t)(dbtest.OpenFilled(t, "demo", now, func(d *db.DB) error { return demo.Fill(context.Background(), d) }))
}

func newEmptySite(t testing.TB) *site {
	t.Helper()
	return serve(t)(dbtest.Open(t))
}

// serve starts the product on a database.
func serve(t testing.TB) func(*db.DB, *clock.Manual) *site {
	return func(d *db.DB, c *clock.Manual) *site {
		srv := httptest.NewServer(handlers.New(d, handlers.Options{
			BaseURL: "http://127.0.0.1", Demo: true, Secret: []byte(strings.Repeat("s", 32)), BodyLimit: 2 << 20,
			Limits: people.Limits{Idle: 12 * time.Hour, Absolute: 720 * time.Hour},
		}))
		t.Cleanup(srv.Close)
		return &site{Server: srv, t: t, db: d, clock: c}
	}
}

// visitor is a browser without JavaScript.
type visitor struct {
	site *site
	http *http.Client
	// headers are sent with each request, for example those of htmx.
	headers http.Header
}

// page is a response.
type page struct {
	*http.Response
	*goquery.Document
	body string
}

func (s *site) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &visitor{site: s, http: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}, headers: http.Header{}}
}

// as returns a visitor who is signed in as one of the sample people.
func (s *site) as(key string) *visitor {
	s.t.Helper()
	v := s.visitor()
	if p := v.post("/login/sample", url.Values{"email": {key + "@aurora.example"}}); p.StatusCode != http.StatusSeeOther {
		s.t.Fatalf("sign in as %s: %s", key, p.Status)
	}
	return v
}

// htmx returns the same visitor with requests for fragments.
func (v *visitor) htmx() *visitor {
	return &visitor{site: v.site, http: v.http, headers: http.Header{"Hx-Request": {"true"}, "Hx-Request-Type": {"partial"}}}
}

func (v *visitor) get(path string) page {
	v.site.t.Helper()
	return v.do(http.MethodGet, path, nil)
}

func (v *visitor) post(path string, form url.Values) page {
	v.site.t.Helper()
	return v.do(http.MethodPost, path, form)
}

// shown submits a form that creates a secret, and returns the page that shows it once.
func (v *visitor) shown(path string, form url.Values) page {
	v.site.t.Helper()
	to := v.post(path, form).want(v.site.t, http.StatusSeeOther).Header.Get("Location")
	return v.get(to).want(v.site.t, http.StatusOK)
}

func (v *visitor) do(method, path string, form url.Values) page {
	v.site.t.Helper()
	kind := ""
	if form != nil {
		kind = "application/x-www-form-urlencoded"
	}
	return v.send(method, path, kind, strings.NewReader(form.Encode()))
}

// send sends any request; kind is the type of its body.
func (v *visitor) send(method, path, kind string, body io.Reader) page {
	t := v.site.t
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, v.site.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	for k, vs := range v.headers {
		req.Header[k] = vs
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	res, err := v.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	keepPage(t, res, b)
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return page{Response: res, Document: doc, body: string(b)}
}

// filled returns what a browser sends if the form is not changed.
func (p page) filled(form string) url.Values { return filled(p.Find(form).First()) }

func filled(form *goquery.Selection) url.Values {
	v := url.Values{}
	form.Find("input[name], textarea[name], select[name]").Each(func(_ int, e *goquery.Selection) {
		name := e.AttrOr("name", "")
		switch {
		case e.Is("[type=file], [type=checkbox]:not([checked]), [type=radio]:not([checked])"):
		case e.Is("textarea"):
			v.Add(name, strings.TrimPrefix(e.Text(), "\n"))
		case e.Is("select"):
			chosen := e.Find("option[selected]")
			if chosen.Length() == 0 {
				chosen = e.Find("option")
			}
			v.Add(name, chosen.First().AttrOr("value", ""))
		default:
			v.Add(name, e.AttrOr("value", ""))
		}
	})
	return v
}

// want fails the test unless the response has the status.
func (p page) want(t testing.TB, status int) page {
	t.Helper()
	if p.StatusCode != status {
		t.Fatalf("%s %s: got %s, want %d\n%.600s", p.Request.Method, p.Request.URL.Path, p.Status, status, p.body)
	}
	return p
}
