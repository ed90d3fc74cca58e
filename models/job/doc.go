// Package job stores the jobs of internal/jobs in the database. A package that schedules work calls
// Enqueue in the transaction that makes it necessary, so that both are committed, or neither.
package job
