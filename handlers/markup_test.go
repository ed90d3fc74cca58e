package handlers_test

import (
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"tminus/handlers"
)

// evil is the text used everywhere. It breaks out of attributes and texts, and is detected in the
// page's tree if it does.
const evil = `X'"></title></textarea></script><tm-evil onclick=alert(1)><script>alert(1)</script>` +
	`<img src=x onerror=alert(1)>{{7*7}}${7*7}[k](javascript:alert(1))`

// hostileTemplate returns the small template with markup in all texts.
func hostileTemplate(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../models/template/templates/small.yaml")
	if err != nil {
		t.Fatal(err)
	}
	short := `'<tm-evil onclick=alert(1)><img src=x onerror=alert(1)>'`
	flow := regexp.MustCompile(`(name|note|purpose): ("[^"]*"|[^,}\n]*)`)
	block := regexp.MustCompile(`^( *)(name|title|summary|description|label): .*`)
	i := 0
	odd := func(name string) string {
		i++
		return name + ": " + strings.Replace(short, "<tm-evil", string(rune('a'+i%26))+string(rune('a'+i/26%26))+"<tm-evil", 1)
	}
	lines := strings.Split(string(b), "\n")
	for n, line := range lines {
		if strings.Contains(line, "{") {
			lines[n] = flow.ReplaceAllStringFunc(line, func(m string) string { return odd(m[:strings.Index(m, ":")]) })
		} else if m := block.FindStringSubmatch(line); m != nil {
			lines[n] = m[1] + odd(m[2])
		}
	}
	out := strings.Join(lines, "\n")
	return strings.Replace(out, "key: small\n", "key: hostile\n", 1)
}

// fillWithMarkup puts markup into every text that users can enter, and returns the address of the
// launch with most of it.
func (s *site) fillWithMarkup(t *testing.T) string {
	ana := s.as("ana")
	ana.headers.Set("User-Agent", evil)
	saw := func(p page, want int) {
		t.Helper()
		if p.StatusCode != want {
			t.Fatalf("%s: %s: %s", p.Request.URL.Path, p.Status, p.Find(".error-summary, .error, [role=alert]").Text())
		}
	}
	saw(ana.post("/people/teams", url.Values{"name": {evil[:100]}}), http.StatusSeeOther)
	petra := s.personOf("Petra")
	form := valuesOf(ana.get(petra+"/edit"), "form[action$='/edit']")
	form.Set("name", "Petra "+evil[:110])
	form.Set("title", evil[:118])
	form.Set("email", `petra"<tm-evil>"@aurora.example`)
	if p := ana.post(petra+"/edit", form); p.StatusCode != http.StatusSeeOther {
		form.Set("email", "petra@aurora.example")
		saw(ana.post(petra+"/edit", form), http.StatusSeeOther)
	}
	saw(ana.post("/me/contacts", url.Values{"kind": {"chat"}, "value": {evil[:115]}}), http.StatusSeeOther)
	saw(ana.post("/me/absences", url.Values{"first_day": {s.clock.Now().AddDate(0, 0, 3).Format("2006-01-02")}, "note": {evil}}),
		http.StatusSeeOther)
	saw(ana.post("/templates", url.Values{"source": {hostileTemplate(t)}}), http.StatusSeeOther)
	lead := strings.TrimPrefix(s.personOf("Ana"), "/people/")
	saw(ana.post("/launches", url.Values{"name": {evil}, "summary": {evil}, "lead": {lead}, "template": {"hostile"},
		"launch_on": {s.clock.Now().AddDate(0, 0, 7).Format("2006-01-02")}, "launch_time": {"10:00"}, "zone": {"Europe/Berlin"}}),
		http.StatusSeeOther)
	slug := scan[string](s, "SELECT slug FROM launches ORDER BY id DESC LIMIT 1")
	base := "/launches/" + slug
	item := base + "/deliverables/" + s.itemOf(slug)
	form = filled(ana.get(item + "/edit").Find("form.deliverable-form"))
	form.Set("title", evil)
	form.Set("description", evil)
	form.Set("link_label", evil)
	form.Set("link_url", "https://example.com/?"+url.QueryEscape(evil))
	form.Set("owner", strings.TrimPrefix(petra, "/people/"))
	saw(ana.post(item, form), http.StatusSeeOther)
	version := func() string {
		return scan[string](s, "SELECT CAST(version AS TEXT) FROM deliverables WHERE id = ?", s.itemOf(slug))
	}
	saw(ana.post(item+"/status", url.Values{"status": {"blocked"}, "blocked_reason": {evil},
		"unblocker": {strings.TrimPrefix(petra, "/people/")}, "version": {version()}}), http.StatusSeeOther)
	saw(ana.post(item+"/comments", url.Values{"body": {evil + " @Petra"}}), http.StatusSeeOther)
	saw(ana.post(base+"/import", url.Values{
		"text": {"title,owner,lane\n\"" + strings.ReplaceAll(evil, `"`, `""`) + "\",\"" + strings.ReplaceAll(evil[:90], `"`, `""`) +
			"\",=cmd|evil"}}), http.StatusOK)
	saw(ana.post(base+"/move", url.Values{"launch_on": {s.clock.Now().AddDate(0, 0, 9).Format("2006-01-02")}, "launch_time": {"10:00"},
		"zone": {"Europe/Berlin"}, "reason": {evil},
		"version": {scan[string](s, "SELECT CAST(version AS TEXT) FROM launches WHERE slug = ?", slug)}}), http.StatusSeeOther)
	service := ana.post("/services",
		url.Values{"name": {evil}, "summary": {evil}, "tier": {"critical"}, "fails": {"degrades"}, "failure": {evil}, "diagnosis": {evil},
			"owner":   {lead},
			"knowers": {strings.TrimPrefix(petra, "/people/")}, "link_kind": {"logs"}, "link_label": {evil},
			"link_url": {"https://example.com/?" + url.QueryEscape(evil)}})
	saw(service, http.StatusSeeOther)
	id := strings.TrimPrefix(service.Header.Get("Location"), "/services/")
	saw(ana.post(base+"/services", url.Values{"services": {id}, "touches": {evil}}), http.StatusSeeOther)
	link := scan[string](s, "SELECT CAST(MAX(id) AS TEXT) FROM service_links")
	saw(ana.post("/services/"+id+"/links/"+link+"/try", url.Values{"reachable": {"no"}, "note": {evil}, "back": {evil}}), http.StatusSeeOther)
	s.fillCalendarWithMarkup(t, base, saw)
	s.fillFeedbackWithMarkup(t, base, saw)
	saw(ana.post("/guides/misses", url.Values{"q": {evil}}), http.StatusNoContent)
	saw(ana.post("/guides/offline-mode-in-the-mobile-app/answers", url.Values{"helped": {"no"}, "missing": {evil}}), http.StatusSeeOther)
	return slug
}

