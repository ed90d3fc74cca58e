package handlerstest

// RitualOf returns the id of the first ritual of a launch.
func (s *Site) RitualOf(slug string) string {
	return Scan[string](s, "SELECT CAST(r.id AS TEXT) FROM rituals r JOIN launches l ON l.id = r.launch_id WHERE l.slug = ? "+
		"ORDER BY r.id LIMIT 1", slug)
}

// RunOf returns the id of the first run of a launch in a state.
func (s *Site) RunOf(slug, state string) string {
	return Scan[string](s, "SELECT CAST(n.id AS TEXT) FROM runs n JOIN launches l ON l.id = n.launch_id WHERE l.slug = ? AND "+
		"n.state = ? ORDER BY n.id LIMIT 1", slug, state)
}

// ParityOf returns the id of the first row of a launch's parity table.
func (s *Site) ParityOf(slug string) string {
	return Scan[string](s, "SELECT CAST(p.id AS TEXT) FROM parity_rows p JOIN launches l ON l.id = p.launch_id WHERE l.slug = ? "+
		"ORDER BY p.id LIMIT 1", slug)
}
