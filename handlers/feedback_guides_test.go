package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// issued adds a report with an outcome to the notifications launch, and an issue for it in a guide.
func (s *site) issued(slug, outcome, note string, said url.Values) (report, edit string) {
	s.t.Helper()
	dana := s.as("dana")
	report = dana.post(notifications+"/feedback", said).want(s.t, http.StatusSeeOther).Header.Get("Location")
	form := dana.get(report).want(s.t, http.StatusOK).filled("form[action$='/triage']")
	dana.post(report+"/triage", with(form, "outcome", outcome, "note", note)).want(s.t, http.StatusSeeOther)
	form = dana.get(report).filled("form[action$='/issue']")
	form.Set("guide", s.idOf("SELECT id FROM guides WHERE slug = '"+slug+"'"))
	made := dana.post(report+"/issue", form).want(s.t, http.StatusSeeOther).Header.Get("Location")
	edit, _, _ = strings.Cut(made, "#")
	return report, edit
}

func spoken(wrong string, pairs ...string) url.Values {
	return with(url.Values{"channel": {"support"}, "times": {"1"}, "wrong": {wrong}}, pairs...)
}

const notifiedGuide = "real-time-notifications"

// twice selects the report with that title in the form of a guide.
const twice = "fieldset details:contains('It rings twice')"

func TestGuideFormShowsReportOfIssue(t *testing.T) {
	s := newSite(t)
	report, edit := s.issued(notifiedGuide, "help_text", "Say it <i>twice</i>.",
		spoken("It rings <b>twice</b>\n\nand once more", "title", "It rings twice", "doing", "Reading", "expected", "Once"))
	dana := s.as("dana")
	p := dana.get(edit).want(t, http.StatusOK)
	said := p.Find("#issue-4 details")
	if _, open := said.Attr("open"); said.Length() != 1 || !open || p.Find(twice).Length() != 1 {
		t.Fatalf("%d parts of the form say what was said, open: %t", p.Find(twice).Length(), open)
	}
	for _, words := range []string{"What was said: 1 report", "It rings twice", "Reading", "It rings <b>twice</b>", "and once more",
		"Once", "Say it <i>twice</i>.", "Help text"} {
		if !strings.Contains(said.Text(), words) {
			t.Errorf("%q is not shown in %q", words, said.Text())
		}
	}
	if said.Find("b, i").Length() != 0 || said.Find("a[target=_blank]").AttrOr("href", "") != report {
		t.Errorf("it is %s", said.Find("a").AttrOr("href", ""))
	}
	// The report stays with the issue when the issue is moved, and stays visible while the fix is
	// edited.
	form := guideForm(p)
	form.Set("issue-4-fix", "Close one of the two tabs.")
	form.Set("do", "up issue 4")
	p = dana.sendForm(edit, form).want(t, http.StatusOK)
	if p.Find("#issue-3 details[open]").Length() != 1 || p.Find(twice).Length() != 1 {
		t.Error("it stands at another issue")
	}
	form = guideForm(p)
	form.Set("title", "")
	form.Set("do", "save")
	p = dana.sendForm(edit, form).want(t, http.StatusUnprocessableEntity)
	if p.Find("#issue-3 details[open]").Length() != 1 {
		t.Error("it is gone when something is wrong with the form")
	}
	form = guideForm(p)
	form.Set("title", "Real-time notifications")
	form.Set("do", "save")
	dana.sendForm(edit, form).want(t, http.StatusSeeOther)
	if p = dana.get(edit); p.Find("#issue-3 details:not([open])").Length() != 1 {
		t.Error("it stands open though it is written how it is mended")
	}
	// A removed report is not shown as a reason any more.
	form = dana.get(report).filled("form[action$='/remove']:not([action*='/links/'])")
	dana.post(report+"/remove", form).want(t, http.StatusSeeOther)
	if p = dana.get(edit); p.Find(twice).Length() != 0 {
		t.Error("a report that was removed is shown")
	}
	s.as("vera").get(edit).want(t, http.StatusForbidden)
}

func TestGuideIssueOfWorkaround(t *testing.T) {
	s := newSite(t)
	_, edit := s.issued(notifiedGuide, "workaround", "Close one of the two tabs.", spoken("It rings twice"))
	if p := s.as("dana").get(edit); p.Find("#issue-4 details:not([open])").Length() != 1 {
		t.Error("it is not folded")
	}
}

func TestGuidePlacesReportsAtIssues(t *testing.T) {
	s := newSite(t)
	report, edit := s.issued(notifiedGuide, "help_text", "", spoken("It rings <b>twice</b>"))
	second, _ := s.issued(notifiedGuide, "quick_fix", "", spoken("It rings at night"))
	vera := s.as("vera")
	link := "a[href='" + report + "']"
	// The published version is older than the issue.
	p := vera.get(notificationsGuide).want(t, http.StatusOK)
	if p.Find(".guide-issue "+link).Length() != 0 || p.Find("#feedback "+link).Length() != 1 {
		t.Error("what is not in the version that is read does not stand at its end")
	}
	p = vera.get(notificationsGuide+"?version=3").want(t, http.StatusOK)
	line := p.Find(".guide-issue:has(h3:contains('It rings <b>twice</b>')) .no-print:has(" + link + ")")
	if line.Length() != 1 || p.Find(link).Length() != 1 || line.Find("b").Length() != 0 || !strings.Contains(line.Text(), "Help text") {
		t.Errorf("at its issue it reads %q", line.Text())
	}
	if p.Find("#feedback").Length() != 0 || p.Find(".guide-issue a[href='"+second+"']").Length() != 1 {
		t.Errorf("the end has %q", p.Find("#feedback").Text())
	}
	// After the issue is removed from the guide, the report has no issue any more.
	ben := s.as("ben")
	form := guideForm(ben.get(edit))
	form.Set("do", "remove issue 4")
	form = guideForm(ben.sendForm(edit, form).want(t, http.StatusOK))
	form.Set("do", "save")
	ben.sendForm(edit, form).want(t, http.StatusSeeOther)
	p = vera.get(notificationsGuide+"?version=4").want(t, http.StatusOK)
	if p.Find(".guide-issue "+link).Length() != 0 || p.Find("#feedback "+link).Length() != 1 || p.Find(".no-print #feedback").Length() != 1 {
		t.Error("what has no issue any more does not stand at the end")
	}
	ben.post(notificationsGuide+"/publish", url.Values{"number": {"3"}, "version": {s.guideVersion(notifiedGuide)}}).want(t,
		http.StatusSeeOther)
	if p = s.visitor().get("/help/"+notifiedGuide).want(t, http.StatusOK); !strings.Contains(p.Text(), "It rings at night") ||
		strings.Contains(p.body, "feedback") {
		t.Error("the public page leads to what was said")
	}
}
