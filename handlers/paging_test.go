package handlers_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"tminus/models/message"
	"tminus/views/paths"
)

const escalationPage = "/launches/real-time-notifications/roster/escalation"

func TestPageIsShownOnTheEscalationAndAcknowledgedByItsLink(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var ack, api string
	r := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		var got struct {
			Data struct {
				URL string `json:"acknowledge_url"`
				API string `json:"acknowledge_api"`
			}
		}
		_ = json.Unmarshal(b, &got)
		ack, api = strings.TrimPrefix(got.Data.URL, "http://127.0.0.1"), strings.TrimPrefix(got.Data.API, "http://127.0.0.1")
	}))
	defer r.Close()
	ana := s.As("ana")
	if n := ana.Get(escalationPage).Find("#pages").Length(); n != 0 {
		t.Error("paging is offered without a connection")
	}
	ana.Post("/settings/connections", url.Values{"kind": {"page"}, "name": {"Pager"}, "target": {r.URL + "/hook"}}).
		Want(t, http.StatusSeeOther)
	refused := ana.Post("/launches/real-time-notifications/roster/pages", url.Values{"text": {""}}).Want(t, http.StatusUnprocessableEntity)
	if refused.Find("#f-page-text-err").Length() != 1 {
		t.Error("the problem is not at its field")
	}
	ana.Post("/launches/real-time-notifications/roster/pages", url.Values{"text": {"Error rate at 5 %"}, "key": {"k"}}).
		Want(t, http.StatusSeeOther)
	s.Deliver()
	if text := ana.Get(escalationPage).Find("#pages").Parent().Text(); !strings.Contains(text, "Error rate at 5 %") ||
		!strings.Contains(text, " paged ") || !strings.Contains(text, "next step") {
		t.Error(text)
	}
	// Opening the link, as a mail scanner does, acknowledges nothing.
	anybody := s.Visitor()
	page := anybody.Get(ack).Want(t, http.StatusOK)
	if page.Header.Get("Cache-Control") != "no-store" || page.Find("form button").Length() == 0 {
		t.Error("the page has no button, or is cached")
	}
	if n := scan[int](s, "SELECT COUNT(*) FROM pages WHERE state = 'seen'"); n != 0 {
		t.Error("opening the link acknowledged")
	}
	s.Clock.Advance(60e9)
	anybody.Post(ack, url.Values{"person": {page.Find("form button").AttrOr("value", "")}}).Want(t, http.StatusSeeOther)
	if text := ana.Get(escalationPage).Find("#pages").Parent().Text(); !strings.Contains(text, ", seen ") || !strings.Contains(text, "by ") {
		t.Error(text)
	}
	var got struct{ State, SeenAt string }
	program := anybody.Post(api, url.Values{}).Want(t, http.StatusOK)
	if err := json.Unmarshal([]byte(program.Content), &got); err != nil || got.State != "seen" {
		t.Errorf("%s, %v", program.Content, err)
	}
	anybody.Post("/paged/forged/acknowledge", url.Values{}).Want(t, http.StatusNotFound)
	anybody.Post("/paged/forged", url.Values{}).Want(t, http.StatusNotFound)
}

func TestProgramAcknowledgesAPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	secret := s.Paged("real-time-notifications")
	p := s.Visitor().Post("/paged/"+secret+"/acknowledge", url.Values{}).Want(t, http.StatusOK)
	if !strings.Contains(p.Content, `"state":"seen"`) || !strings.Contains(p.Header.Get("Content-Type"), "application/json") {
		t.Error(p.Content)
	}
	if got := message.PagePath("x"); got != paths.Paged("x") {
		t.Error(got)
	}
}
