package handlerstest

// CriterionOf returns the id of a criterion of a launch.
func (s *Site) CriterionOf(slug, key string) string {
	s.T.Helper()
	var id string
	err := s.DB.Read(s.T.Context()).Raw(
		`SELECT CAST(c.id AS TEXT) FROM criteria c JOIN launches l ON l.id = c.launch_id WHERE l.slug = ? AND c.key = ?`, slug,
		key).Scan(&id).Error
	if err != nil || id == "" {
		s.T.Fatalf("no criterion %s in %s: %v", key, slug, err)
	}
	return id
}

// Criterion returns the address of a criterion of petra's launch.
func (s *Site) Criterion(key string) string {
	return "/launches/" + LaunchOfPetra + "/readiness/criteria/" + s.CriterionOf(LaunchOfPetra, key)
}
