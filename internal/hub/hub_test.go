package hub_test

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"tminus/internal/hub"
)

func next(t *testing.T, r *hub.Reader) hub.Event {
	t.Helper()
	e, err := r.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEventsArriveInOrderOnTheirTopicOnly(t *testing.T) {
	t.Parallel()
	h := hub.New(8)
	a, b := h.Subscribe("a", ""), h.Subscribe("b", "")
	for i := range 5 {
		h.Publish("a", i)
	}
	h.Publish("b", "only")
	for i := range 5 {
		if e := next(t, a); e.Seq != uint64(i+1) || e.Data != i || e.Reset {
			t.Errorf("event %d is %+v", i, e)
		}
	}
	if e := next(t, b); e.Seq != 1 || e.Data != "only" {
		t.Errorf("the other topic has %+v", e)
	}
}

func TestReaderStartsWithTheNextEvent(t *testing.T) {
	t.Parallel()
	h := hub.New(8)
	h.Publish("a", "before")
	r := h.Subscribe("a", "")
	h.Publish("a", "after")
	if e := next(t, r); e.Data != "after" || e.Seq != 2 {
		t.Errorf("got %+v", e)
	}
}

func TestReaderResumesAfterItsLastEvent(t *testing.T) {
	t.Parallel()
	h := hub.New(4)
	r := h.Subscribe("a", "")
	h.Publish("a", 1)
	last := next(t, r).ID
	r.Close()
	for i := 2; i <= 5; i++ { // without a reader; the ring is full now
		h.Publish("a", i)
	}
	again := h.Subscribe("a", last)
	for i := 2; i <= 5; i++ {
		if e := next(t, again); e.Data != i || e.Reset {
			t.Errorf("after coming back: %+v, want %d", e, i)
		}
	}
}

func TestReaderIsResetWhenItsEventsAreGone(t *testing.T) {
	t.Parallel()
	h := hub.New(4)
	r := h.Subscribe("a", "")
	h.Publish("a", 0)
	old := next(t, r).ID
	for i := range 6 {
		h.Publish("a", i)
	}
	elsewhere := hub.New(4)
	elsewhere.Publish("a", 0)
	s := elsewhere.Subscribe("a", "")
	elsewhere.Publish("a", 1)
	foreign := next(t, s).ID
	for name, id := range map[string]string{
		"too old": old, "another process": foreign, "no number": old[:len(old)-1] + "x", "a number alone": "3", "the future": old + "99",
	} {
		r := h.Subscribe("a", id)
		e := next(t, r)
		if !e.Reset || e.Data != nil || e.Seq != 7 {
			t.Errorf("%s: got %+v", name, e)
		}
		h.Publish("z", nil)
		// The reset has an ID to resume from, and the reader goes on.
		if again := h.Subscribe("a", e.ID); again.Skip() {
			t.Errorf("%s: there is something after the reset", name)
		}
	}
}

func TestSlowReaderIsResetAndDropped(t *testing.T) {
	t.Parallel()
	h := hub.New(4)
	slow, quick := h.Subscribe("a", ""), h.Subscribe("a", "")
	for i := range 5 {
		h.Publish("a", i)
		if e := next(t, quick); e.Data != i {
			t.Fatalf("the quick reader got %+v", e)
		}
	}
	if e := next(t, slow); !e.Reset || e.Seq != 5 {
		t.Errorf("the slow reader got %+v", e)
	}
	h.Publish("a", 5)
	for range 2 {
		if e, err := slow.Next(t.Context()); !errors.Is(err, hub.ErrSlow) {
			t.Errorf("the slow reader goes on with %+v, %v", e, err)
		}
	}
	if !slow.Skip() {
		t.Error("nothing was skipped")
	}
	h.Publish("a", 6)
	if e := next(t, slow); e.Data != 6 {
		t.Errorf("after loading everything it gets %+v", e)
	}
}

func TestReadySignalsUnreadEvents(t *testing.T) {
	t.Parallel()
	h := hub.New(2)
	r := h.Subscribe("a", "")
	isReady := func() bool {
		select {
		case <-r.Ready():
			return true
		default:
			return false
		}
	}
	before := r.Ready()
	if isReady() || r.Skip() {
		t.Error("something is there before anything was published")
	}
	for range 5 { // one more than the ring twice over: a signal loses nothing
		h.Publish("a", nil)
	}
	select {
	case <-before:
	default:
		t.Error("who waits is not woken")
	}
	if !isReady() || !r.Skip() || isReady() || r.Skip() {
		t.Error("five events are not one signal")
	}
}

func TestWaitingReaderEndsWithItsContextOrTheHub(t *testing.T) {
	t.Parallel()
	// The bubble fails the test if a goroutine is left.
	synctest.Test(t, func(t *testing.T) {
		h := hub.New(4)
		ctx, cancel := context.WithCancel(t.Context())
		var canceled, closed error
		go func() { _, canceled = h.Subscribe("a", "").Next(ctx) }()
		go func() {
			r := h.Subscribe("b", "")
			defer r.Close()
			if _, err := r.Next(context.Background()); err != nil {
				t.Error(err)
			}
			_, closed = r.Next(context.Background())
		}()
		synctest.Wait()
		cancel()
		h.Publish("b", "last words")
		h.Close()
		h.Close()
		h.Publish("b", "too late")
		synctest.Wait()
		if !errors.Is(canceled, context.Canceled) || !errors.Is(closed, hub.ErrClosed) {
			t.Errorf("they end with %v and %v", canceled, closed)
		}
		if _, err := h.Subscribe("b", "").Next(t.Context()); !errors.Is(err, hub.ErrClosed) {
			t.Errorf("a reader that comes late gets %v", err)
		}
	})
}

func TestIdleTopicsAreForgotten(t *testing.T) {
	t.Parallel()
	h := hub.New(4)
	kept, r := h.Subscribe("kept", ""), h.Subscribe("left", "")
	h.Publish("left", 1)
	last := next(t, r).ID
	r.Close()
	r.Close()
	for i := range hub.MaxIdle + 10 {
		h.Publish("topic "+strconv.Itoa(i), nil)
	}
	if n := h.Topics(); n > hub.MaxIdle+1 {
		t.Errorf("%d topics are kept", n)
	}
	h.Publish("kept", 1)
	if e := next(t, kept); e.Data != 1 || e.Seq != 1 {
		t.Errorf("the topic with a reader: %+v", e)
	}
	if e := next(t, h.Subscribe("left", last)); !e.Reset {
		t.Errorf("on a topic that was forgotten a reader resumes with %+v", e)
	}
	if _, err := r.Next(t.Context()); !errors.Is(err, hub.ErrClosed) {
		t.Errorf("a closed reader: %v", err)
	}
}

// For any order of publishing, reading, leaving and returning: a reader gets every event after its
// first, in order, or a Reset.
func TestReaderNeverMissesEventWithoutReset(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := hub.New(rapid.IntRange(1, 6).Draw(t, "size"))
		published, seen := 0, 0
		lastID, seenThen := "", 0 // of the last event, and the value read with it
		r := h.Subscribe("a", "")
		t.Repeat(map[string]func(*rapid.T){
			"publish": func(*rapid.T) {
				published++
				h.Publish("a", published)
			},
			"read": func(t *rapid.T) {
				select {
				case <-r.Ready():
				default:
					if seen != published {
						t.Fatalf("after %d of %d events nothing is ready", seen, published)
					}
					t.Skip("nothing is there")
				}
				e, err := r.Next(context.Background())
				switch {
				case errors.Is(err, hub.ErrSlow):
					r, seen = h.Subscribe("a", lastID), seenThen
				case err != nil:
					t.Fatal(err)
				case e.Reset:
					seen = published
				case e.Data != seen+1:
					t.Fatalf("after event %d came %v", seen, e.Data)
				default:
					seen++
				}
				if e.ID != "" {
					lastID, seenThen = e.ID, seen
				}
			},
			"come back": func(t *rapid.T) {
				if lastID == "" {
					t.Skip("it had no event yet")
				}
				r.Close()
				r, seen = h.Subscribe("a", lastID), seenThen
			},
			"load": func(*rapid.T) {
				r.Skip()
				seen = published
			},
		})
	})
}

func TestConcurrentPublishersAndReaders(t *testing.T) {
	t.Parallel()
	const publishers, readers, each = 8, 50, 500
	h := hub.New(64)
	var reading, publishing sync.WaitGroup
	for range readers {
		r := h.Subscribe("a", "")
		reading.Go(func() {
			defer r.Close()
			var last uint64
			var lastID string
			for {
				e, err := r.Next(context.Background())
				switch {
				case errors.Is(err, hub.ErrClosed):
					if last != publishers*each {
						t.Errorf("the last event read is %d", last)
					}
					return
				case errors.Is(err, hub.ErrSlow):
					r.Close()
					r = h.Subscribe("a", lastID)
				case err != nil:
					t.Error(err)
					return
				case !e.Reset && e.Seq != last+1:
					t.Errorf("after %d came %d", last, e.Seq)
					return
				default:
					last, lastID = e.Seq, e.ID
				}
			}
		})
	}
	for range publishers {
		publishing.Go(func() {
			for range each {
				h.Publish("a", "x")
			}
		})
	}
	publishing.Wait()
	h.Close()
	reading.Wait()
}
