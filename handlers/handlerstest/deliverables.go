package handlerstest

import (
	"fmt"
	"net/url"

	"tminus/models/template"
)

// Row has the columns of a deliverable that tests check.
type Row struct {
	ID, Version   int64
	Title, Status string
	BlockedReason string
	Kind          template.Kind
}

// Task returns the first open task of the sample launch.
func (s *Site) Task() Row {
	s.T.Helper()
	return s.Find("d.kind = 'engineering_task' AND d.status = 'not_started' AND d.follow_by = ''")
}

// Find returns the first deliverable of the sample launch that matches a condition.
func (s *Site) Find(where string, args ...any) Row {
	s.T.Helper()
	var r Row
	err := s.DB.Read(s.T.Context()).Raw(`SELECT d.id, d.version, d.title, d.status, d.blocked_reason, d.kind FROM deliverables d
		JOIN launches l ON l.id = d.launch_id WHERE l.slug = 'real-time-notifications' AND `+where+" ORDER BY d.id LIMIT 1",
		args...).Scan(&r).Error
	if err != nil || r.ID == 0 {
		s.T.Fatalf("no deliverable where %s: %v", where, err)
	}
	return r
}

// Again reads a deliverable again.
func (s *Site) Again(r Row) Row { return s.Find("d.id = ?", r.ID) }

// Path returns the address of the deliverable, with tail appended.
func (r Row) Path(tail string) string { return fmt.Sprintf("%s/deliverables/%d%s", Sample, r.ID, tail) }

// Form returns a form with the version of the deliverable and the pairs of names and values.
func (r Row) Form(pairs ...string) url.Values {
	v := url.Values{"version": {fmt.Sprint(r.Version)}}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// Deliverables returns the number of deliverables of the sample launch.
func (s *Site) Deliverables() int {
	return s.Count("SELECT COUNT(*) FROM deliverables d JOIN launches l ON l.id = d.launch_id WHERE l.slug = 'real-time-notifications'")
}
