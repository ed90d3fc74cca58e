package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tminus/handlers"
	"tminus/models/people"
)

func TestErrorPageStatesOutcome(t *testing.T) {
	t.Parallel()
	s := newEmptySite(t)
	srv := httptest.NewServer(handlers.BrokenForTest(s.DB,
		handlers.Options{BaseURL: "http://127.0.0.1", Secret: []byte(strings.Repeat("s", 32)), BodyLimit: 2 << 20,
			Limits: people.Limits{Idle: 12 * time.Hour, Absolute: 720 * time.Hour}}))
	t.Cleanup(srv.Close)
	v := (&site{Server: srv, T: t, DB: s.DB, Clock: s.Clock}).Visitor()
	const nothing, maybe = "Nothing was saved.", "Your change may have been saved: check before you try again."
	for _, c := range []struct {
		method, path string
		status       int
		want         string
	}{
		{http.MethodPost, "/broken/error", http.StatusInternalServerError, nothing},
		{http.MethodPost, "/broken/unavailable", http.StatusServiceUnavailable, nothing},
		{http.MethodPost, "/broken/written/error", http.StatusInternalServerError, maybe},
		{http.MethodPost, "/broken/written/unavailable", http.StatusServiceUnavailable, maybe},
		{http.MethodPost, "/broken/written/invalid", http.StatusUnprocessableEntity, maybe},
		{http.MethodGet, "/broken/error", http.StatusInternalServerError, ""},
		{http.MethodGet, "/broken/unavailable", http.StatusServiceUnavailable, ""},
	} {
		for _, v := range []*visitor{v, v.HTMX()} {
			var form url.Values
			if c.method == http.MethodPost {
				form = url.Values{}
			}
			text := v.Do(c.method, c.path, form).Want(t, c.status).Text()
			for _, sentence := range []string{nothing, maybe} {
				if strings.Contains(text, sentence) != (sentence == c.want) {
					t.Errorf("%s %s: got %q, want %q", c.method, c.path, text, c.want)
				}
			}
		}
	}
}
