package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// audited returns the number of audit entries with an action.
func audited(s *site, action string) int {
	s.T.Helper()
	var n int
	if err := s.DB.Read(s.T.Context()).Raw("SELECT COUNT(*) FROM audit_log WHERE action = ?", action).Scan(&n).Error; err != nil {
		s.T.Fatal(err)
	}
	return n
}

func TestPeopleFilterInAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("vera")
	p := v.Get("/people?role=administrator&sort=name&desc=1").Want(t, http.StatusOK)
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
	if v.Get("/people?q=nobodyofthatname").Want(t, http.StatusOK).Find(".empty").Length() != 1 {
		t.Error("an empty list does not say why")
	}
	v.Get("/people?page=x&team=-1&sort=%27&state=%00").Want(t, http.StatusOK)
}

func TestPeoplePermissions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	marek := s.PersonOf("Marek")
	for _, who := range []string{"petra", "vera"} {
		v := s.As(who)
		for _, path := range []string{"/people/new", marek + "/edit", marek + "/deactivate"} {
			v.Get(path).Want(t, http.StatusForbidden)
		}
		for _, path := range []string{"/people", marek + "/edit", marek + "/deactivate", marek + "/reactivate", marek + "/link",
			marek + "/links/revoke",
			"/people/teams", "/people/teams/1", "/people/teams/1/move", "/people/teams/1/archive"} {
			form := url.Values{"name": {"X"}, "email": {"x@example.com"}, "role": {"member"}, "zone": {"UTC"}, "version": {"1"}}
			v.Post(path, form).Want(t, http.StatusForbidden)
		}
	}
	v := s.As("ana")
	v.Get("/people/9999").Want(t, http.StatusNotFound)
	v.Get("/people/9999/edit").Want(t, http.StatusNotFound)
	v.Get("/people/x").Want(t, http.StatusNotFound)
	v.Post("/people/teams/9999/archive", url.Values{}).Want(t, http.StatusNotFound)
	v.Headers.Set("Sec-Fetch-Site", "cross-site")
	v.Post(marek+"/deactivate", url.Values{}).Want(t, http.StatusForbidden)
}

func TestAddAndInvitePerson(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("ana")
	form := url.Values{"name": {"Nia New"}, "email": {"not an address"}, "role": {"member"}, "seniority": {"mid"}, "zone": {"Mars/Base"}}
	p := v.Post("/people", form).Want(t, http.StatusUnprocessableEntity)
	if got, _ := p.Find("input[name=email]").Attr("value"); got != "not an address" || p.Find("#f-zone-err").Length() != 1 {
		t.Errorf("kept %q; the zone was not refused in its place", got)
	}
	form.Set("email", "nia@example.com")
	form.Set("zone", "Europe/Berlin")
	to := v.Post("/people", form).Want(t, http.StatusSeeOther).Header.Get("Location")
	if audited(s, "user.created") == 0 {
		t.Error("no audit row")
	}
	v.Post("/people", form).Want(t, http.StatusUnprocessableEntity)

	made := v.Shown(to+"/link", url.Values{})
	link, _ := made.Find("#secret").Attr("value")
	path := strings.TrimPrefix(link, "http://127.0.0.1")
	if !strings.HasPrefix(path, "/link/") || made.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("the link is %q", link)
	}
	if strings.Contains(v.Get(to).Content, path) {
		t.Error("the link is shown a second time")
	}
	nia := s.Visitor()
	for range 2 {
		nia.Get(path).Want(t, http.StatusOK)
	}
	if p := nia.Post(path, url.Values{"password": {"short"}}).Want(t, http.StatusUnprocessableEntity); p.Find(
		"#f-password-err").Length() != 1 {
		t.Error("no message at the password")
	}
	nia.Post(path, url.Values{"password": {"a long and odd phrase 42"}}).Want(t, http.StatusSeeOther)
	nia.Get("/launches").Want(t, http.StatusOK)
	s.Visitor().Get(path).Want(t, http.StatusGone)
	s.Visitor().Post(path, url.Values{"password": {"another odd phrase 43"}}).Want(t, http.StatusGone)
	s.Visitor().Get(path+"x").Want(t, http.StatusNotFound)
	in := url.Values{"email": {"Nia@Example.com"}, "password": {"a long and odd phrase 42"}}
	s.Visitor().Post("/login", in).Want(t, http.StatusSeeOther)
}

