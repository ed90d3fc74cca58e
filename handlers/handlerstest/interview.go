package handlerstest

// QuestionOf returns the id of a launch's question by its key.
func (s *Site) QuestionOf(slug, key string) string {
	s.T.Helper()
	return Scan[string](s, "SELECT CAST(q.id AS TEXT) FROM interview_questions q JOIN launches l ON l.id = q.launch_id WHERE "+
		"l.slug = ? AND q.key = ?", slug, key)
}
