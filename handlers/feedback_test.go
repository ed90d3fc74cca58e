package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// reportOf is the id of a report of a launch that fits a condition.
func (s *site) reportOf(slug, where string) string {
	s.t.Helper()
	return s.idOf("SELECT MIN(id) FROM feedback_reports WHERE launch_id = (SELECT id FROM launches WHERE slug = '" + slug + "') AND " + where)
}

// betaLink makes a link for a tester of the notifications, and returns its secret.
func (s *site) betaLink(name string) string {
	s.t.Helper()
	id := s.idOf("SELECT id FROM beta_testers WHERE name = '" + name + "'")
	p := s.as("ana").post(notifications+"/feedback/beta/"+id+"/link", url.Values{}).want(s.t, http.StatusOK)
	return secretIn(s.t, p)
}

// secretIn is the secret of the link that a page shows.
func secretIn(t testing.TB, p page) string {
	t.Helper()
	_, secret, ok := strings.Cut(p.Find("#secret").AttrOr("value", ""), "/beta/")
	if !ok || len(secret) != 43 {
		t.Fatalf("no link is shown: %s", p.Find("main").Text())
	}
	return secret
}

// departed is the link of a person who has left the beta.
func (s *site) departed() string {
	s.t.Helper()
	secret := s.betaLink("Joana Ribeiro")
	if s.visitor().get("/beta/"+secret).Find("textarea").Length() > 0 {
		s.leave(s.visitor(), secret, "reason", "No time").want(s.t, http.StatusSeeOther)
	}
	return secret
}

// report fills in the form of a link as somebody who takes their time.
func (s *site) report(v *visitor, secret string, pairs ...string) page {
	s.t.Helper()
	form := v.get("/beta/"+secret).want(s.t, http.StatusOK).filled("form")
	s.clock.Advance(5 * time.Second)
	return v.post("/beta/"+secret, with(form, pairs...))
}

// leave fills in the form for leaving as somebody who takes their time.
func (s *site) leave(v *visitor, secret string, pairs ...string) page {
	s.t.Helper()
	form := v.get("/beta/"+secret+"/leave").want(s.t, http.StatusOK).filled("form")
	s.clock.Advance(5 * time.Second)
	return v.post("/beta/"+secret+"/leave", with(form, pairs...))
}

