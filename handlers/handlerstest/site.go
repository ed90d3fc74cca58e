package handlerstest

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"tminus/handlers"
	"tminus/internal/clock"
	"tminus/internal/mail"
	"tminus/internal/outbound"
	"tminus/internal/password"
	"tminus/models"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/demo"
	"tminus/models/message"
	"tminus/models/people"
)

// Main runs the tests of a package. It keeps the request log out of their output and makes password
// hashing cheap.
func Main(m *testing.M) {
	password.SetCheap()
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})))
	os.Exit(m.Run())
}

// siteURL and siteSecret are settings of every site.
const siteURL = "http://127.0.0.1"

var siteSecret = []byte(strings.Repeat("s", 32))

// Site is the whole product on its own database, with the sample organisation unless a test uses an
// empty one.
type Site struct {
	*httptest.Server
	T     testing.TB
	DB    *db.DB
	Clock *clock.Manual

	messages message.Settings
}

// NewSite returns a site with the sample organisation.
func NewSite(t testing.TB) *Site {
	t.Helper()
	return NewSiteAt(t, dbtest.Start)
}

// NewSiteAt returns a site whose clock is at now, with a sample that matches.
func NewSiteAt(t testing.TB, now time.Time) *Site {
	t.Helper()
	return serve(t, mail.Server{})(dbtest.OpenFilled(t, "demo", now, func(d *db.DB) error { return demo.Fill(context.Background(), d) }))
}

// NewEmptySite returns a site before its set-up.
func NewEmptySite(t testing.TB) *Site {
	t.Helper()
	return serve(t, mail.Server{})(dbtest.Open(t))
}

// NewSiteWithMail returns a site with the sample organisation that sends e-mails through a server.
func NewSiteWithMail(t testing.TB, m mail.Server) *Site {
	t.Helper()
	return serve(t, m)(dbtest.OpenFilled(t, "demo", dbtest.Start, func(d *db.DB) error { return demo.Fill(context.Background(), d) }))
}

// serve starts the product on a database.
func serve(t testing.TB, m mail.Server) func(*db.DB, *clock.Manual) *Site {
	return func(d *db.DB, c *clock.Manual) *Site {
		set := message.Settings{Secret: siteSecret, BaseURL: siteURL, Mail: m,
			Outbound: outbound.New([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")})}
		srv := httptest.NewServer(handlers.New(d, handlers.Options{
			BaseURL: siteURL, Demo: true, Secret: siteSecret, BodyLimit: 2 << 20,
			Limits:   people.Limits{Idle: 12 * time.Hour, Absolute: 720 * time.Hour},
			Messages: set,
		}))
		t.Cleanup(srv.Close)
		return &Site{Server: srv, T: t, DB: d, Clock: c, messages: set}
	}
}

// RefreshStates stores the states of launches that a change elsewhere has made stale, as the program does in the
// background.
func (s *Site) RefreshStates() {
	s.T.Helper()
	if err := models.NewStores(s.DB).Readiness.RefreshStale(db.WithActor(context.Background(), db.System())); err != nil {
		s.T.Fatal(err)
	}
}

// Visitor is a browser without JavaScript.
type Visitor struct {
	Site *Site
	HTTP *http.Client
	// headers are sent with each request, for example those of htmx.
	Headers http.Header
}

// Page is a response.
type Page struct {
	*http.Response
	*goquery.Document
	Content string
}

// Visitor returns a visitor who is not signed in.
func (s *Site) Visitor() *Visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.T.Fatal(err)
	}
	return &Visitor{Site: s, HTTP: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}, Headers: http.Header{}}
}

// As returns a visitor who is signed in as one of the sample people.
func (s *Site) As(key string) *Visitor {
	s.T.Helper()
	v := s.Visitor()
	if p := v.Post("/login/sample", url.Values{"email": {key + "@aurora.example"}}); p.StatusCode != http.StatusSeeOther {
		s.T.Fatalf("sign in as %s: %s", key, p.Status)
	}
	return v
}

// HTMX returns the same visitor with requests for fragments.
func (v *Visitor) HTMX() *Visitor {
	return &Visitor{Site: v.Site, HTTP: v.HTTP, Headers: http.Header{"Hx-Request": {"true"}, "Hx-Request-Type": {"partial"}}}
}

// Get requests a page.
func (v *Visitor) Get(path string) Page {
	v.Site.T.Helper()
	return v.Do(http.MethodGet, path, nil)
}

// Post submits a form.
func (v *Visitor) Post(path string, form url.Values) Page {
	v.Site.T.Helper()
	return v.Do(http.MethodPost, path, form)
}

// Shown submits a form that creates a secret, and returns the page that shows it once.
func (v *Visitor) Shown(path string, form url.Values) Page {
	v.Site.T.Helper()
	to := v.Post(path, form).Want(v.Site.T, http.StatusSeeOther).Header.Get("Location")
	return v.Get(to).Want(v.Site.T, http.StatusOK)
}

// Do requests a page by a method, with a form unless it is nil.
func (v *Visitor) Do(method, path string, form url.Values) Page {
	v.Site.T.Helper()
	kind := ""
	if form != nil {
		kind = "application/x-www-form-urlencoded"
	}
	return v.Send(method, path, kind, strings.NewReader(form.Encode()))
}

// Send sends any request; kind is the type of its body.
func (v *Visitor) Send(method, path, kind string, body io.Reader) Page {
	t := v.Site.T
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, v.Site.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	for k, vs := range v.Headers {
		req.Header[k] = vs
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	res, err := v.HTTP.Do(req)
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
	return Page{Response: res, Document: doc, Content: string(b)}
}

// Filled returns what a browser sends if the form with the selector is not changed.
func (p Page) Filled(form string) url.Values { return Filled(p.Find(form).First()) }

// Filled returns what a browser sends if the form is not changed.
func Filled(form *goquery.Selection) url.Values {
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

// Want fails the test unless the response has the status.
func (p Page) Want(t testing.TB, status int) Page {
	t.Helper()
	if p.StatusCode != status {
		t.Fatalf("%s %s: got %s, want %d\n%.600s", p.Request.Method, p.Request.URL.Path, p.Status, status, p.Content)
	}
	return p
}
