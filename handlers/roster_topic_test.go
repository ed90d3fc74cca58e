package handlers_test

import (
	"net/http"
	"strings"
	"testing"
)

// A topic leads to other people than anything else; without topics, the page does not ask.
func TestTopicHasItsOwnPathOnEscalationPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("marek")
	const page = liveRoster + "/escalation"
	if p := v.Get(page).Want(t, http.StatusOK); strings.Contains(p.Content, "What is it about?") {
		t.Error("a launch without topics asks what it is about")
	}
	form := v.Get(liveRoster+"/topics/new").Want(t, http.StatusOK).Filled("form.form")
	form.Set("name", "Personal data")
	p := v.Post(liveRoster+"/topics", form).Want(t, http.StatusUnprocessableEntity)
	if p.Find("#f-who1-err").Length() != 1 || p.Filled("form.form").Get("name") != "Personal data" {
		t.Errorf("nobody to call: %s", p.Find(".summary").Text())
	}
	form.Set("who1", idOf(s, "Fatima"))
	form.Set("wait1", "15")
	form.Set("who2", "role:primary")
	v.Post(liveRoster+"/topics", form).Want(t, http.StatusSeeOther)
	p = v.Get(page).Want(t, http.StatusOK)
	row := p.Find("tr:contains('Personal data')").Text()
	if !strings.Contains(row, "Fatima El-Sayed") || !strings.Contains(row, "after 15 min") || !strings.Contains(row, "Primary now") {
		t.Errorf("personal data: %s", row)
	}
	if row := p.Find("tr:contains('Anything else')").Text(); strings.Contains(row, "Fatima") {
		t.Errorf("anything else: %s", row)
	}
	edit := p.Find("tr:contains('Personal data') a").First().AttrOr("href", "")
	stale := v.Get(edit).Want(t, http.StatusOK).Filled("form.form")
	stale.Set("hint", "We have 72 hours to report")
	v.Post(edit, stale).Want(t, http.StatusSeeOther)
	stale.Set("hint", "Another")
	if p := v.Post(edit, stale).Want(t, http.StatusConflict); p.Filled("form.form").Get("hint") != "Another" {
		t.Error("what was typed is lost")
	}
	remove := v.Get(edit).Find("form[action$='/remove']").First()
	v.Post(remove.AttrOr("action", ""), filled(remove)).Want(t, http.StatusSeeOther)
	p = v.Get(page).Want(t, http.StatusOK)
	undo := p.Find(".flash form").First()
	v.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther)
	if row := v.Get(page).Find("tr:contains('Personal data')").Text(); !strings.Contains(row, "72 hours") || !strings.Contains(row, "Fatima") {
		t.Errorf("after the undo: %s", row)
	}
}
