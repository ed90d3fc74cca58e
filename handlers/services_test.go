package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// linkOf returns the id of the link of a service with a kind.
func linkOf(s *site, name, kind string) string {
	s.T.Helper()
	return scan[string](s, "SELECT CAST(k.id AS TEXT) FROM service_links k JOIN services s ON s.id = k.service_id WHERE s.name = "+
		"? AND k.kind = ?", name, kind)
}

func TestServiceListFilterAndSort(t *testing.T) {
	s := newSite(t)
	v := s.As("vera")
	p := v.Get("/services").Want(t, http.StatusOK)
	if got := p.Find("tbody tr").Length(); got != 8 {
		t.Errorf("%d services", got)
	}
	if p.Find("main form[method=post]").Length() != 0 || p.Find(`a[href="/services/new"]`).Length() != 0 {
		t.Error("a viewer is offered to change the list")
	}
	row := p.Find(`tbody tr:contains("Message queue")`).Text()
	for _, want := range []string{"Critical", "Degrades", "Petra Lund", "3 of 3 opened", "1"} {
		if !strings.Contains(row, want) {
			t.Errorf("the row lacks %q: %q", want, row)
		}
	}
	for query, n := range map[string]int{"tier=critical": 5, "q=QUEUE": 1, "q=supplier": 3, "q=nothing+like+this": 0, "owner=-1": 1,
		"archived=1": 0, "tier=nonsense": 8, "page=99": 8} {
		if got := v.Get("/services?"+query).Want(t, http.StatusOK).Find("tbody tr").Length(); got != n {
			t.Errorf("%s shows %d, want %d", query, got, n)
		}
	}
	first := func(query string) string {
		return strings.TrimSpace(v.Get("/services?" + query).Find("tbody tr").First().Find("th a").Text())
	}
	for query, want := range map[string]string{"": "Feature flags", "sort=name": "Email sender", "sort=name&desc=1": "Sign-in",
		"sort=launches&desc=1": "Main database", "sort=owner&desc=1": "Payment gateway"} {
		if got := first(query); got != want {
			t.Errorf("%q begins with %q, want %q", query, got, want)
		}
	}
}

func serviceForm() url.Values {
	return url.Values{"key": {"k1"}, "name": {"Geocoder"}, "summary": {"Finds places"}, "tier": {"important"}, "fails": {"degrades"},
		"failure": {"Maps stay empty"}, "owner": {""},
		"link_kind": {"monitoring", "logs"}, "link_label": {"Board", ""}, "link_url": {"https://example.com/board", ""},
		"diagnosis": {"Look **here**"}}
}

func TestServiceAddEditArchiveUndo(t *testing.T) {
	s := newSite(t)
	v := s.As("marek")
	v.Get("/services/new").Want(t, http.StatusOK)
	to := v.Post("/services", serviceForm()).Want(t, http.StatusSeeOther).Header.Get("Location")
	if again := v.Post("/services", serviceForm()).Want(t, http.StatusSeeOther).Header.Get("Location"); again != to {
		t.Errorf("sent twice it is at %s and %s", to, again)
	}
	p := v.Get(to).Want(t, http.StatusOK)
	if p.Find(".prose strong").Text() != "here" || p.Find(`a[href="https://example.com/board"]`).Length() != 1 ||
		!strings.Contains(p.Find(".kv").Text(), "Nobody") {
		t.Errorf("the page says %q", p.Find("main").Text())
	}
	form := v.Get(to+"/edit").Want(t, http.StatusOK).Filled("main form")
	form.Set("name", "Geo coder")
	form.Set("tier", "critical")
	v.Post(to, form).Want(t, http.StatusSeeOther)
	p = v.Get(to)
	if p.Find("h1").Text() != "Geo coder" {
		t.Errorf("it is called %q", p.Find("h1").Text())
	}
	undo := p.Find(".flash form")
	v.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther)
	if p = v.Get(to); p.Find("h1").Text() != "Geocoder" {
		t.Errorf("undone it is called %q", p.Find("h1").Text())
	}
	archive := p.Find(`form[action$="/archive"]`)
	v.Post(to+"/archive", filled(archive)).Want(t, http.StatusSeeOther)
	v.Post(to+"/archive", filled(archive)).Want(t, http.StatusConflict)
	p = v.Get(to)
	if !strings.Contains(p.Find(".note").Text(), "has been archived") || v.Get("/services?archived=1").Find("tbody tr").Length() != 1 {
		t.Error("it is not shown as archived")
	}
	// Another service takes the name, so the first cannot be restored.
	other := serviceForm()
	other.Set("key", "k2")
	v.Post("/services", other).Want(t, http.StatusSeeOther)
	v.Post(to+"/restore", filled(p.Find(`main form[action$="/restore"]`))).Want(t, http.StatusConflict)
	for _, action := range []string{"service.added", "service.updated", "service.archived"} {
		if scan[int](s, "SELECT COUNT(*) FROM audit_log WHERE action = ? AND label LIKE 'Geo%'", action) == 0 {
			t.Errorf("%s is not in the log", action)
		}
	}
}

