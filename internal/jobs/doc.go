// Package jobs runs work that is due at an instant and kept in a database, so
// that it survives the process. A job is known by its kind and its ref. A
// runner claims due jobs under a lease that it renews while they run: each job
// runs at least once, and never twice at a time while a lease is valid. A
// process that is killed loses its leases when they end, and another one takes
// the jobs over. A job must therefore be idempotent: what it does follows from
// the state it finds, not from being called.
//
// What a process keeps in memory is refreshed in every process, which a lease
// would prevent: that is a task; see Runner.Task.
package jobs