func TestABetaReportFindsItsWayToAFixedGuide(t *testing.T) {
	s := newSite(t)
	secret := s.betaLink("Greta Lindqvist")
	v := s.visitor()
	p := v.get("/beta/"+secret).want(t, http.StatusOK)
	for header, want := range map[string]string{"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"} {
		if got := p.Header.Get(header); got != want {
			t.Errorf("%s: %q", header, got)
		}
	}
	if p.Find("form textarea").Length() != 3 || p.Find("a[href*='launches'], nav").Length() != 0 {
		t.Errorf("the form shows more than three questions: %s", p.Find("main").Text())
	}
	got := s.report(v, secret, "doing", "Reading", "wrong", "The bell rings twice", "expected", "Once")
	if got.want(t, http.StatusSeeOther).Header.Get("Location") != "/beta/"+secret+"?sent=1" {
		t.Errorf("leads to %s", got.Header.Get("Location"))
	}
	if p = v.get("/beta/" + secret + "?sent=1"); !strings.Contains(p.Text(), "Thank you. We have it.") || !strings.Contains(p.Text(), "The bell rings twice") || !strings.Contains(p.Text(), "Received") {
		t.Errorf("who sent it reads: %s", p.Find("main").Text())
	}

	id := s.reportOf("real-time-notifications", "title = 'The bell rings twice'")
	path := notifications + "/feedback/" + id
	dana := s.as("dana")
	list := dana.get(notifications+"/feedback?owner=none").want(t, http.StatusOK)
	if !strings.Contains(list.Find("table.reports").Text(), "The bell rings twice") || !strings.Contains(list.Find(".note").Text(), "no owner") {
		t.Error("nobody is told that nobody has it")
	}
	page := dana.get(path).want(t, http.StatusOK)
	dana.post(path+"/take", page.filled("form[action$='/take']")).want(t, http.StatusSeeOther)
	page = dana.get(path)
	form := page.filled("form[action$='/triage']")
	// A workaround must be said.
	bad := dana.post(path+"/triage", with(form, "outcome", "workaround")).want(t, http.StatusUnprocessableEntity)
	if bad.Find(".field-error").Length() != 1 || bad.Find("input[name=outcome][value=workaround][checked]").Length() != 1 || !strings.HasPrefix(bad.Find("title").Text(), "Error:") {
		t.Errorf("refused: %s", bad.Find("#triage").Text())
	}
	dana.post(path+"/triage", with(form, "outcome", "workaround", "note", "Close one of the two tabs.")).want(t, http.StatusSeeOther)
	guideID := s.idOf("SELECT id FROM guides WHERE slug = 'real-time-notifications'")
	page = dana.get(path)
	made := dana.post(path+"/issue", with(page.filled("form[action$='/issue']"), "guide", guideID)).want(t, http.StatusSeeOther)
	if made.Header.Get("Location") != "/guides/real-time-notifications/edit#f-issue-4-symptom" {
		t.Errorf("leads to %s", made.Header.Get("Location"))
	}
	edit := dana.get("/guides/real-time-notifications/edit")
	if edit.Find("input[value='The bell rings twice']").Length() != 1 || !strings.Contains(edit.body, "Close one of the two tabs.") {
		t.Error("the guide has no issue of it")
	}
	if page = dana.get(path); page.Find("#led a[href*='/guides/real-time-notifications?version=']").Length() != 1 || !strings.Contains(page.Find("#led").Text(), "Not published yet") {
		t.Errorf("the report does not lead to it: %s", page.Find("#led").Text())
	}
	ben := s.as("ben") // who has the guide
	guide := ben.get("/guides/real-time-notifications?version=2").want(t, http.StatusOK)
	if guide.Find("#feedback a[href='"+path+"']").Length() != 1 {
		t.Error("the guide does not lead back")
	}
	ben.post("/guides/real-time-notifications/publish", guide.filled("form[action$='/publish']")).want(t, http.StatusSeeOther)
	page = dana.get(path)
	if !strings.Contains(page.Find("#led").Text(), "Published") || page.Find("form[action$='/close'] .primary").Length() != 1 {
		t.Errorf("published: %s", page.Find("article").Text())
	}
	if work := dana.get("/me"); !strings.Contains(work.Find("#feedback").Text(), "All done, to close") {
		t.Errorf("my work does not say so: %s", work.Find("#feedback").Text())
	}
	dana.post(path+"/close", page.filled("form[action$='/close']")).want(t, http.StatusSeeOther)
	if p = v.get("/beta/" + secret); !strings.Contains(p.Text(), "The help explains it now") {
		t.Errorf("who sent it reads: %s", p.Find("main").Text())
	}
}

