package handlerstest

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"tminus/handlers"
	"tminus/models/template"
)

// Evil is the text used everywhere. It breaks out of attributes and texts, and is detected in the
// page's tree if it does.
const Evil = `X'"></title></textarea></script><tm-evil onclick=alert(1)><script>alert(1)</script>` +
	`<img src=x onerror=alert(1)>{{7*7}}${7*7}[k](javascript:alert(1))`

// HostileTemplate returns the small template with markup in all texts.
func HostileTemplate(t *testing.T) string {
	t.Helper()
	b := template.ShippedSource("small")
	short := `'<tm-evil onclick=alert(1)><img src=x onerror=alert(1)>'`
	flow := regexp.MustCompile(`\b(name|note|purpose): ("[^"]*"|[^,}\n]*)`)
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

// FillWithMarkup puts markup into every text that users can enter, and returns the address of the
// launch with most of it.
func (s *Site) FillWithMarkup(t *testing.T) string {
	ana := s.As("ana")
	ana.Headers.Set("User-Agent", Evil)
	saw := func(p Page, want int) {
		t.Helper()
		if p.StatusCode != want {
			t.Fatalf("%s: %s: %s", p.Request.URL.Path, p.Status, p.Find(".error-summary, .error, [role=alert]").Text())
		}
	}
	saw(ana.Post("/people/teams", url.Values{"name": {Evil[:100]}}), http.StatusSeeOther)
	petra := s.PersonOf("Petra")
	form := ValuesOf(ana.Get(petra+"/edit"), "form[action$='/edit']")
	form.Set("name", "Petra "+Evil[:110])
	form.Set("title", Evil[:118])
	form.Set("email", `petra"<tm-evil>"@aurora.example`)
	if p := ana.Post(petra+"/edit", form); p.StatusCode != http.StatusSeeOther {
		form.Set("email", "petra@aurora.example")
		saw(ana.Post(petra+"/edit", form), http.StatusSeeOther)
	}
	saw(ana.Post("/me/contacts", url.Values{"kind": {"chat"}, "value": {Evil[:115]}}), http.StatusSeeOther)
	saw(ana.Post("/me/absences", url.Values{"first_day": {s.Clock.Now().AddDate(0, 0, 3).Format("2006-01-02")}, "note": {Evil}}),
		http.StatusSeeOther)
	saw(ana.Post("/templates", url.Values{"source": {HostileTemplate(t)}}), http.StatusSeeOther)
	lead := strings.TrimPrefix(s.PersonOf("Ana"), "/people/")
	saw(ana.Post("/launches", url.Values{"name": {Evil}, "summary": {Evil}, "lead": {lead}, "template": {"hostile"},
		"launch_on": {s.Clock.Now().AddDate(0, 0, 7).Format("2006-01-02")}, "launch_time": {"10:00"}, "zone": {"Europe/Berlin"}}),
		http.StatusSeeOther)
	slug := Scan[string](s, "SELECT slug FROM launches ORDER BY id DESC LIMIT 1")
	base := "/launches/" + slug
	item := base + "/deliverables/" + s.ItemOf(slug)
	form = Filled(ana.Get(item + "/edit").Find("form.deliverable-form"))
	form.Set("title", Evil)
	form.Set("description", Evil)
	form.Set("link_label", Evil)
	form.Set("link_url", "https://example.com/?"+url.QueryEscape(Evil))
	form.Set("owner", strings.TrimPrefix(petra, "/people/"))
	saw(ana.Post(item, form), http.StatusSeeOther)
	version := func() string {
		return Scan[string](s, "SELECT CAST(version AS TEXT) FROM deliverables WHERE id = ?", s.ItemOf(slug))
	}
	saw(ana.Post(item+"/status", url.Values{"status": {"blocked"}, "blocked_reason": {Evil},
		"unblocker": {strings.TrimPrefix(petra, "/people/")}, "version": {version()}}), http.StatusSeeOther)
	saw(ana.Post(item+"/comments", url.Values{"body": {Evil + " @Petra"}}), http.StatusSeeOther)
	saw(ana.Post(base+"/import", url.Values{
		"text": {"title,owner,lane\n\"" + strings.ReplaceAll(Evil, `"`, `""`) + "\",\"" + strings.ReplaceAll(Evil[:90], `"`, `""`) +
			"\",=cmd|evil"}}), http.StatusOK)
	saw(ana.Post(base+"/move", url.Values{"launch_on": {s.Clock.Now().AddDate(0, 0, 9).Format("2006-01-02")}, "launch_time": {"10:00"},
		"zone": {"Europe/Berlin"}, "reason": {Evil},
		"version": {Scan[string](s, "SELECT CAST(version AS TEXT) FROM launches WHERE slug = ?", slug)}}), http.StatusSeeOther)
	service := ana.Post("/services",
		url.Values{"name": {Evil}, "summary": {Evil}, "tier": {"critical"}, "fails": {"degrades"}, "failure": {Evil}, "diagnosis": {Evil},
			"owner":   {lead},
			"knowers": {strings.TrimPrefix(petra, "/people/")}, "link_kind": {"logs"}, "link_label": {Evil},
			"link_url": {"https://example.com/?" + url.QueryEscape(Evil)}})
	saw(service, http.StatusSeeOther)
	id := strings.TrimPrefix(service.Header.Get("Location"), "/services/")
	saw(ana.Post(base+"/services", url.Values{"services": {id}, "touches": {Evil}}), http.StatusSeeOther)
	link := Scan[string](s, "SELECT CAST(MAX(id) AS TEXT) FROM service_links")
	saw(ana.Post("/services/"+id+"/links/"+link+"/try", url.Values{"reachable": {"no"}, "note": {Evil}, "back": {Evil}}), http.StatusSeeOther)
	s.fillCalendarWithMarkup(t, base, saw)
	s.fillFeedbackWithMarkup(t, base, saw)
	saw(ana.Post("/guides/misses", url.Values{"q": {Evil}}), http.StatusNoContent)
	saw(ana.Post("/guides/offline-mode-in-the-mobile-app/answers", url.Values{"helped": {"no"}, "missing": {Evil}}), http.StatusSeeOther)
	return slug
}

// HostilePages returns the addresses of all pages about the launch with the markup.
func (s *Site) HostilePages(slug string) []string {
	out := []string{"/launches?view=timeline", "/launches?view=month", "/search?q=" + url.QueryEscape(Evil), "/search?q=tm-evil",
		"/people?q=tm-evil", "/people?q=" + url.QueryEscape(Evil), "/launches?q=" + url.QueryEscape(Evil),
		"/launches/" + slug + "/timeline?view=list", "/launches/" + slug + "/timeline?q=" + url.QueryEscape(Evil),
		"/audit?q=" + url.QueryEscape(Evil) + "&from=" + url.QueryEscape(Evil), "/nope" + url.PathEscape(Evil),
		"/launches/new?name=" + url.QueryEscape(Evil) + "&template=hostile&zone=" + url.QueryEscape(Evil),
		"/launches/" + slug + "/deliverables/new?title=" + url.QueryEscape(Evil) + "&due_on=" + url.QueryEscape(Evil),
		"/launches/" + slug + "/deliverables/" + s.ItemOf(slug) + "/status?to=" + url.QueryEscape(Evil) + "&target=" +
			url.QueryEscape(Evil) + "&back=" + url.QueryEscape(Evil),
		"/launches/" + slug + "/move?launch_on=" + url.QueryEscape(Evil) + "&zone=" + url.QueryEscape(Evil), "/templates/hostile/edit",
		"/login?next=" + url.QueryEscape(Evil), "/link/" + url.PathEscape(Evil)}
	report, tester := s.IDOf("SELECT MAX(id) FROM feedback_reports"), s.IDOf("SELECT MAX(id) FROM beta_testers")
	made := "/guides/" + Scan[string](s, "SELECT slug FROM guides ORDER BY id DESC LIMIT 1")
	out = append(out, made, made+"?version=1", made+"/edit")
	secret := SecretIn(s.T, s.As("ana").Shown("/launches/"+slug+"/feedback/beta/"+tester+"/link", url.Values{}))
	for _, r := range handlers.RouteTable() {
		if path, ok := strings.CutPrefix(r, "GET "); ok && !NoPages[path] && path != "/setup" {
			for _, person := range []string{s.PersonOf("Petra"), s.PersonOf("Ana")} {
				out = append(out, strings.NewReplacer(":slug", slug, "/feedback/:id", "/feedback/"+report, "/beta/:id", "/beta/"+tester,
					"/beta/:token", "/beta/"+secret, "/playbook/:key", "/playbook/tickets_spike", "deliverables/:id", "deliverables/"+s.ItemOf(slug),
					"/people/:id", person, "/services/:id", "/services/"+Scan[string](s, "SELECT CAST(MAX(id) AS TEXT) FROM services"), "/events/:id",
					"/events/"+Scan[string](s, "SELECT CAST(MAX(id) AS TEXT) FROM calendar_events"),
					"/stakeholders/:id", "/stakeholders/"+Scan[string](s, "SELECT CAST(MAX(id) AS TEXT) FROM stakeholders"), "/periods/:id",
					"/periods/"+s.IDOf("SELECT MAX(id) FROM roster_periods"), "/topics/:id",
					"/topics/"+s.IDOf("SELECT MAX(id) FROM roster_topics"), "/roster/:id",
					"/roster/"+Scan[string](s, "SELECT CAST(MAX(id) AS TEXT) FROM roster_entries"), ":key", "hostile", ":guide", "two-step-sign-in",
					":name", "two-step-sign-in", ":token", "x").Replace(path))
			}
		}
	}
	return out
}
