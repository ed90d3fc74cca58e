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

// reportOf returns the id of a report of a launch that matches a condition.
func (s *site) reportOf(slug, where string) string {
	s.t.Helper()
	return s.idOf("SELECT MIN(id) FROM feedback_reports WHERE launch_id = (SELECT id FROM launches WHERE slug = '" + slug + "') AND " + where)
}

// betaLink creates a link for a tester of the notifications and returns its secret.
func (s *site) betaLink(name string) string {
	s.t.Helper()
	id := s.idOf("SELECT id FROM beta_testers WHERE name = '" + name + "'")
	return secretIn(s.t, s.as("ana").shown(notifications+"/feedback/beta/"+id+"/link", url.Values{}))
}

// secretIn returns the secret of the link on a page.
func secretIn(t testing.TB, p page) string {
	t.Helper()
	_, secret, ok := strings.Cut(p.Find("#secret").AttrOr("value", ""), "/beta/")
	if !ok || len(secret) != 43 {
		t.Fatalf("no link is shown: %s", p.Find("main").Text())
	}
	return secret
}

// departed returns the link of a person who has left the beta.
func (s *site) departed() string {
	s.t.Helper()
	secret := s.betaLink("Joana Ribeiro")
	if s.visitor().get("/beta/"+secret).Find("textarea").Length() > 0 {
		s.leave(s.visitor(), secret, "reason", "No time").want(s.t, http.StatusSeeOther)
	}
	return secret
}

// report submits the form of a link after a plausible time.
func (s *site) report(v *visitor, secret string, pairs ...string) page {
	s.t.Helper()
	form := v.get("/beta/"+secret).want(s.t, http.StatusOK).filled("form")
	s.clock.Advance(5 * time.Second)
	return v.post("/beta/"+secret, with(form, pairs...))
}

// leave submits the form for leaving after a plausible time.
func (s *site) leave(v *visitor, secret string, pairs ...string) page {
	s.t.Helper()
	form := v.get("/beta/"+secret+"/leave").want(s.t, http.StatusOK).filled("form")
	s.clock.Advance(5 * time.Second)
	return v.post("/beta/"+secret+"/leave", with(form, pairs...))
}

