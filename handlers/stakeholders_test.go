package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// stakeholderOf returns the id of the stakeholder of a launch whose name begins with name.
func (s *site) stakeholderOf(slug, name string) string {
	s.t.Helper()
	id := scan[string](s, "SELECT CAST(x.id AS TEXT) FROM stakeholders x JOIN launches l ON l.id = x.launch_id WHERE l.slug = ? "+
		"AND x.name LIKE ?", slug, name+"%")
	if id == "" {
		s.t.Fatalf("%s has no stakeholder %q", slug, name)
	}
	return id
}

const notificationsSlug = "real-time-notifications"

// ackLink creates the link of a stakeholder of the sample launch.
func (s *site) ackLink(v *visitor, name string) string {
	s.t.Helper()
	p := v.shown(notifications+"/stakeholders/"+s.stakeholderOf(notificationsSlug, name)+"/link", url.Values{})
	return strings.TrimPrefix(p.Find("#secret").AttrOr("value", ""), "http://127.0.0.1")
}

func TestStakeholderListShowsOutdated(t *testing.T) {
	s := newSite(t)
	v := s.as("vera")
	p := v.get(notifications+"/stakeholders").want(t, http.StatusOK)
	if got := p.Find(".note.warn").Text(); !strings.Contains(got, "1 stakeholder still believes an old date") ||
		!strings.Contains(got, "Greta Lindqvist") {
		t.Errorf("on top stands %q", got)
	}
	if got := p.Find(".verdict").Text(); !strings.Contains(got, "3 of 6 acknowledged") {
		t.Errorf("it counts %q", got)
	}
	if got := p.Find("tbody tr").First().Text(); !strings.Contains(got, "Greta Lindqvist") || !strings.Contains(got, "Still believes") {
		t.Errorf("first is %q", got)
	}
	if p.Find("main form[method=post]").Length() != 0 {
		t.Error("a viewer is offered to change the list")
	}
	for query, n := range map[string]int{"state=acknowledged": 3, "state=untold": 1, "function=Team": 2, "q=nordwind": 1, "q=zzz": 0,
		"state=nonsense": 0} {
		if got := v.get(notifications + "/stakeholders?" + query).Find("tbody tr").Length(); got != n {
			t.Errorf("%s shows %d, want %d", query, got, n)
		}
	}
	p = s.as("ana").get(notifications + "/move?launch_on=2027-01-16&launch_time=10:00&zone=Europe/Berlin")
	if !strings.Contains(p.Find("#move-preview").Text(), "3 stakeholders who acknowledged T have to be asked again") {
		t.Error("the preview of a move does not say who is asked again")
	}
}

func TestAcknowledgeNeedsPost(t *testing.T) {
	s := newSite(t)
	link := s.ackLink(s.as("marek"), "Night shift")
	states := func() int {
		return scan[int](s, "SELECT COUNT(*) FROM stakeholder_notices WHERE kind = 'acknowledged'")
	}
	before := states()
	anybody := s.visitor()
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodGet} {
		anybody.do(method, link, nil).want(t, http.StatusOK)
	}
	if states() != before {
		t.Fatal("following the link acknowledged")
	}
	p := anybody.get(link)
	text := p.Find("body").Text()
	if !strings.Contains(text, "Real-time notifications") || !strings.Contains(text, "CET") {
		t.Errorf("the page says %q", text)
	}
	for _, secret := range []string{"Dana", "Callwell", "Answers our customers", "Greta", "/launches/"} {
		if strings.Contains(p.body, secret) {
			t.Errorf("a stranger reads %q", secret)
		}
	}
	if p.Header.Get("Cache-Control") != "no-store" || p.Header.Get("Referrer-Policy") != "same-origin" {
		t.Errorf("headers: %v", p.Header)
	}
	form := valuesOf(p, "form")
	anybody.post(link, url.Values{}).want(t, http.StatusConflict)
	anybody.post(link, url.Values{"present": {"12"}}).want(t, http.StatusConflict)
	anybody.post(link, form).want(t, http.StatusSeeOther)
	anybody.post(link, form).want(t, http.StatusSeeOther)
	if got := states() - before; got != 1 {
		t.Errorf("%d acknowledgements by two presses", got)
	}
	if got := anybody.get(link).Find(".note.ok").Text(); !strings.Contains(got, "Thank you, Night shift") {
		t.Errorf("afterwards: %q", got)
	}
	if who := scan[string](s,
		"SELECT actor_name FROM audit_log WHERE action = 'stakeholder.acknowledged' ORDER BY id DESC LIMIT 1"); who != "Night shift" {
		t.Errorf("the log has it from %q", who)
	}
	v := s.as("vera")
	v.post(s.ackLink(s.as("marek"), "Works"), valuesOf(p, "form")).want(t, http.StatusSeeOther)
	if why := scan[string](s,
		"SELECT reason FROM audit_log WHERE action = 'stakeholder.acknowledged' ORDER BY id DESC LIMIT 1"); !strings.Contains(why, "Vera") {
		t.Errorf("a colleague who presses leaves %q", why)
	}
}

