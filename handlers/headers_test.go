package handlers_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tminus/handlers"
	"tminus/models/people"
)

func TestSecurityHeadersOnEveryResponse(t *testing.T) {
	s := newSite(t)
	ana, cross := s.As("ana"), s.As("ana")
	cross.Headers.Set("Sec-Fetch-Site", "cross-site")
	static, _ := ana.Get("/launches").Find("link[rel=stylesheet]").Attr("href")
	for name, p := range map[string]page{
		"page": ana.Get("/launches"), "fragment": ana.HTMX().Get("/launches"), "redirect": ana.Get("/"), "sign-in": s.Visitor().Get("/login"),
		"not found": ana.Get("/nope"), "not signed in": s.Visitor().Get("/launches"), "static": ana.Get(static),
		"no such static": ana.Get("/static/nope.js"), "csv": ana.Get("/audit.csv"),
		"health": ana.Get("/healthz"), "forbidden": s.As("vera").Get("/audit"), "cross-site": cross.Post("/launches", url.Values{}),
		"invalid":      ana.Post("/people", url.Values{}),
		"wrong method": ana.Do(http.MethodDelete, "/launches", nil), "dead link": s.Visitor().Get("/link/x"),
		"too large": ana.Post("/people", url.Values{"name": {strings.Repeat("a", 3<<20)}}),
	} {
		h := p.Header
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'self'") || strings.Contains(csp, "unsafe") ||
			!strings.Contains(csp, "frame-ancestors 'none'") || !strings.Contains(csp, "base-uri 'none'") ||
			!strings.Contains(csp, "form-action 'self'") {
			t.Errorf("%s: policy %q", name, csp)
		}
		for k, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
			"Strict-Transport-Security": "", "Access-Control-Allow-Origin": "", "Server": "", "X-Powered-By": ""} {
			if got := h.Get(k); got != want {
				t.Errorf("%s: %s is %q, want %q", name, k, got, want)
			}
		}
		if h.Get("Referrer-Policy") == "" || h.Get("X-Request-Id") == "" {
			t.Errorf("%s: referrer %q, request id %q", name, h.Get("Referrer-Policy"), h.Get("X-Request-Id"))
		}
		if cache := h.Get("Cache-Control"); name != "static" && !strings.Contains(cache, "private") && !strings.Contains(cache, "no-store") &&
			!strings.Contains(cache, "no-cache") {
			t.Errorf("%s: may be kept: %q", name, cache)
		}
		if body := p.Content; len(body) > 0 && h.Get("Content-Type") == "" {
			t.Errorf("%s: no content type", name)
		}
	}
	if p := ana.HTMX().Get("/launches"); !strings.Contains(strings.Join(p.Header.Values("Vary"), ","), "HX-Request") {
		t.Errorf("a fragment may be taken for the page: %v", p.Header.Values("Vary"))
	}
}

func TestNoCrossOriginAccess(t *testing.T) {
	s := newSite(t)
	v := s.As("ana")
	v.Headers.Set("Origin", "https://evil.example")
	if h := v.Get("/launches").Header; h.Get("Access-Control-Allow-Origin")+h.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("%v", h)
	}
}

func TestSessionCookieAttributes(t *testing.T) {
	s := newSite(t)
	cookieOf := func(base string, sign func(*visitor) page) *http.Cookie {
		srv := httptest.NewServer(handlers.New(s.DB,
			handlers.Options{BaseURL: base, Demo: true, Secret: []byte(strings.Repeat("s", 32)), BodyLimit: 2 << 20,
				Limits: people.Limits{Idle: 12 * time.Hour, Absolute: 720 * time.Hour}}))
		t.Cleanup(srv.Close)
		other := &site{Server: srv, T: t, DB: s.DB, Clock: s.Clock}
		p := sign(other.Visitor())
		if want := strings.HasPrefix(base, "https"); want != (p.Header.Get("Strict-Transport-Security") != "") {
			t.Errorf("%s: %q", base, p.Header.Get("Strict-Transport-Security"))
		}
		cs := p.Cookies()
		if len(cs) != 2 {
			t.Fatalf("%d cookies, want the session's and the device's", len(cs))
		}
		return cs[0]
	}
	ana := func(v *visitor) page {
		return v.Post("/login/sample", url.Values{"email": {"ana@aurora.example"}}).Want(t, http.StatusSeeOther)
	}
	c := cookieOf("https://t.example", ana)
	if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" ||
		!strings.HasPrefix(c.Name, "__Host-") {
		t.Errorf("over https: %v", c)
	}
	if c := cookieOf("http://127.0.0.1", ana); !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
		t.Errorf("over http: %v", c)
	}
}

