package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const notifications = "/launches/real-time-notifications"

func TestMoveTPreviewApplyUndo(t *testing.T) {
	s := newSite(t)
	v := s.as("ana")
	was := v.get(notifications+"/move").want(t, http.StatusOK)
	before, _ := was.Find("input[name=launch_on]").Attr("value")

	q := url.Values{"launch_on": {"2027-01-16"}, "launch_time": {"10:00"}, "zone": {"Europe/Berlin"}}
	p := v.get(notifications+"/move?"+q.Encode()).want(t, http.StatusOK)
	if got := p.Find("#preview").Text(); !strings.Contains(got, "Sat 16 Jan 2027") {
		t.Errorf("the preview is headed %q", got)
	}
	if p.Find(".note:contains('Saturday')").Length() == 0 {
		t.Error("nothing says that T would be on a Saturday")
	}
	version, _ := p.Find("form[method=post] input[name=version]").Attr("value")
	q.Set("version", version)
	refused := v.post(notifications+"/move", q).want(t, http.StatusUnprocessableEntity)
	if refused.Find("#f-reason-err").Length() == 0 {
		t.Error("no message at the missing reason")
	}
	q.Set("reason", "The partner is not ready")
	v.post(notifications+"/move", q).want(t, http.StatusSeeOther)
	stale := v.post(notifications+"/move",
		url.Values{"launch_on": {"2027-02-16"}, "launch_time": {"10:00"}, "zone": {"Europe/Berlin"}, "version": {version},
			"reason": {"Typed in another tab"}}).want(t, http.StatusConflict)
	if got := stale.Find("textarea[name=reason]").Text(); strings.TrimSpace(got) != "Typed in another tab" {
		t.Errorf("a conflict lost the reason: %q", got)
	}

	undo, _ := v.get(notifications + "/move").Find("form[action*='/moves/']").First().Attr("action")
	v.post(undo, url.Values{}).want(t, http.StatusSeeOther)
	after, _ := v.get(notifications + "/move").Find("input[name=launch_on]").Attr("value")
	if after != before {
		t.Errorf("T is on %s after the undo, was on %s", after, before)
	}
	v.post(undo, url.Values{}).want(t, http.StatusConflict)
}

func TestMoveTPermissions(t *testing.T) {
	s := newSite(t)
	for _, who := range []string{"petra", "vera"} {
		s.as(who).get(notifications+"/move").want(t, http.StatusForbidden)
		s.as(who).post(notifications+"/move", url.Values{"launch_on": {"2027-01-16"}}).want(t, http.StatusForbidden)
	}
	s.as("ana").get("/launches/none/move").want(t, http.StatusNotFound)
	s.as("ana").post(notifications+"/moves/999/undo", url.Values{}).want(t, http.StatusNotFound)
}
