package db

// IDOf is the id that a reference holds, 0 for none.
func IDOf(ref *int64) int64 {
	if ref == nil {
		return 0
	}
	return *ref
}

// RefOf is an id that may be absent, as the database keeps it: NULL for 0.
func RefOf(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}
