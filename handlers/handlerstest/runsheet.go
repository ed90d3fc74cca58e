package handlerstest

// TaskOf returns the id of a task of a launch's run sheet.
func (s *Site) TaskOf(slug string) string {
	s.T.Helper()
	return Scan[string](s, "SELECT CAST(MIN(t.id) AS TEXT) FROM run_tasks t JOIN launches l ON l.id = t.launch_id WHERE l.slug = ?", slug)
}
