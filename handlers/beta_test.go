package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestBetaFormSubmittedTooFastIsShownAgain(t *testing.T) {
	s := newSite(t)
	secret := s.betaLink("Design partners")
	v := s.visitor()
	before := s.count("SELECT COUNT(*) FROM feedback_reports")
	form := v.get("/beta/" + secret).filled("form")
	form.Set("wrong", "Typed in no time")
	// Submitted at once, without the time at which the form was opened, or with a forged time.
	for _, opened := range []string{form.Get("opened"), "", "0.", "1.deadbeef", strings.Repeat("9", 40),
		fmt.Sprint(s.clock.Now().Add(-time.Hour).UnixMilli()) + ".0000000000000000"} {
		p := v.post("/beta/"+secret, with(form, "opened", opened)).want(t, http.StatusUnprocessableEntity)
		if p.Find("textarea[name=wrong]").Text() != "Typed in no time" {
			t.Errorf("opened %.20q: what was typed is lost", opened)
		}
	}
	trapped := s.report(v, secret, "wrong", "Typed", "website", "https://spam.example").want(t, http.StatusUnprocessableEntity)
	if trapped.Find(".trap").Length() != 0 || trapped.Find("input[name=website]").AttrOr("value", "") != "https://spam.example" ||
		trapped.Find(".field-error").Length() != 1 {
		t.Errorf("the trap is not shown: %s", trapped.Find("form").Text())
	}
	if n := s.count("SELECT COUNT(*) FROM feedback_reports"); n != before {
		t.Fatalf("%d reports were kept", n-before)
	}
	again := trapped.filled("form")
	again.Set("website", "")
	s.clock.Advance(5 * time.Second)
	v.post("/beta/"+secret, again).want(t, http.StatusSeeOther)
	if n := s.count("SELECT COUNT(*) FROM feedback_reports"); n != before+1 {
		t.Errorf("a person whose browser filled it in cannot send: %d", n-before)
	}
}

func TestBetaReportRateLimitKeepsInput(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ taken, sent int }{"Greta Lindqvist": {20, 30}, "Design partners": {150, 160}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			secret := s.betaLink(name)
			v := s.visitor()
			form := v.get("/beta/" + secret).filled("form")
			s.clock.Advance(5 * time.Second)
			before := s.count("SELECT COUNT(*) FROM feedback_reports")
			got := map[int]int{}
			var last page
			for i := range tc.sent {
				last = v.post("/beta/"+secret, with(form, "wrong", fmt.Sprint("Number ", i)))
				got[last.StatusCode]++
			}
			kept := s.count("SELECT COUNT(*) FROM feedback_reports") - before
			if int(kept) != tc.taken || got[http.StatusSeeOther] != tc.taken || got[http.StatusTooManyRequests] != tc.sent-tc.taken {
				t.Errorf("%d kept, answers %v", kept, got)
			}
			said := fmt.Sprint("Number ", tc.sent-1)
			if last.Header.Get("Retry-After") == "" || last.Find("textarea[name=wrong]").Text() != said ||
				!strings.Contains(last.Find(".note").Text(), "still here") {
				t.Errorf("the one who was too fast reads: %s", last.Find("form").Text())
			}
			s.clock.Advance(10 * time.Minute)
			v.post("/beta/"+secret, last.filled("form")).want(t, http.StatusSeeOther)
		})
	}
}

func TestBetaLinksOfSameAddressAreCountedSeparately(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	one, other := s.betaLink("Greta Lindqvist"), s.betaLink("Design partners")
	v := s.visitor()
	form, shared := v.get("/beta/"+one).filled("form"), v.get("/beta/"+other).filled("form")
	s.clock.Advance(5 * time.Second)
	for i := range 21 {
		v.post("/beta/"+one, with(form, "wrong", fmt.Sprint("Number ", i)))
	}
	v.post("/beta/"+one, form).want(t, http.StatusTooManyRequests)
	v.post("/beta/"+other, with(shared, "wrong", "Number 1")).want(t, http.StatusSeeOther)
}

