package handlerstest

// ItemOf returns the id of an item of a launch.
func (s *Site) ItemOf(slug string) string {
	s.T.Helper()
	var id string
	err := s.DB.Read(s.T.Context()).Raw(
		"SELECT CAST(d.id AS TEXT) FROM deliverables d JOIN launches l ON l.id = d.launch_id WHERE l.slug = ? ORDER BY d.id LIMIT 1",
		slug).Scan(&id).Error
	if err != nil || id == "" {
		s.T.Fatalf("no item in %s: %v", slug, err)
	}
	return id
}

// RiskOf returns the id of the risk of a launch with the most scores.
func (s *Site) RiskOf(slug string) string {
	s.T.Helper()
	id := Scan[string](s, `SELECT CAST(r.id AS TEXT) FROM risks r JOIN launches l ON l.id = r.launch_id
		JOIN risk_scores s ON s.risk_id = r.id WHERE l.slug = ? GROUP BY r.id ORDER BY COUNT(*) DESC, r.id LIMIT 1`, slug)
	if id == "" {
		s.T.Fatalf("no risk in %s", slug)
	}
	return id
}
