package jobs

import (
	"context"
	"errors"
	"time"
)

// Job is a claimed job.
type Job struct {
	ID   int64
	Kind string
	// Ref identifies the subject of the job, such as the id of a message.
	Ref string
	// Due is the instant at which it became due.
	Due time.Time
	// Attempts counts the claims since the last success, including this one.
	Attempts int
	// Token is the token of the lease.
	Token int64
}

// Claim describes the jobs that a runner wants to claim.
type Claim struct {
	// Kinds are the kinds that the runner handles.
	Kinds []string
	// Limit is the maximum number of jobs.
	Limit int
	// Lease is the duration of the lease.
	Lease time.Duration
	// Except are the ids of jobs that the runner is still running.
	Except []int64
}

// Lease is a stored lease.
type Lease struct {
	ID, Token int64
	Until     time.Time
}

// ErrLost means that a job's lease belongs to another process.
var ErrLost = errors.New("the lease was lost")

// Store stores the jobs. Instants are exact to the millisecond. There is one job for a kind and
// ref. Adding a job that is waiting makes it due at the earlier of the two instants; adding one
// that is running makes it due again afterwards.
type Store interface {
	// Now returns the time of the clock for due times and leases.
	Now() time.Time
	// Ensure ensures that there is a job that is due at latest, or earlier. A new one is due at
	// first. It does not change a running job.
	Ensure(ctx context.Context, kind, ref string, first, latest time.Time) error
	// Next returns the instant at which the next waiting job of these kinds is due, and whether
	// there is one.
	Next(ctx context.Context, kinds []string) (time.Time, bool, error)
	// Claim leases due jobs that are not running, the longest due first.
	Claim(ctx context.Context, c Claim) ([]Job, error)
	// Renew extends the lease to the given duration from now. It returns ErrLost.
	Renew(ctx context.Context, j Job, lease time.Duration) error
	// Done ends a successful job. It is due again at next, or when it was added in the meantime;
	// with neither it is removed. It returns ErrLost.
	Done(ctx context.Context, j Job, next time.Time) error
	// Retry releases a job, which becomes due at an instant, with the Attempts of j. It returns
	// ErrLost.
	Retry(ctx context.Context, j Job, due time.Time) error
	// Leases returns all leases.
	Leases(ctx context.Context) ([]Lease, error)
	// Free ends the given leases that have not changed. Their jobs are due.
	Free(ctx context.Context, leases []Lease) error
	// PullIn makes failed jobs that are due after an instant due now.
	PullIn(ctx context.Context, after time.Time) error
}

// Signal signals that there may be work. A hub's reader is one.
type Signal interface {
	// Ready returns a channel that is closed when there is a new signal.
	Ready() <-chan struct{}
	// Skip consumes all signals and reports whether there were any.
	Skip() bool
}