func TestBetaReportToGuide(t *testing.T) {
	s := newSite(t)
	secret := s.betaLink("Greta Lindqvist")
	v := s.visitor()
	p := v.get("/beta/"+secret).want(t, http.StatusOK)
	for header, want := range map[string]string{"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "same-origin",
		"Cache-Control": "no-store"} {
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
	if p = v.get("/beta/" + secret + "?sent=1"); !strings.Contains(p.Text(), "Thank you. We have it.") ||
		!strings.Contains(p.Text(), "The bell rings twice") || !strings.Contains(p.Text(), "Received") {
		t.Errorf("who sent it reads: %s", p.Find("main").Text())
	}

	id := s.reportOf("real-time-notifications", "title = 'The bell rings twice'")
	path := notifications + "/feedback/" + id
	dana := s.as("dana")
	list := dana.get(notifications+"/feedback?owner=none").want(t, http.StatusOK)
	if !strings.Contains(list.Find("table.reports").Text(), "The bell rings twice") ||
		!strings.Contains(list.Find(".note").Text(), "no owner") {
		t.Error("nobody is told that nobody has it")
	}
	page := dana.get(path).want(t, http.StatusOK)
	dana.post(path+"/take", page.filled("form[action$='/take']")).want(t, http.StatusSeeOther)
	page = dana.get(path)
	form := page.filled("form[action$='/triage']")
	// A workaround needs a note.
	bad := dana.post(path+"/triage", with(form, "outcome", "workaround")).want(t, http.StatusUnprocessableEntity)
	if bad.Find(".field-error").Length() != 1 || bad.Find("input[name=outcome][value=workaround][checked]").Length() != 1 ||
		!strings.HasPrefix(bad.Find("title").Text(), "Error:") {
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
	if page = dana.get(path); page.Find("#led a[href*='/guides/real-time-notifications?version=']").Length() != 1 ||
		!strings.Contains(page.Find("#led").Text(), "Not published yet") {
		t.Errorf("the report does not lead to it: %s", page.Find("#led").Text())
	}
	ben := s.as("ben") // owns the guide
	guide := ben.get("/guides/real-time-notifications?version=2").want(t, http.StatusOK)
	if guide.Find(".guide-issue:contains('The bell rings twice') .facts a[href='"+path+"']").Length() != 1 {
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

func TestReportResultKeepsGuideFresh(t *testing.T) {
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
	// The actor becomes the owner of a report without one.
	if p := marek.get(path); !strings.Contains(p.Find(".side").Text(), "Marek") {
		t.Error("the report still has no owner")
	}
}

func TestReportConflict(t *testing.T) {
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

func TestTriageConflictMergesFields(t *testing.T) {
	s := newSite(t)
	path := notifications + "/feedback/" + s.reportOf("real-time-notifications", "outcome = ''")
	ana, ben := s.as("ana"), s.as("ben")
	form := ana.get(path).filled("form[action$='/triage']")
	theirs := ben.get(path).filled("form[action$='/triage']")
	ben.post(path+"/triage", with(theirs, "owner", s.userID("ben"), "outcome", "roadmap", "note", "Later")).want(t, http.StatusSeeOther)
	p := ana.post(path+"/triage", with(form, "owner", s.userID("ana"), "outcome", "quick_fix")).want(t, http.StatusConflict)
	if text := p.Find(".conflict").Text(); !strings.Contains(text, "Quick fix") || !strings.Contains(text, "Roadmap") ||
		!strings.Contains(text, "Later") {
		t.Errorf("not side by side: %s", text)
	}
	both := p.filled("form.conflict")
	ana.post(path+"/triage", both).want(t, http.StatusSeeOther)
	// Her value where she changed the field, his where she did not.
	if n := s.count("SELECT COUNT(*) FROM feedback_reports WHERE outcome = 'quick_fix' AND note = 'Later' AND owner_id = " +
		s.userID("ana")); n != 1 {
		t.Error("one of the two is lost")
	}
	undo := ana.get(path).Find("#flash form")
	ana.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusSeeOther)
	if n := s.count("SELECT COUNT(*) FROM feedback_reports WHERE outcome = 'roadmap' AND note = 'Later'"); n != 1 {
		t.Error("saving cannot be undone")
	}
}

// userID returns the id of one of the sample people.
func (s *site) userID(key string) string {
	s.t.Helper()
	return s.idOf("SELECT id FROM users WHERE email = '" + key + "@aurora.example'")
}

func TestReportFormKeepsInvalidInput(t *testing.T) {
	s := newSite(t)
	dana := s.as("dana")
	form := dana.get(notifications + "/feedback/new").filled("form.form")
	typed := with(form, "wrong", "The mail is late", "times", "many", "on", "2026-13-01", "at", "25:00", "source", "T-4711")
	bad := dana.post(notifications+"/feedback", typed).want(t, http.StatusUnprocessableEntity)
	if bad.Find(".field-error").Length() != 3 || bad.Find("input[name=times]").AttrOr("value", "") != "many" ||
		bad.Find("input[name=source]").AttrOr("value", "") != "T-4711" {
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

func TestFeedbackChartHasTable(t *testing.T) {
	s := newSite(t)
	p := s.as("vera").get("/launches/two-step-sign-in-for-everybody/feedback?hours=24").want(t, http.StatusOK)
	label := p.Find("#by-hour svg").AttrOr("aria-label", "")
	sum := 0
	p.Find("#by-hour tbody tr").Each(func(_ int, row *goquery.Selection) {
		var n int
		_, _ = fmt.Sscan(strings.TrimSpace(row.Find("td").Last().Text()), &n)
		sum += n
	})
	want := s.count("SELECT SUM(times) FROM feedback_reports r JOIN launches l ON l.id = r.launch_id WHERE l.slug = " +
		"'two-step-sign-in-for-everybody' AND r.at >= " +
		fmt.Sprint(s.clock.Now().Add(-23*time.Hour).UnixMilli()))
	if sum != want || !strings.Contains(label, "Support 57") || !strings.Contains(label, "last 24 hours") {
		t.Errorf("%d in the table, %d in all; the chart says %q", sum, want, label)
	}
}
