package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// personOf returns the address of a sample person's page.
func (s *site) personOf(name string) string {
	s.t.Helper()
	p := s.as("vera").get("/people?q="+url.QueryEscape(name)).want(s.t, http.StatusOK)
	href, ok := p.Find("table.people tbody th a").First().Attr("href")
	if !ok {
		s.t.Fatalf("%s is not on the list", name)
	}
	return href
}

// valuesOf returns the values of a form as a browser would send them.
func valuesOf(p page, form string) url.Values {
	out := url.Values{}
	f := p.Find(form)
	for _, n := range f.Find("input[name]").EachIter() {
		kind, _ := n.Attr("type")
		_, checked := n.Attr("checked")
		if (kind == "radio" || kind == "checkbox") && !checked {
			continue
		}
		name, _ := n.Attr("name")
		value, _ := n.Attr("value")
		out.Add(name, value)
	}
	for _, n := range f.Find("select[name]").EachIter() {
		name, _ := n.Attr("name")
		value, _ := n.Find("option[selected]").Attr("value")
		out.Set(name, value)
	}
	for _, n := range f.Find("textarea[name]").EachIter() {
		name, _ := n.Attr("name")
		out.Set(name, n.Text())
	}
	return out
}

// audited returns the number of audit entries with an action.
func (s *site) audited(action string) int {
	s.t.Helper()
	var n int
	if err := s.db.Read(s.t.Context()).Raw("SELECT COUNT(*) FROM audit_log WHERE action = ?", action).Scan(&n).Error; err != nil {
		s.t.Fatal(err)
	}
	return n
}

func TestPeopleFilterInAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("vera")
	p := v.get("/people?role=administrator&sort=name&desc=1").want(t, http.StatusOK)
	if n := p.Find("table.people tbody tr").Length(); n != 1 {
		t.Errorf("%d rows", n)
	}
	if p.Find("select[name=role] option[selected]").Text() != "Administrator" {
		t.Error("the form forgot the role")
	}
	if p.Find("th[aria-sort=descending]").Length() != 1 {
		t.Error("no column says how the list is sorted")
	}
	if p.Find("a[href='/people/new']").Length() != 0 {
		t.Error("a viewer is offered to add people")
	}
	if v.get("/people?q=nobodyofthatname").want(t, http.StatusOK).Find(".empty").Length() != 1 {
		t.Error("an empty list does not say why")
	}
	v.get("/people?page=x&team=-1&sort=%27&state=%00").want(t, http.StatusOK)
}

func TestPeoplePermissions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	marek := s.personOf("Marek")
	for _, who := range []string{"petra", "vera"} {
		v := s.as(who)
		for _, path := range []string{"/people/new", marek + "/edit", marek + "/deactivate"} {
			v.get(path).want(t, http.StatusForbidden)
		}
		for _, path := range []string{"/people", marek + "/edit", marek + "/deactivate", marek + "/reactivate", marek + "/link",
			marek + "/links/revoke",
			"/people/teams", "/people/teams/1", "/people/teams/1/move", "/people/teams/1/archive"} {
			form := url.Values{"name": {"X"}, "email": {"x@example.com"}, "role": {"member"}, "zone": {"UTC"}, "version": {"1"}}
			v.post(path, form).want(t, http.StatusForbidden)
		}
	}
	v := s.as("ana")
	v.get("/people/9999").want(t, http.StatusNotFound)
	v.get("/people/9999/edit").want(t, http.StatusNotFound)
	v.get("/people/x").want(t, http.StatusNotFound)
	v.post("/people/teams/9999/archive", url.Values{}).want(t, http.StatusNotFound)
	v.headers.Set("Sec-Fetch-Site", "cross-site")
	v.post(marek+"/deactivate", url.Values{}).want(t, http.StatusForbidden)
}

func TestAddAndInvitePerson(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("ana")
	form := url.Values{"name": {"Nia New"}, "email": {"not an address"}, "role": {"member"}, "seniority": {"mid"}, "zone": {"Mars/Base"}}
	p := v.post("/people", form).want(t, http.StatusUnprocessableEntity)
	if got, _ := p.Find("input[name=email]").Attr("value"); got != "not an address" || p.Find("#f-zone-err").Length() != 1 {
		t.Errorf("kept %q; the zone was not refused in its place", got)
	}
	form.Set("email", "nia@example.com")
	form.Set("zone", "Europe/Berlin")
	to := v.post("/people", form).want(t, http.StatusSeeOther).Header.Get("Location")
	if s.audited("user.created") == 0 {
		t.Error("no audit row")
	}
	v.post("/people", form).want(t, http.StatusUnprocessableEntity)

	made := v.shown(to+"/link", url.Values{})
	link, _ := made.Find("#secret").Attr("value")
	path := strings.TrimPrefix(link, "http://127.0.0.1")
	if !strings.HasPrefix(path, "/link/") || made.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("the link is %q", link)
	}
	if strings.Contains(v.get(to).body, path) {
		t.Error("the link is shown a second time")
	}
	nia := s.visitor()
	for range 2 {
		nia.get(path).want(t, http.StatusOK)
	}
	if p := nia.post(path, url.Values{"password": {"short"}}).want(t, http.StatusUnprocessableEntity); p.Find(
		"#f-password-err").Length() != 1 {
		t.Error("no message at the password")
	}
	nia.post(path, url.Values{"password": {"a long and odd phrase 42"}}).want(t, http.StatusSeeOther)
	nia.get("/launches").want(t, http.StatusOK)
	s.visitor().get(path).want(t, http.StatusGone)
	s.visitor().post(path, url.Values{"password": {"another odd phrase 43"}}).want(t, http.StatusGone)
	s.visitor().get(path+"x").want(t, http.StatusNotFound)
	in := url.Values{"email": {"Nia@Example.com"}, "password": {"a long and odd phrase 42"}}
	s.visitor().post("/login", in).want(t, http.StatusSeeOther)
}

