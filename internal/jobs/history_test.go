package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"tminus/internal/jobs"
)

// step is an event in a random history.
type step struct {
	after   time.Duration
	enqueue string // the ref of a job
	in      time.Duration
	kill    int // number of a process, from 1
	set     time.Duration
	setTo   bool
}

// outcome is the result of one run of a job.
type outcome struct {
	takes time.Duration
	ends  int // 0 success, 1 error, 2 panic
}

// Whichever processes are killed and however the clock is set: two living processes never run the
// same job concurrently, and every request is done after it was made.
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
		h := &history{steps: steps.Draw(rt, "steps"), outcomes: outcomes.Draw(rt, "outcomes")}
		h.running, h.asked = map[string]int{}, map[string]time.Duration{}
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
	asked   map[string]time.Duration // time of the last request for a job, unless it was done since
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
	// The clock may have been set back by almost an hour, and failures take time.
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
	if h.ran > 12 { // stop failing eventually
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
	// This run fulfils requests made before it began, even if the process dies before it can record
	// that.
	if at, ok := h.asked[j.Ref]; ok && at <= began {
		delete(h.asked, j.Ref)
	}
	return nil
}

func (h *history) fault(format string, args ...any) {
	h.faults = append(h.faults, fmt.Sprintf(format, args...))
}
