package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestStakeholderListShowsOutdated(t *testing.T) {
	s := newSite(t)
	v := s.As("vera")
	p := v.Get(notifications+"/stakeholders").Want(t, http.StatusOK)
	if got := p.Find(".note.warn").Text(); !strings.Contains(got, "1 stakeholder still believes an old date") ||
		!strings.Contains(got, "Greta Lindqvist") {
		t.Errorf("on top stands %q", got)
	}
	if got := p.Find(".say").Text(); !strings.Contains(got, "3 of 6 acknowledged") {
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
		if got := v.Get(notifications + "/stakeholders?" + query).Find("tbody tr").Length(); got != n {
			t.Errorf("%s shows %d, want %d", query, got, n)
		}
	}
	p = s.As("ana").Get(notifications + "/move?launch_on=2027-01-16&launch_time=10:00&zone=Europe/Berlin")
	if !strings.Contains(p.Find("#move-preview").Text(), "3 stakeholders who acknowledged T have to be asked again") {
		t.Error("the preview of a move does not say who is asked again")
	}
}

func TestAcknowledgeNeedsPost(t *testing.T) {
	s := newSite(t)
	link := s.AckLink(s.As("marek"), "Night shift")
	states := func() int {
		return scan[int](s, "SELECT COUNT(*) FROM stakeholder_notices WHERE kind = 'acknowledged'")
	}
	before := states()
	anybody := s.Visitor()
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodGet} {
		anybody.Do(method, link, nil).Want(t, http.StatusOK)
	}
	if states() != before {
		t.Fatal("following the link acknowledged")
	}
	p := anybody.Get(link)
	text := p.Find("body").Text()
	if !strings.Contains(text, "Real-time notifications") || !strings.Contains(text, "CET") {
		t.Errorf("the page says %q", text)
	}
	for _, secret := range []string{"Dana", "Callwell", "Answers our customers", "Greta", "/launches/"} {
		if strings.Contains(p.Content, secret) {
			t.Errorf("a stranger reads %q", secret)
		}
	}
	if p.Header.Get("Cache-Control") != "no-store" || p.Header.Get("Referrer-Policy") != "same-origin" {
		t.Errorf("headers: %v", p.Header)
	}
	form := valuesOf(p, "form")
	anybody.Post(link, url.Values{}).Want(t, http.StatusConflict)
	anybody.Post(link, url.Values{"present": {"12"}}).Want(t, http.StatusConflict)
	anybody.Post(link, form).Want(t, http.StatusSeeOther)
	anybody.Post(link, form).Want(t, http.StatusSeeOther)
	if got := states() - before; got != 1 {
		t.Errorf("%d acknowledgements by two presses", got)
	}
	if got := anybody.Get(link).Find(".note.ok").Text(); !strings.Contains(got, "Thank you, Night shift") {
		t.Errorf("afterwards: %q", got)
	}
	if who := scan[string](s,
		"SELECT actor_name FROM audit_log WHERE action = 'stakeholder.acknowledged' ORDER BY id DESC LIMIT 1"); who != "Night shift" {
		t.Errorf("the log has it from %q", who)
	}
	v := s.As("vera")
	v.Post(s.AckLink(s.As("marek"), "Works"), valuesOf(p, "form")).Want(t, http.StatusSeeOther)
	if why := scan[string](s,
		"SELECT reason FROM audit_log WHERE action = 'stakeholder.acknowledged' ORDER BY id DESC LIMIT 1"); !strings.Contains(why, "Vera") {
		t.Errorf("a colleague who presses leaves %q", why)
	}
}

func TestAcknowledgeInvalidLinks(t *testing.T) {
	s := newSite(t)
	v, anybody := s.As("marek"), s.Visitor()
	old := s.AckLink(v, "Night shift")
	link := s.AckLink(v, "Night shift")
	for _, dead := range []struct {
		path   string
		status int
	}{{old, http.StatusGone}, {"/ack/forged", http.StatusNotFound}, {"/ack/" + strings.Repeat("A", 43), http.StatusNotFound},
		{link[:len(link)-1], http.StatusNotFound}} {
		for _, p := range []page{anybody.Get(dead.path), anybody.Post(dead.path, url.Values{"present": {"1"}})} {
			if p.Want(t, dead.status).Find("h1").Length() != 1 || strings.Contains(p.Content, "Real-time") {
				t.Errorf("%s answers %q", dead.path, p.Content)
			}
		}
	}
	v.Post(notifications+"/stakeholders/"+s.StakeholderOf(notificationsSlug, "Night")+"/link/revoke", nil).Want(t, http.StatusSeeOther)
	anybody.Get(link).Want(t, http.StatusGone)
}

