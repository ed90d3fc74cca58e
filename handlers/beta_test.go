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
	secret := s.BetaLink("Design partners")
	v := s.Visitor()
	before := s.Count("SELECT COUNT(*) FROM feedback_reports")
	form := v.Get("/beta/" + secret).Filled("form")
	form.Set("wrong", "Typed in no time")
	// Submitted at once, without the time at which the form was opened, or with a forged time.
	for _, opened := range []string{form.Get("opened"), "", "0.", "1.deadbeef", strings.Repeat("9", 40),
		fmt.Sprint(s.Clock.Now().Add(-time.Hour).UnixMilli()) + ".0000000000000000"} {
		p := v.Post("/beta/"+secret, with(form, "opened", opened)).Want(t, http.StatusUnprocessableEntity)
		if p.Find("textarea[name=wrong]").Text() != "Typed in no time" {
			t.Errorf("opened %.20q: what was typed is lost", opened)
		}
	}
	trapped := s.Report(v, secret, "wrong", "Typed", "website", "https://spam.example").Want(t, http.StatusUnprocessableEntity)
	if trapped.Find(".trap").Length() != 0 || trapped.Find("input[name=website]").AttrOr("value", "") != "https://spam.example" ||
		trapped.Find(".field-error").Length() != 1 {
		t.Errorf("the trap is not shown: %s", trapped.Find("form").Text())
	}
	if n := s.Count("SELECT COUNT(*) FROM feedback_reports"); n != before {
		t.Fatalf("%d reports were kept", n-before)
	}
	again := trapped.Filled("form")
	again.Set("website", "")
	s.Clock.Advance(5 * time.Second)
	v.Post("/beta/"+secret, again).Want(t, http.StatusSeeOther)
	if n := s.Count("SELECT COUNT(*) FROM feedback_reports"); n != before+1 {
		t.Errorf("a person whose browser filled it in cannot send: %d", n-before)
	}
}

func TestBetaReportRateLimitKeepsInput(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ taken, sent int }{"Greta Lindqvist": {20, 30}, "Design partners": {150, 160}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			secret := s.BetaLink(name)
			v := s.Visitor()
			form := v.Get("/beta/" + secret).Filled("form")
			s.Clock.Advance(5 * time.Second)
			before := s.Count("SELECT COUNT(*) FROM feedback_reports")
			got := map[int]int{}
			var last page
			for i := range tc.sent {
				last = v.Post("/beta/"+secret, with(form, "wrong", fmt.Sprint("Number ", i)))
				got[last.StatusCode]++
			}
			kept := s.Count("SELECT COUNT(*) FROM feedback_reports") - before
			if int(kept) != tc.taken || got[http.StatusSeeOther] != tc.taken || got[http.StatusTooManyRequests] != tc.sent-tc.taken {
				t.Errorf("%d kept, answers %v", kept, got)
			}
			said := fmt.Sprint("Number ", tc.sent-1)
			if last.Header.Get("Retry-After") == "" || last.Find("textarea[name=wrong]").Text() != said ||
				!strings.Contains(last.Find(".note").Text(), "still here") {
				t.Errorf("the one who was too fast reads: %s", last.Find("form").Text())
			}
			s.Clock.Advance(10 * time.Minute)
			v.Post("/beta/"+secret, last.Filled("form")).Want(t, http.StatusSeeOther)
		})
	}
}

func TestBetaLinksOfSameAddressAreCountedSeparately(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	one, other := s.BetaLink("Greta Lindqvist"), s.BetaLink("Design partners")
	v := s.Visitor()
	form, shared := v.Get("/beta/"+one).Filled("form"), v.Get("/beta/"+other).Filled("form")
	s.Clock.Advance(5 * time.Second)
	for i := range 21 {
		v.Post("/beta/"+one, with(form, "wrong", fmt.Sprint("Number ", i)))
	}
	v.Post("/beta/"+one, form).Want(t, http.StatusTooManyRequests)
	v.Post("/beta/"+other, with(shared, "wrong", "Number 1")).Want(t, http.StatusSeeOther)
}

