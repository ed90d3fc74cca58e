package handlerstest

// ScanTo reads the rows of a query into a slice or a struct.
func ScanTo(s *Site, query string, into any) {
	s.T.Helper()
	if err := s.DB.Read(s.T.Context()).Raw(query).Scan(into).Error; err != nil {
		s.T.Fatal(err)
	}
}

// Scan reads one value from the database.
func Scan[T any](s *Site, query string, args ...any) T {
	s.T.Helper()
	var v T
	if err := s.DB.Read(s.T.Context()).Raw(query, args...).Scan(&v).Error; err != nil {
		s.T.Fatal(err)
	}
	return v
}
