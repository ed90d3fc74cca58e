package jobs_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tminus/internal/jobs"
)

var errDead = errors.New("this process is dead")

// process is a runner whose process can be killed: from then on it neither reads nor writes, and
// its jobs stop.
type process struct {
	jobs.Store
	w      *world
	dead   chan struct{}
	cancel context.CancelFunc
}

func (w *world) process(workers int, fn func(*process, context.Context, jobs.Job) error) *process {
	p := &process{Store: w.Memory, w: w, dead: make(chan struct{})}
	r := jobs.NewRunner(p, jobs.Options{Workers: workers, Signal: w.hub.Subscribe("jobs", "")})
	if fn != nil {
		r.Handle("mail", func(ctx context.Context, j jobs.Job) error { return fn(p, ctx, j) })
	}
	var ctx context.Context
	ctx, p.cancel = context.WithCancel(w.t.Context())
	go func() { _ = r.Run(ctx) }()
	synctest.Wait()
	return p
}

func (p *process) kill() {
	close(p.dead)
	p.cancel()
}

func (p *process) err() error {
	select {
	case <-p.dead:
		return errDead
	default:
		return nil
	}
}

func (p *process) Next(ctx context.Context, kinds []string) (time.Time, bool, error) {
	if err := p.err(); err != nil {
		return time.Time{}, false, err
	}
	return p.Store.Next(ctx, kinds)
}

func (p *process) Claim(ctx context.Context, c jobs.Claim) ([]jobs.Job, error) {
	if err := p.err(); err != nil {
		return nil, err
	}
	return p.Store.Claim(ctx, c)
}

func (p *process) Renew(ctx context.Context, j jobs.Job, lease time.Duration) error {
	if err := p.err(); err != nil {
		return err
	}
	return p.Store.Renew(ctx, j, lease)
}

func (p *process) Done(ctx context.Context, j jobs.Job, next time.Time) error {
	if err := p.err(); err != nil {
		return err
	}
	return p.Store.Done(ctx, j, next)
}

func (p *process) Retry(ctx context.Context, j jobs.Job, due time.Time) error {
	if err := p.err(); err != nil {
		return err
	}
	return p.Store.Retry(ctx, j, due)
}

func (p *process) Free(ctx context.Context, leases []jobs.Lease) error {
	if err := p.err(); err != nil {
		return err
	}
	return p.Store.Free(ctx, leases)
}

func TestLongJobKeepsItsLease(t *testing.T) {
	inWorld(t, func(w *world) {
		var ran runs
		long := func(*process, context.Context, jobs.Job) error {
			ran.add(w.since())
			time.Sleep(10 * time.Minute)
			return nil
		}
		a, b := w.process(1, long), w.process(1, long)
		w.Enqueue("mail", "1", w.now())
		pass(time.Hour)
		ran.want(t, time.Second)
		a.cancel()
		b.cancel()
		synctest.Wait()
	})
}

func TestJobOfKilledProcessIsTakenOver(t *testing.T) {
	inWorld(t, func(w *world) {
		var ran runs
		a := w.process(1, func(p *process, _ context.Context, _ jobs.Job) error { ran.add(w.since()); <-p.dead; return errDead })
		b := w.process(1, nil) // does not know this kind
		w.Enqueue("mail", "1", w.now())
		pass(5 * time.Second)
		a.kill()
		c := w.process(1, func(*process, context.Context, jobs.Job) error { ran.add(w.since()); return nil })
		pass(time.Hour)
		// The lease was taken after one second, when the poll found the job.
		ran.want(t, time.Second, 31*time.Second)
		if rows := w.Rows(); len(rows) != 0 {
			t.Errorf("there is still %+v", rows)
		}
		b.cancel()
		c.cancel()
		synctest.Wait()
	})
}

func TestJobIsInterruptedBeforeLeaseExpires(t *testing.T) {
	inWorld(t, func(w *world) {
		var ended time.Duration
		var cause error
		var renewing atomic.Bool
		renewing.Store(true)
		s := &unreachable{Store: w.Memory, ok: &renewing}
		r := jobs.NewRunner(s, jobs.Options{})
		r.Handle("mail", func(ctx context.Context, _ jobs.Job) error {
			<-ctx.Done()
			if ended == 0 {
				ended, cause = w.since(), context.Cause(ctx)
			}
			return ctx.Err()
		})
		w.Enqueue("mail", "1", w.now())
		stop := w.start(r)
		pass(15 * time.Second) // renewed once, at ten seconds
		renewing.Store(false)
		pass(30 * time.Second)
		if ended < 20*time.Second || ended >= 40*time.Second || !errors.Is(cause, jobs.ErrLost) {
			t.Errorf("it was interrupted at %v with %v", ended, cause)
		}
		_ = stop()
	})
}

