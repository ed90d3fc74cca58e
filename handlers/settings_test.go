package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestLaunchConflictKeepsInput(t *testing.T) {
	s := newSite(t)
	v := s.as("ana")
	edit := notifications + "/edit"
	form := valuesOf(v.get(edit).want(t, http.StatusOK), "form[action$='/edit']")

	theirs := url.Values{}
	for k := range form {
		theirs.Set(k, form.Get(k))
	}
	theirs.Set("name", "Notifications, renamed")
	v.post(edit, theirs).want(t, http.StatusSeeOther)

	form.Set("summary", "Typed in the second tab")
	p := v.post(edit, form).want(t, http.StatusConflict)
	if !strings.Contains(p.body, "Notifications, renamed") || !strings.Contains(p.body, "Typed in the second tab") {
		t.Fatal("the conflict page does not show both")
	}
	v.post(edit, valuesOf(p, "form.conflict")).want(t, http.StatusSeeOther)
	after := v.get(edit)
	if got, _ := after.Find("input[name=name]").Attr("value"); got != "Notifications, renamed" {
		t.Errorf("their name was lost: %q", got)
	}
	if got := after.Find("textarea[name=summary]").Text(); strings.TrimSpace(got) != "Typed in the second tab" {
		t.Errorf("your summary was lost: %q", got)
	}
}

func TestLaunchStates(t *testing.T) {
	s := newSite(t)
	v := s.as("ana")
	form := valuesOf(v.get(notifications+"/edit"), "form[action$='/state']")
	form.Set("state", "closed")
	v.post(notifications+"/state", form).want(t, http.StatusUnprocessableEntity)
	form.Set("state", "cancelled")
	form.Set("reason", "The partner withdrew")
	v.post(notifications+"/state", form).want(t, http.StatusSeeOther)
	// The message has an undo button.
	v.post(notifications+"/state", valuesOf(v.get(notifications), ".flash form")).want(t, http.StatusSeeOther)
	if got := v.get(notifications).Find("dt:contains('State') + dd").First().Text(); got != "Planning" {
		t.Errorf("undone, it is %q", got)
	}
	v.post(notifications+"/state", url.Values{"state": {"cancelled"}, "version": form["version"]}).want(t, http.StatusConflict)
	s.as("vera").post(notifications+"/state", url.Values{"state": {"planning"}}).want(t, http.StatusForbidden)
}
