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
func undo(v *visitor, on string) page {
	v.Site.T.Helper()
	p := v.Get(on).Want(v.Site.T, http.StatusOK)
	form := p.Find(".flash form")
	if form.Length() != 1 {
		v.Site.T.Fatalf("%s offers no undo: %q", on, p.Find(".flash").Text())
	}
	return v.Post(form.AttrOr("action", ""), filled(form)).Want(v.Site.T, http.StatusSeeOther)
}

func TestDeliverableUndo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	// Due T-9, a Sunday, on the working day before: Friday 20 November.
	slug, ids := s.Planned("Undo",
		template.Item{Key: "a", Title: "Docs", Lane: "support", Start: -14, Due: -9, Anchor: template.PreviousWorkday, After: []string{"b"}},
		template.Item{Key: "b", Title: "Research", Lane: "engineering", Start: -20, Due: -16})
	path := "/launches/" + slug + "/deliverables/" + strconv.FormatInt(ids["a"], 10)
	v := s.As("petra")
	fields := func() url.Values {
		f := filled(v.Get(path + "/edit").Find("form.deliverable-form"))
		f.Del("version")
		f.Del("base")
		return f
	}
	form := filled(v.Get(path + "/edit").Find("form.deliverable-form"))
	form.Set("description", strings.Repeat("Long & <b>wide</b>\r\n\r\n", 900)+"Ж")
	form["link_label"], form["link_url"] = []string{"One", "Two"}, []string{"https://example.com/1", "https://example.com/2"}
	v.Post(path, form).Want(t, http.StatusSeeOther)
	before, schedule := fields(), s.Schedule(slug, ids["a"])

	form = filled(v.Get(path + "/edit").Find("form.deliverable-form"))
	for name, value := range map[string]string{"title": "Other", "description": "Short", "starts_on": "2026-11-24",
		"due_on": "2026-11-26", "anchor": "pinned", "kind": "faq"} {
		form.Set(name, value)
	}
	form["link_label"], form["link_url"] = []string{"Two"}, []string{"https://example.com/2"}
	form.Del("depends_on")
	v.Post(path, form).Want(t, http.StatusSeeOther)
	undo(v, path)
	if got := fields(); got.Encode() != before.Encode() {
		t.Errorf("undone, it is\n%.600s\nnot\n%.600s", got.Encode(), before.Encode())
	}
	if got := s.Schedule(slug, ids["a"]); got.Schedule != schedule.Schedule || got.Version != schedule.Version+2 {
		t.Errorf("undone to %+v version %d, want %+v", got.Schedule, got.Version, schedule.Schedule)
	}
	// Saving unchanged data changes nothing, so there is nothing to undo.
	v.Post(path, filled(v.Get(path+"/edit").Find("form.deliverable-form"))).Want(t, http.StatusSeeOther)
	if p := v.Get(path); p.Find(".flash form").Length() != 0 {
		t.Error("an undo is offered where nothing was changed")
	}
}

func TestUndoConflict(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, d := s.As("petra"), s.Task()
	form := filled(v.Get(d.Path("/edit")).Find("form.deliverable-form"))
	form.Set("title", "Hers")
	v.Post(d.Path(""), form).Want(t, http.StatusSeeOther)
	undo := filled(v.Get(d.Path("")).Find(".flash form"))
	form = filled(s.As("ana").Get(d.Path("/edit")).Find("form.deliverable-form"))
	form.Set("due_on", "2026-12-24")
	s.As("ana").Post(d.Path(""), form).Want(t, http.StatusSeeOther)
	p := v.Post(d.Path(""), undo).Want(t, http.StatusConflict)
	if side(p, "Title", "Yours") != d.Title || side(p, "Title", "Theirs") != "Hers" {
		t.Errorf("not both: %s", p.Find("form.conflict").Text())
	}
	v.Post(d.Path(""), keepingTheirs(p, "starts_on", "due_on")).Want(t, http.StatusSeeOther)
	got := filled(v.Get(d.Path("/edit")).Find("form.deliverable-form"))
	if got.Get("title") != d.Title || got.Get("due_on") != "2026-12-24" {
		t.Errorf("settled as %q, due %s", got.Get("title"), got.Get("due_on"))
	}
}

func TestUndoOfOtherForms(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := s.As("ana")
	team := ana.Get("/people/teams").Find(".team-list > li details form").First().AttrOr("action", "")
	for name, c := range map[string]struct{ edit, form, back, field, value string }{
		"launch":  {notifications + "/edit", "form[action$='/edit']", notifications, "summary", "Another summary"},
		"profile": {"/me/profile", "#you form", "/me/profile", "zone", "Asia/Kathmandu"},
		"person":  {s.PersonOf("Petra") + "/edit", "main form", s.PersonOf("Petra"), "title", "Somebody else"},
		"team":    {"/people/teams", "form[action='" + team + "']", "/people/teams", "name", "Renamed"},
	} {
		before := ana.Get(c.edit).Want(t, http.StatusOK)
		form := valuesOf(before, c.form)
		was := form.Get(c.field)
		form.Set(c.field, c.value)
		ana.Post(before.Find(c.form).First().AttrOr("action", ""), form).Want(t, http.StatusSeeOther)
		undo(ana, c.back)
		if got := valuesOf(ana.Get(c.edit), c.form).Get(c.field); got != was {
			t.Errorf("%s: undone, %s is %q, not %q", name, c.field, got, was)
		}
	}
}
