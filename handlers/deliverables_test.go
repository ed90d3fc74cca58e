package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestDeliverableAddEditRemoveRestore(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("petra")
	form := filled(v.Get(sample+"/deliverables/new").Want(t, http.StatusOK).Find("form.deliverable-form"))
	form.Set("title", "Load test")
	form.Set("kind", "qa_task")
	form.Set("lane", fmt.Sprint(lane(s)))
	form.Set("due_rel", "T-7")
	form.Set("link_url", "https://example.com/plan")
	p := v.Post(sample+"/deliverables", form).Want(t, http.StatusSeeOther)
	d := s.Find("d.title = 'Load test'")
	if got := p.Header.Get("Location"); got != d.Path("") {
		t.Errorf("sent to %q", got)
	}
	v.Post(sample+"/deliverables", form).Want(t, http.StatusSeeOther)
	var n int64
	s.DB.Read(t.Context()).Raw("SELECT COUNT(*) FROM deliverables WHERE title = 'Load test'").Scan(&n)
	if n != 1 {
		t.Errorf("sending the form twice made %d", n)
	}
	p = v.Get(d.Path("")).Want(t, http.StatusOK)
	if text := p.Find("#deliverable").Text(); !strings.Contains(text, "T-7 · ") || !strings.Contains(text, "Nobody owns this") {
		t.Errorf("the page lacks its date or its problem: %s", text)
	}
	form = filled(v.Get(d.Path("/edit")).Want(t, http.StatusOK).Find("form.deliverable-form"))
	form.Set("title", "Load test report")
	v.Post(d.Path(""), form).Want(t, http.StatusSeeOther)
	if got := s.Again(d); got.Title != "Load test report" || got.Version != 2 {
		t.Errorf("after editing %+v", got)
	}
	v.Post(d.Path("/remove"), url.Values{"version": {"2"}}).Want(t, http.StatusSeeOther)
	undo := v.Get(sample+"/history").Want(t, http.StatusOK)
	v.Get(d.Path("")).Want(t, http.StatusNotFound)
	action, _ := undo.Find("#flash form").Attr("action")
	v.Post(action, filled(undo.Find("#flash form"))).Want(t, http.StatusSeeOther)
	v.Get(d.Path("")).Want(t, http.StatusOK)
}

func lane(s *site) (id int64) {
	s.T.Helper()
	err := s.DB.Read(s.T.Context()).Raw(
		`SELECT n.id FROM lanes n JOIN launches l ON l.id = n.launch_id WHERE l.slug = 'real-time-notifications'
		ORDER BY n.position LIMIT 1`).Scan(&id).Error
	if err != nil || id == 0 {
		s.T.Fatal("no lane", err)
	}
	return id
}

func TestDeliverableFormKeepsInvalidInput(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("petra")
	form := url.Values{"title": {""}, "description": {"Half a **page**"}, "lane": {fmt.Sprint(lane(s))}, "kind": {"qa_task"},
		"anchor":  {"follows"},
		"due_rel": {"next week"}, "link_label": {"Plan", "Two"}, "link_url": {"example", "https://example.com"}}
	p := v.Post(sample+"/deliverables", form).Want(t, http.StatusUnprocessableEntity)
	if got := p.Find("textarea[name=description]").Text(); strings.TrimSpace(got) != "Half a **page**" {
		t.Errorf("description is %q", got)
	}
	if got, _ := p.Find("input[name=due_rel]").Attr("value"); got != "next week" {
		t.Errorf("the day became %q", got)
	}
	if p.Find("input[name=link_url]").Length() != 3 || !strings.HasPrefix(p.Find("title").Text(), "Error:") {
		t.Error("links or the title's mark were lost")
	}
	form.Set("due_rel", "")
	p = v.Post(sample+"/deliverables", form).Want(t, http.StatusUnprocessableEntity)
	for _, href := range []string{"#f-title", "#f-links"} {
		if p.Find(".summary a[href='"+href+"']").Length() != 1 || p.Find(href).Length() != 1 {
			t.Errorf("the summary does not lead to %s", href)
		}
	}
}

func TestDeliverableFormButtonsSaveNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, d := s.As("petra"), s.Task()
	form := filled(v.Get(d.Path("/edit")).Find("form.deliverable-form"))
	form.Set("description", "Some **bold** text")
	form.Set("preview", "1")
	if p := v.Post(d.Path(""), form).Want(t, http.StatusOK); p.Find("#description-preview strong").Text() != "bold" {
		t.Error("the page shows no preview")
	}
	if p := v.HTMX().Post(d.Path(""), form).Want(t, http.StatusOK); strings.Contains(p.Content, "<html") || p.Find("strong").Text() != "bold" {
		t.Errorf("the fragment is %s", p.Content)
	}
	form.Del("preview")
	form.Set("add_link", "1")
	if p := v.Post(d.Path(""), form).Want(t, http.StatusOK); p.Find("input[name=link_url]").Length() < 2 {
		t.Error("no row was added")
	}
	if got := s.Again(d); got.Version != d.Version {
		t.Error("something was saved")
	}
}

func TestDeliverableConflictMergesFields(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana, petra, d := s.As("ana"), s.As("petra"), s.Task()
	hers := filled(ana.Get(d.Path("/edit")).Find("form.deliverable-form"))
	mine := filled(petra.Get(d.Path("/edit")).Find("form.deliverable-form"))
	hers.Set("title", "Hers")
	hers.Set("kind", "legal")
	ana.Post(d.Path(""), hers).Want(t, http.StatusSeeOther)
	mine.Set("title", "Mine")
	mine.Set("description", "Typed for an hour")
	p := petra.Post(d.Path(""), mine).Want(t, http.StatusConflict)
	form := p.Find("form.conflict")
	if n := form.Find(".conflict-field").Length(); n != 3 {
		t.Errorf("%d fields differ, want title, kind and description", n)
	}
	// Petra did not change the kind, so Ana's is selected.
	if got, _ := form.Find("input[name=keep-kind][checked]").Attr("value"); got != "theirs kind" {
		t.Errorf("the kind would be %q", got)
	}
	if !strings.Contains(p.Find(".note").Text(), "Ana Kern") {
		t.Error("it is not said who changed it")
	}
	petra.Post(d.Path(""), filled(form)).Want(t, http.StatusSeeOther)
	if got := s.Again(d); got.Title != "Mine" || got.Kind != "legal" {
		t.Errorf("the settled item is %+v", got)
	}
	if text := petra.Get(d.Path("")).Find("#deliverable").Text(); !strings.Contains(text, "Typed for an hour") {
		t.Error("the description was lost")
	}
}

func TestDeliverableRemovedDuringEditKeepsInput(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, d := s.As("petra"), s.Task()
	form := filled(v.Get(d.Path("/edit")).Find("form.deliverable-form"))
	s.As("ana").Post(d.Path("/remove"), d.Form()).Want(t, http.StatusSeeOther)
	form.Set("description", "Typed for an hour")
	p := v.Post(d.Path(""), form).Want(t, http.StatusConflict)
	again := p.Find("form.deliverable-form")
	if action, _ := again.Attr("action"); action != sample+"/deliverables" {
		t.Errorf("the form goes to %q", action)
	}
	v.Post(sample+"/deliverables", filled(again)).Want(t, http.StatusSeeOther)
	if got := s.Find("d.description = 'Typed for an hour' AND d.archived_at IS NULL"); got.Title != d.Title {
		t.Errorf("added %+v", got)
	}
}

func TestDeliverableFormKeepsDeactivatedOwner(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("petra")
	d := s.Find("d.owner_id = (SELECT id FROM users WHERE email = 'marek@aurora.example')")
	w, err := s.DB.WriterSQL()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Exec("UPDATE users SET deactivated_at = 1 WHERE email = 'marek@aurora.example'"); err != nil {
		t.Fatal(err)
	}
	page := v.Get(d.Path("/edit"))
	if got := page.Find("select[name=owner] option[selected]").Text(); !strings.Contains(got, "has left") {
		t.Errorf("the owner is offered as %q", got)
	}
	p := v.Post(d.Path(""), filled(page.Find("form.deliverable-form"))).Want(t, http.StatusUnprocessableEntity)
	if got := p.Find(".field-error").Text(); !strings.Contains(got, "has left") {
		t.Errorf("it says %q", got)
	}
}

