package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// issued adds a report with an outcome to the notifications launch, and an issue for it in a guide.
func issued(s *site, slug, outcome, note string, said url.Values) (report, edit string) {
	s.T.Helper()
	dana := s.As("dana")
	report = dana.Post(notifications+"/feedback", said).Want(s.T, http.StatusSeeOther).Header.Get("Location")
	form := dana.Get(report).Want(s.T, http.StatusOK).Filled("form[action$='/triage']")
	dana.Post(report+"/triage", with(form, "outcome", outcome, "note", note)).Want(s.T, http.StatusSeeOther)
	form = dana.Get(report).Filled("form[action$='/issue']")
	form.Set("guide", s.IDOf("SELECT id FROM guides WHERE slug = '"+slug+"'"))
	made := dana.Post(report+"/issue", form).Want(s.T, http.StatusSeeOther).Header.Get("Location")
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
	report, edit := issued(s, notifiedGuide, "help_text", "Say it <i>twice</i>.",
		spoken("It rings <b>twice</b>\n\nand once more", "title", "It rings twice", "doing", "Reading", "expected", "Once"))
	dana := s.As("dana")
	p := dana.Get(edit).Want(t, http.StatusOK)
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
	p = sendForm(dana, edit, form).Want(t, http.StatusOK)
	if p.Find("#issue-3 details[open]").Length() != 1 || p.Find(twice).Length() != 1 {
		t.Error("it stands at another issue")
	}
	form = guideForm(p)
	form.Set("title", "")
	form.Set("do", "save")
	p = sendForm(dana, edit, form).Want(t, http.StatusUnprocessableEntity)
	if p.Find("#issue-3 details[open]").Length() != 1 {
		t.Error("it is gone when something is wrong with the form")
	}
	form = guideForm(p)
	form.Set("title", "Real-time notifications")
	form.Set("do", "save")
	sendForm(dana, edit, form).Want(t, http.StatusSeeOther)
	if p = dana.Get(edit); p.Find("#issue-3 details:not([open])").Length() != 1 {
		t.Error("it stands open though it is written how it is mended")
	}
	// A removed report is not shown as a reason any more.
	form = dana.Get(report).Filled("form[action$='/remove']:not([action*='/links/'])")
	dana.Post(report+"/remove", form).Want(t, http.StatusSeeOther)
	if p = dana.Get(edit); p.Find(twice).Length() != 0 {
		t.Error("a report that was removed is shown")
	}
	s.As("vera").Get(edit).Want(t, http.StatusForbidden)
}

func TestGuideIssueOfWorkaround(t *testing.T) {
	s := newSite(t)
	_, edit := issued(s, notifiedGuide, "workaround", "Close one of the two tabs.", spoken("It rings twice"))
	if p := s.As("dana").Get(edit); p.Find("#issue-4 details:not([open])").Length() != 1 {
		t.Error("it is not folded")
	}
}

func TestGuidePlacesReportsAtIssues(t *testing.T) {
	s := newSite(t)
	report, edit := issued(s, notifiedGuide, "help_text", "", spoken("It rings <b>twice</b>"))
	second, _ := issued(s, notifiedGuide, "quick_fix", "", spoken("It rings at night"))
	vera := s.As("vera")
	link := "a[href='" + report + "']"
	// The published version is older than the issue.
	p := vera.Get(notificationsGuide).Want(t, http.StatusOK)
	if p.Find(".guide-issue "+link).Length() != 0 || p.Find("#feedback "+link).Length() != 1 {
		t.Error("what is not in the version that is read does not stand at its end")
	}
	p = vera.Get(notificationsGuide+"?version=3").Want(t, http.StatusOK)
	line := p.Find(".guide-issue:has(h3:contains('It rings <b>twice</b>')) .no-print:has(" + link + ")")
	if line.Length() != 1 || p.Find(link).Length() != 1 || line.Find("b").Length() != 0 || !strings.Contains(line.Text(), "Help text") {
		t.Errorf("at its issue it reads %q", line.Text())
	}
	if p.Find("#feedback").Length() != 0 || p.Find(".guide-issue a[href='"+second+"']").Length() != 1 {
		t.Errorf("the end has %q", p.Find("#feedback").Text())
	}
	// After the issue is removed from the guide, the report has no issue any more.
	ben := s.As("ben")
	form := guideForm(ben.Get(edit))
	form.Set("do", "remove issue 4")
	form = guideForm(sendForm(ben, edit, form).Want(t, http.StatusOK))
	form.Set("do", "save")
	sendForm(ben, edit, form).Want(t, http.StatusSeeOther)
	p = vera.Get(notificationsGuide+"?version=4").Want(t, http.StatusOK)
	if p.Find(".guide-issue "+link).Length() != 0 || p.Find("#feedback "+link).Length() != 1 || p.Find(".no-print #feedback").Length() != 1 {
		t.Error("what has no issue any more does not stand at the end")
	}
	ben.Post(notificationsGuide+"/publish", url.Values{"number": {"3"}, "version": {guideVersion(s, notifiedGuide)}}).Want(t,
		http.StatusSeeOther)
	if p = s.Visitor().Get("/help/"+notifiedGuide).Want(t, http.StatusOK); !strings.Contains(p.Text(), "It rings at night") ||
		strings.Contains(p.Content, "feedback") {
		t.Error("the public page leads to what was said")
	}
}