func TestJobPastItsLeaseIsNotStartedTwice(t *testing.T) {
	inWorld(t, func(w *world) {
		var ran runs
		var never atomic.Bool
		r := jobs.NewRunner(&unreachable{Store: w.Memory, ok: &never}, jobs.Options{})
		r.Handle("mail", func(context.Context, jobs.Job) error {
			ran.add(w.since())
			if len(ran.at) == 1 {
				time.Sleep(5 * time.Minute) // ignoring its context
			}
			return nil
		})
		w.Enqueue("mail", "1", w.now())
		stop := w.start(r)
		pass(time.Hour)
		ran.want(t, 0)
		_ = stop()
	})
}

// unreachable is a store that sometimes cannot renew.
type unreachable struct {
	jobs.Store
	ok *atomic.Bool
}

func (u *unreachable) Renew(ctx context.Context, j jobs.Job, lease time.Duration) error {
	if !u.ok.Load() {
		return errors.New("no connection")
	}
	return u.Store.Renew(ctx, j, lease)
}

func TestClockChangeKeepsRunningJobs(t *testing.T) {
	for _, by := range []time.Duration{-30 * 24 * time.Hour, -time.Hour, -time.Minute, 20 * time.Second, 5 * time.Minute, 24 * time.Hour} {
		t.Run(by.String(), func(t *testing.T) {
			inWorld(t, func(w *world) {
				var long, short runs
				fn := func(_ *process, _ context.Context, j jobs.Job) error {
					if j.Ref == "short" {
						short.add(w.since())
						return nil
					}
					long.add(w.since())
					time.Sleep(10 * time.Minute)
					return nil
				}
				a, b := w.process(2, fn), w.process(2, fn)
				w.Enqueue("mail", "long", w.now())
				w.Enqueue("mail", "short", w.now())
				pass(100 * time.Second)
				w.set.Store(int64(by))
				pass(time.Hour)
				long.want(t, time.Second)
				short.want(t, time.Second)
				if rows := w.Rows(); len(rows) != 0 {
					t.Errorf("there is still %+v", rows)
				}
				a.cancel()
				b.cancel()
				synctest.Wait()
			})
		})
	}
}

// A process starts while the clock is briefly wrong: its lease then seems to have expired, or to
// expire too late, to a process that did not notice.
func TestLeaseTakenWithWrongClockIsKept(t *testing.T) {
	for _, by := range []time.Duration{-time.Hour, -20 * time.Second, 20 * time.Second, time.Hour} {
		t.Run(by.String(), func(t *testing.T) {
			inWorld(t, func(w *world) {
				var ran runs
				long := func(*process, context.Context, jobs.Job) error {
					ran.add(w.since())
					time.Sleep(time.Minute)
					return nil
				}
				a := w.process(1, long)
				pass(13500 * time.Millisecond)
				w.set.Store(int64(by))
				w.Enqueue("mail", "1", w.now())
				b := w.process(1, long)
				pass(time.Millisecond)
				w.set.Store(0)
				pass(time.Hour)
				ran.want(t, 13500*time.Millisecond)
				a.cancel()
				b.cancel()
				synctest.Wait()
			})
		})
	}
}

func TestClockThatWasAheadDelaysNothing(t *testing.T) {
	inWorld(t, func(w *world) {
		const ahead = 30 * 24 * time.Hour
		w.set.Store(int64(ahead))
		var killed, failed, purged runs
		a := w.process(2, func(p *process, _ context.Context, _ jobs.Job) error { <-p.dead; return errDead })
		w.Enqueue("mail", "lease of a dead process", w.now())
		r := w.runner()
		r.Handle("feed", failed.handle(w, errors.New("no")))
		r.Every("purge", time.Hour, purged.handle(w, nil))
		w.Enqueue("feed", "1", w.now())
		stop := w.start(r)
		pass(90 * time.Minute)
		a.kill()
		failures := len(failed.at)

		w.set.Store(0)
		b := w.process(1, func(*process, context.Context, jobs.Job) error { killed.add(w.since()); return nil })
		pass(time.Hour + time.Minute)
		if len(killed.at) != 1 || killed.at[0] > 91*time.Minute {
			t.Errorf("the job of the dead process ran at %v", killed.at)
		}
		if len(failed.at) < failures+3 {
			t.Errorf("the job that failed ran at %v", failed.at)
		}
		if len(purged.at) != 3 || purged.at[2] > 151*time.Minute {
			t.Errorf("the recurring job ran at %v", purged.at)
		}
		_ = stop()
		b.cancel()
		synctest.Wait()
	})
}