// hostilePages returns the addresses of all pages about the launch with the markup.
func (s *site) hostilePages(slug string) []string {
	out := []string{"/launches?view=timeline", "/launches?view=month", "/search?q=" + url.QueryEscape(evil), "/search?q=tm-evil",
		"/people?q=tm-evil", "/people?q=" + url.QueryEscape(evil), "/launches?q=" + url.QueryEscape(evil),
		"/launches/" + slug + "/timeline?view=list", "/launches/" + slug + "/timeline?q=" + url.QueryEscape(evil),
		"/audit?q=" + url.QueryEscape(evil) + "&from=" + url.QueryEscape(evil), "/nope" + url.PathEscape(evil),
		"/launches/new?name=" + url.QueryEscape(evil) + "&template=hostile&zone=" + url.QueryEscape(evil),
		"/launches/" + slug + "/deliverables/new?title=" + url.QueryEscape(evil) + "&due_on=" + url.QueryEscape(evil),
		"/launches/" + slug + "/deliverables/" + s.itemOf(slug) + "/status?to=" + url.QueryEscape(evil) + "&target=" +
			url.QueryEscape(evil) + "&back=" + url.QueryEscape(evil),
		"/launches/" + slug + "/move?launch_on=" + url.QueryEscape(evil) + "&zone=" + url.QueryEscape(evil), "/templates/hostile/edit",
		"/login?next=" + url.QueryEscape(evil), "/link/" + url.PathEscape(evil)}
	report, tester := s.idOf("SELECT MAX(id) FROM feedback_reports"), s.idOf("SELECT MAX(id) FROM beta_testers")
	made := "/guides/" + scan[string](s, "SELECT slug FROM guides ORDER BY id DESC LIMIT 1")
	out = append(out, made, made+"?version=1", made+"/edit")
	secret := secretIn(s.t, s.as("ana").shown("/launches/"+slug+"/feedback/beta/"+tester+"/link", url.Values{}))
	for _, r := range handlers.RoutesForTest() {
		if path, ok := strings.CutPrefix(r, "GET "); ok && !noPages[path] && path != "/setup" {
			for _, person := range []string{s.personOf("Petra"), s.personOf("Ana")} {
				out = append(out, strings.NewReplacer(":slug", slug, "/feedback/:id", "/feedback/"+report, "/beta/:id", "/beta/"+tester,
					"/beta/:token", "/beta/"+secret, "/playbook/:key", "/playbook/tickets_spike", "deliverables/:id", "deliverables/"+s.itemOf(slug),
					"/people/:id", person, "/services/:id", "/services/"+scan[string](s, "SELECT CAST(MAX(id) AS TEXT) FROM services"), "/events/:id",
					"/events/"+scan[string](s, "SELECT CAST(MAX(id) AS TEXT) FROM calendar_events"),
					"/stakeholders/:id", "/stakeholders/"+scan[string](s, "SELECT CAST(MAX(id) AS TEXT) FROM stakeholders"), "/roster/:id",
					"/roster/"+scan[string](s, "SELECT CAST(MAX(id) AS TEXT) FROM roster_entries"), ":key", "hostile", ":guide", "two-step-sign-in",
					":name", "two-step-sign-in", ":token", "x").Replace(path))
			}
		}
	}
	return out
}

