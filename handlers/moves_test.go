package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestMoveTPreviewApplyUndo(t *testing.T) {
	s := newSite(t)
	v := s.As("ana")
	was := v.Get(notifications+"/move").Want(t, http.StatusOK)
	before, _ := was.Find("input[name=launch_on]").Attr("value")

	q := url.Values{"launch_on": {"2027-01-16"}, "launch_time": {"10:00"}, "zone": {"Europe/Berlin"}}
	p := v.Get(notifications+"/move?"+q.Encode()).Want(t, http.StatusOK)
	if got := p.Find("#preview").Text(); !strings.Contains(got, "Sat 16 Jan 2027") {
		t.Errorf("the preview is headed %q", got)
	}
	if p.Find(".note:contains('Saturday')").Length() == 0 {
		t.Error("nothing says that T would be on a Saturday")
	}
	version, _ := p.Find("form[method=post] input[name=version]").Attr("value")
	q.Set("version", version)
	refused := v.Post(notifications+"/move", q).Want(t, http.StatusUnprocessableEntity)
	if refused.Find("#f-reason-err").Length() == 0 {
		t.Error("no message at the missing reason")
	}
	q.Set("reason", "The partner is not ready")
	v.Post(notifications+"/move", q).Want(t, http.StatusSeeOther)
	stale := v.Post(notifications+"/move",
		url.Values{"launch_on": {"2027-02-16"}, "launch_time": {"10:00"}, "zone": {"Europe/Berlin"}, "version": {version},
			"reason": {"Typed in another tab"}}).Want(t, http.StatusConflict)
	if got := stale.Find("textarea[name=reason]").Text(); strings.TrimSpace(got) != "Typed in another tab" {
		t.Errorf("a conflict lost the reason: %q", got)
	}

	undo, _ := v.Get(notifications + "/move").Find("form[action*='/moves/']").First().Attr("action")
	v.Post(undo, url.Values{}).Want(t, http.StatusSeeOther)
	after, _ := v.Get(notifications + "/move").Find("input[name=launch_on]").Attr("value")
	if after != before {
		t.Errorf("T is on %s after the undo, was on %s", after, before)
	}
	v.Post(undo, url.Values{}).Want(t, http.StatusConflict)
}

func TestMoveTPermissions(t *testing.T) {
	s := newSite(t)
	for _, who := range []string{"petra", "vera"} {
		s.As(who).Get(notifications+"/move").Want(t, http.StatusForbidden)
		s.As(who).Post(notifications+"/move", url.Values{"launch_on": {"2027-01-16"}}).Want(t, http.StatusForbidden)
	}
	s.As("ana").Get("/launches/none/move").Want(t, http.StatusNotFound)
	s.As("ana").Post(notifications+"/moves/999/undo", url.Values{}).Want(t, http.StatusNotFound)
}