func TestDependencyCycleIsShownInForm(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, d := s.As("petra"), s.Task()
	form := filled(v.Get(sample + "/deliverables/new").Find("form.deliverable-form"))
	form.Set("title", "Second")
	form.Set("lane", fmt.Sprint(lane(s)))
	form.Set("kind", "qa_task")
	form.Set("depends_on", fmt.Sprint(d.ID))
	v.Post(sample+"/deliverables", form).Want(t, http.StatusSeeOther)
	second := s.Find("d.title = 'Second'")
	form = filled(v.Get(d.Path("/edit")).Find("form.deliverable-form"))
	form.Add("depends_on", fmt.Sprint(second.ID))
	p := v.Post(d.Path(""), form).Want(t, http.StatusUnprocessableEntity)
	if want := d.Title + " → Second → " + d.Title; !strings.Contains(p.Find(".field-error").Text(), want) {
		t.Errorf("the circle is not named: %s", p.Find(".field-error").Text())
	}
	if text := v.Get(d.Path("")).Find("#deliverable").Text(); !strings.Contains(text, "Needed by") {
		t.Error("the page does not say who needs it")
	}
}

func TestCommentMentionAndTakeBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, d := s.As("petra"), s.Task()
	v.Post(d.Path("/comments"), url.Values{"body": {" "}}).Want(t, http.StatusUnprocessableEntity)
	v.Post(d.Path("/comments"), url.Values{"body": {"Ready for `@marek`? Ask @Ana Kern and @nobody"}}).Want(t, http.StatusSeeOther)
	p := v.Get(d.Path(""))
	if got := p.Find(".comment .prose a[href^='/people/']"); got.Length() != 1 || got.Text() != "@Ana Kern" {
		t.Errorf("mentions shown: %q", got.Text())
	}
	id, _ := p.Find(".comment").Attr("id")
	comment := "/comments/" + strings.TrimPrefix(id, "comment-")
	s.As("marek").Post(d.Path(comment), url.Values{"body": {"Mine"}, "version": {"1"}}).Want(t, http.StatusForbidden)
	v.Post(d.Path(comment), url.Values{"body": {"Better"}, "version": {"1"}}).Want(t, http.StatusSeeOther)
	p = v.Post(d.Path(comment), url.Values{"body": {"Stale"}, "version": {"1"}}).Want(t, http.StatusConflict)
	if text := p.Find("form.conflict").Text(); !strings.Contains(text, "Stale") || !strings.Contains(text, "Better") {
		t.Error("both texts must be shown")
	}
	s.As("marek").Post(d.Path(comment+"/delete"), url.Values{"version": {"2"}}).Want(t, http.StatusForbidden)
	v.Post(d.Path(comment+"/delete"), url.Values{"version": {"2"}}).Want(t, http.StatusSeeOther)
	p = v.Get(d.Path(""))
	if p.Find(".comment").Length() != 0 {
		t.Error("it is still there")
	}
	action, _ := p.Find("#flash form").Attr("action")
	v.Post(action, filled(p.Find("#flash form"))).Want(t, http.StatusSeeOther)
	if v.Get(d.Path("")).Find(".comment").Length() != 1 {
		t.Error("undo did not bring it back")
	}
}

func TestHistoryShowsChanges(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, d := s.As("petra"), s.Task()
	v.Post(d.Path("/status"), d.Form("status", "in_progress")).Want(t, http.StatusSeeOther)
	entry := v.Get(d.Path("")).Find(".history > li").First()
	if got := strings.Join(strings.Fields(entry.Text()), " "); !strings.Contains(got, "Petra Lund changed the status of this") ||
		!strings.Contains(got, "Not started → In progress") {
		t.Errorf("history reads %q", got)
	}
	p := v.Get(sample+"/history?kind=status").Want(t, http.StatusOK)
	if got := p.Find(".history > li").First().Text(); !strings.Contains(got, d.Title) {
		t.Errorf("the launch's history begins with %q", got)
	}
	if p := v.Get(sample+"/history?kind=comments&who=999999&page=99").Want(t, http.StatusOK); p.Find(".empty").Length() != 1 {
		t.Error("nothing found is not said")
	}
	v.Get("/launches/no-such/history").Want(t, http.StatusNotFound)
}

