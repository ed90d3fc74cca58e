package handlers_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// upload submits a form with a file, as a browser does.
func upload(v *visitor, path, name string, data []byte, fields url.Values) page {
	t := v.Site.T
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
	return v.Send(http.MethodPost, path, w.FormDataContentType(), &body)
}

func TestImportWritesAfterConfirmation(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("petra")
	before, audits := s.Deliverables(), s.Count("SELECT COUNT(*) FROM audit_log")
	v.Get(importPath).Want(t, http.StatusOK)
	table := "Task\tWho\tDeadline\nWrite it\tMarek Solberg\tT-5\nSend it\tSomebody Else\tT-4\nForget it\t\t2026-02-30\n"
	p := v.Post(importPath, url.Values{"text": {table}}).Want(t, http.StatusOK)
	for _, want := range []string{"1 of 3 rows can be imported so far", "Somebody Else", "2026-02-30"} {
		if !strings.Contains(p.Content, want) {
			t.Errorf("the preview does not say %q", want)
		}
	}
	f := p.Filled(importForm)
	f.Set("do", "import")
	p = v.Post(importPath, f).Want(t, http.StatusUnprocessableEntity)
	if got := p.Find("textarea[name=text]").Text(); strings.TrimSpace(got) != strings.TrimSpace(table) {
		t.Errorf("the table was lost: %q", got)
	}
	if s.Deliverables() != before || s.Count("SELECT COUNT(*) FROM audit_log") != audits {
		t.Fatal("something was written before it was confirmed")
	}

	// Answer, correct and confirm without JavaScript.
	f = p.Filled(importForm)
	f.Set(accessibleName(t, p, "select[name^=who-]"), "nobody")
	f.Set("c-2-due", "T-2")
	f.Set("do", "import")
	p = v.Post(importPath, f).Want(t, http.StatusUnprocessableEntity)
	if p.Find("#f-no_owner_ok").Length() != 1 {
		t.Fatal("it does not ask to confirm what has no owner")
	}
	f = p.Filled(importForm)
	f.Set("no_owner_ok", "on")
	f.Set("do", "import")
	if p = v.Post(importPath, f); p.StatusCode != http.StatusSeeOther {
		t.Fatal(p.Find("#main").Text())
	}
	v.Post(importPath, f).Want(t, http.StatusSeeOther)
	if n := s.Deliverables() - before; n != 3 {
		t.Fatalf("%d imported by sending the form twice, want 3", n)
	}
	p = v.Get(sample+"/timeline").Want(t, http.StatusOK)
	if !strings.Contains(p.Find("#flash").Text(), "3 deliverables imported") {
		t.Errorf("it says %q", p.Find("#flash").Text())
	}
	undo, _ := p.Find("#flash form").Attr("action")
	v.Post(undo, url.Values{}).Want(t, http.StatusSeeOther)
	if s.Deliverables() != before {
		t.Error("the undo left something behind")
	}
}

func accessibleName(t testing.TB, p page, selector string) string {
	t.Helper()
	name, ok := p.Find(selector).First().Attr("name")
	if !ok {
		t.Fatalf("there is no %s", selector)
	}
	return name
}

func TestImportColumnsCanBeRemapped(t *testing.T) {
	t.Parallel()
	v := newSite(t).As("petra")
	p := v.Post(importPath, url.Values{"text": {"a;b\nWrite it;Marek\n"}}).Want(t, http.StatusOK)
	if !strings.Contains(p.Content, "No column is taken for the title") {
		t.Error("it does not say that the title is missing")
	}
	f := p.Filled(importForm)
	f.Set("col-0", "title")
	f.Set("col-1", "owner")
	p = v.Post(importPath, f).Want(t, http.StatusOK)
	if !strings.Contains(p.Content, "1 row ready to be imported") || p.Find("tbody th[scope=row]").Length() == 0 {
		t.Errorf("the columns were not taken over: %s", p.Find("form.import tbody").Text())
	}
	f = p.Filled(importForm)
	f.Set("text", "title,owner\nAnother,Marek Solberg\n")
	p = v.Post(importPath, f).Want(t, http.StatusOK)
	if !strings.Contains(p.Content, "1 row ready to be imported") {
		t.Error("the columns of another table were kept")
	}
}

func TestImportPermissions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("vera")
	v.Get(importPath).Want(t, http.StatusForbidden)
	v.Post(importPath, url.Values{"text": {"title\nx\n"}}).Want(t, http.StatusForbidden)
	v.Post(importPath, url.Values{"text": {""}}).Want(t, http.StatusForbidden)
	v.Post(importPath, url.Values{"text": {"title\nx\n"}, "do": {"import"}}).Want(t, http.StatusForbidden)
	v.Post(sample+"/imports/1/undo", url.Values{}).Want(t, http.StatusForbidden)
	v = s.As("petra")
	v.Get("/launches/no-such/import").Want(t, http.StatusNotFound)
	v.Post("/launches/no-such/import", url.Values{"text": {"title\nx\n"}, "do": {"import"}}).Want(t, http.StatusNotFound)
	v.Post(sample+"/imports/1/undo", url.Values{}).Want(t, http.StatusNotFound)
}

func TestImportRejectsOtherText(t *testing.T) {
	t.Parallel()
	v := newSite(t).As("petra")
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
		p := upload(v, importPath, tc.file, tc.data, url.Values{"text": {"kept"}}).Want(t, tc.status)
		if !strings.Contains(p.Content, tc.says) {
			t.Errorf("%s: it does not say %q", tc.name, tc.says)
		}
		if tc.status == http.StatusUnprocessableEntity && !strings.Contains(p.Find("title").Text(), "Error:") {
			t.Errorf("%s: the title is %q", tc.name, p.Find("title").Text())
		}
	}
	p := v.Post(importPath, url.Values{"text": {"   "}}).Want(t, http.StatusUnprocessableEntity)
	if p.Find("#f-text-err").Length() != 1 {
		t.Error("the message does not stand at the field")
	}
}
