package handlers_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
)

func TestBetaReportToGuide(t *testing.T) {
	s := newSite(t)
	secret := s.BetaLink("Greta Lindqvist")
	v := s.Visitor()
	p := v.Get("/beta/"+secret).Want(t, http.StatusOK)
	for header, want := range map[string]string{"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "same-origin",
		"Cache-Control": "no-store"} {
		if got := p.Header.Get(header); got != want {
			t.Errorf("%s: %q", header, got)
		}
	}
	if p.Find("form textarea").Length() != 3 || p.Find("a[href*='launches'], nav").Length() != 0 {
		t.Errorf("the form shows more than three questions: %s", p.Find("main").Text())
	}
	got := s.Report(v, secret, "doing", "Reading", "wrong", "The bell rings twice", "expected", "Once")
	if got.Want(t, http.StatusSeeOther).Header.Get("Location") != "/beta/"+secret+"?sent=1" {
		t.Errorf("leads to %s", got.Header.Get("Location"))
	}
	if p = v.Get("/beta/" + secret + "?sent=1"); !strings.Contains(p.Text(), "Thank you. We have it.") ||
		!strings.Contains(p.Text(), "The bell rings twice") || !strings.Contains(p.Text(), "Received") {
		t.Errorf("who sent it reads: %s", p.Find("main").Text())
	}

	id := s.ReportOf("real-time-notifications", "title = 'The bell rings twice'")
	path := notifications + "/feedback/" + id
	dana := s.As("dana")
	list := dana.Get(notifications+"/feedback?owner=none").Want(t, http.StatusOK)
	if !strings.Contains(list.Find("table.reports").Text(), "The bell rings twice") ||
		!strings.Contains(list.Find(".note").Text(), "no owner") {
		t.Error("nobody is told that nobody has it")
	}
	page := dana.Get(path).Want(t, http.StatusOK)
	dana.Post(path+"/take", page.Filled("form[action$='/take']")).Want(t, http.StatusSeeOther)
	page = dana.Get(path)
	form := page.Filled("form[action$='/triage']")
	// A workaround needs a note.
	bad := dana.Post(path+"/triage", with(form, "outcome", "workaround")).Want(t, http.StatusUnprocessableEntity)
	if bad.Find(".field-error").Length() != 1 || bad.Find("input[name=outcome][value=workaround][checked]").Length() != 1 ||
		!strings.HasPrefix(bad.Find("title").Text(), "Error:") {
		t.Errorf("refused: %s", bad.Find("#triage").Text())
	}
	dana.Post(path+"/triage", with(form, "outcome", "workaround", "note", "Close one of the two tabs.")).Want(t, http.StatusSeeOther)
	guideID := s.IDOf("SELECT id FROM guides WHERE slug = 'real-time-notifications'")
	page = dana.Get(path)
	made := dana.Post(path+"/issue", with(page.Filled("form[action$='/issue']"), "guide", guideID)).Want(t, http.StatusSeeOther)
	if made.Header.Get("Location") != "/guides/real-time-notifications/edit#f-issue-4-symptom" {
		t.Errorf("leads to %s", made.Header.Get("Location"))
	}
	edit := dana.Get("/guides/real-time-notifications/edit")
	if edit.Find("input[value='The bell rings twice']").Length() != 1 || !strings.Contains(edit.Content, "Close one of the two tabs.") {
		t.Error("the guide has no issue of it")
	}
	if page = dana.Get(path); page.Find("#led a[href*='/guides/real-time-notifications?version=']").Length() != 1 ||
		!strings.Contains(page.Find("#led").Text(), "Not published yet") {
		t.Errorf("the report does not lead to it: %s", page.Find("#led").Text())
	}
	ben := s.As("ben") // owns the guide
	guide := ben.Get("/guides/real-time-notifications?version=2").Want(t, http.StatusOK)
	if guide.Find(".guide-issue:contains('The bell rings twice') .facts a[href='"+path+"']").Length() != 1 {
		t.Error("the guide does not lead back")
	}
	ben.Post("/guides/real-time-notifications/publish", guide.Filled("form[action$='/publish']")).Want(t, http.StatusSeeOther)
	page = dana.Get(path)
	if !strings.Contains(page.Find("#led").Text(), "Published") || page.Find("form[action$='/close'] .primary").Length() != 1 {
		t.Errorf("published: %s", page.Find("article").Text())
	}
	if work := dana.Get("/me"); !strings.Contains(work.Find("#feedback").Text(), "All done, to close") {
		t.Errorf("my work does not say so: %s", work.Find("#feedback").Text())
	}
	dana.Post(path+"/close", page.Filled("form[action$='/close']")).Want(t, http.StatusSeeOther)
	if p = v.Get("/beta/" + secret); !strings.Contains(p.Text(), "The help explains it now") {
		t.Errorf("who sent it reads: %s", p.Find("main").Text())
	}
}

