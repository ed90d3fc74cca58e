package handlers_test

import (
	"net/http"
	"strings"
	"testing"
)

const logPath = notifications + "/log"

func TestLogIsWrittenReadAndExported(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	marek := s.As("marek")
	f := marek.Get(logPath).Want(t, http.StatusOK).Filled("main form[method=post]")
	f.Set("text", "* Enabled <b>10 %</b>")
	for range 2 {
		marek.Post(logPath, f).Want(t, http.StatusSeeOther)
	}
	p := s.As("vera").Get(logPath+"?starred=1").Want(t, http.StatusOK)
	rows := p.Find(".log tbody tr")
	if rows.Length() != 1 || !strings.Contains(rows.Text(), "Enabled <b>10 %</b>") || !strings.Contains(rows.Text(), "Marek Solberg") {
		t.Errorf("%d lines: %s", rows.Length(), rows.Text())
	}
	if n := p.Find("main form[method=post]").Length(); n != 0 {
		t.Errorf("a viewer finds %d forms", n)
	}
	p = marek.Get(logPath + "?starred=1")
	to := p.Find(".log a[href$='/correct']").AttrOr("href", "")
	f = marek.Get(to).Want(t, http.StatusOK).Filled("main form[method=post]")
	f.Set("text", "Enabled 5 %")
	marek.Post(to, f).Want(t, http.StatusSeeOther)
	if p = marek.Post(to, f).Want(t, http.StatusConflict); !strings.Contains(p.Text(), "already corrected") {
		t.Error("corrected twice without a message")
	}
	p = marek.Get(logPath + "?q=enabled")
	if s := p.Find(".log s"); s.Length() != 1 || s.Text() != "Enabled <b>10 %</b>" {
		t.Errorf("struck out: %q", s.Text())
	}
	md := marek.Get(logPath+"/export.md?q=enabled").Want(t, http.StatusOK).Content
	if !strings.Contains(md, `~~Enabled \<b\>10 %\</b\>~~`) || strings.Index(md, "10 %") > strings.Index(md, "5 %") {
		t.Errorf("Markdown: %s", md)
	}
	csv := marek.Get(logPath+"/export.csv?q=enabled").Want(t, http.StatusOK).Content
	if n := strings.Count(csv, "\n"); n != 3 || !strings.Contains(csv, "Marek Solberg") {
		t.Errorf("CSV: %s", csv)
	}
}

func TestRefusedLineKeepsItsText(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	marek := s.As("marek")
	f := marek.Get(logPath).Filled("main form[method=post]")
	f.Set("text", "2020-01-01 10:00 Long ago")
	p := marek.Post(logPath, f).Want(t, http.StatusUnprocessableEntity)
	if v := p.Find("#f-text").AttrOr("value", ""); v != "2020-01-01 10:00 Long ago" ||
		!strings.Contains(p.Find("#f-text-err").Text(), "72 hours") {
		t.Errorf("%q: %s", v, p.Find("#f-text-err").Text())
	}
}

func TestLogIsInTheMenuOnceSomebodyWrote(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	marek := s.As("marek")
	link := "nav.subnav a[href='" + logPath + "']"
	if marek.Get(sheetPath).Find(link).Length() != 0 {
		t.Error("the log is in the menu before it is used")
	}
	f := marek.Get(logPath).Filled("main form[method=post]")
	f.Set("text", "First")
	marek.Post(logPath, f).Want(t, http.StatusSeeOther)
	if marek.Get(sheetPath).Find(link).Length() != 1 {
		t.Error("the log is not in the menu")
	}
}
