package db

// insertBatch is the number of rows in one INSERT.
const insertBatch = 100

// InsertAll inserts rows of one table; without rows it runs no statement.
func InsertAll[T any](tx *Tx, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.CreateInBatches(&rows, insertBatch).Error
}