func TestBetaLinkRevokedOrUnknown(t *testing.T) {
	s := newSite(t)
	old := s.betaLink("Greta Lindqvist")
	form := s.visitor().get("/beta/" + old).filled("form")
	s.clock.Advance(5 * time.Second)
	now := s.betaLink("Greta Lindqvist")
	v := s.visitor()
	for path, want := range map[string]int{old: http.StatusGone, old + "/leave": http.StatusGone, now + "x": http.StatusNotFound,
		now: http.StatusOK, now + "/leave": http.StatusOK} {
		v.get("/beta/"+path).want(t, want)
	}
	before := s.count("SELECT COUNT(*) FROM feedback_reports")
	if p := v.post("/beta/"+old, with(form, "wrong", "Too late")).want(t, http.StatusGone); p.Find("textarea[readonly]").Text() != "Too late" {
		t.Error("what was typed is lost")
	}
	v.post("/beta/"+old+"/leave", url.Values{}).want(t, http.StatusGone)
	v.post("/beta/"+old+"/return", url.Values{}).want(t, http.StatusGone)
	if n := s.count("SELECT COUNT(*) FROM feedback_reports"); n != before {
		t.Error("a revoked link was taken")
	}
	tester := notifications + "/feedback/beta/" + s.idOf("SELECT id FROM beta_testers WHERE name = 'Greta Lindqvist'")
	s.as("ana").post(tester+"/link/revoke", url.Values{}).want(t, http.StatusSeeOther)
	v.get("/beta/"+now).want(t, http.StatusGone)
}

func TestBetaReportRejectsLongOrEmptyText(t *testing.T) {
	s := newSite(t)
	secret := s.betaLink("Greta Lindqvist")
	long := strings.Repeat("x", 1_000_000)
	p := s.report(s.visitor(), secret, "wrong", long).want(t, http.StatusUnprocessableEntity)
	if p.Find("textarea[name=wrong]").Text() != long || !strings.Contains(p.Find(".field-error").Text(), "1000000 characters") {
		t.Errorf("refused with: %s", p.Find(".field-error").Text())
	}
	p = s.report(s.visitor(), secret, "doing", "Something", "wrong", " \n ").want(t, http.StatusUnprocessableEntity)
	if p.Find("textarea[name=doing]").Text() != "Something" || p.Find("textarea[aria-invalid]").Length() != 1 {
		t.Error("what was typed is lost")
	}
}

func TestBetaDepartureReachesMyWork(t *testing.T) {
	s := newSite(t)
	group := s.betaLink("Design partners")
	v := s.visitor()
	v.post("/beta/"+group+"/leave", url.Values{"name": {"In no time"}}).want(t, http.StatusUnprocessableEntity)
	s.leave(v, group, "reason", "Too early").want(t, http.StatusUnprocessableEntity)
	p := s.leave(v, group, "name", "omar@partner.example", "reason", "Too early").want(t, http.StatusSeeOther)
	if p = v.get(p.Header.Get("Location")); !strings.Contains(p.Text(), "Noted") {
		t.Errorf("who left reads: %s", p.Find("main").Text())
	}
	ana := s.as("ana")
	list := ana.get(notifications+"/feedback/beta").want(t, http.StatusOK)
	if !strings.Contains(list.Find(".note").Text(), "omar@partner.example") {
		t.Fatal("nobody is told")
	}
	out := list.Find(".note form")
	done := ana.post(out.AttrOr("action", ""), filled(out)).want(t, http.StatusSeeOther)
	list = ana.get(done.Header.Get("Location"))
	if list.Find("main .note").Length() != 0 {
		t.Error("still to be taken out")
	}
	undo := list.Find("#flash form")
	ana.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusSeeOther)
	if list = ana.get(notifications + "/feedback/beta"); list.Find("main .note").Length() != 1 {
		t.Error("it cannot be undone")
	}
	person := s.departed()
	if p = v.get("/beta/" + person); p.Find("textarea").Length() != 0 || !strings.Contains(p.Text(), "you have left") {
		t.Errorf("who left reads: %s", p.Find("main").Text())
	}
	v.post("/beta/"+person+"/return", url.Values{}).want(t, http.StatusSeeOther)
	if p = v.get("/beta/" + person); p.Find("textarea").Length() != 3 {
		t.Error("who came back cannot report")
	}
}

