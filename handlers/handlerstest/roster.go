package handlerstest

// ShiftOf returns the id of the first shift of a person in a launch.
func (s *Site) ShiftOf(slug, name string) string {
	s.T.Helper()
	id := Scan[string](s,
		`SELECT CAST(MIN(e.id) AS TEXT) FROM roster_entries e JOIN launches l ON l.id = e.launch_id JOIN users u ON u.id = e.user_id
		WHERE l.slug = ? AND u.name LIKE ? AND e.kind = 'shift'`, slug, name+"%")
	if id == "" {
		s.T.Fatalf("%s has no shift in %s", name, slug)
	}
	return id
}