func TestServiceFormShowsErrors(t *testing.T) {
	s := newSite(t)
	v := s.As("marek")
	before := rows(s, "services", "service_links", "audit_log")
	for _, c := range []struct {
		set   url.Values
		field string
	}{
		{url.Values{"name": {"  "}}, "#f-name-err"}, {url.Values{"name": {strings.Repeat("x", 201)}}, "#f-name-err"},
		{url.Values{"name": {"message QUEUE"}}, "#f-name-err"},
		{url.Values{"name": {strings.Repeat("x", 1_500_000)}}, "#f-name-err"},
		{url.Values{"tier": {"grave"}}, "#f-tier-err"}, {url.Values{"fails": {""}}, "#f-fails-err"},
		{url.Values{"failure": {strings.Repeat("x", 2001)}}, "#f-failure-err"},
		{url.Values{"owner": {"999999"}}, "#f-owner-err"},
		{url.Values{"owner": {s.IDOf("SELECT id FROM users WHERE name = 'Vera Novak'")}}, "#f-owner-err"},
		{url.Values{"knowers": {"999999"}}, "#f-knowers-err"},
		{url.Values{"link_url": {"javascript:alert(1)"}}, ".link-rows .field-error"},
		{url.Values{"link_url": {"//example.com"}}, ".link-rows .field-error"},
		{url.Values{"link_url": {"https://me:secret@example.com/"}}, ".link-rows .field-error"},
		{url.Values{"link_url": {"data:text/html,x"}}, ".link-rows .field-error"},
		{url.Values{"link_url": {"https://example.com/a", "https://example.com/a"}}, ".link-rows .field-error"},
	} {
		form := serviceForm()
		for k, vs := range c.set {
			form[k] = vs
		}
		p := v.Post("/services", form).Want(t, http.StatusUnprocessableEntity)
		if p.Find(c.field).Length() == 0 || !strings.HasPrefix(p.Find("title").Text(), "Error: ") || p.Find("#f-diagnosis").Text() == "" {
			t.Errorf("%.60v is not said at %s", c.set, c.field)
		}
	}
	if after := rows(s, "services", "service_links", "audit_log"); after != before {
		t.Errorf("something was written: %s, then %s", before, after)
	}
	big := serviceForm()
	big.Set("name", strings.Repeat("x", 10<<20))
	if p := v.Post("/services", big); p.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("ten megabytes of a name: %s", p.Status)
	}
	if p := v.Post("/services", url.Values{"add_link": {"1"}, "name": {"Half typed"}, "link_url": {"https://a.example"}}).Want(t,
		http.StatusOK); p.Find(`[name=link_url]`).Length() != 2 || p.Find("#f-name").AttrOr("value", "") != "Half typed" {
		t.Error("one more row for a link loses what was typed")
	}
	if p := v.HTMX().Post("/services", url.Values{"add_link": {"1"}, "link_url": {"https://a.example"}}).Want(t, http.StatusOK); p.Find(
		"html h1").Length() != 0 || p.Find(`[name=link_url]`).Length() != 2 {
		t.Error("the fragment is not the rows alone")
	}
	viewer := s.As("vera")
	viewer.Post("/services", url.Values{}).Want(t, http.StatusForbidden)
	viewer.Get("/services/new").Want(t, http.StatusForbidden)
	v.Get("/services/999999").Want(t, http.StatusNotFound)
}

func TestServiceConflictMergesFields(t *testing.T) {
	s := newSite(t)
	marek, petra := s.As("marek"), s.As("petra")
	at := "/services/" + s.ServiceOf("Message queue")
	mine, theirs := marek.Get(at+"/edit").Filled("main form"), petra.Get(at+"/edit").Filled("main form")
	theirs.Set("summary", "Theirs")
	theirs["link_url"], theirs["link_label"], theirs["link_kind"] = []string{"https://example.com/new"}, []string{"New"}, []string{"logs"}
	petra.Post(at, theirs).Want(t, http.StatusSeeOther)
	mine.Set("failure", "Mine")
	p := marek.Post(at, mine).Want(t, http.StatusConflict)
	if text := p.Find(".conflict").Text(); !strings.Contains(text, "Theirs") || !strings.Contains(text, "Mine") ||
		!strings.Contains(text, "https://example.com/new") {
		t.Errorf("the conflict says %q", text)
	}
	marek.Post(at, p.Filled("main form")).Want(t, http.StatusSeeOther)
	p = marek.Get(at)
	if text := p.Find("main").Text(); !strings.Contains(text, "Theirs") || !strings.Contains(text, "Mine") ||
		p.Find(`a[href="https://example.com/new"]`).Length() != 1 {
		t.Errorf("afterwards: %q", text)
	}
}

