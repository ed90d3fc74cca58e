package handlers_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const (
	importPath = sample + "/import"
	importForm = "form[action='" + importPath + "']"
)

// upload submits a form with a file, as a browser does.
func (v *visitor) upload(path, name string, data []byte, fields url.Values) page {
	t := v.site.t
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k, vs := range fields {
		for _, val := range vs {
			_ = w.WriteField(k, val)
		}
	}
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(data)
	_ = w.Close()
	return v.send(http.MethodPost, path, w.FormDataContentType(), &body)
}

func (s *site) deliverables() int {
	return s.count("SELECT COUNT(*) FROM deliverables d JOIN launches l ON l.id = d.launch_id WHERE l.slug = 'real-time-notifications'")
}

func TestImportWritesAfterConfirmation(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("petra")
	before, audits := s.deliverables(), s.count("SELECT COUNT(*) FROM audit_log")
	v.get(importPath).want(t, http.StatusOK)
	table := "Task\tWho\tDeadline\nWrite it\tMarek Solberg\tT-5\nSend it\tSomebody Else\tT-4\nForget it\t\t2026-02-30\n"
	p := v.post(importPath, url.Values{"text": {table}}).want(t, http.StatusOK)
	for _, want := range []string{"1 of 3 rows can be imported so far", "Somebody Else", "2026-02-30"} {
		if !strings.Contains(p.body, want) {
			t.Errorf("the preview does not say %q", want)
		}
	}
	f := p.filled(importForm)
	f.Set("do", "import")
	p = v.post(importPath, f).want(t, http.StatusUnprocessableEntity)
	if got := p.Find("textarea[name=text]").Text(); strings.TrimSpace(got) != strings.TrimSpace(table) {
		t.Errorf("the table was lost: %q", got)
	}
	if s.deliverables() != before || s.count("SELECT COUNT(*) FROM audit_log") != audits {
		t.Fatal("something was written before it was confirmed")
	}

	// Answer, correct and confirm without JavaScript.
	f = p.filled(importForm)
	f.Set(p.name(t, "select[name^=who-]"), "nobody")
	f.Set("c-2-due", "T-2")
	f.Set("do", "import")
	p = v.post(importPath, f).want(t, http.StatusUnprocessableEntity)
	if p.Find("#f-no_owner_ok").Length() != 1 {
		t.Fatal("it does not ask to confirm what has no owner")
	}
	f = p.filled(importForm)
	f.Set("no_owner_ok", "on")
	f.Set("do", "import")
	if p = v.post(importPath, f); p.StatusCode != http.StatusSeeOther {
		t.Fatal(p.Find("#main").Text())
	}
	v.post(importPath, f).want(t, http.StatusSeeOther)
	if n := s.deliverables() - before; n != 3 {
		t.Fatalf("%d imported by sending the form twice, want 3", n)
	}
	p = v.get(sample+"/timeline").want(t, http.StatusOK)
	if !strings.Contains(p.Find("#flash").Text(), "3 deliverables imported") {
		t.Errorf("it says %q", p.Find("#flash").Text())
	}
	undo, _ := p.Find("#flash form").Attr("action")
	v.post(undo, url.Values{}).want(t, http.StatusSeeOther)
	if s.deliverables() != before {
		t.Error("the undo left something behind")
	}
}

func (p page) name(t testing.TB, selector string) string {
	t.Helper()
	name, ok := p.Find(selector).First().Attr("name")
	if !ok {
		t.Fatalf("there is no %s", selector)
	}
	return name
}

