package handlerstest

import "net/url"

// exceptionOf returns the id of an extension in a launch.
func (s *Site) exceptionOf(slug string) string {
	return s.IDOf("SELECT COALESCE(MIN(e.id), 0) FROM exceptions e JOIN launches l ON l.id = e.launch_id WHERE l.slug = '" + slug + "'")
}

// Deliverable returns the id of a launch's item by the beginning of its title.
func (s *Site) Deliverable(slug, title string) string {
	s.T.Helper()
	return Scan[string](s, "SELECT CAST(MIN(d.id) AS TEXT) FROM deliverables d JOIN launches l ON l.id = d.launch_id WHERE "+
		"l.slug = ? AND d.title LIKE ?", slug, title+"%")
}

// Asking returns a form that requests an extension for the support training.
func (s *Site) Asking() url.Values {
	const slug = "real-time-notifications"
	return url.Values{"item": {s.Deliverable(slug, "Support training")}, "freeze": {s.Deliverable(slug, "All materials final")}, "days": {"5"},
		"why": {"The trainer is ill"}, "risk_with": {"Less time to learn"}, "risk_without": {"Nobody can answer"}, "key": {"k"}}
}
