// Package job keeps the jobs of internal/jobs in the database. A package that
// has something done later calls Enqueue in the transaction that makes it
// necessary: both are committed, or none.
package job
