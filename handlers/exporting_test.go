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
	v := s.as("vera")
	p := v.get(sample+"/export.csv").want(t, http.StatusOK)
	if got := p.Header.Get("Content-Disposition"); got != `attachment; filename="real-time-notifications-2026-11-16.csv"` {
		t.Errorf("it is saved as %s", got)
	}
	if !strings.HasPrefix(p.body, "\ufeffid,title,lane,") {
		t.Errorf("it begins with %.40q", p.body)
	}
	file := p.body
	p = v.get(sample+"/export.json").want(t, http.StatusOK)
	var e struct {
		Format       string
		Deliverables []struct{ ID int64 }
	}
	if err := json.Unmarshal([]byte(p.body), &e); err != nil || e.Format != "tminus.launch" || len(e.Deliverables) == 0 {
		t.Errorf("%v: %.80s", err, p.body)
	}
	v.get("/launches/no-such/export.csv").want(t, http.StatusNotFound)
	v.get("/launches/no-such/export.json").want(t, http.StatusNotFound)

	// When the file is imported into the same launch, each row is recognized.
	m := s.as("petra")
	p = m.post(importPath, url.Values{"text": {file}}).want(t, http.StatusOK)
	if !strings.Contains(p.body, "with a title that is here already") {
		t.Error("it does not say that all of it is here already")
	}
	f := p.filled(importForm)
	f.Set("known", "on")
	f.Set("do", "import")
	p = m.post(importPath, f).want(t, http.StatusUnprocessableEntity)
	if !strings.Contains(p.body, "nothing to import") {
		t.Error("it does not say that nothing is left to import")
	}
}
