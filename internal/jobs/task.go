package jobs

import (
	"context"
	"time"
)

// task is work that each process does for itself.
type task struct {
	name   string
	every  time.Duration
	signal Signal
	run    func(context.Context) error
}

// Task makes this process call fn immediately, at each signal, and at an interval, one call at a
// time. It is for data that the process keeps in memory: there is no lease, every process runs it.
// The signal may be nil. After an error or a panic it waits longer, up to ten minutes, or for a
// signal.
func (r *Runner) Task(name string, interval time.Duration, s Signal, fn func(context.Context) error) {
	r.tasks = append(r.tasks, task{name, interval, s, fn})
}

func (t task) loop(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	var tr trouble
	failures := 0
	for ctx.Err() == nil {
		var ready <-chan struct{}
		if t.signal != nil {
			t.signal.Skip()
		}
		err := safely(func() error { return t.run(ctx) })
		wait := t.every
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			failures++
			wait = max(wait, backoff(failures))
			tr.log("a task failed; it is tried again", err, "task", t.name)
		default:
			failures = 0
			tr.over("a task succeeds again", "task", t.name)
		}
		if t.signal != nil {
			ready = t.signal.Ready()
		}
		timer.Reset(wait)
		select {
		case <-ctx.Done():
		case <-ready:
		case <-timer.C:
		}
	}
}
