package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestStatusChangeAndUndo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, d := s.As("petra"), s.Task()
	p := v.Post(d.Path("/status"), d.Form("status", "done", "back", sample+"/timeline")).Want(t, http.StatusSeeOther)
	if got := p.Header.Get("Location"); got != sample+"/timeline" {
		t.Errorf("sent back to %q", got)
	}
	if got := s.Again(d).Status; got != "done" {
		t.Fatalf("status is %q", got)
	}
	undo := v.Get(sample + "/timeline").Find("#flash form")
	form := url.Values{}
	for _, n := range undo.Find("input").Nodes {
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
		}
		form.Add(attr["name"], attr["value"])
	}
	action, _ := undo.Attr("action")
	v.Post(action, form).Want(t, http.StatusSeeOther)
	if got := s.Again(d).Status; got != d.Status {
		t.Errorf("after undo the status is %q", got)
	}
	var n int64
	s.DB.Read(t.Context()).Raw("SELECT COUNT(*) FROM audit_log WHERE entity = 'deliverable' AND entity_id = ? AND action = "+
		"'deliverable.status' AND actor_name = 'Petra Lund'", d.ID).Scan(&n)
	if n != 2 {
		t.Errorf("%d audit rows, want 2", n)
	}
}

func TestStatusChangeReturnsFragment(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	d := s.Task()
	v := s.As("petra").HTMX()
	p := v.Post(d.Path("/status"), d.Form("status", "in_progress")).Want(t, http.StatusOK)
	if strings.Contains(p.Content, "<html") || p.Find("form.status-control#status-"+fmt.Sprint(d.ID)).Length() != 1 {
		t.Errorf("no fragment of the control:\n%s", p.Content)
	}
	if p.Find("[data-hx-swap-oob] form").Length() != 1 {
		t.Error("no message with an undo came along")
	}
	d = s.Again(d)
	p = v.Post(d.Path("/status"), d.Form("status", "done", "back", sample+"/timeline", "target", "row-1")).Want(t, http.StatusOK)
	if got := p.Header.Get("HX-Location"); !strings.Contains(got, `"target":"#row-1"`) || !strings.Contains(got, sample+"/timeline") {
		t.Errorf("HX-Location is %q", got)
	}
}

func TestBlockedStatusNeedsReason(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, d := s.As("petra"), s.Task()
	p := v.Post(d.Path("/status"), d.Form("status", "blocked")).Want(t, http.StatusUnprocessableEntity)
	if p.Find("input[name=blocked_reason]").Length() != 1 || p.Find(".field-error").Length() != 0 {
		t.Error("the first press must ask, not complain")
	}
	p = v.Post(d.Path("/status"), d.Form("status", "blocked", "blocked_reason", " ")).Want(t, http.StatusUnprocessableEntity)
	if p.Find(".field-error").Length() != 1 {
		t.Error("an empty reason must be named")
	}
	p = v.HTMX().Post(d.Path("/status"), d.Form("status", "blocked")).Want(t, http.StatusUnprocessableEntity)
	if p.Header.Get("HX-Retarget") != "#dialog" {
		t.Error("with htmx the question belongs into the dialog")
	}
	v.Post(d.Path("/status"), d.Form("status", "blocked", "blocked_reason", "<script>alert(1)</script>")).Want(t, http.StatusSeeOther)
	if got := s.Again(d).BlockedReason; got != "<script>alert(1)</script>" {
		t.Errorf("reason is %q", got)
	}
}

func TestStatusConflict(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, d := s.As("petra"), s.Task()
	s.As("ana").Post(d.Path("/status"), d.Form("status", "in_review")).Want(t, http.StatusSeeOther)
	p := v.Post(d.Path("/status"), d.Form("status", "blocked", "blocked_reason", "the licence")).Want(t, http.StatusConflict)
	form := p.Find("form.conflict")
	if !strings.Contains(form.Text(), "the licence") || !strings.Contains(form.Text(), "In review") {
		t.Errorf("both sides must be shown: %s", form.Text())
	}
	now := s.Again(d)
	again := now.Form("status", "blocked", "blocked_reason", "the licence", "keep-status",
		"theirs status blocked_reason unblocker skip_reason")
	v.Post(d.Path("/status"), again).Want(t, http.StatusSeeOther)
	if got := s.Again(d); got.Status != "in_review" || got.Version != now.Version {
		t.Errorf("keeping theirs changed it to %+v", got)
	}
	again.Set("keep-status", "yours")
	v.Post(d.Path("/status"), again).Want(t, http.StatusSeeOther)
	if got := s.Again(d); got.Status != "blocked" || got.BlockedReason != "the licence" {
		t.Errorf("keeping mine gave %+v", got)
	}
}

func TestStatusPermissions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	d := s.Task()
	s.As("vera").Post(d.Path("/status"), d.Form("status", "done")).Want(t, http.StatusForbidden)
	s.As("vera").Get(d.Path("/status")).Want(t, http.StatusForbidden)
	v := s.As("petra")
	v.Headers.Set("Sec-Fetch-Site", "cross-site")
	v.Post(d.Path("/status"), d.Form("status", "done")).Want(t, http.StatusForbidden)
	other := strings.Replace(d.Path("/status"), "real-time-notifications", "no-such", 1)
	s.As("ana").Post(other, d.Form("status", "done")).Want(t, http.StatusNotFound)
	if got := s.Again(d); got.Status != d.Status {
		t.Errorf("status is %q", got.Status)
	}
}