func TestBetaDepartureRateLimit(t *testing.T) {
	s := newSite(t)
	group := s.betaLink("Design partners")
	v := s.visitor()
	form := v.get("/beta/" + group + "/leave").filled("form")
	s.clock.Advance(5 * time.Second)
	got := map[int]int{}
	for i := range 160 {
		got[v.post("/beta/"+group+"/leave", with(form, "name", fmt.Sprint("Bot ", i))).StatusCode]++
	}
	if got[http.StatusSeeOther] != 150 || got[http.StatusTooManyRequests] != 10 {
		t.Errorf("%v", got)
	}
	p := s.as("ana").get(notifications + "/feedback/beta")
	if p.Find("main .note > div > ul li").Length() != 5 || !strings.Contains(p.Find("main .note summary").Text(), "145 more") {
		t.Errorf("the list of those who left is a wall: %d", p.Find("main .note li").Length())
	}
	v.get("/beta/"+group).want(t, http.StatusOK)
}

func TestBetaOverRefusesReportAndKeepsInput(t *testing.T) {
	s := newSite(t)
	secret := s.betaLink("Greta Lindqvist")
	v := s.visitor()
	form := v.get("/beta/" + secret).filled("form")
	version := scan[string](s, "SELECT CAST(version AS TEXT) FROM launches WHERE slug = 'real-time-notifications'")
	s.as("ana").post(notifications+"/state", url.Values{"state": {"cancelled"}, "version": {version}}).want(t, http.StatusSeeOther)
	s.clock.Advance(5 * time.Second)
	p := v.post("/beta/"+secret, with(form, "wrong", "Too late")).want(t, http.StatusConflict)
	if p.Find("textarea[readonly]").Text() != "Too late" || !strings.Contains(p.Text(), "This beta is over") {
		t.Errorf("it reads: %s", p.Find("main").Text())
	}
	if p = v.get("/beta/" + secret + "/leave"); p.Find("form").Length() != 0 {
		t.Error("one can leave what is over")
	}
	v.post("/beta/"+secret+"/leave", url.Values{"reason": {"x"}}).want(t, http.StatusConflict)
}

func TestBetaInvitationShowsLinkOnce(t *testing.T) {
	s := newSite(t)
	ana := s.as("ana")
	form := ana.get(notifications + "/feedback/beta").filled("#add form")
	bad := ana.post(notifications+"/feedback/beta", with(form, "name", " ", "contact", "kept")).want(t, http.StatusUnprocessableEntity)
	if bad.Find("#add input[name=contact]").AttrOr("value", "") != "kept" {
		t.Error("what was typed is lost")
	}
	p := ana.shown(notifications+"/feedback/beta", with(form, "name", "Zoe"))
	secret := secretIn(t, p)
	if p.Header.Get("Cache-Control") != "no-store" || s.count("SELECT COUNT(*) FROM beta_links WHERE token_hash = '"+secret+"'") != 0 {
		t.Error("the secret is kept")
	}
	s.visitor().get("/beta/"+secret).want(t, http.StatusOK)
	if p = ana.get(notifications + "/feedback/beta/" + s.idOf("SELECT id FROM beta_testers WHERE name = 'Zoe'")); strings.Contains(
		p.body, secret) {
		t.Error("a later page shows the secret")
	}
}
