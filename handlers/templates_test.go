package handlers_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tminus/models"
	"tminus/models/template"
)

// copied creates a copy of a template, small-2.
func (s *site) copied() *visitor {
	s.t.Helper()
	v := s.as("ana")
	if got := v.post("/templates/small/copy", url.Values{"key": {"k"}}).want(s.t, http.StatusSeeOther).Header.Get(
		"Location"); got != "/templates/small-2/edit" {
		s.t.Fatalf("a copy leads to %s", got)
	}
	return v
}

func TestTemplatePermissions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.copied()
	v := s.as("vera")
	p := v.get("/templates").want(t, http.StatusOK)
	if n := p.Find("tbody tr").Length(); n != 5 || p.Find("main form").Length() != 0 {
		t.Errorf("%d templates", n)
	}
	p = v.get("/templates/standard").want(t, http.StatusOK)
	if n := p.Find("tbody tr:not(.group-row)").Length(); n != 27 {
		t.Errorf("%d rows of standard, want 27", n)
	}
	f := v.get("/templates/standard/file").want(t, http.StatusOK)
	if f.body != string(template.ShippedSource("standard")) || !strings.Contains(f.Header.Get("Content-Disposition"), "standard.yaml") {
		t.Error("the file is not the one that ships")
	}
	v.get("/templates/none").want(t, http.StatusNotFound)
	for _, key := range []string{"vera", "marek"} {
		v := s.as(key)
		v.get("/templates/new").want(t, http.StatusForbidden)
		v.get("/templates/small-2/edit").want(t, http.StatusForbidden)
		v.get("/templates/small-2/source").want(t, http.StatusForbidden)
		for _, path := range []string{"/templates", "/templates/small/copy", "/templates/small-2/edit", "/templates/small-2/source",
			"/templates/small-2/archive"} {
			v.post(path, url.Values{"source": {"x"}, "version": {"1"}}).want(t, http.StatusForbidden)
		}
	}
	s.as("ana").get("/templates/small/edit").want(t, http.StatusForbidden)
	s.as("ana").post("/templates/small/source", url.Values{"source": {"x"}}).want(t, http.StatusForbidden)
}

func TestTemplateTableSave(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.copied()
	for _, key := range []string{"standard", "major"} {
		v.post("/templates/"+key+"/copy", nil).want(t, http.StatusSeeOther)
	}
	for _, key := range []string{"small-2", "standard-2", "major-2"} {
		before := v.get("/templates/" + key + "/file").body
		form := v.get("/templates/"+key+"/edit").want(t, http.StatusOK).filled("main form")
		v.post("/templates/"+key+"/edit", form).want(t, http.StatusSeeOther)
		after := v.get("/templates/" + key + "/file").body
		a, err := models.Format.Parse([]byte(before))
		b, err2 := models.Format.Parse([]byte(after))
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		for i, p := range a.Parts() {
			if q := b.Parts()[i]; p != q {
				t.Errorf("%s: saving unchanged rows changed %s:\n%s\n%s", key, p.Name, p.Text, q.Text)
			}
		}
		if strings.SplitN(before, "\n", 2)[0] != strings.SplitN(after, "\n", 2)[0] {
			t.Error("the comment on top is lost")
		}
	}
}

func TestTemplateTableWithoutScript(t *testing.T) {
	t.Parallel()
	v := newSite(t).copied()
	const path = "/templates/small-2/edit"
	form := v.get(path).filled("main form")
	press := func(button string) page {
		p := v.post(path, with(form, "do", button)).want(t, http.StatusOK)
		form = p.filled("main form")
		return p
	}
	first, second := form.Get("d.0.title"), form.Get("d.1.title")
	press("down d 0")
	if form.Get("d.0.title") != second || form.Get("d.1.title") != first {
		t.Error("the row did not move")
	}
	press("remove d 0")
	if form.Get("d.0.title") != first || form.Has("d.11.title") {
		t.Error("the row was not removed")
	}
	p := press("add d")
	if n := p.Find("input[autofocus]").AttrOr("name", ""); n != "d.11.title" {
		t.Errorf("the focus is on %q", n)
	}
	for _, odd := range []string{"up d 0", "down d 11", "remove d 99", "up x 1", "add", "remove d -1", "up d"} {
		v.post(path, with(form, "do", odd, "d.11.title", "")).Body.Close()
	}
	form.Set("d.11.title", "Tell the press")
	form.Set("d.11.start", "-9")
	form.Set("d.11.due", "T-3")
	// Other rows still refer to the removed first row.
	for name, vs := range form {
		if strings.HasSuffix(name, ".after") {
			form.Set(name, strings.NewReplacer("feature_flag, ", "", "feature_flag", "").Replace(vs[0]))
		}
	}
	p = v.post(path, with(form, "d.2.lane", "none")).want(t, http.StatusUnprocessableEntity)
	if p.Find("[id='f-d.2.lane-err']").Length() != 1 || p.filled("main form").Get("d.11.title") != "Tell the press" {
		t.Errorf("a wrong lane is not told in its place: %s", p.Find(".summary").Text())
	}
	p = v.post(path, with(form, "d.2.due", "soon")).want(t, http.StatusUnprocessableEntity)
	if p.Find("[id='f-d.2.due-err']").Length() != 1 || p.filled("main form").Get("d.2.due") != "soon" {
		t.Error("a wrong day is not told in its place")
	}
	v.post(path, form).want(t, http.StatusSeeOther)
	if src := v.get("/templates/small-2/file").body; !strings.Contains(src, "key: tell_the_press") || !strings.Contains(src, "start: -9") {
		t.Errorf("the new row is not in the file:\n%s", src)
	} else if !strings.Contains(src, "{key: code, title: Code reviewed and tested, role: engineering_lead}") {
		t.Errorf("a criterion whose deliverable was removed is not signed off by hand:\n%s", src)
	}
}

