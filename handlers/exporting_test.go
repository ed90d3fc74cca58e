package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestLaunchExportForReader(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("vera")
	p := v.Get(sample+"/export.csv").Want(t, http.StatusOK)
	if got := p.Header.Get("Content-Disposition"); got != `attachment; filename="real-time-notifications-2026-11-16.csv"` {
		t.Errorf("it is saved as %s", got)
	}
	if !strings.HasPrefix(p.Content, "\ufeffid,title,lane,") {
		t.Errorf("it begins with %.40q", p.Content)
	}
	file := p.Content
	p = v.Get(sample+"/export.json").Want(t, http.StatusOK)
	var e struct {
		Format       string
		Deliverables []struct{ ID int64 }
	}
	if err := json.Unmarshal([]byte(p.Content), &e); err != nil || e.Format != "tminus.launch" || len(e.Deliverables) == 0 {
		t.Errorf("%v: %.80s", err, p.Content)
	}
	v.Get("/launches/no-such/export.csv").Want(t, http.StatusNotFound)
	v.Get("/launches/no-such/export.json").Want(t, http.StatusNotFound)

	// When the file is imported into the same launch, each row is recognized.
	m := s.As("petra")
	p = m.Post(importPath, url.Values{"text": {file}}).Want(t, http.StatusOK)
	if !strings.Contains(p.Content, "with a title that is here already") {
		t.Error("it does not say that all of it is here already")
	}
	f := p.Filled(importForm)
	f.Set("known", "on")
	f.Set("do", "import")
	p = m.Post(importPath, f).Want(t, http.StatusUnprocessableEntity)
	if !strings.Contains(p.Content, "nothing to import") {
		t.Error("it does not say that nothing is left to import")
	}
}
