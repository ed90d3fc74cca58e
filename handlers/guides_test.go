package handlers_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

const signInGuide = "/guides/two-step-sign-in"

// sendForm submits values as the form of a guide does.
func sendForm(v *visitor, path string, values url.Values) page {
	v.Site.T.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, vs := range values {
		for _, value := range vs {
			_ = w.WriteField(name, value)
		}
	}
	_ = w.Close()
	return v.Send(http.MethodPost, path, w.FormDataContentType(), &b)
}

func guideForm(p page) url.Values { return p.Filled("form.guide-form") }

func guideVersion(s *site, slug string) string {
	return scan[string](s, "SELECT CAST(version AS TEXT) FROM guides WHERE slug = ?", slug)
}

func TestGuideFormWithoutScript(t *testing.T) {
	s := newSite(t)
	petra := s.As("petra")
	form := guideForm(petra.Get("/guides/new?launch=real-time-notifications").Want(t, http.StatusOK))
	if form.Get("owner") == "" || form.Get("launch") == "" || form.Get("step-1-do") == "" {
		t.Fatalf("the form begins with %v", form)
	}
	form.Set("do", "save")
	p := sendForm(petra, "/guides", form).Want(t, http.StatusUnprocessableEntity)
	if p.Find("#f-title-err").Length() != 1 || p.Find("title").Text()[:6] != "Error:" {
		t.Error("that the title is missing is not said at its field")
	}
	form = guideForm(p)
	form.Set("title", "Exports")
	form.Set("issue-1-symptom", "First")
	form.Set("do", "add issue")
	p = sendForm(petra, "/guides", form).Want(t, http.StatusOK)
	form = guideForm(p)
	if form.Get("issue-1-symptom") != "First" || !form.Has("issue-2-symptom") || p.Find("#f-issue-2-symptom[autofocus]").Length() != 1 {
		t.Fatalf("adding an issue lost something: %v", form)
	}
	form.Set("issue-2-symptom", "Second")
	form.Set("do", "up issue 2")
	form = guideForm(sendForm(petra, "/guides", form).Want(t, http.StatusOK))
	if form.Get("issue-1-symptom") != "Second" || form.Get("issue-2-symptom") != "First" {
		t.Fatalf("moved up: %v", form)
	}
	form.Set("do", "remove step 1")
	form = guideForm(sendForm(petra, "/guides", form).Want(t, http.StatusOK))
	form.Set("how", "**bold** <script>alert(1)</script>")
	form.Set("do", "preview how")
	p = sendForm(petra, "/guides", form).Want(t, http.StatusOK)
	if p.Find("#preview-how strong").Text() != "bold" || p.Find("#preview-how script").Length() > 0 {
		t.Error("the preview does not show the text as readers will see it")
	}
	if p := sendForm(petra.HTMX(), "/guides", form).Want(t, http.StatusOK); p.Find("html main").Length() > 0 ||
		p.Find("strong").Text() != "bold" {
		t.Errorf("the preview in place is no fragment: %.200s", p.Content)
	}
	form = guideForm(p)
	form.Set("do", "save")
	to := sendForm(petra, "/guides", form).Want(t, http.StatusSeeOther).Header.Get("Location")
	if again := sendForm(petra, "/guides", form).Want(t, http.StatusSeeOther).Header.Get("Location"); again != to {
		t.Errorf("the form that was sent twice made %s and %s", to, again)
	}
	p = petra.Get(to).Want(t, http.StatusOK)
	if got := p.Find(".guide-issue h3").Map(func(_ int, e *goquery.Selection) string {
		return strings.TrimSpace(e.Text())
	}); strings.Join(got, ",") != "Second,First" {
		t.Errorf("the issues are %v", got)
	}
	sendForm(petra, "/guides", url.Values{"title": {"x"}, "do": {"up issue 99"}}).Want(t, http.StatusUnprocessableEntity)
}

