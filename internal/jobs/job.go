package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"time"
)

// do runs a job under its lease and records the result.
func (r *Runner) do(work context.Context, j Job) {
	k := r.kinds[j.Kind]
	ctx, cancel := context.WithCancelCause(work)
	renewed := make(chan struct{})
	go func() {
		defer close(renewed)
		r.renew(ctx, cancel, j)
	}()
	err := safely(func() error { return k.run(ctx, j) })
	cancel(nil)
	<-renewed

	call, done := context.WithTimeout(context.WithoutCancel(work), storeTime)
	defer done()
	log := slog.With("kind", j.Kind, "ref", j.Ref, "attempt", j.Attempts)
	switch now := r.store.Now(); {
	case err == nil && k.every > 0:
		err = r.store.Done(call, j, now.Add(k.every))
	case err == nil:
		err = r.store.Done(call, j, time.Time{})
	case errors.Is(context.Cause(work), errStopping):
		log.Info("a job was interrupted by the stop; it is due again", "err", err)
		j.Attempts--
		err = r.store.Retry(call, j, now)
	default:
		wait := backoff(j.Attempts)
		if k.every > 0 {
			wait = min(wait, k.every)
		}
		log.Warn("a job failed", "err", err, "again_in", wait)
		err = r.store.Retry(call, j, now.Add(wait))
	}
	if err != nil {
		log.Warn("how a job ended was not written down; it may run again", "err", err)
	}
}

// renew renews a job's lease until its context ends. It ends the context when the lease is lost,
// and before it would expire.
func (r *Runner) renew(ctx context.Context, lost context.CancelCauseFunc, j Job) {
	ticker := time.NewTicker(renewEvery)
	defer ticker.Stop()
	last := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		began := time.Now()
		call, done := context.WithTimeout(ctx, storeTime)
		err := r.store.Renew(call, j, leaseTime)
		done()
		switch {
		case err == nil:
			last = began
		case errors.Is(err, ErrLost) || time.Since(last)+renewEvery >= leaseTime:
			lost(fmt.Errorf("%w: %w", ErrLost, err))
			return
		}
	}
}

// backoff returns the wait after the nth attempt failed: from one second, doubled each time, plus
// up to a quarter at random, so that jobs that failed together are not retried together.
func backoff(n int) time.Duration {
	wait := min(time.Second<<min(max(n-1, 0), 20), maxBackoff)
	return wait + rand.N(wait/4)
}

// safely calls fn and converts a panic to an error.
func safely(fn func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return fn()
}
