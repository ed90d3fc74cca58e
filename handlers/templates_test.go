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
func copied(s *site) *visitor {
	s.T.Helper()
	v := s.As("ana")
	if got := v.Post("/templates/small/copy", url.Values{"key": {"k"}}).Want(s.T, http.StatusSeeOther).Header.Get(
		"Location"); got != "/templates/small-2/edit" {
		s.T.Fatalf("a copy leads to %s", got)
	}
	return v
}

func TestTemplatePermissions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	copied(s)
	v := s.As("vera")
	p := v.Get("/templates").Want(t, http.StatusOK)
	if n := p.Find("tbody tr").Length(); n != 5 || p.Find("main form").Length() != 0 {
		t.Errorf("%d templates", n)
	}
	p = v.Get("/templates/standard").Want(t, http.StatusOK)
	if n := p.Find("tbody tr:not(.group-row)").Length(); n != 27 {
		t.Errorf("%d rows of standard, want 27", n)
	}
	f := v.Get("/templates/standard/file").Want(t, http.StatusOK)
	if f.Content != string(template.ShippedSource("standard")) || !strings.Contains(f.Header.Get("Content-Disposition"), "standard.yaml") {
		t.Error("the file is not the one that ships")
	}
	v.Get("/templates/none").Want(t, http.StatusNotFound)
	for _, key := range []string{"vera", "marek"} {
		v := s.As(key)
		v.Get("/templates/new").Want(t, http.StatusForbidden)
		v.Get("/templates/small-2/edit").Want(t, http.StatusForbidden)
		v.Get("/templates/small-2/source").Want(t, http.StatusForbidden)
		for _, path := range []string{"/templates", "/templates/small/copy", "/templates/small-2/edit", "/templates/small-2/source",
			"/templates/small-2/archive"} {
			v.Post(path, url.Values{"source": {"x"}, "version": {"1"}}).Want(t, http.StatusForbidden)
		}
	}
	s.As("ana").Get("/templates/small/edit").Want(t, http.StatusForbidden)
	s.As("ana").Post("/templates/small/source", url.Values{"source": {"x"}}).Want(t, http.StatusForbidden)
}