func TestDeliverablePermissions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	d := s.Task()
	vera := s.As("vera")
	page := vera.Get(d.Path("")).Want(t, http.StatusOK)
	if page.Find("#deliverable form, .comment-form").Length() != 0 {
		t.Error("a viewer is offered what they may not do")
	}
	ana, elsewhere := s.As("ana"), "/launches/no-such/deliverables/"+fmt.Sprint(d.ID)
	cross := s.As("petra")
	cross.Headers.Set("Sec-Fetch-Site", "cross-site")
	for _, tail := range []string{"", "/remove", "/restore", "/comments", "/comments/1", "/comments/1/delete", "/comments/1/restore",
		"/status"} {
		form := d.Form("status", "done", "body", "x", "title", "x")
		if got := vera.Post(d.Path(tail), form).StatusCode; got != http.StatusForbidden && got != http.StatusNotFound {
			t.Errorf("a viewer posts to %s: %d", tail, got)
		}
		ana.Post(elsewhere+tail, form).Want(t, http.StatusNotFound)
		cross.Post(d.Path(tail), form).Want(t, http.StatusForbidden)
	}
	vera.Get(d.Path("/edit")).Want(t, http.StatusForbidden)
	vera.Get(sample+"/deliverables/new").Want(t, http.StatusForbidden)
	vera.Post(sample+"/deliverables", d.Form()).Want(t, http.StatusForbidden)
	ana.Get(elsewhere).Want(t, http.StatusNotFound)
	var slug string
	s.DB.Read(t.Context()).Raw("SELECT slug FROM launches WHERE slug <> 'real-time-notifications' LIMIT 1").Scan(&slug)
	another := "/launches/" + slug + "/deliverables/" + fmt.Sprint(d.ID)
	for _, tail := range []string{"", "/edit", "/status"} {
		ana.Get(another+tail).Want(t, http.StatusNotFound)
		if tail != "/edit" {
			ana.Post(another+tail, d.Form("status", "done", "title", "x")).Want(t, http.StatusNotFound)
		}
	}
	ana.Get(sample+"/deliverables/999999").Want(t, http.StatusNotFound)
	ana.Get(sample+"/deliverables/x").Want(t, http.StatusNotFound)
	if got := s.Again(d); got.Version != d.Version {
		t.Error("something was written")
	}
}

func TestDeliverableEscapesMarkup(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("petra")
	const bad = `"><script>alert(1)</script><img src=x onerror=alert(1)>[x](javascript:alert(1))`
	form := filled(v.Get(sample + "/deliverables/new").Find("form.deliverable-form"))
	for name, value := range map[string]string{"title": bad, "description": bad, "link_label": bad,
		"link_url": "https://example.com/?" + bad, "lane": fmt.Sprint(lane(s)), "kind": "qa_task"} {
		form.Set(name, value)
	}
	v.Post(sample+"/deliverables", form).Want(t, http.StatusSeeOther)
	d := s.Find("d.title LIKE '%script%'")
	v.Post(d.Path("/comments"), url.Values{"body": {bad + " @Ana Kern"}}).Want(t, http.StatusSeeOther)
	v.Post(d.Path("/status"), d.Form("status", "blocked", "blocked_reason", bad)).Want(t, http.StatusSeeOther)
	stale := filled(v.Get(d.Path("/edit")).Find("form.deliverable-form"))
	stale.Set("version", "1")
	stale.Set("title", bad+"2")
	for _, p := range []page{v.Get(d.Path("")), v.Get(d.Path("/edit")), v.Get(sample + "/history"), v.Post(d.Path(""), stale),
		v.Post(d.Path("/status"), d.Form("status", "skipped"))} {
		if p.Find("script:not([src]), img, [onerror], a[href^='javascript']").Length() != 0 {
			t.Errorf("%s runs what was typed", p.Request.URL.Path)
		}
		if !strings.Contains(p.Text(), "<script>alert(1)") {
			t.Errorf("%s does not show what was typed", p.Request.URL.Path)
		}
	}
}

func TestFormShowsAllErrors(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.As("ana").Post(notifications+"/deliverables", url.Values{"due_on": {"someday"}, "title": {" "}}).Want(t,
		http.StatusUnprocessableEntity)
	for _, field := range []string{"due_on", "title"} {
		if n := p.Find("#f-" + field + "-err").Length(); n != 1 {
			t.Errorf("%d messages at %s", n, field)
		}
	}
}

func TestNewDeliverableGetsLaneOfKind(t *testing.T) {
	s := newSite(t)
	v := s.As("petra")
	form := v.Get(sample+"/deliverables/new").Want(t, http.StatusOK).Filled("form.deliverable-form")
	form.Set("title", "Answers to what nobody asked")
	form.Set("kind", "support_guide")
	v.Post(sample+"/deliverables", form).Want(t, http.StatusSeeOther)
	lane := scan[string](s, "SELECT y.key FROM deliverables d JOIN lanes y ON y.id = d.lane_id WHERE d.title = 'Answers to what nobody asked'")
	if lane != "support" {
		t.Errorf("it stands in %q", lane)
	}
}
