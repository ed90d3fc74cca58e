package outbound_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"tminus/internal/outbound"
)

var now = time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)

func loopback() *outbound.Client {
	return outbound.New([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")})
}

// Addresses that reach the server itself or its network, written in every way that a resolver or a parser accepts.
func TestPrivateAddressesAreRefused(t *testing.T) {
	t.Parallel()
	var hits int
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits++ }))
	defer s.Close()
	port := s.URL[strings.LastIndex(s.URL, ":")+1:]
	c := outbound.New(nil)
	for _, host := range []string{
		"127.0.0.1", "127.1", "127.0.0.2", "0.0.0.0", "0", "localhost", "LOCALHOST.", "0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1",
		"[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[fe80::1]", "[fc00::1]",
		"[2002:7f00:1::]", "169.254.169.254", "[fd00:ec2::254]", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1",
		"224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.0.1",
	} {
		if res, err := c.Post(t.Context(), "http://"+host+":"+port+"/", nil, nil, now); err == nil {
			t.Errorf("%s answered %d", host, res.Status)
		}
	}
	if hits != 0 {
		t.Errorf("%d requests arrived", hits)
	}
}

func TestAddressIsChecked(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"", "x", "ftp://example.com/", "file:///etc/passwd", "http://", "https:///x", "gopher://example.com:1234", "//example.com",
		"http://user:password@example.com/", "http://example.com:22/", "http://example.com:25/", "http://example.com:99999/",
		"http://exa mple.com/", "http://example.com/\r\nx", "https://example.com/" + strings.Repeat("x", 2000),
	} {
		if outbound.CheckURL(bad) == "" {
			t.Errorf("%q is accepted", bad)
		}
		if _, err := loopback().Post(t.Context(), bad, nil, nil, now); err == nil {
			t.Errorf("%q was sent", bad)
		}
	}
	for _, good := range []string{"https://example.com", "http://example.com:8080/x?y=z", "https://example.com:443/"} {
		if msg := outbound.CheckURL(good); msg != "" {
			t.Errorf("%q: %s", good, msg)
		}
	}
}

func TestAddressIsShownWithoutItsSecret(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"https://hooks.example.com/services/T000/B000/abcdefgh": "https://hooks.example.com/…efgh",
		"https://hooks.example.com":                             "https://hooks.example.com",
		"https://hooks.example.com/short":                       "https://hooks.example.com/…",
		"https://hooks.example.com/?key=secretvalue":            "https://hooks.example.com/…alue",
	} {
		if got := outbound.Shown(raw); got != want {
			t.Errorf("%s: %s", raw, got)
		}
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			t.Error("it was followed")
		}
		http.Redirect(w, r, "/next", http.StatusTemporaryRedirect)
	}))
	defer s.Close()
	if res, err := loopback().Post(t.Context(), s.URL, nil, nil, now); err != nil || res.Status != http.StatusTemporaryRedirect {
		t.Errorf("%+v, %v", res, err)
	}
}

func TestLargeResponseIsCut(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		block := make([]byte, 1<<16)
		for range 160 { // 10 MB
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}))
	defer s.Close()
	res, err := loopback().Post(t.Context(), s.URL, nil, nil, now)
	if err != nil || res.Status != http.StatusOK || len(res.Body) != outbound.MaxResponse {
		t.Errorf("%d, %d bytes, %v", res.Status, len(res.Body), err)
	}
}

func TestRetryAfterIsSecondsOrADate(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]time.Duration{
		"7": 7 * time.Second, "-1": 0, "": 0, "soon": 0, now.Add(time.Minute).Format(http.TimeFormat): time.Minute,
		now.Add(-time.Minute).Format(http.TimeFormat): 0,
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", header)
			w.WriteHeader(http.StatusTooManyRequests)
		}))
		res, err := loopback().Post(t.Context(), s.URL, nil, nil, now)
		if err != nil || res.RetryAfter != want {
			t.Errorf("%q: %v, %v", header, res.RetryAfter, err)
		}
		s.Close()
	}
}

func TestFailureIsASentenceWithoutTheAddress(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	for _, to := range []string{s.URL + "/secret", "http://no-such-name.invalid/secret"} {
		_, err := loopback().Post(t.Context(), to, nil, nil, now)
		if err == nil || strings.Contains(err.Error(), "secret") || !strings.HasSuffix(err.Error(), ".") {
			t.Errorf("%v", err)
		}
	}
}