func TestTemplateSourceShowsErrorLines(t *testing.T) {
	t.Parallel()
	v := newSite(t).copied()
	src := v.get("/templates/small-2/file").body
	bad := strings.Replace(src, "lane: qa", "lane: mars # why", 1)
	p := v.post("/templates/small-2/source", url.Values{"source": {strings.ReplaceAll(bad, "\n", "\r\n")}, "version": {"1"}}).want(t,
		http.StatusUnprocessableEntity)
	if !strings.Contains(p.Find(".problems code").Text(), "lane: mars") || !strings.Contains(p.body, "is not one of") {
		t.Errorf("the line is not shown: %s", p.Find(".problems").Text())
	}
	if got := p.filled("main form").Get("source"); strings.ReplaceAll(got, "\r\n", "\n") != bad {
		t.Error("what was typed is lost")
	}
	for _, odd := range []string{"", "{{{", "key: [", "- a\n- b", "key: &a x\nname: *a", strings.Repeat("[", 5000), "\x00\xff",
		"key: x\n---\nkey: y", "<script>alert(1)</script>"} {
		p := v.post("/templates/small-2/source", url.Values{"source": {odd}, "version": {"1"}}).want(t, http.StatusUnprocessableEntity)
		if strings.Contains(p.body, "<script>alert") {
			t.Error("typed text is not escaped")
		}
		v.post("/templates", url.Values{"source": {odd}}).want(t, http.StatusUnprocessableEntity)
	}
	// Comments are kept if the template is saved as a file.
	good := strings.Replace(src, "deliverables:\n", "deliverables:\n  # the order is that of the work\n", 1)
	v.post("/templates/small-2/source", url.Values{"source": {good}, "version": {"1"}}).want(t, http.StatusSeeOther)
	if v.get("/templates/small-2/file").body != good {
		t.Error("the file is not as it was typed")
	}
}

func TestTemplateConflict(t *testing.T) {
	t.Parallel()
	v := newSite(t).copied()
	const path = "/templates/small-2/edit"
	mine := v.get(path).filled("main form")
	theirs := with(mine, "d.0.title", "Theirs", "d.2.title", "Theirs too")
	v.post(path, theirs).want(t, http.StatusSeeOther)
	mine.Set("d.1.title", "Mine")
	mine.Set("d.2.title", "Mine too")
	p := v.post(path, mine).want(t, http.StatusConflict)
	if n := p.Find("fieldset").Length(); n != 3 {
		t.Errorf("%d parts differ, want 3", n)
	}
	// By default: the other's rows where I changed nothing, mine where I did.
	v.post("/templates/small-2/source", p.filled("main form")).want(t, http.StatusSeeOther)
	src := v.get("/templates/small-2/file").body
	for _, want := range []string{"title: Theirs\n", "title: Mine\n", "title: Mine too\n"} {
		if !strings.Contains(src, want) {
			t.Errorf("%q is not in the file", want)
		}
	}
}

func TestTemplateUploadAndArchive(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("ana")
	src := strings.Replace(string(template.ShippedSource("small")), "key: small\nname: Small", "key: tiny\nname: Tiny", 1)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, _ := w.CreateFormFile("file", "tiny.yaml")
	_, _ = part.Write([]byte(src))
	_ = w.WriteField("source", "")
	_ = w.Close()
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/templates", &body)
	req.Header.Set("Content-Type", w.FormDataContentType())
	res, err := v.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/templates/tiny" {
		t.Fatalf("%s, to %s", res.Status, res.Header.Get("Location"))
	}
	if v.get("/launches/new?template=tiny").Find("input[value=tiny][checked]").Length() != 1 {
		t.Error("it is not offered for a new launch")
	}
	v.post("/templates/tiny/archive", url.Values{"version": {"1"}}).want(t, http.StatusSeeOther)
	if v.get("/launches/new").Find("input[value=tiny]").Length() != 0 || strings.Contains(v.get("/templates").body, "tiny") {
		t.Error("an archived template is still offered")
	}
	v.post("/templates/tiny/archive", url.Values{"version": {"1"}, "back": {"1"}}).want(t, http.StatusConflict)
	v.post("/templates/tiny/archive", url.Values{"version": {"2"}, "back": {"1"}}).want(t, http.StatusSeeOther)
	if v.get("/launches/new").Find("input[value=tiny]").Length() != 1 {
		t.Error("it was not put back")
	}
}