func TestImportColumnsCanBeRemapped(t *testing.T) {
	t.Parallel()
	v := newSite(t).as("petra")
	p := v.post(importPath, url.Values{"text": {"a;b\nWrite it;Marek\n"}}).want(t, http.StatusOK)
	if !strings.Contains(p.body, "No column is taken for the title") {
		t.Error("it does not say that the title is missing")
	}
	f := p.filled(importForm)
	f.Set("col-0", "title")
	f.Set("col-1", "owner")
	p = v.post(importPath, f).want(t, http.StatusOK)
	if !strings.Contains(p.body, "1 row ready to be imported") || p.Find("tbody th[scope=row]").Length() == 0 {
		t.Errorf("the columns were not taken over: %s", p.Find("form.import tbody").Text())
	}
	f = p.filled(importForm)
	f.Set("text", "title,owner\nAnother,Marek Solberg\n")
	p = v.post(importPath, f).want(t, http.StatusOK)
	if !strings.Contains(p.body, "1 row ready to be imported") {
		t.Error("the columns of another table were kept")
	}
}

func TestImportPermissions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("vera")
	v.get(importPath).want(t, http.StatusForbidden)
	v.post(importPath, url.Values{"text": {"title\nx\n"}}).want(t, http.StatusForbidden)
	v.post(importPath, url.Values{"text": {""}}).want(t, http.StatusForbidden)
	v.post(importPath, url.Values{"text": {"title\nx\n"}, "do": {"import"}}).want(t, http.StatusForbidden)
	v.post(sample+"/imports/1/undo", url.Values{}).want(t, http.StatusForbidden)
	v = s.as("petra")
	v.get("/launches/no-such/import").want(t, http.StatusNotFound)
	v.post("/launches/no-such/import", url.Values{"text": {"title\nx\n"}, "do": {"import"}}).want(t, http.StatusNotFound)
	v.post(sample+"/imports/1/undo", url.Values{}).want(t, http.StatusNotFound)
}

func TestImportRejectsOtherText(t *testing.T) {
	t.Parallel()
	v := newSite(t).as("petra")
	utf16 := []byte{0xFF, 0xFE}
	for _, r := range "title,owner\nÜbung,Marek Solberg\n" {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	for _, tc := range []struct {
		name, file, says string
		data             []byte
		status           int
	}{
		{"UTF-16, as Excel writes it", "plan.csv", "Übung", utf16, http.StatusOK},
		{"a workbook", "plan.xlsx", "This is a workbook", []byte("PK\x03\x04 and more"), http.StatusUnprocessableEntity},
		{"a picture", "plan.png", "zero byte", []byte("\x89PNG\r\n\x1a\n\x00\x00"), http.StatusUnprocessableEntity},
		{"Latin-1", "plan.csv", "not UTF-8", []byte("title\n\xdcbung\n"), http.StatusUnprocessableEntity},
		{"an empty file", "plan.csv", "blank", nil, http.StatusUnprocessableEntity},
		{"a header alone", "plan.csv", "no row beneath it", []byte("title,owner\n"), http.StatusUnprocessableEntity},
		{"too many rows", "plan.csv", "at most 1000", []byte("title\n" + strings.Repeat("x\n", 1200)), http.StatusUnprocessableEntity},
		{"1.9 MB", "plan.csv", "Import it in parts", bytes.Repeat([]byte("title,owner\n"), 160_000), http.StatusUnprocessableEntity},
		{"10 MB", "plan.csv", "more than can be sent at once", bytes.Repeat([]byte("title,owner\n"), 900_000), http.StatusRequestEntityTooLarge},
	} {
		p := v.upload(importPath, tc.file, tc.data, url.Values{"text": {"kept"}}).want(t, tc.status)
		if !strings.Contains(p.body, tc.says) {
			t.Errorf("%s: it does not say %q", tc.name, tc.says)
		}
		if tc.status == http.StatusUnprocessableEntity && !strings.Contains(p.Find("title").Text(), "Error:") {
			t.Errorf("%s: the title is %q", tc.name, p.Find("title").Text())
		}
	}
	p := v.post(importPath, url.Values{"text": {"   "}}).want(t, http.StatusUnprocessableEntity)
	if p.Find("#f-text-err").Length() != 1 {
		t.Error("the message does not stand at the field")
	}
}
