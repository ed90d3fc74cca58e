package handlers_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestAuditLogRequiresAdministrator(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{"/audit", "/audit.csv"} {
		s.As("petra").Get(path).Want(t, http.StatusForbidden)
		s.As("vera").Get(path).Want(t, http.StatusForbidden)
	}
	p := s.As("ana").Get("/audit?entity=launch").Want(t, http.StatusOK)
	if p.Find("tbody tr").Length() == 0 || strings.Contains(p.Find("tbody").Text(), "signed in") {
		t.Error("the filter by thing shows something else")
	}
}

func TestAuditLogExportUsesFilter(t *testing.T) {
	s := newSite(t)
	p := s.As("ana").Get("/audit.csv?entity=team").Want(t, http.StatusOK)
	lines := strings.Split(strings.TrimSpace(p.Content), "\n")
	if !strings.HasPrefix(lines[0], "id,at,who") || len(lines) < 2 {
		t.Fatalf("not a table: %.200s", p.Content)
	}
	for _, l := range lines[1:] {
		if !strings.Contains(l, "team.created") {
			t.Errorf("another thing in the export: %s", l)
		}
	}
}

func TestAuditLogFilterRejectsInvalidDay(t *testing.T) {
	p := newSite(t).As("ana").Get("/audit?from=yesterday").Want(t, http.StatusOK)
	if p.Find("#f-from-err").Length() == 0 {
		t.Error("no message at the field")
	}
}