func TestAcknowledgeInvalidLinks(t *testing.T) {
	s := newSite(t)
	v, anybody := s.as("marek"), s.visitor()
	old := s.ackLink(v, "Night shift")
	link := s.ackLink(v, "Night shift")
	for _, dead := range []struct {
		path   string
		status int
	}{{old, http.StatusGone}, {"/ack/forged", http.StatusNotFound}, {"/ack/" + strings.Repeat("A", 43), http.StatusNotFound},
		{link[:len(link)-1], http.StatusNotFound}} {
		for _, p := range []page{anybody.get(dead.path), anybody.post(dead.path, url.Values{"present": {"1"}})} {
			if p.want(t, dead.status).Find("h1").Length() != 1 || strings.Contains(p.body, "Real-time") {
				t.Errorf("%s answers %q", dead.path, p.body)
			}
		}
	}
	v.post(notifications+"/stakeholders/"+s.stakeholderOf(notificationsSlug, "Night")+"/link/revoke", nil).want(t, http.StatusSeeOther)
	anybody.get(link).want(t, http.StatusGone)
}

func TestAcknowledgeRateLimit(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	// An office with 120 people opens a link, answers, and sees the result.
	for range 120 * 3 {
		v.get("/ack/forged").want(t, http.StatusNotFound)
	}
	for range 240 {
		v.get("/ack/forged").want(t, http.StatusNotFound)
	}
	p := v.post("/ack/forged", url.Values{}).want(t, http.StatusTooManyRequests)
	if p.Header.Get("Retry-After") == "" || p.Find("h1").Length() != 1 {
		t.Errorf("it answers %v %q", p.Header, p.body)
	}
	s.clock.Advance(time.Minute)
	v.get("/ack/forged").want(t, http.StatusNotFound)
}

func TestStakeholdersWithoutScript(t *testing.T) {
	s := newSite(t)
	v := s.as("marek")
	list := notifications + "/stakeholders"
	p := v.get(list+"/new").want(t, http.StatusOK)
	form := p.filled("main form")
	form.Set("contact", "nowhere")
	p = v.post(list, form).want(t, http.StatusUnprocessableEntity)
	if p.Find("[aria-invalid=true]").Length() != 3 || p.Find("[name=contact]").AttrOr("value", "") != "nowhere" {
		t.Errorf("refused: %s", p.Find("main").Text())
	}
	form.Set("name", "Sunrise & <b>Sons</b>")
	form.Set("function", "customer")
	form.Set("contact", "hello@sunrise.example")
	v.post(list, form).want(t, http.StatusSeeOther)
	v.post(list, form).want(t, http.StatusSeeOther)
	one := list + "/" + s.stakeholderOf(notificationsSlug, "Sunrise")

	edit := v.get(one + "/edit").filled("main form")
	theirs := v.get(one + "/edit").filled("main form")
	theirs.Set("organisation", "Sunrise Ltd")
	v.post(one, theirs).want(t, http.StatusSeeOther)
	edit.Set("note", "Likes to be called")
	p = v.post(one, edit).want(t, http.StatusConflict)
	if !strings.Contains(p.Find("main").Text(), "Sunrise Ltd") {
		t.Error("the conflict does not show theirs")
	}

	v.post(one+"/told", url.Values{"how": {"call"}}).want(t, http.StatusSeeOther)
	v.post(one+"/acknowledged", url.Values{"how": {"call"}}).want(t, http.StatusSeeOther)
	p = v.get(list)
	v.post(p.Find(".flash form").AttrOr("action", ""), nil).want(t, http.StatusSeeOther)
	if got := v.get(one).Find(".section-head").Text(); !strings.Contains(got, "Told, not acknowledged") {
		t.Errorf("after undoing: %q", got)
	}

	bulk := v.get(list + "/paste").filled("main form")
	bulk.Set("lines", "A,Team\nB,\n")
	v.post(list+"/paste", bulk).want(t, http.StatusUnprocessableEntity)
	bulk.Set("lines", "Name,Function,Email\nHarbour, Partner, port@harbour.example\nFinance, Team, #finance\n")
	v.post(list+"/paste", bulk).want(t, http.StatusSeeOther)
	p = v.get(list)
	if got := p.Find(".flash").Text(); !strings.Contains(got, "Added 1 stakeholder. 1 were on the list already.") {
		t.Errorf("it says %q", got)
	}
	v.post(p.Find(".flash form").AttrOr("action", ""), valuesOf(p, ".flash form")).want(t, http.StatusSeeOther)
	if strings.Contains(v.get(list).body, "Harbour") {
		t.Error("undoing left them on the list")
	}
}