func TestBetaLinkRevokedOrUnknown(t *testing.T) {
	s := newSite(t)
	old := s.BetaLink("Greta Lindqvist")
	form := s.Visitor().Get("/beta/" + old).Filled("form")
	s.Clock.Advance(5 * time.Second)
	now := s.BetaLink("Greta Lindqvist")
	v := s.Visitor()
	for path, want := range map[string]int{old: http.StatusGone, old + "/leave": http.StatusGone, now + "x": http.StatusNotFound,
		now: http.StatusOK, now + "/leave": http.StatusOK} {
		v.Get("/beta/"+path).Want(t, want)
	}
	before := s.Count("SELECT COUNT(*) FROM feedback_reports")
	if p := v.Post("/beta/"+old, with(form, "wrong", "Too late")).Want(t, http.StatusGone); p.Find("textarea[readonly]").Text() != "Too late" {
		t.Error("what was typed is lost")
	}
	v.Post("/beta/"+old+"/leave", url.Values{}).Want(t, http.StatusGone)
	v.Post("/beta/"+old+"/return", url.Values{}).Want(t, http.StatusGone)
	if n := s.Count("SELECT COUNT(*) FROM feedback_reports"); n != before {
		t.Error("a revoked link was taken")
	}
	tester := notifications + "/feedback/beta/" + s.IDOf("SELECT id FROM beta_testers WHERE name = 'Greta Lindqvist'")
	s.As("ana").Post(tester+"/link/revoke", url.Values{}).Want(t, http.StatusSeeOther)
	v.Get("/beta/"+now).Want(t, http.StatusGone)
}

func TestBetaReportRejectsLongOrEmptyText(t *testing.T) {
	s := newSite(t)
	secret := s.BetaLink("Greta Lindqvist")
	long := strings.Repeat("x", 1_000_000)
	p := s.Report(s.Visitor(), secret, "wrong", long).Want(t, http.StatusUnprocessableEntity)
	if p.Find("textarea[name=wrong]").Text() != long || !strings.Contains(p.Find(".field-error").Text(), "1000000 characters") {
		t.Errorf("refused with: %s", p.Find(".field-error").Text())
	}
	p = s.Report(s.Visitor(), secret, "doing", "Something", "wrong", " \n ").Want(t, http.StatusUnprocessableEntity)
	if p.Find("textarea[name=doing]").Text() != "Something" || p.Find("textarea[aria-invalid]").Length() != 1 {
		t.Error("what was typed is lost")
	}
}

func TestBetaDepartureReachesMyWork(t *testing.T) {
	s := newSite(t)
	group := s.BetaLink("Design partners")
	v := s.Visitor()
	v.Post("/beta/"+group+"/leave", url.Values{"name": {"In no time"}}).Want(t, http.StatusUnprocessableEntity)
	s.Leave(v, group, "reason", "Too early").Want(t, http.StatusUnprocessableEntity)
	p := s.Leave(v, group, "name", "omar@partner.example", "reason", "Too early").Want(t, http.StatusSeeOther)
	if p = v.Get(p.Header.Get("Location")); !strings.Contains(p.Text(), "Noted") {
		t.Errorf("who left reads: %s", p.Find("main").Text())
	}
	ana := s.As("ana")
	list := ana.Get(notifications+"/feedback/beta").Want(t, http.StatusOK)
	if !strings.Contains(list.Find(".note").Text(), "omar@partner.example") {
		t.Fatal("nobody is told")
	}
	out := list.Find(".note form")
	done := ana.Post(out.AttrOr("action", ""), filled(out)).Want(t, http.StatusSeeOther)
	list = ana.Get(done.Header.Get("Location"))
	if list.Find("main .note").Length() != 0 {
		t.Error("still to be taken out")
	}
	undo := list.Find("#flash form")
	ana.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther)
	if list = ana.Get(notifications + "/feedback/beta"); list.Find("main .note").Length() != 1 {
		t.Error("it cannot be undone")
	}
	person := s.Departed()
	if p = v.Get("/beta/" + person); p.Find("textarea").Length() != 0 || !strings.Contains(p.Text(), "you have left") {
		t.Errorf("who left reads: %s", p.Find("main").Text())
	}
	v.Post("/beta/"+person+"/return", url.Values{}).Want(t, http.StatusSeeOther)
	if p = v.Get("/beta/" + person); p.Find("textarea").Length() != 3 {
		t.Error("who came back cannot report")
	}
}