func TestLaunchServicesAddAndRemove(t *testing.T) {
	s := newSite(t)
	v := s.As("marek")
	form := v.Get(launchServices+"/new").Want(t, http.StatusOK).Filled("main form")
	form["services"] = []string{s.ServiceOf("Sign-in"), s.ServiceOf("Image resizer")}
	form.Set("touches", "Only reads")
	v.Post(launchServices, form).Want(t, http.StatusSeeOther)
	v.Post(launchServices, form).Want(t, http.StatusSeeOther)
	p := v.Get(launchServices).Want(t, http.StatusOK)
	if got := p.Find("table").First().Find("tbody tr").Length(); got != 6 {
		t.Fatalf("it names %d", got)
	}
	if !strings.Contains(v.Get("/services/"+s.ServiceOf("Sign-in")).Find("main").Text(), "Real-time notifications") {
		t.Error("the service does not name the launch")
	}
	use := launchServices + "/" + s.UseOf(notificationsSlug, "Sign-in")
	edit := v.Get(use+"/edit").Want(t, http.StatusOK).Filled("main form")
	stale := v.Get(use + "/edit").Filled("main form")
	edit.Set("touches", "Writes too")
	v.Post(use, edit).Want(t, http.StatusSeeOther)
	stale.Set("touches", "Nothing")
	v.Post(use, stale).Want(t, http.StatusConflict)
	edit.Set("touches", strings.Repeat("x", 501))
	edit.Set("version", "2")
	v.Post(use, edit).Want(t, http.StatusUnprocessableEntity)
	v.Post(use+"/remove", url.Values{"version": {"2"}}).Want(t, http.StatusSeeOther)
	p = v.Get(launchServices)
	undo := p.Find(".flash form")
	v.Post(use+"/remove", url.Values{"version": {"2"}}).Want(t, http.StatusConflict)
	if p.Find("table").First().Find("tbody tr").Length() != 5 || undo.Length() != 1 {
		t.Fatal("it was not taken off with a way back")
	}
	v.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther)
	if text := v.Get(launchServices).Find("table").Text(); !strings.Contains(text, "Writes too") {
		t.Errorf("back again: %q", text)
	}
	for _, bad := range []url.Values{{}, {"services": {"999999"}},
		{"services": {s.ServiceOf("Email sender")}, "touches": {strings.Repeat("x", 501)}}} {
		if p := v.Post(launchServices, bad).Want(t, http.StatusUnprocessableEntity); p.Find(".note.summary").Length() != 1 {
			t.Error("what is wrong is not said")
		}
	}
	s.As("vera").Post(launchServices, url.Values{}).Want(t, http.StatusForbidden)
	for _, action := range []string{"added", "updated", "removed", "restored"} {
		if scan[int](s, "SELECT COUNT(*) FROM audit_log WHERE action = ? AND label = 'Sign-in' AND launch_id IS NOT NULL",
			"service use."+action) == 0 {
			t.Errorf("%s is not in the log", action)
		}
	}
	v.Get(notifications+"/history").Want(t, http.StatusOK)
}