func TestGuideFormKeepsTooLongText(t *testing.T) {
	s := newSite(t)
	marek := s.As("marek")
	form := guideForm(marek.Get(signInGuide + "/edit"))
	long := strings.Repeat("0123456789", 100_000)
	form.Set("issue-1-fix", long)
	form.Set("do", "save")
	p := sendForm(marek, signInGuide+"/edit", form).Want(t, http.StatusUnprocessableEntity)
	if !strings.Contains(p.Find("#f-issue-1-fix-err").Text(), "1000 KB") || guideForm(p).Get("issue-1-fix") != long {
		t.Errorf("at the field: %q, kept %d", p.Find("#f-issue-1-fix-err").Text(), len(guideForm(p).Get("issue-1-fix")))
	}
	form.Set("issue-1-fix", "ok")
	form.Set("template-1-text", "Hello {{ }}")
	form.Set("step-2-after", "soon")
	p = sendForm(marek, signInGuide+"/edit", form).Want(t, http.StatusUnprocessableEntity)
	for _, field := range []string{"template-1-text", "step-2-after"} {
		if p.Find("#f-"+field+"-err").Length() != 1 {
			t.Errorf("nothing is said at %s", field)
		}
	}
	if guideForm(p).Get("step-2-after") != "soon" {
		t.Error("what was typed is lost")
	}
}

func TestGuideConflictKeepsBothTexts(t *testing.T) {
	s := newSite(t)
	marek, ana := s.As("marek"), s.As("ana")
	edit := signInGuide + "/edit"
	mine, hers := guideForm(marek.Get(edit)), guideForm(ana.Get(edit))
	hers.Set("summary", "Hers")
	hers.Set("issue-2-fix", "Her fix")
	hers.Set("do", "add issue")
	hers = guideForm(sendForm(ana, edit, hers))
	last := strconv.Itoa(strings.Count(strings.Join(keys(hers), " "), "-symptom"))
	hers.Set("issue-"+last+"-symptom", "Her new issue")
	hers.Set("do", "save")
	sendForm(ana, edit, hers).Want(t, http.StatusSeeOther)

	mine.Set("issue-1-fix", "My fix")
	mine.Set("summary", "Mine")
	mine.Set("do", "save")
	p := sendForm(marek, edit, mine).Want(t, http.StatusConflict)
	text := p.Find(".conflict").Text()
	for _, want := range []string{"Mine", "Hers", "My fix", "Her fix", "Her new issue", "Summary", "Issue 1", "Issue 2"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page of both does not show %q", want)
		}
	}
	form := p.Filled("form.conflict")
	p.Find("form.conflict input[type=radio][checked]").Each(func(_ int, e *goquery.Selection) {
		form.Set(e.AttrOr("name", ""), e.AttrOr("value", ""))
	})
	sendForm(marek, edit, form).Want(t, http.StatusSeeOther)
	got := guideForm(marek.Get(edit))
	for name, want := range map[string]string{"summary": "Mine", "issue-1-fix": "My fix", "issue-2-fix": "Her fix",
		"issue-" + last + "-symptom": "Her new issue"} {
		if got.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, got.Get(name), want)
		}
	}
}

func keys(v url.Values) (out []string) {
	for k := range v {
		out = append(out, k)
	}
	return out
}

