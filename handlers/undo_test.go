package handlers_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"tminus/models/template"
)

// undo presses the undo button of the message on a page.
func (v *visitor) undo(on string) page {
	v.site.t.Helper()
	p := v.get(on).want(v.site.t, http.StatusOK)
	form := p.Find(".flash form")
	if form.Length() != 1 {
		v.site.t.Fatalf("%s offers no undo: %q", on, p.Find(".flash").Text())
	}
	return v.post(form.AttrOr("action", ""), filled(form)).want(v.site.t, http.StatusSeeOther)
}

func TestDeliverableUndo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	// Due T-9, a Sunday, on the working day before: Friday 20 November.
	slug, ids := s.planned("Undo",
		template.Item{Key: "a", Title: "Docs", Lane: "support", Start: -14, Due: -9, Anchor: template.PreviousWorkday, After: []string{"b"}},
		template.Item{Key: "b", Title: "Research", Lane: "engineering", Start: -20, Due: -16})
	path := "/launches/" + slug + "/deliverables/" + strconv.FormatInt(ids["a"], 10)
	v := s.as("petra")
	fields := func() url.Values {
		f := filled(v.get(path + "/edit").Find("form.deliverable-form"))
		f.Del("version")
		f.Del("base")
		return f
	}
	form := filled(v.get(path + "/edit").Find("form.deliverable-form"))
	form.Set("description", strings.Repeat("Long & <b>wide</b>\r\n\r\n", 900)+"Ж")
	form["link_label"], form["link_url"] = []string{"One", "Two"}, []string{"https://example.com/1", "https://example.com/2"}
	v.post(path, form).want(t, http.StatusSeeOther)
	before, schedule := fields(), s.schedule(slug, ids["a"])

	form = filled(v.get(path + "/edit").Find("form.deliverable-form"))
	for name, value := range map[string]string{"title": "Other", "description": "Short", "starts_on": "2026-11-24",
		"due_on": "2026-11-26", "anchor": "pinned", "kind": "faq"} {
		form.Set(name, value)
	}
	form["link_label"], form["link_url"] = []string{"Two"}, []string{"https://example.com/2"}
	form.Del("depends_on")
	v.post(path, form).want(t, http.StatusSeeOther)
	v.undo(path)
	if got := fields(); got.Encode() != before.Encode() {
		t.Errorf("undone, it is\n%.600s\nnot\n%.600s", got.Encode(), before.Encode())
	}
	if got := s.schedule(slug, ids["a"]); got.Schedule != schedule.Schedule || got.Version != schedule.Version+2 {
		t.Errorf("undone to %+v version %d, want %+v", got.Schedule, got.Version, schedule.Schedule)
	}
	// Saving unchanged data changes nothing, so there is nothing to undo.
	v.post(path, filled(v.get(path+"/edit").Find("form.deliverable-form"))).want(t, http.StatusSeeOther)
	if p := v.get(path); p.Find(".flash form").Length() != 0 {
		t.Error("an undo is offered where nothing was changed")
	}
}

func TestUndoConflict(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, d := s.as("petra"), s.task()
	form := filled(v.get(d.path("/edit")).Find("form.deliverable-form"))
	form.Set("title", "Hers")
	v.post(d.path(""), form).want(t, http.StatusSeeOther)
	undo := filled(v.get(d.path("")).Find(".flash form"))
	form = filled(s.as("ana").get(d.path("/edit")).Find("form.deliverable-form"))
	form.Set("due_on", "2026-12-24")
	s.as("ana").post(d.path(""), form).want(t, http.StatusSeeOther)
	p := v.post(d.path(""), undo).want(t, http.StatusConflict)
	if p.side("Title", "Yours") != d.Title || p.side("Title", "Theirs") != "Hers" {
		t.Errorf("not both: %s", p.Find("form.conflict").Text())
	}
	v.post(d.path(""), p.keepingTheirs("starts_on", "due_on")).want(t, http.StatusSeeOther)
	got := filled(v.get(d.path("/edit")).Find("form.deliverable-form"))
	if got.Get("title") != d.Title || got.Get("due_on") != "2026-12-24" {
		t.Errorf("settled as %q, due %s", got.Get("title"), got.Get("due_on"))
	}
}

func TestUndoOfOtherForms(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := s.as("ana")
	team := ana.get("/people/teams").Find(".team-list > li details form").First().AttrOr("action", "")
	for name, c := range map[string]struct{ edit, form, back, field, value string }{
		"launch":  {notifications + "/edit", "form[action$='/edit']", notifications, "summary", "Another summary"},
		"profile": {"/me/profile", "#you form", "/me/profile", "zone", "Asia/Kathmandu"},
		"person":  {s.personOf("Petra") + "/edit", "main form", s.personOf("Petra"), "title", "Somebody else"},
		"team":    {"/people/teams", "form[action='" + team + "']", "/people/teams", "name", "Renamed"},
	} {
		before := ana.get(c.edit).want(t, http.StatusOK)
		form := valuesOf(before, c.form)
		was := form.Get(c.field)
		form.Set(c.field, c.value)
		ana.post(before.Find(c.form).First().AttrOr("action", ""), form).want(t, http.StatusSeeOther)
		ana.undo(c.back)
		if got := valuesOf(ana.get(c.edit), c.form).Get(c.field); got != was {
			t.Errorf("%s: undone, %s is %q, not %q", name, c.field, got, was)
		}
	}
}