func TestPersonConflict(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	path := s.PersonOf("Petra") + "/edit"
	one, two := s.As("ana"), s.As("ana")
	first, second := valuesOf(one.Get(path).Want(t, http.StatusOK), "main form"), valuesOf(two.Get(path), "main form")
	first.Set("title", "Staff engineer")
	one.Post(path, first).Want(t, http.StatusSeeOther)
	second.Set("zone", "Europe/Oslo")
	p := two.Post(path, second).Want(t, http.StatusConflict)
	if !strings.Contains(p.Find(".conflict").Text(), "Staff engineer") || !strings.Contains(p.Find(".conflict").Text(), "Europe/Oslo") {
		t.Fatalf("the page does not show both: %s", p.Find(".conflict").Text())
	}
	again := valuesOf(p, "form.conflict")
	again.Set("keep-title", "theirs title")
	two.Post(path, again).Want(t, http.StatusSeeOther)
	now := valuesOf(two.Get(path), "main form")
	if now.Get("title") != "Staff engineer" || now.Get("zone") != "Europe/Oslo" {
		t.Errorf("it is now %v", now)
	}
}

func TestDeactivateAndReactivatePerson(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, marek := s.As("ana"), s.As("marek")
	path := s.PersonOf("Marek")
	page := v.Get(path+"/deactivate").Want(t, http.StatusOK)
	form := valuesOf(page, "main form")
	if page.Find("select[name^='item-']").Length() == 0 || page.Find("select[name^='launch-']").Length() == 0 {
		t.Fatal("nothing is listed")
	}
	refused := v.Post(path+"/deactivate", form).Want(t, http.StatusUnprocessableEntity)
	if refused.Find("#f-successor-err").Length() != 1 {
		t.Error("no message at the successor")
	}
	stale := url.Values{"successor": {"1"}, "seen": {"something else"}, "version": form["version"]}
	if p := v.Post(path+"/deactivate", stale).Want(t, http.StatusConflict); p.Find("select[name=successor] option[selected]").AttrOr(
		"value", "") != "1" {
		t.Error("the choice was lost")
	}
	form.Set("successor", strings.TrimPrefix(s.PersonOf("Ana"), "/people/"))
	v.Post(path+"/deactivate", form).Want(t, http.StatusSeeOther)
	if audited(s, "deliverable.handed over") == 0 || audited(s, "user.deactivated") != 1 {
		t.Error("what was handed over is not in the audit log")
	}
	marek.Get("/launches").Want(t, http.StatusSeeOther)
	gone := v.Get(path).Want(t, http.StatusOK)
	if gone.Find("main .list.holdings").Length() != 0 {
		t.Error("something is left with him")
	}
	v.Get(path+"/deactivate").Want(t, http.StatusSeeOther)
	v.Post(path+"/reactivate", valuesOf(gone, "form[action$='/reactivate']")).Want(t, http.StatusSeeOther)
	s.As("marek").Get("/launches").Want(t, http.StatusOK)
}

func TestTeamPermissions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("ana")
	v.Post("/people/teams", url.Values{"name": {"Legal"}}).Want(t, http.StatusSeeOther)
	if p := v.Post("/people/teams", url.Values{"name": {"legal"}}).Want(t, http.StatusUnprocessableEntity); p.Find(
		"#f-name-err").Length() != 1 {
		t.Error("no message at the name")
	}
	p := v.Get("/people/teams").Want(t, http.StatusOK)
	first := p.Find(".team-list > li").First()
	archive, _ := first.Find("form[action$='/archive']").Attr("action")
	if p := v.Post(archive, valuesOf(p, "form[action='"+archive+"']")).Want(t, http.StatusUnprocessableEntity); !strings.Contains(
		p.Find(".summary").Text(), "Ana Kern") {
		t.Errorf("it does not say who is in it: %q", p.Find(".summary").Text())
	}
	last := p.Find(".team-list > li").Last()
	move, _ := last.Find("form[action$='/move']").Attr("action")
	v.Post(move, valuesOf(p, "form[action='"+move+"']")).Want(t, http.StatusSeeOther)
	p = v.Get("/people/teams")
	if got := strings.TrimSpace(p.Find(".team-list > li").Last().Find("a.title").Text()); got == "Legal" {
		t.Error("it did not move up")
	}
	legal := strings.TrimSuffix(move, "/move")
	v.Post(legal, url.Values{"name": {""}, "version": {"2"}}).Want(t, http.StatusUnprocessableEntity)
	v.Post(legal, url.Values{"name": {"Legal affairs"}, "version": {"2"}}).Want(t, http.StatusSeeOther)
	v.Post(legal, url.Values{"name": {"Lawyers"}, "version": {"2"}}).Want(t, http.StatusConflict)
	v.Post(legal+"/archive", url.Values{"version": {"3"}}).Want(t, http.StatusSeeOther)
	undo := v.Get("/people/teams")
	if undo.Find(".flash form").Length() != 1 {
		t.Fatal("archiving cannot be undone")
	}
	v.Post(legal+"/archive", valuesOf(undo, ".flash form")).Want(t, http.StatusSeeOther)
	if !strings.Contains(v.Get("/people/teams").Find(".team-list").Text(), "Legal affairs") {
		t.Error("it did not come back")
	}
}