func TestReportResultKeepsGuideFresh(t *testing.T) {
	s := newSite(t)
	const base = "/launches/two-step-sign-in-for-everybody"
	marek := s.As("marek")
	verdict := func() string {
		return strings.Join(strings.Fields(marek.Get(base).Find("#launch-states").Text()), " ")
	}
	before := verdict()
	path := base + "/feedback/" + s.ReportOf("two-step-sign-in-for-everybody", "outcome = '' AND duplicate_of IS NULL")
	marek.Post(path+"/deliverable", marek.Get(path).Filled("form[action$='/deliverable']")).Want(t, http.StatusSeeOther)
	try := marek.Get(base + "/feedback/playbook").Find("#tickets_spike form[action$='/try']").First()
	marek.Post(try.AttrOr("action", ""), filled(try)).Want(t, http.StatusSeeOther)
	if after := verdict(); after != before {
		t.Errorf("from %q to %q", before, after)
	}
	if p := marek.Get(base + "/feedback/playbook"); !strings.Contains(p.Find("#tickets_spike").Text(), "In the plan") {
		t.Error("nobody sees that it is in the plan")
	}
	// The actor becomes the owner of a report without one.
	if p := marek.Get(path); !strings.Contains(p.Find(".side").Text(), "Marek") {
		t.Error("the report still has no owner")
	}
}

func TestReportConflict(t *testing.T) {
	s := newSite(t)
	ana, ben := s.As("ana"), s.As("ben")
	path := notifications + "/feedback/" + s.ReportOf("real-time-notifications", "owner_id IS NULL")
	form := ana.Get(path).Filled("form[action$='/take']")
	ben.Post(path+"/take", form).Want(t, http.StatusSeeOther)
	p := ana.Post(path+"/take", form).Want(t, http.StatusConflict)
	if !strings.Contains(p.Find(".summary").Text(), "Somebody else") || !strings.Contains(p.Find(".side").Text(), "Ben") {
		t.Errorf("it reads: %s", p.Find("main").Text())
	}
	original := "/launches/two-step-sign-in-for-everybody/feedback/" + s.IDOf("SELECT MIN(duplicate_of) FROM feedback_reports")
	p = ana.Post(original+"/remove", ana.Get(original).Filled("form[action$='/remove']")).Want(t, http.StatusUnprocessableEntity)
	if !strings.Contains(p.Find(".summary").Text(), "Close it instead") || p.Find("#report").Length() != 1 {
		t.Errorf("it reads: %s", p.Find("main").Text())
	}
}

