package handlerstest

// ServiceOf returns the id of a sample service.
func (s *Site) ServiceOf(name string) string {
	s.T.Helper()
	id := Scan[string](s, "SELECT CAST(id AS TEXT) FROM services WHERE name = ?", name)
	if id == "" {
		s.T.Fatalf("no service %q", name)
	}
	return id
}

// UseOf returns the id of a launch's use of a service.
func (s *Site) UseOf(slug, name string) string {
	s.T.Helper()
	id := Scan[string](s,
		`SELECT CAST(ls.id AS TEXT) FROM launch_services ls JOIN launches l ON l.id = ls.launch_id JOIN services s ON s.id = ls.service_id
		WHERE l.slug = ? AND s.name = ?`, slug, name)
	if id == "" {
		s.T.Fatalf("%s does not name %q", slug, name)
	}
	return id
}