func TestGuideReview(t *testing.T) {
	s := newSite(t)
	petra, dana, marek := s.As("petra"), s.As("dana"), s.As("marek")
	const path = "/guides/how-search-forgives-typos"
	do := func(v *visitor, what string, form url.Values, want int) page {
		t.Helper()
		if form == nil {
			form = url.Values{}
		}
		form.Set("version", guideVersion(s, "how-search-forgives-typos"))
		return v.Post(path+what, form).Want(t, want)
	}
	if p := dana.Get("/me"); !strings.Contains(p.Find("#guides").Text(), "How search forgives typos") {
		t.Error("dana is not told that her review is asked for")
	}
	do(marek, "/approve", nil, http.StatusForbidden)
	p := do(dana, "/return", nil, http.StatusUnprocessableEntity)
	if !strings.Contains(p.Find(".summary").Text(), "Say what is to be changed") {
		t.Errorf("sending back without a word: %s", p.Find(".summary").Text())
	}
	do(dana, "/return", url.Values{"note": {"Which languages?"}}, http.StatusSeeOther)
	if p := petra.Get(path); !strings.Contains(p.Find(".note").Text(), "Which languages?") {
		t.Error("petra does not see why it came back")
	}
	do(petra, "/ask", url.Values{"reviewer": {strings.TrimPrefix(s.PersonOf("Petra"), "/people/")}}, http.StatusUnprocessableEntity)
	do(petra, "/ask", url.Values{"reviewer": {strings.TrimPrefix(s.PersonOf("Dana"), "/people/")}, "note": {"All of them"}},
		http.StatusSeeOther)
	dana.Post(path+"/approve", url.Values{"version": {"1"}}).Want(t, http.StatusConflict)
	do(dana, "/approve", nil, http.StatusSeeOther)
	do(marek, "/publish", url.Values{"number": {"1"}}, http.StatusForbidden)
	do(petra, "/publish", url.Values{"number": {"99"}}, http.StatusNotFound)
	do(petra, "/publish", url.Values{"number": {"1"}}, http.StatusSeeOther)
	p = petra.Get(path)
	if undo := p.Find(".flash form[action='" + path + "/publish']"); undo.Length() != 1 || filled(undo).Get("number") != "0" {
		t.Error("publishing cannot be undone")
	}
	petra.Get(path+"?version=99").Want(t, http.StatusNotFound)
	petra.Get(path+"?version=x").Want(t, http.StatusNotFound)
	petra.Get(path+"/compare?a=1&b=99").Want(t, http.StatusNotFound)
	petra.Get("/guides/no-such").Want(t, http.StatusNotFound)
	do(petra, "/archive", nil, http.StatusSeeOther)
	do(petra, "/publish", url.Values{"number": {"1"}}, http.StatusUnprocessableEntity)
	do(petra, "/ask", url.Values{"reviewer": {strings.TrimPrefix(s.PersonOf("Dana"), "/people/")}}, http.StatusUnprocessableEntity)
	do(petra, "/archive", url.Values{"back_again": {"1"}}, http.StatusSeeOther)
	if rows := auditOf(t, s, "guide.published"); rows == 0 {
		t.Error("the log does not know that it was published")
	}
}

func auditOf(t *testing.T, s *site, action string) int {
	t.Helper()
	return scan[int](s, "SELECT COUNT(*) FROM audit_log WHERE action = ?", action)
}

func TestHelpPageIsOffByDefaultAndAnonymous(t *testing.T) {
	s := newSite(t)
	out, marek := s.Visitor(), s.As("marek")
	out.Get("/help/two-step-sign-in").Want(t, http.StatusNotFound)
	set := func(to string) {
		t.Helper()
		marek.Post(signInGuide+"/public", url.Values{"public": {to}, "version": {guideVersion(s, "two-step-sign-in")}}).Want(t,
			http.StatusSeeOther)
	}
	marek.Post(signInGuide+"/public", url.Values{"public": {"everybody"}, "version": {guideVersion(s, "two-step-sign-in")}}).Want(t,
		http.StatusUnprocessableEntity)
	set("link")
	out.Get("/help/two-step-sign-in").Want(t, http.StatusNotFound)
	secret := "/help/" + scan[string](s, "SELECT public_token FROM guides WHERE slug = 'two-step-sign-in'")
	p := out.Get(secret).Want(t, http.StatusOK)
	if p.Header.Get("X-Robots-Tag") == "" {
		t.Error("search engines are not told to leave the secret address out")
	}
	set("open")
	p = out.Get("/help/two-step-sign-in").Want(t, http.StatusOK)
	if p.Header.Get("X-Robots-Tag") != "" || !strings.Contains(p.Content, "The code is refused") {
		t.Error("the open page is kept from search engines, or says nothing")
	}
	for _, secret := range []string{"Marek", "Dana", "Solberg", "set its clock by itself", "Ping engineering", "second step was reset",
		"No picture to scan"} {
		if strings.Contains(p.Content, secret) {
			t.Errorf("the public reads %q", secret)
		}
	}
	set("off")
	out.Get(secret).Want(t, http.StatusNotFound)
	out.Get("/help/two-step-sign-in").Want(t, http.StatusNotFound)
	set("open")
	marek.Post(signInGuide+"/publish", url.Values{"number": {"0"}, "version": {guideVersion(s, "two-step-sign-in")}}).Want(t,
		http.StatusSeeOther)
	out.Get("/help/two-step-sign-in").Want(t, http.StatusNotFound)
}

