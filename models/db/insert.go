package db

// insertBatch is how many rows one INSERT writes.
const insertBatch = 100

// InsertAll inserts rows of one table; no rows are no statement.
func InsertAll[T any](tx *Tx, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.CreateInBatches(&rows, insertBatch).Error
}