func TestAcknowledgeRateLimit(t *testing.T) {
	s := newSite(t)
	v := s.Visitor()
	// An office with 120 people opens a link, answers, and sees the result.
	for range 120 * 3 {
		v.Get("/ack/forged").Want(t, http.StatusNotFound)
	}
	for range 240 {
		v.Get("/ack/forged").Want(t, http.StatusNotFound)
	}
	p := v.Post("/ack/forged", url.Values{}).Want(t, http.StatusTooManyRequests)
	if p.Header.Get("Retry-After") == "" || p.Find("h1").Length() != 1 {
		t.Errorf("it answers %v %q", p.Header, p.Content)
	}
	s.Clock.Advance(time.Minute)
	v.Get("/ack/forged").Want(t, http.StatusNotFound)
}

func TestStakeholdersWithoutScript(t *testing.T) {
	s := newSite(t)
	v := s.As("marek")
	list := notifications + "/stakeholders"
	p := v.Get(list+"/new").Want(t, http.StatusOK)
	form := p.Filled("main form")
	form.Set("contact", "nowhere")
	p = v.Post(list, form).Want(t, http.StatusUnprocessableEntity)
	if p.Find("[aria-invalid=true]").Length() != 3 || p.Find("[name=contact]").AttrOr("value", "") != "nowhere" {
		t.Errorf("refused: %s", p.Find("main").Text())
	}
	form.Set("name", "Sunrise & <b>Sons</b>")
	form.Set("function", "customer")
	form.Set("contact", "hello@sunrise.example")
	v.Post(list, form).Want(t, http.StatusSeeOther)
	v.Post(list, form).Want(t, http.StatusSeeOther)
	one := list + "/" + s.StakeholderOf(notificationsSlug, "Sunrise")

	edit := v.Get(one + "/edit").Filled("main form")
	theirs := v.Get(one + "/edit").Filled("main form")
	theirs.Set("organisation", "Sunrise Ltd")
	v.Post(one, theirs).Want(t, http.StatusSeeOther)
	edit.Set("note", "Likes to be called")
	p = v.Post(one, edit).Want(t, http.StatusConflict)
	if !strings.Contains(p.Find("main").Text(), "Sunrise Ltd") {
		t.Error("the conflict does not show theirs")
	}

	v.Post(one+"/told", url.Values{"how": {"call"}}).Want(t, http.StatusSeeOther)
	v.Post(one+"/acknowledged", url.Values{"how": {"call"}}).Want(t, http.StatusSeeOther)
	p = v.Get(list)
	v.Post(p.Find(".flash form").AttrOr("action", ""), nil).Want(t, http.StatusSeeOther)
	if got := v.Get(one).Find(".section-head").Text(); !strings.Contains(got, "Told, not acknowledged") {
		t.Errorf("after undoing: %q", got)
	}

	bulk := v.Get(list + "/paste").Filled("main form")
	bulk.Set("lines", "A,Team\nB,\n")
	v.Post(list+"/paste", bulk).Want(t, http.StatusUnprocessableEntity)
	bulk.Set("lines", "Name,Function,Email\nHarbour, Partner, port@harbour.example\nFinance, Team, #finance\n")
	v.Post(list+"/paste", bulk).Want(t, http.StatusSeeOther)
	p = v.Get(list)
	if got := p.Find(".flash").Text(); !strings.Contains(got, "Added 1 stakeholder. 1 were on the list already.") {
		t.Errorf("it says %q", got)
	}
	v.Post(p.Find(".flash form").AttrOr("action", ""), valuesOf(p, ".flash form")).Want(t, http.StatusSeeOther)
	if strings.Contains(v.Get(list).Content, "Harbour") {
		t.Error("undoing left them on the list")
	}
}