func TestPersonConflict(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	path := s.personOf("Petra") + "/edit"
	one, two := s.as("ana"), s.as("ana")
	first, second := valuesOf(one.get(path).want(t, http.StatusOK), "main form"), valuesOf(two.get(path), "main form")
	first.Set("title", "Staff engineer")
	one.post(path, first).want(t, http.StatusSeeOther)
	second.Set("zone", "Europe/Oslo")
	p := two.post(path, second).want(t, http.StatusConflict)
	if !strings.Contains(p.Find(".conflict").Text(), "Staff engineer") || !strings.Contains(p.Find(".conflict").Text(), "Europe/Oslo") {
		t.Fatalf("the page does not show both: %s", p.Find(".conflict").Text())
	}
	again := valuesOf(p, "form.conflict")
	again.Set("keep-title", "theirs title")
	two.post(path, again).want(t, http.StatusSeeOther)
	now := valuesOf(two.get(path), "main form")
	if now.Get("title") != "Staff engineer" || now.Get("zone") != "Europe/Oslo" {
		t.Errorf("it is now %v", now)
	}
}

func TestDeactivateAndReactivatePerson(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, marek := s.as("ana"), s.as("marek")
	path := s.personOf("Marek")
	page := v.get(path+"/deactivate").want(t, http.StatusOK)
	form := valuesOf(page, "main form")
	if page.Find("select[name^='item-']").Length() == 0 || page.Find("select[name^='launch-']").Length() == 0 {
		t.Fatal("nothing is listed")
	}
	refused := v.post(path+"/deactivate", form).want(t, http.StatusUnprocessableEntity)
	if refused.Find("#f-successor-err").Length() != 1 {
		t.Error("no message at the successor")
	}
	stale := url.Values{"successor": {"1"}, "seen": {"something else"}, "version": form["version"]}
	if p := v.post(path+"/deactivate", stale).want(t, http.StatusConflict); p.Find("select[name=successor] option[selected]").AttrOr(
		"value", "") != "1" {
		t.Error("the choice was lost")
	}
	form.Set("successor", strings.TrimPrefix(s.personOf("Ana"), "/people/"))
	v.post(path+"/deactivate", form).want(t, http.StatusSeeOther)
	if s.audited("deliverable.handed over") == 0 || s.audited("user.deactivated") != 1 {
		t.Error("what was handed over is not in the audit log")
	}
	marek.get("/launches").want(t, http.StatusSeeOther)
	gone := v.get(path).want(t, http.StatusOK)
	if gone.Find("main .list.holdings").Length() != 0 {
		t.Error("something is left with him")
	}
	v.get(path+"/deactivate").want(t, http.StatusSeeOther)
	v.post(path+"/reactivate", valuesOf(gone, "form[action$='/reactivate']")).want(t, http.StatusSeeOther)
	s.as("marek").get("/launches").want(t, http.StatusOK)
}

func TestTeamPermissions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("ana")
	v.post("/people/teams", url.Values{"name": {"Legal"}}).want(t, http.StatusSeeOther)
	if p := v.post("/people/teams", url.Values{"name": {"legal"}}).want(t, http.StatusUnprocessableEntity); p.Find(
		"#f-name-err").Length() != 1 {
		t.Error("no message at the name")
	}
	p := v.get("/people/teams").want(t, http.StatusOK)
	first := p.Find(".team-list > li").First()
	archive, _ := first.Find("form[action$='/archive']").Attr("action")
	if p := v.post(archive, valuesOf(p, "form[action='"+archive+"']")).want(t, http.StatusUnprocessableEntity); !strings.Contains(
		p.Find(".summary").Text(), "Ana Kern") {
		t.Errorf("it does not say who is in it: %q", p.Find(".summary").Text())
	}
	last := p.Find(".team-list > li").Last()
	move, _ := last.Find("form[action$='/move']").Attr("action")
	v.post(move, valuesOf(p, "form[action='"+move+"']")).want(t, http.StatusSeeOther)
	p = v.get("/people/teams")
	if got := strings.TrimSpace(p.Find(".team-list > li").Last().Find("a.title").Text()); got == "Legal" {
		t.Error("it did not move up")
	}
	legal := strings.TrimSuffix(move, "/move")
	v.post(legal, url.Values{"name": {""}, "version": {"2"}}).want(t, http.StatusUnprocessableEntity)
	v.post(legal, url.Values{"name": {"Legal affairs"}, "version": {"2"}}).want(t, http.StatusSeeOther)
	v.post(legal, url.Values{"name": {"Lawyers"}, "version": {"2"}}).want(t, http.StatusConflict)
	v.post(legal+"/archive", url.Values{"version": {"3"}}).want(t, http.StatusSeeOther)
	undo := v.get("/people/teams")
	if undo.Find(".flash form").Length() != 1 {
		t.Fatal("archiving cannot be undone")
	}
	v.post(legal+"/archive", valuesOf(undo, ".flash form")).want(t, http.StatusSeeOther)
	if !strings.Contains(v.get("/people/teams").Find(".team-list").Text(), "Legal affairs") {
		t.Error("it did not come back")
	}
}