func TestBetaDepartureRateLimit(t *testing.T) {
	s := newSite(t)
	group := s.BetaLink("Design partners")
	v := s.Visitor()
	form := v.Get("/beta/" + group + "/leave").Filled("form")
	s.Clock.Advance(5 * time.Second)
	got := map[int]int{}
	for i := range 160 {
		got[v.Post("/beta/"+group+"/leave", with(form, "name", fmt.Sprint("Bot ", i))).StatusCode]++
	}
	if got[http.StatusSeeOther] != 150 || got[http.StatusTooManyRequests] != 10 {
		t.Errorf("%v", got)
	}
	p := s.As("ana").Get(notifications + "/feedback/beta")
	if p.Find("main .note > div > ul li").Length() != 5 || !strings.Contains(p.Find("main .note summary").Text(), "145 more") {
		t.Errorf("the list of those who left is a wall: %d", p.Find("main .note li").Length())
	}
	v.Get("/beta/"+group).Want(t, http.StatusOK)
}

func TestBetaOverRefusesReportAndKeepsInput(t *testing.T) {
	s := newSite(t)
	secret := s.BetaLink("Greta Lindqvist")
	v := s.Visitor()
	form := v.Get("/beta/" + secret).Filled("form")
	version := scan[string](s, "SELECT CAST(version AS TEXT) FROM launches WHERE slug = 'real-time-notifications'")
	s.As("ana").Post(notifications+"/state", url.Values{"state": {"cancelled"}, "version": {version}}).Want(t, http.StatusSeeOther)
	s.Clock.Advance(5 * time.Second)
	p := v.Post("/beta/"+secret, with(form, "wrong", "Too late")).Want(t, http.StatusConflict)
	if p.Find("textarea[readonly]").Text() != "Too late" || !strings.Contains(p.Text(), "This beta is over") {
		t.Errorf("it reads: %s", p.Find("main").Text())
	}
	if p = v.Get("/beta/" + secret + "/leave"); p.Find("form").Length() != 0 {
		t.Error("one can leave what is over")
	}
	v.Post("/beta/"+secret+"/leave", url.Values{"reason": {"x"}}).Want(t, http.StatusConflict)
}

func TestBetaInvitationShowsLinkOnce(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	form := ana.Get(notifications + "/feedback/beta").Filled("#add form")
	bad := ana.Post(notifications+"/feedback/beta", with(form, "name", " ", "contact", "kept")).Want(t, http.StatusUnprocessableEntity)
	if bad.Find("#add input[name=contact]").AttrOr("value", "") != "kept" {
		t.Error("what was typed is lost")
	}
	p := ana.Shown(notifications+"/feedback/beta", with(form, "name", "Zoe"))
	secret := secretIn(t, p)
	if p.Header.Get("Cache-Control") != "no-store" || s.Count("SELECT COUNT(*) FROM beta_links WHERE token_hash = '"+secret+"'") != 0 {
		t.Error("the secret is kept")
	}
	s.Visitor().Get("/beta/"+secret).Want(t, http.StatusOK)
	if p = ana.Get(notifications + "/feedback/beta/" + s.IDOf("SELECT id FROM beta_testers WHERE name = 'Zoe'")); strings.Contains(
		p.Content, secret) {
		t.Error("a later page shows the secret")
	}
}
