package db

// IDOf returns the id that a reference contains, or 0.
func IDOf(ref *int64) int64 {
	if ref == nil {
		return 0
	}
	return *ref
}

// RefOf returns an id as a reference, nil (NULL) for 0.
func RefOf(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}