func TestCrossOriginWritesAreRefused(t *testing.T) {
	s := newSite(t)
	host := strings.TrimPrefix(s.URL, "http://")
	for name, c := range map[string]struct {
		header map[string]string
		let    bool
	}{
		"no header, as a program":      {nil, true},
		"our own page":                 {map[string]string{"Sec-Fetch-Site": "same-origin"}, true},
		"typed":                        {map[string]string{"Sec-Fetch-Site": "none"}, true},
		"our own page, an old browser": {map[string]string{"Origin": s.URL}, true},
		"another site":                 {map[string]string{"Sec-Fetch-Site": "cross-site"}, false},
		"a neighbour":                  {map[string]string{"Sec-Fetch-Site": "same-site"}, false},
		"another site, an old browser": {map[string]string{"Origin": "https://evil.example"}, false},
		"a sandbox":                    {map[string]string{"Origin": "null"}, false},
		"another port":                 {map[string]string{"Origin": "http://127.0.0.1:1"}, false},
		"another that claims to be htmx": {
			map[string]string{"Origin": "https://evil.example", "Hx-Request": "true", "Hx-Request-Type": "partial"}, false},
		"another that names our host": {map[string]string{"Origin": "https://evil.example", "X-Forwarded-Host": host}, false},
		"a header we do not know":     {map[string]string{"Sec-Fetch-Site": "sideways", "Origin": "https://evil.example"}, false},
	} {
		for _, path := range []string{"/login/sample", "/login", "/logout", "/me/mentions/seen", "/setup"} {
			v := s.As("ana")
			for k, val := range c.header {
				v.Headers.Set(k, val)
			}
			p := v.Post(path, url.Values{"email": {"petra@aurora.example"}})
			if refused := p.StatusCode == http.StatusForbidden; refused == c.let {
				t.Errorf("%s at %s: %s", name, path, p.Status)
			}
		}
	}
}

func TestNoOpenRedirect(t *testing.T) {
	s := newSite(t)
	for _, next := range []string{"//evil.example", `/\evil.example`, `\\evil.example`, "https://evil.example", "https:evil.example",
		"javascript:alert(1)", "/\r\nLocation: https://evil.example", "/%0d%0aLocation:x", "///evil.example", "/\t/evil.example",
		"http:///evil.example", "//evil.example/launches", "@evil.example", "launches", "data:text/html,x", " //evil.example",
		"/%5cevil.example", "/..//evil.example", "\x00//evil.example", "/.//evil.example", "/launches/..//evil.example"} {
		p := s.Visitor().Post("/login/sample", url.Values{"email": {"ana@aurora.example"}, "next": {next}}).Want(t, http.StatusSeeOther)
		checkLocal(t, s, next, p)
		p = s.As("ana").Get("/login?next="+url.QueryEscape(next)).Want(t, http.StatusSeeOther)
		checkLocal(t, s, next, p)
		item := s.ItemOf(launchOfPetra)
		p = s.As("ana").Post("/launches/"+launchOfPetra+"/deliverables/"+item+"/status",
			url.Values{"status": {"in_review"},
				"version": {scan[string](s, "SELECT CAST(version AS TEXT) FROM deliverables WHERE id = ?", item)}, "back": {next}})
		checkLocal(t, s, next, p)
	}
}

func checkLocal(t *testing.T, s *site, next string, p page) {
	t.Helper()
	to := p.Header.Get("Location")
	base, _ := url.Parse(s.URL + "/login")
	u, err := base.Parse(to)
	if err != nil || u.Host != base.Host || u.Scheme != "http" || strings.HasPrefix(to, "//") || strings.Contains(to, `\`) ||
		len(p.Header.Values("Location")) != 1 {
		t.Errorf("%q leads to %q (%v)", next, to, err)
	}
}

func TestForgedHostAndAddressAreIgnored(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	link := s.PersonOf("Petra") + "/link"
	cookies := ana.HTTP.Jar.Cookies(mustURL(t, s.URL))
	for _, method := range []string{http.MethodPost, http.MethodGet} {
		req, err := http.NewRequestWithContext(t.Context(), method, s.URL+link, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cookies {
			req.AddCookie(c)
		}
		req.Host = "evil.example"
		req.Header.Set("X-Forwarded-Host", "evil.example")
		req.Header.Set("X-Forwarded-For", "6.6.6.6")
		req.Header.Set("X-Real-Ip", "6.6.6.6")
		res, err := ana.HTTP.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		cookies = append(cookies, res.Cookies()...)
		if strings.Contains(string(b), "evil.example") || method == http.MethodPost && res.Header.Get("Location") != link ||
			method == http.MethodGet && !strings.Contains(string(b), `value="http://127.0.0.1/link/`) {
			t.Errorf("the link for a new password leads elsewhere: %s %s %s", method, res.Status, res.Header.Get("Location"))
		}
	}
	if got := scan[string](s, "SELECT address FROM audit_log ORDER BY id DESC LIMIT 1"); strings.Contains(got, "6.6.6.6") {
		t.Errorf("the log believes %q", got)
	}
}

func TestHeadRequestMatchesGet(t *testing.T) {
	s := newSite(t)
	for _, v := range []*visitor{s.Visitor(), s.As("vera")} {
		for _, path := range []string{"/login", "/launches", "/no-such-page", "/static/no-such-file"} {
			head, get := v.Do(http.MethodHead, path, nil), v.Get(path)
			if head.StatusCode != get.StatusCode || head.Header.Get("Location") != get.Header.Get("Location") || head.Content != "" {
				t.Errorf("%s: HEAD %s with %d bytes, GET %s", path, head.Status, len(head.Content), get.Status)
			}
		}
	}
}
