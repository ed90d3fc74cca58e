package jobs_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tminus/internal/hub"
	"tminus/internal/jobs"
	"tminus/internal/jobs/jobstest"
)

// world is a store and a clock that can be set, in a bubble with its own time.
type world struct {
	t     *testing.T
	began time.Time
	set   atomic.Int64 // difference of the store's clock
	*jobstest.Memory
	hub *hub.Hub
}

// inWorld runs fn in a bubble. It fails if a goroutine is left.
func inWorld(t *testing.T, fn func(w *world)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fn(newWorld(t))
	})
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, began: time.Now(), hub: hub.New(4)}
	w.Memory = jobstest.NewMemory(w.now)
	return w
}

func (w *world) now() time.Time { return time.Now().Add(time.Duration(w.set.Load())) }

// since returns the age of the world, whatever the clock shows.
func (w *world) since() time.Duration { return time.Since(w.began) }

// runner returns a runner that is woken by the world's hub.
func (w *world) runner() *jobs.Runner {
	return jobs.NewRunner(w.Memory, jobs.Options{Signal: w.hub.Subscribe("jobs", "")})
}

// start runs r and returns a function that stops it.
func (w *world) start(r *jobs.Runner) (stop func() error) {
	ctx, cancel := context.WithCancel(w.t.Context())
	var err error
	var wg sync.WaitGroup
	wg.Go(func() { err = r.Run(ctx) })
	return func() error {
		cancel()
		wg.Wait()
		return err
	}
}

// pass advances the time, and waits for everything due in it.
func pass(d time.Duration) {
	time.Sleep(d) // in the bubble, so no real time passes
	synctest.Wait()
}

// runs records the times at which a job was started.
type runs struct {
	mu sync.Mutex
	at []time.Duration
}

func (r *runs) add(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at = append(r.at, d)
}

func (r *runs) want(t *testing.T, want ...time.Duration) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if !slices.Equal(r.at, want) {
		t.Errorf("it ran at %v, want %v", r.at, want)
	}
}

// handle returns a job that takes no time and fails with err.
func (r *runs) handle(w *world, err error) jobs.Func {
	return func(context.Context, jobs.Job) error {
		r.add(w.since())
		return err
	}
}

func TestJobRunsOnceWhenItIsDue(t *testing.T) {
	inWorld(t, func(w *world) {
		var ran runs
		r := w.runner()
		r.Handle("mail", ran.handle(w, nil))
		w.Enqueue("mail", "1", w.now())
		w.Enqueue("mail", "2", w.now().Add(90*time.Minute+1500*time.Microsecond))
		w.Enqueue("unknown here", "1", w.now())
		stop := w.start(r)
		pass(3 * time.Hour)
		ran.want(t, 0, 90*time.Minute+time.Millisecond)
		if err := stop(); err != nil {
			t.Error(err)
		}
		if rows := w.Rows(); len(rows) != 1 || rows[0].Kind != "unknown here" || rows[0].Attempts != 0 {
			t.Errorf("there is still %+v", rows)
		}
	})
}

func TestNewJobIsFoundBySignalOrPoll(t *testing.T) {
	inWorld(t, func(w *world) {
		var ran runs
		r := w.runner()
		r.Handle("mail", ran.handle(w, nil))
		stop := w.start(r)
		pass(1300 * time.Millisecond)
		w.Enqueue("mail", "1", w.now())
		w.hub.Publish("jobs", nil)
		pass(100 * time.Millisecond)
		ran.want(t, 1300*time.Millisecond)
		w.Enqueue("mail", "2", w.now()) // in another process, which this hub does not know
		pass(time.Second)
		ran.want(t, 1300*time.Millisecond, 2300*time.Millisecond)
		_ = stop()
	})
}

func TestJobAskedForWhileItRunsRunsAgain(t *testing.T) {
	inWorld(t, func(w *world) {
		var ran runs
		r := w.runner()
		r.Handle("mail", func(context.Context, jobs.Job) error {
			ran.add(w.since())
			if len(ran.at) == 1 {
				w.Enqueue("mail", "1", w.now())
				w.Enqueue("mail", "1", w.now().Add(time.Minute))
			}
			return nil
		})
		w.Enqueue("mail", "1", w.now())
		stop := w.start(r)
		pass(time.Hour)
		_ = stop()
		if len(ran.at) != 2 || ran.at[1] > time.Second || len(w.Rows()) != 0 {
			t.Errorf("it ran at %v", ran.at)
		}
	})
}