func TestServiceLinkChecks(t *testing.T) {
	s := newSite(t)
	yuki := s.As("yuki")
	p := yuki.Get(launchServices).Want(t, http.StatusOK)
	if got := p.Find(".say h2").Text(); !strings.Contains(got, "of 10 links opened by all 5 on call") {
		t.Errorf("on top stands %q", got)
	}
	if got := p.Find("#problems").Text(); !strings.Contains(got, "Priya") || !strings.Contains(got, "Takes all down") {
		t.Errorf("the problems are %q", got)
	}
	todo := func(p page) int { return p.Find("#mine li form").Length() }
	n := todo(p)
	form := p.Find("#mine li form").First()
	back := filled(form).Get("back")
	values := filled(form)
	values.Set("reachable", "yes")
	if got := yuki.Post(form.AttrOr("action", ""), values).Want(t, http.StatusSeeOther).Header.Get("Location"); got != back ||
		!strings.HasPrefix(got, launchServices) {
		t.Errorf("it leads to %q", got)
	}
	p = yuki.Get(launchServices)
	if todo(p) != n-1 {
		t.Errorf("%d to open, then %d", n, todo(p))
	}
	undo := p.Find(".flash form")
	yuki.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther)
	if p = yuki.Get(launchServices); todo(p) != n {
		t.Errorf("undone there are %d to open, want %d", todo(p), n)
	}
	values.Set("reachable", "no")
	values.Set("note", "Asks for a <script>alert(1)</script>")
	values.Set("back", "https://evil.example/")
	if got := yuki.Post(form.AttrOr("action", ""), values).Want(t, http.StatusSeeOther).Header.Get("Location"); strings.Contains(got, "evil") {
		t.Errorf("it leads to %q", got)
	}
	p = s.As("vera").Get(launchServices)
	if got := p.Find("#links tbody tr").First().Text(); !strings.Contains(got, "cannot open it") || p.Find("main script").Length() != 0 {
		t.Errorf("first stands %q", got)
	}
	values.Set("note", strings.Repeat("x", 501))
	if p := yuki.Post(form.AttrOr("action", ""), values).Want(t, http.StatusUnprocessableEntity); p.Find(".note.summary").Length() != 1 ||
		p.Find("details[open] input[name=note]").Length() != 1 {
		t.Error("a note that is too long is not said")
	}
	// A check belongs to a person and is valid for 90 days.
	at := "/services/" + s.ServiceOf("Message queue")
	check := s.IDOf("SELECT MIN(c.id) FROM service_checks c JOIN users u ON u.id = c.person_id WHERE u.name = 'Marek Solberg'")
	yuki.Post(at+"/checks/"+check+"/back", url.Values{}).Want(t, http.StatusForbidden)
	yuki.Post("/services/"+s.ServiceOf("Sign-in")+"/checks/"+check+"/back", url.Values{}).Want(t, http.StatusNotFound)
	yuki.Post("/services/"+s.ServiceOf("Sign-in")+"/links/"+linkOf(s, "Message queue", "logs")+"/try",
		url.Values{"reachable": {"yes"}}).Want(t, http.StatusNotFound)
	s.As("vera").Post(at+"/links/"+linkOf(s, "Message queue", "logs")+"/try", url.Values{"reachable": {"yes"}}).Want(t, http.StatusForbidden)
	s.Clock.Advance(91 * 24 * time.Hour)
	if got := s.As("vera").Get(at).Find("#links .section-head").Text(); !strings.Contains(got, "0 of 3 opened") {
		t.Errorf("three months later: %q", got)
	}
}

func TestServiceSearchAndHandover(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	p := ana.Get("/search?q=queue").Want(t, http.StatusOK)
	if p.Find(`#results a[href="/services/`+s.ServiceOf("Message queue")+`"]`).Length() != 1 {
		t.Error("the search does not find it")
	}
	person := "/people/" + strings.TrimPrefix(s.PersonOf("Petra"), "/people/")
	form := ana.Get(person+"/deactivate").Want(t, http.StatusOK).Filled("main form")
	form.Set("successor", s.IDOf("SELECT id FROM users WHERE name = 'Marek Solberg'"))
	ana.Post(person+"/deactivate", form).Want(t, http.StatusSeeOther)
	p = ana.Get("/services/" + s.ServiceOf("Message queue"))
	if text := p.Find(".side .kv").Text(); strings.Contains(text, "Petra") || !strings.Contains(text, "Marek Solberg") {
		t.Errorf("afterwards: %q", text)
	}
}

func TestServiceEscapesMarkup(t *testing.T) {
	s := newSite(t)
	v := s.As("marek")
	const bad = `"><script>alert(1)</script><img src=x onerror=alert(1)>`
	form := serviceForm()
	for _, name := range []string{"name", "summary", "failure", "diagnosis"} {
		form.Set(name, bad)
	}
	form["link_label"], form["link_url"] = []string{bad, ""}, []string{`https://example.com/?"><script>alert(1)</script>`, ""}
	at := v.Post("/services", form).Want(t, http.StatusSeeOther).Header.Get("Location")
	v.Post(launchServices, url.Values{"services": {strings.TrimPrefix(at, "/services/")}, "touches": {bad}}).Want(t, http.StatusSeeOther)
	for _, path := range []string{at, at + "/edit", "/services", launchServices, launchServices + "/new", "/search?q=script",
		notifications + "/history"} {
		p := v.Get(path).Want(t, http.StatusOK)
		p.Find("main script, main [onerror]").Each(func(_ int, e *goquery.Selection) { t.Errorf("%s runs %s", path, e.Text()) })
	}
}
