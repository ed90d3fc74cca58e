package jobs

import (
	"context"
	"errors"
	"time"
)

// Job is a job that was claimed.
type Job struct {
	ID   int64
	Kind string
	// Ref names what the job is about, such as the id of a message.
	Ref string
	// Due is the instant at which it became due.
	Due time.Time
	// Attempts counts the claims since it last succeeded, this one included.
	Attempts int
	// Token is the lease's.
	Token int64
}

// Claim is what a runner wants to claim.
type Claim struct {
	// Kinds are those that the runner knows how to do.
	Kinds []string
	// Limit is how many jobs at most.
	Limit int
	// Lease is how long nobody else may claim them.
	Lease time.Duration
	// Except are ids of jobs that the runner is still doing.
	Except []int64
}

// Lease is a lease as it is kept.
type Lease struct {
	ID, Token int64
	Until     time.Time
}

// ErrLost is returned when a job's lease is somebody else's by now.
var ErrLost = errors.New("the lease was lost")

// Store keeps the jobs. Instants are exact to the millisecond. There is one job
// for a kind and ref. Asking for a job that waits makes it due at the earlier of
// the two instants; asking for one that runs makes it due again afterwards.
type Store interface {
	// Now returns the time by the clock that due times and leases follow.
	Now() time.Time
	// Ensure makes sure that a job is there that is due at latest, or earlier.
	// A new one is due at first. It leaves a job alone that is being done.
	Ensure(ctx context.Context, kind, ref string, first, latest time.Time) error
	// Next returns the instant at which the next job of these kinds is due that
	// nobody does, and whether there is any.
	Next(ctx context.Context, kinds []string) (time.Time, bool, error)
	// Claim leases jobs that are due and that nobody does, the longest due first.
	Claim(ctx context.Context, c Claim) ([]Job, error)
	// Renew makes the lease end a lease from now. Returns ErrLost.
	Renew(ctx context.Context, j Job, lease time.Duration) error
	// Done ends a job that succeeded. It is due again at next or when it was
	// asked for meanwhile; with neither it is removed. Returns ErrLost.
	Done(ctx context.Context, j Job, next time.Time) error
	// Retry gives a job back that is to be due at an instant, with the Attempts
	// of j. Returns ErrLost.
	Retry(ctx context.Context, j Job, due time.Time) error
	// Leases returns all leases.
	Leases(ctx context.Context) ([]Lease, error)
	// Free ends those of the leases that are still as they are given here. Their
	// jobs are due.
	Free(ctx context.Context, leases []Lease) error
	// PullIn makes jobs that failed and are due after an instant due now.
	PullIn(ctx context.Context, after time.Time) error
}

// Signal tells that there may be something to do. A hub's reader is one.
type Signal interface {
	// Ready returns a channel that is closed once there is news.
	Ready() <-chan struct{}
	// Skip takes note of all news and tells whether there were any.
	Skip() bool
}
