package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestLaunchConflictKeepsInput(t *testing.T) {
	s := newSite(t)
	v := s.As("ana")
	edit := notifications + "/edit"
	form := valuesOf(v.Get(edit).Want(t, http.StatusOK), "form[action$='/edit']")

	theirs := url.Values{}
	for k := range form {
		theirs.Set(k, form.Get(k))
	}
	theirs.Set("name", "Notifications, renamed")
	v.Post(edit, theirs).Want(t, http.StatusSeeOther)

	form.Set("summary", "Typed in the second tab")
	p := v.Post(edit, form).Want(t, http.StatusConflict)
	if !strings.Contains(p.Content, "Notifications, renamed") || !strings.Contains(p.Content, "Typed in the second tab") {
		t.Fatal("the conflict page does not show both")
	}
	v.Post(edit, valuesOf(p, "form.conflict")).Want(t, http.StatusSeeOther)
	after := v.Get(edit)
	if got, _ := after.Find("input[name=name]").Attr("value"); got != "Notifications, renamed" {
		t.Errorf("their name was lost: %q", got)
	}
	if got := after.Find("textarea[name=summary]").Text(); strings.TrimSpace(got) != "Typed in the second tab" {
		t.Errorf("your summary was lost: %q", got)
	}
}

func TestLaunchStates(t *testing.T) {
	s := newSite(t)
	v := s.As("ana")
	before := words(v.Get(notifications), headShown)
	form := valuesOf(v.Get(notifications+"/edit"), "form[action$='/state']")
	form.Set("state", "closed")
	v.Post(notifications+"/state", form).Want(t, http.StatusUnprocessableEntity)
	form.Set("state", "cancelled")
	form.Set("reason", "The partner withdrew")
	v.Post(notifications+"/state", form).Want(t, http.StatusSeeOther)
	p := v.Get(notifications)
	if got := words(p, headShown); got != "Cancelled" || p.Find("ol.work li").Length() != 0 {
		t.Errorf("cancelled, it is %q", got)
	}
	// The message has an undo button.
	v.Post(notifications+"/state", valuesOf(p, ".flash form")).Want(t, http.StatusSeeOther)
	if got := words(v.Get(notifications), headShown); got != before {
		t.Errorf("undone, it is %q, not %q", got, before)
	}
	v.Post(notifications+"/state", url.Values{"state": {"cancelled"}, "version": form["version"]}).Want(t, http.StatusConflict)
	s.As("vera").Post(notifications+"/state", url.Values{"state": {"planning"}}).Want(t, http.StatusForbidden)
}