func TestAFormThatAProgramFillsInIsAskedOnceMoreAndLosesNothing(t *testing.T) {
	s := newSite(t)
	secret := s.betaLink("Design partners")
	v := s.visitor()
	before := s.count("SELECT COUNT(*) FROM feedback_reports")
	form := v.get("/beta/" + secret).filled("form")
	form.Set("wrong", "Typed in no time")
	// At once, and without saying when it was opened, or with a time of one's own.
	for _, opened := range []string{form.Get("opened"), "", "0.", "1.deadbeef", strings.Repeat("9", 40), fmt.Sprint(s.clock.Now().Add(-time.Hour).UnixMilli()) + ".0000000000000000"} {
		p := v.post("/beta/"+secret, with(form, "opened", opened)).want(t, http.StatusUnprocessableEntity)
		if p.Find("textarea[name=wrong]").Text() != "Typed in no time" {
			t.Errorf("opened %.20q: what was typed is lost", opened)
		}
	}
	trapped := s.report(v, secret, "wrong", "Typed", "website", "https://spam.example").want(t, http.StatusUnprocessableEntity)
	if trapped.Find(".trap").Length() != 0 || trapped.Find("input[name=website]").AttrOr("value", "") != "https://spam.example" || trapped.Find(".field-error").Length() != 1 {
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

func TestAHundredReportsAMinuteAreTooManyAndTheNextOneLosesNothing(t *testing.T) {
	s := newSite(t)
	secret := s.betaLink("Design partners")
	v := s.visitor()
	form := v.get("/beta/" + secret).filled("form")
	s.clock.Advance(5 * time.Second)
	before := s.count("SELECT COUNT(*) FROM feedback_reports")
	got := map[int]int{}
	var last page
	for i := range 100 {
		last = v.post("/beta/"+secret, with(form, "wrong", fmt.Sprint("Number ", i)))
		got[last.StatusCode]++
	}
	kept := s.count("SELECT COUNT(*) FROM feedback_reports") - before
	if kept != 20 || got[http.StatusSeeOther] != 20 || got[http.StatusTooManyRequests] != 80 {
		t.Errorf("%d kept, answers %v", kept, got)
	}
	if last.Header.Get("Retry-After") == "" || last.Find("textarea[name=wrong]").Text() != "Number 99" || !strings.Contains(last.Find(".note").Text(), "still here") {
		t.Errorf("the one who was too fast reads: %s", last.Find("form").Text())
	}
	s.clock.Advance(10 * time.Minute)
	v.post("/beta/"+secret, last.filled("form")).want(t, http.StatusSeeOther)
}

func TestALinkThatWasRevokedOrMistypedSaysSo(t *testing.T) {
	s := newSite(t)
	old := s.betaLink("Greta Lindqvist")
	form := s.visitor().get("/beta/" + old).filled("form")
	s.clock.Advance(5 * time.Second)
	now := s.betaLink("Greta Lindqvist")
	v := s.visitor()
	for path, want := range map[string]int{old: http.StatusGone, old + "/leave": http.StatusGone, now + "x": http.StatusNotFound, now: http.StatusOK, now + "/leave": http.StatusOK} {
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

func TestALongOrEmptyReportIsRefusedInItsPlace(t *testing.T) {
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

func TestLeavingTheBetaReachesWhoTakesPeopleOut(t *testing.T) {
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

func TestNobodyFloodsTheListOfThoseWhoLeft(t *testing.T) {
	s := newSite(t)
	group := s.betaLink("Design partners")
	v := s.visitor()
	form := v.get("/beta/" + group + "/leave").filled("form")
	s.clock.Advance(5 * time.Second)
	got := map[int]int{}
	for i := range 50 {
		got[v.post("/beta/"+group+"/leave", with(form, "name", fmt.Sprint("Bot ", i))).StatusCode]++
	}
	if got[http.StatusSeeOther] != 20 || got[http.StatusTooManyRequests] != 30 {
		t.Errorf("%v", got)
	}
	p := s.as("ana").get(notifications + "/feedback/beta")
	if p.Find("main .note > div > ul li").Length() != 5 || !strings.Contains(p.Find("main .note summary").Text(), "15 more") {
		t.Errorf("the list of those who left is a wall: %d", p.Find("main .note li").Length())
	}
	v.get("/beta/"+group).want(t, http.StatusOK)
}

func TestABetaThatIsOverTakesNothingAndLosesNothing(t *testing.T) {
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
}

func TestWhatCameOfAReportMakesNoGuideStale(t *testing.T) {
	s := newSite(t)
	const base = "/launches/two-step-sign-in-for-everybody"
	marek := s.as("marek")
	verdict := func() string {
		return strings.Join(strings.Fields(marek.get(base).Find("#launch-states").Text()), " ")
	}
	before := verdict()
	path := base + "/feedback/" + s.reportOf("two-step-sign-in-for-everybody", "outcome = '' AND duplicate_of IS NULL")
	marek.post(path+"/deliverable", marek.get(path).filled("form[action$='/deliverable']")).want(t, http.StatusSeeOther)
	try := marek.get(base + "/feedback/playbook").Find("#tickets_spike form[action$='/try']").First()
	marek.post(try.AttrOr("action", ""), filled(try)).want(t, http.StatusSeeOther)
	if after := verdict(); after != before {
		t.Errorf("from %q to %q", before, after)
	}
	if p := marek.get(base + "/feedback/playbook"); !strings.Contains(p.Find("#tickets_spike").Text(), "In the plan") {
		t.Error("nobody sees that it is in the plan")
	}
	// Who makes something of what nobody has sees to it.
	if p := marek.get(path); !strings.Contains(p.Find(".side").Text(), "Marek") {
		t.Error("the report still has no owner")
	}
}

func TestWhoIsTooLateIsToldOnTheReport(t *testing.T) {
	s := newSite(t)
	ana, ben := s.as("ana"), s.as("ben")
	path := notifications + "/feedback/" + s.reportOf("real-time-notifications", "owner_id IS NULL")
	form := ana.get(path).filled("form[action$='/take']")
	ben.post(path+"/take", form).want(t, http.StatusSeeOther)
	p := ana.post(path+"/take", form).want(t, http.StatusConflict)
	if !strings.Contains(p.Find(".summary").Text(), "Somebody else") || !strings.Contains(p.Find(".side").Text(), "Ben") {
		t.Errorf("it reads: %s", p.Find("main").Text())
	}
	original := "/launches/two-step-sign-in-for-everybody/feedback/" + s.idOf("SELECT MIN(duplicate_of) FROM feedback_reports")
	p = ana.post(original+"/remove", ana.get(original).filled("form[action$='/remove']")).want(t, http.StatusUnprocessableEntity)
	if !strings.Contains(p.Find(".summary").Text(), "Close it instead") || p.Find("#report").Length() != 1 {
		t.Errorf("it reads: %s", p.Find("main").Text())
	}
}

func TestAPlayThatWasTakenOutComesBackAsItWasAndHoldsNobodyUp(t *testing.T) {
	s := newSite(t)
	const base = "/launches/two-step-sign-in-for-everybody/feedback"
	ana := s.as("ana")
	book := func() string {
		return scan[string](s, "SELECT content FROM playbooks WHERE launch_id = (SELECT id FROM launches WHERE slug = 'two-step-sign-in-for-everybody')")
	}
	before := book()
	out := ana.get(base + "/playbook").Find("#performance_degrades form[action$='/remove']")
	ana.post(out.AttrOr("action", ""), filled(out)).want(t, http.StatusSeeOther)
	page := ana.get(base + "/playbook")
	report := base + "/" + s.reportOf("two-step-sign-in-for-everybody", "symptom = 'performance_degrades'")
	ana.post(report+"/take", ana.get(report).filled("form[action$='/take']")).want(t, http.StatusSeeOther)
	undo := page.Find("#flash form")
	ana.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusSeeOther)
	if after := book(); after != before {
		t.Errorf("it was\n%s\nand is\n%s", before, after)
	}
}

func TestAnInvitationShowsItsLinkOnce(t *testing.T) {
	s := newSite(t)
	ana := s.as("ana")
	form := ana.get(notifications + "/feedback/beta").filled("#add form")
	bad := ana.post(notifications+"/feedback/beta", with(form, "name", " ", "contact", "kept")).want(t, http.StatusUnprocessableEntity)
	if bad.Find("#add input[name=contact]").AttrOr("value", "") != "kept" {
		t.Error("what was typed is lost")
	}
	p := ana.post(notifications+"/feedback/beta", with(form, "name", "Zoe")).want(t, http.StatusOK)
	secret := secretIn(t, p)
	if p.Header.Get("Cache-Control") != "no-store" || s.count("SELECT COUNT(*) FROM beta_links WHERE token_hash = '"+secret+"'") != 0 {
		t.Error("the secret is kept")
	}
	s.visitor().get("/beta/"+secret).want(t, http.StatusOK)
	if p = ana.get(notifications + "/feedback/beta/" + s.idOf("SELECT id FROM beta_testers WHERE name = 'Zoe'")); strings.Contains(p.body, secret) {
		t.Error("a later page shows the secret")
	}
}

func TestTwoWhoDecideAtOnceSeeBoth(t *testing.T) {
	s := newSite(t)
	path := notifications + "/feedback/" + s.reportOf("real-time-notifications", "outcome = ''")
	ana, ben := s.as("ana"), s.as("ben")
	form := ana.get(path).filled("form[action$='/triage']")
	theirs := ben.get(path).filled("form[action$='/triage']")
	ben.post(path+"/triage", with(theirs, "owner", s.userID("ben"), "outcome", "roadmap", "note", "Later")).want(t, http.StatusSeeOther)
	p := ana.post(path+"/triage", with(form, "owner", s.userID("ana"), "outcome", "quick_fix")).want(t, http.StatusConflict)
	if text := p.Find(".conflict").Text(); !strings.Contains(text, "Quick fix") || !strings.Contains(text, "Roadmap") || !strings.Contains(text, "Later") {
		t.Errorf("not side by side: %s", text)
	}
	both := p.filled("form.conflict")
	ana.post(path+"/triage", both).want(t, http.StatusSeeOther)
	// Her own words where she typed, his where she did not.
	if n := s.count("SELECT COUNT(*) FROM feedback_reports WHERE outcome = 'quick_fix' AND note = 'Later' AND owner_id = " + s.userID("ana")); n != 1 {
		t.Error("one of the two is lost")
	}
	undo := ana.get(path).Find("#flash form")
	ana.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusSeeOther)
	if n := s.count("SELECT COUNT(*) FROM feedback_reports WHERE outcome = 'roadmap' AND note = 'Later'"); n != 1 {
		t.Error("saving cannot be undone")
	}
}

// userID is the id of one of the sample people.
func (s *site) userID(key string) string {
	s.t.Helper()
	return s.idOf("SELECT id FROM users WHERE email = '" + key + "@aurora.example'")
}

func TestAReportByHandKeepsWhatWasTyped(t *testing.T) {
	s := newSite(t)
	dana := s.as("dana")
	form := dana.get(notifications + "/feedback/new").filled("form.form")
	typed := with(form, "wrong", "The mail is late", "times", "many", "on", "2026-13-01", "at", "25:00", "source", "T-4711")
	bad := dana.post(notifications+"/feedback", typed).want(t, http.StatusUnprocessableEntity)
	if bad.Find(".field-error").Length() != 3 || bad.Find("input[name=times]").AttrOr("value", "") != "many" || bad.Find("input[name=source]").AttrOr("value", "") != "T-4711" {
		t.Errorf("refused: %s", bad.Find(".summary").Text())
	}
	for name, pairs := range map[string][]string{
		"in the future":   {"on", s.clock.Now().AddDate(0, 0, 2).Format("2006-01-02"), "at", "10:00"},
		"a day alone":     {"on", s.clock.Now().AddDate(0, 0, -2).Format("2006-01-02")},
		"an hour skipped": {"on", "2026-03-29", "at", "02:30"},
		"nobody":          {"owner", "99999999"},
		"a channel":       {"channel", "pigeon"},
	} {
		dana.post(notifications+"/feedback", with(form, append([]string{"wrong", "x"}, pairs...)...)).want(t, http.StatusUnprocessableEntity)
		_ = name
	}
	form.Set("wrong", "The mail is late")
	for range 2 {
		dana.post(notifications+"/feedback", with(form, "times", "12", "channel", "social")).want(t, http.StatusSeeOther)
	}
	if n := s.count("SELECT COUNT(*) FROM feedback_reports WHERE wrong = 'The mail is late' AND times = 12"); n != 1 {
		t.Errorf("%d were written down", n)
	}
}

func TestAPlayIsOfferedPutIntoThePlanAndOverridden(t *testing.T) {
	s := newSite(t)
	const base = "/launches/two-step-sign-in-for-everybody"
	marek := s.as("marek")
	for _, path := range []string{base, base + "/feedback"} {
		if p := marek.get(path); p.Find(".note a[href='"+base+"/feedback/playbook#tickets_spike']").Length() != 1 {
			t.Errorf("%s does not offer it", path)
		}
	}
	book := marek.get(base+"/feedback/playbook").want(t, http.StatusOK)
	form := book.Find("#tickets_spike form[action$='/try']").First()
	for range 2 {
		p := marek.post(form.AttrOr("action", ""), filled(form)).want(t, http.StatusSeeOther)
		if p = marek.get(p.Header.Get("Location")); !strings.Contains(p.Find("article").Text(), "Improve the UX") || !strings.Contains(p.Find("article").Text(), "Tickets spike") {
			t.Errorf("the deliverable says: %s", p.Find("article").Text())
		}
	}
	if n := s.count("SELECT COUNT(*) FROM deliverables WHERE title = 'Improve the UX'"); n != 1 {
		t.Errorf("%d were made", n)
	}
	edit := marek.get(base + "/feedback/playbook/tickets_spike").filled("form.form")
	bad := marek.post(base+"/feedback/playbook/tickets_spike", with(edit, "more", "lots", "remedies", " ")).want(t, http.StatusUnprocessableEntity)
	if bad.Find(".field-error").Length() != 2 || bad.Find("input[name=more]").AttrOr("value", "") != "lots" {
		t.Errorf("refused: %s", bad.Find(".summary").Text())
	}
	stale := with(edit, "more", "70")
	marek.post(base+"/feedback/playbook/tickets_spike", with(edit, "more", "60")).want(t, http.StatusSeeOther)
	marek.post(base+"/feedback/playbook/tickets_spike", stale).want(t, http.StatusConflict)
	if p := marek.get(base + "/feedback"); p.Find(".note a[href$='#tickets_spike']").Length() != 0 {
		t.Error("it is offered below its figure")
	}
	marek.get(base+"/feedback/playbook/no-such").want(t, http.StatusNotFound)
	added := marek.get(base + "/feedback/playbook/new").filled("form.form")
	marek.post(base+"/feedback/playbook", with(added, "symptom", "Everything counts", "more", "0", "hours", "1", "remedies", "Look")).want(t, http.StatusUnprocessableEntity)
	added = with(added, "symptom", "They want it in Czech", "words", "czech, čeština", "more", "0", "hours", "1", "remedies", "Translate it")
	if p := marek.post(base+"/feedback/playbook", added).want(t, http.StatusSeeOther); !strings.HasSuffix(p.Header.Get("Location"), "#they-want-it-in-czech") {
		t.Errorf("leads to %s", p.Header.Get("Location"))
	}
	marek.post(base+"/feedback/playbook", added).want(t, http.StatusConflict)
	out := marek.get(base + "/feedback/playbook").Find("#they-want-it-in-czech form[action$='/remove']")
	marek.post(out.AttrOr("action", ""), filled(out)).want(t, http.StatusSeeOther)
	undo := marek.get(base + "/feedback/playbook").Find("#flash form")
	marek.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusSeeOther)
	if p := marek.get(base + "/feedback/playbook"); p.Find("#they-want-it-in-czech").Length() != 1 {
		t.Error("taking it out cannot be undone")
	}
}

func TestTheCountsStandInAChartAndInItsTable(t *testing.T) {
	s := newSite(t)
	p := s.as("vera").get("/launches/two-step-sign-in-for-everybody/feedback?hours=24").want(t, http.StatusOK)
	label := p.Find("#by-hour svg").AttrOr("aria-label", "")
	sum := 0
	p.Find("#by-hour tbody tr").Each(func(_ int, row *goquery.Selection) {
		var n int
		_, _ = fmt.Sscan(strings.TrimSpace(row.Find("td").Last().Text()), &n)
		sum += n
	})
	want := s.count("SELECT SUM(times) FROM feedback_reports r JOIN launches l ON l.id = r.launch_id WHERE l.slug = 'two-step-sign-in-for-everybody' AND r.at >= " +
		fmt.Sprint(s.clock.Now().Add(-23*time.Hour).UnixMilli()))
	if sum != want || !strings.Contains(label, "Support 57") || !strings.Contains(label, "last 24 hours") {
		t.Errorf("%d in the table, %d in all; the chart says %q", sum, want, label)
	}
}
