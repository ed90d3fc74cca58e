package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"
)

const (
	// poll is the interval for finding jobs without a signal, which are those of other processes.
	poll = time.Second
	// storeTime is the maximum duration of a call of the store.
	storeTime = 5 * time.Second
	// maxBackoff is the maximum wait after a failure.
	maxBackoff = 10 * time.Minute
)

// Func runs a job. It must return soon after ctx ends. After an error or a panic the job is due
// again later.
type Func func(ctx context.Context, j Job) error

// Options are the settings of a runner.
type Options struct {
	// Workers is the number of jobs that run concurrently; 0 means 4.
	Workers int
	// Grace is the time for which jobs may continue when the runner stops before their context
	// ends; 0 means 5 seconds.
	Grace time.Duration
	// Signal wakes the runner if jobs may have been added; it may be nil.
	Signal Signal
}

type kind struct {
	run   Func
	every time.Duration
}

// Runner runs jobs and tasks. Handle, Every and Task must be called before Run.
type Runner struct {
	store Store
	opt   Options
	kinds map[string]kind
	names []string
	tasks []task

	// The rest is only used by the goroutine of Run.
	running  map[int64]Job
	finished chan int64
	clock    clock
	reckoned bool               // due times are right by the present clock
	seen     map[int64]sighting // leases, by the job's id
	looked   time.Time          // at the leases
	trouble  trouble
}

// NewRunner returns a runner for the jobs in a store.
func NewRunner(s Store, opt Options) *Runner {
	if opt.Workers <= 0 {
		opt.Workers = 4
	}
	if opt.Grace <= 0 {
		opt.Grace = 5 * time.Second
	}
	return &Runner{store: s, opt: opt, kinds: map[string]kind{}, running: map[int64]Job{}, finished: make(chan int64, opt.Workers)}
}

// Handle sets the function for jobs of a kind.
func (r *Runner) Handle(name string, fn Func) { r.add(name, kind{run: fn}) }

// Every runs a job in one process at an interval, the first time immediately. The interval counts
// from the end of the last run, in whichever process that was.
func (r *Runner) Every(name string, interval time.Duration, fn Func) {
	r.add(name, kind{run: fn, every: interval})
}

func (r *Runner) add(name string, k kind) {
	if _, twice := r.kinds[name]; twice {
		panic("jobs: the kind " + name + " is handled twice")
	}
	r.kinds[name] = k
	r.names = append(r.names, name)
}

// Run runs jobs and tasks until ctx ends, then waits for the running ones. Jobs that do not finish
// in time are due again immediately, for the next process. It returns an error if some do not even
// end with their context.
func (r *Runner) Run(ctx context.Context) error {
	var tasks sync.WaitGroup
	for _, t := range r.tasks {
		tasks.Go(func() { t.loop(ctx) })
	}
	work, interrupt := context.WithCancelCause(context.WithoutCancel(ctx))
	defer interrupt(nil)
	r.clock = clockAt(r.store.Now())
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil && len(r.names) > 0 {
		timer.Reset(r.turn(ctx, work))
		select {
		case <-ctx.Done():
		case <-r.ready():
		case id := <-r.finished:
			delete(r.running, id)
		case <-timer.C:
		}
	}
	<-ctx.Done()
	err := r.stop(interrupt)
	tasks.Wait()
	return err
}

func (r *Runner) ready() <-chan struct{} {
	// If all workers are busy, ignore the signal.
	if r.opt.Signal == nil || len(r.running) >= r.opt.Workers {
		return nil
	}
	return r.opt.Signal.Ready()
}

// turn starts the jobs that can be started and returns the wait until the next turn, if nothing
// else happens.
func (r *Runner) turn(ctx, work context.Context) time.Duration {
	if r.opt.Signal != nil {
		// Before claiming, so that signals in the meantime are not lost.
		r.opt.Signal.Skip()
	}
	wait, err := r.start(ctx, work)
	if err != nil && ctx.Err() == nil {
		r.trouble.log("jobs are not run", err)
		return poll
	}
	r.trouble.over("jobs are run again")
	return min(wait, poll)
}

// start claims and starts as many jobs as there are free workers.
func (r *Runner) start(ctx, work context.Context) (time.Duration, error) {
	now := r.store.Now()
	r.lookAtClock(now)
	if err := r.maintain(ctx, now); err != nil {
		return 0, err
	}
	free := r.opt.Workers - len(r.running)
	if free == 0 {
		return poll, nil
	}
	call, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	next, any, err := r.store.Next(call, r.names)
	if err != nil || !any {
		return poll, err
	}
	if wait := next.Sub(now); wait > 0 {
		return wait, nil
	}
	// Not with ctx, because the result of a claim must be known.
	call, cancel = context.WithTimeout(context.WithoutCancel(ctx), storeTime)
	defer cancel()
	c := Claim{Kinds: r.names, Limit: free, Lease: leaseTime, Except: r.ids()}
	claimed, err := r.store.Claim(call, c)
	if err != nil {
		return 0, err
	}
	for _, j := range claimed {
		r.running[j.ID] = j
		go func() {
			defer func() { r.finished <- j.ID }()
			r.do(work, j)
		}()
	}
	if n := len(claimed); n == 0 || n == free {
		return poll, nil
	}
	return 0, nil // there may be more
}

func (r *Runner) ids() []int64 {
	ids := make([]int64, 0, len(r.running))
	for id := range r.running {
		ids = append(ids, id)
	}
	return ids
}

// maintain frees the jobs of dead processes, ensures that recurring jobs exist, and pulls in jobs
// that a clock that was ahead has delayed.
func (r *Runner) maintain(ctx context.Context, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	if err := r.freeLeases(ctx, now); err != nil || r.reckoned {
		return err
	}
	for _, name := range r.names {
		if every := r.kinds[name].every; every > 0 {
			if err := r.store.Ensure(ctx, name, "", now, now.Add(every)); err != nil {
				return err
			}
		}
	}
	if err := r.store.PullIn(ctx, now.Add(2*maxBackoff)); err != nil {
		return err
	}
	r.reckoned = true
	return nil
}

// errStopping is the cause of the end of a job's context when the runner stops.
var errStopping = errors.New("the program stops")

// stop waits for the running jobs, then ends their contexts and waits again.
func (r *Runner) stop(interrupt context.CancelCauseFunc) error {
	if r.wait(r.opt.Grace) {
		return nil
	}
	interrupt(errStopping)
	if r.wait(r.opt.Grace) {
		return nil
	}
	var names []string
	for _, j := range r.running {
		names = append(names, j.Kind+" "+j.Ref)
	}
	slices.Sort(names)
	return fmt.Errorf("jobs did not end: %q", names)
}

// wait waits until no job is running, up to a maximum, and reports whether that is so.
func (r *Runner) wait(most time.Duration) bool {
	timer := time.NewTimer(most)
	defer timer.Stop()
	for len(r.running) > 0 {
		select {
		case id := <-r.finished:
			delete(r.running, id)
		case <-timer.C:
			return false
		}
	}
	return true
}

// trouble logs the first of consecutive failures, and their end.
type trouble struct{ on bool }

func (t *trouble) log(msg string, err error, args ...any) {
	if !t.on {
		slog.Warn(msg, append(args, "err", err)...)
	}
	t.on = true
}

func (t *trouble) over(msg string, args ...any) {
	if t.on {
		slog.Info(msg, args...)
	}
	t.on = false
}
