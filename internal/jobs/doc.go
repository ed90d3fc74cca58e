// Package jobs runs work that is due at an instant and stored in a database, so that it survives
// the process. A job is identified by its kind and ref. A runner claims due jobs under a lease that
// it renews while they run: each job runs at least once, and never concurrently while a lease is
// valid. A killed process loses its leases when they expire, and another one takes over its jobs. A
// job must therefore be idempotent: its effect depends on the state it finds, not on being called.
//
// Data that a process keeps in memory must be refreshed in every process, which a lease would
// prevent; use a task for that, see Runner.Task.
package jobs