const escaped = "tm-evil, [onclick], [onerror], script:not([src]), img[src=x], a[href^='javascript:'], " +
	"form[action^='javascript:'], style, [style]"

func TestMarkupIsEscapedEverywhere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	slug := s.fillWithMarkup(t)
	shown := 0
	for _, who := range []string{"ana", "vera"} {
		v := s.as(who)
		for _, path := range s.hostilePages(slug) {
			for _, v := range []*visitor{v, v.htmx()} {
				p := v.get(path)
				if p.StatusCode >= 500 {
					t.Errorf("%.80s as %s: %s", path, who, p.Status)
				}
				if found := p.Find(escaped); found.Length() > 0 {
					html, _ := found.First().Parent().Html()
					t.Errorf("%.80s as %s: what was typed became markup: %.400s", path, who, html)
				}
				if strings.Contains(p.body, "tm-evil") {
					shown++
				}
			}
		}
	}
	if shown < 60 {
		t.Errorf("only %d pages show what was typed: the test does not try what it should", shown)
	}
	ana := s.as("ana")
	item := "/launches/" + slug + "/deliverables/" + s.itemOf(slug)
	// The input is shown on the 422 and 409 pages.
	for _, path := range []string{item, item + "/status", item + "/dates", item + "/owner", item + "/comments",
		"/launches/" + slug + "/edit", "/launches/" + slug + "/move", "/launches/" + slug + "/state", "/launches/" + slug + "/import",
		"/launches/new", "/launches", "/people", "/people/teams", "/services", "/launches/" + slug + "/services", "/templates",
		"/templates/hostile/source", "/me/profile", "/me/contacts", "/me/absences", s.personOf("Petra") + "/edit"} {
		for _, version := range []string{"1", "0", evil} {
			form := url.Values{"version": {version}, "do": {evil}, "key": {evil}, "back": {evil}, "target": {evil}}
			for _, n := range []string{"name", "title", "summary", "description", "body", "reason", "blocked_reason", "skip_reason", "status",
				"state", "kind", "value", "email", "zone", "role", "lane", "owner", "lead", "link_url", "link_label", "launch_on", "due_on",
				"due_rel", "starts_on", "due_time", "first_day", "note", "template", "text", "source", "seniority", "anchor", "base"} {
				form.Set(n, evil)
			}
			for _, v := range []*visitor{ana, ana.htmx()} {
				p := v.post(path, form)
				if found := p.Find(escaped); found.Length() > 0 || p.StatusCode >= 500 {
					html, _ := found.First().Parent().Html()
					t.Errorf("POST %s: %s, became markup: %.400s", path, p.Status, html)
				}
			}
		}
	}
}

func TestExportsGuardFormulas(t *testing.T) {
	s := newSite(t)
	ana := s.as("ana")
	for _, name := range []string{"=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1"} {
		ana.post("/people", url.Values{"name": {name}, "email": {"x" + url.QueryEscape(name)[1:3] + "@example.com"}, "role": {"member"},
			"zone": {"UTC"}, "seniority": {"mid"}})
	}
	p := ana.get("/audit.csv").want(t, http.StatusOK)
	if m := regexp.MustCompile(`(?m)(^|,)"?[=+@\t-][^,\n]*`).FindString(p.body); m != "" {
		t.Errorf("a cell begins as a formula does: %q", m)
	}
}
