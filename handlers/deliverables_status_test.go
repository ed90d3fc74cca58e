package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tminus/models/template"
)

const sample = "/launches/real-time-notifications"

// row has the columns of a deliverable that tests check.
type row struct {
	ID, Version   int64
	Title, Status string
	BlockedReason string
	Kind          template.Kind
}

// task returns the first open task of the sample launch.
func (s *site) task() row {
	s.t.Helper()
	return s.find("d.kind = 'engineering_task' AND d.status = 'not_started'")
}

func (s *site) find(where string, args ...any) row {
	s.t.Helper()
	var r row
	err := s.db.Read(s.t.Context()).Raw(`SELECT d.id, d.version, d.title, d.status, d.blocked_reason, d.kind FROM deliverables d
		JOIN launches l ON l.id = d.launch_id WHERE l.slug = 'real-time-notifications' AND `+where+" ORDER BY d.id LIMIT 1",
		args...).Scan(&r).Error
	if err != nil || r.ID == 0 {
		s.t.Fatalf("no deliverable where %s: %v", where, err)
	}
	return r
}

func (s *site) again(r row) row { return s.find("d.id = ?", r.ID) }

func (r row) path(tail string) string { return fmt.Sprintf("%s/deliverables/%d%s", sample, r.ID, tail) }

func (r row) form(pairs ...string) url.Values {
	v := url.Values{"version": {fmt.Sprint(r.Version)}}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func TestStatusChangeAndUndo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, d := s.as("petra"), s.task()
	p := v.post(d.path("/status"), d.form("status", "done", "back", sample+"/timeline")).want(t, http.StatusSeeOther)
	if got := p.Header.Get("Location"); got != sample+"/timeline" {
		t.Errorf("sent back to %q", got)
	}
	if got := s.again(d).Status; got != "done" {
		t.Fatalf("status is %q", got)
	}
	undo := v.get(sample + "/timeline").Find("#flash form")
	form := url.Values{}
	for _, n := range undo.Find("input").Nodes {
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
		}
		form.Add(attr["name"], attr["value"])
	}
	action, _ := undo.Attr("action")
	v.post(action, form).want(t, http.StatusSeeOther)
	if got := s.again(d).Status; got != d.Status {
		t.Errorf("after undo the status is %q", got)
	}
	var n int64
	s.db.Read(t.Context()).Raw("SELECT COUNT(*) FROM audit_log WHERE entity = 'deliverable' AND entity_id = ? AND action = "+
		"'deliverable.status' AND actor_name = 'Petra Lund'", d.ID).Scan(&n)
	if n != 2 {
		t.Errorf("%d audit rows, want 2", n)
	}
}

func TestStatusChangeReturnsFragment(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	d := s.task()
	v := s.as("petra").htmx()
	p := v.post(d.path("/status"), d.form("status", "in_progress")).want(t, http.StatusOK)
	if strings.Contains(p.body, "<html") || p.Find("form.status-control#status-"+fmt.Sprint(d.ID)).Length() != 1 {
		t.Errorf("no fragment of the control:\n%s", p.body)
	}
	if p.Find("[data-hx-swap-oob] form").Length() != 1 {
		t.Error("no message with an undo came along")
	}
	d = s.again(d)
	p = v.post(d.path("/status"), d.form("status", "done", "back", sample+"/timeline", "target", "row-1")).want(t, http.StatusOK)
	if got := p.Header.Get("HX-Location"); !strings.Contains(got, `"target":"#row-1"`) || !strings.Contains(got, sample+"/timeline") {
		t.Errorf("HX-Location is %q", got)
	}
}

func TestBlockedStatusNeedsReason(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, d := s.as("petra"), s.task()
	p := v.post(d.path("/status"), d.form("status", "blocked")).want(t, http.StatusUnprocessableEntity)
	if p.Find("input[name=blocked_reason]").Length() != 1 || p.Find(".field-error").Length() != 0 {
		t.Error("the first press must ask, not complain")
	}
	p = v.post(d.path("/status"), d.form("status", "blocked", "blocked_reason", " ")).want(t, http.StatusUnprocessableEntity)
	if p.Find(".field-error").Length() != 1 {
		t.Error("an empty reason must be named")
	}
	p = v.htmx().post(d.path("/status"), d.form("status", "blocked")).want(t, http.StatusUnprocessableEntity)
	if p.Header.Get("HX-Retarget") != "#dialog" {
		t.Error("with htmx the question belongs into the dialog")
	}
	v.post(d.path("/status"), d.form("status", "blocked", "blocked_reason", "<script>alert(1)</script>")).want(t, http.StatusSeeOther)
	if got := s.again(d).BlockedReason; got != "<script>alert(1)</script>" {
		t.Errorf("reason is %q", got)
	}
}

func TestStatusConflict(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, d := s.as("petra"), s.task()
	s.as("ana").post(d.path("/status"), d.form("status", "in_review")).want(t, http.StatusSeeOther)
	p := v.post(d.path("/status"), d.form("status", "blocked", "blocked_reason", "the licence")).want(t, http.StatusConflict)
	form := p.Find("form.conflict")
	if !strings.Contains(form.Text(), "the licence") || !strings.Contains(form.Text(), "In review") {
		t.Errorf("both sides must be shown: %s", form.Text())
	}
	now := s.again(d)
	again := now.form("status", "blocked", "blocked_reason", "the licence", "keep-status",
		"theirs status blocked_reason unblocker skip_reason")
	v.post(d.path("/status"), again).want(t, http.StatusSeeOther)
	if got := s.again(d); got.Status != "in_review" || got.Version != now.Version {
		t.Errorf("keeping theirs changed it to %+v", got)
	}
	again.Set("keep-status", "yours")
	v.post(d.path("/status"), again).want(t, http.StatusSeeOther)
	if got := s.again(d); got.Status != "blocked" || got.BlockedReason != "the licence" {
		t.Errorf("keeping mine gave %+v", got)
	}
}

func TestStatusPermissions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	d := s.task()
	s.as("vera").post(d.path("/status"), d.form("status", "done")).want(t, http.StatusForbidden)
	s.as("vera").get(d.path("/status")).want(t, http.StatusForbidden)
	v := s.as("petra")
	v.headers.Set("Sec-Fetch-Site", "cross-site")
	v.post(d.path("/status"), d.form("status", "done")).want(t, http.StatusForbidden)
	other := strings.Replace(d.path("/status"), "real-time-notifications", "no-such", 1)
	s.as("ana").post(other, d.form("status", "done")).want(t, http.StatusNotFound)
	if got := s.again(d); got.Status != d.Status {
		t.Errorf("status is %q", got.Status)
	}
}
