package handlers_test

// taskOf returns the id of a task of a launch's run sheet.
func (s *site) taskOf(slug string) string {
	s.t.Helper()
	return scan[string](s, "SELECT CAST(MIN(t.id) AS TEXT) FROM run_tasks t JOIN launches l ON l.id = t.launch_id WHERE l.slug = ?", slug)
}