func TestTriageConflictMergesFields(t *testing.T) {
	s := newSite(t)
	path := notifications + "/feedback/" + s.ReportOf("real-time-notifications", "outcome = ''")
	ana, ben := s.As("ana"), s.As("ben")
	form := ana.Get(path).Filled("form[action$='/triage']")
	theirs := ben.Get(path).Filled("form[action$='/triage']")
	ben.Post(path+"/triage", with(theirs, "owner", userID(s, "ben"), "outcome", "roadmap", "note", "Later")).Want(t, http.StatusSeeOther)
	p := ana.Post(path+"/triage", with(form, "owner", userID(s, "ana"), "outcome", "quick_fix")).Want(t, http.StatusConflict)
	if text := p.Find(".conflict").Text(); !strings.Contains(text, "Quick fix") || !strings.Contains(text, "Roadmap") ||
		!strings.Contains(text, "Later") {
		t.Errorf("not side by side: %s", text)
	}
	both := p.Filled("form.conflict")
	ana.Post(path+"/triage", both).Want(t, http.StatusSeeOther)
	// Her value where she changed the field, his where she did not.
	if n := s.Count("SELECT COUNT(*) FROM feedback_reports WHERE outcome = 'quick_fix' AND note = 'Later' AND owner_id = " +
		userID(s, "ana")); n != 1 {
		t.Error("one of the two is lost")
	}
	undo := ana.Get(path).Find("#flash form")
	ana.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther)
	if n := s.Count("SELECT COUNT(*) FROM feedback_reports WHERE outcome = 'roadmap' AND note = 'Later'"); n != 1 {
		t.Error("saving cannot be undone")
	}
}

// userID returns the id of one of the sample people.
func userID(s *site, key string) string {
	s.T.Helper()
	return s.IDOf("SELECT id FROM users WHERE email = '" + key + "@aurora.example'")
}

func TestReportFormKeepsInvalidInput(t *testing.T) {
	s := newSite(t)
	dana := s.As("dana")
	form := dana.Get(notifications + "/feedback/new").Filled("form.form")
	typed := with(form, "wrong", "The mail is late", "times", "many", "on", "2026-13-01", "at", "25:00", "source", "T-4711")
	bad := dana.Post(notifications+"/feedback", typed).Want(t, http.StatusUnprocessableEntity)
	if bad.Find(".field-error").Length() != 3 || bad.Find("input[name=times]").AttrOr("value", "") != "many" ||
		bad.Find("input[name=source]").AttrOr("value", "") != "T-4711" {
		t.Errorf("refused: %s", bad.Find(".summary").Text())
	}
	for name, pairs := range map[string][]string{
		"in the future":   {"on", s.Clock.Now().AddDate(0, 0, 2).Format("2006-01-02"), "at", "10:00"},
		"a day alone":     {"on", s.Clock.Now().AddDate(0, 0, -2).Format("2006-01-02")},
		"an hour skipped": {"on", "2026-03-29", "at", "02:30"},
		"nobody":          {"owner", "99999999"},
		"a channel":       {"channel", "pigeon"},
	} {
		dana.Post(notifications+"/feedback", with(form, append([]string{"wrong", "x"}, pairs...)...)).Want(t, http.StatusUnprocessableEntity)
		_ = name
	}
	form.Set("wrong", "The mail is late")
	for range 2 {
		dana.Post(notifications+"/feedback", with(form, "times", "12", "channel", "social")).Want(t, http.StatusSeeOther)
	}
	if n := s.Count("SELECT COUNT(*) FROM feedback_reports WHERE wrong = 'The mail is late' AND times = 12"); n != 1 {
		t.Errorf("%d were written down", n)
	}
}

func TestFeedbackChartHasTable(t *testing.T) {
	s := newSite(t)
	p := s.As("vera").Get("/launches/two-step-sign-in-for-everybody/feedback?hours=24").Want(t, http.StatusOK)
	label := p.Find("#by-hour svg").AttrOr("aria-label", "")
	sum := 0
	p.Find("#by-hour tbody tr").Each(func(_ int, row *goquery.Selection) {
		var n int
		_, _ = fmt.Sscan(strings.TrimSpace(row.Find("td").Last().Text()), &n)
		sum += n
	})
	want := s.Count("SELECT SUM(times) FROM feedback_reports r JOIN launches l ON l.id = r.launch_id WHERE l.slug = " +
		"'two-step-sign-in-for-everybody' AND r.at >= " +
		fmt.Sprint(s.Clock.Now().Add(-23*time.Hour).UnixMilli()))
	if sum != want || !strings.Contains(label, "Support 57") || !strings.Contains(label, "last 24 hours") {
		t.Errorf("%d in the table, %d in all; the chart says %q", sum, want, label)
	}
}