func TestFailedJobBacksOff(t *testing.T) {
	for name, fail := range map[string]func() error{
		"an error": func() error { return errors.New("no") },
		"a panic":  func() error { panic("no") },
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				var ran runs
				var attempts []int
				r := w.runner()
				r.Handle("mail", func(_ context.Context, j jobs.Job) error {
					ran.add(w.since())
					attempts = append(attempts, j.Attempts)
					if len(attempts) < 15 {
						return fail()
					}
					return nil
				})
				w.Enqueue("mail", "1", w.now())
				stop := w.start(r)
				pass(24 * time.Hour)
				_ = stop()
				if len(attempts) != 15 || attempts[14] != 15 || len(w.Rows()) != 0 {
					t.Fatalf("attempts %v", attempts)
				}
				for i := range 14 {
					wait, least := ran.at[i+1]-ran.at[i], min(time.Second<<i, 10*time.Minute)
					if wait < least || wait > least*5/4+time.Millisecond {
						t.Errorf("after attempt %d it waits %v, not %v and up to a quarter", i+1, wait, least)
					}
				}
			})
		})
	}
}

func TestWorkersLimitConcurrentJobs(t *testing.T) {
	inWorld(t, func(w *world) {
		var running, most, done atomic.Int32
		r := jobs.NewRunner(w.Memory, jobs.Options{Workers: 3})
		r.Handle("mail", func(context.Context, jobs.Job) error {
			most.Store(max(most.Load(), running.Add(1)))
			time.Sleep(time.Second / 2)
			running.Add(-1)
			done.Add(1)
			return nil
		})
		for i := range 30 {
			w.Enqueue("mail", string(rune('a'+i)), w.now())
		}
		stop := w.start(r)
		time.Sleep(5*time.Second + time.Millisecond)
		if most.Load() != 3 || done.Load() != 30 {
			t.Errorf("%d ran at a time; %d of 30 are done after five seconds", most.Load(), done.Load())
		}
		_ = stop()
	})
}

func TestRecurringJobRunsInOneProcess(t *testing.T) {
	inWorld(t, func(w *world) {
		var ran runs
		stops := []func() error{}
		for range 3 {
			r := w.runner()
			r.Every("purge", time.Hour, ran.handle(w, nil))
			stops = append(stops, w.start(r))
		}
		pass(2*time.Hour + time.Minute)
		ran.want(t, 0, time.Hour, 2*time.Hour)
		for _, stop := range stops {
			_ = stop()
		}
		// A process that starts later keeps the interval.
		r := w.runner()
		r.Every("purge", time.Hour, ran.handle(w, errors.New("no")))
		stop := w.start(r)
		pass(time.Hour)
		_ = stop()
		if len(ran.at) < 5 || ran.at[3] != 3*time.Hour || ran.at[4] > 3*time.Hour+2*time.Second {
			t.Errorf("it ran at %v", ran.at)
		}
	})
}

func TestStoppingRunnerFinishesJobs(t *testing.T) {
	inWorld(t, func(w *world) {
		r := w.runner()
		r.Handle("mail", func(ctx context.Context, j jobs.Job) error {
			if j.Ref == "short" {
				time.Sleep(4 * time.Second)
				return ctx.Err()
			}
			<-ctx.Done()
			return context.Cause(ctx)
		})
		w.Enqueue("mail", "long", w.now())
		w.Enqueue("mail", "short", w.now())
		stop := w.start(r)
		pass(100 * time.Millisecond)
		if err := stop(); err != nil {
			t.Error(err)
		}
		if w.since() > 6*time.Second {
			t.Errorf("stopping took %v", w.since())
		}
		rows := w.Rows()
		if len(rows) != 1 || rows[0].Ref != "long" || rows[0].Token != 0 || rows[0].Attempts != 0 || rows[0].Due > w.now().UnixMilli() {
			t.Errorf("there is still %+v", rows)
		}
	})
}

func TestRunReportsJobThatDoesNotEnd(t *testing.T) {
	inWorld(t, func(w *world) {
		release := make(chan struct{})
		r := w.runner()
		r.Handle("mail", func(context.Context, jobs.Job) error { <-release; return nil })
		w.Enqueue("mail", "1", w.now())
		stop := w.start(r)
		pass(time.Second)
		if err := stop(); err == nil {
			t.Error("nothing is said of a job that goes on")
		}
		close(release)
		synctest.Wait()
	})
}

func TestTaskRunsInEveryProcess(t *testing.T) {
	inWorld(t, func(w *world) {
		var ran runs
		fail := errors.New("no")
		r := w.runner()
		r.Task("index", time.Minute, w.hub.Subscribe("guides", ""), func(context.Context) error {
			ran.add(w.since())
			if len(ran.at) == 3 {
				panic("no")
			}
			return fail
		})
		fail = nil
		stop := w.start(r)
		pass(10 * time.Second)
		for range 9 { // more than the hub keeps
			w.hub.Publish("guides", nil)
		}
		pass(65 * time.Second)
		ran.want(t, 0, 10*time.Second, 70*time.Second)
		pass(70 * time.Second)
		if err := stop(); err != nil || len(ran.at) != 4 || ran.at[3] < 130*time.Second {
			t.Errorf("after the panic: %v, %v", ran.at, err)
		}
	})
}
