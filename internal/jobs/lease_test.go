package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"tminus/internal/jobs"
)

var errDead = errors.New("this process is dead")

// process is a runner whose process can be killed: from then on it neither
// reads nor writes, and its jobs stop where they are.
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

func (p *process) Repair(ctx context.Context, lease, due time.Time) error {
	if err := p.err(); err != nil {
		return err
	}
	return p.Store.Repair(ctx, lease, due)
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

func TestJobOfAKilledProcessIsTakenOverWhenItsLeaseEnds(t *testing.T) {
	inWorld(t, func(w *world) {
		var ran runs
		a := w.process(1, func(p *process, _ context.Context, _ jobs.Job) error { ran.add(w.since()); <-p.dead; return errDead })
		b := w.process(1, nil) // which does not know this kind
		w.Enqueue("mail", "1", w.now())
		pass(5 * time.Second)
		a.kill()
		c := w.process(1, func(*process, context.Context, jobs.Job) error { ran.add(w.since()); return nil })
		pass(time.Hour)
		// The lease was taken at one second, when the poll saw the job.
		ran.want(t, time.Second, 31*time.Second)
		if rows := w.Rows(); len(rows) != 0 {
			t.Errorf("there is still %+v", rows)
		}
		b.cancel()
		c.cancel()
		synctest.Wait()
	})
}

func TestJobWhoseLeaseCannotBeRenewedIsInterruptedInTime(t *testing.T) {
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

func TestJobThatOutlivesItsLeaseIsNotStartedBesideItself(t *testing.T) {
	inWorld(t, func(w *world) {
		var ran runs
		var never atomic.Bool
		r := jobs.NewRunner(&unreachable{Store: w.Memory, ok: &never}, jobs.Options{})
		r.Handle("mail", func(context.Context, jobs.Job) error {
			ran.add(w.since())
			if len(ran.at) == 1 {
				time.Sleep(5 * time.Minute) // whatever becomes of its context
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

// unreachable is a store that cannot renew at times.
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

func TestClockThatIsSetChangesNothingForRunningJobs(t *testing.T) {
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

func TestClockThatWasAheadHoldsNothingBack(t *testing.T) {
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

// step is something that happens in a random history.
type step struct {
	after   time.Duration
	enqueue string // the ref of a job
	in      time.Duration
	kill    int // the number of a process, from 1
	set     time.Duration
	setTo   bool
}

// outcome is how one run of a job goes.
type outcome struct {
	takes time.Duration
	ends  int // 0 well, 1 with an error, 2 with a panic
}

// Whatever processes are killed and however the clock is set: of two processes
// that are alive never two do the same job at a time, and what was asked for is
// done after it was asked for.
func TestHistoriesWithCrashesAndClockChanges(t *testing.T) {
	t.Parallel()
	refs := []string{"a", "b", "c", "d"}
	steps := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
		s := step{after: time.Duration(rapid.IntRange(0, 20_000).Draw(t, "after")) * time.Millisecond}
		switch rapid.IntRange(0, 7).Draw(t, "what") {
		case 0, 1:
			s.kill = rapid.IntRange(1, 3).Draw(t, "kill")
		case 2:
			s.setTo, s.set = true, time.Duration(rapid.IntRange(-1500, 1500).Draw(t, "clock"))*time.Second
		case 3:
			s.setTo, s.set = true, time.Duration(rapid.IntRange(-40, 40).Draw(t, "clock"))*time.Second
		default:
			s.enqueue = rapid.SampledFrom(refs).Draw(t, "ref")
			s.in = time.Duration(rapid.IntRange(-5, 60).Draw(t, "in")) * time.Second
		}
		return s
	}), 1, 40)
	outcomes := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) outcome {
		return outcome{time.Duration(rapid.IntRange(0, 50_000).Draw(t, "takes")) * time.Millisecond, rapid.IntRange(0, 4).Draw(t, "ends")}
	}), 1, 20)
	rapid.Check(t, func(rt *rapid.T) {
		h := &history{steps: steps.Draw(rt, "steps"), outcomes: outcomes.Draw(rt, "outcomes"), running: map[string]int{}, asked: map[string]time.Duration{}}
		synctest.Test(t, h.play)
		for _, f := range h.faults {
			rt.Error(f)
		}
	})
}

type history struct {
	steps    []step
	outcomes []outcome

	mu      sync.Mutex
	ran     int
	running map[string]int           // the process that does a job
	asked   map[string]time.Duration // when a job was asked for last, unless it was done since
	faults  []string
}

func (h *history) play(t *testing.T) {
	w := newWorld(t)
	procs := make([]*process, 3)
	number := 0
	begin := func(i int) {
		number++
		n := number
		procs[i] = w.process(2, func(p *process, ctx context.Context, j jobs.Job) error { return h.do(ctx, w, p, n, j) })
	}
	for i := range procs {
		begin(i)
	}
	for _, s := range h.steps {
		time.Sleep(s.after)
		synctest.Wait()
		switch {
		case s.kill != 0:
			p := procs[s.kill-1]
			p.kill()
			synctest.Wait()
			begin(s.kill - 1)
		case s.setTo:
			w.set.Store(int64(s.set))
		default:
			h.mu.Lock()
			h.asked[s.enqueue] = w.since()
			h.mu.Unlock()
			w.Enqueue("mail", s.enqueue, w.now().Add(s.in))
		}
	}
	// The clock may have gone back by almost an hour, and failures take their time.
	for range 100 {
		if pass(time.Minute); len(w.Rows()) == 0 {
			break
		}
	}
	for _, p := range procs {
		p.cancel()
	}
	time.Sleep(time.Minute)
	synctest.Wait()
	for ref, at := range h.asked {
		h.fault("%s, asked for at %v, was not done", ref, at)
	}
	if rows := w.Rows(); len(rows) != 0 {
		h.fault("there is still %+v", rows)
	}
}

func (h *history) do(ctx context.Context, w *world, p *process, n int, j jobs.Job) error {
	began := w.since()
	h.mu.Lock()
	o := h.outcomes[h.ran%len(h.outcomes)]
	if h.ran > 12 { // at some point the trouble is over
		o.ends = 0
	}
	h.ran++
	if other := h.running[j.Ref]; other != 0 {
		h.fault("at %v process %d does %s while %d does", began, n, j.Ref, other)
	}
	h.running[j.Ref] = n
	h.mu.Unlock()
	timer := time.NewTimer(o.takes)
	defer timer.Stop()
	var err error
	select {
	case <-timer.C:
	case <-ctx.Done():
		err = ctx.Err()
	case <-p.dead:
		err = errDead
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.running, j.Ref)
	switch {
	case err != nil:
		return err
	case o.ends == 1:
		return errors.New("no")
	case o.ends == 2:
		panic("no")
	}
	// What was asked for before this run began is done by it, even if the
	// process dies before it can say so.
	if at, ok := h.asked[j.Ref]; ok && at <= began {
		delete(h.asked, j.Ref)
	}
	return nil
}

func (h *history) fault(format string, args ...any) {
	h.faults = append(h.faults, fmt.Sprintf(format, args...))
}