func TestGuideReplyWithoutScript(t *testing.T) {
	s := newSite(t)
	vera := s.As("vera")
	form := vera.Get("/guides/real-time-notifications").Find(".guide-reply form").First()
	v := filled(form)
	v.Set("blank1", `Ana <b>"K"</b> {{your name}}`)
	p := vera.Get("/guides/real-time-notifications?"+v.Encode()).Want(t, http.StatusOK)
	text := p.Find("#text-" + v.Get("reply")).Text()
	if !strings.Contains(text, `Hello Ana <b>"K"</b> {{your name}},`) ||
		!strings.Contains(p.Find("#reply-"+v.Get("reply")+" .field-error").Text(), "Still blank: device or browser, your name") {
		t.Errorf("filled in: %s; %s", text, p.Find(".field-error").Text())
	}
}

func TestGuideSettings(t *testing.T) {
	s := newSite(t)
	marek := s.As("marek")
	path := signInGuide + "/settings"
	form := marek.Get(path).Want(t, http.StatusOK).Filled("form[action$='/settings']")
	before := form.Get("owner")
	stale := url.Values{}
	for k, v := range form {
		stale[k] = v
	}
	form.Set("review_on", "31 February")
	if p := marek.Post(path, form).Want(t, http.StatusUnprocessableEntity); p.Filled("form[action$='/settings']").Get(
		"review_on") != "31 February" {
		t.Error("the date that was typed is lost")
	}
	form.Set("review_on", "2027-01-04")
	form.Set("owner", strings.TrimPrefix(s.PersonOf("Petra"), "/people/"))
	marek.Post(path, form).Want(t, http.StatusSeeOther)
	if p := marek.Get(signInGuide); !strings.Contains(p.Find(".side").Text(), "Petra Lund") || p.Find(".flash form").Length() == 0 {
		t.Error("the new owner, or the undo, is not shown")
	}
	stale.Set("reviewer", "")
	if p := marek.Post(path, stale).Want(t, http.StatusConflict); !strings.Contains(p.Find(".conflict").Text(), "Petra Lund") {
		t.Error("the conflict does not show the new owner")
	}
	if before == form.Get("owner") {
		t.Error("the test changes nothing")
	}
}

// Permissions that the route table cannot express: a guide's owner may manage it regardless of
// their role in the launch, and its reviewer may review it.
func TestGuidePermissions(t *testing.T) {
	s := newSite(t)
	const slug = "new-plans-and-prices" // owned by hugo, who leads its launch; reviewed by dana
	reviewer := strings.TrimPrefix(s.PersonOf("Dana"), "/people/")
	for _, c := range []struct {
		who, what string
		form      url.Values
		want      int
	}{
		{"", "/edit", nil, http.StatusSeeOther}, {"vera", "/edit", nil, http.StatusForbidden}, {"vera", "/ask", nil, http.StatusForbidden},
		{"vera", "/restore", url.Values{"number": {"1"}}, http.StatusForbidden},
		{"vera", "/settings", nil, http.StatusForbidden}, {"vera", "/public", url.Values{"public": {"open"}}, http.StatusForbidden},
		{"dana", "/publish", url.Values{"number": {"1"}}, http.StatusForbidden}, {"dana", "/archive", nil, http.StatusForbidden},
		{"petra", "/publish", url.Values{"number": {"1"}}, http.StatusForbidden},
		{"petra", "/ask", url.Values{"reviewer": {reviewer}}, http.StatusSeeOther}, {"petra", "/approve", nil, http.StatusForbidden},
		{"petra", "/return", url.Values{"note": {"x"}}, http.StatusForbidden},
		{"hugo", "/approve", nil, http.StatusForbidden}, {"dana", "/approve", nil, http.StatusSeeOther},
		{"petra", "/renew", nil, http.StatusForbidden},
		{"hugo", "/publish", url.Values{"number": {"1"}}, http.StatusSeeOther}, {"dana", "/renew", nil, http.StatusSeeOther},
		{"hugo", "/renew", nil, http.StatusSeeOther},
	} {
		v := s.Visitor()
		if c.who != "" {
			v = s.As(c.who)
		}
		form := url.Values{"version": {guideVersion(s, slug)}}
		for k, vs := range c.form {
			form[k] = vs
		}
		if p := v.Post("/guides/"+slug+c.what, form); p.StatusCode != c.want {
			t.Errorf("%q %s: %s, want %d", c.who, c.what, p.Status, c.want)
		}
	}
}