func TestTemplateTableSave(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := copied(s)
	for _, key := range []string{"standard", "major"} {
		v.Post("/templates/"+key+"/copy", nil).Want(t, http.StatusSeeOther)
	}
	for _, key := range []string{"small-2", "standard-2", "major-2"} {
		before := v.Get("/templates/" + key + "/file").Content
		form := v.Get("/templates/"+key+"/edit").Want(t, http.StatusOK).Filled("main form")
		v.Post("/templates/"+key+"/edit", form).Want(t, http.StatusSeeOther)
		after := v.Get("/templates/" + key + "/file").Content
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
	v := copied(newSite(t))
	const path = "/templates/small-2/edit"
	form := v.Get(path).Filled("main form")
	press := func(button string) page {
		p := v.Post(path, with(form, "do", button)).Want(t, http.StatusOK)
		form = p.Filled("main form")
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
		v.Post(path, with(form, "do", odd, "d.11.title", "")).Body.Close()
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
	p = v.Post(path, with(form, "d.2.lane", "none")).Want(t, http.StatusUnprocessableEntity)
	if p.Find("[id='f-d.2.lane-err']").Length() != 1 || p.Filled("main form").Get("d.11.title") != "Tell the press" {
		t.Errorf("a wrong lane is not told in its place: %s", p.Find(".summary").Text())
	}
	p = v.Post(path, with(form, "d.2.due", "soon")).Want(t, http.StatusUnprocessableEntity)
	if p.Find("[id='f-d.2.due-err']").Length() != 1 || p.Filled("main form").Get("d.2.due") != "soon" {
		t.Error("a wrong day is not told in its place")
	}
	v.Post(path, form).Want(t, http.StatusSeeOther)
	if src := v.Get("/templates/small-2/file").Content; !strings.Contains(src, "key: tell_the_press") || !strings.Contains(src, "start: -9") {
		t.Errorf("the new row is not in the file:\n%s", src)
	} else if !strings.Contains(src, "{key: code, title: Code reviewed and tested, role: engineering_lead}") {
		t.Errorf("a criterion whose deliverable was removed is not signed off by hand:\n%s", src)
	}
}

func TestTemplateSourceShowsErrorLines(t *testing.T) {
	t.Parallel()
	v := copied(newSite(t))
	src := v.Get("/templates/small-2/file").Content
	bad := strings.Replace(src, "lane: qa", "lane: mars # why", 1)
	p := v.Post("/templates/small-2/source", url.Values{"source": {strings.ReplaceAll(bad, "\n", "\r\n")}, "version": {"1"}}).Want(t,
		http.StatusUnprocessableEntity)
	if !strings.Contains(p.Find(".problems code").Text(), "lane: mars") || !strings.Contains(p.Content, "is not one of") {
		t.Errorf("the line is not shown: %s", p.Find(".problems").Text())
	}
	if got := p.Filled("main form").Get("source"); strings.ReplaceAll(got, "\r\n", "\n") != bad {
		t.Error("what was typed is lost")
	}
	for _, odd := range []string{"", "{{{", "key: [", "- a\n- b", "key: &a x\nname: *a", strings.Repeat("[", 5000), "\x00\xff",
		"key: x\n---\nkey: y", "<script>alert(1)</script>"} {
		p := v.Post("/templates/small-2/source", url.Values{"source": {odd}, "version": {"1"}}).Want(t, http.StatusUnprocessableEntity)
		if strings.Contains(p.Content, "<script>alert") {
			t.Error("typed text is not escaped")
		}
		v.Post("/templates", url.Values{"source": {odd}}).Want(t, http.StatusUnprocessableEntity)
	}
	// Comments are kept if the template is saved as a file.
	good := strings.Replace(src, "deliverables:\n", "deliverables:\n  # the order is that of the work\n", 1)
	v.Post("/templates/small-2/source", url.Values{"source": {good}, "version": {"1"}}).Want(t, http.StatusSeeOther)
	if v.Get("/templates/small-2/file").Content != good {
		t.Error("the file is not as it was typed")
	}
}

func TestTemplateConflict(t *testing.T) {
	t.Parallel()
	v := copied(newSite(t))
	const path = "/templates/small-2/edit"
	mine := v.Get(path).Filled("main form")
	theirs := with(mine, "d.0.title", "Theirs", "d.2.title", "Theirs too")
	v.Post(path, theirs).Want(t, http.StatusSeeOther)
	mine.Set("d.1.title", "Mine")
	mine.Set("d.2.title", "Mine too")
	p := v.Post(path, mine).Want(t, http.StatusConflict)
	if n := p.Find("fieldset").Length(); n != 3 {
		t.Errorf("%d parts differ, want 3", n)
	}
	// By default: the other's rows where I changed nothing, mine where I did.
	v.Post("/templates/small-2/source", p.Filled("main form")).Want(t, http.StatusSeeOther)
	src := v.Get("/templates/small-2/file").Content
	for _, want := range []string{"title: Theirs\n", "title: Mine\n", "title: Mine too\n"} {
		if !strings.Contains(src, want) {
			t.Errorf("%q is not in the file", want)
		}
	}
}

func TestTemplateUploadAndArchive(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("ana")
	src := strings.Replace(string(template.ShippedSource("small")), "key: small\nname: Small", "key: tiny\nname: Tiny", 1)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, _ := w.CreateFormFile("file", "tiny.yaml")
	_, _ = part.Write([]byte(src))
	_ = w.WriteField("source", "")
	_ = w.Close()
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/templates", &body)
	req.Header.Set("Content-Type", w.FormDataContentType())
	res, err := v.HTTP.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/templates/tiny" {
		t.Fatalf("%s, to %s", res.Status, res.Header.Get("Location"))
	}
	if v.Get("/launches/new?template=tiny").Find("input[value=tiny][checked]").Length() != 1 {
		t.Error("it is not offered for a new launch")
	}
	v.Post("/templates/tiny/archive", url.Values{"version": {"1"}}).Want(t, http.StatusSeeOther)
	if v.Get("/launches/new").Find("input[value=tiny]").Length() != 0 || strings.Contains(v.Get("/templates").Content, "tiny") {
		t.Error("an archived template is still offered")
	}
	v.Post("/templates/tiny/archive", url.Values{"version": {"1"}, "back": {"1"}}).Want(t, http.StatusConflict)
	v.Post("/templates/tiny/archive", url.Values{"version": {"2"}, "back": {"1"}}).Want(t, http.StatusSeeOther)
	if v.Get("/launches/new").Find("input[value=tiny]").Length() != 1 {
		t.Error("it was not put back")
	}
}
