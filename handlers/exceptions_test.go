package handlers_test

// exceptionOf returns the id of an exception in a launch.
func (s *site) exceptionOf(slug string) string {
	return s.idOf("SELECT COALESCE(MIN(e.id), 0) FROM exceptions e JOIN launches l ON l.id = e.launch_id WHERE l.slug = '" + slug + "'")
}
