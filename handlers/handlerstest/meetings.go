package handlerstest

// PlannedOf returns the address of the future meeting of a launch.
func (s *Site) PlannedOf(slug string) string {
	s.T.Helper()
	id := s.IDOf("SELECT m.id FROM meetings m JOIN launches l ON l.id = m.launch_id WHERE m.state = 'planned' AND l.slug = '" + slug + "'")
	return "/launches/" + slug + "/meetings/" + id
}
