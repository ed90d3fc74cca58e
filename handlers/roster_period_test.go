package handlers_test

import (
	"net/http"
	"strings"
	"testing"
)

// A period with a rule shows while it applies, until somebody ends it; the undo opens it again.
func TestPeriodShowsRuleUntilEnded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("marek")
	form := v.Get(liveRoster+"/periods/new").Want(t, http.StatusOK).Filled("form.form")
	form.Set("rule", "Say nothing to the press")
	form.Set("call", idOf(s, "Marek"))
	form.Set("from_on", "2020-12-24")
	form.Set("from_at", "18:00")
	p := v.Post(liveRoster+"/periods", form).Want(t, http.StatusUnprocessableEntity)
	if p.Find("#f-decider-err").Length() != 1 || p.Filled("form.form").Get("rule") != "Say nothing to the press" {
		t.Errorf("without an end: %s", p.Find(".summary").Text())
	}
	form.Set("decider", idOf(s, "Hugo"))
	v.Post(liveRoster+"/periods", form).Want(t, http.StatusSeeOther)
	p = v.Get(liveRoster).Want(t, http.StatusOK)
	if text := p.Find(".note.warn").Text(); !strings.Contains(text, "Say nothing to the press. Call Marek Solberg.") ||
		!strings.Contains(text, "until Hugo Lefèvre decides") {
		t.Errorf("the page says %s", text)
	}
	if text := v.Get(liveRoster + "/escalation").Find("#dry").Text(); !strings.Contains(text, "Call Marek Solberg.") {
		t.Errorf("the dry run says %s", text)
	}
	end := p.Find("form[action$='/end']").First()
	v.Post(end.AttrOr("action", ""), filled(end)).Want(t, http.StatusSeeOther)
	p = v.Get(liveRoster).Want(t, http.StatusOK)
	if p.Find("#periods").Length() != 0 {
		t.Error("the rule still applies")
	}
	undo := p.Find(".flash form").First()
	v.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther)
	p = v.Get(liveRoster).Want(t, http.StatusOK)
	if p.Find(".note.warn").Length() != 1 {
		t.Error("the undo did not open it again")
	}
	// A stale form keeps what was typed.
	edit := p.Find("#periods a").First().AttrOr("href", "")
	stale := v.Get(edit).Want(t, http.StatusOK).Filled("form.form")
	stale.Set("rule", "First")
	v.Post(edit, stale).Want(t, http.StatusSeeOther)
	stale.Set("rule", "Second")
	if p := v.Post(edit, stale).Want(t, http.StatusConflict); p.Filled("form.form").Get("rule") != "Second" {
		t.Error("what was typed is lost")
	}
	remove := v.Get(edit).Find("form[action$='/remove']").First()
	v.Post(remove.AttrOr("action", ""), filled(remove)).Want(t, http.StatusSeeOther)
	if p := v.Get(liveRoster).Want(t, http.StatusOK); p.Find("#periods").Length() != 0 {
		t.Error("it is still there")
	}
	if p := v.Get("/launches/new-plans-and-prices/roster").Want(t, http.StatusOK); strings.Contains(p.Content, "with a rule") {
		t.Error("a launch without a roster speaks of periods")
	}
}
